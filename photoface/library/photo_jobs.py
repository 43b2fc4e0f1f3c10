"""The part of the facade that looks at single photos again: at faces that were drawn by hand, and for missed ones."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from photoface.catalog import scanned_faces, settings_store
from photoface.catalog.database import Database
from photoface.catalog.summaries import Changed
from photoface.imaging.thumbnail_store import ThumbnailStore
from photoface.jobs import JobControl, Progress
from photoface.recognition.recognition import Recognition
from photoface.settings import Settings

if TYPE_CHECKING:
    from photoface.scan.face_engine import FaceEngine

CLOSER_LONG_SIDE = 2560
"""Pixels of the photo's long side when its faces are looked for again: twice a scan's, so faces half as large show."""


class PhotoJobs:
    """Base of `Library`."""

    _database: Database
    _thumbnails: ThumbnailStore
    _recognition: Recognition
    _load_engine: Callable[[Settings], FaceEngine]
    _only_job: Callable[[], AbstractContextManager[None]]

    def unfinished_photo_ids(self, photo_ids: Collection[int] | None = None) -> list[int]:
        """Photos with faces that the user drew or moved and nothing has looked at yet; of these photos, or of all."""
        with self._database.read() as session:
            model = settings_store.load(session).model
            return sorted(set(scanned_faces.unembedded_by_hand(session, model, photo_ids).values()))

    def finish_drawn_faces(self, photo_ids: Collection[int], control: JobControl | None = None) -> Changed:
        """Look at the faces that were drawn or moved in these photos: landmarks, quality, embedding, and who it may be.

        What is interrupted goes on with the next scan; a scan that runs does the same between its batches.

        Raises:
            JobCancelled: by the control.
            UserFacingError: another job runs, or the model's weights are missing.
        """
        from photoface.scan.reembedding import finish_drawn

        settings = self._settings_now()
        with self._only_job(), ThreadPoolExecutor(1, thread_name_prefix="reader") as pool:
            return finish_drawn(
                self._database,
                _once(lambda: self._load_engine(settings)),
                self._recognition,
                settings,
                control or JobControl(),
                pool,
                photo_ids,
            )

    def look_again(self, photo_id: int, control: JobControl | None = None) -> tuple[int, Changed]:
        """Look for faces in a photo once more, more closely than a scan does; returns how many are new.

        Nothing that was said about the photo's faces is lost, and none of them goes away.

        Raises:
            JobCancelled: by the control.
            UserFacingError: another job runs, or the photo's file is gone, damaged or was changed since the last scan.
        """
        from photoface.recognition.group_jobs import attach_faces
        from photoface.scan.looking_again import look_again

        control = control or JobControl()
        settings = self._settings_now()
        closer = dataclasses.replace(settings, detection_long_side=max(settings.detection_long_side, CLOSER_LONG_SIDE))
        with self._only_job():
            control.report(Progress("Looking for faces", 0, 1))
            engine = self._load_engine(closer)
            control.report(Progress("Looking for faces", 0, 1))
            stored = look_again(self._database, self._thumbnails, engine, closer, photo_id)
            changed = Changed(faces=stored.faces, photos=frozenset({photo_id}))
            if stored.new_faces:
                changed |= attach_faces(self._database, self._recognition, stored.faces)
            control.report(Progress("Looking for faces", 1, 1, stored.new_faces))
        return stored.new_faces, changed

    def _settings_now(self) -> Settings:
        with self._database.read() as session:
            return settings_store.load(session)


def _once(load: Callable[[], FaceEngine]) -> Callable[[], FaceEngine]:
    """The engine, loaded when it is first asked for."""
    loaded: list[FaceEngine] = []

    def engine() -> FaceEngine:
        if not loaded:
            loaded.append(load())
        return loaded[0]

    return engine
