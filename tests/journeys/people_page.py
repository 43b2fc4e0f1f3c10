"""What the journeys do on the People page."""

from __future__ import annotations

import re

from real_window import RealWindow, Thing

GROUP = re.compile("^Unnamed: ")
FIELD = "Name of this person"


def groups(window: RealWindow) -> list[Thing]:
    """The unnamed groups that show, the largest first."""
    return window.all(GROUP, "Item")


def click_field(window: RealWindow, number: int) -> None:
    """Click into the name field that is painted under a group."""
    window.screen.click(window.find(GROUP, "Item", number=number).at(0.5, 0.93))
    window.wait(lambda: FIELD in window.focused, "the field has the focus")


def person(window: RealWindow, name: str) -> Thing:
    """The tile of somebody who has a name."""
    return window.find(re.compile(f"^{re.escape(name)}: "), "Item")


def scan_is_over(window: RealWindow, *, began: bool = False) -> None:
    """Wait until no job runs.

    Args:
        began: the scan is known to have begun; else it is waited for, as the one of the start.
    """
    if not began:
        window.see("Progress", "ProgressBar")
    window.see_no("Progress", "ProgressBar")
