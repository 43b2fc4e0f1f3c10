"""What people and other programs do to the files between two scans; names follow the pictures."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from people_page import scan, scan_is_over
from PIL import ExifTags, Image, ImageEnhance
from real_window import RealWindow
from small_album import photo_of, save
from travel import Travel

from photoface.demo.portraits import GRACE


def turn(file: Path) -> None:
    """Write another orientation into a JPEG's EXIF, and touch nothing else, as exiftool does."""
    with Image.open(file) as picture:
        exif = picture.getexif()
    exif[ExifTags.Base.Orientation] = 6
    told = exif.tobytes()
    data = file.read_bytes()
    start = data.index(b"Exif\0\0") - 4
    length = int.from_bytes(data[start + 2 : start + 4], "big")
    segment = b"\xff\xe1" + (len(told) + 2).to_bytes(2, "big") + told
    file.write_bytes(data[:start] + segment + data[start + 2 + length :])


def edit(file: Path) -> None:
    """Save a picture brighter, under its name, with its EXIF."""
    with Image.open(file) as picture:
        exif = picture.getexif()
        ImageEnhance.Brightness(picture).enhance(1.15).save(file, quality=92, exif=exif)


def swap(one: Path, other: Path) -> None:
    between = one.with_name("between.jpg")
    one.rename(between)
    other.rename(one)
    between.rename(other)


def test_names_follow_the_pictures(travel: Travel, named_album: Path) -> None:
    window, catalog, pictures = travel(named_album)
    before = catalog.names()
    assert before["Eileen"] == {"eileen-1.jpg", "eileen-2.jpg", "eileen-3.jpg", "eileen-4.jpg", "both-1.jpg"}
    assert before["Grace"] == {"grace-1.jpg", "grace-2.jpg", "grace-3.jpg", "grace-4.jpg", "both-1.jpg"}

    (pictures / "2020").mkdir()
    (pictures / "eileen-1.jpg").rename(pictures / "2020" / "a.jpg")
    edit(pictures / "eileen-2.jpg")
    turn(pictures / "eileen-3.jpg")
    swap(pictures / "eileen-4.jpg", pictures / "grace-4.jpg")
    # The backup that an editor makes, and another person's photo under the old name.
    (pictures / "grace-1.jpg").rename(pictures / "grace-1_orig.jpg")
    edit_of = pictures / "grace-1_orig.jpg"
    (pictures / "grace-1.jpg").write_bytes(edit_of.read_bytes())
    edit(pictures / "grace-1.jpg")
    (pictures / "grace-2.jpg").rename(pictures / "z.jpg")
    save(photo_of((GRACE,), 77), pictures / "grace-2.jpg", dt.datetime(2021, 1, 1))

    scan(window)
    assert catalog.ask("SELECT relative_path, failure FROM photo_file WHERE state = 'failed'") == []
    now = catalog.names()
    assert now["Eileen"] == {"2020/a.jpg", "eileen-2.jpg", "eileen-3.jpg", "grace-4.jpg", "both-1.jpg"}
    # The new file under an old name is another picture: nobody confirmed it.
    assert now["Grace"] - {"grace-1.jpg"} == {"grace-1_orig.jpg", "z.jpg", "grace-3.jpg", "eileen-4.jpg", "both-1.jpg"}
    faces = "SELECT count(*) FROM face JOIN photo_file USING (photo_id) WHERE relative_path = 'eileen-3.jpg'"
    assert catalog.ask(faces) == [(1,)], "the turned photo has its face once"
    window.close()


def is_away(window: RealWindow) -> bool:
    return any("away" in thing.description for thing in window.all("Pictures", "Button"))


def test_a_library_that_is_away_comes_back_with_all_names(travel: Travel, named_album: Path) -> None:
    window, catalog, pictures = travel(named_album)
    before = catalog.names()
    away = pictures.with_name("unplugged")
    pictures.rename(away)
    scan(window)
    window.wait(lambda: is_away(window), "the folder is said to be away")
    window.see(re.compile("^Eileen: 5 faces"), "Item")
    assert catalog.names() == before
    away.rename(pictures)
    scan(window)
    window.wait(lambda: not is_away(window), "the folder is there again")
    assert catalog.names() == before
    assert catalog.ask("SELECT count(*) FROM photo WHERE missing OR forgotten") == [(0,)]
    found = window.command("search", "Eileen").splitlines()
    assert {Path(line).name for line in found} == before["Eileen"]
    assert all(Path(line).exists() for line in found)
    window.close()


def test_a_library_that_moved_is_found_where_it_lies_now(travel: Travel, named_album: Path) -> None:
    window, catalog, pictures = travel(named_album)
    before = catalog.names()
    new = pictures.with_name("Photos of us")
    pictures.rename(new)
    scan(window)
    window.wait(lambda: is_away(window), "the folder is said to be away")
    window.click("Pictures", "Button", button=3)
    window.click(re.compile("^It lies elsewhere now"), "MenuItem")
    window.wait_for_focus("Directory:")
    window.press("ctrl+a")
    window.type(str(new))
    window.wait(
        lambda: [field.text for field in window.all("Directory:", "EditableText")] == [str(new)],
        "the folder is in the field",
    )
    jobs = window.look().jobs_ended
    window.press("Return")
    window.see("Photos of us", "Button")
    scan_is_over(window, before=jobs)
    assert catalog.names() == before
    found = window.command("search", "Grace").splitlines()
    assert {Path(line) for line in found} == {new / file for file in before["Grace"]}
    window.close()
