"""The names of a library (people, tags, albums, places ...) that search words may mean, read once and kept.

For words with a typing error it also finds what they may mean: names, and words of titles, captions and paths.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog import albums, circles, people, photo_words, position_places, tags
from photoface.catalog.people import Names
from photoface.catalog.photo_order import is_dated
from photoface.catalog.search import resolve, tree
from photoface.catalog.search.resolve import FolderPlace
from photoface.catalog.sql_dialects import year_text
from photoface.catalog.summaries.collections import TagSummary
from photoface.catalog.tables.faces import Face
from photoface.catalog.tables.people import Person
from photoface.catalog.tables.photos import Photo
from photoface.catalog.visible import photo_shown
from photoface.imaging.month_names import MONTH_OF_NAME
from photoface.places.place_table import Place
from photoface.text_folding import same_words


class Spelling(NamedTuple):
    """A word or name as it is spelled.

    Attributes:
        key: in the form of `same_words`.
        letters: see `letters_in`.
        name: what it is called.
        leaf: makes the condition that it means.
    """

    key: str
    letters: int
    name: str
    leaf: Callable[[str], tree.Leaf]


SHORTEST_FUZZY = 4
"""Letters of a word that may have a typing error."""

SHORTEST_PLACE = 3
"""Letters of a place without a key: countries have codes of two, which begin many names."""

_LONG_MONTHS = [name for name in MONTH_OF_NAME if len(name) >= 5]
"""Shorter ones are like too many other words."""


class Vocabulary(NamedTuple):
    """The words of titles, captions and paths, and how much there was of them then."""

    size: tuple[int, int]
    words: tuple[str, ...]


def letters_in(key: str) -> int:
    """The letters of a word as bits, 64 kinds of them: words with many other letters are told apart by it fast."""
    found = 0
    for letter in key:
        found |= 1 << (ord(letter) & 63)
    return found


def last_name(path: str) -> str:
    """The name at the end of the path of a tag, an album or a folder."""
    return path.rpartition(tags.SEPARATOR)[2]


@dataclass(slots=True)
class KnownNames:
    """What the library has, read when a word first needs it. Kept as long as nothing changes, it makes typing fast."""

    session: Session
    today: dt.date = field(default_factory=dt.date.today)
    _people: list[Names] | None = None
    _tags: list[TagSummary] | None = None
    _folders: list[FolderPlace] | None = None
    _cameras: list[str] | None = None
    _places: dict[int, Place] | None = field(default=None)
    _albums: list[str] | None = None
    _circles: list[str] | None = None
    _place_names: list[str] | None = None
    _spellings: list[Spelling] | None = None
    _shown_people: list[Names] | None = None
    _years: list[str] | None = None
    _is_southern: bool | None = None
    vocabulary: Vocabulary | None = None
    """Words of captions and paths. They outlive other changes, since reading them takes longest of all."""
    _mentioned: dict[str, bool] = field(default_factory=dict)

    @property
    def people(self) -> list[Names]:
        """Names and aliases of people."""
        if self._people is None:
            self._people = people.names(self.session)
        return self._people

    @property
    def shown_people(self) -> list[Names]:
        """People who are not hidden, most faces first."""
        if self._shown_people is None:
            faces = sa.select(sa.func.count()).where(Face.person_id == Person.id).correlate(Person).scalar_subquery()
            query = sa.select(Person.id).where(Person.hidden.is_(False)).order_by(faces.desc(), Person.name_key)
            by_id = {person.id: person for person in self.people}
            self._shown_people = [by_id[person_id] for person_id in self.session.execute(query).scalars()]
        return self._shown_people

    @property
    def years(self) -> list[str]:
        """The years of photos, newest first."""
        if self._years is None:
            year = year_text(Photo.taken_at)
            query = sa.select(year).distinct().where(photo_shown(), is_dated(), year.is_not(None))
            self._years = list(self.session.execute(query.order_by(year.desc())).scalars())
        return self._years

    @property
    def is_southern(self) -> bool:
        """Whether most photos with a position were taken south of the equator, so that summer is in January."""
        if self._is_southern is None:
            self._is_southern = position_places.is_mostly_southern(self.session)
        return self._is_southern

    @property
    def tags(self) -> list[TagSummary]:
        """All tags."""
        if self._tags is None:
            self._tags = tags.everything(self.session)
        return self._tags

    @property
    def folders(self) -> list[FolderPlace]:
        """Folders that hold photos."""
        if self._folders is None:
            self._folders = resolve.folders(self.session)
        return self._folders

    @property
    def cameras(self) -> list[str]:
        """Names of cameras."""
        if self._cameras is None:
            self._cameras = resolve.cameras(self.session)
        return self._cameras

    @property
    def places(self) -> dict[int, Place]:
        """Places of photos, by GeoNames' number."""
        if self._places is None:
            has = position_places.has_positions(self.session)
            self._places = position_places.places_in_library(self.session) if has else {}
        return self._places

    @property
    def albums(self) -> list[str]:
        """Paths of albums, such as `Travel/Summer`."""
        if self._albums is None:
            self._albums = list(albums.paths(albums.everything(self.session)).values())
        return self._albums

    @property
    def circles(self) -> list[str]:
        """Names of circles."""
        if self._circles is None:
            self._circles = [circle.name for circle in circles.everything(self.session)]
        return self._circles

    @property
    def place_names(self) -> list[str]:
        """Names of places and of the towns that they belong to, those of most positions first."""
        if self._place_names is None:
            self._place_names = list(
                dict.fromkeys(name for place in self.places.values() for name in (place.city, place.name) if name)
            )
        return self._place_names

    @property
    def spellings(self) -> list[Spelling]:
        """What a word with a typing error in it may mean: every name, and every word of one."""
        if self._spellings is None:
            self._spellings = list(self._spelled())
        return self._spellings

    def _spelled(self) -> Iterator[Spelling]:
        people_names = [name for person in self.people for name in person.all]
        kinds: list[tuple[Iterable[str], Callable[[str], tree.Leaf]]] = [
            (people_names, lambda name: tree.Named(name, prefixed=True)),
            ((last_name(tag.path) for tag in self.tags), lambda name: tree.Tagged(name, tree.Reach.EXACT)),
            (self.place_names, tree.PlacedIn),
            ((last_name(path) for path in self.albums), tree.InAlbum),
            ((last_name(folder.name) for folder in self.folders), tree.InFolder),
            (self._words_of_texts(), tree.Mentions),
            (_LONG_MONTHS, lambda name: tree.TakenInMonth(MONTH_OF_NAME[name], MONTH_OF_NAME[name])),
        ]
        for names, leaf in kinds:
            for name in dict.fromkeys(names):
                whole = same_words(name)
                yield Spelling(whole, letters_in(whole), name, leaf)
                # The first name or the surname may be left out.
                for word in whole.split() if names is people_names and " " in whole else ():
                    yield Spelling(word, letters_in(word), word, leaf)

    def _words_of_texts(self) -> tuple[str, ...]:
        size = photo_words.size(self.session)
        if self.vocabulary is None or self.vocabulary.size != size:
            self.vocabulary = Vocabulary(size, photo_words.all_words(self.session, SHORTEST_FUZZY))
        return self.vocabulary.words

    def is_mentioned(self, words: str) -> bool:
        """Whether a title, a caption or a path of any photo, or a person's notes, have a word that begins so."""
        found = self._mentioned.get(words)
        if found is None:
            query = sa.select(Photo.id).where(photo_shown(), photo_words.condition(words)).limit(1)
            found = self._mentioned[words] = self.session.execute(query).first() is not None or bool(
                people.with_noted(self.session, words)
            )
        return found
