"""Makes a page about one person, to print or to give away: cover, dates, relations, and photos by year with captions.

It is one HTML file without scripts, which loads nothing: the pictures are in it. All text passes `page_parts`, which
leaves no character that HTML reads as markup.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from photoface.catalog import exported_photos, person_details, photos, relations, stack_counts
from photoface.catalog.ages import age_on
from photoface.catalog.database import Database
from photoface.catalog.summaries.people import PersonDetails, RelatedPerson
from photoface.catalog.summaries.photos import PhotoSummary
from photoface.errors import UserFacingError
from photoface.imaging.thumbnails import encode_jpeg
from photoface.jobs import JobControl, RateMeter
from photoface.library.exports.page_parts import NO_DATE, day_in_words, life_day_in_words, person_name, text
from photoface.library.pictures import Pictures

USUAL_PHOTOS = 24
"""So many fill four sheets of paper."""

MOST_PHOTOS = 500

LONG_SIDE = 1200
"""Pixels of a photo: 300 an inch at the width of half a sheet."""

_ROLES = {
    "parent": ("Parent", "Parents"),
    "child": ("Child", "Children"),
    "partner": ("Partner", "Partners"),
    "sibling": ("Sibling", "Siblings"),
}

STYLE = """\
body { margin: 0 auto; padding: 24px; max-width: 960px; color: #1b1d22; background: #fff;
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 28px; font-weight: 600; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 18px; font-weight: 600; margin: 24px 0 8px; border-bottom: 1px solid #dfe2e8; break-after: avoid; }
.head { display: flex; gap: 24px; align-items: center; }
.cover { width: 144px; height: 144px; border-radius: 50%; object-fit: cover; }
.muted { color: #5b616e; margin: 0; }
.photos { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; }
figure { margin: 0; break-inside: avoid; }
figure img { display: block; width: 100%; max-height: 420px; object-fit: contain; object-position: left; }
figcaption { font-size: 13px; overflow-wrap: anywhere; }
@page { margin: 16mm; }
@media print { body { padding: 0; max-width: none; } }
"""


@dataclass(frozen=True, slots=True)
class PagePhoto:
    """A photo of the page.

    Attributes:
        heading: the year, or that there is no date.
        when: the date, with the age where both dates are known.
        jpeg: None where no file of it can be read.
    """

    heading: str
    when: str
    caption: str
    jpeg: bytes | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What stands on the page, as plain text and JPEGs; `facts` are lines below the name."""

    name: str
    cover: bytes | None
    facts: tuple[str, ...]
    photos: tuple[PagePhoto, ...]

    def html(self) -> str:
        """The whole page as HTML."""
        cover = "" if self.cover is None else f'<img class="cover" src="{_inline(self.cover)}" alt="">'
        facts = "\n".join(f'<p class="muted"><bdi>{text(fact)}</bdi></p>' for fact in self.facts)
        parts = [f'<div class="head">{cover}<div><h1>{person_name(self.name)}</h1>\n{facts}</div></div>']
        for heading, some in groupby(self.photos, key=lambda photo: photo.heading):
            figures = "\n".join(map(_figure, some))
            parts.append(f'<h2>{heading}</h2>\n<div class="photos">\n{figures}\n</div>')
        body = "\n".join(parts)
        return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>{text(self.name)}</title>
<style>
{STYLE}</style>
</head>
<body>
{body}
</body>
</html>
"""


def _inline(jpeg: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode("ascii")


def _figure(photo: PagePhoto) -> str:
    words = text(photo.when) + (f"<br><bdi>{text(photo.caption)}</bdi>" if photo.caption else "")
    image = "" if photo.jpeg is None else f'<img src="{_inline(photo.jpeg)}" alt="Photo of {text(photo.when)}">'
    return f"<figure>{image}<figcaption>{words}</figcaption></figure>"


def make_person_page(
    database: Database,
    pictures: Pictures,
    person_id: int,
    most_photos: int = USUAL_PHOTOS,
    control: JobControl | None = None,
) -> PersonPage:
    """Read the page of a person, with at most so many photos, spread over the years.

    Raises:
        JobCancelled: by the control.
        UserFacingError: the person is gone, no photo shows them, or the number of photos is not possible.
    """
    if not 1 <= most_photos <= MOST_PHOTOS:
        raise UserFacingError(f"A page has 1 to {MOST_PHOTOS} photos.")
    control = control or JobControl()
    with database.read() as session:
        details = person_details.details(session, person_id)
        relatives = relations.of_person(session, person_id)
        every = stack_counts.shown_once(session, photos.ids(session, person_id))
        chosen = chosen_photos(photos.summaries(session, every), most_photos)
        ids = [photo.id for photo in chosen]
        extra = exported_photos.export_details(session, ids)
        ages = {photo.id for photo in photos.details(session, ids) if photo.dated_by_exif}
    if not chosen:
        raise UserFacingError(f"No photo shows {details.person.name}.", "Name a face first.")
    born, made, meter = details.person.born, [], RateMeter(control.working_time)
    for place, photo in enumerate(chosen):
        control.report(meter.progress("Making the page", place, len(chosen)))
        when = day_in_words(photo.taken_at, photo.date_precision)
        age = age_on(born, photo.taken_at.date()) if photo.id in ages else None
        said = [one for one in (extra[photo.id].title, extra[photo.id].caption) if one]
        when = when if age is None else f"{when}, aged {age}"
        heading = NO_DATE if photo.undated else str(photo.taken_at.year)
        made.append(PagePhoto(heading, when, ". ".join(said), _picture(pictures, photo.id)))
    cover = details.person.cover_face_id
    crop = None if cover is None else pictures.face_crop(cover)
    return PersonPage(details.person.name, crop, tuple(_facts(details, relatives)), tuple(made))


def _picture(pictures: Pictures, photo_id: int) -> bytes | None:
    try:
        return encode_jpeg(pictures.photo_pixels(photo_id, LONG_SIDE))
    except UserFacingError:
        # Its date and its caption stand there all the same.
        return pictures.photo_thumbnail(photo_id)


def chosen_photos(every: Sequence[PhotoSummary], most: int) -> list[PhotoSummary]:
    """At most so many photos, oldest first: as many years as can be, of each the favourites and the best rated first.

    Photos without a date come last, as if they were a year of their own.

    Args:
        every: in any order.
    """
    by_year: dict[int | None, list[PhotoSummary]] = {}
    for photo in sorted(every, key=_by_date):
        by_year.setdefault(None if photo.undated else photo.taken_at.year, []).append(photo)
    for some in by_year.values():
        # The best of a year is taken from its end; sorting is stable, so that of equal ones the first is.
        some.reverse()
        some.sort(key=lambda photo: (bool(photo.favourite), photo.rating or 0))
    found: list[PhotoSummary] = []
    while len(found) < most and any(by_year.values()):
        for some in by_year.values():
            if some and len(found) < most:
                found.append(some.pop())
    return sorted(found, key=_by_date)


def _by_date(photo: PhotoSummary) -> tuple[bool, dt.datetime, int]:
    return photo.undated, photo.taken_at, photo.id


def _facts(details: PersonDetails, relatives: Sequence[RelatedPerson]) -> list[str]:
    person = details.person
    born = [] if person.born is None else [f"Born {life_day_in_words(person.born)}"]
    died = [] if person.died is None else [f"Died {life_day_in_words(person.died, is_death=True)}"]
    lines = [", ".join(born + died)]
    if details.aliases:
        lines.append("Also called " + ", ".join(alias.name for alias in details.aliases))
    for role, (one, several) in _ROLES.items():
        names = [relative.name for relative in relatives if relative.role == role]
        if names:
            lines.append(f"{one if len(names) == 1 else several}: {', '.join(names)}")
    return [line for line in lines if line]
