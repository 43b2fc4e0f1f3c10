"""Detects training that makes no progress, such as collapse to one point, and warns with what to change.

Mapping all faces to one point lowers a triplet loss to the margin and no farther: FaceNet section 3.2 warns of this
collapse under hard mining. It looks like training from outside; the variance of the embeddings shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from torch import Tensor

WARM_UP_STEPS: Final = 20
"""Networks with random weights put all faces close together too; they have so many steps to separate them."""

PATIENCE_STEPS: Final = 20
"""Some bad batches are not a trend."""

COLLAPSED_VARIANCE: Final = 0.005
"""Of embeddings on the unit sphere: all faces within a root mean square of .07 of their mean, where two faces of
*one* person lie at .4 and more in working models."""

IDLE_FRACTION: Final = 0.001
"""One pair in a thousand still violates the margin."""

COLLAPSED: Final = "collapsed"
IDLE: Final = "idle"

SENTENCES: Final = {
    COLLAPSED: (
        "The embeddings have collapsed: all faces lie in one spot (variance {variance:.4f}, active triplets "
        "{active:.0%}). Use semi-hard negatives with a curriculum instead of hardest ones, or lower the learning rate."
    ),
    IDLE: (
        "There is hardly anything left to learn from: {active:.2%} of the triplets are active. "
        "Use larger batches, semi-hard or hardest negatives instead of random ones, or offline mining."
    ),
}


@dataclass(frozen=True, slots=True)
class HealthWarning:
    """A problem of a run that the user should know about.

    Attributes:
        step: at which it was noticed.
        kind: `COLLAPSED` or `IDLE`.
        sentence: the problem, and what to change.
    """

    step: int
    kind: str
    sentence: str


def embedding_variance(embeddings: Tensor) -> float:
    """Mean squared distance of a batch's embeddings from their mean: 1 - |mean|^2 on the unit sphere.

    0 where all are at one point, 1 where they are spread evenly.

    Args:
        embeddings: (faces, dimension) of unit length.
    """
    return float((embeddings - embeddings.mean(dim=0)).square().sum(dim=1).mean())


class HealthMonitor:
    """Watches every step, and warns once when a problem has lasted `PATIENCE_STEPS` steps."""

    def __init__(self) -> None:
        self._lasted = {COLLAPSED: 0, IDLE: 0}

    def observe(self, step: int, variance: float, active_fraction: float) -> HealthWarning | None:
        """Record a step, from 0; the warning that is due at it.

        Args:
            variance: of `embedding_variance`.
            active_fraction: active triplets over anchor-positive pairs.
        """
        if step < WARM_UP_STEPS:
            return None
        collapsed = variance < COLLAPSED_VARIANCE
        # A collapsed network is idle too: semi-hard mining finds nothing between equal distances.
        seen = {COLLAPSED: collapsed, IDLE: active_fraction < IDLE_FRACTION and not collapsed}
        self._lasted = {kind: self._lasted[kind] + 1 if seen[kind] else 0 for kind in seen}
        for kind, lasted in self._lasted.items():
            if lasted == PATIENCE_STEPS:
                sentence = SENTENCES[kind].format(variance=variance, active=active_fraction)
                return HealthWarning(step, kind, sentence)
        return None

    def state_dict(self) -> dict[str, int]:
        return dict(self._lasted)

    def load_state_dict(self, state: Mapping[str, int]) -> None:
        self._lasted = {kind: state[kind] for kind in self._lasted}
