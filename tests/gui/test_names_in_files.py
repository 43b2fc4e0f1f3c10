"""Names in files in the window: proposed, answered, taken over, undone; conflicts; imports from other programs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from catalog_image import image_of
from gui_helpers import MakeWindow, Worker, settle
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from sidecars import write_sidecar

from photoface.catalog.states import ConflictKind
from photoface.catalog.summaries.faces import FaceSummary
from photoface.catalog.takeover_conflicts import ConflictSummary
from photoface.geometry import Box
from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit.sheet import Sheet
from photoface.gui.names_in_files.conflicts import ConflictModel
from photoface.gui.names_in_files.import_sheet import PROGRAMS, ImportSheet
from photoface.gui.names_in_files.page import NamesInFilesPage
from photoface.jobs import JobControl
from photoface.library.commands.faces import NameFaces
from photoface.library.commands.people import DeletePerson
from photoface.library.commands.takeover import TakeOver
from photoface.library.library import Library
from photoface.library.other_programs import READERS
from photoface.worker.job import run_job
from photoface.worker.messages import Cancelled, Failed, ProposeImportJob, ProposeTakeoverJob, ScanJob

ENTER, LEFT = Qt.Key.Key_Return, Qt.MouseButton.LeftButton
NO_FACE_THERE = Box(0.7, 0.6, 0.2, 0.3)


class Photos:
    """The scanned album, with its photos by name."""

    def __init__(self, library: Library, album: Path) -> None:
        self.library = library
        ids = library.photos.ids_at(sorted(album.rglob("*.png")))
        self.ids = [ids[path] for path in sorted(ids)]
        self.paths = {photo_id: path for path, photo_id in ids.items()}

    def faces(self, photo: int) -> tuple[FaceSummary, ...]:
        return self.library.photos.detail(self.ids[photo]).faces

    def say(self, photo: int, *names: str, **more: object) -> None:
        """Write a sidecar that names the faces of a photo, from left to right."""
        named = [(name, face.box) for name, face in zip(names, self.faces(photo), strict=False)]
        drawn = [("Cleo", NO_FACE_THERE)] if more.pop("cleo", False) else []
        write_sidecar(self.paths[self.ids[photo]], [*named, *drawn], **more)  # type: ignore[arg-type]

    def names(self, photo: int) -> list[str | None]:
        return [face.person_name for face in self.faces(photo)]


@pytest.fixture
def photos(scanned: Library, album: Path) -> Photos:
    return Photos(scanned, album)


def _open(qtbot: QtBot, make_window: MakeWindow, library: Library, worker: Worker) -> Window:
    """A window on the page, after a scan that read what the sidecars say."""
    library.jobs.scan()
    window = make_window(library)
    worker.newest.tell(Cancelled())
    qtbot.waitUntil(lambda: not window.jobs.busy)
    qtbot.keyClick(window.main, Qt.Key.Key_9, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)
    assert window.main.place == Place("names_in_files")
    return window


def _work(qtbot: QtBot, window: Window, worker: Worker) -> None:
    """Let the job that was asked for run to its end."""
    library = window.client.library
    run_job(library, worker.newest.job, JobControl(), worker.newest.tell)
    qtbot.waitUntil(lambda: not window.jobs.busy)
    settle(qtbot, window)


def _page(window: Window) -> NamesInFilesPage:
    return window.main.names_in_files


def test_what_files_say_is_shown_taken_over_and_undone(
    qtbot: QtBot, make_window: MakeWindow, photos: Photos, worker: Worker
) -> None:
    photos.say(0, "Anna", tags=["beach"], rating=4)
    photos.say(1, "Anna", "Ben", cleo=True)
    window = _open(qtbot, make_window, photos.library, worker)
    page = _page(window)
    assert page.summary.text() == "2 photos carry names, tags or stars, 4 named faces; not taken over yet: 2."
    before = image_of(photos.library.catalog_path)
    qtbot.mouseClick(page.take, LEFT)
    assert worker.newest.job == ProposeTakeoverJob()
    assert "Nothing changes until you say so" in page.working.words()
    _work(qtbot, window, worker)
    assert page.pane.summary.text() == "3 people, 4 faces; 3 match a face here, 1 will be drawn."
    assert image_of(photos.library.catalog_path) == before
    assert page.pane.accept.hasFocus()
    qtbot.keyClick(page.pane.accept, Qt.Key.Key_Space)
    settle(qtbot, window)
    assert photos.names(1) == ["Anna", "Ben", "Cleo"]
    assert window.main.note.words.text().startswith("Took 4 faces of 3 people over from photo files")
    assert page.summary.text().endswith("All of it is taken over.")
    assert not page.take.isVisible()
    qtbot.keyClick(window.main, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)
    assert image_of(photos.library.catalog_path) == before
    assert page.take.isVisible()


def test_files_that_name_nobody_are_not_said_to_name_no_people(
    qtbot: QtBot, make_window: MakeWindow, photos: Photos, worker: Worker
) -> None:
    photos.say(0, tags=["beach"], rating=4)
    window = _open(qtbot, make_window, photos.library, worker)
    page = _page(window)
    qtbot.mouseClick(page.take, LEFT)
    _work(qtbot, window, worker)
    assert page.pane.summary.isHidden()
    details = [each.text() for each in page.pane.findChildren(QLabel)]
    assert "1 photo gets tags." in details
    assert not [words for words in details if words.startswith("0") or " 0 " in words]


def test_a_proposal_can_be_left(qtbot: QtBot, make_window: MakeWindow, photos: Photos, worker: Worker) -> None:
    photos.say(0, "Anna")
    window = _open(qtbot, make_window, photos.library, worker)
    page = _page(window)
    before = image_of(photos.library.catalog_path)
    qtbot.mouseClick(page.take, LEFT)
    _work(qtbot, window, worker)
    qtbot.mouseClick(page.pane.leave, LEFT)
    settle(qtbot, window)
    assert page.take.isVisible()
    assert page.take.hasFocus()
    assert image_of(photos.library.catalog_path) == before


def test_a_job_that_fails_or_is_stopped_leads_back(
    qtbot: QtBot, make_window: MakeWindow, photos: Photos, worker: Worker
) -> None:
    photos.say(0, "Anna")
    window = _open(qtbot, make_window, photos.library, worker)
    page = _page(window)
    for end in (Cancelled(), Failed("No.", "Try again.", None)):
        qtbot.mouseClick(page.take, LEFT)
        assert page.working.isVisible()
        worker.newest.tell(end)
        qtbot.waitUntil(page.take.isVisible)
        settle(qtbot, window)


def test_what_was_asked_last_is_shown(
    qtbot: QtBot, make_window: MakeWindow, photos: Photos, worker: Worker, tmp_path: Path
) -> None:
    photos.say(0, "Anna")
    window = _open(qtbot, make_window, photos.library, worker)
    page = _page(window)
    qtbot.mouseClick(page.take, LEFT)
    first = worker.newest
    window.main.actions_.import_names.trigger()
    sheet = _sheet(qtbot, window)
    _choose(qtbot, sheet, "picasa")
    settle(qtbot, window)
    qtbot.keyClicks(sheet.where, str(tmp_path))
    qtbot.mouseClick(sheet.act, LEFT)
    run_job(photos.library, first.job, JobControl(), first.tell)
    qtbot.waitUntil(lambda: isinstance(worker.newest.job, ProposeImportJob))
    assert page.working.isVisible()
    _work(qtbot, window, worker)
    assert page.pane.heading.text() == "Take over from Picasa"
    assert not page.pane.accept.isEnabled()


def test_nothing_else_is_asked_while_answers_are_put_in(
    qtbot: QtBot, make_window: MakeWindow, photos: Photos, worker: Worker
) -> None:
    library = photos.library
    library.execute(NameFaces((photos.faces(4)[0].id,), "Anna"))
    library.execute(NameFaces((photos.faces(2)[0].id,), "Anna", another=True))
    photos.say(0, "Anna")
    window = _open(qtbot, make_window, library, worker)
    page = _page(window)
    qtbot.mouseClick(page.take, LEFT)
    _work(qtbot, window, worker)
    assert not page.pane.accept.isEnabled()
    page.pane.answers["Anna"].choose("Anna")
    qtbot.mouseClick(page.pane.accept, LEFT)
    window.main.actions_.import_names.trigger()
    assert not window.main.findChildren(ImportSheet)
    _work(qtbot, window, worker)
    assert photos.names(0) == ["Anna"]
    window.main.actions_.import_names.trigger()
    _sheet(qtbot, window).reject()


def test_another_job_that_fails_first_ends_nothing(
    qtbot: QtBot, make_window: MakeWindow, photos: Photos, worker: Worker
) -> None:
    photos.say(0, "Anna")
    window = _open(qtbot, make_window, photos.library, worker)
    page = _page(window)
    window.main.folders.scan()
    scan = worker.newest
    qtbot.mouseClick(page.take, LEFT)
    scan.tell(Failed("No.", "Try again.", None))
    qtbot.waitUntil(lambda: worker.newest.job == ProposeTakeoverJob())
    assert page.working.isVisible()
    _work(qtbot, window, worker)
    assert page.pane.isVisible()


def test_names_that_are_not_clear_are_asked_about(
    qtbot: QtBot, make_window: MakeWindow, photos: Photos, worker: Worker
) -> None:
    library = photos.library
    library.execute(NameFaces((photos.faces(4)[0].id,), "Anna"))
    library.execute(NameFaces((photos.faces(2)[0].id,), "Anna", another=True))
    library.execute(NameFaces((photos.faces(5)[0].id,), "Zoe"))
    (zoe,) = library.people.called("Zoe")
    library.execute(DeletePerson(zoe.id))
    photos.say(0, "Anna")
    photos.say(1, "Ben", "Zoe")
    window = _open(qtbot, make_window, library, worker)
    page = _page(window)
    qtbot.mouseClick(page.take, LEFT)
    _work(qtbot, window, worker)
    anna, zoe_again = page.pane.answers["Anna"], page.pane.answers["Zoe"]
    words = [action.text() for action in anna.menu().actions()]
    assert words[0] == "Ask me later"
    assert words[-2:] == ["Somebody new", "Leave out"]
    assert len(words) == 5
    assert anna.accessibleName() == "Who is Anna?: Ask me later"
    # The covers of both show until one is chosen; who was deleted has none.
    covers = [library.people.get(person.id).cover_face_id for person in library.people.called("Anna")]
    shown = page.pane.covers["Anna"]
    qtbot.waitUntil(lambda: set(shown.face_ids) == set(covers))
    anna.menu().actions()[1].trigger()
    qtbot.waitUntil(lambda: shown.face_ids == (library.people.get(int(anna.key[1:])).cover_face_id,))
    assert page.pane.covers["Zoe"].face_ids == ()
    assert [action.text() for action in zoe_again.menu().actions()][1] == "Bring back the person you deleted"
    first = anna.key
    qtbot.mouseClick(page.pane.accept, LEFT)
    assert worker.newest.job == ProposeTakeoverJob((("Anna", first),))
    _work(qtbot, window, worker)
    assert photos.faces(0)[0].person_id == int(first[1:])
    assert "Ben" in photos.names(1)
    # The name without an answer is asked about again.
    assert page.summary.text().endswith("not taken over yet: 1.")


def test_an_erased_name_is_counted_not_shown_and_can_be_allowed(
    qtbot: QtBot, make_window: MakeWindow, photos: Photos, worker: Worker
) -> None:
    library = photos.library
    library.execute(NameFaces((photos.faces(3)[0].id,), "Zoe"))
    library.erasing.erase(library.people.called("Zoe")[0].id, "erase Zoe")
    photos.say(0, "Zoe")
    photos.say(1, "Ben")
    window = _open(qtbot, make_window, library, worker)
    page = _page(window)
    qtbot.mouseClick(page.take, LEFT)
    _work(qtbot, window, worker)
    shown = [one.text() for one in page.pane.findChildren(QLabel) if one.isVisible()]
    assert "1 name was erased for good here. It is left out." in shown
    assert not [words for words in shown if "Zoe" in words]
    qtbot.mouseClick(page.pane.allow, LEFT)
    (question,) = [sheet for sheet in window.main.findChildren(Sheet) if sheet.isVisible()]
    before = len(worker.processes)
    qtbot.mouseClick(question.act, LEFT)
    # The files are read again first.
    qtbot.waitUntil(lambda: len(worker.processes) > before)
    assert isinstance(worker.newest.job, ScanJob)
    run_job(library, worker.newest.job, JobControl(), worker.newest.tell)
    qtbot.waitUntil(lambda: len(worker.processes) > before + 1)
    _work(qtbot, window, worker)
    shown = [one.text() for one in page.pane.findChildren(QLabel) if one.isVisible()]
    assert [words for words in shown if "Zoe" in words]


def test_somebody_new_may_have_the_name_of_several_people(
    qtbot: QtBot, make_window: MakeWindow, photos: Photos, worker: Worker
) -> None:
    library = photos.library
    library.execute(NameFaces((photos.faces(4)[0].id,), "Anna"))
    library.execute(NameFaces((photos.faces(2)[0].id,), "Anna", another=True))
    before = {person.id for person in library.people.called("Anna")}
    photos.say(0, "Anna")
    window = _open(qtbot, make_window, library, worker)
    page = _page(window)
    qtbot.mouseClick(page.take, LEFT)
    _work(qtbot, window, worker)
    page.pane.answers["Anna"].choose("Anna")
    qtbot.mouseClick(page.pane.accept, LEFT)
    _work(qtbot, window, worker)
    assert photos.names(0) == ["Anna"]
    assert photos.faces(0)[0].person_id not in before


def test_what_was_decided_otherwise_is_listed_and_kept(
    qtbot: QtBot, make_window: MakeWindow, photos: Photos, worker: Worker
) -> None:
    library = photos.library
    for photo, name in ((0, "Ben"), (1, "Dora"), (2, "Ella")):
        library.execute(NameFaces((photos.faces(photo)[0].id,), name, another=False))
        photos.say(photo, "Anna")
    library.jobs.scan()
    library.execute(TakeOver(library.metadata.propose().takeover))
    window = _open(qtbot, make_window, library, worker)
    page = _page(window)
    assert page.lists.view.hasFocus()
    count = page.lists.conflicts.rowCount()
    assert page.lists.conflicts_tab.text() == f"To decide  {count}"
    words = page.lists.conflicts.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert words.startswith("Theirs: Anna. Yours: this face is Ben.")
    assert not page.lists.answers.mine.isVisible()
    rect = page.lists.view.visualRect(page.lists.conflicts.index(1, 0))
    qtbot.mouseClick(page.lists.view.viewport(), LEFT, pos=rect.center())
    assert not page.lists.answers.both.isHidden(), "nobody else has that name"
    for expected in (
        page.lists.answers.all_mine,
        page.lists.answers.both,
        page.lists.answers.theirs,
        page.lists.answers.mine,
    ):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
        assert expected.hasFocus()
    qtbot.keyClick(page.lists.answers.mine, Qt.Key.Key_Space)
    settle(qtbot, window)
    assert page.lists.conflicts.rowCount() == count - 1
    assert page.lists.view.hasFocus()
    qtbot.mouseClick(page.lists.answers.all_mine, LEFT)
    settle(qtbot, window)
    assert library.metadata.conflicts() == []
    assert page.lists.nothing.isVisible()
    assert photos.names(0) == ["Ben"]
    window.client.undo()
    settle(qtbot, window)
    assert page.lists.conflicts.rowCount() == count - 1
    assert page.lists.view.isVisible()


def test_theirs_is_taken_by_a_key_for_all_of_a_kind_and_comes_back_by_undo(
    qtbot: QtBot, make_window: MakeWindow, photos: Photos, worker: Worker
) -> None:
    library = photos.library
    for photo, name in ((0, "Ben"), (1, "Dora"), (2, "Ella")):
        library.execute(NameFaces((photos.faces(photo)[0].id,), name))
        photos.say(photo, "Anna")
    library.jobs.scan()
    library.execute(TakeOver(library.metadata.propose().takeover))
    window = _open(qtbot, make_window, library, worker)
    page = _page(window)
    rect = page.lists.view.visualRect(page.lists.conflicts.index(0, 0))
    qtbot.mouseClick(page.lists.view.viewport(), LEFT, pos=rect.center())
    qtbot.mouseClick(page.lists.answers.alike, LEFT)
    assert page.lists.answers.theirs.text() == "Take theirs for these 3"
    qtbot.keyClick(page.lists.view, Qt.Key.Key_Y)
    settle(qtbot, window)
    assert [photos.faces(photo)[0].person_name for photo in range(3)] == ["Anna"] * 3
    assert page.lists.nothing.isVisible()
    window.client.undo()
    settle(qtbot, window)
    assert [photos.faces(photo)[0].person_name for photo in range(3)] == ["Ben", "Dora", "Ella"]
    assert page.lists.conflicts.rowCount() == 3


def test_enter_on_a_conflict_shows_the_photo(
    qtbot: QtBot, make_window: MakeWindow, photos: Photos, worker: Worker
) -> None:
    library = photos.library
    library.execute(NameFaces((photos.faces(0)[0].id,), "Ben"))
    photos.say(0, "Anna")
    library.jobs.scan()
    library.execute(TakeOver(library.metadata.propose().takeover))
    window = _open(qtbot, make_window, library, worker)
    qtbot.keyClick(_page(window).lists.view, Qt.Key.Key_Down)
    qtbot.keyClick(_page(window).lists.view, ENTER)
    settle(qtbot, window)
    assert window.main.viewer.isVisible()


def test_files_that_could_not_be_read_are_listed(
    qtbot: QtBot, make_window: MakeWindow, photos: Photos, worker: Worker, album: Path
) -> None:
    photo = next(iter(sorted(album.rglob("*.png"))))
    photo.with_name(photo.name + ".xmp").write_bytes(b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF")
    window = _open(qtbot, make_window, photos.library, worker)
    page = _page(window)
    assert page.lists.unread_tab.isVisible()
    assert page.lists.unread_view.isVisible()
    assert page.lists.unread.ids == [photo]
    assert not page.lists.conflicts_tab.isVisible()


def test_it_is_offered_once_and_leads_to_the_page(
    qtbot: QtBot, make_window: MakeWindow, photos: Photos, worker: Worker
) -> None:
    photos.say(0, "Anna")
    photos.say(1, "Ben")
    photos.library.jobs.scan()
    window = make_window(photos.library)
    main, bar = window.main, window.main.message_bar
    worker.newest.tell(Cancelled())
    qtbot.waitUntil(bar.isVisible)
    assert bar.words.text() == "2 photos carry names and tags. Take them over?"
    qtbot.mouseClick(bar.action, LEFT)
    settle(qtbot, window)
    assert main.place == Place("names_in_files")
    assert not bar.isVisible()
    main.go_to(Place("people"))
    main.folders.scan()
    worker.newest.tell(Cancelled())
    qtbot.waitUntil(lambda: not window.jobs.busy)
    settle(qtbot, window)
    assert not bar.isVisible()
    photos.say(2, "Anna")
    photos.library.jobs.scan()
    main.folders.scan()
    worker.newest.tell(Cancelled())
    qtbot.waitUntil(bar.isVisible)
    assert bar.words.text() == "3 photos carry names and tags. Take them over?"
    qtbot.keyClick(main, Qt.Key.Key_9, Qt.KeyboardModifier.ControlModifier)
    assert not bar.isVisible()


def _sheet(qtbot: QtBot, window: Window) -> ImportSheet:
    settle(qtbot, window)
    (sheet,) = [one for one in window.main.findChildren(ImportSheet) if one.isVisible()]
    return sheet


def _choose(qtbot: QtBot, sheet: ImportSheet, program: str) -> None:
    (button,) = [one for one in sheet.programs.buttons() if one.text() == PROGRAMS[program]]
    qtbot.mouseClick(button, LEFT)


PICASA = "[Contacts2]\nab12=Anna;;\n[{name}]\nfaces=rect64({region}),ab12\n"


def _rect64(box: Box) -> str:
    corners = (box.left, box.top, box.left + box.width, box.top + box.height)
    return "".join(f"{round(corner * 65535):04x}" for corner in corners)


def test_names_come_from_another_program(
    qtbot: QtBot, make_window: MakeWindow, photos: Photos, worker: Worker, tmp_path: Path
) -> None:
    photo = photos.paths[photos.ids[0]]
    region = _rect64(photos.faces(0)[0].box)
    picasa = tmp_path / "old disk" / photo.parent.name
    picasa.mkdir(parents=True)
    shutil.copy(photo, picasa / photo.name)
    (picasa / "not here.png").write_bytes(b"?")
    ini = PICASA.format(name=photo.name, region=region) + f"[not here.png]\nfaces=rect64({region}),ab12\n"
    (picasa / ".picasa.ini").write_text(ini)
    window = _open(qtbot, make_window, photos.library, worker)
    page = _page(window)
    assert page.summary.text().startswith("Your files carry no names")
    qtbot.mouseClick(page.import_, LEFT)
    sheet = _sheet(qtbot, window)
    _choose(qtbot, sheet, "picasa")
    settle(qtbot, window)
    assert not sheet.act.isEnabled()
    qtbot.mouseClick(sheet.choose, LEFT)
    (dialog,) = sheet.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(picasa))
    dialog.close()
    assert sheet.act.isEnabled()
    qtbot.keyClick(sheet, ENTER)
    job = ProposeImportJob("picasa", str(picasa))
    assert worker.newest.job == job
    _work(qtbot, window, worker)
    summary = page.pane.summary.text()
    assert summary == "1 person, 1 face; 1 matches a face here, 0 will be drawn, 1 photo is not in your folders."
    (find,) = [one for one in page.pane.findChildren(QPushButton) if one.text() == "It lies here now …"]
    assert find.accessibleName() == f"Say where {picasa} lies now"
    qtbot.mouseClick(find, LEFT)
    (dialog,) = page.pane.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(photo.parent))
    dialog.close()
    assert worker.newest.job == ProposeImportJob("picasa", str(picasa), roots=((str(picasa), str(photo.parent)),))
    _work(qtbot, window, worker)
    qtbot.mouseClick(page.pane.accept, LEFT)
    settle(qtbot, window)
    assert photos.names(0) == ["Anna"]
    assert (photos.library.history.undo_summary() or "").startswith("Took 1 face of 1 person over from Picasa")


def test_the_usual_place_is_offered_and_what_was_typed_stays(
    qtbot: QtBot,
    make_window: MakeWindow,
    photos: Photos,
    worker: Worker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pictures = tmp_path / "home pictures"
    pictures.mkdir()
    (pictures / "digikam4.db").write_bytes(b"")
    monkeypatch.setattr("photoface.metadata.importers.usual_places.pictures", lambda: pictures)
    window = _open(qtbot, make_window, photos.library, worker)
    window.main.actions_.import_names.trigger()
    sheet = _sheet(qtbot, window)
    _choose(qtbot, sheet, "digikam")
    settle(qtbot, window)
    assert sheet.where.text() == str(pictures / "digikam4.db")
    assert "usually" in sheet.hint.text()
    _choose(qtbot, sheet, "immich")
    settle(qtbot, window)
    assert sheet.where.text() == ""
    assert not sheet.key.isVisible()
    qtbot.keyClicks(sheet.where, "http://photos.home:2283")
    assert sheet.key.isVisible()
    assert not sheet.act.isEnabled()
    qtbot.keyClicks(sheet.key, "secret")
    assert sheet.act.isEnabled()
    assert sheet.job() == ProposeImportJob("immich", "http://photos.home:2283", "secret")
    _choose(qtbot, sheet, "digikam")
    settle(qtbot, window)
    assert sheet.where.text() == "http://photos.home:2283"
    _choose(qtbot, sheet, "immich")
    sheet.where.setText("https://me:word@photos.home:2283/?key=secret")
    qtbot.mouseClick(sheet.act, LEFT)
    assert worker.newest.job == ProposeImportJob("immich", "https://me:word@photos.home:2283/?key=secret", "secret")
    worker.newest.tell(Cancelled())
    window.main.actions_.import_names.trigger()
    again = _sheet(qtbot, window)
    _choose(qtbot, again, "immich")
    settle(qtbot, window)
    assert (again.where.text(), again.key.text()) == ("https://photos.home:2283/", ""), "keys are not kept"
    again.reject()


def test_what_failed_is_not_said_any_more_where_it_is_tried_again(
    qtbot: QtBot, make_window: MakeWindow, photos: Photos, worker: Worker, tmp_path: Path
) -> None:
    window = _open(qtbot, make_window, photos.library, worker)
    _page(window)
    bar = window.main.message_bar
    for path, is_said in ((tmp_path / "rubbish.db", True), (tmp_path, False)):
        (tmp_path / "rubbish.db").write_bytes(b"rubbish")
        window.main.actions_.import_names.trigger()
        sheet = _sheet(qtbot, window)
        _choose(qtbot, sheet, "digikam" if is_said else "picasa")
        sheet.where.setText(str(path))
        qtbot.mouseClick(sheet.act, LEFT)
        _work(qtbot, window, worker)
        settle(qtbot, window)
        assert bar.isVisible() == is_said
        assert is_said == ("no catalog of digiKam" in bar.words.text() and bar.isVisible())


def test_every_program_that_can_be_read_is_offered() -> None:
    assert set(PROGRAMS) == set(READERS)


@pytest.mark.parametrize("kind", list(ConflictKind), ids=lambda kind: kind.name)
def test_every_kind_of_conflict_is_said(kind: ConflictKind, qtmodeltester: ModelTester) -> None:
    model = ConflictModel()
    model.show([ConflictSummary(1, kind, 1, None, "Anna", "", "digiKam 8", Path("/a/b.jpg"))])
    qtmodeltester.check(model)
    words = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert words.startswith(("Theirs: Anna. ", "Another program took "))
    assert words.endswith("b.jpg · from digiKam 8")
    assert len(words.split(". ")) == 3
