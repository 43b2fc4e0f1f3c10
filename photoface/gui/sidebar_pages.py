"""The pages that the sidebar lists, in order, with icon and key; the menu and the list of keys use it too."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication


@dataclass(frozen=True, slots=True)
class SidebarPage:
    """A line of the sidebar.

    Attributes:
        key: of the page.
        shortcut: the key that leads there; empty for none.
        section: the section of the sidebar that it stands in; empty for those at the top.
    """

    key: str
    icon: str
    words: str
    shortcut: str
    section: str


def sidebar_pages() -> tuple[SidebarPage, ...]:
    """All lines, top to bottom."""
    tr = QCoreApplication.translate
    lines = (
        ("photos", "image-multiple-outline", tr("SidebarPages", "Photos"), "Ctrl+1", ""),
        ("favourites", "heart-outline", tr("SidebarPages", "Favourites"), "", ""),
        ("places", "map-marker-outline", tr("SidebarPages", "Places"), "Ctrl+4", ""),
        ("review", "account-question-outline", tr("SidebarPages", "Review"), "Ctrl+2", "people"),
        ("people", "account-multiple-outline", tr("SidebarPages", "People"), "Ctrl+3", "people"),
        ("faces", "face-man-outline", tr("SidebarPages", "All faces"), "Ctrl+7", "more"),
        ("map", "map-outline", tr("SidebarPages", "Face map"), "Ctrl+8", "more"),
        ("regroup", "account-group-outline", tr("SidebarPages", "Better groups"), "", "more"),
        ("names_in_files", "account-details-outline", tr("SidebarPages", "Names in files"), "Ctrl+9", "more"),
        ("history", "history", tr("SidebarPages", "History"), "Ctrl+6", "more"),
        ("duplicates", "content-copy", tr("SidebarPages", "Duplicates"), "", "more"),
        ("hidden", "eye-off-outline", tr("SidebarPages", "Hidden"), "", "more"),
        ("trash", "trash-can-outline", tr("SidebarPages", "Recently deleted"), "Ctrl+0", "more"),
        ("settings", "cog-outline", tr("SidebarPages", "Settings"), "Ctrl+,", "more"),
    )
    return tuple(SidebarPage(*line) for line in lines)
