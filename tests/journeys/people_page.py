"""What the journeys do on the People page."""

from __future__ import annotations

import re

from real_window import RealWindow, Thing

GROUP = re.compile("^Unnamed: ")
FIELD = "Name of this person"


def groups(window: RealWindow) -> list[Thing]:
    """The unnamed groups that show, the largest first."""
    return window.all(GROUP, "Item")


def wait_for_groups(window: RealWindow, number: int) -> None:
    """Wait until so many unnamed groups show."""
    window.wait(lambda: len(groups(window)) == number, f"{number} unnamed groups show")


def click_field(window: RealWindow, number: int) -> None:
    """Click into the name field that is painted under a group; the keyboard is in it then."""
    group = window.find(GROUP, "Item", number=number)
    window.screen.click(group.at(0.5, 0.93))

    def is_in_group() -> bool:
        left, top, width, height = group.rect
        return any(
            "focused" in field.states
            and left <= field.middle[0] < left + width
            and top <= field.middle[1] < top + height
            for field in window.all(FIELD)
        )

    window.wait(is_in_group, "the field of the group has the focus")


def name_group(window: RealWindow, name: str, *, of: int) -> None:
    """Name the first of so many groups that show, by its field and Enter; it has left when this returns."""
    wait_for_groups(window, of)
    click_field(window, 0)
    window.type(name, "Return")
    wait_for_groups(window, of - 1)


def person(name: str) -> re.Pattern[str]:
    """What the tile of somebody who has a name is called."""
    return re.compile(f"^{re.escape(name)}: ")


def scan_is_over(window: RealWindow, *, before: int = 0) -> None:
    """Wait until all jobs have come to an end, and what they found shows.

    Args:
        before: how many times they had (`Seen.jobs_ended`) before the scan was asked for; 0 for the one of the start.
    """
    window.wait(
        lambda: window.look().jobs_ended > before and not window.all("Progress", "ProgressBar"), "the scan is over"
    )
    window.at_rest()


def scan(window: RealWindow) -> None:
    """Scan by Shift+F5, and wait until the scan is over."""
    before = window.look().jobs_ended
    window.press("shift+F5")
    scan_is_over(window, before=before)
