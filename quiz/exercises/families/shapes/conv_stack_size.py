"""What shape comes out of a whole stack of convolutions and poolings?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from quiz.engine.demonstrations.values import Text
from quiz.exercises.answers import Shape
from quiz.exercises.chance import pick, whole
from quiz.exercises.families.shapes.stacks import (
    called,
    conv,
    listing,
    padded,
    pool,
    shown,
    through,
    trace,
    unless,
    without,
)
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: one convolution and one pooling. Level 2: two of each. Level 3: three, with strides."""
    filters = pick(rng, (8, 16, 32))
    layers: list[dict[str, Any]] = []
    paddings = [("valid",), ("valid", "same"), ("same", "valid", "valid")][level - 1]
    for index, padding in enumerate(paddings):
        stride = 2 if level == 3 and index == 0 else 1
        layers.append(conv(filters * 2**index, pick(rng, (3, 5)), padding, stride))
        if not (level == 3 and index == 0):
            layers.append(pool(2))
    low = (16, 30, 56)[level - 1]
    height = whole(rng, low, low + 40)
    width = height if level == 1 else whole(rng, low, low + 40)
    return {"shape": [height, width, pick(rng, (1, 3))], "layers": layers}


def last(params: Params, layers: Sequence[Mapping[str, Any]] | None = None) -> tuple[int, ...]:
    return through(params["layers"] if layers is None else layers, params["shape"])[-1]


def with_padding(params: Params, padding: str) -> tuple[int, ...] | None:
    return unless(last(params, padded(params["layers"], padding)), last(params))


def unpooled(params: Params) -> tuple[int, ...]:
    return last(params, without(params["layers"], "pool"))


def unstrided(params: Params) -> tuple[int, ...] | None:
    layers = [{**layer, "stride": 1} if layer["kind"] == "conv" else layer for layer in params["layers"]]
    return unless(last(params, layers), last(params))


def multiplied_channels(params: Params) -> tuple[int, ...] | None:
    """The channels of each convolution times those before it."""
    channels = params["shape"][2]
    for layer in params["layers"]:
        channels *= layer.get("filters", 1)
    return unless((*last(params)[:2], channels), last(params))


def first_channels(params: Params) -> tuple[int, ...]:
    return (*last(params)[:2], params["shape"][2])


def pooled_channels(params: Params) -> tuple[int, ...]:
    """Pooling that halves the channels as well."""
    channels = params["shape"][2]
    for layer in params["layers"]:
        channels = layer["filters"] if layer["kind"] == "conv" else channels // 2
    return (*last(params)[:2], channels)


def question(params: Params) -> Text:
    text = Text(
        "A picture of shape {shape} (height, width, channels) goes through these layers. What is the shape behind the "
        "last one, as height, width, channels?",
        "모양이 {shape}(높이, 너비, 채널)인 이미지가 아래 층들을 차례로 지나요. 마지막 층을 지난 모양은 높이, 너비, "
        "채널 순서로 얼마인가요?",
    )
    asked = fill(text, shape=shown(params["shape"]))
    return Text(f"{asked.en}\n{listing(params['layers'])}", f"{asked.ko}\n{listing(params['layers'])}")


def hints(params: Params) -> tuple[Text, Text, Text]:
    height, width, _ = through(params["layers"], params["shape"])[1]
    return (
        Text(
            "Go layer by layer; the output of one is the input of the next.",
            "한 층씩 계산하세요. 한 층의 출력이 다음 층의 입력이에요.",
        ),
        Text(
            "valid: ⌊(n − k) / s⌋ + 1;  same: ⌈n / s⌉;  pooling by 2: ⌊n / 2⌋;  channels: filters",
            "valid: ⌊(n − k) / s⌋ + 1;  same: ⌈n / s⌉;  2×2 풀링: ⌊n / 2⌋;  채널: 필터 수",
        ),
        fill(Text("The first layer leaves {h}×{w}.", "첫 층을 지나면 {h}×{w:이에요}."), h=height, w=width),
    )


def solution(params: Params) -> tuple[Step, ...]:
    layers = params["layers"]  # a pooling comes last
    before, after = through(layers, params["shape"])[-2:]
    pooled = Text(
        "{pool} halves height and width, rounding down, and leaves the channels alone: {shape}.",
        "{pool:은} 높이와 너비를 반으로 줄이고(내림) 채널은 그대로 둬요: {shape}.",
    )
    return (
        Step(
            Text("Write the shape behind each layer.", "층을 지날 때마다 모양을 적어요."),
            trace(layers[:-1], params["shape"]),
        ),
        Step(
            fill(
                Text(
                    "Behind the last convolution there are as many channels as it has filters: {c}.",
                    "마지막 합성곱을 지나면 채널은 그 필터 수만큼이에요: {c}.",
                ),
                c=before[2],
            )
        ),
        Step(fill(pooled, pool=called(layers[-1]), shape=shown(after)), trace(layers, params["shape"])),
    )  # fmt: skip


