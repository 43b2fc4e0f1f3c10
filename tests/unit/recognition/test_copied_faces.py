"""A face that stands in a photo and in its copy is one piece of evidence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fakes.library import open_fake_library
from fakes.photos import fake_photo
from inside import recognition_of
from PIL import Image
from related_photos import drawn

from photoface.catalog.summaries.faces import FaceSummary
from photoface.library.commands.faces import ConfirmFaces, NameFaces, RejectFaces
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library
from photoface.recognition.copied_faces import with_copies

PEOPLE = ((0, 1), (0,), (0, 2), (1,), (1, 2), (0, 1, 2), (2,), (5,))
"""Who is in each photo; the last one is seen once."""


def make_photos(folder: Path, *, copies: bool) -> Path:
    """Photos before a grey scene, each saved again beside itself if copies are wanted."""
    folder.mkdir()
    for number, people in enumerate(PEOPLE):
        faces = fake_photo(people, shade=number)
        scene = np.asarray(drawn(number, (360, 240)).convert("L").convert("RGB"))
        is_face = np.ptp(faces.astype(int), axis=2, keepdims=True) > 0
        picture = Image.fromarray(np.where(is_face, faces, scene).astype(np.uint8))
        picture.save(folder / f"{number}.png")
        if copies:
            picture.save(folder / f"{number} (1).jpg", quality=92, subsampling=0)
    return folder


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Library]:
    library = open_fake_library(tmp_path / "plain.photoface")
    library.folders.add(make_photos(tmp_path / "Plain", copies=False))
    library.jobs.scan()
    yield library
    library.close()


@pytest.fixture
def doubled(tmp_path: Path) -> Iterator[Library]:
    library = open_fake_library(tmp_path / "doubled.photoface")
    library.folders.add(make_photos(tmp_path / "Doubled", copies=True))
    library.jobs.scan()
    yield library
    library.close()


def _name(library: Library, face: FaceSummary) -> str:
    path = library.photos.detail(face.photo_id).path
    assert path is not None
    return path.stem


def _groups(library: Library) -> set[frozenset[str]]:
    """The groups of two faces or more by the names of their photos, without copies."""
    found = set()
    for group in library.groups.all():
        faces = library.faces.summaries(library.groups.face_ids(group.id))
        found.add(frozenset(name for name in (_name(library, face) for face in faces) if "(1)" not in name))
    return {names for names in found if len(names) > 1}


def test_copies_change_no_group_and_stand_with_their_originals(plain: Library, doubled: Library) -> None:
    assert len(doubled.stacks.photos()) == 2 * len(PEOPLE)
    assert _groups(doubled) == _groups(plain)
    assert len(_groups(plain)) == 3
    # Also somebody seen once is asked about once: the face and its copy are a group.
    assert sorted(group.faces for group in doubled.groups.all()) == sorted(
        [*(2 * group.faces for group in plain.groups.all()), 2]
    )


def test_naming_a_face_names_its_copy_unless_the_user_said_otherwise(doubled: Library) -> None:
    group = doubled.groups.all()[0]
    faces = doubled.groups.face_ids(group.id)
    by_name = {_name(doubled, face): face.id for face in doubled.faces.summaries(faces)}
    first = next(name for name in by_name if "(1)" not in name)
    other = next(name for name in by_name if "(1)" not in name and name != first)
    doubled.execute(NameFaces((by_name[first], by_name[other]), "Ann"))
    (ann,) = doubled.people.called("Ann")
    of_ann = set(doubled.people.face_ids(ann.id))
    assert by_name[f"{first} (1)"] in of_ann
    doubled.undo()
    doubled.execute(NameFaces((by_name[other],), "Ann"))
    (ann,) = doubled.people.called("Ann")
    doubled.execute(RejectFaces((by_name[f"{first} (1)"],), ann.id))
    doubled.execute(ConfirmFaces((by_name[first],), ann.id))
    doubled.jobs.scan()
    assert by_name[f"{first} (1)"] not in doubled.people.face_ids(ann.id)


def test_a_person_counts_once_for_a_photo_and_its_copy(doubled: Library) -> None:
    group = doubled.groups.all()[0]
    doubled.execute(NameGroup(group.id, "Ann"))
    (ann,) = doubled.people.called("Ann")
    assert (ann.faces, ann.photos) == (group.faces, group.faces // 2)
    doubled.set_setting("stacks", "no")
    assert doubled.people.get(ann.id).photos == group.faces


def test_groups_and_company_count_a_photo_and_its_copy_once_too(doubled: Library) -> None:
    first, second = doubled.groups.all()[:2]
    assert [group.photos for group in (first, second)] == [first.faces // 2, second.faces // 2]
    for group, name in ((first, "Ann"), (second, "Ben")):
        doubled.execute(NameGroup(group.id, name))
    (ann,) = doubled.people.called("Ann")
    (with_ann,) = doubled.people.companions(ann.id)
    doubled.set_setting("stacks", "no")
    (each,) = doubled.people.companions(ann.id)
    assert each.photos == 2 * with_ann.photos > 0


def test_exemplars_hold_a_face_once(doubled: Library) -> None:
    group = doubled.groups.all()[0]
    doubled.execute(NameGroup(group.id, "Ann"))
    (ann,) = doubled.people.called("Ann")
    assert ann.confirmed == group.faces
    assert len(recognition_of(doubled).state.exemplar_rows(ann.id)) == group.faces // 2


def test_labels_of_copies_follow_and_no_photo_is_twice_in_a_group() -> None:
    labels = np.array([0, 0, -1, 5, 5, 1, 1])
    own = np.array([0, 1, 2, 0, 2, 5, 0])
    photos = np.array([1, 2, 3, 4, 5, 4, 4])
    # The third is alone but for its copy; the last would be the second of its photo in the first group.
    assert with_copies(labels, own, photos).tolist() == [0, 0, 2, 0, 2, 1, -1]
