"""The commands by which a computer helps others: what they run, how they stop, and that workers start again."""

from __future__ import annotations

import datetime as dt
import sys
import threading
from pathlib import Path

import psutil
import pytest

from photoface.cluster.certificates import make_certificates
from photoface.cluster.choices import ClusterChoices
from photoface.cluster.hosting import run, run_scheduler, run_workers, scheduler_command, worker_command
from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl


@pytest.fixture
def certificates(tmp_path: Path) -> Path:
    make_certificates(tmp_path, dt.datetime.now(dt.UTC))
    return tmp_path


def test_the_scheduler_takes_encrypted_connections_alone(certificates: Path) -> None:
    command = scheduler_command(certificates, 8999)
    assert command[command.index("--protocol") + 1] == "tls"
    assert command[command.index("--port") + 1] == "8999"
    assert command[command.index("--tls-key") + 1] == str(certificates / "key.pem")


def test_each_worker_does_one_task_at_a_time_and_has_what_is_said(certificates: Path) -> None:
    choices = ClusterChoices("tls://nas:8786", certificates=certificates, resources=(("GPU", 1.0), ("MEM", 2.5)))
    command = worker_command(choices, certificates, 3)
    assert "tls://nas:8786" in command
    assert command[command.index("--nworkers") + 1 :][:3] == ["3", "--nthreads", "1"]
    assert command[command.index("--resources") + 1] == "GPU=1 MEM=2.5"


@pytest.mark.parametrize("what", ["scheduler", "worker"])
def test_dask_s_pages_about_its_work_are_shown_to_no_other_computer(certificates: Path, what: str) -> None:
    choices = ClusterChoices("tls://nas:8786", certificates=certificates)
    command = scheduler_command(certificates) if what == "scheduler" else worker_command(choices, certificates, 1)
    assert command[command.index("--dashboard-address") + 1] == "127.0.0.1:0"


def test_a_folder_without_certificate_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match=r"no certificate\.pem and no key\.pem"):
        scheduler_command(tmp_path)


def test_a_scheduler_that_ends_by_itself_is_a_sentence() -> None:
    with pytest.raises(UserFacingError, match="ended by itself, with code 3"):
        run_scheduler([sys.executable, "-c", "raise SystemExit(3)"], JobControl())


def test_workers_start_again_until_they_are_stopped(tmp_path: Path) -> None:
    control, starts = JobControl(), tmp_path / "starts"
    ended: list[int] = []

    def on_end() -> None:
        ended.append(len(starts.read_text()))
        if len(ended) == 3:
            control.cancel()

    command = [sys.executable, "-c", f"open({str(starts)!r}, 'a').write('x')"]
    with pytest.raises(JobCancelled):
        run_workers(command, control, on_end, seconds_before_again=0.0)
    assert ended == [1, 2, 3]


def test_what_is_stopped_has_ended(tmp_path: Path) -> None:
    control, started = JobControl(), tmp_path / "started"
    program = f"import os, time; os.mkdir({str(started)!r} + str(os.getpid())); time.sleep(600)"
    stopping = threading.Thread(
        target=lambda: pytest.raises(JobCancelled, run, [sys.executable, "-c", program], control)
    )
    stopping.start()
    while not (found := list(tmp_path.iterdir())):
        stopping.join(0.01)
    control.cancel()
    stopping.join()
    assert not psutil.pid_exists(int(found[0].name.removeprefix("started")))
