"""`photoface evaluate personal`: measures whether learning from confirmed faces helps a simulated user."""

from __future__ import annotations

import dataclasses
import statistics
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from photoface.cli.context import CatalogOption, JsonOption, State, current
from photoface.cli.jobs import run_job, steps_done
from photoface.formatting import share
from photoface.lab.commands.evaluate_measures import AlbumOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from photoface.lab.evaluation.personal import Simulation
    from photoface.learning.tuned_resnet import TuningStart


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

    state = current()
    output = state.output
    with tempfile.TemporaryDirectory(prefix="photoface-faces-") as folder:
        start, persons = _faces(state, images, Path(folder))

        def user_of(seed: int, *, shuffled: bool = False) -> Simulation:
            return run_job(
                output, lambda control: simulate(start, persons, control, seed, shuffled=shuffled), steps_done
            )

        users = [user_of(seed) for seed in range(seeds)]
        mixed_up = user_of(0, shuffled=True)
    if as_json:
        output.json(
            {
                "users": [dataclasses.asdict(user) for user in users],
                "mixed_up": dataclasses.asdict(mixed_up),
                "change_in_missed": _spread([user.result.missed - user.before.missed for user in users]),
                "change_in_misnamed": _spread([user.result.misnamed - user.before.misnamed for user in users]),
            }
        )
        return
    output.table(
        ("User", "Missed", "learned", "Misnamed", "learned", "Adopted"),
        [*(_row(user, f"{user.seed + 1}") for user in users), _row(mixed_up, "names mixed up")],
    )
    for what in ("missed", "misnamed"):
        changes = [getattr(user.after, what) - getattr(user.before, what) for user in users]
        output.note(f"{what.capitalize()}: {_spread_words(changes)} points, adopted or not.")
    first = users[0]
    output.note(
        f"{first.people:,} people, {first.confirmed:,} faces confirmed, {first.faces:,} to name among "
        f"{first.strangers:,} of strangers. Missed: not given its name where one stranger in a hundred is given one; "
        "misnamed: nearest to somebody else."
    )


def _faces(state: State, images: Path, cache: Path) -> tuple[TuningStart, NDArray[np.str_]]:
    """The default model's network with what it makes of the faces of a labelled folder, and whose they are."""
    import numpy as np

    from photoface.assembly import model_store
    from photoface.learning.dataset import load_faces
    from photoface.learning.tuned_resnet import CROP_SIDE, TunedResNet, prepare
    from photoface.settings import Settings
    from photoface.vision.device import choose_device
    from photoface.vision.model_registry import DLIB_RESNET

    settings = Settings()
    detector = state.parts.load_engine(settings).detector
    crops = run_job(state.output, lambda control: load_faces(images, cache, CROP_SIDE, detector, control), steps_done)
    network = TunedResNet.from_file(model_store().verified_path(DLIB_RESNET), "last")
    device = choose_device(settings.device)
    start = run_job(
        state.output,
        lambda control: prepare(network, crops.pixels, device, control, cache / "features.npy"),
        steps_done,
    )
    return start, np.array(crops.people)[crops.labels]


def _row(user: Simulation, name: str) -> tuple[str, ...]:
    return (
        name,
        share(user.before.missed),
        share(user.after.missed),
        share(user.before.misnamed),
        share(user.after.misnamed),
        "yes" if user.adopted else "no",
    )


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {
        "mean": statistics.mean(values),
        "standard_deviation": statistics.stdev(values) if len(values) > 1 else 0.0,
    }


def _spread_words(values: Sequence[float]) -> str:
    spread = _spread(values)
    return f"{100 * spread['mean']:+.2f} ± {100 * spread['standard_deviation']:.2f}"
