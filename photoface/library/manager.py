"""`Manager`, the base class of the library's managers, and a helper that declares their read methods."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from photoface.catalog.database import Database, Session

P = ParamSpec("P")
T = TypeVar("T")


class Manager:
    """The base class of the library's managers, each for one subject."""

    def __init__(self, database: Database) -> None:
        self._database = database


def reads(query: Callable[Concatenate[Session, P], T]) -> Callable[Concatenate[Manager, P], T]:
    """The method of a manager that gives what a function of the catalog finds, in one short reading transaction."""

    @functools.wraps(query)
    def method(self: Manager, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self._database.query(query, *args, **kwargs)

    return method
