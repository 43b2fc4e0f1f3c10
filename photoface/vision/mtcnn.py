"""The default detector: MTCNN (Zhang et al. 2016, "Joint face detection and alignment using multitask cascaded
convolutional networks", IEEE Signal Processing Letters 23(10), arXiv:1604.02878) with facenet-pytorch's networks.

The three networks and their weights are that package's. The cascade that feeds them is written here, because the
package's own raises on photos smaller than a face, on candidates that leave the photo and on photos of unlike sizes,
answers None or object arrays, and spends a third of its time on resizing candidates one by one.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import facenet_pytorch
import numpy as np
import torch
from facenet_pytorch.models.mtcnn import ONet, PNet, RNet
from numpy.typing import NDArray
from PIL import Image

from photoface.geometry import Box, Landmarks, Turn
from photoface.vision.candidates import Candidates, cut, outermost, shifted, squared, suppressed
from photoface.vision.parallel import map_single_threaded
from photoface.vision.pixel_sums import PixelSums
from photoface.vision.protocols import DetectedFace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor, nn

    from photoface.vision.protocols import Pixels

FloatArray = NDArray[np.float32]

THRESHOLDS: Final = (0.6, 0.7, 0.7)
"""Certainty that each of the three networks asks for; the package's defaults, which the weights were published with."""

PYRAMID_FACTOR: Final = 0.709
"""From one scale to the next smaller one: half the area (section II-A of the paper)."""

PROPOSAL_SIDE: Final = 12
"""Pixels that the first network sees of a face: the field of view of its last layer."""

PROPOSAL_STRIDE: Final = 2
"""Pixels from one field of view of the first network to the next."""

REFINEMENT_SIDE: Final = 24
OUTPUT_SIDE: Final = 48

OVERLAP_IN_SCALE: Final = 0.5
OVERLAP: Final = 0.7
"""Intersection over union above which the less certain of two candidates is dropped, within a scale and overall."""

OVERLAP_OF_SMALLER: Final = 0.7
"""The same at the end, as a part of the smaller box: that also drops a box inside another one."""

SURE: Final = 0.99
"""With a face of this certainty a photo is taken to be upright: all but 5 of 244 scenes with faces have one, and few
photos that lie on their side."""

SURE_TURNED: Final = 0.99
"""Certainty that a turned face needs: three more looks at a photo must not find three times as many wrong faces."""

TURNED_REDUCTION: Final = 2
"""Turned faces are looked for at half the size, so that three looks cost less than the first one."""

QUARTER_TURNS: Final = {Turn.CLOCKWISE: 3, Turn.HALF_TURN: 2, Turn.COUNTERCLOCKWISE: 1}
"""What turns a photo upright, and the quarter turns counterclockwise that `numpy.rot90` does it with."""

SAME_PLACE: Final = 0.2
"""Intersection over union above which an upright and a turned box are of one head; side by side they share nothing."""

CANDIDATE_BATCH: Final = 512
"""Candidates per run of the second and third network, to bound the memory on photos full of texture."""


