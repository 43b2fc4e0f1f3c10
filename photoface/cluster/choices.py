"""Which computers help with a scan, and how they reach the photos: what the user chose, checked. Imports no Dask."""

from __future__ import annotations

import importlib.util
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from photoface.errors import HelpersMissing, UserFacingError
from photoface.settings import Settings

MOST_WORKERS = 256
"""Processes that can be asked for on this computer."""

SEPARATOR = ";"
"""Between the pairs of folders of a setting."""

CERTIFICATE, KEY = "certificate.pem", "key.pem"
"""The files of a folder of certificates. The certificate is its own authority."""


@dataclass(frozen=True, slots=True)
class ClusterChoices:
    """The computers that help.

    Attributes:
        scheduler: the address of a Dask scheduler, such as `tls://nas:8786`; empty for workers on this computer.
        workers: how many processes are started on this computer, where no scheduler is named.
        certificates: the folder with the certificate and the key by which the computers trust each other.
        roots: for each folder of this computer, as it begins, how the same folder is called on the workers.
        resources: what of a Dask worker each photo takes, such as `{"GPU": 1}`.
    """

    scheduler: str = ""
    workers: int = 0
    certificates: Path | None = None
    roots: tuple[tuple[str, str], ...] = ()
    resources: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        if self.scheduler:
            _check(self.scheduler, self.certificates)

    def on_workers(self, path: Path) -> str:
        """How a file or folder of this computer is called on the workers."""
        for here, there in sorted(self.roots, key=lambda root: -len(root[0])):
            if path.is_relative_to(here):
                inside = path.relative_to(here)
                separator = "\\" if "\\" in there else "/"
                return separator.join([there.rstrip("/\\"), *inside.parts]) if inside.parts else there
        return str(path)


def check_dask() -> None:
    """Raise HelpersMissing where Dask is not installed."""
    if importlib.util.find_spec("distributed") is None:
        raise HelpersMissing(
            "Dask, which lets other computers help, is not installed.", "Install it: pip install 'photoface[cluster]'"
        )


def choices_of(settings: Settings) -> ClusterChoices | None:
    """The computers that help with scans by the settings; None for this one alone.

    Raises:
        HelpersMissing: the settings name none, or one that is not protected.
    """
    if settings.helpers == "off":
        return None
    if settings.helpers == "processes":
        return ClusterChoices(workers=settings.helper_processes)
    try:
        folder = Path(settings.helper_certificates).expanduser() if settings.helper_certificates else None
        _check(settings.scheduler, folder)
        return ClusterChoices(settings.scheduler, 0, folder, parsed_roots(separated(settings.helper_folders)))
    except UserFacingError as error:
        raise HelpersMissing(error.sentence, error.remedy) from error


def separated(folders: str) -> list[str]:
    """The pairs of folders of the setting `helper_folders`."""
    return [part.strip() for part in folders.split(SEPARATOR) if part.strip()]


def parsed_roots(texts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Pairs of folders from texts such as `/photos=//nas/photos`.

    Raises:
        UserFacingError: a text without `=`, or with nothing on one of its sides.
    """
    pairs = [text.partition("=") for text in texts]
    for here, _, there in pairs:
        if not here or not there:
            raise UserFacingError(
                f"{here or there} does not say how a folder is called on the other computers.",
                "Write it as FOLDER=FOLDER, such as /photos=//nas/photos.",
            )
    return tuple((here.rstrip("/") or "/", there) for here, _, there in pairs)


def parsed_resources(texts: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """Amounts by name from texts such as `GPU=1`.

    Raises:
        UserFacingError: a text of another form.
    """
    found: list[tuple[str, float]] = []
    for text in texts:
        name, _, amount = text.partition("=")
        try:
            found.append((name, float(amount)))
        except ValueError:
            raise UserFacingError(
                f"{text} is no resource of a worker.", "Write it as NAME=AMOUNT, such as GPU=1."
            ) from None
    return tuple(found)


def _check(scheduler: str, certificates: Path | None) -> None:
    try:
        address = urlsplit(scheduler)
        is_whole = bool(address.hostname and address.port)
    except ValueError:
        is_whole = False
    if not is_whole or address.scheme not in ("tcp", "tls"):
        raise UserFacingError(
            f"{scheduler} is no address of a scheduler.",
            "Write it as tls://COMPUTER:8786, as `photoface cluster scheduler` shows it.",
        )
    if address.scheme == "tcp" and not _is_loopback(address.hostname or ""):
        raise UserFacingError(
            f"{scheduler} is not protected: anybody who reaches that port could run programs on all computers.",
            "Use tls:// with certificates; `photoface cluster certificates FOLDER` makes them.",
        )
    if address.scheme == "tls":
        _check_certificates(certificates)


def _check_certificates(folder: Path | None) -> None:
    if folder is None:
        raise UserFacingError(
            "A scheduler at tls:// asks for a certificate.",
            "Name the folder that has it: --certificates FOLDER. `photoface cluster certificates FOLDER` makes one.",
        )
    missing = [name for name in (CERTIFICATE, KEY) if not (folder / name).is_file()]
    if missing:
        raise UserFacingError(
            f"{folder} holds no {' and no '.join(missing)}.",
            "Copy the folder there that `photoface cluster certificates FOLDER` made on one of the computers.",
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
