"""Words that a shell, a slip of the finger or an ill will hands to the program."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import Command

from photoface.library.library import Library


@pytest.mark.parametrize(
    "arguments",
    [
        ["scan", ""],
        ["scan", " "],
        ["search", "Anna", "--copy-to", ""],
        ["search", "Anna", "--copy-to="],
        ["export", ""],
        ["name", "3", ""],
        ["people", "--catalog", ""],
        ["", "people"],
    ],
    ids=" ".join,
)
def test_an_empty_word_is_not_the_current_folder(
    photoface: Command,
    cast: dict[str, int],
    scanned: Library,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    refused = photoface(*arguments)
    assert (refused.code, refused.out) == (2, "")
    assert "empty word" in refused.err or "nothing after" in refused.err
    assert list(here.iterdir()) == []
    assert len(scanned.folders.all()) == 1


def test_empty_notes_take_the_notes_away(photoface: Command, cast: dict[str, int], scanned: Library) -> None:
    for notes in ("sings", ""):
        assert photoface("describe", "Anna Berg", "--notes", notes).code == 0
        assert scanned.people.details(cast["anna"]).notes == notes
