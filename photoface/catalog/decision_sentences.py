"""Makes the sentence by which the history and undo describe a decision, from the facts that the ledger keeps of it.

The sentence is made each time it is shown, so that it can be corrected, or translated, for decisions of any age:
only `TEMPLATES` and `AND_CERTAIN` have to change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from photoface.errors import CatalogDamaged
from photoface.formatting import day_in_words, month_in_words, photos_in_words, some

Facts = dict[str, Any]
"""Of one decision, as JSON can hold them: the name of its template, and the numbers and names that this speaks of."""

NAMES_LISTED = 3
"""Names that a sentence holds where it lists them; more are counted."""

TEMPLATES = {
    "named": "Named {faces:face|faces} {person}",
    "named_more": "Added {faces:face|faces} to the {before} of {person}",
    "confirmed": "Confirmed {faces:face|faces} of {person}",
    "names_confirmed": "Confirmed {faces:face|faces} of {people:person|people}",
    "names_rejected": "Said that {faces:name|names} {faces:=is|are} wrong",
    "moved": "Moved {faces:face|faces} to {person}",
    "rejected": "Said that {faces:face|faces} {faces:=is|are} not {person}",
    "rejected_group": "Said that a group of {faces:face|faces} is not {person}",
    "groups_kept_apart": "Said that two groups are not the same person",
    "group_split": "Split {faces:face|faces} off a group of {all}",
    "group_split_and_named": "Split {faces:face|faces} off a group of {all}: {people:and}",
    "person_split": "Split {faces:face|faces} off {person}",
    "person_split_and_named": "Split {faces:face|faces} off {person}: {other}",
    "ignored": "Ignored {faces:face|faces}",
    "ignored_group": "Ignored a group of {faces:face|faces}",
    "ignored_groups": "Ignored {groups:group|groups} of {faces:face|faces}",
    "ignored_seen_once": "Ignored {faces:face|faces} seen only once",
    "ignored_smaller": "Ignored {faces:face|faces} smaller than {pixels} pixels",
    "ignored_everyone": "Ignored everyone in {photos:photo|photos}: {faces:face|faces}",
    "ignored_others": "Ignored everyone but {people:and} in {photos:photo|photos}: {faces:face|faces}",
    "not_a_face": "Marked {faces:picture|pictures} as not a face",
    "brought_back": "Brought back {faces:face|faces}",
    "removed": "Removed {faces:face|faces}",
    "removed_from": "Removed {faces:face|faces} from {person}",
    "people_merged": "Merged {people:and} into {person}",
    "people_unmerged": "Took {other} out of {person} again: {faces:face|faces}",
    "faces_unmerged": "Took {faces:face|faces} of {other} out of {person} again",
    "groups_merged": "Merged {groups:group|groups}",
    "renamed": "Renamed {before} to {person}",
    "somebody_erased": "Somebody was erased",
    "name_removed": "Removed the name {person} from {faces:face|faces}",
    "cover_chosen": "Chose a cover for {person}",
    "described": "Changed the details of {person}",
    "alias_added": "{person} is also called {alias}",
    "alias_removed": "{person} is no longer called {alias}",
    "favourite": "Made {people:list} a favourite",
    "favourites": "Made favourites of {people:list}",
    "no_favourite": "{people:list} is no favourite any more",
    "no_favourites": "Made no favourites any more of {people:list}",
    "hidden": "Hid {people:list}",
    "shown": "Showed {people:list} again",
    "photos_forgotten": "Forgot {photos:missing photo|missing photos}",
    "photos_deleted": "Deleted {photos:photo|photos}",
    "files_deleted": "Deleted {files:second file|second files} of photos",
    "files_restored": "Brought back {files:deleted file|deleted files} of photos",
    "photos_restored": "Brought back {photos:deleted photo|deleted photos}",
    "stacked": "Stacked {photos:photo|photos}",
    "unstacked": "Took {stacks:stack|stacks} of {photos:photo|photos} apart",
    "taken_out_of_stack": "Took {photos:photo|photos} out of {photos:=its|their} stack",
    "put_on_top": "Put another photo on top of a stack of {photos}",
    "rated": "Gave {stars:star|stars} to {photos:photo|photos}",
    "unrated": "Took the stars from {photos:photo|photos}",
    "dated": "Dated {photos:photo|photos}: {date:date}",
    "dated_differently": "Gave dates to {photos:photo|photos}",
    "dates_shifted": "Moved the dates of {photos:photo|photos}: {shift}",
    "dates_removed": "Took your own dates from {photos:photo|photos}",
    "placed": "Gave a place to {photos:photo|photos}",
    "placed_in": "Gave {photos:photo|photos} the place {place}",
    "places_removed": "Took your own places from {photos:photo|photos}",
    "turned_90": "Turned {photos:photo|photos} right",
    "turned_180": "Turned {photos:photo|photos} upside down",
    "turned_270": "Turned {photos:photo|photos} left",
    "marked_in_photos": "Noted that {person} is in {photos:photo|photos}",
    "unmarked_in_photos": "Noted that {person} is not in {photos:photo|photos}",
    "names_assigned": "Said who is who in a photo: {faces:face|faces}",
    "without_face": "Said that {people:person|people} of a photo show no face there",
    "taken_over": (
        "Took {faces:face|faces} of {people:person|people} over from {source}, "
        "and what is said of {photos:photo|photos}"
    ),
    "taken_over_of_photos": "Took what is said of {photos:photo|photos} over from {source}",
    "conflicts_settled": "Kept what the catalog has in {conflicts:conflict|conflicts}",
    "conflicts_theirs": "Took theirs from {source} in {conflicts:conflict|conflicts}",
    "conflicts_both": "Kept both in {conflicts:conflict|conflicts}",
    "tagged": "Tagged {photos:photo|photos} {tag}",
    "untagged": "Took the tag {tag} from {photos:photo|photos}",
    "tag_renamed": "Renamed the tag {before} to {tag}",
    "tags_merged": "Merged the tag {before} into {tag}: {photos:photo|photos}",
    "tag_deleted": "Deleted the tag {tag}, which {photos:photo|photos} had",
    "tags_deleted": "Deleted the tag {tag} and {below} below it, which {photos:photo|photos} had",
    "face_drawn": "Drew a face",
    "face_drawn_and_named": "Drew a face and named it {person}",
    "box_moved": "Moved the box of a face",
    "box_of_person_moved": "Moved the box of {person}",
    "drawn_face_deleted": "Deleted a drawn face",
    "search_saved": "Saved the search {search}",
    "search_renamed": "Renamed the saved search {before} to {search}",
    "search_changed": "Changed the saved search {search}",
    "search_deleted": "Deleted the saved search {search}",
    "album_made": "Made the album {album}",
    "album_made_of_photos": "Made the album {album} of {photos:photo|photos}",
    "album_renamed": "Renamed the album {before} to {album}",
    "album_moved": "Moved the album {album} into {parent}",
    "album_moved_to_the_top": "Moved the album {album} out of the others",
    "album_put_before": "Put the album {album} before {other}",
    "album_put_last": "Put the album {album} after the others",
    "album_deleted": "Deleted the album {album}, in which {photos:photo|photos} were",
    "albums_deleted": "Deleted the album {album} and {below} in it, in which {photos:photo|photos} were",
    "put_in_album": "Put {photos:photo|photos} into the album {album}",
    "taken_from_album": "Took {photos:photo|photos} out of the album {album}",
    "album_reordered": "Moved {photos:photo|photos} within the album {album}",
    "album_cover_chosen": "Chose a cover for the album {album}",
    "album_cover_dropped": "The first photo is the cover of the album {album} again",
    "put_in_circle": "Put {people:list} into the circle {circle}",
    "taken_from_circle": "Took {people:list} out of the circle {circle}",
    "circle_renamed": "Renamed the circle {before} to {circle}",
    "circle_deleted": "Deleted the circle {circle}",
    "related_parent": "Said that {person} is a parent of {other}",
    "related_partner": "Said that {person} and {other} are partners",
    "related_sibling": "Said that {person} and {other} are siblings",
    "unrelated": "Said that {person} and {other} are not related in that way",
    "photos_favourite": "Made {photos:photo|photos} {photos:=a favourite|favourites}",
    "photos_no_favourite": "{photos:photo|photos} {photos:=is|are} no favourite any more",
    "photos_hidden": "Hid {photos:photo|photos}",
    "photos_shown": "Showed {photos:hidden photo|hidden photos} again",
    "photos_described": "Described {photos:photo|photos}",
    "regrouped": "Grouped the unnamed faces again: {faces:face|faces} moved",
    "regrouped_in_part": (
        "Grouped the unnamed faces again: {faces:face|faces} moved; {left:change|changes} did not fit any more"
    ),
}
"""`{faces:face|faces}` is a number with its noun, `{faces:=is|are}` the word alone; `{people:and}` joins all names,
`{people:list}` the first few; `{date:date}` says a date of facts in words."""

AND_CERTAIN = "{sentence}, and {certain:face|faces} that certainly {certain:=belongs|belong} too"
"""Where the decision settled more faces than those that the user spoke of."""


def facts(template: str, **values: int | str | Sequence[str]) -> Facts:
    """What a decision did, for the ledger: a template and all that it speaks of."""
    made: Facts = {"template": template, **values}
    sentence(made)
    return made


def sentence(of: Facts) -> str:
    """What a decision did, for the user.

    Raises:
        CatalogDamaged: these are no facts that PhotoFace writes.
    """
    try:
        # Of the photos, where there are any.
        videos = int(of.get("videos", 0))
        values = {name: _Value(value, videos if name == "photos" else 0) for name, value in of.items()}
        said = TEMPLATES[of["template"]].format_map(values)
        return AND_CERTAIN.format_map({**values, "sentence": said}) if "certain" in of else said
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise CatalogDamaged(
            f"The history of this catalog is damaged: {str(of)[:80]} says nothing.",
            "Restore a backup that is older than the damage.",
        ) from error


class _Value:
    """A number, a name or names, as a template's field shows them."""

    def __init__(self, value: Any, videos: int = 0) -> None:
        self._value = value
        self._videos = videos

    def __format__(self, field: str) -> str:
        if "|" in field:
            one, many = field.removeprefix("=").split("|")
            if field.startswith("="):
                return one if self._value == 1 else many
            return photos_in_words(self._value, self._videos, one, many)
        if field == "date":
            return _date_in_words(self._value)
        if field == "and":
            return " and ".join(self._value)
        if field == "list":
            if not self._value:
                raise ValueError("no names")
            return some(self._value, NAMES_LISTED, rest="other")
        return f"{self._value:,}" if isinstance(self._value, int) else str(self._value)


def _date_in_words(date: str) -> str:
    """A date as facts have it, `2019-07-14 12:30`, `2019-07-14`, `2019-07` or `about 2019`, for a sentence."""
    day, _, time = date.partition(" ")
    if day.count("-") == 2:
        said = day_in_words(dt.date.fromisoformat(day))
        return f"{said}, {time}" if time else said
    return month_in_words(dt.date.fromisoformat(f"{day}-01")) if day.count("-") == 1 else date
