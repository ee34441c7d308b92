"""Values as bytes: there and back, and nothing read that was not written by us."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.exercises.sandbox import BadValue, Fault, Kind, TooLarge, reply, wire
from quiz.exercises.sandbox.kinds import trees
from quiz.model.text import clean

SHAPES = st.lists(st.integers(0, 4), max_size=4).map(tuple)
ARRAYS = st.builds(
    lambda name, shape, seed: np.asarray(np.random.default_rng(seed).normal(size=shape) * 100).astype(name),
    st.sampled_from(sorted(wire.DTYPES.keys() - {"complex64", "complex128"})), SHAPES, st.integers(0, 99),
)  # fmt: skip
PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters(codec="utf-8"))
VALUES: st.SearchStrategy[Any] = st.recursive(
    PLAIN | ARRAYS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def there_and_back(value: Any, *, own: bool = False) -> Any:
    tree, payload = wire.pack(value)
    ((header, body),) = wire.frames(memoryview(wire.frame({"tree": tree}, payload)), 1 << 20)
    return wire.unpack_owned(header["tree"], body)[0] if own else wire.unpack(header["tree"], body)


def alike(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray | np.generic):
        return isinstance(other, np.ndarray) and one.dtype == other.dtype and one.tobytes() == other.tobytes()
    if isinstance(one, tuple | list):
        return isinstance(other, tuple) and len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, dict):
        return isinstance(other, dict) and list(one) == list(other) and all(alike(one[k], other[k]) for k in one)
    return type(one) is type(other) and bool(one == other)


@given(VALUES, st.booleans())
def test_every_value_comes_back_as_it_was(value: Any, own: bool) -> None:
    assert alike(value, there_and_back(value, own=own))


def test_numbers_that_json_does_not_have() -> None:
    assert there_and_back(float("inf")) == float("inf")
    assert np.isnan(there_and_back(float("nan")))
    assert np.isnan(there_and_back(np.array([1.0, np.nan]))).tolist() == [False, True]


def test_layouts_are_kept_for_those_who_compute() -> None:
    base = np.arange(24.0).reshape(4, 6)
    for array in (base, base.T, base[:, ::2], base[::-1], np.asfortranarray(base), base[1:3, 1:3]):
        back = there_and_back(array, own=True)
        np.testing.assert_array_equal(back, array)
        assert (back.flags.c_contiguous, back.flags.f_contiguous) == (
            array.flags.c_contiguous,
            array.flags.f_contiguous,
        )
        back[...] = 0  # it can be written to


def test_what_is_like_an_array_travels_as_one() -> None:
    for odd in (np.float32(1.5), np.arange(3, dtype=">i4"), np.ma.masked_array([1.0, 2.0]), np.longdouble(1.5)):
        assert np.array_equal(there_and_back(odd), np.asarray(odd))
    assert there_and_back(iter([1, 2])) == (1, 2)
    assert there_and_back(number**2 for number in range(3)) == (0, 1, 4)


NONE_OF_OURS = {
    "set": {1, 2},
    "builtin_function_or_method": len,
    "array(dtype=object)": np.array([1, "a"], dtype=object),
    "array(dtype=<U1)": np.array(["a"]),
    "dict[not str]": {1: 2},
    "int > 2 ** 1023": 1 << 2000,
    "bytes": b"abc",
    "complex": 1j,
    "array(ndim=33)": np.zeros((1,) * 33),
    "count, len > 10,000": count(),
    "list, len > 10,000": [0] * 10_001,
}


def test_values_that_cannot_travel_are_named() -> None:
    for words, value in NONE_OF_OURS.items():
        with pytest.raises(BadValue) as error:
            wire.pack(value)
        assert str(error.value) == words
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(BadValue, match="tuple in tuple"):
        wire.pack(loop)
    with pytest.raises(TooLarge, match="16 MiB"):
        wire.pack((np.zeros(60), np.zeros(60)), arrays=800)
    for long in ("x" * 300, {"x" * 300: 1}, dict.fromkeys(map(str, range(100)))):
        with pytest.raises(TooLarge):
            wire.pack(long, trees=290)


GARBLED = [
    {"array": ["object", [1], "C"]},
    {"array": ["float64", [-1], "C"]},
    {"array": ["float64", [2], "C"]},  # more than is there
    {"array": ["float64", [1 << 50], "C"]},
    {"array": ["float64", [1 << 39, 0, 1 << 39], "C"]},
    {"array": ["float64", [True], "C"]},
    {"array": ["float64", 1, "C"]},
    {"array": ["float64", [1], "X"]},
    {"array": ["float64", [1]]},
    {"array": ["float64", [1], "C"], "more": 1},
    {"dict": [1]},
    {},
    [[[[[[[[[[[]]]]]]]]]]],
    1,  # bytes left over
]


@pytest.mark.parametrize("tree", GARBLED, ids=str)
def test_trees_that_we_would_not_have_written(tree: Any) -> None:
    with pytest.raises(wire.Garbled):
        wire.unpack(tree, bytes(8))


@given(st.binary(max_size=60))
def test_streams_that_are_junk(stream: bytes) -> None:
    outcome = reply.read(replied(stream), 2)
    assert outcome.kind is Kind.KILLED
    assert outcome.returned == ()


SENT = [
    {"value": 1}, {"value": 1, "changed": [None]}, {"value": 1, "changed": 0}, {"value": {}, "changed": []},
    {"fault": "none", "failure": {"name": "", "message": ""}}, {"fault": "error"}, {"fault": "error", "failure": 1},
    {"fault": "error", "failure": {"name": 1, "message": ""}}, {"end": "returned"}, {"end": "timeout"}, {"end": 1},
    {"fault": "error", "failure": {"name": "", "message": "", "line": -1}}, {"end": "syntax", "failure": []},
    {"fault": "error", "failure": {"name": "", "message": "", "trace": [1]}}, {"verdict": "right"}, {},
]  # fmt: skip


@pytest.mark.parametrize("sent", SENT, ids=str)
def test_frames_that_the_child_would_not_have_sent(sent: dict[str, Any]) -> None:
    good = wire.frame({"value": 1, "changed": []})
    outcome = reply.read(replied(good + wire.frame(sent)), 2)
    assert outcome.kind is Kind.KILLED
    assert [returned.value for returned in outcome.returned] == [1]


def test_deeply_nested_json_is_junk() -> None:
    text = b"[" * 100_000
    stream = wire.HEAD.pack(len(text), 0) + text
    assert reply.read(replied(stream), 1).kind is Kind.KILLED


def test_headers_are_limited_in_all_and_not_one_by_one() -> None:
    most = trees(101)
    one = wire.frame({"value": [0] * (most // 180), "changed": []})
    assert reply.read(replied(one * 80), 80).kind is Kind.RETURNED
    assert reply.read(replied(one * 100), 100).kind is Kind.KILLED
    claimed = wire.HEAD.pack(most + 1, 0) + bytes(most + 1)
    assert reply.read(replied(claimed), 100).kind is Kind.KILLED


def test_text_of_theirs_is_cleaned_and_cut() -> None:
    failure = {"name": "E\n\x1b[2J" * 999, "message": "\u202em\x07" * 9999, "trace": ["\ud800line\x1b" * 9999]}
    stream = wire.frame({"fault": "error", "failure": failure})
    outcome = reply.read(replied(stream, printed=b"\x1b]0;t\x07out\xff"), 1)
    told = outcome.returned[0].failure
    assert told is not None
    texts = (told.name, told.message, *told.trace, outcome.output)
    assert all(text == clean(text) and len(text) <= 4000 for text in texts)
    assert (told.name[:4], told.message[:3], told.trace[0][:8]) == ("E [2", "mmm", "linelinel"[:8])
    forged = wire.frame({"unavailable": "\x1b[2Jreason" * 9999})
    words = reply.read(replied(forged), 1).words
    assert "\x1b" not in words.en
    assert len(words.en) < 1000


def test_what_was_written_into_is_found_to_the_bit() -> None:
    def fresh() -> tuple[Any, Any]:
        tree, payload = wire.pack((np.array([1.0, np.nan]), {"a": np.zeros(2), "n": 1.5}, (np.zeros((2, 3)), "s"), 7))
        return wire.unpack_owned(tree, payload)

    value, origins = fresh()
    assert wire.same(value, origins)
    changes: list[Callable[[Any], object]] = [
        lambda v: v[0].fill(1),
        lambda v: v[0].view(np.int64).__ixor__(1),  # another nan, and another 1
        lambda v: v[1].update(n=1.5 + len(v) - 4),  # an equal number, but not the one that was there
        lambda v: v[1].update(b=1),
        lambda v: v[1].pop("a"),
        lambda v: v[1]["a"].__setitem__(0, -0.0),
        lambda v: setattr(v[2][0], "shape", (3, 2)),
        lambda v: setattr(v[0], "dtype", np.int64),
    ]
    for change in changes:
        value, origins = fresh()
        change(value)
        assert not wire.same(value, origins)


def test_good_frames_are_read() -> None:
    failure = {"name": "E", "message": "m", "line": 2, "trace": ["line 2"]}
    stream = wire.frame({"value": [1], "changed": [0, "x"]}) + wire.frame({"fault": "error", "failure": failure})
    outcome = reply.read(replied(stream, printed="한글".encode()), 2)
    assert outcome.kind is Kind.RETURNED
    first, second = outcome.returned
    assert (first.value, first.changed) == ((1,), (0, "x"))
    assert second.fault is Fault.ERROR
    assert str(second.failure) == "line 2\nE: m"
    assert outcome.output == "한글"


def replied(result: bytes, *, printed: bytes = b"") -> bytes:
    head = {"end": "done", "seconds": 0.5, "result": len(result)}
    return wire.frame(json.loads(json.dumps(head)), result + printed)
