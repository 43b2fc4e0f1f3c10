"""Names of the face detectors with their settings, as each photo keeps that of the one that looked at it last.

A module of its own, since the detectors' modules import torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from photoface.settings import Settings

VERSIONS: Final = {"mtcnn": "mtcnn3", "yunet": "yunet2"}
"""By the value of the setting `detector`. Another version finds other boxes in the same photo."""


def detector_name(detector: str, long_side: int, minimum_face: int) -> str:
    """The name of a detector that looks at photos of this size for faces of this size, in pixels."""
    return f"{VERSIONS[detector]}-{long_side}-{minimum_face}"


def name_in_settings(settings: Settings) -> str:
    """The name of the detector that the settings ask for."""
    return detector_name(settings.detector, settings.detection_long_side, settings.detection_minimum_face)


def is_same_search(name: str, other: str) -> bool:
    """Whether two detectors look for faces of the same size in photos of the same size."""
    return name.partition("-")[2] == other.partition("-")[2]
