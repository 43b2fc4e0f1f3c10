"""The sheet of models: learning from answers, also from the menu; the detector is chosen, and looks again if asked."""

from __future__ import annotations

import datetime as dt

import pytest
from gui_helpers import Worker, settle
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.jobs.look_alike_start import LookAlikeStart
from photoface.gui.kit.sheet import Sheet
from photoface.gui.settings.models import ModelsDialog
from photoface.learning.open_set_comparison import Comparison
from photoface.learning.personal_file import Learned
from photoface.library.library import Library
from photoface.library.look_alike_learning import LookAlikeLearning
from photoface.worker.messages import Finished, LearnLookAlikesJob, LearnPersonalJob, ScanJob


def test_the_menu_starts_it_once_and_tells_what_came_of_it(qtbot: QtBot, window: Window, worker: Worker) -> None:
    main = window.main
    main.actions_.learn.trigger()
    main.actions_.learn.trigger()
    # The scan of the start comes first.
    worker.newest.tell(Finished("Nothing new."))
    qtbot.waitUntil(lambda: isinstance(worker.newest.job, LearnPersonalJob))
    assert main.actions_.learn in main.actions_.menus[0].actions()
    worker.newest.tell(Finished("Suggestions are better now."))
    qtbot.waitUntil(lambda: not main.context.jobs.busy)
    settle(qtbot, window)
    assert "Suggestions are better now." in main.note.words.text()
    assert [type(process.job).__name__ for process in worker.processes] == ["ScanJob", "LearnPersonalJob"]


def test_people_who_are_confused_are_learned_about_after_a_pause(
    qtbot: QtBot, window: Window, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.newest.tell(Finished("Nothing new."))
    qtbot.waitUntil(lambda: not window.jobs.busy)
    (start,) = window.main.findChildren(LookAlikeStart)
    assert not start.pause.isActive()
    window.main.context.client.decided.emit("Named somebody")
    assert start.pause.isActive()
    start.pause.timeout.emit()
    settle(qtbot, window)
    assert not window.jobs.busy
    monkeypatch.setattr(LookAlikeLearning, "due", lambda _: {(1, 2): 20})
    start.pause.timeout.emit()
    qtbot.waitUntil(lambda: isinstance(worker.newest.job, LearnLookAlikesJob))
    said = window.main.note.words.text()
    worker.newest.tell(Finished("1 pair of people who look alike can be told apart better."))
    qtbot.waitUntil(lambda: not window.jobs.busy)
    settle(qtbot, window)
    assert window.main.note.words.text() == said


@pytest.fixture
def dialog(qtbot: QtBot, window: Window, scanned: Library) -> ModelsDialog:
    """The sheet of models, after something was learned that was of no use."""
    nothing_gained = Comparison(faces=40, people=3, before=0.05, after=0.05, gain=0.0, lower=-0.01, upper=0.01)
    scanned.learning._personal.write(Learned("dlib-resnet", dt.datetime(2026, 3, 4), nothing_gained))
    window.main.show_models()
    settle(qtbot, window)
    (found,) = window.main.findChildren(ModelsDialog)
    return found


def test_it_is_switched_off_and_forgotten_beside_the_models(
    qtbot: QtBot, dialog: ModelsDialog, window: Window, scanned: Library
) -> None:
    card = dialog.learning
    assert "no better than before" in card.state.text()
    assert card.switch.isChecked()
    card.switch.click()
    settle(qtbot, window)
    assert scanned.settings().personal_learning == "no"
    card.forget.click()
    settle(qtbot, window)
    assert scanned.learning.learned() is None
    assert card.forget.isHidden()
    assert "Nothing was learned yet" in card.state.text()
    card.switch.click()
    settle(qtbot, window)
    assert scanned.settings().personal_learning == "yes"
    dialog.close()


def test_it_can_be_learned_anew_there(qtbot: QtBot, dialog: ModelsDialog, window: Window, worker: Worker) -> None:
    worker.newest.tell(Finished("Nothing new."))
    qtbot.waitUntil(lambda: not window.jobs.busy)
    dialog.learning.learn.click()
    assert isinstance(worker.newest.job, LearnPersonalJob)
    assert not dialog.learning.learn.isEnabled()
    worker.newest.tell(Finished("Suggestions are better now."))
    qtbot.waitUntil(dialog.learning.learn.isEnabled)
    settle(qtbot, window)
    dialog.close()
    qtbot.waitUntil(lambda: not window.main.findChildren(ModelsDialog))
    # The closed sheet does not hear of jobs any more.
    window.jobs.learn_personal()
    worker.newest.tell(Finished("Suggestions are better now."))
    qtbot.waitUntil(lambda: not window.jobs.busy)
    window.jobs.install_model("facenet-casia", None)
    worker.newest.tell(Finished("facenet-casia is installed."))
    qtbot.waitUntil(lambda: not window.jobs.busy)
    settle(qtbot, window)


def test_a_model_that_is_not_in_use_can_be_removed(qtbot: QtBot, window: Window, scanned: Library) -> None:
    spec = scanned.models._registry.get("facenet-casia")
    path = scanned.models._weights.path_of(spec)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"weights")
    window.main.show_models()
    settle(qtbot, window)
    (dialog,) = window.main.findChildren(ModelsDialog)
    shown = [model for model, card in dialog.cards.items() if not card.remove.isHidden()]
    assert shown == ["facenet-casia"], "what is in use, comes along or is not installed cannot be removed"
    dialog.cards["facenet-casia"].remove.click()
    (question,) = dialog.findChildren(Sheet)
    question.act.click()
    settle(qtbot, window)
    assert not path.exists()
    assert dialog.cards["facenet-casia"].remove.isHidden()
    dialog.close()


def test_another_detector_is_chosen_and_looks_again_when_asked(
    qtbot: QtBot, dialog: ModelsDialog, window: Window, worker: Worker, scanned: Library
) -> None:
    worker.newest.tell(Finished("Nothing new."))
    qtbot.waitUntil(lambda: not window.jobs.busy)
    card = dialog.detector
    other = next(name for name, choice in card.detectors.items() if not choice.isChecked())
    card.detectors[other].click()
    settle(qtbot, window)
    assert scanned.settings().detector == other
    assert not scanned.jobs.look_again_wanted()
    assert "12 photos" in card.state.text()
    card.look_again.click()
    qtbot.waitUntil(lambda: isinstance(worker.newest.job, ScanJob))
    settle(qtbot, window)
    assert scanned.jobs.look_again_wanted()
    card.end.click()
    settle(qtbot, window)
    assert not scanned.jobs.look_again_wanted()
    assert card.end.isHidden()
    dialog.close()
