"""The connection to a Dask cluster: started here or named by its scheduler's address, looked after, made again if lost.

`submit` gives futures whose errors are of two kinds: `WorkerDied`, where the work itself ended workers again and again,
and `ConnectionLost`, after which `reconnect` waits for the scheduler.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import CancelledError as FuturesCancelled
from concurrent.futures import wait
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from photoface.cluster.choices import CERTIFICATE, KEY, ClusterChoices, check_dask
from photoface.cluster.fitness import SAME_VERSION, Fitness
from photoface.errors import HelpersMissing
from photoface.formatting import counted
from photoface.jobs import JobControl, Progress

if TYPE_CHECKING:
    from distributed import Client, Future
    from distributed.security import Security

CONNECT_SECONDS = 20.0
RECONNECT_SECONDS = 120.0
"""So long a scheduler that was there may be away: it is started again, or its computer is."""

SECONDS_BETWEEN_LOOKS = 0.2
SECONDS_BETWEEN_COUNTS = 5.0
"""How often it is asked which workers there are."""

TASKS_PER_THREAD = 3
"""Tasks that are sent ahead, so that no worker waits for its next one."""


_NOT_READ = "Error during deserialization of the task graph"
"""How Dask says that the scheduler cannot import what it was sent."""


class WorkerDied(Exception):  # noqa: N818 - it is what it says
    """The work ended each worker that tried it."""


class UnfitWorker(Exception):  # noqa: N818 - it is what it says
    """A worker that was asked for work cannot do it."""

    def __init__(self, address: str, fitness: Fitness) -> None:
        super().__init__(address, fitness)
        self.address = address
        self.fitness = fitness


class ConnectionLost(Exception):  # noqa: N818 - it is what it says
    """The scheduler is gone, with what it was asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """Work that a worker was asked for.

    Attributes:
        workers: those that may do it; all may where there are none.
    """

    future: Future[Any]
    workers: frozenset[str]


