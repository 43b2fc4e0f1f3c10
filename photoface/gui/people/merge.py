"""The dialog before people are merged: whose name stays, and a warning if they are together in photos.

With one person alone it first asks with whom.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from photoface.catalog.summaries.people import PersonSummary
from photoface.gui.context import Context
from photoface.gui.kit import painting, text
from photoface.gui.kit.boxes import Stretch, in_row
from photoface.gui.kit.card_delegate import CENTRE, brush_on
from photoface.gui.kit.name_field import NameField
from photoface.gui.kit.parts import label
from photoface.gui.kit.sheet import Sheet
from photoface.gui.kit.theme import RADIUS, SECONDARY
from photoface.gui.people.delegates import COVER
from photoface.text_folding import spelled


class CoverButton(QAbstractButton):
    """A person's round cover and name, to be chosen as the one whose name stays."""

    def __init__(self, context: Context, person: PersonSummary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.person = person
        self.setText(person.name)
        self.setAccessibleName(self.tr("Keep the name {}").format(person.name))
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        context.images.arrived.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(160, COVER + 18 + self._context.theme.size(20) + self._context.theme.size(16) + 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        with brush_on(self, self._context) as brush:
            rect = self.rect()
            if self.isChecked() or self.underMouse():
                brush.fill(painting.rounded(rect, RADIUS), "selected" if self.isChecked() else "panel")
            cover = QRect(rect.left() + (rect.width() - COVER) // 2, rect.top() + 12, COVER, COVER)
            brush.cover(cover, self.person.cover_face_id)
            if self.isChecked():
                # On the rim of the circle, at half past four.
                centre = cover.bottomRight().toPointF() - QPointF(18, 18)
                painting.paint_check(brush.painter, centre, brush.theme)
            name = QRect(rect.left() + 8, rect.top() + COVER + 18, rect.width() - 16, brush.theme.size(20))
            brush.text(name, self.person.name, bold=True, align=CENTRE)
            count = QRect(name.left(), name.bottom() + 1, name.width(), brush.theme.size(16))
            brush.text(count, text.photos(self.person.photos, self.person.videos), SECONDARY, "muted", align=CENTRE)
            if self.hasFocus():
                brush.focus(rect)


def warn_of_photos_together(warning: QLabel, together: int) -> None:
    """Say on a sheet in how many photos people stand together: then they are probably not one."""
    warning.setVisible(together > 0)
    words = warning.tr("They stand together in {}, so they may well be different people.")
    warning.setText(words.format(text.photos(together)))
    warning.window().adjustSize()


class MergeSheet(Sheet):
    """Asks under whose name people become one. With one person alone, it asks for the other by name.

    Signals:
        merge_asked: the id that stays and the ids that become it.
    """

    merge_asked = Signal(int, object)

    def __init__(self, context: Context, people: Sequence[PersonSummary], parent: QWidget | None) -> None:
        super().__init__("", parent)
        self._context = context
        self._people = list(people)
        self._row = in_row(Stretch(), Stretch(), spacing=12)
        self.covers: list[CoverButton] = []
        self.other = NameField(context, self)
        self.other.setPlaceholderText(self.tr("Merge with …"))
        self.other.confirmed.connect(self._find_other)
        self.other.kept.connect(self._find_other)
        self.other.left.connect(self.reject)
        self.explanation = label("", "muted", self, wrap=True)
        self.warning = label("", "warning", self, wrap=True)
        self.warning.hide()
        self.fill(self._row, self.other, self.explanation, self.warning)
        self.add_buttons(self.tr("Merge"), self.tr("Cancel"))
        self.accepted.connect(self._merge)
        self.setMinimumWidth(440)
        self._show_people()

    @property
    def kept(self) -> PersonSummary:
        """The person whose name stays."""
        return next((cover.person for cover in self.covers if cover.isChecked()), self._people[0])

    def _show_people(self) -> None:
        for cover in self.covers:
            self._row.removeWidget(cover)
            cover.deleteLater()
        self.covers = []
        for person in self._people:
            cover = CoverButton(self._context, person, self)
            cover.toggled.connect(self._explain)
            self._row.insertWidget(self._row.count() - 1, cover)
            self.covers.append(cover)
        self.covers[0].setChecked(True)
        several = len(self._people) > 1
        self.other.setVisible(not several)
        self.act.setEnabled(several)
        self._explain()
        if several:
            ids = [person.id for person in self._people]
            self._context.client.read(self, lambda library: library.people.photos_together(ids), self._warn)
            self.act.setFocus()
        else:
            self.other.setFocus()

    def _explain(self) -> None:
        kept = self.kept
        if len(self._people) == 1:
            title = self.tr("Merge {} with whom?").format(kept.name)
            words = self.tr("Type the name of the other person.")
        else:
            title = self.tr("Are these the same person?")
            faces = text.faces(sum(person.faces for person in self._people))
            words = self.tr("All {faces} will be {name}. Click a picture to keep its name instead.").format(
                faces=faces, name=kept.name
            )
            words += " " + self.tr("You can undo this.")
        self.set_title(title)
        self.explanation.setText(words)

    def _warn(self, together: int) -> None:
        warn_of_photos_together(self.warning, together)

    def _find_other(self, name: str) -> None:
        known = {person.id for person in self._people}

        def take(found: list[PersonSummary]) -> None:
            others = [person for person in found if person.id not in known]
            exact = [person for person in others if spelled(person.name) == spelled(name)] or others
            if len(exact) == 1:
                self._people.append(exact[0])
                self._show_people()
                self.adjustSize()
                return
            self.warning.setText(
                self.tr("Nobody else is called {}.").format(name)
                if not exact
                else self.tr("Several people fit {}. Type the whole name.").format(name)
            )
            self.warning.show()

        self._context.client.read(self, lambda library: library.people.complete(name), take)

    def _merge(self) -> None:
        kept = self.kept
        others = tuple(person.id for person in self._people if person.id != kept.id)
        if others:
            self.merge_asked.emit(kept.id, others)
