"""Adds a table of the faces that rejections and cannot-links name, so that a scan can spare them quickly."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "decision_face",
        sa.Column("face_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name="fk_decision_face_decision_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("face_id", "decision_id", name="pk_decision_face"),
        sqlite_with_rowid=False,
    )
    for column in ("face_id", "other_face_id"):
        op.execute(
            f"""
            INSERT OR IGNORE INTO decision_face (face_id, decision_id)
            SELECT face, decision_id FROM (
                SELECT decision_id,
                    coalesce(json_extract("after", '$.{column}'), json_extract("before", '$.{column}')) AS face
                FROM change WHERE table_name IN ('rejection', 'cannot_link')
            ) WHERE face IS NOT NULL
            """  # noqa: S608 - of the two names above
        )
