"""Writes the sentences why a face is suggested for a person, or has the name already: similarity, dates and doubts."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication

from photoface.gui.kit import text
from photoface.recognition.suggestions import Reason

USUAL_SHARE = 0.25
"""A face that lies farther out than three quarters of a person's own is unusual for this person."""

LIKELY, UNLIKELY = 0.8, 0.4
"""From the one on a yes is expected, as before the line of a person's suggestions; below the other a no."""

POOR_QUALITY = 0.35
"""Below this a face is so small, blurred or turned away that the user should know it."""

_MONTHS_PER_YEAR = 12


_tr = partial(QCoreApplication.translate, "Reasons")


def reason_sentences(reason: Reason, name: str, score: float | None = None) -> list[str]:
    """Likeness to the person of that name, dates and doubts, most telling first; each a whole sentence.

    Args:
        score: the probability of a yes, for a suggestion; None for a face that the person has already.
    """
    sentences = [_likeness(reason, name, score), _dates(reason)]
    if reason.company is not None:
        sentences.append(_tr("{} is in this photo too, and often with {}.").format(reason.company, name))
    if reason.rival_name is not None:
        sentences.append(_tr("It may also be {}.").format(reason.rival_name))
    if reason.quality < POOR_QUALITY:
        sentences.append(_tr("The face is small, blurred or turned away."))
    return [sentence for sentence in sentences if sentence]


def _likeness(reason: Reason, name: str, score: float | None) -> str:
    """How like the person it looks, in words that agree with how likely a yes is.

    Faces that were confirmed together mostly lie closer to each other than all that is theirs, so a suggestion that
    is as good as certain may still lie outside of them. What it lacks is said as the reason for asking.
    """
    if reason.pack:
        return _tr("Like {name} of the people pack {pack}.").format(name=name, pack=reason.pack)
    if reason.own_share is None:
        return _tr("{} has only one confirmed face to compare with.").format(name)
    if reason.own_share >= USUAL_SHARE:
        return _tr("As like these faces of {} as they are like each other.").format(name)
    if score is None:
        if reason.own_share > 0:
            return _tr("Less like these faces of {} than most of them are like each other.").format(name)
        return _tr("Less like these faces of {} than any of them is like the others.").format(name)
    if score >= LIKELY:
        return _tr("Much like these faces of {}, but not so much that PhotoFace decides alone.").format(name)
    if score >= UNLIKELY:
        return _tr("Somewhat like these faces of {}. It may be, or may not.").format(name)
    return _tr("Only a little like these faces of {}. Somebody else is more likely.").format(name)


def _dates(reason: Reason) -> str:
    if reason.years is None:
        return ""
    months = round(reason.years * _MONTHS_PER_YEAR)
    if months < 1:
        return _tr("Taken within a month of them.")
    if months < 2 * _MONTHS_PER_YEAR:
        return text.counted(months, _tr("Taken {} month from them."), _tr("Taken {} months from them."))
    return _tr("Taken {} years from them.").format(text.number(round(reason.years)))
