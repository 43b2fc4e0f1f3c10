"""Downloads and installs with a fake network; what the files hold is tested in test_facenet.py."""

from __future__ import annotations

import dataclasses
import errno
import hashlib
import io
import os
import urllib.error
from pathlib import Path

import pytest

from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl, Progress
from photoface.vision import model_store
from photoface.vision.model_download import CHUNK, LARGEST, Answer, Opener
from photoface.vision.model_registry import DLIB_RESNET, FACENET_VGGFACE2
from photoface.vision.model_store import ModelStore, file_checksum

CONTENT = bytes(range(256)) * 4096 * 5
CHECKSUM = hashlib.sha256(CONTENT).hexdigest()

# An architecture whose files are not looked into, so that any bytes will do.
SPEC = dataclasses.replace(FACENET_VGGFACE2, sha256=CHECKSUM, size=len(CONTENT), architecture="opaque")
UNPUBLISHED = dataclasses.replace(SPEC, sha256=None)


def serving(response: io.BytesIO) -> Opener:
    """A server that knows nothing of parts of a file."""
    return lambda address, start: Answer(response)


def no_network(address: str, start: int) -> Answer:
    raise urllib.error.URLError(OSError(errno.ENETUNREACH, "network is unreachable"))


def test_download_arrives_whole_with_progress_in_bytes(tmp_path: Path) -> None:
    seen: list[Progress] = []
    response = io.BytesIO(CONTENT)
    store = ModelStore(tmp_path / "new" / "folder", serving(response))
    assert store.download(SPEC, JobControl(seen.append)) == CHECKSUM
    assert store.path_of(SPEC).read_bytes() == CONTENT
    assert store.verified_path(SPEC) == store.path_of(SPEC)
    assert [progress.done for progress in seen] == [*range(0, len(CONTENT), CHUNK), len(CONTENT)]
    assert {progress.total for progress in seen} == {len(CONTENT)}
    assert response.closed


def test_without_a_network_the_remedy_is_a_file(tmp_path: Path) -> None:
    store = ModelStore(tmp_path, no_network)
    with pytest.raises(UserFacingError, match="could not be downloaded") as caught:
        store.download(SPEC, JobControl())
    assert "photoface models install facenet-vggface2 --from FILE" in caught.value.remedy
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [CONTENT[::-1], CONTENT[1:] + b"x"])
def test_a_wrong_checksum_is_refused_and_leaves_nothing(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UserFacingError, match="is not FaceNet .* as published"):
        ModelStore(tmp_path, serving(io.BytesIO(content))).download(SPEC, JobControl())
    assert list(tmp_path.iterdir()) == []


def test_without_a_published_checksum_nothing_is_downloaded(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match="no checksum") as caught:
        ModelStore(tmp_path, serving(io.BytesIO(CONTENT))).download(UNPUBLISHED, JobControl())
    assert UNPUBLISHED.source in caught.value.remedy
    assert "--from FILE" in caught.value.remedy
    assert list(tmp_path.iterdir()) == []


class EndlessResponse(io.BytesIO):
    """A server that never stops sending; counts what was taken from it."""

    taken = 0

    def read(self, amount: int | None = -1, /) -> bytes:
        assert amount is not None
        self.taken += amount
        return b"x" * amount


def test_a_download_ends_at_the_published_size(tmp_path: Path) -> None:
    response = EndlessResponse(b"")
    with pytest.raises(UserFacingError, match="larger"):
        ModelStore(tmp_path, serving(response)).download(SPEC, JobControl())
    assert response.taken <= len(CONTENT) + CHUNK
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_download_left_is_cleaned_up(tmp_path: Path) -> None:
    left = tmp_path / f".{Path(SPEC.file_name).stem}-abc.partial"
    beside = tmp_path / f".{Path(SPEC.file_name).stem}-def.partial"
    for file in (left, beside):
        file.write_bytes(CONTENT)
    long_ago = left.stat().st_mtime - 2 * model_store.ABANDONED_AFTER_SECONDS
    os.utime(left, (long_ago, long_ago))
    ModelStore(tmp_path, serving(io.BytesIO(CONTENT))).download(SPEC, JobControl())
    assert not left.exists()
    assert beside.exists()


