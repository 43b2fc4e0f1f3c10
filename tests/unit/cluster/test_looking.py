"""What the coordinator of a cluster sends, in which order it gives results, and what it does when workers end."""

from __future__ import annotations

import dataclasses
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from fakes.library import fake_engine
from fakes.photos import save_photo

from photoface.catalog.scanned_files import FileToRead
from photoface.catalog.states import FailureKind
from photoface.cluster.choices import ClusterChoices
from photoface.cluster.connection import Connection, ConnectionLost, Task, WorkerDied
from photoface.cluster.fitness import Fitness
from photoface.cluster.looking import FILES_IN_PARCEL, ClusterLook
from photoface.cluster.tasks import LoadEngine, LookRequest, RemoteFile, fitness_to_look, look, sees, stop_watching
from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl
from photoface.scan.reading import read
from photoface.scan.scanned_file import ScannedFile
from photoface.settings import Settings

SAME_PERSON = 0.4


@pytest.fixture(autouse=True)
def _watchdog_ends() -> Iterator[None]:
    yield
    stop_watching()


class FakeFuture:
    def __init__(self) -> None:
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class FakeWorkers(Connection):
    """Workers that do what they are asked in this thread, when the result is wanted.

    Attributes:
        deadly: ids of files that end the worker.
        losses: how often the scheduler is lost before the next result.
        blind: workers that see no file.
        raised: instead of each result.
        sees_all: whether workers say that they see what they do not.
    """

    def __init__(
        self,
        deadly: Iterable[int] = (),
        losses: int = 0,
        blind: Iterable[str] = (),
        raised: Exception | None = None,
    ) -> None:
        self.raised = raised
        self.sees_all = False
        self.deadly, self.losses, self.blind = set(deadly), losses, set(blind)
        self.sent: list[list[RemoteFile]] = []
        self.futures: list[FakeFuture] = []
        self.work: dict[int, tuple[Callable[..., Any], tuple[Any, ...]]] = {}
        self.reconnected = 0

    def workers(self) -> frozenset[str]:
        return frozenset({"one", "two"})

    def most_tasks(self) -> int:
        return 2

    def on_each(self, function: Callable[..., Any], *arguments: Any) -> dict[str, Any]:
        assert function is sees
        return {worker: self.sees_all or (worker not in self.blind and sees(*arguments)) for worker in self.workers()}

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Task:
        future = FakeFuture()
        self.futures.append(future)
        self.sent.append(list(arguments[0]))
        self.work[id(future)] = (function, arguments)
        return Task(future, frozenset())  # type: ignore[arg-type]

    def result(self, task: Task) -> Any:
        function, arguments = self.work[id(task.future)]
        if self.raised is not None:
            raise self.raised
        if self.losses:
            self.losses -= 1
            raise ConnectionLost
        if any(file.id in self.deadly for file in arguments[0]):
            raise WorkerDied
        return function(*arguments)

    def cancel(self, task: Task) -> None:
        task.future.cancel()

    def reconnect(self) -> None:
        self.reconnected += 1

    def close(self) -> None:
        pass


def broken_engine(settings: Settings) -> Any:
    """No model is installed."""
    raise UserFacingError("The model is not installed.", "Install it.")


def _files(folder: Path, number: int) -> list[FileToRead]:
    paths = [save_photo(folder / f"{name:02}.png", [name % 3], shade=name) for name in range(number)]
    return [
        FileToRead(number, path, folder, 0, 0, None, size=path.stat().st_size)
        for number, path in enumerate(paths, start=1)
    ]


def _request(load_engine: LoadEngine = fake_engine) -> LookRequest:
    return LookRequest(Settings(), load_engine, SAME_PERSON)


def _looked(workers: FakeWorkers, files: Sequence[FileToRead], known: Iterable[int] = ()) -> list[ScannedFile]:
    looking = ClusterLook(
        ClusterChoices(),
        _request(),
        lambda: frozenset(known),
        JobControl(),
        lambda *_parts: workers,
    )
    return list(looking(iter(files), lambda file: read(file, lambda _content, _picture: False)))


def test_results_come_in_the_order_of_the_files_with_embeddings(tmp_path: Path) -> None:
    files = _files(tmp_path, 2 * FILES_IN_PARCEL + 1)
    workers = FakeWorkers()
    items = _looked(workers, files)
    assert [item.file for item in items] == files
    assert [len(parcel) for parcel in workers.sent] == [FILES_IN_PARCEL, FILES_IN_PARCEL, 1]
    for item in items:
        assert item.content_hash
        assert item.picture_hash
        assert item.is_settled
        assert item.found is not None
        assert [face.is_embedded for face in item.found.faces] == [True]
        assert item.found.faces[0].crop.size == 0


def test_files_go_by_path_where_all_workers_see_them_and_else_as_bytes(tmp_path: Path) -> None:
    files = _files(tmp_path, 2)
    by_path, by_bytes = FakeWorkers(), FakeWorkers(blind=["two"])
    same = [_looked(workers, files) for workers in (by_path, by_bytes)]
    assert {file.data for parcel in by_path.sent for file in parcel} == {None}
    assert [file.data for parcel in by_bytes.sent for file in parcel] == [file.path.read_bytes() for file in files]
    for one, other in zip(*same, strict=True):
        assert (one.content_hash, one.picture_hash, one.facts) == (other.content_hash, other.picture_hash, other.facts)
        assert one.found is not None
        assert other.found is not None
        assert one.found.thumbnail == other.found.thumbnail
        assert (one.found.faces[0].embedding == other.found.faces[0].embedding).all()


