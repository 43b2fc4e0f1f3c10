"""The user's decisions about names, tags and more from files and other programs: take over, settle conflicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from photoface.catalog.states import ConflictAnswer
from photoface.library.commands.command import Command

if TYPE_CHECKING:
    from photoface.library.takeover import Takeover


class TakeOver(Command):
    """Take over names, tags, stars and more from photo files or another program, as the plan says.

    It is planned by `Metadata`. What the user decided otherwise, before the plan or since, stays.
    """

    takeover: Takeover


class SettleConflicts(Command):
    """Answer conflicts: keep the catalog's value, take the other one, or keep both where possible.

    Conflicts for which the answer makes no sense, or that name one of several people, stay for another answer.
    """

    conflict_ids: tuple[int, ...]
    answer: ConflictAnswer = ConflictAnswer.MINE
