"""The user's decisions about photos: delete, rate, favourite, hide, describe, date, place, turn, stack, mark people."""

from __future__ import annotations

import datetime as dt

from photoface.library.commands.command import Command


class DeletePhotos(Command):
    """Put these photos into Recently deleted, from where they go to the system's trash after some weeks."""

    photo_ids: tuple[int, ...]


class RestorePhotos(Command):
    """Take these photos out of Recently deleted, with all that was said about them."""

    photo_ids: tuple[int, ...]


class DeleteFiles(Command):
    """Put second files of photos into Recently deleted; each photo stays, with a file that can be reached."""

    file_ids: tuple[int, ...]


class RestoreFiles(Command):
    """Take second files out of Recently deleted."""

    file_ids: tuple[int, ...]


class ForgetMissingPhotos(Command):
    """Do not show these photos, whose files are gone, any more. They come back if a file of theirs does."""

    photo_ids: tuple[int, ...]


class RatePhotos(Command):
    """Give photos stars, 1 to 5, or none."""

    photo_ids: tuple[int, ...]
    stars: int | None


class SetDates(Command):
    """Set the user's own dates: photo, moment and precision (`second`, `day`, `month`, `year`) of each.

    They hold against what the files say, now and after any scan.
    """

    dates: tuple[tuple[int, dt.datetime, str], ...]


class ShiftDates(Command):
    """Correct the camera's clock: shift the dates of photos by seconds, earlier if negative.

    Photos whose date has no time of day keep it.
    """

    photo_ids: tuple[int, ...]
    seconds: int


class RemoveDates(Command):
    """Remove the user's own dates of photos, so that those of their files count again."""

    photo_ids: tuple[int, ...]


class SetPlaces(Command):
    """Set the user's own places: photo, degrees north and east, and GeoNames' number of a named place.

    `name` is for the history alone.
    """

    places: tuple[tuple[int, float, float, int | None], ...]
    name: str = ""


class RemovePlaces(Command):
    """Remove the user's own places of photos, so that those of their files count again."""

    photo_ids: tuple[int, ...]


class TurnPhotos(Command):
    """Turn photos further by degrees clockwise (90, 180 or 270), for display; writing into files brings it there."""

    photo_ids: tuple[int, ...]
    degrees: int


class MarkInPhotos(Command):
    """Note that the person of that name, created if there is none, is in photos without a visible face."""

    photo_ids: tuple[int, ...]
    name: str
    another: bool = False


class UnmarkInPhotos(Command):
    """Remove the note that a person is in photos, except where a face of theirs is."""

    photo_ids: tuple[int, ...]
    person_id: int


class FavouritePhotos(Command):
    """Make photos favourites, or not any more."""

    photo_ids: tuple[int, ...]
    favourite: bool


class HidePhotos(Command):
    """Hide photos wherever hidden photos are not asked for, or show them again."""

    photo_ids: tuple[int, ...]
    hidden: bool


class DescribePhotos(Command):
    """Set title and caption of photos; None leaves one unchanged, an empty text removes it."""

    photo_ids: tuple[int, ...]
    title: str | None = None
    caption: str | None = None


class StackPhotos(Command):
    """Put photos into one stack, with all photos of the stacks that they are in. They stay together."""

    photo_ids: tuple[int, ...]


class UnstackPhotos(Command):
    """Take the stacks of these photos apart, for ever: no two of their photos are in one stack again."""

    photo_ids: tuple[int, ...]


class TakeOutOfStack(Command):
    """Take photos out of their stacks, for ever; the others stay together."""

    photo_ids: tuple[int, ...]


class PutOnTop(Command):
    """Show this photo on top of its stack."""

    photo_id: int
