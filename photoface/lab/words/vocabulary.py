"""Chooses the words that get a vector, and which of their meanings count: those that somebody would write on a photo.

WordNet has 147,000 words, many of them names of species, chemicals and places. Names of one person or place are left
out. Another word is taken where WordNet's makers met it in the texts that they counted; else it must first of all stand
for something that photos show, and be an everyday word, one that definitions use, or a synonym of one that was taken.
It also splits definitions into words.
"""

from __future__ import annotations

import collections
import math
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Final

from photoface.lab.words.wordnet import INSTANCE_OF, SynsetId, WordNet

MENTIONS: Final = 2
"""A word that definitions and examples use so often is an everyday one."""

LEAST_SHARE: Final = 0.12
"""A meaning that a word has less often than this is left out: `dog` as an andiron."""
MOST_SENSES: Final = 4

PART_WEIGHTS: Final = {"n": 1.0, "v": 0.4, "a": 0.6, "r": 0.0}
"""Tags are nouns mostly, and never adverbs."""

VISIBLE: Final = frozenset(
    ("act", "animal", "artifact", "body", "event", "food", "object", "person", "phenomenon", "time")
)
"""Topics of nouns that photos show and that are taken whole."""
SPECIAL: Final = frozenset(("location", "plant", "substance"))
"""Others that they show, of which WordNet has far more words than are used."""

TOPIC_WEIGHTS: Final = {
    **dict.fromkeys((VISIBLE | SPECIAL) - {"act"}, 1.0),
    **dict.fromkeys(("act", "feeling", "group", "shape", "state"), 0.7),
}
"""Of nouns, by topic: what can be seen counts for most, so that a picnic is not first of all something easy."""
OTHER_TOPIC_WEIGHT: Final = 0.5

_WORD = re.compile(r"[a-z][a-z' .-]*[a-z.]")
_LETTERS = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words with vectors.

    Attributes:
        words: in small letters, sorted.
        senses: for each word, how much each of its meanings counts; the shares of what is left out are missing to 1.
        places: of each word in `words`.
    """

    words: tuple[str, ...]
    senses: tuple[Mapping[SynsetId, float], ...]
    places: Mapping[str, int]

    def members(self) -> dict[SynsetId, list[int]]:
        """The places of the words of each meaning that some word has."""
        found: dict[SynsetId, list[int]] = {}
        for place, senses in enumerate(self.senses):
            for synset in senses:
                found.setdefault(synset, []).append(place)
        return found


def choose(wordnet: WordNet) -> Vocabulary:
    """The words that tags need: see above."""
    instances = {synset.id for synset in wordnet.synsets.values() if any(synset.targets(INSTANCE_OF))}
    mentions = collections.Counter(
        word for synset in wordnet.synsets.values() for word in letters(" ".join((synset.gloss, *synset.examples)))
    )
    senses = {word: _shares(wordnet, word) for word in wordnet.senses if _WORD.fullmatch(word)}

    def counted(word: str) -> bool:
        return any(sense.count and PART_WEIGHTS[sense.synset[0]] for sense in wordnet.senses[word])

    def everyday(word: str, first: SynsetId) -> bool:
        topic = wordnet.synsets[first].topic
        if " " in word or not shown(topic):
            return False
        # A capital letter is the sign of a name, of a person, a make or a genus.
        whole = topic.removeprefix("noun.") in VISIBLE and word in wordnet.synsets[first].words
        return whole or mentions[word] >= MENTIONS

    # Names of one person or place have no synonyms that somebody would look for, and neighbours that mislead.
    chosen = {
        word
        for word, shares in senses.items()
        if not instances.issuperset(shares) and (counted(word) or everyday(word, next(iter(shares))))
    }
    synonyms = {
        written.lower()
        for word in chosen
        for synset in senses[word]
        if synset not in instances and shown(wordnet.synsets[synset].topic)
        for written in wordnet.synsets[synset].words
        if synset in senses.get(written.lower(), ())
    }
    return with_words(wordnet, tuple(sorted(chosen | synonyms)))


def shown(topic: str) -> bool:
    """Whether photos show what has this topic."""
    kind, _, of = topic.partition(".")
    return kind == "noun" and of in VISIBLE | SPECIAL


def with_words(wordnet: WordNet, words: tuple[str, ...]) -> Vocabulary:
    """The vocabulary of these words, with the meanings that WordNet has for them."""
    senses = tuple(_shares(wordnet, word) for word in words)
    return Vocabulary(words, senses, {word: place for place, word in enumerate(words)})


def letters(text: str) -> list[str]:
    """The words of a text in small letters, without digits and signs."""
    return _LETTERS.findall(text.lower())


def _shares(wordnet: WordNet, word: str) -> dict[SynsetId, float]:
    """How much each meaning of a word counts; the root keeps one much-counted meaning from being the only one."""
    rank: collections.Counter[str] = collections.Counter()
    weights: dict[SynsetId, float] = {}
    for sense in wordnet.senses[word]:
        part = sense.synset[0]
        rank[part] += 1
        kind, _, topic = wordnet.synsets[sense.synset].topic.partition(".")
        of_topic = TOPIC_WEIGHTS.get(topic, OTHER_TOPIC_WEIGHT) if kind == "noun" else 1.0
        weights[sense.synset] = (math.sqrt(sense.count) + 1 / rank[part]) * PART_WEIGHTS[part] * of_topic
    total = sum(weights.values())
    if not total:
        return {}
    most = sorted(weights, key=lambda synset: -weights[synset])[:MOST_SENSES]
    return {synset: weights[synset] / total for synset in most if weights[synset] >= LEAST_SHARE * total}


_SAYING_NOTHING = """
a an and any are as at be being between but by can cause etc especially esp for from had has have having he his if in
into is it its kind made make more no not of on one or other out over part so some someone something such than that the
their they this to up used usually very was when where which who with without you because
"""
STOP_WORDS: Final = frozenset(_SAYING_NOTHING.split())
"""Words of definitions that say nothing about what is defined."""

PLURAL_ENDINGS: Final = (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("s", ""))


def gloss_words(wordnet: WordNet, synset: SynsetId) -> set[str]:
    """The words of a definition that say something, in the singular."""
    return {singular(wordnet.senses, word) for word in letters(wordnet.synsets[synset].gloss)} - STOP_WORDS


def singular(known: Container[str], word: str) -> str:
    """The word without its plural's ending, where that is a known word."""
    for ending, base in PLURAL_ENDINGS:
        if word.endswith(ending):
            shorter = word.removesuffix(ending) + base
            if len(shorter) > 1 and shorter in known:
                return shorter
    return word
