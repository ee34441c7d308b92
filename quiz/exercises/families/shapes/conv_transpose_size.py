"""How large is the output of a transposed convolution?"""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import shapes
from quiz.engine.demonstrations.values import Text
from quiz.exercises.answers import Shape
from quiz.exercises.chance import distinct, pick
from quiz.exercises.families.shapes.stacks import apart
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told, worked

HEIGHT, WIDTH = Text("height", "높이"), Text("width", "너비")


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: no padding. Level 2: padding. Level 3: output padding too. Height and width differ from level 2 on."""
    stride = pick(rng, (2, 3))
    height, width = distinct(rng, 2, 9, 30)
    return {
        "height": height,
        "width": height if level == 1 else width,
        "kernel": pick(rng, (stride + 2, stride + 3)),
        "stride": stride,
        "padding": 0 if level == 1 else pick(rng, (1, 2)),
        "output_padding": stride - 1 if level == 3 else 0,
    }


def size(params: Params, **other: Any) -> tuple[int, int]:
    p = {**params, **other}
    height, width = (
        shapes.conv_transpose_output_size(p[axis], p["kernel"], p["stride"], p["padding"], p["output_padding"])
        for axis in ("height", "width")
    )
    return height, width


def moved(params: Params, by: int) -> tuple[int, int]:
    """The truth with something added to both."""
    height, width = size(params)
    return height + by, width + by


def as_convolution(params: Params) -> tuple[int, int]:
    height, width = (
        shapes.conv_output_size(params[axis], params["kernel"], params["stride"], params["padding"])
        for axis in ("height", "width")
    )
    return height, width


def padding_added(params: Params) -> tuple[int, int] | None:
    """Padding that makes the output larger."""
    return moved(params, 4 * params["padding"]) if params["padding"] else None


IDEAS = apart(
    size,
    {
        "as-convolution": as_convolution,
        "times-stride": lambda params: (params["height"] * params["stride"], params["width"] * params["stride"]),
        "all-strides": lambda params: moved(params, params["stride"]),
        "forgot-padding": lambda params: size(params, padding=0),
        "added-padding": padding_added,
        "forgot-output-padding": lambda params: size(params, output_padding=0),
    },
)


def question(params: Params) -> Text:
    p = params
    more = f", padding={p['padding']}" if p["padding"] else ""
    more += f", output_padding={p['output_padding']}" if p["output_padding"] else ""
    text = Text(
        "Maps {height} high and {width} wide go through {call}. How large is the output, as height, width?",
        "높이 {height}, 너비 {width}인 특징 맵이 {call:을} 지나요. 출력은 높이, 너비 순서로 얼마인가요?",
    )
    return fill(text, p, call=f"nn.ConvTranspose2d(8, 4, {p['kernel']}, stride={p['stride']}{more})")


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = "(n − 1)·s − 2p + k + pₒ"
    return (
        Text(
            "Each input value puts down a kernel; the kernels start s apart.",
            "입력값마다 커널을 하나씩 놓아요. 커널은 s칸 간격으로 시작해요.",
        ),
        Text(formula, formula),
        fill(
            Text("The last of the rows starts its kernel at {start}.", "마지막 행의 커널은 {start}에서 시작해요."),
            start=(params["height"] - 1) * params["stride"],
        ),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    steps = []
    for axis, label in (("height", HEIGHT), ("width", WIDTH)):
        working = shapes.working.conv_transpose_output_size(
            params[axis], params["kernel"], params["stride"], params["padding"], params["output_padding"]
        )
        text = Text("The {axis}: from {n} to {size}.", "{axis}: {n}에서 {size:이} 돼요.")
        steps.append(Step(fill(text, axis=label, n=params[axis], size=working.value), worked(working)))
    if params["height"] == params["width"]:  # else the first step would give the answer
        text = Text(
            "Height and width are alike: n = {height}, k = {kernel}, s = {stride}.",
            "높이와 너비가 같아요: n = {height}, k = {kernel}, s = {stride}.",
        )
        steps[0] = Step(fill(text, params))
    return tuple(steps)


FAMILY = Family(
    name="conv-transpose-size",
    version=1,
    title=Text("Output size of a transposed convolution", "전치 합성곱의 출력 크기"),
    topic="shapes",
    levels=(1, 2, 3),
    generate=generate,
    reference=size,
    question=question,
    answer=lambda params: Shape(2),
    misconceptions=(
        Misconception(
            name="as-convolution",
            source=Text("the formula of a convolution", "합성곱의 공식"),
            answer=IDEAS["as-convolution"],
            feedback=told(
                "Your answer, {given}, is what you get from a convolution. A transposed one goes the other way: the "
                "output is larger.",
                "{given:은} 보통 합성곱이면 나오는 값이에요. 전치 합성곱은 반대로 출력이 더 커요.",
            ),
            links=("transpose-term", "transpose-formula"),
            step=0,
        ),
        Misconception(
            name="times-stride",
            source=Text("the size times the stride", "크기에 스트라이드를 곱함"),
            answer=IDEAS["times-stride"],
            feedback=told(
                "Your answer, {given}, is what you get if the size is multiplied by {stride} and the kernel of "
                "{kernel} is forgotten.",
                "{given:은} 커널 {kernel:을} 잊고 크기에 {stride:을} 곱하면 나오는 값이에요.",
            ),
            links=("transpose-formula",),
            step=0,
        ),
        Misconception(
            name="all-strides",
            source=Text("a step before the first kernel", "첫 커널 앞에도 한 칸을 셈"),
            answer=IDEAS["all-strides"],
            feedback=told(
                "Your answer, {given}, is what you get with n·s instead of (n − 1)·s: between n kernels there are "
                "n − 1 steps.",
                "{given:은} (n − 1)·s 대신 n·s로 계산하면 나오는 값이에요. 커널 n개 사이에는 n − 1걸음이 있어요.",
            ),
            links=("transpose-formula",),
            step=0,
        ),
        Misconception(
            name="forgot-padding",
            source=Text("overlooking the padding", "패딩을 지나침"),
            answer=IDEAS["forgot-padding"],
            feedback=told(
                "Your answer, {given}, is what you get without padding. padding={padding} takes {padding} away on each "
                "side.",
                "{given:은} 패딩을 빼지 않으면 나오는 값이에요. padding={padding:은} 양쪽에서 {padding}칸씩 없애요.",
            ),
            links=("transpose-padding",),
            step=0,
        ),
        Misconception(
            name="added-padding",
            source=Text("padding taken to enlarge the output", "패딩이 출력을 키운다는 생각"),
            answer=IDEAS["added-padding"],
            feedback=told(
                "Your answer, {given}, is what you get if the padding is added. Here it is taken from the output.",
                "{given:은} 패딩을 더하면 나오는 값이에요. 여기서는 출력에서 빼요.",
            ),
            links=("transpose-padding",),
            step=0,
        ),
        Misconception(
            name="forgot-output-padding",
            source=Text("overlooking output_padding", "output_padding을 지나침"),
            answer=IDEAS["forgot-output-padding"],
            feedback=told(
                "Your answer, {given}, is what you get without output_padding={output_padding}, which adds to one "
                "side.",
                "{given:은} output_padding={output_padding:을} 더하지 않으면 나오는 값이에요. 한쪽에만 더해요.",
            ),
            links=("transpose-output-padding",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("transpose-formula", "transpose-padding"),
)
