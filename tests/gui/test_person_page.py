"""A person's page: suggestions by key and mouse, the line, details, years, companions, repair."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fakes.library import open_fake_library, regroup
from gui_helpers import MakeWindow, settle
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from scenes import Scene

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit import text
from photoface.gui.kit.sheet import Sheet
from photoface.gui.page_action import PageAction
from photoface.gui.people.model import SUGGESTIONS
from photoface.gui.people.split import SplitSheet
from photoface.gui.people.unmerge import UnmergeSheet
from photoface.gui.person.details import DetailsSheet
from photoface.gui.person.page import DOUBTFUL, FACES, NOTES, PHOTOS, TIMELINE, WITH, PersonPage
from photoface.gui.person.why_sheet import WhySheet
from photoface.library.commands.faces import NameFaces
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.people import DescribePerson, HidePeople, MergePeople
from photoface.library.library import Library

LIKELY, UNLIKELY = 0.265, 0.29
"""Radians from a person's middle: suggested with more, and with less, than the certainty where the line stands."""


@dataclass
class Ann:
    """Somebody with five confirmed faces, two likely ones, a likely group, and two unlikely ones."""

    window: Window
    library: Library
    id: int
    confirmed: list[int]
    likely: list[int]
    group: list[int]
    unlikely: list[int]

    @property
    def page(self) -> PersonPage:
        return self.window.main.person

    def suggested(self) -> set[int]:
        """The faces that the strip shows."""
        return {face_id for one in self.page.suggestions.model.summaries for face_id in one.face_ids}

    def name_of(self, face_id: int) -> str | None:
        (face,) = self.library.faces.summaries([face_id])
        return face.person_name


@dataclass(frozen=True)
class Cast:
    """The catalog that every test begins with, and its faces."""

    catalog: Path
    confirmed: list[int]
    likely: list[int]
    group: list[int]
    unlikely: list[int]


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """Written once: writing faces one by one takes longer than most of the tests."""
    catalog = tmp_path_factory.mktemp("ann") / "catalog.photoface"
    library = open_fake_library(catalog)
    scene = Scene(catalog)
    group_id, confirmed = scene.group(0, 5)
    library.execute(NameGroup(group_id, "Ann"))
    likely = [scene.face(0, apart=LIKELY) for _ in range(2)]
    _, group = scene.group(0, 3, apart=LIKELY)
    unlikely = [scene.face(0, apart=UNLIKELY) for _ in range(2)]
    library.close()
    return Cast(catalog, confirmed, likely, group, unlikely)


@pytest.fixture
def ann(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path, cast: Cast) -> Iterator[Ann]:
    catalog = tmp_path / "catalog.photoface"
    shutil.copy(cast.catalog, catalog)
    library = open_fake_library(catalog)
    window = make_window(library)
    (person,) = library.people.all()
    window.main.go_to(Place("person", person.id))
    settle(qtbot, window)
    made = Ann(window, library, person.id, cast.confirmed, cast.likely, cast.group, cast.unlikely)
    assert made.suggested() == {*cast.likely, *cast.group, *cast.unlikely}
    yield made
    window.close()
    library.close()


def sheet_of(window: Window, kind: type[Sheet]) -> Sheet:
    (sheet,) = (sheet for sheet in window.main.findChildren(kind) if sheet.isVisible())
    return sheet


def close_menu() -> None:
    menu = QApplication.activePopupWidget()
    assert menu is not None
    menu.close()


def row_of(ann: Ann, face_id: int) -> int:
    model = ann.page.suggestions.model
    return next(row for row, one in enumerate(model.summaries) if face_id in one.face_ids)


def test_the_first_suggestion_is_answered_by_key_without_a_click(qtbot: QtBot, ann: Ann) -> None:
    strip = ann.page.suggestions.strip
    assert strip.hasFocus()
    assert strip.selected_rows() == [0]
    first = ann.page.suggestions.model.summaries[0].face_ids
    qtbot.keyClick(ann.window.main, Qt.Key.Key_N)
    settle(qtbot, ann.window)
    assert not ann.suggested() & set(first)


