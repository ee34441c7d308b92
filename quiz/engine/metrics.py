"""How good predictions are: counts and shares over class labels, and R² for numbers.

Predictions come first, the truth second, as in `losses`; scikit-learn's functions of the same names, whose figures
these are, take them the other way round. Both are one label (or number) a sample, of the same shape: turn logits or
probabilities into labels first, with `argmax(axis=-1)` or a threshold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from quiz.engine.data import plain
from quiz.engine.errors import bad
from quiz.engine.tensor import Array


def accuracy(prediction: Any, target: Any) -> float:
    """The share of samples whose label is right. Any shape, the same for both; raises EngineError where they differ."""
    prediction, target = _pair("accuracy", prediction, target)
    return float(np.mean(prediction == target))


def confusion_matrix(prediction: Any, target: Any, labels: Sequence[Any] | None = None) -> Array:
    """counts[i, j]: how many samples of class i were predicted as class j; the right ones lie on the diagonal.

    Rows are the truth, columns the prediction, in the order of `labels` (default: all labels that occur, sorted). A
    sample whose label or prediction is not among `labels` is not counted. Raises EngineError for other shapes than
    (n,) twice, for labels that repeat or none of which occurs in the target. Source: sklearn.metrics.confusion_matrix.
    """
    prediction, target = _labels("confusion_matrix", prediction, target)
    present = np.union1d(target, prediction)
    chosen = present if labels is None else np.asarray(labels)
    if labels is not None and (chosen.ndim != 1 or len(np.unique(chosen)) != chosen.size):
        raise bad("confusion_matrix", "labels", labels, "a sequence of labels, each once")
    if not np.isin(chosen, target).any():
        raise bad("confusion_matrix", "labels", labels, "at least one label that occurs in the target")
    order = np.argsort(chosen)
    known = np.isin(target, chosen) & np.isin(prediction, chosen)
    row, column = (order[np.searchsorted(chosen, side[known], sorter=order)] for side in (target, prediction))
    size = chosen.size
    return np.bincount(row * size + column, minlength=size * size).reshape(size, size)


def precision(
    prediction: Any, target: Any, *, average: str = "binary", positive: Any = 1, zero_division: float = 0.0
) -> Any:
    """tp / (tp + fp): of those called a class, the share that are of it.

    `average`: "binary" (of class `positive`, at most two classes), "micro" (counts of all classes added first),
    "macro" (the mean over classes), "weighted" (the mean by how often each class occurs), "none" (an array, a figure
    a class in sorted order). Where nothing was called that class, the figure is `zero_division`; a NaN there is left
    out of the means. Raises EngineError for shapes other than (n,) twice. Source: sklearn.metrics.precision_score.
    """
    return _score(
        "precision", prediction, target, average, positive, zero_division, lambda tp, called, being: (tp, called)
    )


def recall(
    prediction: Any, target: Any, *, average: str = "binary", positive: Any = 1, zero_division: float = 0.0
) -> Any:
    """tp / (tp + fn): of those that are of a class, the share that were called it.

    Arguments and errors as `precision`; `zero_division` is the figure where no sample is of the class.
    """
    return _score("recall", prediction, target, average, positive, zero_division, lambda tp, called, being: (tp, being))


def f1(prediction: Any, target: Any, *, average: str = "binary", positive: Any = 1, zero_division: float = 0.0) -> Any:
    """2·tp / (2·tp + fp + fn): the harmonic mean of precision and recall.

    Arguments and errors as `precision`; `zero_division` is the figure where the class neither occurs nor is called.
    """
    return _score(
        "f1", prediction, target, average, positive, zero_division, lambda tp, called, being: (2 * tp, called + being)
    )


def r2(prediction: Any, target: Any) -> float:
    """R² = 1 − Σ(target − prediction)² / Σ(target − mean)²: 1 is perfect, 0 as good as always saying the mean.

    It may be negative. Shapes (n,) or (n, outputs), whose columns are averaged. For a constant target it is 1 if the
    prediction is perfect, else 0. Raises EngineError for fewer than two samples or other shapes. Source:
    sklearn.metrics.r2_score.
    """
    prediction, target = (side.astype(np.float64) for side in _pair("r2", prediction, target))
    if target.ndim not in (1, 2) or len(target) < 2:
        raise bad("r2", "target", f"shape {target.shape}", "(n,) or (n, outputs) with two samples or more")
    residual = np.sum((target - prediction) ** 2, axis=0)
    total = np.sum((target - target.mean(axis=0)) ** 2, axis=0)
    varies = total != 0
    share = 1 - residual / np.where(varies, total, 1)
    return float(np.mean(np.where(varies, share, np.where(residual == 0, 1.0, 0.0))))


def _score(
    operation: str,
    prediction: Any,
    target: Any,
    average: str,
    positive: Any,
    zero_division: float,
    fraction: Callable[[Array, Array, Array], tuple[Array, Array]],
) -> Any:
    """A figure from counts a class: `fraction` gives its two sides from (true positives, called, being)."""
    prediction, target = _labels(operation, prediction, target)
    classes = np.union1d(target, prediction)
    if average not in ("binary", "micro", "macro", "weighted", "none"):
        raise bad(operation, "average", repr(average), "'binary', 'micro', 'macro', 'weighted' or 'none'")
    if isinstance(zero_division, bool) or not isinstance(zero_division, int | float | np.number):
        raise bad(operation, "zero_division", repr(zero_division), "a number, or NaN")
    if average == "binary":
        if classes.size > 2:
            raise bad(operation, "average", f"'binary' with {classes.size} classes", "'micro', 'macro' or 'weighted'")
        if classes.size == 2 and positive not in classes:
            raise bad(operation, "positive", repr(positive), f"one of the classes {classes.tolist()}")
        classes = np.array([positive])
    right = target[prediction == target]
    tp, called, being = (
        np.array([np.count_nonzero(side == label) for label in classes]) for side in (right, prediction, target)
    )
    if average == "micro":
        tp, called, being = (count.sum(keepdims=True) for count in (tp, called, being))
    upper, lower = fraction(tp, called, being)
    figures = np.where(lower == 0, zero_division, upper / np.where(lower == 0, 1, lower))
    if average == "none":
        return figures
    weights = being if average == "weighted" else np.ones(len(figures))
    kept = ~np.isnan(figures)
    if not kept.any():
        return float(zero_division)
    figures, weights = figures[kept], weights[kept]
    return float(np.average(figures, weights=weights if weights.any() else None))  # none occurs: all count alike


def _pair(operation: str, prediction: Any, target: Any) -> tuple[Array, Array]:
    prediction, target = plain(operation, "prediction", prediction), plain(operation, "target", target)
    if prediction.shape != target.shape:
        raise bad(operation, "prediction", f"shape {prediction.shape}", f"the target's shape, {target.shape}")
    if target.size == 0:
        raise bad(operation, "target", f"shape {target.shape}", "one sample or more")
    return prediction, target


def _labels(operation: str, prediction: Any, target: Any) -> tuple[Array, Array]:
    prediction, target = _pair(operation, prediction, target)
    if target.ndim != 1:
        raise bad(operation, "target", f"shape {target.shape}", "(n,): one label a sample")
    return prediction, target
