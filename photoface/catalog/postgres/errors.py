"""Turns PostgreSQL's errors about the server, the disk and rights into sentences for the user."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import psycopg
import sqlalchemy as sa

from photoface.catalog.server_note import shown_address
from photoface.errors import CatalogBusy, CatalogDamaged, UserFacingError

_SENTENCES: dict[str, tuple[str, str]] = {
    "28": ("The server of {catalog} does not let you in.", "Check the user and the password (`.pgpass`)."),
    "3D000": ("There is no database {catalog}.", "Let it be created on the server: CREATE DATABASE."),
    "42501": ("You may not change {catalog}.", "Its owner has to give you the rights to its tables."),
    "25006": ("{catalog} can only be read just now.", "Try again once its server takes changes."),
    "53100": ("The disk of the server of {catalog} is full.", "Make room there, then go on: nothing was lost."),
    "53": ("The server of {catalog} is overloaded.", "Try again in a minute."),
    "57": ("The server of {catalog} was stopped.", "Try again once it runs. What was acknowledged is stored."),
    "08": ("The server of {catalog} does not answer.", "Check the network, and that the server runs."),
    "XX": ("{catalog} is damaged.", "Restore a backup on the server."),
}
"""By SQLSTATE, or its class (https://www.postgresql.org/docs/current/errcodes-appendix.html)."""

_BUSY = {"55P03", "57014"}
"""A lock was not had in time."""


@contextlib.contextmanager
def in_words(address: str) -> Iterator[None]:
    """Turn what PostgreSQL says about the server, the disk and rights into a sentence; leave bugs as they are."""
    try:
        yield
    except (sa.exc.DBAPIError, psycopg.Error) as error:
        original = error.orig if isinstance(error, sa.exc.DBAPIError) else error
        said = _said(original, shown_address(address))
        if said is None:
            raise
        raise said from error


def _said(error: object, catalog: str) -> UserFacingError | None:
    if not isinstance(error, psycopg.Error):
        return None
    state = error.sqlstate
    if state in _BUSY:
        return CatalogBusy(f"{catalog} is in use by another PhotoFace.", "Wait a little, then try again.")
    if state is None:
        if not isinstance(error, psycopg.OperationalError):
            return None
        # No answer of a server: it was not reached, or went away. What it said while connecting has no SQLSTATE either.
        text = str(error)
        state = "08"
        for part, meant in (("does not exist", "3D000"), ("password", "28"), ("authentication", "28"), ("role", "28")):
            if part in text:
                state = meant
    sentence = _SENTENCES.get(state) or _SENTENCES.get(state[:2])
    if sentence is None:
        return None
    kind = CatalogDamaged if state.startswith("XX") else UserFacingError
    return kind(sentence[0].format(catalog=catalog), sentence[1])
