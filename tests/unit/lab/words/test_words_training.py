"""Training word vectors: what it brings, that it repeats and goes on exactly, and the command around it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tiny_wordnet import write_wordnet

from photoface.cli.application import run
from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl, Progress
from photoface.lab.evaluation.word_likeness import agreement, random_candidates, read_ratings, synonym_scores
from photoface.lab.words.features import word_features
from photoface.lab.words.relations import word_sets
from photoface.lab.words.trainer import WordTrainer
from photoface.lab.words.vocabulary import choose
from photoface.lab.words.word_options import WordOptions
from photoface.lab.words.wordnet import read_wordnet
from photoface.learning.checkpoints import LAST
from photoface.learning.training_log import read_log
from photoface.learning.word_table import read_table

Command = Callable[..., tuple[int, str, str]]
MakeTrainer = Callable[..., WordTrainer]

SMALL = {"dimension": 16, "batch_size": 40, "words_per_set": 4, "checkpoint_every": 5}


@pytest.fixture(scope="module")
def wordnet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_wordnet(tmp_path_factory.mktemp("wordnet"))


@pytest.fixture
def trainer(wordnet: Path, tmp_path: Path) -> MakeTrainer:
    net = read_wordnet(wordnet)
    vocabulary = choose(net)
    features, sets = word_features(net, vocabulary), word_sets(net, vocabulary)

    def make(folder: str = "run", **changed: object) -> WordTrainer:
        options = WordOptions(**{**SMALL, "steps": 12, "curriculum_steps": 4, **changed})  # type: ignore[arg-type]
        return WordTrainer(options, features, sets, tmp_path / folder)

    return make


def test_words_of_one_set_come_close_and_others_stay_away(trainer: MakeTrainer, wordnet: Path) -> None:
    place = choose(read_wordnet(wordnet)).places
    made = trainer(steps=60)
    before = made.vectors()
    assert np.allclose(np.linalg.norm(before, axis=1), 1, atol=1e-5)
    report = made.run(JobControl())
    after = made.vectors()

    def gap(vectors: np.ndarray) -> float:
        seaside, shore, horse = (vectors[place[word]] for word in ("seaside", "shore", "horse"))
        return float(seaside @ shore - seaside @ horse)

    assert gap(after) > gap(before) + 0.1
    assert after[place["dog"]] @ after[place["hound"]] > 0.8
    assert report.steps == 60
    assert report.last is not None
    assert report.last.pairs > 0


def test_the_same_seed_does_the_same(trainer: MakeTrainer) -> None:
    runs = [trainer(folder, seed=seed) for folder, seed in (("a", 1), ("b", 1), ("c", 2))]
    for made in runs:
        made.run(JobControl())
    first, second, other = (made.vectors() for made in runs)
    assert np.array_equal(first, second)
    assert not np.allclose(first, other)


def test_a_run_that_was_stopped_goes_on_as_if_it_had_not_been(trainer: MakeTrainer, tmp_path: Path) -> None:
    whole = trainer("whole")
    whole.run(JobControl())
    control = JobControl()

    def stop(progress: Progress) -> None:
        if progress.done == 7:
            control.cancel()

    control = JobControl(stop)
    stopped = trainer("stopped")
    with pytest.raises(JobCancelled):
        stopped.run(control)
    resumed = trainer("stopped")
    resumed.resume(tmp_path / "stopped" / LAST)
    assert resumed.run(JobControl()).steps == 12
    assert np.array_equal(resumed.vectors(), whole.vectors())
    assert [line["step"] for line in read_log(tmp_path / "stopped")] == list(range(12))


def test_what_cannot_be_resumed(trainer: MakeTrainer, tmp_path: Path) -> None:
    trainer().run(JobControl())
    with pytest.raises(UserFacingError, match="other options: margin, seed"):
        trainer(seed=5, margin=0.3).resume(tmp_path / "run" / LAST)
    with pytest.raises(UserFacingError, match="There is no checkpoint"):
        trainer().resume(tmp_path / "none.pt")


@pytest.mark.parametrize(
    "wrong", [{"held_out": 1.0}, {"dimension": 1}, {"kept_features": 0.0}, {"batch_size": 3}, {"margin": 0.0}]
)
def test_options_that_make_no_sense(wrong: dict[str, float]) -> None:
    with pytest.raises(UserFacingError):
        WordOptions(**wrong)  # type: ignore[arg-type]


@pytest.fixture
def train(capsys: pytest.CaptureFixture[str], wordnet: Path, tmp_path: Path) -> Command:
    def command(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        fixed = ("train", "words", "--wordnet", wordnet, "--out", tmp_path / "out", "--batch", 40, "--dimension", 16)
        code = run([str(argument) for argument in (*fixed, *arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def test_the_command_writes_a_table(train: Command, tmp_path: Path) -> None:
    ratings = tmp_path / "people.tsv"
    ratings.write_text(
        "# two words and how alike they are\nDog\thound\t9\ndog\tpuppy\t7\ndog\tbeach\t1\nyeti\tdog\t5\n"
    )
    code, stdout, stderr = train("--steps", 30, "--ratings", ratings)
    assert code == 0, stderr
    assert "path similarity" in stdout
    assert "Agreement with people" in stdout
    assert "The table is in" in stderr
    table = read_table(tmp_path / "out" / "table")
    assert table.vectors.dtype == np.int8
    assert isinstance(table.vectors, np.memmap)
    assert {"beach", "domestic dog"} <= set(table.words)
    assert (tmp_path / "out" / "table" / "LICENSE.txt").read_text() == "Made for a test.\n"
    assert table.forms == {"beeves": "beast"}
    dog, hound, beach = (table.vector(word) for word in ("dog", "hound", "beach"))
    assert dog is not None
    assert hound is not None
    assert beach is not None
    assert dog @ hound > dog @ beach
    code, _, stderr = train("--steps", 30)
    assert code == 1
    assert "holds a training run already" in stderr
    code, stdout, stderr = train("--steps", 31, "--resume", "--json")
    assert code == 0, stderr
    assert json.loads(stdout)["steps"] == 31


def test_the_command_says_how_it_does_on_held_out_synonyms(train: Command, tmp_path: Path) -> None:
    code, _, stderr = train("--steps", 2, "--held-out", 0.5)
    assert code == 1
    assert "too few to judge by" in stderr
    assert not (tmp_path / "out" / "table").exists()


def test_scores_of_synonyms() -> None:
    # Words are points on a line, and synonyms stand beside each other.
    pairs = [(2 * number, 2 * number + 1) for number in range(40)]
    candidates = random_candidates(80, 40, 50, seed=1)
    apart = np.where(candidates == np.array([word for word, _ in pairs])[:, None], (candidates + 10) % 80, candidates)

    perfect = synonym_scores(lambda word, others: -np.abs(others // 2 - word // 2).astype(float), pairs, apart)
    assert perfect.hits_at_10 == 1
    assert perfect.area_under_curve > 0.95
    assert perfect.accuracy > 0.9
    blind = synonym_scores(lambda word, others: np.zeros(len(others)), pairs, apart)
    assert blind.hits_at_10 == 0, "of fifty-one equals a word is the twenty-sixth"
    assert blind.area_under_curve == pytest.approx(0.5)
    with pytest.raises(UserFacingError, match="too few to judge by"):
        synonym_scores(lambda word, others: np.zeros(len(others)), pairs[:9], apart)


def test_ratings(tmp_path: Path) -> None:
    path = tmp_path / "ratings.tsv"
    path.write_text("# people\nSea\tocean\t9.5\n\nsea\tforest\t2\n")
    assert read_ratings(path) == [("sea", "ocean", 9.5), ("sea", "forest", 2.0)]
    path.write_text("sea ocean 9.5\n")
    with pytest.raises(UserFacingError, match="Line 1 of .* is not two words and a number"):
        read_ratings(path)
    with pytest.raises(UserFacingError, match="cannot be read"):
        read_ratings(tmp_path / "none.tsv")
    assert agreement(lambda word, others: -others.astype(float), [(0, 1, 9.0), (0, 2, 5.0), (0, 3, 1.0)]) == 1
