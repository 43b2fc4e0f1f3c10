"""Finishing the faces that the user drew: landmarks, quality, embedding, and a place among people and groups."""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor

from photoface.catalog.database import Database
from photoface.catalog.summaries import Changed
from photoface.jobs import JobControl
from photoface.recognition.group_jobs import attach_faces
from photoface.recognition.recognition import Recognition
from photoface.scan.analysis import FaceEngine
from photoface.scan.failures import Failure
from photoface.scan.reembedding import embed_missing
from photoface.settings import Settings


def finish_drawn(
    database: Database,
    engine: Callable[[], FaceEngine],
    recognition: Recognition,
    settings: Settings,
    control: JobControl,
    pool: ThreadPoolExecutor,
    photo_ids: Collection[int],
    on_failure: Callable[[Failure], None] | None = None,
) -> Changed:
    """Finish the faces of these photos that have no embedding, and let the unnamed ones join whom they surely are.

    Args:
        on_failure: as for `embed_missing`.

    Raises:
        JobCancelled: by the control; what is not finished waits for the next scan.
    """
    embedded = embed_missing(database, engine, settings, control, pool, photo_ids, on_failure=on_failure)
    if not embedded:
        return Changed()
    found = attach_faces(database, recognition, embedded)
    return found | Changed(faces=embedded, photos=frozenset(photo_ids))
