"""What is found out about the computers that help: how many workers, why others cannot, and the folders they see."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fakes.library import fake_engine

from photoface.cluster.checking import are_there, find_helpers
from photoface.cluster.choices import CERTIFICATE, KEY, ClusterChoices, choices_of
from photoface.cluster.connection import Connection, ConnectionLost
from photoface.cluster.fitness import Fitness
from photoface.cluster.tasks import LookRequest
from photoface.errors import HelpersMissing
from photoface.jobs import JobControl
from photoface.settings import Settings


class FakeWorkers(Connection):
    """Two workers on two computers, one of which sees nothing, and one that cannot help.

    Attributes:
        is_lost: whether the scheduler goes away while they are asked.
    """

    def __init__(self, *, is_lost: bool = False) -> None:
        self.is_lost = is_lost
        self.closed = False
        self._fit = {"tls://10.0.0.1:1": 1, "tls://10.0.0.2:1": 1}
        self._hosts = dict(zip(self._fit, ("nas", "attic"), strict=True))
        self._unfit = {"tls://10.0.0.3:1": Fitness("shed", "The model is not installed.", "Install it.")}

    def on_each(self, function: Callable[..., Any], *arguments: Any) -> dict[str, Any]:
        if self.is_lost:
            raise ConnectionLost
        assert function is are_there
        return {address: address != "tls://10.0.0.2:1" and function(*arguments) for address in self._fit}

    def close(self) -> None:
        self.closed = True


def _choices(folder: Path) -> ClusterChoices:
    for name in (CERTIFICATE, KEY):
        (folder / name).write_text("made")
    return ClusterChoices("tls://nas:8786", 0, folder, ((str(folder / "here"), str(folder / "there")),))


def test_it_says_who_can_help_and_who_sees_which_folder(tmp_path: Path) -> None:
    for folder in ("here", "there"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.jpg").touch()
    workers = FakeWorkers()
    request = LookRequest(Settings(), fake_engine, 0.4)
    folders = [tmp_path / "here", tmp_path / "gone"]
    found = find_helpers(_choices(tmp_path), request, folders, JobControl(), lambda *_parts: workers)
    assert found.sentences() == [
        "The scheduler answers, encrypted, with your certificate.",
        "2 workers can help: 1 on attic and 1 on nas. The models are there.",
        "The worker on shed (tls://10.0.0.3:1) cannot help. The model is not installed. On shed: Install it.",
        f"{tmp_path / 'here'} ({tmp_path / 'there'} there) is not seen on attic: its photos are sent over the network.",
        f"{tmp_path / 'gone'} is away now, so it was not looked for.",
    ]
    assert workers.closed


def test_processes_of_this_computer_see_what_it_sees() -> None:
    request = LookRequest(Settings(), fake_engine, 0.4)
    found = find_helpers(ClusterChoices(workers=2), request, [Path()], JobControl(), lambda *_parts: FakeWorkers())
    assert found.sentences()[0] == "2 processes can help; the models are there."
    assert found.folders == ()


def test_a_scheduler_that_goes_away_meanwhile_is_a_sentence(tmp_path: Path) -> None:
    workers = FakeWorkers(is_lost=True)
    request = LookRequest(Settings(), fake_engine, 0.4)
    with pytest.raises(HelpersMissing, match="went away"):
        find_helpers(_choices(tmp_path), request, [tmp_path], JobControl(), lambda *_parts: workers)
    assert workers.closed


def test_a_folder_without_the_same_names_is_not_seen(tmp_path: Path) -> None:
    assert are_there([str(tmp_path)])
    assert not are_there([str(tmp_path), os.fspath(tmp_path / "a.jpg")])
    assert not are_there(["a\0b"])


def test_the_settings_say_who_helps(tmp_path: Path) -> None:
    choices = _choices(tmp_path)
    assert choices_of(Settings()) is None
    assert choices_of(Settings(helpers="processes", helper_processes=3)) == ClusterChoices(workers=3)
    here, there = choices.roots[0]
    settings = Settings(
        helpers="scheduler",
        scheduler="tls://nas:8786",
        helper_certificates=str(tmp_path),
        helper_folders=f"{here}={there}; ",
    )
    assert choices_of(settings) == choices
    for wrong in (Settings(helpers="scheduler"), Settings(helpers="scheduler", scheduler="tcp://nas:8786")):
        with pytest.raises(HelpersMissing):
            choices_of(wrong)
