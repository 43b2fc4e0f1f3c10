"""`Imports`, the library's manager that says what an import would copy, and reads the last import's photos."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from photoface.catalog import photo_imports, settings_store
from photoface.jobs import JobControl
from photoface.library.manager import Manager, reads

if TYPE_CHECKING:
    from photoface.library.import_report import ImportReport


class Imports(Manager):
    """Previews an import (`Jobs.import_photos` carries it out), and reads what the last one brought."""

    last = reads(photo_imports.last)
    last_ids = reads(photo_imports.last_ids)

    def look(self, sources: Sequence[Path], control: JobControl | None = None, *, again: bool = False) -> ImportReport:
        """What an import would copy; nothing is written. Pictures whose metadata alone differs count as new here.

        Args:
            again: as for `Jobs.import_photos`.

        Raises:
            JobCancelled: by the control.
            UserFacingError: a source is not there, cannot be read, or is no picture.
        """
        from photoface.library.import_sources import find_shots
        from photoface.library.photo_importing import ImportChoices, PhotoImport

        settings = self._database.query(settings_store.load)
        choices = ImportChoices(tuple(sources), Path(), "", again)
        shots = find_shots(sources, settings.left_out_folders)
        return PhotoImport(self._database, choices, shots, control or JobControl(), dt.datetime.now()).look()
