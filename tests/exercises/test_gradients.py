"""Gradients and steps: known numbers, and a check by differences."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from quiz.exercises import registry
from quiz.exercises.families import gradients
from quiz.exercises.families.gradients.tape import gradients as by_tape
from quiz.exercises.families.gradients.tape import remembered
from quiz.exercises.problem import Verdict

# Worked out by hand; the numbers of the concept cards where a card has some.
KNOWN: list[tuple[str, dict[str, Any], str]] = [
    ("mse-gradient", {"prediction": [3.0, 1.0], "target": [1.0, 2.0]}, "2, -1"),
    ("mse-gradient", {"x": [1, 2], "weight": 3.0, "target": [1, 2]}, "10"),
    ("sigmoid-slope-through-layers", {"z": [0.0] * 10, "w": [1.0] * 10}, "9.54e-7"),
    ("backward-small-graph", {"form": "one", "w": 2, "x": 3, "b": 0, "v": 1, "t": 5}, "6"),
    ("backward-small-graph", {"form": "twice", "w": 2, "x": 3, "b": 0, "v": 2, "t": 13}, "14"),
    ("stale-gradients", {"a": 1, "w": 3, "lr": 0.0, "passes": 2, "asked": "grad"}, "12"),
    ("stale-gradients", {"a": 1, "w": 3, "lr": 0.1, "passes": 2, "asked": "grad"}, "10.8"),
    ("sgd-step", {"w": 1.0, "lr": 0.1, "a": 1, "c": 0}, "0.8"),
    ("momentum-step", {"w": 1.0, "lr": 0.1, "momentum": 0.9, "gradients": [1.0, 1.0], "steps": 2}, "0.71"),
    ("adam-two-steps", {"w": 1.0, "lr": 0.1, "betas": [0.9, 0.999], "gradients": [100.0]}, "0.9"),
    ("cross-entropy-gradient", {"probabilities": [[0.25, 0.5, 0.25]], "labels": [1]}, "0.25, -0.5, 0.25"),
    ("relu-gradient", {"z": [2, 0, -3], "g": [5, 6, 7]}, "5, 0, 0"),
    ("relu-gradient", {"x": [1, 1], "weights": [[1, 2], [-1, -1]], "g": [3, 4]}, "3, 6"),
    ("large-input-step", {"x": [1, 2, 3, 10], "slope": 2, "lr": 0.1, "steps": 1}, "11.4"),
    ("large-input-step", {"x": [1, 2, 3, 10], "slope": 2, "lr": 0.1, "steps": 2}, "-42.18"),
    ("large-input-step", {"x": [1, 2, 3, 10], "slope": 2, "lr": 0.0, "steps": 0}, "2/57"),
]


@pytest.mark.parametrize(("name", "params", "answer"), KNOWN)
def test_known_numbers(name: str, params: dict[str, Any], answer: str) -> None:
    assert registry.families()[name].grade(answer, params).verdict is Verdict.RIGHT


def test_every_family_has_a_known_number() -> None:
    assert {name for name, _, _ in KNOWN} == {row.name for row in gradients.ROWS}


def test_a_forgotten_zero_grad_is_diagnosed() -> None:
    """Twice the first gradient: the weight was thought not to move."""
    params = {"a": 1, "w": 3, "lr": 0.1, "passes": 2, "asked": "grad"}
    result = registry.families()["stale-gradients"].grade("12", params)
    assert (result.verdict, result.note) == (Verdict.DIAGNOSED, "not-moved")
    assert "4.8" in result.feedback.en  # the second gradient, at the moved weight


def test_gradients_agree_with_differences() -> None:
    def loss(w: Any, b: Any) -> Any:
        return (w * 3.0 + b - 1.0) ** 2

    step = 1e-6
    found = by_tape(loss, 2.0, 0.5)
    wanted = [(loss(2 + step, 0.5) - loss(2 - step, 0.5)) / (2 * step),
              (loss(2.0, 0.5 + step) - loss(2.0, 0.5 - step)) / (2 * step)]  # fmt: skip
    np.testing.assert_allclose(found, wanted, rtol=1e-6)


def test_what_was_found_is_kept_by_params() -> None:
    asked: list[int] = []

    @remembered
    def double(params: Any, *, more: int = 0) -> int:
        asked.append(params["n"])
        return int(2 * params["n"] + more)

    assert [double({"n": 1}), double({"n": 1}), double({"n": 1}, more=3), double({"n": 2})] == [2, 2, 5, 4]
    assert asked == [1, 1, 2]


def test_beyond_the_bound_gradient_descent_diverges() -> None:
    """Plain arithmetic, step by step: just inside of the bound the error shrinks, just outside it grows."""
    family = registry.families()["large-input-step"]
    params = family.draw(3, 0)
    for share, shrinks in ((0.98, True), (1.02, False)):
        error = 1.0
        for _ in range(200):
            error -= share * family.reference(params) * sum(2 * x * x * error for x in params["x"]) / len(params["x"])
        assert (abs(error) < 0.05) is shrinks
