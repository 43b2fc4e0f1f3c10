"""Stacks of a library: found after a scan, only new photos compared, and the user's word on them holds for ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from related_photos import drawn
from undo_and_redo import check_undo_and_redo

from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl
from photoface.library.commands.command import Command
from photoface.library.commands.photos import (
    DeletePhotos,
    PutOnTop,
    RatePhotos,
    StackPhotos,
    TakeOutOfStack,
    UnstackPhotos,
)
from photoface.library.handlers import stacking
from photoface.library.library import Library

SIZE = (320, 240)
TAKEN = dt.datetime(2019, 7, 14, 10, 0, 0)


def save(picture: Image.Image, path: Path, *, taken: dt.datetime | None = None, quality: int = 90) -> Path:
    """A JPEG, by a camera where it has a date."""
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    if taken is not None:
        exif[0x010F], exif[0x0110] = "Acme", "One"
        exif.get_ifd(0x8769)[0x9003] = taken.strftime("%Y:%m:%d %H:%M:%S")
    picture.save(path, "JPEG", quality=quality, exif=exif)
    return path


@pytest.fixture(scope="session")
def with_copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four scenes; of the first two resized copies, of the second a recompressed one."""
    root = tmp_path_factory.mktemp("copies")
    folder = root / "Pictures"
    for scene in range(4):
        save(drawn(scene, SIZE), folder / f"IMG_{scene}.jpg", taken=TAKEN + dt.timedelta(hours=scene))
    first = drawn(0, SIZE)
    save(first.resize((160, 120)), root / "Mail" / "IMG_0.jpg", taken=TAKEN)
    save(first.resize((120, 90)), root / "WhatsApp" / "IMG-20190720-WA0001.jpg")
    save(drawn(1, SIZE), folder / "IMG_1 (1).jpg", taken=TAKEN + dt.timedelta(hours=1), quality=40)
    return root


@pytest.fixture
def copies(library: Library, with_copies: Path) -> Library:
    library.folders.add(with_copies)
    library.jobs.scan()
    return library


def names(library: Library) -> list[list[str]]:
    """The stacks by the names of their files, each from its top downwards."""
    found: dict[int, list[str]] = {}
    for photo in library.stacks.photos():
        path = library.photos.detail(photo.photo_id).path
        assert path is not None
        found.setdefault(photo.stack, []).append(f"{path.parent.name}/{path.name}")
    return list(found.values())


def ids(library: Library) -> list[list[int]]:
    found: dict[int, list[int]] = {}
    for photo in library.stacks.photos():
        found.setdefault(photo.stack, []).append(photo.photo_id)
    return list(found.values())


FIRST = ["Pictures/IMG_0.jpg", "Mail/IMG_0.jpg", "WhatsApp/IMG-20190720-WA0001.jpg"]
SECOND = ["Pictures/IMG_1.jpg", "Pictures/IMG_1 (1).jpg"]


def test_a_scan_finds_copies_with_the_best_on_top(copies: Library) -> None:
    assert sorted(names(copies)) == sorted([FIRST, SECOND])
    kinds = {photo.photo_id: photo.kind for photo in copies.stacks.photos()}
    first, second = sorted(ids(copies), key=len, reverse=True)
    assert [kinds[one] for one in first] == [None, "resized", "resized"]
    assert [kinds[one] for one in second] == [None, "recompressed"]


def test_only_new_photos_are_compared_and_join_the_stack_that_is_there(copies: Library, tmp_path: Path) -> None:
    more = tmp_path / "More"
    save(drawn(1, SIZE).resize((250, 188)), more / "again.jpg")
    save(drawn(9, SIZE), more / "other.jpg")
    copies.folders.add(more)
    copies.jobs.scan()
    first, second = sorted(names(copies), key=lambda stack: stack != FIRST)
    assert first == FIRST
    assert (second[0], set(second)) == (SECOND[0], {*SECOND, "More/again.jpg"})


def test_photos_scanned_in_two_parts_make_the_stacks_of_one_scan(library: Library, with_copies: Path) -> None:
    """The copies first, then the photos that they are copies of."""
    for folder in ("Mail", "WhatsApp"):
        library.folders.add(with_copies / folder)
    library.jobs.scan()
    assert names(library) == [FIRST[1:]]
    library.folders.add(with_copies / "Pictures")
    library.jobs.scan()
    assert sorted(names(library)) == sorted([FIRST, SECOND])


