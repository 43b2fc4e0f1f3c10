"""Turns exceptions of a scan's stages into a failure of one file: a sentence, a remedy, and when it is tried again.

It also repeats failing batches in smaller parts, so that only the file at fault fails.
"""

from __future__ import annotations

import errno
import traceback
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from photoface.catalog.scanned_files import Failure
from photoface.catalog.states import FailureKind
from photoface.errors import JobCancelled, UnreadablePhoto, UserFacingError, displayed
from photoface.scan.crash_record import Verdict

Item = TypeVar("Item")
Result = TypeVar("Result")


def failure_of(error: Exception, name: str) -> Failure:
    """What an exception says about the file of this name.

    Args:
        error: raised while this file alone was worked on.

    Raises:
        Exception: the error itself, where it is not about the file: the job was stopped, or the catalog cannot be used.
    """
    if isinstance(error, UnreadablePhoto):
        if isinstance(error.__cause__, MemoryError):
            return Failure(str(error), FailureKind.MEMORY)
        return Failure(str(error), FailureKind.PASSING if error.may_pass else FailureKind.FILE)
    if isinstance(error, JobCancelled | UserFacingError):
        raise error
    if is_out_of_memory(error):
        sentence = f"There was not enough memory to look at {name}. Close other programs, then scan again."
        return Failure(displayed(sentence), FailureKind.MEMORY)
    sentence = displayed(f"PhotoFace could not look at {name}. This is a bug in PhotoFace ({_in_one_line(error)}).")
    return Failure(sentence, FailureKind.BUG, displayed("".join(traceback.format_exception(error))))


def in_parts(
    items: Sequence[Item], work: Callable[[Sequence[Item]], Result], failed: Callable[[Item, Exception], Result]
) -> Iterator[Result]:
    """Work on items together, and where that raises in smaller and smaller parts, so that only the culprit fails.

    Smaller parts also take less memory.

    Args:
        work: on some of the items.
        failed: told of an item that raises on its own.

    Raises:
        Exception: what `work` raises that is not about an item, as in `failure_of`.
    """
    try:
        result = work(items)
    except Exception as error:
        if isinstance(error, JobCancelled | UserFacingError) and not isinstance(error, UnreadablePhoto):
            raise
        if len(items) == 1:
            result = failed(items[0], error)
        else:
            middle = len(items) // 2
            yield from in_parts(items[:middle], work, failed)
            yield from in_parts(items[middle:], work, failed)
            return
    yield result


def is_out_of_memory(error: BaseException) -> bool:
    """Whether memory ran out, the computer's or the graphics card's.

    torch has a class of its own for the card, and for the processor only words; neither is imported here.
    """
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    words = str(error)
    return isinstance(error, RuntimeError) and (
        "out of memory" in words or "can't allocate memory" in words or "bad_alloc" in words
    )


_BLAMED = {
    Verdict.TOO_SLOW: "{} takes too long to read. Open it in another program and save it again.",
    Verdict.TOO_LARGE: "{} needs too much memory. Open it in another program and save it smaller.",
    # With this file alone in hand the program ended several times.
    Verdict.IN_HAND: (
        "PhotoFace stopped again and again while it read {}. It may be damaged; open it in another program and save it "
        "again."
    ),
}


def failure_by(verdict: Verdict, name: str) -> Failure:
    """The failure of a file of this name that is to blame for the end of the program."""
    return Failure(displayed(_BLAMED[verdict].format(name)), FailureKind.FILE)


def _in_one_line(error: Exception) -> str:
    words = " ".join(str(error).split())
    name = type(error).__name__
    return f"{name}: {words[:_LONGEST_WORDS]}" if words else name


_LONGEST_WORDS = 200
"""Characters of an exception's own words in the sentence; the details have all."""
