"""The People page: the tray of unnamed groups on top, to be named, and the named people below it.

It also shows one circle's people alone, sorts people, and has the buttons for strangers and people packs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.faces import GroupSummary
from photoface.catalog.summaries.people import PersonSummary
from photoface.gui.client import LatestRead
from photoface.gui.context import Context, Page, Place
from photoface.gui.jobs.controller import JobState
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Stretch, holding, in_column, in_row, in_stack
from photoface.gui.kit.drag_view import DragView
from photoface.gui.kit.menu_button import OrderButton
from photoface.gui.kit.parts import Backdrop, EmptyState, button, label, page_title, scrolled
from photoface.gui.kit.tasks import report
from photoface.gui.kit.tile_layouts import GridLayout
from photoface.gui.kit.tile_view import TileView
from photoface.gui.kit.typed_names import TypedNames, tell_not_given
from photoface.gui.page_action import PageAction, PageActions, offered
from photoface.gui.people.actions import PersonActions
from photoface.gui.people.circles import CircleChips
from photoface.gui.people.delegates import PersonDelegate, person_tile
from photoface.gui.people.empty import say_why_nobody
from photoface.gui.people.group_model import GroupsModel
from photoface.gui.people.model import PeopleModel
from photoface.gui.people.share_button import ShareButton
from photoface.gui.people.strangers_button import StrangersButton
from photoface.gui.people.suggestion_counts import SuggestionCounts
from photoface.gui.people.tray import TrayView
from photoface.library.commands.command import Command
from photoface.library.commands.groups import ConfirmGroups, MergeGroups, NameGroup
from photoface.library.commands.people import TakeOutOfCircle
from photoface.library.commands.strangers import IgnoreGroups
from photoface.library.first_page import read_first_page
from photoface.library.first_page_file import FirstPage

TRAY_LINES = 2
"""Lines of the tray that show while it is folded."""


class PeoplePage(Page):
    """Shows unnamed groups and named people; groups are named here.

    Signals:
        first_read: what the page shows was read for the first time, or cannot be read.

    A name that was typed under a stack is given when its field is left. One that is not given when the window is
    closed, since it means somebody who has that name already, waits in `typed_names` and stands in the field again.
    """

    first_read = Signal()

    def __init__(self, context: Context, typed_names: TypedNames, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._typed_names = typed_names
        # By the group: faces of it, and the name that the catalog has not taken yet.
        self._unanswered: dict[int, tuple[tuple[int, ...], str]] = {}
        self._named_here: list[int] = []
        self._read = LatestRead(context.client, self)
        self._hidden = 0
        self._some_named = False
        self._expanded: bool | None = None
        self._all_groups = 0
        self._loaded = False
        # Until something shows, what changes meanwhile does not put that off.
        self._is_first_read = True
        self._changed_meanwhile = False
        self._typed: tuple[int, str] | None = None
        self._top = 0
        self.groups = GroupsModel(self)
        self.people = PeopleModel(self)
        self.person_actions = PersonActions(context, self)
        self.dots = SuggestionCounts(context, self)
        self.tray = TrayView(self.groups, context, self)
        self.covers = DragView(GridLayout(person_tile(context.theme), gap=8, margin=10), context, self)
        self.covers.set_up(self.people, PersonDelegate(context), self.tr("People"))
        self.empty = EmptyState(context, "account-group-outline", self)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.tray_title = page_title(self.tr("Unnamed"), self)
        self.tray_count = label("", "muted", self)
        self.fold = button("", "link", self, clicked=self._toggle_fold)
        self.strangers = StrangersButton(self.context, self)
        # Where nobody has a name yet, a pack of somebody else's is a good begin.
        self.share_first = ShareButton(self.context, self._selected_people, self)
        tray_head = (self.tray_title, self.tray_count, Stretch(), self.fold, self.share_first, self.strangers)
        self._tray_head = holding(in_row(*tray_head, margins=(24, 16, 24, 0), spacing=8), self)

        self.people_title = page_title(self.tr("People"), self)
        self.people_count = label("", "muted", self)
        orders = {
            "faces": self.tr("Most photos first"),
            "name": self.tr("By name"),
            "recent": self.tr("Seen last first"),
        }
        self.order = OrderButton(self.context.icons, orders, self.tr("Order of people"), self)
        self.show_hidden = button(self.tr("Show hidden"), "tab", self)
        self.show_hidden.hide()
        self.share = ShareButton(self.context, self._selected_people, self)
        people_head = (self.people_title, self.people_count, Stretch(), self.show_hidden, self.share, self.order)
        self._people_head = holding(in_row(*people_head, margins=(24, 16, 24, 0), spacing=8), self)
        self.circles = CircleChips(self.context, self)
        # Room of its own around it would be lost when the stylesheet is set again.
        self._circles_row = holding(in_row(self.circles, margins=(20, 4, 24, 0)), self)
        self.nobody = label(self.tr("Nobody of this circle shows here."), "muted", self)
        self._nobody_row = holding(in_row(self.nobody, margins=(24, 12, 24, 12)), self)

        content = Backdrop(self)
        parts = (
            *(self._tray_head, self.tray, self._people_head),
            *(self._circles_row, self._nobody_row, self.covers),
        )
        self._column = in_column(*parts, Stretch(), margins=(0, 0, 0, 16), on=content)
        for part in parts:
            # Until it is known what there is.
            part.hide()
        self.area = scrolled(content, self, by_keyboard=False)
        self.area.verticalScrollBar().setSingleStep(48)
        self._stack = in_stack(self.area, self.empty, on=self)

    def _connect(self) -> None:
        context = self.context
        self.tray.named.connect(self._name_group)
        self.tray.not_given.connect(lambda name: tell_not_given(context.client.messages, name))
        self.tray.opened.connect(self._open_group)
        self.tray.previewed.connect(self._open_group)
        self.covers.opened.connect(self._open_person)
        self.covers.previewed.connect(self._open_person)
        self.groups.joining_asked.connect(self._join)
        self.people.merge_asked.connect(self.ask_merge)
        self.people.naming_asked.connect(self._name_groups_as)
        self.order.chosen.connect(lambda _: self.refresh(Changed(everything=True)))
        self.area.verticalScrollBar().valueChanged.connect(self._look_ahead)
        self.circles.chosen.connect(lambda: self.refresh(Changed(everything=True)))
        self.show_hidden.toggled.connect(lambda _: self.refresh(Changed(everything=True)))
        self.strangers.place_asked.connect(self.place_asked)
        self.dots.counted.connect(self.people.set_suggestions)
        self.empty.action.clicked.connect(self.way_to("add_folder"))
        for view in (self.tray, self.covers):
            view.selection_changed.connect(self._keep_one_selection)
            view.selection_changed.connect(self.page_actions_changed)
            view.menu_asked.connect(self.menu_asked)
            view.watch(context)
        context.jobs.state_changed.connect(self._note_job)
        # What an empty page says depends on the folders there are.
        context.client.frame_changed.connect(lambda _: self._show_counts())

    def title(self) -> str:
        return self.tr("People")

    def _selected_people(self) -> list[PersonSummary]:
        return [self.people.summaries[row] for row in self.covers.selected_rows()]

    def visit(self, place: Place) -> None:
        # A visit sorts the groups again; until the next one nothing moves under the user's hands.
        self._expanded = None
        self._loaded = False
        self.take_focus()
        self._missed = None
        self.refresh(Changed(everything=True))

    def refresh(self, changed: Changed) -> None:
        rows = changed.people or changed.circles or changed.groups or changed.faces or changed.photos
        if not (changed.everything or rows):
            return
        if self._is_first_read and self._read.is_running:
            self._changed_meanwhile = True
            return
        order = self.order.key

        self._read.start(lambda library: read_first_page(library, order), self._take, self._tell_unread)

    def show_remembered(self, content: FirstPage) -> None:
        """Show what is known from the last time until the catalog is read, unless that was quicker."""
        if self._is_first_read and not self._loaded:
            self._show(content)

    def _tell_unread(self, error: Exception) -> None:
        report(self.context.client.messages, error)
        self._end_first_read()

    def _end_first_read(self) -> None:
        if not self._is_first_read:
            return
        self._is_first_read = False
        self.first_read.emit()
        if self._changed_meanwhile:
            self.refresh(Changed(everything=True))

    def _take(self, content: FirstPage) -> None:
        self._show(content)
        self.dots.ask()
        self._follow_undo()
        self._offer_waiting(content.groups)
        self._put_back_typed()
        self._end_first_read()

    def _show(self, content: FirstPage) -> None:
        self._all_groups = content.all_groups
        # Results that come while the user works here do not reorder the tray.
        self.groups.show_groups(content.groups, keep_places=self._loaded)
        self.circles.show_circles(content.circles)
        circle = self.circles.circle
        people = [person for person in content.people if circle is None or person.id in circle.person_ids]
        self._hidden = sum(person.hidden for person in people)
        self._some_named = bool(content.people)
        shown = [person for person in people if self.show_hidden.isChecked() or not person.hidden]
        # Within favourites and others alike the chosen order stays: sorting is stable.
        self.people.show(sorted(shown, key=lambda person: not person.favourite))
        self._loaded = True
        if self._expanded is None and (content.people or content.groups):
            self._expanded = not content.people
        was_in_tray = self.tray.hasFocus()
        self._show_counts()
        if self.window().focusWidget() is self:
            # The views were not there when the page was visited; the window itself may not have the keyboard yet.
            self.take_focus()
        elif was_in_tray and not self.tray.isVisibleTo(self):
            # The last group has a name.
            self.take_focus(Qt.FocusReason.ShortcutFocusReason)

    def _show_counts(self) -> None:
        groups, people = self.groups.rowCount(), self.people.rowCount()
        self.show_hidden.setVisible(self._hidden > 0)
        self.show_hidden.setText(self.tr("Show {} hidden").format(text.number(self._hidden)))
        if not groups and not people and not self._some_named:
            if self._loaded:
                self._show_empty()
            return
        self._stack.setCurrentWidget(self.area)
        self._tray_head.setVisible(groups > 0)
        self.tray.setVisible(groups > 0)
        self._people_head.setVisible(self._some_named)
        self._circles_row.setVisible(self._some_named)
        self._nobody_row.setVisible(self._some_named and not people)
        self.nobody.setText(
            self.tr("Nobody of this circle shows here.") if self.circles.circle else self.tr("All people are hidden.")
        )
        self.share_first.setVisible(not self._some_named)
        self.covers.setVisible(people > 0)
        self.tray_count.setText(text.number(self._all_groups))
        self.people_count.setText(text.number(people))
        self.tray.grid.limit_lines = None if self._expanded or not people else TRAY_LINES
        self._lay_out()
        folds = groups > self.tray.grid.columns * TRAY_LINES and people > 0
        self.fold.setVisible(folds)
        self.fold.setText(
            self.tr("Show fewer") if self._expanded else self.tr("Show all {}").format(text.number(groups))
        )

    def _lay_out(self) -> None:
        """Lay out now: a frame that is painted before the next event would show parts at their old places."""
        # A view that was just shown gets its width from the column, and then tells the column its height.
        self._column.activate()
        for view in (self.tray, self.covers):
            view.arrange()
        self._column.activate()

    def _note_job(self, state: JobState) -> None:
        # At a job's end the page is read again; until then what it says is true enough.
        if state is not JobState.IDLE:
            self._show_counts()

    def _show_empty(self) -> None:
        frame = self.context.client.frame
        # As long as nothing is known, nothing is said; the first reading takes a moment.
        if frame is not None:
            say_why_nobody(self.empty, frame, scanning=self.context.jobs.state is not JobState.IDLE)
            self._stack.setCurrentWidget(self.empty)

    def _look_ahead(self, top: int) -> None:
        for view in (self.tray, self.covers):
            view.look_ahead(self._top - top)
        self._top = top

    # what can be done

    def page_actions(self) -> PageActions:
        # What is selected in one view goes before where the keyboard is in the other.
        tray = [] if self.covers.selected_rows() else self.tray.chosen_rows()
        covers = [] if self.tray.selected_rows() else self.covers.chosen_rows()
        groups = [self.groups.summaries[row] for row in tray]
        people = [self.people.summaries[row] for row in covers]
        opened = [Place("group", group.id) for group in groups] + [Place("person", person.id) for person in people]
        circle = self.circles.circle
        return self.person_actions.of(people) | offered(
            (
                PageAction.INTERVIEW,
                len(people) < 2,
                lambda: self.place_asked.emit(self._interview(self._selected_people())),
            ),
            (PageAction.TAKE_OUT_OF_CIRCLE, people and circle, lambda: self._take_out(people)),
            (PageAction.OPEN, len(opened) == 1, lambda: self.place_asked.emit(opened[0])),
            (PageAction.NAME, len(groups) == 1, lambda: self.tray.begin_naming(self.groups.row_of(groups[0].id))),
            (PageAction.IGNORE, groups, lambda: self._ignore(groups)),
            (PageAction.MERGE, len(groups) > 1, lambda: self._join(groups[0].id, [each.id for each in groups[1:]])),
        )

    def _interview(self, people: Sequence[PersonSummary]) -> Place:
        """Asks for those who stand beside the selected person or the circle that shows, else for everybody."""
        circle = self.circles.circle
        if people:
            return Place("interview", people[0].id, "person")
        return Place("interview", words="all") if circle is None else Place("interview", circle.id, "circle")

    def _take_out(self, people: Sequence[PersonSummary]) -> None:
        circle = self.circles.circle
        if circle is not None:
            self.context.client.execute(TakeOutOfCircle(circle.id, tuple(person.id for person in people)))

    def _join(self, group_id: int, others: Sequence[int]) -> None:
        self.context.client.execute(MergeGroups(group_id, tuple(others)))

    def ask_merge(self, target_id: int, other_ids: Sequence[int]) -> None:
        """Show who would become one, and merge when the user says so."""
        by_id = {person.id: person for person in self.people.summaries}
        people = [by_id[id_] for id_ in (target_id, *other_ids) if id_ in by_id]
        if len(people) > 1:
            self.person_actions.merge(people)

    def _ignore(self, groups: Sequence[GroupSummary]) -> None:
        self._decide_on([group.id for group in groups], IgnoreGroups)

    def _name_group(self, group_id: int, name: str) -> None:
        def back() -> None:
            self._typed = (group_id, name)

        group = self.groups.summary(self.groups.row_of(group_id))
        if group is not None:
            self._unanswered[group_id] = (group.cover_face_ids, name)
            self._named_here.append(group_id)
        self._decide_on([group_id], lambda _: NameGroup(group_id, name), back)

    def _name_groups_as(self, person_id: int, group_ids: Sequence[int]) -> None:
        self._decide_on(group_ids, lambda ids: ConfirmGroups(ids, person_id))

    def keep_typed(self) -> None:
        """Remember the names that are not given yet: the window is closed."""
        for face_ids, name in self._unanswered.values():
            self._typed_names.keep(name, face_ids)

    def _offer_waiting(self, groups: Sequence[GroupSummary]) -> None:
        """Put back what was kept when the window was closed. What waits for no group of these was given meanwhile."""
        for group in groups:
            waiting = self._typed_names.take(group.cover_face_ids)
            if waiting is not None and self._typed is None:
                self._typed = (group.id, waiting.name)
            elif waiting is not None:
                tell_not_given(self.context.client.messages, waiting.name)
        self._typed_names.clear()

    def _put_back_typed(self) -> None:
        """A name that was not given goes back under its stack, once that is back."""
        if self._typed is None:
            return
        (group_id, name), self._typed = self._typed, None
        row = self.groups.row_of(group_id)
        if row < 0:
            return
        if self.tray.field.pending():
            tell_not_given(self.context.client.messages, name)
        else:
            self.tray.begin_naming(row, name)

    def _follow_undo(self) -> None:
        """The empty field goes back to a group whose name was undone: what is typed next is meant for that group."""
        number = next((n for n, id_ in enumerate(self._named_here) if self.groups.row_of(id_) >= 0), None)
        if number is None:
            return
        returned = self._named_here[number]
        del self._named_here[number:]
        if self.tray.naming is not None and not self.tray.field.pending():
            self.tray.begin_naming(self.groups.row_of(returned))

    def _decide_on(
        self,
        group_ids: Sequence[int],
        command: Callable[[tuple[int, ...]], Command],
        back: Callable[[], None] = lambda: None,
    ) -> None:
        """The groups leave the tray at once, by one decision."""
        for group_id in group_ids:
            self._let_go(group_id)

        def settle() -> None:
            for group_id in group_ids:
                self.groups.settle(group_id)
                self._unanswered.pop(group_id, None)

        self.context.client.execute(command(tuple(group_ids)), settle, not_decided=back)

    def _let_go(self, group_id: int) -> None:
        """The group leaves the tray at once; the catalog follows."""
        self.groups.take_out(group_id)
        self._all_groups = max(0, self._all_groups - 1)
        self.tray_count.setText(text.number(self._all_groups))

    def _open_group(self, index: QModelIndex) -> None:
        self.place_asked.emit(Place("group", self.groups.ids[index.row()]))

    def _open_person(self, index: QModelIndex) -> None:
        self.place_asked.emit(Place("person", self.people.ids[index.row()]))

    def _keep_one_selection(self) -> None:
        """Groups or people are selected, never both: an action must be about one kind."""
        sender = self.sender()
        other = self.covers if sender is self.tray else self.tray
        if isinstance(sender, TileView) and sender.selectionModel().hasSelection():
            other.clearSelection()

    def _toggle_fold(self) -> None:
        self._expanded = not self._expanded
        self._show_counts()

    def sizeHint(self) -> QSize:
        return QSize(800, 600)
