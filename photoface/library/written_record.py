"""Decides what is written into the files of a photo (names, tags, values), and which existing values may change for it.

Only what the user knows may change or go: what PhotoFace wrote there itself, and what was taken over. What a file says
beyond that, and what the user has still to decide about, belongs to other programs and stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from photoface.catalog.people import LONGEST_NOTES
from photoface.catalog.states import FaceStatus
from photoface.catalog.takeover_conflicts import ConflictSummary, Key
from photoface.catalog.takeover_state import FaceNow, PhotoNow
from photoface.geometry import Box
from photoface.library.takeover_names import people_and_tags
from photoface.metadata.records import FaceRegion, Frame, PhotoMetadata, RegionSchema, RegionState
from photoface.metadata.region_frames import upright_regions
from photoface.text_folding import SEPARATOR, cleaned_lines, spelled, spelled_path

TagPath = tuple[str, ...]

NOTHING = PhotoMetadata()


@dataclass(frozen=True, slots=True)
class SaidHere:
    """What the user said of a photo.

    Attributes:
        names: everybody's, by the person's id.
        names_ever: the names that anybody has or had, as they compare.
        tags: of the photo.
        waiting: conflicts that the user has still to decide about.
        kept: the keys of those of the photo in which the user's own holds: files may be changed for it.
    """

    photo: PhotoNow
    names: Mapping[int, str]
    names_ever: Collection[str]
    tags: Sequence[TagPath] = ()
    waiting: Sequence[ConflictSummary] = ()
    kept: Collection[Key] = field(default=())
    _upright: dict[int, tuple[PhotoMetadata, tuple[FaceRegion, ...]]] = field(
        default_factory=dict, repr=False, compare=False
    )
    """What `upright` found, by the record's `id`; with the record, so that no other one gets that id."""

    @property
    def undecided(self) -> frozenset[str]:
        """What its files say and the user has to decide about: names, tags, and values with their field."""
        return frozenset(conflict.theirs for conflict in self.waiting)

    @property
    def named_faces(self) -> list[FaceNow]:
        """The faces that the user named, in the order of the regions of `wanted`.

        Of a video there are none: a box says nothing without its frame, for which no program has a place.
        """
        return [] if self.photo.is_video else self._all_named_faces

    @property
    def _all_named_faces(self) -> list[FaceNow]:
        return [
            face
            for face in self.photo.faces
            if face.confirmed and face.person_id is not None and face.status is FaceStatus.ACTIVE
        ]

    def wanted(self, record: PhotoMetadata) -> PhotoMetadata:
        """What a file shall say that says this now; boxes are of the stored picture."""
        photo = self.photo
        regions = tuple(
            FaceRegion(
                photo.turn.inverse.box(face.box),
                Frame.STORED,
                self.names[face.person_id or 0],
                RegionState.CONFIRMED,
                RegionSchema.MWG,
            )
            for face in self.named_faces
        )
        in_regions = {region.name for region in regions}
        present = {*photo.people, *(face.person_id or 0 for face in self._all_named_faces if photo.is_video)}
        people = sorted(self.names[person] for person in present if person in self.names)
        # A tag that the file has in other letters is not written twice.
        spellings = {spelled_path(SEPARATOR.join(path)): path for path in record.tags}
        rating = photo.values["rating"]
        assert rating is None or isinstance(rating, int)
        return PhotoMetadata(
            regions=regions,
            people=tuple(name for name in dict.fromkeys(people) if name not in in_regions),
            tags=tuple(spellings.get(spelled_path(SEPARATOR.join(path)), path) for path in self.tags),
            rating=rating,
            title=_text(photo.values["title"], record.title),
            caption=_text(photo.values["caption"], record.caption),
        )

    def named_otherwise(self, wanted: PhotoMetadata, before: PhotoMetadata, base: PhotoMetadata) -> dict[str, str]:
        """Whom a file names where somebody else is wanted, and must not be changed, by the wanted name.

        Args:
            before: what the file says.
            base: what of it may change.
        """
        theirs = [region for region in self._new_regions(before, [base]) if is_named(region)]
        return {
            ours.name: their.name
            for ours in self.upright(wanted)
            for their in theirs
            if ours.name is not None and their.name not in (None, ours.name) and is_among(their, [ours.box])
        }

    def taken_over(self, base: PhotoMetadata) -> PhotoMetadata:
        """What of a record on which file and catalog agreed has come into the catalog."""
        photo, undecided = self.photo, self.undecided
        boxes = [face.box for face in photo.faces]
        named = [face.box for face in photo.faces if face.confirmed]
        regions = tuple(
            region
            for region in self.upright(base)
            if is_named(region)
            and region.name not in undecided
            and is_among(region, boxes if spelled(region.name or "") in self.names_ever else named)
        )
        known = photo.tags | photo.removed_tags | photo.former_tags
        tags = tuple(
            path
            for path in base.tags
            if (text := SEPARATOR.join(path)) not in undecided and spelled_path(text) in known
        )
        by_tags, _ = people_and_tags(base.tags)
        return PhotoMetadata(
            regions=regions,
            people=tuple(
                name
                for name in dict.fromkeys((*base.people, *by_tags))
                if spelled(name) in self.names_ever and name not in undecided
            ),
            tags=tags,
            rating=None if f"rating: {base.rating}" in undecided else base.rating,
            label=None if f"label: {base.label}" in undecided else base.label,
            title=None if f"title: {base.title}" in undecided else base.title,
            caption=None if f"caption: {base.caption}" in undecided else base.caption,
        )

    def own(self, wanted: PhotoMetadata, before: PhotoMetadata, written: PhotoMetadata) -> PhotoMetadata:
        """What of what is wanted PhotoFace put into a file: not what another program had said there.

        Args:
            before: what the file said.
            written: what PhotoFace had put there by then.
        """
        theirs = [region for region in self._new_regions(before, [written]) if is_named(region)]
        by_tags, _ = people_and_tags(before.tags)
        their_names = {region.name for region in theirs} | ({*before.people, *by_tags} - names_in(written))
        their_boxes = [region.box for region in theirs]
        their_tags = {*before.tags} - {*written.tags}
        return PhotoMetadata(
            regions=tuple(
                region
                for region, upright in zip(wanted.regions, self.upright(wanted), strict=True)
                if region.name not in their_names and not is_among(upright, their_boxes)
            ),
            people=tuple(name for name in wanted.people if name not in their_names),
            tags=tuple(path for path in wanted.tags if path not in their_tags),
            rating=wanted.rating if before.rating in (None, written.rating) else None,
            title=wanted.title if before.title in (None, written.title) else None,
            caption=wanted.caption if before.caption in (None, written.caption) else None,
        )

    def is_explained(self, found: PhotoMetadata, by: Sequence[PhotoMetadata]) -> bool:
        """Whether a file says nothing but what these records say."""
        names = {name for record in by for name in names_in(record)}
        tags = {path for record in by for path in record.tags}
        parts = {part for path in tags for part in path}
        by_tags, other_tags = people_and_tags(found.tags)
        values = ("rating", "label", "title", "caption", "favourite", "hidden", "rejected")
        return (
            not any(is_named(region) for region in self._new_regions(found, by))
            and names.issuperset((*found.people, *by_tags))
            and all(tuple(path) in tags or (len(path) == 1 and path[0] in names | parts) for path in other_tags)
            and all(
                (value := getattr(found, name)) in (None, False) or any(getattr(record, name) == value for record in by)
                for name in values
            )
        )

    def upright(self, record: PhotoMetadata) -> tuple[FaceRegion, ...]:
        """The regions of a record in the photo as it is shown."""
        if not record.regions:
            return ()
        if id(record) not in self._upright:
            photo = self.photo
            boxes = [face.box for face in photo.faces]
            regions = upright_regions(record, photo.turn.size(*photo.size), photo.turn, boxes)
            self._upright[id(record)] = (record, regions)
        return self._upright[id(record)][1]

    def new_named_regions(self, record: PhotoMetadata, known: Iterable[PhotoMetadata]) -> list[FaceRegion]:
        """The named regions of a record that the known ones do not have with the same name at the same place."""
        return [region for region in self._new_regions(record, known) if is_named(region)]

    def _new_regions(self, record: PhotoMetadata, known: Iterable[PhotoMetadata]) -> list[FaceRegion]:
        """The regions of a record that the known ones do not have with the same name at the same place."""
        there = [region for one in known for region in self.upright(one)]
        return [
            region
            for region in self.upright(record)
            if not is_among(region, [other.box for other in there if other.name == region.name])
        ]


