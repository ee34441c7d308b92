"""How long is the vector that Flatten makes?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from quiz.engine.demonstrations.values import Text
from quiz.exercises.answers import Shape, Whole
from quiz.exercises.chance import pick, whole
from quiz.exercises.families.shapes.stacks import conv, flatten, listing, padded, pool, product, through, trace, without
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: a picture. Level 2: behind a convolution. Level 3: behind pooling too, and a batch."""
    kernel = pick(rng, (3, 5))
    layers = [conv(pick(rng, (8, 16, 32)), kernel)][: level - 1] if level < 3 else [
        conv(pick(rng, (8, 16, 32)), kernel), pool(pick(rng, (2, 3)))
    ]  # fmt: skip
    return {
        "shape": [whole(rng, 12, 40), whole(rng, 12, 40), 3 if level == 1 else pick(rng, (1, 3))],
        "layers": layers,
        "batch": pick(rng, (16, 32, 64)) if level == 3 else 0,
    }


def last(params: Params, layers: Sequence[Mapping[str, Any]] | None = None) -> tuple[int, ...]:
    """What Flatten gets for one sample."""
    return through(params["layers"] if layers is None else layers, params["shape"])[-1]


def answered(params: Params, length: int) -> Any:
    return (params["batch"], length) if params["batch"] else length


def reference(params: Params) -> Any:
    return answered(params, product(last(params)))


def other_layers(params: Params, layers: Sequence[Mapping[str, Any]]) -> Any:
    wrong = answered(params, product(last(params, layers)))
    return wrong if wrong != reference(params) else None


def input_channels(params: Params) -> Any:
    height, width, _ = last(params)
    return (
        answered(params, height * width * params["shape"][2]) if params["layers"] and params["shape"][2] > 1 else None
    )


def question(params: Params) -> Text:
    texts = (
        Text(
            "One sample has the shape {shape} (height, width, channels). How long is the vector that Flatten() makes "
            "of it?",
            "샘플 하나의 모양이 높이, 너비, 채널 순서로 {shape:이에요}. Flatten()을 지나면 길이가 얼마인 벡터가 "
            "되나요?",
        ),
        Text(
            "A sample of shape {shape} (height, width, channels) goes through these layers, then Flatten(). How long "
            "is the vector?",
            "모양이 {shape}(높이, 너비, 채널)인 샘플이 아래 층들을 지나 Flatten()으로 들어가요. 벡터의 길이는 "
            "얼마인가요?",
        ),
        Text(
            "A batch of {batch} samples, each of shape {shape} (height, width, channels), goes through these layers, "
            "then Flatten(). What is the shape of the output?",
            "모양이 {shape}(높이, 너비, 채널)인 샘플 {batch}개가 한 배치로 아래 층들을 지나 Flatten()으로 들어가요. "
            "출력의 모양은 무엇인가요?",
        ),
    )
    text = fill(texts[len(params["layers"])], params, shape=f"({', '.join(map(str, params['shape']))})")
    layers = f"\n{listing(params['layers'])}" if params["layers"] else ""
    return Text(text.en + layers, text.ko + layers)


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = "(n, h, w, c) → (n, h·w·c)"
    if params["layers"]:
        found = through(params["layers"], params["shape"])[1]
        step = fill(Text("The convolution leaves {h}×{w}.", "합성곱을 지나면 {h}×{w:이} 돼요."), h=found[0], w=found[1])
    else:
        row = params["shape"][1] * params["shape"][2]
        step = fill(Text("One row of pixels holds {row} values.", "픽셀 한 줄에 값이 {row}개 있어요."), row=row)
    return (
        Text(
            "Flatten keeps every value of a sample and puts them in one row.",
            "Flatten은 샘플의 값을 하나도 버리지 않고 한 줄로 늘어놓아요.",
        ),
        Text(formula, formula),
        step,
    )


def solution(params: Params) -> tuple[Step, ...]:
    height, width, channels = last(params)
    text = Text("{h}·{w}·{c} = {n} values in a row.", "{h}·{w}·{c} = {n}개의 값이 한 줄로 놓여요.")
    if params["batch"]:
        text = Text(
            "{h}·{w}·{c} = {n} values in a row for each sample; the axis of the batch stays: {shape}.",
            "샘플마다 {h}·{w}·{c} = {n}개의 값이 한 줄로 놓여요. 배치 축은 그대로예요: {shape}.",
        )
    return (
        Step(
            fill(
                Text(
                    "Flatten gets {h}×{w}×{c} for one sample.", "Flatten은 샘플 하나에 {h}×{w}×{c:을} 받아요."
                ),
                h=height, w=width, c=channels,
            ),
            trace(params["layers"], params["shape"]),
        ),
        Step(
            fill(
                text,
                h=height, w=width, c=channels, n=height * width * channels,
                shape=(params["batch"], height * width * channels),
            ),
            trace([*params["layers"], flatten()], params["shape"]),
        ),
    )  # fmt: skip


