"""The list model of unnamed groups for the tray, largest first; dropping one onto another joins them.

While the user works in the tray groups keep their places, and new ones come at the end.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal

from photoface.catalog.summaries.faces import GroupSummary
from photoface.gui.kit import text
from photoface.gui.kit.list_model import StableRows
from photoface.gui.people.drag_model import GROUPS_MIME, DragModel


class GroupsModel(DragModel[GroupSummary]):
    """The unnamed groups. While the user works in the tray they keep their places: new ones come at the end.

    Signals:
        joining_asked: groups were dropped on another one; the target's id and the dropped ids.
    """

    joining_asked = Signal(int, object)
    carries = GROUPS_MIME
    takes = (GROUPS_MIME,)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._places = StableRows[int]()

    def show_groups(self, groups: Sequence[GroupSummary], *, keep_places: bool) -> None:
        """Show these groups, or bring those that show up to date where they stand."""
        by_id = {group.id: group for group in groups}
        self.show(by_id[id_] for id_ in self._places.arrange(by_id, keep=keep_places))

    def take_out(self, group_id: int) -> None:
        """The user named it: it leaves at once, before the catalog has said so."""
        row = self.row_of(group_id)
        if row >= 0:
            self._places.answer(group_id)
            self.remove_rows(row, row)

    def settle(self, group_id: int) -> None:
        """The catalog has answered; from now on it alone says whether the group is there."""
        self._places.settle(group_id)

    def words(self, summary: GroupSummary, role: Qt.ItemDataRole) -> str | None:
        if role == Qt.ItemDataRole.ToolTipRole:
            return None
        return self.tr("Unnamed: {faces} in {photos}").format(
            faces=text.faces(summary.faces), photos=text.photos(summary.photos, summary.videos)
        )

    def words_of_drop(self, summary: GroupSummary, kind: str) -> str:
        return self.tr("The same person")

    def dropped(self, target_id: int, kind: str, ids: tuple[int, ...]) -> None:
        self.joining_asked.emit(target_id, ids)
