"""Keeps the scored state of a large library in a file beside the catalog, so that the next process need not score it.

Nothing in the file is taken for what the catalog says unless the catalog itself says so: `recognition_changes` tells
whether it is the one that the file was made of, and which faces changed since. All others are not read from it then.
Where it does not tell, as of an older file or of a catalog that was restored from a backup, all faces are read.
`face_state` takes over from the file, as from any earlier state, only what belongs to faces that differ in nothing from
those in the file. A file that is damaged, or of another model, another learning or another version of PhotoFace, counts
as none.

It holds no names, and is deleted when somebody is erased for good. It is read, not mapped into memory: a program that
shortens a mapped file ends the process, and Windows does not delete one.
"""

from __future__ import annotations

import contextlib
import glob
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

import photoface
from photoface.catalog.face_table import CONTENT_CHARACTERS, FaceTable, KnownPerson, RecognitionRows
from photoface.clustering.array_file import read_arrays, write_arrays
from photoface.errors import UserFacingError
from photoface.recognition.candidates import CandidateVotes
from photoface.recognition.crowding_lists import KEPT, CrowdingLists
from photoface.recognition.exemplar_trials import ExemplarTrials
from photoface.recognition.exemplars import Exemplars
from photoface.recognition.items import items_of
from photoface.recognition.probability import Scale
from photoface.recognition.similar_groups import NO_PAIRS, SimilarGroups, SimilarPairs
from photoface.recognition.state import FaceState, FaceView
from photoface.writable import PARTIAL

SUFFIX: Final = ".scores.npz"

FORMAT: Final = 3
"""Raise it with any change to what a part of the state means, or how it is counted."""

LEAST_FACES: Final = 10_000
"""A smaller library is scored in a tenth of a second."""

_COLUMNS: Final[dict[str, tuple[str, tuple[int, ...]]]] = {
    **dict.fromkeys(("ids", "photos", "persons", "groups", "tracks"), ("<i8", ())),
    **dict.fromkeys(("confirmed", "good", "detected"), ("|b1", ())),
    "quality": ("<f4", ()),
    "days": ("<f8", ()),
    "stamps": ("<f8", (3,)),
    "contents": (f"|S{CONTENT_CHARACTERS}", ()),
    "corners": ("<f8", (2,)),
    "spans": ("<f8", (2,)),
}
"""Type and further dimensions of each column of a `FaceTable`."""

_NOTHING: Final = np.zeros((0, 2), np.int64), np.zeros((0, 4), np.int64)
"""Rejections and cannot-links, which no score is carried by."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What makes all scores other ones: the model, its distances, and what was learned from the user."""

    model: str
    personal_learning: str
    usual_company: str
    stamp: tuple[int, int] | None
    scale: Scale

    def as_text(self) -> str:
        """Of this and of this version of PhotoFace: states with another text have nothing in common."""
        return json.dumps([FORMAT, photoface.__version__, asdict(self)])


@dataclass(frozen=True, slots=True)
class KeptState:
    """A state as it is in the file.

    Attributes:
        state: without the people's names, rejections and cannot-links.
        commit: the number of the catalog's commit that it is of.
        mark: what the catalog holds as long as it notes all that changed since (`recognition_changes`).
    """

    state: FaceState
    commit: int
    mark: int


