"""Samples in batches, parts and folds, and standardising that looks at the training part only.

A random order needs an `rng`; without one, samples keep theirs. Arrays, lists and Tensors are taken and come back as
arrays and Tensors; the first axis counts the samples.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.randomness import generator
from quiz.engine.shapes.axes import whole
from quiz.engine.tensor import Array, Tensor, array


def batches(
    *arrays: Any, size: int = 32, rng: np.random.Generator | None = None, drop_last: bool = False
) -> Iterator[Any]:
    """One epoch: every sample once, `size` at a time, ⌈n / size⌉ batches; ⌊n / size⌋ with `drop_last`.

    Yields a tuple of one part of each array, or the part itself where only one array is given. With `rng` the order
    is shuffled, the same for all arrays. The last batch may be smaller. Raises EngineError for a size below 1 or
    arrays of different lengths.
    """
    count, taken = _samples("batches", arrays)
    size = whole("batches", "size", size)
    return _epoch(taken, count, size, None if rng is None else generator("batches", rng), drop_last)


def _epoch(
    arrays: tuple[Any, ...], count: int, size: int, rng: np.random.Generator | None, drop_last: bool
) -> Iterator[Any]:
    order = None if rng is None else rng.permutation(count)
    for start in range(0, count - size + 1 if drop_last else count, size):
        chosen = slice(start, start + size) if order is None else order[start : start + size]
        parts = tuple(one[chosen] for one in arrays)
        yield parts if len(parts) > 1 else parts[0]


def train_validation_split(
    *arrays: Any, validation: float = 0.2, rng: np.random.Generator | None = None, stratify: Any = None
) -> tuple[Any, ...]:
    """(x_train, x_validation, y_train, y_validation, …): each array in two parts that share no sample.

    The validation part has ⌈validation · n⌉ samples, or `validation` of them where it is an int; it is the end of
    the data, or a random choice with `rng`. `stratify` (labels, (n,)) gives each class its share of the validation
    part, rounded so that the parts' sizes stay: down, then up for the largest remainders. Within a class the last
    ones validate, or a random choice. Raises EngineError where either part would be empty, and with `stratify` for
    a class of one sample or a part with fewer samples than classes. Source: sklearn.model_selection.train_test_split.
    """
    operation = "train_validation_split"
    count, taken = _samples(operation, arrays)
    counted = isinstance(validation, int | np.integer)
    if isinstance(validation, bool) or not (counted or isinstance(validation, float | np.floating)):
        raise bad(operation, "validation", repr(validation), "a share from 0 to 1, or a number of samples")
    held = int(validation) if counted else math.ceil(validation * count) if 0 < validation < 1 else 0
    if not 0 < held < count:
        raise bad(operation, "validation", f"{validation} of {count} samples", "a share or number that empties no part")
    order = np.arange(count) if rng is None else generator(operation, rng).permutation(count)
    if stratify is None:
        train, kept = order[: count - held], order[count - held :]
    else:
        train, kept = _stratified(operation, _labels(operation, "stratify", stratify, count), held, order)
    return tuple(one[part] for one in taken for part in (train, kept))


def _stratified(operation: str, labels: Array, held: int, order: Array) -> tuple[Array, Array]:
    """The samples of `order` in two parts, `held` of them in the second, each class with its share of both."""
    classes, sizes = np.unique(labels, return_counts=True)
    if sizes.min() < 2:
        rare = classes[np.argmin(sizes)]
        raise bad(operation, "stratify", f"one sample of class {rare!r}", "two or more of each class")
    if min(held, len(labels) - held) < len(classes):
        got = f"parts of {len(labels) - held} and {held} samples"
        raise bad(operation, "validation", got, f"parts with room for each of {len(classes)} classes")
    # The training part gets its shares rounded first; the validation part gets what is left.
    exact = sizes * (len(labels) - held) / len(labels)
    shares = np.floor(exact).astype(int)
    most = np.argsort(shares - exact, kind="stable")[: len(labels) - held - shares.sum()]
    shares[most] += 1
    validates = np.zeros(len(labels), bool)
    for label, share in zip(classes, shares, strict=True):
        validates[order[labels[order] == label][share:]] = True
    return order[~validates[order]], order[validates[order]]


def k_fold(n: int, k: int = 5, *, rng: np.random.Generator | None = None) -> list[tuple[Array, Array]]:
    """k pairs (training indices, validation indices): each sample validates once and trains k − 1 times.

    The first n mod k folds have ⌊n / k⌋ + 1 samples, the others ⌊n / k⌋. Folds are runs of neighbours, or of a
    shuffled order with `rng`; indices are sorted. Raises EngineError unless 2 ≤ k ≤ n. Source:
    sklearn.model_selection.KFold.
    """
    n, k = whole("k_fold", "n", n), whole("k_fold", "k", k)
    if not 2 <= k <= n:
        raise bad("k_fold", "k", k, f"2 to the number of samples, {n}")
    fold = np.arange(k).repeat([n // k + (number < n % k) for number in range(k)])
    if rng is not None:
        fold = generator("k_fold", rng).permutation(fold)
    return _folds(fold, k)


def stratified_k_fold(labels: Any, k: int = 5, *, rng: np.random.Generator | None = None) -> list[tuple[Array, Array]]:
    """`k_fold` whose folds hold each class as evenly as can be: the counts of a class differ by at most one.

    Samples sorted by class (in order of first appearance) are dealt out one a fold, round and round, which fixes how
    many of each class a fold gets; within a class the folds are runs of neighbours, or shuffled with `rng`. Raises
    EngineError unless 2 ≤ k ≤ the samples of the smallest class. Source: sklearn.model_selection.StratifiedKFold,
    which only warns where that holds for some class but not all.
    """
    operation = "stratified_k_fold"
    labels = _labels(operation, "labels", labels)
    _, first, inverse, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    k = whole(operation, "k", k)
    if not 2 <= k <= sizes.min():
        raise bad(operation, "k", k, f"2 to the samples of the smallest class, {sizes.min()}")
    dealt = np.arange(len(labels)) % k
    fold = np.empty(len(labels), int)
    begin = 0
    for number in np.argsort(first):
        folds = np.sort(dealt[begin : begin + sizes[number]])
        begin += sizes[number]
        fold[inverse == number] = folds if rng is None else generator(operation, rng).permutation(folds)
    return _folds(fold, k)


def _folds(fold: Array, k: int) -> list[tuple[Array, Array]]:
    return [(np.flatnonzero(fold != number), np.flatnonzero(fold == number)) for number in range(k)]


@dataclass(frozen=True, slots=True)
class Standardizer:
    """(x − mean) / scale with what `fit` saw: of the training part, so that nothing leaks from the validation part.

    `scale` is the standard deviation (divided by n, not n − 1), and 1 for a column that does not vary, which thus
    becomes 0. Shapes broadcast against the data. float32 data stays float32. Source:
    sklearn.preprocessing.StandardScaler.
    """

    mean: Array
    scale: Array

    @classmethod
    def fit(cls, x: Any, axis: int | tuple[int, ...] = 0) -> Standardizer:
        """Mean and scale over `axis`: 0 for each column of (n, columns), (0, 1, 2) for each channel of (n, h, w, c).

        Computed in float64. A column counts as constant when its variance is no larger than what rounding alone
        may leave: n·ε·var + (n·mean·ε)². Raises EngineError for no samples or numbers that are not finite.
        """
        numbers = array(x).astype(np.float64)
        if numbers.ndim == 0 or numbers.size == 0:
            raise bad("Standardizer.fit", "x", f"shape {numbers.shape}", "an array of one sample or more")
        if not np.isfinite(numbers).all():
            raise bad("Standardizer.fit", "x", "NaN or infinity", "finite numbers")
        mean = numbers.mean(axis=axis, keepdims=True)
        variance = numbers.var(axis=axis, mean=mean, keepdims=True)
        count = numbers.size // mean.size
        eps = np.finfo(np.float64).eps
        constant = variance <= count * eps * variance + (count * mean * eps) ** 2
        # Without the samples' axis where that is the only one, so that one sample (columns,) can be transformed too.
        drop = 0 if axis == 0 else ()
        return cls(np.squeeze(mean, drop), np.squeeze(np.where(constant, 1.0, np.sqrt(variance)), drop))

    def transform(self, x: Any) -> Array:
        """Standardised numbers, in the shape of `x`. Raises EngineError for a shape that does not fit."""
        numbers = self._fitting("Standardizer.transform", x)
        # In float64 until the end: where the mean is far from 0, float32 would lose what the difference is made of.
        return ((numbers - self.mean) / self.scale).astype(numbers.dtype)

    def inverse(self, x: Any) -> Array:
        """What `transform` was given: x · scale + mean."""
        numbers = self._fitting("Standardizer.inverse", x)
        return (numbers * self.scale + self.mean).astype(numbers.dtype)

    def _fitting(self, operation: str, x: Any) -> Array:
        numbers = array(x)
        if numbers.dtype not in (np.float32, np.float64):
            numbers = numbers.astype(np.float64)
        shape = self.mean.shape
        if numbers.ndim < len(shape) or any(
            one not in (1, other) for one, other in zip(shape[::-1], numbers.shape[::-1], strict=False)
        ):
            raise bad(operation, "x", f"shape {numbers.shape}", f"a shape that ends as what was fitted: {shape}")
        return numbers


def plain(operation: str, argument: str, x: Any) -> Array:
    """What an operand holds, of any dtype: labels may be strings. Raises EngineError for what is no array."""
    if isinstance(x, Tensor):
        return x.data
    try:
        return np.asarray(x)
    except ValueError:
        raise bad(operation, argument, "rows of different lengths", "an array") from None


def _samples(operation: str, arrays: tuple[Any, ...]) -> tuple[int, tuple[Any, ...]]:
    """How many samples there are, and the arrays as arrays or Tensors."""
    taken = tuple(one if isinstance(one, Tensor) else plain(operation, "arrays", one) for one in arrays)
    if not taken or any(one.ndim == 0 for one in taken):
        raise bad(operation, "arrays", [one.shape for one in taken], "one or more, whose first axis counts the samples")
    lengths = [one.shape[0] for one in taken]
    if len(set(lengths)) > 1 or lengths[0] == 0:
        raise bad(operation, "arrays", f"lengths {lengths}", "one length for all, at least 1")
    return lengths[0], taken


def _labels(operation: str, argument: str, labels: Any, count: int | None = None) -> Array:
    taken = plain(operation, argument, labels)
    if taken.ndim != 1 or taken.size == 0 or taken.size != (count or taken.size):
        raise bad(operation, argument, f"shape {taken.shape}", f"one label a sample: ({count or 'n'},)")
    return taken
