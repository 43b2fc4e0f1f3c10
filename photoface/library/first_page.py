"""Reads what the window's first page shows, and keeps it for the next start when a library is closed."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from photoface.errors import UserFacingError
from photoface.library.first_page_file import FirstPage, remember_page

if TYPE_CHECKING:
    from photoface.library.library import Library

MOST_GROUPS: Final = 2000
"""Beyond these the groups are tiny; they come as the larger ones get names."""

USUAL_ORDER: Final = "faces"
"""The order of people in which a window starts: those in most photos first."""


def read_first_page(library: Library, order: str = USUAL_ORDER) -> FirstPage:
    """Read it from the catalog; `order` is that of the people."""
    groups = library.groups.all(MOST_GROUPS)
    count = len(groups) if len(groups) < MOST_GROUPS else library.groups.how_many()
    return FirstPage(library.people.all(order), groups, count, library.people.circles())


def close_and_keep_first_page(library: Library) -> None:
    """Close a library, and save its first page for the next start, but not if others may change it on a server.

    Errors are ignored: without a saved page the next start shows what it reads from the catalog.
    """
    catalog = library.catalog_path
    page: FirstPage | None = None
    try:
        with contextlib.suppress(UserFacingError):
            if not library.is_shared:
                before = library.data_version()
                page = read_first_page(library)
                if library.data_version() != before:
                    page = None
    finally:
        library.close()
    if page is not None:
        with contextlib.suppress(OSError):
            remember_page(catalog, page)
