"""Catalogs written directly, face by face: for tests that need exact distances, dates and groups."""

from __future__ import annotations

import contextlib
import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from photoface.catalog.opening import open_database
from photoface.catalog.sql_helpers import pack_vector
from photoface.catalog.tables.faces import Embedding, Face, Group
from photoface.catalog.tables.photos import Photo

DIMENSION = 96
SPREAD = 0.2
"""Half of the squared distance of two faces of one person that are each this far from what they have in common."""


def vector(person: int, apart: float, own: int, drift: float = 0.0) -> NDArray[np.float32]:
    """A face of a person: `apart` (radians) from the person's middle, in a direction of its own.

    Two such faces of one person have a cosine of cos(apart) squared; of two people, 0. `drift` (radians) is how far
    the middle has moved, as it does over the years, in a direction that all of the person's faces share.
    """
    result = np.zeros(DIMENSION, np.float32)
    result[person] = math.cos(apart) * math.cos(drift)
    result[person + 8] += math.cos(apart) * math.sin(drift)
    result[16 + own % (DIMENSION - 16)] = math.sin(apart)
    return result


@dataclass
class Scene:
    """Writes photos, faces and groups into a catalog."""

    catalog: Path
    model: str = "dlib-resnet"
    _photos: int = 0
    _faces: int = 0
    vectors: dict[int, NDArray[np.float32]] = field(default_factory=dict)
    _session: Session | None = None

    def photo(self, taken: dt.datetime | None = None, *, dated: bool = True, precision: str = "second") -> int:
        """A photo; returns its id."""
        self._photos += 1
        values = {
            "content_hash": f"{self._photos:064x}",
            "width": 3000,
            "height": 2000,
            "file_taken_at": taken or dt.datetime(2020, 1, 1) + dt.timedelta(days=self._photos),
            "file_dated_by_exif": dated,
            "file_dated_by": "exif original" if dated else "file time",
            "file_date_precision": precision,
            "format": "JPEG",
            "detector": "scene",
        }
        return self._insert(Photo, values)

    def face(
        self,
        person: int,
        *,
        photo: int | None = None,
        taken: dt.datetime | None = None,
        dated: bool = True,
        group: int | None = None,
        apart: float = SPREAD,
        drift: float = 0.0,
        quality: float = 0.9,
        pixels: float = 100.0,
        score: float = 0.99,
    ) -> int:
        """A face, in a photo of its own unless one is given; returns its id."""
        self._faces += 1
        values = {
            "left": 0.1,
            "top": 0.1,
            "width": 0.1,
            "height": 0.1,
            "score": score,
            "pixels": pixels,
            "sharpness": float(self._faces),
            "frontality": 1.0,
            "quality": quality,
            "passes_gate": True,
            "status": "active",
            "confirmed": False,
            "group_id": group,
        }
        embedded = vector(person, apart, self._faces, drift)
        with self._writing():
            values["photo_id"] = photo or self.photo(taken, dated=dated)
            face_id = self._insert(Face, values)
            self._insert(Embedding, {"model": self.model, "face_id": face_id, "vector": pack_vector(embedded)})
        self.vectors[face_id] = embedded
        return face_id

    def group(
        self,
        person: int,
        faces: int,
        *,
        apart: float = SPREAD,
        quality: float = 0.9,
        taken: dt.datetime | None = None,
        drift: float = 0.0,
    ) -> tuple[int, list[int]]:
        """An unnamed group of a person's faces, each in a photo of its own; returns its id and theirs."""
        with self._writing():
            group_id = self._insert(Group, {"settled": True})
            return group_id, [
                self.face(person, taken=taken, group=group_id, apart=apart, drift=drift, quality=quality)
                for _ in range(faces)
            ]

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Session]:
        """One transaction for whatever is written within it: opening a catalog takes longer than a row."""
        if self._session is not None:
            yield self._session
            return
        database = open_database(self.catalog)
        try:
            with database.write() as session:
                self._session = session
                yield session
        finally:
            self._session = None
            database.close()

    def _insert(self, model: type[Any], values: dict[str, object]) -> int:
        key = Embedding.face_id if model is Embedding else model.id
        with self._writing() as session:
            return int(session.execute(sa.insert(model).values(values).returning(key)).scalar_one())
