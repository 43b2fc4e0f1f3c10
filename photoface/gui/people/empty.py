"""Chooses what the People page says while it shows nobody: no folder, a scan in progress, or nobody to name."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication

from photoface.gui.client import Frame
from photoface.gui.kit.parts import EmptyState

_tr = partial(QCoreApplication.translate, "PeoplePage")


def say_why_nobody(empty: EmptyState, frame: Frame, *, scanning: bool) -> None:
    """Show why there are neither people nor groups, and offer to add a folder where that helps."""
    add = _tr("Add a folder of photos")
    if not frame.folders:
        empty.say(
            _tr("Whose faces are in your photos?"),
            _tr(
                "Add a folder of photos. PhotoFace finds the faces and puts those of one person together; "
                "you give the names. Everything stays on this computer."
            ),
            add,
        )
    elif scanning:
        empty.say(
            _tr("Looking for faces"),
            _tr("The first people appear here while the scan goes on. You can name them at once."),
        )
    elif frame.overview.faces:
        empty.say(
            _tr("Nobody to name yet"),
            _tr("No two faces look like one person so far. All of them are under All faces."),
            add,
        )
    else:
        empty.say(
            _tr("No people yet"),
            _tr("No face was found in your photos so far. People appear here as photos with faces come in."),
            add,
        )
