"""How many multiply-adds does a convolution do?"""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import shapes
from quiz.engine.demonstrations.values import Text
from quiz.exercises.answers import Whole
from quiz.exercises.chance import pick, whole
from quiz.exercises.families.shapes.stacks import apart, shown, unless
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told, worked


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: no padding, stride 1. Level 2: 'same' too, height and width. Level 3: a stride."""
    height = whole(rng, 12, 40)
    return {
        "height": height,
        "width": height if level == 1 else whole(rng, 12, 40),
        "channels": 3 if level == 1 else pick(rng, (3, 4, 8, 16)),
        "filters": pick(rng, (4, 8, 16, 32)),
        "kernel": pick(rng, (3, 5)),
        "stride": 2 if level == 3 else 1,
        "padding": "valid" if level == 1 else pick(rng, ("valid", "same")),
    }


def counted(params: Params, **other: Any) -> int:
    p = {**params, **other}
    size = (p["height"], p["width"])
    return shapes.multiply_adds(
        p["channels"], p["filters"], p["kernel"], size, stride=p["stride"], padding=p["padding"]
    )


def positions(params: Params) -> tuple[int, int]:
    size = (params["height"], params["width"])
    return shapes.conv_output_shape(size, params["kernel"], params["stride"], params["padding"])


def with_biases(params: Params) -> int:
    rows, columns = positions(params)
    return counted(params) + rows * columns * int(params["filters"])


def same_size(params: Params) -> int | None:
    """As many positions as the input has."""
    return unless(counted(params, padding="same", stride=1), counted(params))


IDEAS = apart(
    counted,
    {
        "forgot-channels": lambda params: counted(params, channels=1),
        "forgot-filters": lambda params: counted(params, filters=1),
    },
)


def question(params: Params) -> Text:
    shape = shown((params["height"], params["width"], params["channels"]))
    stride = f", strides={params['stride']}" if params["stride"] > 1 else ""
    text = Text(
        "An input of shape {shape} (height, width, channels) goes through Conv2D({filters}, {kernel}{stride}, "
        "padding='{padding}'). How many multiply-adds is that (biases not counted)?",
        "모양이 {shape}(높이, 너비, 채널)인 입력이 Conv2D({filters}, {kernel}{stride}, padding='{padding}') 층을 "
        "지나요. 곱셈-덧셈은 몇 번인가요? 편향은 세지 않아요.",
    )
    return fill(text, {**params, "shape": shape, "stride": stride})


def hints(params: Params) -> tuple[Text, Text, Text]:
    rows, columns = positions(params)
    formula = "h′·w′ · filters · k·k·c"
    return (
        Text(
            "How many values come out, and how many products make one of them?",
            "값이 몇 개 나오고, 값 하나를 만드는 데 몇 번 곱할까요?",
        ),
        Text(formula, formula.replace("filters", "필터 수")),
        fill(Text("The output is {h}×{w}.", "출력은 {h}×{w:이에요}."), h=rows, w=columns),
    )


def solution(params: Params) -> tuple[Step, ...]:
    p = params
    rows, columns = positions(p)
    working = shapes.working.multiply_adds(
        p["channels"], p["filters"], p["kernel"], (p["height"], p["width"]), stride=p["stride"], padding=p["padding"]
    )
    return (
        Step(
            fill(
                Text("A filter is laid on {h}·{w} positions.", "필터를 {h}·{w}자리에 놓아요."), h=rows, w=columns
            ),
            worked(shapes.working.conv_output_size(p["height"], p["kernel"], p["stride"], p["padding"])),
        ),
        Step(
            fill(
                Text(
                    "Each time it multiplies {k}·{k}·{c} = {n} values by its weights and adds them up.",
                    "놓을 때마다 값 {k}·{k}·{c} = {n}개에 가중치를 곱해 더해요.",
                ),
                k=p["kernel"], c=p["channels"], n=p["kernel"] ** 2 * p["channels"],
            )
        ),
        Step(fill(Text("There are {filters} filters.", "필터는 {filters}개예요."), p), worked(working)),
    )  # fmt: skip


FAMILY = Family(
    name="conv-multiply-adds",
    version=1,
    title=Text("Multiply-adds of a convolution", "합성곱의 곱셈-덧셈 수"),
    topic="shapes",
    levels=(1, 2, 3),
    generate=generate,
    reference=counted,
    question=question,
    answer=lambda params: Whole(),
    misconceptions=(
        Misconception(
            name="weights",
            source=Text("counting the weights", "가중치를 셈"),
            answer=lambda params: shapes.conv_parameters(
                params["channels"], params["filters"], params["kernel"], bias=False
            ),
            feedback=told(
                "Your answer, {given}, is what you get if each weight is used once. It is used at each of {h}·{w} "
                "positions.",
                "{given:은} 가중치를 한 번씩만 쓰면 나오는 값이에요. {h}·{w}자리에서 매번 써요.",
                lambda params: dict(zip("hw", positions(params), strict=True)),
            ),
            links=("flat-weight-sharing",),
            step=0,
        ),
        Misconception(
            name="size-kept",
            source=Text("as many positions as the input has", "입력의 크기만큼 자리가 있다는 생각"),
            answer=same_size,
            feedback=told(
                "Your answer, {given}, is what you get if the kernel is laid on {height}·{width} positions. The output "
                "has {h}·{w}.",
                "{given:은} 커널을 {height}·{width}자리에 놓으면 나오는 값이에요. 출력은 {h}·{w}자리예요.",
                lambda params: dict(zip("hw", positions(params), strict=True)),
            ),
            links=("flat-conv-multiply-adds", "padding-valid-size"),
            step=0,
        ),
        Misconception(
            name="forgot-channels",
            source=Text("a filter taken to be flat", "필터를 한 겹으로 봄"),
            answer=IDEAS["forgot-channels"],
            feedback=told(
                "Your answer, {given}, is what you get if a filter reads one channel. It reads all {channels}.",
                "{given:은} 필터가 채널 하나만 읽으면 나오는 값이에요. 채널 {channels}개를 모두 읽어요.",
            ),
            links=("cnn-filter-depth",),
            step=1,
        ),
        Misconception(
            name="forgot-filters",
            source=Text("counting one filter", "필터 하나만 셈"),
            answer=IDEAS["forgot-filters"],
            feedback=told(
                "Your answer, {given}, is what you get for one filter. There are {filters}.",
                "{given:은} 필터 하나만 세면 나오는 값이에요. 필터는 {filters}개예요.",
            ),
            links=("cnn-filters-maps",),
            step=2,
        ),
        Misconception(
            name="with-biases",
            source=Text("counting the biases", "편향까지 셈"),
            answer=with_biases,
            feedback=told(
                "Your answer, {given}, is what you get if adding the bias counts for each value. It was not to be "
                "counted.",
                "{given:은} 값마다 편향을 더하는 것까지 세면 나오는 값이에요. 편향은 세지 않기로 했어요.",
            ),
            links=("flat-conv-multiply-adds",),
            step=1,
        ),
        Misconception(
            name="doubled",
            source=Text("a multiplication and an addition counted as two", "곱셈과 덧셈을 둘로 셈"),
            answer=lambda params: 2 * counted(params),
            feedback=told(
                "Your answer, {given}, is what you get if multiplication and addition count as two. A multiply-add is "
                "both together.",
                "{given:은} 곱셈과 덧셈을 따로 세면 나오는 값이에요. 곱셈-덧셈은 둘을 합쳐 한 번이에요.",
            ),
            links=("flat-multiply-adds-compare",),
            step=1,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("flat-conv-multiply-adds", "flat-multiply-adds-compare"),
)
