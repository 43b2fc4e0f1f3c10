"""Whatever the tree: it can be written out and read back, and SQL finds what going through all photos finds."""

from __future__ import annotations

import datetime as dt
import math
import string

from hypothesis import given
from hypothesis import strategies as st
from search_library import Searched

from photoface.catalog.ages import age_on
from photoface.catalog.search.grammar import parse
from photoface.catalog.search.tree import (
    Aged,
    And,
    FaceCount,
    InAlbum,
    InFolder,
    Mentions,
    Named,
    Near,
    Node,
    Not,
    OfCircle,
    Only,
    Or,
    PlacedIn,
    Rated,
    Reach,
    Span,
    State,
    Tagged,
    TakenEachYear,
    TakenIn,
    TakenInMonth,
    TakenOn,
    TakenWith,
    leaves,
)
from photoface.catalog.search.writing import to_words
from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries.photos import PhotoDetail
from photoface.library.library import Library


def spans(least: int, most: int) -> st.SearchStrategy[Span]:
    numbers = st.integers(least, most)
    return st.one_of(
        numbers.map(lambda number: Span(number, number)),
        numbers.map(lambda number: Span(number, None)),
        numbers.map(lambda number: Span(None, number)),
        st.tuples(numbers, numbers).map(lambda pair: Span(min(pair), max(pair))),
    )


def day_spans(days: st.SearchStrategy[dt.date]) -> st.SearchStrategy[TakenOn]:
    return st.one_of(
        days.map(lambda day: TakenOn(day, None)),
        days.map(lambda day: TakenOn(None, day)),
        st.tuples(days, days).map(lambda pair: TakenOn(min(pair), max(pair))),
    )


