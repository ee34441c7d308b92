"""The summary of a model, with blanks to fill."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from quiz.engine.demonstrations.values import Table, Text
from quiz.exercises.answers import Blanks, Whole
from quiz.exercises.chance import pick, whole
from quiz.exercises.families.shapes.stacks import (
    AFTER,
    OUTPUT,
    PARAMETERS,
    Layer,
    called,
    conv,
    dense,
    flatten,
    padded,
    parameters,
    pool,
    shown,
    through,
    trace,
    without,
)
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

TOTAL = Text("total", "합계")


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: a convolution and a dense layer. Level 2: pooling between. Level 3: two convolutions."""
    filters = pick(rng, (4, 8, 16))
    layers: list[dict[str, Any]] = [conv(filters, pick(rng, (3, 5)))]
    if level > 1:
        layers.append(pool(2))
    if level == 3:
        layers.append(conv(2 * filters, 3))
    size = whole(rng, 12, 32)
    return {"shape": [size, size, 3], "layers": [*layers, flatten(), dense(whole(rng, 3, 12))]}


def filled(params: Params, layers: list[Layer] | None = None, count: Callable[..., int] = parameters) -> Any:
    """What goes into the blanks: the length behind Flatten, the parameters of each layer that has some, the sum."""
    layers = params["layers"] if layers is None else layers
    found = through(layers, params["shape"])
    counts = [
        count(layer, shape)
        for layer, shape in zip(layers, found[:-1], strict=True)
        if layer["kind"] in ("conv", "dense")
    ]
    return (found[-2][0], *counts, sum(counts))


def without_bias(layer: Layer, shape: tuple[int, ...]) -> int:
    return parameters(layer, shape, bias=False)


def flat_filter(layer: Layer, shape: tuple[int, ...]) -> int:
    return parameters(layer, (*shape[:2], 1) if layer["kind"] == "conv" else shape)