def test_another_picture_in_the_file_of_a_copy_is_in_no_stack(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "Own"
    save(drawn(0, SIZE), folder / "a.jpg")
    copy = save(drawn(0, SIZE).resize((160, 120)), folder / "b.jpg")
    library.folders.add(folder)
    library.jobs.scan()
    ((first, second),) = ids(library)
    save(drawn(5, SIZE), copy)
    library.jobs.scan()
    # The picture that was there is missing, and may come back.
    assert ids(library) == [[first, second]]
    assert library.photos.detail(second).missing
    assert len(library.photos.ids()) == 3


def test_a_search_that_is_stopped_goes_on_with_the_next_scan(library: Library, with_copies: Path) -> None:
    library.folders.add(with_copies)
    control = JobControl(
        lambda progress: control.cancel() if progress.stage == "Looking for copies and bursts" else None
    )
    with pytest.raises(JobCancelled):
        library.jobs.scan(control)
    assert names(library) == []
    library.jobs.scan()
    assert sorted(names(library)) == sorted([FIRST, SECOND])


def test_what_is_unstacked_is_never_stacked_again_and_undo_brings_it_back(copies: Library, tmp_path: Path) -> None:
    first = max(ids(copies), key=len)
    outcome = copies.execute(UnstackPhotos((first[1],)))
    assert outcome.summary == "Took 1 stack of 3 photos apart"
    assert names(copies) == [SECOND]
    # A new copy of all three belongs to the best of them.
    more = tmp_path / "More"
    save(drawn(0, SIZE).resize((100, 75)), more / "again.jpg")
    copies.folders.add(more)
    copies.jobs.scan()
    assert sorted(names(copies)) == sorted([[FIRST[0], "More/again.jpg"], SECOND])
    copies.undo()
    assert sorted(map(len, names(copies))) == [2, 4]


def test_a_photo_taken_out_stays_out_and_the_others_stay_together(copies: Library) -> None:
    first = max(ids(copies), key=len)
    copies.execute(TakeOutOfStack((first[0],)))
    assert sorted(names(copies)) == sorted([FIRST[1:], SECOND])


def test_photos_are_stacked_by_hand_with_all_of_their_stacks(copies: Library) -> None:
    (first, second) = ids(copies)
    alone = next(one for one in copies.photos.ids() if one not in (*first, *second))
    outcome = copies.execute(StackPhotos((first[0], alone)))
    assert outcome.summary == f"Stacked {len(first) + 1} photos"
    assert sorted(map(len, ids(copies))) == sorted([len(first) + 1, len(second)])
    copies.execute(UnstackPhotos((alone,)))
    assert ids(copies) == [second]
    copies.execute(StackPhotos((first[0], alone)))
    assert sorted(map(sorted, ids(copies))) == sorted(map(sorted, [[first[0], alone], second]))


def test_the_photo_that_the_user_put_on_top_stays_there(copies: Library) -> None:
    first = max(ids(copies), key=len)
    outcome = copies.execute(PutOnTop(first[2]))
    assert outcome.summary == "Put another photo on top of a stack of 3"
    assert max(ids(copies), key=len) == [first[2], first[0], first[1]]
    copies.execute(PutOnTop(first[1]))
    assert max(ids(copies), key=len) == [first[1], first[0], first[2]]
    copies.undo()
    assert max(ids(copies), key=len) == [first[2], first[0], first[1]]


def test_a_deleted_photo_is_in_no_stack_until_it_is_brought_back(copies: Library) -> None:
    first = max(ids(copies), key=len)
    copies.execute(DeletePhotos((first[0],)))
    assert first[1:] in ids(copies)
    copies.execute(DeletePhotos((first[1],)))
    assert names(copies) == [SECOND]
    copies.undo()
    copies.undo()
    assert max(ids(copies), key=len) == first


def test_commands_about_no_stack_are_refused_and_change_nothing(copies: Library) -> None:
    first = max(ids(copies), key=len)
    alone = next(one for one in copies.photos.ids() if all(one not in stack for stack in ids(copies)))
    for command in (
        StackPhotos((alone,)),
        StackPhotos(tuple(first[:2])),
        UnstackPhotos((alone,)),
        TakeOutOfStack((alone,)),
        PutOnTop(alone),
        PutOnTop(first[0]),
        StackPhotos(()),
    ):
        with pytest.raises(UserFacingError):
            copies.execute(command)
    assert copies.history.undo_summary() is None


def _stack(library: Library) -> Command:
    return StackPhotos(tuple(library.photos.ids()[:3]))


def _unstack(library: Library) -> Command:
    library.execute(_stack(library))
    return UnstackPhotos(tuple(library.photos.ids()[:1]))


def _take_out(library: Library) -> Command:
    library.execute(_stack(library))
    return TakeOutOfStack(tuple(library.photos.ids()[:2]))


def _on_top(library: Library) -> Command:
    library.execute(_stack(library))
    library.execute(PutOnTop(library.stacks.photos()[2].photo_id))
    return PutOnTop(library.stacks.photos()[1].photo_id)


CASES: list[Callable[[Library], Command]] = [_stack, _unstack, _take_out, _on_top]


@pytest.mark.parametrize("prepare", CASES, ids=lambda case: case.__name__.strip("_"))
def test_undo_and_redo_lead_to_the_catalog_before_and_after(
    scanned: Library, prepare: Callable[[Library], Command]
) -> None:
    # What other tests know of the album: none of its photos is a copy of another one.
    assert scanned.stacks.photos() == []
    check_undo_and_redo(scanned, prepare(scanned))


def _duplicates(library: Library) -> list[tuple[int, tuple[int, ...], tuple[int, ...]]]:
    return [(one.best, one.copies, one.kept) for one in library.stacks.duplicates()]


def test_copies_are_duplicates_of_the_best_and_searches_find_them(copies: Library) -> None:
    first, second = sorted(ids(copies), key=len, reverse=True)
    assert sorted(_duplicates(copies)) == sorted([(first[0], tuple(first[1:]), ()), (second[0], (second[1],), ())])
    for words in ("is:stacked", "is:duplicate"):
        assert set(copies.search.find(words).photo_ids) == {*first, *second}
    copies.execute(DeletePhotos((second[1],)))
    assert set(copies.search.find("is:stacked").photo_ids) == set(first)
    assert _duplicates(copies) == [(first[0], tuple(first[1:]), ())]
    # Without the best, nothing says which of the others is needless.
    copies.execute(DeletePhotos((first[0],)))
    assert _duplicates(copies) == []
    assert not copies.search.find("is:duplicate").photo_ids


def test_a_copy_about_which_something_was_said_is_kept(copies: Library) -> None:
    first = max(ids(copies), key=len)
    copies.execute(RatePhotos((first[2],), 5))
    copies.execute(PutOnTop(first[1]))
    assert (first[0], (), (first[1], first[2])) in _duplicates(copies)


def test_an_edited_copy_is_no_duplicate(library: Library, tmp_path: Path) -> None:
    folder, picture = tmp_path / "Own", drawn(3, SIZE)
    save(picture, folder / "a.jpg", taken=TAKEN)
    save(picture.convert("L").convert("RGB"), folder / "grey.jpg")
    save(picture, folder / "a-edited.jpg", taken=TAKEN, quality=60)
    library.folders.add(folder)
    library.jobs.scan()
    assert [photo.kind for photo in library.stacks.photos()] == [None, "edited", "edited"]
    assert _duplicates(library) == []
    assert not library.search.find("is:duplicate").photo_ids


def test_a_stack_is_no_album(copies: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stacking, "MOST_STACKED", 3)
    with pytest.raises(UserFacingError, match="3 photos at most"):
        copies.execute(StackPhotos(tuple(copies.photos.ids())))


def test_the_stacks_of_some_photos(copies: Library) -> None:
    every = copies.stacks.photos()
    first = next(photo for photo in every if photo.position == 1)
    assert copies.stacks.photos([first.photo_id]) == [photo for photo in every if photo.stack == first.stack]
