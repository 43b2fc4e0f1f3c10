"""The bar that shows while faces are selected: a field that names them, and buttons for other actions."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from photoface.gui.action_bar import ActionBar
from photoface.gui.context import Context
from photoface.gui.kit.name_field import NameField
from photoface.gui.kit.typed_names import tell_not_given
from photoface.gui.page_action import PageActions
from photoface.library.commands.faces import NameFaces


class FacesActionBar(ActionBar):
    """Names the selected faces and offers other actions on them.

    Args:
        view: shows the faces; gets the keyboard back.
        selected_ids: the faces that are selected now.
        name_words: what the name field says.
    """

    def __init__(
        self,
        context: Context,
        view: QWidget,
        selected_ids: Callable[[], tuple[int, ...]],
        page_actions: Callable[[], PageActions],
        name_words: str,
        parent: QWidget,
    ) -> None:
        super().__init__(context.icons, page_actions, parent, after=view)
        self._client = context.client
        self._view = view
        self._selected_ids = selected_ids
        self.name_field = NameField(context, self)
        self.name_field.setPlaceholderText(name_words)
        self.name_field.setAccessibleName(name_words)
        self.name_field.setFixedWidth(context.theme.size(220))
        self.name_field.confirmed.connect(self._name)
        self.name_field.kept.connect(self._keep_name)
        self.name_field.left.connect(self._leave_name)
        self.add_field(self.name_field)

    def begin_name(self, typed: str) -> None:
        """Put the keyboard into the name field, after the letters that were typed over the view."""
        self.name_field.setFocus(Qt.FocusReason.OtherFocusReason)
        if typed:
            self.name_field.type_first(typed)

    def _name(self, name: str) -> None:
        self._keep_name(name)
        self._leave_name()

    def _keep_name(self, name: str) -> None:
        ids = self._selected_ids()
        self.name_field.clear()
        if ids:
            self._client.execute(NameFaces(ids, name), not_decided=lambda: self._put_back_name(ids, name))
        else:
            tell_not_given(self._client.messages, name)

    def _put_back_name(self, ids: tuple[int, ...], name: str) -> None:
        """A name that was not given stands in the field again, while these faces are selected."""
        if self._selected_ids() == ids:
            self.name_field.put_back(name)
            self.name_field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_name(self) -> None:
        self.name_field.clear()
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)
