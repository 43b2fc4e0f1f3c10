"""The page of one unnamed group: all its faces, to take the wrong ones out and then name, ignore or split the rest."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries.changed import Changed
from photoface.gui.client import LatestRead
from photoface.gui.context import Context, Page, Place
from photoface.gui.faces.pane import FacesPane
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, in_column
from photoface.gui.kit.name_field import NameField
from photoface.gui.kit.parts import button, label, padded, page_title
from photoface.gui.kit.typed_names import tell_not_given
from photoface.gui.kit.wrapping_row import WrappingRow
from photoface.gui.page_action import PageAction, PageActions, offered
from photoface.gui.people.split import SplitSheet
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.strangers import IgnoreGroups


class GroupPage(Page):
    """Reached from the tray; goes back there when the group has a name."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._read = LatestRead(context.client, self)
        self._group_id: int | None = None
        self._typed: tuple[int, str] | None = None
        self.pane = FacesPane(context, self, name_words=self.tr("Name only these"))
        self.pane.removable = True
        self.pass_on(self.pane)
        self.back = self.back_button()
        self.heading = page_title("", self)
        self.field = NameField(context, self)
        self.field.setPlaceholderText(self.tr("Who is this?"))
        self.field.setFixedWidth(context.theme.size(260))
        # Faces are looked at and taken out while a name stands here; it counts once the page is left.
        self.field.keeps_when_left = False
        self.field.confirmed.connect(self._name)
        self.field.kept.connect(self._name)
        self.field.left.connect(self._leave_field)
        self.ignore = button(self.tr("Ignore"), "plain", self, clicked=self._ignore)
        self.ignore.setToolTip(self.tr("A stranger: do not ask about these faces any more"))
        self.split_button = button(self.tr("Split …"), "plain", self, clicked=self.split)
        self.split_button.setToolTip(self.tr("Two people in this group (Ctrl+Shift+S)"))
        self.hint = label(
            self.tr("Select faces that do not belong here and press Del. Then give the rest a name."),
            "muted",
            self,
            wrap=True,
        )
        tools = (self.field, self.split_button, self.ignore)
        head = WrappingRow((self.back, self.heading), tools, (16, 16, 24, 0), self, spacing=12)
        in_column(head, padded(self.hint, 24, 4, 24), Placed(self.pane, 1), on=self)

    def title(self) -> str:
        return self.tr("Unnamed")

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.field.keep()

    def _leave_field(self) -> None:
        self.field.clear()
        self.pane.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def visit(self, place: Place) -> None:
        self._group_id = place.id
        self.pane.show_faces([])
        self.heading.setText(self.tr("Unnamed"))
        self.ignore.setEnabled(True)
        self.field.clear()
        if self._typed is not None and self._typed[0] == place.id:
            self.field.put_back(self._typed[1])
            self._typed = None
        self.field.setFocus()
        self.catch_up()

    def page_actions(self) -> PageActions:
        name = offered((PageAction.NAME, True, self.field.setFocus))
        return {
            **name,
            **self.pane.page_actions(),
            **offered((PageAction.SPLIT, self.pane.model.rowCount() > 1, self.split)),
        }

    def split(self) -> None:
        """Open the sheet that takes the group apart."""
        if self._group_id is not None:
            SplitSheet.of_group(self.context, self._group_id, self.window()).open()

    def refresh(self, changed: Changed) -> None:
        group_id = self._group_id
        if group_id is None:
            return
        self._read.start(lambda library: library.groups.face_ids(group_id), self._take)
        self.pane.refresh(changed)

    def _take(self, ids: list[int]) -> None:
        if not ids and self.isVisible():
            # Named, ignored or regrouped meanwhile: there is nothing to show here any more.
            self._group_id = None
            if self.field.pending():
                self._keep_what_was_typed()
            else:
                self.place_asked.emit(Place("back"))
            return
        self.heading.setText(self.tr("Unnamed, {}").format(text.faces(len(ids))))
        self.split_button.setEnabled(len(ids) > 1)
        self.pane.show_faces(ids)

    def _keep_what_was_typed(self) -> None:
        """The group is gone while its name is being typed: on another page the next letters would act as keys."""
        self.heading.setText(self.tr("This group is not there any more"))
        self.split_button.setEnabled(False)
        self.ignore.setEnabled(False)
        self.pane.show_faces([])
        tell_not_given(self.context.client.messages, self.field.pending())

    def _name(self, name: str) -> None:
        if self._group_id is not None:
            group_id = self._group_id
            back = lambda: self._put_back(group_id, name)  # noqa: E731
            self.context.client.execute(NameGroup(group_id, name), not_decided=back)

    def _put_back(self, group_id: int, name: str) -> None:
        """A name that was not given stands in the field again, also where its page was left by it."""
        if self.isVisible() and self._group_id == group_id:
            self.field.put_back(name)
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._typed = (group_id, name)

    def _ignore(self) -> None:
        if self._group_id is not None:
            self.context.client.execute(IgnoreGroups((self._group_id,)))
