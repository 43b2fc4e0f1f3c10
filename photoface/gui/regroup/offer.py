"""Offers in the message bar to group the unnamed faces again: when many are new, or another model embeds them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from photoface.gui.jobs.after_jobs import AfterJobs
from photoface.gui.kit import text

if TYPE_CHECKING:
    from photoface.catalog.summaries.library import RegroupDue
    from photoface.gui.context import Context
    from photoface.gui.kit.message_bar import MessageBar


class RegroupOffer(QObject):
    """Checks after each job, and once at the start, whether to offer; offers once, until more faces are new.

    Args:
        show: shows the page of the proposal.
    """

    def __init__(self, context: Context, bar: MessageBar, show: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._client, self._jobs = context.client, context.jobs
        self._bar = bar
        self._show = show
        self._offered: RegroupDue | None = None
        AfterJobs(context, self._look, self)

    def _look(self) -> None:
        self._client.read(self, lambda library: library.jobs.regroup_due(), self._offer)

    def _offer(self, due: RegroupDue | None) -> None:
        if due is None or due == self._offered or self._jobs.busy:
            return
        if due.other_model:
            words = self.tr("Another model looks at the faces now. It may see groups that belong together, or do not.")
        else:
            words = self.tr("{} came since the groups were made. Some groups may belong together now.").format(
                text.faces(due.new_faces)
            )
        if self._bar.show_offer(words, self.tr("See what would change"), self._show):
            self._offered = due
