"""A search for a tag that is not there finds tags of nearly the same meaning, and says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from fakes.library import open_fake_library
from fakes.photos import save_photo
from new_catalog import new_catalog

from photoface.catalog.search.grammar import parse
from photoface.catalog.search.tree import Not, Reach, Tagged
from photoface.catalog.search.writing import to_words
from photoface.cli.application import run
from photoface.library.commands.collections import TagPhotos
from photoface.library.library import Library

PHOTOS = {
    "sand": ("Places/Beach",),
    "waves": ("Places/Beach/Rimini", "holiday"),
    "cliff": ("coast",),
    "hut": ("Mountains",),
    "plain": (),
}


class FakeThesaurus:
    """Knows some words that mean nearly the same."""

    meanings = (
        {"seaside": 1.0, "beach": 0.9, "coast": 0.8},
        {"vacation": 1.0, "holiday": 0.9},
    )

    def similar(self, word: str, among: Sequence[str]) -> list[int]:
        near = next((meaning for meaning in self.meanings if word.lower() in meaning), {})
        found = [place for place, other in enumerate(among) if other.lower() in near]
        return sorted(found, key=lambda place: -near[among[place].lower()])


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("widening")
    for shade, name in enumerate(PHOTOS):
        save_photo(root / "Pictures" / f"{name}.png", [shade], shade=shade)
    library = open_fake_library(new_catalog(root))
    library.folders.add(root / "Pictures")
    library.jobs.scan()
    for name, tags in PHOTOS.items():
        (photo_id,) = library.photos.ids_at([root / "Pictures" / f"{name}.png"]).values()
        for tag in tags:
            library.execute(TagPhotos((photo_id,), tag))
    library.close()
    return library.catalog_path


@pytest.fixture
def library(catalog: Path) -> Iterator[Library]:
    opened = open_fake_library(catalog, thesaurus=FakeThesaurus())
    yield opened
    opened.set_setting("similar_tags", "yes")
    opened.close()


def found(library: Library, words: str, *, widen: bool = True) -> set[str]:
    photos = (library.photos.detail(photo_id) for photo_id in library.search.find(words, widen=widen).photo_ids)
    return {photo.path.stem for photo in photos if photo.path is not None}


@pytest.mark.parametrize(
    ("words", "names", "note"),
    [
        ("tag:seaside", "sand waves cliff", "There is no tag “seaside”. Also shown: Places/Beach, coast."),
        ("tag:Trips/Seaside", "sand waves cliff", "There is no tag “Trips/Seaside”. Also shown: Places/Beach, coast."),
        ("tag:vacation", "waves", "There is no tag “vacation”. Also shown: holiday."),
        ("tag:beach", "sand waves", "Similar tags: coast. For these too write tag:~beach."),
        ("tag:bea", "sand waves", ""),
        ("tag:~beach", "sand waves cliff", "Also shown: coast."),
        ("tag:~seaside", "sand waves cliff", "There is no tag “seaside”. Also shown: Places/Beach, coast."),
        ("tag:=beach", "sand waves", ""),
        ("tag:mountains", "hut", ""),
        ("-tag:beach", "cliff hut plain", ""),
        ("-tag:~beach", "hut plain", "Also shown: coast."),
        ("tag:seaside -tag:holiday", "sand cliff", "There is no tag “seaside”. Also shown: Places/Beach, coast."),
    ],
)
def test_what_is_found_and_said(library: Library, words: str, names: str, note: str) -> None:
    assert found(library, words) == set(names.split())
    assert library.search.find(words).note == note


def test_the_result_holds_what_was_widened(library: Library) -> None:
    result = library.search.find("tag:seaside")
    assert result.explanation == "Tagged Places/Beach or coast (similar to “seaside”)"
    (similar,) = result.similar
    assert (similar.words, similar.paths) == ("seaside", ("Places/Beach", "coast"))
    assert similar.shown
    assert not similar.beside_exact
    (similar,) = library.search.find("tag:beach").similar
    assert (similar.paths, similar.shown) == (("coast",), False)


@pytest.mark.parametrize("words", ["tag:=seaside", "-tag:seaside", "tag:=bea", "tag:strand", "tag:~strand"])
def test_what_is_not_widened_is_unknown(library: Library, words: str) -> None:
    result = library.search.find(words)
    assert result.photo_ids == ()
    assert result.unknown == (words.lstrip("-").removeprefix("tag:").lstrip("=~"),)


def test_it_can_be_switched_off(library: Library) -> None:
    library.set_setting("similar_tags", "no")
    assert library.search.find("tag:seaside").unknown == ("seaside",)
    assert library.search.find("tag:beach").note == ""
    assert found(library, "tag:~seaside") == {"sand", "waves", "cliff"}, "who asks for it gets it"
    library.set_setting("similar_tags", "yes")
    assert library.search.find("tag:seaside", widen=False).unknown == ("seaside",)


@pytest.mark.parametrize(
    ("text", "tree", "written"),
    [
        ("tag:=beach", Tagged("beach", Reach.EXACT), "tag:=beach"),
        ('tag:~"black sea"', Tagged("black sea", Reach.SIMILAR), 'tag:~"black sea"'),
        ("-tag: ~ beach", Not(Tagged("beach", Reach.SIMILAR)), "-tag:~beach"),
        ('tag:"=beach"', Tagged("=beach"), 'tag:"=beach"'),
        ('tag:="~"', Tagged("~", Reach.EXACT), 'tag:="~"'),
    ],
)
def test_how_it_is_written(text: str, tree: object, written: str) -> None:
    parsed = parse(text)
    assert parsed == tree
    assert parsed is not None
    assert to_words(parsed) == written


def test_tags_are_completed_behind_the_sign(library: Library) -> None:
    (offer,) = library.search.complete("tag:~moun", 9)
    assert (offer.text, offer.replaces) == ("Mountains", (5, 9))


def test_the_terminal_says_so(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def open_library(_: Path | None) -> Library:
        return open_fake_library(catalog, thesaurus=FakeThesaurus())

    assert run(["search", "tag:seaside"], open_library) == 0
    captured = capsys.readouterr()
    assert captured.out.count(".png\n") == 3
    assert "3 photos." in captured.err
    assert captured.err.endswith("There is no tag “seaside”. Also shown: Places/Beach, coast.\n")
    assert run(["rate", "5", "--search", "tag:seaside"], open_library) == 1
    assert "There is no tag “seaside”." in capsys.readouterr().err, "what is changed must be named"
