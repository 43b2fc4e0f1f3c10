"""The page Names in files: what files say, proposals to take it over, conflicts, files that failed.

Here the user also has names written into files, now or after each decision, and names of other programs taken over.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from photoface.catalog.file_metadata import MetadataCounts
from photoface.catalog.summaries.changed import Changed
from photoface.catalog.takeover_conflicts import ConflictSummary
from photoface.gui.client import LatestRead
from photoface.gui.context import Context, Page, Place
from photoface.gui.jobs.controller import JobState
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Stretch, holding, in_column, in_row, in_stack
from photoface.gui.kit.flow_layout import FlowLayout
from photoface.gui.kit.parts import EmptyState, button, label, padded, page_title
from photoface.gui.kit.sheet import confirm
from photoface.gui.names_in_files.import_sheet import ImportSheet
from photoface.gui.names_in_files.problem_lists import ProblemLists
from photoface.gui.names_in_files.proposal_pane import ProposalPane
from photoface.gui.names_in_files.writing_sheet import FILES, OFF, SIDECARS, FollowSheet, WriteNamesSheet
from photoface.gui.page_action import PageActions
from photoface.library.commands.takeover import TakeOver
from photoface.library.library import Library
from photoface.library.takeover import Proposal
from photoface.worker.messages import Job, ProposeImportJob, ProposeTakeoverJob, WriteDueJob, WriteNamesJob


@dataclass(frozen=True, slots=True)
class _Found:
    """What the page shows.

    Attributes:
        unread, unwritten: files that could not be read or written, with the reason.
        follow: the setting `names_in_files`.
        is_writing_due: files do not say yet what was decided.
    """

    counts: MetadataCounts
    conflicts: list[ConflictSummary]
    unread: list[tuple[Path, str]]
    unwritten: list[tuple[Path, str]]
    has_folders: bool
    follow: str
    is_writing_due: bool


class NamesInFilesPage(Page):
    """Shows what there is; asks the worker what would be taken over; makes that one decision after a yes.

    Args:
        preferences: remember the addresses of servers.

    Signals:
        visited: the user came to the page.
    """

    visited = Signal()

    def __init__(self, context: Context, preferences: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._preferences = preferences
        self._read = LatestRead(context.client, self)
        self._job: ProposeTakeoverJob | ProposeImportJob | None = None
        self._waits = False
        self._is_accepted = False
        self._has_any = False
        self._proposal: Proposal | None = None
        self.empty = EmptyState(context, "account-details-outline", self)
        self.empty.say(
            self.title(),
            self.tr(
                "Names, tags and stars that other programs wrote into your photos, or beside them, can be taken over "
                "here, and yours can be written there. Add the folder of your photos first."
            ),
            self.tr("Add a folder …"),
        )
        self.empty.action.clicked.connect(self.way_to("add_folder"))
        self.working = EmptyState(context, "account-search-outline", self)
        self.pane = ProposalPane(context, self)
        self.pass_on(self.pane)
        self.pane.accepted.connect(self._accept)
        self.pane.moved.connect(self._look_in_moved)
        self.pane.allowed.connect(self._ask_allow)
        self.pane.left.connect(self._forget)
        self._full = self._build()
        self._stack = in_stack(self._full, self.empty, self.working, self.pane, on=self)
        jobs = context.jobs
        jobs.takeover_proposed.connect(self._take_proposal)
        jobs.state_changed.connect(self._follow)
        jobs.finished.connect(self._note_written)
        context.client.settings_changed.connect(lambda: self._note_change(Changed(everything=True)))

    def _build(self) -> QWidget:
        self.summary = label("", "body", self, wrap=True)
        self.take = button(self.tr("Take them over …"), "primary", self, clicked=self.look)
        self.take.hide()
        self.import_ = button(self.tr("Import from another program …"), "plain", self, clicked=self.ask_import)
        self.export = button(self.tr("Export …"), "plain", self, clicked=self.way_to("export"))
        title = page_title(self.title(), self)
        self.write = button(self.tr("Write names into files …"), "plain", self, clicked=self.ask_write)
        head = in_row(title, Stretch(), self.take, margins=(24, 16, 24, 0), spacing=8)
        said = in_row(Placed(self.summary, 1), margins=(24, 4, 24, 0))
        ways = QWidget(self)
        flow = FlowLayout(ways, 8)
        for way in (self.import_, self.export, self.write):
            flow.addWidget(way)
        self.following = label("", "muted", self, wrap=True)
        self.change = button(self.tr("Change …"), "link", self, clicked=self.ask_follow)
        self.change.setAccessibleName(self.tr("Change whether files follow each decision"))
        self.again = button(self.tr("Try again"), "link", self, clicked=self._write_again)
        self.again.hide()
        writing = in_row(Placed(self.following, 1), self.again, self.change, margins=(24, 0, 24, 8), spacing=8)
        self.lists = ProblemLists(self.context, self)
        self.lists.actions_changed.connect(self.page_actions_changed)
        self.lists.photo_asked.connect(lambda photo_id: self.photos_asked.emit((photo_id,), photo_id))
        return holding(
            in_column(head, said, padded(ways, 24, 8, 24, 4), writing, Placed(self.lists, 1), spacing=0), self
        )

    def visit(self, place: Place) -> None:
        super().visit(place)
        self.visited.emit()

    def title(self) -> str:
        return self.tr("Names in files")

    def take_focus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        shown = self._stack.currentWidget()
        if shown is self.pane:
            self.pane.take_focus()
        elif shown is self._full and self.lists.conflicts.ids:
            self.lists.take_focus(reason)
        elif shown is self._full and self.take.isVisibleTo(self):
            self.take.setFocus(reason)
        elif shown is self._full and self._has_any:
            self.import_.setFocus(reason)
        else:
            self.setFocus(reason)

    def page_actions(self) -> PageActions:
        return self.lists.page_actions() if self._stack.currentWidget() is self._full else {}

    def refresh(self, changed: Changed) -> None:
        self._read.start(_read, self._take)

    # what there is

    def _take(self, found: _Found) -> None:
        counts = found.counts
        self.summary.setText(self._in_words(counts))
        self.take.setVisible(counts.waiting > 0)
        self._say_following(found)
        self.lists.show_problems(found.conflicts, found.unread, found.unwritten)
        self._has_any = found.has_folders or bool(counts.photos or found.conflicts or found.unread or found.unwritten)
        if not self._waits and self._proposal is None:
            self._stack.setCurrentWidget(self._full if self._has_any else self.empty)
        focused = QApplication.focusWidget()
        if self.isVisible() and (focused in (None, self) or not focused.isVisible()):
            # The visit came before it was known what there is, or what had the keyboard is gone.
            self.take_focus()
        self.page_actions_changed.emit()

    def _in_words(self, counts: MetadataCounts) -> str:
        if not counts.photos:
            return self.tr(
                "Your files carry no names, tags or stars. Another program may have them in its own catalog."
            )
        parts = [
            text.counted(
                counts.photos,
                self.tr("{} photo carries names, tags or stars"),
                self.tr("{} photos carry names, tags or stars"),
            )
        ]
        if counts.named_faces:
            parts.append(text.counted(counts.named_faces, self.tr("{} named face"), self.tr("{} named faces")))
        words = ", ".join(parts)
        if not counts.waiting:
            return self.tr("{}. All of it is taken over.").format(words)
        return self.tr("{what}; not taken over yet: {count}.").format(what=words, count=text.number(counts.waiting))

    def _say_following(self, found: _Found) -> None:
        """Say whether files follow decisions, and whether some have to."""
        words = {
            SIDECARS: self.tr("After each decision sidecars beside your photos are written."),
            FILES: self.tr("After each decision your photo files are written."),
        }
        said = words.get(found.follow, self.tr("Decisions are not written into files by themselves."))
        if found.is_writing_due:
            said += " " + self.tr("Some are still to be written.")
        self.following.setText(said)
        self.again.setVisible(bool(found.unwritten) and found.follow != OFF)

    def ask_write(self) -> None:
        """Ask where the names of all photos are to be written, and have it done."""
        WriteNamesSheet(self.context, None, self).open()

    def ask_follow(self) -> None:
        """Ask whether files follow each decision."""
        FollowSheet(self.context, self).open()

    def _write_again(self) -> None:
        self.context.jobs.write_names(WriteDueJob(again=True))

    def show_unwritten(self) -> None:
        """Show the files that could not be written."""
        self.lists.show_unwritten()

    # what would be taken over

    def look(self) -> None:
        """Work out what would be taken over from the files."""
        self._propose(ProposeTakeoverJob())

    def ask_import(self) -> None:
        """Ask for the other program, and work out what would be taken over from it."""
        if self._is_accepted:
            # The page says that something is being taken over; another proposal would drop the user's yes to it.
            return
        sheet = ImportSheet(self.context, self._preferences, self)
        sheet.chosen.connect(self._propose)
        sheet.open()

    def propose_import(self, job: ProposeImportJob) -> None:
        """Work out what would be taken over from another program, as the sheet of the first steps asked."""
        if not self._is_accepted:
            self._propose(job)

    def _propose(self, job: ProposeTakeoverJob | ProposeImportJob, *, is_accepted: bool = False) -> None:
        """Have it worked out; `is_accepted`: the user has said yes to it, and is not asked again."""
        self._is_accepted = is_accepted
        self._job = job
        self._waits = True
        self._proposal = None
        self.working.say(
            self.tr("Comparing with your faces"),
            self.tr("Then you see what would be taken over. Nothing changes until you say so.")
            if not is_accepted
            else self.tr("Your answers are put in. Then all of it is taken over in one step."),
        )
        self._stack.setCurrentWidget(self.working)
        self.context.jobs.propose_takeover(job)

    def _take_proposal(self, proposal: Proposal) -> None:
        if not self._waits or self.context.jobs.job != self._job:
            return
        self._waits = False
        if self._is_accepted:
            self._carry_out(proposal)
            return
        self._proposal = proposal
        self.pane.show_proposal(proposal)
        self._stack.setCurrentWidget(self.pane)
        if self.isVisible() and not isinstance(QApplication.focusWidget(), QLineEdit):
            self.pane.take_focus()
        self.page_actions_changed.emit()

    def _accept(self, answers: dict[str, str]) -> None:
        """Take over what is shown; with answers, what it is with them."""
        job, proposal = self._job, self._proposal
        assert job is not None
        assert proposal is not None
        if answers:
            self._propose(dataclasses.replace(job, mapping=(*job.mapping, *answers.items())), is_accepted=True)
        else:
            self._carry_out(proposal)

    def _carry_out(self, proposal: Proposal) -> None:
        self._forget()
        self.context.client.execute(TakeOver(proposal.takeover))

    def _look_in_moved(self, old: str, new: str) -> None:
        job = self._job
        assert isinstance(job, ProposeImportJob)
        answers = self.pane.given_answers()
        self._propose(
            dataclasses.replace(job, roots=(*job.roots, (old, new)), mapping=(*job.mapping, *answers.items()))
        )

    def _ask_allow(self, erased: tuple[str, ...]) -> None:
        """Ask whether erased names may come back, and work the proposal out again with them."""
        job = self._job
        assert job is not None
        answers = self.pane.given_answers()
        again = dataclasses.replace(job, mapping=(*job.mapping, *answers.items()))
        client = self.context.client

        def proposed_again() -> None:
            if isinstance(again, ProposeTakeoverJob):
                # What files say of these people was not stored: they are read again.
                self.context.jobs.scan()
            self._propose(again)

        def allow() -> None:
            allow_names = client.library.erasing.allow_names
            client.tasks.write(self, lambda: allow_names(erased), lambda _: proposed_again())

        confirm(
            self.window(),
            text.counted(len(erased), self.tr("Allow the erased name again?"), self.tr("Allow {} erased names again?")),
            self.tr("You see the names then, and people of these names come back with what is taken over."),
            self.tr("Allow again"),
            allow,
        )

    def _forget(self) -> None:
        self._proposal = None
        self._waits = self._is_accepted = False
        self._stack.setCurrentWidget(self._full if self._has_any else self.empty)
        self.take_focus()
        self.page_actions_changed.emit()

    def _note_written(self, job: Job, _summary: str) -> None:
        """Show what became of files that were written."""
        if isinstance(job, WriteNamesJob | WriteDueJob):
            self._note_change(Changed(everything=True))

    def _follow(self, state: JobState) -> None:
        """Where the job is over without a proposal, it was stopped or could not run, which is told."""
        if state is JobState.IDLE and self._waits and self._job and not self.context.jobs.is_to_come(self._job):
            self._forget()


def _read(library: Library) -> _Found:
    metadata = library.metadata
    return _Found(
        metadata.counts(),
        metadata.conflicts(),
        metadata.failures(),
        metadata.unwritten(),
        bool(library.folders.all()),
        library.settings().names_in_files,
        metadata.is_writing_due(),
    )
