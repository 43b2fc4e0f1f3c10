"""Finds out which computers would help, what they lack, and which library folders they see; says it in sentences."""

from __future__ import annotations

import itertools
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from photoface.cluster.choices import ClusterChoices
from photoface.cluster.connection import Connection, ConnectionLost, WorkerDied
from photoface.cluster.fitness import Fitness
from photoface.cluster.tasks import LookRequest, fitness_to_look
from photoface.errors import HelpersMissing, displayed
from photoface.formatting import counted, listed
from photoface.jobs import JobControl

NAMES_COMPARED = 5
"""So many names in a library folder must be on a worker too: a folder of that name may be there, and empty."""


@dataclass(frozen=True, slots=True)
class FolderSeen:
    """Where a library folder is seen.

    Attributes:
        there: how it is called on the workers.
        unseen_on: the computers that do not see it.
        is_here: whether it can be reached from this computer now.
    """

    here: str
    there: str
    unseen_on: tuple[str, ...]
    is_here: bool = True

    def sentence(self) -> str:
        if not self.is_here:
            return f"{self.here} is away now, so it was not looked for."
        called = self.here if self.there == self.here else f"{self.here} ({self.there} there)"
        if not self.unseen_on:
            return f"All of them see {called}."
        return f"{called} is not seen on {listed(self.unseen_on)}: its photos are sent over the network."


@dataclass(frozen=True, slots=True)
class FoundHelpers:
    """What was found.

    Attributes:
        scheduler: its address; empty for processes of this computer.
        hosts: how many workers that can help are on each computer.
        unfit: why others cannot, each a sentence.
    """

    scheduler: str
    hosts: tuple[tuple[str, int], ...]
    unfit: tuple[str, ...]
    folders: tuple[FolderSeen, ...]

    def sentences(self) -> list[str]:
        """What was found, for the user."""
        workers = sum(number for _, number in self.hosts)
        if not self.scheduler:
            return [f"{counted(workers, 'process', 'processes')} can help; the models are there.", *self.unfit]
        protected = "encrypted, with your certificate" if self.scheduler.startswith("tls:") else "on this computer"
        on_hosts = listed([f"{number:,} on {host}" for host, number in self.hosts])
        return [
            f"The scheduler answers, {protected}.",
            f"{counted(workers, 'worker')} can help: {on_hosts}. The models are there.",
            *self.unfit,
            *(folder.sentence() for folder in self.folders),
        ]


def find_helpers(
    choices: ClusterChoices,
    request: LookRequest,
    folders: Sequence[Path],
    control: JobControl,
    connect: Callable[[ClusterChoices, Callable[[], Fitness], JobControl], Connection] = Connection,
) -> FoundHelpers:
    """Connect to the computers that help, and ask each worker for its models and for these library folders.

    Raises:
        JobCancelled: by the control.
        HelpersMissing: none can help.
    """
    connection = connect(choices, partial(fitness_to_look, request), control)
    try:
        hosts = connection.hosts
        seen = tuple(_folder_seen(connection, choices, folder) for folder in folders) if choices.scheduler else ()
        counts = sorted(Counter(hosts.values()).items())
        return FoundHelpers(choices.scheduler, tuple(counts), tuple(connection.unfit.values()), seen)
    except (ConnectionLost, WorkerDied) as error:
        raise HelpersMissing(
            "The computers that help went away while they were asked.", "Start them again, then check again."
        ) from error
    finally:
        connection.close()


def are_there(paths: Sequence[str]) -> bool:
    """Whether this worker sees all of these files and folders."""
    try:
        return all(os.path.lexists(path) for path in paths)
    except ValueError:
        return False


def _folder_seen(connection: Connection, choices: ClusterChoices, folder: Path) -> FolderSeen:
    here, there = displayed(str(folder)), displayed(choices.on_workers(folder))
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in itertools.islice(entries, NAMES_COMPARED)]
    except OSError:
        return FolderSeen(here, there, (), is_here=False)
    paths = [choices.on_workers(path) for path in (folder, *(folder / name for name in names))]
    hosts = connection.hosts
    blind = {hosts.get(address, address) for address, sees in connection.on_each(are_there, paths).items() if not sees}
    return FolderSeen(here, there, tuple(sorted(blind)))
