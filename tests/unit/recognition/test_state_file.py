"""The file with the scores of a library: it saves work, and never shows what the catalog does not hold."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes.library import open_fake_library
from inside import database_of, recognition_of
from new_catalog import copied_catalog, new_catalog
from numpy.typing import NDArray
from raw_catalog import raw_catalog
from scenes import Scene

from photoface.assembly import restore_catalog
from photoface.catalog import recognition_rows
from photoface.clustering.array_file import read_arrays, write_arrays
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.strangers import IgnoreFaces
from photoface.library.library import Library
from photoface.recognition import candidates, embedding_cache, state_file
from photoface.recognition.state import FaceState
from photoface.recognition.state_file import SUFFIX


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two named people, a group that is named later, and loose faces near all three."""
    path = new_catalog(tmp_path_factory.mktemp("scored"))
    library = open_fake_library(path)
    scene = Scene(path)
    for person in range(3):
        scene.group(person, 5 + person, apart=0.2 + person / 1000)
        for number in range(4):
            scene.face(person, apart=0.27 + number / 200, photo=scene.photo(dt.datetime(2018 + number, 5, 1)))
    for group, name in zip(library.groups.all()[:2], ("Ann", "Bob"), strict=True):
        library.execute(NameGroup(group.id, name))
    library.close()
    return path


