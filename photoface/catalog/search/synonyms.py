"""Finds tags that mean nearly the same as a search word (`beach` for `seaside`), by a thesaurus that is passed in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from photoface.catalog import tags
from photoface.catalog.summaries.collections import TagSummary


class Thesaurus(Protocol):
    """The interface of a thesaurus: words of nearly the same meaning."""

    def similar(self, word: str, among: Sequence[str]) -> list[int]:
        """Places of those words that mean nearly the same as this one, the likeliest first."""


def similar_tags(
    thesaurus: Thesaurus | None, every_tag: Sequence[TagSummary], words: str, found: Iterable[TagSummary]
) -> list[TagSummary]:
    """Tags whose last name means nearly the same as the last name of these words, the likeliest first.

    Args:
        every_tag: all that there are.
        words: as in a search: a tag, with or without what it stands in.
        found: what the words mean already; neither these nor what stands in them is similar.
    """
    if thesaurus is None:
        return []
    known = {tag.id for tag in tags.below(every_tag, found)}
    others = [tag for tag in every_tag if tag.id not in known]
    wanted, *names = (
        path.rstrip(tags.SEPARATOR).rpartition(tags.SEPARATOR)[2] for path in (words, *(tag.path for tag in others))
    )
    return [others[place] for place in thesaurus.similar(wanted, names)]