class StateFile:
    """The file of one catalog."""

    def __init__(self, catalog: Path) -> None:
        self._catalog = catalog
        self._path = catalog.with_name(catalog.name + SUFFIX)

    def read(self, basis: Basis) -> KeptState | None:
        """The state that was kept last.

        Returns:
            None where there is none on this basis, or it is damaged. The file is deleted then.
        """
        try:
            about, arrays = read_arrays(self._path)
            if about.get("basis") != basis.as_text():
                raise ValueError("of another basis")
            return KeptState(_state(arrays, basis.scale), int(about["commit"]), int(about["mark"]))
        except FileNotFoundError:
            return None
        except (UserFacingError, ValueError, KeyError, TypeError, OSError):
            # It is made again. One that cannot be deleted is refused again.
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)
            return None

    def write(self, basis: Basis, kept: KeptState, put: Callable[[Callable[[], object]], bool]) -> bool:
        """Keep a state in the place of the one before; returns whether that was possible.

        Args:
            put: gives the finished file its name, by what it is given, if the state is still the newest one. Nobody can
                be erased meanwhile: what was deleted would come back.
        """
        partial = self._path.with_name(f".{self._path.name}{PARTIAL}")
        about = {"basis": basis.as_text(), "commit": kept.commit, "mark": kept.mark}
        try:
            write_arrays(partial, about, _arrays(kept.state))
            return put(lambda: partial.replace(self._path))
        except (UserFacingError, OSError):
            # A full disk, or one that cannot be written, costs time at the next start, and nothing else.
            return False
        finally:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)


def remove_file(catalog: Path) -> None:
    """Delete what is kept of a catalog's faces, and what a process that was killed while it wrote left of it.

    Raises:
        OSError: it cannot be deleted.
    """
    name = f"{catalog.name}{SUFFIX}"
    for path in (catalog.with_name(name), *catalog.parent.glob(f"*.{glob.escape(name)}*{PARTIAL}")):
        path.unlink(missing_ok=True)


def is_kept(state: FaceState) -> bool:
    """Whether a state is worth a file: a large one, all of whose votes are counted by the model's own vectors."""
    return (
        len(state.rows.faces.ids) >= LEAST_FACES
        and state.votes is not None
        and state.view.vectors is state.view.own_vectors
    )


def _arrays(state: FaceState) -> dict[str, NDArray[Any]]:
    assert state.votes is not None
    rows, crowds, trials, exemplars = state.rows, state.crowds, state.trials, state.exemplars.rows
    found = vars(state.similar).get("pairs")
    pairs: SimilarPairs = NO_PAIRS if found is None else found
    return {
        **{f"face_{name}": getattr(rows.faces, name) for name in _COLUMNS},
        "vectors": state.view.own_vectors,
        "people": np.array([person.id for person in rows.people], np.int64),
        "placed": rows.placed,
        "copies": rows.copies,
        # The mean of a loose face is its vector.
        "group_means": state.item_means[: np.count_nonzero(state.items.groups)],
        "exemplars": np.concatenate([np.zeros(0, np.int64), *exemplars]),
        "exemplar_counts": np.array([len(own) for own in exemplars], np.int64),
        **{f"crowd_{field.name}": getattr(crowds, field.name) for field in fields(CrowdingLists)},
        **{f"trial_{field.name}": getattr(trials, field.name) for field in fields(ExemplarTrials)},
        "similar_known": np.array([found is not None]),
        **{f"similar_{field.name}": getattr(pairs, field.name) for field in fields(SimilarPairs)},
        **{f"vote_{field.name}": getattr(state.votes, field.name) for field in fields(CandidateVotes)},
    }


