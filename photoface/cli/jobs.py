"""Runs a long job in the terminal with a progress bar, and stops it cleanly on Ctrl+C.

The bar goes to the error output, so that the result can be redirected. If that is not a terminal, a line of progress is
printed now and then.
"""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TextColumn
from rich.progress import Progress as Bar

from photoface.cli.output import Output, printable
from photoface.errors import JobCancelled
from photoface.formatting import counted, duration, size
from photoface.jobs import STOP_SIGNALS, JobControl, Progress

Result = TypeVar("Result")
Describe = Callable[[Progress], str]

_STOPPING = [signal.SIGINT, *STOP_SIGNALS]

SECONDS_BETWEEN_LINES = 30.0
FIRST_LINE_AFTER = 5.0
REFRESHES_PER_SECOND = 8


def photos_done(progress: Progress) -> str:
    """Progress of a job over photos: `12,410 of 50,233 photos, 9,801 faces, 38 photos/s, 16 min left`."""
    if progress.total is None:
        return f"{progress.done:,}" if progress.done else ""
    parts = [f"{progress.done:,} of {counted(progress.total, 'photo')}"]
    if progress.faces is not None:
        parts.append(counted(progress.faces, "face"))
    return ", ".join([*parts, *_pace(progress, "photos/s")])


def bytes_done(progress: Progress) -> str:
    """Progress of a download: `12 MB of 112 MB, 3.1 MB/s, 32 s left`."""
    parts = [size(progress.done) + (f" of {size(progress.total)}" if progress.total else "")]
    if progress.per_second is not None:
        parts.append(f"{size(progress.per_second)}/s")
    if progress.seconds_left is not None and progress.done != progress.total:
        parts.append(f"{duration(progress.seconds_left)} left")
    return ", ".join(parts)


def steps_done(progress: Progress) -> str:
    """Progress of a training: `120 of 2,000 steps, 0.4 steps/s, 1 h 12 min left`."""
    of = "" if progress.total is None else f" of {progress.total:,}"
    unit = "photos" if progress.faces is not None else "steps"
    parts = [f"{progress.done:,}{of} {unit}"]
    if progress.per_second is not None:
        parts.append(f"{progress.per_second:,.1f} {unit}/s")
    if progress.seconds_left is not None:
        parts.append(f"{duration(progress.seconds_left)} left")
    return ", ".join(parts)


def _pace(progress: Progress, unit: str) -> Iterator[str]:
    if progress.per_second is not None:
        yield f"{progress.per_second:,.{0 if progress.per_second >= 10 else 1}f} {unit}"
    if progress.seconds_left is not None and progress.done != progress.total:
        yield f"{duration(progress.seconds_left)} left"


def run_job(output: Output, work: Callable[[JobControl], Result], describe: Describe = photos_done) -> Result:
    """Run a job in this process and show its progress.

    The first Ctrl+C cancels the job at its next report; the second one interrupts it at once. Signals of a system
    shutdown or a closed terminal cancel it as well.

    Raises:
        JobCancelled: cancelled; finished work is kept. Its argument is the signal's number, if it was a signal.
    """
    with shown(output, describe) as on_progress:
        control = JobControl(on_progress)
        with cancelled_by_signals(control) as numbers:
            try:
                return work(control)
            except JobCancelled:
                raise JobCancelled(*numbers[:1]) from None


@contextlib.contextmanager
def kept_when_stopped(output: Output, kept: str) -> Iterator[None]:
    """A context in which stopping a job ends the command with a sentence about what stayed unchanged."""
    try:
        yield
    except JobCancelled:
        output.note(f"Stopped. {kept}")
        raise typer.Exit(130) from None


def shown(
    output: Output, describe: Describe = photos_done
) -> contextlib.AbstractContextManager[Callable[[Progress], None]]:
    """A function that shows progress until the end of the block."""
    show = _bar if output.errors.is_terminal else _lines
    return show(output.errors, describe)


def exit_code(stopped: JobCancelled) -> int:
    """The exit code that a shell expects of a stopped program: 128 plus the signal's number."""
    number: int = next(iter(stopped.args), signal.SIGINT)
    return 128 + number


def _plain(template: str) -> TextColumn:
    """A text column without markup: a stage may contain the name of a folder."""
    return TextColumn(template, markup=False)


@contextlib.contextmanager
def _bar(console: Console, describe: Describe) -> Iterator[Callable[[Progress], None]]:
    columns = (SpinnerColumn(), _plain("{task.description}"), BarColumn(), _plain("{task.fields[words]}"))
    with Bar(*columns, console=console, transient=True, refresh_per_second=REFRESHES_PER_SECOND) as bar:
        task = bar.add_task("Starting", total=None, words="")

        def on_progress(progress: Progress) -> None:
            bar.update(
                task,
                description=printable(progress.stage),
                completed=progress.done,
                total=progress.total,
                words=describe(progress),
            )

        yield on_progress


@contextlib.contextmanager
def _lines(console: Console, describe: Describe) -> Iterator[Callable[[Progress], None]]:
    next_line = time.monotonic() + FIRST_LINE_AFTER

    def on_progress(progress: Progress) -> None:
        nonlocal next_line
        if time.monotonic() < next_line:
            return
        next_line = time.monotonic() + SECONDS_BETWEEN_LINES
        words = describe(progress)
        console.print(printable(f"{progress.stage}: {words}" if words else progress.stage), soft_wrap=True)

    yield on_progress


@contextlib.contextmanager
def cancelled_by_signals(control: JobControl) -> Iterator[list[int]]:
    """Make signals cancel the job instead of raising between any two instructions; yields those received."""
    came: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield came
        return

    def stop(number: int, _frame: FrameType | None) -> None:
        if control.cancelled and number == signal.SIGINT:
            raise KeyboardInterrupt
        came.append(number)
        control.cancel()

    before = {number: signal.signal(number, stop) for number in _STOPPING}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
