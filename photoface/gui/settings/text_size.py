"""Lists the text sizes that are offered, and reads the one that the user chose from the window's preferences."""

from __future__ import annotations

from PySide6.QtCore import QSettings

TEXT_SIZES = (85, 100, 115, 130, 150, 175)
"""Percent of the system's text size."""

TEXT_SIZE = "window/text_size"
"""The name in the window's preferences."""


def text_size(preferences: QSettings) -> int:
    """The text size that the user chose, in percent of the system's; one that is not offered, as in an edited file, is
    100.
    """
    chosen = str(preferences.value(TEXT_SIZE, "100"))
    return next((percent for percent in TEXT_SIZES if str(percent) == chosen), 100)