def test_menus_of_photos_faces_and_the_person_are_about_these_alone(qtbot: QtBot, ann: Ann) -> None:
    page, menus = ann.page, []
    page.menu_asked.connect(lambda _: menus.append(set(page.menu_actions())))
    for tab, pane in ((PHOTOS, page.photos), (FACES, page.faces)):
        page.show_tab(tab)
        settle(qtbot, ann.window)
        pane.view.setFocus()
        pane.view.select_row(0)
        pane.view.menu_asked.emit(QPoint())
        close_menu()
    page.header.menu.click()
    close_menu()
    of_photo, of_face, of_person = menus
    assert {PageAction.DELETE_PHOTOS, PageAction.COPY, PageAction.OPEN} < of_photo
    assert {PageAction.NAME, PageAction.NOT_A_FACE, PageAction.SHOW_PHOTO} < of_face
    assert {PageAction.RENAME, PageAction.DETAILS, PageAction.MERGE, PageAction.LIVING_ALBUM} < of_person
    assert of_person.isdisjoint(of_photo | of_face)


def test_a_click_on_the_name_selects_all_of_it_and_the_next_one_a_place(qtbot: QtBot, ann: Ann) -> None:
    name = ann.page.header.name
    qtbot.mouseClick(name, Qt.MouseButton.LeftButton, pos=name.rect().center())
    assert name.selectedText() == "Ann"
    qtbot.mouseClick(name, Qt.MouseButton.LeftButton, pos=name.rect().center())
    assert not name.hasSelectedText()


def test_yes_and_no_by_key(qtbot: QtBot, ann: Ann) -> None:
    strip = ann.page.suggestions.strip
    strip.setFocus()
    strip.select_row(row_of(ann, ann.likely[0]))
    qtbot.keyClick(strip, Qt.Key.Key_Y)
    settle(qtbot, ann.window)
    assert ann.name_of(ann.likely[0]) == "Ann"
    strip.select_row(row_of(ann, ann.unlikely[0]))
    qtbot.keyClick(strip, Qt.Key.Key_N)
    settle(qtbot, ann.window)
    assert ann.unlikely[0] not in ann.suggested()
    # The keyboard stays on the strip, on the one that stood next.
    assert strip.hasFocus()
    assert strip.selected_rows()
    qtbot.keyClick(strip, Qt.Key.Key_Return)
    settle(qtbot, ann.window)
    assert len(ann.library.people.face_ids(ann.id)) > len(ann.confirmed) + 1
    # A no is remembered, whatever is undone after it.
    ann.library.undo()
    regroup(ann.library)
    assert all(ann.unlikely[0] not in found.face_ids for found in ann.library.review.suggestions(ann.id))


def test_yes_and_no_by_the_buttons_on_a_crop(qtbot: QtBot, ann: Ann) -> None:
    strip = ann.page.suggestions.strip

    def click(face_id: int, answer: int) -> None:
        index = strip.model().index(row_of(ann, face_id), 0)
        rect = strip.delegate.answers(strip.visualRect(index))[answer]
        qtbot.mouseMove(strip.viewport(), rect.center())
        qtbot.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
        settle(qtbot, ann.window)

    no, yes = 0, 1
    click(ann.likely[0], no)
    assert ann.likely[0] not in ann.suggested()
    click(ann.group[0], yes)
    assert {ann.name_of(face_id) for face_id in ann.group} == {"Ann"}
    assert ann.name_of(ann.likely[0]) is None


