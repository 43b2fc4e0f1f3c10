"""`PeoplePacks`, the library's manager that makes, opens and forgets people packs, and lists whom they propose.

A pack is a file with chosen people: names, life dates and exemplar embeddings. The people of an opened pack do not
become people of this library: they propose names for unnamed groups and faces. A yes names these as if the user had
typed the name. From then on the person is recognized by the faces of this library.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from photoface.catalog import erased_names, faces, people, people_packs, settings_store
from photoface.catalog.database import Database, Session
from photoface.catalog.people_packs import KeptPerson
from photoface.catalog.summaries.faces import FaceSummary
from photoface.errors import UserFacingError
from photoface.formatting import counted, listed
from photoface.library.exports.targets import written
from photoface.library.manager import Manager, reads
from photoface.recognition.embedding_cache import EmbeddingCache
from photoface.recognition.recognition import Recognition
from photoface.recognition.suggestions import Reason, Suggestion
from photoface.regular_files import open_regular
from photoface.settings import base_model
from photoface.text_folding import spelled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from photoface.metadata.people_pack_file import PeoplePack
    from photoface.recognition.state import FaceState

SUFFIX = ".photoface-people"


@dataclass(frozen=True, slots=True)
class PackProposal:
    """A name that a pack proposes for an unnamed group or a loose face.

    Attributes:
        score: the probability that a yes is right.
        pack_id, pack: number and title of the pack that says so.
        person_id: the person here whom the pack knows too; None for somebody whom the library does not know.
        distance: from the pack's faces, as in `Reason`.
    """

    name: str
    born: dt.date | None
    face_ids: tuple[int, ...]
    group_id: int | None
    score: float
    pack_id: int
    pack: str
    person_id: int | None
    distance: float


class PeoplePacks(Manager):
    """Makes, opens and forgets packs, and says whom they propose."""

    def __init__(self, database: Database, recognition: Recognition, now: Callable[[], dt.datetime]) -> None:
        super().__init__(database)
        self._recognition = recognition
        self._now = now
        self._base_embeddings = EmbeddingCache()

    all = reads(people_packs.summaries)

    def make(self, file: Path, person_ids: Sequence[int], passphrase: str, *, overwrite: bool = False) -> list[str]:
        """Write chosen people into a file: names, birthdays and how their confirmed faces look; returns their names.

        Raises:
            UserFacingError: nobody was chosen, one has no confirmed face, the passphrase is too short, or the file is
                there already or cannot be written.
        """
        from photoface.metadata.people_pack_file import PackedPerson, PeoplePack, seal

        if not person_ids:
            raise UserFacingError("Nobody was chosen.", "Choose the people whom the pack is to hold.")
        state = self._recognition.state
        with self._database.read() as session:
            model, vectors = self._shared(session, state)
            chosen = [people.get(session, person_id) for person_id in dict.fromkeys(person_ids)]
        exemplars = {person.id: _seen(vectors[state.exemplar_rows(person.id)]) for person in chosen}
        unknown = [person.name for person in chosen if not len(exemplars[person.id])]
        if unknown:
            raise UserFacingError(
                f"No face of {listed(unknown)} is confirmed.",
                "Confirm a face of theirs, or leave them out: a pack says how people look.",
            )
        packed = tuple(PackedPerson(person.name, person.born, person.died, exemplars[person.id]) for person in chosen)
        data = seal(PeoplePack(model, self._now().date(), packed), passphrase)
        with written(file, overwrite=overwrite) as stream:
            stream.write(data)
        return [person.name for person in chosen]

    def read(self, file: Path, passphrase: str) -> PeoplePack:
        """What a pack's file holds; nothing is kept of it.

        Raises:
            UserFacingError: it cannot be read, is no pack, or the passphrase is another one.
        """
        from photoface.metadata.people_pack_file import LARGEST_FILE, unseal

        try:
            with open_regular(file.expanduser()) as stream:
                data = stream.read(LARGEST_FILE + 1)
        except OSError as error:
            raise UserFacingError(f"{file} cannot be read: {error.strerror or error}.", "Check its name.") from error
        return unseal(data, passphrase)

    def open(self, pack: PeoplePack, title: str) -> int:
        """Keep a pack, so that it makes suggestions; returns its number. No face is named by it.

        People whose names were erased for good here are left out.

        Raises:
            UserFacingError: another model made it, or nobody in it is left.
        """
        with self._database.write() as session:
            model = base_model(settings_store.load(session).model)
            if pack.model != model:
                raise UserFacingError(
                    f"This people pack was made with the model {pack.model}, and your library uses {model}.",
                    f"Only the same model can compare faces. Use `photoface models use {pack.model}` here, or ask for "
                    f"a pack that was made with {model}.",
                )
            erased = erased_names.among(session, [person.name for person in pack.people])
            kept = [
                KeptPerson(0, 0, person.name, person.born, person.died, person.vectors)
                for person in pack.people
                if spelled(person.name) not in erased
            ]
            if not kept:
                raise UserFacingError(
                    "Everybody in this people pack was erased for good here.",
                    "Name somebody so by hand first, if the pack is to know them.",
                )
            return people_packs.add(session, title, model, kept, self._now())

    def forget(self, pack_id: int) -> str:
        """Delete all that a pack brought. Faces that you named stay named, and what you said no to stays refused.

        Raises:
            UserFacingError: it is gone.
        """
        with self._database.write() as session:
            return people_packs.forget(session, pack_id)

    def proposals(self) -> list[PackProposal]:
        """Whom packs propose for unnamed groups and faces, most certain first: people without a confirmed face here."""
        return [proposal for proposal in self.all_proposals() if proposal.person_id is None]

    def suggestions_of(self, person_id: int, proposals: Sequence[PackProposal]) -> list[Suggestion]:
        """What packs suggest for somebody whom the library knows, beyond what its own faces do.

        Args:
            proposals: `all_proposals`.
        """
        found = [proposal for proposal in proposals if proposal.person_id == person_id]
        if not found:
            return []
        quality = {face.id: face.quality for face in self._best_faces(found)}
        return [
            Suggestion(
                person_id,
                one.face_ids,
                one.group_id,
                one.score,
                Reason((), one.distance, None, None, quality.get(one.face_ids[0], 0.0), pack=one.pack),
            )
            for one in found
        ]

    def _best_faces(self, found: Sequence[PackProposal]) -> list[FaceSummary]:
        with self._database.read() as session:
            return faces.summaries(session, [one.face_ids[0] for one in found])

    def _shared(self, session: Session, state: FaceState) -> tuple[str, NDArray[np.float32]]:
        """The model that other libraries may have too, and the faces as it sees them, zeros for those that it has not.

        It is the one in use, or the one that this was tuned from: its embeddings stay beside the tuned ones.
        """
        in_use = settings_store.load(session).model
        model = base_model(in_use)
        if model == in_use:
            return model, state.view.own_vectors
        return model, self._base_embeddings.matrix(session, model, state.rows.faces, partly=True)

    def all_proposals(self) -> list[PackProposal]:
        """Whom packs propose, known here or not, most certain first. What the user said no to is left out."""
        from photoface.recognition.pack_proposals import PackExemplars, pack_matches
        from photoface.recognition.probability import Scale

        state = self._recognition.state
        with self._database.read() as session:
            model = base_model(settings_store.load(session).model)
            known = _each_name_once(people_packs.everybody(session, model))
            refused = [people_packs.refused(session, person.name) for person in known]
            titles = {pack.id: pack.title for pack in people_packs.summaries(session)} if known else {}
            if not known:
                return []
            model, vectors = self._shared(session, state)
        thresholds = self._recognition.thresholds(model)
        scale = Scale(thresholds.assignment, thresholds.suggestion, thresholds.grouping_large)
        dimension = vectors.shape[1]
        fitting = [
            (person, PackExemplars(person.vectors, _day(person.born), _day(person.died), no, person.person_id))
            for person, no in zip(known, refused, strict=True)
            if person.vectors.shape[1] == dimension
        ]
        matches = pack_matches(state, vectors, [exemplars for _, exemplars in fitting], scale)
        return [
            PackProposal(
                person.name,
                person.born,
                match.face_ids,
                match.group_id,
                match.probability,
                person.pack_id,
                titles[person.pack_id],
                person.person_id,
                match.distance,
            )
            for match in matches
            for person in (fitting[match.person][0],)
        ]


def _seen(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Those of faces that the model has seen."""
    found: NDArray[np.float32] = vectors[vectors.any(axis=1)]
    return found


def _each_name_once(known: Sequence[KeptPerson]) -> list[KeptPerson]:
    """People whom several packs know, as one: they would take each other's faces."""
    by_name: dict[tuple[str, int], KeptPerson] = {}
    for person in known:
        key = spelled(person.name), person.vectors.shape[1]
        before = by_name.setdefault(key, person)
        if before is not person:
            by_name[key] = dataclasses.replace(
                before,
                born=before.born if before.born == person.born else None,
                died=before.died if before.died == person.died else None,
                vectors=np.concatenate([before.vectors, person.vectors]),
            )
    return list(by_name.values())


def what_it_holds(names: Collection[str]) -> str:
    """What a pack tells of people, for who makes or opens one."""
    return (
        f"It holds the names and birthdays of {counted(len(names), 'person', 'people')}, and numbers by which any "
        "PhotoFace recognizes their faces, children's too. It holds no photo. Everybody with the file and the "
        "passphrase can use it for ever: ask those who are in it."
    )


def _day(date: dt.date | None) -> int | None:
    return None if date is None else (date - dt.date(1970, 1, 1)).days
