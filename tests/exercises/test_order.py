"""Order and repair: what the sample of every family does not show."""

from __future__ import annotations

import pytest

from quiz.exercises import registry
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
