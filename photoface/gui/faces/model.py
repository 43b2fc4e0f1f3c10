"""The list model of faces, by id, for grids of face crops, with each face in words for screen readers and tooltips."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QObject, Qt

from photoface.catalog.summaries.faces import FaceSummary
from photoface.gui.client import Client
from photoface.gui.kit import text
from photoface.gui.kit.paged_model import PagedModel


class FacesModel(PagedModel[FaceSummary]):
    """One face a row."""

    def __init__(self, client: Client, parent: QObject | None = None) -> None:
        library = client.library
        super().__init__(client.tasks, lambda ids: library.faces.summaries(ids), parent)
        self.born: dt.date | None = None
        """When the person whose faces these are was born; their words then say the age."""

    def words(self, summary: FaceSummary, role: Qt.ItemDataRole) -> str | None:
        who = summary.person_name or self.tr("Unnamed")
        if summary.person_name and not summary.confirmed:
            who = self.tr("{name}, not confirmed").format(name=who)
        words = self.tr("{who}, {date}").format(who=who, date=text.known_date(summary.taken_at, summary.date_precision))
        age = text.age_at(self.born, summary.day_for_ages)
        return words if age is None else f"{words}, {age}"
