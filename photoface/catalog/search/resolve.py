"""Looks up what the names in a search mean: people, tags, similar tags, cameras, folders, albums, circles, places.

The result, `Meaning`, also says which words mean nothing. `compile` makes the query of it. This module also lists
cameras and folders for `known_names`.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog import albums, circles, people, tags
from photoface.catalog.path_text import from_stored
from photoface.catalog.people import Names
from photoface.catalog.position_places import PlacesCalled, places_called
from photoface.catalog.search import tree
from photoface.catalog.search.synonyms import Thesaurus, similar_tags
from photoface.catalog.sql_helpers import among
from photoface.catalog.summaries.collections import TagSummary
from photoface.catalog.summaries.people import CircleSummary
from photoface.catalog.summaries.searches import SimilarTags
from photoface.catalog.tables.files import LibraryFolder, PhotoFile
from photoface.catalog.tables.people import Person
from photoface.catalog.tables.photos import Photo
from photoface.catalog.visible import photo_shown
from photoface.errors import UserFacingError
from photoface.text_folding import begins_with, same_words


@dataclass(frozen=True, slots=True)
class FolderPlace:
    """A folder in a library folder; `prefix` is how paths in it begin, empty for the library folder itself."""

    folder_id: int
    prefix: str
    name: str


@dataclass(slots=True)
class Meaning:
    """What each word of a search means, by the word as typed; `born` only of people whose age is asked for."""

    people: dict[str, list[Names]] = field(default_factory=dict)
    born: dict[int, dt.date] = field(default_factory=dict)
    tags: dict[tree.Tagged, list[TagSummary]] = field(default_factory=dict)
    tags_below: dict[tree.Tagged, list[TagSummary]] = field(default_factory=dict)
    similar: dict[tree.Tagged, SimilarTags] = field(default_factory=dict)
    cameras: dict[str, list[str]] = field(default_factory=dict)
    folders: dict[str, list[FolderPlace]] = field(default_factory=dict)
    albums: dict[str, list[tuple[str, list[int]]]] = field(default_factory=dict)
    """Albums by their paths, each with its id and those of the albums in it."""
    circles: dict[str, list[CircleSummary]] = field(default_factory=dict)
    places: dict[str, PlacesCalled | None] = field(default_factory=dict)
    noted: dict[str, list[int]] = field(default_factory=dict)
    """People whose notes have the words that are looked for in texts."""

    def _unknown_by_sentence(self) -> dict[str, list[str]]:
        """Words that mean nothing, by what is to be said about them, in the order of their kinds."""
        kinds: dict[str, Mapping[str, Sequence[object]]] = {
            "Nobody and nothing is called {}.": self.people,
            "There is no tag {}.": {leaf.words: found for leaf, found in self.tags.items()},
            "No photo was taken with a camera {}.": self.cameras,
            "There is no folder {}.": self.folders,
            "There is no album {}.": self.albums,
            "There is no circle of people {}.": self.circles,
            "No place is called {}.": {
                words: () if found is None else (found,) for words, found in self.places.items()
            },
        }
        return {sentence: [word for word, found in kind.items() if not found] for sentence, kind in kinds.items()}

    def unknown(self) -> tuple[str, ...]:
        """Words that mean nothing."""
        return tuple(itertools.chain.from_iterable(self._unknown_by_sentence().values()))

    def unknown_sentence(self) -> str:
        """What to say about them."""
        unknown = self._unknown_by_sentence()
        said = [
            sentence.format(", ".join(f"“{word}”" for word in words)) for sentence, words in unknown.items() if words
        ]
        return " ".join(said)


def look_up(session: Session, node: tree.Node, thesaurus: Thesaurus | None = None, *, widen: bool = True) -> Meaning:
    """Look all words of a search up; reads only the kinds that it has.

    Args:
        thesaurus: finds tags that mean nearly the same; None for none.
        widen: whether it is asked where the search does not say so.

    Raises:
        UserFacingError: it asks for an age, and nobody whom it means has a date of birth.
    """
    names: list[str] = []
    aged: list[str] = []
    meaning = Meaning()
    for leaf in tree.leaves(node):
        match leaf:
            case tree.Named(words):
                names.append(words)
            case tree.Only(several):
                names.extend(several)
            case tree.Aged(words, _):
                names.append(words)
                aged.append(words)
            case tree.Tagged():
                meaning.tags[leaf] = []
            case tree.TakenWith(words):
                meaning.cameras[words] = []
            case tree.InFolder(words):
                meaning.folders[words] = []
            case tree.InAlbum(words):
                meaning.albums[words] = []
            case tree.OfCircle(words):
                meaning.circles[words] = []
            case tree.Mentions(words):
                meaning.noted[words] = people.with_noted(session, words)
            case tree.PlacedIn(words):
                meaning.places[words] = places_called(words)
            case _:
                pass
    if names:
        everybody = people.names(session)
        meaning.people = {words: people.called(everybody, words) for words in names}
    if meaning.tags:
        # An excluded tag is not widened: the user did not ask for further photos to be left out.
        widened = {leaf for leaf in meaning.tags if widen and leaf not in set(tree.unwanted(node))}
        _look_up_tags(meaning, tags.everything(session), thesaurus, widened)
    if meaning.cameras:
        every_camera = cameras(session)
        meaning.cameras = {words: _cameras_called(every_camera, words) for words in meaning.cameras}
    if meaning.folders:
        every_folder = folders(session)
        meaning.folders = {
            words: tags.ending_in(((place.name, place) for place in every_folder), words) for words in meaning.folders
        }
    if meaning.albums:
        every_album = albums_by_path(session)
        meaning.albums = {words: tags.ending_in(every_album, words) for words in meaning.albums}
    if meaning.circles:
        every_circle = [(circle.name, circle) for circle in circles.everything(session)]
        meaning.circles = {words: tags.ending_in(every_circle, words) for words in meaning.circles}
    if aged and not meaning.unknown():
        meaning.born = _births(session, meaning, aged)
    return meaning


def _look_up_tags(
    meaning: Meaning, every_tag: list[TagSummary], thesaurus: Thesaurus | None, widened: set[tree.Tagged]
) -> None:
    """Fill in the tags of a meaning; `widened` are the conditions that may be widened unasked."""
    for leaf in meaning.tags:
        found = tags.called(every_tag, leaf.words, whole=leaf.reach is tree.Reach.EXACT)
        asked = leaf.reach is tree.Reach.SIMILAR
        may = asked or (leaf.reach is tree.Reach.USUAL and leaf in widened)
        similar = similar_tags(thesaurus, every_tag, leaf.words, found) if may else []
        shown = asked or not found
        if similar:
            meaning.similar[leaf] = SimilarTags(leaf.words, tuple(tag.path for tag in similar), shown, bool(found))
        meaning.tags[leaf] = [*found, *similar] if shown else found
        meaning.tags_below[leaf] = tags.below(every_tag, meaning.tags[leaf])


def albums_by_path(session: Session) -> list[tuple[str, tuple[str, list[int]]]]:
    """All albums by their paths, each with its path, its id and the ids of the albums in it."""
    every = albums.everything(session)
    return [(path, (path, albums.below(every, [album_id]))) for album_id, path in albums.paths(every).items()]


def cameras(session: Session) -> list[str]:
    """The cameras that photos were taken with."""
    query = sa.select(Photo.camera).where(Photo.camera.is_not(None), photo_shown()).distinct()
    return sorted(camera for camera in session.execute(query).scalars() if camera is not None)


def _cameras_called(every_camera: list[str], words: str) -> list[str]:
    exact = [camera for camera in every_camera if same_words(camera) == same_words(words)]
    return exact or [camera for camera in every_camera if begins_with(camera, words)]


def folders(session: Session) -> list[FolderPlace]:
    """All folders with photos in or below them; `name` is the path from the library folder's own name on."""
    roots = {row.id: row.path for row in session.execute(sa.select(LibraryFolder.id, LibraryFolder.path))}
    # The path without what follows its last slash: SQL has no function for that, but strips letters from the right.
    folder = sa.func.rtrim(PhotoFile.relative_path, sa.func.replace(PhotoFile.relative_path, "/", ""))
    places = {(folder_id, ""): FolderPlace(folder_id, "", PurePath(path).name) for folder_id, path in roots.items()}
    for folder_id, path in session.execute(sa.select(PhotoFile.folder_id, folder).distinct()):
        root = PurePath(roots[folder_id]).name
        parts = [part for part in path.split("/") if part]
        for depth in range(1, len(parts) + 1):
            # As the column stores it, which is what prefixes are compared with.
            inner = "/".join(parts[:depth])
            name = from_stored(f"{root}/{inner}" if root else inner)
            places.setdefault((folder_id, f"{inner}/"), FolderPlace(folder_id, f"{inner}/", name))
    return sorted(places.values(), key=lambda place: (place.name, place.folder_id))


def _births(session: Session, meaning: Meaning, aged: list[str]) -> dict[int, dt.date]:
    ids = {person.id for words in aged for person in meaning.people[words]}
    query = sa.select(Person.id, Person.born).where(among(Person.id, ids), Person.born.is_not(None))
    born = {person_id: day for person_id, day in session.execute(query) if day is not None}
    for words in aged:
        if not any(person.id in born for person in meaning.people[words]):
            name = meaning.people[words][0].name
            raise UserFacingError(
                f"When {name} was born is not known, so photos cannot be found by age.",
                f"Add the date of birth to {name} first.",
            )
    return born
