"""Offers in the message bar to take names and tags over from photo files, each time that more photos have some."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings

from photoface.gui.jobs.after_jobs import AfterJobs
from photoface.gui.kit import text
from photoface.gui.kit.typed_names import catalog_key

if TYPE_CHECKING:
    from photoface.catalog.file_metadata import MetadataCounts
    from photoface.gui.context import Context
    from photoface.gui.kit.message_bar import MessageBar


class TakeoverOffer(QObject):
    """Checks after each job, and once at the start, whether there is something new to take over.

    Args:
        preferences: remembers how many photos carried something when the user was told, by catalog.
        shows: whether the page Names in files shows.
        show: shows it.
    """

    def __init__(
        self,
        context: Context,
        preferences: QSettings,
        bar: MessageBar,
        shows: Callable[[], bool],
        show: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._client, self._jobs = context.client, context.jobs
        self._preferences = preferences
        self._key = f"names_in_files/{catalog_key(context.client.library.catalog_path)}"
        self._bar = bar
        self._shows, self._show = shows, show
        self._action = self.tr("Look at them")
        AfterJobs(context, self._look, self)

    def withdraw(self) -> None:
        """The user is on the page: an offer is over."""
        self._bar.withdraw_offer(self._action)

    def _look(self) -> None:
        self._client.read(self, lambda library: library.metadata.counts(), self._offer)

    def _offer(self, counts: MetadataCounts) -> None:
        # By all photos that carry something, not by those that wait: an undone takeover is not offered again.
        told = int(str(self._preferences.value(self._key, 0)))
        if counts.waiting and counts.photos > told:
            if self._jobs.busy:
                return
            if not self._shows() and not self._bar.show_offer(self._words(counts), self._action, self._show):
                return
        self._preferences.setValue(self._key, counts.photos)

    def _words(self, counts: MetadataCounts) -> str:
        if counts.waiting_names:
            one, many = self.tr("1 photo carries names and tags."), self.tr("{} photos carry names and tags.")
        else:
            one, many = self.tr("1 photo carries tags or stars."), self.tr("{} photos carry tags or stars.")
        return text.counted(counts.waiting, one, many) + " " + self.tr("Take them over?")
