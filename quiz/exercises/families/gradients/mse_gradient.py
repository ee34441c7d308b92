"""The gradient of the MSE, for the predictions or for the weight behind them."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import losses
from quiz.engine.demonstrations.values import Table, Text
from quiz.exercises.answers import Answer, Real, Row
from quiz.exercises.chance import decimal, decimals, distinct, whole, wholes
from quiz.exercises.families.gradients.tape import gradients, tidy
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

EACH = Real(digits=3)


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: three or four whole predictions. Level 2: decimals. Level 3: the weight of ŷ = w·x."""
    n = whole(rng, 3, 4 if level < 3 else 3)
    if level == 3:
        return {"x": distinct(rng, n, 2, 6), "weight": decimal(rng, -3, 3), "target": wholes(rng, n, -9, 9)}
    digits = 0 if level == 1 else 1
    return {"prediction": decimals(rng, n, -9, 9, digits), "target": decimals(rng, n, -9, 9, digits)}


def predicted(params: Params) -> Any:
    return np.array(params["x"]) * params["weight"] if "x" in params else np.array(params["prediction"])


def errors(params: Params) -> Any:
    return predicted(params) - np.array(params["target"], np.float64)


def answer(params: Params) -> Answer:
    return EACH if "x" in params else Row(len(params["target"]), EACH)


def reference(params: Params, loss: Any = losses.mse, **how: Any) -> Any:
    target = np.array(params["target"], np.float64)
    if "x" not in params:
        return gradients(lambda p: loss(p, target, **how), params["prediction"])[0]
    x = np.array(params["x"], np.float64)
    return float(gradients(lambda w: loss(w * x, target, **how), params["weight"])[0])


def forgot_input(params: Params) -> float | None:
    """The mean of 2e: the inner derivative is left out."""
    return float(2 * errors(params).mean()) if "x" in params else None


def question(params: Params) -> Text:
    if "x" in params:
        return fill(Text(
            "A model predicts ŷ = w·x with w = {weight}, for x = {x}; the targets are {target}. L is the MSE (the mean "
            "over the {n} samples). What is ∂L/∂w?",
            "모델이 ŷ = w·x로 예측해요. w = {weight}, x = {x}, 정답은 {target:이에요}. L이 MSE(샘플 {n}개의 평균)일 때 "
            "∂L/∂w는 얼마인가요?",
        ), params, n=len(params["x"]))  # fmt: skip
    return fill(Text(
        "Predictions {prediction}, targets {target}. L is the MSE. What is its gradient ∂L/∂ŷ, one number for each "
        "prediction?",
        "예측은 {prediction}, 정답은 {target:이에요}. L이 MSE일 때 기울기 ∂L/∂ŷ는 얼마인가요? 예측마다 하나씩 쓰세요.",
    ), params)  # fmt: skip


def hints(params: Params) -> tuple[Text, Text, Text]:
    through = "x" in params
    formula = "∂L/∂w = Σ 2·eᵢ·xᵢ / n,  e = ŷ − t" if through else "∂L/∂ŷᵢ = 2·eᵢ / n,  e = ŷ − t"
    e = errors(params)
    return (
        Text("Differentiate each square, and do not forget the mean.", "제곱을 하나씩 미분하고, 평균도 잊지 마세요."),
        Text(formula, formula),
        fill(
            Text("The first error is {e}, and n = {n}.", "첫째 오차는 {e}, n = {n:이에요}."),
            e=tidy(e[0]), n=e.size,
        ),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    e = errors(params)
    n = e.size
    prediction, target = tidy(predicted(params)), params["target"]
    first = Table(("ŷ", "t", "e = ŷ − t"), tuple(zip(prediction, map(float, target), tidy(e), strict=True)))
    steps = [Step(Text("Take the errors: prediction − target.", "오차(예측 − 정답)를 구해요."), first)]
    slopes = tidy(2 * e / n)
    second = Table(("e", "2e / n"), tuple(zip(tidy(e), slopes, strict=True)))
    text = Text("The square's slope is 2e; the mean divides it by n = {n}.",
                "제곱의 기울기는 2e이고, 평균이므로 n = {n:으로} 나눠요.")  # fmt: skip
    steps.append(Step(fill(text, n=n), second))
    if "x" in params:
        rows = tuple(zip(slopes, map(float, params["x"]), tidy(2 * e / n * np.array(params["x"])), strict=True))
        text = Text("Each goes through its x; together: {total}.", "각각 x를 곱해서 더하면 {total:이에요}.")
        steps.append(Step(fill(text, total=tidy(reference(params))), Table(("2e / n", "x", "2e·x / n"), rows)))
    return tuple(steps)


def counts(params: Params) -> dict[str, object]:
    e = errors(params)
    return {"n": e.size, "error": tidy(e[0])}


FAMILY = Family(
    name="mse-gradient",
    version=1,
    title=Text("Gradient of the MSE", "MSE의 기울기"),
    topic="gradients",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=answer,
    misconceptions=(
        Misconception(
            name="forgot-two",
            source=Text("the 2 of the square left out", "제곱에서 나오는 2를 빠뜨림"),
            answer=lambda params: reference(params) / 2,
            feedback=told(
                "Your answer, {given}, is what you get if the slope of e² is taken as e. It is 2e.",
                "{given:은} e²의 기울기를 e로 보면 나오는 값이에요. 2e예요.",
            ),
            links=("loss-mse-gradient",),
            step=1,
        ),
        Misconception(
            name="forgot-mean",
            source=Text("the sum for the mean", "평균 대신 합"),
            answer=lambda params: reference(params, reduction="sum"),
            feedback=told(
                "Your answer, {given}, is what you get without dividing by the {n} values: the gradient of the sum.",
                "{given:은} 값의 수 {n:으로} 나누지 않으면 나오는 값이에요. 합의 기울기예요.",
                counts,
            ),
            links=("loss-mse-gradient-number",),
            step=1,
        ),
        Misconception(
            name="target-minus-prediction",
            source=Text("the error taken the other way round", "오차를 거꾸로 구함"),
            answer=lambda params: -reference(params),
            feedback=told(
                "Your answer, {given}, is what you get if the error is target − prediction. The first error, "
                "prediction − target, is {error}.",
                "{given:은} 오차를 정답 − 예측으로 구하면 나오는 값이에요. 첫째 오차(예측 − 정답)는 {error:이에요}.",
                counts,
            ),
            links=("loss-mse-gradient",),
            step=0,
        ),
        Misconception(
            name="absolute",
            source=Text("the MAE's gradient", "MAE의 기울기와 혼동"),
            answer=lambda params: reference(params, losses.mae),
            feedback=told(
                "Your answer, {given}, is what you get for the MAE, of which only the signs of the errors count.",
                "{given:은} MAE에서 나오는 값이에요. MAE에서는 오차의 부호만 중요해요.",
            ),
            links=("loss-mae-gradient", "loss-gradient-compare"),
            step=1,
        ),
        Misconception(
            name="forgot-input",
            source=Text("the inner derivative left out", "안쪽 도함수를 빠뜨림"),
            answer=forgot_input,
            feedback=told(
                "Your answer, {given}, is what you get without the inner derivative: ŷ = w·x grows by x where w grows "
                "by 1, here {x}.",
                "{given:은} 안쪽 도함수를 곱하지 않으면 나오는 값이에요. ŷ = w·x를 w로 미분하면 x(여기서는 {x})예요.",
            ),
            links=("train-chain-rule",),
            step=1,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("loss-mse-gradient",),
)
