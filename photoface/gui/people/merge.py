"""The sheet before a merge: who would become one, under whose name, and a warning where they stand together."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from photoface.catalog.folding import spelled
from photoface.catalog.summaries import PersonSummary
from photoface.gui.context import Context
from photoface.gui.kit import painting, text
from photoface.gui.kit.ask import Sheet
from photoface.gui.kit.boxes import Stretch, in_row
from photoface.gui.kit.name_field import NameField
from photoface.gui.kit.painting import paint_cover
from photoface.gui.kit.parts import label
from photoface.gui.kit.theme import BODY, RADIUS, SECONDARY
from photoface.gui.people.delegates import COVER


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
        theme = self._context.theme
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        rect = self.rect()
        if self.isChecked():
            painter.fillPath(painting.rounded(rect, RADIUS), theme.colour("selected"))
        elif self.underMouse():
            painter.fillPath(painting.rounded(rect, RADIUS), theme.colour("panel"))
        cover = rect.adjusted((rect.width() - COVER) // 2, 12, 0, 0)
        cover.setSize(QSize(COVER, COVER))
        paint_cover(painter, cover, self.person.cover_face_id, self._context.images, theme)
        if self.isChecked():
            # On the rim of the circle, at half past four.
            painting.paint_check(painter, cover.bottomRight().toPointF() - QPointF(18, 18), theme)
        name = rect.adjusted(8, COVER + 18, -8, 0)
        name.setHeight(theme.size(20))
        painting.paint_text(painter, name, self.person.name, theme.font(BODY, bold=True), theme.colour("text"))
        count = name.translated(0, name.height())
        count.setHeight(theme.size(16))
        painting.paint_text(
            painter, count, text.photos(self.person.photos), theme.font(SECONDARY), theme.colour("muted")
        )
        if self.hasFocus():
            painting.paint_focus(painter, rect, theme)
        painter.end()


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
        self.body.addLayout(self._row)
        self.covers: list[CoverButton] = []
        self.other = NameField(context.client, context.images, context.theme, self)
        self.other.setPlaceholderText(self.tr("Merge with …"))
        self.other.confirmed.connect(self._find_other)
        self.other.kept.connect(self._find_other)
        self.other.left.connect(self.reject)
        self.body.addWidget(self.other)
        self.explanation = label("", "muted", self)
        self.explanation.setWordWrap(True)
        self.warning = label("", "warning", self)
        self.warning.setWordWrap(True)
        self.warning.hide()
        self.body.addWidget(self.explanation)
        self.body.addWidget(self.warning)
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
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.explanation.setText(words)

    def _warn(self, together: int) -> None:
        self.warning.setVisible(together > 0)
        self.warning.setText(
            self.tr("They stand together in {}, so they may well be different people.").format(text.photos(together))
        )
        self.adjustSize()

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
