"""What files say becomes decisions of the user, in one step that can be undone, and never against the user's word."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from catalog_image import image_of
from sidecars import write_sidecar

from photoface.catalog import placing
from photoface.catalog.opening import open_database
from photoface.catalog.states import ConflictAnswer, ConflictKind
from photoface.catalog.summaries.faces import FaceSummary
from photoface.errors import JobCancelled, UserFacingError
from photoface.geometry import Box
from photoface.jobs import JobControl
from photoface.library.commands.collections import DeleteAlbum, RemoveFromAlbum, TagPhotos, UntagPhotos
from photoface.library.commands.command import Command
from photoface.library.commands.faces import ConfirmFaces, DeleteFaceBox, DrawFace, NameFaces, RejectFaces
from photoface.library.commands.groups import NameGroup, SplitGroup
from photoface.library.commands.people import (
    AddAlias,
    DeletePerson,
    DescribePerson,
    RemoveAlias,
    RenamePerson,
    SetFavourites,
)
from photoface.library.commands.photos import MarkInPhotos, RatePhotos, RemoveDates, SetDates, SetPlaces, UnmarkInPhotos
from photoface.library.commands.strangers import IgnoreFaces, MarkNotAFace
from photoface.library.commands.takeover import SettleConflicts, TakeOver
from photoface.library.history import Outcome
from photoface.library.library import Library
from photoface.library.takeover import Proposal
from photoface.metadata.records import (
    FaceRegion,
    ForeignCatalog,
    ForeignPerson,
    ForeignPhoto,
    Frame,
    PhotoMetadata,
    RegionSchema,
    RegionState,
)
from photoface.people_tags import person_of_tag

NO_FACE_THERE = Box(0.7, 0.6, 0.2, 0.3)


class Album:
    """A scanned library, whose photos other programs wrote about."""

    def __init__(self, library: Library, folder: Path) -> None:
        self.library = library
        self.photos = library.photos.ids_at(sorted(folder.rglob("*.png")))
        self.paths = {photo_id: path for path, photo_id in self.photos.items()}
        self.ids = sorted(self.photos.values(), key=lambda photo_id: self.paths[photo_id])

    def faces(self, photo_id: int) -> tuple[FaceSummary, ...]:
        return self.library.photos.detail(photo_id).faces

    def say(self, photo_id: int, *names: str, **more: object) -> None:
        """Write a sidecar with a name for each face of a photo, from left to right; an empty one names nobody."""
        named = [(name, face.box) for name, face in zip(names, self.faces(photo_id), strict=False) if name]
        extra = more.pop("regions", [])
        assert isinstance(extra, list)
        write_sidecar(self.paths[photo_id], [*named, *extra], **more)  # type: ignore[arg-type]

    def proposal(self, **mapping: str) -> Proposal:
        self.library.jobs.scan()
        return self.library.metadata.propose(mapping=mapping)

    def take_over(self, **mapping: str) -> Outcome:
        return self.library.execute(TakeOver(self.proposal(**mapping).takeover))

    def names(self, photo_id: int) -> list[str | None]:
        return [face.person_name for face in self.faces(photo_id)]

    def conflicts(self) -> list[ConflictKind]:
        return [conflict.kind for conflict in self.library.metadata.conflicts()]


@pytest.fixture
def album_of(scanned: Library, album: Path) -> Album:
    return Album(scanned, album)


def _decided(library: Library) -> dict[str, list[tuple[object, ...]]]:
    return image_of(library.catalog_path)


def test_names_of_files_meet_faces_and_one_undo_takes_all_back(album_of: Album) -> None:
    library = album_of.library
    one, two = album_of.ids[0], album_of.ids[1]
    album_of.say(one, "Anna", tags=["Travel/Italy", "beach"], rating=4, caption="At the sea")
    album_of.say(two, "Anna", "Ben", regions=[("Cleo", NO_FACE_THERE)])
    proposal = album_of.proposal()
    assert (proposal.people, proposal.named_regions, proposal.matched, len(proposal.takeover.drawn)) == (3, 4, 3, 1)
    assert library.people.all() == []
    before = _decided(library)
    outcome = library.execute(TakeOver(proposal.takeover))
    assert outcome.summary.startswith("Took 4 faces of 3 people over from photo files, and what is said of 1 photo")
    after = _decided(library)
    assert album_of.names(one) == ["Anna"]
    assert album_of.names(two) == ["Anna", "Ben", "Cleo"]
    assert all(face.confirmed for face in (*album_of.faces(one), *album_of.faces(two)))
    assert album_of.faces(two)[2].drawn
    detail = library.photos.detail(one)
    assert (detail.rating, [tag.path for tag in detail.tags]) == (4, ["beach", "Travel/Italy"])
    library.undo()
    assert _decided(library) == before
    library.redo()
    assert _decided(library) == after
    assert album_of.proposal().takeover.is_empty
    assert library.metadata.counts().waiting == 0
    library.undo()
    assert library.metadata.counts().waiting == 2
    assert album_of.take_over().summary == outcome.summary


def test_the_drawn_faces_are_looked_at_by_the_next_scan(album_of: Album) -> None:
    album_of.say(album_of.ids[0], regions=[("Cleo", NO_FACE_THERE)])
    album_of.take_over()
    assert album_of.library.photos.unfinished_ids() == [album_of.ids[0]]
    album_of.library.jobs.scan()
    assert album_of.library.photos.unfinished_ids() == []
    assert album_of.names(album_of.ids[0])[-1] == "Cleo"


def _named_by_the_machine(album: Album, photo: int, name: str) -> None:
    """A face of a photo is filed under a person, as a grouping does it that is sure."""
    library = album.library
    library.execute(NameFaces((album.faces(album.ids[3])[0].id,), name))
    (person,) = library.people.called(name)
    database = open_database(library.catalog_path)
    with database.write() as session:
        placing.place(session, [album.faces(photo)[0].id], person_id=person.id)
    database.close()
    assert album.names(photo) == [name]


def test_a_name_of_the_machine_gives_way_and_its_own_name_is_confirmed(album_of: Album) -> None:
    photo = album_of.ids[0]
    _named_by_the_machine(album_of, photo, "Anna")
    album_of.say(photo, "Ben")
    album_of.take_over()
    assert album_of.names(photo) == ["Ben"]
    assert album_of.conflicts() == []


def _confirmed_as_another(album: Album, photo: int) -> Command:
    return NameFaces((album.faces(photo)[0].id,), "Zoe")


def _refused(album: Album, photo: int) -> Command:
    other = album.faces(album.ids[4])[0]
    album.library.execute(NameFaces((other.id,), "Anna"))
    (anna,) = album.library.people.called("Anna")
    return RejectFaces((album.faces(photo)[0].id,), anna.id)


def _ignored(album: Album, photo: int) -> Command:
    return IgnoreFaces((album.faces(photo)[0].id,))


def _not_a_face(album: Album, photo: int) -> Command:
    return MarkNotAFace((album.faces(photo)[0].id,))


def _kept_apart(album: Album, photo: int) -> Command:
    face = album.faces(photo)[0]
    assert face.group_id is not None
    rest = tuple(one for one in album.library.groups.face_ids(face.group_id) if one != face.id)
    return SplitGroup(face.group_id, rest, name="Anna")


FACE_DECISIONS: list[tuple[Callable[[Album, int], Command], ConflictKind]] = [
    (_confirmed_as_another, ConflictKind.NAMED_OTHERWISE),
    (_refused, ConflictKind.REJECTED),
    (_ignored, ConflictKind.SET_ASIDE),
    (_not_a_face, ConflictKind.SET_ASIDE),
    (_kept_apart, ConflictKind.KEPT_APART),
]


@pytest.mark.parametrize(("decide", "kind"), FACE_DECISIONS, ids=lambda case: getattr(case, "__name__", ""))
@pytest.mark.parametrize("whole_photo", [False, True])
def test_what_the_user_said_of_a_face_stands(
    album_of: Album, decide: Callable[[Album, int], Command], kind: ConflictKind, whole_photo: bool
) -> None:
    library, photo = album_of.library, album_of.ids[0]
    box = album_of.faces(photo)[0].box
    library.execute(decide(album_of, photo))
    before = _decided(library)
    write_sidecar(album_of.paths[photo], [] if whole_photo else [("Anna", box)], people=["Anna"] if whole_photo else [])
    album_of.take_over()
    after = _decided(library)
    for table in ("face", "rejection", "cannot_link"):
        assert after[table] == before[table], table
    if not whole_photo:
        (conflict,) = library.metadata.conflicts()
        assert (conflict.kind, conflict.theirs, conflict.photo_id) == (kind, "Anna", photo)
        assert conflict.path == album_of.paths[photo]
    assert album_of.proposal().takeover.is_empty, "it is not asked again"


@pytest.mark.parametrize("decide", [decide for decide, _ in FACE_DECISIONS])
def test_what_the_user_says_after_the_proposal_stands_too(
    album_of: Album, decide: Callable[[Album, int], Command]
) -> None:
    library, photo = album_of.library, album_of.ids[0]
    album_of.say(photo, "Anna")
    proposal = album_of.proposal()
    library.execute(decide(album_of, photo))
    before = _decided(library)
    library.execute(TakeOver(proposal.takeover))
    after = _decided(library)
    assert (after["face"], after["rejection"]) == (before["face"], before["rejection"])


def test_a_face_that_the_user_drew_and_deleted_is_not_drawn_again(album_of: Album) -> None:
    library, photo = album_of.library, album_of.ids[0]
    library.execute(DrawFace(photo, NO_FACE_THERE))
    library.execute(DeleteFaceBox(album_of.faces(photo)[-1].id))
    album_of.say(photo, regions=[("Cleo", NO_FACE_THERE)])
    album_of.take_over()
    assert len(album_of.faces(photo)) == 1
    assert album_of.conflicts() == [ConflictKind.SET_ASIDE]


def test_nobody_gets_two_faces_in_one_photo(album_of: Album) -> None:
    library, photo = album_of.library, album_of.ids[1]
    left, right = album_of.faces(photo)
    library.execute(NameFaces((left.id,), "Anna"))
    album_of.say(photo, "", "Anna", regions=[("Anna", NO_FACE_THERE)])
    album_of.take_over()
    assert [face.id for face in album_of.faces(photo) if face.person_name == "Anna" and face.confirmed] == [left.id]
    assert album_of.conflicts() == [ConflictKind.OTHER_FACE, ConflictKind.OTHER_FACE]
    assert right.id in {conflict.face_id for conflict in library.metadata.conflicts()}


def test_stars_titles_and_tags_of_the_user_stand(album_of: Album) -> None:
    library, photo, unrated, same = album_of.library, *album_of.ids[:3]
    library.execute(RatePhotos((photo, unrated), 2))
    library.execute(RatePhotos((unrated,), None))
    library.execute(RatePhotos((same,), 5))
    library.execute(TagPhotos((photo,), "beach"))
    (beach,) = library.tags.called("beach")
    library.execute(UntagPhotos((photo,), beach.id))
    for one in (photo, unrated, same):
        album_of.say(one, rating=5, tags=["Beach", "Sun"])
    album_of.take_over()
    ratings = {one.id: one.rating for one in library.photos.summaries([photo, unrated, same])}
    assert ratings == {photo: 2, unrated: None, same: 5}
    assert [tag.path for tag in library.photos.detail(photo).tags] == ["Sun"]
    assert [tag.path for tag in library.photos.detail(same).tags] == ["beach", "Sun"]
    found = {(conflict.photo_id, conflict.theirs, conflict.mine) for conflict in library.metadata.conflicts()}
    assert found == {(photo, "rating: 5", "2"), (unrated, "rating: 5", ""), (photo, "Beach", "")}


def test_one_face_and_one_name_of_a_photo_settle_it(album_of: Album) -> None:
    library, one, two, none = album_of.library, album_of.ids[0], album_of.ids[1], album_of.ids[2]
    album_of.say(one, people=["Anna"])
    album_of.say(two, people=["Anna"])
    album_of.say(none, people=["Ben", "Cleo"])
    album_of.take_over()
    assert album_of.names(one) == ["Anna"]
    confirmed = [face for photo in (two, none) for face in album_of.faces(photo) if face.confirmed]
    assert confirmed == [], "more faces than names, or more names than faces, settle nothing"
    assert {two, one} <= set(library.search.find("Anna").photo_ids)
    assert library.search.find("Ben Cleo").photo_ids == (none,)


def test_a_keyword_below_people_is_a_name_and_no_tag(album_of: Album) -> None:
    library, one, two = album_of.library, album_of.ids[0], album_of.ids[1]
    album_of.say(one, tags=["People/Family/Anna", "Travel"])
    album_of.say(two, "Ben", "Anna", tags=["Ben", "beach", "_Digikam_Internal_Tags_/Color Label Red"])
    album_of.take_over()
    assert album_of.names(one) == ["Anna"]
    assert {node.path for node in library.tags.tree()} == {"Travel", "beach"}


@pytest.mark.parametrize("above", ["Faces", "personer", "Lide\u0301", "人物"])
def test_what_names_people_is_one_thing_for_files_and_for_takeovers(album_of: Album, above: str) -> None:
    assert person_of_tag((above, "Anna")) == "Anna"
    album_of.say(album_of.ids[0], tags=[f"{above}/Anna"])
    album_of.take_over()
    assert album_of.names(album_of.ids[0]) == ["Anna"]
    assert album_of.library.tags.tree() == ()


def test_recognition_that_is_sure_of_another_makes_a_conflict_of_a_name_of_the_photo(album_of: Album) -> None:
    library, photo = album_of.library, album_of.ids[0]
    _named_by_the_machine(album_of, photo, "Zoe")
    album_of.say(photo, people=["Anna"])
    album_of.take_over()
    assert album_of.names(photo) == ["Zoe"]
    (conflict,) = library.metadata.conflicts()
    assert (conflict.kind, conflict.theirs, conflict.mine) == (ConflictKind.SURE_OTHERWISE, "Anna", "Zoe")
    assert photo in library.search.find("Anna").photo_ids


def test_a_name_that_may_be_several_people_waits_for_the_answer(album_of: Album) -> None:
    library, photo, other = album_of.library, album_of.ids[0], album_of.ids[4]
    library.execute(NameFaces((album_of.faces(other)[0].id,), "Anna"))
    library.execute(NameFaces((album_of.faces(album_of.ids[2])[0].id,), "Anna", another=True))
    album_of.say(photo, "anna")
    proposal = album_of.proposal()
    (question,) = proposal.questions
    assert (question.name, question.faces, len(question.people)) == ("anna", 1, 2)
    assert proposal.takeover.is_empty
    first = min(person for person, _ in question.people)
    album_of.take_over(Anna=f"#{first}")
    assert album_of.faces(photo)[0].person_id == first
    assert album_of.proposal().questions == ()


def test_a_name_that_looks_like_somebodys_waits_too_and_can_be_left_out(album_of: Album) -> None:
    library, photo, other = album_of.library, album_of.ids[0], album_of.ids[4]
    library.execute(NameFaces((album_of.faces(other)[0].id,), "Anna"))
    cyrillic = "\u0410nna"
    album_of.say(photo, cyrillic)
    assert [question.name for question in album_of.proposal().questions] == [cyrillic]
    assert library.metadata.counts().waiting == 1
    named = library.metadata.propose(mapping={cyrillic: cyrillic}).takeover
    assert [who for _, who in named.names] == [cyrillic], "an answer is meant as it is written"
    library.execute(TakeOver(library.metadata.propose(mapping={cyrillic: ""}).takeover))
    assert album_of.names(photo)[0] in (None, "Anna")
    assert library.metadata.counts().waiting == 0
    album_of.say(photo, cyrillic, rating=1)
    with pytest.raises(UserFacingError, match="no person with the number 99"):
        album_of.proposal(**{cyrillic: "#99"})


def test_a_person_whom_the_user_deleted_comes_back_only_when_asked(album_of: Album) -> None:
    library, photo = album_of.library, album_of.ids[0]
    library.execute(NameFaces((album_of.faces(photo)[0].id,), "Anna"))
    library.execute(DeletePerson(library.people.called("Anna")[0].id))
    album_of.say(photo, "Anna")
    proposal = album_of.proposal()
    assert [(question.name, question.people) for question in proposal.questions] == [("Anna", ())]
    assert proposal.takeover.is_empty
    album_of.take_over(Anna="Anna")
    assert album_of.names(photo) == ["Anna"]


def test_who_the_user_said_is_not_in_a_photo_is_not_put_there(album_of: Album) -> None:
    library, photo = album_of.library, album_of.ids[1]
    library.execute(MarkInPhotos((photo, album_of.ids[2]), "Anna"))
    (anna,) = library.people.called("Anna")
    library.execute(UnmarkInPhotos((photo,), anna.id))
    album_of.say(photo, people=["Anna"])
    album_of.take_over()
    assert library.search.find("Anna").photo_ids == (album_of.ids[2],)
    assert album_of.conflicts() == [ConflictKind.REJECTED]


def test_what_the_user_said_of_a_person_stands(album_of: Album) -> None:
    library, photo = album_of.library, album_of.ids[0]
    library.execute(NameFaces((album_of.faces(photo)[0].id,), "Anna"))
    (anna,) = library.people.called("Anna")
    library.execute(AddAlias(anna.id, "Annie"))
    (alias,) = library.people.details(anna.id).aliases
    library.execute(RemoveAlias(alias.id))
    library.execute(SetFavourites((anna.id,), True))
    library.execute(SetFavourites((anna.id,), False))
    proposal = library.metadata.propose_import(_foreign(album_of, IMG_0000=PhotoMetadata(people=("Anna",))))
    assert [(one.favourite, one.aliases) for one in proposal.takeover.people] == [(None, ())]
    assert proposal.takeover.people[0].born == dt.date(1988, 2, 29)


def test_a_name_means_who_has_it_also_as_an_alias(album_of: Album) -> None:
    library, photo, other = album_of.library, album_of.ids[0], album_of.ids[4]
    library.execute(NameFaces((album_of.faces(other)[0].id,), "Anna"))
    (anna,) = library.people.called("Anna")
    library.execute(RenamePerson(anna.id, "Anna Berg", keep_old_name=True))
    album_of.say(photo, "ANNA")
    album_of.take_over()
    assert album_of.names(photo) == ["Anna Berg"]


def test_a_conflict_that_the_user_decides_is_listed_no_more(album_of: Album) -> None:
    library, photo, other = album_of.library, album_of.ids[0], album_of.ids[2]
    for one in (photo, other):
        library.execute(NameFaces((album_of.faces(one)[0].id,), "Zoe"))
        album_of.say(one, "Anna")
    album_of.take_over()
    mine, theirs = library.metadata.conflicts()
    assert theirs.face_id is not None
    library.execute(NameFaces((theirs.face_id,), "Anna"))
    assert [one.id for one in library.metadata.conflicts()] == [mine.id]
    library.execute(SettleConflicts((mine.id,)))
    assert library.metadata.conflicts() == []
    with pytest.raises(UserFacingError, match="not there any more"):
        library.execute(SettleConflicts((mine.id,)))
    library.undo()
    assert [one.id for one in library.metadata.conflicts()] == [mine.id]


def test_nothing_to_take_over_is_said_and_a_job_can_be_cancelled(album_of: Album) -> None:
    with pytest.raises(UserFacingError, match="nothing to take over"):
        album_of.take_over()
    album_of.say(album_of.ids[0], "Anna")
    album_of.library.jobs.scan()
    control = JobControl()
    control.cancel()
    with pytest.raises(JobCancelled):
        album_of.library.metadata.propose(control)


# --- another program's catalog ---------------------------------------------------------------------------------------


def _region(face: Box, name: str | None, state: RegionState = RegionState.CONFIRMED) -> FaceRegion:
    return FaceRegion(face, Frame.UPRIGHT, name, state, RegionSchema.CATALOG)


def _foreign(album: Album, **records: PhotoMetadata) -> ForeignCatalog:
    """A catalog of another computer that knows photos by the names of their files."""
    photos = [ForeignPhoto(f"D:/Photos/{_below(album, name)}", "D:", record) for name, record in records.items()]
    people = (
        ForeignPerson("Anna", dt.date(1988, 2, 29), favourite=True, aliases=("Annie",)),
        ForeignPerson("Ben", dt.date(2001, 1, 1), hidden=True),
        ForeignPerson("Nobody here"),
    )
    return ForeignCatalog("digiKam 8", people, tuple(photos), ("One thing could not be read.",))


def _below(album: Album, name: str) -> str:
    path = next((path for path in album.photos if path.stem == name), None)
    return f"elsewhere/{name}.png" if path is None else f"{path.parent.name}/{path.name}"


def test_another_programs_catalog_is_taken_over_as_one(album_of: Album) -> None:
    library = album_of.library
    one, two, three, four = album_of.ids[:4]
    catalog = _foreign(
        album_of,
        IMG_0000=PhotoMetadata(regions=(_region(album_of.faces(one)[0].box, "Anna"),), favourite=True, title="Us"),
        IMG_0001=PhotoMetadata(
            regions=(
                _region(album_of.faces(two)[0].box, "Ben", RegionState.SUGGESTED),
                _region(album_of.faces(two)[1].box, "Anna", RegionState.REJECTED),
            )
        ),
        IMG_0002=PhotoMetadata(regions=(_region(album_of.faces(three)[0].box, None, RegionState.IGNORED),)),
        IMG_0003=PhotoMetadata(regions=(_region(album_of.faces(four)[0].box, None, RegionState.UNNAMED),)),
        IMG_9999=PhotoMetadata(regions=(_region(NO_FACE_THERE, "Ben"),)),
    )
    before = _decided(library)
    proposal = library.metadata.propose_import(catalog)
    assert (proposal.people, proposal.named_regions, proposal.matched) == (1, 1, 1)
    assert (proposal.photos, proposal.photos_elsewhere) == (4, 1)
    assert proposal.remarks == ("One thing could not be read.",)
    assert proposal.sentence() == (
        "digiKam 8: 1 person, 1 face; 1 matches a face here, 0 will be drawn, 1 photo is not in your folders"
    )
    library.execute(TakeOver(proposal.takeover))
    (anna,) = library.people.all()
    assert (anna.name, anna.born, anna.favourite) == ("Anna", dt.date(1988, 2, 29), True)
    assert [alias.name for alias in library.people.details(anna.id).aliases] == ["Annie"]
    assert not any(face.confirmed for face in album_of.faces(two)), "what nobody accepted confirms nothing"
    assert album_of.faces(two)[1].person_id is None
    library.execute(ConfirmFaces((album_of.faces(two)[1].id,), anna.id))
    library.undo()
    assert [face.status.value for face in album_of.faces(three)] == ["ignored"]
    assert [face.status.value for face in album_of.faces(four)] == ["active"]
    library.undo()
    assert _decided(library) == before


def _albums(library: Library) -> dict[str, list[int]]:
    return {album.name: library.albums.photo_ids(album.id) for album in library.albums.all()}


def test_albums_of_another_program_become_albums_and_what_the_user_took_out_stays_out(album_of: Album) -> None:
    library = album_of.library
    one, two = album_of.ids[:2]
    before = _decided(library)
    catalog = _foreign(
        album_of,
        IMG_0000=PhotoMetadata(albums=(("Trips", "Rome"), ("Best",))),
        IMG_0001=PhotoMetadata(albums=(("Trips", "Rome"), ("Best",))),
    )
    library.execute(TakeOver(library.metadata.propose_import(catalog).takeover))
    assert _albums(library) == {"Trips": [], "Rome": [one, two], "Best": [one, two]}
    assert library.metadata.propose_import(catalog).takeover.albums == ()
    numbers = {album.name: album.id for album in library.albums.all()}
    library.execute(RemoveFromAlbum(numbers["Rome"], (two,)))
    library.execute(DeleteAlbum(numbers["Best"]))
    assert library.metadata.propose_import(catalog).takeover.albums == ()
    for _ in range(3):
        library.undo()
    assert _decided(library) == before
    assert library.metadata.propose_import(catalog).takeover.albums != (), "an import that was undone comes again"


def test_a_birthday_of_the_user_stands(album_of: Album) -> None:
    library, one = album_of.library, album_of.ids[0]
    library.execute(NameFaces((album_of.faces(one)[0].id,), "Anna"))
    (anna,) = library.people.called("Anna")
    library.execute(DescribePerson(anna.id, dt.date(1990, 5, 5), None, ""))
    proposal = library.metadata.propose_import(_foreign(album_of, IMG_0000=PhotoMetadata(people=("Anna",))))
    library.execute(TakeOver(proposal.takeover))
    assert library.people.get(anna.id).born == dt.date(1990, 5, 5)
    assert [(one.kind, one.theirs, one.mine, one.path) for one in library.metadata.conflicts()] == [
        (ConflictKind.VALUE, "Anna: born: 1988-02-29", "1990-05-05", None)
    ]


def test_a_birthday_of_the_source_is_taken_when_the_user_says_so(album_of: Album) -> None:
    library, one = album_of.library, album_of.ids[0]
    library.execute(NameFaces((album_of.faces(one)[0].id,), "Anna"))
    (anna,) = library.people.called("Anna")
    library.execute(DescribePerson(anna.id, dt.date(1990, 5, 5), None, ""))
    proposal = library.metadata.propose_import(_foreign(album_of, IMG_0000=PhotoMetadata(people=("Anna",))))
    library.execute(TakeOver(proposal.takeover))
    (conflict,) = library.metadata.conflicts()
    library.execute(NameFaces((album_of.faces(album_of.ids[2])[0].id,), "Anna", another=True))
    with pytest.raises(UserFacingError, match="not clear"):
        library.execute(SettleConflicts((conflict.id,), ConflictAnswer.THEIRS))
    library.undo()
    library.execute(SettleConflicts((conflict.id,), ConflictAnswer.THEIRS))
    assert library.people.get(anna.id).born == dt.date(1988, 2, 29)


def test_a_photo_that_is_gone_since_the_proposal_comes_into_no_album(album_of: Album) -> None:
    library = album_of.library
    proposal = library.metadata.propose_import(_foreign(album_of, IMG_0000=PhotoMetadata(albums=(("Best",),))))
    gone = dataclasses.replace(proposal.takeover, albums=((("Best",), (10**6,)),))
    library.execute(TakeOver(gone))
    assert library.albums.all() == []


def test_a_no_of_the_source_is_none_against_a_yes_of_the_user(album_of: Album) -> None:
    library, one, two = album_of.library, album_of.ids[0], album_of.ids[2]
    face, other = album_of.faces(one)[0], album_of.faces(two)[0]
    library.execute(NameFaces((face.id, other.id), "Anna"))
    before = _decided(library)
    catalog = _foreign(
        album_of,
        IMG_0000=PhotoMetadata(regions=(_region(face.box, "Anna", RegionState.REJECTED),), rating=1),
        IMG_0002=PhotoMetadata(regions=(_region(other.box, None, RegionState.IGNORED),)),
    )
    library.execute(TakeOver(library.metadata.propose_import(catalog).takeover))
    after = _decided(library)
    assert (after["face"], after["rejection"]) == (before["face"], before["rejection"])


def test_a_mark_of_the_user_in_a_photo_is_kept(album_of: Album) -> None:
    library, two = album_of.library, album_of.ids[1]
    library.execute(MarkInPhotos((two,), "Anna"))
    before = _decided(library)["photo_person"]
    catalog = _foreign(album_of, IMG_0001=PhotoMetadata(people=("Anna",), rating=2))
    library.execute(TakeOver(library.metadata.propose_import(catalog).takeover))
    assert _decided(library)["photo_person"] == before


def test_a_person_who_is_gone_since_the_proposal_gets_nothing(album_of: Album) -> None:
    library, one, other = album_of.library, album_of.ids[0], album_of.ids[4]
    library.execute(NameGroup(library.groups.all()[-1].id, "Anna"))
    (anna,) = library.people.called("Anna")
    album_of.say(one, "Anna", rating=3)
    proposal = album_of.proposal()
    library.undo()
    taken = dataclasses.replace(proposal.takeover, in_photos=((other, anna.id, True),))
    library.execute(TakeOver(taken))
    assert library.people.all() == []
    assert library.photos.detail(one).rating == 3


def test_dates_and_places_come_along_where_the_user_and_the_file_say_nothing(album_of: Album) -> None:
    library = album_of.library
    scan, same, own, placed = album_of.ids[:4]
    library.execute(SetDates(((own, dt.datetime(1990, 1, 1), "year"),)))
    library.execute(SetPlaces(((placed, 48.2, 16.37, None),)))
    before = {one: library.photos.detail(one) for one in album_of.ids}
    old, near = dt.datetime(1975, 7, 14, 12, 30), before[same].taken_at + dt.timedelta(hours=2)
    catalog = _foreign(
        album_of,
        **{
            album_of.paths[scan].stem: PhotoMetadata(taken_at=old, latitude=41.9, longitude=12.5),
            album_of.paths[same].stem: PhotoMetadata(taken_at=near),
            album_of.paths[own].stem: PhotoMetadata(taken_at=old),
            album_of.paths[placed].stem: PhotoMetadata(latitude=1.0, longitude=2.0, rejected=True),
        },
    )
    takeover = library.metadata.propose_import(catalog).takeover
    assert (takeover.photos_with("own_taken_at"), takeover.photos_with("own_latitude")) == (1, 1)
    library.execute(TakeOver(takeover))
    after = {one: library.photos.detail(one) for one in album_of.ids}
    assert (after[scan].taken_at, after[scan].dated_by) == (old, "user")
    assert (after[scan].latitude, after[scan].longitude) == (41.9, 12.5)
    assert after[same].taken_at == before[same].taken_at
    assert after[own].taken_at == before[own].taken_at
    assert (after[placed].latitude, after[placed].longitude) == (48.2, 16.37)
    assert library.search.find("tag:rejected").photo_ids == (placed,)
    # A second look brings nothing new, and one undo takes all of it back.
    again = library.metadata.propose_import(catalog).takeover
    assert {one.theirs for one in again.conflicts} == {"date: 1975-07-14 12:30:00", "place: 1.00000, 2.00000"}
    assert dataclasses.replace(again, conflicts=()).is_empty
    library.undo()
    assert {one: library.photos.detail(one) for one in album_of.ids} == before


@pytest.mark.parametrize("answer", [ConflictAnswer.MINE, ConflictAnswer.THEIRS])
def test_another_date_and_place_than_the_users_own_are_asked_about(album_of: Album, answer: ConflictAnswer) -> None:
    library = album_of.library
    other, same, month, placed = album_of.ids[:4]
    moment = dt.datetime(1975, 7, 14, 12, 30)
    own = ((other, dt.datetime(1990, 1, 1), "year"), (same, moment + dt.timedelta(hours=2), "second"))
    library.execute(SetDates((*own, (month, dt.datetime(1975, 7, 1), "month"))))
    library.execute(SetPlaces(((placed, 48.2, 16.37, None),)))
    said = PhotoMetadata(taken_at=moment)
    catalog = _foreign(
        album_of,
        **{album_of.paths[one].stem: said for one in (other, same, month)},
        **{album_of.paths[placed].stem: PhotoMetadata(latitude=-1.0, longitude=2.5)},
    )
    before = {one: library.photos.detail(one) for one in album_of.ids}
    library.execute(TakeOver(library.metadata.propose_import(catalog).takeover))
    assert [(one.photo_id, one.theirs, one.mine) for one in library.metadata.conflicts()] == [
        (other, "date: 1975-07-14 12:30:00", "date: 1990"),
        (placed, "place: -1.00000, 2.50000", "place: 48.20000, 16.37000"),
    ]
    assert {one: library.photos.detail(one) for one in album_of.ids} == before
    library.execute(SettleConflicts(tuple(one.id for one in library.metadata.conflicts()), answer))
    after = {one: library.photos.detail(one) for one in album_of.ids}
    if answer is ConflictAnswer.MINE:
        assert after == before
        library.execute(TakeOver(library.metadata.propose_import(catalog).takeover))
        assert library.metadata.conflicts() == [], "it is asked once"
    else:
        assert (after[other].taken_at, after[other].dated_by) == (moment, "user")
        assert (after[placed].latitude, after[placed].longitude) == (-1.0, 2.5)
        assert {one: after[one] for one in (same, month)} == {one: before[one] for one in (same, month)}
        assert library.metadata.propose_import(catalog).takeover.is_empty


def test_a_date_that_the_user_took_away_does_not_come_back(album_of: Album) -> None:
    library, photo = album_of.library, album_of.ids[0]
    library.execute(SetDates(((photo, dt.datetime(1990, 1, 1), "year"),)))
    library.execute(RemoveDates((photo,)))
    catalog = _foreign(album_of, **{album_of.paths[photo].stem: PhotoMetadata(taken_at=dt.datetime(1975, 7, 14))})
    assert library.metadata.propose_import(catalog).takeover.is_empty
