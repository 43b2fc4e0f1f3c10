"""`photoface search`: the photos with these people, as paths that other programs take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from photoface.cli.context import CatalogOption, JsonOption, opened, state_of
from photoface.cli.words import counted
from photoface.errors import UserFacingError

if TYPE_CHECKING:
    from photoface.catalog.summaries import SearchResult
    from photoface.library.library import Library


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    # `-Ben` means "without Ben" here, and is no option.
    app.command(context_settings={"ignore_unknown_options": True})(search)


def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="Names; -NAME for photos without somebody.")],
    null: Annotated[
        bool, typer.Option("--null", help="End each path with a zero byte, for xargs -0.", show_default=False)
    ] = False,
    as_json: JsonOption = False,
    catalog: CatalogOption = None,
) -> None:
    """Print the paths of photos, newest first: `photoface search Anna "Ben Holt" -Carla`."""
    output = state_of(context, catalog).output
    with opened(context, catalog) as library:
        result = _find(library, words)
        photos = [library.photo(photo_id) for photo_id in result.photo_ids]
    if as_json:
        output.json(
            {
                "explanation": result.explanation,
                "photos": [
                    {
                        "id": photo.id,
                        "path": str(photo.path or (photo.file_paths[0] if photo.file_paths else "")),
                        "missing": photo.missing,
                        "taken_at": photo.taken_at,
                        "people": sorted({face.person_name for face in photo.faces if face.person_name}),
                    }
                    for photo in photos
                ],
            }
        )
        return
    present = [photo.path for photo in photos if photo.path is not None]
    for path in present:
        output.raw(f"{path}{chr(0) if null else chr(10)}")
    missing = len(photos) - len(present)
    output.note(
        f"{result.explanation}: {counted(len(photos), 'photo')}"
        + (f", {missing:,} of them missing from the disk." if missing else ".")
    )


def _find(library: Library, words: list[str]) -> SearchResult:
    """Search for words as the shell handed them over: what stood in quotes there is one name, unless nobody has it."""
    result = library.search(" ".join(_quoted(word) for word in words))
    if result.unknown and any(" " in word for word in words):
        whole = library.search(" ".join(words))
        result = result if whole.unknown else whole
    if result.unknown:
        raise UserFacingError(result.explanation, "`photoface people` lists everybody.")
    return result


def _quoted(word: str) -> str:
    if " " not in word or '"' in word:
        return word
    return f'-"{word[1:]}"' if word.startswith("-") else f'"{word}"'
