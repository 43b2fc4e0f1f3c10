"""Faces on a plane: alike ones together, the same every time, and stoppable."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from photoface.clustering import tsne_layout
from photoface.clustering.array_file import read_arrays, write_arrays
from photoface.clustering.tsne_layout import lay_out, place_beside
from photoface.errors import JobCancelled


def people(count: int = 4, each: int = 12) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    random = np.random.default_rng(0)
    persons = np.repeat(np.arange(count), each)
    vectors = np.eye(16)[persons] + random.normal(0, 0.08, (len(persons), 16))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), persons


def test_alike_faces_lie_together_the_same_every_time() -> None:
    vectors, persons = people()
    told: list[tuple[int, int]] = []
    places = lay_out(vectors, lambda done, of: told.append((done, of)), jobs=1)
    assert places.dtype == np.float32
    assert places.min() >= 0
    assert places.max() <= 1
    apart = ((places[:, None] - places[None, :]) ** 2).sum(axis=2)
    np.fill_diagonal(apart, np.inf)
    assert (persons[apart.argmin(axis=1)] == persons).all()
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1]
    np.testing.assert_array_equal(places, lay_out(vectors, jobs=1))


def test_a_layout_stops_when_it_is_told_to() -> None:
    def stop(done: int, of: int) -> None:
        if done:
            raise JobCancelled

    with pytest.raises(JobCancelled):
        lay_out(people()[0], stop, jobs=1)


def test_the_faces_of_a_large_library_that_are_not_laid_out_lie_beside_their_like(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tsne_layout, "MOST", 24)
    vectors, persons = people(3, 16)
    places = lay_out(vectors, jobs=1)
    middles = np.stack([places[persons == person].mean(axis=0) for person in range(3)])
    nearest = ((places[:, None] - middles[None]) ** 2).sum(axis=2).argmin(axis=1)
    assert (nearest == persons).all()


def test_few_faces_stand_in_a_row() -> None:
    assert lay_out(np.zeros((0, 4), np.float32)).shape == (0, 2)
    places = lay_out(people(1, 3)[0])
    assert (np.diff(places[:, 0]) > 0.2).all()
    assert (places[:, 1] == 0.5).all()


def test_a_new_face_lies_where_its_like_do_and_two_alike_are_two_dots() -> None:
    vectors, persons = people(2, 5)
    places = np.where(persons[:, None] == 0, 0.2, 0.8) * np.ones((1, 2), np.float32)
    found = place_beside(vectors[[0, 0, 7]], vectors, places.astype(np.float32))
    np.testing.assert_allclose(found[:2], 0.2, atol=0.02)
    np.testing.assert_allclose(found[2], 0.8, atol=0.02)
    assert not np.array_equal(found[0], found[1])


def test_arrays_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "map.npz"
    write_arrays(path, {"model": "m"}, {"ids": np.arange(3)})
    about, arrays = read_arrays(path)
    assert about == {"model": "m"}
    assert list(arrays) == ["ids"]
    np.testing.assert_array_equal(arrays["ids"], [0, 1, 2])
