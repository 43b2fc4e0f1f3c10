"""The lock that lets only one job at a time run on a catalog, over all processes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from photoface.catalog import settings_store
from photoface.catalog.database import Database
from photoface.errors import CatalogBusy
from photoface.settings import Settings


@contextlib.contextmanager
def only_job(database: Database) -> Iterator[Settings]:
    """Keep other jobs out meanwhile; gives the catalog's settings.

    Raises:
        CatalogBusy: another job runs.
        UserFacingError: the catalog can only be read.
    """
    from filelock import FileLock, Timeout

    database.refuse_read_only()
    settings = database.query(settings_store.load)
    lock = FileLock(f"{database.path}.job.lock", thread_local=False)
    try:
        with lock.acquire(timeout=0):
            yield settings
    except Timeout:
        raise CatalogBusy(
            "Another PhotoFace is scanning this catalog.", "Wait until it is done, or stop it there."
        ) from None
