"""How high and wide is the output of pooling?"""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import shapes
from quiz.engine.demonstrations.values import Text
from quiz.exercises.answers import Shape
from quiz.exercises.chance import pick, whole
from quiz.exercises.families.shapes.stacks import apart
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told, worked

HEIGHT, WIDTH = Text("height", "높이"), Text("width", "너비")


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: the default strides. Level 2: channels, other strides, 'same'. Level 3: PyTorch, padded, ceil mode."""
    kernel, stride = pick(rng, ((2, 2), (3, 3), (4, 4)) if level == 1 else ((3, 2), (5, 2), (5, 3), (4, 3)))
    padding: Any = ("valid", pick(rng, ("valid", "same")), pick(rng, (1, kernel // 2)))[level - 1]
    height = whole(rng, 4 * kernel, 60)
    if height % stride == 0:  # where a rest is left, rounding counts
        height += 1
    return {
        "height": height,
        "width": height if level == 1 else whole(rng, 4 * kernel, 60),
        "channels": pick(rng, (8, 16, 32, 64)) if level == 2 else 0,
        "kernel": kernel,
        "stride": stride,
        "padding": padding,
        "ceil": level == 3 and pick(rng, (True, False)),
        "level": level,
    }


def sizes(params: Params, **other: Any) -> tuple[int, ...]:
    """The output's shape, with something taken for something else."""
    p = {**params, **other}
    spatial = [
        shapes.pool_output_size(p[axis], p["kernel"], p["stride"], p["padding"], ceil_mode=p["ceil"])
        for axis in ("height", "width")
    ]
    return (*spatial, p["channels"]) if p["channels"] else tuple(spatial)


def without_rounding(params: Params) -> tuple[float, ...] | None:
    """The division carried out and not rounded; None where nothing is left over."""
    p = params
    spatial = []
    for axis in ("height", "width"):
        before, after = shapes.pad_amounts(p[axis], p["kernel"], p["stride"], p["padding"])
        spatial.append((p[axis] + before + after - p["kernel"]) / p["stride"] + 1)
    if all(size == int(size) for size in spatial):
        return None
    return (*spatial, p["channels"]) if p["channels"] else tuple(spatial)


def without_one(params: Params) -> tuple[int, ...]:
    height, width, *channels = sizes(params)
    return height - 1, width - 1, *channels


def channels_too(params: Params) -> tuple[int, ...] | None:
    if not params["channels"]:
        return None
    height, width, channels = sizes(params)
    return height, width, channels // params["stride"]


IDEAS = apart(
    sizes,
    {
        "stride-one": lambda params: sizes(params, stride=1),
        "forgot-rounding": without_rounding,
        "rounded-up": lambda params: sizes(params, ceil=True) if params["padding"] != "same" else None,
        "forgot-ceil": lambda params: sizes(params, ceil=False) if params["ceil"] else None,
        "forgot-padding": lambda params: sizes(params, padding="valid"),
        "forgot-one": without_one,
        "pooled-channels": channels_too,
    },
)


def code(params: Params) -> str:
    p = params
    if p["level"] == 1:
        return f"MaxPooling2D({p['kernel']})"
    if p["level"] == 2:
        return f"MaxPooling2D({p['kernel']}, strides={p['stride']}, padding='{p['padding']}')"
    ceil = ", ceil_mode=True" if p["ceil"] else ""
    return f"nn.MaxPool2d({p['kernel']}, stride={p['stride']}, padding={p['padding']}{ceil})"


def question(params: Params) -> Text:
    if params["channels"]:
        text = Text(
            "Maps {height} high and {width} wide, {channels} of them, go through {code}. What is the shape of the "
            "output, as height, width, channels?",
            "높이 {height}, 너비 {width}인 특징 맵 {channels}개가 {code:을} 지나요. 출력의 모양은 높이, 너비, 채널 "
            "순서로 얼마인가요?",
        )
    else:
        text = Text(
            "A map {height} high and {width} wide goes through {code}. How large is the output, as height, width?",
            "높이 {height}, 너비 {width}인 특징 맵이 {code:을} 지나요. 출력은 높이, 너비 순서로 얼마인가요?",
        )
    return fill(text, params, code=code(params))


def hints(params: Params) -> tuple[Text, Text, Text]:
    same, ceil = params["padding"] == "same", params["ceil"]
    nudge = Text(
        "In how many places does the window fit, and how far does it move each time?",
        "창을 놓을 수 있는 자리는 몇 곳이고, 한 번에 몇 칸씩 움직일까요?",
    )
    formula = "⌈n / s⌉" if same else "⌈(n + 2p − k) / s⌉ + 1" if ceil else "⌊(n + 2p − k) / s⌋ + 1"
    step = Text(
        "For the height: n = {height}, k = {kernel}, s = {stride}, padding {padding}.",
        "높이에서는 n = {height}, k = {kernel}, s = {stride}, 패딩은 {padding:이에요}.",
    )
    return nudge, Text(formula, formula), fill(step, params)


