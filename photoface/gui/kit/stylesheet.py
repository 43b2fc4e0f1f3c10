"""Writes Qt's style sheet for the whole window from the theme's colours and text size.

Widgets say what they are through dynamic properties (`role` on labels, `kind` on buttons), not by colour; what lies on
black sets some colours itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

_SHEET = Template("""
QWidget { color: $text; }
QMainWindow, QDialog, QStackedWidget > QWidget { background: $window; }
QLabel { background: transparent; }
QLabel[role="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[pageHead="true"] { min-height: ${head}px; }
QLabel[role="heading"] { font-size: ${body}px; font-weight: 600; }
QLabel[role="question"] { font-size: ${question}px; font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="secondary"] { color: $muted; font-size: ${secondary}px; }
QLabel[role="key"] {
    background: $hover; border: 1px solid $line; border-radius: 4px; padding: 0 6px; font-size: ${secondary}px;
}
QLabel[role="warning"] { color: $unsure; }
QLabel[role="problem"] { color: $no; }

QWidget#sidebar { background: $panel; border: none; }
QLabel#wordmark { font-size: ${title}px; font-weight: 600; }
QWidget#topBar { background: $window; }
QWidget#jobBar { background: $panel; border-top: 1px solid $line; }
QWidget#messageBar { background: $panel; border-top: 1px solid $line; }
QWidget#selectionBar { background: $panel; border-top: 1px solid $line; }

QPushButton {
    background: $hover; border: 2px solid transparent; border-radius: ${radius}px;
    padding: 5px 12px; min-height: ${button}px;
}
QPushButton:hover { background: $pressed; }
QPushButton:pressed { background: $line; }
QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $muted; background: $panel; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: $accent; border-color: $on_accent; }
QPushButton[kind="primary"]:focus { border-color: $text; }
QPushButton[kind="primary"]:disabled { background: $pressed; color: $muted; }
QPushButton[kind="quiet"] { background: transparent; }
QPushButton[kind="quiet"]:hover { background: $hover; }
QPushButton[kind="quiet"]:focus { border-color: $accent; }
QPushButton[kind="link"] { background: transparent; color: $accent; padding: 5px 4px; }
QPushButton[kind="link"]:hover { background: $hover; }
QPushButton[kind="link"]:focus { border-color: $accent; }
QPushButton[kind="tab"] {
    background: transparent; border-radius: ${radius}px; color: $muted; padding: 5px 12px; font-weight: 600;
}
QPushButton[kind="tab"]:hover { background: $hover; }
QPushButton[kind="tab"]:checked { background: $selected; color: $text; }
QPushButton[kind="tab"]:focus { border-color: $accent; }

QToolButton { background: transparent; border: 2px solid transparent; border-radius: ${radius}px; padding: 4px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $pressed; }
QToolButton:focus { border-color: $accent; }
QToolButton::menu-indicator { image: none; width: 0; }
QScrollArea#infoPanel, QWidget#infoInside { background: $panel; border: none; }
QWidget#infoInside QPushButton[kind="link"] { padding: 5px 0; margin-left: -2px; }
QWidget#chip { background: $hover; border-radius: 12px; }
QToolButton[kind="chip"] { padding: 2px; border-radius: 10px; }
QToolButton[kind="onBlack"] { color: #FFFFFF; }
QToolButton[kind="onBlack"]:hover { background: rgba(255, 255, 255, 0.14); }
QToolButton[kind="onBlack"]:checked { background: rgba(255, 255, 255, 0.24); }
QToolButton[kind="onBlack"]:focus { border-color: #FFFFFF; }

QLineEdit {
    background: $panel; border: 2px solid $panel; border-radius: ${radius}px; padding: 4px 8px;
    min-height: ${field}px; selection-background-color: $accent; selection-color: $on_accent;
    placeholder-text-color: $muted;
}
QLineEdit:hover { background: $hover; border-color: $hover; }
QLineEdit:focus { background: $window; border-color: $accent; }
QLineEdit:disabled { color: $muted; }
QLineEdit[kind="title"] {
    background: transparent; border-color: transparent; font-size: ${question}px; font-weight: 600; padding: 0 6px;
    min-height: ${title_field}px;
}
QLineEdit[kind="title"]:hover { background: $hover; border-color: $hover; }
QLineEdit[kind="title"]:focus { background: $window; border-color: $accent; }
QWidget#selectionBar QLineEdit, QWidget#infoInside QLineEdit, QDialog QLineEdit {
    background: $window; border: 1px solid $line; padding: 5px 9px;
}
QWidget#selectionBar QLineEdit:focus, QWidget#infoInside QLineEdit:focus, QDialog QLineEdit:focus {
    border: 2px solid $accent; padding: 4px 8px;
}
QAbstractSpinBox {
    background: $window; border: 1px solid $line; border-radius: ${radius}px; padding: 5px 9px; min-height: ${field}px;
}
QAbstractSpinBox:focus { border: 2px solid $accent; padding: 4px 8px; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:hover, QAbstractSpinBox QLineEdit:focus {
    background: transparent; border: none; padding: 0; min-height: 0;
}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: none; }
QLineEdit[kind="tray"] { padding: 1px 8px; min-height: 0; }

