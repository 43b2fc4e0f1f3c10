"""After face boxes were drawn, moved, deleted or restored, drops their crops and has new embeddings computed."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QObject, QTimer

from photoface.catalog.summaries.changed import Changed
from photoface.gui.client import Client
from photoface.gui.jobs.controller import JobController
from photoface.gui.kit.images import Images
from photoface.worker.messages import FinishDrawnJob, Job

POSTPONED_MS = 10_000
"""How long after another process was found at work on the catalog it is tried again. A scan looks at drawn faces
itself, between its batches, so that mostly nothing is left to do then."""


class DrawnFaces(QObject):
    """Follows every decision about face boxes: commands, undo, redo, and jumps in the history."""

    def __init__(self, client: Client, images: Images, jobs: JobController, parent: QObject) -> None:
        super().__init__(parent)
        self._client = client
        self._images = images
        self._jobs = jobs
        self._told = False
        client.changed.connect(self._look)
        jobs.postponed.connect(self._wait)

    def _look(self, changed: Changed) -> None:
        if not changed.boxes:
            return
        self._images.forget(faces=changed.boxes)
        self._look_at(changed.photos)

    def _look_at(self, photo_ids: Collection[int]) -> None:
        self._client.read(self, lambda library: library.photos.unfinished_ids(photo_ids), self._finish)

    def _finish(self, photo_ids: list[int]) -> None:
        if photo_ids:
            self._jobs.finish_drawn(photo_ids)
        else:
            self._told = False

    def _wait(self, job: Job) -> None:
        """Another PhotoFace works on the catalog: say so once, and look again later."""
        if not isinstance(job, FinishDrawnJob):
            return
        if not self._told:
            self._told = True
            self._client.messages.note(
                self.tr("Another PhotoFace is scanning. The face that you drew is looked at when that is done.")
            )
        photo_ids = job.photo_ids
        QTimer.singleShot(POSTPONED_MS, self, lambda: self._look_at(photo_ids))
