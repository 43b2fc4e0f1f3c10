"""`Places`, the library's manager that reads where photos were taken, and finds places by name or by position.

For photos without a position it proposes that of the photo taken nearest in time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from photoface.catalog import own_dates_and_places
from photoface.library.manager import Manager, reads

if TYPE_CHECKING:
    from photoface.places.place_table import Place

MOST_OFFERED = 8
"""Places that are offered for a name."""


@dataclass(frozen=True, slots=True)
class PhotoPosition:
    """A photo's position in degrees, north and east positive."""

    photo_id: int
    latitude: float
    longitude: float


class Places(Manager):
    """Reads positions of photos, and names places."""

    def positions(self) -> list[PhotoPosition]:
        """All photos that have a position, without forgotten ones, newest first."""
        return [PhotoPosition(*row) for row in self._database.query(own_dates_and_places.positions)]

    def called(self, words: str, *, prefix: bool = False) -> list[Place]:
        """Places of a name, the likeliest first; `prefix` also those of which a name begins so."""
        # The table is large, and most runs of the program need none of it.
        from photoface.places.place_table import place_table

        return place_table().find(words, MOST_OFFERED, prefix=prefix)

    def at(self, latitude: float, longitude: float) -> Place | None:
        """The town that is nearest to a position; None far from all."""
        from photoface.places.place_table import nearest_place

        return nearest_place(latitude, longitude)

    def of_photo(self, photo_id: int) -> Place | None:
        """The place of a photo: what the user named, else the town that is nearest to its position."""
        from photoface.catalog import position_places

        return self._database.query(position_places.of_photo, photo_id)

    proposed = reads(own_dates_and_places.proposed_places)
