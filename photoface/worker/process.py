"""Runs the worker process for the window or the terminal (`JobProcess`), and has its main function (`work`).

The process is spawned, so it shares only a pipe with the program that started it. When that program ends, in whatever
way, the pipe closes and the worker stops at its next report.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from photoface.errors import UserFacingError
from photoface.jobs import STOP_SIGNALS, JobControl, Progress
from photoface.scan.crash_record import crash_record_path, remove_crash_record
from photoface.worker.messages import (
    Cancelled,
    Died,
    Failed,
    Finished,
    Job,
    Message,
    Order,
    Postponed,
    Progressed,
)

if TYPE_CHECKING:
    from photoface.library.library import Library

PROGRESS_SECONDS = 0.1
"""Interval of progress messages; a window shows no more."""


class JobProcess:
    """One job in a process of its own.

    Args:
        catalog: the catalog's file, which the worker opens itself.
        on_message: called with each message, from a thread of this object. The last message is always exactly one of
            `Finished`, `Cancelled`, `Postponed`, `Failed` and `Died`.
        open_library: opens the catalog in the worker; a function of a module, since it is pickled. None for the real
            one.
    """

    def __init__(
        self,
        catalog: Path,
        job: Job,
        on_message: Callable[[Message], None],
        open_library: Callable[[Path], Library] | None = None,
    ) -> None:
        context = multiprocessing.get_context("spawn")
        self._ours, self._theirs = context.Pipe()
        self._process = context.Process(
            target=work, args=(self._theirs, catalog, job, open_library), name="PhotoFace worker", daemon=True
        )
        self._catalog = catalog
        self._on_message = on_message
        self._listener = threading.Thread(target=self._listen, name="worker listener", daemon=True)

    def start(self) -> None:
        self._process.start()
        # The child has its own end now; ours must be closed, or its death would not close the pipe.
        self._theirs.close()
        self._listener.start()

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def cancel(self) -> None:
        self._order("cancel")

    def pause(self) -> None:
        self._order("pause")

    def resume(self) -> None:
        self._order("resume")

    def close(self, timeout: float = 5.0) -> None:
        """Cancel and wait; a process that does not stop in time is killed. Committed batches are kept."""
        if self._process.pid is None:
            return
        self.cancel()
        self._process.join(timeout)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
            # It did not stop in time; the photo that it was reading is not to blame.
            remove_crash_record(crash_record_path(self._catalog))
        self._listener.join()

    def join(self, timeout: float | None = None) -> None:
        """Wait for the end of the job and for its last message."""
        self._process.join(timeout)
        self._listener.join(timeout)

    def _order(self, order: Order) -> None:
        # The process may just have ended; its last message says so.
        with contextlib.suppress(OSError, ValueError):
            self._ours.send(order)

    def _listen(self) -> None:
        ended = False
        while True:
            try:
                message = self._ours.recv()
            except (EOFError, OSError):
                break
            ended = ended or isinstance(message, Finished | Cancelled | Postponed | Failed)
            self._on_message(message)
        self._process.join()
        if not ended:
            self._on_message(Died(self._process.exitcode or 0))


def work(pipe: Connection, catalog: Path, job: Job, open_library: Callable[[Path], Library] | None = None) -> None:
    """The body of the worker process: open the catalog, run the job, send messages, obey orders."""
    sending = threading.Lock()
    last_sent = 0.0

    def on_progress(progress: Progress) -> None:
        nonlocal last_sent
        now = time.monotonic()
        if now - last_sent >= PROGRESS_SECONDS or progress.done == progress.total:
            last_sent = now
            send(Progressed(progress))

    control = JobControl(on_progress, restarts=True)
    # Ctrl+C in the terminal is sent to the whole process group; the owner decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in STOP_SIGNALS:
        signal.signal(number, lambda _number, _frame: control.cancel())

    def send(message: Message) -> None:
        with sending:
            try:
                pipe.send(message)
            except OSError:
                control.cancel()

    threading.Thread(target=_obey, args=(pipe, control), name="orders", daemon=True).start()
    _silence_decoders()

    from photoface import assembly
    from photoface.worker.job import run_job
    from photoface.worker.processor_use import limit_processor_use

    try:
        library = (open_library or assembly.open_library)(catalog)
    except UserFacingError as error:
        send(Failed(error.sentence, error.remedy, None))
        return
    try:
        # Before torch is loaded: it starts as many threads as it sees processors.
        limit_processor_use(library.settings().processor_use)
        run_job(library, job, control, send)
    finally:
        library.close()


def _obey(pipe: Connection, control: JobControl) -> None:
    while True:
        try:
            order: Order = pipe.recv()
        except (EOFError, OSError):
            control.cancel()
            return
        getattr(control, order)()


def _silence_decoders() -> None:
    """Keep messages of C libraries about damaged pictures off the terminal; Python's own output stays."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.flush()
        stderr = os.fdopen(os.dup(2), "w", buffering=1, encoding="utf-8", errors="backslashreplace")
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
        sys.stderr = stderr
