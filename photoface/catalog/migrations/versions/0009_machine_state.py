"""Moves what groupings note for themselves from the table of settings to a table of its own."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_STATE, _SNAPSHOT, _MARK_FACE, _MARK_MODEL = "grouped_state", "grouped_whole", "grouped_up_to_face", "grouped_by_model"


def upgrade() -> None:
    table = op.create_table(
        "machine_state",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_machine_state"),
    )
    names = "'grouped_state', 'grouped_whole', 'grouped_up_to_face', 'grouped_by_model'"
    rows = op.get_bind().execute(sa.text(f"SELECT name, value FROM setting WHERE name IN ({names})"))  # noqa: S608
    found = {name: value for name, value in rows}  # noqa: C416 - rows are not pairs
    notes = []
    if _STATE in found:
        model, method, newest, faces, forgotten, decision, done = json.loads(found[_STATE])
        state = {
            "model": model,
            "method": method,
            "newest_face": newest or 0,
            "faces": faces,
            "forgotten_photos": forgotten,
            "newest_decision": decision or 0,
            "decisions_done": done,
        }
        notes.append({"name": "grouped_state", "value": state})
    if _SNAPSHOT in found:
        notes.append({"name": "full_grouping", "value": json.loads(found[_SNAPSHOT])})
    if found.get(_MARK_FACE, "").isdecimal() and _MARK_MODEL in found:
        mark = {"newest_face": int(found[_MARK_FACE]), "model": found[_MARK_MODEL]}
        notes.append({"name": "regroup_mark", "value": mark})
    if notes:
        op.bulk_insert(table, notes)
    op.execute(f"DELETE FROM setting WHERE name IN ({names})")  # noqa: S608
