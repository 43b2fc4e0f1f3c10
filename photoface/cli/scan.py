"""`photoface scan`: adds folders and scans all; `photoface folders`: lists, removes and relocates folders.

`scan --watch` goes on to scan what changes, and `scan --failed` lists files that could not be read. `photoface folders`
also lists what scans leave out or do not read.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photoface.cli import cluster, failed_files
from photoface.cli.arguments import LARGEST_NUMBER
from photoface.cli.context import JsonOption, State, current, opened
from photoface.cli.jobs import cancelled_by_signals, exit_code, run_job
from photoface.cli.output import Output
from photoface.errors import JobCancelled, UserFacingError
from photoface.formatting import attributes, counted, duration, listed
from photoface.jobs import JobControl

if TYPE_CHECKING:
    from photoface.catalog.summaries.library import FolderSummary
    from photoface.cluster.choices import ClusterChoices
    from photoface.library.library import Library
    from photoface.scan.scan_report import ScanReport


SUFFIXES_SHOWN = 5
"""Kinds of unread files that the summary names, most frequent first."""


def scan(
    folders: Annotated[
        list[Path] | None, typer.Argument(metavar="FOLDER", help="Folders to add.", show_default=False)
    ] = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Also try the files again that could not be read.")
    ] = False,
    failed: Annotated[
        bool, typer.Option("--failed", help="Scan nothing; list all files that could not be read, and why.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Then stay, and scan again whenever photos in the folders change.")
    ] = False,
    again: Annotated[
        bool | None,
        typer.Option(
            "--look-again/--no-look-again",
            help="Also look for faces again in photos that another detector looked at; what you said stays.",
            show_default=False,
        ),
    ] = None,
    workers: cluster.WorkersOption = None,
    scheduler: cluster.SchedulerOption = None,
    certificates: cluster.CertificatesOption = None,
    roots: Annotated[
        list[str] | None,
        typer.Option(
            "--worker-path",
            metavar="HERE=THERE",
            help="How a folder of this computer is called on the workers; may be given again.",
            show_default=False,
        ),
    ] = None,
    resources: cluster.ResourcesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add folders, then find new and changed photos in all folders, the faces in them, and who belongs together.

    Ctrl+C stops it; the next scan goes on from there. Files that cannot be read do not stop it.
    """
    output = current().output
    helpers = cluster.chosen(workers, scheduler, certificates, roots or (), resources or ())
    with opened(create=not failed) as library:
        if failed:
            _list_failed(library, output, as_json=as_json)
            return
        for folder in folders or ():
            library.folders.add(folder)
        if not library.folders.all():
            raise UserFacingError("There is no folder to scan yet.", "Name one: photoface scan ~/Pictures")
        if retry_failed:
            library.photos.retry_failed()
        if again is not None:
            library.jobs.want_look_again(wanted=again)
        report = scan_library(library, current(), cluster=helpers)
        if as_json:
            output.json(_report_values(library, report))
        else:
            print_report(library, report, output)
        if watch:
            _scan_changes(library, output, helpers, as_json=as_json)


def _scan_changes(library: Library, output: Output, cluster: ClusterChoices | None, *, as_json: bool) -> None:
    """Scan whenever photos changed, until Ctrl+C or a signal of the system."""
    watch = library.folders.watch()
    control = JobControl()
    control.when_cancelled(watch.stop)
    problem = ""
    with cancelled_by_signals(control):
        if not as_json:
            output.note("Watching the folders. Ctrl+C ends it.")
        for _ in watch.changes():
            try:
                report = scan_library(library, current(), waits_for_writers=True, cluster=cluster)
            except UserFacingError as error:
                # Another scan of the catalog, a full disk: what changed is looked at once that is over.
                if str(error) != problem:
                    output.warning(str(error))
                problem = str(error)
                watch.tell_again()
                continue
            problem = ""
            if as_json:
                output.json(_report_values(library, report))
            elif report.read or report.vanished:
                output.line(f"{dt.datetime.now():%Y-%m-%d %H:%M:%S} {report.sentences()}")


