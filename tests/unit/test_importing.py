"""Less garbage collection while a job runs, and Python's own habits afterwards."""

from __future__ import annotations

import gc

from photoface.importing import rarer_collection


def test_a_job_looks_for_garbage_less_often_and_leaves_python_as_it_was() -> None:
    before = gc.get_threshold()
    with rarer_collection():
        assert gc.get_threshold()[0] >= 50_000
    assert gc.get_threshold() == before
