"""Runs the exiftool that the user has installed, to write XMP into formats other than JPEG.

One process serves many files: starting Perl takes longer than writing (https://exiftool.org, option -stay_open).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

_LONGEST_SECONDS = 120.0
"""For one file; a scan of 2 GB on a slow disk takes less. A file on which exiftool hangs must not hold up the rest."""

_READY = b"{ready}"


class ExifToolFailed(Exception):  # noqa: N818 - the name says what happened
    """exiftool did not do what it was asked. The message is its own."""


class ExifTool:
    """A running exiftool. Callers on several threads wait for each other."""

    def __init__(self, program: str) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [program, "-stay_open", "True", "-@", "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    @classmethod
    def find(cls) -> Self | None:
        """The one on the user's PATH; None if there is none."""
        program = shutil.which("exiftool")
        return None if program is None else cls(program)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(b"-stay_open\nFalse\n")
            process.stdin.close()
        except OSError:
            process.kill()  # it has ended, or does not listen
        process.wait()
        process.stdout.close()

    def set_packet(self, photo: Path, packet: Path) -> None:
        """Replace the XMP in a file by the content of another file; all other metadata stays.

        Raises:
            ExifToolFailed: it could not; the file is as it was.
        """
        with self._lock:
            said = self._run(["-overwrite_original", f"-xmp<={packet}", str(photo.absolute())])
        if "1 image files updated" not in said:
            raise ExifToolFailed(said or "it said nothing")

    def _run(self, arguments: list[str]) -> str:
        """What it says to these arguments, without the line that says that it is ready."""
        if any("\n" in argument for argument in arguments):
            raise ExifToolFailed("a file name with a line break cannot be given to exiftool")
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        if os.name == "nt":
            arguments = ["-charset", "filename=utf8", *arguments]
        timer = threading.Timer(_LONGEST_SECONDS, process.kill)
        timer.start()
        try:
            process.stdin.write(os.fsencode("\n".join([*arguments, "-execute", ""])))
            process.stdin.flush()
            said: list[bytes] = []
            for line in process.stdout:
                if line.strip() == _READY:
                    return b"".join(said).decode("utf-8", errors="replace").strip()
                said.append(line)
        except OSError as error:
            raise ExifToolFailed("it ended by itself") from error
        finally:
            timer.cancel()
        raise ExifToolFailed("it ended, or took too long")
