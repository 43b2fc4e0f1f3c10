"""`photoface models` and `photoface settings`: list, install, choose and remove models; show and change settings."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from photoface.cli.context import JsonOption, current, opened
from photoface.cli.install_checkpoint import install_checkpoint
from photoface.cli.install_network import install_model, install_onnx_file
from photoface.formatting import attributes, counted


def list_models(as_json: JsonOption = False) -> None:
    """All models: which are installed, which is in use, and under which licence their makers gave them away."""
    output = current().output
    with opened() as library:
        models = library.models.all()
    values, rows = [], []
    for model in models:
        about = attributes(model.spec, "id", "title", "description", "licence", "dimension")
        kept = attributes(model, "installed", "in_use")
        values.append({**about, **kept, "faces": model.embedded_faces, "sha256": model.checksum})
        state = "in use" if model.in_use else "installed" if model.installed else ""
        rows.append((model.spec.id, state, model.embedded_faces, model.spec.description, model.spec.licence))
    output.listing(values, ("Name", "", "Faces", "What", "Licence"), rows, "There is no model.", as_json=as_json)


def install(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="Of a model, an ONNX file, or a checkpoint of `photoface train faces`."),
    ],
    source: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Take the weights from a file, not the network.")
    ] = None,
    title: Annotated[
        str | None, typer.Option(help="What to call the model of a file in lists.", show_default=False)
    ] = None,
    photos: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Measure a file's distances on these people, a folder for each; it must not have learned them.",
            show_default=False,
        ),
    ] = None,
    accept_licence: Annotated[
        bool, typer.Option("--accept-licence", help="Accept the licence without being asked.")
    ] = False,
) -> None:
    """Fetch a model's weights over the network, but for --from and files. You are asked to accept its licence."""
    if name.lower().endswith(".onnx"):
        install_onnx_file(Path(name), title, photos, accepts_licence=accept_licence)
        return
    if Path(name).is_file():
        install_checkpoint(Path(name), title, photos)
        return
    if title is not None or photos is not None:
        raise typer.BadParameter(f"--title and --photos are for files, and {name} is no file.")
    install_model(name, source, accepts_licence=accept_licence)


def use(name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Make a model the one in use. The next scan brings all faces to it; what you decided stays."""
    output = current().output
    with opened(create=True) as library:
        library.models.use(name)
        waiting = library.overview().faces - next(
            model.embedded_faces for model in library.models.all() if model.spec.id == name
        )
    output.line(f"{name} is in use.")
    if waiting > 0:
        output.note(f"{counted(waiting, 'face')} to be looked at with it: run `photoface scan`.")


def remove(name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Delete a model's weights from this computer. What you decided stays."""
    output = current().output
    with opened(create=True) as library:
        library.models.remove(name)
    output.line(f"{name} is removed.")


def settings(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="A setting to show.", show_default=False)] = None,
    value: Annotated[str | None, typer.Argument(metavar="VALUE", help="What to set it to.", show_default=False)] = None,
    as_json: JsonOption = False,
) -> None:
    """Show the settings of the catalog, or change one."""
    from photoface.settings import Settings, doc_of

    output = current().output
    with opened(create=value is not None) as library:
        if name is not None:
            doc_of(name)  # refuses a name that no setting has
            if value is not None:
                library.set_setting(name, value)
        found = library.settings()
    values = {
        field.name: getattr(found, field.name) for field in dataclasses.fields(Settings) if name in (None, field.name)
    }
    if as_json:
        output.json(values)
    elif name is not None:
        output.line(f"{values[name]}")
    else:
        output.table(("Setting", "Value", "What it is"), [(key, str(one), doc_of(key)) for key, one in values.items()])