def trees(
    names: st.SearchStrategy[str],
    aged: st.SearchStrategy[str],
    tags: st.SearchStrategy[Tagged],
    cameras: st.SearchStrategy[str],
    folders: st.SearchStrategy[str],
    albums: st.SearchStrategy[str],
    circles: st.SearchStrategy[str],
    years: st.SearchStrategy[Span],
    days: st.SearchStrategy[dt.date],
    places: st.SearchStrategy[Near],
) -> st.SearchStrategy[Node]:
    months = st.integers(1, 12)
    leaf: st.SearchStrategy[Node] = st.one_of(
        names.map(Named),
        st.lists(names, min_size=1, max_size=3).map(lambda several: Only(tuple(several))),
        st.builds(Aged, aged, spans(0, 40)),
        st.sampled_from(State),
        spans(0, 5).map(FaceCount),
        years.map(TakenIn),
        st.builds(TakenInMonth, months, months),
        day_spans(days),
        st.builds(TakenEachYear, st.tuples(months, st.integers(1, 28)), st.tuples(months, st.integers(1, 28))),
        tags,
        spans(0, 5).map(Rated),
        cameras.map(TakenWith),
        folders.map(InFolder),
        albums.map(InAlbum),
        circles.map(OfCircle),
        places,
    )

    def grow(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        several = st.lists(inner, min_size=2, max_size=4).map(tuple)
        return st.one_of(inner.map(Not), several.map(And), several.map(Or))

    return st.recursive(leaf, grow, max_leaves=8)


ANY_TEXT = st.one_of(
    st.text(min_size=1, max_size=12),
    st.text(alphabet=string.ascii_letters + ' "\\()|:,-.<>=', min_size=1, max_size=8),
    st.sampled_from(["or", "AND", "Not", "-x", "year:2019", "only:", '"', "\\", 'a\\"b', "(", "a,b", "ann\\", "|"]),
).filter(lambda text: bool(text.strip()))

DEGREES = st.floats(-1, 1, allow_nan=False)
ANY_TREE = trees(
    ANY_TEXT,
    ANY_TEXT,
    st.builds(Tagged, ANY_TEXT | st.sampled_from(["=", "~a", "=a b"]), st.sampled_from(Reach)),
    ANY_TEXT,
    ANY_TEXT,
    ANY_TEXT,
    ANY_TEXT,
    spans(1, 9999),
    st.dates(),
    st.builds(
        Near, DEGREES.map(lambda x: 90 * x), DEGREES.map(lambda x: 180 * x), st.floats(1e-6, 20_038, allow_nan=False)
    ),
)


@given(tree=ANY_TREE)
def test_a_tree_reads_back_from_its_own_words(tree: Node) -> None:
    assert parse(to_words(tree)) == tree


NAMES = {
    "anna": {"Anna Berg"},
    "an": {"Anna Berg", "Ann"},
    "ann": {"Ann"},
    "MUM": {"Anna Berg"},
    "berg": {"Anna Berg"},
    "ben holt": {"Ben Holt"},
    "Carla": {"Carla"},
    "jose": {"José"},
    "or": {"or"},
}
BORN = {"Anna Berg": dt.date(1988, 2, 29), "José": dt.date(2016, 6, 1)}
TAGS = {
    "rome": {"Travel/Italy/Rome", "Rome"},
    "travel": {"Travel", "Travel/Italy", "Travel/Italy/Rome"},
    "italy": {"Travel/Italy", "Travel/Italy/Rome"},
    "travel/italy/rome": {"Travel/Italy/Rome"},
    "strand": {"Strand & Meer"},
}
CAMERAS = {"pixel": {"Google Pixel 6", "Google Pixel 7"}, "ELAN": {"Canon Élan"}, "7": {"Google Pixel 7"}}
FOLDERS = {"2016": "/2016/", "italy": "/Italy/", "bilder": "/Bilder/", "2016/italy": "/2016/Italy/", "tante": "Tante"}
ALBUMS = {"journeys": {"alone", "rome", "sea"}, "rome": {"rome", "sea"}}
CIRCLES = {"family": {"Carla", "José"}}

KNOWN_TREE = trees(
    st.sampled_from(sorted(NAMES)),
    st.sampled_from(["anna", "MUM", "jose", "an"]),
    st.sampled_from(sorted(TAGS)).map(Tagged),
    st.sampled_from(sorted(CAMERAS)),
    st.sampled_from(sorted(FOLDERS)),
    st.sampled_from(sorted(ALBUMS)),
    st.sampled_from(sorted(CIRCLES)),
    spans(2014, 2021),
    st.dates(dt.date(2015, 1, 1), dt.date(2020, 12, 31)),
    st.builds(
        Near, st.sampled_from([41.9, 41.5, -17.0, 89.0]), st.sampled_from([12.5, -179.9, 0.0]), st.floats(1, 20_000)
    ),
)


def matches(node: Node, photo: PhotoDetail) -> bool:
    """The meaning of the language once more, in the plainest way there is."""
    active = [face for face in photo.faces if face.status == FaceStatus.ACTIVE]
    there = {face.person_name for face in active}
    taken = photo.taken_at.date()
    match node:
        case And(parts):
            return all(matches(part, photo) for part in parts)
        case Or(parts):
            return any(matches(part, photo) for part in parts)
        case Not(part):
            return not matches(part, photo)
        case Named(words):
            return bool(NAMES[words] & there)
        case Only(names):
            return all(NAMES[words] & there for words in names) and there <= set().union(*(NAMES[w] for w in names))
        case Aged(words, years):
            ages = [age_on(BORN.get(name), taken) for name in NAMES[words] & there]
            return any(age is not None and years.holds(age) for age in ages)
        case State.WITH_STRANGERS:
            return any(face.person_name is None for face in photo.faces)
        case FaceCount(count):
            return count.holds(len(active))
        case State.UNNAMED:
            return there == {None}
        case State.MISSING:
            return photo.missing
        case State.DAMAGED:
            return photo.flaw is not None
        case State.FAVOURITE:
            return photo.favourite is True
        case State.HIDDEN:
            return photo.hidden is True
        case TakenIn(years):
            return years.holds(taken.year)
        case TakenInMonth():
            return node.holds(taken.month)
        case TakenOn(first, last):
            return (first is None or first <= taken) and (last is None or taken <= last)
        case TakenEachYear(first, last):
            day = (taken.month, taken.day)
            return first <= day <= last if first <= last else day >= first or day <= last
        case Tagged(words):
            return bool(TAGS[words] & {tag.path for tag in photo.tags})
        case Rated(stars):
            return stars.holds(photo.rating or 0)
        case TakenWith(words):
            return photo.camera in CAMERAS[words]
        case InFolder(words):
            return any(FOLDERS[words] in f"{path.parent.as_posix()}/" for path in photo.file_paths)
        case InAlbum(words):
            return bool(ALBUMS[words] & {path.stem for path in photo.file_paths})
        case OfCircle(words):
            return any(face.person_name in CIRCLES[words] for face in photo.faces if face.status == "active")
        case State.STACKED | State.DUPLICATE | State.VIDEO:
            return False  # There are no stacks and no videos in this library.
        case PlacedIn() | Mentions():
            raise AssertionError("free words and names of places are tried in tests of their own")
        case Near(latitude, longitude, distance):
            if photo.latitude is None or photo.longitude is None:
                return False
            here, there_ = (
                _on_the_globe(*place) for place in ((latitude, longitude), (photo.latitude, photo.longitude))
            )
            angle = math.acos(max(-1.0, min(1.0, sum(a * b for a, b in zip(here, there_, strict=True)))))
            return angle * 6371.0088 <= distance


def _on_the_globe(latitude: float, longitude: float) -> tuple[float, float, float]:
    north, east = math.radians(latitude), math.radians(longitude)
    return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)


_photos: dict[Library, list[PhotoDetail]] = {}
"""All photos, the hidden one, which is the newest, too."""


@given(tree=KNOWN_TREE)
def test_sql_finds_what_going_through_all_photos_finds(searched: Searched, tree: Node) -> None:
    library = searched.library
    if library not in _photos:
        everything = library.photos.hidden_ids() + library.photos.ids()
        _photos[library] = [library.photos.detail(photo_id) for photo_id in everything]
    asked = State.HIDDEN in leaves(tree)
    expected = tuple(photo.id for photo in _photos[library] if (asked or not photo.hidden) and matches(tree, photo))
    result = library.search.find(to_words(tree))
    assert result.photo_ids == expected
    assert result.explanation[:1].strip()
