"""The head of a person's page: cover, name (edited in place), dates, counts, relatives, and buttons for actions."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOptionFrame, QWidget

from photoface.catalog.summaries.people import PersonDetails, PersonSummary
from photoface.gui.context import Context, Pane
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Space, Stretch, fill, in_column, in_row
from photoface.gui.kit.card_delegate import brush_on
from photoface.gui.kit.name_field import NameField
from photoface.gui.kit.parts import ElidedLabel, label, padded
from photoface.gui.kit.theme import QUESTION
from photoface.gui.kit.widget_context import WidgetContext
from photoface.gui.page_action import PageAction
from photoface.gui.people.actions import PersonActions
from photoface.gui.person.relations import RelationsLine

COVER_SIDE = 96
LETTERS_INSET = 2
"""Pixels that a line edit leaves between its contents and its letters."""
NAME_INSET = 10
"""Pixels from the edge of the name's field to its letters; what is said below begins there too."""


class Cover(QWidget):
    """Shows one face as a disc."""

    def __init__(self, context: WidgetContext, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._face_id: int | None = None
        self._unfinished: frozenset[Hashable] = frozenset()
        self.setFixedSize(QSize(side, side))
        context.images.pictures_arrived.connect(self._update_unfinished)
        context.theme.changed.connect(self.update)

    def show_face(self, face_id: int | None) -> None:
        self._face_id = face_id
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with brush_on(self, self._context) as brush:
            brush.images.unfinished.clear()
            brush.cover(self.rect(), self._face_id)
            self._unfinished = frozenset(brush.images.unfinished)

    def _update_unfinished(self, came: frozenset[Hashable]) -> None:
        if not self._unfinished.isdisjoint(came):
            self.update()


class TitleField(NameField):
    """Ends in dots where it has no room, until somebody edits it. A click selects all of it, the next one a place."""

    _is_first_click = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._is_first_click = event.reason() == Qt.FocusReason.MouseFocusReason

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._is_first_click and not self.hasSelectedText():
            self.selectAll()
        self._is_first_click = False

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        rect = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        rect.adjust(LETTERS_INSET, 0, -LETTERS_INSET, 0)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, rect.width())
        if self.hasFocus() or shown == self.text():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()


