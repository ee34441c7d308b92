"""Values as plain bytes: a frame is a small header in JSON and, after it, the numbers of its arrays as they are.

A value's tree is JSON: numbers, strings, null and truth values stand for themselves, a list for a tuple, and
`{"array": [dtype, shape, layout]}`, `{"dict": {name: tree}}` for what their names say. The arrays' bytes follow each
other in the payload. Nothing is ever unpickled, and what a tree claims is checked against the bytes that are there.
"""

from __future__ import annotations

import json
import math
import os
import struct
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np

from quiz.exercises.sandbox.kinds import RESULT, TREES, BadValue, TooLarge

HEAD = struct.Struct("<IQ")  # length of the header, length of the payload
DTYPES: Mapping[str, np.dtype[Any]] = {
    name: np.dtype(name)
    for name in (
        "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
        "float16", "float32", "float64", "complex64", "complex128",
    )
}  # fmt: skip
_NAMES = {dtype: name for name, dtype in DTYPES.items()}
_ENCODER = json.JSONEncoder(separators=(",", ":"))
DEEPEST = 8
MOST_ITEMS = 10_000  # that are taken from one iterator
LARGEST_WHOLE = 1 << 1023
MOST_AXES = 32
_ARRAYS, _LISTS = (np.ndarray, np.generic), (tuple, list)

Tree = Any


class Garbled(ValueError):
    """Bytes that are no frame of ours."""


def head(header: Mapping[str, Any], length: int = 0) -> bytes:
    """The beginning of a frame, after which so many bytes of payload follow."""
    text = _ENCODER.encode(header).encode("ascii")
    return HEAD.pack(len(text), length) + text


def frame(header: Mapping[str, Any], payload: bytes = b"") -> bytes:
    return head(header, len(payload)) + payload


def frames(view: memoryview, most: int) -> Iterator[tuple[dict[str, Any], memoryview]]:
    """The frames of a stream, one after another; raises Garbled at the first that is none.

    All their headers together have at most so many bytes: read JSON takes many times its length.
    """
    at = 0
    while at < len(view):
        if len(view) - at < HEAD.size:
            raise Garbled("a frame is cut off")
        length, body = HEAD.unpack_from(view, at)
        at += HEAD.size
        most -= length
        if most < 0 or len(view) - at < length + body:
            raise Garbled("a frame is cut off")
        yield header(bytes(view[at : at + length])), view[at + length : at + length + body]
        at += length + body


def header(text: bytes) -> dict[str, Any]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Garbled("a header is not JSON") from error
    if not isinstance(read, dict):
        raise Garbled("a header is not an object")
    return read


def request(source: int) -> tuple[dict[str, Any], memoryview] | None:
    """One frame from the app, read from a descriptor; None where there is none any more."""
    first = _exactly(source, HEAD.size)
    if first is None:
        return None
    length, payload = HEAD.unpack(first)
    body = _exactly(source, length + payload)
    return None if body is None else (header(body[:length]), memoryview(body)[length:])


def _exactly(source: int, length: int) -> bytes | None:
    chunks: list[bytes] = []
    while length:
        chunk = os.read(source, min(length, 1 << 20))
        if not chunk:
            return None
        chunks.append(chunk)
        length -= len(chunk)
    return b"".join(chunks)


class _Room:
    """How many bytes there still are for arrays, and for the JSON around them, by the least that it can take."""

    def __init__(self, arrays: float, trees: float) -> None:
        self.arrays, self.trees = arrays, trees

    def array(self, size: int) -> None:
        self.arrays -= size
        if self.arrays < 0:
            raise TooLarge(f"value > {RESULT >> 20} MiB")

    def tree(self, size: int, value: Any) -> None:
        self.trees -= size
        if self.trees < 0:
            raise TooLarge(f"{type(value).__name__} > {TREES >> 20} MiB")


def pack(value: Any, *, arrays: float = math.inf, trees: float = math.inf) -> tuple[Tree, bytes]:
    """The tree of a value and the bytes of its arrays; raises BadValue, also where they are longer than this."""
    chunks: list[bytes] = []
    return _packed(value, chunks, _Room(arrays, trees), 0), b"".join(chunks)


def _packed(value: Any, chunks: list[bytes], room: _Room, depth: int) -> Tree:
    if depth > DEEPEST:
        raise BadValue("tuple in tuple in tuple …")
    if isinstance(value, _ARRAYS):
        return {"array": _array(np.asarray(value), chunks, room)}
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST_WHOLE:
            raise BadValue("int > 2 ** 1023")
        return int(value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, str):
        room.tree(len(value), value)
        return str(value)
    if isinstance(value, Mapping):
        if not all(isinstance(name, str) for name in value):
            raise BadValue("dict[not str]")
        room.tree(sum(len(name) + 2 for name in value), value)
        return {"dict": {str(name): _packed(item, chunks, room, depth + 1) for name, item in value.items()}}
    if not isinstance(value, _LISTS) and not hasattr(value, "__next__"):
        raise BadValue(type(value).__name__)
    items = list(islice(value, MOST_ITEMS + 1))
    if len(items) > MOST_ITEMS:
        raise TooLarge(f"{type(value).__name__}, len > {MOST_ITEMS:,}")
    room.tree(2 * len(items), value)
    return [_packed(item, chunks, room, depth + 1) for item in items]


