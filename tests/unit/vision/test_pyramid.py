from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from photoface.vision.device import sent
from photoface.vision.mtcnn_pyramid import FIELD, PADDED, STRIDE, Part, Sheet, level_sizes, sheets
from photoface.vision.protocols import Pixels
from photoface.vision.resampling import resized

sides = st.integers(1, 1400)
"""Of photos, smaller than a face and larger than a sheet."""


def all_sheets(height: int, width: int, pixels: int = 96_000) -> tuple[Sheet, ...]:
    return sheets(height, width, 20, pixels)


def shrunk(photo: Pixels) -> list[Pixels]:
    return [resized(photo, (width, height)) for height, width in level_sizes(photo.shape[0], photo.shape[1], 20)]


def apart(one: Part, other: Part) -> bool:
    beside = one.left + one.slot[1] <= other.left or other.left + other.slot[1] <= one.left
    return beside or one.top + one.slot[0] <= other.top or other.top + other.slot[0] <= one.top


@given(sides, sides)
def test_parts_lie_apart_and_on_their_sheet(height: int, width: int) -> None:
    for sheet in all_sheets(height, width):
        assert (sheet.height % PADDED, sheet.width % PADDED) == (0, 0)
        for part in sheet.parts:
            assert (part.top % STRIDE, part.left % STRIDE) == (0, 0)
            assert part.top + part.slot[0] <= sheet.height
            assert part.left + part.slot[1] <= sheet.width
        assert all(apart(one, other) for one, other in combinations(sheet.parts, 2))


@given(sides, sides, st.sampled_from([5_000, 96_000]))
def test_every_place_of_every_size_is_seen_once(height: int, width: int, pixels: int) -> None:
    seen: dict[int, list[int]] = {}
    sizes = {}
    for sheet in all_sheets(height, width, pixels):
        for part in sheet.parts:
            rows, columns = part.places
            first = part.first // STRIDE
            seen.setdefault(part.level, []).extend(range(first, first + rows.stop - rows.start))
            sizes[part.level] = part.size
            # As many as a picture of this width has by itself.
            assert columns.stop - columns.start == -(-(part.size[1] - 2) // 2) - 4
    for level, seen_rows in seen.items():
        assert seen_rows == list(range(-(-(sizes[level][0] - 2) // 2) - 4))
    assert sorted(seen) == list(range(len(seen)))
    smallest = min(sizes.values(), default=(0, 0), key=min)
    assert min(smallest) < FIELD / 0.709 + 2 or not sizes


@pytest.mark.parametrize(("height", "width", "count"), [(300, 300, 1), (600, 800, 6), (960, 1280, 14)])
def test_small_photos_take_one_sheet_and_large_ones_few(height: int, width: int, count: int) -> None:
    made = all_sheets(height, width)
    assert len(made) == count
    assert all(sheet.height * sheet.width <= 96_000 for sheet in made)
    area = sum(part.slot[0] * part.slot[1] for sheet in made for part in sheet.parts)
    assert sum(sheet.height * sheet.width for sheet in made) < 1.3 * area


def test_a_sheet_shows_each_size_with_its_edge_going_on() -> None:
    photo = np.random.default_rng(2).integers(0, 256, (131, 97, 3), dtype=np.uint8)
    (sheet,) = all_sheets(131, 97)
    levels = shrunk(photo)
    picture = sheet.picture(levels)
    assert len(sheet.parts) == len(levels) > 3
    for part in sheet.parts:
        height, width = part.size
        whole = levels[part.level]
        slot = picture[part.top : part.top + part.slot[0], part.left : part.left + part.slot[1]]
        assert np.array_equal(slot[:height, :width], whole)
        assert np.array_equal(slot[-1, :width], whole[-1])
        assert np.array_equal(slot[:height, -1], whole[:, -1])


def test_strips_show_a_size_from_top_to_bottom() -> None:
    photo = np.random.default_rng(3).integers(0, 256, (400, 300, 3), dtype=np.uint8)
    made = all_sheets(400, 300, 20_000)
    levels = shrunk(photo)
    strips = [sheet for sheet in made if sheet.parts[0].level == 0]
    assert len(strips) > 1
    for sheet in strips:
        (part,) = sheet.parts
        shown = sheet.picture(levels)[: part.last - part.first, : part.size[1]]
        assert np.array_equal(shown, levels[0][part.first : part.last])


def test_boxes_of_places_lie_where_the_places_see() -> None:
    made = all_sheets(960, 1280)
    for sheet in (next(one for one in made if one.parts[0].first > 0), made[-1]):
        for index, part in enumerate(sheet.parts):
            down, across = (min(3 + i, (place.stop - place.start) - 1) for i, place in enumerate(part.places))
            row, column = part.top // STRIDE + down, part.left // STRIDE + across
            assert sheet.owners[row, column] == index
            ((level,), ((left, top, right, bottom),)) = sheet.seen_at(np.array([row * sheet.owners.shape[1] + column]))
            assert level == part.level
            corner = np.array([across * STRIDE, part.first + down * STRIDE])
            assert (left, top) == pytest.approx((corner + 1) / part.scale, abs=1)
            assert (right, bottom) == pytest.approx((corner + FIELD) / part.scale, abs=1)


@pytest.mark.parametrize(("size", "pixels"), [((300, 300), 96_000), ((131, 97), 96_000), ((400, 300), 20_000)])
def test_a_place_belongs_to_the_only_part_in_its_field(size: tuple[int, int], pixels: int) -> None:
    for sheet in all_sheets(*size, pixels):
        # Windows of the last places reach over the end, as the network's pooling may.
        painted = np.full((sheet.height + 2, sheet.width + 2), -1)
        for index, part in enumerate(sheet.parts):
            painted[part.top : part.top + part.slot[0], part.left : part.left + part.slot[1]] = index
        fields = np.lib.stride_tricks.sliding_window_view(painted, (FIELD, FIELD))[::STRIDE, ::STRIDE]
        rows, columns = sheet.owners.shape
        lowest, highest = fields.min(axis=(2, 3))[:rows, :columns], fields.max(axis=(2, 3))[:rows, :columns]
        assert np.array_equal(sheet.owners, np.where(lowest == highest, lowest, -1))


@pytest.mark.parametrize("shape", [(400, 1, 3), (1, 400, 3), (1, 1, 3)])
@pytest.mark.parametrize("quarters", range(4))
def test_a_turned_picture_of_one_pixel_in_width_or_height_is_resized(shape: tuple[int, ...], quarters: int) -> None:
    picture = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    turned = np.rot90(picture, quarters)
    assert np.array_equal(resized(turned, (8, 6)), resized(turned.copy(), (8, 6)))
    assert np.array_equal(sent(turned, torch.device("cpu")).numpy(), turned)
