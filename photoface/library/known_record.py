"""What a file said when it and the catalog last agreed: the base of the three-way comparison when names are taken over.

Only another program can have changed what a file says since. A value that is as it was then, and differs from the
catalog, was changed here: it is no conflict, and the next writing brings it into the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from photoface.catalog.people import LONGEST_NOTES
from photoface.catalog.takeover_state import PhotoNow
from photoface.geometry import Box
from photoface.library.handlers.photos import MOST_STARS
from photoface.library.takeover_names import people_and_tags
from photoface.metadata.records import FaceRegion, PhotoMetadata, RegionState
from photoface.metadata.region_frames import upright_regions
from photoface.text_folding import SEPARATOR, cleaned_lines, spelled, spelled_path

NOTHING = PhotoMetadata()


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """A base for the three-way comparison, in values that compare with the catalog's.

    Attributes:
        regions: of the photo as it is shown, with a confirmed name.
        names: given to the photo as a whole, as they compare.
        tags: keys of the paths.
        values: of the photo, as the catalog keeps them.
    """

    regions: tuple[FaceRegion, ...]
    names: frozenset[str]
    tags: frozenset[str]
    values: Mapping[str, object]

    @classmethod
    def of(cls, record: PhotoMetadata, photo: PhotoNow) -> KnownRecord:
        """The base of a photo's file."""
        by_tags, tags = people_and_tags(record.tags)
        regions = upright_regions(record, photo.turn.size(*photo.size), photo.turn, [face.box for face in photo.faces])
        return cls(
            tuple(one for one in regions if one.state is RegionState.CONFIRMED and one.name is not None),
            frozenset(map(spelled, (*record.people, *by_tags))),
            frozenset(spelled_path(SEPARATOR.join(path)) for path in tags),
            values_as_kept(record),
        )

    def names_at(self, box: Box) -> list[str]:
        """The names of the regions at a place."""
        return [one.name for one in self.regions if one.name is not None and one.box.is_same_face(box, by_hand=True)]

    def has(self, region: FaceRegion) -> bool:
        """Whether it had this name at this place."""
        return region.name is not None and spelled(region.name) in map(spelled, self.names_at(region.box))


def values_as_kept(record: PhotoMetadata) -> dict[str, object]:
    """A record's values of a photo, as the catalog keeps them; None or an empty text where it says nothing."""
    return {
        "rating": record.rating if record.rating in range(1, MOST_STARS + 1) else None,
        "favourite": record.favourite or None,
        "hidden": record.hidden or None,
        "title": record.title and cleaned_lines(record.title)[:LONGEST_NOTES],
        "caption": record.caption and cleaned_lines(record.caption)[:LONGEST_NOTES],
        "label": record.label and cleaned_lines(record.label)[:LONGEST_NOTES],
    }