def _array(array: np.ndarray[Any, Any], chunks: list[bytes], room: _Room) -> Tree:
    """An array's dtype, shape and layout: "C", "F" (as Fortran), or "S" (strided, as a slice is)."""
    native, name = array.dtype, _NAMES.get(array.dtype)
    if name is None or not native.isnative:
        native = native.newbyteorder("=")
        if native not in _NAMES:
            if native.kind not in "fc":  # an extended float is sent as a double
                raise BadValue(f"array(dtype={array.dtype})")
            native = DTYPES["float64" if native.kind == "f" else "complex128"]
        name = _NAMES[native]
    if array.ndim > MOST_AXES:
        raise BadValue(f"array(ndim={array.ndim})")
    room.array(native.itemsize * array.size)
    flags = array.flags
    layout = "C" if flags.c_contiguous else "F" if flags.f_contiguous else "S"
    chunks.append(np.asarray(array, dtype=native).tobytes())
    return [name, list(array.shape), layout]


def unpack(tree: Tree, payload: bytes | memoryview) -> Any:
    """The value of a tree; lists come back as tuples, and arrays cannot be written to.

    Raises Garbled for what `pack` would not have made.
    """
    return _Reader(memoryview(payload)).all(tree)


def unpack_owned(tree: Tree, payload: bytes | memoryview) -> tuple[Any, Mapping[int, Any]]:
    """The value of a tree, of which arrays can be written to and have their layout; and what each array and dict in
    it, by its id, is made of, for `same` to compare it with."""
    reader = _Reader(memoryview(payload), {})
    return reader.all(tree), reader.origins or {}


def same(value: Any, origins: Mapping[int, Any]) -> bool:
    """Whether a value of `unpack_owned` is still as it was, to the bit."""
    if isinstance(value, np.ndarray):
        origin = origins[id(value)]
        kept = value.shape == origin.shape and value.dtype == origin.dtype
        return bool(kept and value.tobytes() == origin.tobytes())
    if isinstance(value, dict):
        origin = origins[id(value)]
        return list(value) == list(origin) and all(
            value[name] is origin[name] and same(value[name], origins) for name in origin
        )
    return not isinstance(value, tuple) or all(same(item, origins) for item in value)


class _Reader:
    def __init__(self, payload: memoryview, origins: dict[int, Any] | None = None) -> None:
        self.payload, self.origins, self.at = payload, origins, 0

    def all(self, tree: Tree) -> Any:
        value = self.value(tree, 0)
        if self.at != len(self.payload):
            raise Garbled("bytes are left over")
        return value

    def value(self, tree: Tree, depth: int) -> Any:
        if depth > DEEPEST:
            raise Garbled("nested too deeply")
        if isinstance(tree, list):
            return tuple([self.value(item, depth + 1) for item in tree])
        if not isinstance(tree, dict):
            return tree
        if len(tree) == 1:
            array, items = tree.get("array"), tree.get("dict")
            if isinstance(array, list) and len(array) == 3:
                return self.array(*array)
            if isinstance(items, dict):
                made = {name: self.value(item, depth + 1) for name, item in items.items()}
                if self.origins is not None:
                    self.origins[id(made)] = dict(made)
                return made
        raise Garbled("a value is none of ours")

    def array(self, name: Any, shape: Any, layout: Any) -> np.ndarray[Any, Any]:
        dtype = DTYPES.get(name) if isinstance(name, str) else None
        if dtype is None or layout not in ("C", "F", "S") or not isinstance(shape, list) or len(shape) > MOST_AXES:
            raise Garbled("an array is none of ours")
        if not all(type(n) is int and 0 <= n < 1 << 40 for n in shape):
            raise Garbled("an array is none of ours")
        end = self.at + dtype.itemsize * math.prod(shape)
        if end > len(self.payload):
            raise Garbled("an array is cut off")
        try:
            array = np.frombuffer(self.payload[self.at : end], dtype=dtype).reshape(shape)
        except ValueError as error:  # an empty array of an impossible shape
            raise Garbled("an array is none of ours") from error
        self.at = end
        if self.origins is None:
            return array
        owned = _laid_out(array, layout)
        self.origins[id(owned)] = array
        return owned


def _laid_out(array: np.ndarray[Any, Any], layout: str) -> np.ndarray[Any, Any]:
    if layout == "F":
        return np.array(array, order="F")
    if layout == "S" and array.ndim:
        wide = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), dtype=array.dtype)
        wide[..., ::2] = array
        return wide[..., ::2]
    return np.array(array, order="C")
