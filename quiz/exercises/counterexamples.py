"""Inputs on which a function fails: made smaller, and shown with what came out."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from quiz.engine.demonstrations.values import Text
from quiz.engine.errors import EngineError
from quiz.exercises.sandbox import Call

Array = np.ndarray[Any, np.dtype[Any]]

_MOST_SHOWN = 24  # numbers of an array
_LONGEST_LIST = 600  # characters of a tuple
_LONGEST_SHOWN = 200  # characters of anything else
_DECIMALS = (0, 1, 2)


def shown(value: Any, digits: int = 3) -> Text:
    """A value as one writes it in Python; a large array by its shape alone."""
    if isinstance(value, np.ndarray) and value.ndim:
        return _shown_array(value, digits)
    if isinstance(value, np.ndarray | np.generic):
        value = value.item()
    if isinstance(value, tuple | list):
        items = [shown(item, digits) for item in value[:_MOST_SHOWN]]
        end = ", …" if len(value) > _MOST_SHOWN else "," if len(value) == 1 else ""
        texts = (", ".join(item.en for item in items), ", ".join(item.ko for item in items))
        return Text(*(f"({text[:_LONGEST_LIST]}{'…' if len(text) > _LONGEST_LIST else end})" for text in texts))
    if isinstance(value, float):
        return _alike(_number(value, digits))
    text = repr(value)
    return _alike(text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…")


def shown_call(function: str, call: Call) -> Text:
    """`softmax([1000, 1001], axis=0)`."""
    parts = [*map(shown, call.args)]
    for name, value in call.kwargs.items():
        said = shown(value)
        parts.append(Text(f"{name}={said.en}", f"{name}={said.ko}"))
    return Text(
        f"{function}({', '.join(part.en for part in parts)})", f"{function}({', '.join(part.ko for part in parts)})"
    )


def _alike(text: str) -> Text:
    return Text(text, text)


def _shown_array(array: Array, digits: int) -> Text:
    of = "" if array.dtype in (np.float64, np.int64, np.bool_) else f", {array.dtype.name}"
    if array.size and array.size <= _MOST_SHOWN:
        numbers = _nested(array.tolist(), digits)
        return _alike(f"array({numbers}{of})" if of else numbers)
    shape = str(array.shape)
    if not array.size:
        return Text(f"an empty array of shape {shape}{of}", f"{shape} 모양의 빈 배열{of}")
    return Text(f"an array of shape {shape}{of}", f"{shape} 모양의 배열{of}")


def _nested(values: Any, digits: int) -> str:
    if isinstance(values, list):
        return f"[{', '.join(_nested(value, digits) for value in values)}]"
    return _number(values, digits) if isinstance(values, float) else str(values)


def _number(value: float, digits: int) -> str:
    """The digits behind the point for what is near 1, as many figures for what is not: 0.269, 1000, 1.2e-07."""
    if math.isfinite(value) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if not math.isfinite(value) or 0.1 <= abs(value) < 1e6:
        return f"{value:.{digits}f}".rstrip("0").rstrip(".") if math.isfinite(value) else str(value)
    return f"{value:.{digits}g}"


def empty(call: Call) -> bool:
    """Whether one of its arrays has no numbers."""
    return any(not array.size for array in _arrays(call))


def smallest(function: str, calls: Sequence[Call]) -> int:
    """The place of the smallest input."""
    bulks = [_bulk(call) for call in calls]
    places = [place for place, bulk in enumerate(bulks) if bulk == min(bulks)]
    return places[0] if len(places) == 1 else min(places, key=lambda place: _length(function, calls[place]))


def less(function: str, call: Call, other: Call) -> bool:
    """Whether one input is smaller than another: fewer numbers, then fewer characters; one without any is larger."""
    one, two = _bulk(call), _bulk(other)
    return one < two or (one == two and _length(function, call) < _length(function, other))


def _bulk(call: Call) -> tuple[bool, int]:
    arrays = _arrays(call)
    return not all(array.size for array in arrays), sum(array.size for array in arrays)


def _length(function: str, call: Call) -> int:
    """How many characters it takes to write the input down."""
    text = "".join(_nested(array.tolist(), 6) for array in _arrays(call) if array.size <= 10 * _MOST_SHOWN)
    return len(text) + len(shown_call(function, call).en)


def smaller(call: Call, reference: Callable[..., Any], fits: Callable[[Call], bool]) -> Iterator[Call]:
    """Inputs like this one, with an axis cut short or with rounder numbers, that the reference takes as well.

    Axes of one length are cut together, so that what belongs together stays so. An input that led to finite values
    does not become one that leads to others.
    """
    calm = finite(call, reference)
    lengths = {length for array in _arrays(call) for length in array.shape if length > 1}
    candidates = [
        _mapped(call, partial(_cut, length, short))
        for length in sorted(lengths)
        for short in sorted({1, 2, length // 2, length - 1})
        if short < length
    ]
    candidates += [_mapped(call, partial(_rounded, places)) for places in _DECIMALS]
    for candidate in candidates:
        if fits(candidate) and (result := finite(candidate, reference)) is not None and result >= bool(calm):
            yield candidate


def finite(call: Call, reference: Callable[..., Any]) -> bool | None:
    """Whether all that comes out is finite; None if the reference does not take it."""
    try:
        return _finite(called(reference, call))
    except (EngineError, ValueError, IndexError, TypeError, ZeroDivisionError):
        return None


def _finite(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(map(_finite, value))
    return not isinstance(value, float | np.ndarray | np.generic) or bool(np.all(np.isfinite(value)))


def called(function: Callable[..., Any], call: Call) -> Any:
    """What a function of ours gives for a call, lists and iterators as tuples; it gets copies of the arrays."""
    named = {name: _copied(value) for name, value in call.kwargs.items()}
    with np.errstate(all="ignore"):
        return _settled(function(*map(_copied, call.args), **named))


def _copied(value: Any) -> Any:
    return value.copy(order="K") if isinstance(value, np.ndarray) else copy.deepcopy(value)


def _settled(value: Any) -> Any:
    if isinstance(value, tuple | list) or hasattr(value, "__next__"):
        return tuple(map(_settled, value))
    return value


def _arrays(call: Call) -> list[Array]:
    return [value for value in (*call.args, *call.kwargs.values()) if isinstance(value, np.ndarray)]


def _mapped(call: Call, change: Callable[[Array], Array]) -> Call:
    def one(value: Any) -> Any:
        return change(value) if isinstance(value, np.ndarray) else value

    return Call(tuple(map(one, call.args)), {name: one(value) for name, value in call.kwargs.items()})


def _cut(length: int, short: int, array: Array) -> Array:
    return array[tuple(slice(short) if n == length else slice(None) for n in array.shape)]


def _rounded(places: int, array: Array) -> Array:
    return np.round(array, places) if array.dtype.kind == "f" else array
