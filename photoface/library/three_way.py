"""Three-way comparison before a file is written: the catalog, the file now, and what both agreed on last (the base).

It finds what another program changed in the file and the user has to decide about, and from the answers what a writing
may change or leaves out. A name, tag or value that is in the base and in the catalog, but not in the file any more, was
removed by another program: the user decides whether it is removed here too or written again. A name or value that
another program replaced is a conflict as well, as is another date or place where the user's own was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from photoface.catalog.states import ConflictKind
from photoface.catalog.takeover_conflicts import Key, NewConflict
from photoface.catalog.takeover_state import FaceNow
from photoface.geometry import Box
from photoface.library.takeover_dates import changed_elsewhere, date_words, place_words
from photoface.library.takeover_names import people_and_tags
from photoface.library.written_record import SaidHere, is_among, is_named, names_in
from photoface.metadata.records import PhotoMetadata
from photoface.text_folding import SEPARATOR, spelled

VALUES = ("rating", "title", "caption")
"""The values of a photo that are written into files."""

LABEL = "label"
"""A value that is compared, and never written: what the user's colours mean differs between programs."""

GONE = (ConflictKind.NAME_GONE, ConflictKind.TAG_GONE, ConflictKind.VALUE_GONE)


def changes(said: SaidHere, wanted: PhotoMetadata, before: PhotoMetadata, base: PhotoMetadata) -> list[NewConflict]:
    """What the user has to decide about a file.

    Args:
        wanted: what the file shall say; its regions are those of `said.named_faces`.
        before: what it says.
        base: what it said when file and catalog agreed last, or after the last writing.
    """
    return [*_gone(said, wanted, before, base), *_otherwise(said, wanted, before, base)]


def _gone(said: SaidHere, wanted: PhotoMetadata, before: PhotoMetadata, base: PhotoMetadata) -> Iterator[NewConflict]:
    photo_id = said.photo.id
    had = [region.box for region in said.upright(base) if is_named(region)]
    has = [region.box for region in said.upright(before) if is_named(region)]
    by_tags, _ = people_and_tags(before.tags)
    names_there = {*names_in(before), *by_tags}
    for face, name in _named(said):
        if _is_at(face.box, had) and not _is_at(face.box, has):
            yield NewConflict(ConflictKind.NAME_GONE, photo_id, face.id, name, name)
    for name in wanted.people:
        if name in base.people and name not in names_there:
            yield NewConflict(ConflictKind.NAME_GONE, photo_id, None, name, name)
    for path in wanted.tags:
        if path in base.tags and path not in before.tags:
            text = SEPARATOR.join(path)
            yield NewConflict(ConflictKind.TAG_GONE, photo_id, None, text, text)
    for name, value in _values_here(said, wanted):
        if value and getattr(base, name) and not getattr(before, name):
            yield NewConflict(ConflictKind.VALUE_GONE, photo_id, None, name, str(value))


def _otherwise(
    said: SaidHere, wanted: PhotoMetadata, before: PhotoMetadata, base: PhotoMetadata
) -> Iterator[NewConflict]:
    new = said.new_named_regions(before, [base])
    for face, mine in _named(said):
        there = (region.name for region in new if region.name and is_among(region, [face.box]))
        theirs = next(there, None)
        if theirs is not None and spelled(theirs) != spelled(mine) and not _is_theirs_alone(said, face, mine, base):
            yield NewConflict(ConflictKind.NAMED_OTHERWISE, said.photo.id, face.id, theirs, mine)
    for name, mine in _values_here(said, wanted):
        theirs, known = (getattr(record, name) for record in (before, base))
        if theirs and mine and len({mine, theirs, known}) == len((mine, theirs, known)):
            yield NewConflict(ConflictKind.VALUE, said.photo.id, None, f"{name}: {theirs}", str(mine))

    for theirs, mine in changed_elsewhere(said.photo, before, base):
        yield NewConflict(ConflictKind.VALUE, said.photo.id, None, theirs, mine)


def _is_theirs_alone(said: SaidHere, face: FaceNow, mine: str, base: PhotoMetadata) -> bool:
    """Whether the name came from the file, and was changed there alone: then it waits to be taken over."""
    had = (one for one in said.upright(base) if is_named(one) and spelled(one.name or "") == spelled(mine))
    return face.is_imported and _is_at(face.box, [region.box for region in had])


def _values_here(said: SaidHere, wanted: PhotoMetadata) -> Iterator[tuple[str, Any]]:
    yield from ((name, getattr(wanted, name)) for name in VALUES)
    yield LABEL, said.photo.values[LABEL]


def _named(said: SaidHere) -> Iterator[tuple[FaceNow, str]]:
    """The faces that the user named, with their names."""
    for face in said.named_faces:
        assert face.person_id is not None
        yield face, said.names[face.person_id]


def _is_at(box: Box, boxes: Sequence[Box]) -> bool:
    return any(box.is_same_face(other, by_hand=True) for other in boxes)


def may_change(said: SaidHere, before: PhotoMetadata, base: PhotoMetadata) -> PhotoMetadata:
    """The base, with values of the file to which the user answered "mine" added: writing may replace these."""
    kept = {(kind, face, theirs) for kind, _, face, theirs in said.kept}
    regions = tuple(
        region
        for region in said.upright(before)
        if any(
            (ConflictKind.NAMED_OTHERWISE.value, face.id, region.name) in kept and is_among(region, [face.box])
            for face in said.named_faces
        )
    )
    values: dict[str, Any] = {
        name: getattr(before, name)
        for name in VALUES
        if (ConflictKind.VALUE.value, None, f"{name}: {getattr(before, name)}") in kept
    }
    if before.taken_at is not None and (ConflictKind.VALUE.value, None, date_words(before.taken_at)) in kept:
        values["taken_at"] = before.taken_at
    if before.latitude is not None and before.longitude is not None:
        place = (before.latitude, before.longitude)
        if (ConflictKind.VALUE.value, None, place_words(place)) in kept:
            values["latitude"], values["longitude"] = place
    values |= {name: getattr(before, name) for name in VALUES if (ConflictKind.VALUE_GONE.value, None, name) in kept}
    return replace(base, regions=(*base.regions, *regions), **values)


def without(said: SaidHere, wanted: PhotoMetadata, undecided: Sequence[NewConflict]) -> PhotoMetadata:
    """What is to be written, without what another program removed and the user has not decided about yet."""
    keys: set[Key] = {one.key for one in undecided if one.kind in GONE}
    keys |= {(one.kind.value, one.photo_id, one.face_id, one.theirs) for one in said.waiting if one.kind in GONE}
    keys -= set(said.kept)
    faces = {face for _, _, face, _ in keys if face is not None}
    whole = [(kind, theirs) for kind, _, face, theirs in keys if face is None]
    values: dict[str, Any] = {name: None for name in VALUES if (ConflictKind.VALUE_GONE.value, name) in whole}
    return replace(
        wanted,
        regions=tuple(
            region for face, region in zip(said.named_faces, wanted.regions, strict=True) if face.id not in faces
        ),
        people=tuple(name for name in wanted.people if (ConflictKind.NAME_GONE.value, name) not in whole),
        tags=tuple(path for path in wanted.tags if (ConflictKind.TAG_GONE.value, SEPARATOR.join(path)) not in whole),
        **values,
    )


def written_again(said: SaidHere) -> list[Key]:
    """The conflicts of a photo that end once its files are written, since the user had it written again."""
    return [key for key in said.kept if key[0] in GONE and key[3] != LABEL]
