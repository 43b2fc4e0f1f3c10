"""Says what to install when Qt cannot be loaded: PySide6, or the package of a shared library that the system lacks.

PySide6 brings Qt itself but not the few system libraries below it, and a server or a container often lacks them. This
module imports nothing of Qt, so that it works when Qt cannot be loaded.
"""

from __future__ import annotations

import re

from photoface.errors import UserFacingError

PACKAGES: dict[str, tuple[str, str]] = {
    "libEGL.so.1": ("libegl1", "libglvnd-egl"),
    "libGL.so.1": ("libgl1", "libglvnd-glx"),
    "libOpenGL.so.0": ("libopengl0", "libglvnd-opengl"),
    "libGLX.so.0": ("libglx0", "libglvnd-glx"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libgthread-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libX11.so.6": ("libx11-6", "libX11"),
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb"),
    "libxcb.so.1": ("libxcb1", "libxcb"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libwayland-client.so.0": ("libwayland-client0", "libwayland-client"),
    "libwayland-cursor.so.0": ("libwayland-cursor0", "libwayland-cursor"),
    "libwayland-egl.so.1": ("libwayland-egl1", "libwayland-egl"),
    "libnss3.so": ("libnss3", "nss"),
}
"""Library file to its package in Debian and Ubuntu, and in Fedora."""

_SHARED_OBJECT = re.compile(r"(lib[\w.+-]+\.so(?:\.\d+)*)")


def explain_import_error(error: ImportError) -> UserFacingError | None:
    """The sentence for a missing system library, or None where the failure is something else.

    Args:
        error: what importing PySide6 raised.
    """
    found = _SHARED_OBJECT.search(str(error))
    if found is None:
        if (error.name or "").split(".")[0] == "PySide6":
            return UserFacingError(
                "The window needs PySide6, which is not installed here.",
                "Install PhotoFace again with pip, or use its terminal commands.",
            )
        return None
    library = found.group(1)
    packages = PACKAGES.get(library)
    if packages is None:
        return UserFacingError(
            f"The window cannot open: this system lacks {library}.",
            "Install the package that holds it, then start PhotoFace again.",
        )
    debian, fedora = packages
    return UserFacingError(
        f"The window cannot open: this system lacks {library}.",
        f"Install it with `sudo apt install {debian}` on Debian or Ubuntu, or `sudo dnf install {fedora}` on Fedora.",
    )
