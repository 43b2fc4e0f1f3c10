"""The `photoface` command: runs a subcommand or opens the window, and turns errors into sentences and exit codes.

Importing this module must stay cheap, since `photoface --help` should answer at once: a command imports what it needs
inside its function.

Exit codes: 0 done; 1 failed, with a sentence that says why; 2 the command was not understood; 3 a bug; 130 stopped by
the user.
"""

from __future__ import annotations

import errno
import functools
import traceback
from collections.abc import Callable, Sequence
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from photoface.cli import (
    albums,
    backup,
    catalog,
    circles,
    cluster,
    dates_and_places,
    decisions,
    demo,
    doctor,
    export,
    groups,
    marks,
    metadata,
    models,
    people,
    people_pack,
    person_details,
    photo_import,
    relations,
    scan,
    search,
    stacks,
    tags,
    trash,
)
from photoface.cli.arguments import ArgumentError, is_text, refuse_empty
from photoface.cli.context import STATE, Parts, State, current, with_catalog
from photoface.cli.output import Output
from photoface.cli.streams import OutputFailedError
from photoface.errors import JobCancelled, UserFacingError
from photoface.importing import without_collection

if TYPE_CHECKING:
    from photoface.cli.worker_jobs import Process
    from photoface.library.library import Library
    from photoface.scan.face_engine import FaceEngine
    from photoface.settings import Settings
    from photoface.worker.messages import Job, Message

COMMANDS_GROUP: Final = "photoface.commands"
"""The group of entry points whose commands are added to ours; each is a `typer.Typer`."""

DONE, FAILED, NOT_UNDERSTOOD, BUG, STOPPED = 0, 1, 2, 3, 130


class _ForeignCommand(TyperCommand):
    """A command of another package, listed without importing that package."""

    def __init__(self, point: EntryPoint) -> None:
        super().__init__(point.name, help=f"Research; see `photoface {point.name} --help`.")
        self._point = point

    def load(self) -> Any:
        """The command itself; imports its package."""
        return typer.main.get_command(self._point.load())


class _Commands(TyperGroup):
    """All commands: the product's, and those that packages register under `photoface.commands`.

    Ctrl+C gives the exit code that shells expect, in every version of typer.
    """

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise typer.Exit(STOPPED) from None

    def list_commands(self, ctx: Any) -> list[str]:
        return [*super().list_commands(ctx), *sorted(point.name for point in entry_points(group=COMMANDS_GROUP))]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        found = super().get_command(ctx, cmd_name)
        if found is not None:
            return found
        points = entry_points(group=COMMANDS_GROUP, name=cmd_name)
        return _ForeignCommand(next(iter(points))) if points else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, command, rest = super().resolve_command(ctx, args)
        return name, command.load() if isinstance(command, _ForeignCommand) else command, rest


