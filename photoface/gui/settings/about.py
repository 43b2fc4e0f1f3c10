"""The dialog About PhotoFace: its version, its promise to send nothing anywhere, and where the catalog is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QWidget

import photoface
from photoface.catalog.server_note import place_in_words
from photoface.gui.kit.parts import label
from photoface.gui.kit.sheet import Sheet


class AboutDialog(Sheet):
    """Version, what it promises, and where the catalog lies."""

    def __init__(self, catalog: Path, parent: QWidget | None) -> None:
        super().__init__("PhotoFace", parent)
        for words, role in (
            (self.tr("Version {version}, with Qt {qt}").format(version=photoface.__version__, qt=qVersion()), "muted"),
            (self.tr("Your photos, faces and names stay on this computer. Nothing is sent anywhere."), "body"),
            (self.tr("Catalog: {}").format(place_in_words(catalog)), "secondary"),
        ):
            shown = label(words, role, self, wrap=True)
            shown.setMinimumWidth(400)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.body.addWidget(shown)
        self.add_buttons(self.tr("Close"))
