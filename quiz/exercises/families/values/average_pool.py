"""Average pooling of a small map."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import functional as F
from quiz.engine.demonstrations.values import Text
from quiz.engine.tensor import Array
from quiz.exercises.answers import Matrix, Real
from quiz.exercises.chance import matrix, pick
from quiz.exercises.families.values.maps import IMAGE, pooling, shown
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

ANSWER = Matrix((2, 2), each=Real(digits=2))


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: windows side by side. Level 2: windows that overlap. Level 3: padding, counted or not."""
    size, window, stride, padding = ((4, 2, 2, 0), (5, 3, 2, 0), (4, 3, 2, 1))[level - 1]
    return {
        "image": matrix(rng, size, size, 1 if level == 3 else -9, 9),
        "window": window,
        "stride": stride,
        "padding": padding,
        "framework": pick(rng, settings["framework"]),
    }


def found(params: Params, **other: Any) -> Array:
    p = {**params, **other}
    x = np.array(p["image"])[None, None]
    counts = p["framework"] == "PyTorch"
    y = F.avg_pool2d(x, p["window"], stride=p["stride"], padding=p["padding"], count_include_pad=counts)
    value: Array = np.asarray(y)[0, 0]
    return value


def largest(params: Params) -> Array:
    p = params
    x = np.array(p["image"])[None, None]
    value: Array = np.asarray(F.max_pool2d(x, p["window"], stride=p["stride"], padding=p["padding"]))[0, 0]
    return value


def sums(params: Params) -> Array:
    """Each window's sum."""
    value: Array = found(params, framework="PyTorch") * params["window"] ** 2
    return value


def otherwise(params: Params) -> Array | None:
    """As the other framework counts the padding."""
    if not params["padding"]:
        return None
    return found(params, framework="Keras" if params["framework"] == "PyTorch" else "PyTorch")


def question(params: Params) -> Text:
    text = Text(
        "Average pooling with a {window}×{window} window, stride {stride}, no padding. What is the output?",
        "창 {window}×{window}, 스트라이드 {stride:으로} 패딩 없이 평균 풀링을 해요. 출력은 무엇인가요?",
    )
    if params["padding"]:
        text = Text(
            "Average pooling with a {window}×{window} window, stride {stride} and {padding} pixel of padding on each "
            "side, {rule}. What is the output?",
            "창 {window}×{window}, 스트라이드 {stride:으로} 사방에 {padding}픽셀을 패딩하고 평균 풀링을 해요. {rule}. "
            "출력은 "
            "무엇인가요?",
        )
    rule = Text("which counts in the mean (PyTorch's default)", "패딩도 평균에 넣어요(PyTorch의 기본값)")
    if params["framework"] == "Keras":
        rule = Text("which does not count in the mean (as in Keras)", "패딩은 평균에 넣지 않아요(Keras 방식)")
    return shown(fill(text, params, rule=rule), params, ("image", IMAGE))


def hints(params: Params) -> tuple[Text, Text, Text]:
    n = params["window"] - params["padding"]
    first = np.array(params["image"])[:n, :n]
    return (
        Text("Each output is the mean of one window.", "출력 한 칸은 창 하나의 평균이에요."),
        Text("sum of the window / number of its values", "창의 합 / 창에 있는 값의 수"),
        fill(Text("The first window's values add up to {total}.", "첫째 창의 값을 더하면 {total:이에요}."),
             total=int(first.sum())),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    p = params
    counted = (
        Text("{area}", "{area}") if not p["padding"] or p["framework"] == "PyTorch" else Text("{count}", "{count}")
    )
    words = Text(
        f"Row {{row}}, column {{column}}: the sum of {{values}}, over {counted.en}, is {{value}}.",
        f"{{row}}행 {{column}}열: {{values}}의 합을 {counted.ko.replace('}', ':으로}')} 나누면 {{value:이에요}}.",
    )
    return pooling(p["image"], found(p).tolist(), p["window"], p["stride"], p["padding"], words)


FAMILY = Family(
    name="average-pool",
    version=1,
    title=Text("Average pooling by hand", "손으로 하는 평균 풀링"),
    topic="values",
    levels=(1, 2, 3),
    settings={"framework": ("PyTorch", "Keras")},
    generate=generate,
    reference=found,
    question=question,
    answer=lambda params: ANSWER,
    misconceptions=(
        Misconception(
            name="largest",
            source=Text("max pooling for average pooling", "평균 풀링을 최대 풀링으로 착각"),
            answer=largest,
            feedback=told(
                "Your answer, {given}, is what you get if you take the largest value: that is max pooling.",
                "{given:은} 창마다 가장 큰 값을 고르면 나오는 값이에요. 그건 최대 풀링이에요.",
            ),
            links=("cnn-pooling-kinds",),
            step=0,
        ),
        Misconception(
            name="sum",
            source=Text("the sum for the mean", "평균 대신 합"),
            answer=sums,
            feedback=told(
                "Your answer, {given}, is what you get if you add up each window and do not divide.",
                "{given:은} 창마다 더하고 나누지 않으면 나오는 값이에요.",
            ),
            links=("cnn-pooling-average-value",),
            step=0,
        ),
        Misconception(
            name="divided-by-side",
            source=Text("dividing by the window's side", "창의 한 변으로 나눔"),
            answer=lambda params: sums(params) / params["window"],
            feedback=told(
                "Your answer, {given}, is what you get if you divide by {window}, not by all {area} values of the "
                "window.",
                "{given:은} 창의 칸 수 {area:이} 아니라 {window:으로} 나누면 나오는 값이에요.",
                lambda params: {"area": params["window"] ** 2},
            ),
            links=("cnn-pooling-average-value",),
            step=0,
        ),
        Misconception(
            name="stride-one",
            source=Text("moving one pixel at a time", "한 픽셀씩 움직인다는 생각"),
            answer=lambda params: found(params, stride=1),
            feedback=told(
                "Your answer, {given}, is what you get if the window moves by 1. Here it moves by {stride}.",
                "{given:은} 창이 1칸씩 움직이면 나오는 값이에요. 여기서는 {stride}칸씩 움직여요.",
            ),
            links=("cnn-pooling-stride",),
            step=1,
        ),
        Misconception(
            name="padding-counted-otherwise",
            source=Text("the other framework's count", "다른 프레임워크처럼 셈"),
            answer=otherwise,
            feedback=told(
                "Your answer, {given}, is what you get if the padding is counted as in {other}.",
                "{given:은} {other}처럼 패딩을 세면 나오는 값이에요.",
                lambda params: {"other": "Keras" if params["framework"] == "PyTorch" else "PyTorch"},
            ),
            links=("padding-zero-term", "cnn-pooling-average-value"),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("cnn-pooling-average-value", "cnn-pooling-stride"),
)
