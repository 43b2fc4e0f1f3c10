"""Puts a model that was tuned to the library's people into use and takes it out again, with its embeddings.

The embeddings of the model that it was tuned from stay beside them, so that one transaction goes back to them.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog import settings_store
from photoface.catalog.sql_dialects import contains
from photoface.catalog.tables.faces import Embedding
from photoface.settings import TUNED_MARK, base_model


def use(session: Session, model: str) -> None:
    """Compare faces by this model's embeddings from now on."""
    settings_store.save(session, "model", model)


def keep_only(session: Session, model: str | None) -> None:
    """Delete the embeddings of all tuned models but this one; a tuned model in use that goes gives way to its base."""
    in_use = settings_store.load(session).model
    if in_use != model and in_use != base_model(in_use):
        use(session, base_model(in_use))
    tuned = contains(Embedding.model, TUNED_MARK)
    session.execute(sa.delete(Embedding).where(tuned, Embedding.model != (model or "")))


def count(session: Session, model: str) -> int:
    """How many faces have an embedding by this model."""
    query = sa.select(sa.func.count()).select_from(Embedding).where(Embedding.model == model)
    return session.execute(query).scalar_one()
