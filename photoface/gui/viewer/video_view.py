"""Shows a video in the viewer: its still, single frames, and the video itself while it plays.

Keys and buttons seek in it and step to the frames in which faces were seen. Without QtMultimedia the system's player
plays it, and frames can be looked at all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QImage, QTransform
from PySide6.QtWidgets import QWidget

from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries.photos import PhotoDetail
from photoface.errors import UserFacingError
from photoface.geometry import Turn
from photoface.gui.client import LatestRead
from photoface.gui.context import Context
from photoface.gui.kit.other_programs import open_as_usual
from photoface.gui.kit.picture_decoder import image_of
from photoface.gui.viewer.canvas import PhotoCanvas
from photoface.gui.viewer.video_bar import VideoBar
from photoface.gui.viewer.video_player import VideoPlayer, can_play
from photoface.library.library import Library

STEP_SECONDS = 5.0
"""How far J and L go."""

_DEGREES = {Turn.CLOCKWISE: 90, Turn.HALF_TURN: 180, Turn.COUNTERCLOCKWISE: 270}


class VideoView(QObject):
    """Joins the viewer's canvas, the bar under it and a player.

    Args:
        long_side: the pixels that a frame needs on its longer side.
    """

    def __init__(
        self,
        context: Context,
        canvas: PhotoCanvas,
        parent: QWidget,
        long_side: Callable[[], int],
    ) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._long_side = long_side
        self.make_player: Callable[[Path, QObject], VideoPlayer] | None = VideoPlayer if can_play() else None
        """Plays a file; None where nothing here can."""
        self._frame_read = LatestRead(context.client, self, slow=True)
        self._turn_read = LatestRead(context.client, self)
        self._player: VideoPlayer | None = None
        self._turn = Turn.NONE
        self._position = 0.0
        self._wanted: float | None = None
        self.detail: PhotoDetail | None = None
        self.bar = VideoBar(context.icons, parent)
        self.bar.hide()
        self.bar.play.clicked.connect(self.toggle)
        self.bar.sought.connect(self.seek)
        self.bar.mute.toggled.connect(self._mute)
        self.bar.previous_face.clicked.connect(lambda: self.step_face(-1))
        self.bar.next_face.clicked.connect(lambda: self.step_face(1))
        self.bar.open.clicked.connect(self._open)

    # what shows

    @property
    def is_shown(self) -> bool:
        """Whether a video shows, and not a photo."""
        return self.detail is not None

    @property
    def is_at_still(self) -> bool:
        """Whether the canvas shows what stands for the photo or the video."""
        return self._canvas.frame_seconds is None

    def want_frame(self, seconds: float | None) -> None:
        """The frame to begin with in the video that is shown next, such as that of a face."""
        self._wanted = seconds

    def show_detail(self, detail: PhotoDetail) -> None:
        """Another photo or video shows, or something else is known of it."""
        if self.detail is not None and self.detail.id == detail.id:
            self.detail = detail
            return
        self.leave()
        if detail.video_seconds is None:
            self._wanted = None
            return
        self.detail = detail
        self.bar.show_length(detail.video_seconds)
        self.bar.mute.setChecked(False)
        has_file = detail.path is not None
        self.bar.play.setEnabled(has_file)
        self.bar.open.setEnabled(has_file)
        has_faces = bool(self._face_times())
        self.bar.previous_face.setEnabled(has_faces)
        self.bar.next_face.setEnabled(has_faces)
        cannot = self.tr("Plays in the system's player. To play videos here, install photoface[video].")
        self.bar.say("" if self.make_player is not None else cannot)
        self.bar.show()
        self._show_position(detail.still_seconds or 0.0)
        photo_id = detail.id
        self._turn_read.start(lambda library: library.pictures.turn(photo_id), self._take_turn)
        wanted, self._wanted = self._wanted, None
        if wanted is not None and wanted != detail.still_seconds:
            self.show_frame(wanted)

    def leave(self) -> None:
        """The video is not shown any more."""
        self._frame_read.drop()
        self._turn_read.drop()
        if self._player is not None:
            self._player.close()
            self._player = None
        self._turn = Turn.NONE
        self.detail = None
        self._canvas.frame_seconds = None
        self._canvas.is_moving = False
        self.bar.show_playing(playing=False)
        self.bar.hide()

    def press(self, key: Qt.Key) -> bool:
        """Do what a key does with a video; whether it does something."""
        if not self.is_shown:
            return False
        acts: dict[Qt.Key, Callable[[], None]] = {
            Qt.Key.Key_Space: self.toggle,
            Qt.Key.Key_K: self.toggle,
            Qt.Key.Key_J: lambda: self.seek(self._position - STEP_SECONDS),
            Qt.Key.Key_L: lambda: self.seek(self._position + STEP_SECONDS),
            Qt.Key.Key_M: self.bar.mute.toggle,
            Qt.Key.Key_Comma: lambda: self.step_face(-1),
            Qt.Key.Key_Period: lambda: self.step_face(1),
        }
        if key not in acts:
            return False
        acts[key]()
        return True

    # moving in it

    def toggle(self) -> None:
        """Play or pause; without a player of our own open the system's."""
        if self.detail is None or self.detail.path is None:
            return
        if self.make_player is None:
            self._open()
            return
        if self._player is None:
            self._player = self._begin(self.make_player, self.detail.path)
        if self._player.is_playing:
            self._player.pause()
        else:
            self._canvas.leave_naming()
            self._frame_read.drop()
            self._player.play()

    def seek(self, seconds: float) -> None:
        """Go to a time."""
        if self.detail is None:
            return
        seconds = min(max(seconds, 0.0), self.detail.video_seconds or 0.0)
        if self._player is not None and self._player.is_playing:
            self._player.seek(seconds)
        else:
            self.show_frame(seconds)

    def step_face(self, direction: int) -> None:
        """On or back to the next frame in which a face was seen."""
        times = self._face_times()
        onwards = [one for one in times if (one - self._position) * direction > 0.001]
        if onwards:
            if self._player is not None:
                self._player.pause()
            self.show_frame(onwards[0] if direction > 0 else onwards[-1])

    def show_frame(self, seconds: float) -> None:
        """Show one frame, with the faces that were seen in it."""
        assert self.detail is not None
        photo_id, side = self.detail.id, self._long_side()
        self._show_position(seconds)
        if self._player is not None:
            self._player.seek(seconds)

        def read(library: Library) -> QImage:
            try:
                return image_of(library.pictures.photo_pixels(photo_id, side, seconds))
            except UserFacingError:
                # Such as the very end of a video: what showed before stays.
                return QImage()

        self._frame_read.start(read, lambda image: self._take_frame(photo_id, seconds, image))

    def _take_frame(self, photo_id: int, seconds: float, image: QImage) -> None:
        if self.detail is None or self.detail.id != photo_id or image.isNull():
            return
        self._canvas.is_moving = False
        self._canvas.frame_seconds = seconds
        self._canvas.show_levels(())
        self._canvas.show_image(image, self.detail.width, self.detail.height)

    def _face_times(self) -> list[float]:
        """When faces were seen, in order."""
        faces = () if self.detail is None else self.detail.faces
        return sorted(
            {
                face.frame_seconds
                for face in faces
                if face.frame_seconds is not None and face.status is not FaceStatus.NOT_A_FACE
            }
        )

    def _show_position(self, seconds: float) -> None:
        self._position = seconds
        self.bar.show_position(seconds)

    # playing

    def _begin(self, make_player: Callable[[Path, QObject], VideoPlayer], path: Path) -> VideoPlayer:
        player = make_player(path, self)
        player.shown.connect(self._on_played)
        player.moved.connect(self._on_moved)
        player.playing_changed.connect(self._on_playing)
        player.failed.connect(self._on_failed)
        player.mute(muted=self.bar.mute.isChecked())
        if not self.is_at_still:
            player.seek(self._position)
        return player

    def _on_played(self, image: QImage) -> None:
        if self.detail is None or self._player is None or not self._player.is_playing:
            return
        degrees = _DEGREES.get(self._turn, 0)
        shown = image.transformed(QTransform().rotate(degrees)) if degrees else image
        self._canvas.is_moving = True
        self._canvas.show_levels(())
        self._canvas.show_image(shown, self.detail.width, self.detail.height)

    def _on_moved(self, seconds: float) -> None:
        if self._player is not None and self._player.is_playing:
            self._show_position(seconds)
            self._canvas.frame_seconds = seconds

    def _on_playing(self, playing: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.bar.show_playing(playing=playing)
        if not playing:
            self._canvas.is_moving = False
            self._canvas.update()

    def _on_failed(self) -> None:
        self.bar.show_playing(playing=False)
        self.bar.say(self.tr("This video cannot be played here; its file may be damaged."))

    def _take_turn(self, turn: Turn) -> None:
        self._turn = turn

    def _mute(self, muted: bool) -> None:  # noqa: FBT001 - Qt's signal
        if self._player is not None:
            self._player.mute(muted=muted)

    def _open(self) -> None:
        if self.detail is None or self.detail.path is None:
            return
        if self._player is not None:
            self._player.pause()
        if not open_as_usual([self.detail.path]):
            self.bar.say(self.tr("The system has no player for this video."))
