"""The face detector MTCNN: finds boxes and five landmarks of faces, also in photos on their side or upside down.

Zhang et al. 2016, "Joint face detection and alignment using multitask cascaded convolutional networks", IEEE Signal
Processing Letters 23(10), arXiv:1604.02878. The weights are facenet-pytorch's. The cascade is our own: that package's
raises on photos smaller than a face, on candidates that leave the photo and on photos of different sizes, answers None
or object arrays, and spends a third of its time on resizing candidates one by one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from photoface.vision.cascade_detector import CascadeDetector
from photoface.vision.device import sent
from photoface.vision.mtcnn_candidates import Candidates, shifted, squared, suppressed, suppressed_by_level
from photoface.vision.mtcnn_networks import ProposalNetwork, refinement_network
from photoface.vision.mtcnn_pyramid import Sheet, level_sizes, sheets
from photoface.vision.scaled_photo import ScaledPhoto

if TYPE_CHECKING:
    import torch

    from photoface.vision.protocols import Pixels

FloatArray = NDArray[np.float32]
IndexArray = NDArray[np.intp]

THRESHOLDS: Final = (0.6, 0.7)
"""Minimum score after each of the first two networks; the package's defaults, which the weights were published with."""

PROPOSAL_LOGIT: Final = math.log(THRESHOLDS[0] / (1 - THRESHOLDS[0]))
"""The first of them as log odds."""

REFINEMENT_SIDE: Final = 24

OVERLAP_IN_SCALE: Final = 0.5
OVERLAP: Final = 0.7
"""Intersection over union above which the candidate with the lower score is dropped: within one scale after the first
network, among all after the second."""

SHEET_PIXELS: Final = 96_000
"""The first network gets large pictures in pieces: then its intermediate values (64 bytes a pixel, half in bfloat16)
stay in the cache and memory is reused. In one piece it takes almost twice as long."""

REFINEMENT_BATCH: Final = 32
"""Candidates per run of the second network."""


class MtcnnDetector(CascadeDetector):
    """Finds faces with all three networks of MTCNN."""

    kind = "mtcnn"

    def _load(self, number_format: torch.dtype | None) -> None:
        self._proposal = ProposalNetwork(self._device, number_format)
        self._refinement = refinement_network(self._device, number_format)

    def _scaled(self, shrunk: Pixels) -> ScaledPhoto:
        height, width = shrunk.shape[:2]
        return ScaledPhoto(shrunk, level_sizes(height, width, self._minimum_face), self._device)

    def _proposed(self, photo: ScaledPhoto) -> Candidates:
        return self._refine(photo, self._propose(photo))

    def _propose(self, photo: ScaledPhoto) -> Candidates:
        """First stage: all positions of all scales."""
        laid = sheets(photo.height, photo.width, self._minimum_face, SHEET_PIXELS * self._at_once)
        if not laid:
            return Candidates.none()
        levels, boxes, found = zip(*(self._propose_on(sheet, photo) for sheet in laid), strict=True)
        logits, *shifts = np.concatenate(found, axis=1)
        candidates = Candidates(np.concatenate(boxes), 1 / (1 + np.exp(-logits)))
        # Nothing to suppress between levels: boxes of two share at most .58 of their union, less than OVERLAP.
        kept = suppressed_by_level(candidates, np.concatenate(levels), OVERLAP_IN_SCALE)
        return squared(shifted(candidates.taken(kept), np.stack(shifts, axis=1)[kept], extra=0.0))

    def _propose_on(self, sheet: Sheet, photo: ScaledPhoto) -> tuple[IndexArray, FloatArray, FloatArray]:
        """Candidates on a sheet: levels, corners in the photo, and the network's (5, candidates) outputs."""
        picture = sent(sheet.picture(photo.levels), self._device)
        outputs = self._proposal(picture.permute(2, 0, 1)).cpu().numpy()
        places = np.flatnonzero((outputs[0] >= PROPOSAL_LOGIT) & (sheet.owners >= 0))
        levels, boxes = sheet.seen_at(places)
        return levels, boxes, outputs.reshape(len(outputs), -1).take(places, axis=1)

    def _refine(self, photo: ScaledPhoto, candidates: Candidates) -> Candidates:
        """Second stage: drops most candidates and adjusts the others."""
        seen, outputs = self._look(self._refinement, photo, candidates.boxes, REFINEMENT_SIDE, REFINEMENT_BATCH)
        sure = outputs[:, 0] > THRESHOLDS[1]
        candidates = Candidates(candidates.boxes[seen][sure], outputs[sure, 0])
        kept = suppressed(candidates, OVERLAP)
        return squared(shifted(candidates.taken(kept), outputs[sure, 1:5][kept], extra=1.0))
