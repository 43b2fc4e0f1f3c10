"""Helpers of the commands: the option `--catalog`, opening the library, decisions, finding people, printing faces."""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photoface.cli.arguments import face_ids
from photoface.cli.output import Output
from photoface.errors import CatalogDamaged, NameTaken, UserFacingError
from photoface.formatting import attributes, counted, some

if TYPE_CHECKING:
    from photoface.catalog.summaries.faces import FaceSummary
    from photoface.catalog.summaries.people import PersonSummary
    from photoface.cli.worker_jobs import StartJob
    from photoface.library.commands.command import Command
    from photoface.library.library import Library
    from photoface.scan.face_engine import FaceEngine
    from photoface.settings import Settings

NAMES_LISTED = 8
"""Maximum number of people listed for an ambiguous name; more are counted."""

AnotherOption = Annotated[
    bool, typer.Option("--another", help="Two people have this name, or names that look the same.", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for other programs.", show_default=False)]


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts that commands are built from. Importing the real ones takes a second: they are loaded when called."""

    open_library: Callable[[Path | None], Library]
    load_engine: Callable[[Settings], FaceEngine]
    open_window: Callable[[Path | None], int]
    make_process: StartJob | None = None
    """Makes the process of a scan; None scans in this process."""


@dataclass(slots=True)
class State:
    """One call of the program."""

    parts: Parts
    output: Output
    catalog: Path | None = None


STATE: ContextVar[State] = ContextVar("photoface")


def current() -> State:
    """The state of this call."""
    return STATE.get()


def _choose_catalog(catalog: Path | None) -> None:
    if catalog is not None:
        current().catalog = catalog


def catalog_argument(words: str) -> Path:
    """The file that an argument names; for a catalog on a server the note that says where it is."""
    if "://" not in words:
        return Path(words)
    from photoface.assembly import server_catalog

    return server_catalog(words)


CatalogOption = Annotated[
    Path | None,
    typer.Option(
        "--catalog",
        metavar="FILE",
        parser=catalog_argument,
        help="The catalog to use instead of your own: a file, or postgresql://USER@SERVER/DATABASE.",
        show_default=False,
        callback=_choose_catalog,
    ),
]


def with_catalog(command: Callable[..., None]) -> Callable[..., None]:
    """The command with an option `--catalog`, which wins over the one before the command."""

    @functools.wraps(command)
    def run(catalog: Path | None = None, **options: Any) -> None:
        command(**options)

    chosen = inspect.Parameter("catalog", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=CatalogOption)
    signature = inspect.signature(command, eval_str=True)
    parameters = [*signature.parameters.values(), chosen]
    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run


@contextlib.contextmanager
def opened(*, create: bool = False, damaged_too: bool = False) -> Iterator[Library]:
    """The library of this call, closed afterwards. Its daily backup is made first, and its file is checked.

    Args:
        create: create a missing catalog. Commands that only read or correct do not: a mistyped name would create an
            empty one.
        damaged_too: continue with a damaged catalog after a warning, to save what can still be read.

    Raises:
        UserFacingError: there is no such catalog, or it cannot be opened or is damaged.
    """
    state = current()
    if state.catalog is not None and not create and not state.catalog.expanduser().exists():
        raise UserFacingError(
            f"There is no catalog {state.catalog}.", "Check its name; `photoface scan` makes a new one."
        )
    library = state.parts.open_library(state.catalog)
    try:
        _look_after(library, state.output, damaged_too=damaged_too)
        yield library
    finally:
        library.close()


def _look_after(library: Library, output: Output, *, damaged_too: bool) -> None:
    try:
        library.backups.daily_check()
    except CatalogDamaged as error:
        if not damaged_too:
            raise
        output.warning(str(error))
    except UserFacingError as error:
        # No backup can be made now, for lack of space or rights: the command can run all the same.
        output.warning(f"No backup was made today. {error}")


@contextlib.contextmanager
def asking(remedy: str) -> Iterator[None]:
    """Turn the question about an existing name into words for the terminal: who it may be, and the possible answers.

    Raises:
        UserFacingError: instead of a `NameTaken`.
    """
    try:
        yield
    except NameTaken as question:
        lines = [f"  #{person_id} {line}" for person_id, line in question.people[:NAMES_LISTED]]
        raise UserFacingError(question.sentence, "\n".join([*lines, remedy])) from None


def decide(make: Callable[[Library], Command]) -> None:
    """Open the library, execute the command that is made for it, and print what was done."""
    with opened() as library:
        carry_out(library, make(library))


def carry_out(library: Library, command: Command) -> None:
    """Execute a command of the library, and print what was done."""
    current().output.line(f"{library.execute(command).summary}.")


def person_called(library: Library, words: str) -> PersonSummary:
    """The one person that these words mean: the whole name, enough letters of it, or `#7` for the number.

    Raises:
        UserFacingError: no person matches, or several do; the sentence lists them.
    """
    found = library.people.called(words)
    if not found:
        raise UserFacingError(f"Nobody is called {words}.", "`photoface people` lists everybody.")
    if len(found) > 1:
        names = sorted((f"{person.name} #{person.id}" for person in found), key=str.casefold)
        raise UserFacingError(
            f"{words} could be {some(names, NAMES_LISTED, 'or')}.",
            "Write more of the name, or the number: '#7'. `photoface people` shows the numbers.",
        )
    return found[0]


def known_faces(library: Library, texts: Sequence[str]) -> tuple[int, ...]:
    """The existing faces with these numbers.

    Raises:
        ArgumentError: a word is not a number.
        UserFacingError: there is no face with such a number.
    """
    ids = face_ids(texts)
    known = {face.id for face in library.faces.summaries(ids)}
    strange = [str(face_id) for face_id in ids if face_id not in known]
    if strange:
        raise UserFacingError(
            f"There is no face with the number {some(strange, NAMES_LISTED, 'or')}.",
            "`photoface faces` shows the numbers.",
        )
    return ids


def face_paths(library: Library, faces: Sequence[FaceSummary]) -> dict[int, Path]:
    """For each photo of these faces the file to show: a present one, or its last known path."""
    paths = {}
    for photo_id in dict.fromkeys(face.photo_id for face in faces):
        photo = library.photos.detail(photo_id)
        paths[photo_id] = photo.path or (photo.file_paths[0] if photo.file_paths else Path())
    return paths


def print_faces(library: Library, face_ids: Sequence[int], *, as_json: bool) -> None:
    """Print a list of faces: number, person and file of each."""
    output = current().output
    faces = library.faces.summaries(face_ids)
    paths = face_paths(library, faces)
    if as_json:
        output.json([face_values(face, paths[face.photo_id]) for face in faces])
        return
    output.table(
        ("Face", "Taken", "Person", "Sure", "Photo"),
        [
            (
                str(face.id),
                "" if face.undated else f"{face.taken_at:%Y-%m-%d}",
                face.person_name or (f"group {face.group_id}" if face.group_id is not None else ""),
                "yes" if face.confirmed else "",
                f"{paths[face.photo_id]}{' (missing)' if face.missing else ''}",
            )
            for face in faces
        ],
    )
    output.note(counted(len(faces), "face"))


def face_values(face: FaceSummary, path: Path) -> dict[str, Any]:
    """A face for JSON."""
    return {
        "id": face.id,
        "photo": face.photo_id,
        "path": str(path),
        "missing": face.missing,
        "taken_at": None if face.undated else face.taken_at,
        **attributes(face.box, "left", "top", "width", "height"),
        "person": face.person_name,
        "confirmed": face.confirmed,
        "group": face.group_id,
        "status": face.status.value,
        "quality": face.quality,
    }


def person_values(person: PersonSummary) -> dict[str, Any]:
    """A person for JSON."""
    counts = ("faces", "confirmed", "photos")
    dates = ("first_taken", "last_taken", "born", "died")
    return attributes(person, "id", "name", *counts, *dates, "favourite", "hidden")
