from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from photoface.lab.evaluation.albums import Label
from photoface.lab.evaluation.protocol.folds import FROZEN, FROZEN_SHARE, person_disjoint_folds
from photoface.lab.evaluation.protocol.labelled_sets import LabelledSet


def made(name: str, people: int, *, photos: int = 2, family_of: int = 0) -> LabelledSet:
    """A set of people called "<name> 0", "<name> 1" and so on; `family_of` of them are a family."""
    names = [f"{name} {number}" for number in range(people)]
    labels = tuple(Label(Path(f"{person}/{photo}"), person) for person in names for photo in range(photos))
    families = {person: f"{name} {number // family_of}" for number, person in enumerate(names) if family_of}
    return LabelledSet(name, Path(), labels, families)


def test_families_stay_together_and_folds_are_of_a_size() -> None:
    families = made("family", 400, family_of=4)
    folds = person_disjoint_folds([families], 4, seed=0)
    together: dict[str, set[int]] = {}
    for person, family in families.families.items():
        together.setdefault(family, set()).add(folds.fold_of["family", person])
    assert all(len(places) == 1 for places in together.values())
    sizes = Counter(folds.fold_of.values())
    frozen = sizes.pop(FROZEN)
    assert 0.5 * FROZEN_SHARE < frozen / 400 < 2 * FROZEN_SHARE
    assert set(sizes) == {0, 1, 2, 3}
    assert max(sizes.values()) - min(sizes.values()) <= 4


def test_a_small_set_is_whole_and_never_frozen_and_takes_its_namesakes_along() -> None:
    small = LabelledSet("album", Path(), tuple(Label(Path(name), name) for name in ("crowd_7", "Crowd 8", "other")))
    crowd = made("crowd", 200)
    folds = person_disjoint_folds([small, crowd], 3, seed=1)
    [fold] = {folds.fold_of["album", person] for person in small.people}
    assert fold != FROZEN
    assert folds.fold_of["crowd", "crowd 7"] == folds.fold_of["crowd", "crowd 8"] == fold
    assert folds.people("album", fold) == small.people


def test_who_is_frozen_depends_on_neither_folds_nor_seed_nor_other_sets() -> None:
    crowd = made("crowd", 300)
    first = person_disjoint_folds([crowd], 2, seed=0)
    second = person_disjoint_folds([made("album", 5), crowd, made("family", 90, family_of=3)], 6, seed=9)
    assert first.people("crowd", FROZEN) == second.people("crowd", FROZEN)
    assert first.people("crowd", FROZEN)
    assert first.people("crowd", 0) != second.people("crowd", 0)
    assert person_disjoint_folds([crowd], 2, seed=0) == first


def test_a_single_fold_is_refused() -> None:
    with pytest.raises(ValueError, match="another"):
        person_disjoint_folds([made("crowd", 60)], 1, seed=0)
