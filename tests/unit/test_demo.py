from __future__ import annotations

import datetime as dt
import hashlib
import importlib.util
import socket
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from photoface.demo import Labelled, build
from photoface.demo.portraits import EILEEN, GRACE
from photoface.errors import UnreadablePhoto, UserFacingError
from photoface.geometry import Turn
from photoface.imaging.decode import DecodedPhoto, decode


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Labelled]]:
    """The demo, built without a network."""
    folder = tmp_path_factory.mktemp("demo") / "photos"

    def no_network(*_arguments: object, **_options: object) -> None:
        raise AssertionError("the demo asked for a network")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "socket", no_network)
        patch.setattr(socket, "create_connection", no_network)
        patch.setattr(socket, "getaddrinfo", no_network)
        return folder, build(folder)


def photos_of(demo: tuple[Path, list[Labelled]]) -> list[DecodedPhoto]:
    folder, labels = demo
    return [decode((folder / label.file).read_bytes(), name=label.file) for label in labels if label.readable]


def test_two_people_in_many_photos(demo: tuple[Path, list[Labelled]]) -> None:
    folder, labels = demo
    assert 40 <= len(labels) <= 60
    assert all((folder / label.file).is_file() for label in labels)
    counts = Counter(label.people for label in labels if label.readable)
    assert counts[EILEEN,] >= 15
    assert counts[GRACE,] >= 15
    assert counts[EILEEN, GRACE] >= 5
    assert counts[()] == 2
    assert [label.file for label in labels if not label.readable] == ["2020/IMG_4712 damaged.jpg"]


def test_exif_over_years_and_cameras(demo: tuple[Path, list[Labelled]]) -> None:
    facts = [photo.facts for photo in photos_of(demo)]
    moments = [fact.taken_at for fact in facts if fact.taken_at is not None]
    assert len(moments) == len(facts) - 1  # all but the screenshot
    assert len({moment.year for moment in moments}) >= 6
    assert len({moment.month for moment in moments}) >= 6
    assert all(dt.datetime(2016, 1, 1) < moment < dt.datetime(2024, 1, 1) for moment in moments)
    assert len({fact.camera for fact in facts if fact.camera}) == 3
    assert 10 < sum(fact.latitude is not None for fact in facts) < len(facts)
    assert len({fact.turn for fact in facts} - {Turn.NONE}) == 3
    assert {fact.format for fact in facts} == {"JPEG", "PNG", "WebP"}


def test_the_damaged_file_cannot_be_read(demo: tuple[Path, list[Labelled]]) -> None:
    folder, labels = demo
    (damaged,) = (label.file for label in labels if not label.readable)
    with pytest.raises(UnreadablePhoto):
        decode((folder / damaged).read_bytes(), name=damaged)


def test_turned_photos_are_stored_turned(demo: tuple[Path, list[Labelled]]) -> None:
    folder, labels = demo
    for label in labels:
        if label.readable:
            data = (folder / label.file).read_bytes()
            photo = decode(data, name=label.file)
            with Image.open(folder / label.file) as stored:
                assert photo.facts.turn.size(*stored.size) == (photo.facts.width, photo.facts.height)


def test_the_same_every_time(demo: tuple[Path, list[Labelled]], tmp_path: Path) -> None:
    folder, labels = demo
    assert build(tmp_path / "again") == labels

    def digests(place: Path) -> dict[str, str]:
        return {
            file.relative_to(place).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in place.rglob("*")
            if file.is_file()
        }

    before = {file: file.stat().st_mtime_ns for file in folder.rglob("*")}
    assert digests(tmp_path / "again") == digests(folder)
    build(folder)
    assert {file: file.stat().st_mtime_ns for file in folder.rglob("*")} == before


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.jpg").write_bytes(b"mine")
    with pytest.raises(UserFacingError, match="holds other files"):
        build(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.jpg"]
    with pytest.raises(UserFacingError, match="is a file"):
        build(tmp_path / "mine.jpg")


def test_without_the_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "skimage" else real(name))
    with pytest.raises(UserFacingError) as refused:
        build(tmp_path / "demo")
    assert refused.value.sentence == "The demo needs two more packages."
    assert "photoface[demo]" in refused.value.remedy
    assert not (tmp_path / "demo").exists()
