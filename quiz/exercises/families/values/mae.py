"""The mean absolute error of a few predictions."""

from __future__ import annotations

import numpy as np

from quiz.engine import losses
from quiz.engine.demonstrations.values import Text
from quiz.exercises.answers import Real
from quiz.exercises.families.values.errors import counts, drawn, listed, off, table
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

ANSWER = Real(digits=3)


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    return drawn(rng, level)


def reference(params: Params) -> float:
    return float(losses.mae(params["prediction"], params["target"]))


def signed(params: Params) -> float | None:
    """The mean of the errors with their signs, where both signs are there."""
    e = off(params)
    return float(e.mean()) if (e > 0).any() and (e < 0).any() else None


def over_rows(params: Params) -> float | None:
    numbers = counts(params)
    return float(np.abs(off(params)).sum()) / numbers["rows"] if numbers["rows"] != numbers["count"] else None


def question(params: Params) -> Text:
    several = len(params["target"][0]) > 1
    plain = Text("What is the MAE of these predictions?", "이 예측의 MAE는 얼마인가요?")
    rows = Text("What is the MAE of these predictions, the mean over all values?",
                "이 예측의 MAE는 얼마인가요? 모든 값에 걸쳐 평균하세요.")  # fmt: skip
    return listed(rows if several else plain, params)


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = "MAE = Σ |e| / n,  e = prediction − target"
    first = fill(Text("The first error is {e}.", "첫째 오차는 {e:이에요}."), e=round(float(off(params)[0, 0]), 6))
    return (
        Text("Drop the signs before you take the mean.", "평균하기 전에 부호를 떼세요."),
        Text(formula, formula.replace("prediction − target", "예측 − 정답")),
        first,
    )


def solution(params: Params) -> tuple[Step, ...]:
    sizes = np.abs(off(params))
    last = fill(
        Text("They add up to {total}; over {count} values that is {mae}.",
             "더하면 {total}이고, 값이 {count}개이니 나누면 {mae:이에요}."),
        counts(params), total=round(float(sizes.sum()), 6), mae=round(reference(params), 6),
    )  # fmt: skip
    return (
        Step(Text("The errors, and their absolute values.", "오차와 그 절댓값이에요."), table(params, "|e|", sizes)),
        Step(last),
    )


FAMILY = Family(
    name="mae",
    version=1,
    title=Text("Mean absolute error", "평균 절대 오차"),
    topic="values",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: ANSWER,
    misconceptions=(
        Misconception(
            name="signed",
            source=Text("errors with their signs", "부호를 떼지 않음"),
            answer=signed,
            feedback=told(
                "Your answer, {given}, is what you get if you keep the signs: errors of both signs cancel.",
                "{given:은} 부호를 떼지 않고 평균하면 나오는 값이에요. 부호가 다른 오차끼리 지워져요.",
            ),
            links=("loss-mae",),
            step=0,
        ),
        Misconception(
            name="squared",
            source=Text("MSE for MAE", "MAE를 MSE로 착각"),
            answer=lambda params: float(losses.mse(params["prediction"], params["target"])),
            feedback=told(
                "Your answer, {given}, is what you get if you square the errors: that is the MSE.",
                "{given:은} 오차를 제곱해 평균하면 나오는 값이에요. 그건 MSE예요.",
            ),
            links=("loss-mse",),
            step=0,
        ),
        Misconception(
            name="root",
            source=Text("RMSE for MAE", "MAE를 RMSE로 착각"),
            answer=lambda params: float(losses.rmse(params["prediction"], params["target"])),
            feedback=told(
                "Your answer, {given}, is what you get if you square, take the mean and the root: that is the RMSE.",
                "{given:은} 제곱해서 평균하고 제곱근을 씌우면 나오는 값이에요. 그건 RMSE예요.",
            ),
            links=("loss-rmse",),
            step=1,
        ),
        Misconception(
            name="forgot-mean",
            source=Text("the sum for the mean", "평균 대신 합"),
            answer=lambda params: float(losses.mae(params["prediction"], params["target"], reduction="sum")),
            feedback=told(
                "Your answer, {given}, is what you get if you do not divide by the {count} values.",
                "{given:은} 값의 수 {count:으로} 나누지 않으면 나오는 값이에요.",
                counts,
            ),
            links=("loss-mae-number",),
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
            links=("loss-mae-number",),
            step=1,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("loss-mae",),
)
