from __future__ import annotations

import threading

import pytest
import torch

from photoface.vision.parallel import map_single_threaded


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
