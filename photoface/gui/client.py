"""The pages' access to the library: runs reads and decisions off the GUI thread, and signals what a change touched.

Pages never call the library for anything slow. The client also signals changes that the worker, or a terminal beside
the window, made.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.library import FolderSummary, Overview
from photoface.errors import NameTaken, UserFacingError
from photoface.gui.kit import text
from photoface.gui.kit.messages import Messages
from photoface.gui.kit.tasks import Failed, Tasks, Ticket, report
from photoface.library.commands.command import Command
from photoface.library.commands.faces import DrawFace, NameFaces
from photoface.library.commands.groups import NameGroup, SplitGroup
from photoface.library.commands.people import AddAlias, DescribePerson, RenamePerson, SplitPerson, UnmergePeople

if TYPE_CHECKING:
    from photoface.library.history import Outcome
    from photoface.library.library import Library
    from photoface.library.relocation import Relocation

T = TypeVar("T")
Then = Callable[[], None]

POLL_MS = 2000
"""How often the window looks whether another process changed the catalog."""

SHARED_POLL_MS = 500
"""A catalog on a server tells of others' commits by itself: looking whether it did asks nothing of the network."""

GATHER_MS = 700
"""Changes of a running job are gathered this long: groups appear while a scan goes on, but the page stays calm."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The counts, folders and undo texts that top bar and sidebar show, and which photos are videos."""

    overview: Overview
    folders: tuple[FolderSummary, ...]
    undo: str | None
    redo: str | None
    videos: frozenset[int] = frozenset()


Named = NameGroup | NameFaces | DrawFace | SplitGroup | SplitPerson | UnmergePeople | RenamePerson | AddAlias
"""Commands with a name that can be somebody's already; their `another` says that another person is meant."""


@dataclass(frozen=True, slots=True)
class NameAsked:
    """A decision that waits for an answer: which person does its name mean?

    Attributes:
        decide_instead: makes a decision in its place; for once.
        give_up: no decision is made.
    """

    command: Named | DescribePerson
    question: NameTaken
    decide_instead: Callable[[Command], None]
    give_up: Callable[[], None]


