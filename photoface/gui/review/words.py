"""Writes the sentences of the review: the question, what an answer will do, why it is asked, and the progress."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication

from photoface.catalog.summaries.faces import FaceSummary
from photoface.formatting import listed
from photoface.gui.kit import text
from photoface.gui.person.reasons import reason_sentences
from photoface.recognition.questions import Question, QuestionKind, ReviewProgress

_tr = partial(QCoreApplication.translate, "Review")

MOST_TRUST = 0.999
"""The largest share that is promised: a rounded one must not say that all names are right."""


def title(question: Question) -> str:
    """The question itself."""
    name = question.person_name or ""
    if question.asks_for_name:
        return _tr("Who is this?")
    if question.kind is QuestionKind.CONFIRM_NAMES:
        return _tr("Are these names right?")
    if question.kind is QuestionKind.CONFIRM_SET:
        return _tr("Are all of these {name}?").format(name=name)
    if question.kind is QuestionKind.WHO_IS_WHO:
        asked = _tr("Which face is {name}?") if len(question.names) == 1 else _tr("Who is who?")
        return asked.format(name=_names(question))
    if question.person_id is None and question.kind is not QuestionKind.NAME_OF_PACK:
        return _tr("Are these two the same person?")
    return (_tr("Is this {name}?") if question.faces == 1 else _tr("Are these {name}?")).format(name=name)


def _names(question: Question) -> str:
    return listed([name for _, name in question.names])


def about(
    question: Question, photos: str, faces: Sequence[FaceSummary], other_group: Sequence[FaceSummary] = ()
) -> str:
    """How many faces it is about, and from when; the second is empty until the faces are known.

    Of two groups it says from when each is: the years between them tell how alike they have to be.

    Args:
        photos: in how many photos they are, in words.
    """
    if question.kind is QuestionKind.WHO_IS_WHO:
        said = _tr("{people} is in this photo, as a file or another program says")
        if len(question.names) > 1:
            said = _tr("{people} are in this photo, as a file or another program says")
        return said.format(people=_names(question))
    if question.kind is QuestionKind.CONFIRM_NAMES:
        people = text.counted(len(question.names), _tr("{} person"), _tr("{} people"))
        return _tr("{faces} of {people}").format(faces=text.faces(question.faces), people=people)
    if question.kind is QuestionKind.NAME_OF_PACK and question.reason is not None:
        counts = faces_in_photos(question.faces, photos)
        return _tr("{counts}, suggested by the people pack {pack}").format(counts=counts, pack=question.reason.pack)
    if question.faces == 1:
        return text.known_date(faces[0].taken_at, faces[0].date_precision) if faces else ""
    if question.other_group_id is not None:
        left, right = _span(faces), _span(other_group)
        if left and right:
            return _tr("{left} on the left, {right} on the right").format(left=left, right=right)
        return _tr("Neither of them has a name yet.")
    span = _span(faces)
    counts = faces_in_photos(question.faces, photos)
    return _tr("{counts}, {span}").format(counts=counts, span=span) if span else counts


def _span(faces: Sequence[FaceSummary]) -> str:
    """From which month to which they are; empty where none is dated."""
    dates = sorted(face.taken_at for face in faces if not face.undated)
    return text.month_span(dates[0], dates[-1]) if dates else ""


def heading(question: Question) -> str:
    """What stands over the faces that are asked about; nothing where they stand alone."""
    nothing_beside = question.kind is QuestionKind.NAME_OF_PACK and question.person_id is None
    several = question.kind is QuestionKind.CONFIRM_NAMES
    if question.asks_for_name or several or (nothing_beside and question.faces > 1):
        return ""
    if question.other_group_id is not None:
        return text.faces(question.faces)
    return _tr("This face") if question.faces == 1 else _tr("These faces")


def beside_heading(question: Question) -> str:
    """What stands over the faces to compare with."""
    if question.other_group_id is not None:
        return text.faces(len(question.beside_face_ids))
    return _tr("Confirmed as {name}").format(name=question.person_name)


def faces_in_photos(faces: int, photos: str) -> str:
    """ "38 faces in 31 photos"; the photos in words."""
    return _tr("{faces} in {photos}").format(faces=text.faces(faces), photos=photos)


def effect(question: Question, faces: int, photos: str, out: int, name: str | None, known: bool) -> str:
    """What the yes will do.

    Args:
        faces, photos: that it is about, without what was taken out; the photos in words.
        out: how many faces were taken out.
        name: what was typed so far, where a name is asked for or is typed instead of a no; else None.
        known: whether somebody has that name.
    """
    counts = faces_in_photos(faces, photos)
    if name is not None:
        if not faces:
            return _tr("All are taken out: there is nobody to name. Put one back by a click.")
        if not name:
            words = _tr("Type a name. It goes to {counts}.").format(counts=counts)
        elif known:
            words = _tr("Adds {counts} to {name}.").format(counts=counts, name=name)
        else:
            words = _tr("Names {counts} {name}, a new person.").format(counts=counts, name=name)
        return f"{words} {_left_out(out)}".rstrip()
    if question.kind is QuestionKind.CONFIRM_NAMES:
        return _effect_of_page(faces, out)
    who = question.person_name or ""
    if question.person_id is None and question.kind is not QuestionKind.NAME_OF_PACK:
        together = text.faces(question.faces + len(question.beside_face_ids))
        return _tr("Yes puts all {faces} together: one name will do for them.").format(faces=together)
    if faces == 0:
        return _tr("All are taken out: that is a no. PhotoFace will not ask about them and {name} again.").format(
            name=who
        )
    if question.person_id is None:
        words = _tr("Yes names {counts} {name}, a new person.").format(counts=counts, name=who)
    else:
        words = _tr("Yes adds {counts} to {name}.").format(counts=counts, name=who)
    return f"{words} {_left_out(out)}".rstrip()


def _effect_of_page(faces: int, out: int) -> str:
    """What the yes to names of several people will do."""
    if not faces:
        return _tr("All are taken out: that is a no to each of these names.")
    words = text.counted(faces, _tr("Yes confirms {} name."), _tr("Yes confirms {} names."))
    if out:
        words += " " + text.counted(out, _tr("{} name is wrong."), _tr("{} names are wrong."))
    return words


def effect_of_names(question: Question, named: int) -> str:
    """What the yes to who is who will do; `named` are the faces that were given a name."""
    if not named:
        return _tr("Choose a name for at least one face, or say that none of them is.")
    words = text.counted(named, _tr("Names {} face."), _tr("Names {} faces."))
    rest = len(question.names) - named
    if rest:
        words += " " + text.counted(rest, _tr("{} person shows no face in it."), _tr("{} people show no face in it."))
    return words


def _left_out(out: int) -> str:
    if not out:
        return ""
    one, many = _tr("1 face is left out, as somebody else."), _tr("{} faces are left out, as somebody else.")
    return text.counted(out, one, many)


def hint(question: Question) -> str:
    """How to take a face out, where that can be done."""
    if question.kind is QuestionKind.WHO_IS_WHO:
        return _tr("Choose a name for each face, or drag it there.")
    if question.kind is QuestionKind.CONFIRM_NAMES:
        return _tr("Click a face whose name is wrong.")
    is_about_somebody = question.person_id is not None or question.kind is QuestionKind.NAME_OF_PACK
    named = question.asks_for_name and (question.faces > 1 or question.kind is QuestionKind.NAME_GROUP)
    if named or (is_about_somebody and question.faces > 1):
        return _tr("Click a face that does not belong here.")
    return ""


def progress(progress: ReviewProgress) -> str:
    """ "83 % named, about 6 minutes left"."""
    # Rounded down: 100 % is said when it is true.
    share = _tr("{} % named").format(text.number(math.floor(100 * progress.share)))
    if not progress.questions_left:
        return share
    left = text.time_left(progress.seconds_left)
    about = left if progress.seconds_left < 50 else _tr("about {}").format(left)
    return _tr("{share}, {left}").format(share=share, left=about)


def trust(progress: ReviewProgress) -> str:
    """How far the names that the computer gives can be trusted; nothing while it gives none."""
    if progress.expected_precision is None:
        return ""
    right = text.percent(min(progress.expected_precision, MOST_TRUST))
    return _tr("PhotoFace names faces by itself where it is sure: about {} of these names should be right.").format(
        right
    )


def reason(question: Question) -> str:
    """Why it is asked, in some sentences."""
    name = question.person_name
    if question.asks_for_name:
        sentences = [_tr("To PhotoFace these faces look like one person, whom it does not know.")]
        if question.kind is QuestionKind.NAME_FACES:
            sentences = [_tr("This clear face stands alone: it is like no other one that PhotoFace knows.")]
            if question.faces > 1:
                sentences = [
                    _tr("These clear faces may be one person: each is near the first, and not near enough to be sure.")
                ]
        if name is not None:
            sentences.append(_tr("A little they look like {}, too little to ask whether it is.").format(name))
        return " ".join(sentences)
    if question.kind is QuestionKind.WHO_IS_WHO:
        return _tr(
            "What you took over names these people for the whole photo, and not which face is whose. Where one face "
            "and one name are left, PhotoFace puts them together itself."
        )
    if question.kind is QuestionKind.CONFIRM_NAMES:
        sentences = [
            _tr("Each of these faces is probably the person below it. In the corner is a face that you confirmed.")
        ]
    elif question.reason is None or name is None:
        sentences = [_tr("The faces of both look alike, and they are in no photo together.")]
    else:
        sentences = reason_sentences(question.reason, name, question.probability)
        if question.kind is QuestionKind.CONFIRM_SET:
            sentences = [_tr("The surest face comes first:"), *sentences]
    return " ".join([*sentences, _chance(question.probability)])


def _chance(probability: float) -> str:
    tenths = round(10 * probability)
    if tenths >= 10:
        return _tr("Nearly all such questions turn out a yes.")
    return _tr("About {} in 10 such questions turn out a yes.").format(text.number(max(1, tenths)))
