"""Finding photos by who is in them."""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog import people
from photoface.catalog.summaries import SearchResult
from photoface.catalog.tables import Face, FaceStatus, Photo

_WORD = re.compile(r'(?P<minus>-?)(?:"(?P<quoted>[^"]*)"?|(?P<bare>\S+))')


def photos_with(session: Session, words: str) -> SearchResult:
    """Photos with all of the people named, and without those behind a minus; newest first.

    A word stands for everybody whose name, or a word of whose name, begins with it; several words in quotes are one
    name. No words find nothing. Words that name nobody are reported, and then nothing is found: leaving them out would
    show photos that nobody asked for.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    unknown: list[str] = []
    query = sa.select(Photo.id).where(Photo.forgotten.is_(False))
    for found in _WORD.finditer(words):
        name = found["quoted"] if found["quoted"] is not None else found["bare"]
        if not name.strip() or name == "-":
            continue
        matches = people.matching(session, name)
        if not matches:
            unknown.append(name)
            continue
        with_them = sa.exists().where(
            Face.photo_id == Photo.id,
            Face.person_id.in_([person_id for person_id, _ in matches]),
            Face.status == FaceStatus.ACTIVE,
        )
        names = " or ".join(sorted(person_name for _, person_name in matches))
        if found["minus"]:
            unwanted.append(names)
            query = query.where(~with_them)
        else:
            wanted.append(names)
            query = query.where(with_them)
    if unknown:
        quoted = ", ".join(f"“{name}”" for name in unknown)
        return SearchResult((), f"Nobody is called {quoted}.", tuple(unknown))
    if not wanted and not unwanted:
        return SearchResult((), "Type the name of a person.")
    found_ids = session.execute(query.order_by(Photo.taken_at.desc(), Photo.id.desc())).scalars().all()
    explanation = " and ".join(wanted) if wanted else "Everything"
    if unwanted:
        explanation += " without " + " and without ".join(unwanted)
    return SearchResult(tuple(found_ids), explanation)