class PersonHeader(Pane):
    """Shows one person; the name is edited in place.

    Signals:
        renamed: another name was typed.
        left: the name field was left without a change; the keyboard belongs to the page again.
    """

    renamed = Signal(str)
    left = Signal()

    def __init__(self, context: Context, actions: PersonActions, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._actions = actions
        self._person: PersonSummary | None = None
        self.back = self.back_button()
        self.cover = Cover(context, COVER_SIDE, self)
        self.name = TitleField(context, self)
        self.name.setProperty("kind", "title")
        self.name.setAccessibleName(self.tr("Name of this person"))
        self._theme = context.theme
        self.name.textChanged.connect(self._fit_name)
        act, of = self._act, PageAction
        star, no_star = self.tr("Make a favourite (Ctrl+D)"), self.tr("A favourite; click for not any more (Ctrl+D)")
        self.make_favourite = self.tool("star-outline", star, lambda: act(of.FAVOURITE))
        self.no_favourite = self.tool("star", no_star, lambda: act(of.NOT_FAVOURITE))
        details = self.tr("Details … (I)")
        self.details = self.tool("card-account-details-outline", details, lambda: act(of.DETAILS))
        self.menu = self.tool("dots-horizontal", self.tr("More"), self._ask_menu)
        self.counts = ElidedLabel("muted", self)
        self.dates = ElidedLabel("muted", self)
        self.said = ElidedLabel("muted", self)
        self.relations = RelationsLine(self)
        self.hidden_mark = label(self.tr("Hidden"), "warning", self)
        self.hidden_mark.hide()
        self._build()
        self.name.confirmed.connect(self._rename)
        self.name.kept.connect(self._tell_name)
        self.name.editingFinished.connect(self._restore_name)
        self.name.left.connect(self._leave)

    def _build(self) -> None:
        named = (Placed(self.name, 100), self.make_favourite, self.no_favourite, self.hidden_mark)
        first = in_row(*named, Stretch(), Space(12), self.details, self.menu, spacing=4)
        words = in_column(Stretch(), first, spacing=2)
        fill(
            words,
            *(padded(each, left=NAME_INSET) for each in (self.counts, self.dates, self.said, self.relations)),
            Stretch(),
        )
        cover = Placed(self.cover, alignment=Qt.AlignmentFlag.AlignTop)
        in_row(self.back, cover, Placed(words, 1), margins=(16, 16, 24, 8), spacing=12, on=self)

    def clear(self) -> None:
        """Show nobody, until somebody is read."""
        self._person = None
        for each in (self.name, self.counts, self.dates, self.said):
            each.setText("")
        self.cover.show_face(None)
        self.make_favourite.hide()
        self.no_favourite.hide()
        self.hidden_mark.hide()
        self.relations.show_relatives(())

    def show_person(self, details: PersonDetails, circles: Sequence[str] = ()) -> None:
        """Show what is said about a person."""
        person = self._person = details.person
        if not (self.name.hasFocus() or self.name.pending()):
            self._put_name(person.name)
        self.cover.show_face(person.cover_face_id)
        self.make_favourite.setVisible(not person.favourite)
        self.no_favourite.setVisible(person.favourite)
        self.hidden_mark.setVisible(person.hidden)
        counts = [text.photos(person.photos, person.videos), text.faces(person.faces)]
        unsure = person.faces - person.confirmed
        if unsure:
            counts.append(self.tr("{} not confirmed").format(text.number(unsure)))
        self.counts.setText(" · ".join(counts))
        self.dates.setText(" · ".join(self._dates(details)))
        self.said.setText(" · ".join([*self._said(details), *circles]))
        self.said.setVisible(bool(self.said.text()))

    def _dates(self, details: PersonDetails) -> list[str]:
        person = details.person
        parts = [text.month_span(person.first_taken, person.last_taken)]
        if details.first_age is not None and details.last_age is not None:
            ages = {details.first_age, details.last_age}
            first, last = text.number(details.first_age), text.age(details.last_age)
            parts.append(last if len(ages) == 1 else self.tr("from {first} to {last}").format(first=first, last=last))
        if person.born is not None:
            parts.append(self.tr("born {}").format(text.life_day(person.born)))
        if person.died is not None:
            parts.append(self.tr("died {}").format(text.life_day(person.died, is_death=True)))
        return [part for part in parts if part]

    def _said(self, details: PersonDetails) -> list[str]:
        parts = []
        if details.aliases:
            names = ", ".join(alias.name for alias in details.aliases)
            parts.append(self.tr("also called {}").format(names))
        notes = " ".join(details.notes.split())
        if notes:
            parts.append(notes)
        return parts

    def _fit_name(self, name: str) -> None:
        """The field is as wide as the name, so that the star stands beside the name; less where there is no room."""
        font = self._theme.font(QUESTION, bold=True)
        self.name.setMaximumWidth(max(QFontMetrics(font).horizontalAdvance(name) + 24, self._theme.size(64)))

    def begin_rename(self) -> None:
        """Put the keyboard into the name."""
        self.name.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.name.selectAll()

    def put_back(self, name: str) -> None:
        """A name that was not given stands in the field again."""
        self.name.put_back(name)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _rename(self, name: str) -> None:
        self._tell_name(name)
        self._leave()

    def _tell_name(self, name: str) -> None:
        if self._person is not None and name != self._person.name:
            self.renamed.emit(name)

    def _restore_name(self) -> None:
        """A person always has a name: an empty field that is left shows the old one again."""
        if self._person is not None and not self.name.words():
            self._put_name(self._person.name)

    def _leave(self) -> None:
        self.left.emit()
        if self._person is not None:
            self._put_name(self._person.name)

    def _put_name(self, name: str) -> None:
        """A name that does not fit shows its beginning, and the whole name in the tooltip."""
        self.name.setText(name)
        self.name.setCursorPosition(0)
        self.name.setToolTip(text.tooltip(self.tr("{name}\nClick to change the name").format(name=name)))

    def _act(self, action: PageAction) -> None:
        if self._person is not None:
            self._actions.of([self._person])[action]()

    def _ask_menu(self) -> None:
        self.menu_asked.emit(self.menu.mapToGlobal(QPoint(0, self.menu.height())))
