"""The exceptions that are no bugs: `UserFacingError`, with a sentence and a remedy for the user, and `JobCancelled`.

Front ends show a `UserFacingError` without its traceback. Its subclasses tell more, such as which people a name could
mean, or which backup could be restored. `JobCancelled` ends a job that was asked to stop: no failure, nothing to show.
Any other exception is a bug and keeps its traceback. `displayed` makes file names that are not text fit to be shown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SURROGATES = re.compile("[\ud800-\udfff]")


def displayed(text: str) -> str:
    """Text that may hold a file name which is not text (PEP 383), as it can be shown and stored.

    Each byte that cannot be shown becomes U+FFFD, the replacement character.
    """
    return text if text.isascii() else _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)


class UserFacingError(Exception):
    """Something outside PhotoFace went wrong, and the user can do something about it.

    Attributes:
        sentence: what happened, to what, in one sentence that ends with a full stop.
        remedy: what to do about it, in one sentence, or empty where the sentence already says it.
    """

    def __init__(self, sentence: str, remedy: str = "") -> None:
        sentence, remedy = displayed(sentence), displayed(remedy)
        super().__init__(sentence, remedy)
        self.sentence = sentence
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.sentence} {self.remedy}".strip()


class UnreadablePhoto(UserFacingError):  # noqa: N818 - the name says what the photo is
    """One photo cannot be read. It becomes data (a failed file with this sentence) and never ends a scan.

    Attributes:
        may_pass: whether the cause is not the file itself (a disk that is away, rights, memory), so that the next scan
            tries again without being asked.
    """

    def __init__(self, sentence: str, remedy: str = "", *, may_pass: bool = False) -> None:
        super().__init__(sentence, remedy)
        self.may_pass = may_pass


class HelpersMissing(UserFacingError):  # noqa: N818 - the name says what is missing
    """The computers that should help cannot. What was asked can be done by this one alone."""


class CatalogBusy(UserFacingError):  # noqa: N818 - the name says what the catalog is
    """Another process runs a job on the catalog. What was asked can be done once that is over."""


class CatalogGone(UserFacingError):  # noqa: N818 - the name says where the catalog is
    """The open catalog is no longer the file at its path. Nothing is written; what is open can be saved as a copy."""


class CatalogDamaged(UserFacingError):  # noqa: N818 - the name says what the catalog is
    """The catalog's file is damaged.

    Attributes:
        backup: the newest backup that is whole, None where there is none.
    """

    def __init__(self, sentence: str, remedy: str = "", backup: Path | None = None) -> None:
        super().__init__(sentence, remedy)
        self.backup = backup


class NameTaken(UserFacingError):  # noqa: N818 - the name says what the user is asked
    """A name that somebody has already, or that looks like somebody's: is it that person, or another one?

    Attributes:
        name: as it would be kept.
        people: who could be meant, each with the id and a line that tells them apart.
    """

    def __init__(self, sentence: str, name: str, people: tuple[tuple[int, str], ...]) -> None:
        listed = "; ".join(f"#{person_id} {line}" for person_id, line in people)
        super().__init__(sentence, f"Is it one of them, or another person? {listed}.")
        self.name = name
        self.people = people

    @property
    def person_id(self) -> int:
        """Who could be meant; of several the first."""
        return self.people[0][0]


class JobCancelled(Exception):  # noqa: N818 - no error: the user wanted it
    """The user asked a running job to stop. What it committed stays."""