def test_cancelling_leaves_nothing(tmp_path: Path) -> None:
    control = JobControl(lambda progress: control.cancel() if progress.done >= 2 * CHUNK else None)
    with pytest.raises(JobCancelled):
        ModelStore(tmp_path, serving(io.BytesIO(CONTENT))).download(SPEC, control)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_download_keeps_what_was_installed(tmp_path: Path) -> None:
    ModelStore(tmp_path, serving(io.BytesIO(CONTENT))).download(SPEC, JobControl())
    store = ModelStore(tmp_path, serving(io.BytesIO(CONTENT[::-1])))
    with pytest.raises(UserFacingError):
        store.download(SPEC, JobControl())
    assert store.path_of(SPEC).read_bytes() == CONTENT


def test_unpublished_checksum_is_recorded_and_holds_from_then_on(tmp_path: Path) -> None:
    file = tmp_path / "weights.pt"
    file.write_bytes(CONTENT)
    store = ModelStore(tmp_path / "models")
    assert store.checksum(UNPUBLISHED) is None
    assert store.install_from_file(UNPUBLISHED, file, JobControl()) == CHECKSUM
    assert store.checksum(UNPUBLISHED) == CHECKSUM
    store.path_of(UNPUBLISHED).write_bytes(CONTENT[::-1])
    with pytest.raises(UserFacingError, match="changed on disk"):
        store.verified_path(UNPUBLISHED)


def test_removing_takes_weights_and_record(tmp_path: Path) -> None:
    store = ModelStore(tmp_path, serving(io.BytesIO(CONTENT)))
    store.download(SPEC, JobControl())
    store.remove(SPEC)
    store.remove(SPEC)
    assert list(tmp_path.iterdir()) == []
    assert not store.is_installed(SPEC)


def test_missing_file_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match=r"absent\.pt cannot be read"):
        ModelStore(tmp_path / "models").install_from_file(SPEC, tmp_path / "absent.pt", JobControl())


def test_full_disk_is_told_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr("photoface.writable.os.fsync", full)
    with pytest.raises(UserFacingError, match="full"):
        ModelStore(tmp_path, serving(io.BytesIO(CONTENT))).download(SPEC, JobControl())
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "large.pt").open("wb") as large:
        large.truncate(LARGEST + 1)
    with pytest.raises(UserFacingError, match="too large"):
        ModelStore(tmp_path / "models").install_from_file(UNPUBLISHED, tmp_path / "large.pt", JobControl())
    assert not (tmp_path / "models").exists()


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match="changed while"):
        # It never ends, and says that it is empty.
        ModelStore(tmp_path / "models").install_from_file(UNPUBLISHED, Path("/dev/zero"), JobControl())
    assert list((tmp_path / "models").iterdir()) == []


def test_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserFacingError, match="cannot be written"):
        ModelStore(tmp_path / "file" / "models", serving(io.BytesIO(CONTENT))).download(SPEC, JobControl())


def test_packaged_weights_are_found_and_are_the_published_ones(tmp_path: Path) -> None:
    store = ModelStore(tmp_path, no_network)
    assert store.is_installed(DLIB_RESNET)
    assert file_checksum(store.verified_path(DLIB_RESNET)) == DLIB_RESNET.sha256
    assert store.path_of(DLIB_RESNET).stat().st_size == DLIB_RESNET.size


@pytest.mark.parametrize("act", [ModelStore.remove, lambda store, spec: store.download(spec, JobControl())])
def test_packaged_weights_are_neither_removed_nor_downloaded(  # type: ignore[no-untyped-def]
    act, tmp_path: Path
) -> None:
    store = ModelStore(tmp_path, no_network)
    with pytest.raises(UserFacingError, match="comes with PhotoFace"):
        act(store, DLIB_RESNET)
    assert store.is_installed(DLIB_RESNET)
