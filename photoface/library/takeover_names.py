"""Decides whom names in a file or another program's catalog mean here, and which tags are names of people.

It also brings names of people and albums into the form in which the catalog keeps them.
"""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from photoface.catalog.erased_names import ErasedNames
from photoface.catalog.people import Names, number_in
from photoface.errors import UserFacingError
from photoface.library.handlers.tagging import DEEPEST
from photoface.library.handlers.typed_names import LONGEST_NAME
from photoface.library.takeover import Who
from photoface.people_tags import is_of_people
from photoface.text_folding import cleaned, look, shows_something, spelled

SYSTEM_TAGS = frozenset(map(spelled, ("_Digikam_Internal_Tags_", "_Digikam_root_tag_", "darktable")))
"""Top tags that programs keep for themselves."""


class NamesOfSource:
    """Whom each name of a source means here.

    Args:
        everybody: who is in the catalog.
        mapping: the user's answers, by name in the source: another name, `#7` for the person of that number, or
            nothing to leave the name out.
        deleted: names of people whom the user deleted, as they compare: whether they come back is asked.
        erased: names of people who were erased for good: they are left out, and not even shown.

    Attributes:
        left_out: what is remembered of the erased names that the source has.
    """

    def __init__(
        self,
        everybody: Iterable[Names],
        mapping: Mapping[str, str],
        deleted: Collection[str] = (),
        erased: ErasedNames | None = None,
    ) -> None:
        self._by_key: dict[str, set[int]] = defaultdict(set)
        self._by_look: dict[str, set[int]] = defaultdict(set)
        self.names: dict[int, str] = {}
        for person in everybody:
            self.names[person.id] = person.name
            for name in person.all:
                self._by_key[spelled(name)].add(person.id)
                self._by_look[look(name)].add(person.id)
        self._deleted = deleted
        self._erased = erased
        self.left_out: set[str] = set()
        self._mapping = {spelled(name): said.strip() for name, said in mapping.items()}
        self._answers: dict[str, Who | None] = {}
        self._new: dict[str, str] = {}
        self.questions: Counter[str] = Counter()
        self._may_be: dict[str, frozenset[int]] = {}

    def who(self, name: str, *, faces: int = 0) -> Who | None:
        """The person whom a name means; None where it is left out, or where the user has to say who is meant.

        Args:
            faces: for how many faces it is asked, counted where it becomes a question.

        Raises:
            UserFacingError: the user's answer is the number of nobody.
        """
        key = spelled(name)
        if key not in self._answers:
            self._answers[key] = self._find(name, key)
        answer = self._answers[key]
        if answer is None and key in self._may_be:
            self.questions[name_as_kept(name)] += faces
        return answer

    def may_be(self, name: str) -> frozenset[int]:
        """The people among whom a question asks."""
        return self._may_be.get(spelled(name), frozenset())

    def shown(self, who: Who) -> str:
        """A person's name."""
        return self.names[who] if isinstance(who, int) else who

    def _find(self, name: str, key: str) -> Who | None:
        said = self._mapping.get(key)
        kept = name_as_kept(name if said is None else said)
        if not shows_something(kept):
            return None
        number = number_in(kept)
        if said is not None and number is not None:
            if number not in self.names:
                raise UserFacingError(f"There is no person with the number {number}.", "`photoface people` lists them.")
            return number
        same = self._by_key.get(spelled(kept), set())
        if len(same) == 1:
            return next(iter(same))
        if same and said is not None and spelled(kept) == key:
            # The name itself as the answer to which of several people is meant: none of them.
            return self._new.setdefault(key, kept)
        gone = None if self._erased is None or same or said is not None else self._erased.digest_of(kept)
        if gone is not None:
            self.left_out.add(gone)
            return None
        # A name that the user typed as the answer is meant as it is written.
        alike = same or (set() if said is not None else self._by_look.get(look(kept), set()))
        if alike or (said is None and key in self._deleted):
            self._may_be[key] = frozenset(alike)
            return None
        return self._new.setdefault(spelled(kept), kept)


@functools.lru_cache(4_096)
def name_as_kept(name: str) -> str:
    """A name as the catalog keeps it."""
    return cleaned(name)[:LONGEST_NAME].strip()


def people_and_tags(tags: Sequence[Sequence[str]]) -> tuple[list[str], list[tuple[str, ...]]]:
    """The names among tags (`People/Anna`), and the paths of the other ones, as the catalog keeps them."""
    people: list[str] = []
    others: list[tuple[str, ...]] = []
    for parts in tags:
        # A slash separates the names of a path here.
        path = tuple(part for part in (name_as_kept(one.replace("/", "-")) for one in parts) if shows_something(part))
        if not path or spelled(path[0]) in SYSTEM_TAGS:
            continue
        if is_of_people(path):
            if len(path) > 1:
                # A name of somebody may have one.
                people.append(next(name for part in reversed(parts) if shows_something(name := name_as_kept(part))))
        else:
            others.append(path[:DEEPEST])
    return people, others


def album_path(names: Sequence[str]) -> tuple[str, ...]:
    """The names of an album and of those that it stands in, from the outermost on, as the catalog keeps them."""
    kept = (name_as_kept(name.replace("/", "-")) for name in names)
    return tuple(name for name in kept if shows_something(name))[:DEEPEST]