class MtcnnDetector:
    """Finds faces and their five landmarks.

    The networks see faces that are turned in the plane by up to some 30 degrees. Photos that show no sure face are
    looked at again on their other three sides: pictures without an EXIF turn lie on their side in every family's album.
    """

    def __init__(
        self,
        long_side: int = 1280,
        minimum_face: int = 20,
        device: torch.device | None = None,
        *,
        turns: bool = True,
    ) -> None:
        """
        Args:
            long_side: larger photos are shrunk to this many pixels on their longer side; smaller ones stay.
            minimum_face: side in pixels, in the shrunk photo, of the smallest face to look for.
            device: where the networks run, the processor by default.
            turns: whether to look at photos without a sure face from all four sides.
        """
        self._turns = turns
        self._long_side = long_side
        self._minimum_face = minimum_face
        self._device = device or torch.device("cpu")
        self._proposal = _network(PNet, "pnet.pt", self._device)
        self._refinement = _network(RNet, "rnet.pt", self._device)
        self._output = _network(ONet, "onet.pt", self._device)

    @property
    def name(self) -> str:
        return f"mtcnn-{self._long_side}-{self._minimum_face}"

    def detect(self, photos: Sequence[Pixels]) -> list[list[DetectedFace]]:
        """The faces of each photo, largest first, boxes and landmarks in fractions of the photo.

        Args:
            photos: upright, (height, width, 3) uint8 each, of any sizes.
        """
        if self._device.type == "cpu":
            return map_single_threaded(self._detect_one, photos)
        return [self._detect_one(photo) for photo in photos]

    def _detect_one(self, photo: Pixels) -> list[DetectedFace]:
        if min(photo.shape[:2]) < 1:
            return []
        shrunk = shrink(photo, self._long_side)
        faces = self._detect_upright(shrunk)
        if self._turns and all(face.score < SURE for face in faces):
            turned = self._detect_turned(shrunk)
            apart = [face for face in faces if not any(_same_place(face, other) for other in turned)]
            faces = [*turned, *apart]
        return sorted(faces, key=lambda face: face.box.area, reverse=True)

    def _detect_turned(self, shrunk: Pixels) -> list[DetectedFace]:
        """Sure faces that lie on a side or on their head, all from the one side that shows most of them."""
        smaller = shrink(shrunk, max(self._long_side // TURNED_REDUCTION, 1))
        sides = []
        for turn, quarters in QUARTER_TURNS.items():
            found = self._detect_upright(np.ascontiguousarray(np.rot90(smaller, quarters)))
            sides.append([_turned_back(face, turn) for face in found if face.score >= SURE_TURNED])
        return max(sides, key=lambda faces: (len(faces), sum(face.score for face in faces)))

    @torch.inference_mode()
    def _detect_upright(self, shrunk: Pixels) -> list[DetectedFace]:
        height, width = shrunk.shape[:2]
        sums = PixelSums(shrunk)
        candidates, points = self._finish(sums, self._refine(sums, self._propose(sums)))
        frame = np.array([width, height], dtype=np.float64)
        corners = (candidates.boxes / np.tile(frame, 2)).tolist()
        landmarks = (points / frame).tolist()
        return [
            DetectedFace(Box.from_corners(*box), Landmarks(*(tuple(point) for point in five)), float(score))
            for box, five, score in zip(corners, landmarks, candidates.scores, strict=True)
        ]

    def _propose(self, sums: PixelSums) -> Candidates:
        """First stage: every place of every scale."""
        found = []
        scale = PROPOSAL_SIDE / self._minimum_face
        while min(sums.height, sums.width) * scale >= PROPOSAL_SIDE:
            picture = sums.shrunk(int(sums.height * scale + 1), int(sums.width * scale + 1))
            found.append(self._propose_at(picture, scale))
            scale *= PYRAMID_FACTOR
        if not found:
            return Candidates.none()
        together = Candidates(
            np.concatenate([candidates.boxes for candidates, _ in found]),
            np.concatenate([candidates.scores for candidates, _ in found]),
        )
        shifts = np.concatenate([shift for _, shift in found])
        kept = suppressed(together, OVERLAP)
        return squared(shifted(together.taken(kept), shifts[kept], extra=0.0))

    def _propose_at(self, picture: FloatArray, scale: float) -> tuple[Candidates, FloatArray]:
        shift_map, certainty_map = self._proposal(self._normalised(picture))
        certainties = certainty_map[0, 1].cpu().numpy()
        rows, columns = np.nonzero(certainties >= THRESHOLDS[0])
        corner = np.stack([columns, rows], axis=1).astype(np.float32) * PROPOSAL_STRIDE
        boxes = np.floor(np.concatenate([corner + 1, corner + PROPOSAL_SIDE], axis=1) / np.float32(scale))
        candidates = Candidates(boxes.astype(np.float32), certainties[rows, columns])
        shifts = shift_map[0].cpu().numpy()[:, rows, columns].T
        kept = suppressed(candidates, OVERLAP_IN_SCALE)
        return candidates.taken(kept), shifts[kept]

    def _refine(self, sums: PixelSums, candidates: Candidates) -> Candidates:
        """Second stage: drops most candidates and moves the others."""
        candidates, pictures = cut(sums, candidates, REFINEMENT_SIDE)
        if not len(candidates):
            return Candidates.none()
        shifts, certainties = self._run(self._refinement, pictures)
        sure = certainties[:, 1] > THRESHOLDS[1]
        candidates = Candidates(candidates.boxes[sure], certainties[sure, 1])
        kept = suppressed(candidates, OVERLAP)
        return squared(shifted(candidates.taken(kept), shifts[sure][kept], extra=1.0))

    def _finish(self, sums: PixelSums, candidates: Candidates) -> tuple[Candidates, FloatArray]:
        """Third stage: the faces, and their landmarks in pixels of the shrunk photo, (faces, 5, 2)."""
        candidates, pictures = cut(sums, candidates, OUTPUT_SIDE)
        if not len(candidates):
            return Candidates.none(), np.empty((0, 5, 2), dtype=np.float32)
        shifts, places, certainties = self._run(self._output, pictures)
        sure = certainties[:, 1] > THRESHOLDS[2]
        candidates = Candidates(candidates.boxes[sure], certainties[sure, 1])
        # The network gives all five x before all five y, as parts of the candidate's sides.
        sides = candidates.boxes[:, None, 2:] - candidates.boxes[:, None, :2] + 1
        points = np.stack([places[sure, :5], places[sure, 5:]], axis=2) * sides + candidates.boxes[:, None, :2] - 1
        candidates = shifted(candidates, shifts[sure], extra=1.0)
        kept = outermost(candidates, OVERLAP_OF_SMALLER)
        return candidates.taken(kept), points[kept]

    def _run(self, network: nn.Module, pictures: FloatArray) -> list[FloatArray]:
        parts = [
            network(self._normalised(pictures[start : start + CANDIDATE_BATCH]))
            for start in range(0, len(pictures), CANDIDATE_BATCH)
        ]
        return [torch.cat(outputs).cpu().numpy() for outputs in zip(*parts, strict=True)]

    def _normalised(self, pictures: FloatArray) -> Tensor:
        """Pixels from -1 to 1, as the networks were trained; (count, height, width, 3) to (count, 3, height, width).

        In memory the channels stay innermost: with them there the three networks measure 1.5 to 4 times as fast on a
        processor.
        """
        return (
            torch.from_numpy((pictures - np.float32(127.5)) * np.float32(1 / 128)).permute(0, 3, 1, 2).to(self._device)
        )


def shrink(photo: Pixels, long_side: int) -> Pixels:
    """The photo with at most this many pixels on its longer side; a smaller one as it is."""
    height, width = photo.shape[:2]
    scale = long_side / max(height, width)
    if scale >= 1:
        return photo
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    picture = Image.fromarray(np.ascontiguousarray(photo))
    # The gap lets Pillow first average whole blocks of pixels: three times as fast on 12 megapixels, and not to be told
    # from the full filter.
    return np.asarray(picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0), dtype=np.uint8)


def _same_place(face: DetectedFace, other: DetectedFace) -> bool:
    """Whether two boxes are of one head, seen from two sides."""
    return face.box.intersection_over_union(other.box) > SAME_PLACE


def _turned_back(face: DetectedFace, turn: Turn) -> DetectedFace:
    """A face of the turned photo where it is in the photo itself; what was its left eye upright stays its left eye."""
    points = (turn.inverse.point(point) for point in face.landmarks.points)
    return DetectedFace(turn.inverse.box(face.box), Landmarks(*points), face.score)


_Network = TypeVar("_Network", PNet, RNet, ONet)


def _network(kind: type[_Network], weights: str, device: torch.device) -> nn.Module:
    """One of the package's networks with the package's weights, frozen."""
    network: nn.Module = kind(pretrained=False)
    folder = Path(facenet_pytorch.__file__).parent / "data"
    network.load_state_dict(torch.load(folder / weights, map_location="cpu", weights_only=True))
    network.eval().requires_grad_(False)
    return network.to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload,no-any-return]
