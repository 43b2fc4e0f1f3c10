"""Suggestions with their reasons: who an unnamed face or group may be, how sure that is, and why.

It also counts the suggestions of each person, explains a face that has its name already, and orders named faces by how
doubtful their names are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.errors import UserFacingError
from photoface.recognition.candidates import Pairs
from photoface.recognition.company import NOBODY
from photoface.recognition.joins import matches
from photoface.recognition.person_distance import DAYS_PER_YEAR, NO_VOTER, Votes, for_quality, vote
from photoface.recognition.state import FaceState, Match

USUALLY = 2.0
"""Company is a reason from here on: it makes the person twice as likely."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a face or a group may be a person: distance, voting exemplars, dates.

    Attributes:
        voter_face_ids: the person's confirmed faces that voted, nearest first, at most three.
        distance: from them, years included (`person_distance`); for a group the mean over its faces.
        own_share: the share of the person's own faces that are as far from the others or farther: 0.3 is well inside
            of what this person looks like, 0 is outside. None for a person with one confirmed face.
        years: years between the face and its voters, in the middle; None where a date is unknown.
        quality: of the face, 0 to 1; for a group the mean.
        pack: the title of the people pack that says so; empty where this person's own faces do.
        rival_id, rival_name: the person that is next likely, if one is within the suggestion threshold.
        company: who else is named in the photo and is usually with this person, where that made it likelier.
    """

    voter_face_ids: tuple[int, ...]
    distance: float
    own_share: float | None
    years: float | None
    quality: float
    rival_id: int | None = None
    rival_name: str | None = None
    pack: str = ""
    company: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A loose face, or a whole group, that may be a person.

    Attributes:
        face_ids: the one face, or all faces of the group, best first.
        group_id: the group, None for a loose face.
        score: the probability that a yes is right, 0 to 1.
    """

    person_id: int
    face_ids: tuple[int, ...]
    group_id: int | None
    score: float
    reason: Reason


def suggestions_of(state: FaceState, person_id: int, limit: int | None = None) -> list[Suggestion]:
    """Unnamed faces and groups that are probably this person, most certain first, each with its reason."""
    return as_suggestions(state, state.matches_of(person_id, limit))


def as_suggestions(state: FaceState, found: Sequence[Match]) -> list[Suggestion]:
    """Matches of one person with their reasons."""
    if not found:
        return []
    person_id = found[0].person_id
    rows = [state.item_rows(match.item) for match in found]
    everything = np.concatenate(rows)
    votes = _votes(state, everything, person_id)
    ends = np.cumsum([len(part) for part in rows])
    company, spread = _company(state, found), state.spread(person_id)
    return [
        Suggestion(
            person_id=person_id,
            face_ids=state.face_ids(match.item),
            group_id=int(state.items.groups[match.item]) or None,
            score=match.probability,
            reason=_reason(
                state,
                part,
                Votes(votes.distances[end - len(part) : end], votes.voters[end - len(part) : end]),
                person_id,
                state.rival(match),
                spread,
                beside,
            ),
        )
        for match, part, end, beside in zip(found, rows, ends.tolist(), company, strict=True)
    ]


def _company(state: FaceState, found: Sequence[Match]) -> list[str | None]:
    """For each match of one person who in the photo is usually with them."""
    if not state.view.company:
        return [None] * len(found)
    items = np.array([match.item for match in found], np.int64)
    person = np.full(len(found), state.index_of[found[0].person_id])
    distances = np.array([match.distance for match in found], np.float32)
    factors, who = state.company.factors(Pairs(items, person, distances), state.items)
    names = [
        None if other == NOBODY or state.people[other].hidden else state.people[other].name for other in who.tolist()
    ]
    return [name if factor >= USUALLY else None for name, factor in zip(names, factors.tolist(), strict=True)]


def explain(state: FaceState, face_id: int, person_id: int) -> Reason:
    """Why a face may be a person, also one that is theirs already: it has no vote on itself.

    Raises:
        UserFacingError: the face or the person is gone, or the person has no other confirmed face to compare with.
    """
    ids = state.rows.faces.ids
    row = int(np.searchsorted(ids, face_id))
    if row == len(ids) or ids[row] != face_id:
        raise UserFacingError("This face cannot be compared.", "Scan its photo with the current model first.")
    name = next((person.name for person in state.people if person.id == person_id), None)
    if name is None:
        raise UserFacingError("This person is not in the catalog any more.", "Undo may bring them back.")
    if not set(state.exemplar_rows(person_id).tolist()) - {row}:
        raise UserFacingError(f"{name} has no confirmed face to compare with.", f"Confirm a face of {name} first.")
    rows = np.array([row])
    votes = _votes(state, rows, person_id)
    own_distances = state.spread(person_id)
    if row in state.exemplar_rows(person_id):
        # What is like this person is what the others say: not a face that may be a mistake itself.
        own_distances = np.delete(own_distances, np.argmin(np.abs(own_distances - votes.distances[0])))
    return _reason(state, rows, votes, person_id, None, own_distances)


