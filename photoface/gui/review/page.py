"""The Review page: shows one question at a time, large, and carries out the answer of a key or button.

Without a question it says why. It keeps a name that was typed and not given, and opens the photo of a face.
"""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget

from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.faces import FaceSummary
from photoface.gui.context import Context, Page
from photoface.gui.kit.boxes import in_stack
from photoface.gui.kit.parts import scrolled
from photoface.gui.kit.typed_names import TypedNames, tell_not_given
from photoface.gui.review.details import QuestionDetails, read_details
from photoface.gui.review.end import ReviewEnd
from photoface.gui.review.face_delegate import CROP
from photoface.gui.review.question_view import Answer, QuestionSheet
from photoface.gui.review.session import ReviewSession, ReviewState
from photoface.library import review_answers
from photoface.library.commands.command import Command
from photoface.library.commands.strangers import IgnoreFaces, MarkNotAFace
from photoface.recognition.questions import Question

MOST_PREFETCHED = 60
KEPT_DETAILS = 4

SHORTEST_LOOK = 0.25
"""Seconds for which a question must have shown before a key answers it, and the end of the review before a key presses
what it offers. Nobody reads faster; a key that comes earlier was meant for the question before."""

_TYPING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_LETTERS = {"y": Answer.YES, "n": Answer.NO, "s": Answer.SKIP, "i": Answer.IGNORE, "x": Answer.NOT_A_FACE}


