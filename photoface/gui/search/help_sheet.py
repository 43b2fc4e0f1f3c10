"""The dialog that explains the search language by examples."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from photoface.gui.kit.parts import label, padded
from photoface.gui.kit.sheet import Sheet

_tr = partial(QCoreApplication.translate, "SearchHelp")


def examples() -> tuple[tuple[str, str], ...]:
    """What one can type, and what it finds."""
    return (
        (_tr("Anna Ben"), _tr("both are in the photo")),
        (_tr("Anna -Ben"), _tr("Anna without Ben")),
        (_tr("Anna or Ben"), _tr("one of them, or both")),
        (_tr("(Anna or Ben) -Carla"), _tr("brackets keep words together")),
        (_tr('"Anna Berg"'), _tr("a name with spaces stands in quotes")),
        (_tr("last summer"), _tr("also yesterday, last month, this year, summer 2014, christmas 2015")),
        *of_keys().values(),
    )


def of_keys() -> dict[str, tuple[str, str]]:
    """An example for each key of the language, by the key."""
    return {
        "only:": ("only:Anna,Ben", _tr("these and nobody else")),
        "year:": ("year:2015..2019", _tr("taken in these years; also 2019, >2015")),
        "month:": ("month:6..8", _tr("taken in these months of any year")),
        "date:": (
            "date:2019-05-01",
            _tr("taken on a day, as far as that is known; also 2019-05, or two days with .. between"),
        ),
        "tag:": ("tag:Travel/Italy", _tr("has this tag, or one below it")),
        "rating:": ("rating:>=4", _tr("stars, from 0 to 5")),
        "faces:": ("faces:>3", _tr("how many faces are in the photo")),
        "with:": ("with:strangers", _tr("somebody without a name is in it")),
        "is:": (
            "is:unnamed",
            _tr(
                "nobody in it has a name; also favourite, hidden, video, missing from the disk, damaged, stacked, "
                "duplicate"
            ),
        ),
        "age:": ("age:Anna:3-5", _tr("Anna at this age, where her birth is known")),
        "in:": ("in:Sommerfest", _tr("lies in a folder of this name")),
        "album:": ("album:Summer", _tr("is in this album, or in one that stands in it")),
        "circle:": ("circle:Family", _tr("somebody of this circle of people is in it")),
        "camera:": ("camera:pixel", _tr("taken with this camera")),
        "place:": ("place:48.21,16.37,5", _tr("taken within so many kilometres of a place")),
    }


class SearchHelpSheet(Sheet):
    """Examples of the search language, one a line."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("How to search"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        for row, (example, meaning) in enumerate(examples()):
            typed = label(example, "heading", self)
            typed.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(typed, row, 0)
            grid.addWidget(label(meaning, "muted", self), row, 1)
        grid.setColumnStretch(1, 1)
        hint = label(self.tr("Names and tags are found by how they begin. All of it can be combined."), "muted", self)
        self.fill(grid, padded(hint, top=8))
        self.add_buttons(self.tr("Close"))

    def words(self) -> str:
        """All that it shows."""
        return "\n".join(shown.text() for shown in self.findChildren(QLabel))
