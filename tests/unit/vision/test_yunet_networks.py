"""YuNet finds the same boxes whichever library runs it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from photoface.vision import yunet, yunet_networks
from photoface.vision.protocols import Pixels
from photoface.vision.resampling import resized
from photoface.vision.yunet_networks import yunet_network


def test_onnxruntime_finds_the_boxes_that_opencv_finds(astronaut: Pixels, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = yunet._weights()
    small = resized(astronaut, (150, 131))
    crowd = np.zeros((333, 470, 3), np.uint8)
    crowd[5:136, 10:160], crowd[190:321, 300:450], crowd[100:231, 170:320] = small, small, small[:, ::-1]

    def found() -> list[NDArray[np.float32]]:
        network = yunet_network(weights)
        return [network(picture) for picture in (crowd, astronaut, np.zeros((64, 48, 3), np.uint8))]

    by_onnxruntime = found()
    monkeypatch.setattr(yunet_networks, "is_available", lambda: False)
    for boxes, others in zip(by_onnxruntime, found(), strict=True):
        np.testing.assert_allclose(boxes, others, atol=0.05)
    assert [min(len(boxes), 3) for boxes in by_onnxruntime] == [3, 1, 0]
