"""People packs: whole or refused, suggestions and never facts, and never against what the user said."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import numpy as np
import pytest
from catalog_image import image_of
from user_state import said_in

from photoface.errors import UserFacingError
from photoface.library import review_answers
from photoface.library.commands.faces import NameFaces, RejectName
from photoface.library.commands.groups import NameGroup, RejectGroup
from photoface.library.commands.people import DescribePerson
from photoface.library.library import Library
from photoface.metadata.people_pack_file import (
    MAGIC,
    MOST_VECTORS,
    PackedPerson,
    PeoplePack,
    seal,
    unseal,
)

PASSPHRASE = "four words of ours"
PACK_TABLES = frozenset({"people_pack", "pack_person", "sqlite_sequence"})


@pytest.fixture
def pack(scanned: Library, tmp_path: Path) -> Path:
    """A pack of Anna and Ben, made in this library, which then does not know them any more."""
    first, second, _ = sorted(group.id for group in scanned.groups.all())
    scanned.execute(NameGroup(first, "Anna Berg"))
    scanned.execute(NameGroup(second, "Ben Holt"))
    people = {person.name: person.id for person in scanned.people.all()}
    scanned.execute(DescribePerson(people["Anna Berg"], dt.date(1988, 2, 29), None, "a secret note"))
    file = tmp_path / "family.photoface-people"
    assert scanned.people_packs.make(file, list(people.values()), PASSPHRASE)
    for _ in range(3):
        scanned.undo()
    return file


def opened(library: Library, file: Path) -> int:
    return library.people_packs.open(library.people_packs.read(file, PASSPHRASE), file.name)


def test_a_pack_holds_names_birthdays_and_vectors_alone(scanned: Library, pack: Path) -> None:
    data = pack.read_bytes()
    assert data.startswith(MAGIC)
    assert b"Anna" not in data
    read = scanned.people_packs.read(pack, PASSPHRASE)
    assert [(person.name, person.born, person.died) for person in read.people] == [
        ("Anna Berg", dt.date(1988, 2, 29), None),
        ("Ben Holt", None, None),
    ]
    assert read.model == scanned.settings().model
    assert all(0 < len(person.vectors) <= MOST_VECTORS for person in read.people)
    assert all(np.allclose(np.linalg.norm(person.vectors, axis=1), 1, atol=1e-4) for person in read.people)


def test_opening_suggests_and_decides_nothing(scanned: Library, pack: Path) -> None:
    before = image_of(scanned.catalog_path, without=PACK_TABLES)
    opened(scanned, pack)
    proposals = scanned.people_packs.proposals()
    assert image_of(scanned.catalog_path, without=PACK_TABLES) == before
    assert scanned.people.all() == []
    assert scanned.review.suggestion_counts() == {}
    assert {proposal.name for proposal in proposals} == {"Anna Berg", "Ben Holt"}
    for proposal in proposals:
        assert proposal.score > 0.5
        if proposal.group_id is not None:
            assert set(proposal.face_ids) == set(scanned.groups.face_ids(proposal.group_id))
    assert len({proposal.face_ids for proposal in proposals}) == len(proposals)


def test_a_yes_names_and_from_then_on_the_library_speaks_itself(scanned: Library, pack: Path) -> None:
    opened(scanned, pack)
    first = next(proposal for proposal in scanned.people_packs.proposals() if proposal.group_id is not None)
    assert first.group_id is not None
    scanned.execute(NameGroup(first.group_id, first.name))
    (person,) = scanned.people.all()
    assert (person.name, person.confirmed) == (first.name, len(first.face_ids))
    assert first.name not in {proposal.name for proposal in scanned.people_packs.proposals()}
    scanned.undo()
    assert first in scanned.people_packs.proposals()


def test_a_yes_brings_the_birthday_of_the_pack_and_undo_takes_it_back(scanned: Library, pack: Path) -> None:
    number = opened(scanned, pack)
    before = said_in(scanned.catalog_path)
    asked = {question.person_name: question for question in scanned.review.next_questions(20)}
    scanned.execute(review_answers.yes(asked["Anna Berg"]))
    scanned.execute(review_answers.yes(asked["Ben Holt"]))
    people = {person.name: person.born for person in scanned.people.all()}
    assert people == {"Anna Berg": dt.date(1988, 2, 29), "Ben Holt": None}
    scanned.undo()
    scanned.undo()
    assert said_in(scanned.catalog_path) == before
    # Somebody who is here already keeps what the user said of them.
    group_id = asked["Anna Berg"].group_id
    assert group_id is not None
    faces = scanned.groups.face_ids(group_id)
    scanned.execute(NameFaces(tuple(faces[:1]), "Anna Berg"))
    scanned.execute(NameFaces(tuple(faces[1:2]), "Anna Berg", pack_id=number))
    assert [person.born for person in scanned.people.all()] == [None]


def test_a_no_holds_after_forgetting_and_opening_again_and_can_be_undone(scanned: Library, pack: Path) -> None:
    number = opened(scanned, pack)
    first = scanned.people_packs.proposals()[0]
    summary = scanned.execute(RejectName(first.face_ids, first.name)).summary
    assert summary == f"Said that {len(first.face_ids)} faces are not {first.name}"
    assert first not in scanned.people_packs.proposals()
    scanned.people_packs.forget(number)
    assert scanned.people_packs.proposals() == []
    opened(scanned, pack)
    assert first.face_ids not in {one.face_ids for one in scanned.people_packs.proposals() if one.name == first.name}
    scanned.undo()
    assert first.face_ids in {one.face_ids for one in scanned.people_packs.proposals() if one.name == first.name}
    scanned.redo()
    assert first.face_ids not in {one.face_ids for one in scanned.people_packs.proposals() if one.name == first.name}


def test_a_no_that_was_said_before_the_pack_came_holds(scanned: Library, pack: Path) -> None:
    groups = scanned.groups.all()
    anna_group = sorted(group.id for group in groups)[0]
    other = next(group.id for group in groups if group.id != anna_group)
    scanned.execute(NameGroup(other, "Anna Berg"))
    (person,) = scanned.people.all()
    scanned.execute(RejectGroup(anna_group, person.id))
    opened(scanned, pack)
    assert "Anna Berg" not in {proposal.name for proposal in scanned.people_packs.proposals()}


def test_no_decision_of_the_user_is_touched(scanned: Library, pack: Path) -> None:
    group = sorted(group.id for group in scanned.groups.all())[0]
    scanned.execute(NameGroup(group, "Somebody Else"))
    said = said_in(scanned.catalog_path)
    number = opened(scanned, pack)
    faces = {face for proposal in scanned.people_packs.proposals() for face in proposal.face_ids}
    (person,) = scanned.people.all()
    assert faces.isdisjoint(scanned.people.face_ids(person.id))
    scanned.people_packs.forget(number)
    assert said_in(scanned.catalog_path) == said


def test_two_packs_that_know_the_same_people_do_not_compete(scanned: Library, pack: Path) -> None:
    opened(scanned, pack)
    alone = scanned.people_packs.proposals()
    opened(scanned, pack)
    both = scanned.people_packs.proposals()
    assert [(one.name, one.face_ids) for one in both] == [(one.name, one.face_ids) for one in alone]


def test_nobody_before_their_birth(scanned: Library, pack: Path) -> None:
    read = scanned.people_packs.read(pack, PASSPHRASE)
    unborn = tuple(PackedPerson(one.name, dt.date(2100, 1, 1), None, one.vectors) for one in read.people)
    scanned.people_packs.open(PeoplePack(read.model, read.made_on, unborn), "later")
    dated = {
        face.id
        for photo_id in scanned.photos.ids()
        for face in scanned.photos.detail(photo_id).faces
        if face.dated_by_exif
    }
    assert dated
    assert all(dated.isdisjoint(proposal.face_ids) for proposal in scanned.people_packs.proposals())


def test_a_pack_can_be_forgotten_whole(scanned: Library, pack: Path) -> None:
    before = image_of(scanned.catalog_path, without=frozenset({"sqlite_sequence"}))
    number = opened(scanned, pack)
    (kept,) = scanned.people_packs.all()
    assert (kept.id, kept.title, kept.names) == (number, pack.name, ("Anna Berg", "Ben Holt"))
    scanned.people_packs.forget(number)
    assert image_of(scanned.catalog_path, without=frozenset({"sqlite_sequence"})) == before
    with pytest.raises(UserFacingError, match="forgotten already"):
        scanned.people_packs.forget(number)


def test_another_model_is_a_sentence(scanned: Library, pack: Path) -> None:
    read = scanned.people_packs.read(pack, PASSPHRASE)
    with pytest.raises(UserFacingError, match="made with the model other") as caught:
        scanned.people_packs.open(PeoplePack("other", read.made_on, read.people), "x")
    assert "Only the same model" in caught.value.remedy
    assert scanned.people_packs.all() == []


def test_who_cannot_be_packed(scanned: Library, pack: Path, tmp_path: Path) -> None:
    group = scanned.groups.all()[0].id
    scanned.execute(NameGroup(group, "Anna"))
    (anna,) = scanned.people.all()
    packs = scanned.people_packs
    for people, passphrase, sentence in (
        ([], PASSPHRASE, "Nobody was chosen"),
        ([anna.id], "short", "shorter than 8"),
        ([anna.id + 7], PASSPHRASE, "not in the catalog"),
    ):
        with pytest.raises(UserFacingError, match=sentence):
            packs.make(tmp_path / "new", people, passphrase)
    with pytest.raises(UserFacingError, match="there already"):
        packs.make(pack, [anna.id], PASSPHRASE)
    assert not (tmp_path / "new").exists()


def test_wrong_passphrase_and_every_changed_byte(pack: Path) -> None:
    data = pack.read_bytes()
    with pytest.raises(UserFacingError, match="passphrase is another one"):
        unseal(data, "four words of theirs")
    places = random.Random(1).sample(range(len(data)), 12)
    for place in (*places, 0, len(MAGIC), len(data) - 1):
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises(UserFacingError):
            unseal(bytes(changed), PASSPHRASE)
    for length in (0, 1, len(MAGIC), len(MAGIC) + 20, len(data) - 1):
        with pytest.raises(UserFacingError):
            unseal(data[:length], PASSPHRASE)


def test_content_from_a_hostile_maker_ends_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sealed with the right passphrase: what is inside is checked all the same."""
    monkeypatch.setattr("photoface.metadata.people_pack_file._SCRYPT_COST", 2)
    vector = np.zeros((1, 4), np.float32)
    vector[0, 0] = 1
    good = PeoplePack("model", dt.date(2026, 1, 1), (PackedPerson("Anna", None, None, vector),))
    assert unseal(seal(good, PASSPHRASE), PASSPHRASE).people[0].name == "Anna"
    number = "AACAPwAAAAAAAAAAAAAAAA=="
    person = {"name": "Anna", "born": None, "died": None, "vectors": [number]}
    values = {"model": "m", "made_on": "2026-01-01", "people": [person]}

    def without(key: str) -> dict[str, object]:
        return {name: value for name, value in values.items() if name != key}

    lists: tuple[object, ...] = (5, [], [5], [person] * 1001, {"a": 1}, [[]])
    fields: dict[str, tuple[object, ...]] = {
        "name": (None, 5, "", " \x00\n", "x" * 201, ["a"]),
        "born": (5, "yesterday", "2026-02-30", {}),
        "vectors": (None, [], [number] * 49, [5], [None], ["!"], [""], ["AAAA"], [number, "AACAPw=="]),
    }
    hostile: list[object] = [
        *(None, [], 5, "x", {}, without("model"), without("people"), without("made_on")),
        *({**values, "people": people} for people in lists),
        *({**values, "model": model} for model in (5, "", "x" * 201, None)),
        *({**values, "made_on": day} for day in (None, "2026-13-01", 5, "never")),
        *({**values, "people": [{**person, key: value}]} for key, some in fields.items() for value in some),
        # Not of unit length, not numbers, far too large.
        {**values, "people": [{**person, "vectors": ["AAAAAAAAAAAAAAAAAAAAAA=="]}]},
        {**values, "people": [{**person, "vectors": ["AADAfwAAAAAAAAAAAAAAAA=="]}]},
        {**values, "people": [{**person, "vectors": ["//9/f///f3///39///9/fw=="]}]},
        {**values, "people": [person, {**person, "vectors": ["AACAPw=="]}]},
    ]
    for content in hostile:
        monkeypatch.setattr("photoface.metadata.people_pack_file._values", lambda _pack, value=content: value)
        data = seal(good, PASSPHRASE)
        with pytest.raises(UserFacingError):
            unseal(data, PASSPHRASE)


def test_random_bytes_are_no_pack() -> None:
    values = random.Random(2)
    for _ in range(200):
        with pytest.raises(UserFacingError, match="no people pack"):
            unseal(values.randbytes(values.randrange(300)), PASSPHRASE)


def test_a_refused_face_survives_a_scan_that_finds_it_no_more(scanned: Library, pack: Path) -> None:
    from photoface.catalog.decided_faces import decided_faces

    opened(scanned, pack)
    first = scanned.people_packs.proposals()[0]
    scanned.execute(RejectName(first.face_ids, first.name))
    with scanned._database.read() as session:
        assert decided_faces(session, first.face_ids) == set(first.face_ids)