app = typer.Typer(
    cls=_Commands,
    name="photoface",
    help="Turn folders of photos into people. Without a command the window opens.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def main(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.", show_default=False)] = False,
) -> None:
    if version:
        from photoface import __version__

        current().output.line(f"photoface {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        raise typer.Exit(current().parts.open_window(current().catalog))


COMMANDS: Final = (
    *(
        scan.scan,
        photo_import.camera,
        people.people,
        people.person,
        people.person_page,
        people.faces,
        groups.groups,
        groups.group,
        groups.regroup,
    ),
    *(decisions.name, decisions.confirm, decisions.move, decisions.remove, decisions.merge, decisions.unmerge),
    *(decisions.rename, decisions.ignore, decisions.not_a_face, decisions.bring_back),
    *(decisions.undo, decisions.redo, decisions.history, person_details.describe, person_details.alias),
    *(person_details.favourite, person_details.hide, person_details.delete, person_details.erase, person_details.cover),
    *(dates_and_places.date, dates_and_places.place),
    *(person_details.forget, search.search, tags.tag, tags.untag, tags.rate, tags.turn, tags.mark, metadata.import_),
    *(marks.favourites, marks.hidden, marks.caption, export.export, backup.backup),
    *(backup.restore, models.settings, doctor.doctor, demo.demo),
)
"""All commands, in the order of `photoface --help`. Each has the name of its function, `import_` but for its end."""

GROUPS: Final[dict[str, tuple[str, Callable[..., None] | None, tuple[Callable[..., None], ...]]]] = {
    "folders": (
        "The folders that are scanned.",
        scan.folders,
        (scan.remove, scan.relocate, scan.left_out, scan.others),
    ),
    "tags": ("The tags that there are.", tags.tags, (tags.rename, tags.merge, tags.delete)),
    "albums": (
        "Albums of photos.",
        albums.albums,
        (albums.show, albums.add, albums.remove, albums.rename, albums.move, albums.delete),
    ),
    "circles": (
        "Circles of people, such as family and work.",
        circles.circles,
        (circles.add, circles.remove, circles.rename, circles.delete),
    ),
    "relations": ("Parents, children, partners and siblings.", relations.relations, (relations.add, relations.remove)),
    "trash": ("Recently deleted photos.", trash.trash, (trash.add, trash.restore, trash.empty)),
    "stacks": (
        "Copies, bursts and raw files that are shown as one photo.",
        stacks.stacks,
        (stacks.add, stacks.apart, stacks.remove, stacks.top, stacks.delete_copies, stacks.files, stacks.delete_files),
    ),
    "metadata": (
        "What your files say of people and photos.",
        None,
        (metadata.status, metadata.read, metadata.write, metadata.conflicts),
    ),
    "people-pack": (
        "People for another library, and from one.",
        people_pack.list_packs,
        (people_pack.make, people_pack.open_pack, people_pack.suggestions, people_pack.refuse, people_pack.forget),
    ),
    "catalog": ("Catalogs in files and on servers.", None, (catalog.copy,)),
    "cluster": ("The computers that help with scans.", None, (cluster.certificates, cluster.scheduler, cluster.worker)),
    "models": (
        "The models that tell faces apart.",
        None,
        (models.list_models, models.install, models.use, models.remove),
    ),
}
"""Commands of two words, by the first, each with its help and what the first word does alone."""

app.callback(invoke_without_command=True)(with_catalog(main))
for command in COMMANDS:
    # `-Ben` means "without Ben" in a search, and is not an option.
    takes_any_word = (
        {"ignore_unknown_options": True}
        if command in (search.search, export.export, dates_and_places.date, dates_and_places.place)
        else None
    )
    app.command(command.__name__.rstrip("_").replace("_", "-"), context_settings=takes_any_word)(with_catalog(command))
for name, (about, alone, second) in GROUPS.items():
    group = typer.Typer(help=about, invoke_without_command=alone is not None, no_args_is_help=alone is None)
    if alone is not None:
        group.callback()(with_catalog(alone))
    for function in second:
        group.command(function.__name__.removesuffix("_models").removesuffix("_pack").replace("_", "-"))(
            with_catalog(function)
        )
    app.add_typer(group, name=name)


def run(
    arguments: Sequence[str],
    open_library: Callable[[Path | None], Library] | None = None,
    load_engine: Callable[[Settings], FaceEngine] | None = None,
    open_window: Callable[[Path | None], int] | None = None,
) -> int:
    """Run one command and return its exit code.

    Args:
        arguments: the words after `photoface`.
        open_library: opens a catalog, None for the user's own; tests pass one with fake models, which scans in this
            process.
        load_engine: makes the detector and the embedder for `evaluate verification`.
        open_window: shows the window on a catalog and returns its exit code.
    """
    parts = Parts(
        open_library or _open_library,
        load_engine or _load_engine,
        open_window or _open_window,
        _make_process if open_library is None else None,
    )
    output = Output()
    try:
        code = _run(arguments, State(parts, output))
        output.finish()
    except OutputFailedError as failure:
        output.give_up(failure)
        return DONE if failure.reader_left else FAILED
    return code


def _run(arguments: Sequence[str], state: State) -> int:
    output = state.output
    try:
        refuse_empty(arguments)
        STATE.set(state)
        _command()(args=list(arguments), prog_name="photoface")
    except SystemExit as exit_request:
        return _code(exit_request)
    except UserFacingError as error:
        output.error(error)
        return NOT_UNDERSTOOD if isinstance(error, ArgumentError) else FAILED
    except (JobCancelled, KeyboardInterrupt):
        output.note("Stopped.")
        return STOPPED
    except OutputFailedError:
        raise
    except Exception as error:
        if isinstance(error, FileNotFoundError) and not _is_somewhere():
            output.error(UserFacingError("The folder that this terminal is in was deleted.", "Go to another one."))
            return FAILED
        told = _unusable_word(error, arguments)
        if told is not None:
            output.error(told)
            return NOT_UNDERSTOOD
        output.note(traceback.format_exc())
        output.note("This is a bug in PhotoFace, not a mistake of yours. What was done before it is kept.")
        return BUG
    return DONE


@functools.cache
def _command() -> Any:
    """The parser of all commands, built once: building it takes longer than most commands."""
    return typer.main.get_command(app)


def _is_somewhere() -> bool:
    """Whether the folder in which the program was started is still there; a relative path means nothing else."""
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True


def _unusable_word(error: Exception, arguments: Sequence[str]) -> UserFacingError | None:
    """The sentence for an error that only a word of the command can have caused; None for a bug."""
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return UserFacingError("A name in this command is too long for a file.", "Choose a shorter one.")
    if isinstance(error, RuntimeError) and "home directory" in str(error):
        return UserFacingError("A path in this command begins with the home of a user who is not here.")
    if isinstance(error, UnicodeEncodeError) and not all(map(is_text, arguments)):
        return UserFacingError("A word of this command is no text in UTF-8.", "Only names of files may be such bytes.")
    return None


def _code(exit_request: SystemExit) -> int:
    if exit_request.code is None:
        return DONE
    return exit_request.code if isinstance(exit_request.code, int) else FAILED


def _open_library(catalog: Path | None) -> Library:
    with without_collection():
        from photoface.assembly import open_library

    return open_library(catalog)


def _load_engine(settings: Settings) -> FaceEngine:
    from photoface.assembly import load_engine

    return load_engine(settings)


def _make_process(catalog: Path, job: Job, on_message: Callable[[Message], None]) -> Process:
    from photoface.worker.process import JobProcess

    return JobProcess(catalog, job, on_message)


def _open_window(catalog: Path | None) -> int:
    # Where Qt or a system library is missing, the window's own code says so and names the package.
    from photoface.gui.application import run

    return run(catalog)
