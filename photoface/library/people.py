"""`People`, the library's manager that reads named people: lists, search by name, details, circles, relations.

It also reads who is in a photo, who is in photos with whom, and who was merged into a person.
"""

from __future__ import annotations

from photoface.catalog import circles, merges, people, person_details, relations
from photoface.library.manager import Manager, reads


class People(Manager):
    """Reads people; the commands of `photoface.library.commands` change them."""

    all = reads(people.everybody)
    get = reads(people.get)
    called = reads(people.matching)
    named = reads(people.taken_for)
    complete = reads(people.beginning_with)
    in_photo = reads(people.in_photo)
    photos_together = reads(people.together)
    face_ids = reads(people.face_ids)
    details = reads(person_details.details)
    timeline = reads(person_details.timeline)
    companions = reads(person_details.companions)
    merged_into = reads(merges.summaries)
    circles = reads(circles.everything)
    relations = reads(relations.of_person)
