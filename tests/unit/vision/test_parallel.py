from __future__ import annotations

import threading

import pytest
import torch

from photoface.vision.torch_threads import map_single_threaded, single_threaded_pool


def test_results_come_in_order_and_no_thread_stays() -> None:
    before = threading.active_count()
    assert map_single_threaded(lambda number: number * 2, range(50)) == [number * 2 for number in range(50)]
    assert map_single_threaded(abs, []) == []
    assert threading.active_count() == before


def test_callers_number_of_threads_stays() -> None:
    threads = torch.get_num_threads()
    map_single_threaded(lambda number: torch.ones(10).sum(), range(5))
    assert torch.get_num_threads() == threads


def test_an_exception_comes_through() -> None:
    with pytest.raises(ZeroDivisionError):
        map_single_threaded(lambda number: 1 // number, [1, 0, 2])


def test_threads_of_a_pool_compute_alone_whatever_is_set_elsewhere() -> None:
    threads = torch.get_num_threads()
    with single_threaded_pool(3) as pool:
        torch.set_num_threads(2)
        try:
            assert set(pool.map(lambda _: torch.get_num_threads(), range(9))) == {1}
        finally:
            torch.set_num_threads(threads)


def test_inside_a_pool_no_further_threads_are_made() -> None:
    with single_threaded_pool(1) as pool:
        names = pool.submit(map_single_threaded, lambda _: threading.current_thread().name, [1, 2, 3]).result()
        assert set(names) == {pool.submit(lambda: threading.current_thread().name).result()}
