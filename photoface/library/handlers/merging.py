"""Handles commands that merge people, or unnamed groups."""

from __future__ import annotations

from photoface.catalog import assignments, merges
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.ledger import Journal
from photoface.catalog.people import name_of
from photoface.errors import UserFacingError
from photoface.library.commands.groups import MergeGroups
from photoface.library.commands.people import MergePeople
from photoface.library.handlers.confirming import group_faces


def merge_people(journal: Journal, command: MergePeople) -> Facts:
    name = name_of(journal.session, command.person_id)
    others = sorted(set(command.other_ids) - {command.person_id})
    if not others:
        raise UserFacingError("Merging takes two different people.")
    names = [name_of(journal.session, other) for other in others]
    merges.merge_people(journal, command.person_id, others)
    return facts("people_merged", people=names, person=name)


def merge_groups(journal: Journal, command: MergeGroups) -> Facts:
    """The group is the user's work from now on: no regroup takes it apart."""
    others = sorted(set(command.other_ids) - {command.group_id})
    if not others:
        raise UserFacingError("Merging takes two different groups.")
    group_faces(journal, command.group_id)
    assignments.place(journal, group_faces(journal, *others), group_id=command.group_id)
    assignments.keep_group(journal, command.group_id)
    assignments.delete_empty_groups(journal, others)
    return facts("groups_merged", groups=len(others) + 1)
