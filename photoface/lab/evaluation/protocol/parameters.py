"""Lists the product's fitted constants, with the values to try for each, and groups faces with given values."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.assignment import POOR_FACE_FACTOR
from photoface.clustering.group_faces import group
from photoface.clustering.grouping_threshold import (
    CROWDING_STRENGTH,
    LARGE_LIBRARY_GROUPS,
    PAIR_CERTAINTY,
    SEPARATION_SHARE,
    SMALL_CLUSTER_PENALTY,
    VARIETY_ALLOWANCE,
    GroupingThresholds,
)
from photoface.lab.evaluation.protocol.face_cache import MEASURES
from photoface.lab.evaluation.protocol.set_faces import SetFaces
from photoface.recognition.person_distance import YEAR_COST
from photoface.recognition.probability import LOG_ODDS_AT_ASSIGNMENT, LOG_ODDS_FALL
from photoface.vision.model_registry import DLIB_RESNET, Thresholds
from photoface.vision.quality import (
    DOUBTFUL_SCORE,
    MINIMUM_FRONTALITY,
    MINIMUM_PIXELS,
    MINIMUM_SCORE,
    MINIMUM_SHARPNESS,
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One fitted constant.

    Attributes:
        name: of the field of `Parameters`.
        constant: its module and name in the product.
        product: its value there.
        values: that are tried, ascending; empty where labelled photos without dates cannot tell.
    """

    name: str
    constant: str
    product: float
    values: tuple[float, ...]

    @property
    def range(self) -> tuple[float, float] | None:
        """The lowest and the highest value that is tried."""
        return (self.values[0], self.values[-1]) if self.values else None


def _parameter(constant: str, product: float, *values: float) -> Any:
    return field(default=product, metadata={"constant": constant, "values": values})


@dataclass(frozen=True, slots=True)
class Parameters:
    """A value for everything that is fitted; the defaults are the product's.

    Distances are of the default model; `scaled_to` has those of another one.
    """

    grouping_large: float = _parameter(
        "vision.model_registry.Thresholds.grouping_large",
        DLIB_RESNET.thresholds.grouping_large,
        *(0.32, 0.33, 0.34, 0.35, 0.36, 0.37, 0.38, 0.39, 0.40, 0.42),
    )
    grouping_rise: float = _parameter(
        "vision.model_registry.Thresholds.grouping_small - grouping_large",
        round(DLIB_RESNET.thresholds.grouping_small - DLIB_RESNET.thresholds.grouping_large, 6),
        *(0.0, 0.02, 0.04, 0.06, 0.08),
    )
    small_cluster_penalty: float = _parameter(
        "clustering.grouping_threshold.SMALL_CLUSTER_PENALTY",
        SMALL_CLUSTER_PENALTY,
        *(0.15, 0.23, 0.3, 0.33, 0.36, 0.4, 0.5),
    )
    crowding_strength: float = _parameter(
        "clustering.grouping_threshold.CROWDING_STRENGTH", CROWDING_STRENGTH, *(0.0, 0.5, 0.75, 1.0, 1.25, 1.5)
    )
    large_library_groups: float = _parameter(
        "clustering.grouping_threshold.LARGE_LIBRARY_GROUPS", LARGE_LIBRARY_GROUPS, *(350.0, 1000.0, 2000.0, 3500.0)
    )
    separation_share: float = _parameter(
        "clustering.grouping_threshold.SEPARATION_SHARE", SEPARATION_SHARE, *(0.3, 0.36, 0.42, 0.5, 4.0)
    )
    variety_allowance: float = _parameter(
        "clustering.grouping_threshold.VARIETY_ALLOWANCE", VARIETY_ALLOWANCE, *(0.0, 0.25, 0.5, 0.75)
    )
    pair_certainty: float = _parameter(
        "clustering.grouping_threshold.PAIR_CERTAINTY", PAIR_CERTAINTY, *(0.6, 0.7, 0.8, 0.9, 0.95)
    )
    poor_face_factor: float = _parameter(
        "clustering.assignment.POOR_FACE_FACTOR", POOR_FACE_FACTOR, *(0.9, 0.95, 0.99, 1.03)
    )
    minimum_pixels: float = _parameter("vision.quality.MINIMUM_PIXELS", MINIMUM_PIXELS, *(25.0, 35.0, 45.0, 60.0))
    minimum_sharpness: float = _parameter(
        "vision.quality.MINIMUM_SHARPNESS", MINIMUM_SHARPNESS, *(4.0, 8.0, 12.0, 20.0)
    )
    minimum_frontality: float = _parameter(
        "vision.quality.MINIMUM_FRONTALITY", MINIMUM_FRONTALITY, *(0.0, 0.05, 0.1, 0.2)
    )
    minimum_score: float = _parameter("vision.quality.MINIMUM_SCORE", MINIMUM_SCORE, *(0.97, 0.985, 0.995, 0.999))
    doubtful_score: float = _parameter("vision.quality.DOUBTFUL_SCORE", DOUBTFUL_SCORE, *(0.75, 0.85, 0.95))
    year_cost: float = _parameter("recognition.person_distance.YEAR_COST", YEAR_COST)
    log_odds_at_assignment: float = _parameter("recognition.probability.LOG_ODDS_AT_ASSIGNMENT", LOG_ODDS_AT_ASSIGNMENT)
    log_odds_fall: float = _parameter("recognition.probability.LOG_ODDS_FALL", LOG_ODDS_FALL)

    def scaled_to(self, thresholds: Thresholds) -> Parameters:
        """These parameters with the distances of a model."""
        return dataclasses.replace(
            self,
            grouping_large=thresholds.grouping_large,
            grouping_rise=thresholds.grouping_small - thresholds.grouping_large,
        )


