"""The door of an open catalog: its transactions, what readers are told of changes, and its care.

`sqlite_database` opens a catalog that is a file on this computer, `postgres.database` one on a server that several
computers share. Everything else in this folder works on the sessions of either.
"""

from __future__ import annotations

import functools
import operator
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session as Session  # callers get sessions here, and name them without SQLAlchemy

from photoface.catalog.summaries.changed import Changed

if TYPE_CHECKING:
    from photoface.catalog.postgres.database_thumbnails import DatabaseThumbnails

P = ParamSpec("P")
T = TypeVar("T")

COMMITS_TOLD = 200
"""So many of its own last commits a process remembers the rows of."""

_CHANGED = "photoface changed"
"""The key in a session's `info` under which `note_change` keeps what it is told."""


class Database(ABC):
    """An open catalog.

    Attributes:
        path: its file, beside which this computer keeps thumbnails and the like. Of a catalog on a server it is the
            small file that says where it is.
        read_only: it can only be read.
    """

    _engine: Engine

    def __init__(self, path: Path, *, read_only: bool) -> None:
        self.path = path
        self.read_only = read_only
        self._told: dict[int, Changed] = {}

    @property
    @abstractmethod
    def is_shared(self) -> bool:
        """Whether it lies on a server, which backs it up, and where other computers may change it."""

    def map_folder(self, path: str, here: str) -> None:
        """Keep for this computer where a folder of a shared catalog lies on it; the others' paths stay as they are.

        Args:
            path: as the catalog has it.
            here: on this computer.
        """
        raise NotImplementedError("a file's folders have one place each")

    def database_thumbnails(self) -> DatabaseThumbnails | None:
        """The thumbnails and face crops that lie in a shared catalog for all computers; None for a file."""
        return None

    @abstractmethod
    def make_sure(self) -> None:
        """Look whether what is open is still the catalog.

        Raises:
            UserFacingError: it is not, or cannot be reached.
        """

    @abstractmethod
    def read(self) -> AbstractContextManager[Session]:
        """A short reading transaction: one consistent state of the catalog."""

    def query(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of a function of the catalog in one short reading transaction."""
        with self.read() as session:
            return function(session, *args, **kwargs)

    @abstractmethod
    def write(self, *, durable: bool = True) -> AbstractContextManager[Session]:
        """A writing transaction: committed at the end of the block, rolled back if it raises. Writers take turns.

        Commits that change anything are numbered, over all processes.

        Args:
            durable: the commit has reached the disk when the block ends: a power cut after that does not lose it.
                The batches of a job, which a later job makes again, do without: each spares a wait for the disk.
        """

    @abstractmethod
    def refuse_read_only(self) -> None:
        """Say so where the catalog can only be read.

        Raises:
            UserFacingError: it cannot be written to.
        """

    @abstractmethod
    def only_job(self) -> AbstractContextManager[bool]:
        """The right to run a job, which one process has at a time; gives False where another one has it."""

    @abstractmethod
    def back_up(self, reason: str) -> Path:
        """Copy the whole catalog, as it is now, into the folder of its backups; old ones of the same kind go.

        Raises:
            CatalogDamaged: the catalog is.
            UserFacingError: the disk is full or cannot be written, or its server keeps the backups.
        """

    @abstractmethod
    def save_copy(self, target: Path) -> None:
        """Copy the open catalog to another file.

        Raises:
            CatalogDamaged: the catalog is.
            UserFacingError: there is such a file, or the disk is full or cannot be written.
        """

    @abstractmethod
    def check(self) -> None:
        """Look through the whole file; a server does that for itself.

        Raises:
            CatalogDamaged: it is damaged; the remedy names the newest good backup.
        """

    @abstractmethod
    def check_values(self) -> None:
        """Look through what all columns hold; a server lets none hold anything else.

        Raises:
            CatalogDamaged: a value is not of its column's kind; the remedy names the newest good backup.
        """

    @abstractmethod
    def refuse_own(self, file: Path) -> None:
        """Keep other code from opening the catalog's files.

        Raises:
            UserFacingError: the file is one of them.
        """

    def prepare_similar_faces(self, model: str) -> None:  # noqa: B027 - a file needs nothing
        """See that faces that are like one are found quickly, also among millions (`similar_faces`)."""

    @abstractmethod
    def wipe(self) -> None:
        """Overwrite what was deleted.

        Raises:
            CatalogBusy: another program reads the catalog just now.
            UserFacingError: the disk is full.
        """

    @abstractmethod
    def commit_number(self, session: Session) -> int:
        """The number of the commit that a session sees, or that a writing session stands on; 0 before the first."""

    @abstractmethod
    def data_version(self) -> int:
        """A value that moves when anybody commits. It may be asked within a transaction; `make_sure` may not."""

    @abstractmethod
    def close(self) -> None:
        """Close all connections."""

    def changed_between(self, first: int, last: int) -> Changed | None:
        """What the commits after `first`, up to `last`, touched.

        Returns:
            None where any of them was another process's, is long ago, or did not say.
        """
        told = self._told
        numbers = range(first + 1, last + 1)
        if last < first or len(numbers) > COMMITS_TOLD or any(number not in told for number in numbers):
            return None
        return functools.reduce(operator.or_, (told[number] for number in numbers), Changed())

    def _tell(self, number: int, changed: Changed | None) -> None:
        """Remember what a commit touches, before anybody sees it; nobody else has that number while it is written."""
        told = {known: one for known, one in self._told.items() if number - COMMITS_TOLD < known < number}
        self._told = told if changed is None else {**told, number: changed}

    def _forget(self, number: int) -> None:
        """The commit of this number did not come about."""
        self._told.pop(number, None)


def note_change(session: Session, changed: Changed) -> None:
    """Say which rows a writing session's transaction touches; its readers then need to look at no others."""
    session.info[_CHANGED] = changed | session.info.get(_CHANGED, Changed())


def noted_change(session: Session) -> Changed | None:
    """What `note_change` was told of a session; None where nothing was."""
    changed: Changed | None = session.info.get(_CHANGED)
    return changed
