"""Many small computations in torch side by side, each on one thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import torch

Item = TypeVar("Item")
Result = TypeVar("Result")


def map_single_threaded(function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """The function's results for all items, in order, with as many items at once as torch has threads.

    Small networks gain little from several threads for one photo: each of their hundreds of short steps ends with all
    threads waiting for the slowest, and where another program has the other core they wait most of the time. Detection
    on two cores that others used as well measured 7 to 9 photos a second this way, and 1 to 3 with two threads a photo.

    Raises:
        Exception: the first one that the function raised.
    """
    threads = torch.get_num_threads()
    workers = min(threads, len(items))
    if workers == 0:
        return []
    ready = threading.Barrier(workers)

    def use_one_thread() -> None:
        torch.set_num_threads(1)
        ready.wait()

    with ThreadPoolExecutor(workers, thread_name_prefix="detection") as pool:
        # The barrier holds every worker until all have started, so that each of them gets exactly one of these calls.
        for start in [pool.submit(use_one_thread) for _ in range(workers)]:
            start.result()
        # The number counts for the thread that sets it and for threads yet to come: those shall have the old one.
        torch.set_num_threads(threads)
        return list(pool.map(function, items))
