"""The people that the user named: finding them, and what is known about each."""

from __future__ import annotations

from collections.abc import Sequence

from photoface.catalog import faces, merges, people, person_details
from photoface.catalog.database import Database
from photoface.catalog.summaries import Companion, MergedPerson, PersonDetails, PersonSummary, TimelineYear


class People:
    """Reads people; the commands of `photoface.library.commands` change them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, order: str = "faces") -> list[PersonSummary]:
        """All named people; `order` is `faces`, `name` or `recent`."""
        return people.ordered(self._database.query(people.summaries), order)

    def get(self, person_id: int) -> PersonSummary:
        """One person.

        Raises:
            UserFacingError: the person is gone.
        """
        return self._database.query(people.get, person_id)

    def called(self, words: str) -> list[PersonSummary]:
        """People whose name, or a word of it, begins with these letters; most faces first. An exact match is alone."""
        with self._database.read() as session:
            return people.summaries(session, [person_id for person_id, _ in people.matching(session, words)])

    def named(self, name: str) -> list[PersonSummary]:
        """People who have just this name, or one that can be taken for it: who types it may mean one, or another."""
        with self._database.read() as session:
            return people.summaries(session, people.looking_like(session, name))

    def complete(self, prefix: str, limit: int = 8) -> list[PersonSummary]:
        """People to offer while somebody types: those whose name, or a word of it, begins so; most faces first."""
        with self._database.read() as session:
            found = people.beginning_with(session, prefix)
            most = people.with_most_faces(session, [person_id for person_id, _ in found], limit)
            return people.summaries(session, most)

    def photos_together(self, person_ids: Sequence[int]) -> int:
        """In how many photos two or more of these people stand together: a warning before a merge."""
        return self._database.query(people.together, person_ids)

    def face_ids(self, person_id: int) -> list[int]:
        """A person's faces by date."""
        return self._database.query(people.face_ids, person_id)

    def details(self, person_id: int) -> PersonDetails:
        """A person with other names, notes, and the ages at the first and the last photo.

        Raises:
            UserFacingError: the person is gone.
        """
        return self._database.query(person_details.details, person_id)

    def timeline(self, person_id: int) -> list[TimelineYear]:
        """A person's photos and faces by year, the first year first, each year with its best face.

        Raises:
            UserFacingError: the person is gone.
        """
        return self._database.query(person_details.timeline, person_id)

    def companions(self, person_id: int) -> list[Companion]:
        """Who stands in photos with a person, most common photos first; hidden people are left out.

        Raises:
            UserFacingError: the person is gone.
        """
        return self._database.query(person_details.companions, person_id)

    def merged_into(self, person_id: int) -> list[MergedPerson]:
        """Who became this person by a merge and can be taken out again (`UnmergePeople`), the latest first."""
        return self._database.query(merges.summaries, person_id)

    def in_photo(self, photo_id: int) -> list[PersonSummary]:
        """The people in a photo, from left to right."""
        with self._database.read() as session:
            found = [face.person_id for face in faces.of_photo(session, photo_id) if face.person_id is not None]
            by_id = {person.id: person for person in people.summaries(session, found)}
        return [by_id[person_id] for person_id in dict.fromkeys(found)]
