"""Runs a scan's stages, plain functions, on items in order, by the caller or a pool with bounded queues."""

from __future__ import annotations

import math
import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Generic, TypeVar

MOST_WORKERS = 8
"""Threads of a kind, however many processors there are: each may hold a photo of 50 megapixels, which takes 150 MB."""

WORKERS = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, MOST_WORKERS)
"""Threads that read, and threads that look for faces: one for each processor that this process may use."""

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Queue(Generic[Item]):
    """How many items, beside one for each worker, may wait for a worker or have their results wait.

    Attributes:
        items: so many, while those that wait for a worker take no more than `most_bytes` together.
        large_items: so many otherwise.
        size: the bytes of an item.
    """

    items: int
    large_items: int = 0
    most_bytes: float = math.inf
    size: Callable[[Item], int] = lambda _: 0


@dataclass(frozen=True, slots=True)
class Stage(Generic[Item, Result]):
    """One stage.

    Attributes:
        work: what is done with an item.
        pool: gives the threads for it, asked for each item; None does the work on the caller's thread.
        queue: of a pool.
        shortcut: called on the caller's thread first: the result of an item that needs no work, None of any other.
    """

    work: Callable[[Item], Result]
    pool: Callable[[], Executor] | None = None
    queue: Queue[Item] = Queue(0)
    shortcut: Callable[[Item], Result | None] = lambda _: None


def run_stage(items: Iterable[Item], stage: Stage[Item, Result]) -> Generator[Result]:
    """The results of a stage, in the order of its items; its pool works on while the caller does.

    The items' iterator, the shortcut and the pool are called where results are asked for. What no worker has begun is
    cancelled when the generator is closed.
    """
    queue, unfinished = stage.queue, _Bytes()
    started: deque[Future[Result]] = deque()

    def start(item: Item) -> Future[Result]:
        result = stage.shortcut(item)
        if stage.pool is None or result is not None:
            future: Future[Result] = Future()
            future.set_result(stage.work(item) if result is None else result)
            return future
        size = queue.size(item)
        unfinished.add(size)
        future = stage.pool().submit(stage.work, item)
        future.add_done_callback(lambda _: unfinished.add(-size))
        return future

    def most_started() -> int:
        if stage.pool is None:
            return 0
        return WORKERS + (queue.items if unfinished.total <= queue.most_bytes else queue.large_items)

    try:
        for item in items:
            started.append(start(item))
            while started and len(started) > most_started():
                yield started.popleft().result()
        while started:
            yield started.popleft().result()
    finally:
        for future in started:
            future.cancel()


class _Bytes:
    """A sum of bytes; items come and go on several threads."""

    def __init__(self) -> None:
        self.total = 0
        self._lock = threading.Lock()

    def add(self, size: int) -> None:
        with self._lock:
            self.total += size
