from __future__ import annotations

import ctypes

import pytest

from photoface.vision.allocation import keep_freed_memory


class FakeLibrary:
    """A C library that takes note of what is set."""

    def __init__(self) -> None:
        self.parameters: dict[int, int] = {}

    def mallopt(self, name: int, value: int) -> int:
        self.parameters[name] = value
        return 1


def test_both_thresholds_of_glibc_are_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    library = FakeLibrary()
    monkeypatch.setattr(ctypes, "CDLL", lambda path: library)
    keep_freed_memory()
    # M_MMAP_THRESHOLD and M_TRIM_THRESHOLD of malloc.h.
    assert library.parameters == {-3: 32 * 2**20, -1: 256 * 2**20}


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(ctypes, "CDLL", lambda path: asked.append(path))
    keep_freed_memory()
    assert asked == [None]
