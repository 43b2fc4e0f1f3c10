"""Handles commands that say how two people are related (parent, partner, sibling), or that they are not."""

from __future__ import annotations

from photoface.catalog import people, relations
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.ledger import Journal
from photoface.catalog.people import name_of
from photoface.catalog.states import RelationKind
from photoface.errors import UserFacingError
from photoface.library.commands.people import RelatePeople, UnrelatePeople


def relate_people(journal: Journal, command: RelatePeople) -> Facts:
    session = journal.session
    name, other = name_of(session, command.person_id), name_of(session, command.other_id)
    if command.person_id == command.other_id:
        raise UserFacingError(f"{name} cannot be related to themselves.", "Choose another person.")
    before = relations.between(session, command.person_id, command.other_id)
    if before is not None:
        relations.remove(journal, before)
    if command.kind is RelationKind.PARENT and command.other_id in relations.ancestors(session, command.person_id):
        raise UserFacingError(f"{other} is a parent or grandparent of {name}, so it cannot be the other way round.")
    relations.make(journal, command.person_id, command.other_id, command.kind)
    unlikely = relations.contradiction(session, command.other_id, people.get(session, command.other_id).born)
    if unlikely is not None:
        raise UserFacingError(unlikely, "Correct the dates of birth first, or choose another relation.")
    return facts(f"related_{command.kind.value}", person=name, other=other)


def unrelate_people(journal: Journal, command: UnrelatePeople) -> Facts:
    person_id, other_id, _ = relations.get(journal.session, command.relation_id)
    relations.remove(journal, command.relation_id)
    return facts("unrelated", person=name_of(journal.session, person_id), other=name_of(journal.session, other_id))
