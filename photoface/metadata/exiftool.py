"""Runs the exiftool that the user has installed, to write XMP into formats other than JPEG.

One process serves many files: starting Perl takes longer than writing (https://exiftool.org, option -stay_open). One
that was ended is started again. It works on private copies, and ends by itself if this process is killed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

_LONGEST_SECONDS = 120.0
"""For one file; a scan of 2 GB on a slow disk takes less. A file on which exiftool hangs must not hold up the rest."""

_SECONDS_TO_END = 10.0
"""For an exiftool that was asked to end and writes nothing any more."""

_READY = b"{ready}"


_COPY_PREFIX = "photoface-exiftool-"
_OLD_SECONDS = 3600.0
"""A folder of this age belongs to no writing that goes on."""

_FEEDER = r"cat; printf '%s\nFalse\n' -stay_open"
"""Passes on what exiftool is asked, and asks it to end where this process is gone: at the end of its input exiftool
itself waits for more, for ever."""


class ExifToolFailed(Exception):  # noqa: N818 - the name says what happened
    """exiftool did not do what it was asked. The message is its own."""


class _Ended(ExifToolFailed):  # noqa: N818 - the name says what happened
    """The process ended before it answered."""


class ExifTool:
    """A running exiftool. Callers on several threads wait for each other."""

    def __init__(self, program: str) -> None:
        self._lock = threading.Lock()
        self._program = program
        self._feeder: subprocess.Popen[bytes] | None = None
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        source: int | IO[bytes] = subprocess.PIPE
        if os.name != "nt":
            self._feeder = subprocess.Popen(
                ["sh", "-c", _FEEDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            assert self._feeder.stdout is not None
            source = self._feeder.stdout
        process = subprocess.Popen(
            [self._program, "-stay_open", "True", "-@", "-"],
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        if self._feeder is not None and self._feeder.stdout is not None:
            self._feeder.stdout.close()  # it is exiftool's now
        return process

    @property
    def _input(self) -> IO[bytes]:
        asked = (self._feeder or self._process).stdin
        assert asked is not None
        return asked

    @classmethod
    def find(cls) -> Self | None:
        """The one on the user's PATH; None if there is none."""
        program = shutil.which("exiftool")
        if program is None:
            return None
        _remove_old_copies()
        return cls(program)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        process, asked = self._process, self._input
        assert process.stdout is not None
        try:
            asked.write(b"-stay_open\nFalse\n")
            asked.flush()
        except OSError:
            process.kill()  # it has ended, or does not listen
        with contextlib.suppress(OSError):
            asked.close()
        try:
            process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()  # its feeder was ended before it passed that on
            process.wait()
        process.stdout.close()
        if self._feeder is not None:
            self._feeder.wait()

    def set_packet(self, photo: Path, packet: Path) -> None:
        """Replace the XMP in a file by the content of another file; all other metadata stays.

        Args:
            photo: a copy in a folder of `private_folder`.

        Raises:
            ExifToolFailed: it could not; the file is as it was.
        """
        arguments = ["-overwrite_original", f"-xmp<={packet}", str(photo.absolute())]
        with self._lock:
            try:
                said = self._run(photo, arguments)
            except _Ended:
                # Somebody ended it, or the system did to get memory back.
                said = self._run(photo, arguments)
        if "1 image files updated" not in said:
            raise ExifToolFailed(said or "it said nothing")

    def _run(self, photo: Path, arguments: list[str]) -> str:
        """What it says to these arguments, without the line that says that it is ready.

        Raises:
            _Ended: it ended by itself.
            ExifToolFailed: the arguments cannot be given, or it took too long.
        """
        if any("\n" in argument for argument in arguments):
            raise ExifToolFailed("a file name with a line break cannot be given to exiftool")
        if self._process.poll() is not None:
            self.close()
            self._process = self._start()
        # Of one that was ended; exiftool refuses to write beside it.
        photo.with_name(f"{photo.name}_exiftool_tmp").unlink(missing_ok=True)
        process = self._process
        assert process.stdout is not None
        if os.name == "nt":
            arguments = ["-charset", "filename=utf8", *arguments]
        took_too_long = threading.Event()

        def end() -> None:
            took_too_long.set()
            process.kill()

        timer = threading.Timer(_LONGEST_SECONDS, end)
        timer.start()
        try:
            self._input.write(os.fsencode("\n".join([*arguments, "-execute", ""])))
            self._input.flush()
            said: list[bytes] = []
            for line in process.stdout:
                if line.strip() == _READY:
                    return b"".join(said).decode("utf-8", errors="replace").strip()
                said.append(line)
        except OSError as error:
            process.kill()  # it is its feeder that ended
            raise _Ended("it ended by itself") from error
        finally:
            timer.cancel()
        process.wait()
        if took_too_long.is_set():
            raise ExifToolFailed("it took too long")
        raise _Ended("it ended by itself")


def private_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for the copy of a photo that exiftool works on."""
    return tempfile.TemporaryDirectory(prefix=_COPY_PREFIX)


def _remove_old_copies() -> None:
    """Remove copies of photos that a killed process left."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_COPY_PREFIX}*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime > _OLD_SECONDS:
                shutil.rmtree(folder)