class Connection:
    """A cluster with workers that can do what is asked. Close it.

    Args:
        ask: tells on a worker whether it can do the work; imported there by its name.
        control: of the job; asked whenever something is waited for.

    Raises:
        HelpersMissing: the extra is not installed, the scheduler cannot be reached, or no worker can do the work.
        JobCancelled: by the control.
    """

    def __init__(self, choices: ClusterChoices, ask: Callable[[], Fitness], control: JobControl) -> None:
        self._choices, self._ask, self._control = choices, ask, control
        self._opened = ExitStack()
        self._client: Client | None = None
        self._hosts: dict[str, str] = {}
        self._fit: dict[str, int] = {}
        self._unfit: dict[str, Fitness] = {}
        self._asked: dict[str, Future[Fitness]] = {}
        self._threads: dict[str, int] = {}
        self._ended: set[str] = set()
        self._counted_at = 0.0
        check_dask()
        self._opened.enter_context(_configured())
        _silence()
        self._address: Any = choices.scheduler
        self._security: Security | None = _security(choices) if choices.scheduler else None
        try:
            control.report(Progress("Connecting to the computers that help"))
            if not choices.scheduler:
                self._start_workers()
            self._connect(CONNECT_SECONDS)
        except BaseException:
            self.close()
            raise

    @property
    def unfit(self) -> dict[str, str]:
        """Why workers do not help and what to do about it, by their addresses."""
        return {address: found.sentence(address) for address, found in self._unfit.items()}

    @property
    def hosts(self) -> dict[str, str]:
        """The name of each fit worker's computer, by the worker's address."""
        return {address: self._hosts[address] for address in self._fit}

    def workers(self) -> frozenset[str]:
        """The addresses of the workers that can do the work."""
        return frozenset(self._fit)

    def most_tasks(self) -> int:
        """How many tasks may be under way, for the workers that there are now."""
        self._look_after_workers()
        return max(sum(self._fit.values()), 1) * TASKS_PER_THREAD

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Task:
        """Have a worker call a function.

        Raises:
            ConnectionLost: there is no scheduler.
        """
        if not self._is_connected:
            raise ConnectionLost
        assert self._client is not None
        # Without need no worker is named: one that is started again has another address.
        workers = frozenset(self._fit) if self._unfit else frozenset()
        resources = dict(self._choices.resources) or None
        future = self._client.submit(
            function, *arguments, pure=False, workers=sorted(workers) or None, resources=resources
        )
        return Task(future, workers)

    def result(self, task: Task) -> Any:
        """What a task gives.

        Raises:
            WorkerDied, ConnectionLost: see there.
            JobCancelled: by the control.
            HelpersMissing: no worker can do it.
            Exception: what the function raised.
        """
        from distributed import CancelledError, KilledWorker
        from distributed.comm.core import CommClosedError

        if not self._is_connected or task.future.client is not self._client:
            raise ConnectionLost
        assert self._client is not None
        # Not the future's own result with a timeout: it would stop a transfer that takes longer, and begin it again.
        gathering = self._client.gather(task.future, asynchronous=True)
        found = asyncio.run_coroutine_threadsafe(gathering, self._client.loop.asyncio_loop)
        try:
            while not wait([found], timeout=SECONDS_BETWEEN_LOOKS).done:
                self._control.checkpoint()
                self._look_after_workers()
                if not self._is_connected or (task.workers and not task.workers & self.workers()):
                    raise ConnectionLost
            return found.result()
        except KilledWorker as error:
            raise WorkerDied from error
        except (CancelledError, CommClosedError, FuturesCancelled) as error:
            raise ConnectionLost from error
        except OSError as error:
            # The function's own, or else the scheduler did not answer in time.
            if task.future.status == "error":
                raise
            raise ConnectionLost from error
        except UnfitWorker as error:
            self._note(error.address, error.fitness)
            raise ConnectionLost from error
        except RuntimeError as error:
            self._refuse_scheduler(error)
            raise
        finally:
            found.cancel()

    def cancel(self, task: Task) -> None:
        """Cancel a task. The tasks of a scheduler that was lost are gone already: then nothing is done."""
        if self._is_connected and task.future.client is self._client:
            task.future.cancel()

    def reconnect(self) -> None:
        """Wait until the scheduler is there again, with workers; does nothing if it is.

        Raises:
            HelpersMissing: it did not come back, or no worker can do the work.
            JobCancelled: by the control.
        """
        if not self._is_connected:
            self._control.report(Progress("Waiting for the scheduler"))
            self._connect(RECONNECT_SECONDS)
        elif not self._fit:
            self._wait_for_workers(time.monotonic() + RECONNECT_SECONDS)

    def on_each(self, function: Callable[..., Any], *arguments: Any) -> dict[str, Any]:
        """What a function gives on each worker that can do the work, by the worker's address.

        Raises:
            ConnectionLost, WorkerDied: one of them is gone.
        """
        if not self._is_connected:
            raise ConnectionLost
        assert self._client is not None
        tasks = {
            address: Task(
                self._client.submit(function, *arguments, pure=False, workers=[address]), frozenset({address})
            )
            for address in self._fit
        }
        return {address: self.result(task) for address, task in tasks.items()}

    def close(self) -> None:
        if self._client is not None:
            for future in self._asked.values():
                future.cancel()
            self._client.close(timeout=2)
        self._opened.close()

    def _start_workers(self) -> None:
        from distributed import LocalCluster
        from distributed.security import Security

        # The window's worker process, which may have no children otherwise; it ends with the window all the same.
        multiprocessing.current_process().daemon = False
        # Other users of this computer can reach its ports.
        self._security = Security.temporary()
        try:
            cluster = LocalCluster(
                n_workers=self._choices.workers,
                threads_per_worker=1,
                host="127.0.0.1",
                protocol="tls",
                security=self._security,
                # Bokeh, which draws it, is not needed; its port would be open to all of the network by default.
                dashboard_address="127.0.0.1:0",
                silence_logs=logging.CRITICAL,
            )
        except (RuntimeError, TimeoutError, OSError) as error:
            raise HelpersMissing(
                f"{counted(self._choices.workers, 'process', 'processes')} could not be started: they ended at once.",
                "Have fewer of them help, or close other programs: each takes memory for its models.",
            ) from error
        self._address = self._opened.enter_context(cluster)

    def _connect(self, seconds: float) -> None:
        from distributed import Client

        ends_at = time.monotonic() + seconds
        while True:
            if self._client is not None:
                self._client.close(timeout=1)
                self._client = None
            try:
                self._client = Client(
                    self._address, security=self._security, timeout=3, set_as_default=False, name="PhotoFace"
                )
            except (OSError, TimeoutError) as error:
                self._control.checkpoint()
                if time.monotonic() > ends_at:
                    raise HelpersMissing(
                        f"The scheduler at {self._choices.scheduler} cannot be reached.",
                        "Start it, check its address and the certificate, then scan again. What was found is kept.",
                    ) from error
                time.sleep(SECONDS_BETWEEN_LOOKS)
                continue
            self._wait_for_workers(ends_at)
            return

    def _wait_for_workers(self, ends_at: float) -> None:
        self._fit, self._unfit, self._asked = {}, {}, {}
        while True:
            self._look_after_workers(at_once=True)
            self._control.checkpoint()
            if self._asked:
                time.sleep(SECONDS_BETWEEN_LOOKS)
            elif self._fit:
                return
            elif self._unfit:
                sentences = sorted(self.unfit.values())
                more = f" {counted(len(sentences) - 1, 'other')} cannot either." if sentences[1:] else ""
                raise HelpersMissing(f"No worker can help. {sentences[0]}{more}", "Then try again.")
            elif time.monotonic() > ends_at:
                if self._ended:
                    raise HelpersMissing(
                        f"The workers of {self._address} end as soon as they are asked for something.",
                        f"{SAME_VERSION} Their own output says more.",
                    )
                raise HelpersMissing(
                    f"The scheduler at {self._address} has no workers.",
                    f"Start one on each computer: photoface cluster worker {self._address} --certificates FOLDER",
                )
            else:
                time.sleep(SECONDS_BETWEEN_LOOKS)

    @property
    def _is_connected(self) -> bool:
        return self._client is not None and self._client.status == "running"

    def _look_after_workers(self, *, at_once: bool = False) -> None:
        """Ask now and then which workers there are, and new ones whether they can do the work; waits for no answer."""
        if self._is_connected and (at_once or time.monotonic() - self._counted_at > SECONDS_BETWEEN_COUNTS):
            assert self._client is not None
            self._counted_at = time.monotonic()
            try:
                self._threads = dict(self._client.nthreads())
            except OSError:
                # It is busy, as where it reads what PhotoFace is for the first time, or gone, which the client notices.
                return
            # One that cannot even read the question ends.
            self._ended |= self._asked.keys() - self._threads.keys()
            for known in (self._fit, self._unfit, self._asked):
                for address in known.keys() - self._threads.keys():
                    del known[address]
            for address in self._threads.keys() - self._fit.keys() - self._unfit.keys() - self._asked.keys():
                self._asked[address] = self._client.submit(self._ask, pure=False, workers=[address])
        for address, future in list(self._asked.items()):
            if future.done():
                del self._asked[address]
                self._take_answer(address, future)

    def _take_answer(self, address: str, future: Future[Fitness]) -> None:
        if future.status == "finished":
            self._note(address, future.result())
        elif future.status == "error":
            error = future.exception()
            if isinstance(error, ImportError | AttributeError):
                self._note(address, Fitness("", f"It has no PhotoFace, or another one ({error}).", SAME_VERSION))
                return
            self._refuse_scheduler(error)
            if not _is_death(error):
                self._note(address, Fitness("", f"It failed ({type(error).__name__}: {error}).", SAME_VERSION))

    def _refuse_scheduler(self, error: BaseException) -> None:
        """Say so where it was the scheduler, which reads what workers are asked, that could not."""
        if _NOT_READ in str(error):
            raise HelpersMissing(
                f"The scheduler at {self._address} has no PhotoFace, or another one.", SAME_VERSION
            ) from error

    def _note(self, address: str, answer: Fitness) -> None:
        if answer.problem:
            self._unfit[address] = answer
            self._fit.pop(address, None)
        elif address in self._threads:
            self._hosts[address] = answer.host
            self._fit[address] = self._threads[address]


