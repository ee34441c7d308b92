"""`fsrs.review` over many cards at once, in NumPy (imported where it is used).

The k-th review of every card is one round; cards are sorted by the length of their history, so that a round is a
slice. The figures are those of the scalar code: each round is rounded by the same rule (`fsrs.rounded`), which hides
the last bits in which NumPy and `math` differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from quiz.scheduling import fsrs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Reals = NDArray[np.float64]
    Integers = NDArray[np.int64]


def memories(
    cards: ArrayLike, ratings: ArrayLike, elapsed_days: ArrayLike, weights: Sequence[float] = fsrs.DEFAULT_WEIGHTS
) -> tuple[Reals, Reals]:
    """(stability, difficulty) after every review.

    All three are flat arrays of one length, sorted by card and then by time: `cards` tells one card from the next
    (any values), `ratings` are 1–4, `elapsed_days` are study days since the card's review before (read as 0 at its
    first and where negative). Raises ValueError for arrays of different lengths and for ratings outside 1–4.
    """
    import numpy as np

    card = np.asarray(cards)
    if card.size == 0:
        return np.empty(0), np.empty(0)
    starts = np.flatnonzero(np.concatenate(([True], card[1:] != card[:-1])))
    lengths = np.diff(np.concatenate((starts, [card.size])))
    none = np.full(starts.size, np.nan)
    return from_starts(lengths, np.asarray(ratings), np.asarray(elapsed_days), none, none, weights)


def from_starts(
    lengths: Integers,
    ratings: Integers,
    elapsed_days: Integers,
    stability: Reals,
    difficulty: Reals,
    weights: Sequence[float],
) -> tuple[Reals, Reals]:
    """`memories` for histories given by their `lengths`, each from a memory it begins with (NaN: none yet)."""
    import numpy as np

    if not ratings.shape == elapsed_days.shape == (int(lengths.sum()),):
        raise ValueError("cards, ratings and elapsed days must be flat and of one length")
    if ratings.size and not (ratings.min() >= 1 and ratings.max() <= 4):
        raise ValueError("a rating is 1 to 4")
    after_s, after_d = np.empty(ratings.size), np.empty(ratings.size)
    longest_first = np.argsort(-lengths, kind="stable")
    places = (np.cumsum(lengths) - lengths)[longest_first]
    # How many histories have a k-th review, for each k.
    active = np.searchsorted(-lengths[longest_first], -np.arange(1, lengths.max(initial=0) + 1), side="right")
    s, d = stability[longest_first], difficulty[longest_first]
    for k, count in enumerate(active):
        at = places[:count] + k
        s[:count], d[:count] = _round(s[:count], d[:count], ratings[at], elapsed_days[at], weights)
        after_s[at], after_d[at] = s[:count], d[:count]
    return after_s, after_d


def rounded(values: Reals) -> Reals:
    """`fsrs.rounded`, elementwise."""
    import numpy as np

    scale = np.array(fsrs.SCALES)[np.searchsorted(np.array(fsrs.POWERS), values, side="right")]
    result: Reals = np.rint(values * scale) / scale
    return result


def _round(s: Reals, d: Reals, rating: Integers, elapsed: Integers, w: Sequence[float]) -> tuple[Reals, Reals]:
    """One review of many cards: the formulas of `fsrs.step`, each computed for the cards it applies to."""
    import numpy as np

    next_s = np.empty_like(s)
    next_d = np.empty_like(d)
    first = np.isnan(s)
    same_day = ~first & (elapsed <= 0)
    forgotten = ~first & (elapsed > 0) & (rating == 1)
    recalled = ~first & (elapsed > 0) & (rating > 1)

    if first.any():
        r = rating[first]
        next_s[first] = np.array(w[:4])[r - 1]
        next_d[first] = w[4] - np.exp(w[5] * (r - 1)) + 1.0
    if same_day.any():
        s0, r = s[same_day], rating[same_day]
        growth = np.exp(w[17] * (r - 3 + w[18])) * np.power(s0, -w[19])
        next_s[same_day] = s0 * np.where(r == 1, growth, np.maximum(growth, 1.0))
    if forgotten.any():
        s0, d0 = s[forgotten], d[forgotten]
        retrieved = _retrievability(s0, elapsed[forgotten], w)
        long = w[11] * np.power(d0, -w[12]) * (np.power(s0 + 1.0, w[13]) - 1.0) * np.exp((1.0 - retrieved) * w[14])
        next_s[forgotten] = np.minimum(long, s0 / np.exp(w[17] * w[18]))
    if recalled.any():
        s0, d0, r = s[recalled], d[recalled], rating[recalled]
        retrieved = _retrievability(s0, elapsed[recalled], w)
        growth = np.exp(w[8]) * (11.0 - d0) * np.power(s0, -w[9]) * (np.exp((1.0 - retrieved) * w[10]) - 1.0)
        next_s[recalled] = s0 * (1.0 + growth * np.where(r == 2, w[15], 1.0) * np.where(r == 4, w[16], 1.0))
    known = ~first
    if known.any():
        d0 = d[known]
        damped = d0 + (10.0 - d0) / 9.0 * (-w[6] * (rating[known] - 3))
        next_d[known] = w[7] * (w[4] - np.exp(w[5] * 3) + 1.0) + (1.0 - w[7]) * damped
    return (
        rounded(np.clip(next_s, fsrs.MIN_STABILITY, fsrs.MAX_STABILITY)),
        rounded(np.clip(next_d, fsrs.MIN_DIFFICULTY, fsrs.MAX_DIFFICULTY)),
    )


def _retrievability(s: Reals, elapsed: Integers, w: Sequence[float]) -> Reals:
    import numpy as np

    result: Reals = np.power(1.0 + fsrs.factor(w) * elapsed / s, -w[20])
    return result
