"""A WordNet of a few dozen words in the format of the real one, with definitions of its own."""

from __future__ import annotations

from pathlib import Path

from photoface.lab.words.wordnet import TOPICS

ENTITY = "entity"

MEANINGS: dict[str, tuple[str, str, str, str, tuple[str, ...]]] = {
    # name: (part of speech, topic, words, definition, relations)
    ENTITY: ("n", "noun.Tops", "entity thing", "whatever there is", ()),
    "land": ("n", "noun.object", "land ground", "the dry part of the world, where no water is", ("@ entity",)),
    "shore": ("n", "noun.object", "shore", "land where the water of a sea or lake begins", ("@ land", "%p beach")),
    "coast": ("n", "noun.object", "coast seashore sea-coast", "the shore of a sea", ("@ shore",)),
    "seaside": ("n", "noun.object", "seaside seaboard", "a coast where people spend a holiday", ("@ coast",)),
    "beach": ("n", "noun.object", "beach strand", "a shore of sand by a sea", ("@ land", "#p shore")),
    "hill": ("n", "noun.object", "hill", "land that stands above the land around it", ("@ land",)),
    "mountain": ("n", "noun.object", "mountain mount", "a hill that is very high", ("@ hill",)),
    "animal": ("n", "noun.animal", "animal beast creature", "a living thing that moves", ("@ entity",)),
    "pet": ("n", "noun.animal", "pet", "an animal that lives with people", ("@ animal",)),
    "dog": ("n", "noun.animal", "dog hound domestic_dog", "a pet that barks", ("@ pet",)),
    "puppy": ("n", "noun.animal", "puppy pup", "a young dog", ("@ dog",)),
    "cat": ("n", "noun.animal", "cat true_cat", "a pet that purrs", ("@ pet",)),
    "kitten": ("n", "noun.animal", "kitten kitty", "a young cat", ("@ cat",)),
    "horse": ("n", "noun.animal", "horse", "an animal that people ride", ("@ animal",)),
    "pony": ("n", "noun.animal", "pony", "a small horse", ("@ horse",)),
    "meal": ("n", "noun.food", "meal repast", "food that is eaten at one time", ("@ entity",)),
    "dinner": ("n", "noun.food", "dinner", "the large meal of a day", ("@ meal",)),
    "supper": ("n", "noun.food", "supper", "a small meal in the evening, a late dinner", ("@ meal",)),
    "feast": ("n", "noun.food", "feast banquet spread", "a large meal with many people", ("@ meal",)),
    "event": ("n", "noun.event", "event happening", "what happens at some time", ("@ entity",)),
    "party": ("n", "noun.event", "party", "an event where people are merry", ("@ event",)),
    "celebration": ("n", "noun.event", "celebration festivity", "a party for a special day", ("@ party",)),
    "faction": ("n", "noun.group", "party faction", "people who want the same in politics", ("@ entity",)),
    "trip": ("n", "noun.act", "trip journey", "going somewhere and coming back", ("@ event",)),
    "holiday": ("n", "noun.time", "holiday vacation", "days without work, for a journey or rest", ("@ event",)),
    "child": ("n", "noun.person", "child kid", "a young person", ("@ entity",)),
    "kid": ("n", "noun.animal", "kid", "a young goat", ("@ animal",)),
    "walk": ("v", "verb.motion", "walk stroll", "go on foot", ()),
    "stroll": ("n", "noun.act", "stroll walk", "a slow way on foot", ("@ trip", "+ walk")),
    "merry": ("a", "adj.all", "merry gay", "full of fun", ()),
    "happy": ("a", "adj.all", "happy glad", "pleased with how things are", ("& merry",)),
    "slowly": ("r", "adv.all", "slowly", "at no great speed", ()),
    "berlin": ("n", "noun.location", "Berlin", "a city", ("@i land",)),
    "labrador": ("n", "noun.animal", "Labrador", "a large kind of dog", ("@ dog",)),
}
COUNTED = {
    ("party", "n", 1): 30,
    ("party", "n", 2): 20,
    ("beach", "n", 1): 14,
    ("dog", "n", 1): 42,
    ("merry", "a", 1): 3,
}
FILES = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}


def write_wordnet(folder: Path) -> Path:
    """Write the files that Debian's `wordnet-base` has."""
    folder.mkdir(parents=True, exist_ok=True)
    offsets = {name: 1000 + 10 * number for number, name in enumerate(MEANINGS)}
    licence = "  1 Made for a test.\n"
    for letter, part in FILES.items():
        data, index = [licence], dict[str, list[int]]()
        for name, (of, topic, words, definition, relations) in MEANINGS.items():
            if of != letter:
                continue
            written = words.split()
            pointers = [relation.split() for relation in relations]
            columns = [
                *(f"{offsets[name]:08}", f"{TOPICS.index(topic):02}", of, f"{len(written):02x}"),
                *(column for word in written for column in (word, "0")),
                f"{len(pointers):03}",
                *(
                    column
                    for kind, target in pointers
                    for column in (kind, f"{offsets[target]:08}", MEANINGS[target][0], "0000")
                ),
            ]
            data.append(f'{" ".join(columns)} | {definition}; "this is a {written[0]}"  \n')
            for word in written:
                index.setdefault(word.lower(), []).append(offsets[name])
        lines = [
            f"{word} {letter} {len(found)} 1 @ {len(found)} 0 {' '.join(f'{offset:08}' for offset in found)}  \n"
            for word, found in sorted(index.items())
        ]
        (folder / f"data.{part}").write_text("".join(data))
        (folder / f"index.{part}").write_text(licence + "".join(lines))
    (folder / "noun.exc").write_text("geese goose\nbeeves beast\n")
    counted = [
        f"{word}%{'nvar'.index(letter) + 1}:14:00:: {number} {count}\n"
        for (word, letter, number), count in COUNTED.items()
    ]
    (folder / "cntlist.rev").write_text("".join(counted))
    return folder
