"""Everyday acts between scans, in any order: no name on the wrong picture, no name lost."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from everyday import World, live
from fakes.library import open_fake_library
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from new_catalog import new_catalog


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_names_stay_on_their_pictures(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        library = open_fake_library(new_catalog(Path(folder)))
        try:
            world = World(Path(folder) / "Pictures", library, lambda things: data.draw(st.sampled_from(list(things))))
            live(world, photos=5, rounds=4)
        finally:
            library.close()


@pytest.mark.large
@pytest.mark.timeout(3600)
def test_two_hundred_photos_and_two_hundred_rounds(tmp_path: Path) -> None:
    library = open_fake_library(new_catalog(tmp_path))
    world = World(tmp_path / "Pictures", library, random.Random(1).choice)
    live(world, photos=200, rounds=200)
    library.close()
