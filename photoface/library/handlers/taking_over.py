"""Carries out a planned takeover of names, tags and more from files or another program, as far as it still fits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from photoface.catalog import (
    albums,
    assignments,
    face_boxes,
    file_metadata,
    people,
    photo_people,
    photos,
    tags,
    takeover_conflicts,
    takeover_state,
    user_turns,
)
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.face_boxes import NewBox
from photoface.catalog.ledger import Journal
from photoface.catalog.states import FaceStatus
from photoface.catalog.takeover_conflicts import NewConflict
from photoface.errors import UserFacingError
from photoface.library.commands.takeover import TakeOver
from photoface.library.takeover import DrawnFace, PersonValues, Takeover, Who


def take_over(journal: Journal, command: TakeOver) -> Facts:
    """Carry out what still fits: a face that the user decided about since the plan was made keeps that decision.

    Raises:
        UserFacingError: there is nothing to take over.
    """
    plan = command.takeover
    if plan.is_empty and not plan.agreed:
        raise UserFacingError("There is nothing to take over.", "Everything that could be is in the catalog already.")
    ids = _make_people(journal, plan)
    changed = _name_faces(journal, plan, ids)
    changed += _draw_faces(journal, plan.drawn, ids)
    _say_no(journal, plan, ids)
    touched = _note_in_photos(journal, plan, ids)
    touched |= _fill_values(journal, plan)
    touched |= _put_tags(journal, plan)
    touched |= _fill_albums(journal, plan)
    _fill_people(journal, plan.people, ids)
    takeover_conflicts.add(
        journal,
        plan.source,
        (NewConflict(one.kind, one.photo_id, one.face_id, one.theirs, one.mine, one.box) for one in plan.conflicts),
    )
    file_metadata.agree(journal, dict(plan.agreed))
    named = len({ids[who] for who in plan.whos if who in ids})
    if not changed:
        return facts("taken_over_of_photos", photos=len(touched) or len(plan.agreed), source=plan.source)
    return facts("taken_over", faces=changed, people=named, photos=len(touched), source=plan.source)


def _make_people(journal: Journal, plan: Takeover) -> dict[Who, int]:
    """The ids of everybody whom the plan is about; those who are new are made."""
    present = people.present(journal.session, [who for who in plan.whos if isinstance(who, int)])
    ids: dict[Who, int] = {}
    for who in plan.whos:
        if isinstance(who, int):
            if who in present:
                ids[who] = who
        else:
            # Somebody may have got the name since the plan was made.
            same = people.ids_by_name(journal.session, who)
            ids[who] = same[0] if len(same) == 1 else people.create(journal, who)
    return ids


def _name_faces(journal: Journal, plan: Takeover, ids: dict[Who, int]) -> int:
    """Confirm faces; returns how many."""
    session = journal.session
    face_ids = [face_id for face_id, _ in plan.names]
    faces = takeover_state.faces_now(session, face_ids)
    refused = takeover_state.refused_now(session, face_ids)
    apart = takeover_state.apart_now(session, face_ids)
    groups = {face.id: face.group_id for face in assignments.of_faces(session, face_ids)} if face_ids else {}
    former = dict(plan.former_names)
    imported = takeover_state.imported_now(session, list(former))
    by_person: dict[int, list[int]] = defaultdict(list)
    for face_id, who in plan.names:
        face, person_id = faces.get(face_id), ids.get(who)
        if face is None or person_id is None or face.status is not FaceStatus.ACTIVE:
            continue
        if face.confirmed and not (face_id in imported and face.person_id == former[face_id]):
            continue
        if (face_id, person_id) not in refused and person_id not in apart.get(face_id, {}).values():
            by_person[person_id].append(face_id)
    for person_id, theirs in by_person.items():
        people.keep_cover(journal, person_id)
        assignments.place(journal, theirs, person_id=person_id, confirmed=True)
    named = [face_id for theirs in by_person.values() for face_id in theirs]
    assignments.delete_empty_groups(journal, (groups[face_id] for face_id in named))
    return len(named)


def _draw_faces(journal: Journal, drawn: Iterable[DrawnFace], ids: dict[Who, int]) -> int:
    """Make faces that no detector found; returns how many."""
    wanted = [face for face in drawn if face.who in ids]
    sizes = photos.sizes(journal.session, {face.photo_id for face in wanted})
    boxes = []
    for face in wanted:
        if face.photo_id in sizes:
            # Boxes of files are of the photo as its file shows it.
            width, height = user_turns.of_photo(journal.session, face.photo_id).size(*sizes[face.photo_id])
            pixels = min(face.box.width * width, face.box.height * height)
            boxes.append(NewBox(face.photo_id, face.box, pixels, ids[face.who]))
    face_boxes.draw_confirmed(journal, boxes)
    return len(boxes)


def _say_no(journal: Journal, plan: Takeover, ids: dict[Who, int]) -> None:
    """Reject and ignore faces about which the user said nothing since."""
    asked = {face_id for face_id, _ in plan.rejections} | set(plan.ignored)
    if not asked:
        return
    open_faces = {
        face.id: face
        for face in takeover_state.faces_now(journal.session, asked).values()
        if face.status is FaceStatus.ACTIVE and not face.confirmed
    }
    by_person: dict[int, list[int]] = defaultdict(list)
    for face_id, who in plan.rejections:
        person_id = _id_of(who, ids)
        if face_id in open_faces and person_id is not None:
            by_person[person_id].append(face_id)
    present = people.present(journal.session, by_person)
    for person_id, theirs in by_person.items():
        if person_id in present:
            assignments.reject(journal, theirs, person_id)
            assignments.place(journal, [one for one in theirs if open_faces[one].person_id == person_id])
    ignored = [face_id for face_id in plan.ignored if face_id in open_faces]
    if ignored:
        places = assignments.of_faces(journal.session, ignored)
        assignments.place(journal, ignored, status=FaceStatus.IGNORED)
        assignments.delete_empty_groups(journal, (place.group_id for place in places))


def _note_in_photos(journal: Journal, plan: Takeover, ids: dict[Who, int]) -> set[int]:
    present = photos.sizes(journal.session, {photo_id for photo_id, _, _ in plan.in_photos})
    for without_face in (False, True):
        pairs = [
            (photo_id, ids[who])
            for photo_id, who, faceless in plan.in_photos
            if faceless is without_face and who in ids and photo_id in present
        ]
        photo_people.add(journal, pairs, without_face=without_face)
    return set(present)


def _fill_values(journal: Journal, plan: Takeover) -> set[int]:
    """Set values of photos that have none, or still have the one that the plan replaces; returns the photos."""
    former = {(photo_id, name): value for photo_id, name, value in plan.former_values}
    now = takeover_state.photo_values(journal.session, [photo_id for photo_id, _ in plan.photo_values])
    by_columns: dict[tuple[str, ...], dict[int, dict[str, object]]] = defaultdict(dict)
    for photo_id, values in plan.photo_values:
        fitting = {
            name: value
            for name, value in values
            if photo_id in now and now[photo_id][name] in (None, former.get((photo_id, name)))
        }
        if fitting:
            by_columns[tuple(fitting)][photo_id] = fitting
    for rows in by_columns.values():
        photos.fill(journal, rows)
    return {photo_id for rows in by_columns.values() for photo_id in rows}


def _put_tags(journal: Journal, plan: Takeover) -> set[int]:
    """Put tags on photos; returns the photos."""
    present = photos.sizes(journal.session, {photo_id for _, ids in plan.tags for photo_id in ids})
    tagged: dict[int, list[int]] = {}
    for path, photo_ids in plan.tags:
        there = [photo_id for photo_id in photo_ids if photo_id in present]
        if there:
            tagged.setdefault(tags.make(journal, path).id, []).extend(there)
    tags.attach_all(journal, tagged)
    return set(present)


def _fill_albums(journal: Journal, plan: Takeover) -> set[int]:
    """Put photos into albums, which are made where there are none; returns the photos."""
    present = photos.sizes(journal.session, {photo_id for _, ids in plan.albums for photo_id in ids})
    for path, photo_ids in plan.albums:
        there = [photo_id for photo_id in photo_ids if photo_id in present]
        if there:
            albums.add(journal, albums.at(journal, path), there)
    return set(present)


def _fill_people(journal: Journal, said: Iterable[PersonValues], ids: dict[Who, int]) -> None:
    by_person = [(_id_of(values.who, ids), values) for values in said]
    present = people.present(journal.session, [person_id for person_id, _ in by_person if person_id is not None])
    for person_id, values in by_person:
        if person_id is None or person_id not in present:
            continue
        columns = {"born": values.born, "favourite": values.favourite, "hidden": values.hidden}
        given = {name: value for name, value in columns.items() if value is not None}
        if given:
            people.change(journal, [person_id], **given)
        for alias in values.aliases:
            if not people.ids_by_name(journal.session, alias):
                people.add_alias(journal, person_id, alias)


def _id_of(who: Who, ids: dict[Who, int]) -> int | None:
    """A person's id; None for a name that the takeover did not need to make anybody of."""
    return ids.get(who, who if isinstance(who, int) else None)