def one_map(params: Params) -> Any:
    """Flatten of one map."""
    length, *counts = filled(params)
    channels = through(params["layers"], params["shape"])[-3][2]
    last = parameters(params["layers"][-1], (length // channels,))
    counts = [*counts[:-2], last]
    return (length // channels, *counts, sum(counts))


def pooling_counted(params: Params) -> Any:
    """The sum with 2×2 weights for each map of the pooling."""
    found = through(params["layers"], params["shape"])
    more = sum(
        layer["size"] ** 2 * shape[-1]
        for layer, shape in zip(params["layers"], found[1:], strict=True)
        if layer["kind"] == "pool"
    )
    *rest, total = filled(params)
    return (*rest, total + more) if more else None


def labels(params: Params) -> tuple[Text, ...]:
    names = [called(layer).split("(")[0] for layer in params["layers"] if layer["kind"] in ("conv", "dense")]
    seen = [f"{name} {names[: i + 1].count(name)}" if names.count(name) > 1 else name for i, name in enumerate(names)]
    return (Text("Flatten", "Flatten"), *(Text(name, name) for name in seen), TOTAL)


def picture(params: Params) -> Table:
    """The summary with question marks."""
    rows: list[tuple[Any, ...]] = [(Text("input", "입력"), f"(None, {shown(params['shape'])[1:]}", 0)]
    for layer, shape in zip(params["layers"], through(params["layers"], params["shape"])[1:], strict=True):
        counted = layer["kind"] in ("conv", "dense")
        output = f"(None, {layer['units']})" if layer["kind"] == "dense" else "(None, ?)"
        if len(shape) == 3:
            output = f"(None, …, …, {shape[2]})"
        rows.append((called(layer), output, "?" if counted else 0))
    rows.append((TOTAL, "", "?"))
    return Table((AFTER, OUTPUT, PARAMETERS), tuple(rows))


def question(params: Params) -> Text:
    text = Text(
        "model.summary() has blanks. Fill them in this order: the length behind Flatten, then the parameters of "
        "{names}, then the total. Input: {shape}.",
        "model.summary()에 빈칸이 있어요. Flatten을 지난 길이, {names}의 파라미터 수, 합계 순서로 채우세요. 입력: "
        "{shape}.",
    )
    names = ", ".join(label.en for label in labels(params)[1:-1])
    return fill(text, names=names, shape=shown(params["shape"]))


def hints(params: Params) -> tuple[Text, Text, Text]:
    height, width, _ = through(params["layers"], params["shape"])[1]
    return (
        Text(
            "Follow the shape through the layers first; then count.", "먼저 층마다 모양을 따라간 뒤 파라미터를 세세요."
        ),
        Text("Conv2D: (k·k·c + 1)·filters;  Dense: (n + 1)·units",
             "Conv2D: (k·k·c + 1)·필터 수;  Dense: (n + 1)·유닛 수"),
        fill(Text("The first Conv2D leaves {h}×{w}.", "첫 Conv2D를 지나면 {h}×{w:이에요}."), h=height, w=width),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    length, *_, total = filled(params)
    return (
        Step(
            fill(
                Text("Flatten gets {n} values of each sample.", "Flatten은 샘플마다 값 {n}개를 받아요."), n=length
            ),
            trace(params["layers"], params["shape"]),
        ),
        Step(
            Text("Count the parameters of each layer.", "층마다 파라미터를 세요."),
            trace(params["layers"], params["shape"], counted=True),
        ),
        Step(fill(Text("They add up to {n}.", "모두 더하면 {n:이에요}."), n=total)),
    )  # fmt: skip


FAMILY = Family(
    name="sequential-summary",
    version=1,
    title=Text("A summary with blanks", "빈칸이 있는 summary"),
    topic="shapes",
    levels=(1, 2, 3),
    generate=generate,
    reference=filled,
    question=question,
    answer=lambda params: Blanks(labels(params), (Whole(),) * len(labels(params))),
    misconceptions=(
        Misconception(
            name="forgot-biases",
            source=Text("counting the weights alone", "가중치만 셈"),
            answer=lambda params: filled(params, count=without_bias),
            feedback=told(
                "Your answer, {given}, is what you get without the biases: one for each filter and each unit.",
                "{given:은} 편향을 빼면 나오는 값이에요. 편향은 필터마다, 유닛마다 하나씩 있어요.",
            ),
            links=("cnn-params-formula", "foundations-dense-parameters"),
            step=1,
        ),
        Misconception(
            name="flat-filters",
            source=Text("a filter taken to be flat", "필터를 한 겹으로 봄"),
            answer=lambda params: filled(params, count=flat_filter),
            feedback=told(
                "Your answer, {given}, is what you get if filters are one channel deep. They read all channels.",
                "{given:은} 필터의 깊이를 1로 보면 나오는 값이에요. 필터는 모든 채널을 읽어요.",
            ),
            links=("cnn-filter-depth",),
            step=1,
        ),
        Misconception(
            name="same-for-valid",
            source=Text("taking 'valid' for 'same'", "'valid'를 'same'으로 착각"),
            answer=lambda params: filled(params, padded(params["layers"], "same")),
            feedback=told(
                "Your answer, {given}, is what you get if the convolutions keep the size, as with 'same'.",
                "{given:은} 합성곱이 'same'처럼 크기를 지키면 나오는 값이에요.",
            ),
            links=("padding-valid-size",),
            step=0,
        ),
        Misconception(
            name="flattened-one-map",
            source=Text("Flatten taken to give the values of one map", "Flatten이 맵 하나만 펼친다는 생각"),
            answer=one_map,
            feedback=told(
                "Your answer, {given}, is what you get if Flatten takes one map. It takes the values of all maps.",
                "{given:은} Flatten이 맵 하나만 펼치면 나오는 값이에요. 모든 맵의 값을 펼쳐요.",
            ),
            links=("flat-length",),
            step=0,
        ),
        Misconception(
            name="forgot-pooling",
            source=Text("the size before pooling", "풀링 전의 크기"),
            answer=lambda params: (
                filled(params, without(params["layers"], "pool"))
                if len(without(params["layers"], "pool")) < len(params["layers"]) else None
            ),
            feedback=told(
                "Your answer, {given}, is what you get if pooling does not shrink the maps.",
                "{given:은} 풀링이 맵을 줄이지 않는다고 보면 나오는 값이에요.",
            ),
            links=("cnn-pooling-size",),
            step=0,
        ),
        Misconception(
            name="pooling-has-weights",
            source=Text("pooling taken to have weights", "풀링에 가중치가 있다는 생각"),
            answer=pooling_counted,
            feedback=told(
                "Your answer, {given}, is what you get if the total has 2×2 weights for each map of the pooling. It "
                "has none.",
                "{given:은} 합계에 풀링의 가중치를 맵마다 2×2개 넣으면 나오는 값이에요. 풀링에는 파라미터가 없어요.",
            ),
            links=("cnn-pooling-parameters",),
            step=2,
        ),
    ),
    hints=hints,
    solution=solution,
    picture=picture,
    links=("cnn-params-formula", "flat-cnn-order"),
)  # fmt: skip
