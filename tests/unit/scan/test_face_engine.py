from __future__ import annotations

import numpy as np
from fakes.library import fake_engine
from fakes.photos import fake_photo
from numpy.typing import NDArray
from PIL import ImageCms

from photoface.geometry import Turn
from photoface.imaging.colour import SrgbTransform
from photoface.imaging.decode import DecodedPhoto
from photoface.imaging.exif import PhotoFacts
from photoface.scan.face_engine import find_faces
from photoface.settings import Settings


class SwappedColours(SrgbTransform):
    """Stands for a profile whose red is blue, so that nobody can overlook it."""

    def __init__(self) -> None:
        srgb = ImageCms.createProfile("sRGB")
        super().__init__(ImageCms.buildTransform(srgb, srgb, "RGB", "RGB"))

    def __call__(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return np.ascontiguousarray(pixels[:, :, ::-1])


def test_what_is_kept_of_a_photo_in_another_space_is_srgb() -> None:
    pixels = fake_photo([0, 4], size=(700, 300))
    facts = PhotoFacts(700, 300, Turn.NONE, None, None, None, None, "PNG")
    swapped = SwappedColours()
    photos = [DecodedPhoto(pixels, facts, swapped), DecodedPhoto(swapped(pixels), facts)]
    one, other = find_faces(photos, fake_engine(Settings()))
    assert len(one.faces) == 2
    assert one.thumbnail == other.thumbnail
    for face, same in zip(one.faces, other.faces, strict=True):
        assert (face.box, face.measures, face.portrait) == (same.box, same.measures, same.portrait)
        assert np.array_equal(face.crop, same.crop)
