"""Builds rows, columns and stacks of widgets (Qt's box layouts), each by one call."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QStackedLayout, QVBoxLayout, QWidget

Margins = tuple[int, int, int, int]
"""Pixels left, top, right and bottom."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Empty space that grows with this factor."""

    factor: int = 1


@dataclass(frozen=True, slots=True)
class Space:
    """Empty space of so many pixels."""

    pixels: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A widget or a layout that grows with a factor, or a widget that is aligned in its place."""

    part: QWidget | QLayout
    stretch: int = 0
    alignment: Qt.AlignmentFlag = Qt.AlignmentFlag(0)


Part = QWidget | QLayout | Stretch | Space | Placed


def in_row(
    *parts: Part, margins: Margins = (0, 0, 0, 0), spacing: int | None = None, on: QWidget | None = None
) -> QHBoxLayout:
    """A row of parts.

    Args:
        spacing: pixels between parts; by default none on a widget, and elsewhere that of the layout around it.
        on: the widget that the row lays out; None for a row that is put into another layout.
    """
    row = QHBoxLayout() if on is None else QHBoxLayout(on)
    _set_up(row, parts, margins, spacing if on is None else spacing or 0)
    return row


def in_column(
    *parts: Part, margins: Margins = (0, 0, 0, 0), spacing: int | None = None, on: QWidget | None = None
) -> QVBoxLayout:
    """A column of parts; the arguments as for `in_row`."""
    column = QVBoxLayout() if on is None else QVBoxLayout(on)
    _set_up(column, parts, margins, spacing if on is None else spacing or 0)
    return column


def in_stack(*parts: QWidget, on: QWidget | None = None) -> QStackedLayout:
    """Parts of which one shows, at first the first; `on` as for `in_row`."""
    stack = QStackedLayout() if on is None else QStackedLayout(on)
    for part in parts:
        stack.addWidget(part)
    return stack


def holding(layout: QLayout, parent: QWidget) -> QWidget:
    """A widget that a layout lays out, to be shown and hidden as one."""
    made = QWidget(parent)
    made.setLayout(layout)
    return made


def _set_up(box: QBoxLayout, parts: tuple[Part, ...], margins: Margins, spacing: int | None) -> None:
    box.setContentsMargins(*margins)
    if spacing is not None:
        box.setSpacing(spacing)
    fill(box, *parts)


def fill(box: QBoxLayout, *parts: Part) -> None:
    """Put parts into a row or a column, behind those that are in it."""
    for part in parts:
        match part:
            case Stretch(factor):
                box.addStretch(factor)
            case Space(pixels):
                box.addSpacing(pixels)
            case Placed(QWidget() as widget, factor, alignment):
                box.addWidget(widget, factor, alignment)
            case Placed(QLayout() as layout, factor, _):
                box.addLayout(layout, factor)
            case QWidget():
                box.addWidget(part)
            case QLayout():
                box.addLayout(part)
