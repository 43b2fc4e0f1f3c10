"""The part of the facade that reads what is said about people and photos: details, tags, saved searches."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from photoface.catalog import faces, life_dates, merges, people, photos, saved_searches, tags
from photoface.catalog.database import Database
from photoface.catalog.search import completion, relax
from photoface.catalog.summaries import (
    Companion,
    Completion,
    FaceSummary,
    MergedPerson,
    PersonDetails,
    PersonSummary,
    SavedSearchSummary,
    TagCount,
    TagNode,
    TagSummary,
    TimelineYear,
    WiderSearch,
)
from photoface.jobs import JobControl
from photoface.library.copying import CopyReport, copy_photos


class Details:
    """Base of `Library`."""

    _database: Database

    def person_details(self, person_id: int) -> PersonDetails:
        """A person with other names, notes, and the ages at the first and the last photo.

        Raises:
            UserFacingError: the person is gone.
        """
        with self._database.read() as session:
            return life_dates.details(session, person_id)

    def timeline(self, person_id: int) -> list[TimelineYear]:
        """A person's photos and faces by year, the first year first, each year with its best face.

        Raises:
            UserFacingError: the person is gone.
        """
        with self._database.read() as session:
            return life_dates.timeline(session, person_id)

    def appears_with(self, person_id: int) -> list[Companion]:
        """Who stands in photos with a person, most common photos first; hidden people are left out.

        Raises:
            UserFacingError: the person is gone.
        """
        with self._database.read() as session:
            return life_dates.companions(session, person_id)

    def merged_people(self, person_id: int) -> list[MergedPerson]:
        """Who became this person by a merge and can be taken out again (`UnmergePeople`), the latest first."""
        with self._database.read() as session:
            return merges.summaries(session, person_id)

    def faces_of_photos(self, photo_ids: Sequence[int]) -> list[FaceSummary]:
        """All faces in these photos that are neither ignored nor `not a face`, by date."""
        with self._database.read() as session:
            return faces.of_photos(session, photo_ids)

    def named_face_ids(self, order: str = "date") -> list[int]:
        """All faces that are under a person: by `date`, newest first, or by `person`."""
        with self._database.read() as session:
            return faces.named_ids(session, order)

    def smaller_face_ids(self, pixels: int) -> list[int]:
        """Unnamed faces whose shorter side has fewer pixels in the photo, the smallest first (see `IgnoreSmaller`)."""
        with self._database.read() as session:
            return faces.smaller_ids(session, pixels)

    def tags(self) -> tuple[TagNode, ...]:
        """All tags as a tree, with how many photos have each."""
        with self._database.read() as session:
            return tags.tree(session)

    def tags_called(self, words: str) -> list[TagSummary]:
        """Tags that these words mean: the end of a path, or else the beginning of a tag's name."""
        with self._database.read() as session:
            return tags.called(tags.everything(session), words)

    def complete_tag(self, prefix: str, limit: int = 8) -> list[TagSummary]:
        """Tags to offer while somebody types: those whose path, or a name in it, begins so; by path."""
        with self._database.read() as session:
            return tags.beginning_with(tags.everything(session), prefix)[:limit]

    def tags_on(self, photo_ids: Sequence[int]) -> list[TagCount]:
        """The tags that any of these photos has, by path, each with how many of them have it."""
        with self._database.read() as session:
            return tags.on_photos(session, photo_ids)

    def people_in(self, photo_id: int) -> list[PersonSummary]:
        """The people in a photo, from left to right."""
        with self._database.read() as session:
            found = [face.person_id for face in faces.of_photo(session, photo_id) if face.person_id is not None]
            by_id = {person.id: person for person in people.summaries(session, found)}
        return [by_id[person_id] for person_id in dict.fromkeys(found)]

    def saved_searches(self) -> list[SavedSearchSummary]:
        """The searches that the user keeps, by name."""
        with self._database.read() as session:
            return saved_searches.everything(session)

    def complete_search(self, text: str, cursor: int, limit: int = 8) -> list[Completion]:
        """What could stand in a search where the cursor is: names, tags, keys and their values."""
        with self._database.read() as session:
            return completion.completions(session, text, cursor, limit)

    def wider_searches(self, words: str) -> list[WiderSearch]:
        """What a search that found nothing finds without one of its conditions; most photos first.

        Raises:
            SearchError: the words cannot be read.
        """
        with self._database.read() as session:
            return relax.wider(session, words)

    def photo_ids_at(self, paths: Sequence[Path]) -> dict[Path, int]:
        """The photos in these files, by the path as it was given; files that are not in the catalog are left out."""
        with self._database.read() as session:
            return photos.ids_at(session, paths)

    def photo_files(self, photo_ids: Sequence[int]) -> list[tuple[int, list[Path]]]:
        """Per photo, in the order asked, its files: those that the last scan found come first."""
        with self._database.read() as session:
            return photos.files_of(session, photo_ids)

    def export_photos(self, photo_ids: Sequence[int], folder: Path, control: JobControl | None = None) -> CopyReport:
        """Copy photos as they are to a folder, which is made where there is none.

        Nothing is written over: a name that is taken gets a number. A copy is there whole or not at all.

        Raises:
            JobCancelled: by the control; the copies made so far stay.
            UserFacingError: the folder cannot be written to, or its disk is full.
        """
        with self._database.read() as session:
            files = photos.files_of(session, photo_ids)
        return copy_photos(files, folder, control or JobControl())
