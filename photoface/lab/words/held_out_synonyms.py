"""Holds synonyms out of WordNet before training, to test whether training places them close nevertheless.

From some synonym sets one word is taken out, as if WordNet's makers had not thought of it. Everything that WordNet says
by that membership goes with it: the definition, the relations, what the meaning is a kind of. What is left of the word
are its other meanings, its letters, and where definitions use it.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from photoface.errors import UserFacingError
from photoface.lab.words.vocabulary import Vocabulary, with_words
from photoface.lab.words.wordnet import Sense, Synset, SynsetId, WordNet


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What is left of WordNet, and what was taken out.

    Attributes:
        wordnet, vocabulary: without the hidden memberships; the words are the same.
        pairs: places of a word that was taken out of a set, and of a word that stayed in it.
    """

    wordnet: WordNet
    vocabulary: Vocabulary
    pairs: tuple[tuple[int, int], ...]


def hold_out(wordnet: WordNet, vocabulary: Vocabulary, part: float, seed: int) -> HeldOut:
    """Take one word out of a part of the synonym sets; of words that have another meaning left, and each word once.

    Raises:
        UserFacingError: there is no such word.
    """
    random = np.random.default_rng(seed)
    members = {synset: words for synset, words in vocabulary.members().items() if len(words) > 1}
    order = [list(members)[place] for place in random.permutation(len(members))]
    taken: dict[int, SynsetId] = {}
    pairs = []
    for synset in order[: round(part * len(order))]:
        words = [int(word) for word in random.permutation(members[synset])]
        free = [word for word in words if word not in taken and len(vocabulary.senses[word]) > 1]
        stays = [word for word in words if free and word != free[0] and word not in taken]
        alone = [word for word in stays if _only_together(vocabulary, free[0], word)]
        if alone:
            taken[free[0]] = synset
            pairs.append((free[0], alone[0]))
    if not pairs:
        raise UserFacingError("There are too few synonyms to hold any out.", "Hold out a larger part of them.")
    hidden = {(vocabulary.words[word], synset) for word, synset in taken.items()}
    less = _without(wordnet, hidden)
    return HeldOut(less, with_words(less, vocabulary.words), tuple(pairs))


def _only_together(vocabulary: Vocabulary, first: int, second: int) -> bool:
    """Whether two words share one meaning and no other."""
    return len(vocabulary.senses[first].keys() & vocabulary.senses[second].keys()) == 1


def _without(wordnet: WordNet, hidden: set[tuple[str, SynsetId]]) -> WordNet:
    synsets: dict[SynsetId, Synset] = dict(wordnet.synsets)
    senses: dict[str, tuple[Sense, ...]] = dict(wordnet.senses)
    for word, synset in hidden:
        senses[word] = tuple(sense for sense in senses[word] if sense.synset != synset)
        left = tuple(written for written in synsets[synset].words if written.lower() != word)
        synsets[synset] = dataclasses.replace(synsets[synset], words=left)
    return dataclasses.replace(wordnet, synsets=synsets, senses=senses)
