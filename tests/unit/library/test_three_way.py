"""What another program changes in files meets what the user says here: nobody is overridden."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from fakes.photos import fake_photo
from PIL import Image
from sidecars import write_sidecar

from photoface.catalog.states import ConflictAnswer, ConflictKind
from photoface.library.commands.collections import TagPhotos
from photoface.library.commands.faces import NameFaces
from photoface.library.commands.photos import MarkInPhotos, RatePhotos, SetDates, SetPlaces
from photoface.library.commands.takeover import SettleConflicts, TakeOver
from photoface.library.library import Library
from photoface.metadata.reading import read_metadata
from photoface.metadata.records import Destination

MINE, THEIRS, _ = ConflictAnswer


def _photo(library: Library) -> tuple[int, Path, int]:
    """A photo with its path and its first face."""
    photo = min(library.photos.ids())
    detail = library.photos.detail(photo)
    assert detail.path is not None
    return photo, detail.path, detail.faces[0].id


def _sidecar(path: Path) -> Path:
    return path.with_name(f"{path.name}.xmp")


def _names(path: Path) -> set[str | None]:
    return {region.name for region in read_metadata(path).regions}


def _name_here(library: Library, photo: int) -> str | None:
    return library.photos.detail(photo).faces[0].person_name


def _kinds(library: Library) -> list[ConflictKind]:
    return sorted(one.kind for one in library.metadata.conflicts())


def _settle(library: Library, answer: ConflictAnswer) -> None:
    library.execute(SettleConflicts(tuple(one.id for one in library.metadata.conflicts()), answer))


@pytest.fixture
def written(scanned: Library) -> Library:
    """Anna, a mark of Ben, a tag and stars were written beside a photo; another program took all of it out."""
    photo, path, face = _photo(scanned)
    scanned.execute(NameFaces((face,), "Anna"))
    scanned.execute(MarkInPhotos((photo,), "Ben"))
    scanned.execute(TagPhotos((photo,), "Sea"))
    scanned.execute(RatePhotos((photo,), 4))
    scanned.jobs.write_names()
    scanned.jobs.scan()
    assert _kinds(scanned) == []
    write_sidecar(path, [], caption="At the sea")
    return scanned


GONE = sorted([ConflictKind.NAME_GONE, ConflictKind.NAME_GONE, ConflictKind.TAG_GONE, ConflictKind.VALUE_GONE])


def test_what_another_program_took_out_is_asked_about_and_not_written_again(written: Library) -> None:
    photo, path, _ = _photo(written)
    written.jobs.scan()
    assert _kinds(written) == GONE
    before = _sidecar(path).read_bytes()
    for _ in range(2):
        written.jobs.write_names()
        assert _sidecar(path).read_bytes() == before
        assert _kinds(written) == GONE
    assert _name_here(written, photo) == "Anna"


def test_it_stays_asked_about_when_the_file_is_taken_over(written: Library) -> None:
    _, path, _ = _photo(written)
    written.jobs.scan()
    written.execute(TakeOver(written.metadata.propose().takeover))
    written.jobs.write_names()
    assert _kinds(written) == GONE
    assert _names(path) == set()


def test_mine_is_written_again_and_asked_about_once_more_when_it_goes_once_more(written: Library) -> None:
    _, path, _ = _photo(written)
    written.jobs.scan()
    _settle(written, MINE)
    written.jobs.write_names()
    record = read_metadata(path)
    assert (_names(path), record.people, record.rating) == ({"Anna"}, ("Ben",), 4)
    assert ("Sea",) in record.tags
    assert record.caption == "At the sea"
    written.jobs.scan()
    assert _kinds(written) == []
    write_sidecar(path, [], caption="At the sea")
    written.jobs.scan()
    assert _kinds(written) == GONE


def test_theirs_goes_here_too_and_comes_back_by_one_undo(written: Library) -> None:
    photo, path, _ = _photo(written)
    written.jobs.scan()
    _settle(written, THEIRS)
    detail = written.photos.detail(photo)
    assert (_name_here(written, photo), detail.tags, detail.rating) == (None, (), None)
    assert photo not in written.search.find("Ben").photo_ids
    written.jobs.write_names()
    assert _names(path) == set()
    written.history.undo()
    assert _name_here(written, photo) == "Anna"
    assert _kinds(written) == GONE


def test_what_was_taken_over_and_goes_there_is_asked_about(scanned: Library) -> None:
    photo, path, _ = _photo(scanned)
    box = scanned.photos.detail(photo).faces[0].box
    write_sidecar(path, [("Anna", box)], tags=["Sea"], rating=3)
    scanned.jobs.scan()
    scanned.execute(TakeOver(scanned.metadata.propose().takeover))
    write_sidecar(path, [], tags=["Sea"], rating=3)
    scanned.jobs.scan()
    assert _kinds(scanned) == [ConflictKind.NAME_GONE]
    scanned.jobs.write_names()
    assert _names(path) == set()
    assert _name_here(scanned, photo) == "Anna"


def test_a_name_that_the_user_takes_away_here_is_not_asked_about(written: Library) -> None:
    _, _, face = _photo(written)
    written.execute(NameFaces((face,), "Zoe"))
    written.jobs.scan()
    kinds = _kinds(written)
    assert kinds == GONE, "somebody else is named where nobody is named there"
    written.execute(NameFaces((face,), "Carl"))
    assert len(_kinds(written)) == len(GONE) - 1, "Zoe is not named here any more"


def test_a_face_named_otherwise_by_another_program_is_asked_about(scanned: Library) -> None:
    photo, path, face = _photo(scanned)
    box = scanned.photos.detail(photo).faces[0].box
    scanned.execute(NameFaces((face,), "Anna"))
    scanned.jobs.write_names()
    write_sidecar(path, [("Ben", box)])
    scanned.jobs.scan()
    assert _kinds(scanned) == [ConflictKind.NAMED_OTHERWISE]
    scanned.jobs.write_names()
    assert _names(path) == {"Ben"}
    _settle(scanned, MINE)
    scanned.jobs.write_names()
    assert _names(path) == {"Anna"}


def test_theirs_of_a_face_named_otherwise_is_followed_by_the_next_writing(scanned: Library) -> None:
    photo, path, face = _photo(scanned)
    box = scanned.photos.detail(photo).faces[0].box
    scanned.execute(NameFaces((face,), "Anna"))
    scanned.jobs.write_names()
    write_sidecar(path, [("Ben", box)])
    scanned.jobs.scan()
    _settle(scanned, THEIRS)
    scanned.jobs.write_names()
    assert (_name_here(scanned, photo), _names(path)) == ("Ben", {"Ben"})


@pytest.mark.parametrize(("answer", "stars"), [(MINE, 2), (THEIRS, 5)])
def test_stars_that_changed_in_both(scanned: Library, answer: ConflictAnswer, stars: int) -> None:
    photo, path, _ = _photo(scanned)
    scanned.execute(RatePhotos((photo,), 4))
    scanned.jobs.write_names()
    scanned.execute(RatePhotos((photo,), 2))
    write_sidecar(path, [], rating=5)
    scanned.jobs.scan()
    assert _kinds(scanned) == [ConflictKind.VALUE]
    scanned.jobs.write_names()
    assert read_metadata(path).rating == 5
    _settle(scanned, answer)
    scanned.jobs.write_names()
    assert (scanned.photos.detail(photo).rating, read_metadata(path).rating) == (stars, stars)


@pytest.mark.parametrize("answer", [MINE, THEIRS])
def test_a_date_and_place_that_another_program_wrote_over_the_users_own(
    scanned: Library, answer: ConflictAnswer
) -> None:
    photo, path, face = _photo(scanned)
    mine, theirs = dt.datetime(1985, 7, 14, 12), dt.datetime(1990, 1, 2, 3, 4, 5)
    scanned.execute(NameFaces((face,), "Anna"))
    scanned.execute(SetDates(((photo, mine, "second"),)))
    scanned.execute(SetPlaces(((photo, 48.5, 11.5, None),)))
    scanned.jobs.write_names()
    sidecar = _sidecar(path)
    text = sidecar.read_text().replace("1985-07-14T12:00:00", "1990-01-02T03:04:05").replace("48,30.", "38,30.")
    sidecar.write_text(text)
    scanned.jobs.scan()
    assert [(one.theirs, one.mine) for one in scanned.metadata.conflicts()] == [
        ("date: 1990-01-02 03:04:05", "date: 1985-07-14 12:00:00"),
        ("place: 38.50000, 11.50000", "place: 48.50000, 11.50000"),
    ]
    scanned.jobs.write_names()
    assert read_metadata(path).taken_at == theirs, "nothing undecided is written"
    _settle(scanned, answer)
    scanned.jobs.write_names()
    expected = (mine, 48.5) if answer is MINE else (theirs, 38.5)
    found, detail = read_metadata(path), scanned.photos.detail(photo)
    assert (found.taken_at, found.latitude) == expected
    assert (detail.taken_at, detail.latitude) == expected
    assert scanned.jobs.write_names().written == 0
    scanned.jobs.scan()
    assert scanned.metadata.conflicts() == []


def test_a_sidecar_of_ours_that_is_gone_as_a_whole_is_written_again(scanned: Library) -> None:
    _, path, face = _photo(scanned)
    scanned.execute(NameFaces((face,), "Anna"))
    scanned.jobs.write_names()
    _sidecar(path).unlink()
    scanned.jobs.scan()
    assert _kinds(scanned) == []
    scanned.jobs.write_names()
    assert _names(path) == {"Anna"}


def test_names_in_the_photo_file_that_another_program_took_out(library: Library, tmp_path: Path) -> None:
    album = tmp_path / "Album"
    album.mkdir()
    Image.fromarray(fake_photo((0,))).save(album / "one.jpg", quality=95)
    library.folders.add(album)
    library.jobs.scan()
    _, path, face = _photo(library)
    bare = path.read_bytes()
    library.execute(NameFaces((face,), "Anna"))
    library.jobs.write_names(None, Destination.FILE)
    assert _names(path) == {"Anna"}
    path.write_bytes(bare)
    library.jobs.scan()
    assert _kinds(library) == [ConflictKind.NAME_GONE]
    library.jobs.write_names(None, Destination.FILE)
    assert _names(path) == set()
