"""Chooses which photos to compare again when some are new, so that a large library is not compared as a whole."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from photoface.jobs import Progress
from photoface.stacks.find_stacks import namesakes_of, neighbours_in_time, of_one_hash, of_one_second
from photoface.stacks.photo_names import parse_photo_name
from photoface.stacks.similar_pictures import candidates_of, compared

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from photoface.stacks.records import StackPhoto


def photos_to_look_at(
    photos: Sequence[StackPhoto],
    signatures: NDArray[np.uint8],
    is_new: NDArray[np.bool_],
    stacks: Sequence[int | None],
    report: Callable[[Progress], None] = lambda progress: None,
) -> list[int]:
    """The new photos, all that may be in one stack with one of them, and all photos of the stacks that those are in.

    `find_stacks` of these finds what it would find of them among all photos.

    Args:
        photos, signatures: as for `find_stacks`; all photos.
        is_new: (n,) of each photo.
        stacks: the stack that each photo was found in; None for none.
        report: told how far the search is.
    """
    names = [parse_photo_name(photo.name) for photo in photos]
    candidates = candidates_of(signatures, np.flatnonzero(is_new), report)
    is_copy = compared(signatures, candidates, report).is_copy
    near = neighbours_in_time(range(len(photos)), photos, names)
    by_facts = (
        *of_one_hash(photos),
        *namesakes_of(photos, names),
        *of_one_second(photos),
        *((first, second) for first, second, _ in near),
    )
    pairs = np.concatenate((candidates[is_copy], np.array(by_facts, dtype=np.int64).reshape(-1, 2)))
    wanted = set(pairs[is_new[pairs].any(axis=1)].ravel().tolist()) | set(np.flatnonzero(is_new).tolist())
    inside: dict[int, list[int]] = defaultdict(list)
    for index, stack in enumerate(stacks):
        if stack is not None:
            inside[stack].append(index)
    touched = {stacks[index] for index in wanted}
    return sorted(wanted.union(*(inside[stack] for stack in touched if stack is not None)))
