"""The dialog that gives photos a date by hand, proposes dates, corrects the camera's clock, or removes such dates."""

from __future__ import annotations

import datetime as dt
import re

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QButtonGroup, QDoubleSpinBox, QLineEdit, QWidget

from photoface.catalog.own_dates_and_places import ProposedDate
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, in_row
from photoface.gui.kit.choices import RadioButton
from photoface.gui.kit.dates import read_day, read_month
from photoface.gui.kit.parts import button, indent_number
from photoface.gui.kit.sheet import Sheet
from photoface.imaging.photo_dates import with_known_time
from photoface.library.commands.command import Command
from photoface.library.commands.photos import RemoveDates, SetDates, ShiftDates

_YEAR = re.compile(r"(?:about |ca\.? ?|~)?(\d{4})", re.IGNORECASE)
_WITH_TIME = re.compile(r"(.+?),? (\d{1,2}):(\d{2})(?::(\d{2}))?")
_A_MONTH = dt.datetime(1985, 7, 1)
"""To say in the user's locale how a month is typed."""

_MOST_HOURS = 24 * 366 * 50


class _Hours(QDoubleSpinBox):
    """A click selects the number, as Tab does: with all of its decimals there, a digit typed into it is refused."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.MouseFocusReason:
            # The click itself puts the cursor somewhere first.
            QTimer.singleShot(0, self, self.selectAll)


class DateSheet(Sheet):
    """Asks for the date of photos."""

    def __init__(self, context: Context, photo_ids: tuple[int, ...], parent: QWidget) -> None:
        super().__init__(self.tr("Date of {}").format(context.client.photos_in_words(photo_ids)), parent)
        self._context = context
        self._ids = photo_ids
        self._proposals: list[ProposedDate] = []
        self._known: dict[int, dt.datetime] = {}
        self.given = RadioButton(self.tr("Taken on"), context.theme, self)
        self.day = QLineEdit(self)
        self.day.setPlaceholderText(
            self.tr("A day, with its time or without, a month such as {}, or a year").format(text.month(_A_MONTH))
        )
        self.day.setAccessibleName(self.tr("Date"))
        self.shifted = RadioButton(self.tr("The camera's clock was wrong by"), context.theme, self)
        self.hours = _Hours(self)
        self.hours.setRange(-_MOST_HOURS, _MOST_HOURS)
        indent_number(self.hours)
        self.hours.setSuffix(self.tr(" hours"))
        self.hours.setAccessibleName(self.tr("Hours to add"))
        self.proposed = RadioButton("", context.theme, self)
        self.proposed.hide()
        self.problem = self.sentence()
        group = QButtonGroup(self)
        for choice in (self.given, self.shifted, self.proposed):
            group.addButton(choice)
            choice.toggled.connect(self._judge)
        self.given.setChecked(True)
        self.day.textEdited.connect(lambda: self._choose(self.given))
        self.hours.valueChanged.connect(lambda: self._choose(self.shifted))
        self.fill(
            in_row(self.given, Placed(self.day, 1), spacing=8),
            in_row(self.shifted, Placed(self.hours, 1), spacing=8),
            self.proposed,
            self.problem,
            self.sentence(self.tr("The files stay as they are. You can undo this in History.")),
        )
        self.buttons.insertWidget(0, button(self.tr("Take my dates back"), "plain", self, clicked=self._remove))
        self.add_buttons(self.tr("Set"), self.tr("Cancel"))
        self.accepted.connect(self._set)
        self._judge()
        self.day.setFocus()
        today = dt.date.today()
        context.client.read(self, lambda library: library.photos.proposed_dates(photo_ids, today), self._take_proposals)
        context.client.read(self, lambda library: library.photos.exact_moments(photo_ids), self._take_known)

    def _take_known(self, known: dict[int, dt.datetime]) -> None:
        self._known = known
        if len(self._ids) == 1 and known and not self.day.text():
            moment = known[self._ids[0]]
            self.day.setText(f"{text.day(moment)} {moment:%H:%M:%S}")
            self.day.selectAll()
            self._judge()

    def _take_proposals(self, proposals: list[ProposedDate]) -> None:
        self._proposals = proposals
        if proposals:
            first = proposals[0]
            day = text.known_date(first.moment, first.precision)
            words = self.tr("{day}, by the name “{name}”").format(day=day, name=first.name)
            if len(self._ids) > 1:
                more = text.counted(len(proposals), self.tr("1 photo"), self.tr("{} photos"))
                words = self.tr("By the names of files and folders: {photos}, such as {example}").format(
                    photos=more, example=words
                )
            self.proposed.setText(words)
            self.proposed.show()

    def command(self) -> Command | None:
        """What was chosen; None where it says nothing yet."""
        if self.proposed.isChecked():
            return SetDates(tuple((one.photo_id, one.moment, str(one.precision)) for one in self._proposals))
        if self.shifted.isChecked():
            seconds = round(self.hours.value() * 3600)
            return ShiftDates(self._ids, seconds) if seconds else None
        found = read_date(self.day.text())
        if found is None:
            return None
        return SetDates(
            tuple((photo_id, *with_known_time(*found, self._known.get(photo_id))) for photo_id in self._ids)
        )

    def _choose(self, choice: RadioButton) -> None:
        choice.setChecked(True)
        self._judge()

    def _judge(self) -> None:
        fits = self.command() is not None
        if hasattr(self, "act"):
            self.act.setEnabled(fits)
        wrong = self.given.isChecked() and bool(self.day.text().strip()) and not fits
        self.problem.setText(
            self.tr("This is no date. Type a day, 2011-08-04 17:30, {}, or 1985.").format(text.month(_A_MONTH))
            if wrong
            else ""
        )

    def _set(self) -> None:
        command = self.command()
        if command is not None:
            self._context.client.execute(command)

    def _remove(self) -> None:
        self._context.client.execute(RemoveDates(self._ids))
        self.reject()


def read_date(words: str) -> tuple[dt.datetime, str] | None:
    """A moment and its precision: 1985, about 1985, 1985-07, a day in the user's way, or with a time: 2011-08-04 17:30.

    None for anything else.
    """
    words = " ".join(words.split())
    with_time = _WITH_TIME.fullmatch(words)
    if with_time is not None:
        day, hour, minute, second = read_day(with_time[1]), *(int(part or 0) for part in with_time.groups()[1:])
        if day is None or hour > 23 or minute > 59 or second > 59:
            return None
        return dt.datetime.combine(day, dt.time(hour, minute, second)), "second"
    year = _YEAR.fullmatch(words)
    if year is not None:
        return (dt.datetime(int(year[1]), 1, 1), "year") if int(year[1]) >= dt.MINYEAR else None
    month = read_month(words)
    if month is not None:
        return dt.datetime.combine(month, dt.time.min), "month"
    day = read_day(words)
    return None if day is None else (dt.datetime.combine(day, dt.time.min), "day")
