"""The root mean squared error of a few predictions, and of batches together."""

from __future__ import annotations

import numpy as np

from quiz.engine import losses
from quiz.engine.demonstrations.values import Table, Text
from quiz.exercises.answers import Real
from quiz.exercises.chance import distinct
from quiz.exercises.families.values.errors import counts, drawn, listed, off, table
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

ANSWER = Real(digits=3)


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Levels 1 and 2: predictions. Level 3: two batches, whose RMSEs are known."""
    if level < 3:
        return drawn(rng, level)
    sizes = [8 * n for n in distinct(rng, 2, 1, 8)]
    return {"sizes": sizes, "roots": [n / 2 for n in distinct(rng, 2, 3, 16)]}


def squares(params: Params) -> tuple[float, int]:
    """The sum of the squared errors, and how many they are."""
    if "sizes" in params:
        total = sum(n * root**2 for n, root in zip(params["sizes"], params["roots"], strict=True))
        return float(total), sum(params["sizes"])
    return float(losses.mse(params["prediction"], params["target"], reduction="sum")), counts(params)["count"]


def reference(params: Params) -> float:
    total, count = squares(params)
    return float(np.sqrt(total / count))


def mean_of_roots(params: Params) -> float | None:
    return float(np.average(params["roots"], weights=params["sizes"])) if "sizes" in params else None


def alike(params: Params) -> float | None:
    """The batches counted as equally large."""
    return float(np.sqrt(np.mean(np.square(params["roots"])))) if "sizes" in params else None


def absolute(params: Params) -> float | None:
    return None if "sizes" in params else float(losses.mae(params["prediction"], params["target"]))


def root_before_mean(params: Params) -> float:
    total, count = squares(params)
    return float(np.sqrt(total)) / count


def question(params: Params) -> Text:
    if "sizes" in params:
        return fill(Text(
            "One batch of {a} samples has RMSE {x}, another of {b} samples has RMSE {y}. What is the RMSE of both "
            "together?",
            "샘플 {a}개짜리 배치의 RMSE는 {x}, {b}개짜리 배치의 RMSE는 {y:이에요}. 둘을 합친 RMSE는 얼마인가요?",
        ), a=params["sizes"][0], b=params["sizes"][1], x=params["roots"][0], y=params["roots"][1])  # fmt: skip
    return listed(Text("What is the RMSE of these predictions?", "이 예측의 RMSE는 얼마인가요?"), params)


def hints(params: Params) -> tuple[Text, Text, Text]:
    nudge = Text("The root comes last.", "제곱근은 마지막에 씌워요.")
    if "sizes" in params:
        step = Text("The first batch's squared errors add up to {n} · {root}².",
                    "첫째 배치의 제곱 오차를 더하면 {n} · {root}²이에요.")  # fmt: skip
        filled = fill(step, n=params["sizes"][0], root=params["roots"][0])
        return nudge, Text("RMSE = √(Σ e² / n)", "RMSE = √(Σ e² / n)"), filled
    step = Text("The squares add up to {total}.", "제곱을 더하면 {total:이에요}.")
    total = round(squares(params)[0], 6)
    return nudge, Text("RMSE = √(Σ e² / n)", "RMSE = √(Σ e² / n)"), fill(step, total=total)


def solution(params: Params) -> tuple[Step, ...]:
    total, count = squares(params)
    last = Step(fill(
        Text("Over {count} that is {mean}, and its root {root}.",
            "{count:으로} 나누면 {mean}, 제곱근은 {root:이에요}."),
        count=count, mean=round(total / count, 6), root=round(reference(params), 6),
    ))  # fmt: skip
    if "sizes" in params:
        pairs = zip(params["sizes"], params["roots"], strict=True)
        lines = tuple((n, root, root * root, n * root * root) for n, root in pairs)
        drawing = Table(("n", "RMSE", "MSE", "Σ e²"), lines)
        text = Text("Back to the sums of squares: {total} in all.", "제곱의 합으로 되돌리면 모두 {total:이에요}.")
        return Step(fill(text, total=total), drawing), last
    text = Text("The squared errors add up to {total}.", "오차의 제곱을 더하면 {total:이에요}.")
    return Step(fill(text, total=round(total, 6)), table(params, "e²", off(params) ** 2)), last


FAMILY = Family(
    name="rmse",
    version=1,
    title=Text("Root mean squared error", "평균 제곱근 오차"),
    topic="values",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: ANSWER,
    misconceptions=(
        Misconception(
            name="forgot-root",
            source=Text("MSE for RMSE", "RMSE를 MSE로 착각"),
            answer=lambda params: squares(params)[0] / squares(params)[1],
            feedback=told(
                "Your answer, {given}, is what you get without the root at the end: that is the MSE.",
                "{given:은} 마지막에 제곱근을 씌우지 않으면 나오는 값이에요. 그건 MSE예요.",
            ),
            links=("loss-rmse",),
            step=1,
        ),
        Misconception(
            name="forgot-mean",
            source=Text("the root of the sum", "합에 제곱근"),
            answer=lambda params: float(np.sqrt(squares(params)[0])),
            feedback=told(
                "Your answer, {given}, is what you get if you take the root of the sum, not of the mean of {n} values.",
                "{given:은} 값 {n}개의 평균이 아니라 합에 제곱근을 씌우면 나오는 값이에요.",
                lambda params: {"n": squares(params)[1]},
            ),
            links=("loss-rmse",),
            step=1,
        ),
        Misconception(
            name="root-before-mean",
            source=Text("dividing outside of the root", "제곱근 밖에서 나눔"),
            answer=root_before_mean,
            feedback=told(
                "Your answer, {given}, is what you get if you take the root first and divide by {n} then.",
                "{given:은} 제곱근을 먼저 씌우고 {n:으로} 나누면 나오는 값이에요.",
                lambda params: {"n": squares(params)[1]},
            ),
            links=("loss-rmse",),
            step=1,
        ),
        Misconception(
            name="absolute",
            source=Text("MAE for RMSE", "RMSE를 MAE로 착각"),
            answer=absolute,
            feedback=told(
                "Your answer, {given}, is what you get if you take the absolute errors: that is the MAE.",
                "{given:은} 오차의 절댓값을 평균하면 나오는 값이에요. 그건 MAE예요.",
            ),
            links=("loss-mae",),
            step=0,
        ),
        Misconception(
            name="mean-of-roots",
            source=Text("the mean of the batches' RMSEs", "배치 RMSE의 평균"),
            answer=mean_of_roots,
            feedback=told(
                "Your answer, {given}, is what you get if you take the mean of the RMSEs. Only squares can be "
                "averaged.",
                "{given:은} RMSE를 평균하면 나오는 값이에요. 평균할 수 있는 것은 제곱이에요.",
            ),
            links=("loss-rmse-batches",),
            step=0,
        ),
        Misconception(
            name="batches-alike",
            source=Text("batches of different sizes counted alike", "배치 크기를 무시함"),
            answer=alike,
            feedback=told(
                "Your answer, {given}, is what you get if both batches count alike, whatever their sizes, {sizes}.",
                "{given:은} 배치의 크기({sizes})를 무시하고 똑같이 세면 나오는 값이에요.",
            ),
            links=("loss-rmse-batches",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("loss-rmse",),
)
