"""Predictions with their targets: what the losses of numbers share."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine.demonstrations.values import Table, Text
from quiz.engine.tensor import Array
from quiz.exercises.chance import decimals, whole
from quiz.exercises.problem import Params
from quiz.exercises.words import fill

PREDICTION, TARGET = Text("prediction", "예측"), Text("target", "정답")


def drawn(rng: np.random.Generator, level: int, size: float = 9) -> dict[str, Any]:
    """Level 1: three whole predictions. Level 2: decimals. Level 3: several outputs a sample, in rows."""
    samples, outputs = ((3, 1), (whole(rng, 3, 5), 1), (whole(rng, 2, 3), whole(rng, 2, 3)))[level - 1]
    digits = 0 if level == 1 else 1
    return {
        name: [decimals(rng, outputs, -size, size, digits) for _ in range(samples)] for name in ("prediction", "target")
    }


def off(params: Params) -> Array:
    """e = prediction − target."""
    value: Array = np.array(params["prediction"]) - np.array(params["target"])
    return value


def counts(params: Params) -> dict[str, int]:
    rows, columns = np.shape(params["target"])
    return {"rows": rows, "count": rows * columns}


def listed(question: Text, params: Params) -> Text:
    """The question with the numbers below it."""
    several = len(params["target"][0]) > 1
    shown = {name: params[name] if several else [row[0] for row in params[name]] for name in ("prediction", "target")}
    numbers = fill(Text("prediction {prediction}; target {target}", "예측 {prediction}; 정답 {target}"), shown)
    return Text(f"{question.en}\n{numbers.en}", f"{question.ko}\n{numbers.ko}")


def table(params: Params, label: str, values: Any) -> Table:
    """The errors, and what is made of each."""
    columns = (np.ravel(params["prediction"]), np.ravel(params["target"]), off(params).ravel(), np.ravel(values))
    lines = tuple(tuple(round(float(cell), 6) for cell in line) for line in zip(*columns, strict=True))
    return Table((PREDICTION, TARGET, "e", label), lines)