def _state(arrays: dict[str, NDArray[Any]], scale: Scale) -> FaceState:
    """The state in a file.

    Raises:
        ValueError, KeyError: it is none: a type, a shape or a number is not what it can be.
    """
    count = len(arrays["face_ids"])

    def taken(name: str, kind: str, *shape: int) -> NDArray[Any]:
        """One of the arrays; -1 in the shape stands for any number."""
        array = arrays[name]
        fits = array.ndim == len(shape) and all(w in (-1, n) for w, n in zip(shape, array.shape, strict=True))
        _require(array.dtype.str == kind and fits)
        return array

    faces = FaceTable(**{name: taken(f"face_{name}", kind, count, *more) for name, (kind, more) in _COLUMNS.items()})
    _require(_ascends(faces.ids) and faces.persons.min(initial=0) >= 0 and faces.groups.min(initial=0) >= 0)
    _require(bool(np.isfinite(faces.quality).all()) and faces.quality.min(initial=0) >= 0)
    vectors = taken("vectors", "<f4", count, -1)
    _require(bool(np.isfinite(vectors).all()))
    vectors.setflags(write=False)
    ids = taken("people", "<i8", -1)
    _require(_ascends(ids))
    people = tuple(KnownPerson(person, "", None, None, False) for person in ids.tolist())
    placed = taken("placed", "<i8", -1, 3)
    rows = RecognitionRows(faces, people, *_NOTHING, placed, taken("copies", "<i8", -1, 2))
    items = items_of(faces)
    exemplars = _exemplars(taken("exemplars", "<i8", -1), taken("exemplar_counts", "<i8", len(people)), vectors)
    known = len(exemplars.known)
    probes = taken("crowd_probes", "<i8", -1)
    crowds = CrowdingLists(
        taken("crowd_of_people", "<f4", known),
        probes,
        taken("crowd_keys", "<i8", len(probes), KEPT),
        taken("crowd_cosines", "<f4", len(probes), KEPT),
        taken("crowd_floors", "<f4", len(probes)),
    )
    trial_faces, trial_people = taken("trial_faces", "<i8", -1), taken("trial_people", "<i8", -1)
    trials = ExemplarTrials(
        trial_faces,
        taken("trial_owners", "<i8", len(trial_faces)),
        trial_people,
        taken("trial_distances", "<f4", len(trial_faces), len(trial_people)),
    )
    groups = taken("similar_groups", "<i4", -1)
    pairs = SimilarPairs(
        groups, taken("similar_others", "<i4", len(groups)), taken("similar_distances", "<f4", len(groups))
    )
    voters = taken("vote_people", "<i4", -1)
    votes = CandidateVotes(voters, taken("vote_rows", "<i4", len(voters)), taken("vote_distances", "<f4", len(voters)))
    _require(_unique(probes) and _unique(trial_faces) and _unique(trial_people))
    for indices, end in (
        (trials.owners, known),
        (pairs.groups, len(items)),
        (pairs.others, len(items)),
        (votes.people, len(people)),
        (votes.rows, count),
    ):
        _require(_within(indices, end))
    of_groups = taken("group_means", "<f4", int(np.count_nonzero(items.groups)), vectors.shape[1])
    _require(bool(np.isfinite(of_groups).all()))
    means = np.concatenate([of_groups, vectors[items.rows[items.starts[len(of_groups)] :]]])
    known_pairs = bool(taken("similar_known", "|b1", 1)[0])
    earlier = (pairs, np.arange(len(items))) if known_pairs else (NO_PAIRS, np.zeros(0, np.int64))
    return FaceState(
        rows,
        FaceView(vectors, vectors, scale),
        items,
        exemplars,
        means,
        crowds,
        trials,
        SimilarGroups(items, means, 0.0, earlier),
        votes,
    )


def _exemplars(rows: NDArray[np.int64], counts: NDArray[np.int64], vectors: NDArray[np.float32]) -> Exemplars:
    _require(_within(rows, len(vectors)) and counts.min(initial=0) >= 0 and int(counts.sum()) == len(rows))
    own = tuple(np.split(rows, np.cumsum(counts)[:-1])) if len(counts) else ()
    means = np.zeros((len(own), vectors.shape[1]), np.float32)
    for index, chosen in enumerate(own):
        if len(chosen):
            means[index] = vectors[chosen].mean(axis=0)
    return Exemplars(own, tuple(vectors[chosen] for chosen in own), means, np.zeros(len(own), np.bool_))


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError("no state of faces")


def _ascends(numbers: NDArray[np.int64]) -> bool:
    return bool((np.diff(numbers) > 0).all())


def _unique(numbers: NDArray[np.int64]) -> bool:
    return len(np.unique(numbers)) == len(numbers)


def _within(indices: NDArray[Any], end: int) -> bool:
    return not len(indices) or bool(indices.min() >= 0 and indices.max() < end)
