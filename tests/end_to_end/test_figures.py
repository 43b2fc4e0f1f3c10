"""The figures that PhotoFace claims, on real labelled photos, through the commands that docs/accuracy.md names.

The pairs are a part of LFW's development pairs, so that the suite stays quick; `photoface evaluate verification` with
all 2,200 gives the figure itself.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from photoface.assembly import load_engine
from photoface.cli.application import run
from photoface.imaging.decode import decode
from photoface.scan.face_engine import find_faces
from photoface.settings import Settings

EVERY = 11
"""Of the 1,100 pairs of each kind, so many apart, one is taken."""


@pytest.mark.shared
@pytest.mark.slow
def test_an_album_of_six_becomes_six_people(
    shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    album = tmp_path / "album"
    for photo in sorted((shared_data / "albums" / "friends").glob("*/*"))[::2]:
        (album / photo.parent.name).mkdir(parents=True, exist_ok=True)
        (album / photo.parent.name / photo.name).symlink_to(photo.resolve())
    assert run(["evaluate", "clustering", str(album), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["photos_with_face"] >= 0.98 * found["photos"]
    assert found["bcubed"]["f"] >= 0.95
    assert found["pairwise"]["precision"] >= 0.98


@pytest.mark.shared
@pytest.mark.slow
def test_pairs_are_told_apart(shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = (shared_data / "lfw" / "pairsDevTrain.txt").read_text().splitlines()
    count = int(lines[0])
    same, different = lines[1 : 1 + count], lines[1 + count :]
    some = tmp_path / "pairs.txt"
    chosen = same[::EVERY], different[::EVERY]
    some.write_text("\n".join([str(len(chosen[0])), *chosen[0], *chosen[1]]) + "\n")
    images = str(shared_data / "lfw" / "images")
    assert run(["evaluate", "verification", "--pairs", str(some), "--images", images, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["accuracy"] >= 0.975


@pytest.mark.shared
@pytest.mark.slow
def test_hard_photos(shared_data: Path) -> None:
    engine = load_engine(Settings())
    files = sorted((shared_data / "hard").iterdir())
    for file in files:
        (found,) = find_faces([decode(file.read_bytes(), name=file.name)], engine)
        if file.name.startswith(("group_cast_", "group_six", "pose_", "rotated_")):
            assert found.faces, file.name
        if file.name.startswith("no_face_"):
            assert not any(face.measures.passes_gate for face in found.faces), file.name
