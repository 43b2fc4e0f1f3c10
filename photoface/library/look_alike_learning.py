"""`LookAlikeLearning`, the library's manager that learns by itself to tell two people apart who are confused.

It looks for such pairs in the state of the faces, and keeps in the catalog for which a classifier (judge) was tried:
again only once half as many more of their faces are confirmed. What it learns is kept, used, switched off and forgotten
with all that personal learning keeps.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from photoface.catalog import machine_state, people, settings_store
from photoface.catalog.database import Database
from photoface.catalog.machine_state import LookAlikesTried
from photoface.formatting import counted
from photoface.jobs import JobControl
from photoface.library.faces_to_learn_from import confirmed_faces
from photoface.library.personal_model import PersonalModel
from photoface.recognition.confused_people import confused_people
from photoface.recognition.recognition import Recognition
from photoface.settings import base_model

if TYPE_CHECKING:
    from photoface.learning.look_alike_judges import LookAlike

FEWEST_FACES = 8
"""Of each person, as `learning.look_alike_judges` wants them."""

GROWTH = 1.5
"""So many times as many confirmed faces make it worth trying a pair again."""


class LookAlikeLearning:
    """Finds out for whom a judge is due, and learns it."""

    def __init__(
        self, database: Database, personal: PersonalModel, recognition: Recognition, now: Callable[[], dt.datetime]
    ) -> None:
        self._database, self._personal, self._recognition, self._now = database, personal, recognition, now

    def due(self) -> dict[tuple[int, int], int]:
        """Pairs of people for whom a judge should be tried now, with their confirmed faces; none if switched off."""
        with self._database.read() as session:
            if settings_store.load(session).personal_learning != "yes":
                return {}
            tried = self._tried(machine_state.load(session, LookAlikesTried))
        found = confused_people(self._recognition.state, FEWEST_FACES)
        return {pair: faces for pair, faces in found.items() if faces >= GROWTH * tried.get(pair, 0)}

    @staticmethod
    def _tried(note: LookAlikesTried | None) -> dict[tuple[int, int], int]:
        return {(first, second): faces for first, second, faces in (note.pairs if note is not None else [])}

    def learn(self, control: JobControl | None = None) -> str:
        """Try a judge for each pair that is due; one that is better by more than chance is used. Says what came of it.

        Raises:
            JobCancelled: by the control; the pairs stay due.
        """
        from photoface.learning.look_alike_judges import learn_look_alikes

        control, due = control or JobControl(), self.due()
        with self._database.read() as session:
            model = settings_store.load(session).model
            faces, _, person_ids = confirmed_faces(session, model)
        number_of = {person_id: number for number, person_id in enumerate(person_ids.tolist())}
        pairs = [(number_of[one], number_of[other]) for one, other in due if {one, other} <= number_of.keys()]
        enough = [pair for pair in pairs if min((faces.persons == number).sum() for number in pair) >= FEWEST_FACES]
        found = learn_look_alikes(faces, pairs=enough, checkpoint=control.checkpoint) if enough else []
        control.checkpoint()
        judges = [replace(one, first=int(person_ids[one.first]), second=int(person_ids[one.second])) for one in found]
        with self._database.write(durable=False) as session:
            # The file is written in the transaction, of people who are there: no erased person comes back with it.
            there = people.present(session, person_ids.tolist())
            self._keep([one for one in judges if {one.first, one.second} <= there], due, model)
            tried = self._tried(machine_state.load(session, LookAlikesTried)) | due
            machine_state.save(session, LookAlikesTried([[*pair, count] for pair, count in tried.items()]))
        return f"{counted(len(found), 'pair')} of people who look alike can be told apart better."

    def _keep(self, judges: Sequence[LookAlike], due: Collection[tuple[int, int]], model: str) -> None:
        """Keep these judges, in the place of those that were learned of these pairs before."""
        from photoface.learning.personal_file import Learned

        kept = self._personal.kept()
        if kept is None or kept.model != model:
            # What is learned for a tuned model to which the faces are still being brought is not replaced.
            is_for_another = kept is not None and kept.is_tuned and base_model(kept.model) == base_model(model)
            kept = None if is_for_another else Learned(model, self._now())
        if judges and kept is not None:
            others = [
                one for one in kept.look_alikes if (min(one.first, one.second), max(one.first, one.second)) not in due
            ]
            self._personal.write(replace(kept, made_at=self._now(), look_alikes=(*others, *judges)))
