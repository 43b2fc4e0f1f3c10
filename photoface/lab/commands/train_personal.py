"""`photoface train personal`: learns from what a catalog's user confirmed and rejected; shows or forgets the result."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photoface.cli.context import CatalogOption, JsonOption, current, opened
from photoface.cli.jobs import kept_when_stopped, run_job, steps_done

if TYPE_CHECKING:
    from photoface.learning.personal_file import Learned
    from photoface.library.library import Library


def personal(
    show: Annotated[bool, typer.Option("--show", help="Only say what was learned last.")] = False,
    forget: Annotated[bool, typer.Option("--forget", help="Forget what was learned.")] = False,
    as_json: JsonOption = False,
    catalog: CatalogOption = None,
) -> None:
    """Learn from the faces you confirmed and rejected; suggestions use it if it is better by more than chance.

    What you decided is not touched. `photoface settings personal_learning no` switches it off.
    """
    if show and forget:
        raise typer.BadParameter("--show and --forget exclude each other.")
    from photoface.library.personal_learning import personal_sentence

    output = current().output
    with opened() as library:
        if forget:
            library.learning.forget()
            output.line("What was learned is forgotten. Suggestions are the model's own.")
            return
        if show:
            learned = library.learning.learned()
        else:
            with kept_when_stopped(output, "What was learned before stays."):
                learned = run_job(output, library.learning.learn, steps_done)
        if as_json:
            output.json(None if learned is None else _values(learned, library))
            return
        if learned is None:
            output.line("Nothing was learned yet.")
            return
        output.line(personal_sentence(learned))
        for one in learned.look_alikes:
            first, second = (library.people.get(person_id).name for person_id in (one.first, one.second))
            output.note(
                f"{first} and {second}: of {one.faces:,} faces held back, {one.errors_before:,} were mistaken before "
                f"and {one.errors_after:,} now."
            )
        if library.settings().personal_learning != "yes":
            output.note("It is switched off: `photoface settings personal_learning yes` switches it on.")


def _values(learned: Learned, library: Library) -> dict[str, Any]:
    return {
        "model": learned.model,
        "made_at": learned.made_at,
        "adopted": learned.is_tuned,
        "in_use": library.settings().personal_learning == "yes"
        and learned.useful
        and library.settings().model == learned.model,
        **({} if learned.comparison is None else dataclasses.asdict(learned.comparison)),
        "look_alikes": [
            {
                "people": [one.first, one.second],
                "faces": one.faces,
                "errors_before": one.errors_before,
                "errors_after": one.errors_after,
            }
            for one in learned.look_alikes
        ],
    }
