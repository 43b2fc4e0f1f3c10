"""A list model that reads its rows' summaries in the background, page by page around what is painted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject

from photoface.gui.kit.list_model import ListModel
from photoface.gui.kit.tasks import Tasks

PAGE = 200
MOST_SUMMARIES = 10_000


class HasId(Protocol):
    @property
    def id(self) -> int: ...


S = TypeVar("S", bound=HasId)


class PagedModel(ListModel[int, S]):
    """A list model whose `summary` returns what is cached, and requests the rest in the background.

    Args:
        fetch: reads the summaries of some ids, on another thread; ids that are gone are left out.
    """

    def __init__(
        self, tasks: Tasks, fetch: Callable[[Sequence[int]], Sequence[S]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._fetch = fetch
        self._asked: set[int] = set()

    def summary(self, row: int) -> S | None:
        """What is known of a row; where nothing is yet, its page is sent for."""
        if not 0 <= row < len(self.ids):
            return None
        found = self.known(self.ids[row])
        if found is None:
            self._send_for(row)
        return found

    def refresh(self, ids: Iterable[int] | None = None) -> None:
        """Read these again (or all that are cached). The old ones show until the new ones are here."""
        stale = [id_ for id_ in (self._summaries if ids is None else ids) if id_ in self._summaries]
        for start in range(0, len(stale), PAGE):
            self._read(stale[start : start + PAGE])

    def _send_for(self, row: int) -> None:
        start = row - row % PAGE
        missing = [
            id_ for id_ in self.ids[start : start + PAGE] if id_ not in self._summaries and id_ not in self._asked
        ]
        if missing:
            self._asked.update(missing)
            self._read(missing)

    def _read(self, ids: Sequence[int]) -> None:
        asked = tuple(ids)
        self._tasks.read(self, lambda: self._fetch(asked), lambda found: self._take(asked, found))

    def _take(self, asked: Sequence[int], found: Sequence[S]) -> None:
        self._asked.difference_update(asked)
        for summary in found:
            # The newest at the end: what was read longest ago is dropped first.
            self._summaries.pop(summary.id, None)
            self._summaries[summary.id] = summary
        while len(self._summaries) > MOST_SUMMARIES:
            del self._summaries[next(iter(self._summaries))]
        self.arrived(found)
        self.tell_changed([summary.id for summary in found])

    def arrived(self, found: Sequence[S]) -> None:
        """For subclasses: these summaries are new."""
