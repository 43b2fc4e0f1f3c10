"""Results of searches: what was found, understood and offered, completions, and saved searches."""

from __future__ import annotations

from dataclasses import dataclass

from photoface.catalog.summaries.people import PersonSummary


@dataclass(frozen=True, slots=True)
class SavedSearchSummary:
    """A search that the user keeps under a name."""

    id: int
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class WiderSearch:
    """A search without one of its conditions, and how many photos that finds.

    Attributes:
        left_out: the condition as its chip says it: "Tagged holidays".
    """

    words: str
    left_out: str
    photos: int


@dataclass(frozen=True, slots=True)
class Completion:
    """A completion of what is being typed into the search field.

    Attributes:
        text: what goes in, with quotes where it needs them.
        replaces: from where to where in the typed text, as a slice.
        kind: `person`, `people`, `tag`, `folder`, `album`, `circle`, `camera`, `year`, `time`, `key` or `value`.
        label: what to show in the list.
        person: whom the kind `person` means.
    """

    text: str
    replaces: tuple[int, int]
    kind: str
    label: str
    person: PersonSummary | None = None


@dataclass(frozen=True, slots=True)
class SimilarTags:
    """Tags that mean nearly the same as a word of a search.

    Attributes:
        words: as they were typed.
        paths: the tags, the likeliest first.
        shown: whether photos with them were looked for too; else they are only worth knowing of.
        beside_exact: whether there are tags that are called so.
    """

    words: str
    paths: tuple[str, ...]
    shown: bool
    beside_exact: bool


@dataclass(frozen=True, slots=True)
class SearchChip:
    """One condition of a search as it was understood: what to show, and the search without it."""

    label: str
    without: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Photos that match, newest first, with what was understood of the words.

    Attributes:
        unknown: words that name nobody; the search then finds nothing, and says which word it was.
        similar: tags that mean nearly the same as those that were typed, looked for too or only named.
        note: a sentence about these for the user, empty where there are none.
        words: the search in the prefixed form, in which it is shown and kept.
        chips: its conditions.
        respelled: the search as it was typed, but for words that were taken for others of nearly the same letters.
    """

    photo_ids: tuple[int, ...]
    explanation: str
    unknown: tuple[str, ...] = ()
    similar: tuple[SimilarTags, ...] = ()
    note: str = ""
    words: str = ""
    chips: tuple[SearchChip, ...] = ()
    respelled: str = ""
