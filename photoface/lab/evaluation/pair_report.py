"""Writes the report of an LFW verification into a folder: figures, diagrams, and pictures of the worst pairs."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Picture
from PIL import ImageOps

from photoface.lab.evaluation.lfw import LfwReport, picture_path
from photoface.lab.evaluation.lfw_pairs import Pair
from photoface.lab.evaluation.plots import draw_distances, draw_roc
from photoface.learning.pair_verification import receiver_operating_characteristic

WORST_PAIRS = 20

SHOWN_SIDE = 250
"""Each picture of a pair is shown in a square of LFW's own size."""


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """A pair with its distance.

    Attributes:
        margin: how far the distance is on the right side of the threshold; negative where the judgement is wrong.
    """

    pair: Pair
    distance: float
    margin: float


def worst_pairs(
    pairs: Sequence[Pair], distances: NDArray[np.float64], threshold: float, count: int = WORST_PAIRS
) -> list[JudgedPair]:
    """The pairs that are farthest on the wrong side of the threshold, worst first.

    One person's pair without a face, at an infinite distance, is worst of all; two people's such pair was judged
    rightly.
    """
    judged = [
        JudgedPair(pair, float(distance), float(threshold - distance if pair.same else distance - threshold))
        for pair, distance in zip(pairs, distances, strict=True)
    ]
    return sorted(judged, key=lambda found: found.margin)[:count]


def write_report(folder: Path, images: Path, model: str, pairs: Sequence[Pair], report: LfwReport) -> None:
    """Write `verification.json`, `roc.png`, `distances.png` and `worst/01_....jpg` and so on into a folder.

    Files of an earlier report are replaced.

    Args:
        images: the folder of the pairs' pictures.

    Raises:
        UserFacingError: matplotlib is not installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    same = np.array([pair.same for pair in pairs], dtype=np.bool_)
    threshold = report.verification.threshold
    draw_roc(folder / "roc.png", report.distances, same)
    draw_distances(folder / "distances.png", report.distances, same, threshold)
    worst = worst_pairs(pairs, report.distances, threshold)
    (folder / "worst").mkdir(exist_ok=True)
    for old in (folder / "worst").glob("[0-9][0-9]_*.jpg"):
        old.unlink()
    names = [f"{number:02}_{_file_name(judged)}.jpg" for number, judged in enumerate(worst, 1)]
    for name, judged in zip(names, worst, strict=True):
        _side_by_side(images, judged.pair).save(folder / "worst" / name, quality=90)
    accepted, false_accepted = receiver_operating_characteristic(report.distances, same)
    values = {
        "model": model,
        **dataclasses.asdict(report.verification),
        "pictures": report.pictures,
        "without_face": report.without_face,
        "pairs_without_face": report.pairs_without_face,
        "roc": {"false_accept_rate": false_accepted.tolist(), "true_accept_rate": accepted.tolist()},
        "worst_pairs": [
            {**pair_values(judged), "picture": f"worst/{name}"} for judged, name in zip(worst, names, strict=True)
        ],
    }
    (folder / "verification.json").write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")


def pair_values(judged: JudgedPair) -> dict[str, Any]:
    """A judged pair for JSON; a missing face's distance, which JSON cannot say, is null."""
    pair = judged.pair
    return {
        "first": str(picture_path(Path(), pair.first)),
        "second": str(picture_path(Path(), pair.second)),
        "same": pair.same,
        "distance": judged.distance if np.isfinite(judged.distance) else None,
        "right": judged.margin >= 0,
    }


def _file_name(judged: JudgedPair) -> str:
    people = {judged.pair.first[0]: None, judged.pair.second[0]: None}
    distance = f"{judged.distance:.3f}" if np.isfinite(judged.distance) else "no_face"
    return f"{'same' if judged.pair.same else 'different'}_{distance}_{'_'.join(people)}"


def _side_by_side(images: Path, pair: Pair) -> Picture.Image:
    canvas = Picture.new("RGB", (2 * SHOWN_SIDE, SHOWN_SIDE), "white")
    for place, image in enumerate((pair.first, pair.second)):
        with Picture.open(picture_path(images, image)) as opened:
            shown = ImageOps.contain(opened.convert("RGB"), (SHOWN_SIDE, SHOWN_SIDE))
        canvas.paste(shown, (place * SHOWN_SIDE, 0))
    return canvas
