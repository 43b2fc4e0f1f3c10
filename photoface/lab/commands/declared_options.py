"""Makes command-line options from the fields of a dataclass, so that each is declared only once."""

from __future__ import annotations

import dataclasses
import enum
import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any, get_type_hints

import typer


def with_declared_options(command: Callable[..., None]) -> Callable[..., None]:
    """The command with its parameter `options`, an instance of a dataclass, replaced by an option for each field.

    Fields without help are no options and keep their defaults.
    """
    signature = inspect.signature(command, eval_str=True)
    options = signature.parameters["options"].annotation
    hints = get_type_hints(options)
    declared = [field for field in dataclasses.fields(options) if "help" in field.metadata]

    @functools.wraps(command)
    def called(**values: Any) -> None:
        chosen = {field.name: values.pop(field.name) for field in declared}
        # A choice is an enumeration to typer, and a plain text in the options.
        plain = {name: value.value if isinstance(value, enum.Enum) else value for name, value in chosen.items()}
        command(**values, options=options(**plain))

    parameters: list[inspect.Parameter] = []
    for parameter in signature.parameters.values():
        if parameter.name == "options":
            parameters += [_parameter(field, hints[field.name]) for field in declared]
        else:
            parameters.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))
    called.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return called


def _parameter(field: dataclasses.Field[Any], kind: Any) -> inspect.Parameter:
    flag = f"--{field.metadata['flag'] or field.name.replace('_', '-')}"
    default = field.default
    if field.metadata["choices"]:
        choices: Any = enum.Enum(field.name, {choice: choice for choice in field.metadata["choices"]})  # type: ignore[misc]
        kind, default = choices, choices(default)
    if default is True:
        flag += f"/--no-{flag.removeprefix('--')}"
    declaration = typer.Option(
        flag, help=field.metadata["help"], min=field.metadata["least"], show_default=default is not None
    )
    annotation = Annotated[kind, declaration]
    return inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
