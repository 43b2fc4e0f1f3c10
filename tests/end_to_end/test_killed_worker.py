"""The real worker, killed at random moments of a real scan: the finished catalog is that of an undisturbed one.

`PHOTOFACE_KILLS` sets how often (2 in the suite, since every restart loads the models; 10 by hand), and
`PHOTOFACE_KILL_SEED` the moments.
"""

from __future__ import annotations

import os
import queue
import random
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from inside import database_of, recognition_of

from photoface.assembly import open_library
from photoface.worker.messages import Died, Failed, Finished, Message, Progressed, ScanJob
from photoface.worker.process import JobProcess

KILLS = int(os.environ.get("PHOTOFACE_KILLS", "2"))
SEED = int(os.environ.get("PHOTOFACE_KILL_SEED", "1"))
PHOTOS = 32
SECONDS = 200


def _make_album(shared_data: Path, folder: Path) -> Path:
    tool = shared_data.parent / "tools" / "make_album.py"
    source = shared_data / "lfw" / "images"
    arguments = ["--source", source, "--out", folder, "--photos", str(PHOTOS), "--seed", "3", "--size", "800x600"]
    subprocess.run([sys.executable, str(tool), *map(str, arguments)], check=True)
    return folder


def _scan(catalog: Path, kill_at: int | None) -> Message:
    """Scan in a worker; kill it once so many photos are done. Returns the last message."""
    messages: queue.Queue[Message] = queue.Queue()
    worker = JobProcess(catalog, ScanJob(), messages.put)
    worker.start()
    while True:
        message = messages.get(timeout=SECONDS)
        if isinstance(message, Progressed) and kill_at is not None and message.progress.done >= kill_at:
            assert worker.pid is not None
            os.kill(worker.pid, signal.SIGKILL)
            kill_at = None
        if isinstance(message, Finished | Failed | Died):
            worker.join(SECONDS)
            return message


def _content(catalog: Path) -> tuple[list[tuple[str, int, int]], list[frozenset[tuple[str, int, int]]], np.ndarray]:
    """Faces by file and place, the groups of them, and their embeddings in that order."""
    library = open_library(catalog)
    with database_of(library).read() as session:
        rows, view = recognition_of(library).read(session)
    faces = rows.faces
    key = {}
    for face in library.faces.summaries(faces.ids.tolist()):
        path = library.photos.detail(face.photo_id).path
        assert path is not None
        key[face.id] = (path.name, round(face.box.left * 500), round(face.box.top * 500))
    order = sorted(range(len(faces.ids)), key=lambda row: key[int(faces.ids[row])])
    groups: dict[int, set[tuple[str, int, int]]] = {}
    for face_id, group_id in zip(faces.ids.tolist(), faces.groups.tolist(), strict=True):
        if group_id:
            groups.setdefault(group_id, set()).add(key[face_id])
    assert library.photos.failed_files() == []
    library.close()
    return sorted(key.values()), sorted(map(frozenset, groups.values()), key=sorted), view.own_vectors[order]


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_the_catalog_is_the_same_whatever_killed_the_worker(tmp_path: Path, shared_data: Path) -> None:
    album = _make_album(shared_data, tmp_path / "album")
    catalogs = [tmp_path / "calm.photoface", tmp_path / "killed.photoface"]
    for catalog in catalogs:
        library = open_library(catalog)
        library.folders.add(album)
        library.set_setting("scan_batch", "4")
        library.close()
    assert isinstance(_scan(catalogs[0], None), Finished)

    moments = random.Random(SEED)
    kills = 0
    for _ in range(KILLS):
        if isinstance(_scan(catalogs[1], moments.randint(1, max(2, 2 * PHOTOS // KILLS))), Died):
            kills += 1
    assert kills > 0
    assert isinstance(_scan(catalogs[1], None), Finished)

    calm, killed = (_content(catalog) for catalog in catalogs)
    assert killed[0] == calm[0]
    assert killed[1] == calm[1]
    # Reduced precision rounds differently in batches of other sizes; it must not matter to anybody.
    cosines = (killed[2] * calm[2]).sum(axis=1)
    assert cosines.min() > 0.999
