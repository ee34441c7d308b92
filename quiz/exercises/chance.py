"""What a family draws: whole numbers and decimals made of them, the same from a seed on every platform."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")


def pick(rng: np.random.Generator, values: Sequence[T]) -> T:
    """One of the values."""
    return values[whole(rng, 0, len(values) - 1)]


def among(allowed: Sequence[T], wanted: Sequence[T]) -> tuple[T, ...]:
    """What a level wants of what a deck allows; all that is allowed, if the level wants none of it."""
    return tuple(value for value in allowed if value in wanted) or tuple(allowed)


def whole(rng: np.random.Generator, low: int, high: int) -> int:
    """A whole number from `low` to `high`, both included."""
    return int(rng.integers(low, high, endpoint=True))


def wholes(rng: np.random.Generator, count: int, low: int, high: int) -> list[int]:
    """Several of them."""
    return [whole(rng, low, high) for _ in range(count)]


def distinct(rng: np.random.Generator, count: int, low: int, high: int) -> list[int]:
    """Several, no two of them equal, in the order drawn."""
    left = list(range(low, high + 1))
    return [left.pop(whole(rng, 0, len(left) - 1)) for _ in range(count)]


def decimal(rng: np.random.Generator, low: float, high: float, digits: int = 1) -> float:
    """A decimal of at most `digits` places from `low` to `high`, both included."""
    scale = 10.0**digits
    return whole(rng, round(low * scale), round(high * scale)) / scale


def decimals(rng: np.random.Generator, count: int, low: float, high: float, digits: int = 1) -> list[float]:
    """Several of them."""
    return [decimal(rng, low, high, digits) for _ in range(count)]


def matrix(rng: np.random.Generator, rows: int, columns: int, low: int, high: int) -> list[list[int]]:
    """Rows of whole numbers."""
    return [wholes(rng, columns, low, high) for _ in range(rows)]


def shuffled(rng: np.random.Generator, values: Sequence[Any]) -> list[Any]:
    """The values in another order, or by chance in the same."""
    left = list(values)
    return [left.pop(whole(rng, 0, len(left) - 1)) for _ in values]
