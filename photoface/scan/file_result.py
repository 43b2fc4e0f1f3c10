"""What a scan learned of one file."""

from __future__ import annotations

from dataclasses import dataclass

from photoface.imaging.exif import PhotoFacts
from photoface.scan.analysis import AnalysedFace
from photoface.scan.failures import Failure
from photoface.scan.reading import PendingFile


@dataclass(frozen=True, slots=True, eq=False)
class FileResult:
    """A failure, a content that was not looked at, or a photo.

    Attributes:
        facts: None where the picture was not decoded, since its content or picture is known.
        faces: None where nobody looked for faces.
    """

    file: PendingFile
    content_hash: str | None = None
    failure: Failure | None = None
    facts: PhotoFacts | None = None
    thumbnail: bytes | None = None
    faces: tuple[AnalysedFace, ...] | None = None
    picture_hash: str | None = None
