"""The folder of web pages: whole, escaped, without scripts, and never over anything of the user's."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl
from photoface.library.commands.collections import TagPhotos
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.people import HidePeople, RenamePerson
from photoface.library.exports.web_pages import MARK, PageChoices, PictureSize
from photoface.library.library import Library

VOID = {"meta", "link", "img"}
HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "&lt;b&gt; </title><script>",
    "\u202eevil\x07 \u2066name",
    "../../../etc/passwd",
)


class Reader(HTMLParser):
    """Reads a page: its links, its text, and whether each element is closed."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.texts: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(page.read_text(encoding="utf-8"))
        assert self._open == [], page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.fixture
def named(scanned: Library) -> Library:
    first, second, _ = sorted(group.id for group in scanned.groups.all())
    scanned.execute(NameGroup(first, "Anna Berg"))
    scanned.execute(NameGroup(second, "Ben Holt"))
    return scanned


def pages_in(folder: Path) -> dict[str, Reader]:
    """All pages; each link leads to a file of the folder."""
    found = {path.relative_to(folder).as_posix(): Reader(path) for path in sorted(folder.rglob("*.html"))}
    for name, page in found.items():
        for link in page.links:
            if link.startswith("#"):
                continue
            target = ((folder / name).parent / link).resolve()
            assert target.is_file(), (name, link)
            assert folder.resolve() in target.parents, (name, link)
        assert not [tag for tag, _ in page.elements if tag in ("script", "iframe", "object", "form")]
        assert not [key for _, attributes in page.elements for key in attributes if key.startswith("on")]
        images = [attributes for tag, attributes in page.elements if tag == "img"]
        assert all("alt" in attributes for attributes in images)
        assert next(attributes for tag, attributes in page.elements if tag == "html") == {"lang": "en"}
    return found


def test_people_photos_and_boxes(named: Library, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    report = named.exports.pages(folder)
    pages = pages_in(folder)
    assert (report.photos, report.people, report.without_picture) == (12, 2, [])
    assert report.sentence().startswith(f"Pages of 12 photos and 2 people are in {folder}")
    assert {"Anna Berg", "Ben Holt"} <= set(pages["index.html"].texts)
    for person in named.people.all():
        shown = {link for link in pages[f"people/{person.id}.html"].links if link.startswith("../photos/")}
        assert shown == {f"../photos/{photo}.html" for photo in named.photos.ids(person.id)}
    for photo_id in named.photos.ids():
        detail = named.photos.detail(photo_id)
        boxes = [one for tag, one in pages[f"photos/{photo_id}.html"].elements if one.get("class") == "face"]
        assert len(boxes) == sum(face.person_id is not None for face in detail.faces)
        with Image.open(folder / "pictures" / f"{photo_id}.jpg") as picture:
            assert picture.size == (detail.width, detail.height)
            assert not picture.getexif()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_text(named: Library, tmp_path: Path, name: str) -> None:
    person = named.people.all()[0]
    try:
        named.execute(RenamePerson(person.id, name))
    except UserFacingError:
        pytest.skip("nobody can be called so")
    named.execute(TagPhotos(tuple(named.photos.ids()), "a" + name.replace("/", "|")))
    folder = tmp_path / "pages"
    named.exports.pages(folder, PageChoices(PictureSize.THUMBNAILS))
    pages = pages_in(folder)
    kept = named.people.get(person.id).name.replace("\x07", "\ufffd")
    assert kept in pages["index.html"].texts
    assert {path.name for path in folder.iterdir()} >= {"index.html", MARK}


def test_names_and_places_can_be_left_out(named: Library, tmp_path: Path) -> None:
    named.execute(TagPhotos(tuple(named.photos.ids()), "Anna's birthday"))
    folder = tmp_path / "pages"
    report = named.exports.pages(folder, PageChoices(PictureSize.THUMBNAILS, names=False, places=False))
    pages = pages_in(folder)
    assert report.people == 0
    assert list((folder / "people").iterdir()) == list((folder / "pictures").iterdir()) == []
    for path in folder.rglob("*.html"):
        words = path.read_text(encoding="utf-8")
        assert not any(name in words for name in ("Anna", "Ben Holt", 'class="face"'))
    assert any(link.startswith("photos/") for link in pages["index.html"].links)


def test_hidden_people_stay_hidden(named: Library, tmp_path: Path) -> None:
    anna = next(person for person in named.people.all() if person.name == "Anna Berg")
    named.execute(HidePeople((anna.id,)))
    named.exports.pages(tmp_path / "pages")
    assert not any("Anna" in path.read_text(encoding="utf-8") for path in (tmp_path / "pages").rglob("*.html"))


def test_nothing_of_the_user_s_is_written_over(named: Library, tmp_path: Path, album: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "index.html").write_text("precious")
    for folder, sentence in ((mine, "not empty"), (mine / "index.html", "is a file"), (album / "x", "photo folder")):
        with pytest.raises(UserFacingError, match=sentence):
            named.exports.pages(folder, overwrite=True)
    assert [path.name for path in mine.iterdir()] == ["index.html"]
    with pytest.raises(UserFacingError, match="no photos"):
        named.exports.pages(tmp_path / "none", photo_ids=[])
    assert not (tmp_path / "none").exists()


def test_newer_pages_replace_older_ones_and_nothing_else(named: Library, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    named.exports.pages(folder)
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(UserFacingError, match="older pages"):
        named.exports.pages(folder)
    (one,) = named.photos.ids()[:1]
    named.exports.pages(folder, photo_ids=[one], overwrite=True)
    assert [path.name for path in (folder / "photos").iterdir()] == [f"{one}.html"]
    assert (folder / "notes.txt").read_text() == "mine"
    pages_in(folder)


def test_a_photo_whose_file_went_away_is_said(named: Library, tmp_path: Path, album: Path) -> None:
    photo_id = named.photos.ids()[0]
    path = named.photos.detail(photo_id).path
    assert path is not None
    path.unlink()
    report = named.exports.pages(tmp_path / "pages")
    assert [lost for lost, _ in report.without_picture] == [photo_id]
    assert "1 picture could not be read" in report.sentence()
    pages_in(tmp_path / "pages")


def test_stopped_pages_have_no_index_and_can_be_made_again(named: Library, tmp_path: Path) -> None:
    control = JobControl()
    control.cancel()
    with pytest.raises(JobCancelled):
        named.exports.pages(tmp_path / "pages", control=control)
    assert not (tmp_path / "pages" / "index.html").exists()
    named.exports.pages(tmp_path / "pages", overwrite=True)
    pages_in(tmp_path / "pages")
