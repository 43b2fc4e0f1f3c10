"""A decision settles more than it says: what is certain from it, the machine does at once, as part of that decision.

When the user says who a face is, loose faces and groups that are that person beyond doubt go to the person too. They
are not confirmed, they never become exemplars, and undoing the decision takes them back as well.
"""

from __future__ import annotations

from photoface.catalog import review
from photoface.catalog.ledger import Journal
from photoface.library.embeddings import EmbeddingCache
from photoface.library.evidence import Evidence
from photoface.library.handlers.filing import delete_empty_groups, place
from photoface.library.scoring.certainty import Scale


def attach_certain(journal: Journal, cache: EmbeddingCache, model: str, scale: Scale) -> int:
    """Put what is certain with the people whom the journal's decision confirmed faces of; returns how many faces.

    A group out of which the decision took faces is left as it is: naming some faces of a group says that the user
    does not take the rest for granted.
    """
    people, left = journal.confirmed_people(), journal.left_groups()
    if not people:
        return 0
    rows = review.load(journal.session, model)
    evidence = Evidence(rows, cache.matrix(journal.session, model, rows.faces), scale, around=people)
    placed: dict[int, list[int]] = {}
    emptied: list[int] = []
    for match in evidence.certain():
        group_id = int(evidence.items.groups[match.item])
        if match.person_id not in people or group_id in left:
            continue
        placed.setdefault(match.person_id, []).extend(evidence.face_ids(match.item))
        if group_id:
            emptied.append(group_id)
    for person_id, face_ids in placed.items():
        place(journal, face_ids, person_id=person_id)
    delete_empty_groups(journal, emptied)
    return sum(map(len, placed.values()))
