"""Measures of similarity between words: baselines, and the cosine of the word vectors that are compared with them.

Path similarity: one over one more than the steps between two meanings, up to what both are a kind of and down again
(Rada et al., 1989; nltk's `path_similarity`), of the two nearest meanings. Shared gloss words: how many telling words
two definitions have in common (Lesk, 1986), again of the best two.

All take the place of a word and those of others, and return a number for each: the larger, the more similar.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from photoface.lab.words.vocabulary import Vocabulary, gloss_words
from photoface.lab.words.wordnet import HYPERNYM, INSTANCE_OF, SynsetId, WordNet


class PathSimilarity:
    """From 0, nothing in common, to 1, one meaning."""

    def __init__(self, wordnet: WordNet, vocabulary: Vocabulary) -> None:
        self._wordnet, self._vocabulary = wordnet, vocabulary
        self._above = functools.cache(self._steps_above)

    def __call__(self, word: int, others: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.array([self._of(self._above(word), self._above(other)) for other in others.tolist()])

    def _of(self, first: Mapping[SynsetId, int], second: Mapping[SynsetId, int]) -> float:
        steps = [first[synset] + second[synset] for synset in first.keys() & second.keys()]
        return 1 / (1 + min(steps)) if steps else 0.0

    def _steps_above(self, word: int) -> Mapping[SynsetId, int]:
        """All that a word is a kind of, and how many steps up from its nearest meaning."""
        level, steps = list(self._vocabulary.senses[word]), 0
        found: dict[SynsetId, int] = {}
        while level:
            found.update(dict.fromkeys((one for one in level if one not in found), steps))
            above = (up for one in level for up in self._wordnet.synsets[one].targets(HYPERNYM, INSTANCE_OF))
            level, steps = [up for up in dict.fromkeys(above) if up not in found], steps + 1
        return found


class SharedGlossWords:
    """From 0 on."""

    def __init__(self, wordnet: WordNet, vocabulary: Vocabulary) -> None:
        self._wordnet, self._vocabulary = wordnet, vocabulary
        self._glosses = functools.cache(self._glosses_of)

    def __call__(self, word: int, others: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.array([self._of(self._glosses(word), self._glosses(other)) for other in others.tolist()])

    def _of(self, first: list[set[str]], second: list[set[str]]) -> float:
        return float(max((len(one & other) for one in first for other in second), default=0))

    def _glosses_of(self, word: int) -> list[set[str]]:
        return [gloss_words(self._wordnet, synset) for synset in self._vocabulary.senses[word]]


class SharedFeatures:
    """The cosine of two words' features: what the network knows before it has learnt anything. From 0 to 1."""

    def __init__(self, features: scipy.sparse.csr_array) -> None:
        lengths = np.sqrt(features.multiply(features).sum(axis=1))
        self._features = features.multiply(1 / np.maximum(lengths, 1e-9)[:, None]).tocsr()

    def __call__(self, word: int, others: NDArray[np.int64]) -> NDArray[np.float64]:
        products: NDArray[np.float64] = (self._features[others] @ self._features[[word]].T).toarray()[:, 0]
        return products


class Cosine:
    """Of vectors of unit length, (words, dimension)."""

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        self._vectors = vectors

    def __call__(self, word: int, others: NDArray[np.int64]) -> NDArray[np.float64]:
        products: NDArray[np.float64] = self._vectors[others] @ self._vectors[word]
        return products
