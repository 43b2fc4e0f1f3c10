"""Handles commands that put people into circles such as Family, take them out, and rename or delete circles."""

from __future__ import annotations

from photoface.catalog import circles
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.ledger import Journal
from photoface.catalog.people import name_of
from photoface.catalog.search.renamed_collections import saved_searches_follow
from photoface.errors import UserFacingError
from photoface.library.commands.people import DeleteCircle, PutInCircle, RenameCircle, TakeOutOfCircle
from photoface.library.handlers.typed_names import LONGEST_NAME
from photoface.text_folding import cleaned, shows_something


def _clean_name(name: str) -> str:
    clean = cleaned(name)
    if not shows_something(clean):
        raise UserFacingError("A circle needs a name, such as Family.")
    if len(clean) > LONGEST_NAME:
        raise UserFacingError(f"A name can have {LONGEST_NAME} letters at most.")
    return clean


def put_in_circle(journal: Journal, command: PutInCircle) -> Facts:
    name = _clean_name(command.name)
    people = [name_of(journal.session, person_id) for person_id in dict.fromkeys(command.person_ids)]
    if not people:
        raise UserFacingError("Say who is meant.")
    circle_id = circles.called(journal.session, name)
    if circle_id is None:
        circle_id = circles.make(journal, name)
    name = circles.get(journal.session, circle_id).name
    if not circles.add(journal, circle_id, command.person_ids):
        raise UserFacingError(f"All of them are in the circle {name} already.")
    return facts("put_in_circle", people=people, circle=name)


def take_out_of_circle(journal: Journal, command: TakeOutOfCircle) -> Facts:
    circle = circles.get(journal.session, command.circle_id)
    people = [name_of(journal.session, person_id) for person_id in dict.fromkeys(command.person_ids)]
    if not circles.remove(journal, circle.id, command.person_ids):
        raise UserFacingError(f"None of them is in the circle {circle.name}.")
    return facts("taken_from_circle", people=people, circle=circle.name)


def rename_circle(journal: Journal, command: RenameCircle) -> Facts:
    circle = circles.get(journal.session, command.circle_id)
    name = _clean_name(command.name)
    if circles.called(journal.session, name) not in (None, circle.id):
        raise UserFacingError(f"There is a circle {name} already.", "Choose another name.")
    with saved_searches_follow(journal):
        circles.rename(journal, circle.id, name)
    return facts("circle_renamed", before=circle.name, circle=name)


def delete_circle(journal: Journal, command: DeleteCircle) -> Facts:
    circle = circles.get(journal.session, command.circle_id)
    circles.remove(journal, circle.id)
    circles.delete(journal, circle.id)
    return facts("circle_deleted", circle=circle.name)
