"""`photoface camera`: copies new photos and videos from a camera, card or folder into the library, and scans them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from photoface.cli.context import JsonOption, current, opened
from photoface.cli.jobs import kept_when_stopped, run_job
from photoface.cli.scan import print_report, scan_library
from photoface.formatting import attributes, size
from photoface.library.import_folders import DEFAULT_PATTERN
from photoface.library.import_report import ImportReport


def camera(
    sources: Annotated[
        list[Path], typer.Argument(metavar="SOURCE", help="A card, a folder, or single files.", show_default=False)
    ],
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FOLDER", help="Where the copies go; it becomes a folder of the library."),
    ] = None,
    pattern: Annotated[
        str, typer.Option("--pattern", help="Folders in it by the date of a photo: {year}, {month}, {day}.")
    ] = DEFAULT_PATTERN,
    again: Annotated[
        bool, typer.Option("--again", help="Also copy what was imported or deleted before.", show_default=False)
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Copy nothing; say what is new.", show_default=False)
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Copy new photos and videos from a card or a folder into the library, verify the copies, and scan them.

    Nothing on the card is changed or deleted. Ctrl+C stops it; the same command goes on.
    """
    output = current().output
    with opened(create=True) as library:
        if dry_run:
            looked = run_job(output, lambda control: library.imports.look(sources, control, again=again))
            if as_json:
                output.json(_values(looked))
            else:
                output.line(f"{looked.new_in_words()} would be imported, {size(looked.size)}.")
                _say_what_is_left(looked)
            return
        if to is None:
            raise typer.BadParameter("Say where the copies go: --to FOLDER")
        with kept_when_stopped(output, "What was copied is whole; the same command goes on."):
            report = run_job(
                output, lambda control: library.jobs.import_photos(sources, to, pattern, control, again=again)
            )
        if as_json:
            output.json(_values(report))
        else:
            output.line(f"Imported {report.new_in_words()} into {report.folder}.")
            _say_what_is_left(report)
        if report.new:
            scanned = scan_library(library, current())
            if not as_json:
                print_report(library, scanned, output)
        if report.trouble is not None:
            raise report.trouble


def _say_what_is_left(report: ImportReport) -> None:
    output = current().output
    for sentence in report.left_out_in_words():
        output.note(sentence)
    for path, why in report.failed:
        output.warning(f"{path} could not be copied: {why}")


def _values(report: ImportReport) -> dict[str, object]:
    return {
        **attributes(report, "photos", "videos", "size", "in_library", "before", "twice"),
        "failed": [{"path": str(path), "reason": why} for path, why in report.failed],
        "complete": report.trouble is None,
    }
