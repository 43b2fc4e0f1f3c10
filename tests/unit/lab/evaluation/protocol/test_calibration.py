from __future__ import annotations

import numpy as np
import pytest
from crowds import crowd

from photoface.jobs import JobControl
from photoface.lab.evaluation.protocol.calibration import Candidates, calibrate, candidates
from photoface.lab.evaluation.protocol.cross_validation import divided
from photoface.lab.evaluation.protocol.folds import person_disjoint_folds
from photoface.lab.evaluation.protocol.parameters import Parameters
from photoface.lab.evaluation.protocol.protocol import run_protocol
from photoface.vision.model_registry import DLIB_RESNET


def test_the_loss_is_least_where_the_probabilities_are_true() -> None:
    random = np.random.default_rng(0)
    beyond = random.uniform(-0.5, 1.0, 4000)
    right = random.random(4000) < 1 / (1 + np.exp(-(2.0 - 8.0 * beyond)))
    pairs = Candidates(np.arange(4000), beyond, right)
    true = pairs.loss(2.0, 8.0)
    for other in ((3.0, 8.0), (1.0, 8.0), (2.0, 13.0), (2.0, 4.0)):
        assert true < pairs.loss(*other)


def test_the_odds_of_one_items_people_share_the_whole() -> None:
    alone = Candidates(np.array([0]), np.array([0.0]), np.array([True]))
    two = Candidates(np.array([0, 0]), np.array([0.0, 0.0]), np.array([True, False]))
    stranger = Candidates(np.array([0]), np.array([0.0]), np.array([False]))
    assert alone.loss(0.0, 1.0) == stranger.loss(0.0, 1.0) == pytest.approx(np.log(2))
    assert two.loss(0.0, 1.0) == pytest.approx(np.log(3))
    # What was thought impossible costs much, but not everything.
    assert stranger.loss(30.0, 1.0) == pytest.approx(-np.log(1e-4))


def test_people_of_one_face_each_cannot_be_named() -> None:
    _, faces = crowd(60, 1, 0.1)
    assert candidates(faces, DLIB_RESNET.thresholds, 0) is None


def test_each_fold_is_judged_by_what_the_others_say() -> None:
    labelled, faces = crowd(60, 6, 0.24)
    folds = person_disjoint_folds([labelled], 3, seed=0)
    parts = divided([faces], folds, frozen=False)
    found = calibrate(parts, parts, DLIB_RESNET.thresholds, 0)
    assert [one.fold for one in found] == [0, 1, 2]
    without_first = calibrate(parts[1:], parts[:1], DLIB_RESNET.thresholds, 0)
    assert without_first == found[:1]
    start = Parameters()
    for one in found:
        assert (one.log_odds_at_assignment, one.log_odds_fall) != (start.log_odds_at_assignment, start.log_odds_fall)
        assert set(one.product_loss) == set(one.fitted_loss) == {"crowd"}
    report = run_protocol([faces], folds, DLIB_RESNET.thresholds, (), JobControl(), contenders=(), calibration=True)
    assert report.calibrated == tuple(found)
