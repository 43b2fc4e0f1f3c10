"""Cuts known faces out of their photos again, for a training that looks at their pixels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from concurrent.futures import Executor
from functools import partial

from photoface.catalog import scanned_faces
from photoface.catalog.database import Database
from photoface.catalog.photos import file_paths
from photoface.catalog.scanned_faces import KnownFace
from photoface.catalog.scanned_files import Failure
from photoface.jobs import JobControl, RateMeter
from photoface.scan.reading import on_readers, read_photo
from photoface.scan.stages import run_stage
from photoface.settings import Settings
from photoface.vision.protocols import DetectedFace, Pixels

PHOTOS_AT_ONCE = 32


def face_crops(
    database: Database,
    settings: Settings,
    face_ids: Collection[int],
    crop: Callable[[Pixels, DetectedFace], Pixels],
    pool: Executor,
    control: JobControl,
) -> dict[int, Pixels]:
    """The crops of these faces, by id, in sRGB. Left out are those without landmarks, and those whose photo cannot be
    read now.

    Args:
        crop: cuts a face out of a photo's pixels.
        pool: reads the photos.

    Raises:
        JobCancelled: by the control.
    """
    of_photo: dict[int, list[KnownFace]] = defaultdict(list)
    for face in database.query(scanned_faces.with_ids, settings.model, face_ids):
        if face.landmarks is not None:
            of_photo[face.photo_id].append(face)
    meter = RateMeter(control.working_time)
    found: dict[int, Pixels] = {}
    wanted = sorted(of_photo)
    for start in range(0, len(wanted), PHOTOS_AT_ONCE):
        some = wanted[start : start + PHOTOS_AT_ONCE]
        with database.read() as session:
            files = {photo_id: file_paths(session, photo_id).reachable[:1] for photo_id in some}
        paths = {photo_id: path for photo_id, reachable in files.items() for path in reachable}
        read = on_readers(partial(read_photo, maximum_megapixels=settings.maximum_megapixels), pool)
        for photo_id, photo in zip(paths, run_stage(paths.values(), read), strict=True):
            if isinstance(photo, Failure):
                continue
            for face in of_photo[photo_id]:
                assert face.landmarks is not None
                detected = DetectedFace(face.box, face.landmarks, face.score)
                found[face.id] = photo.in_srgb(crop(photo.pixels, detected))
        control.report(meter.progress("Reading the photos to learn from", start + len(some), len(wanted), len(found)))
    return found
