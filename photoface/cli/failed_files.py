"""Prints the photo files that could not be read, grouped by reason, and when they are tried again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from photoface.cli.output import Output
from photoface.errors import displayed
from photoface.formatting import counted

if TYPE_CHECKING:
    from photoface.catalog.summaries.library import FailedFile

FILES_SHOWN = 3
"""Files named for each reason in a summary; `photoface scan --failed` lists all."""

NOT_BEFORE_A_CHANGE = "not before the file changes"
TRIED_AGAIN = "tried again by the next scan"


def reason(file: FailedFile) -> str:
    """Why a file could not be read, in words that are the same for all files with this reason."""
    words = file.sentence.replace(displayed(file.path.name), "…")
    first, _, rest = words.partition(":")
    # What follows may contain sizes of this one file.
    return f"{first}." if any(letter.isdigit() for letter in rest) else words


def by_reason(files: Sequence[FailedFile]) -> list[tuple[str, list[FailedFile]]]:
    """The files by reason: those that are tried again last, and the most frequent reason first."""
    found: defaultdict[tuple[bool, str], list[FailedFile]] = defaultdict(list)
    for file in files:
        found[file.is_tried_again, reason(file)].append(file)
    ordered = sorted(found.items(), key=lambda item: (item[0][0], -len(item[1]), item[0][1]))
    return [(why, some) for (_, why), some in ordered]


def print_summary(files: Sequence[FailedFile], output: Output, *, hints: bool) -> None:
    """Print the summary after a scan: how many files by reason, some of each, and which are tried again."""
    if not files:
        return
    output.warning(f"{counted(len(files), 'file')} could not be read:")
    for why, some in by_reason(files):
        output.note(f"  {len(some):,}, {when(some[0])}: {why}")
        for file in some[:FILES_SHOWN]:
            output.note(f"    {file.path}")
        if len(some) > FILES_SHOWN:
            output.note(f"    and {len(some) - FILES_SHOWN:,} more")
    if hints:
        output.note("`photoface scan --failed` lists all; `photoface scan --retry-failed` tries all of them again.")


def print_list(files: Sequence[FailedFile], output: Output) -> None:
    """Print all of them, by reason."""
    rows = [(str(file.path), file.sentence, when(file)) for _, some in by_reason(files) for file in some]
    output.table(("File", "Why", "Tried again"), [(path, why, then) for path, why, then in rows])


def as_values(file: FailedFile) -> dict[str, Any]:
    """A failed file for JSON. `details` is the traceback of a bug."""
    return {
        "path": str(file.path),
        "reason": file.sentence,
        "kind": file.kind.value,
        "tried_again": file.is_tried_again,
        "details": file.details,
    }


def when(file: FailedFile) -> str:
    """When a file is tried again, in words."""
    return TRIED_AGAIN if file.is_tried_again else NOT_BEFORE_A_CHANGE
