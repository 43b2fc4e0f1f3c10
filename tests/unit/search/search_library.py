"""A small library in which every condition of the search language holds for some photos and not for others."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from fakes.library import open_fake_library
from fakes.photos import save_photo
from new_catalog import new_catalog
from raw_catalog import raw_catalog

from photoface.library.commands.collections import MakeAlbum, TagPhotos
from photoface.library.commands.faces import NameFaces
from photoface.library.commands.people import AddAlias, DescribePerson, PutInCircle
from photoface.library.commands.photos import FavouritePhotos, HidePhotos, RatePhotos
from photoface.library.commands.strangers import IgnoreFaces
from photoface.library.library import Library

NAMES = {0: "Anna Berg", 1: "Ben Holt", 2: "Carla", 3: "Ann", 4: "José", 5: "or"}
STRANGER, OTHER_STRANGER, BYSTANDER = 6, 8, 10

PHOTOS: list[tuple[str, str, tuple[int, ...]]] = [
    ("2015/alone.png", "2015-01-01 00:00:00", (0,)),
    ("2015/pair.png", "2015-12-31 23:59:59", (0, 1)),
    ("2016/three.png", "2016-07-10 12:00:00", (0, 1, 2)),
    ("2016/Italy/rome.png", "2016-07-11 09:00:00", (0, STRANGER)),
    ("2016/Italy/sea.png", "2016-08-01 09:00:00", (1, STRANGER, OTHER_STRANGER)),
    ("2017/Sommerfest bei Tante Ida/one.png", "2017-06-01 10:00:00", (3,)),
    ("2017/Sommerfest bei Tante Ida/two.png", "2017-06-01 11:00:00", (3, 4)),
    ("2018/child.png", "2018-05-31 10:00:00", (4,)),
    ("2018/2018-06_Geburtstag/birthday.png", "2018-06-01 10:00:00", (4, 0)),
    ("2019/crowd.png", "2019-02-28 10:00:00", (0, 1, 2, 3)),
    ("2019/empty.png", "2019-03-01 10:00:00", ()),
    ("2019/strangers.png", "2019-12-24 10:00:00", (STRANGER,)),
    ("2019/bystander.png", "2019-12-25 10:00:00", (0, BYSTANDER)),
    ("2020/gone.png", "2020-01-01 10:00:00", (1,)),
    ("2020/forgotten.png", "2020-01-02 10:00:00", (0, 1)),
    ("2020/or.png", "2020-01-03 10:00:00", (5, 2)),
    ("2020/secret.png", "2020-01-04 10:00:00", (0, 2)),
]


@dataclass(frozen=True)
class Searched:
    """The library, with each photo's id by its file's name without ending."""

    library: Library
    ids: dict[str, int]
    root: Path

    def found(self, words: str) -> list[str]:
        """The names of the photos that a search finds, newest first."""
        names = {photo_id: name for name, photo_id in self.ids.items()}
        return [names[photo_id] for photo_id in self.library.search.find(words).photo_ids]


def make_searched(root: Path) -> Searched:
    """Scan the photos and say all that can be said about them."""
    library = open_fake_library(new_catalog(root))
    for shade, (path, taken, cast) in enumerate(PHOTOS):
        save_photo(root / "Bilder" / path, cast, shade=shade, taken=dt.datetime.fromisoformat(taken))
    library.folders.add(root / "Bilder")
    library.jobs.scan()
    ids = {}
    faces: dict[int, list[int]] = {}
    for path, _, cast in PHOTOS:
        (photo_id,) = library.photos.ids_at([root / "Bilder" / path]).values()
        ids[Path(path).stem] = photo_id
        for person, face in zip(cast, library.photos.detail(photo_id).faces, strict=True):
            faces.setdefault(person, []).append(face.id)
    for person, name in NAMES.items():
        library.execute(NameFaces(tuple(faces[person]), name))
    library.execute(IgnoreFaces(tuple(faces[BYSTANDER])))
    people = {person.name: person.id for person in library.people.all()}
    library.execute(AddAlias(people["Anna Berg"], "Mum"))
    library.execute(DescribePerson(people["Anna Berg"], dt.date(1988, 2, 29), None, ""))
    library.execute(DescribePerson(people["José"], dt.date(2016, 6, 1), None, ""))
    library.execute(TagPhotos((ids["rome"],), "Travel/Italy/Rome"))
    library.execute(TagPhotos((ids["sea"],), "Travel/Italy"))
    library.execute(TagPhotos((ids["sea"], ids["empty"]), "Strand & Meer"))
    library.execute(TagPhotos((ids["alone"],), "Rome"))
    for stars, names in ((5, ("rome", "sea")), (3, ("three",)), (1, ("gone",))):
        library.execute(RatePhotos(tuple(ids[name] for name in names), stars))
    library.execute(FavouritePhotos((ids["pair"], ids["rome"]), True))
    library.execute(HidePhotos((ids["secret"],), True))
    library.execute(MakeAlbum("Journeys", None, (ids["alone"],)))
    (journeys,) = library.albums.all()
    library.execute(MakeAlbum("Rome 2016", journeys.id, (ids["rome"], ids["sea"], ids["secret"])))
    library.execute(PutInCircle((people["Carla"], people["José"]), "Holt family"))
    with raw_catalog(library.catalog_path) as connection:
        for name, camera in (("rome", "Google Pixel 6"), ("sea", "Google Pixel 7"), ("three", "Canon Élan")):
            connection.execute("UPDATE photo SET camera = ? WHERE id = ?", (camera, ids[name]))
        for name, north, east in (("rome", 41.9, 12.5), ("sea", 41.73, 12.28), ("alone", -17.0, 179.99)):
            connection.execute(
                "UPDATE photo SET file_latitude = ?, file_longitude = ? WHERE id = ?", (north, east, ids[name])
            )
        connection.execute("UPDATE photo SET missing = true WHERE id IN (?, ?)", (ids["gone"], ids["forgotten"]))
        connection.execute("UPDATE photo SET flaw = 'Its end is missing.' WHERE id = ?", (ids["crowd"],))
        connection.execute("UPDATE photo SET forgotten = true WHERE id = ?", (ids["forgotten"],))
        connection.execute(
            "UPDATE photo_file SET present = false WHERE photo_id IN (?, ?)", (ids["gone"], ids["forgotten"])
        )
    return Searched(library, ids, root)
