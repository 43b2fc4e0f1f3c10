"""The table of word vectors: how words are looked up in it, and the one that comes with PhotoFace."""

from __future__ import annotations

import dataclasses
import importlib.resources
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from photoface.lab.words.table_writer import calibrated_threshold, quantised, write_table
from photoface.learning.word_table import ABOUT, VECTORS, WordTable, read_table
from photoface.library.thesaurus import CLOSE_TO_BEST, MOST, WordThesaurus

WORDS = ("beach", "christmas tree", "glass", "lorry", "party", "sea-coast", "swim", "woman")


def made(vectors: np.ndarray | None = None) -> WordTable:
    values = np.eye(len(WORDS), dtype=np.float32) if vectors is None else vectors
    return WordTable(WORDS, quantised(values), {"women": "woman", "swam": "swim"}, 0.5)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("beach", "beach"),
        ("beaches", "beach"),
        ("glasses", "glass"),
        ("lorries", "lorry"),
        ("women", "woman"),
        ("swam", "swim"),
        ("christmas trees", "christmas tree"),
        ("christmas-tree", "christmas tree"),
        ("sea coast", "sea-coast"),
    ],
)
def test_a_word_in_any_form(text: str, word: str) -> None:
    vector = made().vector(text)
    assert vector is not None
    assert vector.tolist() == np.eye(len(WORDS))[WORDS.index(word)].tolist()


@pytest.mark.parametrize("text", ["", "s", "yeti", "beach yeti", "beach party beach party beach"])
def test_words_that_are_not_known(text: str) -> None:
    assert made().vector(text) is None


def test_several_words_are_most_like_the_last() -> None:
    vector = made().vector("beach party")
    assert vector is not None
    assert np.linalg.norm(vector) == pytest.approx(1)
    assert vector[WORDS.index("party")] == pytest.approx(2 * vector[WORDS.index("beach")])


def test_eight_bits_are_enough() -> None:
    vectors = np.random.default_rng(0).normal(size=(200, 96)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    small = quantised(vectors).astype(np.float32)
    small /= np.linalg.norm(small, axis=1, keepdims=True)
    assert np.abs(small @ small.T - vectors @ vectors.T).max() < 0.01


def test_the_threshold_is_what_few_random_pairs_reach() -> None:
    vectors = np.random.default_rng(0).normal(size=(3000, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = (vectors @ vectors.T)[np.triu_indices(3000, 1)]
    assert np.mean(cosines >= calibrated_threshold(vectors)) == pytest.approx(0.001, rel=0.15)


def test_a_table_comes_back_as_it_was_written(tmp_path: Path) -> None:
    write_table(tmp_path, made(), {"source": "a test"}, "Free for all.\n")
    back = read_table(tmp_path)
    assert (list(back.words), back.forms, back.threshold) == (list(WORDS), made().forms, 0.5)
    assert np.array_equal(back.vectors, made().vectors)
    assert (tmp_path / "LICENSE.txt").read_text() == "Free for all.\n"


def test_tables_that_cannot_be_used(tmp_path: Path) -> None:
    write_table(tmp_path, made(), {}, "")
    np.save(tmp_path / VECTORS, made().vectors[:-1])
    with pytest.raises(ValueError, match="a vector for each word"):
        read_table(tmp_path)
    (tmp_path / ABOUT).write_text(json.dumps({"format": 2, "threshold": 0.5}))
    with pytest.raises(ValueError, match="another format"):
        read_table(tmp_path)


def test_a_thesaurus_finds_the_nearest_few(tmp_path: Path) -> None:
    # All in one plane, each a step farther from `beach`; the cosines to it fall from 1.
    angles = np.arange(len(WORDS)) * 0.15
    table = made(np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32))
    write_table(tmp_path, dataclasses.replace(table, threshold=0.6), {}, "")
    thesaurus = WordThesaurus(tmp_path)
    assert thesaurus.similar("Beaches", ["woman", "Yeti", "glass", "Christmas_Tree"]) == [3, 2]
    near = [word for word, angle in zip(WORDS, angles, strict=True) if np.cos(angle) >= np.cos(0.15) - CLOSE_TO_BEST]
    assert thesaurus.similar("beach", WORDS[1:]) == list(range(min(len(near) - 1, MOST)))
    assert thesaurus.similar("yeti", WORDS) == []
    assert thesaurus.similar("beach", []) == []


@pytest.fixture(scope="module")
def shipped() -> Iterator[WordTable]:
    with importlib.resources.as_file(importlib.resources.files("photoface") / "resources" / "words") as folder:
        yield read_table(folder)


TAGS = (
    *("Beach", "Mountains", "Dogs", "Cat", "Snow", "Birthday", "Christmas", "Wedding", "Kids", "Grandma", "Grandpa"),
    *("Car", "Bike", "Sunset", "Sunrise", "Forest", "House", "Garden", "Dinner", "Summer", "Winter", "Berlin"),
)


@pytest.mark.parametrize(
    ("word", "tag"),
    [
        ("seaside", "Beach"),
        ("puppy", "Dogs"),
        ("kittens", "Cat"),
        ("xmas", "Christmas"),
        ("automobile", "Car"),
        ("bicycle", "Bike"),
        ("woods", "Forest"),
        ("granny", "Grandma"),
        ("supper", "Dinner"),
        ("children", "Kids"),
    ],
)
def test_the_table_that_comes_along_knows_what_people_type(word: str, tag: str) -> None:
    assert [TAGS[place] for place in WordThesaurus().similar(word, TAGS)] == [tag]


@pytest.mark.parametrize("word", ["guitar", "Zürich", "Schneemann", "photoface", "2019"])
def test_what_is_like_none_of_the_tags_finds_none(word: str) -> None:
    assert WordThesaurus().similar(word, TAGS) == []


def test_the_table_that_comes_along_is_small_and_licensed(shipped: WordTable) -> None:
    folder = importlib.resources.files("photoface") / "resources" / "words"
    assert sum(len(path.read_bytes()) for path in folder.iterdir()) < 6_000_000
    licence = (folder / "LICENSE.txt").read_text()
    assert licence.startswith("This software and database is being provided to you")
    assert "WordNet 3.0 Copyright 2006 by Princeton University." in licence
    assert isinstance(shipped.vectors, np.memmap), "it stays on the disk"
    assert list(shipped.words) == sorted(shipped.words)
