"""The list model of all photo grids: photos by id in a given order, a closed stack as one tile, with their shapes.

Justified rows need every photo's shape, so this model reads all summaries, in the background and from the top. The view
lays out what is known; what is read later stands below it, and nothing moves. It also opens and closes stacks, and
makes the headers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from photoface.catalog.summaries.photos import PhotoSummary
from photoface.gui.client import Client
from photoface.gui.kit import text
from photoface.gui.kit.paged_model import PagedModel
from photoface.gui.kit.stack_badge import STACK, StackTile
from photoface.gui.photos.stacked_tiles import StackedTiles
from photoface.imaging.date_kinds import DatePrecision

Index = QModelIndex | QPersistentModelIndex

CHUNK = 2000
NARROWEST, WIDEST = 0.4, 3.0
"""Panoramas and strips are shown cropped in the grid rather than as a thread."""


class PhotosModel(PagedModel[PhotoSummary]):
    """One photo a row; only photos whose shape is known are rows already.

    Signals:
        complete: all rows are here.
    """

    complete = Signal()

    def __init__(self, client: Client, parent: QObject | None = None) -> None:
        library = client.library
        super().__init__(client.tasks, lambda ids: library.photos.summaries(ids), parent)
        self.wanted: list[int] = []
        """All ids that will be rows when everything is read."""
        self._shapes: dict[int, tuple[float, str, PhotoSummary]] = {}
        self._ratios: dict[float, float] = {}
        self._headers: dict[tuple[int, int, str | None], str] = {}
        self._generation = 0
        self._born: dt.date | None = None
        self.without_months = False
        """The photos stand in an order of their own: no headers."""
        self.sections: dict[int, str] | None = None
        """The headers under which photos stand instead of their months; None for these."""
        self.stacks = StackedTiles()
        self.open_stacks: set[int] = set()

    def show_photos(self, ids: Sequence[int]) -> None:
        """Show these photos, each by itself, as their summaries come."""
        self.show_stacks(StackedTiles(ids))

    def show_stacks(self, stacks: StackedTiles) -> None:
        """Show the photos of these tiles, as their summaries come."""
        before, self.stacks = self.stacks, stacks
        self._show_rows()
        stale = before.places.keys() | stacks.places.keys()
        if stale:
            self.tell_changed([id_ for id_ in stale if self.row_of(id_) >= 0])

    def toggle_stack(self, photo_id: int) -> None:
        """Open the closed stack that a photo is in, or close it."""
        place = self.stacks.places.get(photo_id)
        if place is None or self.stacks.stack_of(photo_id) is None:
            return
        self.open_stacks ^= {place.stack}
        self._show_rows()
        self.tell_changed([id_ for id_ in self.stacks.stack_of(photo_id) or () if self.row_of(id_) >= 0])

    def _show_rows(self) -> None:
        self.wanted = list(self.stacks.rows(self.open_stacks))
        self._generation += 1
        self._go_on(0, self._generation)

    def stack_tile(self, photo_id: int) -> StackTile | None:
        """What the tile of a photo says of its stack; None where it stands alone."""
        return self.stacks.tile(photo_id, self.open_stacks)

    def with_stacks(self, photo_ids: Iterable[int]) -> tuple[int, ...]:
        """These photos, and all photos of the closed stacks on which they are."""
        return self.stacks.all_of(photo_ids, self.open_stacks)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == STACK:
            return self.stack_tile(self.ids[index.row()]) if index.isValid() else None
        return super().data(index, role)

    def show_ages(self, born: dt.date | None) -> None:
        """Say in the headers how old somebody was who was born then; None for no ages."""
        if born == self._born:
            return
        self._born = born
        self.arrived([summary for _, _, summary in self._shapes.values()])
        self.tell_changed(self.ids)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def shape(self, row: int) -> tuple[float, str]:
        """Width over height, and the header that a photo stands under."""
        ratio, header, _ = self._shapes[self.ids[row]]
        if self.sections is not None:
            return ratio, self.sections.get(self.ids[row], "")
        if self.without_months:
            return ratio, ""
        inside = self.stacks.stack_of(self.ids[row]) if self.stacks.places else None
        if inside is not None and inside[0] in self._shapes:
            # A copy may have another date than the photo beside which it stands.
            header = self._shapes[inside[0]][1]
        return ratio, header

    def known(self, id_: int) -> PhotoSummary | None:
        found = self._shapes.get(id_)
        return None if found is None else found[2]

    def refresh(self, ids: object = None) -> None:
        """Read these photos' summaries again."""
        stale = [id_ for id_ in (self.ids if ids is None else ids) if id_ in self._shapes]  # type: ignore[attr-defined]
        for start in range(0, len(stale), CHUNK):
            self._read(stale[start : start + CHUNK])

    def words(self, summary: PhotoSummary, role: Qt.ItemDataRole) -> str | None:
        if summary.video_seconds is None:
            said = self.tr("Photo without a date, {faces}") if summary.undated else self.tr("Photo of {date}, {faces}")
        else:
            said = self.tr("Video without a date, {faces}") if summary.undated else self.tr("Video of {date}, {faces}")
        faces = text.faces(summary.faces) if summary.faces else self.tr("no faces")
        words = said.format(date=text.known_date(summary.taken_at, summary.date_precision), faces=faces)
        parts = [words]
        if summary.video_seconds:
            parts.append(text.length_of_time(summary.video_seconds))
        stack = self.stack_tile(summary.id)
        if stack is not None and not stack.is_open:
            parts.append(self.tr("a stack of {}").format(text.photos(stack.count)))
        elif stack is not None:
            parts.append(self.tr("on top of an open stack") if stack.is_top else self.tr("in an open stack"))
        if summary.favourite:
            parts.append(self.tr("a favourite"))
        if summary.rating:
            parts.append(self.tr("{} of 5 stars").format(summary.rating))
        if summary.tags:
            parts.append(text.tags(summary.tags))
        if summary.missing:
            parts.append(self.tr("its file is missing"))
        elif summary.away:
            parts.append(self.tr("its drive is away, or its folder moved"))
        return ", ".join(parts)

    def arrived(self, found: Sequence[PhotoSummary]) -> None:
        for summary in found:
            moment = summary.taken_at
            shape = self._shape_of(summary.width, summary.height)
            age = text.age_at(self._born, summary.day_for_ages)
            if summary.undated:
                self._shapes[summary.id] = (shape, self.tr("Without a date"), summary)
                continue
            month = 0 if summary.date_precision == DatePrecision.YEAR else moment.month
            self._shapes[summary.id] = (shape, self._header_of(moment.year, month, age), summary)

    # Few shapes and headers for tens of thousands of photos: each is made once, and kept once.

    def _shape_of(self, width: int, height: int) -> float:
        ratio = min(max(width / max(height, 1), NARROWEST), WIDEST)
        return self._ratios.setdefault(ratio, ratio)

    def _header_of(self, year: int, month: int, age: str | None) -> str:
        header = self._headers.get((year, month, age))
        if header is None:
            header = text.month(dt.datetime(year, month, 1)) if month else self.tr("About {year}").format(year=year)
            if age is not None:
                header = self.tr("{month}, {age}").format(month=header, age=age)
            self._headers[year, month, age] = header
        return header

    def _go_on(self, start: int, generation: int) -> None:
        """Take what is known from here on into the rows, and send for the next that are not."""
        if generation != self._generation:
            return
        unknown: list[int] = []
        position = start
        while position < len(self.wanted) and len(unknown) < CHUNK:
            if self.wanted[position] not in self._shapes:
                unknown.append(self.wanted[position])
            position += 1
        if not unknown:
            self.set_ids(self.wanted)
            self.complete.emit()
            return

        def take(found: Sequence[PhotoSummary]) -> None:
            self.arrived(found)
            if generation != self._generation:
                return
            gone = set(unknown) - {summary.id for summary in found}
            if gone:
                self.wanted = [id_ for id_ in self.wanted if id_ not in gone]
            behind = position - len(gone)
            if len(self.ids) <= behind:
                self.set_ids(self.wanted[:behind])
            else:
                # Rows that already stand below stay until their turn comes, so that nothing jumps.
                standing = set(self.ids)
                tail = [id_ for id_ in self.wanted[behind:] if id_ in standing]
                self.set_ids(self.wanted[:behind] + tail)
            self._go_on(behind, generation)

        self._tasks.read(self, lambda: self._fetch(tuple(unknown)), take)
