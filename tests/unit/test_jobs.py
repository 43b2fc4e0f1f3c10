"""Cancel, pause and speed of long jobs."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable

import pytest

from photoface.errors import JobCancelled
from photoface.jobs import RATE_WINDOW_SECONDS, JobControl, Progress, RateMeter

PATIENCE_SECONDS = 60
"""How long a test waits for what must happen; it happens at once unless the test fails."""


class RunningJob:
    """A job on a thread of its own that reports as fast as it can until it is cancelled."""

    def __init__(self) -> None:
        self.reported = threading.Semaphore(0)
        self.ended_by: BaseException | None = None
        self.control = JobControl(lambda _: self.reported.release())
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            for done in itertools.count():
                self.control.report(Progress("Working", done))
        except JobCancelled as cancelled:
            self.ended_by = cancelled

    def goes_on(self) -> bool:
        return self.reported.acquire(timeout=PATIENCE_SECONDS)

    def ends(self) -> bool:
        self._thread.join(PATIENCE_SECONDS)
        return not self._thread.is_alive()


class TestJobControl:
    def test_passes_progress_on(self) -> None:
        seen: list[Progress] = []
        control = JobControl(seen.append)
        control.report(Progress("Scanning", 1, 10))
        control.report(Progress("Scanning", 2, 10, faces=3))
        assert seen == [Progress("Scanning", 1, 10), Progress("Scanning", 2, 10, faces=3)]

    def test_needs_nobody_to_watch(self) -> None:
        control = JobControl()
        control.report(Progress("Scanning"))
        control.checkpoint()
        assert not control.cancelled
        assert not control.paused

    @pytest.mark.parametrize("reach", [JobControl.checkpoint, lambda control: control.report(Progress("Scanning"))])
    def test_cancel_raises_at_the_next_report(self, reach: Callable[[JobControl], None]) -> None:
        control = JobControl()
        control.cancel()
        assert control.cancelled
        with pytest.raises(JobCancelled):
            reach(control)
        with pytest.raises(JobCancelled):
            reach(control)

    def test_the_last_report_before_a_cancel_is_passed_on(self) -> None:
        seen: list[Progress] = []
        control = JobControl(seen.append)
        control.cancel()
        with pytest.raises(JobCancelled):
            control.report(Progress("Scanning", 5))
        assert seen == [Progress("Scanning", 5)]

    def test_cancel_stops_a_running_job(self) -> None:
        job = RunningJob()
        assert job.goes_on()
        job.control.cancel()
        assert job.ends()
        assert isinstance(job.ended_by, JobCancelled)

    def test_pause_blocks_until_resume(self) -> None:
        control = JobControl()
        arrived, passed = threading.Event(), threading.Event()

        def work() -> None:
            arrived.set()
            control.checkpoint()
            passed.set()

        control.pause()
        paused = control.paused
        assert paused
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        assert arrived.wait(PATIENCE_SECONDS)
        assert not passed.wait(0.05)
        control.resume()
        assert passed.wait(PATIENCE_SECONDS)
        assert not control.paused
        thread.join(PATIENCE_SECONDS)

    def test_cancel_wakes_a_paused_job(self) -> None:
        job = RunningJob()
        assert job.goes_on()
        job.control.pause()
        job.control.cancel()
        assert job.ends()
        assert isinstance(job.ended_by, JobCancelled)

    def test_pause_after_cancel_does_nothing(self) -> None:
        control = JobControl()
        control.cancel()
        control.pause()
        assert not control.paused
        with pytest.raises(JobCancelled):
            control.checkpoint()

    def test_a_pause_that_crosses_a_cancel_never_hangs(self) -> None:
        for _ in range(200):
            control = JobControl()
            together = threading.Barrier(2, timeout=PATIENCE_SECONDS)

            def steer(action: Callable[[], None], together: threading.Barrier = together) -> None:
                together.wait()
                action()

            threads = [threading.Thread(target=steer, args=(act,)) for act in (control.pause, control.cancel)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(PATIENCE_SECONDS)
            assert control.cancelled
            assert not control.paused


class FakeClock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


class TestRateMeter:
    def test_knows_nothing_at_first(self, clock: FakeClock) -> None:
        meter = RateMeter(clock)
        assert meter.per_second is None
        assert meter.seconds_left(100) is None
        meter.update(5)
        assert meter.per_second is None, "no time has passed"
        clock.now += 3
        meter.update(0)
        assert meter.per_second is None, "nothing was done"

    def test_measures_a_steady_job(self, clock: FakeClock) -> None:
        meter = RateMeter(clock)
        for done in range(2, 200, 2):
            clock.now += 1
            meter.update(done)
        assert meter.per_second == pytest.approx(2)
        assert meter.seconds_left(298) == pytest.approx(50)
        assert meter.seconds_left(198) == 0
        assert meter.seconds_left(10) == 0, "more done than there was to do"

    def test_forgets_what_is_long_ago(self, clock: FakeClock) -> None:
        meter = RateMeter(clock)
        done = 0
        for speed in [100] * 60 + [1] * round(RATE_WINDOW_SECONDS + 2):
            clock.now += 1
            done += speed
            meter.update(done)
        assert meter.per_second == pytest.approx(1)

    def test_notices_that_a_job_stalls(self, clock: FakeClock) -> None:
        meter = RateMeter(clock)
        for done in range(1, 30):
            clock.now += 1
            meter.update(done)
        clock.now += 10 * RATE_WINDOW_SECONDS
        meter.update(30)
        assert meter.per_second is not None
        assert meter.per_second < 0.02

    def test_a_pause_is_no_slow_work(self, clock: FakeClock) -> None:
        control = JobControl(clock=clock)
        meter = RateMeter(control.working_time)
        for done in range(2, 20, 2):
            clock.now += 1
            meter.update(done)
        control.pause()
        control.pause()
        clock.now += 3600
        before = control.working_time()
        control.resume()
        control.resume()
        assert control.working_time() == before
        clock.now += 1
        meter.update(20)
        assert meter.per_second == pytest.approx(2)
