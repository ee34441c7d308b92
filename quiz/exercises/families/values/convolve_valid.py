"""Convolve a small map by hand, without padding."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine.demonstrations.values import Text
from quiz.engine.tensor import Array
from quiz.exercises.answers import Matrix
from quiz.exercises.chance import distinct, matrix, pick
from quiz.exercises.families.values.maps import IMAGE, KERNEL, correlated, flipped, shown, sliding, transposed
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: a 2×2 kernel. Level 2: a 3×3 kernel. Level 3: strides of 2, and a bias."""
    size, side, stride = ((3, 2, 1), (4, 3, 1), (5, 3, 2))[level - 1]
    weights = distinct(rng, 4, -2, 3) if side == 2 else [value for row in matrix(rng, 3, 3, -2, 2) for value in row]
    return {
        "image": matrix(rng, size, size, 0, 9),
        "kernel": [weights[i : i + side] for i in range(0, side * side, side)],
        "stride": stride,
        "bias": pick(rng, (-5, -4, -3, -2, 2, 3, 4, 5)) if level == 3 else 0,
    }


def found(params: Params, **other: Any) -> Array:
    """The output map, with something taken for something else."""
    p = {**params, **other}
    return correlated(p["image"], p["kernel"], p["stride"], p.get("padding", "valid")) + int(p["bias"])


def answer(params: Params) -> Matrix:
    rows, columns = found(params).shape
    return Matrix((rows, columns))


def question(params: Params) -> Text:
    if params["bias"]:
        text = fill(Text(
            "A convolution layer slides the kernel over the input with strides={stride}, without padding, bias "
            "{bias}. What is the output?",
            "합성곱층이 커널을 패딩 없이 strides={stride:으로} 입력 위에서 움직여요. 편향은 {bias:이에요}. 출력은 "
            "무엇인가요?",
        ), params)  # fmt: skip
    else:
        text = Text(
            "A convolution layer slides the kernel over the input, without padding and without a bias. What is the "
            "output?",
            "합성곱층이 커널을 패딩도 편향도 없이 입력 위에서 움직여요. 출력은 무엇인가요?",
        )
    return shown(text, params, ("image", IMAGE), ("kernel", KERNEL))


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = "y[p, q] = Σ k[i, j] · x[{}p + i, {}q + j]".replace("{}", "2" if params["stride"] == 2 else "")
    formula += " + b" if params["bias"] else ""
    step = Text(
        "Begin at the top left: {weight} · {pixel}, and so on over the window.",
        "왼쪽 위에서 {weight} · {pixel}부터 시작해 창 안을 차례로 더하세요.",
    )
    return (
        Text("Lay the kernel on the input, multiply what lies on each other, add.",
             "커널을 입력에 겹쳐 놓고, 겹친 수끼리 곱해서 더하세요."),
        Text(formula, formula),
        fill(step, weight=params["kernel"][0][0], pixel=params["image"][0][0]),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    return sliding(params["image"], params["kernel"], params["stride"], params["bias"])


FAMILY = Family(
    name="convolve-valid",
    version=1,
    title=Text("Convolving by hand", "손으로 하는 합성곱"),
    topic="values",
    levels=(1, 2, 3),
    generate=generate,
    reference=found,
    question=question,
    answer=answer,
    misconceptions=(
        Misconception(
            name="flipped",
            source=Text("the convolution of mathematics, which flips the kernel", "커널을 뒤집는 수학의 합성곱"),
            answer=lambda params: found(params, kernel=flipped(params["kernel"])),
            feedback=told(
                "Your answer, {given}, is what you get if the kernel is turned round first. Frameworks do not flip it.",
                "{given:은} 커널을 먼저 뒤집으면 나오는 값이에요. 프레임워크는 커널을 뒤집지 않아요.",
            ),
            links=("cnn-cross-correlation", "cnn-cross-correlation-value"),
            step=0,
        ),
        Misconception(
            name="transposed-kernel",
            source=Text("reading the kernel column by column", "커널을 열 순서로 읽음"),
            answer=lambda params: found(params, kernel=transposed(params["kernel"])),
            feedback=told(
                "Your answer, {given}, is what you get if the kernel's rows are laid on the input's columns.",
                "{given:은} 커널의 행을 입력의 열에 맞추면 나오는 값이에요.",
            ),
            links=("cnn-kernel-size-order",),
            step=0,
        ),
        Misconception(
            name="padded",
            source=Text("'same' for 'valid'", "'valid'를 'same'으로 착각"),
            answer=lambda params: found(params, padding="same"),
            feedback=told(
                "Your answer, {given}, is what you get if zeros are put round the input, as with 'same'.",
                "{given:은} 'same'처럼 입력을 0으로 두르면 나오는 값이에요.",
            ),
            links=("padding-valid-term",),
            step=0,
        ),
        Misconception(
            name="averaged",
            source=Text("a mean for a sum", "합 대신 평균"),
            answer=lambda params: (found(params, bias=0) / np.size(params["kernel"]) + params["bias"]).tolist(),
            feedback=told(
                "Your answer, {given}, is what you get if each sum is divided by the {count} places of the kernel.",
                "{given:은} 합을 커널의 칸 수 {count:으로} 나누면 나오는 값이에요.",
                lambda params: {"count": np.size(params["kernel"])},
            ),
            links=("cnn-kernel-term",),
            step=0,
        ),
        Misconception(
            name="forgot-stride",
            source=Text("moving one pixel at a time", "한 픽셀씩 움직인다는 생각"),
            answer=lambda params: found(params, stride=1) if params["stride"] > 1 else None,
            feedback=told(
                "Your answer, {given}, is what you get if the kernel moves by 1. Here it moves by {stride}.",
                "{given:은} 커널이 1칸씩 움직이면 나오는 값이에요. 여기서는 {stride}칸씩 움직여요.",
            ),
            links=("padding-valid-stride",),
            step=1,
        ),
        Misconception(
            name="forgot-bias",
            source=Text("leaving out the bias", "편향을 빠뜨림"),
            answer=lambda params: found(params, bias=0) if params["bias"] else None,
            feedback=told(
                "Your answer, {given}, is what you get without the bias, {bias}, in each cell.",
                "{given:은} 칸마다 편향 {bias:을} 더하지 않으면 나오는 값이에요.",
            ),
            links=("foundations-bias",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("cnn-cross-correlation-value", "padding-valid-term"),
)
