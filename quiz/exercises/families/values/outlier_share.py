"""How much of a loss is one outlier's?"""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import losses
from quiz.engine.demonstrations.values import Table, Text
from quiz.engine.tensor import Array
from quiz.exercises.answers import Real
from quiz.exercises.chance import pick, whole, wholes
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

ANSWER = Real(digits=3)


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: errors above 0. Level 2: of both signs. Level 3: predictions and targets."""
    count = 3 if level == 1 else whole(rng, 3, 5)
    errors = [n * (1 if level == 1 else pick(rng, (-1, 1))) for n in [*wholes(rng, count, 1, 3), whole(rng, 8, 15)]]
    if level > 1:
        errors[0], errors[-1] = abs(errors[0]), -abs(errors[-1])
    target = wholes(rng, len(errors), -9, 9) if level == 3 else []
    return {"errors": errors, "target": target, "loss": pick(rng, settings["loss"])}


def sizes(params: Params, loss: str = "") -> Array:
    """What each error adds."""
    found = losses.mse if (loss or params["loss"]) == "MSE" else losses.mae
    e = np.array(params["errors"], np.float64)
    return np.asarray(found(e, np.zeros_like(e), reduction="none"))


def share(values: Any) -> float:
    """The last one's part of the sum."""
    return float(values[-1] / np.sum(values))


def to_rest(params: Params) -> float:
    each = sizes(params)
    return float(each[-1] / each[:-1].sum())


def signed(params: Params) -> float | None:
    """Errors with their signs."""
    e = np.array(params["errors"], np.float64)
    return share(e) if (e < 0).any() and e.sum() and params["loss"] == "MAE" else None


def question(params: Params) -> Text:
    if params["target"]:
        shown = [t + e for t, e in zip(params["target"], params["errors"], strict=True)]
        return fill(Text(
            "Predictions {shown}; targets {target}. Which part of the {loss} is the last sample's?",
            "예측은 {shown}, 정답은 {target:이에요}. {loss}에서 마지막 샘플이 차지하는 비중은 얼마인가요?",
        ), params, shown=shown)  # fmt: skip
    return fill(Text(
        "The errors are {errors}. Which part of the {loss} is the last one's?",
        "오차가 {errors:이에요}. {loss}에서 마지막 오차가 차지하는 비중은 얼마인가요?",
    ), params)  # fmt: skip


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = "e² / Σ e²" if params["loss"] == "MSE" else "|e| / Σ |e|"
    return (
        Text("What does each error add to the loss?", "오차마다 손실에 얼마를 더하나요?"),
        Text(formula, formula),
        fill(Text("The last one adds {last}, before dividing.", "나누기 전에, 마지막 오차는 {last:을} 더해요."),
             last=float(sizes(params)[-1])),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    each = sizes(params)
    label = "e²" if params["loss"] == "MSE" else "|e|"
    lines = tuple((float(e), float(size)) for e, size in zip(params["errors"], each, strict=True))
    both = {loss: round(share(sizes(params, loss)), 4) for loss in ("MAE", "MSE")}
    bars = Table(
        ("", Text("the last one's part", "마지막 오차의 비중")), tuple(both.items()),
        Text("Squaring makes the outlier's part larger.", "제곱하면 이상치의 비중이 더 커져요."),
    )  # fmt: skip
    text = Text("{last} of {total} is {share}.", "{total} 가운데 {last:이에요}. 비중은 {share:이에요}.")
    return (
        Step(Text("What each error adds:", "오차마다 더하는 값:"), Table(("e", label), lines)),
        Step(fill(text, last=float(each[-1]), total=float(each.sum()), share=round(share(each), 6)), bars),
    )


FAMILY = Family(
    name="outlier-share",
    version=1,
    title=Text("An outlier's part of the loss", "손실에서 이상치의 비중"),
    topic="values",
    levels=(1, 2, 3),
    settings={"loss": ("MSE", "MAE")},
    generate=generate,
    reference=lambda params: share(sizes(params)),
    question=question,
    answer=lambda params: ANSWER,
    misconceptions=(
        Misconception(
            name="absolute-for-squared",
            source=Text("MAE for MSE", "MSE를 MAE로 착각"),
            answer=lambda params: share(sizes(params, "MAE")) if params["loss"] == "MSE" else None,
            feedback=told(
                "Your answer, {given}, is what you get for the MAE. The MSE squares, so that the outlier weighs more.",
                "{given:은} MAE에서 나오는 값이에요. MSE는 제곱하므로 이상치의 비중이 더 커요.",
            ),
            links=("loss-outlier-why", "loss-outlier-share"),
            step=0,
        ),
        Misconception(
            name="squared-for-absolute",
            source=Text("MSE for MAE", "MAE를 MSE로 착각"),
            answer=lambda params: share(sizes(params, "MSE")) if params["loss"] == "MAE" else None,
            feedback=told(
                "Your answer, {given}, is what you get for the MSE. The MAE does not square.",
                "{given:은} MSE에서 나오는 값이에요. MAE는 제곱하지 않아요.",
            ),
            links=("loss-outlier-share",),
            step=0,
        ),
        Misconception(
            name="counted",
            source=Text("one sample as one part of n", "샘플 수의 비율"),
            answer=lambda params: 1 / len(params["errors"]),
            feedback=told(
                "Your answer, {given}, is what you get if all {count} errors count alike.",
                "{given:은} 오차 {count}개를 똑같이 세면 나오는 값이에요.",
                lambda params: {"count": len(params["errors"])},
            ),
            links=("loss-outlier-share",),
            step=0,
        ),
        Misconception(
            name="to-the-rest",
            source=Text("compared with the others, not with all", "전체가 아니라 나머지와 비교"),
            answer=to_rest,
            feedback=told(
                "Your answer, {given}, is what you get if you divide by the other errors' sum, not by the whole.",
                "{given:은} 전체가 아니라 나머지의 합으로 나누면 나오는 값이에요.",
            ),
            links=("loss-outlier-share",),
            step=1,
        ),
        Misconception(
            name="signed",
            source=Text("errors with their signs", "부호를 떼지 않음"),
            answer=signed,
            feedback=told(
                "Your answer, {given}, is what you get if you keep the signs: errors of both signs cancel.",
                "{given:은} 부호를 떼지 않으면 나오는 값이에요. 부호가 다른 오차끼리 지워져요.",
            ),
            links=("loss-mae",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("loss-outlier-share", "loss-outlier-sensitive"),
)
