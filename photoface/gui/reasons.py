"""Why the machine thinks that a face is somebody, in plain words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from photoface.gui import text
from photoface.library.suggestions import Reason

USUAL_SHARE = 0.25
"""A face that lies farther out than three quarters of a person's own is unusual for this person."""

POOR_QUALITY = 0.35
"""Below this a face is so small, blurred or turned away that the user should know it."""

_MONTHS_PER_YEAR = 12


def _tr(words: str) -> str:
    return QCoreApplication.translate("Reasons", words)


def reason_sentences(reason: Reason, name: str) -> list[str]:
    """Likeness to the person of that name, dates and doubts, most telling first; each a whole sentence."""
    sentences = [_likeness(reason, name), _dates(reason)]
    if reason.rival_name is not None:
        sentences.append(_tr("It may also be {}.").format(reason.rival_name))
    if reason.quality < POOR_QUALITY:
        sentences.append(_tr("The face is small, blurred or turned away."))
    return [sentence for sentence in sentences if sentence]


def _likeness(reason: Reason, name: str) -> str:
    if reason.own_share is None:
        return _tr("{} has only one confirmed face to compare with.").format(name)
    if reason.own_share >= USUAL_SHARE:
        return _tr("As like these faces of {} as they are to each other.").format(name)
    if reason.own_share > 0:
        return _tr("Less like these faces of {} than most of them are to each other.").format(name)
    return _tr("Less like these faces of {} than any of them is to the others.").format(name)


def _dates(reason: Reason) -> str:
    if reason.years is None:
        return ""
    months = round(reason.years * _MONTHS_PER_YEAR)
    if months < 1:
        return _tr("Taken within a month of them.")
    if months < 2 * _MONTHS_PER_YEAR:
        return (_tr("Taken {} month from them.") if months == 1 else _tr("Taken {} months from them.")).format(
            text.number(months)
        )
    return _tr("Taken {} years from them.").format(text.number(round(reason.years)))
