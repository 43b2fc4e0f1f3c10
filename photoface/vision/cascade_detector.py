"""Turns candidate boxes into faces with five landmarks, by MTCNN's last network, in photos that may be turned.

Zhang et al. 2016, "Joint face detection and alignment using multitask cascaded convolutional networks", IEEE Signal
Processing Letters 23(10), arXiv:1604.02878. The weights are facenet-pytorch's. Where the candidates come from is the
subclass's part: MTCNN's own first networks, or YuNet. The landmarks are of one kind either way, and with them the crops
that embeddings are made from.
"""

from __future__ import annotations

import abc
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np
import torch
from numpy.typing import NDArray

from photoface.geometry import Box, Landmarks, Turn
from photoface.vision.detector_names import detector_name
from photoface.vision.mtcnn_candidates import Candidates, inside, outermost, shifted, squared
from photoface.vision.mtcnn_networks import CandidateNetwork, output_network
from photoface.vision.protocols import DetectedFace
from photoface.vision.resampling import shrink
from photoface.vision.scaled_photo import ScaledPhoto
from photoface.vision.torch_threads import map_single_threaded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from photoface.vision.protocols import Pixels

FloatArray = NDArray[np.float32]

THRESHOLD: Final = 0.7
"""Minimum score of the last network; the default of the package that the weights come with."""

OUTPUT_SIDE: Final = 48

OVERLAP_OF_SMALLER: Final = 0.7
"""Overlap, as a part of the smaller box, above which the face with the lower score is dropped, which also drops a box
inside another one."""

LOOKS: Final = (
    (0.06, 0.06, 0.95),
    (-0.06, 0.06, 0.95),
    (0.06, -0.06, 0.95),
    (-0.06, -0.06, 0.95),
    (0.0, 0.0, 0.85),
    (0.0, 0.0, 1.03),
)
"""Views of a face for the last network's landmarks, each also mirrored: shift across and down in parts of its side,
and factor of its side. Larger squares move the landmarks apart; around .95 they are as far apart as in a single view
of the candidate, for which the templates of alignment were made: within .1 % on 2,880 faces."""

MIRRORED_POINTS: Final = (1, 0, 2, 4, 3)
"""Index of the landmark that each becomes in a mirror: the left eye becomes the right one."""

SURE: Final = 0.99
"""A photo with a face of this score is considered upright: all but 5 of 244 scenes with faces have one, and few photos
that lie on their side."""

SURE_TURNED: Final = 0.99
"""Minimum score of a face in a turned photo: three more passes must not find three times as many false faces."""

TURNED_REDUCTION: Final = 2
"""Turned faces are searched at half the size, so that three passes cost less than the first one."""

QUARTER_TURNS: Final = {Turn.CLOCKWISE: 3, Turn.HALF_TURN: 2, Turn.COUNTERCLOCKWISE: 1}
"""Turns that make a photo upright, and the counterclockwise quarter turns of `numpy.rot90` for each."""

SAME_PLACE: Final = 0.2
"""Intersection over union above which an upright and a turned box are of one head; separate heads share nothing."""

OUTPUT_BATCH: Final = 16
"""Candidates per run of the last network."""

BATCHES_AT_ONCE: Final = 8
"""Batches that are cut out of a photo together, in one operation for each size that they are cut from."""

ACCELERATOR_FACTOR: Final = 32
"""Factor of sheet and batch sizes on an accelerator, which needs much work at once."""


