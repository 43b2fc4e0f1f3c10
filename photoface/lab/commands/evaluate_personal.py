"""`photoface evaluate personal`: measures whether learning from confirmed faces helps a simulated user."""

from __future__ import annotations

import dataclasses
import statistics
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photoface.cli.context import CatalogOption, JsonOption, current
from photoface.cli.jobs import run_job, steps_done
from photoface.formatting import share
from photoface.lab.commands.evaluate_measures import AlbumOption, labelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from photoface.lab.evaluation.personal import Simulation


def personal(
    images: AlbumOption,
    seeds: Annotated[int, typer.Option(min=1, help="How many simulated users.")] = 5,
    as_json: JsonOption = False,
    catalog: CatalogOption = None,
) -> None:
    """Does learning from confirmed faces help? People with ten photos or more are named, half of each confirmed.

    The other half is then to be named among strangers: everybody else in the folder. Each user learns again, and adopts
    what was learned only if it is better by more than chance on their own confirmed faces. One more user has all names
    mixed up, and must adopt nothing.
    """
    from photoface.lab.evaluation.personal import simulate

    output = current().output
    found, model = labelled(images)

    def user_of(seed: int, *, shuffled: bool = False) -> Simulation:
        return run_job(
            output,
            lambda control: simulate(found.embeddings, found.persons, control, seed, shuffled=shuffled),
            steps_done,
        )

    users = [user_of(seed) for seed in range(seeds)]
    mixed_up = user_of(0, shuffled=True)
    if as_json:
        output.json(
            {
                "model": model.id,
                "users": [_values(user) for user in users],
                "mixed_up": _values(mixed_up),
                "change_in_missed": _spread([user.result.missed - user.before.missed for user in users]),
                "change_in_misnamed": _spread([user.result.misnamed - user.before.misnamed for user in users]),
            }
        )
        return
    methods = list(users[0].after)
    output.table(
        ("User", "Missed", *(f"by {method}" for method in methods), "Misnamed", *methods, "Adopted"),
        [
            *(_row(user, f"{user.seed + 1}") for user in users),
            _row(mixed_up, "names mixed up"),
        ],
    )
    for method in methods:
        for what in ("missed", "misnamed"):
            changes = [getattr(user.after[method], what) - getattr(user.before, what) for user in users]
            output.note(f"{what.capitalize()} by {method}: {_spread_words(changes)} points, adopted or not.")
    first = users[0]
    output.note(
        f"{first.people:,} people, {first.confirmed:,} faces confirmed, {first.faces:,} to name among "
        f"{first.strangers:,} of strangers. Missed: not given its name where one stranger in fifty is given one; "
        "misnamed: nearest to somebody else."
    )


def _row(user: Simulation, name: str) -> tuple[str, ...]:
    after = user.after.values()
    return (
        name,
        share(user.before.missed),
        *(share(one.missed) for one in after),
        share(user.before.misnamed),
        *(share(one.misnamed) for one in after),
        "no" if user.adopted is None else str(user.adopted),
    )


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {
        "mean": statistics.mean(values),
        "standard_deviation": statistics.stdev(values) if len(values) > 1 else 0.0,
    }


def _spread_words(values: Sequence[float]) -> str:
    spread = _spread(values)
    return f"{100 * spread['mean']:+.2f} ± {100 * spread['standard_deviation']:.2f}"


def _values(user: Simulation) -> dict[str, Any]:
    return {**dataclasses.asdict(user), "adopted": None if user.adopted is None else str(user.adopted)}