def test_all_before_the_line(qtbot: QtBot, ann: Ann) -> None:
    section = ann.page.suggestions
    assert section.strip.line == len(ann.likely) + 1
    sure = [*ann.likely, *ann.group]
    assert str(len(sure)) in section.confirm_all.text()
    ann.window.main.actions_.page_actions[PageAction.CONFIRM_ALL].trigger()
    settle(qtbot, ann.window)
    assert {ann.name_of(face_id) for face_id in sure} == {"Ann"}
    assert ann.library.history.decisions(1)[0].summary.startswith(f"Confirmed {len(sure)} faces of Ann")
    assert set(ann.unlikely) <= ann.suggested() | set(ann.library.people.face_ids(ann.id))


def test_the_line_is_moved_by_key_and_by_mouse(qtbot: QtBot, ann: Ann) -> None:
    section = ann.page.suggestions
    strip = section.strip
    before = strip.line
    strip.setFocus()
    qtbot.keyClick(strip, "[")
    assert strip.line == before - 1
    section.line_right.click()
    assert strip.line == before

    def drag(target: int) -> None:
        y = strip.viewport().height() // 2
        qtbot.mousePress(strip.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(strip.strip.line_x(), y))
        x = strip.visualRect(strip.model().index(target, 0)).left() - 4
        qtbot.mouseMove(strip.viewport(), QPoint(x, y))
        qtbot.mouseRelease(strip.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, y))

    drag(1)
    assert strip.line == 1
    # It stays where the user put it when something else is answered.
    strip.select_row(strip.model().rowCount() - 1)
    qtbot.keyClick(strip, Qt.Key.Key_N)
    settle(qtbot, ann.window)
    assert strip.line == 1
    section.confirm_all.click()
    settle(qtbot, ann.window)
    assert (
        len([face for face in ann.library.faces.summaries(ann.library.people.face_ids(ann.id)) if face.confirmed]) == 6
    )
    while strip.line:
        section.line_left.click()
    assert not section.confirm_all.isEnabled()


def test_a_suggestion_says_why(qtbot: QtBot, ann: Ann) -> None:
    section = ann.page.suggestions
    section.strip.select_row(0)
    assert set(section.why.crops.face_ids) <= set(ann.confirmed)
    assert "Ann" in section.why.words.text()
    assert "Taken within a month" in section.why.words.text()


def test_the_last_answer_takes_the_strip_away(qtbot: QtBot, ann: Ann) -> None:
    section = ann.page.suggestions
    section.strip.setFocus()
    section.strip.selectAll()
    qtbot.keyClick(section.strip, Qt.Key.Key_N)
    settle(qtbot, ann.window)
    assert section.isHidden()
    assert ann.suggested() == set()
    assert ann.page.photos.view.hasFocus()
    ann.window.main.actions_.undo.trigger()
    settle(qtbot, ann.window)
    assert section.isVisible()


def test_a_face_that_is_wrong_is_found_and_explained(qtbot: QtBot, ann: Ann) -> None:
    stranger = Scene(ann.library.catalog_path, _photos=50, _faces=50).face(5)
    ann.library.execute(NameFaces((stranger,), "Ann"))
    ann.window.main.context.client.look_for_other_processes()
    page = ann.page
    page.show_tab(FACES)
    settle(qtbot, ann.window)
    page.order.choose(DOUBTFUL)
    settle(qtbot, ann.window)
    assert page.faces.model.ids[0] == stranger
    page.faces.view.setFocus()
    page.faces.view.select_row(0)
    settle(qtbot, ann.window)
    qtbot.keyClick(page.faces.view, Qt.Key.Key_W)
    settle(qtbot, ann.window)
    sheet = sheet_of(ann.window, WhySheet)
    assert isinstance(sheet, WhySheet)
    assert "than any of them" in sheet.why.words.text()
    sheet.no.click()
    settle(qtbot, ann.window)
    assert ann.name_of(stranger) is None