def fitted_parameters() -> Iterator[Parameter]:
    """All there are, in the order in which they are fitted."""
    product = Parameters()
    for declared in dataclasses.fields(Parameters):
        value = getattr(product, declared.name)
        yield Parameter(declared.name, declared.metadata["constant"], value, declared.metadata["values"])


def good_faces(faces: SetFaces, parameters: Parameters) -> NDArray[np.bool_]:
    """(n,) which faces pass the quality gate."""
    score, pixels, sharpness, frontality = (faces.measures[:, MEASURES.index(name)] for name in MEASURES)
    good: NDArray[np.bool_] = (
        (pixels >= parameters.minimum_pixels)
        & (sharpness >= parameters.minimum_sharpness)
        & (frontality >= parameters.minimum_frontality)
        & (score >= parameters.minimum_score)
    )
    return good


def grouped(faces: SetFaces, parameters: Parameters) -> NDArray[np.int64]:
    """Group the faces as a scan groups those of a new library: (n,) labels from 0, -1 for a face that is alone."""
    score, good = faces.measures[:, MEASURES.index("score")], good_faces(faces, parameters)
    labels = np.full(len(score), -1, np.int64)
    rows = np.flatnonzero(score >= parameters.doubtful_score)
    if not len(rows):
        return labels
    place = {int(row): number for number, row in enumerate(rows)}
    labels[rows] = group(
        faces.embeddings[rows],
        faces.photos[rows],
        good=good[rows],
        unsure=score[rows] < parameters.minimum_score,
        thresholds=GroupingThresholds(
            parameters.grouping_large + parameters.grouping_rise,
            parameters.grouping_large,
            parameters.small_cluster_penalty,
            parameters.crowding_strength,
            parameters.poor_face_factor,
            int(parameters.large_library_groups),
            parameters.separation_share,
            parameters.variety_allowance,
            parameters.pair_certainty,
        ),
        cannot_link=[
            (place[first], place[second]) for first, second in faces.cannot_link if first in place and second in place
        ],
    ).labels
    return labels
