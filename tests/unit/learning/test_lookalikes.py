"""Telling two people apart who are taken for each other, and keeping what was learned in a file."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from families import siblings

from photoface.clustering.array_file import write_arrays
from photoface.errors import UserFacingError
from photoface.learning.look_alike_judges import confused_pairs, learn_look_alikes
from photoface.learning.open_set_comparison import Comparison
from photoface.learning.personal_file import Learned, read_learned, write_learned

COMPARISON = Comparison(faces=100, people=20, before=0.1, after=0.05, gain=0.05, lower=0.01, upper=0.09)


def test_siblings_are_told_apart_and_who_does_not_look_like_them_is_left_alone() -> None:
    faces = siblings()
    assert confused_pairs(faces) == [(0, 1)]
    (found,) = learn_look_alikes(faces)
    assert (found.first, found.second, found.faces) == (0, 1, 80)
    assert found.errors_after < found.errors_before / 2
    fresh = siblings(seed=5)
    odds = found.log_odds(fresh.vectors)
    assert np.mean(odds[fresh.persons == 0] > 0) > 0.9
    assert np.mean(odds[fresh.persons == 1] < 0) > 0.9


def test_relatives_count_as_look_alikes_though_nobody_confuses_them() -> None:
    faces = siblings()
    others = set(faces.persons.tolist()) - {0, 1}
    third = min(others)
    assert confused_pairs(faces, [(third, 0), (0, 999)]) == [(0, third), (0, 1)]


def test_nothing_is_adopted_where_names_are_mixed_up_or_few() -> None:
    faces = siblings()
    mixed = faces.persons.copy()
    both = np.flatnonzero(mixed < 2)
    mixed[both] = np.random.default_rng(3).permutation(mixed[both])
    assert confused_pairs(dataclasses.replace(faces, persons=mixed)) == [(0, 1)]
    assert learn_look_alikes(dataclasses.replace(faces, persons=mixed)) == []
    assert learn_look_alikes(siblings(each=5)) == []


@pytest.fixture
def learned() -> Learned:
    look_alikes = tuple(learn_look_alikes(siblings()))
    return Learned("a-model+1a", dt.datetime(2026, 1, 2, 3, 4), COMPARISON, look_alikes)


def test_what_was_learned_is_read_as_it_was_written(tmp_path: Path, learned: Learned) -> None:
    path = tmp_path / "catalog.personal.npz"
    write_learned(path, learned)
    read = read_learned(path)
    assert (read.model, read.made_at, read.comparison) == (learned.model, learned.made_at, COMPARISON)
    assert read.is_tuned
    vectors = siblings().vectors
    np.testing.assert_allclose(
        read.look_alikes[0].log_odds(vectors), learned.look_alikes[0].log_odds(vectors), rtol=1e-6
    )
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    write_learned(path, dataclasses.replace(learned, model="a-model", comparison=None, look_alikes=()))
    assert read_learned(path).comparison is None
    assert not read_learned(path).useful


def test_of_a_file_with_a_matrix_of_earlier_versions_the_look_alikes_are_kept(tmp_path: Path, learned: Learned) -> None:
    path = tmp_path / "catalog.personal.npz"
    (pair,) = learned.look_alikes
    about = {
        "format": 1,
        "model": "dlib-resnet",
        "made_at": "2026-01-02T03:04:00",
        "method": "whitening",
        "comparison": dataclasses.asdict(COMPARISON),
        "scale": 1.25,
        "look_alikes": [[pair.first, pair.second, pair.bias, pair.faces, pair.errors_before, pair.errors_after]],
    }
    write_arrays(path, about, {"matrix": np.eye(12, dtype=np.float32), "weights": pair.weights[None]})
    read = read_learned(path)
    assert not read.is_tuned
    assert len(read.look_alikes) == 1


def test_damaged_files_are_refused_and_nothing_in_them_is_run(tmp_path: Path, learned: Learned) -> None:
    path = tmp_path / "catalog.personal.npz"
    with pytest.raises(FileNotFoundError):
        read_learned(path)
    write_learned(path, learned)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(UserFacingError, match="damaged"):
        read_learned(path)
    path.write_bytes(content[:100])
    with pytest.raises(UserFacingError, match="damaged"):
        read_learned(path)
    np.savez(path, about=np.array([{"format": 1}], dtype=object), checksum=np.zeros(32, np.uint8))
    with pytest.raises(UserFacingError, match="damaged"):
        read_learned(path)
    with pytest.raises(UserFacingError, match="cannot be kept"):
        write_learned(tmp_path / "no" / "such" / "folder", learned)
