"""Runs the network YuNet on pictures of any size: by onnxruntime where it is installed, otherwise by OpenCV.

onnxruntime takes half the time of OpenCV. Both give the same boxes to a hundredth of a pixel.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from photoface.vision.onnx_runtime import is_available, open_session

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from photoface.vision.protocols import Pixels

    Network = Callable[[Pixels], NDArray[np.float32]]
    """From a picture, RGB, to the boxes in it, (boxes, 5) float32: left, top, width, height and score."""

LEAST_SCORE: Final = 0.3
"""Of a proposal. The last network drops what is no face; at .6 a man with a tilted head in a group is missed."""

OVERLAP: Final = 0.3
"""Intersection over union above which the proposal with the lower score is dropped; OpenCV's default."""

MOST_PROPOSALS: Final = 5000
"""Boxes of one picture that are compared with one another; OpenCV's default."""

STRIDES: Final = (8, 16, 32)
"""Pixels between two places of each of the network's outputs."""

FIXED_SIZE: Final = b"\x0a\x03\x08\x80\x05\x0a\x03\x08\x80\x05"
ANY_SIZE: Final = b"\x0a\x03\x12\x01h\x0a\x03\x12\x01w"
"""The last two dimensions of the input in the file: 640 and 640, as fields `dim_value` of onnx.proto's
`TensorShapeProto.Dimension`; and of the same length `dim_param`, with which onnxruntime takes any size."""


def yunet_network(weights: bytes) -> Network:
    """The network with the verified weights of the ONNX file; callable on several threads at once."""
    return _with_onnxruntime(weights) if is_available() else _with_opencv(weights)


def _with_opencv(weights: bytes) -> Network:
    # A network keeps the size of its picture, so each thread has its own.
    networks = threading.local()
    # Photos are searched side by side; threads for one of them would only wait for one another.
    cv2.setNumThreads(1)
    file = np.frombuffer(weights, np.uint8)

    def run(picture: Pixels) -> NDArray[np.float32]:
        height, width = picture.shape[:2]
        if not hasattr(networks, "one"):
            networks.one = cv2.FaceDetectorYN.create(
                "onnx", file, np.zeros(0, np.uint8), (width, height), LEAST_SCORE, OVERLAP, MOST_PROPOSALS
            )
        networks.one.setInputSize((width, height))
        found = networks.one.detect(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))[1]
        if found is None:
            return np.zeros((0, 5), np.float32)
        # Between the box and the score there are YuNet's own landmarks.
        boxes: NDArray[np.float32] = found[:, (0, 1, 2, 3, 14)]
        return boxes

    return run


def _with_onnxruntime(weights: bytes) -> Network:
    session = open_session(weights.replace(FIXED_SIZE, ANY_SIZE, 1), sizes_vary=True)
    # Without the outputs for its own landmarks.
    outputs = [f"{name}_{stride}" for stride in STRIDES for name in ("cls", "obj", "bbox")]

    def run(picture: Pixels) -> NDArray[np.float32]:
        height, width = (-(-side // STRIDES[-1]) * STRIDES[-1] for side in picture.shape[:2])
        padded = np.zeros((1, 3, height, width), np.float32)
        padded[0, :, : picture.shape[0], : picture.shape[1]] = picture[..., ::-1].transpose(2, 0, 1)
        found = iter(session.run(outputs, {"input": padded}))
        boxes = np.concatenate(
            [_boxes(next(found)[0], next(found)[0], next(found)[0], width // stride, stride) for stride in STRIDES]
        )
        return boxes[_kept(boxes)]

    return run


def _boxes(
    classes: NDArray[np.float32], objects: NDArray[np.float32], shapes: NDArray[np.float32], columns: int, stride: int
) -> NDArray[np.float32]:
    """The boxes in one output, as OpenCV reads it (`FaceDetectorYNImpl::postProcess` in face_detect.cpp)."""
    scores = np.sqrt(np.clip(classes[:, 0], 0, 1) * np.clip(objects[:, 0], 0, 1))
    places = np.flatnonzero(scores >= LEAST_SCORE)
    row, column = np.divmod(places, columns)
    shapes = shapes[places]
    centres = np.stack([column, row], axis=1) + shapes[:, :2]
    sides = np.exp(shapes[:, 2:])
    boxes = np.concatenate([centres - sides / 2, sides], axis=1) * stride
    return np.concatenate([boxes, scores[places, None]], axis=1).astype(np.float32)


def _kept(boxes: NDArray[np.float32]) -> NDArray[np.intp]:
    """Those that no better one overlaps, best first; in whole pixels, as in OpenCV."""
    corners = np.clip(boxes[:, :4], -(2**30), 2**30).astype(np.int32)
    kept = cv2.dnn.NMSBoxes(corners.tolist(), boxes[:, 4].tolist(), LEAST_SCORE, OVERLAP, 1.0, MOST_PROPOSALS)
    return np.array(kept, dtype=np.intp).reshape(-1)
