"""Plays a video by QtMultimedia, which is an extra of the installation: frames as pictures, position, sound.

QtMultimedia is loaded when the first video is played.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from photoface.gui.kit.file_manager import file_address

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QVideoFrame


def can_play() -> bool:
    """Whether QtMultimedia is installed; it is not loaded for that."""
    return find_spec("PySide6.QtMultimedia") is not None


class VideoPlayer(QObject):
    """One video, from its file.

    Signals:
        shown: a frame, as a `QImage`, upright as its file says.
        moved: the position in seconds.
        playing_changed: whether it plays now.
        failed: it cannot be played.
    """

    shown = Signal(QImage)
    moved = Signal(float)
    playing_changed = Signal(bool)
    failed = Signal()

    def __init__(self, path: Path, parent: QObject) -> None:
        super().__init__(parent)
        from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer, QVideoSink

        self._player = QMediaPlayer(self)
        self._sound = QAudioOutput(self)
        self._frames = QVideoSink(self)
        self._player.setAudioOutput(self._sound)
        self._player.setVideoOutput(self._frames)
        self._frames.videoFrameChanged.connect(self._on_frame)
        self._player.positionChanged.connect(lambda position: self.moved.emit(position / 1000))
        self._player.playingChanged.connect(self.playing_changed)
        self._player.errorOccurred.connect(lambda *_: self.failed.emit())
        self._player.setSource(file_address(path))

    @property
    def is_playing(self) -> bool:
        return self._player.isPlaying()

    def play(self) -> None:
        self._player.play()

    def pause(self) -> None:
        self._player.pause()

    def seek(self, seconds: float) -> None:
        """Go on from this time."""
        self._player.setPosition(round(seconds * 1000))

    def mute(self, *, muted: bool) -> None:
        self._sound.setMuted(muted)

    def close(self) -> None:
        """Let go of the file."""
        self._player.stop()
        self.deleteLater()

    def _on_frame(self, frame: QVideoFrame) -> None:
        image = frame.toImage()
        if not image.isNull():
            self.shown.emit(image)
