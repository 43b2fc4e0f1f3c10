"""The keys of the search language (`year:`, `tag:`) with help texts, and the error for an unreadable search."""

from __future__ import annotations

import re

from photoface.errors import UserFacingError

KEYS = {
    "only": "After only: come the names of all who are in the photo: only:Anna,Ben",
    "year": "After year: comes a year, or years: year:2019, year:2015..2019",
    "month": "After month: comes a month from 1 to 12, or months: month:7, month:6..8",
    "date": "After date: comes a day, or days: date:2019-05-01, date:2019-05..2019-06",
    "tag": "After tag: comes a tag: tag:beach, tag:Travel/Italy, tag:=beach for only this, tag:~beach for similar ones",
    "faces": "After faces: comes a number of faces: faces:2, faces:>3, faces:2..4",
    "with": "After with: comes strangers: with:strangers",
    "age": "After age: come a name and full years: age:Anna:3, age:Anna:3-5",
    "rating": "After rating: come 0 to 5 stars: rating:5, rating:>=4",
    "camera": "After camera: comes a part of its name: camera:pixel",
    "place": "After place: comes a town, region or country: place:Vienna; or degrees north, degrees east and "
    "kilometres: place:48.21,16.37,5",
    "person": "After person: comes the name of a person: person:Anna",
    "text": "After text: comes a word of a title, a caption or a file's name: text:birthday",
    "is": "After is: comes favourite, hidden, missing, damaged, duplicate, stacked, unnamed or video: is:favourite",
    "in": "After in: comes the name of a folder: in:Italy",
    "album": "After album: comes the name of an album: album:Summer, album:Travel/Summer",
    "circle": "After circle: comes the name of a circle of people: circle:Family",
}
"""Every key, with the values that it takes."""

GENERAL_HELP = "Here fits a name, such as Anna or “Anna Berg” in quotes, or a key, such as year:2019."

_SHOWN = 20


class SearchError(UserFacingError):
    """A search that cannot be parsed.

    Attributes:
        position: the index in the text at which parsing failed.
    """

    def __init__(self, text: str, position: int, *fits: str) -> None:
        place = re.match(r"\S*", text[position:])
        found = place[0] if place is not None else ""
        if len(found) > _SHOWN:
            found = f"{found[:_SHOWN]}…"
        where = f"at “{found}” (character {position + 1:,})" if found else "at its end"
        sentence = f"The search cannot be read {where}."
        super().__init__(sentence, " ".join(one if one.endswith((".", "”")) else f"{one}." for one in fits))
        self.position = position
