"""How many pixels does a unit behind a stack see?"""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import shapes
from quiz.engine.demonstrations.values import Table, Text
from quiz.exercises.answers import Whole
from quiz.exercises.chance import pick
from quiz.exercises.families.shapes.stacks import product, unless
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: convolutions at stride 1. Level 2: strides and pooling. Level 3: dilation too."""
    count = pick(rng, (2, 3)) if level == 1 else 3
    layers = [[pick(rng, (3, 5, 7)), 1, 1] for _ in range(count)]
    if level > 1:
        layers[0][1] = pick(rng, (1, 2))
        layers[1] = [2, 2, 1] if layers[0][1] == 1 or pick(rng, (True, False)) else [layers[1][0], 2, 1]
    if level == 3:
        layers.append([3, 1, pick(rng, (2, 3))])
    return {"layers": layers}


def windows(params: Params, **other: Any) -> list[tuple[int, int, int, int]]:
    """(kernel, stride, padding, dilation) of each layer."""
    return [(k, other.get("stride", s), 0, other.get("dilation", d)) for k, s, d in params["layers"]]


def size(params: Params, **other: Any) -> int:
    return shapes.receptive_field(windows(params, **other)).size


def own_stride_too(params: Params) -> int | None:
    """The jump behind a layer used for the layer itself."""
    found, jump = 1, 1
    for kernel, stride, dilation in params["layers"]:
        jump *= stride
        found += dilation * (kernel - 1) * jump
    return unless(found, size(params))


def called(layer: list[int]) -> str:
    kernel, stride, dilation = layer
    if kernel == 2:
        return f"MaxPooling2D({kernel})"
    more = f", strides={stride}" if stride > 1 else ""
    return f"Conv2D(…, {kernel}{more}{f', dilation_rate={dilation}' if dilation > 1 else ''})"


def question(params: Params) -> Text:
    text = Text(
        "How many pixels wide is the receptive field of one unit behind these layers?",
        "아래 층들을 지난 유닛 하나의 수용 영역은 너비가 몇 픽셀인가요?",
    )
    lines = "".join(f"\n  {called(layer)}" for layer in params["layers"])
    return Text(text.en + lines, text.ko + lines)


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = "r ← r + d·(k − 1)·j,  j ← j·s"
    return (
        Text(
            "Start with one pixel; each layer widens it by what its kernel adds, counted in pixels of the input.",
            "픽셀 하나에서 시작하세요. 층마다 커널이 더하는 만큼 입력 픽셀 단위로 넓어져요.",
        ),
        Text(f"{formula};  r = j = 1 at first", f"{formula};  처음에는 r = j = 1"),
        fill(
            Text("Behind the first layer: j = {j}.", "첫 층을 지나면 j = {j:이에요}."), j=params["layers"][0][1]
        ),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    found = shapes.receptive_fields(windows(params))
    rows: list[tuple[Any, ...]] = [(Text("input", "입력"), "", 1, 1)]
    for layer, last, now in zip(params["layers"], found[:-1], found[1:], strict=True):
        kernel, _, dilation = layer
        rows.append((called(layer), f"{last.size} + {dilation}·({kernel} − 1)·{last.jump}", now.size, now.jump))
    columns = (Text("after", "지난 층"), "r + d·(k − 1)·j", "r", "j")
    return (
        Step(
            Text(
                "r is what a unit sees, j how many pixels lie between neighbouring units.",
                "r은 유닛 하나가 보는 픽셀 수, j는 이웃한 유닛 사이의 픽셀 수예요.",
            ),
            Table(columns, tuple(rows[:-1])),
        ),
        Step(
            fill(
                Text("Behind the last layer: {r} pixels.", "마지막 층을 지나면 {r}픽셀이에요."),
                r=found[-1].size,
            ),
            Table(columns, tuple(rows)),
        ),
    )


FAMILY = Family(
    name="receptive-field",
    version=1,
    title=Text("Receptive field", "수용 영역"),
    topic="shapes",
    levels=(1, 2, 3),
    generate=generate,
    reference=size,
    question=question,
    answer=lambda params: Whole(),
    misconceptions=(
        Misconception(
            name="added-kernels",
            source=Text("adding the kernel sizes", "커널 크기를 더함"),
            answer=lambda params: unless(sum(k for k, _, _ in params["layers"]), size(params)),
            feedback=told(
                "Your answer, {given}, is what you get if you add the kernels. Each one adds k − 1 steps to what was "
                "seen before.",
                "{given:은} 커널 크기를 더하면 나오는 값이에요. 층마다 이미 보던 영역에 k − 1칸씩 더해져요.",
            ),
            links=("cnn-receptive-field-two",),
            step=0,
        ),
        Misconception(
            name="last-kernel",
            source=Text("the last layer alone", "마지막 층만 봄"),
            answer=lambda params: params["layers"][-1][0],
            feedback=told(
                "Your answer, {given}, is what you get if a unit sees only what its own kernel covers. The units "
                "before it see several pixels each.",
                "{given:은} 마지막 커널이 덮는 것만 세면 나오는 값이에요. 그 앞의 유닛도 저마다 여러 픽셀을 봐요.",
            ),
            links=("cnn-receptive-field-term",),
            step=0,
        ),
        Misconception(
            name="multiplied-kernels",
            source=Text("multiplying the kernel sizes", "커널 크기를 곱함"),
            answer=lambda params: unless(product([k for k, _, _ in params["layers"]]), size(params)),
            feedback=told(
                "Your answer, {given}, is what you get if you multiply the kernels, as if neighbouring windows did not "
                "overlap.",
                "{given:은} 이웃한 창이 겹치지 않는 것처럼 커널 크기를 곱하면 나오는 값이에요.",
            ),
            links=("cnn-receptive-field-two",),
            step=0,
        ),
        Misconception(
            name="forgot-strides",
            source=Text("overlooking the strides", "스트라이드를 지나침"),
            answer=lambda params: unless(size(params, stride=1), size(params)),
            feedback=told(
                "Your answer, {given}, is what you get if all strides are 1. Behind a stride of 2, a step is 2 pixels.",
                "{given:은} 스트라이드가 모두 1이면 나오는 값이에요. 스트라이드 2를 지나면 한 칸이 2픽셀이에요.",
            ),
            links=("cnn-receptive-field-stride",),
            step=0,
        ),
        Misconception(
            name="own-stride",
            source=Text("a layer's stride taken to widen its own window", "층의 스트라이드를 그 층에 바로 곱함"),
            answer=own_stride_too,
            feedback=told(
                "Your answer, {given}, is what you get if a layer's stride already counts for its own kernel. It "
                "counts from the next layer on.",
                "{given:은} 층의 스트라이드를 그 층의 커널에 바로 곱하면 나오는 값이에요. 다음 층부터 곱해요.",
            ),
            links=("cnn-receptive-field-order",),
            step=0,
        ),
        Misconception(
            name="forgot-dilation",
            source=Text("a dilated kernel taken for a compact one", "팽창한 커널을 빽빽한 것으로 봄"),
            answer=lambda params: unless(size(params, dilation=1), size(params)),
            feedback=told(
                "Your answer, {given}, is what you get without dilation. With dilation {d} the kernel's taps are {d} "
                "steps apart.",
                "{given:은} dilation 없이 계산하면 나오는 값이에요. dilation이 {d:이면} 커널이 {d}칸 간격으로 읽어요.",
                lambda params: {"d": params["layers"][-1][2]},
            ),
            links=("padding-dilation-span",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("cnn-receptive-field-term", "cnn-receptive-field-stride"),
)
