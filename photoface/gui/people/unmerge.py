"""The dialog that undoes a merge of people, however old: one of them is taken out again, with their faces."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from photoface.catalog.summaries.people import MergedPerson, PersonSummary
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Stretch, in_column, in_row
from photoface.gui.kit.choices import RadioButton
from photoface.gui.kit.deciding import DecidingSheet
from photoface.gui.kit.name_field import NameField
from photoface.gui.kit.parts import label
from photoface.gui.person.reason_panel import Crops
from photoface.library.commands.people import UnmergePeople

CROP = 48
MOST_CROPS = 7


class UnmergeSheet(DecidingSheet):
    """Shows who became this person, with the faces that came along; one of them is taken out under a name."""

    def __init__(
        self, context: Context, person: PersonSummary, merged: Sequence[MergedPerson], parent: QWidget | None
    ) -> None:
        super().__init__(context.client, "", parent)
        self.set_title(self.tr("Who is not {} after all?").format(person.name))
        self._context = context
        self._person = person
        self._merged = merged
        self.choice = QButtonGroup(self)
        self.fill(*(self._line(position, one) for position, one in enumerate(merged)))
        self.field = NameField(context, self)
        name = in_row(label(self.tr("Name"), "muted", self), Placed(self.field, 1), spacing=8)
        self.explanation = label("", "muted", self, wrap=True)
        self.fill(name, self.explanation, self.problem)
        self.add_buttons(self.tr("Take out"), self.tr("Cancel"))
        self.choice.idClicked.connect(self._choose)
        self.field.confirmed.connect(lambda _: self.accept())
        self.field.left.connect(self.reject)
        self.field.textChanged.connect(lambda words: self.act.setEnabled(bool(words.strip())))
        self.setMinimumWidth(context.theme.size(460))
        self.choice.button(0).setChecked(True)
        self._choose(0)
        self.field.setFocus()
        self.field.selectAll()

    def _line(self, position: int, one: MergedPerson) -> QVBoxLayout:
        button = RadioButton(one.name, self._context.theme, self)
        words = self.tr("{faces}, merged on {day}").format(
            faces=text.faces(len(one.face_ids)), day=text.day(one.merged_at)
        )
        when = label(words, "muted", self)
        when.setContentsMargins(24, 0, 0, 0)
        self.choice.addButton(button, position)
        crops = Crops(self._context, CROP, self)
        crops.show_faces(one.face_ids[:MOST_CROPS])
        row = in_row(crops, Stretch(), margins=(24, 0, 0, 0))
        return in_column(button, when, row, spacing=4)

    def _choose(self, position: int) -> None:
        one = self._merged[position]
        self.field.setText(one.name)
        self.explanation.setText(
            text.counted(
                len(one.face_ids),
                self.tr("The face that came along and is still here goes back to {name}."),
                self.tr("The {} faces that came along and are still here go back to {name}."),
                name=one.name,
            )
            + " "
            + self.tr("What you said since stays as it is. You can undo this.")
        )

    def decision(self) -> UnmergePeople:
        one = self._merged[self.choice.checkedId()]
        return UnmergePeople(self._person.id, one.person_id, self.field.words())
