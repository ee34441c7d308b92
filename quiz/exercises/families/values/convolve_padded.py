"""Convolve a small map by hand, with zeros round it."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import shapes
from quiz.engine.demonstrations.values import Text
from quiz.engine.tensor import Array
from quiz.exercises.answers import Matrix
from quiz.exercises.chance import matrix, pick
from quiz.exercises.families.values.maps import IMAGE, KERNEL, correlated, flipped, shown, sliding, transposed
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: a 2×2 input. Level 2: a 3×3 input. Level 3: strides of 2, where 'same' and 1 pad differently."""
    size = level + 1
    return {
        "image": matrix(rng, size, size, 1, 9),
        "kernel": matrix(rng, 3, 3, -2, 2),
        "stride": 2 if level == 3 else 1,
        "padding": pick(rng, settings["padding"]),
    }


def amounts(params: Params, padding: Any) -> tuple[int, int]:
    """Pixels before and after each row and column."""
    n = len(params["image"])
    return (1, 1) if padding == "1" else shapes.pad_amounts(n, 3, params["stride"], "same")


def padded(params: Params, padding: str = "", mode: str = "constant") -> Array:
    """The input with its border."""
    return np.pad(np.array(params["image"]), amounts(params, padding or params["padding"]), mode=mode)  # type: ignore[call-overload, no-any-return]


def found(params: Params, **other: Any) -> Array:
    p = {**params, **other}
    return correlated(padded(p), p["kernel"], p["stride"])


def other_sides(params: Params) -> Array | None:
    """'same' for 1, or 1 for 'same', where they differ."""
    if params["stride"] == 1:
        return None
    return found(params, padding="1" if params["padding"] == "same" else "same")


def answer(params: Params) -> Matrix:
    rows, columns = found(params).shape
    return Matrix((rows, columns))


def question(params: Params) -> Text:
    text = Text(
        "Keras: a Conv2D layer with padding='same', strides={stride} and no bias slides the kernel over the input. "
        "What is the output?",
        "Keras에서 padding='same', strides={stride}이고 편향이 없는 Conv2D 층이 커널을 입력 위에서 움직여요. 출력은 "
        "무엇인가요?",
    )
    if params["padding"] == "1":
        text = Text(
            "PyTorch: a Conv2d layer with padding=1, stride={stride} and no bias slides the kernel over the input. "
            "What is the output?",
            "PyTorch에서 padding=1, stride={stride}이고 편향이 없는 Conv2d 층이 커널을 입력 위에서 움직여요. 출력은 "
            "무엇인가요?",
        )
    return shown(fill(text, params), params, ("image", IMAGE), ("kernel", KERNEL))


def hints(params: Params) -> tuple[Text, Text, Text]:
    before, after = amounts(params, params["padding"])
    formula = "y[p, q] = Σ k[i, j] · x₀[{}p + i, {}q + j]".replace("{}", "2" if params["stride"] == 2 else "")
    return (
        Text("Write the zeros round the input first.", "먼저 입력 둘레에 0을 써 넣으세요."),
        Text(f"{formula}, x₀ the padded input", f"{formula}, x₀는 패딩한 입력"),
        fill(Text("Rows of zeros: {before} above, {after} below; columns likewise, left and right.",
                  "0으로 된 행은 위에 {before}개, 아래에 {after}개예요. 열도 왼쪽과 오른쪽에 그만큼이에요."),
             before=before, after=after),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    return sliding(padded(params), params["kernel"], params["stride"])


FAMILY = Family(
    name="convolve-padded",
    version=1,
    title=Text("Convolving by hand with padding", "패딩을 두고 손으로 하는 합성곱"),
    topic="values",
    levels=(1, 2, 3),
    settings={"padding": ("same", "1")},
    generate=generate,
    reference=found,
    question=question,
    answer=answer,
    misconceptions=(
        Misconception(
            name="unpadded",
            source=Text("'valid' for 'same'", "패딩을 빠뜨림"),
            answer=lambda params: correlated(params["image"], params["kernel"], params["stride"]),
            feedback=told(
                "Your answer, {given}, is what you get without the border of zeros.",
                "{given:은} 가장자리에 0을 두르지 않으면 나오는 값이에요.",
            ),
            links=("padding-same-promise",),
            step=0,
        ),
        Misconception(
            name="border-copied",
            source=Text("repeating the border for zeros", "0 대신 가장자리를 복사"),
            answer=lambda params: correlated(padded(params, mode="edge"), params["kernel"], params["stride"]),
            feedback=told(
                "Your answer, {given}, is what you get if the border's own pixels are repeated outside. The padding "
                "is zeros.",
                "{given:은} 가장자리 픽셀을 바깥으로 복사하면 나오는 값이에요. 패딩은 0이에요.",
            ),
            links=("padding-zero-term",),
            step=0,
        ),
        Misconception(
            name="flipped",
            source=Text("the convolution of mathematics, which flips the kernel", "커널을 뒤집는 수학의 합성곱"),
            answer=lambda params: found(params, kernel=flipped(params["kernel"])),
            feedback=told(
                "Your answer, {given}, is what you get if the kernel is turned round first. Frameworks do not flip it.",
                "{given:은} 커널을 먼저 뒤집으면 나오는 값이에요. 프레임워크는 커널을 뒤집지 않아요.",
            ),
            links=("cnn-cross-correlation",),
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
            name="other-sides",
            source=Text(
                "padding=1 taken for 'same' at any stride", "스트라이드가 있어도 padding=1과 'same'이 같다는 생각"
            ),
            answer=other_sides,
            feedback=told(
                "Your answer, {given}, is what you get with {wrong} pixels before and after; here it is {right}.",
                "{given:은} 앞뒤에 {wrong}픽셀씩 두면 나오는 값이에요. 여기서는 {right}픽셀이에요.",
                lambda params: {
                    "right": amounts(params, params["padding"]),
                    "wrong": amounts(params, "1" if params["padding"] == "same" else "same"),
                },
            ),
            links=("padding-stride-two", "padding-odd-pixel"),
            step=0,
        ),
        Misconception(
            name="forgot-stride",
            source=Text("moving one pixel at a time", "한 픽셀씩 움직인다는 생각"),
            answer=lambda params: correlated(padded(params), params["kernel"]) if params["stride"] > 1 else None,
            feedback=told(
                "Your answer, {given}, is what you get if the kernel moves by 1. Here it moves by {stride}.",
                "{given:은} 커널이 1칸씩 움직이면 나오는 값이에요. 여기서는 {stride}칸씩 움직여요.",
            ),
            links=("padding-same-stride",),
            step=1,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("padding-zero-term", "padding-same-promise"),
)
