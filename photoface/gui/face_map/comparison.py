"""The panel over the map of faces that compares two of them, in words: how alike, whose, and how many years apart."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from photoface.catalog.summaries.faces import FaceSummary
from photoface.errors import UserFacingError
from photoface.gui.client import LatestRead
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Stretch, fill, in_column, in_row
from photoface.gui.kit.parts import button, label
from photoface.gui.kit.tasks import report
from photoface.gui.person.reason_panel import Crops
from photoface.library.faces import Comparison, Likeness

CROPS = (112, 72, 40)
"""Sides of the two crops; the largest that there is room for."""

WIDTH = 280
FEW_YEARS = 1.5
"""Below it the time between two photos is no reason for a face to look otherwise."""


class ComparisonPanel(QFrame):
    """Two faces, how alike they are, whose they are, and how many years apart.

    Signals:
        photos_asked: show their photos; photo ids and the one to begin with.
    """

    photos_asked = Signal(object, int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._context = context
        self._read = LatestRead(context.client, self)
        self._pair: tuple[int, int] | None = None
        self._comparison: Comparison | None = None
        self._sizes = [Crops(context, side, self) for side in CROPS]
        for each in self._sizes:
            each.setAccessibleName(self.tr("The two faces"))
        self._room = 0
        self.heading = label(self.tr("How alike are these two?"), "heading", self, wrap=True)
        self.verdict = label("", "body", self, wrap=True)
        self.more = label("", "muted", self, wrap=True)
        self.photos = button(self.tr("Show both photos"), "plain", self, clicked=self._show_photos)
        crops = (Placed(each, alignment=Qt.AlignmentFlag.AlignLeft) for each in self._sizes)
        column = in_column(self.heading, *crops, margins=(16, 16, 16, 16), spacing=12, on=self)
        fill(column, self.verdict, self.more, in_row(self.photos, Stretch()))
        self.setFixedWidth(context.theme.size(WIDTH))
        self.hide()

    def show_pair(self, pair: tuple[int, int] | None) -> None:
        """Compare these two faces; None hides the panel."""
        if pair == self._pair:
            return
        self._pair, self._comparison = pair, None
        self._read.drop()
        self.setVisible(pair is not None)
        if pair is None:
            return
        for crops in self._sizes:
            crops.show_faces(pair)
        self.verdict.setText("")
        self.more.setText("")
        self.photos.setEnabled(False)
        self._read.start(lambda library: library.faces.compare(*pair), self._show, self._cannot_say)

    def _show(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self.verdict.setText(verdict(comparison))
        self.more.setText("\n".join(circumstances(comparison)))
        self.photos.setEnabled(True)
        self.fit(self._room)

    def fit(self, room: int) -> None:
        """Be no higher than so many pixels: with smaller crops, then without what is not the answer itself."""
        self._room = room
        width = self.width() - 32
        for words in (self.heading, self.verdict, self.more):
            # A wrapped label in a column tells its layout the height of one line only.
            words.setFixedHeight(max(words.heightForWidth(width), 0))
        below = self.heading.height() + self.verdict.height()
        more = self.more.height() + 12
        rest = room - below - self.photos.sizeHint().height() - 32 - 3 * 12
        fitting = [crops for crops in self._sizes if crops.height() + more <= rest] or self._sizes[-1:]
        for crops in self._sizes:
            crops.setVisible(crops is fitting[0])
        self.more.setVisible(fitting[0].height() + more <= rest)

    def _cannot_say(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self.verdict.setText(str(error))
            self.fit(self._room)
        else:
            report(self._context.client.messages, error)

    def _show_photos(self) -> None:
        if self._comparison is not None:
            first, second = self._comparison.first.photo_id, self._comparison.second.photo_id
            self.photos_asked.emit(tuple(dict.fromkeys((first, second))), first)


_tr = partial(QCoreApplication.translate, "MapPair")


def verdict(comparison: Comparison) -> str:
    """How alike two faces are, in a sentence."""
    words = {
        Likeness.SURE: _tr("Very alike: two faces this near are nearly always one person."),
        Likeness.LIKELY: _tr("Alike: two faces this near are mostly one person."),
        Likeness.UNSURE: _tr("Somewhat alike: two faces this near can be one person or two."),
        Likeness.UNLIKE: _tr("Not alike: two faces this far apart are nearly always two people."),
    }[comparison.likeness]
    distance = _tr("Distance {}.").format(text.locale().toString(comparison.distance, "f", 2))
    return f"{words} {distance}"


def circumstances(comparison: Comparison) -> list[str]:
    """What else is known about the two, a sentence each."""
    said = [_nearer(comparison), _who(comparison.first, comparison.second)]
    if comparison.together:
        said.append(_tr("Both are in one photo, so they are two people."))
    elif comparison.years is not None and comparison.years >= FEW_YEARS:
        said.append(
            _tr("Their photos are {} years apart, and faces change.").format(text.number(round(comparison.years)))
        )
    return said


def _nearer(comparison: Comparison) -> str:
    if comparison.nearer <= 0:
        return _tr("No face is more like the first than the second.")
    percent = round(100 * comparison.nearer)
    if percent < 2:
        return _tr("Hardly any face is more like the first than the second.")
    return _tr("Of 100 faces, {} are more like the first than the second.").format(text.number(percent))


def _who(first: FaceSummary, second: FaceSummary) -> str:
    names = [face.person_name for face in (first, second)]
    if names[0] and names[0] == names[1]:
        return _tr("Both are {}.").format(names[0])
    if all(names):
        return _tr("They are {first} and {second}.").format(first=names[0], second=names[1])
    if any(names):
        return _tr("One is {}, the other has no name yet.").format(names[0] or names[1])
    if first.group_id is not None and first.group_id == second.group_id:
        return _tr("Both are in one unnamed group.")
    return _tr("Neither has a name yet.")
