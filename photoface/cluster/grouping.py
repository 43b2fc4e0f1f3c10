"""Has the workers of a cluster look for nearest neighbours of faces: the searches of one computer, as tasks.

Each task brings the faces that it needs, a few megabytes, so workers hold no more than that, and a bounded number is
under way. What a lost worker or scheduler had is sent again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from functools import partial

import photoface
from photoface.cluster.choices import ClusterChoices
from photoface.cluster.connection import Connection, ConnectionLost, Task, WorkerDied
from photoface.cluster.fitness import Fitness, fitness
from photoface.clustering.inverted_file import Best, CellSearch
from photoface.jobs import JobControl, Progress, with_helpers


class ClusterSearches:
    """Runs searches with a cluster, which it opens with the first one; a `RunSearches`. Close it.

    Args:
        control: of the job.
        connect: opens the connection.
    """

    def __init__(
        self,
        choices: ClusterChoices,
        control: JobControl,
        connect: Callable[[ClusterChoices, Callable[[], Fitness], JobControl], Connection] = Connection,
    ) -> None:
        self._choices, self._control, self._connect = choices, control, connect
        self._opened: Connection | None = None

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()

    @property
    def _connection(self) -> Connection:
        if self._opened is None:
            self._opened = self._connect(self._choices, partial(fitness, photoface.__version__), self._control)
        return self._opened

    def __call__(self, searches: Iterator[CellSearch]) -> Iterator[Best]:
        """What each search finds, in their order.

        Raises:
            JobCancelled: by the control.
            UserFacingError: the cluster cannot be reached, or does not come back.
        """
        started: deque[tuple[CellSearch, Task | None]] = deque()
        try:
            for search in searches:
                started.append((search, self._start(search)))
                if len(started) > self._connection.most_tasks():
                    yield self._finish(*started.popleft())
            while started:
                yield self._finish(*started.popleft())
        finally:
            for _, task in started:
                if task is not None:
                    self._connection.cancel(task)

    def _start(self, search: CellSearch) -> Task | None:
        """The task of a search; None where there is no scheduler just now."""
        try:
            return self._connection.submit(search.run)
        except ConnectionLost:
            return None

    def _finish(self, search: CellSearch, task: Task | None) -> Best:
        while True:
            while task is None:
                self._connection.reconnect()
                task = self._start(search)
            try:
                found: Best = self._connection.result(task)
            except ConnectionLost:
                task = None
            except WorkerDied:
                # Each worker that tried ended, of something else: a search needs little.
                return search.run()
            else:
                self._control.report(Progress(with_helpers("Comparing unnamed faces", len(self._connection.workers()))))
                return found
