from __future__ import annotations

import subprocess
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest
from command import Command, Ran

from photoface.library.library import Library
from photoface.vision.model_registry import SFACE


@pytest.fixture(autouse=True)
def _without_qt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Starting Qt in another process takes seconds, and is not what these tests are about."""
    well = subprocess.CompletedProcess([], 0, "", "")
    monkeypatch.setattr("photoface.cli.doctor.subprocess.run", lambda *_arguments, **_options: well)


def findings(ran: Ran) -> dict[str, dict[str, Any]]:
    return {one["about"]: one for one in ran.json}


def test_all_is_well(photoface: Command, scanned: Library) -> None:
    ran = photoface("doctor", "--json")
    assert sorted(ran.json[0]) == ["about", "ok", "remedy", "sentence"]
    found = findings(ran)
    assert "12 photos" in found["catalog"]["sentence"]
    assert found["model"]["sentence"] == "dlib-resnet is in use."
    assert {"PhotoFace", "packages", "backup", "disk", "device", "window", "formats"} <= set(found)
    assert (ran.code == 0) == all(one["ok"] for one in ran.json)
    assert "ok" in photoface("doctor").out


def test_a_damaged_catalog(photoface: Command, scanned: Library, catalog_path: Path) -> None:
    scanned.close()
    data = bytearray(catalog_path.read_bytes())
    data[8192:40960] = b"\xa5" * (40960 - 8192)
    catalog_path.write_bytes(bytes(data))
    ran = photoface("doctor", "--json")
    assert ran.code == 1
    assert not findings(ran)["catalog"]["ok"]
    assert "no backup" in str(findings(ran)["catalog"]["remedy"])


def test_a_file_that_is_no_catalog(photoface: Command, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear Anna, " * 100)
    ran = photoface("doctor", "--json", "--catalog", file)
    assert ran.code == 1
    assert "is not a PhotoFace catalog" in str(findings(ran)["catalog"]["sentence"])


def test_no_catalog_yet_is_no_fault(photoface: Command, tmp_path: Path) -> None:
    file = tmp_path / "new.photoface"
    found = findings(photoface("doctor", "--json", "--catalog", file))
    assert found["catalog"]["ok"]
    assert not file.exists()


def test_a_full_disk_and_a_lost_folder(
    photoface: Command, scanned: Library, album: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("photoface.cli.doctor.shutil.disk_usage", lambda _path: usage(1000, 999, 1))
    album.rename(album.with_name("Elsewhere"))
    ran = photoface("doctor", "--json")
    assert ran.code == 1
    found = findings(ran)
    assert not found["disk"]["ok"]
    assert not found["folder"]["ok"]


def test_a_model_without_its_package(
    photoface: Command, library: Library, catalog_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = catalog_path.parent / "models"
    folder.mkdir()
    (folder / SFACE.file_name).write_bytes(b"network")
    library.models.use(SFACE.id)
    assert findings(photoface("doctor", "--json"))["model"]["sentence"] == "sface is in use."
    monkeypatch.setattr("photoface.vision.onnx_runtime.PACKAGE", "no_such_package")
    found = findings(photoface("doctor", "--json"))["model"]
    assert not found["ok"]
    assert found["remedy"] == 'pip install "photoface[onnx]"'


def test_qt_without_a_system_library(photoface: Command, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    message = "ImportError: libEGL.so.1: cannot open shared object file: No such file or directory"
    broken = subprocess.CompletedProcess([], 1, "", f"Traceback\n{message}\n")
    monkeypatch.setattr("photoface.cli.doctor.subprocess.run", lambda *_arguments, **_options: broken)
    ran = photoface("doctor", "--json")
    assert ran.code == 1
    window = findings(ran)["window"]
    assert not window["ok"]
    assert "libegl1" in f"{window['sentence']} {window['remedy']}"
