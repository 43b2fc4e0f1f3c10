"""The base of the list models of people and groups, whose tiles are dragged onto each other to merge or name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, Qt

from photoface.gui.kit.list_model import Index, ListModel, S

PEOPLE_MIME = "application/x-photoface-people"
GROUPS_MIME = "application/x-photoface-groups"


def ids_from_mime(data: QMimeData, kind: str) -> tuple[int, ...]:
    """The ids that a drag carries."""
    content = bytes(data.data(kind).data()).decode("ascii")
    return tuple(int(word) for word in content.split(",") if word)


class DragModel(ListModel[int, S]):
    """Rows that are dragged, and that take what is dropped on them.

    Attributes:
        carries: the kind of a drag from here; a row that is part of the drag does not take it.
        takes: the kinds of drags that a row takes.
    """

    carries = ""
    takes: tuple[str, ...] = ()

    def dropped(self, target_id: int, kind: str, ids: tuple[int, ...]) -> None:
        """For subclasses: these were dropped on a row."""

    def drop_words(self, data: QMimeData, target: Index) -> str:
        """What a drop on this row would do; empty where it would do nothing."""
        summary, kind = self.summary(target.row()), self._kind(data, target)
        return self.words_of_drop(summary, kind) if summary is not None and kind else ""

    def words_of_drop(self, summary: S, kind: str) -> str:
        """For subclasses: what a drop of this kind does."""
        return ""

    def _kind(self, data: QMimeData, target: Index) -> str:
        """The kind of a drag that the row would take; empty for none."""
        if not target.isValid():
            return ""
        kind = next((kind for kind in self.takes if data.hasFormat(kind)), "")
        own = kind == self.carries and self.ids[target.row()] in ids_from_mime(data, kind)
        return "" if own else kind

    # QAbstractListModel

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        drag = Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled
        return flags | drag if index.isValid() else flags

    def mimeTypes(self) -> list[str]:
        return list(self.takes)

    def mimeData(self, indexes: Sequence[Index]) -> QMimeData:
        data = QMimeData()
        data.setData(self.carries, ",".join(str(self.ids[index.row()]) for index in indexes).encode("ascii"))
        return data

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        kind = self._kind(data, parent)
        if kind:
            self.dropped(self.ids[parent.row()], kind, ids_from_mime(data, kind))
        return bool(kind)
