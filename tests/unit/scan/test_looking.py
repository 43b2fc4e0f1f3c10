"""How far ahead of whoever stores it a scan looks at photos."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from fakes import fake_engine

from photoface.geometry import Turn
from photoface.imaging.decode import DecodedPhoto
from photoface.imaging.exif import PhotoFacts
from photoface.scan import looking
from photoface.scan.looking import LOOK_AHEAD, MOST_LOOK_AHEAD, look_at
from photoface.scan.reading import WORKERS, PendingFile, ReadFile, ReadPhoto
from photoface.settings import Settings


class Busy(ThreadPoolExecutor):
    """Looks at none of the photos that it is given, until there are more than somebody should have given it."""

    def __init__(self, most: int) -> None:
        super().__init__(1)
        self.waiting: list[tuple[Future[object], object]] = []
        self._most = most

    def submit(self, function, /, *arguments):  # type: ignore[no-untyped-def]
        future: Future[object] = Future()
        self.waiting.append((future, arguments[0]))
        if len(self.waiting) > self._most:
            first, item = self.waiting[0]
            first.set_result(item)
        return future


@pytest.mark.parametrize(("size", "expected"), [(1000, MOST_LOOK_AHEAD), (900_000, LOOK_AHEAD)])
def test_many_small_files_wait_and_few_large_ones(size: int, expected: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "BYTES_AHEAD", 1_000_000)
    data = bytes(size)

    def read(file: PendingFile) -> ReadFile:
        return ReadFile(file, str(file.id), str(file.id), data)

    facts = PhotoFacts(1, 1, Turn.NONE, None, None, None, None, "PNG")
    decoded = []

    def decode(item: ReadFile) -> ReadPhoto:
        decoded.append(item.file.id)
        return ReadPhoto(
            item.file, item.content_hash, item.picture_hash, DecodedPhoto(np.zeros((1, 1, 3), np.uint8), facts)
        )

    files = [PendingFile(number, Path(str(number)), 0, 0, None) for number in range(100)]
    busy = Busy(WORKERS + expected)
    with ThreadPoolExecutor(2) as readers:
        engine = fake_engine(Settings())
        looked = look_at(files, read, decode, readers, lambda: engine, lambda: busy)
        next(looked)
        assert len(busy.waiting) == WORKERS + expected + 1
        # The first one shows that there is a photo at all; the others wait as bytes.
        assert decoded == [0]
        looked.close()
