"""The sheet of models: licences are accepted before anything is fetched, and what cannot be used says why."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from gui_helpers import Worker, settle
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.kit.file_dialog import FileDialog
from photoface.gui.kit.sheet import Sheet
from photoface.gui.settings import model_cards
from photoface.gui.settings.models import ModelsDialog
from photoface.jobs import Progress
from photoface.library.library import Library
from photoface.vision.imported_models import write_spec
from photoface.vision.model_registry import SFACE
from photoface.worker.messages import Failed, Finished, InstallModelJob, InstallNetworkJob, Progressed


def opened(window: Window, qtbot: QtBot) -> ModelsDialog:
    window.main.show_models()
    settle(qtbot, window)
    (dialog,) = window.main.findChildren(ModelsDialog)
    return dialog


def press(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def question(dialog: ModelsDialog) -> Sheet:
    (sheet,) = [sheet for sheet in dialog.findChildren(Sheet) if sheet.isVisible()]
    return sheet


def words_of(sheet: Sheet) -> str:
    return " ".join(label.text() for label in sheet.findChildren(type(sheet.heading)))


def test_each_model_says_what_it_is_good_at_its_size_and_licence(window: Window, qtbot: QtBot) -> None:
    cards = opened(window, qtbot).cards
    said = {key: " ".join(one.text() for one in card.findChildren(type(card.title))) for key, card in cards.items()}
    assert "Small and quick" in said["sface"]
    assert "Size: 39 MB" in said["sface"]
    assert "Licence: Apache-2.0" in said["auraface"]
    assert "Not installed" in said["auraface"]
    assert "In use" in said["dlib-resnet"]
    assert cards["dlib-resnet"].remove.isHidden()
    assert cards["dlib-resnet"].download.isHidden()
    names = [button.accessibleName() for card in cards.values() for button in card.findChildren(QPushButton)]
    assert "Download: SFace" in names


def test_a_download_begins_after_its_licence_was_accepted(window: Window, qtbot: QtBot, worker: Worker) -> None:
    dialog = opened(window, qtbot)
    card = dialog.cards["sface"]
    press(qtbot, card.download)
    asked = question(dialog)
    assert "Licence: Apache-2.0" in words_of(asked)
    asked.reject()
    settle(qtbot, window)
    assert [type(process.job).__name__ for process in worker.processes] == ["ScanJob"]
    press(qtbot, card.download)
    press(qtbot, question(dialog).act)
    qtbot.waitUntil(lambda: worker.newest.job == InstallModelJob("sface", None))


def test_a_network_is_installed_from_a_file(window: Window, qtbot: QtBot, worker: Worker, tmp_path: Path) -> None:
    file = tmp_path / "faces.onnx"
    file.write_bytes(b"network")
    dialog = opened(window, qtbot)
    press(qtbot, dialog.network.choose)
    (files,) = dialog.findChildren(FileDialog)
    files.fileSelected.emit(str(file))
    files.reject()
    asked = question(dialog)
    assert "faces.onnx" in asked.heading.text()
    assert "research only" in words_of(asked)
    press(qtbot, asked.act)
    qtbot.waitUntil(lambda: worker.newest.job == InstallNetworkJob(file))
    worker.newest.tell(Progressed(Progress("Measuring the model on known faces", 5, 10)))
    qtbot.waitUntil(dialog.network.progress.isVisible)
    assert dialog.network.progress.value() == 500
    assert dialog.network.stop.isVisible()
    assert not dialog.network.choose.isEnabled()
    worker.newest.tell(Failed("faces.onnx is damaged.", "Choose another file.", None))
    qtbot.waitUntil(dialog.problem.isVisible)
    assert "damaged" in dialog.problem.text()
    qtbot.waitUntil(dialog.network.choose.isEnabled)
    assert dialog.network.progress.isHidden()
    worker.newest.tell(Finished(""))


def test_what_was_installed_is_shown_and_the_list_stays_where_it_is(
    window: Window, qtbot: QtBot, scanned: Library
) -> None:
    dialog = opened(window, qtbot)
    scroll = dialog._area.verticalScrollBar()
    scroll.setValue(200)
    dialog.reload()
    settle(qtbot, window)
    assert scroll.value() == 200
    folder = scanned.catalog_path.parent / "models"
    folder.mkdir()
    (folder / "mine.onnx").write_bytes(b"network")
    write_spec(folder, dataclasses.replace(SFACE, id="mine", title="Mine", file_name="mine.onnx"))
    dialog.reload()
    settle(qtbot, window)
    card = dialog.cards["mine"]
    assert card.use.isVisible()
    assert not card.use.visibleRegion().isEmpty()


def test_without_onnxruntime_the_cards_say_how_to_get_it(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_cards, "is_available", lambda: False)
    dialog = opened(window, qtbot)
    for card in (dialog.cards["sface"], dialog.network):
        said = " ".join(one.text() for one in card.findChildren(type(dialog.heading)))
        assert 'pip install "photoface[onnx]"' in said
    assert not dialog.cards["sface"].download.isEnabled()
    assert not dialog.network.choose.isEnabled()
    assert dialog.cards["facenet-vggface2"].download.isEnabled()
