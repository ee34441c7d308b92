"""Order and repair: what the sample of every family does not show."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from quiz.exercises import registry
from quiz.exercises.families.order import loops, missing_line, which_padding
from quiz.exercises.problem import Verdict

PARAMS = {
    "right": ["zero", "forward", "loss", "backward", "step"],
    "shown": ["step", "zero", "forward", "loss", "backward"],
    "names": 0,
}


@pytest.mark.parametrize(
    ("answer", "verdict", "note"),
    [
        ("2 3 4 5 1", Verdict.RIGHT, ""),
        ("2 3 4 1 5", Verdict.DIAGNOSED, "step-before-backward"),
        ("3 4 5 2 1", Verdict.DIAGNOSED, "cleared-too-late"),
        ("2 3 5 4 1", Verdict.DIAGNOSED, "backward-before-loss"),
        ("1 2 3 4 5", Verdict.WRONG, ""),
    ],
)
def test_orders(answer: str, verdict: Verdict, note: str) -> None:
    result = registry.families()["training-loop-order"].grade(answer, PARAMS)
    assert (result.verdict, result.note) == (verdict, note)


def rounds(params: dict[str, Any], fault: str) -> list[float]:
    """The same loops in plain arithmetic: the MSE after each round."""
    x, slope, n = params["x"], params["slope"], len(params["x"])
    w = grad = 0.0
    found = [sum((w * one - slope * one) ** 2 for one in x) / n]
    for _ in range(8):
        if fault == "zeroed-weights":
            w = 0.0
        elif fault != "no-zero":
            grad = 0.0
        difference = [(w + one if fault == "added" else w * one) - slope * one for one in x]
        inner = [1.0 if fault == "added" else one for one in x]
        if fault == "from-outputs":
            grad += sum(inner)
        elif fault == "no-square":
            grad += sum(inner) / n
        elif fault != "no-backward":
            grad += sum(2 * d * i for d, i in zip(difference, inner, strict=True)) / n
        if fault != "no-step":
            w += params["lr"] * (grad if fault == "uphill" else -grad)
        found.append(min(1e6, sum((w * one - slope * one) ** 2 for one in x) / n))
    return found


@pytest.mark.parametrize(
    "fault", ["no-zero", "no-backward", "no-step", "uphill", "no-square", "zeroed-weights", "from-outputs", "added"]
)
def test_the_curve_is_that_of_the_very_loop(fault: str) -> None:
    params = {"x": [1, 2, 4], "slope": 3, "lr": 0.03}
    assert loops.errors(params, fault=fault) == pytest.approx(rounds(params, fault), rel=1e-3, abs=1e-3)


@pytest.mark.parametrize(
    ("answer", "verdict", "note"),
    [
        ("model.zero_grad()", Verdict.RIGHT, ""),
        ("optimizer.zero_grad( set_to_none = True )  # clear", Verdict.RIGHT, ""),
        ("optimizer.step()", Verdict.DIAGNOSED, "took-step"),
        ("loss.backward()", Verdict.DIAGNOSED, "took-backward"),
        ("model.eval()", Verdict.WRONG, ""),
    ],
)
def test_a_missing_line_in_its_usual_spellings(answer: str, verdict: Verdict, note: str) -> None:
    params = {"x": [1, 2, 4], "slope": 3, "lr": 0.03, "missing": "zero", "names": 0, "predicts": False, "seed": 1}
    result = registry.families()["missing-line"].grade(answer, params)
    assert (result.verdict, result.note) == (verdict, note)


def test_where_eval_is_missing_one_input_gives_two_outputs() -> None:
    family = registry.families()["missing-line"]
    found = {}
    for seed in range(60):
        params = family.draw(3, seed)
        first, second = missing_line.twice(params)
        found[params["missing"]] = first != second
        if params["missing"] == "eval":
            assert family.grade("model.train(False)", {**params, "names": 0}).verdict is Verdict.RIGHT
    assert found == {"zero": False, "backward": False, "step": False, "eval": True}


@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_padding_makes_the_map_that_plain_loops_make(level: int) -> None:
    family = registry.families()["which-padding"]
    modes: dict[str, Any] = {"edge": "edge", "reflect": "reflect"}
    amounts = {"none": (0, 0), "two": (2, 2), "end": (0, 1)}
    for seed in range(10):
        params = family.draw(level, seed)
        right = [name for name in params["options"] if name == params["made"]]
        assert params["options"][family.reference(params)] == right[0]
        assert len({which_padding.mapped(params, name).tobytes() for name in params["options"]}) > 1
        for name in params["options"]:
            image = np.pad(params["image"], amounts.get(name, (1, 1)), mode=modes.get(name, "constant"))
            kernel, stride = np.array(params["kernel"]), params["stride"]
            wanted = [
                [int((image[i : i + 3, j : j + 3] * kernel).sum()) for j in range(0, image.shape[1] - 2, stride)]
                for i in range(0, image.shape[0] - 2, stride)
            ]
            assert which_padding.mapped(params, name).tolist() == wanted
