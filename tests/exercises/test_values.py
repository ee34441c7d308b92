"""Values: known numbers, and what the sample of every family does not show."""

from __future__ import annotations

from typing import Any

import pytest

from quiz.exercises import registry
from quiz.exercises.families import values
from quiz.exercises.problem import Verdict

IMAGE = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
FOUR = [[1, 3, 0, 2], [2, 6, 1, 1], [0, 0, 4, 4], [0, 8, 4, 8]]
PAIR: dict[str, Any] = {"prediction": [[3.0], [1.0]], "target": [[1.0], [4.0]]}  # e = 2, −3

# Worked out by hand, or a card of content/.
KNOWN: list[tuple[str, dict[str, Any], str]] = [
    ("convolve-valid", {"image": IMAGE, "kernel": [[1, 0], [0, 2]], "stride": 1, "bias": 0}, "11 14; 20 23"),
    ("convolve-padded", {"image": [[1, 2], [3, 4]], "kernel": [[0, 0, 0], [0, 1, 2], [0, 0, 0]], "stride": 1,
                         "padding": "same"}, "5 2; 11 4"),
    ("max-pool", {"image": FOUR, "window": 2, "stride": 2, "padding": 0}, "6 2; 8 8"),
    ("average-pool", {"image": FOUR, "window": 2, "stride": 2, "padding": 0, "framework": "PyTorch"}, "3 1; 2 5"),
    ("relu", {"x": [-3, 2, 0, 5], "slope": 0.0}, "0, 2, 0, 5"),
    ("sigmoid", {"p": 0.8}, "1.386"),
    ("softmax", {"logits": [[0.0, 1.0]], "axis": 1}, "0.269, 0.731"),
    ("argmax-class", {"logits": [[0.1, 0.7, 0.2]], "level": 1}, "1"),
    ("mae", PAIR, "2.5"),
    ("rmse", {"sizes": [8, 8], "roots": [1.0, 3.0]}, "2.236"),
    ("cross-entropy", {"probabilities": [[0.5, 0.25, 0.25]], "label": [1]}, "1.386"),
    ("binary-cross-entropy", {"p": [0.2], "target": [0]}, "0.223"),
    ("outlier-share", {"errors": [1, 1, 1, 10], "target": [], "loss": "MSE"}, "100/103"),
    ("best-constant", {"values": [1, 2, 3, 4, 100], "times": [1] * 5, "loss": "MAE", "level": 1}, "3"),
    ("k-fold-sizes", {"samples": 10, "folds": 3, "test": 0, "level": 2}, "4, 3, 3"),
    ("class-missing-from-batch", {"classes": 10, "batch": 32, "any": True}, "0.309"),
    ("accuracy-precision-recall", {"tp": 6, "fp": 2, "fn": 4, "tn": 8}, "0.7, 0.75, 0.6"),
    ("standardise-without-leak", {"train": [[1], [3]], "validation": [[6]]}, "4"),
    ("huber", {**PAIR, "delta": 2.0}, "3"),
    ("batch-norm-by-hand", {"x": [1, 3], "gamma": 2.0, "beta": 1.0}, "-1, 3"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "params", "answer"), KNOWN, ids=[name for name, _, _ in KNOWN])
def test_known_numbers(name: str, params: dict[str, Any], answer: str) -> None:
    assert registry.families()[name].grade(answer, params).verdict is Verdict.RIGHT


def test_every_family_has_a_known_number() -> None:
    assert {name for name, _, _ in KNOWN} == {row.name for row in values.ROWS} - {"mse"}


SLIPS: list[tuple[str, str, str]] = [
    ("convolve-valid", "7 10; 16 19", "flipped"),
    ("max-pool", "3 1; 2 5", "average"),
    ("softmax", "0, 1", "no-exponential"),
    ("rmse", "2", "mean-of-roots"),
    ("outlier-share", "10/13", "absolute-for-squared"),
    ("best-constant", "22", "mean-for-median"),
    ("k-fold-sizes", "3, 3, 4", "rest-last"),
    ("class-missing-from-batch", "0.034", "one-class"),
    ("accuracy-precision-recall", "0.7, 0.6, 0.75", "swapped"),
]


@pytest.mark.parametrize(("name", "answer", "note"), SLIPS, ids=[name for name, _, _ in SLIPS])
def test_a_wrong_idea_is_named(name: str, answer: str, note: str) -> None:
    params = {known: params for known, params, _ in KNOWN}[name]
    result = registry.families()[name].grade(answer, params)
    assert (result.verdict, result.note) == (Verdict.DIAGNOSED, note)
