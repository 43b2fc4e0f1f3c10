"""Plans a takeover: which face of which photo gets which name, tag or value, and what contradicts the user's decisions.

What the user said always stands: a confirmed name, a no, a face that was ignored or is none, stars and titles that were
given or taken away. If a name, tag or value newly contradicts it, the plan has a conflict, for the user to decide. What
only the machine said gives way to a name of a face; a name of the whole photo is a conflict then. What came from the
file itself and was changed there since gives way too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from photoface.catalog.states import ConflictKind, FaceStatus
from photoface.catalog.takeover_state import CatalogNow, FaceNow, PhotoNow
from photoface.geometry import Box
from photoface.library.handlers.drawing import SMALLEST_PIXELS
from photoface.library.known_record import NOTHING, KnownRecord, values_as_kept
from photoface.library.takeover import DrawnFace, FoundConflict, PersonValues, Takeover, Who
from photoface.library.takeover_dates import dates_and_places, differing
from photoface.library.takeover_names import NamesOfSource, album_path, people_and_tags
from photoface.metadata.records import FaceRegion, ForeignPerson, PhotoMetadata, RegionState
from photoface.metadata.region_frames import upright_regions
from photoface.metadata.region_matching import match_regions
from photoface.text_folding import SEPARATOR, spelled, spelled_path

REJECTED_TAG = "Rejected"
"""The tag of photos that another program's user marked as rejected: found by it, and nothing happens to them."""


