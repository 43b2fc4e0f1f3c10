"""The runner of stages: the same results here and on a pool, in order, and a bounded few items ahead."""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from fakes.library import fake_engine

from photoface.catalog.scanned_files import FileToRead
from photoface.geometry import Turn
from photoface.imaging.decode import DecodedPhoto
from photoface.imaging.exif import PhotoFacts
from photoface.scan import detection_stage
from photoface.scan.detection_stage import LARGE_PHOTOS_AHEAD, PHOTOS_AHEAD
from photoface.scan.scanned_file import ScannedFile
from photoface.scan.stages import WORKERS, Queue, Stage, run_stage
from photoface.settings import Settings


class Busy(ThreadPoolExecutor):
    """Works on none of the items that it is given, until there are more than somebody should have given it."""

    def __init__(self, most: int) -> None:
        super().__init__(1)
        self.waiting: list[tuple[Future[object], object]] = []
        self._most = most

    def submit(self, function, /, *arguments):  # type: ignore[no-untyped-def, override]
        future: Future[object] = Future()
        self.waiting.append((future, arguments[0]))
        if len(self.waiting) > self._most:
            first, item = self.waiting[0]
            first.set_result(item)
        return future


@pytest.mark.parametrize(("size", "expected"), [(1000, PHOTOS_AHEAD), (900_000, LARGE_PHOTOS_AHEAD)])
def test_many_small_files_wait_and_few_large_ones(size: int, expected: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detection_stage, "BYTES_AHEAD", 1_000_000)
    data = bytes(size)
    facts = PhotoFacts(1, 1, Turn.NONE, None, None, None, None, "PNG")
    decoded = []

    def decode(item: ScannedFile) -> DecodedPhoto:
        decoded.append(item.file.id)
        return DecodedPhoto(np.zeros((1, 1, 3), np.uint8), facts)

    files = [FileToRead(number, Path(str(number)), Path(), 0, 0, None) for number in range(100)]
    read = (ScannedFile(file, None, str(file.id), str(file.id), data) for file in files)
    busy = Busy(WORKERS + expected)
    engine = fake_engine(Settings())
    with closing(run_stage(read, detection_stage.detection_stage(decode, lambda: engine, lambda: busy))) as looked:
        next(looked)
        assert len(busy.waiting) == WORKERS + expected + 1
        # The first one shows that there is a photo at all; the others wait as bytes.
        assert decoded == [0]


def test_a_pool_gives_what_the_callers_own_thread_gives_in_the_same_order() -> None:
    first_may_end = threading.Event()

    def work(number: int) -> int:
        if number == 0:
            assert first_may_end.wait(60)
        if number == 1:
            first_may_end.set()
        return number * number

    first_may_end.set()
    here = list(run_stage(range(50), Stage(work)))
    first_may_end.clear()
    with ThreadPoolExecutor(2) as pool:
        there = list(run_stage(range(50), Stage(work, lambda: pool, Queue(3))))
    assert here == there == [number * number for number in range(50)]


def test_the_callers_own_thread_works_on_an_item_when_its_result_is_asked_for() -> None:
    begun: list[int] = []
    results = run_stage(itertools.count(), Stage(begun.append))
    next(results)
    next(results)
    assert begun == [0, 1]


def test_an_item_that_needs_no_work_takes_its_turn_all_the_same() -> None:
    with ThreadPoolExecutor(2) as pool:
        stage: Stage[int, int] = Stage(
            lambda number: -number, lambda: pool, Queue(3), lambda number: number if number % 2 else None
        )
        assert list(run_stage(range(6), stage)) == [0, 1, -2, 3, -4, 5]


def test_what_work_raises_comes_where_its_result_would() -> None:
    with ThreadPoolExecutor(1) as pool:
        results = run_stage([1, 0, 1], Stage(lambda number: 1 // number, lambda: pool, Queue(5)))
        assert next(results) == 1
        with pytest.raises(ZeroDivisionError):
            next(results)


def test_what_no_worker_began_is_cancelled_when_nobody_wants_it_any_more() -> None:
    busy = Busy(WORKERS + 1)
    with closing(run_stage(range(100), Stage(str, lambda: busy, Queue(1)))) as results:
        next(results)
    assert len(busy.waiting) == WORKERS + 2
    assert all(future.cancelled() for future, _ in busy.waiting[1:])
