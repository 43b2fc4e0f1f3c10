"""`photoface doctor`: checks the installation and the catalog; each finding is ok or says what to do.

It looks at packages, the catalog and its folders, the model in use and its device, backups, free disk space, Qt and
picture formats. A catalog that is damaged or cannot be opened is a finding. Opening it makes the daily backup.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from photoface.catalog.server_note import SUFFIX, place_in_words
from photoface.cli.backup import catalog_path
from photoface.cli.context import JsonOption, State, current, opened
from photoface.errors import UserFacingError
from photoface.formatting import counted, size

if TYPE_CHECKING:
    from photoface.library.library import Library
    from photoface.library.models import ModelStatus

PACKAGES = ("torch", "facenet-pytorch", "PySide6-Essentials", "SQLAlchemy", "Pillow", "numpy")

LEAST_FREE_BYTES = 1_000_000_000
"""A scan of a large library writes several hundred megabytes of thumbnails and embeddings."""

QT_SECONDS = 60
"""The first import of Qt from a slow disk takes long; a broken one never ends."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: what was checked, whether it is ok, and what to do if not."""

    about: str
    well: bool
    sentence: str
    remedy: str = ""


def doctor(as_json: JsonOption = False) -> None:
    """Check the installation and the catalog. The exit code is 1 if something is wrong."""
    state = current()
    findings = [*_versions(), *_catalog(state), *_device(), *_window(), *_codecs()]
    values = [{"about": one.about, "ok": one.well, "sentence": one.sentence, "remedy": one.remedy} for one in findings]
    rows = [("ok" if one.well else "WARN", one.about, f"{one.sentence} {one.remedy}".strip()) for one in findings]
    state.output.listing(values, ("", "", ""), rows, "Nothing was checked.", as_json=as_json)
    if not all(one.well for one in findings):
        raise typer.Exit(1)


def _versions() -> Iterator[Finding]:
    from photoface import __version__

    yield Finding(
        "PhotoFace", True, f"{__version__}, Python {platform.python_version()}, {platform.platform(terse=True)}"
    )
    found, missing = [], []
    for package in PACKAGES:
        try:
            found.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(package)
    if missing:
        yield Finding("packages", False, f"{', '.join(missing)} not found.", "Install PhotoFace again with pip.")
    else:
        yield Finding("packages", True, ", ".join(found))


def _catalog(state: State) -> Iterator[Finding]:
    path = catalog_path(state)
    if path.exists():
        try:
            with opened() as library:
                library.backups.daily_check(thorough=True)
                yield from _contents(library)
        except UserFacingError as error:
            yield Finding("catalog", False, error.sentence, error.remedy)
        if path.suffix != SUFFIX:
            yield _backups(path)
    else:
        yield Finding("catalog", True, f"{path} is not there yet; the first scan makes it.")
    yield _room(path)


def _contents(library: Library) -> Iterator[Finding]:
    overview = library.overview()
    path = library.catalog_path
    large = "" if library.is_shared else f", {size(path.stat().st_size)}"
    yield Finding(
        "catalog",
        True,
        f"{place_in_words(path)}{large}: {counted(overview.photos, 'photo')}, {counted(overview.faces, 'face')}, "
        f"{counted(overview.people, 'person', 'people')}.",
    )
    for folder in library.folders.all():
        if not folder.reachable:
            how = "holds no file any more" if folder.is_emptied else "cannot be reached"
            yield Finding("folder", False, f"{folder.path} {how}.", "Connect its disk, or remove it.")
    if overview.failed_files:
        yield Finding(
            "photos",
            True,
            f"{counted(overview.failed_files, 'file')} could not be read; `photoface scan --failed` lists them.",
        )
    yield _model(next(model for model in library.models.all() if model.in_use))


def _model(used: ModelStatus) -> Finding:
    from photoface.vision.onnx_runtime import ARCHITECTURE, is_available

    name = used.spec.id
    if not used.installed:
        return Finding("model", False, f"{name} is in use and not installed.", f"photoface models install {name}")
    if used.spec.architecture == ARCHITECTURE and not is_available():
        missing = f"{name} is in use and needs the package onnxruntime."
        return Finding("model", False, missing, 'pip install "photoface[onnx]"')
    return Finding("model", True, f"{name} is in use.")


def _backups(path: Path) -> Finding:
    from photoface.catalog.backups import backups_of

    found = backups_of(path)
    if not found:
        return Finding("backup", True, "None yet; one is made each day that PhotoFace is used.")
    return Finding("backup", True, f"{counted(len(found), 'backup')}, the last of {found[0].made_at:%Y-%m-%d %H:%M}.")


def _room(path: Path) -> Finding:
    folder = next(parent for parent in path.parents if parent.exists())
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        return Finding("disk", False, f"Only {size(free)} free in {folder}.", "Make room before the next scan.")
    return Finding("disk", True, f"{size(free)} free in {folder}.")


def _device() -> Iterator[Finding]:
    try:
        from photoface.vision.device import choose_device

        device = choose_device("auto")
    except (ImportError, OSError) as error:
        yield Finding("device", False, f"torch cannot be loaded: {error}.", "Install PhotoFace again with pip.")
    else:
        yield Finding("device", True, f"Models run on {device.type}.")


def _window() -> Iterator[Finding]:
    """Whether Qt loads, tried in a process of its own, so that a crash is a finding too."""
    program = "from PySide6 import QtWidgets"
    try:
        tried = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, timeout=QT_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        yield Finding("window", False, f"Qt could not be tried: {error}.")
        return
    if tried.returncode == 0:
        yield Finding("window", True, "Qt and its system libraries are here.")
        return
    from photoface.gui.system_libraries import explain_import_error

    lines = tried.stderr.strip().splitlines()
    message = lines[-1] if lines else f"exit code {tried.returncode}"
    explained = explain_import_error(ImportError(message))
    if explained is None:
        yield Finding("window", False, f"Qt cannot be loaded: {message}", "Terminal commands work all the same.")
    else:
        yield Finding("window", False, explained.sentence, explained.remedy)


def _codecs() -> Iterator[Finding]:
    from PIL import features

    there = {
        "HEIC": importlib.util.find_spec("pi_heif") is not None,
        "AVIF": bool(features.check("avif")),
        "WebP": bool(features.check("webp")),
        "RAW": importlib.util.find_spec("rawpy") is not None,
    }
    packages = {"HEIC": "pi-heif", "AVIF": "Pillow 11.3 or newer", "WebP": "Pillow's wheel", "RAW": "rawpy"}
    for name, present in there.items():
        if not present:
            yield Finding("formats", False, f"{name} photos cannot be read.", f"Install {packages[name]} with pip.")
    if all(there.values()):
        yield Finding(
            "formats", True, "JPEG, PNG, WebP, TIFF, GIF, BMP, JPEG 2000, PSD, HEIC, AVIF, RAW and videos can be read."
        )
