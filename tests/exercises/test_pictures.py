"""Pictures: known numbers, most of them those of the concept cards."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from quiz.engine import image
from quiz.exercises import registry
from quiz.exercises.families import pictures
from quiz.exercises.problem import Verdict

KNOWN: list[tuple[str, dict[str, Any], str]] = [
    ("brightness", {"values": [80], "factor": 1.5}, "120"),
    ("brightness", {"values": [[200, 10], [20, 30]], "factor": 2.0}, "255 20; 40 60"),
    ("contrast", {"values": [[50, 150]], "factor": 0.5, "mean": 100}, "75"),
    ("threshold", {"values": [[1, 5, 6], [9, 5, 2]], "level": 5, "own": False}, "0 0 255; 255 0 0"),
    ("mask-paste", {"a": [[200]], "b": [[100]], "mask": [[51]], "at": None}, "120"),
    ("frame-difference", {"first": [[10, 50], [90, 7]], "second": [[40, 20], [91, 7]], "threshold": 25},
     "255 255; 0 0"),
    ("blur-pixel", {"values": [[0, 0, 0], [0, 255, 0], [0, 0, 0]], "kernel": "mean", "at": [1, 1]}, "28"),
    ("alpha-composite", {"top": 240, "below": 90, "alpha": 0.5, "ground": 0.5, "level": 3}, "190; 0.75"),
    ("alpha-composite", {"top": 200, "below": 100, "alpha": 51, "ground": 255, "level": 2}, "120"),
    ("edge-pixel", {"values": [[100] * 3, [100] * 3, [50] * 3], "kernel": "all", "at": [1, 1]}, "150"),
    ("edge-pixel", {"values": [[50] * 3, [50] * 3, [100] * 3], "kernel": "all", "at": [1, 1]}, "0"),
    ("sharpen-pixel", {"values": [[100] * 3, [100] * 3, [100] * 3], "kernel": "pillow", "at": [1, 1]}, "100"),
    ("which-kernel", {"values": [[0, 0, 0, 0], [0, 9, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]],
                      "options": ["sharpen", "edges", "blur"], "made": "edges"}, "2"),
    ("bgr-rgb", {"frame": [[255, 0, 0]], "asked": "rgb"}, "0, 0, 255"),
    ("bgr-rgb", {"frame": [[255, 0, 0]], "asked": "gray"}, "76"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "params", "answer"), KNOWN)
def test_known_numbers(name: str, params: dict[str, Any], answer: str) -> None:
    assert registry.families()[name].grade(answer, params).verdict is Verdict.RIGHT


def test_every_family_has_a_known_number() -> None:
    assert {name for name, _, _ in KNOWN} == {row.name for row in pictures.ROWS}


@pytest.mark.parametrize(("answer", "note"), [("144", "wrapped"), ("400", "not-cut"), ("100", "other-way")])
def test_the_cards_wrong_answers_are_named(answer: str, note: str) -> None:
    result = registry.families()["brightness"].grade(answer, {"values": [200], "factor": 2.0})
    assert (result.verdict, result.note) == (Verdict.DIAGNOSED, note)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_compositing_agrees_with_the_engines_which_is_pillows(level: int) -> None:
    family = registry.families()["alpha-composite"]
    for seed in range(20):
        params = family.draw(level, seed)
        alpha, ground = (params[name] if level == 2 else round(255 * params[name]) for name in ("alpha", "ground"))
        above, below = (np.array([[[value] * 3 + [opacity]]], np.uint8)
                        for value, opacity in ((params["top"], alpha), (params["below"], ground)))  # fmt: skip
        found = image.alpha_composite(below, above)[0, 0]
        wanted = family.reference(params)
        value, opacity = wanted if level == 3 else (wanted, 1.0)
        assert abs(float(found[0]) - value) <= 1.5
        assert abs(float(found[3]) / 255 - opacity) <= 0.005
