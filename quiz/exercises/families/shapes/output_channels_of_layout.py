"""Which shape comes out of a convolution, with the channels where the layout has them?"""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import shapes
from quiz.engine.demonstrations.values import Table, Text
from quiz.exercises.answers import Shape
from quiz.exercises.chance import distinct, pick
from quiz.exercises.families.shapes.stacks import shown, unless
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

AXES = {
    "N": Text("samples", "샘플"), "C": Text("channels", "채널"), "H": Text("height", "높이"), "W": Text("width", "너비")
}  # fmt: skip
LAYOUTS = ("NCHW", "NHWC")


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: the size is kept. Level 2: it is not. Level 3: the answer is wanted in the other layout."""
    given = pick(rng, settings["layout"])
    height, width = distinct(rng, 2, 20, 64)
    return {
        "given": given,
        "wanted": given if level < 3 else LAYOUTS[1 - LAYOUTS.index(given)],
        "sizes": {"N": pick(rng, (4, 8, 12)), "C": pick(rng, (3, 6, 10)), "H": height, "W": width},
        "filters": pick(rng, (16, 24, 32, 48)),
        "kernel": pick(rng, (3, 5)),
        "padding": "same" if level == 1 else "valid",
    }


def convolved(params: Params, **other: Any) -> dict[str, int]:
    """The size of each axis behind the convolution."""
    p = {**params, **other}
    n = p["sizes"]
    height, width = shapes.conv_output_shape((n["H"], n["W"]), p["kernel"], 1, p["padding"])
    return {"N": n["N"], "C": p["filters"], "H": height, "W": width}


def laid(sizes: dict[str, int], layout: str) -> tuple[int, ...]:
    return tuple(sizes[axis] for axis in layout)


def reference(params: Params) -> tuple[int, ...]:
    return laid(convolved(params), params["wanted"])


def other(layout: str) -> str:
    return LAYOUTS[1 - LAYOUTS.index(layout)]


def misread(params: Params) -> tuple[int, ...] | None:
    """The input read in the other layout, then laid out as is wanted."""
    p = params
    read = dict(zip(other(p["given"]), laid(p["sizes"], p["given"]), strict=True))
    if min(read["H"], read["W"]) < p["kernel"] and p["padding"] == "valid":
        return None
    return laid(convolved({**p, "sizes": read}), p["wanted"])


def question(params: Params) -> Text:
    p = params
    text = Text(
        "A batch in the layout {given}, of shape {shape}, goes through a convolution with {filters} filters of "
        "{kernel}×{kernel}, stride 1, padding '{padding}'. What is the shape of the output in the layout {wanted}?",
        "{given} 배치가 있어요. 모양은 {shape:이에요}. {kernel}×{kernel} 필터 {filters}개, 스트라이드 1, 패딩 "
        "'{padding}'인 합성곱을 지나면 출력의 모양은 {wanted} 순서로 얼마인가요?",
    )
    return fill(text, {**p, "shape": shown(laid(p["sizes"], p["given"]))})


def hints(params: Params) -> tuple[Text, Text, Text]:
    return (
        Text(
            "Name the axes first: which number is the channels?", "먼저 축마다 이름을 붙이세요. 채널은 어느 수일까요?"
        ),
        Text(
            "N stays; C becomes the filters; H and W: n for 'same', n − k + 1 for 'valid'",
            "N은 그대로, C는 필터 수, H와 W는 'same'이면 n, 'valid'면 n − k + 1",
        ),
        fill(
            Text("Here the height is {h} and the width is {w}.", "여기서 높이는 {h}, 너비는 {w:이에요}."),
            h=params["sizes"]["H"], w=params["sizes"]["W"],
        ),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    p = params
    now = convolved(p)
    rows = tuple((axis, AXES[axis], p["sizes"][axis], now[axis]) for axis in p["wanted"])
    columns = ("", Text("axis", "축"), Text("input", "입력"), Text("output", "출력"))
    return (
        Step(
            fill(
                Text("Read the axes as {given}.", "축을 {given} 순서로 읽어요."), p
            ),
            Table(
                ("", Text("axis", "축"), Text("size", "크기")),
                tuple((axis, AXES[axis], p["sizes"][axis]) for axis in p["given"]),
            ),
        ),
        Step(
            Text(
                "The convolution moves over height and width; the batch stays.",
                "합성곱은 높이와 너비 위를 움직이고, 배치 축은 그대로예요.",
            ),
            Table(columns, tuple(row for row in rows if row[0] != "C")),
        ),
        Step(
            fill(
                Text(
                    "The filters become the channels. In the order {wanted}: {shape}.",
                    "필터 수가 채널이 돼요. {wanted} 순서로 쓰면 {shape:이에요}.",
                ),
                {**p, "shape": shown(reference(p))},
            ),
            Table(columns, rows),
        ),
    )  # fmt: skip


FAMILY = Family(
    name="output-channels-of-layout",
    version=1,
    title=Text("Channels first or last", "채널이 앞인 배치와 뒤인 배치"),
    topic="shapes",
    levels=(1, 2, 3),
    settings={"layout": LAYOUTS},
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: Shape(4),
    misconceptions=(
        Misconception(
            name="other-layout",
            source=Text("the order of the other framework", "다른 프레임워크의 순서"),
            answer=lambda params: laid(convolved(params), other(params["wanted"])),
            feedback=told(
                "Your answer, {given}, is what you get in the layout {written}. It was to be {wanted}.",
                "{given:은} {written} 순서로 쓰면 나오는 값이에요. {wanted} 순서로 써야 해요.",
                lambda params: {"written": other(params["wanted"])},
            ),
            links=("keras-input-axes",),
            step=2,
        ),
        Misconception(
            name="misread-layout",
            source=Text("the channels looked for in the wrong place", "채널을 엉뚱한 축에서 찾음"),
            answer=misread,
            feedback=told(
                "Your answer, {given}, is what you get if the input is read as {read}. It is {layout}.",
                "{given:은} 입력을 {read} 순서로 읽으면 나오는 값이에요. {layout} 순서예요.",
                lambda params: {"read": other(params["given"]), "layout": params["given"]},
            ),
            links=("keras-input-axes", "fw-other-names"),
            step=0,
        ),
        Misconception(
            name="channels-kept",
            source=Text("the input's channels kept", "입력 채널이 그대로라는 생각"),
            answer=lambda params: laid({**convolved(params), "C": params["sizes"]["C"]}, params["wanted"]),
            feedback=told(
                "Your answer, {given}, is what you get if the {c} channels stay. There are as many as filters: "
                "{filters}.",
                "{given:은} 채널 {c}개가 그대로면 나오는 값이에요. 채널은 필터 수만큼, {filters}개가 돼요.",
                lambda params: {"c": params["sizes"]["C"]},
            ),
            links=("cnn-filters-maps",),
            step=2,
        ),
        Misconception(
            name="multiplied-channels",
            source=Text("a map for each filter and channel", "필터와 채널마다 맵이 나온다는 생각"),
            answer=lambda params: laid(
                {**convolved(params), "C": params["filters"] * params["sizes"]["C"]}, params["wanted"]
            ),
            feedback=told(
                "Your answer, {given}, is what you get if each filter makes {c} maps. It reads {c} channels and makes "
                "one.",
                "{given:은} 필터마다 맵이 {c}개씩 나오면 나오는 값이에요. 필터는 채널 {c}개를 읽어 맵 하나를 만들어요.",
                lambda params: {"c": params["sizes"]["C"]},
            ),
            links=("cnn-filter-depth",),
            step=2,
        ),
        Misconception(
            name="no-batch",
            source=Text("leaving the batch out", "배치 축을 빠뜨림"),
            answer=lambda params: reference(params)[1:],
            feedback=told(
                "Your answer, {given}, is what you get for one sample. The axis N of the batch stays in front.",
                "{given:은} 샘플 하나만 보면 나오는 값이에요. 배치 축 N이 맨 앞에 그대로 있어요.",
            ),
            links=("keras-input-batch",),
            step=1,
        ),
        Misconception(
            name="other-padding",
            source=Text("'valid' and 'same' confused", "'valid'와 'same'을 혼동"),
            answer=lambda params: unless(
                laid(convolved(params, padding="same" if params["padding"] == "valid" else "valid"), params["wanted"]),
                reference(params),
            ),
            feedback=told(
                "Your answer, {given}, is what you get with the other padding. Here it is '{padding}'.",
                "{given:은} 패딩이 반대이면 나오는 값이에요. 여기서는 패딩이 {padding:이에요}.",
            ),
            links=("padding-valid-term", "padding-same-promise"),
            step=1,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("fw-layout", "keras-input-axes"),
)
