"""Takes the pictures of the window that README shows; run by hand.

    python tests/screenshots.py --out resources/screenshots [--catalog FILE]

Without a catalog it builds the demo library, scans it, and names its people by their labels, so that everything in
the pictures is public domain.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections import Counter
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from photoface.assembly import open_library
from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.job_controller import MakeProcess
from photoface.gui.review_session import ReviewState
from photoface.library.commands import NameGroup
from photoface.library.library import Library
from photoface.worker.messages import Cancelled, Job

SIZE = (1280, 800)
QUALITY = 92
NAMED = 2
"""The two people; their coarse newspaper clippings stay in the tray of unnamed groups."""


class _Idle:
    """A worker that is done before it begins: the pictures show no job bar."""

    def __init__(self, job: Job, tell: object) -> None:
        self._tell = tell

    def start(self) -> None:
        self._tell(Cancelled())  # type: ignore[operator]

    def cancel(self) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def close(self, timeout: float = 5.0) -> None: ...


def wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def settle(window: Window) -> None:
    """Wait until everything that shows is here."""
    quiet = 0
    while quiet < 4:
        wait(60)
        quiet = 0 if window.tasks.busy or window.images.busy else quiet + 1


def demo_library(folder: Path) -> Library:
    """The demo library, scanned, with its largest groups named."""
    from photoface.demo import build

    alone = {label.file: label.people[0] for label in build(folder / "Demo") if len(label.people) == 1}
    library = open_library(folder / "demo.photoface")
    library.add_folder(folder / "Demo")
    library.scan()
    for group in library.groups(NAMED):
        who = Counter(
            alone.get(path.relative_to(folder / "Demo").as_posix())
            for face in library.faces(library.group_face_ids(group.id))
            for path in library.photo(face.photo_id).file_paths
        )
        del who[None]
        library.execute(NameGroup(group.id, who.most_common(1)[0][0]))
    return library


def take(window: Window, out: Path, scheme: str) -> None:
    """All pictures in one colour scheme."""
    main = window.main
    main.choose_appearance(scheme)

    def save(name: str) -> None:
        settle(window)
        main.grab().save(str(out / f"{name}-{scheme}.jpg"), "JPG", QUALITY)

    main.go_to(Place("review"))
    while main.review.session.state is ReviewState.THINKING:
        wait(60)
    save("review")
    main.go_to(Place("people"))
    save("people")
    main.go_to(Place("photos"))
    save("photos")
    people = main.people.people.people
    if people:
        main.go_to(Place("person", people[0].id))
        save("person")
    model = main.photos.pane.model
    if model.ids:
        most = max(model.ids, key=lambda id_: (model.known(id_) or model.summary(0)).faces)  # type: ignore[union-attr]
        main.viewer.faces.setChecked(True)
        main.go_to(Place("photos"))
        main.viewer.open(tuple(model.wanted), most)
        save("viewer")
        main.viewer.close_viewer()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="the folder that the pictures go to")
    parser.add_argument("--catalog", type=Path, help="another catalog than the demo's")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        library = open_library(arguments.catalog) if arguments.catalog else demo_library(folder)
        preferences = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        make_process: MakeProcess = _Idle
        window = Window(application, library, preferences, make_process, fade=False)
        window.main.resize(*SIZE)
        window.main.show()
        window.main.start()
        settle(window)
        # The demo's damaged file is told of; the pictures are of the pages.
        window.main.message_bar.hide()
        for scheme in ("light", "dark"):
            take(window, arguments.out, scheme)
        window.close()
        library.close()


if __name__ == "__main__":
    main()