def solution(params: Params) -> tuple[Step, ...]:
    steps = []
    for axis, label in (("height", HEIGHT), ("width", WIDTH)):
        working = shapes.working.pool_output_size(
            params[axis], params["kernel"], params["stride"], params["padding"], ceil_mode=params["ceil"]
        )
        text = Text("The {axis}: from {n} to {size}.", "{axis}: {n}에서 {size:이} 돼요.")
        if params["channels"] and axis == "width":
            text = Text(
                "The width: from {n} to {size}. Each map is pooled by itself, so there are still {channels} channels.",
                "너비: {n}에서 {size:이} 돼요. 특징 맵을 하나씩 따로 풀링하므로 채널은 그대로 {channels}개예요.",
            )
        steps.append(Step(fill(text, params, axis=label, n=params[axis], size=working.value), worked(working)))
    if params["height"] == params["width"]:  # else the first step would give the answer
        text = Text(
            "Height and width are alike: n = {height}, k = {kernel}, s = {stride}.",
            "높이와 너비가 같아요: n = {height}, k = {kernel}, s = {stride}.",
        )
        steps[0] = Step(fill(text, params))
    return tuple(steps)


FAMILY = Family(
    name="pool-output-size",
    version=1,
    title=Text("Output size of pooling", "풀링의 출력 크기"),
    topic="shapes",
    levels=(1, 2, 3),
    generate=generate,
    reference=sizes,
    question=question,
    answer=lambda params: Shape(3 if params["channels"] else 2),
    misconceptions=(
        Misconception(
            name="stride-one",
            source=Text("moving the window one pixel at a time, as a convolution does", "합성곱처럼 한 칸씩 움직임"),
            answer=IDEAS["stride-one"],
            feedback=told(
                "Your answer, {given}, is what you get if the window moves by 1. Here it moves by {stride}: strides "
                "left out are the window's own size.",
                "{given:은} 창을 1칸씩 움직이면 나오는 값이에요. 여기서는 {stride}칸씩 움직여요. strides를 쓰지 않으면 "
                "창의 크기만큼 움직여요.",
            ),
            links=("cnn-pooling-stride",),
            step=0,
        ),
        Misconception(
            name="forgot-rounding",
            source=Text("keeping the fraction", "나머지를 그대로 둠"),
            answer=IDEAS["forgot-rounding"],
            feedback=told(
                "Your answer, {given}, is what you get if the division by {stride} is not rounded to whole windows.",
                "{given:은} {stride:으로} 나눈 뒤 정수로 만들지 않으면 나오는 값이에요. 창의 수는 정수예요.",
            ),
            links=("cnn-pooling-size",),
            step=0,
        ),
        Misconception(
            name="rounded-up",
            source=Text("counting a window that does not fit", "들어가지 않는 창까지 셈"),
            answer=IDEAS["rounded-up"],
            feedback=told(
                "Your answer, {given}, is what you get if a last window that is only partly filled counts too. Here it "
                "is left out.",
                "{given:은} 다 차지 않는 마지막 창까지 세면 나오는 값이에요. 여기서는 그 창을 버려요.",
            ),
            links=("cnn-pooling-size",),
            step=0,
        ),
        Misconception(
            name="forgot-ceil",
            source=Text("overlooking ceil_mode", "ceil_mode를 지나침"),
            answer=IDEAS["forgot-ceil"],
            feedback=told(
                "Your answer, {given}, is what you get if the division is rounded down. ceil_mode=True rounds it up.",
                "{given:은} 나눗셈을 내림하면 나오는 값이에요. ceil_mode=True면 올림해요.",
            ),
            links=("cnn-pooling-size",),
            step=0,
        ),
        Misconception(
            name="forgot-padding",
            source=Text("pooling without the padding", "패딩을 빼고 풀링함"),
            answer=IDEAS["forgot-padding"],
            feedback=told(
                "Your answer, {given}, is what you get without padding. Here padding={padding}.",
                "{given:은} 패딩하지 않으면 나오는 값이에요. 여기서는 padding={padding:이에요}.",
            ),
            links=("padding-valid-formula",),
            step=0,
        ),
        Misconception(
            name="forgot-one",
            source=Text("counting the moves, not the places", "자리가 아니라 움직인 횟수를 셈"),
            answer=IDEAS["forgot-one"],
            feedback=told(
                "Your answer, {given}, is what you get without the + 1: the first place counts too.",
                "{given:은} 1을 더하지 않으면 나오는 값이에요. 출발한 자리도 세요.",
            ),
            links=("padding-valid-formula",),
            step=0,
        ),
        Misconception(
            name="pooled-channels",
            source=Text("pooling over the channels as well", "채널까지 풀링함"),
            answer=IDEAS["pooled-channels"],
            feedback=told(
                "Your answer, {given}, is what you get if the channels shrink as well. Each of the {channels} maps is "
                "pooled by itself.",
                "{given:은} 채널까지 줄이면 나오는 값이에요. 특징 맵 {channels}개를 하나씩 따로 풀링해요.",
            ),
            links=("cnn-pooling-channels",),
            step=1,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("cnn-pooling-size", "cnn-pooling-stride"),
)  # fmt: skip
