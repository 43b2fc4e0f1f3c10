"""Opening videos: facts, frames, turned ones, dates of containers, and files that are broken."""

from __future__ import annotations

import datetime as dt
import hashlib
import struct
from pathlib import Path

import numpy as np
import pytest
from made_videos import date_movie, fake_clip, standing, turn_movie

from photoface.errors import UnreadablePhoto
from photoface.geometry import Turn
from photoface.imaging.date_kinds import DateSource
from photoface.imaging.file_hashes import CHUNK_BYTES, file_hashes, video_hashes
from photoface.imaging.formats import VideoFormat, is_other_media_name, is_photo_name, is_video_name, video_format_of
from photoface.imaging.video_container import read_container
from photoface.imaging.videos import is_dull, open_video, read_frame


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds: half of it nobody, then somebody at the upper left."""
    return fake_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", [(1, {}), (1, {0: standing(0.2, 0.3)})])


def box(kind: bytes, *content: bytes) -> bytes:
    joined = b"".join(content)
    return struct.pack(">I4s", 8 + len(joined), kind) + joined


@pytest.mark.parametrize("name", ["a.mp4", "a.MOV", "a.m4v", "a.avi", "a.mkv", "a.3gp", "a.mpg", "a.mts"])
def test_videos_by_name(name: str) -> None:
    assert is_video_name(name)
    assert not is_photo_name(name)
    assert not is_other_media_name(name)
    assert not is_video_name(f"._{name}")


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".avi", ".mkv", ".mpg", ".3gp"])
def test_every_kind_is_opened(tmp_path: Path, suffix: str) -> None:
    path = fake_clip(tmp_path / f"clip{suffix}", [(2, {0: standing()})])
    with open_video(path) as video:
        facts, frame = video.facts, video.frame(0.2)
    assert (facts.width, facts.height) == (320, 240)
    assert facts.video_seconds is not None
    # MPEG does not say it, and OpenCV guesses.
    assert 0.2 < facts.video_seconds < 2.2
    assert frame is not None
    assert frame.shape == (240, 320, 3)
    red, green, blue = frame[120, 160].astype(int)
    assert red > green + 40
    assert red > blue + 40


def test_the_frame_of_a_time_is_the_same_whatever_was_asked_for_before(clip: Path) -> None:
    with open_video(clip) as video:
        first, later, again = video.frame(0.3), video.frame(1.7), video.frame(0.3)
        assert video.frame(99) is None
    assert first is not None
    assert later is not None
    assert again is not None
    assert np.array_equal(first, again)
    assert abs(later.astype(int) - first).max() > 100


@pytest.mark.parametrize(
    ("degrees", "turn", "size", "place"),
    [
        (90, Turn.CLOCKWISE, (240, 320), (0.7, 0.2)),
        (180, Turn.HALF_TURN, (320, 240), (0.8, 0.7)),
        (270, Turn.COUNTERCLOCKWISE, (240, 320), (0.3, 0.8)),
    ],
)
def test_turned_videos_are_upright(
    tmp_path: Path, clip: Path, degrees: int, turn: Turn, size: tuple[int, int], place: tuple[float, float]
) -> None:
    path = tmp_path / "turned.mp4"
    path.write_bytes(clip.read_bytes())
    turn_movie(path, degrees)
    frame = read_frame(path, 1.5)
    assert frame.facts.turn is turn
    assert (frame.facts.width, frame.facts.height) == size
    x, y = round(place[0] * size[0]), round(place[1] * size[1])
    assert np.ptp(frame.pixels[y, x].astype(int)) > 60
    # Written beside the pictures, so it is the same picture; the content is another one.
    assert file_hashes(path)[1] == file_hashes(clip)[1]
    assert file_hashes(path)[0] != file_hashes(clip)[0]


def test_the_date_is_the_containers_then_the_names(tmp_path: Path, clip: Path) -> None:
    named = tmp_path / "VID_20190714_153012.mp4"
    named.write_bytes(clip.read_bytes())
    with open_video(named) as video:
        assert video.facts.date is not None
        assert video.facts.date.source is DateSource.FILE_NAME
    moment = dt.datetime(2018, 3, 4, 5, 6, 7, tzinfo=dt.UTC)
    date_movie(named, moment)
    with open_video(named) as video:
        assert video.facts.date is not None
        assert video.facts.date.moment == moment.astimezone().replace(tzinfo=None)
        assert video.facts.dates_itself


def test_apples_metadata(tmp_path: Path) -> None:
    keys = ["creationdate", "location.ISO6709", "make", "model"]
    values = ["2019-07-14T15:30:12+0900", "+48.2082+016.3738+171.0/", "Apple", "iPhone 8"]
    names = [f"com.apple.quicktime.{key}".encode() for key in keys]
    meta = box(
        b"meta",
        box(b"keys", struct.pack(">II", 0, len(keys)), *(box(b"mdta", name) for name in names)),
        box(
            b"ilst",
            *(
                box(struct.pack(">I", number), box(b"data", struct.pack(">II", 1, 0), value.encode()))
                for number, value in enumerate(values, start=1)
            ),
        ),
    )
    header = box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 600, 6000), bytes(80))
    path = tmp_path / "a.mov"
    path.write_bytes(box(b"ftyp", b"qt  \0\0\0\0qt  ") + box(b"mdat", b"x" * 50) + box(b"moov", header, meta))
    facts = read_container(path, VideoFormat.QUICKTIME)
    assert facts.seconds == 10
    assert facts.date is not None
    assert facts.date.moment == dt.datetime(2019, 7, 14, 15, 30, 12)
    assert (facts.latitude, facts.longitude) == (48.2082, 16.3738)
    assert facts.camera == "Apple iPhone 8"


def test_dates_of_other_containers(tmp_path: Path) -> None:
    matroska, avi = tmp_path / "a.mkv", tmp_path / "a.avi"
    nanoseconds = (dt.datetime(2015, 6, 7, 8, 9, 10, tzinfo=dt.UTC) - dt.datetime(2001, 1, 1, tzinfo=dt.UTC)).days
    matroska.write_bytes(b"\x1a\x45\xdf\xa3..\x44\x61\x88" + struct.pack(">q", nanoseconds * 86_400 * 10**9) + b"....")
    avi.write_bytes(b"RIFF....AVI IDIT" + struct.pack("<I", 26) + b"Mon Mar 10 15:04:43 2003\n\0")
    found = read_container(matroska, VideoFormat.MATROSKA).date
    assert found is not None
    assert found.moment == dt.datetime(2015, 6, 7, tzinfo=dt.UTC).astimezone().replace(tzinfo=None)
    found = read_container(avi, VideoFormat.AVI).date
    assert found is not None
    assert found.moment == dt.datetime(2003, 3, 10, 15, 4, 43)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"<html>no video</html>" * 40, "is not a video of any kind"),
        (b"#EXTM3U\nhttp://example.org/a.ts\n" * 40, "is not a video of any kind"),
        (box(b"ftyp", b"isom\0\0\0\0isom") + b"\0\0\1\0mdat" + b"x" * 40, "ends too early"),
        (box(b"ftyp", b"isom\0\0\0\0isom") + box(b"moov", b"\xff" * 200), "is damaged, or a kind of video"),
        (b"RIFF\xff\xff\xff\xffAVI " + bytes(range(256)) * 20, "is damaged, or a kind of video"),
        (b"\x1a\x45\xdf\xa3" + bytes(range(256)) * 20, "is damaged, or a kind of video"),
    ],
)
def test_a_broken_video_is_said_in_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    with pytest.raises(UnreadablePhoto, match=sentence), open_video(path) as video:
        video.frame(0)


def test_a_larger_video_than_is_allowed(clip: Path) -> None:
    with pytest.raises(UnreadablePhoto, match="too large"), open_video(clip, maximum_megapixels=0):
        pass


def test_a_name_that_is_no_text(tmp_path: Path, clip: Path) -> None:
    path = tmp_path / "caf\udce9.mp4"
    path.write_bytes(clip.read_bytes())
    with pytest.raises(UnreadablePhoto, match="Rename it"), open_video(path):
        pass


def test_kinds_by_their_first_bytes() -> None:
    packets = (b"\x47" + bytes(187)) * 3
    assert video_format_of(packets) is VideoFormat.MPEG
    assert video_format_of(b"".join(bytes(4) + packets[:188] for _ in range(3))) is VideoFormat.MPEG
    assert video_format_of(b"\0\0\0\x14ftypqt  ") is VideoFormat.QUICKTIME
    assert video_format_of(b"\0\0\0\x08wide\0\0\0\x10mdat") is VideoFormat.QUICKTIME
    assert video_format_of(b"\xff\xd8\xff\xe0") is None


def test_hashes_go_over_the_limits_of_chunks(tmp_path: Path) -> None:
    path, media = tmp_path / "a.mp4", bytes(range(256)) * (CHUNK_BYTES // 256 + 3)
    path.write_bytes(box(b"ftyp", b"isom\0\0\0\0") + box(b"mdat", media) + box(b"moov", b"one"))
    content, picture = video_hashes(path)
    assert content == hashlib.blake2b(path.read_bytes(), digest_size=20).hexdigest()
    assert picture == hashlib.sha256(media).hexdigest()[:40]
    calls: list[int] = []
    video_hashes(path, lambda: calls.append(1))
    assert len(calls) == 2


def test_black_and_blank_frames_are_dull() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (120, 160, 3)).astype(np.uint8)
    assert is_dull(np.zeros((120, 160, 3), np.uint8))
    assert is_dull(np.full((120, 160, 3), 255, np.uint8))
    assert not is_dull(np.repeat(noise[::8, ::8], 8, axis=0).repeat(8, axis=1)[:, :, :])
