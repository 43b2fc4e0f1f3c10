"""Exports photos as a folder of static web pages: the people, a page for each person and year, and one for each photo.

The folder holds copies of pictures that are made for it; the photos themselves are only read. The copies carry no
metadata, so nothing of a place or a camera is in them; the pages may name the nearest town.
"""

from __future__ import annotations

import contextlib
import enum
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from photoface.catalog import exported_photos, people, photos
from photoface.catalog.database import Database
from photoface.catalog.exported_photos import ExportDetails
from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries.faces import FaceSummary
from photoface.catalog.summaries.people import PersonSummary
from photoface.catalog.summaries.photos import PhotoDetail, PhotoSummary
from photoface.errors import UserFacingError
from photoface.formatting import counted
from photoface.imaging.thumbnails import encode_jpeg
from photoface.jobs import JobControl, RateMeter
from photoface.library.exports.page_parts import (
    NO_DATE,
    STYLE,
    Link,
    day_in_words,
    life_day_in_words,
    month_in_words,
    page,
    person_name,
    text,
)
from photoface.library.exports.records import PHOTOS_AT_ONCE
from photoface.library.pictures import Pictures
from photoface.places.place_table import nearest_place

LARGE_LONG_SIDE = 2048
"""Pixels: fills most screens, and is about 400 kB."""

MARK = "photoface-pages.txt"
"""A file that says that a folder is such an export, so that a newer one may replace it."""

_MARKED = "These web pages were made by PhotoFace. A newer export may replace them.\n"

_OURS = {
    "": re.compile(r"(index|photos-(\d{4}|undated))\.html|style\.css"),
    "people": re.compile(r"\d+\.(html|jpg)"),
    "photos": re.compile(r"\d+\.html"),
    "pictures": re.compile(r"\d+\.jpg"),
    "thumbnails": re.compile(r"\d+\.jpg"),
}
"""By folder, the names of files that an export makes: only those are deleted for a newer one."""

_ALT_PEOPLE = 4


class PictureSize(enum.StrEnum):
    """How large the copies are."""

    THUMBNAILS = "thumbnails"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class PageChoices:
    """What the pages show.

    Attributes:
        names: people, and what may name them: tags, titles and captions.
        places: the nearest town.
    """

    pictures: PictureSize = PictureSize.LARGE
    names: bool = True
    places: bool = True


@dataclass(slots=True)
class PagesReport:
    """What the pages hold.

    Attributes:
        without_picture: photos whose file could not be read, each with the sentence.
    """

    folder: Path
    photos: int = 0
    people: int = 0
    without_picture: list[tuple[int, str]] = field(default_factory=list)

    def sentence(self) -> str:
        who = f" and {counted(self.people, 'person', 'people')}" if self.people else ""
        lost = f" {counted(len(self.without_picture), 'picture')} could not be read." if self.without_picture else ""
        return f"Pages of {counted(self.photos, 'photo')}{who} are in {self.folder}: open index.html.{lost}"


