"""`photoface backup` and `restore`: copy the catalog to a file, list its backups, put one in its place."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from photoface.cli.context import JsonOption, State, current, opened
from photoface.errors import UserFacingError
from photoface.formatting import counted, size


def backup(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Where to; else a dated one beside the catalog.")
    ] = None,
) -> None:
    """Copy the catalog, with everything that you said, to a file: complete, checked, also while PhotoFace runs.

    PhotoFace makes one each day by itself, and keeps the newest of 7 days, 4 weeks and 12 months.
    """
    if file is not None and file.is_dir():
        raise UserFacingError(f"{file} is a folder.", "Name a file in it.")
    with opened() as library:
        made = library.backups.make(file)
    current().output.line(f"{made} ({size(made.stat().st_size)}).")


def restore(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="The backup; without it, those that there are.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List the backups of the catalog, or put one in its place. The present catalog becomes a backup itself."""
    from photoface.assembly import restore_catalog

    state = current()
    path = catalog_path(state)
    if file is None:
        _list(state, path, as_json=as_json)
        return
    kept = restore_catalog(path, file.expanduser().absolute())
    state.output.line(f"{path} is the backup {file.name} now.")
    if kept is not None:
        state.output.note(f"What was there before is {kept}.")


def catalog_path(state: State) -> Path:
    """The path of this call's catalog, whether it exists or not."""
    from photoface.assembly import default_catalog

    return (state.catalog or default_catalog()).expanduser().absolute()


def _list(state: State, path: Path, *, as_json: bool) -> None:
    from photoface.catalog.backups import backups_of

    found = backups_of(path)
    if as_json:
        state.output.json(
            [{"path": str(one.path), "made_at": one.made_at, "reason": one.reason, "size": one.size} for one in found]
        )
        return
    rows = [(f"{one.made_at:%Y-%m-%d %H:%M}", one.reason, size(one.size), str(one.path)) for one in found]
    state.output.table(("Made", "Why", "Size", "File"), rows)
    state.output.note(counted(len(found), "backup") + (". Restore one: photoface restore FILE" if found else "."))
