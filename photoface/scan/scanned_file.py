"""The record of one file on its way through the stages of a scan: bytes, hashes, picture, faces, or its failure."""

from __future__ import annotations

from dataclasses import dataclass

from photoface.catalog.file_metadata import ReadMetadata
from photoface.catalog.scanned_files import Failure, FileToRead
from photoface.imaging.exif import PhotoFacts
from photoface.scan.face_engine import PhotoFaces


@dataclass(frozen=True, slots=True, eq=False)
class ScannedFile:
    """What is known of a file so far; each stage gives it on with more.

    Attributes:
        failure: why it could not be read or looked at; then the rest does not count.
        content_hash, picture_hash: empty until it is read.
        data: its bytes, after reading and until decoding; None where the content is known and nothing is decoded.
        is_new_video: it is a video that has to be looked at. Its bytes are not kept, as they may be many.
        metadata: what it and its sidecars say of the photo; None where that was not read.
        facts: None where the picture is not decoded.
        found: None where no faces are looked for.
    """

    file: FileToRead
    failure: Failure | None = None
    content_hash: str = ""
    picture_hash: str = ""
    data: bytes | None = None
    metadata: ReadMetadata | None = None
    is_new_video: bool = False
    facts: PhotoFacts | None = None
    found: PhotoFaces | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nothing of it has to be looked at."""
        return self.data is None and not self.is_new_video
