"""`photoface search`: finds photos, prints their paths or copies them; saves, lists and deletes searches."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photoface.cli.context import JsonOption, carry_out, current, opened
from photoface.cli.jobs import run_job
from photoface.cli.output import Output
from photoface.errors import UserFacingError
from photoface.formatting import attributes, counted, listed, photos_in_words

if TYPE_CHECKING:
    from photoface.catalog.summaries.photos import PhotoDetail
    from photoface.catalog.summaries.searches import SearchResult
    from photoface.library.library import Library

# A key with its value as a shell passes it: without the quotes around the value.
_KEYED = re.compile(r"([^\W\d_]+:)(.+)", re.DOTALL)


def search(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="WORDS", help="Names, -NAME for photos without somebody, year:2019, tag:beach and so on."
        ),
    ] = None,
    saved: Annotated[
        str | None, typer.Option("--saved", metavar="NAME", help="A saved search; words after it narrow it down.")
    ] = None,
    save: Annotated[
        str | None, typer.Option("--save", metavar="NAME", help="Also keep the search under a name.")
    ] = None,
    forget: Annotated[
        str | None, typer.Option("--delete-saved", metavar="NAME", help="Delete a saved search; search nothing.")
    ] = None,
    list_saved: Annotated[
        bool, typer.Option("--list-saved", help="List the saved searches; search nothing.", show_default=False)
    ] = False,
    copy_to: Annotated[
        Path | None, typer.Option("--copy-to", metavar="FOLDER", help="Copy the photos there; nothing is written over.")
    ] = None,
    null: Annotated[
        bool, typer.Option("--null", help="End each path with a zero byte, for xargs -0.", show_default=False)
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Print the paths of photos, newest first: `photoface search Anna "Ben Holt" -Carla year:2015..2019`.

    Quote brackets and comparisons for the shell: `photoface search '(Anna or Ben) faces:>3'`.
    """
    from photoface.library.commands.collections import DeleteSavedSearch, SaveSearch

    output = current().output
    with opened() as library:
        if list_saved:
            _list_saved(library, output, as_json=as_json)
            return
        if forget is not None:
            carry_out(library, DeleteSavedSearch(_saved(library, forget)[0]))
            return
        if not words and saved is None:
            raise typer.BadParameter("Say what to look for: photoface search Anna year:2019")
        before = "" if saved is None else library.search.as_kept(_saved(library, saved)[1])
        text, result = find(library, words or (), before)
        if save is not None:
            output.note(f"{library.execute(SaveSearch(save, text)).summary}.")
        if copy_to is not None:
            _copy(library, output, result, copy_to, as_json=as_json)
            return
        photos = [library.photos.detail(photo_id) for photo_id in result.photo_ids]
    if as_json:
        output.json(
            {
                "explanation": result.explanation,
                "similar_tags": [dataclasses.asdict(similar) for similar in result.similar],
                "photos": [_values(photo) for photo in photos],
            }
        )
        return
    # Other programs read these paths; a missing file is listed only if the search asks for missing ones.
    asks_for_missing = "is:missing" in text.casefold()
    for photo in photos:
        path = photo.path or (photo.file_paths[0] if asks_for_missing and photo.file_paths else None)
        if path is not None:
            output.raw(f"{path}{chr(0) if null else chr(10)}")
    videos = sum(photo.video_seconds is not None for photo in photos)
    output.note(f"{result.explanation}: {photos_in_words(len(photos), videos)}{_not_here(photos)}.")
    if result.note:
        output.note(result.note)


