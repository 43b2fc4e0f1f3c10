"""Photos are edited and faces go from them: what was decided about those faces can still be undone and made again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fakes.photos import save_photo
from raw_catalog import raw_catalog
from user_state import said_in

from photoface.geometry import Box
from photoface.library.commands.collections import TagPhotos
from photoface.library.commands.command import Command
from photoface.library.commands.faces import ConfirmFaces, DrawFace, MoveFaceBox, NameFaces, RejectFaces, RemoveFaces
from photoface.library.commands.groups import KeepGroupsApart, NameGroup, RejectGroup, SplitGroup
from photoface.library.commands.people import AddAlias, DeletePerson
from photoface.library.commands.photos import DescribePhotos, FavouritePhotos, ForgetMissingPhotos
from photoface.library.commands.strangers import IgnoreFaces, MarkNotAFace
from photoface.library.library import Library


def _ann(library: Library) -> int:
    return library.people.called("Ann")[0].id


def _unnamed(library: Library) -> int:
    """A face of an unnamed group."""
    return library.groups.face_ids(library.groups.all()[0].id)[0]


def _keep_apart(library: Library) -> Command:
    first, second = library.groups.all()[:2]
    return KeepGroupsApart(first.id, second.id)


def _draw(library: Library) -> Command:
    return DrawFace(library.faces.summaries([_unnamed(library)])[0].photo_id, Box(0.75, 0.1, 0.2, 0.25), "Dora")


CASES: dict[str, Callable[[Library], Command]] = {
    "name": lambda library: NameFaces((_unnamed(library),), "Bea"),
    "yes": lambda library: ConfirmFaces((_unnamed(library),), _ann(library)),
    "no": lambda library: RejectFaces((_unnamed(library),), _ann(library)),
    "no to a group": lambda library: RejectGroup(library.groups.all()[0].id, _ann(library)),
    "groups kept apart": _keep_apart,
    "removed from a group": lambda library: RemoveFaces((_unnamed(library),)),
    "split": lambda library: SplitGroup(library.groups.all()[0].id, (_unnamed(library),), "Bea"),
    "ignored": lambda library: IgnoreFaces((_unnamed(library),)),
    "not a face": lambda library: MarkNotAFace((_unnamed(library),)),
    "box moved": lambda library: MoveFaceBox(_unnamed(library), Box(0.75, 0.1, 0.2, 0.25)),
    "drawn": _draw,
}


@pytest.fixture
def with_ann(scanned: Library) -> Library:
    """A library in which one group has a name, and two have none."""
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Ann"))
    return scanned


def _edit_all_faces_out(library: Library) -> None:
    for shade, photo_id in enumerate(library.photos.ids()):
        photo = library.photos.detail(photo_id)
        assert photo.path is not None
        # By its date it is still that photo, and no other one under the old name.
        save_photo(photo.path, (), shade=shade, taken=photo.taken_at)
    library.jobs.scan()


@pytest.mark.parametrize("case", CASES)
def test_a_decision_that_was_undone_is_made_again_without_its_faces_in_the_photos(case: str, with_ann: Library) -> None:
    catalog = with_ann.catalog_path
    start = said_in(catalog)
    with_ann.execute(CASES[case](with_ann))
    with_ann.execute(TagPhotos(tuple(with_ann.photos.ids()[:2]), "Sea"))
    end = said_in(catalog)
    with_ann.undo()
    with_ann.undo()
    _edit_all_faces_out(with_ann)
    assert said_in(catalog) == start
    for _ in range(2):
        with_ann.redo()
    assert said_in(catalog) == end
    assert with_ann.history.redo_summary() is None
    for _ in range(2):
        with_ann.undo()
    assert said_in(catalog) == start


def test_what_a_decision_took_back_comes_back_without_its_faces_in_the_photos(with_ann: Library) -> None:
    with_ann.execute(RejectFaces((_unnamed(with_ann),), _ann(with_ann)))
    start = said_in(with_ann.catalog_path)
    with_ann.execute(DeletePerson(_ann(with_ann)))
    _edit_all_faces_out(with_ann)
    with_ann.undo()
    assert said_in(with_ann.catalog_path) == start


def test_a_face_whose_group_went_with_the_edit_is_loose_after_undo(with_ann: Library) -> None:
    face = _unnamed(with_ann)
    with_ann.execute(IgnoreFaces((face,)))
    _edit_all_faces_out(with_ann)
    assert with_ann.groups.all() == []
    with_ann.undo()
    assert with_ann.faces.summaries([face])[0].group_id is None


def test_what_was_said_of_a_photo_is_not_said_of_the_picture_before_its_edit(with_ann: Library) -> None:
    start = said_in(with_ann.catalog_path)
    face = _unnamed(with_ann)
    photo = with_ann.faces.summaries([face])[0].photo_id
    with_ann.execute(DescribePhotos((photo,), "A title", "A day"))
    with_ann.execute(FavouritePhotos((photo,), True))
    with_ann.execute(IgnoreFaces((face,)))
    _edit_all_faces_out(with_ann)
    for _ in range(3):
        with_ann.undo()
    assert said_in(with_ann.catalog_path) == start


def test_faces_that_no_decision_can_bring_back_go_with_the_edit(with_ann: Library) -> None:
    every = {face.id for photo in with_ann.photos.ids() for face in with_ann.photos.detail(photo).faces}
    face = _unnamed(with_ann)
    with_ann.execute(RejectFaces((face,), _ann(with_ann)))
    with_ann.undo()
    with_ann.execute(TagPhotos(tuple(with_ann.photos.ids()[:2]), "Sea"))
    ann = set(with_ann.people.face_ids(_ann(with_ann)))
    _edit_all_faces_out(with_ann)
    left = {one.id for one in with_ann.faces.summaries(sorted(every))}
    assert left == ann
    assert face not in left


def _delete_behind_its_back(library: Library, table: str, row_id: int) -> None:
    with raw_catalog(library.catalog_path, foreign_keys=True) as connection:
        if table == "photo":
            connection.execute("DELETE FROM photo_file WHERE photo_id = ?", (row_id,))
        connection.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,))  # noqa: S608


@pytest.mark.parametrize("case", ["name", "no", "groups kept apart", "box moved", "drawn"])
def test_a_catalog_that_lacks_a_face_says_so_and_does_the_rest(case: str, with_ann: Library) -> None:
    """As older programs left catalogs behind."""
    face = _unnamed(with_ann)
    with_ann.execute(CASES[case](with_ann))
    with_ann.execute(AddAlias(_ann(with_ann), "Annie"))
    with_ann.undo()
    with_ann.undo()
    photo = with_ann.faces.summaries([face])[0].photo_id
    table, row, words = ("photo", photo, "2 things of it are") if case == "drawn" else ("face", face, "1 face of it is")
    _delete_behind_its_back(with_ann, table, row)
    assert with_ann.redo().summary.endswith(f"; {words} no longer in the catalog")
    assert with_ann.redo().summary == "Ann is also called Annie"
    with_ann.undo()
    with_ann.undo()
    assert with_ann.history.decisions()[0].state == "undone"


def test_going_back_says_what_is_gone(with_ann: Library) -> None:
    decision = with_ann.execute(CASES["no"](with_ann)).decision_id
    face = _unnamed(with_ann)
    with_ann.undo()
    _delete_behind_its_back(with_ann, "face", face)
    assert (
        with_ann.history.go_back_to(decision).summary == "1 step done again; 1 face of it is no longer in the catalog"
    )


def test_a_photo_that_came_back_is_not_forgotten_again(with_ann: Library) -> None:
    path = with_ann.photos.detail(with_ann.photos.ids()[0]).path
    assert path is not None
    away = path.rename(path.with_suffix(".away"))
    with_ann.jobs.scan()
    with_ann.execute(ForgetMissingPhotos(tuple(with_ann.photos.missing_ids())))
    with_ann.undo()
    away.rename(path)
    with_ann.jobs.scan()
    every = with_ann.photos.ids()
    with_ann.redo()
    assert with_ann.photos.ids() == every