class ReviewPage(Page):
    """Asks, carries out the answers, and goes on.

    While a group is to be named every letter belongs to the name, wherever the keyboard is; the other answers then
    take Alt. Everywhere else a letter answers.

    A name that was typed is no answer until Enter says so. Where its question goes, as by closing the window or by a
    skip, it waits in `typed_names`, and stands in the field when the same faces are asked about again.
    """

    def __init__(
        self, context: Context, session: ReviewSession, typed_names: TypedNames, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, parent)
        self._typed_names = typed_names
        self.session = session
        self.sheet = QuestionSheet(context, self)
        self.empty = ReviewEnd(context, self.session, self.place_asked.emit, self)
        self._details: dict[str, QuestionDetails] = {}
        self._prefetched = ""
        self._asked_at = 0.0
        self.shortest_look = SHORTEST_LOOK
        # In a small window with large type the sheet scrolls, rather than be cut off.
        self._area = scrolled(self.sheet, self, by_keyboard=False)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._stack = in_stack(self.empty, self._area, on=self)
        self._connect()

    def _connect(self) -> None:
        session, sheet, context = self.session, self.sheet, self.context
        session.touched = sheet.touched
        session.state_changed.connect(self._show)
        session.revised.connect(self._revise)
        session.withdrawn.connect(self._tell_withdrawn)
        session.progressed.connect(sheet.show_progress)
        session.progressed.connect(lambda _: self._prefetch())
        # It comes after the overview where the library is slow, and the end tells of both.
        session.progressed.connect(lambda _: self._show_end())
        sheet.answered.connect(self.answer)
        sheet.looked_at.connect(self._show_photo)
        sheet.menu_asked.connect(self._open_face_menu)
        sheet.step_back.clicked.connect(session.step_back)
        context.client.frame_changed.connect(lambda _: self._note_frame())
        context.jobs.state_changed.connect(lambda _: self._show_end())
        context.images.arrived.connect(self._prefetch)
        if session.progress is not None:
            sheet.show_progress(session.progress)

    @property
    def _asks(self) -> bool:
        """Whether a question shows."""
        return self._stack.currentWidget() is self._area

    # the page

    def title(self) -> str:
        return self.tr("Review")

    def shows_decision(self, decision: str) -> bool:
        return self.session.newest_decision == decision

    def refresh(self, changed: Changed) -> None:
        if changed.faces or changed.everything:
            self.sheet.refresh(changed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.session.watch(True)
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.session.watch(False)

    # asking

    def _show(self) -> None:
        """Show what the session is at; a question that is being answered goes on showing."""
        if self.session.state is ReviewState.ASKING:
            self._ask()
        elif self.session.state is not ReviewState.ANSWERING:
            self._show_end()
        self._show_step_back()
        self._prefetch()

    def _show_end(self) -> None:
        had_focus = self._has_keyboard()
        if self.session.state in (ReviewState.ASKING, ReviewState.ANSWERING) or not self.empty.update_words():
            return
        asked = self._asks
        if asked:
            self._asked_at = time.monotonic()
        self._stack.setCurrentWidget(self.empty)
        # Qt may have handed the keyboard on to a button when the question was hidden.
        if had_focus and (asked or not self._end_has_keyboard()):
            self.take_focus()

    def _ask(self) -> None:
        question = self.session.question
        if question is None:
            return
        had_focus = self._has_keyboard()
        self._stack.setCurrentWidget(self._area)
        if self.sheet.question is None or self.sheet.question.id != question.id:
            self._asked_at = time.monotonic()
            self.keep_typed()
            self.sheet.ask(question, self._details.get(question.id))
            self._read_details(question)
        self.sheet.set_open(True)
        self._put_back_typed(question)
        if had_focus:
            self.take_focus()

    def keep_typed(self) -> None:
        """Remember a name that was typed and not given, until its faces are asked about again."""
        question, name = self.sheet.question, self.sheet.typed
        if question is not None and name:
            self._typed_names.keep(name, question.face_ids, self.sheet.taken_out)

    def _put_back_typed(self, question: Question) -> None:
        can_name = self.sheet.naming or question.may_be_somebody_else
        typed = self._typed_names.take(question.face_ids) if can_name else None
        if typed is not None:
            self.sheet.put_back(typed)

    def _tell_withdrawn(self) -> None:
        if self.sheet.typed:
            tell_not_given(self.context.client.messages, self.sheet.typed)

    def _revise(self) -> None:
        question = self.session.question
        if question is not None:
            self.sheet.revise(question)
            self._read_details(question, again=True)

    def _read_details(self, question: Question, *, again: bool = False) -> None:
        if question.id in self._details and not again:
            return
        self.context.client.read(self, lambda library: read_details(library, question), self._take_details)

    def _take_details(self, details: QuestionDetails) -> None:
        self._details.pop(details.question.id, None)
        self._details[details.question.id] = details
        while len(self._details) > KEPT_DETAILS:
            del self._details[next(iter(self._details))]
        standing = self.session.question
        if standing is not None and standing.id == details.question.id:
            self.sheet.show_details(details)
        self._prefetch()

    def _prefetch(self) -> None:
        """Once all of this question is here, fetch what the next one will show."""
        following = self.session.upcoming
        if following is None or self.context.images.busy or not self.isVisible():
            return
        details = self._details.get(following.id)
        if details is None:
            if following.id != self._prefetched:
                self._prefetched = following.id
                self._read_details(following)
            return
        side = round(CROP * self.devicePixelRatioF())
        for face_id in (*following.face_ids[:MOST_PREFETCHED], *details.beside_ids):
            self.context.images.face(face_id, side)
        if following.faces == 1 and details.faces:
            self.context.images.photo(details.faces[0].photo_id)

    def _note_frame(self) -> None:
        self._show_end()
        self._show_step_back()

    def _show_step_back(self) -> None:
        self.sheet.step_back.offer(self.session.last_step)

    # answering

    def answer(self, answer: Answer) -> None:
        """Give an answer to the question that stands; nothing while the last one is being carried out."""
        question = self.session.question
        if self.session.state is not ReviewState.ASKING or question is None or not self.sheet.offers(answer):
            return
        if answer is Answer.SKIP:
            self.keep_typed()
            self.sheet.set_open(False)
            self.session.skip()
            return
        command = self._command(question, answer)
        if command is not None:
            typed, out = self.sheet.typed, self.sheet.taken_out
            self.sheet.set_open(False)

            back = lambda: self._typed_names.keep(typed, question.face_ids, out)  # noqa: E731
            self.session.answer(command, back if typed else None)

    def _command(self, question: Question, answer: Answer) -> Command | None:
        """What an answer means; None where a name is missing."""
        out = self.sheet.taken_out
        left = tuple(face_id for face_id in question.face_ids if face_id not in set(out))
        if answer is Answer.YES and self.sheet.assigning:
            return review_answers.who_is_who(question, self.sheet.assigned) if self.sheet.assigned else None
        if answer is Answer.YES:
            if not self.sheet.naming:
                return review_answers.yes(question, without=out)
            name = self.sheet.field.words()
            if not name or not left:
                self.sheet.ask_for_name()
                return None
            return review_answers.named(question, name, without=out)
        if answer is Answer.NO:
            return review_answers.no(question)
        if answer is Answer.IGNORE:
            return IgnoreFaces(left) if out else review_answers.ignore(question)
        return MarkNotAFace(left)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # A key that is held down answers once.
            if not event.isAutoRepeat():
                self._enter()
            event.accept()
            return
        if event.key() == Qt.Key.Key_F2 and self._asks:
            self.sheet.begin_naming()
            event.accept()
            return
        letter = event.text()
        if letter and letter.isprintable() and not letter.isspace() and not event.modifiers() & ~_TYPING:
            if self.sheet.naming or not event.isAutoRepeat():
                self._type(letter)
            event.accept()
            return
        if self._asks and self.sheet.move_by_key(event):
            return
        super().keyPressEvent(event)

    def _enter(self) -> None:
        """Press the button that has the keyboard, else the first thing that can be done."""
        pressed = QApplication.focusWidget()
        if isinstance(pressed, QPushButton) and self.isAncestorOf(pressed):
            pressed.click()
        elif self._asks:
            self._answer_by_key(Answer.YES)
        elif self._unread_seconds() <= 0:
            offer = self.empty.first_offer()
            if offer is not None:
                offer.click()

    def _answer_by_key(self, answer: Answer) -> None:
        if self._unread_seconds() <= 0:
            self.answer(answer)

    def _unread_seconds(self) -> float:
        """How long it takes until what shows can have been read."""
        return self.shortest_look - (time.monotonic() - self._asked_at)

    def _type(self, letter: str) -> None:
        if not self._asks:
            return
        if self.sheet.naming:
            self.sheet.field.setFocus(Qt.FocusReason.OtherFocusReason)
            self.sheet.field.type_first(self.sheet.field.text() + letter)
        elif letter.lower() in _LETTERS:
            self._answer_by_key(_LETTERS[letter.lower()])
        elif letter.lower() == "w":
            self.sheet.why.click()

    # single faces

    def _show_photo(self, face_id: int) -> None:
        """Show the photo of a face; those of the faces beside it come before and after."""
        ids = self.sheet.faces_beside(face_id)

        def show(faces: list[FaceSummary]) -> None:
            asked = next((face for face in faces if face.id == face_id), None)
            if asked is not None:
                self.ask_for_face(tuple(dict.fromkeys(face.photo_id for face in faces)), asked)

        self.context.client.read(self, lambda library: library.faces.summaries(ids), show)

    def _open_face_menu(self, face_id: int, point: QPoint) -> None:
        menu = self.face_menu(face_id)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(point)

    def face_menu(self, face_id: int) -> QMenu:
        """What can be done with one face of the question."""
        execute = self.context.client.execute
        menu = QMenu(self)
        menu.addAction(self.tr("Show the photo"), lambda: self._show_photo(face_id))
        if self.sheet.left.view.can_take_out:
            words = self.tr("Put back") if face_id in self.sheet.taken_out else self.tr("Take out")
            menu.addAction(words, lambda: self.sheet.toggle(face_id))
        menu.addSeparator()
        menu.addAction(self.tr("Ignore this face"), lambda: execute(IgnoreFaces((face_id,))))
        menu.addAction(self.tr("Not a face"), lambda: execute(MarkNotAFace((face_id,))))
        return menu

    # the keyboard

    def _has_keyboard(self) -> bool:
        """Whether the keyboard is on this page, or nowhere: only then may a new question take it."""
        focused = QApplication.focusWidget()
        return self.isVisible() and (
            focused is None or focused is self.window() or focused is self or self.isAncestorOf(focused)
        )

    def _end_has_keyboard(self) -> bool:
        focused = QApplication.focusWidget()
        return isinstance(focused, QPushButton) and focused.isVisible() and self.empty.isAncestorOf(focused)

    def take_focus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        if self._asks:
            self.sheet.first_focus().setFocus(reason)
            return
        unread = self._unread_seconds()
        if unread > 0:
            # A button that has the keyboard would be pressed by a key that was meant for the question.
            self.setFocus(reason)
            QTimer.singleShot(math.ceil(1000 * unread), self, self._hand_keyboard_to_end)
            return
        (self.empty.first_offer() or self).setFocus(reason)

    def _hand_keyboard_to_end(self) -> None:
        if self.hasFocus() and not self._asks:
            self.take_focus()
