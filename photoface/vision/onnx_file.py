"""Tells whether an ONNX file keeps weights in other files, by reading its protobuf fields, without any library.

Such weights have no checksum of ours, and a path in a file from elsewhere may name any file of this computer.
Field numbers are those of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
"""

from __future__ import annotations

from typing import Final

_CHILDREN: Final = {
    "model": {7: "graph", 25: "function"},
    "graph": {1: "node", 5: "tensor", 15: "sparse tensor"},
    "function": {7: "node", 11: "attribute"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse tensor", 23: "sparse tensor"},
    "sparse tensor": {1: "tensor", 2: "tensor"},
    "tensor": {},
}
"""The fields of each message that hold messages in which a tensor may stand."""

_EXTERNAL_DATA: Final = 13
_DATA_LOCATION: Final = 14
"""Fields of a tensor: where its data is; the second is 0 for "in this file"."""

_VARINT, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5
"""Protobuf's wire types."""


def has_external_data(model: bytes) -> bool:
    """Whether any tensor of a model lies in another file.

    Raises:
        ValueError: the bytes are no protobuf message.
    """
    waiting = [("model", 0, len(model))]
    while waiting:
        message, place, end = waiting.pop()
        while place < end:
            key, place = _varint(model, place)
            field, wire_type = key >> 3, key & 7
            start, value = place, 0
            if wire_type == _VARINT:
                value, place = _varint(model, place)
            elif wire_type == _BYTES:
                length, start = _varint(model, place)
                place = start + length
            elif wire_type in (_EIGHT_BYTES, _FOUR_BYTES):
                place += 8 if wire_type == _EIGHT_BYTES else 4
            else:
                raise ValueError(f"no wire type {wire_type}")
            if place > end:
                raise ValueError("a field reaches beyond its message")
            if message == "tensor" and (field == _EXTERNAL_DATA or (field == _DATA_LOCATION and value)):
                return True
            if wire_type == _BYTES and field in _CHILDREN[message]:
                waiting.append((_CHILDREN[message][field], start, place))
    return False


def _varint(data: bytes, place: int) -> tuple[int, int]:
    """An integer of variable length, and the place behind it."""
    value = 0
    for shift in range(0, 70, 7):
        if place >= len(data):
            break
        byte = data[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if not byte & 0x80:
            return value, place
    raise ValueError("an integer does not end")
