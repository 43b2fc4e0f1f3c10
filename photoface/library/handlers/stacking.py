"""Handles commands that stack photos, unstack them or take some out for ever, or choose the top photo."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from photoface.catalog import stacks
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.deleted_photos import that_are_shown
from photoface.errors import UserFacingError

if TYPE_CHECKING:
    from photoface.catalog.ledger import Journal
    from photoface.library.commands.photos import PutOnTop, StackPhotos, TakeOutOfStack, UnstackPhotos

MOST_STACKED = 200
"""Photos in a stack that is made by hand. The user's word is kept for each two of them."""


def stack_photos(journal: Journal, command: StackPhotos) -> Facts:
    shown = that_are_shown(journal.session, command.photo_ids)
    # A closed stack stands for all of its photos.
    numbers = stacks.stacks_of(journal.session, shown)
    inside = [photo_id for number in set(numbers.values()) for photo_id in stacks.members(journal.session, number)]
    wanted = sorted({*shown, *inside})
    if len(shown) < 2:
        raise UserFacingError("A stack needs two photos or more.", "Select them all, then stack them.")
    if len(wanted) > MOST_STACKED:
        raise UserFacingError(f"A stack can hold {MOST_STACKED} photos at most.", "Put larger sets into an album.")
    if len(set(numbers.values())) == 1 and len(numbers) == len(shown):
        raise UserFacingError("These photos are in one stack already.")
    stacks.say(journal, list(combinations(wanted, 2)), together=True)
    return facts("stacked", photos=len(wanted))


def unstack_photos(journal: Journal, command: UnstackPhotos) -> Facts:
    numbers = sorted(set(stacks.stacks_of(journal.session, command.photo_ids).values()))
    if not numbers:
        raise _no_stack()
    count = 0
    for number in numbers:
        inside = stacks.members(journal.session, number)
        count += len(inside)
        stacks.say(journal, list(combinations(inside, 2)), together=False)
    return facts("unstacked", stacks=len(numbers), photos=count)


def take_out_of_stack(journal: Journal, command: TakeOutOfStack) -> Facts:
    numbers = stacks.stacks_of(journal.session, command.photo_ids)
    if not numbers:
        raise _no_stack()
    for number in sorted(set(numbers.values())):
        inside = stacks.members(journal.session, number)
        out = [photo_id for photo_id in inside if photo_id in numbers]
        pairs = [(one, other) for one in out for other in inside if one != other]
        stacks.say(journal, pairs, together=False)
    return facts("taken_out_of_stack", photos=len(numbers))


def put_on_top(journal: Journal, command: PutOnTop) -> Facts:
    numbers = stacks.stacks_of(journal.session, [command.photo_id])
    if not numbers:
        raise _no_stack()
    inside = stacks.members(journal.session, numbers[command.photo_id])
    if inside[0] == command.photo_id:
        raise UserFacingError("This photo is on top of its stack already.")
    stacks.put_on_top(journal, command.photo_id, inside)
    return facts("put_on_top", photos=len(inside))


def _no_stack() -> UserFacingError:
    return UserFacingError("These photos are in no stack any more.")
