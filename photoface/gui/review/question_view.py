"""The widget that shows one question: faces, words, answer buttons, what a yes will do, and why it is asked.

Depending on the question it has a field for a name, faces to compare with, or a photo whose faces are given names.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QLabel, QProgressBar, QWidget

from photoface.catalog.summaries.changed import Changed
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.answer_button import AnswerButton
from photoface.gui.kit.boxes import Placed, Space, Stretch, in_column, in_row
from photoface.gui.kit.parts import button, label
from photoface.gui.kit.typed_names import TypedName
from photoface.gui.page_action import key_words
from photoface.gui.review import words
from photoface.gui.review.details import QuestionDetails
from photoface.gui.review.face_model import LikelyName
from photoface.gui.review.face_panel import FacePanel
from photoface.gui.review.faces import QuestionFacesView
from photoface.gui.review.name_field import QuestionField
from photoface.gui.review.step_back import StepBack
from photoface.recognition.questions import Question, QuestionKind, ReviewProgress

if TYPE_CHECKING:
    from photoface.gui.review.who_is_who import WhoIsWhoPanel

MARGIN = 24
FIELD, REASON = 320, 640
"""Widths at the usual text size, in pixels."""


class Answer(enum.Enum):
    """The answers that the review offers."""

    YES = "yes"
    NO = "no"
    SKIP = "skip"
    IGNORE = "ignore"
    NOT_A_FACE = "not_a_face"


_ANSWERS = (Answer.YES, Answer.NO, Answer.SKIP)
_ASIDE = (Answer.IGNORE, Answer.NOT_A_FACE)
_KEYS = {Answer.NO: "N", Answer.SKIP: "S", Answer.IGNORE: "I", Answer.NOT_A_FACE: "X"}


class QuestionSheet(QWidget):
    """Shows a question and signals the answer; the page carries it out.

    Signals:
        answered: a button, or its key with Alt; the `Answer`.
        looked_at: show the photo of a face.
        menu_asked: the menu of a face of the question, at a point of the screen.
    """

    answered = Signal(object)
    looked_at = Signal(int)
    menu_asked = Signal(int, QPoint)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._details: QuestionDetails | None = None
        self.question: Question | None = None
        self._open = True
        self._named_else = False
        """Whether a name is typed instead of a no."""
        self._build()
        self._connect()

    def _build(self) -> None:
        context = self._context
        self.bar = QProgressBar(self, textVisible=False, maximum=1000)
        self.bar.setAccessibleName(self.tr("How much is named"))
        self.progress = label("", "secondary", self)
        self.progress.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.title = self._centred("question")
        self.about = self._centred("muted")
        self.left = FacePanel(context, self.tr("Faces of this question"), self, photo=True)
        self.right = FacePanel(context, self.tr("Faces to compare with"), self)
        self.effect = self._centred("body")
        self.reason = self._centred("muted")
        self.reason.setMaximumWidth(context.theme.size(REASON))
        self.reason.hide()
        self.field = QuestionField(context, self)
        self.field.setPlaceholderText(self.tr("Type a name"))
        # A name belongs to the question, and stays in the field until the question is answered.
        self.field.keeps_when_left = False
        self.field.setMaximumWidth(context.theme.size(FIELD))
        self.guess = button("", "link", self, clicked=self._take_guess)
        self.somebody_else = button(self.tr("Somebody else …"), "link", self, clicked=self.begin_naming)
        self.somebody_else.setToolTip(
            self.tr("Type the right name instead of a no: {}").format(key_words(QKeySequence(Qt.Key.Key_F2)))
        )
        self.step_back = StepBack(self)
        self.why = button(self.tr("Why is this asked?"), "link", self)
        self.why.setCheckable(True)
        icons = context.icons
        self.buttons = {
            Answer.YES: AnswerButton(icons, "primary", "check", self),
            Answer.NO: AnswerButton(icons, "plain", "close", self),
            Answer.SKIP: AnswerButton(icons, "plain", "arrow-right", self),
            Answer.IGNORE: AnswerButton(icons, "quiet", "eye-off-outline", self),
            Answer.NOT_A_FACE: AnswerButton(icons, "quiet", "face-man-shimmer-outline", self),
        }
        self._arrange()

    def _centred(self, role: str) -> QLabel:
        made = label("", role, self, wrap=True)
        made.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return made

    def _arrange(self) -> None:
        self.assignment: WhoIsWhoPanel | None = None
        """Made with the first photo whose people are known and not which faces they are."""
        panels = self._panels = in_row(Placed(self.left, 3), Placed(self.right, 2), spacing=32)
        usual, aside = (
            in_row(Stretch(), *(self.buttons[answer] for answer in part), Stretch(), spacing=8)
            for part in (_ANSWERS, _ASIDE)
        )
        self._answers = in_row(Stretch(), usual, aside, Stretch(), spacing=8)
        naming = in_row(Stretch(), Placed(self.field, 1000), self.guess, self.somebody_else, Stretch(), spacing=8)
        foot = in_row(self.step_back, Stretch(), self.why)
        reasons = in_row(Stretch(), Placed(self.reason, 1000), Stretch())
        question = (self.bar, Space(4), self.progress, Space(4), self.title, Space(4), self.about, Space(8))
        answer = (Space(8), naming, Space(8), self.effect, Space(4), reasons, Space(12), self._answers, foot)
        in_column(*question, Placed(panels, 1), *answer, margins=(MARGIN, 8, MARGIN, 8), on=self)

    def _connect(self) -> None:
        for answer, made in self.buttons.items():
            made.given.connect(lambda answer=answer: self.answered.emit(answer))
            if answer in _KEYS:
                shortcut = QShortcut(QKeySequence(f"Alt+{_KEYS[answer]}"), self)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(lambda answer=answer: self.answered.emit(answer))
        self.field.confirmed.connect(lambda _: self.answered.emit(Answer.YES))
        self.field.left.connect(self._leave_field)
        self.field.textChanged.connect(lambda _: self._say_effect())
        self.field.completions.modelReset.connect(self._say_effect)
        self.why.toggled.connect(self._show_reason)
        self.left.view.faces.out_changed.connect(self._say_effect)
        for panel in (self.left, self.right):
            view = panel.view
            view.looked_at.connect(lambda row, view=view: self.looked_at.emit(view.faces.ids[row]))
        assert self.left.photo is not None
        self.left.photo.clicked.connect(lambda: self.looked_at.emit(self.left.view.faces.ids[0]))
        self.left.view.menu_asked.connect(self._ask_menu)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._wrap_answers()

    def _wrap_answers(self) -> None:
        """Where all answers do not fit beside each other, the less common ones go below."""
        shown = [made.sizeHint().width() + 8 for made in self.buttons.values() if not made.isHidden()]
        direction = QBoxLayout.Direction.LeftToRight
        if sum(shown) > self.width() - 2 * MARGIN:
            direction = QBoxLayout.Direction.TopToBottom
        if self._answers.direction() != direction:
            self._answers.setDirection(direction)

    # the question

    @property
    def naming(self) -> bool:
        """Whether a name is asked for: letters then belong to it."""
        return self._named_else or (self.question is not None and self.question.asks_for_name)

    @property
    def assigning(self) -> bool:
        """Whether names of a photo are given to its faces."""
        return self.question is not None and self.question.kind is QuestionKind.WHO_IS_WHO

    @property
    def assigned(self) -> dict[int, int]:
        """Faces of the photo with the person whom the user chose for each."""
        return self.assignment.chosen if self.assignment is not None and self.assigning else {}

    @property
    def taken_out(self) -> tuple[int, ...]:
        """The faces that the user took out."""
        return self.left.view.faces.taken_out

    @property
    def typed(self) -> str:
        """The name that was typed for this question and not given yet; empty without one."""
        return self.field.words() if self.naming and self._open else ""

    def touched(self) -> bool:
        """Whether the user began to answer."""
        changed = self.assignment is not None and self.assigning and self.assignment.touched
        return changed or self._named_else or bool(self.taken_out) or bool(self.field.words())

    def offers(self, answer: Answer) -> bool:
        """Whether this can be said to the question."""
        return not self.buttons[answer].isHidden()

    def ask(self, question: Question, details: QuestionDetails | None) -> None:
        """Show another question; its details may come later."""
        self.question, self._details, self._named_else = question, None, False
        if self._open or not self.naming:
            # What is typed between an answer and the next question is meant for that.
            self.field.clear()
        self.why.setChecked(False)
        self._show_assignment(question)
        self._show_faces(question)
        self._show_right(question, () if question.asks_for_name else question.beside_face_ids)
        self._show_answers(question)
        self._say(question)
        if details is not None:
            self.show_details(details)

    def put_back(self, typed: TypedName) -> None:
        """Show a name that was typed for these faces before, unless letters were typed since."""
        if not self.naming:
            self.begin_naming()
        if not self.field.text():
            self.field.put_back(typed.name)
            for face_id in set(typed.without).difference(self.taken_out):
                self.toggle(face_id)

    def revise(self, question: Question) -> None:
        """The same question about other faces: what was typed and taken out stays."""
        self.question = question
        self._show_assignment(question)
        self.left.view.faces.set_ids(() if self.assigning else question.face_ids)
        self._show_likely_names(question)
        self._say(question)

    def show_details(self, details: QuestionDetails) -> None:
        """Show what was read of the question that stands."""
        question = self.question
        if question is None or details.question.id != question.id:
            return
        self._details = details
        if self.assignment is not None and self.assigning:
            self.assignment.show_faces(details.faces)
        elif len(details.faces) == 1:
            self.left.show_photo(details.faces[0])
        self._show_likely_names(question)
        self._show_right(question, details.beside_ids)
        self._say(question)

    def show_progress(self, progress: ReviewProgress) -> None:
        """How far the library is."""
        self.bar.setValue(round(1000 * progress.share))
        self.progress.setText(words.progress(progress))
        self.progress.setToolTip(words.trust(progress))

    def refresh(self, changed: Changed) -> None:
        """Read again what a change touched."""
        for panel in (self.left, self.right):
            panel.view.faces.refresh(None if changed.everything else changed.faces)

    def set_open(self, is_open: bool) -> None:
        """Whether the question can be answered; while an answer is carried out its crops step back."""
        self._open = is_open
        for panel in (self.left, self.right):
            panel.view.set_faded(not is_open)
        if self.assignment is not None:
            self.assignment.setEnabled(is_open)
        if not is_open:
            self.field.clear()

    def begin_naming(self) -> None:
        """Let the right name be typed instead of a no, where the question allows that."""
        if self.question is None or not self.question.may_be_somebody_else or self._named_else or not self._open:
            return
        self._named_else = True
        self._show_answers(self.question)
        self._say_effect()
        self.ask_for_name()

    def ask_for_name(self) -> None:
        """A yes without a name: put the keyboard where it is missing."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_assignment(self, question: Question) -> None:
        """Show the photo with its faces and names instead of crops, where that is asked."""
        if self.assigning and self.assignment is None:
            from photoface.gui.review.who_is_who import WhoIsWhoPanel

            self.assignment = WhoIsWhoPanel(self._context, self)
            self.assignment.changed.connect(self._say_effect)
            self.assignment.photo_asked.connect(lambda: self.looked_at.emit(self._first_face()))
            self._panels.addWidget(self.assignment, 1)
        self.left.setVisible(not self.assigning)
        if self.assignment is not None:
            self.assignment.setVisible(self.assigning)
            if self.assigning:
                self.assignment.ask(question)

    def _show_faces(self, question: Question) -> None:
        if self.assigning:
            self.left.show_faces("", ())
            return
        can_take_out = bool(words.hint(question))
        self.left.show_faces(words.heading(question), question.face_ids, can_take_out=can_take_out)
        self._show_likely_names(question)

    def _show_likely_names(self, question: Question) -> None:
        """Where several people are asked about, say with each face who it may be."""
        if question.kind is QuestionKind.CONFIRM_NAMES:
            names = dict(question.names)
            known = {} if self._details is None else self._details.known
            likely = {face: LikelyName(names[person], known.get(face)) for face, person in question.proposed}
            self.left.view.faces.set_likely_names(likely)

    def _show_right(self, question: Question, ids: tuple[int, ...]) -> None:
        nobody_known = question.person_id is None and question.other_group_id is None
        self.right.setVisible(not question.asks_for_name and not nobody_known)
        # Two groups are alike; the faces of somebody known only stand by.
        self._panels.setStretch(0, 2 if question.other_group_id is not None else 3)
        self.right.show_faces(words.beside_heading(question), ids)

    def _show_answers(self, question: Question) -> None:
        naming, one, assigning = self.naming, question.faces == 1, self.assigning
        several = question.kind is QuestionKind.CONFIRM_NAMES
        whole = question.other_group_id is not None or assigning or several
        self.field.setVisible(naming)
        self.somebody_else.setVisible(question.may_be_somebody_else and not naming)
        guess = question.person_name if question.asks_for_name else None
        self.guess.setVisible(guess is not None)
        self.guess.setText(self.tr("Perhaps {}?").format(guess))
        self.guess.setAccessibleName(self.guess.text())
        self.buttons[Answer.NO].setVisible(not naming)
        self.buttons[Answer.IGNORE].setVisible(not whole)
        self.buttons[Answer.NOT_A_FACE].setVisible(not whole)
        enter = key_words(QKeySequence(Qt.Key.Key_Return))
        yes = self.tr("Name") if naming else self.tr("Name them") if assigning else self.tr("Yes")
        self.buttons[Answer.YES].say(yes, enter if naming else f"{enter}, Y")
        no, means = self.tr("No"), self.tr("Remembered for ever: this is not asked again")
        if several:
            no, means = self.tr("None is right"), self.tr("A no to each of these names, remembered for ever")
        if assigning:
            no, means = self.tr("None of these"), self.tr("They are in the photo, and none of these faces is theirs")
        no_face = self.tr("Not a face") if one else self.tr("Not faces")
        for answer, said, explanation in (
            (Answer.NO, no, means),
            (Answer.SKIP, self.tr("Skip"), self.tr("Comes back after the others")),
            (Answer.IGNORE, self.tr("Ignore"), self.tr("A stranger: do not ask about these faces any more")),
            (Answer.NOT_A_FACE, no_face, self.tr("PhotoFace was wrong: there is no face here")),
        ):
            key = QKeySequence(f"Alt+{_KEYS[answer]}" if naming else _KEYS[answer])
            self.buttons[answer].say(said, key_words(key), explanation)
        self._wrap_answers()
        self.why.setToolTip("" if naming else self.tr("W"))

    def _say(self, question: Question) -> None:
        faces, other = ((), ()) if self._details is None else (self._details.faces, self._details.other_group)
        parts = [words.about(question, self._photos_in_words(question), faces, other), words.hint(question)]
        self.title.setText(words.title(question))
        self.about.setText(self.tr(" · ").join(part for part in parts if part))
        for asked in (self.field, self.left.view):
            asked.setAccessibleDescription(f"{self.title.text()} {self.about.text()}")
        self._show_reason(self.why.isChecked())
        self._say_effect()

    def _photos_in_words(self, question: Question, out: Sequence[int] = ()) -> str:
        """In how many photos and videos the faces are that were not taken out; videos are told once it is known."""
        if self._details is None:
            return text.photos(question.photos)
        return self._context.client.photos_in_words(self._details.photos_without(out))

    def _say_effect(self) -> None:
        question = self.question
        if question is None:
            return
        if self.assigning:
            self.effect.setText(words.effect_of_names(question, len(self.assigned)))
            self.buttons[Answer.YES].setEnabled(bool(self.assigned))
            return
        self.buttons[Answer.YES].setEnabled(True)
        out = self.taken_out
        faces = question.faces - len(out)
        photos = self._photos_in_words(question, out)
        name, known = (self.field.words(), self.field.is_known()) if self.naming else (None, False)
        self.effect.setText(words.effect(question, faces, photos, len(out), name, known))

    def _show_reason(self, shown: bool) -> None:
        self.reason.setVisible(shown)
        if shown and self.question is not None:
            self.reason.setText(words.reason(self.question))

    # faces and keys

    def _first_face(self) -> int:
        assert self.question is not None
        return self.question.face_ids[0]

    def toggle(self, face_id: int) -> None:
        """Take a face out, or put it back."""
        self.left.view.toggle(self.left.view.faces.row_of(face_id))

    def faces_beside(self, face_id: int) -> tuple[int, ...]:
        """The faces on the side of the question where this one is."""
        if self.assigning:
            return (face_id,)
        side: QuestionFacesView = (self.left if self.left.view.faces.row_of(face_id) >= 0 else self.right).view
        return tuple(side.faces.ids)

    def first_focus(self) -> QWidget:
        """Where the keyboard goes when the question is asked."""
        if self.assignment is not None and self.assigning:
            return self.assignment.first_focus()
        return self.field if self.naming else self.left.view

    def move_by_key(self, event: QKeyEvent) -> bool:
        """Arrows that the name field has no use for go to the crops."""
        if event.key() not in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            return False
        self.left.view.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _leave_field(self) -> None:
        if self.field.text():
            self.field.clear()
            return
        if self._named_else and self.question is not None:
            self._named_else = False
            self._show_answers(self.question)
            self._say_effect()
        self.left.view.setFocus(Qt.FocusReason.TabFocusReason)

    def _take_guess(self) -> None:
        if self.question is not None and self.question.person_name is not None:
            self.field.put_back(self.question.person_name)
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_menu(self, point: QPoint) -> None:
        row = self.left.view.indexAt(self.left.view.viewport().mapFromGlobal(point)).row()
        self.menu_asked.emit(self.left.view.faces.ids[row], point)