QComboBox {
    background: transparent; border: 2px solid transparent; border-radius: ${radius}px; padding: 4px 8px;
    min-height: ${field}px;
}
QComboBox[kind="field"] { border-color: $line; }
QComboBox:hover { background: $hover; }
QComboBox:focus { border-color: $accent; }
QComboBox::drop-down { border: none; width: 18px; }
QComboBox QAbstractItemView { background: $popover; border: 1px solid $line; outline: none; padding: 4px; }

QAbstractItemView { background: $window; border: none; outline: none; }
QScrollArea, QScrollArea > QWidget > QWidget#scrollContent { background: $window; border: none; }
QListWidget { border: 1px solid $line; border-radius: ${radius}px; padding: 4px; }
QListWidget:focus { border-color: $accent; }
QListWidget::item { padding: 6px 8px; border-radius: 6px; color: $text; }
QListWidget::item:hover { background: $hover; }
QListWidget::item:selected { background: $selected; color: $text; }
QListView#completions { background: $popover; border: 1px solid $line; }

QMenu { background: $popover; border: 1px solid $line; border-radius: ${radius}px; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 6px; }
QMenu::item:selected { background: $selected; color: $text; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }
QMenuBar { background: $window; border: none; padding: 2px 8px; }
QMenuBar::item { background: transparent; padding: 4px 8px; border-radius: 6px; }
QMenuBar::item:selected { background: $hover; }
QToolTip { background: $popover; color: $text; border: 1px solid $line; padding: 4px 8px; }

QProgressBar { background: $line; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $thumb; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 40px; }
QScrollBar::handle:horizontal { min-width: 40px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QPlainTextEdit { background: $panel; border: 2px solid $panel; border-radius: ${radius}px; padding: 6px; }
QPlainTextEdit:focus { background: $window; border-color: $accent; }
QDialog QPlainTextEdit { background: $window; border: 1px solid $line; padding: 5px; }
QDialog QPlainTextEdit:focus { border: 2px solid $accent; padding: 4px; }
QWidget#infoInside QPlainTextEdit { background: $window; border: 1px solid $line; padding: 1px 4px; }
QWidget#infoInside QPlainTextEdit:focus { border: 2px solid $accent; padding: 0 3px; }
QFrame[role="line"] { background: $line; max-height: 1px; min-height: 1px; border: none; }
QFrame[role="card"] { background: $panel; border-radius: ${radius}px; border: none; }

QSlider::groove:horizontal { background: $line; height: 4px; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; height: 4px; border-radius: 2px; }
QSlider::handle:horizontal {
    background: $accent; width: 16px; height: 16px; margin: -8px 0; border: 2px solid $window; border-radius: 10px;
}
QSlider::handle:horizontal:focus { border-color: $text; }
""")


def stylesheet(colours: Mapping[str, str], scale: float, radius: int) -> str:
    """The sheet for colours by the name of their token, with type and controls at the user's text size."""
    lengths = {
        "body": 13,
        "secondary": 11,
        "title": 17,
        "head": 35,
        "question": 22,
        "button": 18,
        "field": 20,
        "title_field": 32,
    }
    scaled = {name: str(round(pixels * scale)) for name, pixels in lengths.items()}
    return _SHEET.substitute(colours, radius=str(radius), thumb=colours["line"], **scaled)
