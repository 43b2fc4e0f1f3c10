"""Fitting and reporting on made faces."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from crowds import crowd, near, photo

from photoface.jobs import JobControl
from photoface.lab.evaluation.albums import Label
from photoface.lab.evaluation.protocol.cross_validation import Fitting, divided
from photoface.lab.evaluation.protocol.folds import FROZEN, person_disjoint_folds
from photoface.lab.evaluation.protocol.labelled_sets import LabelledSet
from photoface.lab.evaluation.protocol.parameters import Parameters, fitted_parameters, grouped
from photoface.lab.evaluation.protocol.protocol import run_protocol
from photoface.lab.evaluation.protocol.set_faces import faces_of
from photoface.lab.evaluation.protocol.set_scores import score_groups, spread
from photoface.vision.model_registry import DLIB_RESNET


def test_labelled_faces_and_bystanders() -> None:
    a, b, c = np.eye(3)
    labels = (Label(Path("1"), "Ann"), Label(Path("2"), "Ben"), Label(Path("gone"), "Cleo"))
    found = {Path("1"): photo(a, b), Path("2"): photo(c)}
    faces = faces_of(LabelledSet("album", Path(), labels), found)
    assert faces.persons.tolist() == ["Ann", "", "Ben"]
    assert faces.photos.tolist() == [0, 0, 1]
    of_ben = faces.of({"Ben"})
    assert (of_ben.persons.tolist(), of_ben.photos.tolist(), of_ben.files) == (["Ben"], [0], (Path("2"),))
    strangers = faces_of(LabelledSet("album", Path(), labels, strangers=True), found)
    assert len(set(strangers.persons.tolist())) == 3


def test_faces_cut_from_one_picture_are_kept_apart_and_poor_ones_start_no_group() -> None:
    a, b = np.eye(2, 16)
    files = [Path(str(number)) for number in range(6)]
    labels = tuple(Label(file, "Ann" if number < 3 else "Ben") for number, file in enumerate(files))
    found = {file: photo(a if number < 3 else b) for number, file in enumerate(files)}
    pictures = {files[0]: "one", files[1]: "one"}
    apart = faces_of(LabelledSet("album", Path(), labels, pictures=pictures), found)
    assert apart.cannot_link == [(0, 1)]
    labels_apart = grouped(apart, Parameters())
    assert labels_apart[0] != labels_apart[1]
    assert labels_apart[3] == labels_apart[4] == labels_apart[5] >= 0
    blurred = dataclasses.replace(apart, measures=apart.measures * np.array([1, 1, 0.05, 1]))
    assert (grouped(blurred, Parameters()) < 0).all()
    assert (grouped(blurred, Parameters(minimum_sharpness=1.0)) >= 0).sum() == 5
    doubtful = dataclasses.replace(apart, measures=apart.measures * np.array([0.8, 1, 1, 1]))
    assert (grouped(doubtful, Parameters(minimum_score=0.5)) < 0).all()


def test_scores_count_relatives_and_mixed_groups_on_their_own() -> None:
    _, faces = crowd(4, 2, 0.1)
    faces = dataclasses.replace(
        faces, kin=frozenset({("crowd 0", "crowd 1"), ("crowd 2", "crowd 3"), ("crowd 0", "x")})
    )
    scores = score_groups(faces, np.array([0, 0, 0, 1, 2, 2, -1, -1]))
    assert (scores.people, scores.groups, scores.alone) == (4, 3, 2)
    assert (scores.kin_merges, scores.kin_pairs) == (1, 2)
    assert (scores.mixed_groups, scores.mixed_faces) == (1, 3)
    perfect = score_groups(faces, np.repeat(np.arange(4), 2))
    assert perfect.worth == perfect.bcubed_f == perfect.pairwise_f == 1
    # A wrong merge costs more than a split.
    merged = score_groups(faces, np.array([0, 0, 0, 0, 1, 1, 2, 2]))
    split = score_groups(faces, np.array([0, -1, 1, -1, 2, 2, 3, 3]))
    assert merged.bcubed_f == split.bcubed_f
    assert merged.worth < split.worth


def test_what_is_reported_was_not_fitted_on() -> None:
    """One fold's people are loose, all others tight: only the loose fold's own result would choose a long distance."""
    tight, tight_faces = crowd(60, 4, 0.2)
    folds = person_disjoint_folds([tight], 3, seed=0)
    loose = folds.people("crowd", 0)
    random = np.random.default_rng(1)
    vectors = np.array(
        [
            near(vector, 0.26, random) if person in loose else vector
            for vector, person in zip(tight_faces.embeddings, tight_faces.persons, strict=True)
        ],
        np.float32,
    )
    faces = dataclasses.replace(tight_faces, embeddings=vectors)
    parts = divided([faces], folds, frozen=False)
    assert [part.fold for part in parts] == [0, 1, 2]
    start = Parameters(grouping_large=0.3, grouping_rise=0.0, small_cluster_penalty=0.23, crowding_strength=0.75)
    fitting = Fitting(parts, start, JobControl())
    names = ["grouping_large"]
    for_loose, for_tight = fitting.fit(names, 0), fitting.fit(names, 1)
    assert for_loose.parameters.grouping_large < for_tight.parameters.grouping_large
    assert for_tight.worth > for_tight.product_worth


def test_the_frozen_fold_is_touched_only_when_asked_for() -> None:
    labelled, faces = crowd(80, 3, 0.2)
    folds = person_disjoint_folds([labelled], 2, seed=0)
    parts = divided([faces], folds, frozen=True)
    frozen = folds.people("crowd", FROZEN)
    assert parts[-1].fold == FROZEN
    assert set(parts[-1].sets["crowd"].people.tolist()) == frozen
    rotating = divided([faces], folds, frozen=False)
    assert not frozen & {person for part in rotating for person in part.sets["crowd"].people.tolist()}
    # Other embeddings of the frozen people change nothing of what is fitted for any fold.
    spoilt = faces.embeddings.copy()
    spoilt[np.isin(faces.persons, list(frozen))] = faces.embeddings[0]
    names = ["grouping_rise"]
    thresholds = DLIB_RESNET.thresholds
    runs = [
        run_protocol([given], folds, thresholds, names, JobControl(), contenders=())
        for given in (faces, dataclasses.replace(faces, embeddings=spoilt))
    ]
    assert runs[0].fitted == runs[1].fitted
    assert runs[0].reported == runs[1].reported
    final = run_protocol([faces], folds, thresholds, names, JobControl(), frozen=True, contenders=())
    assert [fitted.fold for fitted in final.fitted] == [FROZEN]
    assert {scores.people for of in final.reported for scores in of.scores["crowd"]} == {len(frozen)}


def test_every_parameter_starts_at_the_products_value() -> None:
    product = Parameters().scaled_to(DLIB_RESNET.thresholds)
    assert product.grouping_large == DLIB_RESNET.thresholds.grouping_large
    for parameter in fitted_parameters():
        assert parameter.product == pytest.approx(getattr(product, parameter.name))
        if parameter.range is not None:
            assert parameter.range[0] <= parameter.product <= parameter.range[1]


def test_spread() -> None:
    assert dataclasses.astuple(spread([1.0, 2.0, 3.0])) == (2.0, 1.0, 3.0, 1.0)
    assert spread([0.5]).deviation == 0
    with pytest.raises(ValueError, match="nothing"):
        spread([])
