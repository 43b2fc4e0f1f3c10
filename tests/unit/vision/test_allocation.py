from __future__ import annotations

import ctypes

import pytest

from photoface.vision.allocation import give_back_freed_memory, keep_freed_memory, trim_freed_memory


class FakeLibrary:
    """A C library that takes note of what is set."""

    def __init__(self) -> None:
        self.parameters: dict[int, int] = {}
        self.kept_on_top: list[int] = []

    def malloc_trim(self, kept: int) -> int:
        self.kept_on_top.append(kept)
        return 1

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


def test_the_window_gives_large_blocks_back_and_has_few_heaps(monkeypatch: pytest.MonkeyPatch) -> None:
    library = FakeLibrary()
    monkeypatch.setattr(ctypes, "CDLL", lambda path: library)
    give_back_freed_memory()
    # M_MMAP_THRESHOLD, M_TRIM_THRESHOLD and M_ARENA_MAX of malloc.h.
    assert library.parameters == {-3: 8 * 2**20, -1: 64 * 2**20, -8: 2}


def test_what_is_free_is_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    library = FakeLibrary()
    monkeypatch.setattr(ctypes, "CDLL", lambda path: library)
    trim_freed_memory()
    assert library.kept_on_top == [0]
    monkeypatch.setattr(ctypes, "CDLL", lambda path: None)
    trim_freed_memory()
    assert library.kept_on_top == [0]
