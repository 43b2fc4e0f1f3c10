"""`photoface metadata` and `photoface import`: take names and tags over from photo files and programs, and write them.

Names and tags are written into sidecars or photo files. `photoface metadata` also counts what files say, and lists and
answers conflicts between files or programs and the user's decisions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photoface.cli.arguments import ArgumentError
from photoface.cli.context import JsonOption, current, opened
from photoface.cli.jobs import kept_when_stopped, run_job
from photoface.cli.output import Output
from photoface.cli.search import find
from photoface.formatting import attributes, counted, some

if TYPE_CHECKING:
    from photoface.jobs import JobControl
    from photoface.library.library import Library
    from photoface.library.takeover import Proposal
    from photoface.library.writing_report import WritingReport

PEOPLE_LISTED = 8
"""People among whom a question asks; more are counted."""

MapOption = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="OLD=NEW",
        help="Whom a name means: another name, the name itself for somebody new, or '#7' for the person of that "
        "number; 'OLD=' leaves it out. "
        "May be given several times.",
        show_default=False,
    ),
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Only say what would be taken over.")]


def status(as_json: JsonOption = False) -> None:
    """What your files say of people and photos, and how much of it was not taken over yet."""
    output = current().output
    with opened() as library:
        counts, failures = library.metadata.counts(), library.metadata.failures()
        conflicts = len(library.metadata.conflicts())
    if as_json:
        values = attributes(counts, "photos", "named_faces", "names", "tags", "waiting", "waiting_names")
        unread = [{"path": str(path), "reason": reason} for path, reason in failures]
        output.json({**values, "conflicts": conflicts, "unread": unread})
        return
    rows: list[tuple[str, int]] = [
        ("Photos whose files say something", counts.photos),
        ("Photos with names", counts.names),
        ("Named faces", counts.named_faces),
        ("Photos with tags", counts.tags),
        ("Photos not taken over yet", counts.waiting),
        ("Conflicts", conflicts),
    ]
    output.table(("Files", ""), rows)
    for path, reason in failures:
        output.warning(f"{path}: {reason}")
    if counts.waiting:
        output.note("`photoface metadata read` takes over what the files say.")


def read(mapping: MapOption = None, dry_run: DryRunOption = False, as_json: JsonOption = False) -> None:
    """Take over names, tags, stars and captions from your files, in one step that `photoface undo` takes back.

    What you decided stays; what the files say against it is listed by `photoface metadata conflicts`.
    """
    answers = _pairs(mapping, "--map")
    with opened() as library:
        _take_over(
            library, lambda control: library.metadata.propose(control, answers), dry_run=dry_run, as_json=as_json
        )


def write(
    search: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="WORDS", help="Of the photos that this search finds; without, of all.", show_default=False
        ),
    ] = None,
    into_files: Annotated[
        bool, typer.Option("--into-files", help="Into the photo files, where that is safe, instead of beside them.")
    ] = False,
    remove: Annotated[
        bool, typer.Option("--remove", help="Take the names that PhotoFace wrote out of the files again.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be written.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Write the names that you gave, tags, stars and captions into XMP sidecars beside your photos.

    What other programs wrote there stays. Writing again after a change here brings the files up to date.
    """
    from photoface.metadata.records import Destination

    output = current().output
    destination = Destination.FILE if into_files else Destination.SIDECAR
    with opened() as library:
        photo_ids = find(library, search)[1].photo_ids if search else None
        with kept_when_stopped(output, "What was written stays."):
            report = run_job(
                output,
                lambda control: library.jobs.write_names(
                    photo_ids, destination, control, remove=remove, dry_run=dry_run
                ),
            )
    if as_json:
        lists = {
            name: [{"path": str(path), "reason": sentence} for path, sentence in getattr(report, name)]
            for name in ("skipped", "left", "remarks")
        }
        output.json({**attributes(report, "photos", "without_file", "files", "written", "named_faces"), **lists})
        return
    print_written(output, report, dry_run=dry_run)


