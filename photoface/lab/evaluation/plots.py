"""Draws the diagrams of measurements as PNG: ROC curve, histograms of distances, lines; it needs matplotlib."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photoface.errors import UserFacingError
from photoface.learning.pair_verification import receiver_operating_characteristic

LEAST_RATE = 1e-4
"""Left end of the false accept rates shown: LFW's View 2, the largest of its sets, resolves 1 in 3,000."""

BINS = 60
"""Of the histogram of distances, which run from 0 to at most 2."""


def draw_roc(file: Path, distances: NDArray[np.float64], same: NDArray[np.bool_]) -> None:
    """The receiver operating characteristic, false accept rate on a logarithmic axis.

    Raises:
        UserFacingError: matplotlib is not installed.
    """
    accepted, false_accepted = receiver_operating_characteristic(distances, same)
    figure, axes = _figure()
    axes.step(np.maximum(false_accepted, LEAST_RATE), accepted, where="post")
    axes.set_xscale("log")
    axes.set(xlabel="False accept rate", ylabel="True accept rate", xlim=(LEAST_RATE, 1), ylim=(0.5, 1.005))
    axes.set_title("Receiver operating characteristic")
    axes.grid(visible=True, alpha=0.3)
    figure.savefig(file)


def draw_distances(file: Path, distances: NDArray[np.float64], same: NDArray[np.bool_], threshold: float) -> None:
    """Histograms of the distances of same and of different pairs; pairs without a face are left out.

    Raises:
        UserFacingError: matplotlib is not installed.
    """
    finite = np.isfinite(distances)
    figure, axes = _figure()
    edges = np.linspace(0, max(float(distances[finite].max(initial=0)), threshold) * 1.02, BINS + 1)
    for kind, label in ((same, "One person"), (~same, "Different people")):
        axes.hist(distances[finite & kind], bins=edges, alpha=0.6, label=label)
    axes.axvline(threshold, color="black", linewidth=1, label=f"Threshold {threshold:.3f}")
    axes.set(xlabel="Distance", ylabel="Pairs")
    axes.legend()
    figure.savefig(file)


def draw_lines(
    file: Path, x_label: str, y_label: str, lines: Mapping[str, tuple[Sequence[float], Sequence[float]]]
) -> None:
    """Named lines of (x, y) points.

    Raises:
        UserFacingError: matplotlib is not installed.
    """
    figure, axes = _figure()
    for name, (x, y) in lines.items():
        axes.plot(x, y, marker="o", label=name)
    axes.set(xlabel=x_label, ylabel=y_label)
    axes.grid(visible=True, alpha=0.3)
    axes.legend()
    figure.savefig(file)


def _figure() -> tuple[Any, Any]:
    try:
        # Figure itself, without pyplot: no window system is asked for, and nothing stays behind.
        from matplotlib.figure import Figure
    except ImportError as error:
        raise UserFacingError(
            "Diagrams need matplotlib, which is not installed.", "Install it with: pip install 'photoface[evaluate]'"
        ) from error
    figure = Figure(figsize=(7, 5), dpi=120, layout="constrained")
    return figure, figure.add_subplot()
