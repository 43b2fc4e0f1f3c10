"""The bar under a video in the viewer: play, position, length, sound, and steps to frames in which faces were seen.

It also opens the system's player.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSlider, QToolButton, QWidget

from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, in_column, in_row
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.parts import ElidedLabel, button_on_black, label

TICKS = 1000
"""Steps of the slider in a second."""


class VideoBar(QWidget):
    """Buttons on black; `VideoView` connects them.

    Signals:
        sought: the user chose a time, in seconds.
    """

    sought = Signal(float)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.play = self._button("play", "")
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setAccessibleName(self.tr("Position in the video"))
        self.slider.setSingleStep(TICKS)
        self.slider.setPageStep(5 * TICKS)
        self.slider.valueChanged.connect(lambda value: self.sought.emit(value / TICKS))
        self.time = label("", "body", self)
        self.note = ElidedLabel("body", self)
        for shown in (self.time, self.note):
            shown.setStyleSheet("color: #B4B8C0;")
        self.mute = self._button("volume-high", self.tr("Sound off (M)"), checkable=True)
        self.previous_face = self._button("account-arrow-left-outline", self.tr("Previous frame with faces (,)"))
        self.next_face = self._button("account-arrow-right-outline", self.tr("Next frame with faces (.)"))
        self.open = self._button("open-in-new", self.tr("Open in the system's player"))
        self._seconds = 0.0
        self.show_playing(playing=False)
        controls = in_row(
            *(self.play, Placed(self.slider, 1), self.time, self.previous_face, self.next_face, self.mute, self.open),
            spacing=8,
        )
        # On a line of its own: beside the slider, which takes all room, nothing of it would be left.
        in_column(controls, self.note, margins=(12, 4, 12, 4), spacing=2, on=self)

    def show_length(self, seconds: float) -> None:
        """How long the video is; 0 where that is not known."""
        self._seconds = seconds
        self.slider.setRange(0, round(seconds * TICKS))
        self.slider.setEnabled(seconds > 0)

    def show_position(self, seconds: float) -> None:
        """Where in the video the frame is that shows."""
        self.slider.blockSignals(True)
        self.slider.setValue(round(seconds * TICKS))
        self.slider.blockSignals(False)
        now = text.length_of_time(seconds)
        self.time.setText(f"{now} / {text.length_of_time(self._seconds)}" if self._seconds else now)

    def show_playing(self, *, playing: bool) -> None:
        """What the first button does now."""
        words = self.tr("Pause (Space)") if playing else self.tr("Play (Space)")
        self.play.setIcon(self._icons.on_black("pause" if playing else "play"))
        self.play.setToolTip(words)
        self.play.setAccessibleName(words)

    def say(self, words: str) -> None:
        """Why the video does not play here; nothing where it does. Without a player there is no sound to turn off."""
        self.note.setText(words)
        self.note.setVisible(bool(words))
        self.mute.setVisible(not words)

    def _button(self, icon: str, words: str, *, checkable: bool = False) -> QToolButton:
        return button_on_black(self._icons, icon, words, self, checkable=checkable)