def print_written(output: Output, report: WritingReport, *, dry_run: bool) -> None:
    """What was written into files, in a few lines."""
    would = "would be" if dry_run else "was" if report.written == 1 else "were"
    output.line(
        f"{counted(report.photos, 'photo')}, {counted(report.named_faces, 'named face')}: "
        f"{counted(report.written, 'file')} {would} changed."
    )
    if report.without_file:
        output.note(f"{counted(report.without_file, 'photo')} without a file now.")
    for path, sentence in (*report.skipped, *report.left, *report.remarks):
        output.warning(f"{path}: {sentence}")


def conflicts(
    numbers: Annotated[
        list[int] | None,
        typer.Argument(metavar="NUMBERS", help="Of the conflicts that are answered.", show_default=False),
    ] = None,
    mine: Annotated[bool, typer.Option("--mine", help="What you decided holds; files follow it.")] = False,
    theirs: Annotated[
        bool, typer.Option("--theirs", help="What the file or the other program says holds, here too.")
    ] = False,
    both: Annotated[
        bool,
        typer.Option(
            "--both", help="Both hold: two names of one person, two faces of one person, two texts below each other."
        ),
    ] = False,
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="WHY", help="All that are listed for this reason.", show_default=False),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that are listed.")] = False,
    as_json: JsonOption = False,
) -> None:
    """What files and other programs say against what you decided, and your answers to it, each one step to undo."""
    from photoface.catalog.states import ConflictAnswer
    from photoface.library.commands.takeover import SettleConflicts

    output = current().output
    said = dict(zip(ConflictAnswer, (mine, theirs, both), strict=True))
    answers = [answer for answer in ConflictAnswer if said[answer]]
    if len(answers) > 1:
        raise ArgumentError("Say one of --mine, --theirs and --both.")
    if answers and not (numbers or kind or everything):
        raise ArgumentError("Say which conflicts: their numbers, --kind WHY, or --all.")
    with opened() as library:
        found = library.metadata.conflicts()
        if kind is not None:
            found = [one for one in found if one.kind.value == kind]
        if numbers:
            found = [one for one in found if one.id in set(numbers)]
        if answers:
            outcome = library.execute(SettleConflicts(tuple(conflict.id for conflict in found), answers[0]))
            if as_json:
                output.json({"done": outcome.summary, "left": len(library.metadata.conflicts())})
            else:
                output.line(f"{outcome.summary}.")
            return
    output.listing(
        [
            {
                **attributes(one, "id", "photo_id", "face_id", "theirs", "mine", "source"),
                "kind": one.kind.value,
                "answers": [answer.value for answer in one.answers],
                "path": None if one.path is None else str(one.path),
            }
            for one in found
        ],
        ("Number", "Face", "Theirs", "Yours", "Why", "From", "Photo"),
        [
            (
                one.id,
                one.face_id,
                "" if one.kind.is_gone else one.theirs,
                one.mine,
                one.kind.value,
                one.source,
                "" if one.path is None else str(one.path),
            )
            for one in found
        ],
        "There are no conflicts.",
        as_json=as_json,
    )
    if found and not as_json:
        output.note("Answer by `photoface metadata conflicts NUMBER --mine`, --theirs or --both; --all answers all.")


