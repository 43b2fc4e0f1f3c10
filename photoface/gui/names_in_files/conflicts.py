"""List model and delegate of conflicts: what files or other programs say against the names and values here."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QRect, QSize, Qt

from photoface.catalog.states import ConflictKind
from photoface.catalog.takeover_conflicts import ConflictSummary
from photoface.gui.kit import painting, text
from photoface.gui.kit.card_delegate import Brush, Index, RowDelegate
from photoface.gui.kit.list_model import ListModel
from photoface.gui.kit.theme import BODY, RADIUS, SECONDARY
from photoface.imaging.date_kinds import DatePrecision
from photoface.library.takeover_dates import DATE_WORD

CROP = 48


def _in_words(said: str) -> str:
    """What a conflict is about; a date as the window says dates."""
    word, _, moment = said.partition(": ")
    if word != DATE_WORD:
        return said
    parts = moment.count("-")
    if parts == 0:
        return said
    known = dt.datetime.fromisoformat(moment if parts == 2 else f"{moment}-01")
    precision = DatePrecision.MONTH if parts == 1 else DatePrecision.SECOND if " " in moment else DatePrecision.DAY
    return f"{word}: {text.known_moment(known, precision)}"


class ConflictModel(ListModel[int, ConflictSummary]):
    """Conflicts by id."""

    def words(self, summary: ConflictSummary, role: Qt.ItemDataRole) -> str | None:
        if role == Qt.ItemDataRole.ToolTipRole:
            return None if summary.path is None else text.path(summary.path)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.theirs(summary)}. {self.mine(summary)} {self.where(summary)}"
        return self.theirs(summary)

    def theirs(self, conflict: ConflictSummary) -> str:
        """What the file or the other program says."""
        match conflict.kind:
            case ConflictKind.NAME_GONE:
                return self.tr("Another program took this name out: {}").format(_in_words(conflict.theirs))
            case ConflictKind.TAG_GONE:
                return self.tr("Another program took this tag out: {}").format(_in_words(conflict.theirs))
            case ConflictKind.VALUE_GONE:
                return self.tr("Another program took this out: {}").format(_in_words(conflict.theirs))
        return self.tr("Theirs: {}").format(_in_words(conflict.theirs))

    def mine(self, conflict: ConflictSummary) -> str:
        """What the user said here, in one sentence."""
        theirs, mine = _in_words(conflict.theirs), _in_words(conflict.mine)
        match conflict.kind:
            case ConflictKind.NAMED_OTHERWISE:
                return self.tr("Yours: this face is {}.").format(mine)
            case ConflictKind.REJECTED if conflict.face_id is None:
                return self.tr("Yours: {} is not in this photo.").format(theirs)
            case ConflictKind.REJECTED:
                return self.tr("Yours: this face is not {}.").format(theirs)
            case ConflictKind.SET_ASIDE:
                return self.tr("Yours: this face is set aside.")
            case ConflictKind.OTHER_FACE:
                return self.tr("Yours: another face of this photo is {}.").format(theirs)
            case ConflictKind.KEPT_APART:
                return self.tr("Yours: this face and faces of {} are different people.").format(theirs)
            case ConflictKind.SURE_OTHERWISE:
                return self.tr("Here: the one face of this photo is {}.").format(mine)
            case ConflictKind.TWO_NAMES:
                return self.tr("It has two names for this face; the other one is {}.").format(mine)
            case ConflictKind.NAME_GONE | ConflictKind.TAG_GONE:
                return self.tr("Yours: {} stays, and is written again.").format(mine)
            case ConflictKind.VALUE | ConflictKind.VALUE_GONE if mine:
                return self.tr("Yours: {}.").format(mine)
            case ConflictKind.VALUE | ConflictKind.VALUE_GONE | ConflictKind.TAG:
                return self.tr("Yours: you took it away.")

    def where(self, conflict: ConflictSummary) -> str:
        """Who says so, and of which photo."""
        source = self.tr("from {}").format(conflict.source)
        return source if conflict.path is None else f"{text.path_name(conflict.path)} · {source}"


class ConflictDelegate(RowDelegate):
    """The face, or the photo where it is about all of it; theirs and mine beside it."""

    def size(self) -> QSize:
        theme = self._theme
        return QSize(300, max(CROP, 2 * theme.size(20) + theme.size(16)) + 16)

    def paint_card(self, brush: Brush, card: QRect, index: Index, summary: ConflictSummary) -> None:
        picture = QRect(card.left() + 12, card.center().y() - CROP // 2 + 1, CROP, CROP)
        if summary.face_id is not None:
            brush.face(picture, summary.face_id, RADIUS / 2)
        elif summary.photo_id is not None:
            shape = painting.rounded(picture, RADIUS / 2)
            photo = brush.images.photo(summary.photo_id, brush.pixels(CROP))
            painting.paint_picture(brush.painter, shape, photo, brush.colour("tile"))
        else:
            brush.icon_around(picture.center().x() + 1, picture.center().y() + 1, "account-outline", 20)
        model = index.model()
        assert isinstance(model, ConflictModel)
        high, small = brush.theme.size(20), brush.theme.size(16)
        left = picture.right() + 13
        line = QRect(left, card.center().y() - (2 * high + small) // 2, card.right() - left - 12, high)
        brush.text(line, model.theirs(summary), BODY, bold=True)
        line.translate(0, high)
        brush.text(line, model.mine(summary))
        line.translate(0, high)
        brush.text(QRect(line.left(), line.top(), line.width(), small), model.where(summary), SECONDARY, "muted")
