"""Judges whether a detected face is good enough to seed a group or be an exemplar, by size, sharpness, pose and score.

Small, blurred and turned faces are closer to each other than to their own person, which chains strangers into one
group. So poor faces begin no group: they only join people, and groups that good faces formed.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from photoface.vision.protocols import FaceQuality

if TYPE_CHECKING:
    from photoface.geometry import Landmarks
    from photoface.vision.protocols import DetectedFace, Pixels

MINIMUM_PIXELS: Final = 35.0
"""Shorter side of the box in the full photo. On 700 of LFW's development pairs, one photo of each shrunk, faces of one
person are missed (at the verification threshold of dlib-resnet) in 1.1 % of pairs at full size, 1.4 % at 35 pixels,
2.0 % at 25 and 22 % at 15."""

GOOD_PIXELS: Final = 100.0
"""More pixels do not help: the same pairs are missed as often at 50 pixels as at 94."""

MINIMUM_SHARPNESS: Final = 8.0
"""Variance of the Laplacian. On the same pairs, of 94-pixel faces with a Gaussian blur: 56 unblurred, and 16 at a
radius of 1 pixel, which costs nothing; 4.4 at 2 pixels, where 2.9 % are missed; 2.3 at 3 pixels, where 8.9 % are, and
where strangers who are both blurred match in 6.6 %."""

GOOD_SHARPNESS: Final = 60.0
"""Sharpness of unblurred faces of that size; larger ones have more."""

MINIMUM_FRONTALITY: Final = 0.05
"""Excludes profiles, which show one eye. On 244 scenes with faces of six people turned faces are as near to their own
person as others down to here; below they are farther by a fifth."""

MINIMUM_SCORE: Final = 0.985
"""Detector score from which a box surely shows a face. Below it, boxes may be hands, balls or collars, which are near
each other. Chosen on three composed albums, where none of 1,895 labelled faces is below; of 1,813 labelled faces of
three others four are, of 244 scenes of six actors six, of 180 photos of five athletes six. Of the 509 other boxes in
those six albums 239 are below: most show no face, the rest are blurred strangers."""

DOUBTFUL_SCORE: Final = 0.85
"""Below this score a box is grouped with nobody unless the user says so. Of 13,000 labelled faces (five composed
albums, scenes of six people, LFW) one is below. Of the 104 other boxes in those albums that are, two in five are
hands, collars, letters and balls; of the 402 above, about a dozen."""

FRONTAL_NOSE: Final = 0.6
"""Relative position of the tip of the nose between eyes and mouth in a frontal face."""

LUMA: Final = (0.299, 0.587, 0.114)
"""Weights of red, green and blue in brightness (ITU-R BT.601, section 2.5.1)."""


def assess(face: DetectedFace, photo_width: int, photo_height: int, crop: Pixels) -> FaceQuality:
    """The quality of a face.

    Args:
        photo_width, photo_height: of the full-resolution photo.
        crop: the aligned crop, (side, side, 3).
    """
    pixels = box_pixels(face, photo_width, photo_height)
    crop_sharpness = sharpness(crop)
    crop_frontality = frontality(face.landmarks, photo_width, photo_height)
    passes_gate = (
        pixels >= MINIMUM_PIXELS
        and crop_sharpness >= MINIMUM_SHARPNESS
        and crop_frontality >= MINIMUM_FRONTALITY
        and face.score >= MINIMUM_SCORE
    )
    # The geometric mean: one bad part makes a bad face, however good the others are.
    parts = min(pixels / GOOD_PIXELS, 1.0) * min(crop_sharpness / GOOD_SHARPNESS, 1.0) * crop_frontality
    return FaceQuality(pixels, crop_sharpness, crop_frontality, face.score * math.cbrt(parts), passes_gate)


def box_pixels(face: DetectedFace, photo_width: int, photo_height: int) -> float:
    """The shorter side of the visible part of a face's box, in pixels."""
    box = face.box.clamped()
    return max(min(box.width * photo_width, box.height * photo_height), 0.0)


def sharpness(crop: Pixels) -> float:
    """Variance of the Laplacian of the brightness (Pech-Pacheco et al. 2000, "Diatom autofocusing in brightfield
    microscopy", section 2.4, LAPV).
    """
    grey: NDArray[np.float32] = crop.astype(np.float32) @ np.array(LUMA, dtype=np.float32)
    inner = grey[1:-1, 1:-1]
    laplacian = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:] - 4 * inner
    return float(laplacian.var())


def frontality(landmarks: Landmarks, photo_width: int, photo_height: int) -> float:
    """1 for a frontal face, 0 for a profile, whatever its rotation in the image plane.

    In a turned head the nose moves from between the eyes towards one of them; in a raised or lowered one towards the
    eyes or the mouth.
    """
    points = np.array([(x * photo_width, y * photo_height) for x, y in landmarks.points])
    left_eye, right_eye, nose, mouth_left, mouth_right = points
    eyes, mouth = (left_eye + right_eye) / 2, (mouth_left + mouth_right) / 2
    across = (right_eye - left_eye + mouth_right - mouth_left) / 2
    down = mouth - eyes
    determinant = float(across[0] * down[1] - across[1] * down[0])
    if not math.isfinite(determinant) or determinant <= 0:
        # The eyes coincide, or are below the mouth: not a frontal view.
        return 0.0
    offset = nose - eyes
    aside = float(offset[0] * down[1] - offset[1] * down[0]) / determinant
    lowered = float(across[0] * offset[1] - across[1] * offset[0]) / determinant
    yaw = max(1 - abs(aside) / 0.5, 0.0)
    pitch = max(1 - abs(lowered - FRONTAL_NOSE) / 0.6, 0.0)
    return yaw * pitch
