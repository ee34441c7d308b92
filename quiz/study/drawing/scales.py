"""The scale of an axis: where a number stands on it, and which numbers are written beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from quiz.study.drawing.numbers import tidy

_MOST = 1e300  # beyond it the span of an axis may not be a number any more
_LONG = 1e6
_SAME = 1e-12  # of their size: numbers that are no further apart are one


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low` to `high`, in powers of ten if `log`."""

    low: float
    high: float
    ticks: tuple[float, ...]
    log: bool = False

    def place(self, value: float) -> float | None:
        """Where a number stands, 0 at the low end and 1 at the high one; None for what cannot be drawn."""
        if not drawable(value, self.log):
            return None
        return ((math.log10(value) if self.log else value) - self.low) / (self.high - self.low)

    def labels(self) -> list[str]:
        """The ticks as text, in as many digits as tell them apart."""
        for digits in (6, 9, 12):
            found = [_short(tick, digits) for tick in self.ticks]
            if len(set(found)) == len(found):
                return found
        return [_short(tick, 15) for tick in self.ticks]


def _short(value: float, digits: int) -> str:
    """A number for an axis: "1e13" where it is long written out."""
    if abs(value) < _LONG:
        return tidy(value, digits)
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"


def drawable(value: float, log: bool) -> bool:
    return math.isfinite(value) and abs(value) <= _MOST and (value > 0 or not log)


def scale(values: Sequence[float], wanted: int, *, log: bool = False, outward: bool = False) -> Scale | None:
    """A scale over the values that can be drawn, with about `wanted` ticks (2 or more); None if there are none.

    With `outward` it begins and ends at a tick; whole numbers have ticks at whole numbers.
    """
    kept = [float(value) for value in values if drawable(value, log)]
    if not kept:
        return None
    low, high = min(kept), max(kept)
    size = max(abs(low), abs(high))
    if high - low <= _SAME * size or high - low < 1 / _MOST:  # a constant: in the middle
        if log:
            return Scale(math.log10(low) - 0.5, math.log10(low) + 0.5, (low,), log)
        around = size / 2 if size >= 1 / _MOST else 1.0
        return Scale(low - around, low + around, (low,))
    if log:
        return _powers(low, high, wanted)
    whole = all(value.is_integer() for value in kept)
    for more in range(wanted, wanted + 3):  # a step too long may leave a single tick within
        step = _round_step((high - low) / more)
        step = max(1.0, step) if whole else step
        first, last = math.ceil(low / step - _SAME), math.floor(high / step + _SAME)
        if last > first or outward:
            break
    if outward:
        first, last = math.floor(low / step + _SAME), math.ceil(high / step - _SAME)
        low, high = min(low, first * step), max(high, last * step)
    return Scale(low, high, tuple(tick * step for tick in range(first, last + 1)))


def _powers(low: float, high: float, wanted: int) -> Scale:
    """Ticks at powers of ten, at the ends where there are fewer than two."""
    start, end = math.log10(low), math.log10(high)
    powers = range(math.ceil(start), math.floor(end) + 1)
    if len(powers) < 2:
        return Scale(start, end, (low, high), True)
    return Scale(start, end, tuple(10.0**power for power in powers[:: math.ceil(len(powers) / wanted)]), True)


def _round_step(least: float) -> float:
    """1, 2 or 5 times a power of ten, `least` or more."""
    power = 10.0 ** math.floor(math.log10(least))
    return next((factor * power for factor in (1, 2, 5) if factor * power >= least), 10 * power)
