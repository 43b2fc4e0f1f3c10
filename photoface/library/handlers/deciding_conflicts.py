"""Handles the user's answers to conflicts: keep mine, take theirs, or keep both.

A conflict is a difference between what the user decided and what a file or another program says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from photoface.catalog import (
    assignments,
    face_boxes,
    people,
    photo_people,
    photos,
    tags,
    takeover_conflicts,
    takeover_state,
)
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.face_boxes import NewBox
from photoface.catalog.ledger import Journal
from photoface.catalog.people import LONGEST_NOTES
from photoface.catalog.states import ConflictAnswer, ConflictKind
from photoface.catalog.takeover_conflicts import ConflictSummary
from photoface.errors import UserFacingError
from photoface.library.commands.takeover import SettleConflicts
from photoface.library.handlers.confirming import give_to_person
from photoface.library.handlers.tagging import clean_path
from photoface.library.takeover_dates import DATE_WORD, PLACE_WORD, columns_of
from photoface.text_folding import spelled_path

_VALUES: Mapping[str, Callable[[str], object]] = {
    "rating": int,
    "favourite": lambda words: words == "yes",
    "hidden": lambda words: words == "yes",
    "title": str,
    "caption": str,
    "label": str,
}
"""The values of a photo, each with how it is read from the words of a conflict."""

_BORN = ": born: "
"""Between a person's name and the birthday that a source has."""


def settle_conflicts(journal: Journal, command: SettleConflicts) -> Facts:
    """Answer conflicts.

    Raises:
        UserFacingError: none of them waits any more, or none can have this answer.
    """
    waiting = takeover_conflicts.summaries(journal.session, command.conflict_ids)
    if not waiting:
        raise UserFacingError("These conflicts are not there any more.", "`photoface metadata conflicts` lists them.")
    if command.answer is ConflictAnswer.MINE:
        takeover_conflicts.keep_mine(journal, [one.id for one in waiting])
        return facts("conflicts_settled", conflicts=len(waiting))
    answer = _take_theirs if command.answer is ConflictAnswer.THEIRS else _keep_both
    done = [one for one in waiting if command.answer in one.answers and answer(journal, one)]
    if not done:
        raise _not_possible(command.answer, waiting)
    takeover_conflicts.remove(journal, [one.id for one in done])
    if command.answer is ConflictAnswer.BOTH:
        return facts("conflicts_both", conflicts=len(done))
    sources = list(dict.fromkeys(one.source for one in done))
    return facts("conflicts_theirs", conflicts=len(done), source=" and ".join(sources))


def _not_possible(answer: ConflictAnswer, conflicts: Sequence[ConflictSummary]) -> UserFacingError:
    names = ", ".join(sorted({one.theirs for one in conflicts})[:3])
    if answer is ConflictAnswer.BOTH:
        return UserFacingError(f"There is no both for {names}.", "Keep yours, or take theirs.")
    return UserFacingError(
        f"It is not clear what {names} means here.",
        "Several people may have that name, or the photo is gone. Give the face its name yourself, or keep yours.",
    )


def _take_theirs(journal: Journal, conflict: ConflictSummary) -> bool:
    """What the source says holds. Returns False where it is not clear what that is."""
    match conflict.kind:
        case ConflictKind.VALUE:
            return _take_value(journal, conflict)
        case ConflictKind.VALUE_GONE:
            assert conflict.photo_id is not None
            photos.fill(journal, {conflict.photo_id: {conflict.theirs: None}})
        case ConflictKind.TAG:
            assert conflict.photo_id is not None
            tags.attach(journal, tags.make(journal, clean_path(conflict.theirs)).id, [conflict.photo_id])
        case ConflictKind.TAG_GONE:
            assert conflict.photo_id is not None
            key = spelled_path(conflict.theirs)
            theirs = [
                tag.id for tag in tags.of_photo(journal.session, conflict.photo_id) if spelled_path(tag.path) == key
            ]
            tags.detach(journal, theirs, [conflict.photo_id])
        case ConflictKind.NAME_GONE:
            _take_name_away(journal, conflict)
        case _:
            return _take_name(journal, conflict, is_only_face=True)
    return True