def _is_death(error: BaseException) -> bool:
    from distributed import KilledWorker

    return isinstance(error, KilledWorker)


def _security(choices: ClusterChoices) -> Security | None:
    from distributed.security import Security

    folder = choices.certificates
    if folder is None:
        return None
    certificate, key = str(folder / CERTIFICATE), str(folder / KEY)
    return Security(
        tls_ca_file=certificate,
        tls_client_cert=certificate,
        tls_client_key=key,
        require_encryption=True,
    )


def _configured() -> AbstractContextManager[object]:
    import dask
    import distributed  # noqa: F401 - it loads its defaults, which the settings below replace

    settings = {
        "distributed.scheduler.allowed-failures": 1,
        # A worker that is killed twice in this time would not be started again.
        "distributed.deploy.lost-worker-timeout": "365 days",
        # Dask would warn of tasks that bring their data. They are few at a time.
        "distributed.admin.large-graph-warning-threshold": "1 GB",
    }
    context: AbstractContextManager[object] = dask.config.set(settings)
    return context


def _silence() -> None:
    """Keep what Dask says of workers off the terminal: it is told here, in sentences."""
    # It gives each of its loggers a level of its own.
    for name in [name for name in logging.root.manager.loggerDict if name.split(".")[0] == "distributed"]:
        logging.getLogger(name).setLevel(logging.CRITICAL)
