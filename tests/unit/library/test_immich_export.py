"""Names go to Immich once, by its interface, and override nothing there."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from immich_server import KEY, Immich, serving

from photoface.catalog.summaries.faces import FaceSummary
from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.people import DescribePerson
from photoface.library.exports.immich import ImmichReport
from photoface.library.library import Library


@pytest.fixture
def immich() -> Iterator[Immich]:
    with serving(Immich()) as server:
        yield server


@pytest.fixture
def named(scanned: Library) -> Library:
    """Two people whose faces are confirmed, one of them with a birthday."""
    first, second, _ = sorted(group.id for group in scanned.groups.all())
    scanned.execute(NameGroup(first, "Anna Berg"))
    scanned.execute(NameGroup(second, "Ben Holt"))
    anna = next(person for person in scanned.people.all() if person.name == "Anna Berg")
    scanned.execute(DescribePerson(anna.id, dt.date(1988, 2, 29), None, ""))
    return scanned


def upload_all(immich: Immich, library: Library) -> dict[int, str]:
    """Immich gets all photos; returns its number of each."""
    found = {}
    for photo_id in library.photos.ids():
        path = library.photos.detail(photo_id).path
        assert path is not None
        found[photo_id] = immich.add_photo(path)
    return found


def confirmed(library: Library) -> list[FaceSummary]:
    details = [library.photos.detail(photo_id) for photo_id in library.photos.ids()]
    return [face for photo in details for face in photo.faces if face.confirmed]


def corners(library: Library, face: FaceSummary) -> tuple[tuple[int, int, int, int], tuple[int, int]]:
    photo = library.photos.detail(face.photo_id)
    return face.box.pixels(photo.width, photo.height), (photo.width, photo.height)


def test_what_is_missing_is_made_once(named: Library, immich: Immich) -> None:
    assets = upload_all(immich, named)
    told: list[str] = []
    report = named.exports.to_immich(immich.address, KEY, before_sending=lambda plan: told.append(plan.sentence()))
    faces = confirmed(named)
    assert faces
    assert (report.photos, report.asked, sorted(report.people)) == (12, 12, ["Anna Berg", "Ben Holt"])
    assert (report.drawn, report.named, report.there, report.remarks) == (len(faces), 0, 0, [])
    assert len(told) == 1
    assert f"{len(faces)} new faces" in told[0]
    people = {person["id"]: person for person in immich.people}
    assert {person["name"]: person["birthDate"] for person in immich.people} == {
        "Anna Berg": "1988-02-29",
        "Ben Holt": None,
    }
    for face in faces:
        box, size = corners(named, face)
        (made,) = (
            one
            for one in immich.faces
            if one["assetId"] == assets[face.photo_id] and people[one["personId"]]["name"] == face.person_name
        )
        assert (made["boundingBoxX1"], made["boundingBoxY1"], made["boundingBoxX2"], made["boundingBoxY2"]) == box
        assert (made["imageWidth"], made["imageHeight"]) == size
    sent = len(immich.sent)
    again = named.exports.to_immich(immich.address, KEY)
    assert again.is_empty
    assert again.there == len(faces)
    assert len(immich.sent) == sent


def test_dry_run_sends_nothing(named: Library, immich: Immich) -> None:
    upload_all(immich, named)
    report = named.exports.to_immich(immich.address, KEY, dry_run=True)
    assert (report.drawn, len(report.people)) == (len(confirmed(named)), 2)
    assert (immich.sent, immich.people, immich.faces) == ([], [], [])


def test_immich_s_own_faces_and_people_are_used(named: Library, immich: Immich) -> None:
    assets = upload_all(immich, named)
    anna = immich.add_person("anna berg")
    unnamed, stranger = immich.add_person(""), immich.add_person("Somebody Else")
    first, second, third, *rest = (face for face in confirmed(named) if face.person_name == "Anna Berg")
    for face, owner in ((first, None), (second, unnamed), (third, stranger)):
        box, size = corners(named, face)
        immich.add_face(assets[face.photo_id], owner, box, size)
    report = named.exports.to_immich(immich.address, KEY)
    owners = [face["personId"] for face in immich.faces[:3]]
    assert owners == [anna, anna, stranger]
    assert report.named == 2
    assert [one for one in report.remarks if "Somebody Else" in one]
    assert report.people == ["Ben Holt"]
    assert report.birthdays == 1
    assert immich.people[0]["birthDate"] == "1988-02-29"
    assert sum(face["personId"] == anna for face in immich.faces) == 2 + len(rest)


def test_another_birthday_there_stays(named: Library, immich: Immich) -> None:
    upload_all(immich, named)
    immich.add_person("Anna Berg", "1990-01-01")
    report = named.exports.to_immich(immich.address, KEY)
    assert immich.people[0]["birthDate"] == "1990-01-01"
    assert any("another birthday" in remark for remark in report.remarks)


def test_two_people_of_one_name_are_left_out(named: Library, immich: Immich) -> None:
    upload_all(immich, named)
    immich.add_person("Anna Berg")
    immich.add_person("Anna Berg")
    report = named.exports.to_immich(immich.address, KEY)
    assert report.people == ["Ben Holt"]
    assert any("Several people in Immich are called Anna Berg" in remark for remark in report.remarks)


def test_only_faces_that_the_user_confirmed_leave(named: Library, immich: Immich) -> None:
    upload_all(immich, named)
    named.exports.to_immich(immich.address, KEY)
    assert len(immich.faces) == len(confirmed(named))


def test_the_same_name_with_other_content_is_another_photo(named: Library, immich: Immich, tmp_path: Path) -> None:
    for number, photo_id in enumerate(named.photos.ids()):
        path = named.photos.detail(photo_id).path
        assert path is not None
        other = tmp_path / str(number) / path.name
        other.parent.mkdir()
        other.write_bytes(path.read_bytes() + b"x")
        immich.add_photo(other, path=f"/photos/{path.parent.name}/{path.name}")
    report = named.exports.to_immich(immich.address, KEY)
    assert (report.photos, immich.sent) == (0, [])


def test_a_refused_face_is_said_and_sent_the_next_time(named: Library, immich: Immich) -> None:
    upload_all(immich, named)
    immich.refuse = "POST /api/people"
    report = named.exports.to_immich(immich.address, KEY)
    assert len(report.remarks) == 2
    assert all("answers 500 to /api/people" in remark for remark in report.remarks)
    assert immich.faces == []
    immich.refuse = "POST /api/faces"
    with pytest.raises(UserFacingError, match="0 of .* named before") as caught:
        named.exports.to_immich(immich.address, KEY)
    assert "only what is missing is sent" in caught.value.remedy
    immich.refuse = None
    report = named.exports.to_immich(immich.address, KEY)
    assert (report.people, report.drawn) == ([], len(confirmed(named)))


def test_wrong_key_and_no_server(named: Library, immich: Immich) -> None:
    with pytest.raises(UserFacingError, match="answers 401"):
        named.exports.to_immich(immich.address, "other")
    with pytest.raises(UserFacingError, match="no address"):
        named.exports.to_immich("ftp://x", KEY)


def test_cancelled_before_anything_is_sent(named: Library, immich: Immich) -> None:
    upload_all(immich, named)
    control = JobControl()
    control.cancel()
    with pytest.raises(JobCancelled):
        named.exports.to_immich(immich.address, KEY, control=control)
    assert immich.sent == []


def test_hostile_answers_end_in_a_sentence(named: Library) -> None:
    """Answers of the right kind with random values in them: a report or a sentence, and no odd address."""
    values = random.Random(1)
    path = next(named.photos.detail(photo_id).path for photo_id in named.photos.ids())
    assert path is not None
    odd: list[object] = [
        *(None, True, -1, 1e400, "", "../../x", "a/b?c=d", "\x00", [], {}, [[]], {"id": {}}, "Anna Berg", 10**30),
        *("nan", "9" * 5000, "2020-13-45", "\ud800"),
    ]

    def some(*right: object) -> object:
        return values.choice([*right, *right, *odd])

    def face() -> object:
        box = {name: some(1, 50, 100) for name in ("boundingBoxX1", "boundingBoxY1", "boundingBoxX2", "boundingBoxY2")}
        return some({"id": some("f"), "imageWidth": some(100), "imageHeight": some(100), **box})

    def transport(method: str, address: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
        assert address.startswith("http://nas/api/")
        assert ".." not in address
        if "search" in address:
            people = some([some({"id": some("p"), "faces": some([face(), face()])})])
            exif = some({"fileSizeInByte": some(path.stat().st_size)})
            asset = {"id": some("a"), "originalPath": some(str(path)), "checksum": some("x"), "people": people}
            items = [some({**asset, "exifInfo": exif, "unassignedFaces": some([face()])}) for _ in range(3)]
            return json.dumps({"assets": some({"items": some(items), "nextPage": some(None)})}).encode()
        person = {"id": some("p"), "name": some("Anna Berg"), "birthDate": some("1990-01-01"), "isHidden": some(False)}
        if method == "GET":
            return json.dumps({"people": some([some(person)]), "hasNextPage": some(False)}).encode()
        return json.dumps(some(person)).encode()

    reports = 0
    for _ in range(300):
        try:
            report = named.exports.to_immich("http://nas", KEY, transport=transport)
        except UserFacingError:
            continue
        assert isinstance(report, ImmichReport)
        reports += 1
    assert reports > 50