def find(library: Library, words: Sequence[str], before: str = "", *, widen: bool = True) -> tuple[str, SearchResult]:
    """Search for words from the shell; returns the text of the search and its result.

    A quoted word is one name or value. If that gives no result, the words are read as a whole search.

    Args:
        before: a search that the words narrow down.
        widen: whether tags of nearly the same meaning count where none matches exactly.

    Raises:
        UserFacingError: it cannot be parsed, or words in it are unknown.
    """
    tries = dict.fromkeys((" ".join(_quoted(word) for word in words), " ".join(words)))
    failures: list[UserFacingError] = []
    for attempt in tries:
        text = attempt
        if before:
            text = f"({before}) ({attempt})" if attempt else before
        try:
            result = library.search.find(text, widen=widen)
        except UserFacingError as error:
            failures.append(error)
            continue
        if not result.unknown:
            return result.words or text, result
        failures.append(
            UserFacingError(result.explanation, "`photoface people`, `tags` and `folders` list what there is.")
        )
    # A quoted word looks like a name to the user; only one with a key in it may be a whole search.
    raise failures[-1] if any(":" in word or "(" in word for word in words) else failures[0]


def _quoted(word: str) -> str:
    if " " not in word or '"' in word:
        return word
    minus, word = ("-", word[1:]) if word.startswith("-") else ("", word)
    keyed = _KEYED.fullmatch(word)
    if keyed is None:
        return f'{minus}"{word}"'
    names = keyed[2].split(",") if keyed[1].casefold() == "only:" else [keyed[2]]
    return minus + keyed[1] + ",".join(f'"{name}"' if " " in name else name for name in names)


def _not_here(photos: Sequence[PhotoDetail]) -> str:
    """The numbers of photos that cannot be opened now, as the end of a sentence."""
    missing, away = sum(photo.missing for photo in photos), sum(photo.away for photo in photos)
    parts = []
    if missing:
        parts.append(f"{missing:,} of them missing from the disk")
    if away:
        parts.append(f"{away:,} {'of them ' if not missing else ''}on a drive that is away or in a folder that moved")
    return "".join(f", {part}" for part in parts)


def _values(photo: PhotoDetail) -> dict[str, Any]:
    return {
        "id": photo.id,
        "path": str(photo.path or (photo.file_paths[0] if photo.file_paths else "")),
        **attributes(photo, "missing", "away"),
        "taken_at": None if photo.undated else photo.taken_at,
        **attributes(photo, "dated_by", "date_precision"),
        "people": sorted({face.person_name for face in photo.faces if face.person_name}),
        "tags": [tag.path for tag in photo.tags],
        "rating": photo.rating,
    }


def _saved(library: Library, name: str) -> tuple[int, str]:
    """The id and the words of a saved search."""
    from photoface.text_folding import spelled

    searches = library.search.saved()
    for one in searches:
        if spelled(one.name) == spelled(name):
            return one.id, one.words
    known = listed([one.name for one in searches])
    raise UserFacingError(
        f"There is no saved search {name}.",
        f"There are {known}." if known else "`photoface search WORDS --save NAME` keeps one.",
    )


def _list_saved(library: Library, output: Output, *, as_json: bool) -> None:
    searches = library.search.saved()
    output.listing(
        [attributes(one, "id", "name", "words") for one in searches],
        ("Name", "Search"),
        [(one.name, one.words) for one in searches],
        "No search is saved yet. `photoface search WORDS --save NAME` keeps one.",
        as_json=as_json,
    )


def _copy(library: Library, output: Output, result: SearchResult, folder: Path, *, as_json: bool) -> None:
    report = run_job(output, lambda control: library.photos.copy_to(result.photo_ids, folder, control))
    if as_json:
        output.json(
            {
                "explanation": result.explanation,
                "folder": str(report.folder),
                "copied": [str(path) for path in report.copied],
                "not_copied": [
                    {"id": one.photo_id, "path": None if one.path is None else str(one.path), "reason": one.sentence}
                    for one in report.not_copied
                ],
            }
        )
        return
    output.note(f"{result.explanation}: {counted(len(report.copied), 'photo')} copied to {report.folder}.")
    if result.note:
        output.note(result.note)
    if report.not_copied:
        output.warning(f"{counted(len(report.not_copied), 'photo')} could not be copied:")
        for one in report.not_copied:
            output.note(f"  {one.path or f'photo {one.photo_id}'}: {one.sentence}")
