"""Somebody who is erased is in no byte of the data folder, and everything else can still be undone."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from catalog_image import image_of
from fakes.library import open_fake_library
from raw_catalog import columns_of, raw_catalog
from sidecars import write_sidecar

from photoface.catalog import erasing
from photoface.errors import CatalogBusy, UserFacingError
from photoface.library.commands.collections import SaveSearch, TagPhotos
from photoface.library.commands.faces import NameFaces, RejectFaces
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.people import AddAlias, DescribePerson, MergePeople, PutInCircle, RenamePerson
from photoface.library.commands.takeover import TakeOver
from photoface.library.face_map import SUFFIX as MAP_SUFFIX
from photoface.library.first_page_file import SUFFIX as FIRST_PAGE_SUFFIX
from photoface.library.job_lock import only_job
from photoface.library.library import Library
from photoface.library.personal_model import SUFFIX as PERSONAL_SUFFIX
from photoface.metadata.people_pack_file import PackedPerson, PeoplePack
from photoface.metadata.records import ForeignCatalog, ForeignPhoto, PhotoMetadata

NAMES = ("Zebulonia Quux", "Zeb Formerly", "Aunty Zeb", "Zeb Duplicate")


@pytest.fixture
def named(scanned: Library) -> Library:
    """Zebulonia, who was called otherwise, has another name, and was two people; and Ben."""
    first, second, *_ = scanned.groups.all()
    faces = scanned.groups.face_ids(first.id)
    # Named, and taken back: the ledger alone remembers it.
    scanned.execute(NameGroup(first.id, NAMES[0]))
    scanned.undo()
    scanned.execute(NameFaces(tuple(faces[:1]), "Zeb Duplicate"))
    scanned.execute(NameGroup(first.id, "Zeb Formerly"))
    scanned.execute(NameGroup(second.id, "Ben"))
    zeb = scanned.people.called("Zeb Formerly")[0].id
    duplicate = scanned.people.called("Zeb Duplicate")
    if duplicate and duplicate[0].id != zeb:
        scanned.execute(MergePeople(zeb, (duplicate[0].id,)))
    scanned.execute(RenamePerson(zeb, NAMES[0]))
    scanned.execute(AddAlias(zeb, NAMES[2]))
    ben = scanned.people.called("Ben")[0].id
    scanned.execute(DescribePerson(zeb, None, None, "She is Zebulonia Quux's own note"))
    scanned.execute(PutInCircle((zeb, ben), "Family"))
    scanned.execute(RejectFaces((scanned.people.face_ids(ben)[-1],), zeb))
    scanned.execute(SaveSearch("With Ben", '"Zebulonia Quux" Ben'))
    scanned.execute(SaveSearch("Ben alone", "Ben"))
    scanned.execute(TagPhotos(tuple(scanned.photos.ids()[:2]), "Sea"))
    for suffix in (PERSONAL_SUFFIX, MAP_SUFFIX, FIRST_PAGE_SUFFIX):
        Path(f"{scanned.catalog_path}{suffix}").write_bytes(b"made of faces")
    return scanned


def _zeb(library: Library) -> int:
    return library.people.called(NAMES[0])[0].id


def _needles(library: Library) -> list[bytes]:
    """What must not be found afterwards: names, and embeddings and crops that are nobody else's."""
    zeb = _zeb(library)
    connection = sqlite3.connect(library.catalog_path)
    query = "SELECT vector, person_id FROM embedding JOIN face ON face.id = face_id"
    rows = connection.execute(query).fetchall()
    connection.close()
    others = {vector for vector, person_id in rows if person_id != zeb}
    vectors = {vector for vector, person_id in rows if person_id == zeb} - others
    assert vectors
    crops = [library.pictures.face_crop(face_id) for face_id in library.people.face_ids(zeb)]
    return [*(name.encode() for name in NAMES), *vectors, *(crop[-40:] for crop in crops if crop is not None)]


def _found(catalog: Path, needles: list[bytes]) -> list[tuple[str, bytes]]:
    """Where any of these bytes is in the data folder. Nobody may have the catalog open."""
    files = [path for path in catalog.parent.iterdir() if path.is_file()]
    contents = {path.name: path.read_bytes() for path in files}
    return [(name, needle[:20]) for name, content in contents.items() for needle in needles if needle in content]


@pytest.mark.sqlite
def test_neither_name_nor_embedding_nor_crop_is_in_any_byte_afterwards(named: Library) -> None:
    needles = _needles(named)
    catalog = named.catalog_path
    plan = named.erasing.plan(_zeb(named))
    assert plan.sentence == "erase Zebulonia Quux"
    assert set(NAMES[:3]) <= set(plan.erasure.names)
    named.erasing.erase(_zeb(named), plan.sentence)
    assert named.history.decisions()[0].summary == "Somebody was erased"
    named.close()
    assert _found(catalog, needles) == []
    for suffix in (PERSONAL_SUFFIX, MAP_SUFFIX, FIRST_PAGE_SUFFIX):
        assert not Path(f"{catalog}{suffix}").exists()


