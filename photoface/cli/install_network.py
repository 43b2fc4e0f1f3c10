"""`photoface models install` for models and ONNX files from elsewhere: shows their licence, and installs them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from photoface.cli.context import current, opened
from photoface.cli.jobs import bytes_done, kept_when_stopped, run_job, steps_done
from photoface.errors import UserFacingError

if TYPE_CHECKING:
    from photoface.jobs import Progress
    from photoface.vision.model_registry import Thresholds

UNKNOWN_LICENCE = (
    "PhotoFace does not know the licence of {}. Many face networks may be used for research only: ask its makers."
)


def install_model(name: str, source: Path | None, *, accepts_licence: bool) -> None:
    """Install a model that is known by name, from its makers or from a file."""
    state = current()
    with opened(create=True) as library:
        spec = next((model.spec for model in library.models.all() if model.spec.id == name), None)
        if spec is not None and not spec.offline:
            _accept(f"The licence of {spec.title}: {spec.licence}.", accepts_licence)
        with kept_when_stopped(state.output, "Nothing was installed."):
            checksum = run_job(state.output, lambda control: library.models.install(name, source, control), _done)
        state.output.line(f"{name} is installed. SHA-256: {checksum}")
        installed = next(model.spec for model in library.models.all() if model.spec.id == name)
        if spec is not None and installed.thresholds != spec.thresholds:
            _tell_thresholds(installed.thresholds)
    state.output.note(f"`photoface models use {name}` makes it the one in use.")


def install_onnx_file(file: Path, title: str | None, photos: Path | None, *, accepts_licence: bool) -> None:
    """Install the network in an ONNX file; with photos, its thresholds are measured on these."""
    state = current()
    _accept(UNKNOWN_LICENCE.format(file.name), accepts_licence)
    with kept_when_stopped(state.output, "Nothing was installed."), opened(create=True) as library:
        spec = run_job(
            state.output, lambda control: library.models.install_network(file, title, photos, control), _done
        )
    state.output.line(f"{spec.title} is installed as {spec.id}. SHA-256: {spec.sha256}")
    _tell_thresholds(spec.thresholds)
    state.output.note(f"`photoface models use {spec.id}` makes it the one in use.")


def _accept(licence: str, accepted: bool) -> None:
    """Show a licence, and go on only if the user accepts it."""
    current().output.note(licence)
    if accepted:
        return
    if not sys.stdin.isatty():
        raise UserFacingError("The licence was not accepted.", "Read it, then add --accept-licence.")
    if not typer.confirm("Do you accept that?", err=True):
        raise typer.Exit(1)


def _tell_thresholds(found: Thresholds) -> None:
    current().output.note(
        f"Measured on known faces: one person up to {found.verification:.3f}; grouped to "
        f"{found.grouping_large:.3f} to {found.grouping_small:.3f}; named up to {found.assignment:.3f}, suggested to "
        f"{found.suggestion:.3f}."
    )


def _done(progress: Progress) -> str:
    """Bytes while a file is read or fetched, and faces while it is measured."""
    if progress.total is None and not progress.done:
        return ""
    is_copying = progress.stage.startswith(("Downloading", "Installing"))
    return bytes_done(progress) if is_copying else steps_done(progress)
