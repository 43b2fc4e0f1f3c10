"""A simulated user, who knows the truth, names an album through the review; counts the decisions that it takes.

The measure is decisions per hundred faces of the people who recur, until 95 in 100 of those faces have the right name,
and how many of all named faces are right then. A decision counts as many as a user's actions: naming a group or a face
1, a set 1, a yes or a no 1, a merge 1, ignoring a group 1, and 1 for each face taken out of a set.

Two simpler ways of working are counted on the same catalog: confirming suggested faces one at a time, as programs
without groups ask for it, and naming or merging raw groups and then single faces, as programs without suggestions do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Protocol

from photoface.errors import UserFacingError
from photoface.lab.evaluation.albums import Face, Label, labels_by_file, matched

RECURRING = 2
"""Labelled faces from which on somebody is one whom the user wants to name; one is a bystander."""

WANTED_SHARE = 0.95
"""Of the recurring people's faces: when so many stand under their names, the decisions are counted."""


class Question(Protocol):
    """A question of the review, as far as answering it needs."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def face_ids(self) -> tuple[int, ...]: ...
    @property
    def beside_face_ids(self) -> tuple[int, ...]: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def person_name(self) -> str | None: ...
    @property
    def names(self) -> tuple[tuple[int, str], ...]: ...
    @property
    def proposed(self) -> tuple[tuple[int, int], ...]: ...


class Reviewed(Protocol):
    """A library under review. Each method but the reading ones is one action of the user."""

    def named(self) -> Mapping[int, str]:
        """The faces that stand under a person, confirmed or not, each with the person's name."""
        ...

    def next_question(self) -> Question | None:
        """The head of the queue."""
        ...

    def groups(self) -> Sequence[tuple[int, tuple[int, ...]]]:
        """Unnamed groups with their faces, largest first."""
        ...

    def suggested(self, name: str) -> int | None:
        """The face that is most probably this person, None where nothing is suggested."""
        ...

    def yes(self, question: Question, without: Sequence[int], name: str) -> None: ...
    def no(self, question: Question) -> None: ...
    def somebody_else(self, question: Question, name: str) -> None: ...
    def ignore(self, question: Question) -> None: ...
    def name_group(self, group_id: int, name: str, without: Sequence[int]) -> None: ...
    def ignore_group(self, group_id: int) -> None: ...
    def name_face(self, face_id: int, name: str) -> None: ...
    def reject_face(self, face_id: int, name: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Truth:
    """Who the faces of a catalog are.

    Attributes:
        persons: by face id; a face that no label answers for is missing: it may be anybody, or none.
        recurring: the people of at least `RECURRING` labels.
        wanted: how many labels these people have; one whose face was never found counts as not named.
        least_decisions: as many as there are people to name until `WANTED_SHARE` of the labels have a name, those with
            the most labels first. No way of working needs fewer.
        unknown: faces that nothing is known of, since the labels tell of one face of a photo only. A name for one is
            neither right nor wrong. Where labels have boxes, a face without a label is wrong under any name.
    """

    persons: Mapping[int, str]
    recurring: frozenset[str]
    wanted: int
    least_decisions: int = 0
    unknown: frozenset[int] = frozenset()

    def of(self, face_id: int) -> str | None:
        """Who a face is, if that is known and somebody to be named."""
        person = self.persons.get(face_id)
        return person if person in self.recurring else None


def truth_of(labels: Sequence[Label], photos: Mapping[Path, Sequence[Face]], id_of: Callable[[Face], int]) -> Truth:
    """Match an album's labels to the faces that were found.

    Args:
        labels: of `albums.read_labels`.
        photos: the faces of each photo, by file relative to the album.
        id_of: a face's id in the catalog.

    Raises:
        UserFacingError: none of the labelled photos is there, or nobody recurs.
    """
    told = {file: found for file, found in labels_by_file(labels).items() if file in photos}
    if not told:
        raise UserFacingError("None of the labelled photos is in the catalog.", "Scan the album first.")
    counts = Counter(label.person for found in told.values() for label in found)
    recurring = frozenset(person for person, count in counts.items() if count >= RECURRING)
    if not recurring:
        raise UserFacingError("Nobody in this album is labelled twice.", "Its people must recur to be named.")
    persons = {id_of(face): person for file, found in told.items() for person, face in matched(found, photos[file])}
    labelled_with_boxes = {file for file, found in told.items() if found[0].box is not None}
    unknown = {id_of(face) for file, faces in photos.items() if file not in labelled_with_boxes for face in faces}
    sizes = sorted((counts[person] for person in recurring), reverse=True)
    wanted = sum(sizes)
    least = 1 + sum(reached < WANTED_SHARE * wanted for reached in accumulate(sizes))
    return Truth(persons, recurring, wanted, least, frozenset(unknown - persons.keys()))


@dataclass(frozen=True, slots=True)
class FlowReport:
    """What one way of working came to.

    Attributes:
        reached: whether `WANTED_SHARE` was reached.
        decisions: until then, or until there was nothing left to do.
        right, named: faces of recurring people under their own name, and all faces under any name of which it is known
            who they are.
        wanted: faces that should be under a name.
        spent: decisions by what they were.
    """

    flow: str
    reached: bool
    decisions: int
    right: int
    named: int
    wanted: int
    spent: Mapping[str, int] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """Of the recurring people's faces, those under the right name."""
        return self.right / self.wanted

    @property
    def precision(self) -> float:
        """Of all faces under a name, those under the right one; 1 where no face has a name."""
        return self.right / self.named if self.named else 1.0

    @property
    def per_hundred(self) -> float:
        """Decisions for each hundred faces of recurring people."""
        return 100 * self.decisions / self.wanted


class _Count:
    """The hand's work so far, and whether it is enough."""

    def __init__(self, flow: str, library: Reviewed, truth: Truth) -> None:
        self._flow, self._library, self._truth = flow, library, truth
        self._spent: Counter[str] = Counter()

    def spend(self, what: str, count: int = 1) -> None:
        if count:
            self._spent[what] += count

    def right(self) -> int:
        named = self._library.named()
        return sum(self._truth.of(face_id) == name for face_id, name in named.items())

    def is_done(self) -> bool:
        return self.right() >= WANTED_SHARE * self._truth.wanted

    def report(self) -> FlowReport:
        return FlowReport(
            self._flow,
            self.is_done(),
            self._spent.total(),
            self.right(),
            len(self._library.named().keys() - self._truth.unknown),
            self._truth.wanted,
            dict(self._spent),
        )


def follow_queue(library: Reviewed, truth: Truth, *, to_the_end: bool = False) -> FlowReport:
    """Answer the review's questions one after the other.

    Args:
        library: under review; it is changed.
        truth: what the simulated user knows.
        to_the_end: go on after `WANTED_SHARE` until nothing is asked any more.
    """
    count = _Count("review queue" + (" to its end" if to_the_end else ""), library, truth)
    while to_the_end or not count.is_done():
        question = library.next_question()
        if question is None:
            break
        if question.kind in ("name_group", "name_faces"):
            _who_is_this(library, question, truth, count)
        elif question.kind == "confirm_names":
            _are_these_names_right(library, question, truth, count)
        elif question.person_id is None:
            _same_group(library, question, truth, count)
        else:
            _is_this_person(library, question, truth, count)
    return count.report()


def _who_is_this(library: Reviewed, question: Question, truth: Truth, count: _Count) -> None:
    name, without = _best_name(question.face_ids, truth)
    what = "a group" if question.kind == "name_group" else "single faces" if len(question.face_ids) > 1 else "a face"
    if name is None:
        count.spend("ignoring a stranger's face" if what == "a face" else f"ignoring {what} of strangers")
        library.ignore(question)
        return
    count.spend(f"naming {what}")
    count.spend("taking a face out", len(without))
    library.yes(question, without, name)


def _are_these_names_right(library: Reviewed, question: Question, truth: Truth, count: _Count) -> None:
    names = dict(question.names)
    wrong = [
        face_id
        for face_id, person_id in question.proposed
        if face_id not in truth.unknown and truth.of(face_id) != names[person_id]
    ]
    count.spend("a page of names")
    if len(wrong) == len(question.proposed):
        library.no(question)
        return
    count.spend("taking a face out", len(wrong))
    library.yes(question, wrong, "")


def _same_group(library: Reviewed, question: Question, truth: Truth, count: _Count) -> None:
    name, _ = _best_name(question.face_ids, truth)
    other, _ = _best_name(question.beside_face_ids, truth)
    count.spend("two groups, yes or no")
    if name is not None and name == other:
        library.yes(question, (), name)
    else:
        library.no(question)


_SOMEBODY_ELSE = ("one_face", "same_person")
"""To these questions the right name can be typed instead of a no."""


def _is_this_person(library: Reviewed, question: Question, truth: Truth, count: _Count) -> None:
    assert question.person_name is not None
    known = [face_id for face_id in question.face_ids if face_id not in truth.unknown]
    wrong = [face_id for face_id in known if truth.of(face_id) != question.person_name]
    sets = {"confirm_set": "a set", "same_person": "a group, yes or no"}
    count.spend(sets.get(question.kind, "one face, yes or no"))
    # A user who sees that most is wrong says no to the whole rather than take face after face out.
    if 2 * len(wrong) >= len(known):
        name, others = _best_name(question.face_ids, truth)
        if name is not None and name != question.person_name and not others and question.kind in _SOMEBODY_ELSE:
            library.somebody_else(question, name)
        else:
            library.no(question)
        return
    count.spend("taking a face out", len(wrong))
    library.yes(question, wrong, question.person_name)


def _best_name(face_ids: Iterable[int], truth: Truth) -> tuple[str | None, list[int]]:
    """Who most of these faces are, of the people to name, and which faces are known not to be."""
    ids = list(face_ids)
    counts = Counter(person for face_id in ids if (person := truth.of(face_id)) is not None)
    if not counts:
        return None, ids
    name = min(counts, key=lambda person: (-counts[person], person))
    return name, [face_id for face_id in ids if face_id not in truth.unknown and truth.of(face_id) != name]


def confirm_one_by_one(library: Reviewed, truth: Truth) -> FlowReport:
    """Name one face of each person, then say yes or no to one suggested face after the other."""
    count = _Count("suggested faces one by one", library, truth)
    faces = {name: [face_id for face_id, person in truth.persons.items() if person == name] for name in truth.recurring}
    while not count.is_done():
        named = library.named()
        open_faces = {name: [face_id for face_id in ids if face_id not in named] for name, ids in faces.items()}
        name = min(open_faces, key=lambda person: (-len(open_faces[person]), person))
        if not open_faces[name]:
            break
        count.spend("naming a face")
        library.name_face(open_faces[name][0], name)
        while not count.is_done():
            suggested = library.suggested(name)
            if suggested is None:
                break
            count.spend("one face, yes or no")
            if truth.of(suggested) == name:
                library.name_face(suggested, name)
            else:
                library.reject_face(suggested, name)
    return count.report()


def name_raw_groups(library: Reviewed, truth: Truth) -> FlowReport:
    """Name every group, largest first (the same name again merges), then the faces in no group one by one."""
    count = _Count("raw groups", library, truth)
    while not count.is_done() and (groups := library.groups()):
        group_id, face_ids = groups[0]
        name, without = _best_name(face_ids, truth)
        if name is None:
            count.spend("ignoring a group of strangers")
            library.ignore_group(group_id)
            continue
        count.spend("naming a group")
        count.spend("taking a face out", len(without))
        library.name_group(group_id, name, without)
    for face_id in sorted(truth.persons):
        if count.is_done():
            break
        name = truth.of(face_id)
        if name is not None and face_id not in library.named():
            count.spend("naming a face")
            library.name_face(face_id, name)
    return count.report()
