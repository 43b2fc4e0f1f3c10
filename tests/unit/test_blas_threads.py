"""Matrix products run on one thread as long as any block wants that, and on as many as before afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from photoface.blas_threads import one_blas_thread


def _threads() -> set[int]:
    np.ones((2, 2)) @ np.ones((2, 2))
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


@pytest.fixture(autouse=True)
def _two_threads() -> Iterator[None]:
    with threadpool_limits(2, user_api="blas"):
        yield


def test_blocks_that_overlap_leave_as_many_threads_as_before() -> None:
    first, second = one_blas_thread(), one_blas_thread()
    before = _threads()
    first.__enter__()
    second.__enter__()
    assert _threads() == {1}
    first.__exit__(None, None, None)
    assert _threads() == {1}
    second.__exit__(None, None, None)
    assert _threads() == before


def test_an_error_in_a_block_brings_them_back() -> None:
    before = _threads()
    with pytest.raises(ValueError, match="no"), one_blas_thread():
        raise ValueError("no")
    assert _threads() == before
