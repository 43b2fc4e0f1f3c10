"""The Interview page: one big face after another with *Who is this?*, to go through beside somebody who knows.

It can be used by keyboard alone: a name and Enter goes on, Page Down goes on without one, Page Up goes back. A note
that is typed becomes part of the photo's caption.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from photoface.catalog.interview import UnknownFace
from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.faces import FaceSummary
from photoface.errors import UserFacingError
from photoface.gui.client import LatestRead
from photoface.gui.context import Context, Page, Place
from photoface.gui.interview.portrait import Portrait
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Space, Stretch, holding, in_column, in_row, in_stack
from photoface.gui.kit.flow_layout import FlowLayout
from photoface.gui.kit.name_field import NameField
from photoface.gui.kit.parts import ElidedLabel, EmptyState, button, label
from photoface.gui.kit.picture_decoder import image_of
from photoface.library.commands.command import Command
from photoface.library.commands.faces import NameFaces
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.photos import DescribePhotos
from photoface.library.library import Library

ALL, PERSON, CIRCLE, ALBUM = "all", "person", "circle", "album"
"""Whose photos are looked through; the words of its `Place`."""

LONG_SIDE = 2400
"""Pixels of a photo from which a face is cut: a face of a tenth of it still fills a window."""

QUESTION_SIZE, FIELD_SIZE, BUTTON_SIZE = 30, 24, 18
"""Pixels of the letters: the page is read from an armchair."""


class InterviewPage(Page):
    """Asks for names of unnamed people. Names are decisions as everywhere; a note becomes the photo's caption."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._read, self._picture_read = LatestRead(context.client, self), LatestRead(context.client, self)
        self._open_read = LatestRead(context.client, self)
        self.place = Place("interview", words=ALL)
        self.waiting: list[UnknownFace] = []
        self.at = 0
        self._named = 0
        self.back = self.back_button()
        self.progress = label("", "muted", self)
        self.portrait = Portrait(context, self)
        self.question = label(self.tr("Who is this?"), "body", self)
        self.facts = ElidedLabel("muted", self)
        self.name = NameField(context, self)
        self.name.setPlaceholderText(self.tr("Name"))
        self.note = QLineEdit(self)
        self.note.setPlaceholderText(self.tr("A note for this photo"))
        self.note.setAccessibleName(self.tr("A note for this photo"))
        self.next = button(self.tr("Next (Page Down)"), "plain", self, clicked=self.go_next)
        self.later = button(self.tr("Ask later (Ctrl+Page Down)"), "plain", self, clicked=self.ask_later)
        self.before = button(self.tr("Back (Page Up)"), "plain", self, clicked=self.go_before)
        self.whole = button(self.tr("Whole photo (F4)"), "plain", self, clicked=self.toggle_whole)
        self.empty = EmptyState(context, "account-question-outline", self)
        self._build()
        self.name.confirmed.connect(self._give_name)
        self.note.returnPressed.connect(lambda: self.name.setFocus())
        for keys, run in (
            ("PgDown", self.go_next),
            ("Ctrl+PgDown", self.ask_later),
            ("PgUp", self.go_before),
            ("F4", self.toggle_whole),
        ):
            shortcut = QShortcut(QKeySequence(keys), self, run)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        context.theme.changed.connect(self._enlarge)
        self._enlarge()

    def _build(self) -> None:
        head = in_row(self.back, Space(8), self.progress, Stretch(), margins=(16, 16, 24, 8))
        asked = in_row(self.question, Placed(self.facts, 1), spacing=16)
        fields = in_row(Placed(self.name, 1), Placed(self.note, 1), spacing=12)
        answers = FlowLayout(gap=8)
        for answer in (self.before, self.next, self.later, self.whole):
            answers.addWidget(answer)
        body = in_column(Placed(self.portrait, 1), asked, fields, answers, margins=(24, 0, 24, 24), spacing=12)
        self._full = holding(in_column(head, Placed(body, 1)), self)
        self._stack = in_stack(self._full, self.empty, on=self)
        self.empty.action.clicked.connect(self.way_to("people"))

    def _enlarge(self) -> None:
        size = self.context.theme.size
        self.question.setStyleSheet(f"font-size: {size(QUESTION_SIZE)}px; font-weight: 600;")
        for field in (self.name, self.note):
            field.setStyleSheet(f"font-size: {size(FIELD_SIZE)}px; min-height: {size(FIELD_SIZE + 16)}px;")
        for part in (self.facts, self.progress):
            part.setStyleSheet(f"font-size: {size(BUTTON_SIZE)}px;")

    def title(self) -> str:
        return self.tr("Interview")

    def take_focus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        self.name.setFocus(reason)

    def visit(self, place: Place) -> None:
        if place != self.place or not self.waiting:
            self.place = place
            self.waiting, self.at, self._named = [], 0, 0
            self._read.start(_reading(place), self._take, self._gone)
        self._missed = None
        self.take_focus()

    def refresh(self, changed: Changed) -> None:
        """Do not ask for those who got a name meanwhile, as by the answer before; nothing else moves here."""
        ids = [one.face.id for one in self.waiting[self.at :]]
        if not ids or not (changed.everything or changed.faces):
            return

        def take(found: list[FaceSummary]) -> None:
            open_ids = {face.id for face in found if face.person_id is None}
            asked = self.asked
            # Who was answered meanwhile stays where Page Up finds them.
            rest = [one for one in self.waiting[self.at :] if one.face.id in open_ids or one.face.id not in ids]
            self.waiting[self.at :] = rest
            if self.asked is not asked:
                self._show()

        self._open_read.start(lambda library: library.faces.summaries(ids), take)

    def shows_decision(self, decision: str) -> bool:
        """The next face says that the name was given; a note over the buttons would only hide them."""
        return True

    def _take(self, found: list[UnknownFace]) -> None:
        self.waiting = found
        self._show()
        self.take_focus()

    def _gone(self, error: Exception) -> None:
        if not isinstance(error, UserFacingError):
            raise error
        self.empty.say(error.sentence, error.remedy, self.tr("People"))
        self._stack.setCurrentWidget(self.empty)

    @property
    def asked(self) -> UnknownFace | None:
        """Who is asked for now; None at the end."""
        return self.waiting[self.at] if self.at < len(self.waiting) else None

    def _show(self) -> None:
        asked = self.asked
        if asked is None:
            self._say_end()
            return
        self._stack.setCurrentWidget(self._full)
        position, total = text.number(self.at + 1), text.number(len(self.waiting))
        self.progress.setText(self.tr("{position} of {total}").format(position=position, total=total))
        facts = [text.day(asked.face.taken_at.date())] if asked.face.dated_by_exif else []
        if asked.faces > 1:
            facts.append(self.tr("{} alike").format(text.faces(asked.faces)))
        if asked.caption:
            facts.append(f"“{asked.caption}”")
        self.facts.setText(" · ".join(facts))
        self.name.clear()
        self.note.clear()
        self.before.setEnabled(self.at > 0)
        self.portrait.show_whole(False)
        self.portrait.setAccessibleName(self.tr("A face without a name"))
        self.portrait.show_face(QImage(), asked.face.box)
        photo_id, box, seconds = asked.face.photo_id, asked.face.box, asked.face.frame_seconds

        def read(library: Library) -> QImage:
            try:
                return image_of(library.pictures.photo_pixels(photo_id, LONG_SIDE, seconds))
            except UserFacingError:
                # The file is away: the tile stays empty, and the name can be given all the same.
                return QImage()

        self._picture_read.start(read, lambda image: self.portrait.show_face(image, box))

    def _say_end(self) -> None:
        if self._named:
            told = text.counted(self._named, self.tr("{} name was given."), self.tr("{} names were given."))
            self.empty.say(self.tr("That was everybody"), told, self.tr("People"))
        else:
            words = self.tr("Nobody in these photos waits for a name.")
            self.empty.say(self.tr("Nobody left to ask for"), words, self.tr("People"))
        self._stack.setCurrentWidget(self.empty)
        self.empty.action.setFocus()

    # answers

    def _give_name(self, name: str) -> None:
        asked = self.asked
        if asked is None:
            return
        self._keep_note(asked)
        group_id = asked.face.group_id
        command: Command = NameFaces((asked.face.id,), name) if group_id is None else NameGroup(group_id, name)
        self.context.client.execute(command, done=lambda _: self._after_name(asked))

    def _after_name(self, asked: UnknownFace) -> None:
        self._named += 1
        if self.asked is asked:
            self._go(1)

    def _keep_note(self, asked: UnknownFace) -> None:
        note = " ".join(self.note.text().split())
        self.note.clear()
        if not note:
            return
        photo_id, client = asked.face.photo_id, self.context.client

        def add(caption: str | None) -> None:
            said = f"{caption}\n{note}" if caption else note
            client.execute(DescribePhotos((photo_id,), caption=said))

        # As it is now: another note may have been written for another face of this photo.
        client.read(self, lambda library: library.photos.detail(photo_id).caption, add)

    def go_next(self) -> None:
        """Go on without a name; what was typed as a note is kept."""
        if self.asked is not None:
            self._keep_note(self.asked)
            self._go(1)

    def go_before(self) -> None:
        """One face back."""
        if self.at > 0:
            if self.asked is not None:
                self._keep_note(self.asked)
            self._go(-1)

    def ask_later(self) -> None:
        """Ask for this one again after all others."""
        if self.asked is not None:
            self._keep_note(self.asked)
            self.waiting.append(self.waiting.pop(self.at))
            self._show()
            self.take_focus()

    def toggle_whole(self) -> None:
        """The whole photo with the face framed, or the face alone."""
        self.portrait.show_whole(not self.portrait.whole)

    def _go(self, steps: int) -> None:
        self.at += steps
        self._show()
        if self.asked is not None:
            self.take_focus()


def _reading(place: Place) -> Callable[[Library], list[UnknownFace]]:
    id_ = place.id or 0
    if place.words == ALBUM:
        return lambda library: library.faces.unknown_in_album(id_)
    if place.words == CIRCLE:
        return lambda library: library.faces.unknown_beside_circle(id_)
    if place.words == PERSON:
        return lambda library: library.faces.unknown_beside((id_,))
    return lambda library: library.faces.unknown()