FAMILY = Family(
    name="conv-stack-size",
    version=1,
    title=Text("Shape behind a whole stack", "여러 층을 지난 모양"),
    topic="shapes",
    levels=(1, 2, 3),
    generate=generate,
    reference=last,
    question=question,
    answer=lambda params: Shape(3),
    misconceptions=(
        Misconception(
            name="same-throughout",
            source=Text("all convolutions taken for 'same'", "합성곱을 모두 'same'으로 봄"),
            answer=lambda params: with_padding(params, "same"),
            feedback=told(
                "Your answer, {given}, is what you get if every convolution pads, as with 'same'. Those with 'valid' "
                "lose k − 1 pixels.",
                "{given:은} 합성곱이 모두 'same'처럼 패딩하면 나오는 값이에요. 'valid'인 층은 k − 1픽셀을 잃어요.",
            ),
            links=("padding-valid-term",),
            step=0,
        ),
        Misconception(
            name="valid-throughout",
            source=Text("all convolutions taken for 'valid'", "합성곱을 모두 'valid'로 봄"),
            answer=lambda params: with_padding(params, "valid"),
            feedback=told(
                "Your answer, {given}, is what you get if no convolution pads. One of them has padding='same'.",
                "{given:은} 합성곱이 하나도 패딩하지 않으면 나오는 값이에요. padding='same'인 층이 있어요.",
            ),
            links=("padding-same-promise",),
            step=0,
        ),
        Misconception(
            name="forgot-pooling",
            source=Text("leaving pooling out", "풀링을 빠뜨림"),
            answer=unpooled,
            feedback=told(
                "Your answer, {given}, is what you get without pooling: MaxPooling2D(2) halves height and width each "
                "time.",
                "{given:은} 풀링을 빼면 나오는 값이에요. MaxPooling2D(2)는 지날 때마다 높이와 너비를 반으로 줄여요.",
            ),
            links=("cnn-pooling-size", "cnn-stack-size"),
            step=0,
        ),
        Misconception(
            name="forgot-stride",
            source=Text("moving one pixel at a time", "한 픽셀씩 움직인다는 생각"),
            answer=unstrided,
            feedback=told(
                "Your answer, {given}, is what you get if all strides are 1. The first convolution has strides=2.",
                "{given:은} 스트라이드가 모두 1이면 나오는 값이에요. 첫 합성곱은 strides=2예요.",
            ),
            links=("padding-same-stride",),
            step=0,
        ),
        Misconception(
            name="input-channels",
            source=Text("the picture's channels kept to the end", "입력 채널이 끝까지 간다는 생각"),
            answer=first_channels,
            feedback=told(
                "Your answer, {given}, is what you get if the channels of the picture, {c}, stay. A convolution makes "
                "one map for each filter.",
                "{given:은} 이미지의 채널 {c}개가 그대로 간다고 보면 나오는 값이에요. 합성곱은 필터마다 맵을 하나씩 "
                "만들어요.",
                lambda params: {"c": params["shape"][2]},
            ),
            links=("cnn-filters-maps",),
            step=1,
        ),
        Misconception(
            name="multiplied-channels",
            source=Text("every filter taken to give a map for each channel", "채널마다 필터 수만큼 맵이 나온다는 생각"),
            answer=multiplied_channels,
            feedback=told(
                "Your answer, {given}, is what you get if channels and filters multiply. A filter reads all channels "
                "and makes one map.",
                "{given:은} 채널과 필터 수를 곱하면 나오는 값이에요. 필터 하나가 모든 채널을 읽어 맵 하나를 만들어요.",
            ),
            links=("cnn-filter-depth", "cnn-filters-maps"),
            step=1,
        ),
        Misconception(
            name="pooled-channels",
            source=Text("pooling over the channels as well", "채널까지 풀링함"),
            answer=pooled_channels,
            feedback=told(
                "Your answer, {given}, is what you get if pooling halves the channels as well. It leaves them alone.",
                "{given:은} 풀링이 채널까지 반으로 줄이면 나오는 값이에요. 풀링은 채널을 그대로 둬요.",
            ),
            links=("cnn-pooling-channels",),
            step=2,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("cnn-stack-size", "cnn-stack-shape"),
)
