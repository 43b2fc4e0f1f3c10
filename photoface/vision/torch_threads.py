"""Many small computations in torch side by side, each on one thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import torch

Item = TypeVar("Item")
Result = TypeVar("Result")


def single_threaded_pool(workers: int | None = None) -> ThreadPoolExecutor:
    """Threads in each of which torch computes on that thread alone; as many as torch would use unless told otherwise.

    Small networks gain little from several threads for one photo: each of their hundreds of short steps ends with all
    threads waiting for the slowest, and where another program has the other core they wait most of the time. Detection
    on two cores that others used as well measured 7 to 9 photos a second this way, and 1 to 3 with two threads a photo.
    """
    threads = torch.get_num_threads()
    workers = workers or threads
    ready = threading.Barrier(workers)

    def use_one_thread() -> None:
        # A thread takes over the number last set anywhere when torch first asks for it there: now, not later.
        torch.get_num_threads()
        torch.set_num_threads(1)
        ready.wait()

    pool = ThreadPoolExecutor(workers, thread_name_prefix="single-threaded torch")
    # The barrier holds every worker until all have started, so that each of them gets exactly one of these calls.
    for start in [pool.submit(use_one_thread) for _ in range(workers)]:
        start.result()
    # The number counts for the thread that sets it and for threads yet to come: those shall have the old one.
    torch.set_num_threads(threads)
    return pool


def map_single_threaded(function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """The function's results for all items, in order, with as many items at once as torch has threads.

    In a thread of a `single_threaded_pool` that is one at a time, in this thread.

    Raises:
        Exception: the first one that the function raised.
    """
    workers = min(torch.get_num_threads(), len(items))
    if workers == 0:
        return []
    if torch.get_num_threads() == 1:
        return [function(item) for item in items]
    with single_threaded_pool(workers) as pool:
        return list(pool.map(function, items))
