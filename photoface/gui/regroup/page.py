"""The page Better groups: asks the worker what a new grouping would change; the user applies all, some or none."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.people import PersonSummary
from photoface.gui.context import Context, Page, Place
from photoface.gui.jobs.controller import JobState
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Stretch, in_column, in_row, in_stack
from photoface.gui.kit.parts import EmptyState, button, label, page_title
from photoface.gui.kit.row_list import RowList
from photoface.gui.page_action import PageAction, PageActions, offered
from photoface.gui.regroup.delegate import RegroupDelegate
from photoface.gui.regroup.model import RegroupModel
from photoface.library.commands.groups import ApplyRegroup
from photoface.library.regroup_proposal import ChangeKind, RegroupProposal
from photoface.worker.messages import Job, ProposeRegroupJob


class RegroupPage(Page):
    """Asks the worker for a proposal when it is visited, and shows the changes as a list with ticks."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._looking = False
        self.model = RegroupModel(self)
        self.model.ticks_changed.connect(self._show_ticks)
        delegate = RegroupDelegate(context)
        self.view = RowList(self.model, delegate, context.theme, self.tr("Changes to the groups"), self)
        context.images.arrived.connect(self.view.viewport().update)
        self.empty = EmptyState(context, "account-group-outline", self)
        self.empty.action.clicked.connect(self.look)
        self._full = self._build()
        self._stack = in_stack(self._full, self.empty, on=self)
        context.jobs.proposed.connect(self._take)
        context.jobs.finished.connect(self._end)
        context.jobs.cancelled.connect(lambda job: self._end(job, ""))
        context.jobs.state_changed.connect(self._follow)
        self._say_nothing_yet()

    def _build(self) -> QWidget:
        full = QWidget(self)
        self.back = self.back_button()
        self.summary = label("", "muted", full, wrap=True)
        head = in_row(
            self.back, page_title(self.tr("Better groups"), full), Stretch(), margins=(16, 16, 24, 0), spacing=8
        )
        below = in_row(Placed(self.summary, 1), margins=(24, 4, 24, 8))
        foot = QWidget(full)
        foot.setObjectName("selectionBar")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.apply = button("", "primary", foot, clicked=self._apply)
        self.leave = button(self.tr("Leave the groups as they are"), "plain", foot, clicked=self._leave)
        self.all = button(self.tr("Tick all"), "link", foot, clicked=lambda: self.model.tick_all(True))
        self.none = button(self.tr("Tick none"), "link", foot, clicked=lambda: self.model.tick_all(False))
        in_row(self.apply, self.leave, Stretch(), self.all, self.none, margins=(24, 8, 24, 8), spacing=12, on=foot)
        in_column(head, below, Placed(self.view, 1), foot, on=full)
        return full

    def title(self) -> str:
        return self.tr("Better groups")

    def visit(self, place: Place) -> None:
        if not self.model.ids and not self._looking:
            self.look()
        self.take_focus()

    def page_actions(self) -> PageActions:
        return offered((PageAction.SELECT_ALL, self.model.ids, lambda: self.model.tick_all(True)))

    def refresh(self, changed: Changed) -> None:
        """A proposal stays as it is: what does not fit any more is left out when it is applied."""

    def look(self) -> None:
        """Let the worker compare all unnamed faces."""
        self._looking = True
        self.empty.say(
            self.tr("Comparing all unnamed faces"),
            self.tr("Then you see which groups could join, come apart or grow. Nothing changes until you say so."),
        )
        self._stack.setCurrentWidget(self.empty)
        self.context.jobs.propose_regroup()

    def _follow(self, state: JobState) -> None:
        if state is JobState.IDLE and self._looking and not self.context.jobs.is_to_come(ProposeRegroupJob()):
            self._give_up()

    def _take(self, proposal: RegroupProposal) -> None:
        self._looking = False
        if not proposal.changes:
            self.model.set_changes((), {})
            self.empty.say(
                self.tr("The groups are fine"),
                self.tr("Grouping all {} without a name again would change nothing.").format(
                    text.faces(proposal.faces)
                ),
                self.tr("Look again"),
            )
            self._stack.setCurrentWidget(self.empty)
            return

        def show(people: list[PersonSummary]) -> None:
            self.summary.setText(self._in_words(proposal))
            self.model.set_changes(proposal.changes, {person.id: person.name for person in people})
            self._stack.setCurrentWidget(self._full)
            self.view.setCurrentIndex(self.model.index(0, 0))
            if self.isVisible() and not isinstance(QApplication.focusWidget(), QLineEdit):
                self.view.setFocus()
            self.page_actions_changed.emit()

        self.context.client.read(self, lambda library: library.people.all("name"), show)

    def _in_words(self, proposal: RegroupProposal) -> str:
        parts = [self.tr("{} would move").format(text.faces(proposal.moving))]
        for kind, one, many in (
            (ChangeKind.JOIN, self.tr("{} group would join"), self.tr("{} groups would join")),
            (ChangeKind.SPLIT, self.tr("{} group would come apart"), self.tr("{} groups would come apart")),
            (ChangeKind.MIX, self.tr("{} group would exchange faces"), self.tr("{} groups would exchange faces")),
        ):
            count = proposal.count(kind)
            if count:
                parts.append(text.counted(count, one, many))
        untouched = self.tr("Names, and whatever you confirmed, rejected or ignored, stay as they are.")
        return ", ".join(parts) + ". " + untouched

    def _end(self, job: Job, _summary: str) -> None:
        if isinstance(job, ProposeRegroupJob):
            self._give_up()

    def _give_up(self) -> None:
        """The job is over; without a proposal it was stopped or could not run."""
        if self._looking:
            self._looking = False
            self._say_nothing_yet()

    def _say_nothing_yet(self) -> None:
        self.empty.say(
            self.tr("Better groups"),
            self.tr(
                "With many new photos, groups made earlier may belong together or be several people. "
                "Look what would change; you decide on each."
            ),
            self.tr("Look now"),
        )
        self._stack.setCurrentWidget(self.empty)

    def _show_ticks(self) -> None:
        count = len(self.model.ticked())
        self.apply.setEnabled(count > 0)
        self.apply.setText(text.counted(count, self.tr("Apply 1 change"), self.tr("Apply {} changes")))
        self.apply.setAccessibleName(self.apply.text())
        self.all.setEnabled(count < len(self.model.ids))
        self.none.setEnabled(count > 0)

    def _apply(self) -> None:
        changes = self.model.ticked()
        self._forget()
        self.context.client.execute(ApplyRegroup(changes))

    def _leave(self) -> None:
        self._forget()
        self.place_asked.emit(Place("back"))

    def _forget(self) -> None:
        self.model.set_changes((), {})
        self._say_nothing_yet()
        self.page_actions_changed.emit()
