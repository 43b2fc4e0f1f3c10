"""The pages that the sidebar lists, in its order: the one list for sidebar, menu and number keys."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication


@dataclass(frozen=True, slots=True)
class SidebarPage:
    """A line of the sidebar: the page's key, its icon, its words, and the key that leads there."""

    key: str
    icon: str
    words: str
    shortcut: str


def sidebar_pages() -> tuple[SidebarPage, ...]:
    """All lines, top to bottom."""
    tr = QCoreApplication.translate
    lines = (
        ("review", "account-question-outline", tr("SidebarPages", "Review"), "1"),
        ("people", "account-multiple-outline", tr("SidebarPages", "People"), "2"),
        ("faces", "face-man-outline", tr("SidebarPages", "Faces"), "3"),
        ("photos", "image-multiple-outline", tr("SidebarPages", "Photos"), "4"),
        ("places", "map-marker-outline", tr("SidebarPages", "Places"), "8"),
        ("map", "map-outline", tr("SidebarPages", "Map"), "5"),
        ("history", "history", tr("SidebarPages", "History"), "6"),
        ("names_in_files", "account-details-outline", tr("SidebarPages", "Names in files"), "7"),
        ("trash", "trash-can-outline", tr("SidebarPages", "Recently deleted"), "9"),
        ("settings", "cog-outline", tr("SidebarPages", "Settings"), "Ctrl+,"),
    )
    return tuple(SidebarPage(*line) for line in lines)
