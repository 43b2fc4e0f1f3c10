"""The dialog that lists what an export would send to an Immich server, to confirm it, and later what was sent."""

from __future__ import annotations

import dataclasses

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed
from photoface.gui.kit.parts import label
from photoface.gui.kit.sheet import Sheet
from photoface.library.exports.immich import ImmichReport
from photoface.worker.messages import ExportImmichJob

WIDTH = 480
"""Pixels of the sentences at the usual text size."""


class ImmichSheet(Sheet):
    """After a dry run it asks whether all of it is to be sent; after sending it says what was.

    Args:
        job: the export that the report is of.
    """

    def __init__(self, context: Context, job: ExportImmichJob, report: ImmichReport, parent: QWidget) -> None:
        super().__init__("", parent)
        self._context = context
        self._job = job
        asks = job.dry_run and not report.is_empty
        if asks:
            self.set_title(self.tr("Send this to Immich?"))
        elif report.is_empty:
            self.set_title(self.tr("There is nothing to send to Immich"))
        else:
            self.set_title(self.tr("Sent to Immich"))
        found = self.tr("{there} of {asked} are on the server {address}.").format(
            there=text.number(report.photos), asked=text.photos(report.asked), address=job.address
        )
        self.what = self.sentence(found, "body")
        self.what.setFixedWidth(context.theme.size(WIDTH))
        self.fill(self.what)
        for words in self._lines(report):
            self.fill(label(words, "body", self, wrap=True))
        if report.remarks:
            remarks = QPlainTextEdit("\n".join(report.remarks), self)
            remarks.setReadOnly(True)
            remarks.setTabChangesFocus(True)
            remarks.setAccessibleName(self.tr("What was left out"))
            remarks.setMaximumHeight(context.theme.size(140))
            self.fill(label(self.tr("Left out"), "heading", self), Placed(remarks, 1))
        if asks:
            self.fill(self.sentence(self.tr("No picture is sent. What is sent can only be taken back in Immich.")))
            self.add_buttons(self.tr("Send"), self.tr("Cancel"))
            self.accepted.connect(lambda: context.jobs.export(dataclasses.replace(job, dry_run=False)))
        else:
            self.add_buttons(self.tr("Close"))
        self.act.setFocus()

    def _lines(self, report: ImmichReport) -> list[str]:
        """What there is to send, a line for each kind."""
        new_people = text.counted(len(report.people), self.tr("{} new person"), self.tr("{} new people"))
        lines = [
            (len(report.people), f"{new_people}: {', '.join(report.people[:12])}"),
            (report.birthdays, text.counted(report.birthdays, self.tr("{} birthday"), self.tr("{} birthdays"))),
            (
                report.drawn,
                text.counted(report.drawn, self.tr("{} face with its name"), self.tr("{} faces with their names")),
            ),
            (
                report.named,
                text.counted(
                    report.named, self.tr("{} name for a face of Immich's"), self.tr("{} names for faces of Immich's")
                ),
            ),
            (report.there, self.tr("{} have their name there already").format(text.faces(report.there))),
        ]
        return [words for count, words in lines if count]
