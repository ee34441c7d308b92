"""FSRS-6: how well a card is remembered, as a pure function of memory, rating, elapsed study days and weights.

The formulas are those of fsrs-rs 6.6 (BSD-3-Clause) and py-fsrs 6.3 (MIT), by Jarrett Ye and the
Open Spaced Repetition group. Where the two differ, fsrs-rs is followed: stability is capped at 36,500 days (py-fsrs
leaves it open), and `w[19]` is at least 0.01. Both hold that a Hard, Good or Easy on the same day never lowers
stability, and so does this file.

Stability is in days, difficulty from 1 to 10. Both are rounded to 7 significant digits after every review, and go
into the next one so, which keeps scalar and vector code (`vector.py`) from drifting apart. With 6 digits the rounding
itself would add up to more than 1e-5 over a history of twenty reviews.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

MIN_STABILITY = 0.001
MAX_STABILITY = 36500.0
MIN_DIFFICULTY = 1.0
MAX_DIFFICULTY = 10.0

DEFAULT_WEIGHTS: tuple[float, ...] = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip

# The lowest and highest value of each weight.
BOUNDS: tuple[tuple[float, float], ...] = (
    *((MIN_STABILITY, 100.0),) * 4,
    (1.0, 10.0), (0.001, 4.0), (0.001, 4.0), (0.001, 0.75), (0.0, 4.5), (0.0, 0.8), (0.001, 3.5),
    (0.001, 5.0), (0.001, 0.25), (0.001, 0.9), (0.0, 4.0), (0.0, 1.0), (1.0, 6.0), (0.0, 2.0), (0.0, 2.0),
    (0.01, 0.8), (0.1, 0.8),
)  # fmt: skip

# A value in [POWERS[i - 1], POWERS[i]) keeps DIGITS significant digits when scaled by SCALES[i]. A double holds these
# powers of ten exactly, so the rounding below is the same, bit for bit, in `math` and in NumPy.
DIGITS = 7
POWERS = (0.001, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0, 10000.0)
SCALES = tuple(float(10 ** (DIGITS - 1 - exponent)) for exponent in (-3, -3, -2, -1, 0, 1, 2, 3, 4))


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of a card: stability in days, difficulty 1–10. `stability_fast` is FSRS-7's, unused here."""

    stability: float
    difficulty: float
    stability_fast: float | None = None


def rounded(value: float) -> float:
    """`value` (0.001 to below 100,000) to `DIGITS` significant digits, ties to even; `vector.rounded` does the same."""
    scale = SCALES[bisect_right(POWERS, value)]
    return round(value * scale) / scale


def memory(stability: float, difficulty: float) -> Memory:
    """A memory from outside, brought within bounds and rounded. Raises ValueError for what is not finite."""
    if not (math.isfinite(stability) and math.isfinite(difficulty)):
        raise ValueError("stability and difficulty must be finite")
    return Memory(
        rounded(min(max(stability, MIN_STABILITY), MAX_STABILITY)),
        rounded(min(max(difficulty, MIN_DIFFICULTY), MAX_DIFFICULTY)),
    )


def clipped(weights: Sequence[float]) -> tuple[float, ...]:
    """The 21 weights brought within `BOUNDS`. Raises ValueError for another number of them or one not finite."""
    if len(weights) != len(BOUNDS) or not all(math.isfinite(w) for w in weights):
        raise ValueError("FSRS-6 takes 21 finite weights")
    return tuple(min(max(w, low), high) for w, (low, high) in zip(weights, BOUNDS, strict=True))


def factor(weights: Sequence[float] = DEFAULT_WEIGHTS) -> float:
    """The factor that makes retrievability 0.9 when `elapsed_days` equals stability."""
    return math.pow(0.9, -1.0 / weights[20]) - 1.0


def retrievability(stability: float, elapsed_days: float, weights: Sequence[float] = DEFAULT_WEIGHTS) -> float:
    """The chance of recall: `(1 + factor × t / S) ** -w[20]`; 1 at no elapsed time, 0.9 at `t = S`."""
    return math.pow(1.0 + factor(weights) * max(elapsed_days, 0) / stability, -weights[20])


