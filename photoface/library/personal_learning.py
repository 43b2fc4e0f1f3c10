"""Trains recognition on the user's own answers (`PersonalLearning`): a tuned model, and judges of look-alikes.

A job reads the confirmed and rejected faces from the catalog, and, where the default model is in use, cuts them out of
their photos again and tunes its last stages on them. Where that is better by more than chance, the faces get embeddings
by the tuned model, and only when nearly all have them is it put into use. The old embeddings stay, so that one click
goes back to them.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from photoface.catalog import relations, settings_store, tuned_embeddings
from photoface.catalog.database import Database, Session, note_change
from photoface.catalog.summaries.changed import Changed
from photoface.errors import JobCancelled, UserFacingError
from photoface.formatting import counted
from photoface.jobs import JobControl
from photoface.learning.confirmed_faces import ConfirmedFaces, thinned
from photoface.learning.personal_file import Learned
from photoface.library.faces_to_learn_from import confirmed_faces
from photoface.library.job_lock import only_job
from photoface.library.personal_model import PersonalModel
from photoface.settings import Settings, base_model
from photoface.vision.model_registry import DLIB_RESNET
from photoface.vision.model_store import ModelStore

if TYPE_CHECKING:
    from photoface.learning.open_set_comparison import Comparison
    from photoface.scan.face_engine import FaceEngine

MOST_FACES: Final = 40
"""Of one person; more faces of the same person change little and take time."""

ENOUGH: Final = 0.95
"""Part of the faces that a tuned model must have embedded before it is used: the others cannot be compared then."""


class PersonalLearning:
    """Learns from the library's user.

    Args:
        weights: the models that are installed.
        load_engine: makes the detector and the embedder of a model; imports torch.
    """

    def __init__(
        self,
        database: Database,
        personal: PersonalModel,
        weights: ModelStore,
        load_engine: Callable[[Settings], FaceEngine],
        now: Callable[[], dt.datetime],
    ) -> None:
        self._database = database
        self._personal = personal
        self._weights = weights
        self._load_engine = load_engine
        self._now = now
        self.learned = personal.kept

    def learn(self, control: JobControl | None = None) -> Learned:
        """Learn from what the user confirmed and rejected; it is used where it is better by more than chance.

        No decision changes. What was interrupted after a model was adopted goes on with bringing the faces to it.

        Raises:
            UserFacingError: too few faces are confirmed, another job runs, or too many photos cannot be read now.
            JobCancelled: by the control; what is in use stays so.
        """
        control = control or JobControl()
        with only_job(self._database) as settings, ThreadPoolExecutor(1, thread_name_prefix="reader") as pool:
            learned = self._unfinished(settings)
            if learned is None:
                learned = self._learn(settings, pool, control)
            self._bring_faces(learned, settings, pool, control)
        return learned

    def switch(self, session: Session, *, on: bool) -> None:
        """Use what was learned, or do not; the embeddings of both are there."""
        in_use = settings_store.load(session).model
        learned = self._personal.kept()
        wanted = base_model(in_use)
        if on and learned is not None and base_model(learned.model) == wanted and self._is_ready(session, learned):
            wanted = learned.model
        if wanted != in_use:
            tuned_embeddings.use(session, wanted)
            note_change(session, Changed(everything=True))

    def forget(self) -> None:
        """Forget what was learned: faces are compared as the model itself does it.

        Raises:
            UserFacingError: it cannot be deleted.
        """
        self._database.refuse_read_only()
        with self._database.write() as session:
            tuned_embeddings.keep_only(session, None)
            note_change(session, Changed(everything=True))
        self._personal.forget()

    def recover(self) -> None:
        """Go back to the model itself where the weights of the tuned one are not here: the catalog was copied."""
        if self._database.read_only:
            return
        in_use = self._database.query(settings_store.load).model
        if in_use != base_model(in_use) and self._personal.tuned_spec(in_use) is None:
            with self._database.write() as session:
                tuned_embeddings.keep_only(session, None)

    def _is_ready(self, session: Session, learned: Learned) -> bool:
        """Whether the faces have embeddings by the tuned model, and its weights are there."""
        if self._personal.tuned_spec(learned.model) is None:
            return False
        faces = tuned_embeddings.count(session, base_model(learned.model))
        return tuned_embeddings.count(session, learned.model) >= ENOUGH * faces

    def is_unfinished(self) -> bool:
        """Whether a tuned model was adopted and faces still have to be brought to it, by `learn`."""
        return self._unfinished(self._database.query(settings_store.load)) is not None

    def _unfinished(self, settings: Settings) -> Learned | None:
        """What was adopted, while faces still have to be brought to it."""
        learned = self._personal.kept()
        if learned is None or learned.model == settings.model or settings.personal_learning != "yes":
            return None
        is_current = base_model(learned.model) == base_model(settings.model)
        return learned if is_current and self._personal.tuned_spec(learned.model) is not None else None

    def _learn(self, settings: Settings, pool: ThreadPoolExecutor, control: JobControl) -> Learned:
        from photoface.learning.look_alike_judges import learn_look_alikes

        with self._database.read() as session:
            faces, face_ids, person_ids = confirmed_faces(
                session, settings.model, unnamed_beyond=self._naming_distance(settings.model)
            )
            relatives = relations.pairs(session)
        kept = self._personal.kept()
        # Judges that were learned without being asked for are tried again too.
        relatives += [(one.first, one.second) for one in (kept.look_alikes if kept is not None else ())]
        number_of = {person_id: number for number, person_id in enumerate(person_ids.tolist())}
        related = [
            (number_of[one], number_of[other]) for one, other in relatives if one in number_of and other in number_of
        ]
        model, comparison = settings.model, None
        if base_model(settings.model) == DLIB_RESNET.id:
            model, comparison, faces = self._tune(settings, faces, face_ids, related, pool, control)
        found = learn_look_alikes(faces, related, checkpoint=control.checkpoint)
        control.checkpoint()
        learned = Learned(
            model,
            self._now(),
            comparison,
            tuple(replace(one, first=int(person_ids[one.first]), second=int(person_ids[one.second])) for one in found),
        )
        self._personal.write(learned)
        return learned

    def _naming_distance(self, model: str) -> float | None:
        """Up to where a face is given a name by itself; None by a model that cannot be tuned."""
        if base_model(model) != DLIB_RESNET.id:
            return None
        return (self._personal.tuned_spec(model) or DLIB_RESNET).thresholds.assignment

    def _tune(
        self,
        settings: Settings,
        faces: ConfirmedFaces,
        face_ids: NDArray[np.int64],
        related: list[tuple[int, int]],
        pool: ThreadPoolExecutor,
        control: JobControl,
    ) -> tuple[str, Comparison, ConfirmedFaces]:
        """The model to use from now on, how the tuned one compared, and the faces as that model sees them."""
        from photoface.learning.personal_tuning import embedded, enough_people, propose
        from photoface.learning.tuned_resnet import TunedResNet, prepare
        from photoface.scan.face_crops import face_crops
        from photoface.vision.alignment import DLIB_150, align
        from photoface.vision.device import choose_device

        enough_people(faces.persons)
        kept = thinned(faces.persons, MOST_FACES, np.random.default_rng(0))
        crops = face_crops(
            self._database,
            settings,
            face_ids[kept].tolist(),
            lambda photo, face: align(photo, face, DLIB_150),
            pool,
            control,
        )
        kept = kept[np.isin(face_ids[kept], np.array(list(crops), np.int64))]
        enough_people(faces.persons[kept])
        pixels = np.stack([crops[face_id] for face_id in face_ids[kept].tolist()])
        network = TunedResNet.from_file(self._weights.verified_path(DLIB_RESNET), "last")
        start = prepare(network, pixels, choose_device(settings.device), control)
        some = replace(faces.of(kept), vectors=start.embeddings)
        proposal = propose(start, some, control, families=_families(related))
        if proposal.network is None:
            return DLIB_RESNET.id, proposal.comparison, some
        moved = embedded(proposal.network, start, np.arange(len(kept)))
        spec = self._personal.add_tuned(proposal.network, DLIB_RESNET, proposal.scale, control)
        return spec.id, proposal.comparison, replace(some, vectors=moved)

    @staticmethod
    def _is_wanted(learned: Learned, settings: Settings) -> bool:
        """Whether the user uses what is learned, and the model that it was learned for."""
        return settings.personal_learning == "yes" and base_model(learned.model) == base_model(settings.model)

    def _bring_faces(self, learned: Learned, settings: Settings, pool: ThreadPoolExecutor, control: JobControl) -> None:
        """Give all faces embeddings by the model that was decided for; then put it into use, if that is still wanted.

        Raises:
            JobCancelled: by the control, or because the user forgot the model meanwhile: nothing of it is left.
            UserFacingError: too many faces have no embedding by it.
        """
        from photoface.scan.missing_embeddings import MissingEmbeddings

        if learned.model != settings.model and settings.personal_learning == "yes":
            wanted = replace(settings, model=learned.model)
            engine = functools.cache(lambda: self._load_engine(wanted))
            MissingEmbeddings(self._database, engine, wanted, control, pool).embed(on_failure=lambda failure: None)
            with self._database.write() as session:
                # What the user chose while the faces were brought to it counts, not what was chosen before.
                now = settings_store.load(session)
                is_forgotten = learned.is_tuned and self._personal.tuned_spec(learned.model) is None
                had = tuned_embeddings.count(session, settings.model)
                has = tuned_embeddings.count(session, learned.model)
                if is_forgotten:
                    tuned_embeddings.keep_only(session, None)
                elif has >= ENOUGH * had and self._is_wanted(learned, now):
                    tuned_embeddings.use(session, learned.model)
                    note_change(session, Changed(everything=True))
            if is_forgotten:
                raise JobCancelled
            if has < ENOUGH * had:
                raise UserFacingError(
                    f"Only {has:,} of {had:,} faces could be looked at again: the photos of the others cannot be read "
                    "now.",
                    "Connect the disks that they are on, then learn again: it goes on from there.",
                )
        with self._database.write() as session:
            tuned_embeddings.keep_only(session, learned.model)
        self._personal.keep_only(learned.model)


def _families(related: list[tuple[int, int]]) -> dict[int, int]:
    """The family of each person with a relative: who is related over others is of one family."""
    family: dict[int, int] = {}
    for one, other in related:
        first, second = family.setdefault(one, one), family.setdefault(other, other)
        family.update({person: first for person, of in list(family.items()) if of == second})
    return family


def personal_sentence(learned: Learned) -> str:
    """What came of learning, for the user."""
    said, result = [], learned.comparison
    if result is not None:
        shares = f"{100 * result.before:.1f} % to {100 * result.after:.1f} %"
        if learned.is_tuned:
            said.append(f"Faces are told apart better now: of {result.faces:,} held back, errors went from {shares}.")
        else:
            said.append(
                f"Suggestions stay as they were: learning was not better by more than chance (errors from {shares} "
                f"of {result.faces:,} faces held back)."
            )
    pairs = len(learned.look_alikes)
    if pairs:
        said.append(f"{counted(pairs, 'pair')} of people who look alike can be told apart better.")
    return " ".join(said) or "There was nothing to learn: the model in use cannot be tuned."
