"""Handles commands about photos: stars, turn, favourite, hide, title, caption, people in them, forget missing ones."""

from __future__ import annotations

from photoface.catalog import people, photo_people, photos, user_turns
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.ledger import Journal
from photoface.errors import UserFacingError
from photoface.geometry import Turn
from photoface.library.commands.photos import (
    DescribePhotos,
    FavouritePhotos,
    ForgetMissingPhotos,
    HidePhotos,
    MarkInPhotos,
    RatePhotos,
    TurnPhotos,
    UnmarkInPhotos,
)
from photoface.library.handlers.typed_names import person_called
from photoface.text_folding import cleaned, cleaned_lines

MOST_STARS = 5

_TURNS = {90: Turn.CLOCKWISE, 180: Turn.HALF_TURN, 270: Turn.COUNTERCLOCKWISE}

LONGEST_TITLE = 500
LONGEST_CAPTION = 10_000
"""Letters. Longer ones are pasted by mistake, and other programs cut them off."""


def forget_missing_photos(journal: Journal, command: ForgetMissingPhotos) -> Facts:
    wanted = set(command.photo_ids)
    missing = photos.missing_among(journal.session, wanted)
    if not missing:
        raise UserFacingError("None of these photos is missing.", "Only photos whose files are gone can be forgotten.")
    photos.forget(journal, missing)
    return facts("photos_forgotten", photos=len(missing))


def rate_photos(journal: Journal, command: RatePhotos) -> Facts:
    if command.stars is not None and not 1 <= command.stars <= MOST_STARS:
        raise UserFacingError(f"A photo has 1 to {MOST_STARS} stars, or none.")
    rated = photos.present(journal.session, command.photo_ids)
    photos.rate(journal, rated, command.stars)
    if command.stars is None:
        return facts("unrated", photos=len(rated))
    return facts("rated", stars=command.stars, photos=len(rated))


def turn_photos(journal: Journal, command: TurnPhotos) -> Facts:
    if command.degrees not in _TURNS:
        raise UserFacingError("A photo is turned by 90, 180 or 270 degrees.")
    turned = photos.present(journal.session, command.photo_ids)
    user_turns.turn(journal, turned, _TURNS[command.degrees])
    return facts(f"turned_{command.degrees}", photos=len(turned))


def favourite_photos(journal: Journal, command: FavouritePhotos) -> Facts:
    marked = photos.present(journal.session, command.photo_ids)
    photos.set_values(journal, marked, favourite=command.favourite)
    return facts("photos_favourite" if command.favourite else "photos_no_favourite", photos=len(marked))


def hide_photos(journal: Journal, command: HidePhotos) -> Facts:
    marked = photos.present(journal.session, command.photo_ids)
    photos.set_values(journal, marked, hidden=command.hidden)
    return facts("photos_hidden" if command.hidden else "photos_shown", photos=len(marked))


def describe_photos(journal: Journal, command: DescribePhotos) -> Facts:
    described = photos.present(journal.session, command.photo_ids)
    values: dict[str, str | None] = {}
    if command.title is not None:
        values["title"] = cleaned(command.title) or None
        if len(values["title"] or "") > LONGEST_TITLE:
            raise UserFacingError(
                f"A title can have {LONGEST_TITLE} letters at most.", "Put the rest into the caption."
            )
    if command.caption is not None:
        values["caption"] = cleaned_lines(command.caption) or None
        if len(values["caption"] or "") > LONGEST_CAPTION:
            raise UserFacingError(f"A caption can have {LONGEST_CAPTION:,} letters at most.")
    if not values:
        raise UserFacingError("There is nothing to say about these photos.", "Give a title or a caption.")
    photos.set_values(journal, described, **values)
    return facts("photos_described", photos=len(described))


def mark_in_photos(journal: Journal, command: MarkInPhotos) -> Facts:
    wanted = photos.present(journal.session, command.photo_ids)
    person_id, name = person_called(journal, command.name, another=command.another)
    count = photo_people.add(journal, [(photo_id, person_id) for photo_id in wanted], without_face=True)
    if not count:
        raise UserFacingError(f"{name} is noted in all of these photos already.")
    return facts("marked_in_photos", person=name, photos=count)


def unmark_in_photos(journal: Journal, command: UnmarkInPhotos) -> Facts:
    name = people.name_of(journal.session, command.person_id)
    count = photo_people.remove(journal, command.person_id, command.photo_ids)
    if not count:
        raise UserFacingError(
            f"{name} is noted in none of these photos.", "Where a face is named, take the name from the face."
        )
    return facts("unmarked_in_photos", person=name, photos=count)