def scan_library(
    library: Library, state: State, *, waits_for_writers: bool = False, cluster: ClusterChoices | None = None
) -> ScanReport:
    """Scan with a progress bar; prints what is kept when the user stops it.

    Args:
        waits_for_writers: leave files that were changed a moment ago to a later scan.
        cluster: the computers that look at photos; None for this one alone.

    Raises:
        typer.Exit: stopped by the user, or by a signal of the system (128 and its number).
    """
    output, make_process = state.output, state.parts.make_process
    work = partial(library.jobs.scan, waits_for_writers=waits_for_writers)
    try:
        if cluster is not None:
            # A photo that ends a process ends one of theirs.
            return run_job(output, partial(work, cluster=cluster))
        if make_process is None:
            return run_job(output, work)
        # Most scans find no new photo. Starting the worker would take longer than checking 5,000 files.
        begun = run_job(output, partial(work, opens_photos=False))
        if not begun.awaits_photos:
            return begun
        from photoface.cli.worker_jobs import scan_in_worker

        return scan_in_worker(output, library.catalog_path, make_process, begun)
    except JobCancelled as stopped:
        overview = library.overview()
        output.note(
            f"Stopped. {counted(overview.photos, 'photo')} and {counted(overview.faces, 'face')} are in the catalog; "
            "the next scan goes on from there."
        )
        raise typer.Exit(exit_code(stopped)) from None


def print_report(library: Library, report: ScanReport, output: Output, *, hints: bool = True) -> None:
    """Print the summary of a scan; `hints` adds what to do next with one's own catalog."""
    overview = library.overview()
    seldom = {
        "Faces brought to the new model": report.embedded,
        "Photos looked at again": report.looked_again,
        "Photos gone since the last scan": report.vanished,
        "Files in folders that are left out now": report.inventory.left_out_files,
    }
    counts = {
        "New faces": report.new_faces,
        **{what: number for what, number in seldom.items() if number},
        "Photos in the library": overview.photos,
        "Faces": overview.faces,
        "People": overview.people,
        "Unnamed groups": overview.groups,
    }
    read = f"{report.read - report.failed:,} in {duration(report.seconds)}"
    output.table(("Scan", ""), [("Photos read", read), *((what, f"{number:,}") for what, number in counts.items())])
    roots = {folder.path for folder in library.folders.all()} if report.inventory.unreachable else set()
    for folder in report.inventory.unreachable:
        emptied = "If you emptied it: `photoface folders remove`."
        if folder not in roots:
            emptied = "If it does not come back, delete what is left there, and scan again."
        output.warning(
            f"{folder} holds no file any more. What is known of its photos is kept: its drive may not be connected. "
            f"{emptied}"
            if folder not in roots or folder.is_dir()
            else f"{folder} cannot be reached. What is known of its photos is kept. If it was moved or renamed: "
            "`photoface folders relocate`."
        )
    for folder in report.inventory.unreadable:
        output.warning(f"{folder} cannot be read; check its rights. What is known of its photos is kept.")
    _print_passed_over(report, output, hints=hints)
    for root, files in report.waiting.items():
        waiting = f"{counted(files, 'photo')} {'waits' if files == 1 else 'wait'}"
        output.warning(f"{root} went away during the scan: {waiting} for the next one.")
    for sentence in report.left_out_workers.values():
        output.warning(sentence)
    for failure in (*report.unfinished, *report.not_looked_at):
        output.warning(failure.sentence)
    failed_files.print_summary(library.photos.failed_files(), output, hints=hints)
    flawed = library.photos.flawed()
    if flawed:
        said = f"{counted(len(flawed), 'photo')} could be read only in part"
        output.warning(f"{said}; `photoface scan --failed` lists them." if hints else f"{said}.")
    carried = library.metadata.counts().waiting
    if hints and carried:
        carry = "carries" if carried == 1 else "carry"
        output.note(
            f"{counted(carried, 'photo')} {carry} names, tags or stars. Take them over? `photoface metadata read`"
        )
    if hints and overview.groups:
        output.note("`photoface groups` shows who waits for a name; `photoface` opens the window.")


def _print_passed_over(report: ScanReport, output: Output, *, hints: bool) -> None:
    """Print the numbers and kinds of folders and files that the scan skipped."""
    left_out, others = report.inventory.left_out, report.inventory.others
    if left_out:
        said = f"{counted(left_out, 'folder')} of other programs {'was' if left_out == 1 else 'were'} left out"
        output.note(f"{said}; `photoface folders left-out` lists them." if hints else f"{said}.")
    if others:
        kinds = [f"{number:,} {suffix}" for suffix, number in others.most_common(SUFFIXES_SHOWN)]
        if len(others) > SUFFIXES_SHOWN:
            kinds.append("others")
        said = f"{counted(others.total(), 'file')} not of a format that PhotoFace reads ({', '.join(kinds)})"
        output.note(f"{said}; `photoface folders others` lists them." if hints else f"{said}.")