class Client(QObject):
    """Gives widgets asynchronous access to the library, and announces changes by signals.

    Signals:
        name_asked: a `NameAsked`. Until it is answered the decision is neither made nor refused.
        changed: a `Changed`: rows that differ from what was read before.
        frame_changed: a new `Frame`.
        settings_changed: the model in use or another setting differs.
        decided, undone, redone: the ledger's sentence for what was just done, taken back, or done again.
        decision_completed: an `Outcome`: what is certain because of a decision was named as part of it, so that its
            sentence is another one; `decided` tells it right after.
        history_jumped: many steps were undone or done again; how many, in words.
        deciding: a decision, an undo or a redo was asked for; what follows it waits its turn.
        person_erased: somebody is gone for good; nothing may keep the name.
        decision_undone, decision_redone: an undo or a redo, the decision's id; told before `undone` and `redone`.
    """

    name_asked = Signal(object)
    changed = Signal(object)
    frame_changed = Signal(object)
    settings_changed = Signal()
    decided = Signal(str)
    deciding = Signal()
    decision_completed = Signal(object)
    undone = Signal(str)
    redone = Signal(str)
    decision_undone = Signal(int)
    decision_redone = Signal(int)
    history_jumped = Signal(str)
    person_erased = Signal()

    def __init__(self, library: Library, tasks: Tasks, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.library = library
        self.tasks = tasks
        self.messages = messages
        self.frame: Frame | None = None
        self._frame_read = LatestRead(self, self)
        self._gathered: Changed | None = None
        self._gathering = QTimer(self, interval=GATHER_MS, singleShot=True)
        self._gathering.timeout.connect(self._tell_gathered)
        self._data_version: int | None = None
        self._others_expected = False
        self._polling = QTimer(self, interval=POLL_MS)
        self._polling.timeout.connect(self.look_for_other_processes)

    # reading and acting

    def read(self, owner: QObject, function: Callable[[Library], T], done: Callable[[T], None]) -> Ticket:
        """Run a read on the pool and give `done` its result."""
        return self.tasks.read(owner, lambda: function(self.library), done)

    def execute(
        self,
        command: Command,
        ended: Then = lambda: None,
        done: Callable[[Outcome], None] = lambda _: None,
        not_decided: Then = lambda: None,
    ) -> None:
        """Make a decision; its sentence is noted, its rows are announced.

        Args:
            ended: called when the catalog has answered, whatever it said, before anything is announced.
            done: called with what was decided, if it was, after `ended` and before anything is announced.
            not_decided: called instead where nothing was decided: it was refused, which is told, or the user left the
                question which person a name means. What was typed for it goes back into its field.
        """

        def ask(question: NameTaken) -> bool:
            if not isinstance(command, Named | DescribePerson):
                return False
            again: Callable[[Command], None] = lambda other: self.execute(other, ended, done, not_decided)  # noqa: E731
            self.name_asked.emit(NameAsked(command, question, again, lambda: self._refuse(ended, not_decided)))
            return True

        typed = command.name if isinstance(command, Named) else None
        self._decide(
            lambda made: self.library.execute(command, made), self.decided, ended, done, ask, typed, not_decided
        )

    def undo(self) -> None:
        """Take the newest decision back."""
        self._decide(
            lambda _: self.library.undo(),
            self.undone,
            done=lambda outcome: self.decision_undone.emit(outcome.decision_id),
        )

    def redo(self) -> None:
        """Make the decision that was undone last again."""
        self._decide(
            lambda _: self.library.redo(),
            self.redone,
            done=lambda outcome: self.decision_redone.emit(outcome.decision_id),
        )

    def go_back_to(self, decision_id: int | None) -> None:
        """Undo, or make again, all steps to just after a decision (None: to the beginning), and tell of it once."""
        self._decide(lambda _: self.library.history.go_back_to(decision_id), self.history_jumped)

    def add_folder(self, path: Path, done: Callable[[FolderSummary], None]) -> None:
        self._change(lambda: self.library.folders.add(path), self.announce_all, done)

    def relocate_folder(self, folder_id: int, path: Path, done: Callable[[Relocation], None]) -> None:
        self._change(lambda: self.library.folders.relocate(folder_id, path, only_here=True), self.announce_all, done)

    def remove_folder(self, folder_id: int) -> None:
        self.tasks.write(self, lambda: self.library.folders.remove(folder_id), self.announce)

    def retry_failed(self, done: Callable[[int], None]) -> None:
        self._change(self.library.photos.retry_failed, self.announce_all, done)

    def use_model(self, model: str, done: Callable[[], None]) -> None:
        def announce() -> None:
            self.settings_changed.emit()
            self.announce_all()

        self._change(lambda: self.library.models.use(model), announce, lambda _: done())

    def erase_person(
        self, person_id: int, typed: str, done: Then, not_done: Then, *, with_backups: bool = False
    ) -> None:
        """Erase somebody for good; no decision, since it cannot be undone."""

        def erased(changed: Changed) -> None:
            done()
            self.person_erased.emit()
            self.messages.note(self.tr("Somebody was erased."))
            self.announce(changed)

        def refused(error: Exception) -> None:
            report(self.messages, error)
            not_done()

        erase = lambda: self.library.erasing.erase(person_id, typed, with_backups=with_backups)  # noqa: E731
        self.tasks.write(self, erase, erased, refused)

    def _change(self, change: Callable[[], T], announce: Callable[[], None], done: Callable[[T], None]) -> None:
        """Make a change that is no decision; `done` gets what came of it."""

        def made(result: T) -> None:
            announce()
            done(result)

        self.tasks.write(self, change, made)

    # changes

    def announce(self, changed: Changed) -> None:
        """Tell at once: the user waits for it."""
        self.changed.emit(changed)
        self.refresh_frame()

    def announce_all(self) -> None:
        """Tell at once that everything may differ."""
        self.announce(Changed(everything=True))

    def announce_soon(self, changed: Changed) -> None:
        """Tell soon, together with what else comes until then."""
        self._gathered = changed if self._gathered is None else self._gathered | changed
        if not self._gathering.isActive():
            self._gathering.start()

    def photos_in_words(self, photo_ids: Collection[int]) -> str:
        """3 photos, or 2 photos and 1 video."""
        videos = frozenset() if self.frame is None else self.frame.videos
        return text.photos(len(photo_ids), len(videos.intersection(photo_ids)))

    def refresh_frame(self) -> None:
        """Read counts, folders and undo texts again."""

        def read(library: Library) -> Frame:
            undo, redo = library.history.undo_summary(), library.history.redo_summary()
            return Frame(library.overview(), tuple(library.folders.all()), undo, redo, library.photos.video_ids())

        self._frame_read.start(read, self._take_frame)

    def expect_worker_commits(self, expected: bool) -> None:
        """While our own worker runs, foreign commits are its own, and it tells of them itself; decisions never are."""
        if self._others_expected and not expected:
            self._data_version = None
        if self._others_expected != expected:
            self._look_for_decisions()
        self._others_expected = expected

    def start_polling(self) -> None:
        self.look_for_other_processes()
        # The library is open by now; before, the window does not ask it on its own thread.
        self._polling.setInterval(SHARED_POLL_MS if self.library.is_shared else POLL_MS)
        self._polling.start()
        # Neither the first paint nor the first decision is to wait for these imports.
        load = lambda: self.library.history.load_handlers()  # noqa: E731
        QTimer.singleShot(POLL_MS, self, lambda: self.tasks.read_quietly(self, load, lambda _: None))

    def stop_polling(self) -> None:
        self._polling.stop()

    def look_for_other_processes(self) -> None:
        """Look once whether another process committed, and tell if so."""
        if self._others_expected:
            self._look_for_decisions()
        self.tasks.read_quietly(self, lambda: self.library.data_version(), self._take_data_version)

    def _decide(
        self,
        decide: Callable[[Callable[[Outcome], None]], Outcome],
        told: SignalInstance,
        ended: Then = lambda: None,
        done: Callable[[Outcome], None] = lambda _: None,
        ask: Callable[[NameTaken], bool] = lambda _: False,
        typed: str | None = None,
        not_decided: Then = lambda: None,
    ) -> None:
        """Have a decision made, and tell of it as soon as it is, then of what was named because of it.

        Args:
            decide: may call what it gets with what was decided, before it goes on.
            typed: a name that the user typed for this; what refuses it says so, since the field is gone by then.
        """
        made = False

        def decided(outcome: Outcome) -> None:
            nonlocal made
            made = True
            ended()
            done(outcome)
            told.emit(outcome.summary)
            self.announce(outcome.changed)

        def completed(outcome: Outcome) -> None:
            if not made:
                decided(outcome)
            elif outcome.certain != Changed():
                self.decision_completed.emit(outcome)
                told.emit(outcome.summary)
                self.announce(outcome.certain)

        def refused(error: Exception) -> None:
            if made:
                report(self.messages, error)
                return
            if isinstance(error, NameTaken) and ask(error):
                return
            if typed and type(error) is UserFacingError:
                not_given = self.tr("The name “{}” was not given.").format(typed)
                error = UserFacingError(error.sentence, f"{error.remedy} {not_given}".lstrip())
            report(self.messages, error)
            self._refuse(ended, not_decided)

        self.deciding.emit()
        self.tasks.write_and_go_on(self, decide, decided, completed, refused)

    def _refuse(self, ended: Then, not_decided: Then) -> None:
        ended()
        not_decided()
        # What the page shows is not what the catalog holds: look again.
        self.announce_all()

    def _take_frame(self, frame: Frame) -> None:
        self.frame = frame
        self.frame_changed.emit(frame)

    def _look_for_decisions(self) -> None:
        def take(elsewhere: bool) -> None:
            if elsewhere:
                self.announce_all()

        self.tasks.read_quietly(self, lambda: self.library.history.changed_elsewhere(), take)

    def _take_data_version(self, version: int) -> None:
        before, self._data_version = self._data_version, version
        if before is None:
            # Whether this version is newer than what is shown cannot be told, as after our worker's last commit.
            self._look_for_decisions()
        elif version != before and not self._others_expected:
            replaced = lambda: self.library.pictures.take_changes_by_others()  # noqa: E731
            self.tasks.read_quietly(self, replaced, lambda changed: self.announce(changed | Changed(everything=True)))

    def _tell_gathered(self) -> None:
        gathered, self._gathered = self._gathered, None
        if gathered is not None:
            self.announce(gathered)


class LatestRead:
    """A repeated read of the library: starting a newer one drops an older one that is not answered yet.

    Args:
        slow: it may take seconds, see `Tasks.read_slow`.
    """

    def __init__(self, client: Client, owner: QObject, *, slow: bool = False) -> None:
        self._library = client.library
        self._run = client.tasks.read_slow if slow else client.tasks.read
        self._owner = owner
        self._ticket: Ticket | None = None

    def start(self, function: Callable[[Library], T], done: Callable[[T], None], failed: Failed | None = None) -> None:
        self.drop()
        library = self._library
        self._ticket = self._run(self._owner, lambda: function(library), done, failed)

    @property
    def is_running(self) -> bool:
        """Whether a read was started that is not answered yet."""
        return self._ticket is not None and not self._ticket.answered

    def drop(self) -> None:
        if self._ticket is not None:
            self._ticket.give_up()
            self._ticket = None