class WebPages:
    """One export.

    Args:
        photo_ids: the photos, newest first.
    """

    def __init__(
        self,
        database: Database,
        pictures: Pictures,
        folder: Path,
        photo_ids: Sequence[int],
        choices: PageChoices,
        control: JobControl,
    ) -> None:
        self._database = database
        self._pictures = pictures
        self._folder = folder
        self._ids = photo_ids
        self._choices = choices
        self._control = control
        self._report = PagesReport(folder)

    def write(self, *, overwrite: bool) -> PagesReport:
        """Write the pages; `index.html` comes last.

        Raises:
            JobCancelled: by the control; what was written stays, and may be replaced.
            UserFacingError: the folder holds something else, may not be overwritten, or cannot be written.
        """
        with self._database.read() as session:
            shown = photos.summaries(session, self._ids)
        if not shown:
            raise UserFacingError("There are no photos to make pages of.", "Choose another search.")
        try:
            self._prepare(overwrite=overwrite)
            self._write_all(shown)
        except OSError as error:
            raise UserFacingError(
                f"{self._folder} cannot be written: {error.strerror or error}.",
                "Check the folder, its rights and the room on the disk.",
            ) from error
        return self._report

    def _prepare(self, *, overwrite: bool) -> None:
        folder = self._folder
        if folder.exists() and not folder.is_dir():
            raise UserFacingError(f"{folder} is a file.", "Name a folder, which is made where there is none.")
        if folder.is_dir() and any(folder.iterdir()):
            if not (folder / MARK).is_file():
                raise UserFacingError(f"{folder} is not empty.", "Name a new folder for the pages.")
            if not overwrite:
                raise UserFacingError(
                    f"{folder} holds older pages.", "Name a new folder, or replace these with --force."
                )
            for below, ours in _OURS.items():
                with contextlib.suppress(FileNotFoundError):
                    for file in (folder / below).iterdir():
                        if ours.fullmatch(file.name) and not file.is_symlink() and file.is_file():
                            file.unlink()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARK).write_text(_MARKED, encoding="utf-8")
        for below in _OURS:
            (folder / below).mkdir(exist_ok=True)

    def _write_all(self, shown: Sequence[PhotoSummary]) -> None:
        with self._database.read() as session:
            chosen = exported_photos.people_in(session, self._ids) if self._choices.names else []
            found = people.summaries(session, chosen)
        self._people = {person.id: person for person in found if not person.hidden}
        years = [year for year, _ in itertools.groupby(shown, key=_year)]
        self._newest = _file_of(years[0])
        self._links = [Link("Photos", self._newest)]
        self._pictured: set[int] = set()
        if self._people:
            self._links.insert(0, Link("People", "index.html"))
        (self._folder / "style.css").write_text(STYLE, encoding="utf-8")
        theirs = self._write_photos(shown)
        self._report.photos, self._report.people = len(shown), len(self._people)
        for year, some in itertools.groupby(shown, key=_year):
            self._page(_file_of(year), _called(year), _years(years, year) + self._grid(some), self._newest)
        by_id = {photo.id: photo for photo in shown}
        for person in self._people.values():
            self._control.checkpoint()
            self._write_person(person, [by_id[photo_id] for photo_id in theirs[person.id]])
        if self._people:
            self._page("index.html", "People", self._people_grid(theirs), "index.html")
        else:
            first = [photo for photo in shown if _year(photo) == years[0]]
            self._page("index.html", "Photos", _years(years, years[0]) + self._grid(first), self._newest)

    def _write_photos(self, shown: Sequence[PhotoSummary]) -> dict[int, list[int]]:
        """Write the photos' pages and pictures; returns the photos of each person, in order."""
        theirs: dict[int, list[int]] = defaultdict(list)
        meter = RateMeter(self._control.working_time)
        place = 0
        for start in range(0, len(shown), PHOTOS_AT_ONCE):
            some = [photo.id for photo in shown[start : start + PHOTOS_AT_ONCE]]
            with self._database.read() as session:
                details, extra = photos.details(session, some), exported_photos.export_details(session, some)
            for photo in details:
                self._control.report(meter.progress("Making pages", place, len(shown)))
                newer, older = shown[place - 1 : place] if place else (), shown[place + 1 : place + 2]
                self._write_photo(photo, extra[photo.id], newer, older)
                for person_id in self._in_photo(photo, extra[photo.id]):
                    theirs[person_id].append(photo.id)
                place += 1
        self._control.report(meter.progress("Making pages", len(shown), len(shown)))
        return theirs

    def _in_photo(self, photo: PhotoDetail, extra: ExportDetails) -> list[int]:
        """Who is named in a photo, from left to right."""
        with_face = [face.person_id for face in photo.faces if _shows(face)]
        everybody = [*with_face, *(person_id for person_id, _ in extra.people_without_face)]
        return [one for one in dict.fromkeys(everybody) if one is not None and one in self._people]

    def _write_photo(
        self,
        photo: PhotoDetail,
        extra: ExportDetails,
        newer: Sequence[PhotoSummary],
        older: Sequence[PhotoSummary],
    ) -> None:
        when = day_in_words(photo.taken_at, photo.date_precision)
        named = [self._people[person_id] for person_id in self._in_photo(photo, extra)]
        picture = self._write_picture(photo)
        names = ", ".join(person.name for person in named[:_ALT_PEOPLE])
        boxes = "\n".join(
            self._box(face) for face in photo.faces_in_picture if _shows(face) and face.person_id in self._people
        )
        title = self._title(extra) or when
        lines = [f"<h1>{text(title)}</h1>", f'<p class="muted">{text(self._facts(photo, extra, when))}</p>']
        if picture is None:
            lines.append('<p class="lost">The file of this photo could not be read.</p>')
        else:
            width, height = photo.width, photo.height
            alt = text(f"Photo of {names}" if names else f"Photo of {when}")
            image = f'<img src="../{picture}" width="{width}" height="{height}" style="height: auto" alt="{alt}">'
            lines.append(f'<div class="picture">{image}\n{boxes}</div>')
        if named:
            links = ", ".join(f'<a href="../people/{one.id}.html">{person_name(one.name)}</a>' for one in named)
            lines.append(f"<p>{links}</p>")
        if self._choices.names and extra.caption:
            lines.append(f"<p><bdi>{text(extra.caption)}</bdi></p>")
        around = [f'<a href="{one.id}.html" rel="prev">Newer</a>' for one in newer] or ["<span></span>"]
        around += [f'<a href="{one.id}.html" rel="next">Older</a>' for one in older]
        lines.append(f'<nav class="around" aria-label="Other photos">{"".join(around)}</nav>')
        self._page(f"photos/{photo.id}.html", title, "\n".join(lines), up="../")

    def _title(self, extra: ExportDetails) -> str:
        return (extra.title or "") if self._choices.names else ""

    def _facts(self, photo: PhotoDetail, extra: ExportDetails, when: str) -> str:
        facts = [when] if self._title(extra) else []
        if self._choices.places and photo.latitude is not None and photo.longitude is not None:
            place = nearest_place(photo.latitude, photo.longitude)
            facts += [place.label] if place is not None else []
        if photo.rating:
            facts.append(counted(photo.rating, "star"))
        if self._choices.names:
            facts += [tag.path for tag in photo.tags]
        return " \N{MIDDLE DOT} ".join(facts)

    def _box(self, face: FaceSummary) -> str:
        box = face.box.clamped()
        sides = (("left", box.left), ("top", box.top), ("width", box.width), ("height", box.height))
        where = "; ".join(f"{side}: {100 * value:.3f}%" for side, value in sides)
        name = person_name(self._people[face.person_id or 0].name)
        return f'<a class="face" href="../people/{face.person_id}.html" style="{where}"><span>{name}</span></a>'

    def _write_picture(self, photo: PhotoDetail) -> str | None:
        """Write the copies of a photo; returns the address of the larger one, None where the file cannot be read."""
        small = self._pictures.photo_thumbnail(photo.id)
        if small is None:
            self._report.without_picture.append((photo.id, "Its file cannot be read."))
            return None
        (self._folder / "thumbnails" / f"{photo.id}.jpg").write_bytes(small)
        self._pictured.add(photo.id)
        if self._choices.pictures is PictureSize.THUMBNAILS:
            return f"thumbnails/{photo.id}.jpg"
        try:
            large = encode_jpeg(self._pictures.photo_pixels(photo.id, LARGE_LONG_SIDE))
        except UserFacingError as error:
            self._report.without_picture.append((photo.id, error.sentence))
            return f"thumbnails/{photo.id}.jpg"
        (self._folder / "pictures" / f"{photo.id}.jpg").write_bytes(large)
        return f"pictures/{photo.id}.jpg"

    def _write_person(self, person: PersonSummary, some: Sequence[PhotoSummary]) -> None:
        born = f"Born {life_day_in_words(person.born)}. " if person.born else ""
        cover = self._cover(person, "../")
        head = (
            f'<div class="head">{cover}<div><h1>{person_name(person.name)}</h1>'
            f'<p class="muted">{text(born)}{text(counted(len(some), "photo"))}</p></div></div>'
        )
        self._page(f"people/{person.id}.html", person.name, head + self._grid(some, "../"), "index.html", up="../")

    def _people_grid(self, theirs: dict[int, list[int]]) -> str:
        cards = []
        for person in sorted(self._people.values(), key=lambda one: -len(theirs[one.id])):
            count = text(counted(len(theirs[person.id]), "photo"))
            cover = self._cover(person, "", write=True)
            cards.append(
                f'<li><a href="people/{person.id}.html">{cover}{person_name(person.name)}'
                f'<span class="muted" style="display: block">{count}</span></a></li>'
            )
        return "<h1>People</h1>\n" + f'<ul class="people">{"".join(cards)}</ul>'

    def _cover(self, person: PersonSummary, up: str, *, write: bool = False) -> str:
        crop = None if person.cover_face_id is None else self._pictures.face_crop(person.cover_face_id)
        if crop is None:
            return '<span class="cover"></span>'
        if write:
            (self._folder / "people" / f"{person.id}.jpg").write_bytes(crop)
        return f'<img class="cover" src="{up}people/{person.id}.jpg" width="128" height="128" alt="">'

    def _grid(self, some: Iterable[PhotoSummary], up: str = "") -> str:
        """Photos under the months they were taken in."""
        parts: list[str] = []
        for month, theirs in itertools.groupby(some, key=lambda one: month_in_words(one.taken_at, one.date_precision)):
            tiles = "\n".join(self._tile(photo, up) for photo in theirs)
            parts.append(f'<h2>{text(month)}</h2>\n<ul class="photos">\n{tiles}\n<li class="last"></li></ul>')
        return "\n".join(parts)

    def _tile(self, photo: PhotoSummary, up: str) -> str:
        when = text(day_in_words(photo.taken_at, photo.date_precision))
        width = round(180 * min(max(photo.width / photo.height, 0.5), 2.5))
        inside = f"<span>{when}</span>"
        if photo.id in self._pictured:
            inside = f'<img src="{up}thumbnails/{photo.id}.jpg" loading="lazy" alt="Photo of {when}">'
        where = f"{up}photos/{photo.id}.html"
        return f'<li style="width: {width}px"><a href="{where}" title="{when}">{inside}</a></li>'

    def _page(self, file: str, title: str, body: str, here: str = "", *, up: str = "") -> None:
        (self._folder / file).write_text(
            page(title, body, self._links, here=here, up=up), encoding="utf-8", errors="replace"
        )


def _shows(face: FaceSummary) -> bool:
    return face.status is FaceStatus.ACTIVE and face.person_id is not None


def _year(photo: PhotoSummary) -> int | None:
    """The year that a photo stands under; None without a date."""
    return None if photo.undated else photo.taken_at.year


def _file_of(year: int | None) -> str:
    return "photos-undated.html" if year is None else f"photos-{year:04}.html"


def _called(year: int | None) -> str:
    return NO_DATE if year is None else str(year)


def _years(years: Iterable[int | None], here: int | None) -> str:
    """The row of years."""
    links: Iterator[str] = (
        f'<li><a href="{_file_of(year)}"{" aria-current=page" if year == here else ""}>{_called(year)}</a></li>'
        for year in years
    )
    return f'<h1>Photos</h1>\n<nav aria-label="Years"><ul class="years">{"".join(links)}</ul></nav>\n'