@pytest.mark.sqlite
def test_before_it_they_are_there(named: Library) -> None:
    needles, catalog = _needles(named), named.catalog_path
    named.close()
    assert {needle for _, needle in _found(catalog, needles)} == {needle[:20] for needle in needles}


def test_everything_else_can_be_undone_and_made_again(named: Library) -> None:
    named.erasing.erase(_zeb(named), "Erase  zebulonia quux")
    assert [person.name for person in named.people.all()] == ["Ben"]
    assert [search.name for search in named.search.saved()] == ["Ben alone"]
    assert named.undo().summary.startswith("Tagged")
    assert named.tags.tree() == ()
    named.redo()
    assert len(named.tags.tree()) == 1
    named.history.go_back_to(None)
    assert named.people.all() == []
    with pytest.raises(UserFacingError, match="nothing to undo"):
        named.undo()
    erased = named.history.decisions()[0]
    assert erased.kind == erasing.KIND
    with pytest.raises(UserFacingError, match="does not come back"):
        named.history.go_back_to(erased.id)
    named.history.go_back_to(named.history.decisions()[1].id)
    assert [person.name for person in named.people.all()] == ["Ben"]
    named.backups.daily_check(thorough=True)


def test_another_sentence_erases_nobody(named: Library) -> None:
    for typed in ("", "erase", "erase Ben", "Zebulonia Quux"):
        with pytest.raises(UserFacingError, match="Nobody was erased"):
            named.erasing.erase(_zeb(named), typed)
    assert named.people.called(NAMES[0])


def test_while_a_job_runs_nobody_is_erased(named: Library) -> None:
    with only_job(named._database), pytest.raises(CatalogBusy):
        named.erasing.erase(_zeb(named), f"erase {NAMES[0]}")
    assert named.people.called(NAMES[0])


@pytest.mark.sqlite
def test_older_backups_are_named(named: Library) -> None:
    made = named.backups.make()
    assert [backup.path for backup in named.erasing.plan(_zeb(named)).backups] == [made]


@pytest.mark.sqlite
def test_backups_go_too_where_that_is_asked_for(named: Library) -> None:
    made = named.backups.make()
    needles = _needles(named)
    named.erasing.erase(_zeb(named), f"erase {NAMES[0]}", with_backups=True)
    (left,) = named.backups.all()
    assert left.path != made
    content = left.path.read_bytes()
    assert not [needle for needle in needles if needle in content]


def _foreign(named: Library, name: str) -> ForeignCatalog:
    path = named.photos.detail(named.photos.ids()[0]).path
    assert path is not None
    return ForeignCatalog("digiKam 8", (), (ForeignPhoto(str(path), "", PhotoMetadata(people=(name, "Cleo"))),))


@pytest.mark.parametrize("name", NAMES[:3])
def test_an_import_does_not_bring_an_erased_name_back_unless_it_is_allowed(named: Library, name: str) -> None:
    named.erasing.erase(_zeb(named), f"erase {NAMES[0]}")
    proposal = named.metadata.propose_import(_foreign(named, name.upper()))
    assert (proposal.takeover.whos, len(proposal.erased), proposal.questions) == (("Cleo",), 1, ())
    named.execute(TakeOver(proposal.takeover))
    assert not named.people.called(name)
    named.erasing.allow_names(proposal.erased)
    again = named.metadata.propose_import(_foreign(named, name))
    assert (again.takeover.whos[0], again.erased) == (name, ())


def _say(library: Library, *names: str) -> None:
    """Let a sidecar of the first photo name people."""
    path = library.photos.detail(library.photos.ids()[0]).path
    assert path is not None
    write_sidecar(path, people=names)
    library.jobs.scan()


def test_a_scan_does_not_store_an_erased_name_again_until_it_is_allowed(named: Library) -> None:
    named.erasing.erase(_zeb(named), f"erase {NAMES[0]}")
    _say(named, NAMES[0].upper(), "Cleo")
    assert "zebulonia" not in repr(image_of(named.catalog_path, without=frozenset())).casefold()
    proposal = named.metadata.propose()
    assert (proposal.takeover.whos, len(proposal.erased)) == (("Cleo",), 1)
    named.erasing.allow_names(proposal.erased)
    named.jobs.scan()
    again = named.metadata.propose()
    assert (set(again.takeover.whos), again.erased) == ({NAMES[0].upper(), "Cleo"}, ())


