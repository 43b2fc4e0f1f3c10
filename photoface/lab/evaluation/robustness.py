"""Measures how verification holds out against JPEG compression, small faces and turned heads.

FaceNet (Schroff et al., CVPR 2015, section 5.5, Table 4) reports JPEG qualities of 10 to 90 and faces of 40 to 256
pixels. There cropped faces are changed; here whole pictures are, before detection, so a face that is no longer found
counts too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.lab.evaluation.embedded_faces import EmbeddedFace
from photoface.lab.evaluation.lfw import LfwReport, judge
from photoface.lab.evaluation.lfw_pairs import Image, Pair
from photoface.lab.evaluation.pictures import Pixels, as_jpeg, resized

QUALITIES = (10, 20, 30, 50, 70, 90)
"""JPEG qualities; Table 4 has the same, without 30."""

FACE_SIDES = (40, 64, 80, 120, 160, 256)
"""Sides of the face's box in pixels; 1,600 to 65,536 pixels as in Table 4."""

FRONTALITY_PARTS = 3
"""So many equal parts the pairs are put in, from the most turned to the most frontal."""

LookAtPairs = Callable[[str, Callable[[Image, Pixels], Pixels] | None], Mapping[Image, EmbeddedFace | None]]
"""Looks at the pictures of the pairs, changed or as they are; the words are for the progress."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One row of the table.

    Attributes:
        kind: what was changed: "as it is", "JPEG quality", "face pixels" or "frontality".
        value: how much; of frontality, the mean of the part's more turned faces. 0 for pictures as they are.
    """

    kind: str
    value: float
    report: LfwReport


def sample(pairs: Sequence[Pair], count: int) -> list[Pair]:
    """Every so many of the pairs of each kind, so that about `count` are left, the same each time.

    Raises:
        ValueError: fewer than two pairs are asked for.
    """
    if count < 2:
        raise ValueError("at least two pairs are needed")
    chosen: list[Pair] = []
    for kind in (True, False):
        of_kind = [pair for pair in pairs if pair.same == kind]
        wanted = min((count + 1) // 2, len(of_kind))
        chosen.extend(of_kind[number * len(of_kind) // wanted] for number in range(wanted))
    return chosen


def measure_robustness(pairs: Sequence[Pair], look_at_pairs: LookAtPairs) -> list[Condition]:
    """Verification of the pairs in every condition.

    Args:
        pairs: judged in all conditions alike.
        look_at_pairs: through the product's own path.
    """
    plain = look_at_pairs("As they are", None)
    conditions = [Condition("as it is", 0, judge(pairs, plain))]
    conditions.extend(_turned(pairs, plain))
    for quality in QUALITIES:

        def compressed(_image: Image, pixels: Pixels, quality: int = quality) -> Pixels:
            return as_jpeg(pixels, quality)

        found = look_at_pairs(f"JPEG quality {quality}", compressed)
        conditions.append(Condition("JPEG quality", quality, judge(pairs, found)))
    for side in FACE_SIDES:

        def scaled(image: Image, pixels: Pixels, side: int = side) -> Pixels:
            face = plain[image]
            return pixels if face is None else resized(pixels, side / box_side(face, pixels))

        found = look_at_pairs(f"Faces of {side} pixels", scaled)
        conditions.append(Condition("face pixels", side, judge(pairs, found)))
    return conditions


def box_side(face: EmbeddedFace, pixels: Pixels) -> float:
    """The side of a square as large as the face's box, in pixels."""
    height, width = pixels.shape[:2]
    return float(np.sqrt(face.box.width * width * face.box.height * height))


def by_frontality(
    pairs: Sequence[Pair], faces: Mapping[Image, EmbeddedFace | None], parts: int = FRONTALITY_PARTS
) -> list[tuple[float, NDArray[np.intp]]]:
    """The pairs of each kind in equal parts by their more turned face, most turned first.

    Pairs without a face are left out: how far it is turned, nobody knows.

    Returns:
        For each part the mean frontality of the more turned faces, and the indices of its pairs.
    """
    turned = np.full(len(pairs), np.nan)
    for index, pair in enumerate(pairs):
        first, second = faces[pair.first], faces[pair.second]
        if first is not None and second is not None:
            turned[index] = min(first.frontality, second.frontality)
    same = np.array([pair.same for pair in pairs])
    chosen: list[list[NDArray[np.intp]]] = [[] for _ in range(parts)]
    for kind in (same, ~same):
        indices = np.flatnonzero(kind & ~np.isnan(turned))
        for part, members in enumerate(np.array_split(indices[np.argsort(turned[indices], kind="stable")], parts)):
            chosen[part].append(members)
    joined = [np.sort(np.concatenate(members)) for members in chosen]
    return [(float(turned[indices].mean()) if len(indices) else 0.0, indices) for indices in joined]


def _turned(pairs: Sequence[Pair], faces: Mapping[Image, EmbeddedFace | None]) -> list[Condition]:
    conditions = []
    for frontality, indices in by_frontality(pairs, faces):
        part = [pairs[index] for index in indices]
        if len({pair.fold for pair in part}) < 2 or len({pair.same for pair in part}) < 2:
            continue
        images = {image: faces[image] for pair in part for image in (pair.first, pair.second)}
        conditions.append(Condition("frontality", frontality, judge(part, images)))
    return conditions
