"""Loads the two portraits of the demo: public-domain photos that scikit-image and Matplotlib contain.

Eileen Collins by NASA, 1998 (`skimage.data.astronaut`), and Grace Hopper by the US Navy, 1984 (Matplotlib's
`grace_hopper.jpg`). They are read as files: importing the packages takes seconds, and scikit-image's own loader may go
to the network where a file is missing.
"""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from photoface.errors import UserFacingError
from photoface.importing import file_of_package

EILEEN, GRACE = "Eileen Collins", "Grace Hopper"


@dataclass(frozen=True, slots=True)
class Portrait:
    """A portrait and where the face is in it.

    Attributes:
        centre: of the face, in pixels.
        face: height of the face from the brow's top to the chin, in pixels.
    """

    person: str
    picture: Image.Image
    centre: tuple[int, int]
    face: int


def load_portraits() -> dict[str, Portrait]:
    """Both portraits by the person's name.

    Raises:
        UserFacingError: the packages that hold them are not installed.
    """
    return {
        EILEEN: Portrait(EILEEN, _picture("skimage", "data/astronaut.png"), (226, 130), 104),
        GRACE: Portrait(GRACE, _picture("matplotlib", "mpl-data/sample_data/grace_hopper.jpg"), (268, 222), 190),
    }


def _picture(package: str, path: str) -> Image.Image:
    file = file_of_package(package, path)
    if file is None:
        raise UserFacingError("The demo needs two more packages.", "Install them with: pip install 'photoface[demo]'")
    with Image.open(file) as picture:
        return picture.convert("RGB")
