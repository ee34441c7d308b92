"""Metrics against scikit-learn over random labels and numbers."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as theirs

from quiz.engine import metrics

pytestmark = pytest.mark.filterwarnings("ignore:A single label")  # of which ours makes a 1×1 matrix too

labels = st.integers(1, 40).flatmap(
    lambda n: st.integers(1, 6).flatmap(
        lambda classes: st.tuples(*[st.lists(st.integers(0, classes - 1), min_size=n, max_size=n)] * 2)
    )
)
zeros = st.sampled_from([0.0, 1.0, np.nan])


@given(labels, zeros, st.sampled_from(["binary", "micro", "macro", "weighted", "none"]), st.booleans())
@settings(max_examples=400, deadline=None)
def test_labels(pair: tuple[list[int], list[int]], zero: float, average: str, words: bool) -> None:
    prediction, target = (np.array(side) for side in pair)
    if words:
        names = np.array(["f", "a", "e", "b", "d", "c"])
        prediction, target = names[prediction], names[target]
    positive: Any = target[0]
    assert metrics.accuracy(prediction, target) == theirs.accuracy_score(target, prediction)
    found = metrics.confusion_matrix(prediction, target)
    assert found.tolist() == theirs.confusion_matrix(target, prediction).tolist()
    if average == "binary" and len(set(target) | set(prediction)) > 2:
        return
    for name in ("precision", "recall", "f1"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = getattr(theirs, f"{name}_score")(
                target,
                prediction,
                average=None if average == "none" else average,
                pos_label=positive,
                zero_division=zero,
            )
        score = getattr(metrics, name)(prediction, target, average=average, positive=positive, zero_division=zero)
        np.testing.assert_allclose(score, expected, rtol=1e-12)


@given(labels, st.permutations(range(6)), st.integers(1, 6))
@settings(max_examples=100, deadline=None)
def test_chosen_labels(pair: tuple[list[int], list[int]], order: list[int], count: int) -> None:
    prediction, target = pair
    chosen = order[:count]
    if set(chosen) & set(target):
        found = metrics.confusion_matrix(prediction, target, labels=chosen)
        assert found.tolist() == theirs.confusion_matrix(target, prediction, labels=chosen).tolist()


@given(st.integers(2, 30), st.integers(0, 3), st.floats(-100, 100), st.integers(0, 2**32), st.booleans())
@settings(max_examples=200, deadline=None)
def test_r2(n: int, outputs: int, shift: float, seed: int, constant: bool) -> None:
    rng = np.random.default_rng(seed)
    shape = (n, outputs) if outputs else (n,)
    prediction, target = rng.normal(size=shape), rng.normal(size=shape) + shift
    if constant:
        target[...] = 3.0
    assert metrics.r2(prediction, target) == pytest.approx(theirs.r2_score(target, prediction), rel=1e-9)
