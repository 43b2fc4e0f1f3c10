from __future__ import annotations

from pathlib import Path

from command import Command

from photoface.library.library import Library


def test_people(photoface: Command, cast: dict[str, int]) -> None:
    shown = photoface("people")
    assert shown.code == 0
    assert "Anna Berg" in shown.out
    assert "1 group without a name" in shown.err
    values = photoface("people", "--json").json
    assert [sorted(one) for one in values] == [
        [
            "born",
            "confirmed",
            "died",
            "faces",
            "favourite",
            "first_taken",
            "hidden",
            "id",
            "last_taken",
            "name",
            "photos",
        ]
    ] * 2
    assert photoface("people", "--sort", "name", "--json").json[0]["name"] == "Anna Berg"


def test_nobody_yet(photoface: Command, library: Library) -> None:
    assert photoface("people", "--json").json == []
    assert "Nobody has a name yet" in photoface("people").err
    assert "No group waits" in photoface("groups").err
    assert "no folders yet" in photoface("folders").err
    assert "decided nothing" in photoface("history").err


def test_a_person_by_part_of_the_name(photoface: Command, cast: dict[str, int], scanned: Library) -> None:
    values = photoface("person", "berg", "--json").json
    assert values["name"] == "Anna Berg"
    assert len(values["face_list"]) == values["faces"]
    assert {face["person"] for face in values["face_list"]} == {"Anna Berg"}
    assert Path(values["face_list"][0]["path"]).is_file()
    shown = photoface("person", "Anna")
    assert f"Anna Berg: {values['faces']} faces in" in shown.out


def test_groups_and_one_group(photoface: Command, scanned: Library) -> None:
    values = photoface("groups", "--json").json
    assert len(values) == 3
    assert sorted(values[0]) == ["cover_faces", "faces", "id", "photos"]
    assert len(photoface("groups", "--limit", 1, "--json").json) == 1
    shown = photoface("groups", "--limit", 1)
    assert "2 more" in shown.err
    faces = photoface("group", values[0]["id"], "--json").json
    assert len(faces) == values[0]["faces"]
    assert sorted(faces[0]) == [
        "confirmed",
        "group",
        "height",
        "id",
        "left",
        "missing",
        "path",
        "person",
        "photo",
        "quality",
        "status",
        "taken_at",
        "top",
        "width",
    ]


def test_faces_by_kind(photoface: Command, scanned: Library) -> None:
    everything = photoface("faces", "--json").json
    assert len(everything) == scanned.overview().faces
    limited = photoface("faces", "--limit", 2)
    assert "2 faces" in limited.err
    assert "more" in limited.err
    photoface("ignore", "--face", everything[0]["id"])
    assert [face["id"] for face in photoface("faces", "--show", "ignored", "--json").json] == [everything[0]["id"]]


def test_folders(photoface: Command, scanned: Library, album: Path) -> None:
    (folder,) = photoface("folders", "--json").json
    assert folder == {"id": 1, "path": str(album), "photos": 12, "failed": 0, "reachable": True}
    assert str(album) in photoface("folders").out
    removed = photoface("folders", "remove", 1)
    assert removed.code == 0
    assert "no longer scanned" in removed.out
    assert photoface("folders", "--json").json == []
    again = photoface("folders", "remove", 1)
    assert (again.code, again.err.splitlines()[0]) == (1, "There is no folder with the number 1.")


def test_settings(photoface: Command, library: Library) -> None:
    values = photoface("settings", "--json").json
    assert values["grouping"] == "average-linkage"
    assert photoface("settings", "scan_batch", "7").out == "7\n"
    assert photoface("settings", "scan_batch", "--json").json == {"scan_batch": 7}
    assert "Photos stored in one transaction" in photoface("settings").out
    assert photoface("settings", "scan_batch", "many").code == 1
    unknown = photoface("settings", "colour")
    assert (unknown.code, unknown.err.splitlines()[0]) == (1, "There is no setting called colour.")


def test_models(photoface: Command, library: Library) -> None:
    values = {model["id"]: model for model in photoface("models", "list", "--json").json}
    assert values["dlib-resnet"]["in_use"]
    assert not values["facenet-vggface2"]["installed"]
    assert "CC0-1.0" in photoface("models", "list").out
    missing = photoface("models", "use", "facenet-vggface2")
    assert missing.code == 1
    assert "photoface models install facenet-vggface2" in missing.err
    assert photoface("models", "use", "dlib-resnet").out == "dlib-resnet is in use.\n"


def test_a_model_without_a_network_is_one_sentence(photoface: Command, library: Library) -> None:
    tried = photoface("models", "install", "facenet-vggface2", "--accept-licence")
    assert (tried.code, tried.out) == (1, "")
    assert "could not be downloaded" in tried.err
    assert len(tried.err.splitlines()) == 3
    assert "Traceback" not in tried.err
    wrong = photoface("models", "install", "facenet-casia", "--from", "/nowhere.pt", "--accept-licence")
    assert (wrong.code, len(wrong.err.splitlines())) == (1, 2)


def test_history(photoface: Command, cast: dict[str, int]) -> None:
    values = photoface("history", "--json").json
    assert [one["kind"] for one in values] == ["NameGroup", "NameGroup"]
    assert sorted(values[0]) == ["faces", "id", "kind", "made_at", "state", "summary"]
    photoface("undo")
    assert "undone" in photoface("history").out
    assert len(photoface("history", "--limit", 1, "--json").json) == 1
