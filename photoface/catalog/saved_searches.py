"""Reading searches that the user keeps."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.folding import spelled
from photoface.catalog.summaries import SavedSearchSummary
from photoface.catalog.tables import SavedSearch


def everything(session: Session) -> list[SavedSearchSummary]:
    """All of them by name."""
    query = sa.select(SavedSearch.id, SavedSearch.name, SavedSearch.words).order_by(SavedSearch.name_key)
    return [SavedSearchSummary(*row) for row in session.execute(query)]


def by_name(session: Session, name: str) -> SavedSearchSummary | None:
    """The one of this name, whatever the case."""
    query = sa.select(SavedSearch.id, SavedSearch.name, SavedSearch.words)
    row = session.execute(query.where(SavedSearch.name_key == spelled(name)).order_by(SavedSearch.id)).first()
    return None if row is None else SavedSearchSummary(*row)
