"""Checks on Linux, before Qt is loaded, that a window can open: a display that answers, and the X libraries of Qt.

Where one of them is missing Qt ends the process. This module imports nothing of Qt.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from photoface.errors import UserFacingError
from photoface.gui.system_libraries import explain_import_error

_X_LIBRARIES = ("libxcb.so.1", "libxcb-cursor.so.0")
"""What Qt's plugin for X loads by itself, after the program has started."""


def refuse_without_display(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> None:
    """See that a window can open.

    Raises:
        UserFacingError: there is no display, it does not answer, or a system library for it is missing.
    """
    chosen = environment.get("QT_QPA_PLATFORM", "").partition(":")[0].partition(";")[0]
    if not platform.startswith("linux") or (chosen and chosen not in ("xcb", "wayland")):
        return
    if chosen != "xcb" and _wayland_answers(environment):
        return
    if chosen != "wayland" and environment.get("DISPLAY"):
        missing = _missing_x_library()
        if missing is not None:
            raise missing
        if _x_answers(environment["DISPLAY"]):
            return
    named = environment.get("DISPLAY") if chosen != "wayland" else environment.get("WAYLAND_DISPLAY")
    where = f"the display {named} does not answer" if named else "there is no display here"
    raise UserFacingError(
        f"The window cannot open: {where}.",
        "Start PhotoFace on a desktop; `photoface --help` lists what works without.",
    )


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY")
    if not name:
        return False
    with socket.socket(socket.AF_UNIX) as connection, contextlib.suppress(OSError):
        # An absolute name stands for itself (libwayland, wl_display_connect).
        connection.connect(str(Path(environment.get("XDG_RUNTIME_DIR", "/"), name)))
        return True
    return False


def _missing_x_library() -> UserFacingError | None:
    for name in _X_LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError as error:
            return explain_import_error(ImportError(str(error)))
    return None


def _x_answers(display: str) -> bool:
    """Whether the X server takes this process: it may also be another user's."""
    xcb = ctypes.CDLL(_X_LIBRARIES[0])
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(os.fsencode(display), None)
    answers = not xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return answers
