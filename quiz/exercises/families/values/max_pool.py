"""Max pooling of a small map."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import functional as F
from quiz.engine.demonstrations.values import Text
from quiz.engine.tensor import Array
from quiz.exercises.answers import Matrix
from quiz.exercises.chance import matrix
from quiz.exercises.families.values.maps import IMAGE, pooling, shown
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: windows side by side. Level 2: windows that overlap. Level 3: negative values, and padding."""
    size, window, stride, padding = ((4, 2, 2, 0), (5, 3, 2, 0), (4, 3, 2, 1))[level - 1]
    low, high = ((-9, 9), (-9, 9), (-20, 4))[level - 1]
    image = matrix(rng, size, size, low, high)
    return {"image": image, "window": window, "stride": stride, "padding": padding}


def pixels(params: Params) -> Array:
    return np.array(params["image"])[None, None]


def found(params: Params, **other: Any) -> Array:
    p = {**params, **other}
    y = F.max_pool2d(pixels(p), p["window"], stride=p["stride"], padding=p["padding"])
    value: Array = np.asarray(y)[0, 0]
    return value


def smallest(params: Params) -> Array:
    p = params
    value: Array = -np.asarray(F.max_pool2d(-pixels(p), p["window"], stride=p["stride"], padding=p["padding"]))[0, 0]
    return value


def by_magnitude(params: Params) -> Array | None:
    """The value furthest from 0 in each window, its sign kept."""
    most, least = found(params), smallest(params)
    value = np.where(np.abs(least) > np.abs(most), least, most)
    return None if (value == most).all() or (value == least).all() else value


def averages(params: Params) -> Array:
    p = params
    y = F.avg_pool2d(pixels(p), p["window"], stride=p["stride"], padding=p["padding"], count_include_pad=False)
    value: Array = np.asarray(y)[0, 0]
    return value


def zeros_win(params: Params) -> Array | None:
    """Zeros as padding, as a convolution has them."""
    if not params["padding"]:
        return None
    padded = np.pad(np.array(params["image"]), params["padding"])
    value = found(params, image=padded, padding=0)
    return None if (value == found(params)).all() else value


def no_overlap(params: Params) -> Array | None:
    """The window moved by its own size."""
    value = found(params, stride=params["window"])
    return None if np.array_equal(value, found(params)) else value


def question(params: Params) -> Text:
    text = Text(
        "Max pooling with a {window}×{window} window, stride {stride} and padding {padding}. What is the output?",
        "창 {window}×{window}, 스트라이드 {stride}, 패딩 {padding:으로} 최대 풀링을 해요. 출력은 무엇인가요?",
    )
    return shown(fill(text, params), params, ("image", IMAGE))


def hints(params: Params) -> tuple[Text, Text, Text]:
    n = params["window"] - params["padding"]
    formula = "y[p, q] = max x[{s}p + i, {s}q + j]".replace("{s}", str(params["stride"]))
    first = np.array(params["image"])[:n, :n].ravel()
    return (
        Text("Of each window, only the largest value goes on.", "창마다 가장 큰 값만 남아요."),
        Text(f"{formula}, inside of the input", f"{formula}, 입력 안에서만"),
        fill(Text("The first window holds {first}.", "첫째 창에는 {first:이} 있어요."), first=first),
    )


def solution(params: Params) -> tuple[Step, ...]:
    words = Text(
        "Row {row}, column {column}: of {values} the largest is {value}.",
        "{row}행 {column}열: {values} 가운데 가장 큰 값은 {value:이에요}.",
    )
    p = params
    return pooling(p["image"], found(p).tolist(), p["window"], p["stride"], p["padding"], words)


FAMILY = Family(
    name="max-pool",
    version=1,
    title=Text("Max pooling by hand", "손으로 하는 최대 풀링"),
    topic="values",
    levels=(1, 2, 3),
    generate=generate,
    reference=found,
    question=question,
    answer=lambda params: Matrix((2, 2)),
    misconceptions=(
        Misconception(
            name="average",
            source=Text("average pooling for max pooling", "최대 풀링을 평균 풀링으로 착각"),
            answer=averages,
            feedback=told(
                "Your answer, {given}, is what you get if you take the mean of each window: that is average pooling.",
                "{given:은} 창마다 평균을 내면 나오는 값이에요. 그건 평균 풀링이에요.",
            ),
            links=("cnn-pooling-kinds",),
            step=0,
        ),
        Misconception(
            name="smallest",
            source=Text("the smallest value for the largest", "가장 큰 값 대신 가장 작은 값"),
            answer=smallest,
            feedback=told(
                "Your answer, {given}, is what you get if you take the smallest value of each window.",
                "{given:은} 창마다 가장 작은 값을 고르면 나오는 값이에요.",
            ),
            links=("cnn-pooling-kinds",),
            step=0,
        ),
        Misconception(
            name="by-magnitude",
            source=Text("largest read as furthest from 0", "절댓값이 큰 값을 가장 큰 값으로 봄"),
            answer=by_magnitude,
            feedback=told(
                "Your answer, {given}, is what you get if you take the value furthest from 0. A negative value is "
                "smaller than any positive one.",
                "{given:은} 절댓값이 가장 큰 값을 고르면 나오는 값이에요. 음수는 어떤 양수보다도 작아요.",
            ),
            links=("cnn-pooling-kinds",),
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
            name="no-overlap",
            source=Text("windows laid side by side, whatever the stride", "창이 겹치지 않는다는 생각"),
            answer=no_overlap,
            feedback=told(
                "Your answer, {given}, is what you get if the window moves by its own size, {window}. Here it moves "
                "by {stride}.",
                "{given:은} 창이 제 크기인 {window}칸씩 움직이면 나오는 값이에요. 여기서는 {stride}칸씩 움직여요.",
            ),
            links=("cnn-pooling-stride",),
            step=1,
        ),
        Misconception(
            name="zeros-win",
            source=Text("zeros as padding, as in a convolution", "합성곱처럼 0으로 패딩한다는 생각"),
            answer=zeros_win,
            feedback=told(
                "Your answer, {given}, is what you get if the padding is zeros. In max pooling it is −∞ and never "
                "wins.",
                "{given:은} 0으로 패딩하면 나오는 값이에요. 최대 풀링의 패딩은 −∞라서 뽑히지 않아요.",
            ),
            links=("padding-zero-term", "cnn-pooling-kinds"),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("cnn-pooling-kinds", "cnn-pooling-stride"),
)
