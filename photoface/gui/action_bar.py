"""The bar that shows while something is selected: how many, fields and buttons of actions, on two lines if needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QPushButton, QSizePolicy, QWidget

from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Stretch, in_row
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.parts import button, icon_button, label
from photoface.gui.page_action import PageAction, PageActions

SPACING = 8


class ActionBar(QWidget):
    """How many are selected and fields at the left, buttons of actions at the right; it shows while there are some.

    Buttons that do not fit even on a line of their own are left out, the last ones first; the menu of the right click
    and the window's menus hold all of them.

    Args:
        page_actions: what is offered now.
        after: gets the keyboard when a button was used, and when the bar goes while it has the keyboard.
    """

    def __init__(
        self,
        icons: Icons,
        page_actions: Callable[[], PageActions],
        parent: QWidget | None = None,
        after: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._page_actions = page_actions
        self._after = after
        self.setObjectName("selectionBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._buttons: dict[PageAction, QPushButton] = {}
        self.selected_label = label("", "heading", self)
        self.clear = icon_button(icons, "close", self.tr("Select nothing (Esc)"), self)
        self._head, line = QWidget(self), QWidget(self)
        self._row = in_row(self.selected_label, Stretch(), spacing=SPACING, on=self._head)
        self._second = in_row(Stretch(), self.clear, spacing=SPACING, on=line)
        self._box = in_row(Placed(self._head, 1), line, margins=(24, 8, 16, 8), spacing=SPACING, on=self)
        self.hide()

    def add_field(self, field: QWidget) -> None:
        """One more at the left, behind the others."""
        self._row.insertWidget(self._row.count() - 1, field)

    def add_buttons(self, *actions: PageAction, words: Mapping[PageAction, str] | None = None) -> None:
        """A button for each action, at the right in this order; `words` replace what some of them say."""
        for action in actions:
            said = (words or {}).get(action, action.button)
            made = self._buttons[action] = button(said, "quiet", self)
            made.setToolTip(action.with_key(said))
            made.clicked.connect(lambda _=False, action=action: self._run(action))
            self._second.insertWidget(self._second.count() - 1, made)

    def show_selection(self, count: int, *, with_stacks: bool = False) -> None:
        """So many are selected; the buttons are those of what can be done with them.

        Args:
            with_stacks: closed stacks are among them, all of whose photos count.
        """
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        self.setVisible(count > 0)
        if had_focus and not count and self._after is not None:
            self._after.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if count:
            words = self.tr("{} selected, with stacks") if with_stacks else self.tr("{} selected")
            self.selected_label.setText(words.format(text.number(count)))
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _run(self, action: PageAction) -> None:
        run = self._page_actions().get(action)
        if run is not None:
            run()
            if self._after is not None:
                self._after.setFocus()

    def _fit(self) -> None:
        offers = self._page_actions()
        shown = [made for action, made in self._buttons.items() if action in offers]
        margins = self._box.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        beside = self._head.minimumSizeHint().width() + SPACING + self._needs(shown) <= room
        directions = QBoxLayout.Direction
        self._box.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        while shown and self._needs(shown) > room:
            shown.pop()
        for made in self._buttons.values():
            made.setVisible(made in shown)

    def _needs(self, buttons: Sequence[QPushButton]) -> int:
        widths = [made.sizeHint().width() + SPACING for made in buttons]
        return sum(widths) + self.clear.sizeHint().width() + SPACING