def interval(stability: float, desired_retention: float = 0.9, weights: Sequence[float] = DEFAULT_WEIGHTS) -> int:
    """Whole days (1 to 36,500) until retrievability falls to `desired_retention`; at 0.9 the rounded stability."""
    wanted = min(max(desired_retention, 0.0001), 0.9999)
    days = stability / factor(weights) * (math.pow(wanted, -1.0 / weights[20]) - 1.0)
    return round(min(max(days, 1.0), MAX_STABILITY))


def review(before: Memory | None, rating: int, elapsed_days: int, weights: Sequence[float] = DEFAULT_WEIGHTS) -> Memory:
    """The memory after a review; `before` is None at the first. A negative `elapsed_days` counts as 0.

    `weights` must lie within `BOUNDS` (see `clipped`). Raises ValueError for a rating outside 1–4.
    """
    after = step(before, rating, elapsed_days, weights)
    return Memory(rounded(after.stability), rounded(after.difficulty))


def reviews(
    before: Memory | None, elapsed_days: int, weights: Sequence[float] = DEFAULT_WEIGHTS
) -> tuple[Memory, Memory, Memory, Memory]:
    """What `review` gives for each rating, Again to Easy."""
    again, hard, good, easy = _steps(before, elapsed_days, weights)
    return _rounded(*again), _rounded(*hard), _rounded(*good), _rounded(*easy)


def step(before: Memory | None, rating: int, elapsed_days: int, weights: Sequence[float] = DEFAULT_WEIGHTS) -> Memory:
    """`review` before rounding: what other implementations of FSRS-6 give."""
    if rating not in (1, 2, 3, 4):
        raise ValueError(f"a rating is 1 to 4, not {rating}")
    stability, difficulty = _steps(before, elapsed_days, weights)[rating - 1]
    return Memory(
        min(max(stability, MIN_STABILITY), MAX_STABILITY), min(max(difficulty, MIN_DIFFICULTY), MAX_DIFFICULTY)
    )


def _rounded(stability: float, difficulty: float) -> Memory:
    return Memory(
        rounded(min(max(stability, MIN_STABILITY), MAX_STABILITY)),
        rounded(min(max(difficulty, MIN_DIFFICULTY), MAX_DIFFICULTY)),
    )


def _steps(before: Memory | None, elapsed_days: int, w: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """Stability and difficulty after each rating, not yet within bounds: the four share most of the work."""
    if before is None:
        return tuple((w[rating - 1], _first_difficulty(rating, w)) for rating in (1, 2, 3, 4))
    s, d = before.stability, before.difficulty
    if elapsed_days <= 0:
        stabilities = _same_day(s, w)
    else:
        r = retrievability(s, elapsed_days, w)
        stabilities = (_forgotten(s, d, r, w), *_recalled(s, d, r, w))
    # Linear damping (less change near 10), then a pull towards the difficulty of a first Easy, unclamped.
    pull = w[7] * _first_difficulty(4, w)
    less = (10.0 - d) / 9.0
    return tuple(
        (stability, pull + (1.0 - w[7]) * (d + less * (-w[6] * (rating - 3))))
        for rating, stability in enumerate(stabilities, 1)
    )


def _first_difficulty(rating: int, w: Sequence[float]) -> float:
    return w[4] - math.exp(w[5] * (rating - 1)) + 1.0


def _same_day(s: float, w: Sequence[float]) -> tuple[float, float, float, float]:
    """On the same day; Hard, Good and Easy never lower stability."""
    slower = math.pow(s, -w[19])
    again, hard, good, easy = (math.exp(w[17] * (rating - 3 + w[18])) * slower for rating in (1, 2, 3, 4))
    return s * again, s * max(hard, 1.0), s * max(good, 1.0), s * max(easy, 1.0)


def _recalled(s: float, d: float, r: float, w: Sequence[float]) -> tuple[float, float, float]:
    """After Hard, Good and Easy."""
    growth = math.exp(w[8]) * (11.0 - d) * math.pow(s, -w[9]) * (math.exp((1.0 - r) * w[10]) - 1.0)
    return s * (1.0 + growth * w[15]), s * (1.0 + growth), s * (1.0 + growth * w[16])


def _forgotten(s: float, d: float, r: float, w: Sequence[float]) -> float:
    """After Again."""
    long = w[11] * math.pow(d, -w[12]) * (math.pow(s + 1.0, w[13]) - 1.0) * math.exp((1.0 - r) * w[14])
    return min(long, s / math.exp(w[17] * w[18]))
