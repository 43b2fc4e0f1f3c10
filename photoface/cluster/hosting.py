"""Has this computer help others: runs Dask's scheduler or its workers, with the certificates of a folder.

Dask's workers end with their scheduler. Here they are started again, so that after the scheduler's computer was
switched off nobody has to go to all the others.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from photoface.cluster.choices import CERTIFICATE, KEY, ClusterChoices
from photoface.errors import UserFacingError
from photoface.jobs import JobControl

PORT = 8786
"""Dask's usual port of a scheduler."""

SECONDS_BETWEEN_LOOKS = 0.2
SECONDS_BEFORE_AGAIN = 5.0
SECONDS_TO_END = 10.0
"""A worker ends what it has in hand; one that takes longer is killed."""

_NO_PAGES = ("--no-dashboard", "--dashboard-address", "127.0.0.1:0")
"""Dask's web pages about its work are not encrypted: no other computer reaches them."""


def scheduler_command(certificates: Path, port: int = PORT) -> list[str]:
    """The command line of a scheduler that takes encrypted connections alone.

    Raises:
        UserFacingError: the folder has no certificate or no key.
    """
    ClusterChoices(f"tls://localhost:{port}", certificates=certificates)
    return [*_dask("scheduler", certificates), "--protocol", "tls", "--port", str(port)]


def worker_command(choices: ClusterChoices, certificates: Path, processes: int) -> list[str]:
    """The command line of so many workers of a scheduler, each a process that does one task at a time.

    Args:
        choices: its scheduler, and what each of the processes has of a resource.
    """
    command = [*_dask("worker", certificates), choices.scheduler, "--nworkers", str(processes), "--nthreads", "1"]
    if choices.resources:
        command += ["--resources", " ".join(f"{name}={amount:g}" for name, amount in choices.resources)]
    return command


def run(command: Sequence[str], control: JobControl) -> int:
    """Run a command until it ends by itself; returns its exit code.

    Raises:
        JobCancelled: by the control; the command has ended.
    """
    # Ctrl+C is for this process, which then asks the command to end.
    process = subprocess.Popen(command, start_new_session=True)
    try:
        while True:
            control.checkpoint()
            try:
                return process.wait(SECONDS_BETWEEN_LOOKS)
            except subprocess.TimeoutExpired:
                continue
    finally:
        process.terminate()
        try:
            process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def run_scheduler(command: Sequence[str], control: JobControl) -> None:
    """Run a scheduler until it is stopped.

    Raises:
        JobCancelled: the control was cancelled; the scheduler has ended.
        UserFacingError: the scheduler ended by itself.
    """
    code = run(command, control)
    raise UserFacingError(
        f"The scheduler ended by itself, with code {code}.",
        "Its own output above says why. Where another program has the port, name another one with --port.",
    )


def run_workers(
    command: Sequence[str],
    control: JobControl,
    on_end: Callable[[], None],
    seconds_before_again: float = SECONDS_BEFORE_AGAIN,
) -> None:
    """Run workers, and start them again whenever all of them have ended, until they are stopped.

    Args:
        on_end: called each time that they ended by themselves, before they start again.

    Raises:
        JobCancelled: by the control.
    """
    while True:
        run(command, control)
        control.checkpoint()
        on_end()
        ends_at = time.monotonic() + seconds_before_again
        while time.monotonic() < ends_at:
            control.checkpoint()
            time.sleep(SECONDS_BETWEEN_LOOKS)


def _dask(what: str, certificates: Path) -> list[str]:
    certificate, key = str(certificates / CERTIFICATE), str(certificates / KEY)
    options = ["--tls-ca-file", certificate, "--tls-cert", certificate, "--tls-key", key]
    return [sys.executable, "-m", "dask", what, *options, *_NO_PAGES]
