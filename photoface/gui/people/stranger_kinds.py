"""Three dialogs that ignore many faces at once: people seen only once, small faces, and everyone but chosen people.

`strangers` has their base class.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QSlider, QWidget

from photoface.catalog.summaries.faces import FaceSummary
from photoface.catalog.summaries.photos import PhotoSummary
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Stretch, in_column, in_row
from photoface.gui.kit.choices import CheckBox, RadioButton
from photoface.gui.kit.parts import label
from photoface.gui.people.strangers import StrangersSheet
from photoface.imaging.date_kinds import DatePrecision
from photoface.library.commands.command import Command
from photoface.library.commands.strangers import IgnoreOthersInPhotos, IgnoreSeenOnce, IgnoreSmaller
from photoface.library.library import Library

SMALL = 40
"""Pixels at first: faces below are bystanders more often than not."""

SMALLEST, LARGEST = 10, 200


class SeenOnceSheet(StrangersSheet):
    """Everyone who looks like nobody else, without those who are suggested to somebody."""

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        super().__init__(context, parent)
        self.say(
            self.tr("Ignore everyone seen only once?"),
            self.tr(
                "These faces look like nobody else in your photos. Faces that may be one of your people are left out."
            ),
        )
        self._suggested: frozenset[int] = frozenset()
        self._read.start(
            lambda library: (library.review.suggested_face_ids(), library.faces.ids(loose_only=True)), self._take
        )

    def _take(self, found: tuple[frozenset[int], list[int]]) -> None:
        self._suggested, loose = found
        self._show([face_id for face_id in loose if face_id not in self._suggested])

    def decision(self) -> Command:
        return IgnoreSeenOnce(tuple(sorted(self._suggested | self.view.choice.kept)))


class SmallerSheet(StrangersSheet):
    """All unnamed faces below a size."""

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        super().__init__(context, parent)
        self.say(
            self.tr("Ignore small faces?"),
            self.tr("Small faces in the background are hard to tell apart. Named ones stay, however small."),
        )
        self.pixels = QSlider(Qt.Orientation.Horizontal, self)
        self.pixels.setRange(SMALLEST, LARGEST)
        self.pixels.setValue(SMALL)
        self.pixels.setPageStep(10)
        self.pixels.setAccessibleName(self.tr("Smaller than"))
        self.said = label("", "body", self)
        self.pixels.valueChanged.connect(self._look)
        row = in_row(self.said, Placed(self.pixels, 1), spacing=12)
        self.body.insertLayout(1, row)
        self._look(SMALL)

    def _look(self, pixels: int) -> None:
        self.said.setText(self.tr("Smaller than {} pixels").format(text.number(pixels)))
        self._read.start(lambda library: library.faces.smaller_ids(pixels), self._show)

    def command(self) -> Command:
        return IgnoreSmaller(self.pixels.value())


@dataclass(frozen=True, slots=True)
class _Event:
    photo_ids: tuple[int, ...]
    faces: tuple[FaceSummary, ...]


class OthersSheet(StrangersSheet):
    """Everyone but the chosen people, in the selected photos or in all of the same days."""

    def __init__(self, context: Context, photo_ids: Sequence[int], parent: QWidget | None) -> None:
        super().__init__(context, parent)
        self.say(
            self.tr("Who belongs to this event?"),
            self.tr("Everyone else in these photos is ignored, but for faces that you confirmed yourself."),
        )
        self._selected = tuple(photo_ids)
        self._event = _Event((), ())
        only_in = self.tr("Only in {}").format(context.client.photos_in_words(photo_ids))
        self.only_these = RadioButton(only_in, context.theme, self)
        self.same_days = RadioButton(self.tr("In all photos of the same days"), context.theme, self)
        self.only_these.setChecked(True)
        self._scope = QButtonGroup(self)
        for choice in (self.only_these, self.same_days):
            self._scope.addButton(choice)
        scope = in_row(self.only_these, self.same_days, Stretch(), spacing=16)
        self._scope.buttonClicked.connect(self._look)
        self._people = in_column(spacing=4)
        self.people: dict[int, CheckBox] = {}
        self.body.insertLayout(1, scope)
        self.body.insertLayout(2, self._people)
        self._look()

    @property
    def person_ids(self) -> tuple[int, ...]:
        """The people who were chosen to stay."""
        return tuple(person_id for person_id, box in self.people.items() if box.isChecked())

    def _look(self) -> None:
        selected, days = self._selected, self.same_days.isChecked()
        self._read.start(lambda library: _event(library, selected, days), self._take)

    def _take(self, event: _Event) -> None:
        self._event = event
        named = Counter((face.person_id, face.person_name) for face in event.faces if face.person_id is not None)
        for (person_id, name), count in named.most_common():
            if person_id is not None and person_id not in self.people:
                words = self.tr("{name}, {faces}").format(name=name, faces=text.faces(count))
                box = CheckBox(words, self._context.theme, self)
                box.setChecked(True)
                box.toggled.connect(self._choose)
                self.people[person_id] = box
                self._people.addWidget(box)
        self._choose()

    def _choose(self) -> None:
        wanted = set(self.person_ids)
        self._show([face.id for face in self._event.faces if not face.confirmed and face.person_id not in wanted])

    def command(self) -> Command:
        return IgnoreOthersInPhotos(self._event.photo_ids, self.person_ids)


def _event(library: Library, photo_ids: Sequence[int], same_days: bool) -> _Event:
    ids = of_the_same_days(library, photo_ids) if same_days else tuple(photo_ids)
    return _Event(ids, tuple(library.faces.of_photos(ids)))


def of_the_same_days(library: Library, photo_ids: Sequence[int]) -> tuple[int, ...]:
    """These photos, and all others of the same days where the day is known."""
    days = {photo.taken_at.date() for photo in library.photos.summaries(photo_ids) if _day_is_known(photo)}
    # A photo whose date is known to the month alone is found by each day of that month.
    found = [library.photos.summaries(library.search.find(f"date:{day}").photo_ids) for day in sorted(days)]
    others = (photo.id for part in found for photo in part if _day_is_known(photo))
    return tuple(dict.fromkeys([*photo_ids, *others]))


def _day_is_known(photo: PhotoSummary) -> bool:
    return photo.date_precision in (DatePrecision.SECOND, DatePrecision.DAY)
