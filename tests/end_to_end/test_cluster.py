"""A scan and a grouping with the workers of a real Dask cluster: the same catalog and groups as without them.

A photo that ends workers is listed, and what a killed worker had is done by another.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
import socket
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from catalog_image import image_of
from fakes.library import fake_engine, open_fake_library
from fakes.models import FakeDetector, FakeEmbedder
from numpy.typing import NDArray
from PIL import Image

import photoface
from photoface.cluster.certificates import make_certificates
from photoface.cluster.choices import ClusterChoices
from photoface.cluster.connection import Connection, ConnectionLost
from photoface.cluster.fitness import fitness
from photoface.cluster.grouping import ClusterSearches
from photoface.cluster.hosting import run_workers, scheduler_command, worker_command
from photoface.clustering.group_faces import group
from photoface.errors import HelpersMissing, JobCancelled, UserFacingError
from photoface.jobs import JobControl, Progress
from photoface.recognition.grouping import grouping_thresholds
from photoface.scan.face_engine import FaceEngine
from photoface.settings import Settings
from photoface.vision.model_registry import DLIB_RESNET

POISON = (1, 2, 3)
SAME = ("photo", "face", "embedding", "face_group")
NOT_THE_SAME = frozenset({("photo", "detector")})


class DeadlyDetector(FakeDetector):
    """Ends the process over a photo of one colour."""

    def detect(self, photos: Sequence[NDArray[np.uint8]]) -> list[list[Any]]:
        if any((photo[0, 0] == POISON).all() for photo in photos):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().detect(photos)


def deadly_engine(settings: Settings) -> FaceEngine:
    """Imported by the workers by its name."""
    return FaceEngine(DeadlyDetector(), FakeEmbedder())


def test_workers_find_what_one_computer_finds_and_a_photo_that_ends_them_is_listed(tmp_path: Path, album: Path) -> None:
    local = open_fake_library(tmp_path / "local.photoface", fake_engine)
    local.folders.add(album)
    local.jobs.scan()
    Image.new("RGB", (60, 60), POISON).save(album / "zz, last.png")
    helped = open_fake_library(tmp_path / "helped.photoface", deadly_engine)
    helped.folders.add(album)
    report = helped.jobs.scan(cluster=ClusterChoices(workers=1))
    assert (report.failed, report.read) == (1, 13)
    (failed,) = helped.photos.failed_files()
    assert failed.path.name == "zz, last.png"
    one, other = (image_of(library.catalog_path, without_columns=NOT_THE_SAME) for library in (local, helped))
    assert {table: one[table] for table in SAME} == {table: other[table] for table in SAME}
    local.close()
    helped.close()


def test_a_scheduler_that_is_not_there_is_a_sentence(
    tmp_path: Path, album: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("photoface.cluster.connection.CONNECT_SECONDS", 0.0)
    library = open_fake_library(tmp_path / "catalog.photoface")
    library.folders.add(album)
    with pytest.raises(UserFacingError, match="cannot be reached"):
        library.jobs.scan(cluster=ClusterChoices("tcp://127.0.0.1:9"))
    assert library.overview().photos == 0
    library.close()


def test_what_was_asked_of_a_lost_scheduler_is_lost_also_once_it_is_there_again() -> None:
    connection = Connection(ClusterChoices(workers=1), partial(fitness, photoface.__version__), JobControl())
    try:
        before = connection.submit(sum, [1, 2])
        assert connection._client is not None
        connection._client.close()
        for _ in range(2):
            with pytest.raises(ConnectionLost):
                connection.result(before)
            connection.cancel(before)
            connection.reconnect()
        assert connection.result(connection.submit(sum, [1, 2])) == 3
        with pytest.raises(ZeroDivisionError):
            connection.result(connection.submit(divmod, 1, 0))
    finally:
        connection.close()


def test_a_worker_that_fails_when_it_is_asked_is_named_and_ends_nothing_else() -> None:
    with pytest.raises(HelpersMissing, match=r"No worker can help\..* cannot help\. It failed \(ZeroDivisionError: "):
        Connection(ClusterChoices(workers=1), partial(divmod, 1, 0), JobControl())


def test_a_scheduler_that_is_busy_for_a_while_is_asked_again_and_no_photo_is_blamed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def times_out(*_arguments: object, **_options: object) -> Any:
        raise OSError("Timed out trying to connect to tls://10.0.0.2:8786 after 3 s")

    async def gathers_in_vain(*arguments: object, **options: object) -> Any:
        times_out()

    monkeypatch.setattr("photoface.cluster.connection.SECONDS_BETWEEN_COUNTS", 0.0)
    connection = Connection(ClusterChoices(workers=1), partial(fitness, photoface.__version__), JobControl())
    try:
        assert connection._client is not None
        workers = connection.workers()
        with monkeypatch.context() as busy:
            busy.setattr(connection._client, "nthreads", times_out)
            assert connection.most_tasks() > 0
            assert connection.workers() == workers
            busy.setattr(connection._client, "_gather", gathers_in_vain)
            with pytest.raises(ConnectionLost):
                connection.result(connection.submit(sum, [1, 2]))
        with pytest.raises(FileNotFoundError):
            connection.result(connection.submit(os.stat, "/no such file"))
        assert connection.result(connection.submit(sum, [1, 2])) == 3
    finally:
        connection.close()


@pytest.mark.slow
def test_workers_come_back_after_the_scheduler_was_killed(tmp_path: Path) -> None:
    make_certificates(tmp_path, dt.datetime.now(dt.UTC))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    choices = ClusterChoices(f"tls://127.0.0.1:{port}", certificates=tmp_path)
    command, control = scheduler_command(tmp_path, port), JobControl()
    with ThreadPoolExecutor(1) as threads, subprocess.Popen(command, stderr=subprocess.DEVNULL) as first:
        work = worker_command(choices, tmp_path, 1)
        helping = threads.submit(run_workers, work, control, lambda: None, seconds_before_again=0.0)
        connection = Connection(choices, partial(fitness, photoface.__version__), JobControl())
        try:
            assert connection.result(connection.submit(sum, [1, 2])) == 3
            first.kill()
            first.wait()
            with subprocess.Popen(command, stderr=subprocess.DEVNULL) as second:
                with pytest.raises(ConnectionLost):
                    _results_without_end(connection)
                connection.reconnect()
                assert connection.result(connection.submit(sum, [3, 4])) == 7
                control.cancel()
                with pytest.raises(JobCancelled):
                    helping.result()
                second.kill()
        finally:
            control.cancel()
            connection.close()


def _results_without_end(connection: Connection) -> None:
    while True:
        connection.result(connection.submit(sum, [3, 4]))


@pytest.mark.slow
def test_workers_group_as_one_computer_does_also_where_one_is_killed() -> None:
    rng = np.random.default_rng(1)
    persons = np.repeat(np.arange(700), 15)
    embeddings = (rng.normal(size=(700, 32))[persons] + rng.normal(size=(len(persons), 32)) * 0.3).astype(np.float32)
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    grouped = partial(
        group,
        embeddings,
        rng.permutation(len(persons)),
        good=np.ones(len(persons), np.bool_),
        thresholds=grouping_thresholds(DLIB_RESNET.thresholds),
    )
    here = grouped()
    victims: list[psutil.Process] = []

    def kill_one(progress: Progress) -> None:
        if not victims and progress.stage.startswith("Comparing"):
            workers = [one for one in psutil.Process().children() if "spawn_main" in " ".join(one.cmdline())]
            victims.append(workers[0])
            workers[0].kill()

    searches = ClusterSearches(ClusterChoices(workers=2), JobControl(kill_one))
    try:
        helped = grouped(run_searches=searches)
    finally:
        searches.close()
    assert victims
    assert helped.threshold == here.threshold
    assert (helped.labels == here.labels).all()
    assert len(np.unique(here.labels)) > 200
