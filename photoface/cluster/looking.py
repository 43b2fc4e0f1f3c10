"""Has the workers of a cluster look at the files of a scan, a bounded few ahead, and gives what they found in order.

A file reaches a worker by its path where all workers see its library folder, and as bytes where one does not. Videos,
which may be large, are then left to this computer. A file of a size that the catalog knows is read here first: only a
known content needs no looking at.

A parcel of files that ends the workers is taken apart. A file that does so alone is tried once more when nothing else
is under way, and then fails, with a sentence, as in a scan of one computer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from photoface.catalog.scanned_files import Failure, FileToRead
from photoface.catalog.states import FailureKind
from photoface.cluster.choices import ClusterChoices
from photoface.cluster.connection import Connection, ConnectionLost, Task, WorkerDied
from photoface.cluster.fitness import Fitness
from photoface.cluster.tasks import Looked, LookRequest, RemoteFile, fitness_to_look, look, sees
from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl
from photoface.scan.crash_record import Verdict
from photoface.scan.failures import failure_by, failure_of
from photoface.scan.reading import on_readers
from photoface.scan.scanned_file import ScannedFile
from photoface.scan.stages import WORKERS, run_stage

FILES_IN_PARCEL = 6
"""So many are sent at once: their faces are embedded together, and the scheduler has less to do."""

BYTES_IN_PARCEL = 24 << 20
MOST_BYTES_SENT = 256 << 20
"""Of parcels under way together, where files are sent as bytes."""


@dataclass(frozen=True, slots=True, eq=False)
class _Prepared:
    """A file, and what was read of it here; None where a worker reads it."""

    file: FileToRead
    item: ScannedFile | None

    @property
    def is_done(self) -> bool:
        return self.item is not None and self.item.data is None

    @property
    def size(self) -> int:
        return 0 if self.item is None else len(self.item.data or b"")


Parcel = Sequence[_Prepared]

Connect = Callable[[ClusterChoices, Callable[[], Fitness], JobControl], Connection]


class ClusterLook:
    """Looks at files with a cluster, which it opens when there is a file; given to `Scan.look_elsewhere`. Close it.

    Args:
        known_sizes: of the files whose content the catalog knows.
        control: of the scan.
        connect: opens the connection.
    """

    def __init__(
        self,
        choices: ClusterChoices,
        request: LookRequest,
        known_sizes: Callable[[], frozenset[int]],
        control: JobControl,
        connect: Connect = Connection,
    ) -> None:
        self._connect = connect
        self._opened: Connection | None = None
        self._choices = choices
        self._control = control
        self._request = request
        self._known_sizes = known_sizes
        self._seen: dict[tuple[Path, frozenset[str]], bool] = {}
        self._suspects: set[int] = set()
        self._read: Callable[[FileToRead], ScannedFile]

    @property
    def unfit(self) -> dict[str, str]:
        """Why workers did not help and what to do about it, by their addresses."""
        return {} if self._opened is None else self._opened.unfit

    def helping(self) -> int:
        """How many workers look at photos now."""
        return 0 if self._opened is None else len(self._opened.workers())

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()

    @property
    def _connection(self) -> Connection:
        if self._opened is None:
            self._opened = self._connect(self._choices, partial(fitness_to_look, self._request), self._control)
        return self._opened

    def __call__(
        self, files: Iterator[FileToRead], read: Callable[[FileToRead], ScannedFile]
    ) -> Generator[ScannedFile]:
        """The files in their order, looked at; what is left for this computer is read but not looked at."""
        sizes = self._known_sizes()
        self._read = read
        with ThreadPoolExecutor(WORKERS, thread_name_prefix="reader") as readers:
            prepared = run_stage(
                ((file, self._goes_by_path(file, sizes)) for file in files),
                on_readers(lambda one: _Prepared(one[0], None if one[1] else read(one[0])), readers),
            )
            started: deque[tuple[Parcel, Task | None]] = deque()
            try:
                for parcel in _parcels(prepared):
                    started.append((parcel, self._start(parcel)))
                    while self._are_enough(started):
                        yield from self._finish(*started.popleft())
                while started:
                    yield from self._finish(*started.popleft())
            finally:
                for _, task in started:
                    if task is not None:
                        self._connection.cancel(task)

    def _goes_by_path(self, file: FileToRead, known_sizes: frozenset[int]) -> bool:
        may_be_known = file.size in known_sizes and file.content_hash is None
        return not may_be_known and self._is_seen(file)

    def _is_seen(self, file: FileToRead) -> bool:
        """Whether all workers see the library folder of a file; found out with the first file of each folder."""
        workers = self._connection.workers()
        key = (file.folder, workers)
        if key not in self._seen:
            try:
                answers = self._connection.on_each(sees, self._choices.on_workers(file.path), file.path.stat().st_size)
            except (OSError, ConnectionLost, WorkerDied):
                return False
            self._seen[key] = bool(answers) and all(answers.values())
        return self._seen[key]

    def _are_enough(self, started: Sequence[tuple[Parcel, object]]) -> bool:
        sent = sum(one.size for parcel, _ in started for one in parcel)
        return len(started) > self._connection.most_tasks() or sent > MOST_BYTES_SENT

    def _start(self, parcel: Parcel) -> Task | None:
        """The task of a parcel; None where there is nothing to do, or no scheduler just now."""
        files = [self._remote(one) for one in parcel if not one.is_done]
        if not files:
            return None
        try:
            return self._connection.submit(look, files, self._request)
        except ConnectionLost:
            return None

    def _remote(self, one: _Prepared) -> RemoteFile:
        file, item = one.file, one.item
        return RemoteFile(
            file.id,
            self._choices.on_workers(file.path),
            self._choices.on_workers(file.folder),
            file.content_hash,
            file.turns,
            file.looks_again,
            None if item is None else item.data,
        )

    def _finish(self, parcel: Parcel, task: Task | None) -> Iterator[ScannedFile]:
        waiting = [one for one in parcel if not one.is_done]
        if not waiting:
            yield from (one.item for one in parcel if one.item is not None)
            return
        while task is None:
            self._connection.reconnect()
            task = self._start(parcel)
        try:
            looked = dict(zip((one.file.id for one in waiting), self._connection.result(task), strict=True))
        except ConnectionLost:
            yield from self._finish(parcel, None)
        except (JobCancelled, UserFacingError):
            raise
        except Exception as error:
            if len(parcel) == 1:
                yield ScannedFile(parcel[0].file, self._failure(error, parcel[0].file))
                return
            for one in parcel:
                yield from self._finish([one], None)
        else:
            for one in parcel:
                found = looked.get(one.file.id)
                if one.item is None and found is not None and _could_not_be_read(found):
                    # A worker that came later need not see what the others do.
                    yield from self._finish([_Prepared(one.file, self._read(one.file))], None)
                else:
                    yield _as_item(one, found)

    def _failure(self, error: Exception, file: FileToRead) -> Failure:
        if not isinstance(error, WorkerDied):
            return failure_of(error, file.path.name)
        failure = failure_by(Verdict.IN_HAND, file.path.name)
        if file.id in self._suspects:
            return failure
        # A worker may have died of something else, or of a file beside it.
        self._suspects.add(file.id)
        return replace(failure, kind=FailureKind.MEMORY)


def _parcels(prepared: Iterable[_Prepared]) -> Iterator[Parcel]:
    parcel: list[_Prepared] = []
    for one in prepared:
        # A suspect is tried on its own.
        if parcel and (one.file.deaths or sum(other.size for other in parcel) + one.size > BYTES_IN_PARCEL):
            yield parcel
            parcel = []
        parcel.append(one)
        if len(parcel) == FILES_IN_PARCEL or one.file.deaths:
            yield parcel
            parcel = []
    if parcel:
        yield parcel


def _could_not_be_read(looked: Looked) -> bool:
    return looked.failure is not None and looked.failure.kind is FailureKind.PASSING


def _as_item(one: _Prepared, looked: Looked | None) -> ScannedFile:
    if looked is None:
        assert one.item is not None
        return one.item
    item = one.item or ScannedFile(one.file, None, looked.content_hash, looked.picture_hash, metadata=looked.metadata)
    if looked.failure is not None:
        return ScannedFile(one.file, looked.failure)
    return replace(item, data=None, facts=looked.facts, found=looked.found)
