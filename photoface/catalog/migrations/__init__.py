"""Migrates a catalog to the newest schema, by Alembic; the steps are in `versions`, and none is edited once it shipped.

`catalog.revision.HEAD_REVISION` names the newest.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config


def configuration(connection: sa.Connection | None = None) -> Config:
    """Alembic's configuration for the folder beside this file, without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: sa.Connection) -> None:
    """Bring a catalog to the newest revision."""
    command.upgrade(configuration(connection), "head")
