"""Item models and layouts: Qt's own model tests, changes with few signals, places by arithmetic."""

from __future__ import annotations

import datetime as dt

import pytest
from gui_helpers import settle
from PySide6.QtCore import QPersistentModelIndex, QPoint, QRect, QSize
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from photoface.catalog.summaries.faces import GroupSummary
from photoface.catalog.summaries.people import PersonSummary
from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit.fitting_layout import FittingLayout
from photoface.gui.kit.list_model import MOST_RUNS, ListModel
from photoface.gui.kit.tile_layouts import GridLayout, JustifiedLayout, StripLayout, TileLayout
from photoface.gui.people.group_model import GroupsModel
from photoface.gui.people.model import PeopleModel


def person(id_: int, name: str = "", faces: int = 1) -> PersonSummary:
    return PersonSummary(id_, name or f"P{id_}", faces, faces, faces, None, None, None)


def group(id_: int, faces: int = 1) -> GroupSummary:
    return GroupSummary(id_, faces, faces, ())


def test_the_models_of_an_open_window(qtmodeltester: ModelTester, qtbot: QtBot, window: Window) -> None:
    main = window.main
    for key in ("photos", "faces", "history", "failed"):
        main.go_to(Place(key))
        settle(qtbot, window)
    main.go_to(Place("group", main.people.groups.summaries[0].id))
    settle(qtbot, window)
    for model in (
        main.people.groups,
        main.people.people,
        main.photos.pane.model,
        main.group.pane.model,
        main.history.model,
        main.failed.model,
    ):
        qtmodeltester.check(model)


def test_people_change_under_the_tester(qtmodeltester: ModelTester) -> None:
    model = PeopleModel()
    qtmodeltester.check(model)
    model.show([person(1), person(2), person(3)])
    model.show([person(1), person(4), person(3, faces=9)])
    model.show([person(3), person(1), person(4)])
    model.show([])
    assert model.rowCount() == 0


def test_groups_keep_their_places_while_the_user_works(qtmodeltester: ModelTester) -> None:
    model = GroupsModel()
    qtmodeltester.check(model)
    model.show_groups([group(1, 9), group(2, 5)], keep_places=False)
    model.show_groups([group(2, 20), group(3, 15), group(1, 9)], keep_places=True)
    assert model.ids == [1, 2, 3]
    assert model.summaries[1].faces == 20
    model.show_groups([group(2, 20), group(3, 15), group(1, 9)], keep_places=False)
    assert model.ids == [2, 3, 1]


def test_a_named_group_does_not_come_back_before_the_catalog_answered() -> None:
    model = GroupsModel()
    model.show_groups([group(1), group(2)], keep_places=False)
    model.take_out(1)
    model.show_groups([group(1), group(2)], keep_places=True)
    assert model.ids == [2]
    model.settle(1)
    model.show_groups([group(1), group(2)], keep_places=True)
    assert set(model.ids) == {1, 2}


def test_a_group_that_an_undo_brings_back_stands_where_it_stood(qtmodeltester: ModelTester) -> None:
    model = GroupsModel()
    qtmodeltester.check(model)
    groups = [group(1, 9), group(2, 5), group(3, 4)]
    model.show_groups(groups, keep_places=False)
    model.take_out(2)
    model.settle(2)
    model.show_groups([groups[0], groups[2], group(4)], keep_places=True)
    model.show_groups([*groups, group(4)], keep_places=True)
    assert model.ids == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([], [1, 2]),
        ([1, 2, 3, 4], [1, 4]),
        ([1, 4], [0, 1, 2, 3, 4, 5]),
        ([1, 2, 3], [2, 9]),
        ([1], []),
        ([1, 2, 3], [3, 5, 1]),
        (list(range(4 * MOST_RUNS)), list(range(0, 4 * MOST_RUNS, 2))),
    ],
)
def test_rows_change_and_what_stays_keeps_its_index(old: list[int], new: list[int], qtmodeltester: ModelTester) -> None:
    model = ListModel[int, PersonSummary]()
    qtmodeltester.check(model)
    model.show(person(id_) for id_ in old)
    kept = [QPersistentModelIndex(model.index(row, 0)) for row in range(len(old))]
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))
    model.show(person(id_) for id_ in new)
    assert model.ids == new
    assert [model.row_of(id_) for id_ in new] == list(range(len(new)))
    assert [index.row() for index in kept] == [new.index(id_) if id_ in new else -1 for id_ in old]
    assert not resets


