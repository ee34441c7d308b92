"""What activations do with numbers: sigmoid and its slope, softmax and its shifts, argmax."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from quiz.engine import functional as F
from quiz.engine.demonstrations.values import Cell, Curve, Steps, Table, Text, floats
from quiz.engine.tensor import Array, Tensor

FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "linear": lambda x: x * 1.0,
    "relu": F.relu,
    "leaky_relu": F.leaky_relu,
    "sigmoid": F.sigmoid,
    "tanh": F.tanh,
    "softplus": F.softplus,
}
SLOPE = Text("slope", "기울기")
SUM = Text("sum", "합")


def _value_and_slope(function: Callable[[Any], Any], x: Array) -> tuple[Array, Array]:
    points = Tensor(x.copy(), requires_grad=True)
    y = function(points)
    y.sum().backward()
    assert points.grad is not None
    return y.data, points.grad.data


def sigmoid_curve(limit: float) -> Curve:
    """σ and its slope, which is 0.25 at most."""
    x = np.linspace(-limit, limit, 81)
    value, slope = _value_and_slope(F.sigmoid, x)
    note = Text("The slope is steepest at 0: {top:g}.", "기울기는 0에서 가장 가파릅니다: {top:g}.")
    return Curve(
        floats(x), (floats(value), floats(slope)), ("σ(x)", Text("slope σ(1 − σ)", "기울기 σ(1 − σ)")), "x", "y",
        note.filled(top=slope.max()),
    )  # fmt: skip


def sigmoid_saturation(inputs: Sequence[float]) -> Table:
    """Where σ is so near 1 that float32 has no number between."""
    single = F.sigmoid(np.array(inputs, np.float32))
    double = F.sigmoid(np.array(inputs, np.float64))
    return Table(
        ("x", Text("σ(x) in float32", "float32의 σ(x)"), "1 − σ (float32)", "1 − σ (float64)"),
        tuple(
            (float(x), float(s), float(np.float32(1) - s), float(1 - d))
            for x, s, d in zip(inputs, single, double, strict=True)
        ),
        Text(
            "Where 1 − σ is exactly 0, log(1 − σ) is −∞: so losses take logits.",
            "1 − σ가 정확히 0이면 log(1 − σ)는 −∞가 됩니다. 그래서 손실 함수는 로짓을 받습니다.",
        ),
    )


def vanishing_gradient(depth: int, weight: float, start: float) -> Curve:
    """How much of a gradient is left after 1 to `depth` sigmoids, each after a weight."""
    steepest = float(_value_and_slope(F.sigmoid, np.zeros(1))[1][0])
    depths = range(1, depth + 1)

    def left(function: Callable[[Any], Any], layers: int) -> float:
        def chain(x: Any) -> Any:
            for _ in range(layers):
                x = function(x * weight)
            return x

        return float(_value_and_slope(chain, np.array([start]))[1][0])

    note = Text(
        "Through {depth} sigmoids at most {slope:g}^{depth} · |w|^{depth} = {most:.3g} passes.",
        "시그모이드 {depth}개를 지나면 많아야 {slope:g}^{depth} · |w|^{depth} = {most:.3g}만 남습니다.",
    )
    return Curve(
        tuple(depths),
        (
            tuple((steepest * abs(weight)) ** n for n in depths),
            tuple(left(F.sigmoid, n) for n in depths),
            tuple(left(F.relu, n) for n in depths),
        ),
        (
            Text("sigmoid, at most", "시그모이드, 최대"), Text("sigmoid, from here", "시그모이드, 이 입력에서"),
            Text("ReLU, from here", "ReLU, 이 입력에서"),
        ),
        Text("depth", "깊이"), Text("gradient left", "남은 기울기"),
        note.filled(depth=depth, slope=steepest, most=(steepest * abs(weight)) ** depth), log=True,
    )  # fmt: skip


def activations(limit: float) -> Steps:
    """The usual activations, then their slopes."""
    x = np.linspace(-limit, limit, 81)
    found = [_value_and_slope(function, x) for function in FUNCTIONS.values()]
    labels = tuple(FUNCTIONS)
    return Steps((
        Curve(floats(x), tuple(floats(value) for value, _ in found), labels, "x", Text("value", "값")),
        Curve(
            floats(x), tuple(floats(slope) for _, slope in found), labels, "x", SLOPE,
            Text(
                "At the kink, x = 0, the slope of ReLU is taken as 0.",
                "꺾이는 점 x = 0에서 ReLU의 기울기는 0으로 칩니다.",
            ),
        ),
    ))  # fmt: skip


def softmax_shift(logits: Sequence[float], shift: float) -> Table:
    """Softmax does not change when all logits are shifted; the naive formula overflows."""
    z = np.array(logits)
    plain, shifted = F.softmax(z), F.softmax(z + shift)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        powers = np.exp(z + shift)
        naive = powers / powers.sum()
    rows: list[tuple[Cell, ...]] = [
        (float(a), float(b), float(c), float(d)) for a, b, c, d in zip(z, plain, shifted, naive, strict=True)
    ]
    rows.append((SUM, float(plain.sum()), float(shifted.sum()), float(naive.sum())))
    note = Text(
        "eᶻ is too large for a float when z > 709.8: ∞/∞ is NaN. Subtracting the largest logit first changes nothing "
        "but that.",
        "z > 709.8이면 eᶻ이 너무 커서 ∞/∞ = NaN이 됩니다. 가장 큰 로짓을 먼저 빼면 값은 그대로이고 이 문제만 "
        "사라집니다.",
    )
    naively = Text("naive eᶻ / Σeᶻ of the shifted", "옮긴 로짓의 단순한 eᶻ / Σeᶻ")
    return Table(
        (Text("logit z", "로짓 z"), "softmax(z)", f"softmax(z + {shift:g})", naively),
        tuple(rows),
        note,
    )


def argmax_of_logits(logits: Sequence[float], temperature: float) -> Table:
    """The class with the largest logit is the class with the largest probability, however sure that looks."""
    z = np.array(logits)
    columns = [z, F.softmax(z), F.softmax(z / temperature)]
    rows: list[tuple[Cell, ...]] = [(str(i), *(float(column[i]) for column in columns)) for i in range(len(z))]
    rows.append(("argmax", *(str(int(np.argmax(column))) for column in columns)))
    return Table(
        (Text("class", "클래스"), Text("logit", "로짓"), "softmax", f"softmax(z / {temperature:g})"),
        tuple(rows),
        Text(
            "Dividing the logits changes how sure the model looks, not its class: a probability need not be "
            "calibrated.",
            "로짓을 나누면 확신하는 정도만 달라지고 클래스는 그대로입니다. 확률이 잘 보정되었다는 보장은 없습니다.",
        ),
    )
