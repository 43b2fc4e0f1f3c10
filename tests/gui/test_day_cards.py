"""*On this day* on the Photos page."""

from __future__ import annotations

import datetime as dt

from gui_helpers import Paints, paint, settle
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit.picture import PictureKey
from photoface.library.commands.photos import SetDates
from photoface.library.library import Library


def test_a_card_leads_to_its_day_and_a_setting_puts_them_away(qtbot: QtBot, window: Window, scanned: Library) -> None:
    main = window.main
    main.go_to(Place("photos"))
    settle(qtbot, window)
    assert not main.photos.on_this_day.isVisible()
    today = dt.date.today()
    # The last day of February is not in every year.
    before = dt.datetime(today.year - 4, today.month, today.day, 12)
    scanned.execute(SetDates(((scanned.photos.ids()[0], before, "second"),)))
    main.context.client.announce_all()
    settle(qtbot, window)
    (card,) = main.photos.on_this_day.cards
    assert card.isVisible()
    assert card.accessibleName().startswith("4 years ago: 1 photo")
    card.setFocus()
    qtbot.keyClick(card, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert main.navigation.place == Place("search", words=f"date:{before:%Y-%m-%d}")
    main.go_to(Place("photos"))
    scanned.set_setting("on_this_day", "no")
    main.context.client.settings_changed.emit()
    settle(qtbot, window)
    assert not main.photos.on_this_day.isVisible()


def test_a_card_is_painted_again_for_its_own_photo_alone(qtbot: QtBot, window: Window, scanned: Library) -> None:
    today = dt.date.today()
    own, other = scanned.photos.ids()[:2]
    scanned.execute(SetDates(((own, dt.datetime(today.year - 4, today.month, today.day, 12), "second"),)))
    window.main.go_to(Place("photos"))
    settle(qtbot, window)
    (card,) = window.main.photos.on_this_day.cards
    # It was painted with its picture, and nothing of it waits.
    paint(qtbot, card)
    settle(qtbot, window)
    paint(qtbot, window.main.search)
    paints = Paints(card)
    window.images.pictures_arrived.emit(frozenset({PictureKey("photo", other, 128), PictureKey("face", own, 96)}))
    window.images.pictures_arrived.emit(frozenset())
    paint(qtbot, window.main.search)
    assert not paints.painted
    window.images.pictures_arrived.emit(frozenset({PictureKey("photo", own, 128)}))
    qtbot.waitUntil(lambda: card in paints.painted)
