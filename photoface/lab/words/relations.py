"""Makes the training sets of the word vectors: sets of words that WordNet relates, used like a person's faces.

A set is the words of one meaning, or of two meanings near each other. A word may be in several sets, so it may be
another's negative only where no set holds both. A set may also have a list of other sets that are easily confused with
it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from photoface.lab.words.vocabulary import Vocabulary
from photoface.lab.words.wordnet import (
    DERIVED,
    HAS_PART,
    HYPERNYM,
    PART_OF,
    PERTAINS_TO,
    SIMILAR,
    VERB_GROUP,
    SynsetId,
    WordNet,
)

NEAR: Final = (HYPERNYM, SIMILAR, DERIVED, PERTAINS_TO, PART_OF, VERB_GROUP)
"""Relations whose two ends shall lie close."""

MOST_WORDS: Final = 12
"""Two neighbours with more words than this are no set: so many would fill a batch with pairs that say little."""

NARROW: Final = 60
"""A meaning with at most so many below it is narrow: what lies two steps below it is near to it too. Thus `seaside`, a
coast, is near to `shore`, while `dog` is not near to `carnivore`."""

SCENERY: Final = frozenset(("noun.object", "noun.location"))
"""Topics of which a part is as good as a kind: a photo of the beach is one of the seaside, since a beach is a part of a
shore, and the seaside is one."""

MOST_SISTERS: Final = 20


@dataclass(frozen=True, slots=True, eq=False)
class WordSets:
    """Sets of two words or more.

    Attributes:
        words: (memberships,) place of the word of each membership.
        labels: (memberships,) its set, from 0.
        belongs: (words, sets) 1 where the word is in the set.
        sisters: for a set, others whose words are easily confused with its own: another kind of the same.
    """

    words: NDArray[np.int64]
    labels: NDArray[np.int64]
    belongs: scipy.sparse.csr_array
    sisters: dict[int, NDArray[np.int64]]

    def may_be_negatives(self, words: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which words of a batch no set holds together: (n,) places to (n, n), the `allowed` of mining."""
        rows = self.belongs[words]
        together: NDArray[np.float32] = (rows @ rows.T).toarray()
        apart: NDArray[np.bool_] = together == 0
        return apart


def word_sets(wordnet: WordNet, vocabulary: Vocabulary) -> WordSets:
    """All sets of a vocabulary, each once: of synonyms, of neighbours, and of steps within a narrow field."""
    members = vocabulary.members()
    places: dict[tuple[int, ...], int] = {}
    of_synset: dict[SynsetId, list[int]] = {}
    for synset, chosen in _together(wordnet, members):
        if len(chosen) > 1:
            label = places.setdefault(chosen, len(places))
            of_synset.setdefault(synset, []).append(label)
    words = np.array([word for chosen in places for word in chosen], np.int64)
    labels = np.repeat(np.arange(len(places)), [len(chosen) for chosen in places])
    ones = np.ones(len(words), np.float32)
    belongs = scipy.sparse.csr_array((ones, (words, labels)), shape=(len(vocabulary.words), len(places)))
    return WordSets(words, labels, belongs, _sisters(wordnet, of_synset))


def _together(wordnet: WordNet, members: dict[SynsetId, list[int]]) -> Iterator[tuple[SynsetId, tuple[int, ...]]]:
    """Words that belong together, with the meaning that they stand for or lie below."""
    narrow = _narrow(wordnet)
    for synset, words in members.items():
        yield synset, tuple(words)
        near = list(wordnet.synsets[synset].targets(*NEAR))
        parents = list(wordnet.synsets[synset].targets(HYPERNYM))
        above = [up for parent in parents for up in wordnet.synsets[parent].targets(HYPERNYM) if up in narrow]
        beside = [
            part
            for whole in (*parents, *above)
            if whole in narrow and wordnet.synsets[whole].topic in SCENERY
            for part in wordnet.synsets[whole].targets(HAS_PART)
        ]
        for other in near + above + beside:
            both = sorted({*words, *members.get(other, ())})
            if len(words) < len(both) <= MOST_WORDS:
                yield synset, tuple(both)


def _narrow(wordnet: WordNet) -> set[SynsetId]:
    below: dict[SynsetId, int] = {}
    for synset in wordnet.synsets:
        # Each meaning once counts itself in all above it.
        seen: set[SynsetId] = set()
        left = [synset]
        while left:
            for parent in wordnet.synsets[left.pop()].targets(HYPERNYM):
                if parent not in seen:
                    seen.add(parent)
                    left.append(parent)
        for parent in seen:
            below[parent] = below.get(parent, 0) + 1
    return {synset for synset, count in below.items() if count < NARROW}


def _sisters(wordnet: WordNet, of_synset: dict[SynsetId, list[int]]) -> dict[int, NDArray[np.int64]]:
    """For each set, sets of the meanings beside its own: grandmother's has grandfather's."""
    below: dict[SynsetId, list[SynsetId]] = {}
    for synset in of_synset:
        for parent in wordnet.synsets[synset].targets(HYPERNYM, SIMILAR):
            below.setdefault(parent, []).append(synset)
    found: dict[int, NDArray[np.int64]] = {}
    for synset, labels in of_synset.items():
        beside = {
            # The first of a meaning is of its synonyms, where it has any.
            of_synset[sister][0]
            for parent in wordnet.synsets[synset].targets(HYPERNYM, SIMILAR)
            for sister in below[parent]
            if sister != synset
        }
        for label in labels:
            others = sorted(beside - set(labels))
            if others:
                # Spread over all of them: a wide field has hundreds.
                found[label] = np.array(others[:: -(-len(others) // MOST_SISTERS)], np.int64)
    return found
