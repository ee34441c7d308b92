"""How high and wide is the output of a convolution?"""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import shapes
from quiz.engine.demonstrations.values import Text
from quiz.exercises.answers import Shape
from quiz.exercises.chance import among, pick, whole
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told, worked

HEIGHT, WIDTH = Text("height", "높이"), Text("width", "너비")


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: a square picture at stride 1. Level 2: height and width, strides. Level 3: dilation, channels too."""
    dilation = pick(rng, (1, 2)) if level == 3 and 1 in settings["stride"] else 1
    # Keras refuses a dilated kernel with a stride.
    stride = pick(rng, among(settings["stride"], (1,) if level == 1 or dilation > 1 else (2, 3)))
    # Only a kernel wider than two strides tells "valid" from "same" without the + 1.
    kernel = pick(rng, [k for k in (3, 4, 5, 7, 8, 9) if 2 * stride < k < 2 * stride + 4])
    height = whole(rng, 20, 64)
    return {
        "height": height,
        "width": height if level == 1 else whole(rng, 20, 64),
        "kernel": kernel,
        "stride": stride,
        "padding": pick(rng, settings["padding"]),
        "dilation": dilation,
        "filters": pick(rng, (8, 16, 32, 64)) if level == 3 else 0,
    }


def sizes(params: Params, **other: Any) -> tuple[int, ...]:
    """The output's shape, with something taken for something else."""
    p = {**params, **other}
    spatial = [
        shapes.conv_output_size(p[axis], p["kernel"], p["stride"], p["padding"], p["dilation"])
        for axis in ("height", "width")
    ]
    return (*spatial, p["filters"]) if p["filters"] else tuple(spatial)


def without_one(params: Params) -> tuple[int, ...]:
    height, width, *filters = sizes(params)
    return height - 1, width - 1, *filters


def without_rounding(params: Params) -> tuple[float, ...]:
    """The division carried out, not rounded down."""
    p = params
    span: int = p["dilation"] * (p["kernel"] - 1) + 1

    def size(n: int) -> float:
        before, after = shapes.pad_amounts(n, p["kernel"], p["stride"], p["padding"], p["dilation"])
        return float((n + before + after - span) / p["stride"] + 1)

    exact = size(p["height"]), size(p["width"])
    return (*exact, p["filters"]) if p["filters"] else exact


QUESTION = Text(
    "A picture {height} high and {width} wide goes through Conv2D with a {kernel}×{kernel} kernel, strides={stride}, "
    "padding='{padding}'{more}. What is the shape of the output, as {axes}?",
    "높이 {height}, 너비 {width}인 이미지가 커널 {kernel}×{kernel}, strides={stride}, padding='{padding}'{more}인 "
    "Conv2D를 지나요. 출력의 모양은 {axes} 순서로 얼마인가요?",
)
AXES = Text("height, width", "높이, 너비")
AXES_WITH_FILTERS = Text("height, width, channels", "높이, 너비, 채널")


def question(params: Params) -> Text:
    more = f", dilation_rate={params['dilation']}" if params["dilation"] > 1 else ""
    more += f", filters={params['filters']}" if params["filters"] else ""
    return fill(QUESTION, params, more=more, axes=AXES_WITH_FILTERS if params["filters"] else AXES)


def hints(params: Params) -> tuple[Text, Text, Text]:
    same = params["padding"] == "same"
    nudge = Text(
        "With 'same', only the size and the stride count." if same else "In how many places does the kernel fit?",
        "'same'에서는 크기와 스트라이드만 중요해요." if same else "커널을 놓을 수 있는 자리는 몇 곳일까요?",
    )
    formula = "⌈n / s⌉" if same else "⌊(n − d·(k − 1) − 1) / s⌋ + 1"
    span = params["dilation"] * (params["kernel"] - 1) + 1
    step = Text(
        "For the height: n = {height}, s = {stride}." if same
        else "The kernel spans {span} pixels; of the height, {rest} are left to move over, {stride} at a time.",
        "높이에서는 n = {height}, s = {stride:이에요}." if same
        else "커널의 폭은 {span}픽셀이에요. 높이에서 남은 {rest}픽셀을 {stride}칸씩 움직여요.",
    )  # fmt: skip
    return nudge, Text(formula, formula), fill(step, params, span=span, rest=params["height"] - span)


def solution(params: Params) -> tuple[Step, ...]:
    steps = []
    for axis, label in (("height", HEIGHT), ("width", WIDTH)):
        working = shapes.working.conv_output_size(
            params[axis], params["kernel"], params["stride"], params["padding"], params["dilation"]
        )
        text = Text("The {axis}: from {n} to {size}.", "{axis}: {n}에서 {size:이} 돼요.")
        if params["filters"] and axis == "width":
            text = Text(
                "The width: from {n} to {size}. As many channels as filters: {filters}.",
                "너비: {n}에서 {size:이} 돼요. 채널은 필터 수만큼이에요: {filters}.",
            )
        steps.append(Step(fill(text, params, axis=label, n=params[axis], size=working.value), worked(working)))
    if params["height"] == params["width"] and not params["filters"]:  # else the first step would give the answer
        text = Text(
            "Height and width are alike: n = {height}, k = {kernel}, s = {stride}.",
            "높이와 너비가 같아요: n = {height}, k = {kernel}, s = {stride}.",
        )
        steps[0] = Step(fill(text, params))
    return tuple(steps)