def _keep_both(journal: Journal, conflict: ConflictSummary) -> bool:
    match conflict.kind:
        case ConflictKind.OTHER_FACE:
            return _take_name(journal, conflict, is_only_face=False)
        case ConflictKind.VALUE:
            return _join_texts(journal, conflict)
        case _:
            mine = people.ids_by_name(journal.session, conflict.mine)
            if len(mine) == 1 and not people.ids_by_name(journal.session, conflict.theirs):
                people.add_alias(journal, mine[0], conflict.theirs)
                return True
            return False


def _take_name(journal: Journal, conflict: ConflictSummary, *, is_only_face: bool) -> bool:
    """A face, one that is drawn, or the photo as a whole gets the name of the source.

    Args:
        is_only_face: no other face of the photo is this person then.
    """
    same = people.ids_by_name(journal.session, conflict.theirs)
    if len(same) > 1:
        return False
    person_id = same[0] if same else people.create(journal, conflict.theirs)
    face_id, photo_id = conflict.face_id, conflict.photo_id
    if conflict.kind is ConflictKind.OTHER_FACE and is_only_face and photo_id is not None:
        others = takeover_state.confirmed_in(journal.session, photo_id, person_id)
        _remove(journal, [other for other in others if other != face_id], person_id)
    if face_id is not None:
        assignments.join_again(journal, face_id, person_id)
        give_to_person(journal, [face_id], person_id)
    elif conflict.box is not None and photo_id is not None:
        width, height = photos.sizes(journal.session, [photo_id])[photo_id]
        pixels = min(conflict.box.width * width, conflict.box.height * height)
        face_boxes.draw_confirmed(journal, [NewBox(photo_id, conflict.box, pixels, person_id)])
    else:
        assert photo_id is not None
        photo_people.add(journal, [(photo_id, person_id)], without_face=False)
    return True


def _take_name_away(journal: Journal, conflict: ConflictSummary) -> None:
    """The user's no to a name that another program took out of a file."""
    for person_id in people.ids_by_name(journal.session, conflict.theirs):
        if conflict.face_id is not None:
            theirs = [
                one.id
                for one in assignments.of_faces(journal.session, [conflict.face_id])
                if one.person_id == person_id
            ]
            _remove(journal, theirs, person_id)
        else:
            assert conflict.photo_id is not None
            photo_people.remove(journal, person_id, [conflict.photo_id])


def _remove(journal: Journal, face_ids: Sequence[int], person_id: int) -> None:
    assignments.reject(journal, face_ids, person_id)
    assignments.place(journal, face_ids)


def _take_value(journal: Journal, conflict: ConflictSummary) -> bool:
    if conflict.photo_id is None:
        name, _, born = conflict.theirs.rpartition(_BORN)
        same = people.ids_by_name(journal.session, name)
        if len(same) != 1:
            return False
        people.change(journal, same, born=dt.date.fromisoformat(born))
        return True
    name, _, words = conflict.theirs.partition(": ")
    values = columns_of(name, words) if name in (DATE_WORD, PLACE_WORD) else {name: _VALUES[name](words)}
    photos.fill(journal, {conflict.photo_id: values})
    return True


def _join_texts(journal: Journal, conflict: ConflictSummary) -> bool:
    assert conflict.photo_id is not None
    name, _, theirs = conflict.theirs.partition(": ")
    mine = takeover_state.photo_values(journal.session, [conflict.photo_id])[conflict.photo_id][name]
    separator = "\n" if name == "caption" else " · "
    photos.fill(journal, {conflict.photo_id: {name: f"{mine}{separator}{theirs}"[:LONGEST_NOTES]}})
    return True
