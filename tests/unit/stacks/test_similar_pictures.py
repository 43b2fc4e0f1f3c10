"""Pictures that are laid over each other: moved and scaled edges are found, other pictures stay unlike."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from related_photos import drawn, saved, scaled

from photoface.imaging.thumbnails import encode_thumbnail
from photoface.stacks import similar_pictures
from photoface.stacks.picture_signature import picture_signature, signature_and_sharpness
from photoface.stacks.similar_pictures import candidate_pairs, compared


def rows(*pictures: Image.Image) -> NDArray[np.uint8]:
    return np.array([picture_signature(encode_thumbnail(np.asarray(picture))) for picture in pictures])


PAIR = np.array([[0, 1]])


def test_size_and_compression_leave_no_trace() -> None:
    fit = compared(rows(drawn(1), saved(scaled(drawn(1), 0.4), 50)), PAIR)
    assert fit.similarity[0] > 0.98
    assert fit.is_copy[0]
    assert not fit.is_cropped[0]


def test_the_cropped_part_is_found() -> None:
    picture = drawn(1)
    part = picture.crop((0, 0, round(picture.width * 0.9), round(picture.height * 0.95)))
    fit = compared(rows(part, picture), PAIR)
    assert (fit.width[0], fit.height[0]) == pytest.approx((0.9, 0.95), abs=0.012)
    assert fit.is_copy[0]
    assert fit.is_cropped[0]


def test_a_picture_that_differs_in_half_of_its_parts_is_no_copy() -> None:
    first, second = drawn(1), drawn(1)
    second.paste(drawn(2).crop((0, 0, 160, 240)), (0, 0))
    assert not compared(rows(first, second), PAIR).is_copy[0]


def test_a_printed_date_leaves_a_copy_a_copy() -> None:
    second = drawn(1)
    second.paste((255, 140, 0), (250, 220, 310, 232))
    assert compared(rows(drawn(1), second), PAIR).is_copy[0]


def test_no_pairs_no_comparison() -> None:
    fit = compared(rows(drawn(1)), np.empty((0, 2), dtype=np.int64))
    assert fit.is_copy.tolist() == []


def test_candidates_are_pairs_of_like_content() -> None:
    pictures = [drawn(seed) for seed in range(30)]
    signatures = rows(
        *pictures, saved(scaled(pictures[7], 0.5)), Image.new("RGB", (90, 60)), Image.new("RGB", (90, 60))
    )
    pairs = {tuple(pair) for pair in candidate_pairs(signatures).tolist()}
    assert (7, 30) in pairs
    assert not any(31 in pair or 32 in pair for pair in pairs)
    assert len(pairs) < 20


def test_of_many_like_pictures_only_the_most_similar_are_candidates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similar_pictures, "MOST_CANDIDATES", 2)
    random = np.random.default_rng(2)
    base = rows(drawn(1))[0].astype(np.float32)
    like = [np.clip(base + random.normal(0, 12, base.shape), 0, 255).astype(np.uint8) for _ in range(9)]
    signatures = np.array([*like, like[3]])
    pairs = candidate_pairs(signatures)
    assert np.bincount(pairs[:, 1]).max() == 2
    assert [3, 9] in pairs.tolist()


def test_a_blurred_picture_is_less_sharp() -> None:
    sharp = drawn(1, (640, 480))
    soft = scaled(scaled(sharp, 0.15), 1 / 0.15).resize(sharp.size)
    thumbnails = [encode_thumbnail(np.asarray(picture)) for picture in (sharp, soft)]
    assert signature_and_sharpness(thumbnails[0])[1] > 2 * signature_and_sharpness(thumbnails[1])[1]
