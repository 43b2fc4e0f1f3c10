"""Makes the command for the user's answer (yes, no, ignore, or who is who) to a question of the review.

So an answer is an ordinary decision, and can be undone like one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from photoface.errors import UserFacingError
from photoface.library.commands.command import Command
from photoface.library.commands.faces import AssignNames, ConfirmFaces, ConfirmNames, NameFaces, RejectFaces, RejectName
from photoface.library.commands.groups import ConfirmGroup, KeepGroupsApart, MergeGroups, NameGroup, RejectGroup
from photoface.library.commands.strangers import IgnoreFaces, IgnoreGroups
from photoface.recognition.questions import Question, QuestionKind


def yes(question: Question, *, without: Sequence[int] = (), name: str | None = None) -> Command:
    """The user's yes.

    Args:
        question: what was asked.
        without: faces of the question that were taken out: they are somebody else. A set of which nothing is left is
            a no.
        name: who it is, for NAME_GROUP and NAME_FACES.

    Raises:
        UserFacingError: somebody is to be named without a name, or no face is left.
    """
    wrong = tuple(dict.fromkeys(without))
    if question.kind is QuestionKind.CONFIRM_NAMES:
        return _names(question, wrong)
    if question.asks_for_name:
        if name is None:
            raise UserFacingError("A person needs a name.")
        return named(question, name, without=wrong)
    if question.kind is QuestionKind.NAME_OF_PACK and question.person_id is None:
        return _named_by_pack(question, wrong)
    if question.person_id is None:
        assert question.group_id is not None
        assert question.other_group_id is not None
        return MergeGroups(question.other_group_id, (question.group_id,))
    if set(question.face_ids) <= set(wrong):
        return no(question)
    if question.group_id is not None:
        return ConfirmGroup(question.group_id, question.person_id, wrong)
    right = tuple(face_id for face_id in question.face_ids if face_id not in set(wrong))
    return ConfirmFaces(right, question.person_id, wrong)


def _names(question: Question, wrong: Sequence[int]) -> Command:
    right = tuple(pair for pair in question.proposed if pair[0] not in wrong)
    return ConfirmNames(right, tuple(pair for pair in question.proposed if pair[0] in wrong))


def named(question: Question, name: str, *, without: Sequence[int] = ()) -> Command:
    """The faces of a question are the person of this name, also where it was asked whether they are somebody else.

    Args:
        without: faces that were taken out.

    Raises:
        UserFacingError: no face is left.
    """
    wrong = tuple(dict.fromkeys(without))
    if question.group_id is not None:
        return NameGroup(question.group_id, name, wrong)
    right = tuple(face_id for face_id in question.face_ids if face_id not in set(wrong))
    if not right:
        raise UserFacingError("All faces are taken out.", "Put one back by a click, or skip the question.")
    return NameFaces(right, name, without=wrong)


def _named_by_pack(question: Question, wrong: tuple[int, ...]) -> Command:
    assert question.person_name is not None
    if set(question.face_ids) <= set(wrong):
        return RejectName(question.face_ids, question.person_name)
    if question.group_id is not None:
        return NameGroup(question.group_id, question.person_name, wrong, pack_id=question.pack_id)
    return NameFaces(question.face_ids, question.person_name, pack_id=question.pack_id)


def who_is_who(question: Question, chosen: Mapping[int, int]) -> Command:
    """The answer to WHO_IS_WHO: who was given no face shows none in the photo.

    Args:
        chosen: faces with the person of each.
    """
    assert question.photo_id is not None
    given = set(chosen.values())
    without = tuple(person_id for person_id, _ in question.names if person_id not in given)
    return AssignNames(question.photo_id, tuple(chosen.items()), without)


def no(question: Question) -> Command:
    """The user's no, remembered for ever.

    Raises:
        ValueError: what asks for a name has no no; it is skipped or ignored.
    """
    if question.kind is QuestionKind.WHO_IS_WHO:
        return who_is_who(question, {})
    if question.kind is QuestionKind.CONFIRM_NAMES:
        return ConfirmNames((), question.proposed)
    if question.kind is QuestionKind.NAME_OF_PACK and question.person_id is None:
        assert question.person_name is not None
        return RejectName(question.face_ids, question.person_name)
    if question.asks_for_name:
        raise ValueError("who somebody is cannot be answered with no")
    if question.person_id is None:
        assert question.group_id is not None
        assert question.other_group_id is not None
        return KeepGroupsApart(question.other_group_id, question.group_id)
    if question.group_id is not None:
        return RejectGroup(question.group_id, question.person_id)
    return RejectFaces(question.face_ids, question.person_id)


def ignore(question: Question) -> Command:
    """The faces of the question are strangers'."""
    if question.group_id is not None:
        return IgnoreGroups((question.group_id,))
    return IgnoreFaces(question.face_ids)
