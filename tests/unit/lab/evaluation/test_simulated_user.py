"""The simulated user: what each answer costs, when counting stops, and what the simpler ways of working cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from photoface.errors import UserFacingError
from photoface.geometry import Box
from photoface.lab.evaluation.albums import GroupedFace, Label
from photoface.lab.evaluation.simulated_user import (
    Question,
    Truth,
    confirm_one_by_one,
    follow_queue,
    name_raw_groups,
    truth_of,
)


@dataclass(frozen=True)
class Asked:
    """A question as the queue asks it."""

    id: str
    kind: str
    face_ids: tuple[int, ...]
    beside_face_ids: tuple[int, ...] = ()
    person_id: int | None = None
    person_name: str | None = None
    names: tuple[tuple[int, str], ...] = ()
    proposed: tuple[tuple[int, int], ...] = ()


@dataclass
class FakeReview:
    """A review with fixed questions and groups that does what it is told and settles nothing more."""

    questions: list[Asked] = field(default_factory=list)
    unnamed: dict[int, tuple[int, ...]] = field(default_factory=dict)
    likely: dict[str, list[int]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    def named(self) -> Mapping[int, str]:
        return self.names

    def next_question(self) -> Asked | None:
        return self.questions[0] if self.questions else None

    def groups(self) -> Sequence[tuple[int, tuple[int, ...]]]:
        return sorted(self.unnamed.items(), key=lambda group: -len(group[1]))

    def suggested(self, name: str) -> int | None:
        return next((face_id for face_id in self.likely.get(name, []) if face_id not in self.names), None)

    def yes(self, question: Question, without: Sequence[int], name: str) -> None:
        self.told.append(f"yes {question.id}")
        proposed, names = dict(question.proposed), dict(question.names)
        for face_id in question.face_ids:
            if face_id not in without:
                self.names[face_id] = names[proposed[face_id]] if proposed else name
        self.questions.pop(0)

    def no(self, question: Question) -> None:
        self.told.append(f"no {question.id}")
        self.questions.pop(0)

    def somebody_else(self, question: Question, name: str) -> None:
        self.told.append(f"{name} for {question.id}")
        self.names |= dict.fromkeys(question.face_ids, name)
        self.questions.pop(0)

    def ignore(self, question: Question) -> None:
        self.told.append(f"ignore {question.id}")
        self.questions.pop(0)

    def name_group(self, group_id: int, name: str, without: Sequence[int]) -> None:
        self.names |= {face_id: name for face_id in self.unnamed.pop(group_id) if face_id not in without}

    def ignore_group(self, group_id: int) -> None:
        del self.unnamed[group_id]

    def name_face(self, face_id: int, name: str) -> None:
        self.names[face_id] = name

    def reject_face(self, face_id: int, name: str) -> None:
        self.likely[name].remove(face_id)


ANN, BOB, STRANGER = range(10), range(10, 20), 20
TRUTH = Truth(
    {**dict.fromkeys(ANN, "Ann"), **dict.fromkeys(BOB, "Bob"), STRANGER: "Zoe"}, frozenset({"Ann", "Bob"}), wanted=20
)


def test_answers_cost_what_they_cost_a_hand() -> None:
    review = FakeReview(
        [
            Asked("strangers", "name_group", (STRANGER,)),
            Asked("ann", "name_group", (0, 1, 2, 3, 4, 10)),
            Asked("set", "confirm_set", (5, 6, 7, STRANGER), person_id=1, person_name="Ann"),
            Asked("wrong set", "confirm_set", (10, 11), person_id=1, person_name="Ann"),
            Asked("two groups", "same_person", (8, 9), (11, 12)),
            Asked("same groups", "same_person", (13, 14), (15, 16)),
            Asked("one face", "one_face", (8,), person_id=1, person_name="Ann"),
            Asked("bob", "name_group", tuple(BOB)),
            Asked("never asked", "name_group", (9,)),
        ]
    )
    report = follow_queue(review, TRUTH)
    assert review.told == [
        "ignore strangers",
        "yes ann",
        "yes set",
        "no wrong set",
        "no two groups",
        "yes same groups",
        "yes one face",
        "yes bob",
    ]
    assert report.reached
    assert report.spent == {
        "ignoring a group of strangers": 1,
        "naming a group": 2,
        "taking a face out": 2,
        "a set": 2,
        "two groups, yes or no": 2,
        "one face, yes or no": 1,
    }
    assert (report.decisions, report.right, report.named) == (10, 19, 19)
    assert (report.share, report.precision, report.per_hundred) == (0.95, 1.0, 50.0)


def test_single_faces_and_the_right_name_instead_of_a_no() -> None:
    review = FakeReview(
        [
            Asked("one", "one_face", (10,), person_id=1, person_name="Ann"),
            Asked("group", "same_person", (11, 12), person_id=1, person_name="Ann"),
            Asked("mixed group", "same_person", (0, 13, 14), person_id=3, person_name="Eve"),
            Asked("stranger as Ann", "one_face", (STRANGER,), person_id=1, person_name="Ann"),
            Asked("together", "name_faces", (0, 1, 13)),
            Asked("stranger", "name_faces", (STRANGER,)),
            Asked("single", "name_faces", (13,)),
        ]
    )
    report = follow_queue(review, TRUTH)
    assert review.told == [
        "Bob for one",
        "Bob for group",
        "no mixed group",
        "no stranger as Ann",
        "yes together",
        "ignore stranger",
        "yes single",
    ]
    assert report.spent == {
        "one face, yes or no": 2,
        "a group, yes or no": 2,
        "naming single faces": 1,
        "taking a face out": 1,
        "ignoring a stranger's face": 1,
        "naming a face": 1,
    }
    assert (report.right, report.named) == (6, 6)


def test_a_page_of_names_costs_one_and_one_for_each_wrong_name() -> None:
    names = ((1, "Ann"), (2, "Bob"))
    review = FakeReview(
        [
            Asked("page", "confirm_names", (0, 10, 11), names=names, proposed=((0, 1), (10, 2), (11, 1))),
            Asked("all wrong", "confirm_names", (1, 11), names=names, proposed=((1, 2), (11, 1))),
        ]
    )
    report = follow_queue(review, TRUTH)
    assert review.told == ["yes page", "no all wrong"]
    assert review.names == {0: "Ann", 10: "Bob"}
    assert report.spent == {"a page of names": 2, "taking a face out": 1}


def test_wrong_names_are_counted_and_an_empty_queue_ends_it() -> None:
    review = FakeReview(names={0: "Ann", 10: "Ann", STRANGER: "Bob"})
    report = follow_queue(review, TRUTH)
    assert not report.reached
    assert (report.decisions, report.right, report.named) == (0, 1, 3)
    assert report.precision == pytest.approx(1 / 3)


def test_confirming_one_by_one_costs_a_decision_for_each_face() -> None:
    review = FakeReview(likely={"Ann": [1, 2, STRANGER, *range(3, 10)], "Bob": list(range(11, 20))})
    report = confirm_one_by_one(review, TRUTH)
    assert report.reached
    assert report.spent == {"naming a face": 2, "one face, yes or no": 18}


def test_raw_groups_are_named_one_after_the_other_and_then_single_faces() -> None:
    review = FakeReview(unnamed={1: tuple(range(8)), 2: (*range(10, 17), STRANGER), 3: (8, 9), 4: (STRANGER,)})
    report = name_raw_groups(review, TRUTH)
    assert report.reached
    assert report.spent == {
        "naming a group": 3,
        "taking a face out": 1,
        "ignoring a group of strangers": 1,
        "naming a face": 2,
    }


def test_truth_is_matched_by_box_and_counts_faces_that_were_not_found() -> None:
    boxes = [Box(0.1 * index, 0.1, 0.08, 0.08) for index in range(3)]
    labels = [Label(Path("a.jpg"), "Ann", boxes[0]), Label(Path("a.jpg"), "Zoe", boxes[1])]
    labels += [Label(Path("b.jpg"), "Ann", boxes[0]), Label(Path("c.jpg"), "Ann", boxes[2])]
    photos = {Path("a.jpg"): [GroupedFace(boxes[1], 7), GroupedFace(boxes[0], 8)], Path("b.jpg"): []}
    truth = truth_of(labels, photos, lambda face: face.group)
    assert truth.persons == {7: "Zoe", 8: "Ann"}
    assert (truth.recurring, truth.wanted) == (frozenset({"Ann"}), 2)
    assert (truth.of(7), truth.of(8), truth.of(9)) == (None, "Ann", None)
    with pytest.raises(UserFacingError, match="Scan"):
        truth_of(labels, {}, lambda face: face.group)
    with pytest.raises(UserFacingError, match="twice"):
        truth_of(labels[:2], photos, lambda face: face.group)


def test_faces_that_no_label_speaks_of_are_neither_right_nor_wrong() -> None:
    boxes = [Box(0.1, 0.1, 0.3, 0.3), Box(0.6, 0.1, 0.1, 0.1)]
    labels = [Label(Path(f"{name}.jpg"), "Ann") for name in "abc"]
    photos = {
        Path(f"{name}.jpg"): [GroupedFace(boxes[0], 10 * index), GroupedFace(boxes[1], 10 * index + 1)]
        for index, name in enumerate("abc")
    }
    truth = truth_of(labels, photos, lambda face: face.group)
    assert truth.unknown == {1, 11, 21}
    review = FakeReview(
        [
            Asked("ann", "name_group", (0, 1, 11)),
            Asked("set", "confirm_set", (10, 21), person_id=1, person_name="Ann"),
            Asked("last", "confirm_set", (20,), person_id=1, person_name="Ann"),
        ]
    )
    report = follow_queue(review, truth)
    assert report.spent == {"naming a group": 1, "a set": 2}
    assert review.names.keys() == {0, 1, 10, 11, 20, 21}
    assert (report.right, report.named, report.precision) == (3, 3, 1.0)


def test_the_least_decisions_name_the_people_with_most_labels_once() -> None:
    people = ["Ann"] * 12 + ["Bob"] * 7 + ["Cat"] * 2 + ["Zoe"]
    labels = [Label(Path(f"{index}.jpg"), person) for index, person in enumerate(people)]
    photos = {label.file: [GroupedFace(Box(0.1, 0.1, 0.3, 0.3), index)] for index, label in enumerate(labels)}
    truth = truth_of(labels, photos, lambda face: face.group)
    assert (truth.wanted, truth.least_decisions) == (21, 3)
    assert truth_of(labels[:19], photos, lambda face: face.group).least_decisions == 2
    assert truth_of(labels[:12], photos, lambda face: face.group).least_decisions == 1