FAMILY = Family(
    name="conv-output-size",
    version=1,
    title=Text("Output size of a convolution", "합성곱의 출력 크기"),
    topic="shapes",
    levels=(1, 2, 3),
    settings={"padding": ("valid", "same"), "stride": (1, 2, 3)},
    generate=generate,
    reference=sizes,
    question=question,
    answer=lambda params: Shape(3 if params["filters"] else 2),
    misconceptions=(
        Misconception(
            name="same-for-valid",
            source=Text("taking 'valid' for 'same'", "'valid'를 'same'으로 착각"),
            answer=lambda params: sizes(params, padding="same") if params["padding"] == "valid" else None,
            feedback=told(
                "Your answer, {given}, is what you get if the border is padded, as with 'same'. 'valid' pads nothing.",
                "{given:은} 'same'처럼 가장자리를 패딩하면 나오는 값이에요. 'valid'는 패딩하지 않아요.",
            ),
            links=("padding-valid-term",),
            step=0,
        ),
        Misconception(
            name="valid-for-same",
            source=Text("taking 'same' for 'valid'", "'same'을 'valid'로 착각"),
            answer=lambda params: sizes(params, padding="valid") if params["padding"] == "same" else None,
            feedback=told(
                "Your answer, {given}, is what you get without padding, as with 'valid'.",
                "{given:은} 'valid'처럼 패딩하지 않으면 나오는 값이에요.",
            ),
            links=("padding-same-promise",),
            step=0,
        ),
        Misconception(
            name="same-keeps-size",
            source=Text("'same' read as the input's size at any stride", "'same'이면 언제나 입력과 같다는 생각"),
            answer=lambda params: sizes(params, padding="same", stride=1) if params["stride"] > 1 else None,
            feedback=told(
                "Your answer, {given}, is what you get if the output is as large as the input. Strides of {stride} "
                "make it smaller.",
                "{given:은} 출력이 입력과 같다고 보면 나오는 값이에요. 스트라이드가 {stride:이면} 더 작아져요.",
            ),
            links=("padding-same-stride",),
            step=0,
        ),
        Misconception(
            name="forgot-stride",
            source=Text("moving one pixel at a time", "한 픽셀씩 움직인다는 생각"),
            answer=lambda params: (
                sizes(params, stride=1) if params["stride"] > 1 and params["padding"] == "valid" else None
            ),
            feedback=told(
                "Your answer, {given}, is what you get if the kernel moves by 1. Here it moves by {stride}.",
                "{given:은} 커널이 1칸씩 움직이면 나오는 값이에요. 여기서는 {stride}칸씩 움직여요.",
            ),
            links=("padding-valid-stride",),
            step=0,
        ),
        Misconception(
            name="forgot-one",
            source=Text("counting the moves, not the places", "자리가 아니라 움직인 횟수를 셈"),
            answer=without_one,
            feedback=told(
                "Your answer, {given}, is what you get without the + 1: the first place counts too.",
                "{given:은} 1을 더하지 않으면 나오는 값이에요. 출발한 자리도 세요.",
            ),
            links=("padding-valid-formula",),
            step=0,
        ),
        Misconception(
            name="forgot-floor",
            source=Text("keeping the fraction", "나머지를 버리지 않음"),
            answer=lambda params: without_rounding(params) if without_rounding(params) != sizes(params) else None,
            feedback=told(
                "Your answer, {given}, is what you get without rounding down: where the kernel does not fit, there "
                "is no output.",
                "{given:은} 나눈 뒤 내림하지 않으면 나오는 값이에요. 커널이 들어가지 않는 자리에는 출력이 없어요.",
            ),
            links=("padding-valid-stride",),
            step=0,
        ),
        Misconception(
            name="forgot-dilation",
            source=Text("a dilated kernel taken for a compact one", "팽창한 커널의 폭을 k로 봄"),
            answer=lambda params: (
                sizes(params, dilation=1) if params["dilation"] > 1 and params["padding"] == "valid" else None
            ),
            feedback=told(
                "Your answer, {given}, is what you get without dilation. With dilation {dilation} the kernel spans "
                "{dilation}·({kernel} − 1) + 1 pixels.",
                "{given:은} dilation 없이 계산하면 나오는 값이에요. dilation이 {dilation:이면} 커널의 폭은 "
                "{dilation}·({kernel} − 1) + 1픽셀이에요.",
            ),
            links=("padding-dilation-span",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("padding-valid-formula", "padding-same-formula"),
)
