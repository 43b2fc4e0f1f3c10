"""What the coordinator of a cluster sends to find neighbours, and what it does when workers or the scheduler end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from photoface.cluster.choices import ClusterChoices
from photoface.cluster.connection import Connection, ConnectionLost, Task, WorkerDied
from photoface.cluster.grouping import ClusterSearches
from photoface.clustering import inverted_file
from photoface.clustering.inverted_file import Best, CellSearch, nearest_in_cells
from photoface.errors import JobCancelled
from photoface.jobs import JobControl, Progress

MOST_TASKS = 2


class FakeFuture:
    def __init__(self) -> None:
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class FakeWorkers(Connection):
    """Workers that do what they are asked in this thread, when the result is wanted.

    Attributes:
        losses: how often the scheduler is lost before the next result.
        deadly: whether each search ends its worker.
        down: how many tasks find no scheduler.
        most_waiting: the most tasks that were under way at once.
    """

    def __init__(self, losses: int = 0, down: int = 0, *, deadly: bool = False) -> None:
        self.losses, self.down, self.deadly = losses, down, deadly
        self.futures: list[FakeFuture] = []
        self.work: dict[int, Callable[[], Any]] = {}
        self.done = self.reconnected = self.most_waiting = 0
        self.closed = False

    def workers(self) -> frozenset[str]:
        return frozenset({"one", "two"})

    def most_tasks(self) -> int:
        return MOST_TASKS

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Task:
        if self.down:
            self.down -= 1
            raise ConnectionLost
        future = FakeFuture()
        self.futures.append(future)
        self.work[id(future)] = function
        self.most_waiting = max(self.most_waiting, len(self.futures) - self.done)
        return Task(future, frozenset())  # type: ignore[arg-type]

    def result(self, task: Task) -> Any:
        self.done += 1
        if self.losses:
            self.losses -= 1
            raise ConnectionLost
        if self.deadly:
            raise WorkerDied
        return self.work[id(task.future)]()

    def cancel(self, task: Task) -> None:
        task.future.cancel()

    def reconnect(self) -> None:
        self.reconnected += 1

    def close(self) -> None:
        self.closed = True


def _vectors() -> Any:
    points = np.random.default_rng(3).normal(size=(900, 16))
    return (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)


def _searches(workers: FakeWorkers, control: JobControl | None = None) -> ClusterSearches:
    return ClusterSearches(ClusterChoices(), control or JobControl(), lambda *_parts: workers)


@pytest.fixture(autouse=True)
def _small_searches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inverted_file, "CELLS_IN_SEARCH", 1)


@pytest.mark.parametrize(
    "workers", [FakeWorkers(), FakeWorkers(losses=3), FakeWorkers(down=2), FakeWorkers(deadly=True)]
)
def test_the_same_neighbours_come_from_workers_whatever_ends(workers: FakeWorkers) -> None:
    vectors = _vectors()
    lost = workers.losses + workers.down
    found = nearest_in_cells(vectors, 5, 1, _searches(workers))
    here = nearest_in_cells(vectors, 5, 1)
    np.testing.assert_array_equal(found[0], here[0])
    np.testing.assert_array_equal(found[1], here[1])
    assert workers.reconnected == lost
    assert workers.most_waiting <= MOST_TASKS + 1


def test_what_is_not_waited_for_is_cancelled_and_the_connection_closed() -> None:
    workers = FakeWorkers()
    searches = _searches(workers)
    found: list[Best] = []

    def two(wanted: Iterator[CellSearch]) -> Iterator[Best]:
        running = searches(wanted)
        found.append(next(running))
        running.close()  # type: ignore[attr-defined]
        return iter(found)

    with pytest.raises(ValueError, match="shorter"):
        nearest_in_cells(_vectors(), 5, 1, two)
    assert [future.cancelled for future in workers.futures] == [False, True, True]
    searches.close()
    assert workers.closed


def test_it_says_how_many_workers_help_and_can_be_stopped() -> None:
    said: list[Progress] = []
    control = JobControl(said.append)
    nearest_in_cells(_vectors(), 5, 1, _searches(FakeWorkers(), control))
    assert said[-1].stage == "Comparing unnamed faces, 2 workers help"
    control.cancel()
    with pytest.raises(JobCancelled):
        nearest_in_cells(_vectors(), 5, 1, _searches(FakeWorkers(), control))


def test_without_a_search_nothing_is_opened() -> None:
    workers = FakeWorkers()
    searches = _searches(workers)
    assert list(searches(iter([]))) == []
    searches.close()
    assert not workers.closed
