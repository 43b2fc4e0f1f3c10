"""Sends confirmed names, birthdays and face boxes to an Immich server that has the same photos, by the user's API key.

Only what is missing there is made, so that an export can be repeated: a person who has the name already is used, a face
that has the name already is left. A face that has another name in Immich keeps it, and the report says so. No picture
leaves this computer: names, birthdays and boxes do.

Source: Immich's API (`POST /people`, `PUT /people/{id}`, `POST /faces`, and `PUT /faces/{person}` with the face's id in
its body).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries.faces import FaceSummary
from photoface.catalog.summaries.people import PersonSummary
from photoface.catalog.summaries.photos import PhotoDetail
from photoface.errors import UserFacingError
from photoface.formatting import counted
from photoface.geometry import Box
from photoface.jobs import JobControl, RateMeter
from photoface.library.foreign_photos import LibraryFile, match_photos
from photoface.metadata.importers.foreign_values import integer
from photoface.metadata.importers.immich import decoded_sha1, served_assets, served_box, served_faces, served_people
from photoface.metadata.importers.web_service import WebService
from photoface.metadata.records import ForeignPhoto, PhotoMetadata
from photoface.text_folding import spelled

FAILURES_IN_A_ROW = 5
"""After so many refusals one after the other the server is not asked any more."""

_LARGEST_FILE = 1 << 62


@dataclass(frozen=True, slots=True)
class _Making:
    """A face that is to be made or renamed there.

    Attributes:
        face_id: Immich's face that gets the name; None where one is drawn.
    """

    asset_id: str
    face_id: str | None
    person_id: int
    box: Box
    size: tuple[int, int]


@dataclass(slots=True)
class ImmichReport:
    """What is given to the server, or in a dry run would be.

    Attributes:
        photos: of the library that the server has, of `asked`.
        people: names that are made there.
        birthdays: people there who get one.
        drawn, named: faces that are made there, and faces of Immich's own that get a name.
        there: faces that have their name already.
        remarks: a sentence for each thing that was left, or that failed.
    """

    asked: int = 0
    photos: int = 0
    people: list[str] = field(default_factory=list)
    birthdays: int = 0
    drawn: int = 0
    named: int = 0
    there: int = 0
    remarks: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to give."""
        return not (self.people or self.birthdays or self.drawn or self.named)

    def sentence(self) -> str:
        """What is sent, in words."""
        return (
            f"{self.photos:,} of {counted(self.asked, 'photo')} are there: "
            f"{counted(len(self.people), 'new person', 'new people')}, {counted(self.birthdays, 'birthday')}, "
            f"{counted(self.drawn, 'new face')}, {counted(self.named, 'name')} for faces of Immich's; "
            f"{counted(self.there, 'face')} named already"
        )