def import_(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE",
            help="apple-photos, digikam, immich, librephotos, lightroom, nextcloud-recognize, photoprism, picasa or "
            "takeout.",
        ),
    ],
    where: Annotated[
        str | None,
        typer.Argument(
            metavar="PATH",
            help="Its file, folder, or the address of its server; without, where it usually is.",
            show_default=False,
        ),
    ] = None,
    mapping: MapOption = None,
    root: Annotated[
        list[str] | None,
        typer.Option(
            "--root",
            metavar="OLD=NEW",
            help="A folder or disk of that program lies elsewhere now. May be given several times.",
            show_default=False,
        ),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option("--key", envvar="PHOTOFACE_KEY", help="What a server asks for.", show_default=False),
    ] = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Take over people, tags, albums, stars and captions of a program, in one step that `photoface undo` takes back.

    Its catalog is only read. What you decided here stays; `photoface metadata conflicts` lists what it says otherwise.
    """
    from photoface.library.other_programs import read_catalog

    answers, roots = _pairs(mapping, "--map"), _pairs(root, "--root")
    with opened() as library:
        catalog = read_catalog(source, where, key)
        _take_over(
            library,
            lambda control: library.metadata.propose_import(catalog, control, answers, roots),
            dry_run=dry_run,
            as_json=as_json,
        )


def _take_over(library: Library, propose: Callable[[JobControl], Proposal], *, dry_run: bool, as_json: bool) -> None:
    """Plan a takeover, carry it out, and print both."""
    from photoface.library.commands.takeover import TakeOver

    output = current().output
    with kept_when_stopped(output, "Nothing was taken over."):
        proposal = run_job(output, propose)
    takeover = proposal.takeover
    done = not dry_run and not (takeover.is_empty and not takeover.agreed)
    summary = library.execute(TakeOver(takeover)).summary if done else None
    if as_json:
        output.json(_values(proposal, summary))
        return
    output.line(f"{proposal.sentence()}.")
    for column, what in (("own_taken_at", "a date"), ("own_latitude", "a place")):
        photos = takeover.photos_with(column)
        if photos:
            output.note(f"{counted(photos, 'photo')} {'gets' if photos == 1 else 'get'} {what}.")
    if summary is not None:
        output.line(f"{summary}.")
    elif not dry_run:
        output.note("There is nothing to take over.")
    _print_what_is_left(proposal, output, done=done)


def _print_what_is_left(proposal: Proposal, output: Output, *, done: bool) -> None:
    takeover = proposal.takeover
    for question in proposal.questions:
        name, faces = question.name, counted(question.faces, "face")
        if question.people:
            people = some([f"#{number} {line}" for number, line in question.people], PEOPLE_LISTED, "or")
            output.warning(f"{name} ({faces}) may be {people}. Say who: --map '{name}=#NUMBER'.")
        else:
            output.warning(f"You deleted {name} ({faces}). To have the name back: --map '{name}={name}'.")
    if proposal.erased:
        names = counted(len(proposal.erased), "name was", "names were")
        output.warning(f"{names} erased for good here and left out.")
    for remark in proposal.remarks:
        output.warning(remark)
    if proposal.too_small:
        output.note(f"{counted(proposal.too_small, 'named face')} too small to draw.")
    if takeover.conflicts:
        conflicts = counted(len(takeover.conflicts), "conflict")
        output.note(
            f"{conflicts} with what you decided" + ("; `photoface metadata conflicts` lists them." if done else ".")
        )
    if done and takeover.drawn:
        output.note(f"`photoface scan` looks at the {counted(len(takeover.drawn), 'drawn face')}.")


def _values(proposal: Proposal, summary: str | None) -> dict[str, Any]:
    counts = ("people", "named_regions", "matched", "photos", "photos_elsewhere", "too_small")
    takeover = proposal.takeover
    return {
        "source": takeover.source,
        **attributes(proposal, *counts),
        "named": len(takeover.names),
        "drawn": len(takeover.drawn),
        "conflicts": len(takeover.conflicts),
        "questions": [
            {
                "name": question.name,
                "faces": question.faces,
                "people": [{"id": number, "line": line} for number, line in question.people],
            }
            for question in proposal.questions
        ],
        "remarks": list(proposal.remarks),
        "done": summary,
    }


def _pairs(words: list[str] | None, option: str) -> dict[str, str]:
    """What OLD=NEW say.

    Raises:
        ArgumentError: one has no equals sign, or nothing before it.
    """
    pairs = {}
    for word in words or ():
        old, equals, new = word.partition("=")
        if not equals or not old.strip():
            raise ArgumentError(f"{option} takes OLD=NEW, and not {word}.")
        pairs[old] = new
    return pairs