def _text(text: object, in_file: str | None) -> str | None:
    """What a file shall say for a text of the catalog; None where its own is the better one.

    The catalog keeps texts without odd white space, and not without end.
    """
    assert text is None or isinstance(text, str)
    return None if in_file is not None and cleaned_lines(in_file)[:LONGEST_NOTES] == text else text


def together(one: PhotoMetadata, other: PhotoMetadata) -> PhotoMetadata:
    """What either record says; of values the first one's. Regions need not be in one frame."""
    return PhotoMetadata(
        regions=(*one.regions, *other.regions),
        people=tuple(dict.fromkeys((*one.people, *other.people))),
        tags=tuple(dict.fromkeys((*one.tags, *other.tags))),
        rating=other.rating if one.rating is None else one.rating,
        label=other.label if one.label is None else one.label,
        title=other.title if one.title is None else one.title,
        caption=other.caption if one.caption is None else one.caption,
        taken_at=other.taken_at if one.taken_at is None else one.taken_at,
        latitude=other.latitude if one.latitude is None else one.latitude,
        longitude=other.longitude if one.longitude is None else one.longitude,
    )


def without_people(record: PhotoMetadata, names: Collection[str]) -> PhotoMetadata:
    """A record without these people's regions."""
    return replace(record, regions=tuple(region for region in record.regions if region.name not in names))


def without_names(record: PhotoMetadata) -> PhotoMetadata:
    """A record that names nobody."""
    return replace(record, regions=(), people=())


def names_in(record: PhotoMetadata) -> set[str]:
    """The people whom a record names."""
    return {*record.people, *(region.name for region in record.regions if region.name and is_named(region))}


def is_named(region: FaceRegion) -> bool:
    """Whether somebody gave a region its name."""
    return region.name is not None and region.state is RegionState.CONFIRMED


def is_among(region: FaceRegion, boxes: Iterable[Box]) -> bool:
    """Whether a region is of one of the faces in these boxes."""
    return any(region.box.is_same_face(box, by_hand=True) for box in boxes)
