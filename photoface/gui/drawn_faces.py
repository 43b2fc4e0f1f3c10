"""Boxes that were drawn, moved, deleted or brought back: their crops are cut anew, and the worker looks into them."""

from __future__ import annotations

from PySide6.QtCore import QObject

from photoface.catalog.summaries import Changed
from photoface.gui.client import Client
from photoface.gui.images import Images
from photoface.gui.job_controller import JobController


class DrawnFaces(QObject):
    """Follows what is decided, whoever decides it: a command, undo, redo, a way back through the history."""

    def __init__(self, client: Client, images: Images, jobs: JobController, parent: QObject) -> None:
        super().__init__(parent)
        self._client = client
        self._images = images
        self._jobs = jobs
        client.changed.connect(self._look)

    def _look(self, changed: Changed) -> None:
        if not changed.boxes:
            return
        self._images.forget(faces=changed.boxes)
        photo_ids = changed.photos
        self._client.read(self, lambda library: library.unfinished_photo_ids(photo_ids), self._finish)

    def _finish(self, photo_ids: list[int]) -> None:
        if photo_ids:
            self._jobs.finish_drawn(photo_ids)
