"""ONNX models of one node, written as the bytes of the protocol buffer.

Source: ``onnx.proto3`` of ONNX 1.17, whose field numbers these are.
"""

from __future__ import annotations

import struct
from typing import TypeAlias

_Value: TypeAlias = "int | bytes | str | list[_Value] | dict[int, _Value]"

_FLOAT, _INTS = 1, 7


def model(operator: str, constant: list[float], constant_shape: list[int]) -> bytes:
    """What gives ``operator(picture, constant)`` for a batch of pictures of any size, channels first."""
    picture: _Value = {1: "picture", 2: _pictures(3)}
    result: _Value = {1: "result", 2: _pictures(constant_shape[0] if operator == "Conv" else 3)}
    tensor: _Value = {
        1: list(constant_shape),
        2: _FLOAT,
        8: "constant",
        9: struct.pack(f"<{len(constant)}f", *constant),
    }
    node: dict[int, _Value] = {1: ["picture", "constant"], 2: "result", 4: operator}
    if operator == "Conv":
        node[5] = {1: "kernel_shape", 8: list(constant_shape[2:]), 20: _INTS}
    graph: _Value = {1: node, 2: "tiny", 5: tensor, 11: picture, 12: result}
    return _message({1: 8, 7: graph, 8: {1: "", 2: 13}})


def _pictures(channels: int) -> _Value:
    return {1: {1: _FLOAT, 2: {1: [{1: 1}, {1: channels}, {2: "height"}, {2: "width"}]}}}


def _message(fields: dict[int, _Value]) -> bytes:
    return b"".join(_field(number, value) for number, value in fields.items())


def _field(number: int, value: _Value) -> bytes:
    if isinstance(value, list):
        return b"".join(_field(number, one) for one in value)
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    content = _message(value) if isinstance(value, dict) else value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    return bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80]) + _varint(number >> 7)
