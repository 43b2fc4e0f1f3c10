"""What has to be written into one file (XMP and EXIF), and whether its last writing wrote the same already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from photoface.catalog.takeover_conflicts import NewConflict
from photoface.catalog.written_metadata import FileToWrite
from photoface.library.own_in_files import OWN_VALUES, exif_change, own_values
from photoface.library.three_way import VALUES
from photoface.library.written_record import SaidHere, is_named, names_in
from photoface.metadata.exif_editing import ExifChange
from photoface.metadata.records import PhotoMetadata
from photoface.metadata.stored_records import to_values
from photoface.scan.interrupted_writing import IN_FILE


@dataclass(frozen=True)
class WritingPlan:
    """What is to be written of one file.

    Attributes:
        before, own_before: what it says as far as the catalog knows, and what of that PhotoFace wrote.
        base: what of it may change.
        changes: what of it another program changed against the user's decisions.
        is_only_file: of its photo.
        says_everything: what the function of that name found.
    """

    file: FileToWrite
    said: SaidHere
    before: PhotoMetadata
    own_before: PhotoMetadata
    base: PhotoMetadata
    wanted: PhotoMetadata
    changes: Sequence[NewConflict] = ()
    is_only_file: bool = True
    says_everything: bool = False

    @property
    def is_in_file(self) -> bool:
        """Whether PhotoFace wrote into the photo file itself, and not beside it."""
        return self.file.written is not None and IN_FILE in self.file.written

    def was_written_alike(self, *, is_in_file: bool) -> bool:
        """Whether the last writing did what this one would do, as far as the catalog knows.

        Args:
            is_in_file: whether the names are to be in the photo file itself.
        """
        if self.says_everything:
            return self.is_in_file == is_in_file and not (is_in_file and not self.exif_change.is_nothing)
        return (
            self.file.written is not None
            and self.is_in_file == is_in_file
            and not self.would_change
            and self.own == self.own_before
            and not (is_in_file and not self.exif_change.is_nothing)
            # Else it is noted now that the file says nothing that is not known: a killed job could not.
            and (self.file.is_agreed or not self.said.is_explained(self.before, [self.wanted]))
        )

    @cached_property
    def own(self) -> PhotoMetadata:
        """What PhotoFace itself will have written there."""
        own, values = self.said.own(self.wanted, self.before, self.own_before), own_values(self.file)
        return replace(own, **{name: getattr(values, name) for name in OWN_VALUES})

    @cached_property
    def _own_as_values(self) -> dict[str, Any]:
        return to_values(self.own)

    @cached_property
    def exif_change(self) -> ExifChange:
        """What has to be changed in the EXIF of a photo that is written into."""
        return exif_change(self.file, is_only_file=self.is_only_file)

    def own_as_noted(self, beside: Mapping[str, Any], *, is_in_file: bool) -> dict[str, Any]:
        """What PhotoFace itself will have written there, as it is noted.

        Args:
            beside: what is noted beside it.
            is_in_file: the names are in the photo file itself.
        """
        own = {**self._own_as_values, **beside}
        return {**own, IN_FILE: True} if is_in_file or self.is_in_file else own

    @cached_property
    def would_change(self) -> bool:
        """Whether the file, as far as the catalog knows, does not say what is wanted."""
        said = self.said
        gone = [region for region in said.upright(self.base) if is_named(region)]
        kept = {region.name for region in self.wanted.regions}
        values = [(name, getattr(self.wanted, name)) for name in ("rating", "title", "caption")]
        return (
            not said.is_explained(PhotoMetadata(regions=self.wanted.regions), [self.before])
            or not set(self.wanted.people) <= {*self.before.people, *names_in(self.before)}
            or not set(self.wanted.tags) <= set(self.before.tags)
            or any(value is not None and value != getattr(self.before, name) for name, value in values)
            or any(getattr(self.own, name) != getattr(self.own_before, name) for name in OWN_VALUES)
            or any(self._may_replace(name) for name in ("taken_at", "latitude", "longitude"))
            or any(region.name not in kept and region.name in names_in(self.before) for region in gone)
            or bool((set(self.base.people) - names_in(self.wanted)) & set(self.before.people))
            or bool((set(self.base.tags) - set(self.wanted.tags)) & set(self.before.tags))
        )

    def _may_replace(self, name: str) -> bool:
        """Whether the file has another date or place than is wanted, and the user said that it may be replaced."""
        there = getattr(self.before, name)
        return (
            there is not None and there == getattr(self.base, name) and getattr(self.wanted, name) not in (None, there)
        )


def says_everything(
    file: FileToWrite, said: SaidHere, wanted: PhotoMetadata, before: PhotoMetadata, own: PhotoMetadata
) -> bool:
    """Whether a file says what is wanted and nothing else, all of it by PhotoFace, as most files of a library do.

    This takes a tenth of the time of the whole comparison. Where it is False, only that comparison tells.

    Args:
        wanted: as of `SaidHere.wanted`.
        before, own: what the file says, and what of that PhotoFace wrote.
    """
    if not file.is_agreed or file.written is None or said.waiting or said.kept:
        return False
    dates = own_values(file)
    if replace(wanted, **{name: getattr(dates, name) for name in OWN_VALUES}) != own:
        return False
    names = names_in(wanted)
    return (
        len(before.regions) == len(wanted.regions)
        and names_in(before) == names
        and all(path in wanted.tags or (len(path) > 1 and path[-1] in names) for path in before.tags)
        and all(getattr(before, name) == getattr(wanted, name) for name in VALUES)
        and {path for path in wanted.tags if len(path) > 1} <= {*before.tags}
    )