def test_faces_are_selected_with_a_lasso(qtbot: QtBot, ann: Ann) -> None:
    page = ann.page
    page.show_tab(FACES)
    settle(qtbot, ann.window)
    view = page.faces.view
    start = view.visualRect(view.model().index(1, 0)).topLeft() - QPoint(2, 2)
    end = view.visualRect(view.model().index(2, 0)).center()
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view.viewport(), (start + end) / 2)
    qtbot.mouseMove(view.viewport(), end)
    assert view.lasso.contains(view.visualRect(view.model().index(1, 0)).center())
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert view.lasso.isEmpty()
    assert view.selected_rows() == [1, 2]


def test_a_field_of_several_lines_shows_that_it_has_the_keyboard(qtbot: QtBot, ann: Ann) -> None:
    accent = ann.window.theme.colour("accent").name()

    def edge(field: QWidget) -> str:
        return field.grab().toImage().pixelColor(0, field.height() // 2).name()

    ann.page.show_tab(4)
    on_page = ann.page.notes.view
    ann.page.header.name.setFocus()
    qtbot.waitUntil(lambda: edge(on_page) != accent)
    on_page.setFocus()
    qtbot.waitUntil(lambda: edge(on_page) == accent)
    ann.window.main.actions_.page_actions[PageAction.DETAILS].trigger()
    settle(qtbot, ann.window)
    sheet = sheet_of(ann.window, DetailsSheet)
    assert isinstance(sheet, DetailsSheet)
    assert edge(sheet.notes) != accent
    sheet.notes.setFocus()
    qtbot.waitUntil(lambda: edge(sheet.notes) == accent)
    sheet.reject()


def test_a_year_alone_is_shown_as_it_was_typed(qtbot: QtBot, ann: Ann) -> None:
    for born, died in (("1935", "1990"), ("1935-01-02", "1990-12-30")):
        ann.window.main.actions_.page_actions[PageAction.DETAILS].trigger()
        settle(qtbot, ann.window)
        sheet = sheet_of(ann.window, DetailsSheet)
        assert isinstance(sheet, DetailsSheet)
        sheet.born.field.setText(born)
        sheet.died.field.setText(died)
        assert {sheet.born.understood.text(), sheet.died.understood.text()} == (
            {""} if born == "1935" else {"January 2, 1935", "December 30, 1990"}
        )
        sheet.act.click()
        settle(qtbot, ann.window)
        said = ann.page.header.dates.text()
        words = ("born 1935", "died 1990") if born == "1935" else ("born January 2, 1935", "died December 30, 1990")
        assert all(said.split(" · ").count(each) == 1 for each in words), said


def test_details_are_edited(qtbot: QtBot, ann: Ann) -> None:
    ann.window.main.actions_.page_actions[PageAction.DETAILS].trigger()
    settle(qtbot, ann.window)
    sheet = sheet_of(ann.window, DetailsSheet)
    assert isinstance(sheet, DetailsSheet)
    sheet.born.field.setText("32 Foo")
    assert not sheet.act.isEnabled()
    sheet.born.field.setText("2010-02-03")
    sheet.died.field.setText("2009")
    assert not sheet.act.isEnabled()
    assert sheet.problem.isVisible()
    sheet.died.field.clear()
    sheet.aliases.field.setFocus()
    qtbot.keyClicks(sheet.aliases.field, "Annie")
    qtbot.keyClick(sheet.aliases.field, Qt.Key.Key_Return)
    assert sheet.isVisible()
    sheet.notes.setPlainText("Plays the horn.")
    sheet.favourite.setChecked(True)
    sheet.act.click()
    settle(qtbot, ann.window)
    details = ann.library.people.details(ann.id)
    assert details.person.born == dt.date(2010, 2, 3)
    assert [alias.name for alias in details.aliases] == ["Annie"]
    assert details.notes == "Plays the horn."
    header = ann.page.header
    assert "9 years old" in header.dates.text()
    assert "Annie" in header.said.text()
    assert header.no_favourite.isVisible()
    header.no_favourite.click()
    settle(qtbot, ann.window)
    assert not ann.library.people.get(ann.id).favourite


def test_photos_stand_under_the_age_that_the_person_had(qtbot: QtBot, ann: Ann) -> None:
    page = ann.page
    months = [header.text for header in page.photos.view.rows.headers]
    assert not any("old" in words for words in months)
    ann.window.main.context.client.execute(DescribePerson(ann.id, dt.date(2010, 2, 3), None, ""))
    settle(qtbot, ann.window)
    page.photos.view.arrange()
    dates = [photo.taken_at.date() for photo in ann.library.photos.summaries(page.photos.model.ids)]
    ages = {text.age_at(dt.date(2010, 2, 3), day) for day in dates}
    assert {header.text.partition(", ")[2] for header in page.photos.view.rows.headers} == ages
    assert None not in ages


def test_the_timeline_has_a_row_for_each_year(qtbot: QtBot, ann: Ann) -> None:
    scene = Scene(ann.library.catalog_path, _photos=60, _faces=60)
    old = [scene.face(0, taken=dt.datetime(2012, 5, 1 + day)) for day in range(3)]
    ann.library.execute(NameFaces(tuple(old), "Ann"))
    ann.library.execute(DescribePerson(ann.id, dt.date(2010, 2, 3), None, ""))
    ann.window.main.context.client.look_for_other_processes()
    page = ann.page
    page.show_tab(TIMELINE)
    settle(qtbot, ann.window)
    view = page.timeline.view
    assert [(year.year, year.age) for year in view.years] == [(2020, 10), (2012, 2)]
    assert page.timeline.model.ids[-3:] == old
    view.setFocus()
    view.select_row(len(page.timeline.model.ids) - 1)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    settle(qtbot, ann.window)
    assert ann.window.main.viewer.isVisible()
    assert ann.window.main.viewer.photo_id == ann.library.faces.summaries([old[-1]])[0].photo_id
    ann.window.main.go_back()
    label = view.years_layout.label_rect(1).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=label)
    settle(qtbot, ann.window)
    assert ann.window.main.place == Place("search", words="Ann year:2012")


