"""Completes the word at the cursor of the search field: names of people, tags, albums and more, times and keys."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from photoface.catalog import people, tags
from photoface.catalog.search.errors import KEYS
from photoface.catalog.search.free_words import corrected
from photoface.catalog.search.grammar import unquoted
from photoface.catalog.search.known_names import SHORTEST_PLACE, KnownNames, last_name
from photoface.catalog.search.time_words import PHRASES
from photoface.catalog.search.values import is_position
from photoface.catalog.search.writing import REACHES, quoted, tag_name
from photoface.catalog.summaries.searches import Completion
from photoface.text_folding import begins_with, folded

MOST_WORDS_OF_A_NAME = 4
"""Maximum number of unquoted words that are tried as the beginning of one name."""

_VALUES = {
    "is": ("favourite", "hidden", "damaged", "duplicate", "missing", "stacked", "unnamed", "video"),
    "with": ("strangers",),
}
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


def completions(known: KnownNames, text: str, cursor: int, limit: int = 8) -> list[Completion]:
    """Completions of the word at the cursor, most likely first; none before the first letter.

    Several unquoted words are also tried as one name: `anna be` is completed to Anna Berg.
    """
    typed = list(_typed(text, max(0, min(cursor, len(text)))))
    return list(itertools.islice(_offered(known, typed, limit), limit)) if typed else []


def _offered(known: KnownNames, typed: list[_Typed], limit: int) -> Iterator[Completion]:
    """What could stand at the cursor; of people no more than `limit`."""
    at_cursor = typed[0]
    key, letters, place = at_cursor.key, at_cursor.letters, (at_cursor.start, at_cursor.end)
    if key in _VALUES:
        yield from _as_completions(at_cursor, "value", _beginning(_VALUES[key], letters))
    elif key == "year":
        yield from _as_completions(at_cursor, "year", _years(known, letters))
    elif not letters:
        return
    elif key == "tag":
        reach = letters[0] if at_cursor.bare and letters[0] in REACHES else ""
        for tag in tags.beginning_with(known.tags, letters.removeprefix(reach)):
            yield Completion(tag_name(tag.path), (at_cursor.start + len(reach), at_cursor.end), "tag", tag.path)
    elif key in _LISTED:
        if key != "place" or not is_position(letters):
            kind, names = _LISTED[key]
            yield from _as_completions(at_cursor, kind, _beginning(names(known), letters))
    elif not key and _BEGINS_A_YEAR.fullmatch(letters):
        for year in _years(known, letters):
            yield Completion(f"year:{year}", place, "year", year)
    elif key in _NAME_KEYS:
        yield from _names(known, typed, limit)
    elif not key:
        yield from _anything(known, typed, limit)


_LISTED: dict[str, tuple[str, Callable[[KnownNames], Iterable[str]]]] = {
    "camera": ("camera", lambda known: known.cameras),
    "in": ("folder", lambda known: dict.fromkeys(last_name(folder.name) for folder in known.folders)),
    "album": ("album", lambda known: known.albums),
    "circle": ("circle", lambda known: known.circles),
    "place": ("place", lambda known: known.place_names),
}
"""What is offered after a key: its kind, and the names."""

_OF_EACH_KIND = 2
"""Albums, tags, circles and places that are offered beside people for a word without a key."""


SHORTEST_TIME = 3
"""Letters from which words of time are offered: `la` begins many names."""


def _anything(known: KnownNames, typed: list[_Typed], limit: int) -> Iterator[Completion]:
    """For words without a key: people first, then keys, albums, tags, circles and places."""
    others = [*_keys(typed[0]), *_albums_tags_and_places(known, typed), *_times(typed)]
    # Of people as many as leave room for the others, half of the list at least.
    offered = [
        *_people_together(known, typed),
        *_names(known, typed, max(limit // 2, limit - len(others))),
        *others,
    ]
    if offered or not typed[0].letters:
        yield from offered
        return
    right = corrected(known, typed[0].letters)
    if right is not None:
        yield from _anything(known, [_with_ending(one, typed[0].letters, right) for one in typed], limit)


def _with_ending(typed: _Typed, wrong: str, right: str) -> _Typed:
    """The same place with a word at its end that is spelled rightly."""
    return replace(typed, letters=typed.letters.removesuffix(wrong) + right)


def _keys(at_cursor: _Typed) -> Iterator[Completion]:
    if at_cursor.bare:
        for name in KEYS:
            if name.startswith(at_cursor.letters.casefold()):
                yield Completion(f"{name}:", (at_cursor.start, at_cursor.end), "key", f"{name}:")


def _albums_tags_and_places(known: KnownNames, typed: list[_Typed]) -> Iterator[Completion]:
    """Those of which a name begins with the longest sequence of words that begins any."""
    for one in reversed(typed):
        place = (one.start, one.end)
        albums = [path for path in known.albums if begins_with(last_name(path), one.letters)]
        found = [
            *(("album", path, quoted(path)) for path in albums[:_OF_EACH_KIND]),
            *(
                ("tag", tag.path, tag_name(tag.path))
                for tag in tags.beginning_with(known.tags, one.letters)[:_OF_EACH_KIND]
            ),
            *(("circle", name, quoted(name)) for name in _beginning(known.circles, one.letters)[:_OF_EACH_KIND]),
        ]
        if len(one.letters) >= SHORTEST_PLACE:
            names = _beginning(known.place_names, one.letters)[:_OF_EACH_KIND]
            found += [("place", name, quoted(name)) for name in names]
        if found:
            yield from (Completion(f"{kind}:{text}", place, kind, label) for kind, label, text in found)
            return


def _people_together(known: KnownNames, typed: list[_Typed]) -> Iterator[Completion]:
    """Two people of whom both names are begun: `jer kra` is completed to Jerry and Kramer, of whom Enter finds both."""
    last = typed[0]
    if len(typed) < 2 or any(begins_with(name, one.letters) for one in typed[1:] for name in _names_of(known)):
        return
    for one in reversed(typed[1:]):
        before = one.letters[: len(one.letters) - len(last.letters)].strip()
        first, second = _best_person(known, before), _best_person(known, last.letters)
        if first is not None and second is not None and first.id != second.id:
            text = f"{quoted(first.name)} {quoted(second.name)}"
            yield Completion(text, (one.start, last.end), "people", f"{first.name}, {second.name}")
            return


def _names_of(known: KnownNames) -> Iterator[str]:
    return (name for person in known.shown_people for name in person.all)


def _best_person(known: KnownNames, letters: str) -> people.Names | None:
    """Who is meant: the one with most faces of those of whom a name begins so."""
    found = (person for person in known.shown_people if any(begins_with(name, letters) for name in person.all))
    return next(found, None)


def _times(typed: list[_Typed]) -> Iterator[Completion]:
    """Words of time that begin with what is typed, the longest sequence of words first."""
    for one in reversed(typed):
        begun = " ".join(folded(one.letters).split())
        found = (
            [phrase for phrase in PHRASES if phrase.startswith(begun) and phrase != begun]
            if len(begun) >= SHORTEST_TIME
            else []
        )
        if found:
            place = (one.start, one.end)
            yield from (Completion(phrase, place, "time", phrase) for phrase in found[:_OF_EACH_KIND])
            return


def _names(known: KnownNames, typed: list[_Typed], limit: int) -> list[Completion]:
    """People by the longest sequence of words that begins one of their names, then by number of faces."""
    places: dict[int, tuple[int, int]] = {}
    for one in reversed(typed):
        for person in known.shown_people:
            if any(begins_with(name, one.letters) for name in person.all):
                places.setdefault(person.id, (one.start, one.end))
    best = list(places)[:limit]
    by_id = {person.id: person for person in people.summaries(known.session, best)}
    found = [by_id[person_id] for person_id in best]
    return [Completion(quoted(one.name), places[one.id], "person", one.name, one) for one in found]


def _years(known: KnownNames, letters: str) -> list[str]:
    """The years of photos that begin with these digits, newest first."""
    return [year for year in known.years if year.startswith(letters)]


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