@pytest.fixture
def catalog(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The template, in a library that counts as large."""
    monkeypatch.setattr(state_file, "LEAST_FACES", 1)
    return copied_catalog(template, tmp_path)


@pytest.fixture
def library(catalog: Path) -> Iterator[Library]:
    """Another process, as long as it lives, that kept its scores."""
    opened = open_fake_library(catalog)
    opened.review.progress()
    opened.review.keep_scores()
    assert _file(catalog).exists()
    yield opened
    opened.close()


def _file(catalog: Path) -> Path:
    return catalog.with_name(catalog.name + SUFFIX)


def _told(library: Library) -> tuple[dict[tuple[int, int], float], list[str], float]:
    """What the window shows of the scores: probabilities of items and people, questions, and the expected precision."""
    state, review = recognition_of(library).state, library.review
    found = {
        (person.id, int(state.items.keys[match.item])): match.probability
        for person in state.people
        for match in state.matches_of(person.id)
    }
    assert sum(review.suggestion_counts().values()) == len(found) > 0
    questions = [f"{one.id} {one.face_ids} {one.person_name}" for one in review.next_questions(50)]
    return found, questions, review.progress().expected_precision or 0.0


def _check_as_from_nothing(catalog: Path) -> None:
    """A process that starts now says what one says that finds no file."""
    with_file = open_fake_library(catalog)
    found, questions, precision = _told(with_file)
    rows = recognition_of(with_file).state.rows
    with_file.close()
    _file(catalog).unlink(missing_ok=True)
    without = open_fake_library(catalog)
    expected, expected_questions, expected_precision = _told(without)
    assert found == pytest.approx(expected, abs=1e-4)
    assert questions == expected_questions
    assert precision == pytest.approx(expected_precision, abs=1e-4)
    assert [person.name for person in rows.people] == [person.name for person in without.people.all("name")]
    np.testing.assert_array_equal(rows.faces.persons, recognition_of(without).state.rows.faces.persons)
    without.close()


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How many vectors are read, and how many items people vote on, from now on."""
    done = {"vectors": 0, "items": 0}
    read, read_all, vote = recognition_rows.vectors, recognition_rows.all_vectors, candidates.candidate_votes

    def vectors(session: Any, model: str, face_ids: Any) -> dict[int, bytes]:
        done["vectors"] += len(face_ids)
        return read(session, model, face_ids)

    def of_all(session: Any, model: str) -> Iterator[Any]:
        for rows in read_all(session, model):
            done["vectors"] += len(rows)
            yield rows

    def votes(faces: Any, all_vectors: Any, items: Any, which: Any, exemplars: Any, people: Any, limit: float) -> Any:
        done["items"] += len(which) * len(people)
        return vote(faces, all_vectors, items, which, exemplars, people, limit)

    monkeypatch.setattr(embedding_cache, "vectors", vectors)
    monkeypatch.setattr(embedding_cache, "all_vectors", of_all)
    monkeypatch.setattr("photoface.recognition.state_scoring.candidate_votes", votes)
    return done


def test_the_next_process_reads_no_vector_and_scores_nothing_again(library: Library, work: dict[str, int]) -> None:
    again = open_fake_library(library.catalog_path)
    assert _told(again) == _told(library)
    again.close()
    assert work == {"vectors": 0, "items": 0}


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each time that all faces are read, from now on."""
    found: list[str] = []
    load = recognition_rows.load

    def counted(session: Any, model: str) -> Any:
        found.append(model)
        return load(session, model)

    monkeypatch.setattr(recognition_rows, "load", counted)
    return found


def _keep_again(library: Library) -> None:
    recognition_of(library).state  # noqa: B018 (for what is kept below)
    vars(recognition_of(library))["_kept_at"] = None
    library.review.keep_scores()


@pytest.mark.sqlite
def test_the_next_process_reads_only_the_faces_that_changed(library: Library, loads: list[str]) -> None:
    library.execute(NameGroup(library.groups.all()[0].id, "Cleo"))
    library.undo()
    again = open_fake_library(library.catalog_path)
    assert _told(again) == _told(library)
    again.close()
    assert loads == []
    _check_as_from_nothing(library.catalog_path)


@pytest.mark.sqlite
def test_keeping_the_state_does_not_make_it_another_one(library: Library, loads: list[str]) -> None:
    state, kept = recognition_of(library).state, _file(library.catalog_path).read_bytes()
    _keep_again(library)
    assert recognition_of(library).state is state
    assert _file(library.catalog_path).read_bytes() == kept
    again = open_fake_library(library.catalog_path)
    _keep_again(again)
    again.close()
    assert _file(library.catalog_path).read_bytes() == kept
    assert loads == []


@pytest.mark.sqlite
@pytest.mark.parametrize("newer", ["file", "catalog"])
def test_a_file_and_a_catalog_of_different_times_are_compared_face_by_face(
    library: Library, newer: str, loads: list[str]
) -> None:
    """As after a crash between the two writes, or where one of the two was copied by hand."""
    catalog = library.catalog_path
    library.close()
    at_first = catalog.read_bytes(), _file(catalog).read_bytes()
    again = open_fake_library(catalog)
    again.execute(NameGroup(again.groups.all()[0].id, "Cleo"))
    _keep_again(again)
    again.close()
    if newer == "file":
        catalog.write_bytes(at_first[0])
    else:
        _file(catalog).write_bytes(at_first[1])
    _check_as_from_nothing(catalog)
    assert len(loads) == 2


@pytest.mark.sqlite
def test_two_copies_of_a_catalog_do_not_believe_the_file_of_the_other(
    library: Library, tmp_path: Path, loads: list[str]
) -> None:
    library.close()
    one = library.catalog_path
    other = Path(shutil.copy(one, tmp_path / "other.photoface"))
    shutil.copy(_file(one), _file(other))
    for catalog, name in ((one, "Cleo"), (other, "Dora")):
        copy = open_fake_library(catalog)
        copy.execute(NameGroup(copy.groups.all()[0].id, name))
        _keep_again(copy)
        copy.close()
    assert loads == []
    shutil.copy(_file(one), _file(other))
    _check_as_from_nothing(other)
    assert len(loads) == 2


@pytest.mark.sqlite
def test_a_commit_that_fails_after_the_file_got_its_name_leaves_a_file_that_is_not_believed(
    library: Library, loads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    library.execute(NameGroup(library.groups.all()[0].id, "Cleo"))
    before = _file(library.catalog_path).read_bytes()
    with monkeypatch.context() as failing:
        replace = Path.replace

        def replace_and_fail(self: Path, target: Path) -> Path:
            done = replace(self, target)
            if target == _file(library.catalog_path):
                raise OSError("no more")
            return done

        failing.setattr(Path, "replace", replace_and_fail)
        _keep_again(library)
    assert _file(library.catalog_path).read_bytes() != before
    _check_as_from_nothing(library.catalog_path)
    assert len(loads) == 2


@pytest.mark.sqlite
def test_what_another_program_changes_while_the_file_is_written_is_not_kept(library: Library) -> None:
    library.execute(NameGroup(library.groups.all()[0].id, "Cleo"))
    recognition_of(library).state  # noqa: B018 (read before the other program)
    before = _file(library.catalog_path).read_bytes()
    with raw_catalog(library.catalog_path) as rows:
        rows.execute("UPDATE face SET person_id = NULL, confirmed = 0 WHERE person_id = 1")
    vars(recognition_of(library))["_kept_at"] = None
    library.review.keep_scores()
    assert _file(library.catalog_path).read_bytes() == before
    _check_as_from_nothing(library.catalog_path)


def test_a_decision_after_it_was_kept_is_scored_by_the_next_process(library: Library, work: dict[str, int]) -> None:
    # As where a process is killed between a commit and the file.
    library.execute(NameGroup(library.groups.all()[0].id, "Cleo"))
    library.execute(IgnoreFaces((library.faces.ids(loose_only=True)[0],)))
    work.update(vectors=0, items=0)
    again = open_fake_library(library.catalog_path)
    found, _, _ = _told(again)
    cleo = again.people.called("Cleo")[0].id
    assert any(person == cleo for person, _ in found)
    again.close()
    assert work["vectors"] == 0
    assert 0 < work["items"] < 3 * len(found)
    _check_as_from_nothing(library.catalog_path)


@pytest.mark.sqlite
def test_a_catalog_that_is_older_than_the_file_is_scored_as_it_is(library: Library) -> None:
    catalog = library.catalog_path
    backup = database_of(library).back_up("test")
    library.execute(NameGroup(library.groups.all()[0].id, "Cleo"))
    _keep_again(library)
    kept = _file(catalog).read_bytes()
    library.close()
    restore_catalog(catalog, backup)
    assert not _file(catalog).exists()
    # Somebody copied the files by hand, and the file stayed.
    _file(catalog).write_bytes(kept)
    _check_as_from_nothing(catalog)


def test_what_another_process_changed_meanwhile_is_not_kept(library: Library) -> None:
    catalog, before = library.catalog_path, _file(library.catalog_path).read_bytes()
    window = open_fake_library(catalog)
    window.review.progress()
    library.execute(IgnoreFaces((library.faces.ids(loose_only=True)[0],)))
    window.review.keep_scores()
    assert _file(catalog).read_bytes() == before
    assert sorted(path.name for path in catalog.parent.glob(".*")) == []
    assert window.review.suggestion_counts() == library.review.suggestion_counts()
    window.close()
    _check_as_from_nothing(catalog)


@pytest.mark.parametrize("length", [0, 1, 30, 5_000, -1, -60])
def test_a_truncated_file_counts_as_none_and_goes(library: Library, length: int) -> None:
    file = _file(library.catalog_path)
    file.write_bytes(file.read_bytes()[:length])
    again = open_fake_library(library.catalog_path)
    assert _told(again) == _told(library)
    assert not file.exists()
    again.close()


@pytest.mark.parametrize("content", [b"PK\x03\x04 and no more", b"\x80\x04\x95pickle.", b"\0" * 4096])
def test_garbage_counts_as_none(library: Library, content: bytes) -> None:
    _file(library.catalog_path).write_bytes(content)
    _check_as_from_nothing(library.catalog_path)


def _far(array: NDArray[Any]) -> NDArray[Any]:
    return np.full_like(array, 10**6)


BAD: dict[str, Callable[[NDArray[Any]], NDArray[Any]]] = {
    "vote_rows": _far,
    "vote_people": lambda array: array - 10,
    "exemplars": _far,
    "exemplar_counts": lambda array: array[:-1],
    "similar_others": _far,
    "trial_owners": _far,
    "people": lambda array: array[::-1],
    "placed": lambda array: array[:, :2],
    "vectors": lambda array: array * np.float32(np.nan),
    "group_means": lambda array: array[1:],
    "face_ids": lambda array: array[::-1],
    "face_stamps": lambda array: array[:, :2],
    "face_quality": lambda array: array.astype(np.float64),
    "crowd_keys": lambda array: array[:, :3],
}


@pytest.mark.parametrize("name", BAD)
def test_numbers_that_cannot_be_are_refused_though_the_checksum_is_right(library: Library, name: str) -> None:
    file = _file(library.catalog_path)
    about, arrays = read_arrays(file)
    write_arrays(file, about, {**arrays, name: BAD[name](arrays[name])})
    again = open_fake_library(library.catalog_path)
    assert _told(again) == _told(library)
    assert not file.exists()
    again.close()


def test_scores_of_another_model_or_version_are_not_taken(library: Library) -> None:
    file = _file(library.catalog_path)
    about, arrays = read_arrays(file)
    basis = json.loads(about["basis"])
    for other in ([*basis[:1], "0.0.1", *basis[2:]], [*basis[:2], {**basis[2], "model": "facenet-casia"}]):
        write_arrays(file, {**about, "basis": json.dumps(other)}, arrays)
        again = open_fake_library(library.catalog_path)
        assert _told(again) == _told(library)
        assert not file.exists()
        again.close()


def test_it_holds_no_names(library: Library) -> None:
    content = _file(library.catalog_path).read_bytes()
    assert b"Ann" not in content
    assert b"Bob" not in content


def test_erasing_somebody_takes_it_and_what_a_killed_process_left_of_it(library: Library) -> None:
    catalog = library.catalog_path
    left = [catalog.with_name(f".{catalog.name}{SUFFIX}{ending}") for ending in (".partial", ".partial-x1.partial")]
    for path in left:
        path.write_bytes(b"embeddings")
    state: FaceState = recognition_of(library).state
    ann = library.people.called("Ann")[0].id
    vector = state.vectors[state.exemplar_rows(ann)[0]].tobytes()
    library.erasing.erase(ann, "erase ann")
    assert [path for path in [*left, _file(catalog)] if path.exists()] == []
    library.review.progress()
    vars(recognition_of(library))["_kept_at"] = None
    library.review.keep_scores()
    assert vector not in _file(catalog).read_bytes()


def test_a_small_library_and_one_that_cannot_be_written_keep_none(
    catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state_file, "LEAST_FACES", 10_000)
    library = open_fake_library(catalog)
    library.review.progress()
    library.review.keep_scores()
    assert not _file(catalog).exists()
    library.close()
