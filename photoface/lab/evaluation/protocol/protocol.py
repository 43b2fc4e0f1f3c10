"""Evaluates grouping: our constants, fitted ones, other programs and a ceiling (best distance), on the same people.

If asked, it also fits and checks the probabilities of suggestions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from photoface.jobs import JobControl
from photoface.lab.evaluation.contenders import CONTENDERS
from photoface.lab.evaluation.protocol.calibration import Calibrated, calibrate
from photoface.lab.evaluation.protocol.cross_validation import (
    Fitted,
    Fitting,
    FoldFaces,
    Reported,
    ceiling,
    contender_grouping,
    divided,
    report,
)
from photoface.lab.evaluation.protocol.folds import FROZEN, Folds
from photoface.lab.evaluation.protocol.parameters import Parameters, grouped
from photoface.lab.evaluation.protocol.set_faces import SetFaces
from photoface.vision.model_registry import DLIB_RESNET, Thresholds

CONTENDERS_HERE = ("sklearn-average-linkage", "hdbscan")
"""The other programs in the table, where they are installed."""


CALIBRATION_SEED = 0
"""Of who is named."""

TODAY = "product's constants"

TODAY_UNDIVIDED = "product's constants, all these folds as one library"


@dataclass(frozen=True, slots=True)
class SetFacts:
    """How much a set holds. `found` are the labelled faces that were found, of `labels`."""

    photos: int
    labels: int
    found: int
    people: int


@dataclass(frozen=True, slots=True)
class ProtocolReport:
    """What came of the protocol.

    Attributes:
        start: the product's values, for this model.
        fitted: for each reported fold; empty if nothing was to be fitted.
        reported: each way of grouping.
        sets: how much each set holds, by name.
        calibrated: the probabilities of suggestions, for each reported fold; empty if they were not asked for.
    """

    start: Parameters
    fitted: tuple[Fitted, ...]
    reported: tuple[Reported, ...]
    sets: Mapping[str, SetFacts]
    calibrated: tuple[Calibrated, ...] = ()


def run_protocol(
    sets: Sequence[SetFaces],
    folds: Folds,
    thresholds: Thresholds,
    names: Sequence[str],
    control: JobControl,
    *,
    frozen: bool = False,
    contenders: Sequence[str] = CONTENDERS_HERE,
    calibration: bool = False,
) -> ProtocolReport:
    """Fit and report.

    Args:
        folds: of the same sets.
        thresholds: of the model that made the embeddings.
        names: parameters to fit, in this order.
        calibration: fit the probabilities of suggestions as well.
        contenders: keys of the other programs, left out where they are not installed.
        frozen: report on the frozen fold, with what was fitted on all others, instead of the folds in rotation.

    Raises:
        JobCancelled: by the control.
    """
    start = Parameters().scaled_to(thresholds)
    parts = divided(sets, folds, frozen=frozen)
    rotating = [part for part in parts if part.fold != FROZEN]
    shown = [part for part in parts if part.fold == FROZEN] if frozen else rotating
    reported = [report(TODAY, shown, lambda _: partial(grouped, parameters=start))]
    if len(shown) > 1:
        reported.append(
            report(TODAY_UNDIVIDED, [_undivided(sets, shown)], lambda _: partial(grouped, parameters=start))
        )
    fitted: dict[int, Fitted] = {}
    if names:
        fitting = Fitting(rotating, start, control)
        fitted = {part.fold: fitting.fit(names, part.fold) for part in shown}
        ways = {fold: partial(grouped, parameters=found.parameters) for fold, found in fitted.items()}
        reported.append(report("fitted on other people", shown, lambda part: ways[part.fold]))
    for contender in (CONTENDERS[key] for key in contenders):
        if contender.installed:
            reported.append(_of_contender(contender.key, shown, thresholds))
    reported.append(ceiling(shown, start, thresholds.verification / DLIB_RESNET.thresholds.verification))
    calibrated = calibrate(rotating, shown, thresholds, CALIBRATION_SEED) if calibration else []
    facts = {one.name: _facts(one) for one in sets}
    return ProtocolReport(start, tuple(fitted.values()), tuple(reported), facts, tuple(calibrated))


def _of_contender(key: str, shown: Sequence[FoldFaces], thresholds: Thresholds) -> Reported:
    way = contender_grouping(CONTENDERS[key], thresholds)
    return report(CONTENDERS[key].title, shown, lambda _: way)


def _undivided(sets: Sequence[SetFaces], parts: Sequence[FoldFaces]) -> FoldFaces:
    """All people of some folds, of each set that is in several of them."""
    together = {}
    for one in sets:
        people = [part.sets[one.name].people for part in parts if one.name in part.sets]
        if len(people) > 1:
            together[one.name] = one.of(np.concatenate(people).tolist())
    return FoldFaces(0, together)


def _facts(one: SetFaces) -> SetFacts:
    return SetFacts(
        len(one.people),
        int(one.labels.sum()),
        # Among strangers the unlabelled faces are people as well, but no labels.
        min(int(one.labelled.sum()), int(one.labels.sum())),
        len(set(one.people.tolist())),
    )