def test_who_stands_beside_leads_to_the_photos_in_common(qtbot: QtBot, ann: Ann) -> None:
    scene = Scene(ann.library.catalog_path, _photos=70, _faces=70)
    photo = ann.library.faces.summaries(ann.confirmed)[0].photo_id
    ann.library.execute(NameFaces((scene.face(7, photo=photo),), "Bob Ray"))
    page = ann.page
    page.show_tab(WITH)
    settle(qtbot, ann.window)
    (bob,) = page.companions.model.summaries
    assert (bob.name, bob.photos) == ("Bob Ray", 1)
    page.companions.view.setFocus()
    page.companions.view.select_row(0)
    qtbot.keyClick(page.companions.view, Qt.Key.Key_Return)
    settle(qtbot, ann.window)
    main = ann.window.main
    assert main.place == Place("search", words='Ann "Bob Ray"')
    assert main.results.pane.model.ids == [photo]


def test_notes_are_kept_when_they_are_left_and_are_found(qtbot: QtBot, ann: Ann) -> None:
    qtbot.mouseClick(ann.page.tabs.button(NOTES), Qt.MouseButton.LeftButton)
    notes = ann.page.notes.view
    assert notes.hasFocus()
    qtbot.keyClicks(notes, "Baker in Linz")
    qtbot.keyClick(notes, Qt.Key.Key_Return)
    qtbot.keyClicks(notes, "Sang")
    qtbot.keyClick(notes, Qt.Key.Key_Tab)
    settle(qtbot, ann.window)
    assert ann.library.people.details(ann.id).notes == "Baker in Linz\nSang"
    found = ann.library.search.find("baker")
    assert set(found.photo_ids) == set(ann.library.photos.ids(ann.id))
    assert ann.library.search.find("-text:linz -text:sang").photo_ids != found.photo_ids
    qtbot.mouseClick(ann.page.tabs.button(NOTES), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(notes, " and more")
    qtbot.keyClick(notes, Qt.Key.Key_Escape)
    settle(qtbot, ann.window)
    assert ann.library.people.details(ann.id).notes == "Baker in Linz\nSang"


def test_notes_follow_to_another_person(qtbot: QtBot, ann: Ann) -> None:
    """What was typed belongs to the one it was typed for."""
    ann.library.execute(NameFaces(tuple(ann.group), "Ben"))
    ann.page.show_tab(NOTES)
    qtbot.keyClicks(ann.page.notes.view, "Of Ann alone")
    other = next(person.id for person in ann.library.people.all() if person.id != ann.id)
    ann.window.main.go_to(Place("person", other))
    settle(qtbot, ann.window)
    assert ann.library.people.details(ann.id).notes == "Of Ann alone"
    assert ann.library.people.details(other).notes == ""
    ann.page.show_tab(NOTES)
    settle(qtbot, ann.window)
    assert ann.page.notes.view.toPlainText() == ""


def test_photos_of_a_person_are_kept_as_a_living_album(qtbot: QtBot, ann: Ann) -> None:
    ann.page.page_actions()[PageAction.LIVING_ALBUM]()
    sheet = sheet_of(ann.window, Sheet)
    qtbot.keyClick(sheet, Qt.Key.Key_Return)
    settle(qtbot, ann.window)
    (kept,) = ann.library.search.saved()
    assert kept.name == "Ann"
    assert set(ann.library.search.find(kept.words).photo_ids) == set(ann.library.photos.ids(ann.id))


def test_the_key_of_renaming_names_selected_faces(qtbot: QtBot, ann: Ann) -> None:
    qtbot.keyClick(ann.page, Qt.Key.Key_F2)
    assert ann.page.header.name.hasFocus()
    ann.page.show_tab(FACES)
    settle(qtbot, ann.window)
    ann.page.faces.view.select_row(0)
    qtbot.keyClick(ann.page.faces.view, Qt.Key.Key_F2)
    assert ann.page.faces.bar.name_field.hasFocus()


def test_a_mixed_person_is_split(qtbot: QtBot, ann: Ann) -> None:
    scene = Scene(ann.library.catalog_path, _photos=80, _faces=80)
    others = [scene.face(3) for _ in range(3)]
    ann.library.execute(NameFaces(tuple(others), "Ann"))
    ann.window.main.actions_.page_actions[PageAction.SPLIT].trigger()
    settle(qtbot, ann.window)
    sheet = sheet_of(ann.window, SplitSheet)
    assert isinstance(sheet, SplitSheet)
    assert set(sheet.leaves.model.ids) == set(others)
    # One goes back and across again, by key and by button.
    sheet.leaves.view.setFocus()
    sheet.leaves.view.select_row(0)
    moved = sheet.leaves.model.ids[0]
    qtbot.keyClick(sheet.leaves.view, Qt.Key.Key_Space)
    assert moved in sheet.stays.model.ids
    sheet.stays.view.select_row(sheet.stays.model.row_of(moved))
    sheet.stays.send.click()
    sheet.leaves.field.setText("ann")
    assert sheet.namesakes.text() == "Then two people are called ann."
    sheet.leaves.field.setText("Cleo")
    assert sheet.namesakes.isHidden()
    qtbot.keyClick(sheet.leaves.field, Qt.Key.Key_Return)
    qtbot.keyClick(sheet.act, Qt.Key.Key_Return)
    settle(qtbot, ann.window)
    assert {ann.name_of(face_id) for face_id in others} == {"Cleo"}
    assert {ann.name_of(face_id) for face_id in ann.confirmed} == {"Ann"}


def test_a_group_is_split_into_two_names(qtbot: QtBot, ann: Ann) -> None:
    scene = Scene(ann.library.catalog_path, _photos=90, _faces=90)
    group_id, first = scene.group(4, 3)
    second = [scene.face(6, group=group_id) for _ in range(2)]
    main = ann.window.main
    main.go_to(Place("group", group_id))
    settle(qtbot, ann.window)
    main.group.split_button.click()
    settle(qtbot, ann.window)
    sheet = sheet_of(ann.window, SplitSheet)
    assert isinstance(sheet, SplitSheet)
    sheet.stays.field.setText("Dora")
    sheet.leaves.field.setText("Emil")
    sheet.act.click()
    settle(qtbot, ann.window)
    assert {ann.name_of(face_id) for face_id in first} == {"Dora"}
    assert {ann.name_of(face_id) for face_id in second} == {"Emil"}
    ann.library.undo()
    assert {ann.name_of(face_id) for face_id in (*first, *second)} == {None}


def test_a_merged_person_is_taken_out_again(qtbot: QtBot, ann: Ann) -> None:
    scene = Scene(ann.library.catalog_path, _photos=100, _faces=100)
    bobs = [scene.face(8) for _ in range(3)]
    ann.library.execute(NameFaces(tuple(bobs), "Bob"))
    bob = ann.library.people.called("Bob")[0].id
    page, actions = ann.page, ann.window.main.actions_
    assert not actions.page_actions[PageAction.UNMERGE].isEnabled()
    ann.library.execute(MergePeople(ann.id, (bob,)))
    page.visit(Place("person", ann.id))
    settle(qtbot, ann.window)
    actions.page_actions[PageAction.UNMERGE].trigger()
    sheet = sheet_of(ann.window, UnmergeSheet)
    assert isinstance(sheet, UnmergeSheet)
    assert sheet.field.text() == "Bob"
    sheet.act.click()
    settle(qtbot, ann.window)
    assert ann.library.people.face_ids(bob) == bobs
    assert not actions.page_actions[PageAction.UNMERGE].isEnabled()


def test_a_hidden_person_is_marked_and_has_no_suggestions(qtbot: QtBot, ann: Ann) -> None:
    ann.window.main.context.client.execute(HidePeople((ann.id,)))
    settle(qtbot, ann.window)
    assert ann.page.header.hidden_mark.isVisible()
    assert ann.page.suggestions.isHidden()
    ann.window.main.actions_.page_actions[PageAction.UNHIDE].trigger()
    settle(qtbot, ann.window)
    assert not ann.library.people.get(ann.id).hidden


def test_the_people_page_marks_who_has_suggestions(qtbot: QtBot, ann: Ann) -> None:
    main = ann.window.main
    with qtbot.waitSignal(main.people.dots.counted):
        main.go_to(Place("people"))
    index = main.people.people.index(0, 0)
    assert main.people.people.data(index, SUGGESTIONS) == 5
    assert "5 suggestions not answered" in main.people.people.data(index, Qt.ItemDataRole.ToolTipRole)


def test_all_named_faces_are_sorted_by_person_and_by_doubt(qtbot: QtBot, ann: Ann) -> None:
    scene = Scene(ann.library.catalog_path, _photos=110, _faces=110)
    abes = [scene.face(9) for _ in range(3)]
    ann.library.execute(NameFaces(tuple(abes), "Abe"))
    stranger = scene.face(10)
    ann.library.execute(NameFaces((stranger,), "Ann"))
    main = ann.window.main
    main.go_to(Place("faces", words="named"))
    settle(qtbot, ann.window)
    page = main.faces
    assert page.pane.model.ids[0] == stranger
    page.order.choose("person")
    settle(qtbot, ann.window)
    assert page.pane.model.ids == [*abes, *ann.confirmed, stranger]
    page.order.choose("doubtful")
    settle(qtbot, ann.window)
    assert page.pane.model.ids[0] == stranger