def test_a_file_of_a_known_size_is_read_here_first(tmp_path: Path) -> None:
    known, other = _files(tmp_path, 2)
    assert known.size != other.size
    workers = FakeWorkers()
    _looked(workers, [known, other], known=[known.size])
    assert [[file.data is not None for file in parcel] for parcel in workers.sent] == [[True, False]]


def test_what_is_known_or_cannot_be_read_is_not_sent(tmp_path: Path) -> None:
    (file,) = _files(tmp_path, 1)
    gone = dataclasses.replace(file, id=2, path=tmp_path / "gone.png")
    workers = FakeWorkers()
    looking = ClusterLook(
        ClusterChoices(), _request(), lambda: frozenset({file.size}), JobControl(), lambda *_parts: workers
    )
    first, second = looking(iter([file, gone]), read)
    assert (first.failure, first.found, first.is_settled) == (None, None, True)
    assert second.failure is not None
    assert workers.sent == []


def test_a_changed_file_is_not_looked_at(tmp_path: Path) -> None:
    (file,) = _files(tmp_path, 1)
    (item,) = _looked(FakeWorkers(), [dataclasses.replace(file, content_hash="what it held before")])
    assert (item.found, item.is_settled, bool(item.content_hash)) == (None, True, True)


def test_of_a_parcel_that_ends_workers_only_the_culprit_waits_and_then_fails(tmp_path: Path) -> None:
    files = _files(tmp_path, FILES_IN_PARCEL)
    workers = FakeWorkers(deadly=[3])
    looking = ClusterLook(ClusterChoices(), _request(), lambda: frozenset(), JobControl(), lambda *_parts: workers)
    items = list(looking(iter(files), read))
    assert [item.found is not None for item in items] == [True, True, False, True, True, True]
    # As one that needs too much memory: the scan tries it once more when nothing else is under way.
    assert items[2].failure is not None
    assert items[2].failure.kind is FailureKind.MEMORY
    (again,) = looking(iter([files[2]]), read)
    assert again.failure is not None
    assert again.failure.kind is FailureKind.FILE
    assert "02.png" in again.failure.sentence


def test_what_was_under_way_when_the_scheduler_was_lost_is_sent_again(tmp_path: Path) -> None:
    files = _files(tmp_path, FILES_IN_PARCEL + 1)
    workers = FakeWorkers(losses=3)
    items = _looked(workers, files)
    assert [item.file for item in items] == files
    assert all(item.found is not None for item in items)
    assert workers.reconnected == 3


def test_what_a_worker_does_not_see_after_all_is_sent_as_bytes(tmp_path: Path) -> None:
    files = _files(tmp_path, FILES_IN_PARCEL)
    workers = FakeWorkers()
    looking = ClusterLook(
        ClusterChoices(roots=((str(tmp_path), str(tmp_path / "there")),)),
        _request(),
        lambda: frozenset(),
        JobControl(),
        lambda *_parts: workers,
    )
    # They saw the first file of the folder, and then its drive went away there.
    workers.sees_all = True
    items = list(looking(iter(files), lambda file: read(file, lambda _content, _picture: False)))
    assert [item.file for item in items] == files
    assert all(item.failure is None and item.found is not None for item in items)


@pytest.mark.parametrize("error", [JobCancelled(), UserFacingError("The model is not installed.", "Install it.")])
def test_what_is_about_no_file_ends_the_scan(tmp_path: Path, error: Exception) -> None:
    workers = FakeWorkers(raised=error)
    with pytest.raises(type(error)):
        _looked(workers, _files(tmp_path, FILES_IN_PARCEL))
    assert len(workers.sent) == 1


def test_what_is_not_waited_for_is_cancelled(tmp_path: Path) -> None:
    workers = FakeWorkers()
    looking = ClusterLook(ClusterChoices(), _request(), lambda: frozenset(), JobControl(), lambda *_parts: workers)
    looked = looking(iter(_files(tmp_path, 4 * FILES_IN_PARCEL)), read)
    next(looked)
    looked.close()
    assert [future.cancelled for future in workers.futures] == [False, True, True]


def test_a_worker_says_why_it_cannot_help() -> None:
    assert fitness_to_look(_request()) == Fitness(socket.gethostname())
    found = fitness_to_look(_request(broken_engine))
    host = socket.gethostname()
    assert found.sentence("tls://10.0.0.2:40123") == (
        f"The worker on {host} (tls://10.0.0.2:40123) cannot help. The model is not installed. On {host}: Install it."
    )
    found = fitness_to_look(dataclasses.replace(_request(), version="0.0"))
    assert "this computer has 0.0" in found.problem
    assert "pip install" in found.remedy


def test_a_worker_that_cannot_say_where_it_is_is_named_by_its_address() -> None:
    found = Fitness("", "It has no PhotoFace.", "Install it.")
    assert found.sentence("tcp://127.0.0.1:9") == (
        "The worker at tcp://127.0.0.1:9 cannot help. It has no PhotoFace. Install it."
    )


def test_a_worker_reads_what_says_the_photo_beside_it(tmp_path: Path) -> None:
    (file,) = _files(tmp_path, 1)
    remote = RemoteFile(1, str(file.path), str(file.folder), None, frozenset(), looks_again=False)
    (looked,) = look([remote], _request())
    assert looked.metadata is not None
    (again,) = look([dataclasses.replace(remote, looks_again=True)], _request())
    assert again.metadata is None
    assert again.found is not None


@pytest.mark.parametrize("path", ["/nowhere/at/all.jpg", "a\0b"])
def test_a_path_that_is_none_is_not_seen(path: str) -> None:
    assert not sees(path, 3)