class ImmichExport:
    """One export: `plan` only reads, `send` carries it out.

    Args:
        people: all people of the library.
        sha1_of: as for `match_photos`.
    """

    def __init__(
        self,
        service: WebService,
        people: Iterable[PersonSummary],
        sha1_of: Callable[[LibraryFile], str | None],
        control: JobControl,
    ) -> None:
        self._service = service
        self._everybody = list(people)
        self._ours = {person.id: person for person in self._everybody if not person.hidden}
        self._sha1_of = sha1_of
        self._control = control
        self._makings: list[_Making] = []
        self._theirs: dict[int, str] = {}
        """Immich's people, by ours."""
        self._new_people: list[int] = []
        self._birthdays: dict[str, dt.date] = {}
        self.report = ImmichReport()

    def plan(self, photos: Sequence[PhotoDetail], files: Sequence[LibraryFile]) -> ImmichReport:
        """Find out what is missing there; nothing is changed.

        Raises:
            JobCancelled: by the control.
            UserFacingError: the server is not there, refuses the key, or is another program.
        """
        self.report.asked = len(photos)
        named = {
            photo.id: faces
            for photo in photos
            if (faces := [face for face in photo.faces_in_picture if self._goes(face)])
        }
        in_photos = {face.person_id for faces in named.values() for face in faces}
        self._ours = {key: person for key, person in self._ours.items() if key in in_photos}
        names = self._read_people()
        assets = [asset for asset in served_assets(self._service) if isinstance(asset.get("id"), str)]
        self._control.checkpoint()
        by_photo = self._matched(assets, files)
        self.report.photos = sum(photo.id in by_photo for photo in photos)
        meter = RateMeter(self._control.working_time)
        for done, photo in enumerate(photos):
            self._control.report(meter.progress("Comparing with Immich", done, len(photos)))
            if photo.id in by_photo:
                faces = [face for face in named.get(photo.id, ()) if face.person_id in self._ours]
                self._compare(photo, faces, by_photo[photo.id], names)
        self.report.people = [self._ours[person_id].name for person_id in self._new_people]
        self.report.birthdays = len(self._birthdays)
        return self.report

    def _goes(self, face: FaceSummary) -> bool:
        """Only names that the user gave or confirmed leave."""
        return face.confirmed and face.status is FaceStatus.ACTIVE and face.person_id in self._ours

    def _read_people(self) -> dict[str, str]:
        """Whom of ours Immich knows; returns the names of its people by their id."""
        names: dict[str, str] = {}
        by_name: dict[str, list[tuple[str, dt.date | None]]] = defaultdict(list)
        for key, known in served_people(self._service):
            if isinstance(key, str) and known.person is not None:
                names[key] = known.person.name
                by_name[spelled(known.person.name)].append((key, known.person.birth_date))
        counts = Counter(spelled(person.name) for person in self._everybody)
        namesakes = {key for key, count in counts.items() if count > 1}
        for person in list(self._ours.values()):
            found = by_name.get(spelled(person.name), [])
            if len(found) > 1 or (spelled(person.name) in namesakes):
                where = "here" if spelled(person.name) in namesakes else "in Immich"
                self.report.remarks.append(f"Several people {where} are called {person.name}: left out.")
                del self._ours[person.id]
            elif found:
                ((key, born),) = found
                self._theirs[person.id] = key
                if person.born is not None and born is None:
                    self._birthdays[key] = person.born
                elif person.born is not None and born != person.born:
                    self.report.remarks.append(f"{person.name} has another birthday in Immich ({born}): left.")
        return names

    def _matched(
        self, assets: Sequence[dict[str, object]], files: Sequence[LibraryFile]
    ) -> dict[int, dict[str, object]]:
        """Immich's photos by ours. The same place is not enough: size or content must be the same as well."""
        foreign = [
            ForeignPhoto(
                str(asset.get("originalPath") or ""),
                "",
                PhotoMetadata(),
                _size(asset),
                decoded_sha1(asset.get("checksum")),
            )
            for asset in assets
        ]
        by_photo: dict[int, list[LibraryFile]] = defaultdict(list)
        for file in files:
            by_photo[file.photo_id].append(file)
        found: dict[int, dict[str, object]] = {}
        matches = match_photos(foreign, files, {}, self._sha1_of)
        for asset, photo, photo_id in zip(assets, foreign, matches, strict=True):
            if photo_id is None or asset.get("isTrashed") is True:
                continue
            theirs = by_photo[photo_id]
            if any(file.size == photo.size_bytes for file in theirs) or (
                photo.sha1 is not None and any(self._sha1_of(file) == photo.sha1 for file in theirs)
            ):
                found.setdefault(photo_id, asset)
        return found

    def _compare(
        self, photo: PhotoDetail, faces: Sequence[FaceSummary], asset: dict[str, object], names: Mapping[str, str]
    ) -> None:
        there = [(person, face, served_box(face)) for person, face in served_faces(asset, self._service)]
        for face in faces:
            assert face.person_id is not None
            name = self._ours[face.person_id].name
            overlaps = [
                (box.intersection_over_union(face.box), person, key.get("id"))
                for person, key, box in there
                if box is not None and box.is_same_face(face.box, by_hand=True)
            ]
            _, owner, face_id = max(overlaps, key=lambda one: one[0], default=(0.0, None, None))
            theirs = names.get(owner) if isinstance(owner, str) else None
            if theirs is not None and (owner == self._theirs.get(face.person_id) or spelled(theirs) == spelled(name)):
                self.report.there += 1
                continue
            if theirs is not None:
                path = asset.get("originalPath")
                self.report.remarks.append(f"{path}: Immich names {theirs} where {name} is; left.")
                continue
            if overlaps and not isinstance(face_id, str):
                self.report.remarks.append(f"{asset.get('originalPath')}: a face of {name} has no number there; left.")
                continue
            self.report.named += bool(overlaps)
            self.report.drawn += not overlaps
            if face.person_id not in self._theirs and face.person_id not in self._new_people:
                self._new_people.append(face.person_id)
            size = (photo.width, photo.height)
            known = face_id if isinstance(face_id, str) else None
            self._makings.append(_Making(str(asset["id"]), known, face.person_id, face.box.clamped(), size))

    def send(self) -> ImmichReport:
        """Carry out what was planned; the report then says what was done, and a sentence for each failure.

        Raises:
            JobCancelled: by the control; what was made stays, and the next export goes on from there.
            UserFacingError: the server refuses again and again.
        """
        planned, self.report.drawn, self.report.named = len(self._makings), 0, 0
        self.report.people, self.report.birthdays = [], 0
        failed_in_a_row = 0
        meter = RateMeter(self._control.working_time)
        steps: list[Callable[[], None]] = [
            *(self._person_step(person_id) for person_id in self._new_people),
            *(self._birthday_step(key, born) for key, born in self._birthdays.items()),
            *(self._face_step(making) for making in self._makings),
        ]
        for done, step in enumerate(steps):
            self._control.report(meter.progress("Sending names to Immich", done, len(steps)))
            try:
                step()
                failed_in_a_row = 0
            except UserFacingError as error:
                failed_in_a_row += 1
                if failed_in_a_row == FAILURES_IN_A_ROW:
                    done_faces = self.report.drawn + self.report.named
                    raise UserFacingError(
                        f"{error.sentence} {done_faces:,} of {counted(planned, 'face')} were named before.",
                        f"{error.remedy} Export again then: only what is missing is sent.",
                    ) from error
                self.report.remarks.append(error.sentence)
        return self.report

    def _person_step(self, person_id: int) -> Callable[[], None]:
        def make() -> None:
            person = self._ours[person_id]
            body: dict[str, object] = {"name": person.name}
            if person.born is not None:
                body["birthDate"] = person.born.isoformat()
            made = self._service.send("POST", "/api/people", body)
            key = made.get("id") if isinstance(made, dict) else None
            if not isinstance(key, str):
                raise UserFacingError(f"Immich did not say which person {person.name} is.", "Check its version.")
            self._theirs[person_id] = key
            self.report.people.append(person.name)

        return make

    def _birthday_step(self, key: str, born: dt.date) -> Callable[[], None]:
        def change() -> None:
            self._service.send("PUT", f"/api/people/{_in_path(key)}", {"birthDate": born.isoformat()})
            self.report.birthdays += 1

        return change

    def _face_step(self, making: _Making) -> Callable[[], None]:
        def make() -> None:
            person = self._theirs.get(making.person_id)
            if person is None:
                return  # it could not be made, which was said
            if making.face_id is not None:
                self._service.send("PUT", f"/api/faces/{_in_path(person)}", {"id": making.face_id})
                self.report.named += 1
                return
            width, height = making.size
            left, top, right, bottom = making.box.pixels(width, height)
            self._service.send(
                "POST",
                "/api/faces",
                {
                    **{"assetId": making.asset_id, "personId": person, "imageWidth": width, "imageHeight": height},
                    **{"x": left, "y": top, "width": max(right - left, 1), "height": max(bottom - top, 1)},
                },
            )
            self.report.drawn += 1

        return make


def _size(asset: Mapping[str, object]) -> int | None:
    exif = asset.get("exifInfo")
    return integer(exif.get("fileSizeInByte"), 0, _LARGEST_FILE) if isinstance(exif, dict) else None


def _in_path(key: str) -> str:
    """An id as a part of an address.

    Raises:
        UserFacingError: a server gave an id that would lead elsewhere.
    """
    if not key or not all(letter.isalnum() or letter in "-_" for letter in key):
        raise UserFacingError("Immich gave a number that is none.", "Check the address.")
    return key