FAMILY = Family(
    name="flatten-size",
    version=1,
    title=Text("Length behind Flatten", "Flatten을 지난 길이"),
    topic="shapes",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: Shape(2) if params["batch"] else Whole(),
    misconceptions=(
        Misconception(
            name="forgot-channels",
            source=Text("counting pixels, not values", "값이 아니라 픽셀을 셈"),
            answer=lambda params: answered(params, last(params)[0] * last(params)[1]),
            feedback=told(
                "Your answer, {given}, is what you get if you count the pixels once. Each of them has {c} channels.",
                "{given:은} 픽셀만 세면 나오는 값이에요. 픽셀마다 채널이 {c}개 있어요.",
                lambda params: {"c": last(params)[2]},
            ),
            links=("flat-length",),
            step=1,
        ),
        Misconception(
            name="added",
            source=Text("adding the sizes", "크기를 더함"),
            answer=lambda params: answered(params, sum(last(params))),
            feedback=told(
                "Your answer, {given}, is what you get if you add the sizes {h}, {w} and {c}. They are multiplied.",
                "{given:은} 크기 {h}, {w}, {c:을} 더하면 나오는 값이에요. 곱해야 해요.",
                lambda params: dict(zip("hwc", last(params), strict=True)),
            ),
            links=("flat-length",),
            step=1,
        ),
        Misconception(
            name="channels-kept-apart",
            source=Text("flattening one axis too few", "축 하나를 남겨 둠"),
            answer=lambda params: answered(params, last(params)[1] * last(params)[2]),
            feedback=told(
                "Your answer, {given}, is what you get if only the last two axes are joined. All {h} rows go in.",
                "{given:은} 뒤의 두 축만 합치면 나오는 값이에요. {h}행이 모두 들어가요.",
                lambda params: {"h": last(params)[0]},
            ),
            links=("flat-shape",),
            step=1,
        ),
        Misconception(
            name="input-channels",
            source=Text("the picture's channels for the filters'", "필터 수 대신 입력 채널 수"),
            answer=input_channels,
            feedback=told(
                "Your answer, {given}, is what you get with the picture's {c} channels. The convolution makes one for "
                "each of its {f} filters.",
                "{given:은} 이미지의 채널 {c}개로 계산하면 나오는 값이에요. 합성곱은 필터 {f}개마다 하나씩 만들어요.",
                lambda params: {"c": params["shape"][2], "f": last(params)[2]},
            ),
            links=("cnn-filters-maps",),
            step=0,
        ),
        Misconception(
            name="same-for-valid",
            source=Text("a convolution taken to keep the size", "합성곱이 크기를 그대로 둔다고 봄"),
            answer=lambda params: other_layers(params, padded(params["layers"], "same")),
            feedback=told(
                "Your answer, {given}, is what you get if the convolution keeps {h}×{w}. 'valid' makes it smaller.",
                "{given:은} 합성곱을 지나도 {h}×{w:이라} 보면 나오는 값이에요. 'valid'는 크기를 줄여요.",
                lambda params: {"h": params["shape"][0], "w": params["shape"][1]},
            ),
            links=("padding-valid-size",),
            step=0,
        ),
        Misconception(
            name="forgot-pooling",
            source=Text("leaving pooling out", "풀링을 빠뜨림"),
            answer=lambda params: other_layers(params, without(params["layers"], "pool")),
            feedback=told(
                "Your answer, {given}, is what you get without the pooling.",
                "{given:은} 풀링을 빼면 나오는 값이에요.",
            ),
            links=("cnn-pooling-size",),
            step=0,
        ),
        Misconception(
            name="flattened-batch",
            source=Text("flattening the batch as well", "배치까지 펼침"),
            answer=lambda params: (params["batch"] * product(last(params)),) if params["batch"] else None,
            feedback=told(
                "Your answer, {given}, is what you get if all {batch} samples go into one vector. Each keeps its own.",
                "{given:은} 샘플 {batch}개를 한 벡터로 펼치면 나오는 값이에요. 샘플마다 벡터가 따로 있어요.",
            ),
            links=("flat-shape",),
            step=1,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("flat-shape", "flat-length"),
)
