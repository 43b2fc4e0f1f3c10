"""Completes the word at the cursor of the search field: names of people, tags, places, keys and their values."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog import albums, circles, people, tags
from photoface.catalog.people import Names
from photoface.catalog.position_places import places_in_library
from photoface.catalog.search import resolve
from photoface.catalog.search.errors import KEYS
from photoface.catalog.search.grammar import unquoted
from photoface.catalog.search.values import is_position
from photoface.catalog.search.words import REACHES, quoted, tag_name
from photoface.catalog.summaries import Completion
from photoface.catalog.tables import Face, Person, Photo
from photoface.catalog.visible import photo_shown
from photoface.text_folding import begins_with, folded

MOST_WORDS_OF_A_NAME = 4
"""Maximum number of unquoted words that are tried as the beginning of one name."""

_VALUES = {"is": ("favourite", "hidden", "damaged", "missing", "unnamed"), "with": ("strangers",)}
_NAME_KEYS = {"only", "age", "person"}
_BEGINS_A_YEAR = re.compile(r"[12]\d{1,3}", re.ASCII)
_TOKEN = re.compile(
    rf"""
    (?<!\w)(?P<key>{"|".join(KEYS)}):
    | (?P<quoted>"(?:\\.|[^"\\])*\\?"?)
    | (?P<word>(?!-)[^\s()"|:,]+)
    | (?P<other>\s+|.)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Typed:
    """The word at the cursor: its letters before the cursor, its range, and the key before it."""

    letters: str
    start: int
    end: int
    key: str
    bare: bool


def completions(session: Session, text: str, cursor: int, limit: int = 8) -> list[Completion]:
    """Completions of the word at the cursor, most likely first; none before the first letter.

    Several unquoted words are also tried as one name: `anna be` is completed to Anna Berg.
    """
    typed = list(_typed(text, max(0, min(cursor, len(text)))))
    return list(itertools.islice(_offered(session, typed, limit), limit)) if typed else []


def _offered(session: Session, typed: list[_Typed], limit: int) -> Iterator[Completion]:
    """What could stand at the cursor; of people no more than `limit`."""
    at_cursor = typed[0]
    key, letters, place = at_cursor.key, at_cursor.letters, (at_cursor.start, at_cursor.end)
    if key in _VALUES:
        yield from _as_completions(at_cursor, "value", _beginning(_VALUES[key], letters))
    elif key == "year":
        yield from _as_completions(at_cursor, "year", _years(session, letters))
    elif not letters:
        return
    elif key == "tag":
        reach = letters[0] if at_cursor.bare and letters[0] in REACHES else ""
        for tag in tags.beginning_with(tags.everything(session), letters.removeprefix(reach)):
            yield Completion(tag_name(tag.path), (at_cursor.start + len(reach), at_cursor.end), "tag", tag.path)
    elif key == "camera":
        yield from _as_completions(at_cursor, "camera", _beginning(resolve.cameras(session), letters))
    elif key == "in":
        folders = dict.fromkeys(place.name.rpartition(tags.SEPARATOR)[2] for place in resolve.folders(session))
        yield from _as_completions(at_cursor, "folder", _beginning(folders, letters))
    elif key == "album":
        paths = albums.paths(albums.everything(session)).values()
        yield from _as_completions(at_cursor, "album", _beginning(paths, letters))
    elif key == "circle":
        names = (circle.name for circle in circles.everything(session))
        yield from _as_completions(at_cursor, "circle", _beginning(names, letters))
    elif key == "place":
        if not is_position(letters):
            labels = dict.fromkeys(town.city or town.name for town in places_in_library(session).values())
            yield from _as_completions(at_cursor, "place", _beginning(labels, letters))
    elif not key and _BEGINS_A_YEAR.fullmatch(letters):
        for year in _years(session, letters):
            yield Completion(f"year:{year}", place, "year", year)
    elif not key or key in _NAME_KEYS:
        yield from _names(session, typed, limit)
        if not key and at_cursor.bare:
            for name in KEYS:
                if name.startswith(letters.casefold()):
                    yield Completion(f"{name}:", place, "key", f"{name}:")
            for tag in tags.beginning_with(tags.everything(session), letters):
                yield Completion(f"tag:{tag_name(tag.path)}", place, "tag", tag.path)


def _names(session: Session, typed: list[_Typed], limit: int) -> list[Completion]:
    """People by the longest sequence of words that begins one of their names, then by number of faces."""
    everybody = _shown_people(session)
    places: dict[int, tuple[int, int]] = {}
    for one in reversed(typed):
        for person in everybody:
            if any(begins_with(name, one.letters) for name in person.all):
                places.setdefault(person.id, (one.start, one.end))
    best = list(places)[:limit]
    by_id = {person.id: person for person in people.summaries(session, best)}
    found = [by_id[person_id] for person_id in best]
    return [Completion(quoted(one.name), places[one.id], "person", one.name, one) for one in found]


def _shown_people(session: Session) -> list[Names]:
    """People who are not hidden, most faces first."""
    faces = sa.select(sa.func.count()).where(Face.person_id == Person.id).correlate(Person).scalar_subquery()
    query = sa.select(Person.id).where(Person.hidden.is_(False)).order_by(faces.desc(), Person.name_key)
    by_id = {person.id: person for person in people.names(session)}
    return [by_id[person_id] for person_id in session.execute(query).scalars()]


def _years(session: Session, letters: str) -> list[str]:
    """The years of photos that begin with these digits, newest first."""
    year = sa.func.strftime("%Y", Photo.taken_at)
    query = sa.select(year).distinct().where(photo_shown(), year.startswith(letters, autoescape=True))
    return list(session.execute(query.order_by(year.desc())).scalars())


def _beginning(choices: Iterable[str], letters: str) -> list[str]:
    return [choice for choice in choices if not folded(letters) or begins_with(choice, letters)]


def _as_completions(typed: _Typed, kind: str, found: Iterable[str]) -> list[Completion]:
    return [Completion(quoted(one), (typed.start, typed.end), kind, one) for one in found]


def _typed(text: str, cursor: int) -> Iterator[_Typed]:
    """The word at the cursor, then the sequences of plain words that end with it, each one word longer."""
    active, value_at = "", -1
    run: list[int] = []
    for token in _TOKEN.finditer(text):
        if token.start() >= cursor:
            return
        at_cursor = cursor <= token.end()
        if token["key"]:
            active, value_at, run = token["key"].casefold(), token.end(), []
            if cursor == token.end():
                yield _Typed("", cursor, cursor, active, True)
        elif token["word"] or token["quoted"]:
            key = active if token.start() == value_at else ""
            bare = token["word"] is not None
            if at_cursor:
                typed = text[token.start() : cursor]
                yield _Typed(typed if bare else unquoted(typed), token.start(), token.end(), key, bare)
                for start in reversed(run[1 - MOST_WORDS_OF_A_NAME :] if bare and not key else []):
                    yield _Typed(text[start:cursor], start, token.end(), "", False)
            run = [*run, token.start()] if bare and not key else []
            # After `only:` further names follow commas.
            goes_on = key == "only" and text[token.end() : token.end() + 1] == ","
            value_at = token.end() + 1 if goes_on else -1
        elif not token[0].isspace():
            run = []
