"""Computes the word network's input: features of a word's spelling, definition, hypernyms and related meanings.

A word's vector is the sum of its features' vectors, so that one whose relations are few is still near those that are
written or defined alike: fastText's idea (Bojanowski et al., TACL 2017), with definitions beside the letters.
"""

from __future__ import annotations

import collections
import math
import re
from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import scipy.sparse

from photoface.lab.words.relations import NEAR
from photoface.lab.words.vocabulary import Vocabulary, gloss_words
from photoface.lab.words.wordnet import HYPERNYM, INSTANCE_OF, SynsetId, WordNet

LETTER_LENGTHS: Final = (3, 4, 5)
LETTERS_WEIGHT: Final = 0.6
ABOVE_WEIGHTS: Final = (0.9, 0.6, 0.4)
"""Of what a meaning is a kind of, one, two and three steps up."""
NEAR_WEIGHT: Final = 0.5

Feature = str | SynsetId
"""Letters in angle brackets or with an equals sign before, a word that is used or meant, or a meaning."""


def word_features(wordnet: WordNet, vocabulary: Vocabulary) -> scipy.sparse.csr_array:
    """The features of all words: (words, features) float32, without those that only one word has.

    Each word's own feature stays, so that training can move every word by itself.
    """
    usual = collections.Counter(word for synset in wordnet.synsets for word in gloss_words(wordnet, synset))
    rows = [
        _features(wordnet, word, senses, usual)
        for word, senses in zip(vocabulary.words, vocabulary.senses, strict=True)
    ]
    used = collections.Counter(feature for row in rows for feature in row)
    shared = [feature for feature, count in used.items() if count > 1 or feature in vocabulary.places]
    columns = {feature: column for column, feature in enumerate(shared)}
    kept = [[(columns[feature], weight) for feature, weight in row.items() if feature in columns] for row in rows]
    starts = np.cumsum([0, *(len(row) for row in kept)])
    places = np.array([column for row in kept for column, _ in row], np.int64)
    weights = np.array([weight for row in kept for _, weight in row], np.float32)
    return scipy.sparse.csr_array((weights, places, starts), shape=(len(rows), len(columns)))


def _features(
    wordnet: WordNet, word: str, senses: Mapping[SynsetId, float], usual: collections.Counter[str]
) -> dict[Feature, float]:
    found: collections.defaultdict[Feature, float] = collections.defaultdict(float)
    found[word] = 1.0
    written = list(_letters(word))
    for run in written:
        found[run] += LETTERS_WEIGHT / math.sqrt(len(written))
    for synset, share in senses.items():
        weight = math.sqrt(share)
        found[synset] += weight
        telling = {used: math.log(len(wordnet.synsets) / usual[used]) for used in gloss_words(wordnet, synset)}
        length = math.hypot(*telling.values()) or 1.0
        for used, much in telling.items():
            found[used] += weight * much / length
        for above, much in _above(wordnet, synset):
            found[above] += weight * much
        near = list(wordnet.synsets[synset].targets(*NEAR[1:]))
        for other in near:
            found[other] += weight * NEAR_WEIGHT / math.sqrt(len(near))
    return found


def _letters(word: str) -> Iterator[str]:
    """Runs of letters of each part of a word; the beginning and the end count as letters."""
    for part in re.split(r"[ -]", word):
        marked = f"<{part}>"
        for length in LETTER_LENGTHS:
            # A run of inner letters could be a word, which is another feature.
            yield from (f"={marked[start : start + length]}" for start in range(len(marked) - length + 1))


def _above(wordnet: WordNet, synset: SynsetId) -> Iterator[tuple[SynsetId, float]]:
    level, seen = [synset], {synset}
    for weight in ABOVE_WEIGHTS:
        level = [
            above for one in level for above in wordnet.synsets[one].targets(HYPERNYM, INSTANCE_OF) if above not in seen
        ]
        seen.update(level)
        for above in level:
            yield above, weight / math.sqrt(len(level))