def test_only_the_rows_that_differ_are_told() -> None:
    model = ListModel[int, PersonSummary]()
    model.show([person(1), person(2), person(3), person(4)])
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    model.show([person(1), person(2, "Ann"), person(3, "Ben"), person(4)])
    assert told == [(1, 2)]


def test_the_grid_is_arithmetic() -> None:
    grid = GridLayout(QSize(96, 96))
    grid.arrange(100_000, QSize(1048, 700))
    assert grid.columns == 10
    assert grid.rect(12) == QRect(24 + 2 * 100, 24 + 100, 96, 96)
    assert list(grid.rows_in(QRect(24, 24, 150, 50))) == [0, 1]
    assert grid.neighbour(5, 1) == 15
    assert grid.neighbour(99_995, 1) == 99_995
    assert grid.content().height() == 10_000 * 100 - 4 + 48


def test_the_tiles_in_an_area_are_those_that_touch_it() -> None:
    layouts: tuple[TileLayout, ...] = (GridLayout(QSize(96, 96)), FittingLayout(96, 40), JustifiedLayout(_shape))
    sizes = (QSize(1, 1), QSize(4, 4), QSize(110, 5), QSize(1048, 240), QSize(0, 0))
    corners = [QPoint(x, y) for x in (-40, 23, 24, 119, 120, 124, 1010, 1200) for y in (-10, 24, 119, 120, 123, 124)]
    for layout in layouts:
        layout.arrange(35, QSize(1048, 700))
        rects = [layout.rect(row) for row in range(35)]
        for area in (QRect(corner, size) for corner in corners for size in sizes):
            assert list(layout.rows_in(area)) == [row for row, rect in enumerate(rects) if rect.intersects(area)]


def test_the_last_line_of_a_grid_is_reached_from_above() -> None:
    grid = GridLayout(QSize(96, 96))
    grid.arrange(12, QSize(1048, 700))
    assert grid.neighbour(7, 1) == 11


def test_the_strip_has_its_ends_in_the_middle() -> None:
    strip = StripLayout(QSize(56, 56))
    strip.arrange(10, QSize(600, 72))
    assert strip.rect(0).center().x() == pytest.approx(300, abs=2)


def _shape(row: int) -> tuple[float, str]:
    month = dt.date(2020 + row // 40, 1 + row // 10 % 4, 1)
    return (0.7, 1.0, 1.5, 1.33)[row % 4], f"{month:%B %Y}"


def test_justified_rows_fill_the_width_and_keep_their_shapes() -> None:
    layout = JustifiedLayout(_shape, height=180, gap=4, margin=24)
    layout.arrange(200, QSize(1000, 700))
    lines: dict[int, list[QRect]] = {}
    for row in range(200):
        rect = layout.rect(row)
        lines.setdefault(rect.top(), []).append(rect)
        assert rect.width() / rect.height() == pytest.approx(_shape(row)[0], rel=0.05)
    full = [line for line in lines.values() if len(line) > 3]
    assert full
    for line in full:
        if line[-1].right() > 700:
            assert line[-1].right() == pytest.approx(1000 - 24 - 1, abs=2)
        for left, right in zip(line, line[1:], strict=False):
            assert 3 <= right.left() - left.right() - 1 <= 5
    assert len(layout.headers) == 20


def test_appending_photos_moves_nothing() -> None:
    layout = JustifiedLayout(_shape)
    layout.arrange(110, QSize(1000, 700))
    before = [layout.rect(row) for row in range(100)]
    layout.arrange(200, QSize(1000, 700))
    assert [layout.rect(row) for row in range(100)] == before


def test_places_in_the_justified_rows_are_found() -> None:
    layout = JustifiedLayout(_shape)
    layout.arrange(200, QSize(1000, 700))
    for row in (0, 57, 199):
        assert row in list(layout.rows_in(layout.rect(row)))
    down = layout.neighbour(0, 1)
    assert layout.rect(down).top() > layout.rect(0).top()
    assert layout.neighbour(down, -1) == 0
    found = layout.header_at(layout.rect(57).top())
    assert found is not None
    assert found[0].text == _shape(57)[1]
