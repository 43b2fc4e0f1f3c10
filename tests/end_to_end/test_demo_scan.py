"""The demo, scanned with the real detector and the real embedder."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from photoface.assembly import open_library
from photoface.demo import build
from photoface.demo.portraits import EILEEN, GRACE

PHOTOS = 14
"""Enough for both people, apart and together; the whole demo takes a minute on a slow machine."""


@pytest.mark.slow
def test_both_people_are_found_and_kept_apart(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    labels = build(folder)
    kept = [label for label in labels if label.people][:PHOTOS]
    kept += [label for label in labels if not label.readable]
    for label in labels:
        if label not in kept:
            (folder / label.file).unlink()
    library = open_library(tmp_path / "demo.photoface")
    try:
        library.folders.add(folder)
        report = library.jobs.scan()
        assert (report.read, report.failed) == (PHOTOS + 1, 1)
        people_of = {(folder / label.file).resolve(): label.people for label in kept}
        in_group: dict[int, Counter[str]] = defaultdict(Counter)
        for photo_id in library.photos.ids():
            photo = library.photos.detail(photo_id)
            assert photo.path is not None
            people = people_of[photo.path]
            # A badge on a uniform may pass for a small face; the people are the largest ones.
            faces = sorted(photo.faces, key=lambda face: -face.box.area)[: len(people)]
            assert len(faces) == len(people), photo.path
            if len(people) == 2:
                assert faces[0].group_id != faces[1].group_id
            elif faces[0].group_id is not None:
                in_group[faces[0].group_id][people[0]] += 1
        assert all(len(people) == 1 for people in in_group.values()), "a group mixes the two"
        largest = {person: max(people[person] for people in in_group.values()) for person in (EILEEN, GRACE)}
        alone = Counter(people[0] for people in people_of.values() if len(people) == 1)
        for person, count in largest.items():
            assert count >= 0.8 * alone[person]
    finally:
        library.close()
