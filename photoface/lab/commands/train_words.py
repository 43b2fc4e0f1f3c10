"""`photoface train words`: trains word vectors on WordNet, in which words of nearly the same meaning are close.

It compares them with plain ways of finding likeness. Without held-out synonyms, it writes a table of vectors for the
search of tags.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from photoface.cli.context import JsonOption, State, current
from photoface.cli.jobs import run_job, steps_done
from photoface.errors import JobCancelled, UserFacingError
from photoface.formatting import counted, duration, share, size
from photoface.lab.commands.declared_options import with_declared_options
from photoface.lab.words.word_options import WordOptions

if TYPE_CHECKING:
    from photoface.lab.evaluation.word_likeness import Likeness
    from photoface.lab.words.trainer import WordReport
    from photoface.lab.words.vocabulary import Vocabulary
    from photoface.lab.words.wordnet import WordNet

TABLE: Final = "table"
"""The folder of the table, in that of the run."""

CANDIDATES: Final = 1_000
MOST_PAIRS: Final = 1_000
"""So many held-out synonyms are judged, each among so many random words: a minute."""


@with_declared_options
def words(
    wordnet: Annotated[
        Path, typer.Option(metavar="DIR", help="WordNet's files: /usr/share/wordnet of Debian's wordnet-base.")
    ],
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="For checkpoints, the log and the table.")],
    options: WordOptions,
    ratings: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Two words and people's rating a line, parted by tabs, to compare with."),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run in --out.", show_default=False)] = False,
    as_json: JsonOption = False,
) -> None:
    """Train word vectors with FaceNet's triplet loss, for searching tags: `seaside` finds `beach`.

    With --held-out .2 it measures how well synonyms are known that training was not told, beside plain ways.
    """
    from photoface.lab.words.baselines import Cosine, PathSimilarity, SharedFeatures, SharedGlossWords
    from photoface.lab.words.features import word_features
    from photoface.lab.words.held_out_synonyms import hold_out
    from photoface.lab.words.relations import word_sets
    from photoface.lab.words.trainer import WordTrainer
    from photoface.lab.words.vocabulary import choose
    from photoface.lab.words.wordnet import read_wordnet
    from photoface.learning.checkpoints import LAST

    state = current()
    last = out / LAST
    if last.is_file() and not resume:
        raise UserFacingError(f"{out} holds a training run already.", "Add --resume, or choose another folder.")
    whole = read_wordnet(wordnet)
    net, vocabulary = whole, choose(whole)
    pairs: tuple[tuple[int, int], ...] = ()
    if options.held_out:
        hidden = hold_out(whole, vocabulary, options.held_out, options.seed)
        net, vocabulary, pairs = hidden.wordnet, hidden.vocabulary, hidden.pairs[:MOST_PAIRS]
    features, sets = word_features(net, vocabulary), word_sets(net, vocabulary)
    state.output.note(
        f"{counted(len(vocabulary.words), 'word')} with {counted(features.shape[1], 'feature')}, "
        f"{counted(sets.belongs.shape[1], 'set')} to learn from."
    )
    trainer = WordTrainer(options, features, sets, out)
    if resume and last.is_file():
        trainer.resume(last)
    try:
        report = run_job(state.output, trainer.run, steps_done)
    except JobCancelled:
        state.output.note("Stopped. The same command with --resume goes on.")
        raise typer.Exit(130) from None
    vectors = trainer.vectors()
    ways: dict[str, Likeness] = {
        "triplets": Cosine(vectors),
        "shared features": SharedFeatures(features),
        "path similarity": PathSimilarity(net, vocabulary),
        "shared gloss words": SharedGlossWords(net, vocabulary),
    }
    measured = _measured(ways, vocabulary, pairs, ratings or (), options.seed)
    values: dict[str, Any] = {"steps": report.steps, "seconds": round(report.seconds, 1), "measured": measured}
    if not options.held_out:
        values["table"] = _write(out / TABLE, net, vocabulary, vectors, options.plain())
    if as_json:
        state.output.json({**values, "warnings": [dataclasses.asdict(warning) for warning in report.warnings]})
        return
    _show(state, report, measured, len(pairs), out)


def _measured(
    ways: Mapping[str, Likeness],
    vocabulary: Vocabulary,
    pairs: tuple[tuple[int, int], ...],
    ratings: list[Path] | tuple[Path, ...],
    seed: int,
) -> dict[str, dict[str, float]]:
    """By way: the scores on held-out pairs, where there are any, and the agreement with each file of ratings."""
    from photoface.lab.evaluation.word_likeness import agreement, random_candidates, read_ratings, synonym_scores

    measured: dict[str, dict[str, float]] = {name: {} for name in ways}
    candidates = random_candidates(len(vocabulary.words), len(pairs), CANDIDATES, seed)
    for name, likeness in ways.items():
        if pairs:
            measured[name].update(dataclasses.asdict(synonym_scores(likeness, pairs, candidates)))
        for path in ratings:
            places = vocabulary.places
            known = [
                (places[first], places[second], rating)
                for first, second, rating in read_ratings(path)
                if first in places and second in places
            ]
            measured[name][path.stem] = agreement(likeness, known)
    return measured


def _write(folder: Path, net: WordNet, vocabulary: Vocabulary, vectors: Any, options: dict[str, Any]) -> dict[str, Any]:
    from photoface.lab.words.table_writer import calibrated_threshold, quantised, write_table
    from photoface.learning.word_table import WordTable

    forms = {
        form: base
        for exceptions in (net.exceptions[letter] for letter in ("v", "n"))
        for form, base in exceptions.items()
        if base in vocabulary.places and form not in vocabulary.places
    }
    table = WordTable(vocabulary.words, quantised(vectors), forms, calibrated_threshold(vectors))
    write_table(folder, table, {"source": "WordNet", "options": options}, net.licence)
    return {
        "folder": str(folder),
        "words": len(table.words),
        "threshold": round(table.threshold, 4),
        "bytes": sum(path.stat().st_size for path in folder.iterdir()),
    }


def _show(state: State, report: WordReport, measured: Mapping[str, Mapping[str, float]], pairs: int, out: Path) -> None:
    names = {
        "accuracy": "Accuracy",
        "area_under_curve": "Area under curve",
        "hits_at_10": f"In 10 of {CANDIDATES + 1:,}",
    }
    columns = [name for name in next(iter(measured.values())) if name != "accuracy_deviation"]
    if columns:
        state.output.table(
            ("Likeness", *(names.get(name, f"Agreement with {name}") for name in columns)),
            [
                (
                    way,
                    *(
                        share(values[name]) if name in names and name != "area_under_curve" else f"{values[name]:.4f}"
                        for name in columns
                    ),
                )
                for way, values in measured.items()
            ],
        )
    if pairs:
        state.output.note(f"On {counted(pairs, 'pair')} of synonyms that training did not know of.")
    state.output.note(f"{counted(report.steps, 'step')} in {duration(report.seconds)}.")
    table = out / TABLE
    if not pairs:
        total = sum(path.stat().st_size for path in table.iterdir())
        state.output.note(f"The table is in {table}, {size(total)}.")
    for warning in report.warnings:
        state.output.warning(f"Step {warning.step:,}: {warning.sentence}")