def counts(state: FaceState) -> dict[int, int]:
    """How many suggestions each person has; people without any are left out."""
    found = np.diff(state.suggested.starts).tolist()
    return {person.id: count for person, count in zip(state.people, found, strict=True) if count}


def face_ids(state: FaceState) -> frozenset[int]:
    """All unnamed faces that are suggested to somebody, alone or as part of a group."""
    rows, _ = state.items.rows_of(np.unique(state.suggested.pairs.items))
    return frozenset(state.rows.faces.ids[rows].tolist())


def likely_wrong(state: FaceState, person_ids: Sequence[int] | None = None) -> list[int]:
    """These people's faces, or everybody's, those that are farthest from the other faces of their person first.

    A face that has nobody to compare to comes last.
    """
    if person_ids is None:
        person_ids = [person.id for person in state.people]
    faces = state.rows.faces
    doubt = np.full(len(faces.ids), -1.0)
    for person_id in person_ids:
        rows = np.flatnonzero(faces.persons == person_id)
        if len(state.exemplar_rows(person_id)):
            distances = _votes(state, rows, person_id).distances
            doubt[rows] = np.where(np.isfinite(distances), distances, -1.0)
    rows = np.flatnonzero(np.isin(faces.persons, person_ids))
    ordered: list[int] = faces.ids[rows[np.lexsort((faces.ids[rows], -doubt[rows]))]].tolist()
    return ordered


def _votes(state: FaceState, rows: NDArray[np.int64], person_id: int) -> Votes:
    """What a person's exemplars say about these faces, none about itself."""
    days, exemplar_rows = state.rows.faces.days, state.exemplar_rows(person_id)
    own = np.full(len(rows), NO_VOTER)
    of_rows, of_exemplars = matches(rows, exemplar_rows)
    own[of_rows] = of_exemplars
    return vote(state.vectors[rows], days[rows], state.vectors[exemplar_rows], days[exemplar_rows], own=own)


def _reason(
    state: FaceState,
    rows: NDArray[np.int64],
    votes: Votes,
    person_id: int,
    rival_id: int | None,
    own_distances: NDArray[np.float32],
    company: str | None = None,
) -> Reason:
    faces, exemplar_rows = state.rows.faces, state.exemplar_rows(person_id)
    distance = float(for_quality(votes.distances, faces.good[rows]).mean())
    voters = exemplar_rows[_most_voted(votes.voters)]
    gaps = np.abs(faces.days[rows][:, None] - faces.days[voters][None, :]) / DAYS_PER_YEAR
    known = gaps[np.isfinite(gaps)]
    return Reason(
        voter_face_ids=tuple(faces.ids[voters].tolist()),
        distance=distance,
        own_share=1 - float(np.searchsorted(own_distances, distance)) / len(own_distances)
        if len(own_distances)
        else None,
        years=_middle(np.sort(known)),
        quality=float(faces.quality[rows].mean()),
        rival_id=rival_id,
        rival_name=None if rival_id is None else state.name_of(rival_id),
        company=company,
    )


def _middle(ordered: NDArray[np.floating]) -> float | None:
    """The median of sorted values; None of none. (NumPy's own takes most of a suggestion's time.)"""
    count = len(ordered)
    return (float(ordered[(count - 1) // 2]) + float(ordered[count // 2])) / 2 if count else None


def _most_voted(voters: NDArray[np.int64]) -> NDArray[np.int64]:
    """The exemplars that most faces have among their voters, at most three; the nearer ones first of equals."""
    if len(voters) == 1:
        alone: NDArray[np.int64] = voters[0][voters[0] != NO_VOTER]
        return alone
    # Of exemplars that are named equally often the one that was named first: rows hold the nearest first.
    found, first_seen, counts = np.unique(voters[voters != NO_VOTER], return_index=True, return_counts=True)
    return found[np.lexsort((first_seen, -counts))][: voters.shape[1]]
