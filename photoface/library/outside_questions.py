"""Makes review questions of names from outside: those of people packs, and of people known to be in a photo.

Files and other programs often say who is in a photo, and not which face that is. These questions are asked among those
that recognition gives, and are answered, skipped and undone like them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from photoface.catalog import faces, photo_people
from photoface.catalog.database import Session
from photoface.library.people_packs import PackProposal
from photoface.recognition.questions import Question, QuestionKind
from photoface.recognition.state import FaceState
from photoface.recognition.suggestions import Reason
from photoface.recognition.who_is_who import proposed_names

MOST_PHOTOS = 60
"""Photos with names that are at hand at once: after each answer they are read again."""

MOST_FACES = 12
"""With more faces a photo is a crowd, in which a name is looked for on the photo itself."""

SECONDS_TO_ASSIGN = 3.0
"""How long choosing a name for one face takes."""

_CHANCE_OF_NAMES = 0.9
"""That somebody who is said to be in a photo is one of its faces."""


def of_packs(session: Session, proposals: Sequence[PackProposal]) -> list[Question]:
    """Is this the person whom a people pack names? The most certain first."""
    best = {face.id: face for face in faces.summaries(session, [one.face_ids[0] for one in proposals])}
    return [
        Question(
            id=f"pack:{one.pack_id}:{one.name}:{one.group_id or one.face_ids[0]}",
            kind=QuestionKind.NAME_OF_PACK,
            face_ids=one.face_ids,
            beside_face_ids=(),
            person_id=one.person_id,
            person_name=one.name,
            group_id=one.group_id,
            other_group_id=None,
            faces=len(one.face_ids),
            photos=len(one.face_ids),
            probability=one.score,
            gain=len(one.face_ids) * one.score,
            reason=Reason((), one.distance, None, None, best[one.face_ids[0]].quality, pack=one.pack),
            pack_id=one.pack_id,
        )
        for one in proposals
        if one.face_ids[0] in best
    ]


def of_photos(session: Session, state: FaceState) -> list[Question]:
    """Who is who in photos whose people are known and not which of the faces they are."""
    found = []
    for one in photo_people.open_names(session, MOST_PHOTOS):
        possible = [
            (person_id, name)
            for person_id, name in one.people
            if any((face_id, person_id) not in one.refused for face_id, _ in one.faces)
        ]
        if not possible or not 0 < len(one.faces) <= MOST_FACES:
            continue
        proposed = proposed_names(state, one.faces, [person_id for person_id, _ in possible], one.refused)
        settled = min(len(possible), len(one.faces))
        found.append(
            Question(
                id=f"photo:{one.photo_id}",
                kind=QuestionKind.WHO_IS_WHO,
                face_ids=tuple(face_id for face_id, _ in one.faces),
                beside_face_ids=(),
                person_id=None,
                person_name=None,
                group_id=None,
                other_group_id=None,
                faces=len(one.faces),
                photos=1,
                probability=_CHANCE_OF_NAMES,
                gain=settled * _CHANCE_OF_NAMES,
                reason=None,
                photo_id=one.photo_id,
                names=tuple(possible),
                proposed=proposed,
                refused=one.refused,
            )
        )
    return found


def merged(own: Iterable[Question], outside: Iterable[Question], limit: int) -> list[Question]:
    """Both kinds in one order, no two about the same faces.

    A question from outside comes before those that bring less, and before those about its own faces: it has names to
    choose from, where the others ask for one or for a comparison.
    """
    waiting = sorted(outside, key=lambda question: -question.gain)
    ordered: list[Question] = []
    for question in own:
        faces = set(question.face_ids)
        first = [one for one in waiting if one.gain >= question.gain or not faces.isdisjoint(one.face_ids)]
        waiting = [one for one in waiting if one not in first]
        ordered += [*first, question]
    taken: set[int] = set()
    chosen = []
    for question in [*ordered, *waiting]:
        if taken.isdisjoint(question.face_ids):
            taken.update(question.face_ids)
            chosen.append(question)
    return chosen[:limit]
