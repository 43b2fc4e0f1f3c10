"""`History`, the library's manager of decisions: executes commands, undoes and redoes them, and lists them.

With a decision it also names the faces that are certain because of it, unless the settings say no, and brings the shown
stacks up to date. It goes back to any decision, and tells whether another process made, undid or redid one.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from photoface.catalog import history, ledger, photos, settings_store
from photoface.catalog.decision_sentences import Facts, sentence
from photoface.catalog.ledger import Journal, Replayed, decisions_made
from photoface.catalog.replay import FACES, Row
from photoface.catalog.summaries.changed import Changed
from photoface.errors import UserFacingError
from photoface.formatting import counted
from photoface.library.manager import Manager, reads

if TYPE_CHECKING:
    from photoface.catalog.database import Database, Session
    from photoface.catalog.summaries.decisions import DecisionSummary, WayBack
    from photoface.imaging.thumbnail_store import ThumbnailStore
    from photoface.library.commands.command import Command
    from photoface.recognition.recognition import Recognition

STEPS_PER_TRANSACTION = 25
"""Decisions that `go_back_to` undoes or redoes in one transaction: between two, a scan gets its turn to write."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command, an undo or a redo did: the history's sentence, and the rows it touched.

    Attributes:
        certain: those of these rows that were touched after the decision was made, to name what is certain because of
            it; nothing where there was none.
    """

    decision_id: int
    summary: str
    changed: Changed
    certain: Changed = Changed()


class History(Manager):
    """Executes, undoes and redoes decisions. Undo and redo take one transaction each, a decision at most two."""

    def __init__(
        self, database: Database, thumbnails: ThumbnailStore, recognition: Recognition, now: Callable[[], dt.datetime]
    ) -> None:
        super().__init__(database)
        self._thumbnails = thumbnails
        self._recognition = recognition
        self._now = now
        self._known_decisions: tuple[int, int] | None = None
        self._decided_elsewhere = False

    @contextlib.contextmanager
    def _deciding(self) -> Iterator[Session]:
        """The transaction of a decision; it notes whether another process decided since this one's last."""
        with self._database.write() as session:
            before = decisions_made(session)
            yield session
            after = decisions_made(session)
        known, self._known_decisions = self._known_decisions, after
        self._decided_elsewhere |= known not in (None, before)

    def changed_elsewhere(self) -> bool:
        """Whether another process made, undid or redid decisions since the last call; the first call returns False."""
        now = self._database.query(decisions_made)
        known, self._known_decisions = self._known_decisions, now
        elsewhere, self._decided_elsewhere = self._decided_elsewhere, False
        return elsewhere or known not in (None, now)

    def load_handlers(self) -> None:
        """Import what carries commands out, which the first of them would have to do otherwise: 50 ms."""
        import photoface.library.certain_faces
        import photoface.library.handlers  # noqa: F401 (for what these load)

    def execute(self, command: Command, made: Callable[[Outcome], None] = lambda _: None) -> Outcome:
        """Carry out a command: one decision in the ledger.

        What is certain because of it is named in a second transaction, as part of the same decision.

        Args:
            made: is told of the decision as soon as it is on the disk.

        Returns:
            All that was done.

        Raises:
            UserFacingError: it cannot be carried out; nothing changed.
        """
        with self._deciding() as session:
            journal = Journal(session, self._now())
            from photoface.library import handlers

            facts = handlers.handle(journal, command)
            _count_videos(journal.session, command, facts)
            people = journal.confirmed_people()
            if people and settings_store.load(session).settle_at_once != "yes":
                people = frozenset()
            decision_id, changed = journal.close(type(command).__name__, facts)
            changed |= _settle_stacks(session, changed)
        outcome = self._drop_stale_crops(Outcome(decision_id, sentence(facts), changed))
        if not people:
            made(outcome)
            return outcome
        with self._recognition.settling():
            made(outcome)
            # The decision stands whatever becomes of this: what stays unnamed is suggested.
            with contextlib.suppress(UserFacingError):
                outcome = self._attach_certain(outcome, facts, journal, people)
        return outcome

    def _attach_certain(self, outcome: Outcome, facts: Facts, decided: Journal, people: frozenset[int]) -> Outcome:
        """Name what is certain because of a decision, as part of it."""
        from photoface.library.certain_faces import attach_certain_faces

        with self._deciding() as session:
            newest = ledger.next_undo(session)
            if newest is None or newest.id != outcome.decision_id:
                # Another process decided or undid meanwhile.
                return outcome
            journal = Journal(session, decided.now)
            state = self._recognition.decided_state(decided.placements())
            faces = attach_certain_faces(journal, state, people, decided.left_groups())
            if not faces:
                return outcome
            facts = {**facts, "certain": len(faces)}
            certain = journal.add_to(outcome.decision_id, facts)
        return Outcome(outcome.decision_id, sentence(facts), outcome.changed | certain, certain)

    def undo(self) -> Outcome:
        """Take the newest decision back.

        Raises:
            UserFacingError: there is none.
        """
        return self._replay_one(ledger.next_undo, ledger.undo, "There is nothing to undo.")

    def redo(self) -> Outcome:
        """Make the decision that was undone last again.

        Raises:
            UserFacingError: there is none.
        """
        return self._replay_one(ledger.next_redo, ledger.redo, "There is nothing to redo.")

    def _replay_one(
        self,
        choose: Callable[[Session], DecisionSummary | None],
        replay: Callable[[Session, int], Replayed],
        nothing: str,
    ) -> Outcome:
        with self._deciding() as session:
            decision = choose(session)
            if decision is None:
                raise UserFacingError(nothing)
            replayed = replay(session, decision.id)
            changed = replayed.changed | _settle_stacks(session, replayed.changed)
        outcome = Outcome(decision.id, decision.summary + _gone_in_words(replayed.gone), changed)
        return self._drop_stale_crops(outcome)

    def undo_summary(self) -> str | None:
        """What `undo` would take back, or None."""
        decision = self._database.query(ledger.next_undo)
        return None if decision is None else decision.summary

    def redo_summary(self) -> str | None:
        """What `redo` would make again, or None."""
        decision = self._database.query(ledger.next_redo)
        return None if decision is None else decision.summary

    decisions = reads(history.decisions)
    way_back_to = reads(history.way_back)

    def go_back_to(self, decision_id: int | None) -> Outcome:
        """Bring the catalog to where it was just after a decision: as many undos, or redos, as it takes.

        Args:
            decision_id: one that is done, after which all is undone; or one that is undone, up to which all is made
                again; None undoes everything.

        Returns:
            The sentence says how many steps it took; the rows are those of all of them.

        Raises:
            UserFacingError: no such decision, one that other decisions have replaced, or no step to go.
        """
        way = self.way_back_to(decision_id)
        changed, gone, steps = Changed(), frozenset[Row](), 0
        while pieces := self._replay_piece(way):
            steps += len(pieces)
            for piece in pieces:
                changed |= piece.changed
                gone |= piece.gone
        words = f"{counted(steps, 'step', 'steps')} {'done again' if way.redo else 'undone'}"
        return self._drop_stale_crops(Outcome(way.decision_id, words + _gone_in_words(gone), changed))

    def _drop_stale_crops(self, outcome: Outcome) -> Outcome:
        """Delete the crops of faces that have another box now; after the commit, as a reader may store one before."""
        if outcome.changed.boxes:
            self._thumbnails.remove_faces(outcome.changed.boxes)
        return outcome

    def _replay_piece(self, way: WayBack) -> list[Replayed]:
        """Undo or redo the next decisions of a way in one transaction; none where its end is reached."""
        pieces: list[Replayed] = []
        with self._deciding() as session:
            while len(pieces) < STEPS_PER_TRANSACTION:
                step = ledger.next_redo(session) if way.redo else ledger.next_undo(session)
                if step is None or (step.id > way.decision_id if way.redo else step.id <= way.decision_id):
                    break
                pieces.append(ledger.redo(session, step.id) if way.redo else ledger.undo(session, step.id))
            settled = _settle_stacks(
                session, functools.reduce(operator.or_, (one.changed for one in pieces), Changed())
            )
            if pieces:
                pieces[-1] = dataclasses.replace(pieces[-1], changed=pieces[-1].changed | settled)
        return pieces


def _count_videos(session: Session, command: Command, facts: Facts) -> None:
    """Note how many of a decision's photos are videos, so that its sentence calls them so."""
    asked = set(getattr(command, "photo_ids", ()))
    if asked and facts.get("photos"):
        videos = photos.videos_among(session, asked)
        # Of a decision about some of the photos only it is not known which; all of them may be videos.
        if videos and (videos == len(asked) or facts["photos"] == len(asked)):
            facts["videos"] = min(videos, facts["photos"])


def _settle_stacks(session: Session, changed: Changed) -> Changed:
    """Bring the stacks up to date with what a decision said of them."""
    if not changed.stacks:
        return Changed()
    # Most decisions are about something else, and the window starts without it.
    from photoface.library.stack_settling import settle_stacks

    return Changed(photos=frozenset(settle_stacks(session)), stacks=True)


def _gone_in_words(gone: frozenset[Row]) -> str:
    """Words for the rows that an undo or a redo could not bring back; none where there are none."""
    if not gone:
        return ""
    one, many = ("face", "faces") if all(table == FACES for table, _ in gone) else ("thing", "things")
    are = "is" if len(gone) == 1 else "are"
    return f"; {counted(len(gone), one, many)} of it {are} no longer in the catalog"
