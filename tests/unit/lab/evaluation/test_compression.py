from __future__ import annotations

import numpy as np
import pytest

from photoface.geometry import Box
from photoface.lab.evaluation.compression import FORMATS, StoreFormat, compare_formats, restored
from photoface.lab.evaluation.embedded_faces import EmbeddedFace
from photoface.lab.evaluation.lfw_pairs import Pair


def embedding(seed: int, dimension: int = 128) -> np.ndarray:
    vector = np.random.default_rng(seed).normal(size=dimension).astype(np.float32)
    return vector / np.linalg.norm(vector)


@pytest.mark.parametrize(("store_format", "error"), [("float32", 0), ("float16", 5e-4), ("int8", 0.012)])
def test_restored_embeddings_are_near_and_of_unit_length(store_format: StoreFormat, error: float) -> None:
    for seed in range(20):
        vector = embedding(seed)
        back = restored(vector, store_format)
        assert back.dtype == np.float32
        assert np.linalg.norm(back) == pytest.approx(1, abs=1e-6)
        assert np.linalg.norm(back - vector) <= error


def test_formats_side_by_side() -> None:
    images = [("Anna", 1), ("Anna", 2), ("Ben", 1), ("Ben", 2), ("Carla", 1)]
    faces = {image: EmbeddedFace(Box(0, 0, 1, 1), embedding(len(image[0]))) for image in images[:4]}
    faces_or_none = {**faces, images[4]: None}
    pairs = [
        Pair(images[0], images[1], same=True, fold=0),
        Pair(images[0], images[2], same=False, fold=0),
        Pair(images[2], images[3], same=True, fold=1),
        Pair(images[1], images[4], same=False, fold=1),
    ]
    reports = compare_formats(pairs, faces_or_none)
    assert [report.store_format for report in reports] == list(FORMATS)
    assert [report.bytes_per_face for report in reports] == [512, 256, 128]
    assert reports[0].largest_change == 0
    assert 0 < reports[1].largest_change < reports[2].largest_change < 0.02
    assert all(report.verification.area_under_curve == 1 for report in reports)
