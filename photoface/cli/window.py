"""The only way from the terminal to the window, loaded when the window is asked for and not before.

`photoface` without a command opens the window, so the terminal must know that there is one; no other module of it does.
"""

from __future__ import annotations

from pathlib import Path

from photoface.errors import UserFacingError


def open_window(catalog: Path | None) -> int:
    """Open the window on a catalog and wait until it is closed; returns the exit code.

    Where Qt or a system library below it is missing, the window's own code says so and names the package.
    """
    from photoface.gui.application import run

    return run(catalog)


def missing_library(message: str) -> UserFacingError | None:
    """The sentence for what importing Qt printed in another process, None where it is no missing library."""
    from photoface.gui.system_libraries import explain_import_error

    return explain_import_error(ImportError(message))
