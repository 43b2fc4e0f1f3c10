"""Reads what the review shows with a question: its faces with dates and photos, and faces to compare them with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from photoface.catalog.summaries.faces import FaceSummary
from photoface.library.library import Library
from photoface.recognition.questions import Question, QuestionKind

MOST_KNOWN = 12
"""Faces of a person to compare with; more do not make the comparison easier."""

MOST_OF_GROUP = 60


@dataclass(frozen=True, slots=True)
class QuestionDetails:
    """Read once for each question.

    Attributes:
        question: the question as it was then.
        faces: its faces, in its order.
        beside_ids: faces to compare with.
        other_group: of a question about two groups all faces of the other one.
        known: of a question about several people, with each face the confirmed one of its person to compare it with.
        stacks: of its photos that are in a closed stack the number of that.
    """

    question: Question
    faces: tuple[FaceSummary, ...]
    beside_ids: tuple[int, ...]
    other_group: tuple[FaceSummary, ...] = ()
    known: Mapping[int, int] = field(default_factory=dict)
    stacks: Mapping[int, int] = field(default_factory=dict)

    def photos_without(self, out: Sequence[int]) -> set[int]:
        """The photos of the faces that were not taken out; of a closed stack, which is shown as one, one of them."""
        gone = set(out)
        photos = sorted({face.photo_id for face in self.faces if face.id not in gone})
        return set({self.stacks.get(photo, -photo): photo for photo in photos}.values())


def read_details(library: Library, question: Question) -> QuestionDetails:
    """Read what belongs to a question. It may be settled meanwhile; then less is found."""
    faces = tuple(library.faces.summaries(question.face_ids))
    beside = question.beside_face_ids[:MOST_OF_GROUP]
    if question.asks_for_name:
        beside = ()
    elif question.person_id is not None and faces:
        beside = (*beside, *_known_near(library, question.person_id, faces, beside))
    other = () if question.other_group_id is None else tuple(library.faces.summaries(question.beside_face_ids))
    known = _known_of_each(library, question) if question.kind is QuestionKind.CONFIRM_NAMES else {}
    closed = library.settings().stacks == "yes"
    stacks = library.stacks.of_photos({face.photo_id for face in faces}) if closed else {}
    return QuestionDetails(question, faces, (*beside, *known.values()), other, known, stacks)


def _known_of_each(library: Library, question: Question) -> dict[int, int]:
    """With each face the confirmed face of its likely person that is nearest to it; those of hidden photos are left."""
    known = {}
    for face_id, person_id in question.proposed:
        voters = library.review.explain(face_id, person_id).voter_face_ids
        if voters:
            known[face_id] = voters[0]
    return known


def _known_near(
    library: Library, person_id: int, faces: Sequence[FaceSummary], shown: Sequence[int]
) -> tuple[int, ...]:
    """The best of a person's confirmed faces from about the time of these, by date: people change."""
    dates = sorted(face.taken_at for face in faces if not face.undated)
    known = [face for face in library.faces.summaries(library.people.face_ids(person_id)) if face.confirmed]
    known = [face for face in known if face.id not in shown]
    wanted = max(0, MOST_KNOWN - len(shown))
    if dates:
        middle = dates[len(dates) // 2]
        known.sort(key=lambda face: (face.undated, abs(face.taken_at - middle), face.id))
    near = known[: 2 * wanted]
    best = sorted(near, key=lambda face: (-face.quality, face.id))[:wanted]
    return tuple(face.id for face in sorted(best, key=lambda face: (face.undated, face.taken_at, face.id)))
