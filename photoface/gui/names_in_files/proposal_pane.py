"""Shows what would be taken over, for the user's yes: counts, moved folders, and questions about ambiguous names.

It also says how many names are left out because they were erased, and offers to allow them again.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from photoface.catalog.takeover_conflicts import FILES
from photoface.gui.context import Context, Pane
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Space, Stretch, fill, in_column, in_row
from photoface.gui.kit.file_dialog import FileDialog
from photoface.gui.kit.menu_button import OrderButton
from photoface.gui.kit.parts import ElidedLabel, button, label, page_title, scrolled
from photoface.gui.person.reason_panel import Crops
from photoface.library.library import Library
from photoface.library.takeover import NameQuestion, Proposal

MOST_NAMES = 12
"""New people who are listed by name; more are counted."""

MOST_ROOTS = 6
"""Folders of another program that are offered to be looked for elsewhere; the ones with the most photos."""

WIDTH = 760
"""Pixels at most from a name to its answer, at the usual text size: a row that is read at a glance."""

COVER, MOST_COVERS = 40, 4
"""Pixels of the covers beside a question, and how many of them are shown."""

LATER = "later"
"""The answer that a name stays a question. The other ones are as in the mapping of `Metadata.propose`."""

LEAVE_OUT = ""


class ProposalPane(Pane):
    """Shows one proposal. It changes nothing itself.

    Signals:
        accepted: take it over, with the user's answers by name.
        moved: a folder of the other program, and where it lies now.
        allowed: names that were erased for good may be brought again; what `Proposal.erased` says of them.
        left: nothing is taken over.
    """

    accepted = Signal(dict)
    moved = Signal(str, str)
    allowed = Signal(object)
    left = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.answers: dict[str, OrderButton] = {}
        self.covers: dict[str, Crops] = {}
        self._has_something = False
        self.heading = page_title("", self)
        self.summary = label("", "body", self, wrap=True)
        self._content = QWidget(self)
        self._area = scrolled(self._content, self, by_keyboard=False)
        self._column = in_column(margins=(24, 8, 24, 16), spacing=8, on=self._content)
        foot = QWidget(self)
        foot.setObjectName("selectionBar")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.accept = button(self.tr("Take over"), "primary", foot, clicked=self._accept)
        self.leave = button(self.tr("Leave it"), "plain", foot, clicked=self.left)
        hint = label(self.tr("You can undo this as one step."), "muted", foot)
        in_row(self.accept, self.leave, Space(4), hint, Stretch(), margins=(24, 8, 24, 8), spacing=12, on=foot)
        head = in_row(self.heading, Stretch(), margins=(24, 16, 24, 0))
        below = in_row(Placed(self.summary, 1), margins=(24, 4, 24, 8))
        in_column(head, below, Placed(self._area, 1), foot, on=self)

    def show_proposal(self, proposal: Proposal) -> None:
        """Show a proposal instead of the one before."""
        source = proposal.takeover.source
        is_files = source == FILES
        self.heading.setText(
            self.tr("Take over from your files") if is_files else self.tr("Take over from {}").format(source)
        )
        self.summary.setText(self._summary(proposal))
        self.summary.setVisible(bool(self.summary.text()))
        self._clear()
        for words in self._details(proposal):
            self._column.addWidget(label(words, "muted", self._content, wrap=True))
        for words in proposal.remarks:
            self._column.addWidget(label(words, "warning", self._content, wrap=True))
        self._add_erased(proposal)
        self._add_roots(proposal)
        self._add_questions(proposal)
        self._column.addStretch(1)
        self._has_something = not proposal.takeover.is_empty or bool(proposal.takeover.agreed)
        self._show_accept()

    def take_focus(self) -> None:
        """Put the keyboard on the first question, else on the button that acts."""
        first = next(iter(self.answers.values()), self.accept if self.accept.isEnabled() else self.leave)
        first.setFocus()

    def _summary(self, proposal: Proposal) -> str:
        """Who is named and on how many faces, as far as there are any; tags and stars alone are among the details."""
        drawn, elsewhere = len(proposal.takeover.drawn), proposal.photos_elsewhere
        said = []
        if proposal.people or proposal.named_regions:
            faces = text.faces(proposal.named_regions)
            said.append(
                self.tr("{people}, {faces}; {matched}, {drawn}").format(
                    people=text.people(proposal.people),
                    faces=faces,
                    matched=text.counted(
                        proposal.matched, self.tr("1 matches a face here"), self.tr("{} match a face here")
                    ),
                    drawn=text.counted(drawn, self.tr("1 will be drawn"), self.tr("{} will be drawn")),
                )
                if proposal.named_regions
                else text.people(proposal.people)
            )
        if elsewhere:
            away = self.tr("1 photo is not in your folders"), self.tr("{} photos are not in your folders")
            said.append(text.counted(elsewhere, *away))
        return f"{', '.join(said)}." if said else ""

    def _details(self, proposal: Proposal) -> list[str]:
        takeover = proposal.takeover
        new = [who for who in takeover.whos if isinstance(who, str)]
        known = len(takeover.whos) - len(new)
        lines = []
        if new:
            shown = ", ".join(new[:MOST_NAMES])
            more = len(new) - MOST_NAMES
            if more > 0:
                shown = self.tr("{names} and {count} more").format(names=shown, count=text.number(more))
            lines.append(self.tr("New here: {}.").format(shown))
        if known:
            one = self.tr("1 person is here already and gets more faces or photos.")
            lines.append(text.counted(known, one, self.tr("{} people are here already and get more faces or photos.")))
        tagged = {photo_id for _, ids in takeover.tags for photo_id in ids}
        for count, one, many in (
            (len(tagged), self.tr("1 photo gets tags."), self.tr("{} photos get tags.")),
            (len(takeover.albums), self.tr("1 album gets photos."), self.tr("{} albums get photos.")),
            *(
                (takeover.photos_with(*columns), one, many)
                for columns, one, many in (
                    (("rating",), self.tr("1 photo gets stars."), self.tr("{} photos get stars.")),
                    (("favourite",), self.tr("1 photo becomes a favourite."), self.tr("{} photos become favourites.")),
                    (("hidden",), self.tr("1 photo is hidden."), self.tr("{} photos are hidden.")),
                    (
                        ("title", "caption"),
                        self.tr("1 photo gets a title or a caption."),
                        self.tr("{} photos get titles or captions."),
                    ),
                    (("label",), self.tr("1 photo gets a colour label."), self.tr("{} photos get colour labels.")),
                    (("own_taken_at",), self.tr("1 photo gets a date."), self.tr("{} photos get dates.")),
                    (("own_latitude",), self.tr("1 photo gets a place."), self.tr("{} photos get places.")),
                )
            ),
            (
                proposal.too_small,
                self.tr("1 named face is too small to be drawn."),
                self.tr("{} named faces are too small to be drawn."),
            ),
            (
                len(takeover.conflicts),
                self.tr("In 1 case you decided otherwise. Yours stays, and the case is listed afterwards."),
                self.tr("In {} cases you decided otherwise. Yours stays, and the cases are listed afterwards."),
            ),
        ):
            if count:
                lines.append(text.counted(count, one, many))
        if not lines and not proposal.questions:
            lines.append(self.tr("There is nothing new in it."))
        return lines

    def _add_erased(self, proposal: Proposal) -> None:
        """Say how many names are left out since they were erased; not which: that is why they were erased."""
        if not proposal.erased:
            return
        words = text.counted(
            len(proposal.erased),
            self.tr("1 name was erased for good here. It is left out."),
            self.tr("{} names were erased for good here. They are left out."),
        )
        self.allow = button(self.tr("Allow again …"), "plain", self._content)
        self.allow.setAccessibleName(self.tr("Allow names again that were erased for good"))
        self.allow.clicked.connect(lambda: self.allowed.emit(proposal.erased))
        self._column.addLayout(in_row(label(words, "muted", self._content), self.allow, Stretch(), spacing=12))

    def _add_roots(self, proposal: Proposal) -> None:
        if not proposal.roots_elsewhere:
            return
        self._add_heading(
            self.tr("Photos that are not in your folders"),
            self.tr("If you moved or renamed their folder, say where it lies now. It has to be in PhotoFace."),
        )
        for root, count in proposal.roots_elsewhere[:MOST_ROOTS]:
            name = ElidedLabel("body", self._content, of_path=True)
            name.setText(root)
            find = button(self.tr("It lies here now …"), "plain", self._content, clicked=partial(self._ask_place, root))
            find.setAccessibleName(self.tr("Say where {} lies now").format(root))
            count_words = label(text.photos(count), "muted", self._content)
            self._column.addLayout(in_row(Placed(name, 1), count_words, find, spacing=12))

    def _add_questions(self, proposal: Proposal) -> None:
        if not proposal.questions:
            return
        self._add_heading(
            self.tr("Who is meant?"), self.tr("Names that you do not answer are left out now and asked again.")
        )
        for question in proposal.questions:
            name = ElidedLabel("heading", self._content)
            name.setText(question.name)
            answer = OrderButton(
                self.context.icons, self._choices(question), self.tr("Who is {}?").format(question.name), self._content
            )
            answer.setMaximumWidth(self.context.theme.size(360))
            answer.chosen.connect(self._show_accept)
            self.answers[question.name] = answer
            count = label(text.faces(question.faces), "muted", self._content)
            covers = Crops(self.context, self.context.theme.size(COVER), self._content)
            covers.setAccessibleName(self.tr("People here who may be {}").format(question.name))
            self.covers[question.name] = covers
            self._show_covers(question, covers, LATER)
            answer.chosen.connect(partial(self._show_covers, question, covers))
            self._column.addLayout(in_row(Placed(name, 1), count, covers, answer, spacing=12))

    def _show_covers(self, question: NameQuestion, covers: Crops, answer: str) -> None:
        """Show the covers of those whom the name may mean, or of the one who was chosen."""
        people = [person_id for person_id, _ in question.people]
        shown = [person_id for person_id in people if answer == f"#{person_id}"]
        if not shown and answer == LATER:
            shown = people[:MOST_COVERS]

        def read(library: Library) -> list[int]:
            found = (library.people.get(person_id).cover_face_id for person_id in shown)
            return [face_id for face_id in found if face_id is not None]

        self.context.client.read(covers, read, covers.show_faces)

    def _choices(self, question: NameQuestion) -> dict[str, str]:
        new = self.tr("Somebody new") if question.people else self.tr("Bring back the person you deleted")
        return {
            LATER: self.tr("Ask me later"),
            **{f"#{person_id}": line for person_id, line in question.people},
            question.name: new,
            LEAVE_OUT: self.tr("Leave out"),
        }

    def _add_heading(self, words: str, explanation: str) -> None:
        fill(
            self._column,
            Space(12),
            label(words, "heading", self._content),
            label(explanation, "muted", self._content, wrap=True),
        )

    def _ask_place(self, root: str) -> None:
        dialog = FileDialog.for_folder(self, self.tr("Choose where {} lies now").format(root))
        dialog.fileSelected.connect(lambda path: self.moved.emit(root, str(Path(path))))
        dialog.open()

    def _accept(self) -> None:
        self.accepted.emit(self.given_answers())

    def given_answers(self) -> dict[str, str]:
        """The answers that the user gave, as a mapping of `Metadata.propose`."""
        return {name: answer.key for name, answer in self.answers.items() if answer.key != LATER}

    def _show_accept(self) -> None:
        self.accept.setEnabled(self._has_something or bool(self.given_answers()))

    def _clear(self) -> None:
        self.answers, self.covers = {}, {}
        new = QWidget(self)
        self._column = in_column(margins=(24, 8, 24, 16), spacing=8, on=new)
        new.setObjectName("scrollContent")
        new.setMaximumWidth(self.context.theme.size(WIDTH))
        # The area deletes the widget that it had.
        self._area.setWidget(new)
        self._content = new