class CascadeDetector(abc.ABC):
    """Finds faces and their five landmarks: a subclass proposes boxes, MTCNN's last network decides.

    The networks find faces with an in-plane rotation of up to about 30 degrees. Photos without a face of score `SURE`
    are searched in their other three orientations too: many photos lie on their side without an EXIF orientation.
    """

    kind: ClassVar[str]
    """The value of the setting `detector`."""

    def __init__(
        self,
        long_side: int = 1280,
        minimum_face: int = 20,
        device: torch.device | None = None,
        *,
        turns: bool = True,
        number_format: torch.dtype | None = None,
    ) -> None:
        """
        Args:
            long_side: larger photos are shrunk to this many pixels on their longer side.
            minimum_face: side in pixels, in the shrunk photo, of the smallest face to find.
            device: of the networks, the CPU by default. YuNet runs on the CPU wherever the others do.
            turns: whether to search photos without a sure face in all four orientations.
            number_format: of the networks; None for the fastest on the device.

        Raises:
            UserFacingError: weights are missing or damaged.
        """
        self.name = detector_name(self.kind, long_side, minimum_face)
        self.long_side = long_side
        self._minimum_face = minimum_face
        self._turns = turns
        self._device = device or torch.device("cpu")
        self._at_once = 1 if self._device.type == "cpu" else ACCELERATOR_FACTOR
        self._output = output_network(self._device, number_format)
        self._load(number_format)

    @abc.abstractmethod
    def _load(self, number_format: torch.dtype | None) -> None:
        """Load the networks that propose."""

    @abc.abstractmethod
    def _scaled(self, shrunk: Pixels) -> ScaledPhoto:
        """The photo in the sizes that proposing needs."""

    @abc.abstractmethod
    def _proposed(self, photo: ScaledPhoto) -> Candidates:
        """Square boxes that may be faces, in pixels of the photo."""

    def detect(self, photos: Sequence[Pixels]) -> list[list[DetectedFace]]:
        """The faces of each photo, largest first, in fractions of the photo.

        Args:
            photos: upright, (height, width, 3) uint8 each, of any sizes.
        """
        if self._device.type == "cpu":
            return map_single_threaded(self._detect_one, photos)
        return [self._detect_one(photo) for photo in photos]

    def _detect_one(self, photo: Pixels) -> list[DetectedFace]:
        if min(photo.shape[:2]) < 1:
            return []
        shrunk = shrink(photo, self.long_side)
        faces = self._detect_upright(shrunk)
        if self._turns and all(face.score < SURE for face in faces):
            turned = self._detect_turned(shrunk)
            apart = [face for face in faces if not any(_same_place(face, other) for other in turned)]
            faces = [*turned, *apart]
        return sorted(faces, key=lambda face: face.box.area, reverse=True)

    def _detect_turned(self, shrunk: Pixels) -> list[DetectedFace]:
        """Sure faces in the turned orientation that shows most of them."""
        smaller = shrink(shrunk, max(self.long_side // TURNED_REDUCTION, 1))
        sides = []
        for turn, quarters in QUARTER_TURNS.items():
            found = self._detect_upright(np.ascontiguousarray(np.rot90(smaller, quarters)))
            sides.append([_turned_back(face, turn) for face in found if face.score >= SURE_TURNED])
        return max(sides, key=lambda faces: (len(faces), sum(face.score for face in faces)))

    @torch.inference_mode()
    def _detect_upright(self, shrunk: Pixels) -> list[DetectedFace]:
        height, width = shrunk.shape[:2]
        photo = self._scaled(shrunk)
        candidates, points = self._finish(photo, self._proposed(photo))
        frame = np.array([width, height], dtype=np.float64)
        corners = (candidates.boxes / np.tile(frame, 2)).tolist()
        landmarks = (points / frame).tolist()
        return [
            DetectedFace(Box.from_corners(*box), Landmarks(*(tuple(point) for point in five)), float(score))
            for box, five, score in zip(corners, landmarks, candidates.scores, strict=True)
        ]

    def _finish(self, photo: ScaledPhoto, candidates: Candidates) -> tuple[Candidates, FloatArray]:
        """The faces, and their landmarks in pixels of the shrunk photo, (faces, 5, 2)."""
        seen, outputs = self._look(self._output, photo, candidates.boxes, OUTPUT_SIDE, OUTPUT_BATCH)
        sure = outputs[:, 0] > THRESHOLD
        candidates, outputs = Candidates(candidates.boxes[seen][sure], outputs[sure, 0]), outputs[sure]
        points = _landmarks(candidates.boxes, outputs)
        candidates = shifted(candidates, outputs[:, 1:5], extra=1.0)
        kept = outermost(candidates, OVERLAP_OF_SMALLER)
        faces = candidates.taken(kept)
        return faces, self._steadied(photo, faces, points[kept])

    def _steadied(self, photo: ScaledPhoto, faces: Candidates, points: FloatArray) -> FloatArray:
        """Landmarks averaged, weighted by score, over shifted, resized and mirrored views of each face.

        In a single view they move by .6 % of the face's side, in one face of twenty by 1.8 %, if only the photo's
        smaller sizes are made differently, and the aligned crop moves with them. Without the mirrored views 94.7
        instead of 95.7 % of LFW's pairs of one person are recognised at a false accept rate of .1 %.

        Args:
            points: (faces, 5, 2), kept for a face of which no view shows any of the photo.

        Returns:
            (faces, 5, 2) float32, in pixels of the shrunk photo.
        """
        squares = squared(faces).boxes
        moves = np.array(LOOKS, dtype=np.float32)[:, None]
        sides = squares[:, 2:] - squares[:, :2]
        centres = (squares[:, :2] + squares[:, 2:]) / 2 + moves[..., :2] * sides
        reach = sides / 2 * moves[..., 2:]
        boxes = np.concatenate([centres - reach, centres + reach], axis=2).reshape(-1, 4)
        seen, outputs = self._look(self._output, photo, boxes, OUTPUT_SIDE, OUTPUT_BATCH, mirrored=True)
        # At an edge of the photo the network sees less than the box, stretched to a square; elsewhere it sees whole
        # pixels, half a pixel off the box on average. The templates of alignment were measured with landmarks mapped
        # from the box; mapped from the whole pixels, with adapted templates, they were no better.
        shown = np.clip(boxes[seen], 1, np.array([photo.width, photo.height] * 2, dtype=np.float32))
        certainties = np.zeros((len(boxes), 2), dtype=np.float32)
        certainties[seen] = outputs[..., 0]
        found = np.zeros((len(boxes), 2, *points.shape[1:]), dtype=np.float32)
        found[seen, 0] = _landmarks(shown, outputs[:, 0])
        found[seen, 1] = _landmarks(shown, outputs[:, 1], mirrored=True)
        weights = certainties.reshape(len(LOOKS), len(faces), 2, 1, 1)
        total = weights.sum(axis=(0, 2))
        sums = (found.reshape(len(LOOKS), len(faces), 2, *points.shape[1:]) * weights).sum(axis=(0, 2))
        return np.where(total > 0, sums / np.maximum(total, np.finfo(np.float32).tiny), points)

    def _look(
        self,
        network: CandidateNetwork,
        photo: ScaledPhoto,
        boxes: FloatArray,
        side: int,
        batch: int,
        *,
        mirrored: bool = False,
    ) -> tuple[NDArray[np.bool_], FloatArray]:
        """Which boxes show any of the photo, and a network's outputs for these, (seen, outputs).

        Args:
            mirrored: also run on mirror images, for (seen, 2, outputs).
        """
        seen, corners = inside(boxes, photo.width, photo.height)
        batch *= self._at_once
        outputs = []
        for start in range(0, len(corners), BATCHES_AT_ONCE * batch):
            squares = photo.rectangles(corners[start : start + BATCHES_AT_ONCE * batch], side)
            if mirrored:
                squares = torch.stack([squares, squares.flip(3)], dim=1).flatten(0, 1)
            outputs += [network(some) for some in torch.split(squares, batch)]
        if not outputs:
            return seen, np.empty((0, 2, network.outputs) if mirrored else (0, network.outputs), dtype=np.float32)
        found = torch.cat(outputs).cpu().numpy()
        return seen, found.reshape(-1, 2, network.outputs) if mirrored else found


def _landmarks(boxes: FloatArray, outputs: FloatArray, *, mirrored: bool = False) -> FloatArray:
    """Landmarks in pixels, (count, 5, 2), from the last network's outputs for boxes, or for their mirror images."""
    # The outputs are all five x before all five y, as parts of the box's sides.
    parts = np.stack([outputs[:, 5:10], outputs[:, 10:15]], axis=2)
    if mirrored:
        parts = parts[:, MIRRORED_POINTS]
        parts[..., 0] = 1 - parts[..., 0]
    return parts * (boxes[:, None, 2:] - boxes[:, None, :2] + 1) + boxes[:, None, :2] - 1


def _same_place(face: DetectedFace, other: DetectedFace) -> bool:
    """Whether two boxes, found in different orientations, are of one head."""
    return face.box.intersection_over_union(other.box) > SAME_PLACE


def _turned_back(face: DetectedFace, turn: Turn) -> DetectedFace:
    """A face of the turned photo in the coordinates of the photo; its left eye stays the left eye."""
    points = (turn.inverse.point(point) for point in face.landmarks.points)
    return DetectedFace(turn.inverse.box(face.box), Landmarks(*points), face.score)
