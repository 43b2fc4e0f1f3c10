"""The dialog that gives photos a place: by name, degrees or a click on the map, or from a photo taken near in time.

It can also remove the places that the user gave them before.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from photoface.catalog.own_dates_and_places import ProposedPlace
from photoface.gui.client import LatestRead
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed
from photoface.gui.kit.parts import button
from photoface.gui.kit.sheet import Sheet
from photoface.gui.places.map_view import MapView
from photoface.library.commands.photos import RemovePlaces, SetPlaces
from photoface.places.place_table import Place

TYPING_MS = 150
"""After the last letter the places are looked up."""


class PlaceSheet(Sheet):
    """Asks where photos were taken."""

    def __init__(self, context: Context, photo_ids: tuple[int, ...], parent: QWidget) -> None:
        title = self.tr("Place of {}").format(context.client.photos_in_words(photo_ids))
        super().__init__(title, parent)
        self._context = context
        self._ids = photo_ids
        self._chosen: tuple[float, float, int | None, str] | None = None
        self._near: list[ProposedPlace] = []
        self._offers: list[Place] = []
        self._find = LatestRead(context.client, self)
        self._name = LatestRead(context.client, self)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("A town, such as Vienna, or degrees such as 48.21, 16.37"))
        self.field.setAccessibleName(self.tr("Place"))
        self.offers = QListWidget(self)
        self.offers.setAccessibleName(self.tr("Places of that name"))
        self.offers.setMaximumHeight(context.theme.size(120))
        self.offers.hide()
        self.map = MapView(context, self)
        self.map.setMinimumSize(context.theme.size(560), context.theme.size(300))
        self.said = self.sentence(self.tr("Type a place, or click on the map."))
        self.near = button("", "link", self, clicked=self._take_near)
        self.near.hide()
        self.fill(self.field, self.offers, Placed(self.map, 1), self.said, self.near)
        self.buttons.insertWidget(0, button(self.tr("Take my places back"), "plain", self, clicked=self._remove))
        self.add_buttons(self.tr("Set"), self.tr("Cancel"))
        self.act.setEnabled(False)
        self.accepted.connect(self._set)
        self._timer = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._timer.timeout.connect(self._look_up)
        self.field.textEdited.connect(lambda: self._timer.start())
        self.offers.currentRowChanged.connect(self._choose_offer)
        self.map.clicked_at.connect(self._choose_position)
        self.field.setFocus()
        context.client.read(self, lambda library: library.places.proposed(photo_ids), self._take_proposals)

    def _look_up(self) -> None:
        words = self.field.text().strip()
        degrees = read_degrees(words)
        if degrees is not None:
            self._choose_position(*degrees, look=True)
        elif words:
            self._find.start(lambda library: library.places.called(words, prefix=len(words) > 2), self._show_offers)

    def _show_offers(self, places: list[Place]) -> None:
        self._offers = places
        self.offers.blockSignals(True)
        self.offers.clear()
        for place in places:
            self.offers.addItem(QListWidgetItem(place.label))
        self.offers.blockSignals(False)
        self.offers.setVisible(bool(places))
        if places:
            self.offers.setCurrentRow(0)
        else:
            self._choose(None)
            self.said.setText(self.tr("No place is called so. Click on the map instead."))

    def _choose_offer(self, row: int) -> None:
        if 0 <= row < len(self._offers):
            place = self._offers[row]
            self._choose((place.latitude, place.longitude, place.identifier, place.label))
            self.map.show_pin(place.latitude, place.longitude)

    def _choose_position(self, latitude: float, longitude: float, look: bool = False) -> None:
        self._choose((latitude, longitude, None, ""))
        self.map.show_pin(latitude, longitude, look=look)

        def take(place: Place | None) -> None:
            if place is not None and self._chosen is not None and self._chosen[:2] == (latitude, longitude):
                self._choose((latitude, longitude, None, place.label))

        self._name.start(lambda library: library.places.at(latitude, longitude), take)

    def _choose(self, chosen: tuple[float, float, int | None, str] | None) -> None:
        self._chosen = chosen
        self.act.setEnabled(chosen is not None)
        if chosen is not None:
            position = text.coordinates(chosen[0], chosen[1])
            self.said.setText(f"{chosen[3]} ({position})" if chosen[3] else position)

    def _take_proposals(self, proposals: Sequence[ProposedPlace]) -> None:
        self._near = list(proposals)
        if proposals:
            self.near.setText(
                text.counted(
                    len(proposals),
                    self.tr("1 photo: where the photo nearest in time was taken"),
                    self.tr("{} photos: where the photos nearest in time were taken"),
                )
            )
            self.near.show()

    def _take_near(self) -> None:
        places = tuple((one.photo_id, one.latitude, one.longitude, one.place) for one in self._near)
        self._context.client.execute(SetPlaces(places))
        self.reject()

    def _set(self) -> None:
        if self._chosen is not None:
            latitude, longitude, place, name = self._chosen
            places = tuple((photo_id, latitude, longitude, place) for photo_id in self._ids)
            self._context.client.execute(SetPlaces(places, name))

    def _remove(self) -> None:
        self._context.client.execute(RemovePlaces(self._ids))
        self.reject()


def read_degrees(words: str) -> tuple[float, float] | None:
    """Degrees north and east, as `48.21, 16.37`; None for anything else."""
    parts = words.replace(",", " ").split()
    try:
        north, east = (float(part) for part in parts)
    except ValueError:
        return None
    return (north, east) if abs(north) <= 90 and abs(east) <= 180 else None
