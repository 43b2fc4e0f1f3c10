"""The suggestions on top of a person's page: yes and no for each, and confirming all before a line at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries.faces import FaceSummary
from photoface.catalog.summaries.people import PersonSummary
from photoface.gui.client import LatestRead
from photoface.gui.context import Context, Pane, Place
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Stretch, holding, in_column, in_row
from photoface.gui.kit.parts import ElidedLabel, button, label, line, padded
from photoface.gui.page_action import PageAction, PageActions, offered
from photoface.gui.person.reason_panel import ReasonPanel
from photoface.gui.person.suggestion_model import Key, SuggestionsModel, key_of
from photoface.gui.person.suggestion_strip import SuggestionStrip
from photoface.library.commands.command import Command
from photoface.library.commands.faces import ConfirmFaces, RejectFaces
from photoface.library.commands.groups import ConfirmGroup, RejectGroup
from photoface.library.commands.strangers import IgnoreFaces
from photoface.library.library import Library
from photoface.recognition.suggestions import Suggestion

MOST_SUGGESTIONS = 500
"""Beyond these come the unlikely; they come up as the others are answered."""


ROOMY = 620
"""A page this high, in pixels at the usual text size, has room for the reason below the strip."""


class PersonSuggestions(Pane):
    """Shows itself only while there is something to answer.

    Signals:
        arrived: those of a person who was visited just now are there.
        emptied: the last one was answered; the keyboard belongs to the page again.
    """

    arrived = Signal()
    emptied = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._read = LatestRead(context.client, self)
        self._person: PersonSummary | None = None
        self._fresh = True
        self._line_by_hand: Key | None = None
        self._folded = False
        self.model = SuggestionsModel(self)
        self.strip = SuggestionStrip(self.model, context, self)
        self.why = ReasonPanel(context, parent=self)
        self.heading = ElidedLabel("heading", self, snug=True)
        self.count = label("", "muted", self)
        self.confirm_all = button("", "primary", self, clicked=self.confirm_before_line)
        move = self._move_line
        self.line_left = self.tool("chevron-left", self.tr("Fewer before the line ([)"), lambda: move(-1))
        self.line_right = self.tool("chevron-right", self.tr("More before the line (])"), lambda: move(1))
        self.fold = self.tool("chevron-up", self.tr("Fold the suggestions"), self.toggle_fold)
        self.unfold = self.tool("chevron-down", self.tr("Show the suggestions"), self.toggle_fold)
        self.unfold.hide()
        self._build()
        self._connect()
        self.hide()

    def _build(self) -> None:
        tools = (self.line_left, self.line_right, self.confirm_all, self.fold, self.unfold)
        head = in_row(self.heading, self.count, Stretch(), *tools, margins=(24, 8, 16, 4), spacing=8)
        self._reason = holding(padded(self.why, 24, 0, 24, 8), self)
        self._body = holding(in_column(self.strip, self._reason, spacing=0), self)
        in_column(line(self), head, self._body, line(self), on=self)

    def _connect(self) -> None:
        strip = self.strip
        strip.answered.connect(self.answer)
        strip.line_moved.connect(self._show_line)
        strip.selection_changed.connect(self._show_why)
        strip.selection_changed.connect(self.page_actions_changed)
        strip.focus_changed.connect(self.page_actions_changed)
        strip.previewed.connect(self._preview)
        strip.menu_asked.connect(self._ask_menu)

    def visit(self, person: PersonSummary | None) -> None:
        """Show another person's suggestions, the most certain first."""
        self._person = person
        self._fresh = True
        self._line_by_hand = None
        self.model.show_suggestions([], {}, keep_places=False)
        self.hide()
        if person is not None:
            self.refresh(person)

    def refresh(self, person: PersonSummary) -> None:
        """Read the suggestions again; those that show keep their places while the user answers."""
        self._person = person
        self.model.name = person.name
        self.strip.delegate.born = person.born
        self._read.start(lambda library: _read(library, person.id), self._take)

    def _take(self, content: tuple[list[Suggestion], dict[int, FaceSummary]]) -> None:
        if self._person is None:
            return
        fresh, self._fresh = self._fresh, False
        current = self.strip.currentIndex().row()
        self.model.show_suggestions(*content, keep_places=not fresh)
        self._place_line(fresh)
        count = self.model.rowCount()
        had_focus = self.strip.hasFocus()
        self.setVisible(count > 0)
        if not count:
            if had_focus:
                self.emptied.emit()
            self.page_actions_changed.emit()
            return
        if not self.strip.currentIndex().isValid() or not self.strip.selected_rows():
            self.strip.select_near(max(current, 0))
        if had_focus:
            self.strip.setFocus(Qt.FocusReason.OtherFocusReason)
        self.heading.setText(self.tr("Is this {} too?").format(self._person.name))
        self._show_line()
        self._show_why()
        if fresh:
            self.arrived.emit()

    def _place_line(self, fresh: bool) -> None:
        row = -1 if self._line_by_hand is None else self.model.row_of(self._line_by_hand)
        if row >= 0:
            self.strip.move_line(row)
        elif fresh or self._line_by_hand is None:
            self.strip.place_line()

    def _move_line(self, steps: int) -> None:
        self.strip.move_line(self.strip.line + steps)

    def _show_line(self, by_hand: int | None = None) -> None:
        before, count = self.strip.line, self.model.rowCount()
        if by_hand is not None:
            behind = self.model.summary(by_hand)
            self._line_by_hand = None if behind is None else key_of(behind)
        faces = sum(len(one.face_ids) for one in self.model.summaries[:before])
        words = self.tr("Yes to all before the line")
        self.confirm_all.setText(self.tr("Yes to {} before the line").format(text.faces(faces)) if faces else words)
        self.confirm_all.setToolTip(text.tooltip(self.tr("All these are {} (Ctrl+Enter)").format(self.model.name)))
        self.confirm_all.setEnabled(faces > 0)
        self.line_left.setEnabled(before > 0)
        self.line_right.setEnabled(before < count)
        self.count.setText(
            text.number(count) if count < MOST_SUGGESTIONS else self.tr("{} and more").format(text.number(count))
        )
        self.page_actions_changed.emit()

    def _show_why(self) -> None:
        rows = self.strip.selected_rows()
        suggestion = self.model.summary(rows[0]) if rows else None
        if suggestion is None:
            self.why.show_reason(None, "")
        else:
            self.why.show_reason(suggestion.reason, self.model.name, suggestion.score)

    # answers

    def page_actions(self) -> PageActions:
        """What can be done with the chosen suggestions, while the keyboard is on them."""
        if self.isHidden() or not self.model.rowCount():
            return {}
        rows = self.strip.chosen_rows() if self.strip.hasFocus() else []
        return offered(
            (PageAction.CONFIRM_ALL, self.strip.line > 0, self.confirm_before_line),
            (PageAction.SELECT_ALL, rows, self.strip.selectAll),
            (PageAction.CONFIRM, rows, lambda: self.answer(rows, True)),
            (PageAction.REJECT, rows, lambda: self.answer(rows, False)),
            (PageAction.IGNORE, rows, lambda: self._ignore(rows)),
            (PageAction.OPEN, rows, lambda: self._preview(self.strip.currentIndex())),
        )

    def answer(self, rows: Sequence[int], yes: bool) -> None:
        """Say yes or no to these rows; what was answered leaves at once."""
        person = self._person
        if person is not None and rows:
            taken = self._take_out(rows)
            self._decide(_yes(taken, person.id) if yes else _no(taken, person.id), taken)

    def confirm_before_line(self) -> None:
        """Say yes to everything before the line; what is left is sorted again, with these answers known."""
        person = self._person
        if person is None or not self.strip.line:
            return
        taken = self._take_out(range(self.strip.line))
        self._fresh = True
        self._line_by_hand = None
        self._decide(ConfirmFaces(_face_ids(taken), person.id), taken)

    def _ignore(self, rows: Sequence[int]) -> None:
        taken = self._take_out(rows)
        self._decide(IgnoreFaces(_face_ids(taken)), taken)

    def _take_out(self, rows: Sequence[int]) -> list[Suggestion]:
        line_at, first = self.strip.line, min(rows)
        before = sum(row < line_at for row in rows)
        taken = self.model.take_out(rows)
        self.strip.move_line(line_at - before)
        self.strip.select_near(first)
        self._show_line()
        return taken

    def _decide(self, command: Command, taken: Sequence[Suggestion]) -> None:
        self.context.client.execute(command, lambda: self.model.settle(taken))

    def _preview(self, index: QModelIndex) -> None:
        suggestion = self.model.summary(index.row())
        face = self.model.face(index.row())
        if suggestion is not None and suggestion.group_id is not None:
            self.place_asked.emit(Place("group", suggestion.group_id))
        elif face is not None:
            self.ask_for_face((face.photo_id,), face)

    def fit(self, page_height: int) -> None:
        """Leave the reason to the tooltips where the page is low, so that something of it shows below the strip."""
        self._reason.setVisible(page_height >= self.context.theme.size(ROOMY))

    def toggle_fold(self) -> None:
        """Leave room for the page below, or take it again."""
        self._folded = not self._folded
        for each in (self._body, self.line_left, self.line_right, self.confirm_all, self.fold):
            each.setVisible(not self._folded)
        self.unfold.setVisible(self._folded)

    def _ask_menu(self, point: QPoint) -> None:
        self.strip.setFocus(Qt.FocusReason.OtherFocusReason)
        self.menu_asked.emit(point)


def _read(library: Library, person_id: int) -> tuple[list[Suggestion], dict[int, FaceSummary]]:
    """What is suggested for a person, and the best face of each, by id."""
    found = library.review.suggestions(person_id, MOST_SUGGESTIONS)
    best = library.faces.summaries([one.face_ids[0] for one in found])
    return found, {face.id: face for face in best}


def _face_ids(suggestions: Sequence[Suggestion]) -> tuple[int, ...]:
    return tuple(face_id for one in suggestions for face_id in one.face_ids)


def _yes(suggestions: Sequence[Suggestion], person_id: int) -> Command:
    group_id = suggestions[0].group_id
    if len(suggestions) == 1 and group_id is not None:
        return ConfirmGroup(group_id, person_id)
    return ConfirmFaces(_face_ids(suggestions), person_id)


def _no(suggestions: Sequence[Suggestion], person_id: int) -> Command:
    group_id = suggestions[0].group_id
    if len(suggestions) == 1 and group_id is not None:
        return RejectGroup(group_id, person_id)
    return RejectFaces(_face_ids(suggestions), person_id)
