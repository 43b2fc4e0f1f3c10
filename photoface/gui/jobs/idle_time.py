"""Finds out from the operating system for how long nobody has used mouse or keyboard.

Windows and macOS tell every program. On Linux GNOME tells it by D-Bus, KDE and others by the screen saver's D-Bus
service, and an X server by its extension MIT-SCREEN-SAVER. Other Wayland desktops tell nobody.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys

_X11_LIBRARIES = ("Xss", "X11")

_D_BUS_SERVICES = (
    (
        *("org.gnome.Mutter.IdleMonitor", "/org/gnome/Mutter/IdleMonitor/Core", "org.gnome.Mutter.IdleMonitor"),
        "GetIdletime",
    ),
    (*("org.freedesktop.ScreenSaver", "/ScreenSaver", "org.freedesktop.ScreenSaver"), "GetSessionIdleTime"),
)
"""Service, path, interface and method; each answers in milliseconds."""

_D_BUS_TIMEOUT_MS = 500


def seconds_since_input() -> float | None:
    """Seconds since the last input anywhere on the screen; None where this system does not tell."""
    if sys.platform == "win32":
        return _on_windows()
    if sys.platform == "darwin":
        return _on_macos()
    by_service = _by_d_bus()
    return by_service if by_service is not None else _by_x_server()


def _on_windows() -> float | None:
    class LastInput(ctypes.Structure):
        _fields_ = (("size", ctypes.c_uint), ("time", ctypes.c_uint))

    last = LastInput(ctypes.sizeof(LastInput), 0)
    windll = ctypes.windll  # type: ignore[attr-defined, unused-ignore]
    if not windll.user32.GetLastInputInfo(ctypes.byref(last)):
        return None
    # Both count milliseconds since the start in 32 bits, and begin again at zero.
    return float((windll.kernel32.GetTickCount() - last.time) % 2**32) / 1000


def _on_macos() -> float | None:
    found = ctypes.util.find_library("ApplicationServices")
    if found is None:
        return None
    ask = ctypes.CDLL(found).CGEventSourceSecondsSinceLastEventType
    ask.restype, ask.argtypes = ctypes.c_double, (ctypes.c_int32, ctypes.c_uint32)
    session, any_input = 0, 0xFFFFFFFF
    return float(ask(session, any_input))


def _by_d_bus() -> float | None:
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return None
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return None
    from PySide6.QtDBus import QDBus

    for service, path, interface, method in _D_BUS_SERVICES:
        call = QDBusMessage.createMethodCall(service, path, interface, method)
        answer = bus.call(call, QDBus.CallMode.Block, _D_BUS_TIMEOUT_MS)
        said = answer.arguments()
        if answer.type() == QDBusMessage.MessageType.ReplyMessage and said and isinstance(said[0], int):
            return said[0] / 1000
    return None


class _ScreenSaverInfo(ctypes.Structure):
    """`XScreenSaverInfo` of X11/extensions/scrnsaver.h."""

    _fields_ = (
        ("window", ctypes.c_ulong),
        ("state", ctypes.c_int),
        ("kind", ctypes.c_int),
        ("til_or_since", ctypes.c_ulong),
        ("idle", ctypes.c_ulong),
        ("event_mask", ctypes.c_ulong),
    )


def _by_x_server() -> float | None:
    names = [ctypes.util.find_library(name) for name in _X11_LIBRARIES]
    if not os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or None in names:
        return None
    saver, server = (ctypes.CDLL(name) for name in names)
    server.XOpenDisplay.restype = ctypes.c_void_p
    server.XDefaultRootWindow.restype, server.XDefaultRootWindow.argtypes = ctypes.c_ulong, (ctypes.c_void_p,)
    saver.XScreenSaverQueryInfo.argtypes = (ctypes.c_void_p, ctypes.c_ulong, ctypes.POINTER(_ScreenSaverInfo))
    server.XCloseDisplay.argtypes = (ctypes.c_void_p,)
    display = server.XOpenDisplay(None)
    if not display:
        return None
    try:
        info = _ScreenSaverInfo()
        asked = saver.XScreenSaverQueryInfo(display, server.XDefaultRootWindow(display), ctypes.byref(info))
        return info.idle / 1000 if asked else None
    finally:
        server.XCloseDisplay(display)
