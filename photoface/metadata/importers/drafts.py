"""Collects what another program's catalog says of each photo, and builds the `ForeignCatalog` of all photos and people.

It also collects remarks about what could not be read, and makes paths of tables that hold a tree of names.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from photoface.metadata.importers import foreign_values
from photoface.metadata.records import (
    FaceRegion,
    ForeignCatalog,
    ForeignPerson,
    ForeignPhoto,
    Frame,
    PhotoMetadata,
    RegionSchema,
    RegionState,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Iterable

    from photoface.geometry import Box

MOST_REMARKS = 200
"""A catalog with a damaged table would give one for each of its rows."""


class Remarks:
    """Sentences about what could not be read, each once."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._left_out = 0

    def add(self, sentence: str) -> None:
        """Take a sentence, unless there are very many."""
        if sentence in self._counts or len(self._counts) < MOST_REMARKS:
            self._counts[sentence] += 1
        else:
            self._left_out += 1

    def sentences(self) -> tuple[str, ...]:
        """All of them, in their order."""
        found = [sentence if count == 1 else f"{sentence} ({count} times)" for sentence, count in self._counts.items()]
        return (*found, f"And {self._left_out} more.") if self._left_out else tuple(found)


@dataclass(slots=True)
class PhotoDraft:
    """A photo whose facts are being collected; see `records.PhotoMetadata` for what each means."""

    path: str
    root: str = ""
    size_bytes: int | None = None
    sha1: str | None = None
    facts: PhotoMetadata = field(default_factory=PhotoMetadata)
    regions: list[FaceRegion] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    tags: list[tuple[str, ...]] = field(default_factory=list)
    albums: list[tuple[str, ...]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add_face(self, box: Box, frame: Frame, name: str | None, state: RegionState) -> None:
        """A face. One that is neither named nor ignored is unnamed, whatever its state says."""
        if name is None and state is not RegionState.IGNORED:
            if state is RegionState.REJECTED:
                return
            state = RegionState.UNNAMED
        region = FaceRegion(box, frame, name, state, RegionSchema.CATALOG)
        if region not in self.regions:
            self.regions.append(region)

    def finished(self) -> ForeignPhoto | None:
        """The photo; None if the catalog says nothing of it."""
        named = {region.name for region in self.regions if region.state is RegionState.CONFIRMED}
        metadata = replace(
            self.facts,
            regions=tuple(self.regions),
            people=tuple(name for name in dict.fromkeys(self.people) if name not in named),
            tags=tuple(dict.fromkeys(self.tags)),
            albums=tuple(dict.fromkeys(self.albums)),
            remarks=tuple(dict.fromkeys(self.remarks)),
        )
        if metadata == PhotoMetadata(turn=metadata.turn):
            return None
        return ForeignPhoto(self.path, self.root, metadata, self.size_bytes, self.sha1)


def finished(
    program: str, people: Iterable[ForeignPerson], photos: Iterable[PhotoDraft], remarks: Remarks
) -> ForeignCatalog:
    """The catalog: people of one name are one, and photos of which nothing is said are left out."""
    return ForeignCatalog(
        program,
        _people_by_name(people),
        tuple(photo for draft in photos if (photo := draft.finished()) is not None),
        remarks.sentences(),
    )


def paths_in_tree(rows: Iterable[tuple[object, ...]]) -> dict[Hashable, tuple[str, ...]]:
    """The path of each node of a tree of names, from the top. Nodes that form a loop have none.

    Args:
        rows: id, id of the parent, name. A parent that is not there makes its children the topmost; a node without a
            name adds nothing to the paths.
    """
    nodes = {
        node: (parent, foreign_values.line(name))
        for node, parent, name in rows
        if isinstance(node, (int, str)) and (parent is None or isinstance(parent, (int, str)))
    }
    known: dict[Hashable, tuple[str, ...]] = {}
    for node in nodes:
        # A dict, since it is asked as often as the tree is deep.
        way: dict[Hashable, str | None] = {}
        at: int | str | None = node
        while at is not None and at not in known and at in nodes and at not in way:
            parent, way[at] = nodes[at]
            at = parent
        if at in way:
            known.update(dict.fromkeys(way, ()))
            continue
        path = known.get(at, ())
        for below, name in reversed(way.items()):
            path = path if name is None else (*path, name)
            known[below] = path
    return {node: path for node, path in known.items() if path}


def _people_by_name(people: Iterable[ForeignPerson]) -> tuple[ForeignPerson, ...]:
    merged: dict[str, ForeignPerson] = {}
    for person in people:
        former = merged.get(person.name)
        merged[person.name] = (
            person
            if former is None
            else ForeignPerson(
                person.name,
                _either(former.birth_date, person.birth_date),
                former.favourite or person.favourite,
                former.hidden and person.hidden,
                tuple(dict.fromkeys((*former.aliases, *person.aliases))),
            )
        )
    return tuple(merged.values())


def _either(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    return other if one is None else one
