"""The mean squared error of a few predictions."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import losses
from quiz.engine.demonstrations.values import Table, Text
from quiz.exercises.answers import Real
from quiz.exercises.chance import decimals, whole
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

ANSWER = Real(digits=3)


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: three whole predictions. Level 2: decimals. Level 3: several outputs a sample, in rows."""
    samples, outputs = ((3, 1), (whole(rng, 3, 5), 1), (whole(rng, 2, 3), whole(rng, 2, 4)))[level - 1]
    digits = 0 if level == 1 else 1
    return {
        "prediction": [decimals(rng, outputs, -9, 9, digits) for _ in range(samples)],
        "target": [decimals(rng, outputs, -9, 9, digits) for _ in range(samples)],
    }


def arrays(params: Params) -> tuple[Any, Any]:
    return np.array(params["prediction"]), np.array(params["target"])


def reference(params: Params) -> float:
    return float(losses.mse(*arrays(params)))


def over_rows(params: Params) -> float | None:
    """The sum of squares over the number of rows, where a row has several values."""
    prediction, target = arrays(params)
    rows, columns = prediction.shape
    return float(losses.mse(prediction, target, reduction="sum")) / rows if columns > 1 else None


def mean_first(params: Params) -> float:
    """The square of the mean error."""
    prediction, target = arrays(params)
    return float((prediction - target).mean() ** 2)


def question(params: Params) -> Text:
    several = len(params["target"][0]) > 1
    text = Text(
        "What is the MSE of these predictions, as a framework computes it (the mean over all values)?" if several
        else "What is the MSE of these predictions?",
        "이 예측의 MSE는 얼마인가요? 프레임워크처럼 모든 값에 걸쳐 평균하세요." if several
        else "이 예측의 MSE는 얼마인가요?",
    )  # fmt: skip
    numbers = Text("prediction {prediction}; target {target}", "예측 {prediction}; 정답 {target}")
    shown = {name: rows if several else [row[0] for row in rows] for name, rows in params.items()}
    filled = fill(numbers, shown)
    return Text(f"{text.en}\n{filled.en}", f"{text.ko}\n{filled.ko}")


def table(params: Params, *, squares: bool) -> Table:
    """The errors, and their squares."""
    prediction, target = (array.ravel() for array in arrays(params))
    columns = (Text("prediction", "예측"), Text("target", "정답"), "e", "e²")
    rows = [(float(p), float(t), round(float(p - t), 6), round(float((p - t) ** 2), 6))
            for p, t in zip(prediction, target, strict=True)]  # fmt: skip
    return Table(columns, tuple(rows)) if squares else Table(columns[:3], tuple(row[:3] for row in rows))


def hints(params: Params) -> tuple[Text, Text, Text]:
    e = params["prediction"][0][0] - params["target"][0][0]
    formula = "MSE = Σ e² / n,  e = prediction − target"
    return (
        Text("Square each error before you take the mean.", "평균하기 전에 오차를 하나씩 제곱하세요."),
        Text(formula, formula.replace("prediction − target", "예측 − 정답")),
        fill(
            Text("The first error is {e}, its square {square}.", "첫째 오차는 {e}이고 제곱하면 {square:이에요}."),
            e=round(e, 6), square=round(e * e, 6),
        ),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    prediction, target = arrays(params)
    total = round(float(losses.mse(prediction, target, reduction="sum")), 6)
    sum_and_mean = Text(
        "The squares add up to {total}; over {count} values that is {mse}.",
        "제곱을 더하면 {total}이고, 값이 {count}개이니 나누면 {mse:이에요}.",
    )
    return (
        Step(
            Text("Take the errors: prediction − target.", "오차(예측 − 정답)를 구해요."), table(params, squares=False)
        ),
        Step(Text("Square each of them.", "하나씩 제곱해요."), table(params, squares=True)),
        Step(fill(sum_and_mean, total=total, count=prediction.size, mse=round(reference(params), 6))),
    )


def counts(params: Params) -> dict[str, int]:
    """What feedback counts."""
    rows, columns = np.shape(params["target"])
    return {"rows": rows, "count": rows * columns}


FAMILY = Family(
    name="mse",
    version=1,
    title=Text("Mean squared error", "평균 제곱 오차"),
    topic="values",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: ANSWER,
    misconceptions=(
        Misconception(
            name="absolute",
            source=Text("MAE for MSE", "MSE를 MAE로 착각"),
            answer=lambda params: float(losses.mae(*arrays(params))),
            feedback=told(
                "Your answer, {given}, is what you get if you take the absolute errors: that is the MAE.",
                "{given:은} 오차의 절댓값을 평균하면 나오는 값이에요. 그건 MAE예요.",
            ),
            links=("loss-mae",),
            step=1,
        ),
        Misconception(
            name="root",
            source=Text("RMSE for MSE", "MSE를 RMSE로 착각"),
            answer=lambda params: float(losses.rmse(*arrays(params))),
            feedback=told(
                "Your answer, {given}, is what you get if you take the root at the end: that is the RMSE.",
                "{given:은} 마지막에 제곱근을 씌우면 나오는 값이에요. 그건 RMSE예요.",
            ),
            links=("loss-rmse",),
            step=2,
        ),
        Misconception(
            name="forgot-mean",
            source=Text("the sum for the mean", "평균 대신 합"),
            answer=lambda params: float(losses.mse(*arrays(params), reduction="sum")),
            feedback=told(
                "Your answer, {given}, is what you get if you add the squares and do not divide by the {count} values.",
                "{given:은} 제곱을 더하고 값의 수 {count:으로} 나누지 않으면 나오는 값이에요.",
                counts,
            ),
            links=("loss-mse",),
            step=2,
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
            links=("loss-mse",),
            step=2,
        ),
        Misconception(
            name="mean-first",
            source=Text("the square of the mean for the mean of the squares", "제곱의 평균 대신 평균의 제곱"),
            answer=mean_first,
            feedback=told(
                "Your answer, {given}, is what you get if you take the mean of the errors first and square it then; "
                "errors of both signs cancel.",
                "{given:은} 오차를 먼저 평균한 뒤 제곱하면 나오는 값이에요. 부호가 다른 오차끼리 지워져요.",
            ),
            links=("loss-mse",),
            step=1,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("loss-mse",),
)
