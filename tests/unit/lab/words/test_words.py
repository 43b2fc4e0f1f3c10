"""From WordNet's files to sets of words, features and baselines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tiny_wordnet import MEANINGS, write_wordnet

from photoface.errors import UserFacingError
from photoface.lab.words.baselines import PathSimilarity, SharedFeatures, SharedGlossWords
from photoface.lab.words.features import word_features
from photoface.lab.words.held_out_synonyms import hold_out
from photoface.lab.words.relations import word_sets
from photoface.lab.words.vocabulary import Vocabulary, choose
from photoface.lab.words.wordnet import WordNet, read_wordnet


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_wordnet(tmp_path_factory.mktemp("wordnet"))


@pytest.fixture(scope="module")
def wordnet(folder: Path) -> WordNet:
    return read_wordnet(folder)


@pytest.fixture(scope="module")
def vocabulary(wordnet: WordNet) -> Vocabulary:
    return choose(wordnet)


def test_what_is_read(wordnet: WordNet) -> None:
    assert len(wordnet.synsets) == len(MEANINGS)
    (beach,) = wordnet.senses["beach"]
    assert beach.count == 14
    synset = wordnet.synsets[beach.synset]
    assert (synset.words, synset.topic) == (("beach", "strand"), "noun.object")
    assert (synset.gloss, synset.examples) == ("a shore of sand by a sea", ("this is a beach",))
    (shore,) = synset.targets("#p")
    assert wordnet.synsets[shore].words == ("shore",)
    assert wordnet.synsets[wordnet.senses["domestic dog"][0].synset].words[2] == "domestic dog"
    assert [sense.count for sense in wordnet.senses["party"]] == [30, 20]
    assert [sense.synset[0] for sense in wordnet.senses["walk"]] == ["n", "v"]
    assert wordnet.licence == "Made for a test.\n"
    assert wordnet.exceptions["n"] == {"beeves": "beast"}, "forms of words that are not there are left out"


def test_counts_are_also_read_from_an_index_of_senses(folder: Path, tmp_path: Path) -> None:
    for path in folder.iterdir():
        if path.name != "cntlist.rev":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    assert read_wordnet(tmp_path).senses["party"][1].count == 0
    (tmp_path / "index.sense").write_text("party%1:14:00:: 00001230 2 7\nparty%1:11:00:: 00001210 1 0\n")
    assert [sense.count for sense in read_wordnet(tmp_path).senses["party"]] == [0, 7]


def test_folders_that_are_no_wordnet(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match="There is no WordNet in"):
        read_wordnet(tmp_path)
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "index.noun").write_text("beach n 1 1 @ 1 0 99999999\n")
    with pytest.raises(UserFacingError, match="do not belong together"):
        read_wordnet(tmp_path)
    (tmp_path / "data.verb").write_text("00001260 two v\n")
    with pytest.raises(UserFacingError, match="is damaged"):
        read_wordnet(tmp_path)


def test_words_are_those_of_tags(vocabulary: Vocabulary) -> None:
    assert {"beach", "sea-coast", "domestic dog", "walk", "merry"} <= set(vocabulary.words)
    assert "faction" not in vocabulary.places, "never counted, and nothing that photos show"
    assert "slowly" not in vocabulary.places, "no tag is an adverb"
    assert not {"berlin", "labrador"} & set(vocabulary.words), "names"
    assert list(vocabulary.words) == sorted(vocabulary.words)


def test_a_meaning_that_can_be_seen_counts_for_more(wordnet: WordNet, vocabulary: Vocabulary) -> None:
    senses = vocabulary.senses[vocabulary.places["party"]]
    by_topic = {wordnet.synsets[synset].topic: share for synset, share in senses.items()}
    assert by_topic["noun.event"] > by_topic["noun.group"] > 0


def test_sets_hold_synonyms_and_neighbours_and_keep_others_apart(wordnet: WordNet, vocabulary: Vocabulary) -> None:
    sets = word_sets(wordnet, vocabulary)
    named = [
        {vocabulary.words[word] for word in sets.words[sets.labels == label]} for label in range(sets.belongs.shape[1])
    ]
    assert {"seaside", "seaboard"} in named
    assert {"seaside", "seaboard", "coast", "seashore", "sea-coast"} in named, "what it is a kind of"
    assert {"seaside", "seaboard", "shore"} in named, "and that of that, in a narrow field"
    assert {"beach", "strand", "shore"} in named, "what it is a part of"
    assert {"seaside", "seaboard", "beach", "strand"} in named, "a part of what it is a kind of, in a landscape"
    assert {"walk", "stroll"} in named
    assert all(len(one) > 1 for one in named)
    places = np.array([vocabulary.places[word] for word in ("dog", "puppy", "cat", "dog")])
    expected = [
        [False, False, True, False],
        [False, False, True, False],
        [True, True, False, True],
        [False, False, True, False],
    ]
    assert sets.may_be_negatives(places).tolist() == expected
    (dog,) = [label for label, one in enumerate(named) if one == {"dog", "hound", "domestic dog"}]
    assert {"cat", "true cat"} in [named[label] for label in sets.sisters[dog]]


def test_features_and_baselines(wordnet: WordNet, vocabulary: Vocabulary) -> None:
    features = word_features(wordnet, vocabulary)
    assert features.shape[0] == len(vocabulary.words)
    assert (np.diff(features.indptr) > 0).all(), "each word has at least its own"
    place = vocabulary.places
    dog = place["dog"]
    others = np.array([place["hound"], place["pet"], place["cat"], place["beach"], place["merry"]])
    path = PathSimilarity(wordnet, vocabulary)(dog, others)
    # dog - pet - animal - entity - land - beach is five steps.
    assert path.tolist() == [1, 1 / 2, 1 / 3, 1 / 6, 0]
    shared = SharedGlossWords(wordnet, vocabulary)(dog, others)
    assert shared.tolist() == [2, 0, 1, 0, 0], "pet and barks, none, pet, none, none"
    cosines = SharedFeatures(features)(dog, np.append(others, dog))
    assert cosines[-1] == pytest.approx(1)
    assert cosines[0] > cosines[2] > cosines[3] >= 0


def test_held_out_synonyms_leave_no_trace(wordnet: WordNet, vocabulary: Vocabulary) -> None:
    found = hold_out(wordnet, vocabulary, 1.0, seed=3)
    pairs = {(vocabulary.words[word], vocabulary.words[stays]) for word, stays in found.pairs}
    assert pairs == {("kid", "child")}, "only words with another meaning, which the other word has not"
    assert found.vocabulary.words == vocabulary.words
    for word, stays in found.pairs:
        assert not found.vocabulary.senses[word].keys() & found.vocabulary.senses[stays].keys()
        assert found.vocabulary.senses[word]
        spelled = vocabulary.words[word]
        taken = vocabulary.senses[word].keys() - found.vocabulary.senses[word].keys()
        assert all(spelled not in found.wordnet.synsets[synset].words for synset in taken)
    assert [found.pairs] == [hold_out(wordnet, vocabulary, 1.0, seed=3).pairs]


def test_nothing_to_hold_out(wordnet: WordNet, vocabulary: Vocabulary) -> None:
    with pytest.raises(UserFacingError, match="too few synonyms"):
        hold_out(wordnet, vocabulary, 0.0, seed=0)
