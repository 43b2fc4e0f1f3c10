"""Which faces are most like one."""

from __future__ import annotations

import numpy as np
import pytest

from photoface.catalog import recognition_rows, settings_store, sql_helpers
from photoface.errors import UserFacingError
from photoface.library.commands.strangers import IgnoreFaces
from photoface.library.library import Library


def test_the_nearest_come_first_and_ignored_ones_not_at_all(scanned: Library) -> None:
    ids = scanned.faces.ids()
    with scanned._database.read() as session:
        blobs = recognition_rows.vectors(session, settings_store.load(session).model, ids)
    vectors = np.stack([sql_helpers.unpack_vector(blobs[face_id]) for face_id in ids])
    distances = dict(zip(ids, np.linalg.norm(vectors - vectors[0], axis=1).tolist(), strict=True))
    ignored = ids[3]
    scanned.execute(IgnoreFaces((ignored,)))
    found = scanned.faces.alike(ids[0], len(ids))
    assert {face_id for face_id, _ in found} == set(ids) - {ids[0], ignored}
    assert [distance for _, distance in found] == sorted(distance for _, distance in found)
    for face_id, distance in found:
        assert distance == pytest.approx(distances[face_id], abs=1e-3)
    assert scanned.faces.alike(ids[0], 2) == found[:2]


def test_a_face_without_an_embedding_is_a_sentence(scanned: Library) -> None:
    with pytest.raises(UserFacingError, match="cannot be compared"):
        scanned.faces.alike(999_999, 5)
