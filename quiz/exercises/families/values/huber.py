"""The Huber loss of a few predictions."""

from __future__ import annotations

import numpy as np

from quiz.engine import losses
from quiz.engine.demonstrations.values import Text
from quiz.engine.tensor import Array
from quiz.exercises.answers import Real
from quiz.exercises.chance import decimal, pick, shuffled, whole
from quiz.exercises.families.values.errors import counts, listed, off, table
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

ANSWER = Real(digits=3)


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: two errors, delta 1. Level 2: more, another delta. Level 3: several outputs a sample."""
    delta = 1.0 if level == 1 else pick(rng, (0.5, 1.5, 2.0, 3.0))
    within = [decimal(rng, 0.2, delta - 0.1) for _ in range(1 if level == 1 else 2)]
    beyond = [decimal(rng, delta + 0.5, delta + 5) for _ in range(1 if level == 1 else 2)]
    errors = shuffled(rng, [pick(rng, (-1, 1)) * e for e in (*within, *beyond)])
    targets = [whole(rng, -5, 5) for _ in errors]
    width = 2 if level == 3 else 1
    prediction = [round(t + e, 1) for t, e in zip(targets, errors, strict=True)]
    split = [range(i, i + width) for i in range(0, len(errors), width)]
    return {
        "prediction": [[prediction[i] for i in row] for row in split],
        "target": [[targets[i] for i in row] for row in split],
        "delta": delta,
    }


def each(params: Params, delta: float | None = None) -> Array:
    given = params["delta"] if delta is None else delta
    return np.asarray(losses.huber(params["prediction"], params["target"], delta=given, reduction="none"))


def piecewise(params: Params, inner: float, outer: float) -> float:
    """The mean, with other factors: inner·e² within, δ·(|e| − outer·δ) beyond."""
    size, delta = np.abs(off(params)), params["delta"]
    return float(np.where(size <= delta + 1e-9, inner * size**2, delta * (size - outer * delta)).mean())


def over_rows(params: Params) -> float | None:
    numbers = counts(params)
    return float(each(params).sum()) / numbers["rows"] if numbers["rows"] != numbers["count"] else None


def question(params: Params) -> Text:
    text = Text("What is the mean Huber loss with delta={delta}?", "delta={delta}인 Huber 손실의 평균은 얼마인가요?")
    return listed(fill(text, params), params)


def hints(params: Params) -> tuple[Text, Text, Text]:
    e = round(float(off(params)[0, 0]), 6)
    formula = "|e| ≤ δ: e² / 2;  |e| > δ: δ·(|e| − δ/2)"
    inside = Text("The first error, {e}, lies within δ.", "첫째 오차 {e:은} δ 안에 있어요.")
    outside = Text("The first error, {e}, lies beyond δ.", "첫째 오차 {e:은} δ 밖에 있어요.")
    return (
        Text(
            "Is the error larger than delta? That decides the formula.",
            "오차가 delta보다 큰가요? 그에 따라 식이 달라요.",
        ),
        Text(formula, formula),
        fill(inside if abs(e) <= params["delta"] else outside, e=e),
    )


def solution(params: Params) -> tuple[Step, ...]:
    lost = each(params)
    text = Text("The mean of the {count} losses: {loss}.", "손실 {count}개의 평균: {loss}.")
    return (
        Step(Text("Squared within delta, straight beyond:", "delta 안에서는 제곱, 밖에서는 직선이에요."),
             table(params, "Huber", lost)),
        Step(fill(text, counts(params), loss=round(float(lost.mean()), 6))),
    )  # fmt: skip


FAMILY = Family(
    name="huber",
    version=1,
    title=Text("Huber loss", "Huber 손실"),
    topic="values",
    levels=(1, 2, 3),
    generate=generate,
    reference=lambda params: float(each(params).mean()),
    question=question,
    answer=lambda params: ANSWER,
    misconceptions=(
        Misconception(
            name="forgot-half",
            source=Text("e² for e²/2", "e²/2 대신 e²"),
            answer=lambda params: piecewise(params, 1, 0.5),
            feedback=told(
                "Your answer, {given}, is what you get with e² for the small errors. There it is half of that.",
                "{given:은} 작은 오차에 e²을 쓰면 나오는 값이에요. 그 절반이어야 해요.",
            ),
            links=("loss-huber-formula",),
            step=0,
        ),
        Misconception(
            name="no-offset",
            source=Text("δ·|e| beyond delta", "delta 밖에서 δ·|e|"),
            answer=lambda params: piecewise(params, 0.5, 0),
            feedback=told(
                "Your answer, {given}, is what you get with δ·|e| for the large errors. Without − δ/2 the two parts "
                "would not meet.",
                "{given:은} 큰 오차에 δ·|e|를 쓰면 나오는 값이에요. δ/2를 빼야 두 부분이 이어져요.",
            ),
            links=("loss-huber-formula", "loss-outlier-why"),
            step=0,
        ),
        Misconception(
            name="squared-throughout",
            source=Text("half the MSE", "MSE의 절반"),
            answer=lambda params: float((off(params) ** 2).mean() / 2),
            feedback=told(
                "Your answer, {given}, is what you get with e²/2 for all errors, those beyond {delta} too.",
                "{given:은} {delta:을} 넘는 오차에도 e²/2를 쓰면 나오는 값이에요.",
            ),
            links=("loss-mse",),
            step=0,
        ),
        Misconception(
            name="absolute-throughout",
            source=Text("MAE for Huber", "MAE로 착각"),
            answer=lambda params: float(losses.mae(params["prediction"], params["target"])),
            feedback=told(
                "Your answer, {given}, is what you get for the MAE: |e| for all errors.",
                "{given:은} 모든 오차에 |e|를 쓰면 나오는 값이에요. 그건 MAE예요.",
            ),
            links=("loss-mae",),
            step=0,
        ),
        Misconception(
            name="delta-one",
            source=Text("delta left at 1", "delta를 1로 둠"),
            answer=lambda params: float(each(params, 1.0).mean()) if params["delta"] != 1 else None,
            feedback=told(
                "Your answer, {given}, is what you get with delta 1. Here it is {delta}.",
                "{given:은} delta를 1로 두면 나오는 값이에요. 여기서는 {delta:이에요}.",
            ),
            links=("loss-huber-formula",),
            step=0,
        ),
        Misconception(
            name="forgot-mean",
            source=Text("the sum for the mean", "평균 대신 합"),
            answer=lambda params: float(each(params).sum()),
            feedback=told(
                "Your answer, {given}, is what you get if you do not divide by the {count} values.",
                "{given:은} 값의 수 {count:으로} 나누지 않으면 나오는 값이에요.",
                counts,
            ),
            links=("loss-huber-number",),
            step=1,
        ),
        Misconception(
            name="over-rows",
            source=Text("dividing by the samples alone", "샘플 수로만 나눔"),
            answer=over_rows,
            feedback=told(
                "Your answer, {given}, is what you get if you divide by the {rows} rows, not by the {count} values.",
                "{given:은} 값 {count}개가 아니라 행 {rows}개로 나누면 나오는 값이에요.",
                counts,
            ),
            links=("loss-huber-number",),
            step=1,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("loss-huber-formula", "loss-huber-number"),
)
