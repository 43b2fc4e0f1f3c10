"""Runs many small torch computations in parallel, each on one thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import torch

Item = TypeVar("Item")
Result = TypeVar("Result")


def single_threaded_pool(workers: int | None = None) -> ThreadPoolExecutor:
    """A pool whose threads each run torch on that thread alone; as many as torch would use by default.

    Several threads gain little for one photo in a small network: each of its hundreds of short steps waits for the
    slowest thread, which waits for other programs most of the time. Detection on two cores that others used as well
    measured 7 to 9 photos a second this way, and 1 to 3 with two threads per photo.
    """
    threads = torch.get_num_threads()
    workers = workers or threads
    ready = threading.Barrier(workers)

    def use_one_thread() -> None:
        # A thread takes over the number that was set last anywhere when torch first asks for it there: do that now.
        torch.get_num_threads()
        torch.set_num_threads(1)
        ready.wait()

    pool = ThreadPoolExecutor(workers, thread_name_prefix="single-threaded torch")
    # The barrier holds every worker until all have started, so that each gets exactly one of these calls.
    for start in [pool.submit(use_one_thread) for _ in range(workers)]:
        start.result()
    # The number applies to the thread that sets it and to later threads, which shall have the old one.
    torch.set_num_threads(threads)
    return pool


def map_single_threaded(function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """The function's results for all items, in order, with as many items in parallel as torch has threads.

    In a thread of a `single_threaded_pool` they run one at a time, in this thread. The first exception is raised.
    """
    workers = min(torch.get_num_threads(), len(items))
    if workers == 0:
        return []
    if torch.get_num_threads() == 1:
        return [function(item) for item in items]
    with single_threaded_pool(workers) as pool:
        return list(pool.map(function, items))