def test_tags_below_people_that_name_the_person_are_not_stored(named: Library) -> None:
    path = named.photos.detail(named.photos.ids()[0]).path
    assert path is not None

    def stored() -> str:
        with raw_catalog(named.catalog_path) as rows:
            found = [
                rows.execute("SELECT {} FROM {}".format(", ".join(f'"{name}"' for name in names), table)).fetchall()  # noqa: S608
                for table, names in columns_of(rows).items()
            ]
        return json.dumps(found, default=str).replace('\\"', '"').casefold()

    write_sidecar(path, tags=(f"People/Family/{NAMES[0].upper()}", "Sea/Sand"))
    named.jobs.scan()
    assert "family" in stored()
    named.erasing.erase(_zeb(named), f"erase {NAMES[0]}")
    assert "zebulonia" not in stored()
    # Nor when the file says it again.
    write_sidecar(path, tags=(f"People/{NAMES[0]}", "Sea/Sand"), rating=3)
    named.jobs.scan()
    assert "zebulonia" not in stored()
    proposal = named.metadata.propose()
    assert (proposal.takeover.whos, len(proposal.erased)) == ((), 1)
    assert '[["sea", "sand"]]' in stored()


def test_files_may_say_an_erased_name_that_somebody_got_by_hand(named: Library) -> None:
    named.erasing.erase(_zeb(named), f"erase {NAMES[0]}")
    _say(named, NAMES[0], NAMES[2])
    first = named.photos.ids()[0]
    elsewhere = [face.id for face in named.faces.summaries(named.faces.ids("active")) if face.photo_id != first]
    named.execute(NameFaces((elsewhere[0],), NAMES[0]))
    named.jobs.scan()
    # The other name was erased as well, and nobody has it.
    proposal = named.metadata.propose()
    assert (len(proposal.takeover.whos), len(proposal.erased)) == (1, 1)


def test_a_people_pack_that_is_opened_later_leaves_an_erased_name_out(named: Library) -> None:
    vectors = np.eye(2, 128, dtype=np.float32)
    model = named.settings().model
    packed = [PackedPerson(name, None, None, vectors) for name in (NAMES[0], "Cleo")]
    named.erasing.erase(_zeb(named), f"erase {NAMES[0]}")
    named.people_packs.open(PeoplePack(model, dt.date(2026, 1, 1), tuple(packed)), "A pack")
    assert [pack.names for pack in named.people_packs.all()] == [("Cleo",)]
    with pytest.raises(UserFacingError, match="Everybody in this people pack"):
        named.people_packs.open(PeoplePack(model, dt.date(2026, 1, 1), tuple(packed[:1])), "Another")
    named.execute(NameFaces(tuple(named.faces.ids("active")[:1]), NAMES[0]))
    named.people_packs.open(PeoplePack(model, dt.date(2026, 1, 1), tuple(packed[:1])), "A third")


def test_somebody_who_is_named_by_hand_after_an_erasure_gets_what_files_say(named: Library) -> None:
    named.erasing.erase(_zeb(named), f"erase {NAMES[0]}")
    others = tuple(named.faces.ids("active")[:1])
    named.execute(NameFaces(others, NAMES[0]))
    assert named.metadata.propose_import(_foreign(named, NAMES[0])).erased == ()


def test_a_scan_does_not_bring_the_faces_back(named: Library) -> None:
    faces = set(named.people.face_ids(_zeb(named)))
    before = named.overview().faces
    named.erasing.erase(_zeb(named), f"erase {NAMES[0]}")
    named.jobs.scan()
    assert named.overview().faces == before - len(faces)


KILLED = """
import os, signal, sys
from pathlib import Path
from fakes.library import open_fake_library
from photoface.library import erasing

def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)

library = open_fake_library(Path(sys.argv[1]))
{patched} = die
library.erasing.erase(int(sys.argv[2]), sys.argv[3])
"""


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("patched", "begun"),
    [("erasing.erasing.erase", False), ("erasing.ThumbnailStore.wipe", True), ("type(library._database).wipe", True)],
)
def test_killed_it_is_not_begun_or_goes_on_at_the_next_start(named: Library, patched: str, begun: bool) -> None:
    needles, catalog, zeb = _needles(named), named.catalog_path, _zeb(named)
    named.close()
    tests = Path(__file__).parents[2]
    code = KILLED.format(patched=patched)
    words = [sys.executable, "-c", code, str(catalog), str(zeb), f"erase {NAMES[0]}"]
    ended = subprocess.run(words, env={**os.environ, "PYTHONPATH": str(tests)}, check=False)
    assert ended.returncode == -signal.SIGKILL
    again = open_fake_library(catalog)
    assert again.is_erasing() is begun
    assert again.erasing.finish() is begun
    assert bool(again.people.called(NAMES[0])) is not begun
    assert not again.is_erasing()
    again.close()
    assert (_found(catalog, needles) == []) is begun


def test_no_number_of_the_person_is_left_in_the_ledger(named: Library) -> None:
    zeb, faces = _zeb(named), set(named.people.face_ids(_zeb(named)))
    named.erasing.erase(zeb, f"erase {NAMES[0]}")
    with raw_catalog(named.catalog_path) as catalog:
        rows = catalog.execute("SELECT table_name, row_id, before, after FROM change").fetchall()
    for table, row_id, *images in rows:
        assert not (table == "face" and row_id in faces)
        for image in (json.loads(one) for one in images if one is not None):
            assert image is None or zeb not in (image.get("person_id"), image.get("other_person_id"))
