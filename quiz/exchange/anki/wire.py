"""The few protobuf messages inside a new package, read by field number (protobuf.dev, "Encoding")."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_MOST_FIELDS = 1_000_000


def fields(raw: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Number and value of each field: an integer for a varint or a fixed-width one, bytes for the rest.

    Raises ValueError where the bytes are no message.
    """
    at = 0
    for _ in range(_MOST_FIELDS):
        if at >= len(raw):
            return
        key, at = _varint(raw, at)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, at = _varint(raw, at)
            yield number, value
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
            yield number, _taken(raw, at, size)
            at += size
        elif kind == 2:
            size, at = _varint(raw, at)
            yield number, _taken(raw, at, size)
            at += size
        else:
            raise ValueError("this is no protobuf message")
    raise ValueError("this message has too many fields")


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(raw):
            break
        byte = raw[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
    raise ValueError("this is no protobuf message")


def _taken(raw: bytes, at: int, size: int) -> bytes:
    if at + size > len(raw):
        raise ValueError("this message is cut off")
    return raw[at : at + size]


def text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def floats(value: object) -> list[float]:
    """Packed 32-bit floats."""
    return [number for (number,) in struct.iter_unpack("<f", value)] if isinstance(value, bytes) else []


def one_float(value: object) -> float | None:
    found = floats(value) if isinstance(value, bytes) and len(value) == 4 else []
    return found[0] if found else None
