from __future__ import annotations

import ctypes

import pytest

from photoface.gui.process import trim_freed_memory


class FakeLibrary:
    """A C library that takes note of what it is asked to return to the system."""

    def __init__(self) -> None:
        self.kept_on_top: list[int] = []

    def malloc_trim(self, kept: int) -> int:
        self.kept_on_top.append(kept)
        return 1


def test_what_is_free_is_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    library = FakeLibrary()
    monkeypatch.setattr(ctypes, "CDLL", lambda path: library)
    trim_freed_memory()
    assert library.kept_on_top == [0]


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda path: None)
    trim_freed_memory()