class TakeoverPlan:
    """Gathers what is taken over, photo by photo.

    Args:
        now: the catalog, with all photos that are added.
    """

    def __init__(self, now: CatalogNow, names: NamesOfSource) -> None:
        self._now = now
        self._names = names
        self._faces: dict[int, Who] = {}
        self._former_names: dict[int, int] = {}
        self._former_values: dict[tuple[int, str], object] = {}
        self._drawn: list[DrawnFace] = []
        self._drawn_in: dict[int, set[Who]] = defaultdict(set)
        self._rejections: dict[tuple[int, Who], None] = {}
        self._ignored: dict[int, None] = {}
        self._in_photos: dict[tuple[int, Who], bool] = {}
        self._values: dict[int, dict[str, object]] = defaultdict(dict)
        self._tags: dict[str, dict[int, None]] = defaultdict(dict)
        self._albums: dict[tuple[str, ...], dict[int, None]] = defaultdict(dict)
        self._people: list[PersonValues] = []
        self._conflicts: dict[FoundConflict, None] = {}
        self.named_regions = 0
        self.matched = 0
        self.too_small = 0
        self.said_names: set[str] = set()

    def takeover(self, source: str, agreed: Sequence[tuple[int, int]] = ()) -> Takeover:
        """The plan as one decision."""
        new = {who for who in self._faces.values() if isinstance(who, str)}
        new |= {face.who for face in self._drawn if isinstance(face.who, str)}
        return Takeover(
            source=source,
            names=tuple(self._faces.items()),
            former_names=tuple(pair for pair in self._former_names.items() if pair[0] in self._faces),
            former_values=tuple((*key, value) for key, value in self._former_values.items()),
            drawn=tuple(self._drawn),
            # A no to somebody whom nobody knows says nothing.
            rejections=tuple(pair for pair in self._rejections if isinstance(pair[1], int) or pair[1] in new),
            ignored=tuple(face_id for face_id in self._ignored if face_id not in self._faces),
            in_photos=tuple((photo_id, who, faceless) for (photo_id, who), faceless in self._in_photos.items()),
            photo_values=tuple((photo_id, tuple(values.items())) for photo_id, values in self._values.items()),
            tags=tuple((path, tuple(photos)) for path, photos in self._tags.items()),
            albums=tuple((path, tuple(photos)) for path, photos in self._albums.items()),
            people=tuple(self._people),
            conflicts=tuple(self._conflicts),
            agreed=tuple(agreed),
        )

    def add_photo(self, photo_id: int, record: PhotoMetadata, base: PhotoMetadata = NOTHING) -> bool:
        """Plan what a record says of a photo.

        Args:
            base: what it said when it and the catalog agreed last, or after the last writing.

        Returns:
            Whether all of it was understood: False where a name waits for the user's answer, or the photo is gone.
        """
        photo = self._now.photos.get(photo_id)
        if photo is None:
            return False
        asked = self._names.questions.total()
        by_tags, tags = people_and_tags(record.tags)
        known = KnownRecord.of(base, photo)
        in_regions = self._add_regions(photo, record, known)
        others = dict.fromkeys([*record.people, *by_tags])
        not_in_regions = [name for name in others if spelled(name) not in in_regions]
        self._add_names_of_photo(photo, not_in_regions, in_regions, known)
        named = {spelled(name) for name in others} | in_regions
        if record.rejected and not base.rejected:
            tags.append((REJECTED_TAG,))
        self._add_tags(photo, [path for path in tags if spelled(path[-1]) not in named], known)
        self._add_albums(photo, record)
        self._add_values(photo, record, known)
        planned = self._values.get(photo.id, {})
        found = dates_and_places(photo, record, base)
        if found and not found.keys() & planned.keys():
            self._values[photo.id].update(found)
        for theirs, mine in differing(photo, record, base):
            self._conflicts[FoundConflict(ConflictKind.VALUE, photo.id, None, theirs, mine)] = None
        return self._names.questions.total() == asked

    def add_people(self, people: Iterable[ForeignPerson]) -> None:
        """Plan what a source says of people who have a face here, or had a name before."""
        used = {*self._faces.values(), *(face.who for face in self._drawn), *(who for _, who in self._in_photos)}
        for person in people:
            who = self._names.who(person.name)
            if who is None or (who not in used and isinstance(who, str)):
                continue
            aliases = tuple(alias for alias in person.aliases if spelled(alias) != spelled(person.name))
            values = PersonValues(who, person.birth_date, person.favourite or None, person.hidden or None, aliases)
            if isinstance(who, int):
                values = self._as_far_as_nothing_was_said(who, values)
            if (values.born, values.favourite, values.hidden, values.aliases) != (None, None, None, ()):
                self._people.append(values)

    # --- faces -------------------------------------------------------------------------------------------------------

    def _add_regions(self, photo: PhotoNow, record: PhotoMetadata, known: KnownRecord) -> set[str]:
        """Plan the regions of a record; returns the names in them as they compare."""
        # Also those that were set aside: a detector saw them, and they tell how the picture is turned.
        boxes = [face.box for face in photo.faces]
        stored_size = photo.turn.size(*photo.size)
        regions = [
            region
            for region in upright_regions(record, stored_size, photo.turn, boxes)
            if region.state is not RegionState.SUGGESTED
        ]
        matches = match_regions([region.box for region in regions], boxes)
        self._note_former_names(photo, [(regions[index], photo.faces[face]) for index, face in matches.items()], known)
        names: set[str] = set()
        # A name that meets a face comes before one for which a face is drawn.
        for index in sorted(range(len(regions)), key=lambda index: (index not in matches, index)):
            region = regions[index]
            face = photo.faces[matches[index]] if index in matches else None
            if region.state is RegionState.CONFIRMED and region.name is not None:
                names.add(spelled(region.name))
                self._add_name(photo, region, face, is_new=not known.has(region))
            elif face is not None:
                self._add_no(face, region)
        return names

    def _note_former_names(
        self, photo: PhotoNow, matches: Iterable[tuple[FaceRegion, FaceNow]], known: KnownRecord
    ) -> None:
        """Note the faces that have their name from this file, where another program gave them another one since."""
        for region, face in matches:
            if region.state is not RegionState.CONFIRMED or region.name is None or face.person_id is None:
                continue
            who = self._names.who(region.name)
            if (
                who not in (None, face.person_id)
                and face.is_imported
                and face.status is FaceStatus.ACTIVE
                and not known.has(region)
                and face.person_id in map(self._names.who, known.names_at(face.box))
                and who not in self._now.refused.get(face.id, ())
            ):
                self._former_names[face.id] = face.person_id

    def _add_name(self, photo: PhotoNow, region: FaceRegion, face: FaceNow | None, *, is_new: bool) -> None:
        assert region.name is not None
        self.named_regions += 1
        self.said_names.add(spelled(region.name))
        self.matched += face is not None
        who = self._names.who(region.name, faces=1)
        if who is None:
            return
        if face is not None:
            self._give(photo, face, who, is_new=is_new)
        elif not self._is_refused_place(photo, region.box, who, is_new=is_new):
            self._draw(photo, region.box, who)

    def _give(self, photo: PhotoNow, face: FaceNow, who: Who, *, is_new: bool) -> None:
        """Plan a name of a face.

        Args:
            is_new: the file did not say so before. If it did, what stands against it was decided here since.
        """
        if face.confirmed and face.person_id == who and face.status is FaceStatus.ACTIVE:
            return
        conflict = self._objection(photo, face, who)
        if conflict is None:
            self._faces[face.id] = who
        elif is_new:
            self._conflicts[conflict] = None

    def _objection(self, photo: PhotoNow, face: FaceNow, who: Who) -> FoundConflict | None:
        """What the user said against a name of a face, or this plan says already; None where nothing does."""
        if face.status is not FaceStatus.ACTIVE:
            return self._conflict(ConflictKind.SET_ASIDE, photo, face, who, face.status.value.replace("_", " "))
        if face.confirmed and face.id not in self._former_names:
            assert face.person_id is not None
            return self._conflict(ConflictKind.NAMED_OTHERWISE, photo, face, who, self._names.shown(face.person_id))
        if who in self._now.refused.get(face.id, ()):
            return self._conflict(ConflictKind.REJECTED, photo, face, who)
        apart = self._now.apart.get(face.id, {})
        if any(person_id == who or self._faces.get(other) == who for other, person_id in apart.items()):
            return self._conflict(ConflictKind.KEPT_APART, photo, face, who)
        planned = self._faces.get(face.id)
        if planned is not None and planned != who:
            return self._conflict(ConflictKind.TWO_NAMES, photo, face, who, self._names.shown(planned))
        if planned is None and self._is_elsewhere_in(photo, who):
            return self._conflict(ConflictKind.OTHER_FACE, photo, face, who)
        return None

    def _conflict(
        self, kind: ConflictKind, photo: PhotoNow, face: FaceNow | None, who: Who, mine: str = ""
    ) -> FoundConflict:
        return FoundConflict(kind, photo.id, None if face is None else face.id, self._names.shown(who), mine)

    def _is_elsewhere_in(self, photo: PhotoNow, who: Who) -> bool:
        """Whether a face of the photo is this person's, as the user said or as is planned."""
        confirmed = any(
            face.confirmed and face.person_id == who and face.id not in self._former_names for face in photo.faces
        )
        planned = any(self._faces.get(face.id) == who for face in photo.faces)
        return confirmed or planned or who in self._drawn_in[photo.id]

    def _is_refused_place(self, photo: PhotoNow, box: Box, who: Who, *, is_new: bool) -> bool:
        """Whether the user deleted a face that was drawn there, or the person has another face in the photo."""
        kind = None
        if any(removed.is_same_face(box, by_hand=True) for removed in photo.removed_boxes):
            kind = ConflictKind.SET_ASIDE
        elif self._is_elsewhere_in(photo, who):
            kind = ConflictKind.OTHER_FACE
        if kind is not None and is_new:
            self._conflicts[replace(self._conflict(kind, photo, None, who), box=box.clamped())] = None
        return kind is not None

    def _draw(self, photo: PhotoNow, box: Box, who: Who) -> None:
        inside = box.clamped()
        width, height = photo.size
        if min(inside.width * width, inside.height * height) < SMALLEST_PIXELS:
            self.too_small += 1
        else:
            self._drawn.append(DrawnFace(photo.id, inside, who))
            self._drawn_in[photo.id].add(who)

    def _add_no(self, face: FaceNow, region: FaceRegion) -> None:
        """Plan a no or an ignored face, where the user here said nothing about the face."""
        if face.status is not FaceStatus.ACTIVE or face.confirmed:
            return
        if region.state is RegionState.IGNORED:
            self._ignored[face.id] = None
        elif region.state is RegionState.REJECTED and region.name is not None:
            who = self._names.who(region.name)
            if who is not None:
                self._rejections[face.id, who] = None

    # --- names of whole photos ---------------------------------------------------------------------------------------

    def _add_names_of_photo(
        self, photo: PhotoNow, names: Sequence[str], in_regions: set[str], known: KnownRecord
    ) -> None:
        """Plan who is in the photo as a whole. One face and one name settle it, if nothing contradicts."""
        self.said_names.update(map(spelled, names))
        missing: list[Who] = []
        for name in names:
            if spelled(name) in known.names:
                continue
            who = self._names.who(name, faces=1)
            if who is None or who in missing or self._is_elsewhere_in(photo, who):
                continue
            if who in photo.removed_people:
                self._conflicts[self._conflict(ConflictKind.REJECTED, photo, None, who)] = None
            else:
                missing.append(who)
        shown = [face for face in photo.faces if face.status is FaceStatus.ACTIVE]
        free = [face for face in shown if not face.confirmed and face.id not in self._faces]
        # With more faces than names, the face that is left may be a stranger's.
        is_the_one = len(missing) == len(free) == 1 and len(shown) == len(names) + len(in_regions)
        if is_the_one and self._settle(photo, free[0], missing[0]):
            return
        for who in missing:
            if who not in photo.people:
                self._in_photos[photo.id, who] = not free

    def _settle(self, photo: PhotoNow, face: FaceNow, who: Who) -> bool:
        """Plan the one name for the one face; returns False, and plans a conflict, where something contradicts."""
        conflict = self._objection(photo, face, who)
        if conflict is None and face.person_id not in (None, who):
            assert face.person_id is not None
            mine = self._names.shown(face.person_id)
            conflict = self._conflict(ConflictKind.SURE_OTHERWISE, photo, face, who, mine)
        if conflict is None:
            self._faces[face.id] = who
        else:
            self._conflicts[conflict] = None
        return conflict is None

    # --- values ------------------------------------------------------------------------------------------------------

    def _add_tags(self, photo: PhotoNow, paths: Iterable[Sequence[str]], known: KnownRecord) -> None:
        for parts in paths:
            path = SEPARATOR.join(parts)
            key = spelled_path(path)
            if key in known.tags:
                continue
            if key in photo.removed_tags:
                self._conflicts[FoundConflict(ConflictKind.TAG, photo.id, None, path, "")] = None
            elif key not in photo.tags:
                self._tags[path][photo.id] = None

    def _add_albums(self, photo: PhotoNow, record: PhotoMetadata) -> None:
        """Plan albums, but for those that the user deleted, or took the photo out of."""
        for names in record.albums:
            path = album_path(names)
            key = tuple(map(spelled, path))
            if path and key not in photo.albums | photo.removed_albums | self._now.deleted_albums:
                self._albums[path][photo.id] = None

    def _add_values(self, photo: PhotoNow, record: PhotoMetadata, known: KnownRecord) -> None:
        planned = self._values.get(photo.id, {})
        for name, value in values_as_kept(record).items():
            mine, before = photo.values[name], known.values[name]
            if not value or value == mine or name in planned:
                continue
            if mine is None and name not in photo.decided:
                self._values[photo.id][name] = value
            elif value == before:
                continue  # it was changed here alone
            elif mine is not None and mine == before:
                self._values[photo.id][name] = value
                self._former_values[photo.id, name] = mine
            else:
                self._conflicts[_other_value(photo.id, name, value, mine)] = None

    def _as_far_as_nothing_was_said(self, person_id: int, said: PersonValues) -> PersonValues:
        """What is said of a person that the catalog says nothing of yet; a birthday that differs is a conflict."""
        now = self._now.people[person_id]
        born = said.born
        if born is not None and now.values["born"] != born:
            if now.values["born"] is not None or "born" in now.decided:
                name = f"{self._names.shown(person_id)}: born"
                self._conflicts[_other_value(None, name, born, now.values["born"])] = None
                born = None
        else:
            born = None
        favourite, hidden = (
            None if now.values[name] or name in now.decided else value
            for name, value in (("favourite", said.favourite), ("hidden", said.hidden))
        )
        removed = self._now.removed_aliases
        aliases = tuple(alias for alias in said.aliases if (person_id, spelled(alias)) not in removed)
        return PersonValues(person_id, born, favourite, hidden, aliases)


def _other_value(photo_id: int | None, name: str, value: object, mine: object) -> FoundConflict:
    theirs = f"{name}: {_in_words(value)}"
    return FoundConflict(ConflictKind.VALUE, photo_id, None, theirs, "" if mine is None else _in_words(mine))


def _in_words(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
