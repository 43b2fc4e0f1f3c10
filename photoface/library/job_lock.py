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
    database.refuse_read_only()
    settings = database.query(settings_store.load)
    with database.only_job() as is_ours:
        if not is_ours:
            raise CatalogBusy("Another PhotoFace is scanning this catalog.", "Wait until it is done, or stop it there.")
        yield settings
