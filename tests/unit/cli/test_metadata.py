"""`photoface metadata`, `import` and `mark`, and what a scan says of names in files."""

from __future__ import annotations

from pathlib import Path

from command import Command
from sidecars import write_sidecar

from photoface.geometry import Box
from photoface.library.library import Library


def _first(library: Library) -> tuple[Path, Box, int]:
    """A photo with one face: its path, the face's box and number."""
    photo = min(library.photos.ids())
    detail = library.photos.detail(photo)
    assert detail.path is not None
    return detail.path, detail.faces[0].box, detail.faces[0].id


def test_names_of_files_are_offered_taken_over_and_taken_back(photoface: Command, scanned: Library) -> None:
    path, box, _ = _first(scanned)
    assert "names, tags" not in photoface("scan").err
    write_sidecar(path, [("Anna", box)], tags=["Sea"], rating=4)
    assert "1 photo carries names, tags or stars. Take them over? `photoface metadata read`" in photoface("scan").err
    values = photoface("metadata", "status", "--json").json
    assert (values["photos"], values["named_faces"], values["waiting"], values["unread"]) == (1, 1, 1, [])
    assert "Photos not taken over yet" in photoface("metadata", "status").out
    said = "photo files: 1 person, 1 face; 1 matches a face here, 0 will be drawn."
    assert photoface("metadata", "read", "--dry-run").out == f"{said}\n"
    assert scanned.people.all() == []
    done = photoface("metadata", "read")
    assert done.code == 0
    assert done.out.splitlines()[1].startswith(
        "Took 1 face of 1 person over from photo files, and what is said of 1 photo"
    )
    assert [person.name for person in scanned.people.all()] == ["Anna"]
    assert "nothing to take over" in photoface("metadata", "read").err
    assert "names, tags" not in photoface("scan").err
    photoface("undo")
    assert scanned.people.all() == []
    values = photoface("metadata", "read", "--json").json
    assert (values["named"], values["drawn"], values["conflicts"], values["questions"]) == (1, 0, 0, [])
    assert values["done"].startswith("Took 1 face")


def test_conflicts_are_listed_until_they_are_settled(photoface: Command, scanned: Library) -> None:
    path, box, face = _first(scanned)
    photoface("name", "Zoe", "--face", face)
    write_sidecar(path, [("Anna", box)])
    photoface("scan")
    assert (
        "1 conflict with what you decided; `photoface metadata conflicts` lists them."
        in photoface("metadata", "read").err
    )
    (conflict,) = photoface("metadata", "conflicts", "--json").json
    assert (conflict["face_id"], conflict["theirs"], conflict["mine"]) == (face, "Anna", "Zoe")
    assert conflict["path"] == str(path)
    assert "named otherwise" in photoface("metadata", "conflicts").out
    assert photoface("metadata", "conflicts", "--mine", "--all").out == "Kept what the catalog has in 1 conflict.\n"
    assert "There are no conflicts." in photoface("metadata", "conflicts").err


def test_names_are_asked_about_and_mapped(photoface: Command, scanned: Library) -> None:
    path, box, face = _first(scanned)
    other = next(one for one in scanned.faces.ids() if one != face)
    photoface("name", "Anna", "--face", other)
    write_sidecar(path, [("\u0410nna", box)])
    photoface("scan")
    asked = photoface("metadata", "read", "--dry-run").err
    assert "(1 face) may be #1 Anna (1 face" in asked
    assert photoface("metadata", "read", "--map", "Anna").code == 2
    assert photoface("metadata", "read", "--map", "\u0410nna=#1").code == 0
    assert [one.person_id for one in scanned.faces.summaries([face, other])] == [1, 1]
    assert len(scanned.people.all()) == 1


def test_broken_metadata_is_listed(photoface: Command, scanned: Library) -> None:
    path, _, _ = _first(scanned)
    path.with_name(f"{path.name}.xmp").write_text("<x:xmpmeta")
    photoface("scan")
    assert str(path) in photoface("metadata", "status").err
    assert photoface("metadata", "status", "--json").json["unread"][0]["path"] == str(path)


def test_another_programs_catalog_is_imported(photoface: Command, scanned: Library) -> None:
    path, box, _ = _first(scanned)
    corners = "".join(f"{round(side * 65535):04x}" for side in (box.left, box.top, box.right, box.bottom))
    ini = f"[{path.name}]\nfaces=rect64({corners}),a1b2c3d4e5f60718\nstar=yes\n[Contacts2]\na1b2c3d4e5f60718=Anna;;\n"
    (path.parent / ".picasa.ini").write_text(ini)
    said = photoface("import", "picasa", path.parent, "--dry-run")
    assert "1 person, 1 face; 1 matches a face here" in said.out
    assert scanned.people.all() == []
    done = photoface("import", "picasa", path.parent)
    assert "Took 1 face of 1 person over from Picasa" in done.out
    assert [person.name for person in scanned.people.all()] == ["Anna"]
    assert photoface("import", "nothing", path.parent).err.startswith("PhotoFace does not read nothing.")
    assert photoface("import", "picasa", path.parent, "--root", "x").code == 2


def test_somebody_is_marked_in_photos_without_a_face(photoface: Command, scanned: Library) -> None:
    path, _, _ = _first(scanned)
    assert photoface("mark", "Anna", path).out == "Noted that Anna is in 1 photo.\n"
    assert photoface("search", "Anna").out == f"{path}\n"
    assert photoface("mark", "Anna", path).code == 1
    assert photoface("mark", "Anna", "--off", path).out == "Noted that Anna is not in 1 photo.\n"
    assert photoface("search", "Anna").out == ""


def test_servers_are_read_with_a_key_only(photoface: Command, scanned: Library) -> None:
    assert "asks for a key" in photoface("import", "immich", "http://127.0.0.1:1").err
    assert "is not read from a server" in photoface("import", "digikam", "http://127.0.0.1:1", "--key", "k").err
    assert "cannot be reached" in photoface("import", "photoprism", "http://127.0.0.1:1", "--key", "k").err


def test_names_are_written_beside_photos_and_taken_out_again(photoface: Command, scanned: Library) -> None:
    path, _, face = _first(scanned)
    sidecar = path.with_name(f"{path.name}.xmp")
    photoface("name", "Anna", "--face", face)
    assert photoface("metadata", "write", "--dry-run").out == "1 photo, 1 named face: 1 file would be changed.\n"
    assert not sidecar.exists()
    assert photoface("metadata", "write", "Anna").out == "1 photo, 1 named face: 1 file was changed.\n"
    assert b"Anna" in sidecar.read_bytes()
    assert "names, tags" not in photoface("scan").err
    values = photoface("metadata", "write", "--json").json
    assert (values["photos"], values["files"], values["written"], values["skipped"]) == (1, 1, 0, [])
    photoface("rename", "Anna", "Anna Berg")
    assert photoface("metadata", "write").out == "1 photo, 1 named face: 1 file was changed.\n"
    assert b"Anna Berg" in sidecar.read_bytes()
    assert photoface("metadata", "write", "--remove").code == 0
    assert not sidecar.exists()
    assert photoface("metadata", "write", "Nobody").code == 1


def test_files_that_are_left_are_named_with_the_reason(photoface: Command, scanned: Library) -> None:
    path, box, face = _first(scanned)
    photoface("name", "Anna", "--face", face)
    write_sidecar(path, [("Zoe", box)])
    said = photoface("metadata", "write")
    assert f"{path}: Another program changed" in said.err
    assert said.out.endswith("0 files were changed.\n")
    assert photoface("metadata", "write", "--json").json["skipped"][0]["path"] == str(path)
