"""How many parameters has a whole network?"""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine.demonstrations.values import Text
from quiz.exercises.answers import Whole
from quiz.exercises.chance import pick, whole
from quiz.exercises.families.shapes.stacks import (
    conv,
    dense,
    flatten,
    listing,
    padded,
    parameters,
    pool,
    shown,
    through,
    total,
    trace,
    unless,
    without,
)
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: a convolution and a dense layer. Level 2: pooling between. Level 3: two convolutions, two dense."""
    filters, kernel, classes = pick(rng, (4, 8, 16)), pick(rng, (3, 5)), whole(rng, 3, 12)
    layers: list[dict[str, Any]] = [conv(filters, kernel)]
    if level > 1:
        layers.append(pool(2))
    if level == 3:
        layers += [conv(2 * filters, 3), pool(2)]
    layers.append(flatten())
    if level == 3:
        layers.append(dense(pick(rng, (16, 32))))
    size = whole(rng, (8, 12, 20)[level - 1], (16, 28, 32)[level - 1])
    return {"shape": [size, size, 3], "layers": [*layers, dense(classes)]}


def reference(params: Params) -> int:
    return total(params["layers"], params["shape"])


def pooling_too(params: Params) -> int | None:
    """A pooling counted like a convolution of one channel: k·k weights for each of its maps."""
    found = through(params["layers"], params["shape"])
    more = sum(
        layer["size"] ** 2 * shape[-1]
        for layer, shape in zip(params["layers"], found[1:], strict=True)
        if layer["kind"] == "pool"
    )
    return reference(params) + more if more else None


def flat_filters(params: Params) -> int:
    """Filters of one channel."""
    found = through(params["layers"], params["shape"])[:-1]
    return sum(
        parameters(layer, (*shape[:2], 1) if layer["kind"] == "conv" else shape)
        for layer, shape in zip(params["layers"], found, strict=True)
    )


def flat_without_channels(params: Params) -> int:
    """Dense on one map's values."""
    found = through(params["layers"], params["shape"])[:-1]
    index = [layer["kind"] for layer in params["layers"]].index("flatten")
    height, width, _ = found[index]
    first = params["layers"][index + 1]
    return reference(params) - parameters(first, found[index + 1]) + parameters(first, (height * width,))


def question(params: Params) -> Text:
    text = Text(
        "The input has the shape {shape} (height, width, channels). How many parameters has this model?",
        "입력의 모양은 높이, 너비, 채널 순서로 {shape:이에요}. 이 모델의 파라미터는 모두 몇 개인가요?",
    )
    asked = fill(text, shape=shown(params["shape"]))
    return Text(f"{asked.en}\n{listing(params['layers'])}", f"{asked.ko}\n{listing(params['layers'])}")


def hints(params: Params) -> tuple[Text, Text, Text]:
    return (
        Text(
            "Which layers have parameters at all? And what does Dense get?",
            "파라미터가 있는 층은 무엇일까요? Dense에는 무엇이 들어갈까요?",
        ),
        Text("Conv2D: (k·k·c + 1)·filters;  Dense: (n + 1)·units",
             "Conv2D: (k·k·c + 1)·필터 수;  Dense: (n + 1)·유닛 수"),
        fill(
            Text("The first convolution has {n}.", "첫 합성곱에는 {n}개 있어요."),
            n=parameters(params["layers"][0], params["shape"]),
        ),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    found = through(params["layers"], params["shape"])[:-1]
    counts = [parameters(layer, shape) for layer, shape in zip(params["layers"], found, strict=True)]
    return (
        Step(
            Text("Write the shape behind each layer.", "층을 지날 때마다 모양을 적어요."),
            trace(params["layers"], params["shape"]),
        ),
        Step(
            Text(
                "Count each layer; pooling and Flatten have no parameters.",
                "층마다 세요. 풀링과 Flatten에는 파라미터가 없어요.",
            ),
            trace(params["layers"], params["shape"], counted=True),
        ),
        Step(
            fill(
                Text("{numbers} = {total}.", "{numbers} = {total:이에요}."),
                numbers=" + ".join(f"{n:,}" for n in counts if n), total=sum(counts),
            )
        ),
    )  # fmt: skip


FAMILY = Family(
    name="stack-parameters",
    version=1,
    title=Text("Parameters of a whole model", "모델 전체의 파라미터 수"),
    topic="shapes",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: Whole(),
    misconceptions=(
        Misconception(
            name="forgot-biases",
            source=Text("counting the weights alone", "가중치만 셈"),
            answer=lambda params: total(params["layers"], params["shape"], bias=False),
            feedback=told(
                "Your answer, {given}, is what you get without the biases: one for each filter and each unit.",
                "{given:은} 편향을 빼면 나오는 값이에요. 편향은 필터마다, 유닛마다 하나씩 있어요.",
            ),
            links=("cnn-params-formula", "foundations-dense-parameters"),
            step=1,
        ),
        Misconception(
            name="pooling-has-weights",
            source=Text("pooling taken to have weights", "풀링에 가중치가 있다는 생각"),
            answer=pooling_too,
            feedback=told(
                "Your answer, {given}, is what you get if pooling has 2×2 weights for each map. It has none: it only "
                "picks the largest.",
                "{given:은} 풀링에 맵마다 2×2개의 가중치가 있다고 보면 나오는 값이에요. 풀링은 최댓값을 고를 뿐 "
                "파라미터가 없어요.",
            ),
            links=("cnn-pooling-parameters",),
            step=1,
        ),
        Misconception(
            name="forgot-pooling",
            source=Text("the size before pooling", "풀링 전의 크기"),
            answer=lambda params: unless(total(without(params["layers"], "pool"), params["shape"]), reference(params)),
            feedback=told(
                "Your answer, {given}, is what you get if pooling does not shrink what Dense reads.",
                "{given:은} 풀링이 Dense의 입력을 줄이지 않는다고 보면 나오는 값이에요.",
            ),
            links=("cnn-pooling-size",),
            step=0,
        ),
        Misconception(
            name="same-for-valid",
            source=Text("taking 'valid' for 'same'", "'valid'를 'same'으로 착각"),
            answer=lambda params: unless(total(padded(params["layers"], "same"), params["shape"]), reference(params)),
            feedback=told(
                "Your answer, {given}, is what you get if the convolutions keep the size, as with 'same'; then Dense "
                "reads more values.",
                "{given:은} 합성곱이 'same'처럼 크기를 지키면 나오는 값이에요. 그러면 Dense가 더 많은 값을 읽어요.",
            ),
            links=("padding-valid-size",),
            step=0,
        ),
        Misconception(
            name="flat-filters",
            source=Text("a filter taken to be flat", "필터를 한 겹으로 봄"),
            answer=flat_filters,
            feedback=told(
                "Your answer, {given}, is what you get if filters are one channel deep. They read all channels.",
                "{given:은} 필터의 깊이를 1로 보면 나오는 값이에요. 필터는 모든 채널을 읽어요.",
            ),
            links=("cnn-filter-depth",),
            step=1,
        ),
        Misconception(
            name="flattened-one-map",
            source=Text("Flatten taken to give the values of one map", "Flatten이 맵 하나만 펼친다는 생각"),
            answer=flat_without_channels,
            feedback=told(
                "Your answer, {given}, is what you get if Dense reads one map. Flatten gives it the values of all "
                "maps.",
                "{given:은} Dense가 맵 하나만 읽으면 나오는 값이에요. Flatten은 모든 맵의 값을 펼쳐요.",
            ),
            links=("flat-length",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("cnn-params-formula", "foundations-dense-parameters", "cnn-pooling-parameters"),
)
