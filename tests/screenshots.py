"""Takes the pictures of the window that README.md and docs/using.md show; run by hand.

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
from photoface.gui.jobs.job_process import MakeProcess
from photoface.gui.review.session import ReviewState
from photoface.library.commands.groups import NameGroup
from photoface.worker.messages import Cancelled, Job

SIZE = (1280, 800)
QUALITY = 92


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


class Demo:
    """The demo library, scanned, and who its people are."""

    def __init__(self, folder: Path) -> None:
        from photoface.demo import build

        self._folder = folder / "Demo"
        self._alone = {label.file: label.people[0] for label in build(self._folder) if len(label.people) == 1}
        self.library = open_library(folder / "demo.photoface")
        self.library.folders.add(self._folder)
        self.library.jobs.scan()

    def name_largest(self) -> NameGroup:
        """The command that names the largest unnamed group."""
        (group,) = self.library.groups.all(1)
        who = Counter(
            name
            for face in self.library.faces.summaries(self.library.groups.face_ids(group.id))
            for path in self.library.photos.detail(face.photo_id).file_paths
            if (name := self._alone.get(path.relative_to(self._folder).as_posix())) is not None
        )
        return NameGroup(group.id, who.most_common(1)[0][0])


def save(window: Window, out: Path, name: str) -> None:
    """The window as it is now, in both colour schemes."""
    for scheme in ("light", "dark"):
        window.main.choose_appearance(scheme)
        settle(window)
        window.main.grab().save(str(out / f"{name}-{scheme}.jpg"), "JPG", QUALITY)


def take_unnamed(window: Window, out: Path) -> None:
    """The pictures that are best while somebody is left to name."""
    main = window.main
    main.go_to(Place("review"))
    while main.review.session.state is ReviewState.THINKING:
        wait(60)
    save(window, out, "review")
    main.go_to(Place("people"))
    save(window, out, "people")


def take_named(window: Window, out: Path) -> None:
    """The pictures that are best with everybody named."""
    main = window.main
    main.go_to(Place("photos"))
    save(window, out, "photos")
    people = main.people.people.summaries
    if people:
        main.go_to(Place("person", people[0].id))
        save(window, out, "person")
    model = main.photos.pane.model
    faces = {id_: known.faces for id_ in model.ids if (known := model.known(id_)) is not None}
    if faces:
        # All the people together; where there are more faces, one of them is somebody else or nobody.
        most = max(faces, key=lambda id_: (faces[id_] == len(people), faces[id_]))
        main.viewer.faces.setChecked(True)
        main.go_to(Place("photos"))
        main.viewer.open(tuple(model.wanted), most)
        save(window, out, "viewer")
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
        demo = None if arguments.catalog else Demo(folder)
        library = open_library(arguments.catalog) if demo is None else demo.library
        if demo is not None:
            library.execute(demo.name_largest())
        preferences = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        make_process: MakeProcess = _Idle
        window = Window(application, library, preferences, make_process, fade=False)
        window.main.resize(*SIZE)
        window.main.show()
        window.main.start()
        settle(window)
        # The demo's damaged file is told of; the pictures are of the pages.
        window.main.message_bar.hide()
        take_unnamed(window, arguments.out)
        if demo is not None:
            window.client.execute(demo.name_largest())
            settle(window)
            window.main.note.hide()
        take_named(window, arguments.out)
        window.close()
        library.close()


if __name__ == "__main__":
    main()
