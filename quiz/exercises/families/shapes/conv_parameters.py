"""How many parameters has a convolution?"""

from __future__ import annotations

import numpy as np

from quiz.engine import shapes
from quiz.engine.demonstrations.values import Text
from quiz.exercises.answers import Whole
from quiz.exercises.chance import distinct, pick, whole
from quiz.exercises.families.shapes.stacks import apart, shown
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told, worked


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: a colour picture. Level 2: deep maps, a kernel higher than wide or wider. Level 3: groups."""
    kernel = [pick(rng, (3, 5, 7))] * 2 if level != 2 else distinct(rng, 2, 2, 7)
    groups = pick(rng, (2, 4, 8)) if level == 3 else 1
    return {
        "size": whole(rng, 20, 64),
        "channels": 3 if level == 1 else pick(rng, (8, 16, 24, 32)),
        "filters": pick(rng, (16, 24, 32, 64)),
        "kernel": kernel,
        "groups": groups,
    }


def reference(params: Params) -> int:
    return counted(params)


def counted(params: Params, bias: bool = True, groups: int = 0) -> int:
    p = params
    return shapes.conv_parameters(p["channels"], p["filters"], p["kernel"], groups or p["groups"], bias)


def area(params: Params) -> int:
    height, width = params["kernel"]
    return int(height * width)


def kernel_once(params: Params) -> int | None:
    """The kernel's side for its area."""
    side = params["kernel"][0]
    wrong = (side * params["channels"] // params["groups"] + 1) * params["filters"]
    return int(wrong) if params["kernel"][0] == params["kernel"][1] else None


def by_positions(params: Params) -> int:
    """A bias for each position of the output, as a dense layer would have."""
    rows, columns = shapes.conv_output_shape(params["size"], params["kernel"])
    return counted(params, bias=False) + rows * columns * int(params["filters"])


def bias_per_channel(params: Params) -> int:
    depth = params["channels"] // params["groups"]
    return int((area(params) + 1) * depth * params["filters"])


IDEAS = apart(
    reference,
    {
        "forgot-bias": lambda params: counted(params, bias=False),
        "forgot-channels": lambda params: (area(params) + 1) * params["filters"],
        "bias-per-channel": bias_per_channel,
        "one-bias": lambda params: counted(params, bias=False) + 1,
        "bias-per-position": by_positions,
        "kernel-side": kernel_once,
        "forgot-groups": lambda params: counted(params, groups=1) if params["groups"] > 1 else None,
    },
)


def question(params: Params) -> Text:
    height, width = params["kernel"]
    shape = shown((params["size"], params["size"], params["channels"]))
    kernel = str(height) if height == width else f"({height}, {width})"
    groups = f", groups={params['groups']}" if params["groups"] > 1 else ""
    text = Text(
        "An input of shape {shape} (height, width, channels) goes into Conv2D({filters}, {kernel}{groups}). How many "
        "parameters has the layer?",
        "모양이 {shape}(높이, 너비, 채널)인 입력이 Conv2D({filters}, {kernel}{groups})에 들어가요. 이 층의 "
        "파라미터는 몇 "
        "개인가요?",
    )
    return fill(text, filters=params["filters"], shape=shape, kernel=kernel, groups=groups)


def hints(params: Params) -> tuple[Text, Text, Text]:
    height, width = params["kernel"]
    formula = "(kh·kw·c + 1)·filters" if params["groups"] == 1 else "(kh·kw·c/g + 1)·filters"
    return (
        Text(
            "How deep is one filter? The size of the picture does not matter.",
            "필터 하나의 깊이는 얼마일까요? 이미지의 크기는 상관없어요.",
        ),
        Text(formula, formula),
        fill(
            Text("One filter reads {h}×{w} positions in {c} channels.",
                 "필터 하나는 채널 {c}개에서 {h}×{w}자리를 읽어요."),
            h=height, w=width, c=params["channels"] // params["groups"],
        ),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    depth = params["channels"] // params["groups"]
    one = area(params) * depth
    working = shapes.working.conv_parameters(params["channels"], params["filters"], params["kernel"], params["groups"])
    return (
        Step(
            fill(
                Text(
                    "A filter has {h}·{w}·{c} = {one} weights, one for each position and channel that it reads.",
                    "필터 하나의 가중치는 읽는 자리와 채널마다 하나씩, {h}·{w}·{c} = {one}개예요.",
                ),
                h=params["kernel"][0], w=params["kernel"][1], c=depth, one=one,
            )
        ),
        Step(fill(Text("With its one bias: {n}.", "편향 하나를 더하면 {n}개예요."), n=one + 1)),
        Step(fill(Text("There are {filters} filters.", "필터는 {filters}개예요."), params), worked(working)),
    )  # fmt: skip


FAMILY = Family(
    name="conv-parameters",
    version=1,
    title=Text("Parameters of a convolution", "합성곱층의 파라미터 수"),
    topic="shapes",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: Whole(),
    misconceptions=(
        Misconception(
            name="forgot-bias",
            source=Text("counting the weights alone", "가중치만 셈"),
            answer=IDEAS["forgot-bias"],
            feedback=told(
                "Your answer, {given}, is what you get without the biases. Each of the {filters} filters has one.",
                "{given:은} 편향을 빼면 나오는 값이에요. 필터 {filters}개에 편향이 하나씩 있어요.",
            ),
            links=("cnn-params-formula",),
            step=1,
        ),
        Misconception(
            name="forgot-channels",
            source=Text("a filter taken to be flat", "필터를 한 겹으로 봄"),
            answer=IDEAS["forgot-channels"],
            feedback=told(
                "Your answer, {given}, is what you get if a filter is one channel deep. It reads all of the channels "
                "given to it.",
                "{given:은} 필터의 깊이를 1로 보면 나오는 값이에요. 필터는 자기 몫의 채널을 모두 읽어요.",
            ),
            links=("cnn-filter-depth",),
            step=0,
        ),
        Misconception(
            name="bias-per-channel",
            source=Text("a bias for each channel of each filter", "필터의 채널마다 편향이 있다는 생각"),
            answer=IDEAS["bias-per-channel"],
            feedback=told(
                "Your answer, {given}, is what you get with a bias for each channel. The channels are summed, and one "
                "bias is added to the sum.",
                "{given:은} 채널마다 편향을 두면 나오는 값이에요. 채널을 모두 더한 뒤 편향은 한 번만 더해요.",
            ),
            links=("cnn-params-rgb",),
            step=1,
        ),
        Misconception(
            name="one-bias",
            source=Text("one bias for the whole layer", "층 전체에 편향이 하나라는 생각"),
            answer=IDEAS["one-bias"],
            feedback=told(
                "Your answer, {given}, is what you get with one bias for the layer. Each of the {filters} filters has "
                "its own.",
                "{given:은} 층 전체에 편향을 하나만 두면 나오는 값이에요. 필터 {filters}개마다 편향이 따로 있어요.",
            ),
            links=("cnn-params-formula",),
            step=1,
        ),
        Misconception(
            name="bias-per-position",
            source=Text("a bias for each position of the output", "출력 자리마다 편향이 있다는 생각"),
            answer=IDEAS["bias-per-position"],
            feedback=told(
                "Your answer, {given}, is what you get with a bias for each position of the output. A filter uses one "
                "bias everywhere.",
                "{given:은} 출력 자리마다 편향을 두면 나오는 값이에요. 필터는 모든 자리에서 같은 편향을 써요.",
            ),
            links=("flat-weight-sharing",),
            step=1,
        ),
        Misconception(
            name="kernel-side",
            source=Text("k for k × k", "k × k 대신 k"),
            answer=IDEAS["kernel-side"],
            feedback=told(
                "Your answer, {given}, is what you get if the kernel has {k} weights in a channel. It has {k}×{k}.",
                "{given:은} 커널의 가중치를 채널마다 {k}개로 보면 나오는 값이에요. 실제로는 {k}×{k}개예요.",
                lambda params: {"k": params["kernel"][0]},
            ),
            links=("cnn-kernel-size-int",),
            step=0,
        ),
        Misconception(
            name="forgot-groups",
            source=Text("every filter taken to read all channels", "모든 필터가 모든 채널을 읽는다는 생각"),
            answer=IDEAS["forgot-groups"],
            feedback=told(
                "Your answer, {given}, is what you get if each filter reads all {channels} channels. With "
                "groups={groups} it reads {depth}.",
                "{given:은} 필터마다 채널 {channels}개를 모두 읽으면 나오는 값이에요. groups={groups:이면} {depth}개만 "
                "읽어요.",
                lambda params: {"depth": params["channels"] // params["groups"]},
            ),
            links=("cnn-filter-depth",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("cnn-params-formula", "cnn-params-deep"),
)
