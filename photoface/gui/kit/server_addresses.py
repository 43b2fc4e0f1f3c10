"""Remembers in the window's preferences the address of the server that was asked last, for each program.

Only the address: keys and passwords are never kept, nor what stands in the address for one.
"""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from PySide6.QtCore import QSettings


def last_address(preferences: QSettings, program: str) -> str:
    """The address that was asked last for this program; empty if there was none."""
    return str(preferences.value(_key(program), ""))


def note_address(preferences: QSettings, program: str, address: str) -> None:
    """Remember an address, without user, password and query. What is no address is not remembered."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return
    if parts.scheme and parts.hostname:
        host = parts.netloc.rpartition("@")[2]
        preferences.setValue(_key(program), urlunsplit((parts.scheme, host, parts.path, "", "")))


def _key(program: str) -> str:
    return f"servers/{program}"