def _report_values(library: Library, report: ScanReport) -> dict[str, Any]:
    overview = library.overview()
    return {
        "read": report.read - report.failed,
        **attributes(report, "failed", "new_faces", "linked", "embedded", "looked_again"),
        "gone": report.inventory.gone,
        "vanished": report.vanished,
        "waiting": {str(root): files for root, files in report.waiting.items()},
        "left_out_folders": report.inventory.left_out,
        "left_out_files": report.inventory.left_out_files,
        "other_files": dict(report.inventory.others),
        "unreachable": [str(folder) for folder in report.inventory.unreachable],
        "unreadable": [str(folder) for folder in report.inventory.unreadable],
        "left_out_workers": report.left_out_workers,
        "seconds": round(report.seconds, 3),
        **attributes(overview, "photos", "faces", "people", "groups", "failed_files"),
    }


def _list_failed(library: Library, output: Output, *, as_json: bool) -> None:
    failed, flawed = library.photos.failed_files(), library.photos.flawed()
    if as_json:
        files = [{**failed_files.as_values(file), "in_part": False} for file in failed]
        output.json([*files, *({"path": str(path), "reason": flaw, "in_part": True} for path, flaw in flawed)])
        return
    if failed:
        failed_files.print_list(failed, output)
    else:
        output.note("All files could be read.")
    if flawed:
        output.table(("Read in part", "What is missing"), [(str(path), flaw) for path, flaw in flawed])


def folders(context: typer.Context, as_json: JsonOption = False) -> None:
    """The folders that are scanned, with how many files of photos each holds."""
    if context.invoked_subcommand is not None:
        return
    with opened() as library:
        found = library.folders.all()
    current().output.listing(
        [attributes(folder, "id", "path", "photos", "failed", "reachable") for folder in found],
        ("Id", "Folder", "Files", "Failed", ""),
        [(str(one.id), str(one.path), one.photos, one.failed, "" if one.reachable else "away") for one in found],
        "There are no folders yet. `photoface scan FOLDER` adds one.",
        as_json=as_json,
    )


def remove(
    folder_id: Annotated[
        int, typer.Argument(metavar="ID", max=LARGEST_NUMBER, help="Its number, as `photoface folders` shows it.")
    ],
) -> None:
    """Stop looking at a folder. Its photos are hidden; what you said about them is kept until it comes again."""
    with opened() as library:
        folder = _folder(library, folder_id)
        library.folders.remove(folder_id)
    current().output.line(
        f"{folder.path} is no longer scanned. The photos themselves are untouched; "
        "scan the folder again to bring them back."
    )


def relocate(
    folder_id: Annotated[
        int, typer.Argument(metavar="ID", max=LARGEST_NUMBER, help="Its number, as `photoface folders` shows it.")
    ],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where it lies now.")],
    only_here: Annotated[
        bool, typer.Option("--only-here", help="In a shared library: on this computer; for the others nothing changes.")
    ] = False,
) -> None:
    """Say that a folder was moved or renamed. Some of its photos are compared first; everything about them is kept."""
    output = current().output
    with opened() as library:
        _folder(library, folder_id)
        found = library.folders.relocate(folder_id, folder, only_here=only_here)
    output.line(f"{found.before} is {found.after} now.")
    output.note(
        f"Of {counted(found.looked_at, 'photo')} looked for, {found.found:,} are there. "
        "`photoface scan` looks for all of them."
    )
    for path in found.not_found:
        output.note(f"  not there, or another content: {path}")


def _folder(library: Library, folder_id: int) -> FolderSummary:
    """A folder by its number.

    Raises:
        UserFacingError: there is none.
    """
    found = {folder.id: folder for folder in library.folders.all()}
    if folder_id not in found:
        known = listed([str(known) for known in found])
        raise UserFacingError(
            f"There is no folder with the number {folder_id}.",
            f"The numbers are {known}." if known else "There are no folders yet.",
        )
    return found[folder_id]


def left_out(as_json: JsonOption = False) -> None:
    """The folders that are not looked into, and why. `photoface settings left_out_folders` has the patterns."""
    with opened() as library:
        found = [(str(path), reason) for path, reason in library.folders.survey().left_out]
    values = [{"path": path, "reason": reason} for path, reason in found]
    current().output.listing(values, ("Folder", "Why"), found, "No folder is left out.", as_json=as_json)


def others(as_json: JsonOption = False) -> None:
    """Pictures and videos in the folders that are not of a format that PhotoFace reads."""
    output = current().output
    with opened() as library:
        found = library.folders.survey().others
    if as_json:
        output.json([str(path) for path in found])
    elif found:
        for path in found:
            output.line(str(path))
    else:
        output.note("There are none.")
