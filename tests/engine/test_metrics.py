"""Metrics against scikit-learn's golden figures, and what they refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quiz.engine import EngineError, Tensor, metrics

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parent / "golden" / "metrics.json").read_text(encoding="utf-8"))
SCORES: dict[str, Callable[..., Any]] = {
    "precision": metrics.precision,
    "recall": metrics.recall,
    "f1": metrics.f1,
}


@pytest.mark.parametrize("case", GOLDEN["labels"], ids=lambda case: str(case["target"]))
def test_golden_labels(case: dict[str, Any]) -> None:
    prediction, target = case["prediction"], case["target"]
    assert metrics.accuracy(prediction, target) == pytest.approx(case["accuracy"], rel=1e-12)
    assert metrics.confusion_matrix(prediction, target).tolist() == case["confusion"]
    for row in case["figures"]:
        for name, score in SCORES.items():
            found = score(prediction, target, average=row["average"], zero_division=float(row["zero_division"]))
            np.testing.assert_allclose(np.atleast_1d(found), [float(one) for one in row[name]], rtol=1e-12)


@pytest.mark.parametrize("case", GOLDEN["numbers"])
def test_golden_r2(case: dict[str, Any]) -> None:
    assert metrics.r2(case["prediction"], case["target"]) == pytest.approx(case["r2"], rel=1e-12)


def test_a_confusion_matrix_has_the_truth_in_rows() -> None:
    assert metrics.confusion_matrix([1, 1, 0], [0, 1, 0]).tolist() == [[1, 1], [0, 1]]
    assert metrics.confusion_matrix([1, 1, 0], [0, 1, 0], labels=[1, 0, 2]).tolist() == [
        [1, 0, 0],
        [1, 1, 0],
        [0, 0, 0],
    ]
    assert metrics.confusion_matrix(["b", "c"], ["b", "b"], labels=["b"]).tolist() == [[1]]


def test_tensors_are_taken() -> None:
    assert metrics.accuracy(Tensor([1, 0, 1]), [1, 1, 1]) == pytest.approx(2 / 3)
    assert metrics.r2(Tensor([1.0, 2.0]), Tensor([1.0, 2.0])) == 1


@pytest.mark.parametrize(
    ("score", "says"),
    [
        (lambda: metrics.accuracy([[0.1, 0.9]], [1]), r"accuracy: prediction: got shape \(1, 2\)"),
        (lambda: metrics.accuracy([], []), "accuracy: target: got shape"),
        (lambda: metrics.accuracy([[1], [1, 2]], [1, 2]), "accuracy: prediction: got rows of different lengths"),
        (lambda: metrics.confusion_matrix([1, 2], [1, 2, 3]), "confusion_matrix: prediction: got shape"),
        (lambda: metrics.confusion_matrix([[1]], [[2]]), "confusion_matrix: target: got shape"),
        (lambda: metrics.confusion_matrix([1], [1], labels=[1, 1]), "confusion_matrix: labels"),
        (lambda: metrics.confusion_matrix([1], [1], labels=[2]), "confusion_matrix: labels"),
        (lambda: metrics.precision([0, 1, 2], [0, 1, 2]), "precision: average: got 'binary' with 3 classes"),
        (lambda: metrics.recall([0, 1], [0, 1], average="samples"), "recall: average: got 'samples'"),
        (lambda: metrics.f1([0, 2], [0, 2]), r"f1: positive: got 1; takes one of the classes \[0, 2\]"),
        (lambda: metrics.f1([0, 1, 1], [0, 1]), "f1: prediction"),
        (lambda: metrics.f1([0], [0], zero_division="a"), "f1: zero_division: got 'a'"),  # type: ignore[arg-type]
        (lambda: metrics.r2([1.0], [1.0]), "r2: target"),
        (lambda: metrics.r2([1.0, 2.0], [[1.0], [2.0]]), "r2: prediction"),
    ],
)
def test_refused(score: Callable[[], object], says: str) -> None:
    with pytest.raises(EngineError, match=says):
        score()


def test_a_figure_that_does_not_exist_is_left_out_of_the_mean() -> None:
    """All of class 1 called 0: only class 0, which does not occur, has a precision. As scikit-learn 1.9."""
    nan = float("nan")
    assert metrics.precision([0, 0], [1, 1], average="weighted", zero_division=nan) == 0
    assert metrics.precision([0, 1], [1, 1], average="weighted", zero_division=nan) == 1
    assert np.isnan(metrics.precision([0, 0], [1, 1], zero_division=nan))
