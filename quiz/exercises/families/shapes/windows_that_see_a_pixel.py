"""In how many windows does a pixel lie?"""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import shapes
from quiz.engine.demonstrations.values import Table, Text
from quiz.exercises.answers import Whole
from quiz.exercises.chance import pick, whole
from quiz.exercises.families.shapes.stacks import apart
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

AXES = (Text("row", "행"), Text("column", "열"))


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: no padding. Level 2: padded as PyTorch does. Level 3: a stride too. The pixel lies near a corner."""
    kernel = pick(rng, (3, 5) if level == 1 else (5, 7))
    pixel = [whole(rng, 0, kernel - 2), whole(rng, 0, kernel // 2 + 1)]
    return {
        "height": whole(rng, 2 * kernel + 2, 32),
        "width": whole(rng, 2 * kernel + 2, 32),
        "kernel": kernel,
        "stride": 2 if level == 3 else 1,
        "padding": 0 if level == 1 else kernel // 2,
        "pixel": pixel,
    }


def axes(params: Params, **other: Any) -> tuple[int, int]:
    """How many windows of each axis read the pixel."""
    p = {**params, **other}
    found = [
        shapes.windows_at(x, n, p["kernel"], p["stride"], p["padding"])
        for x, n in zip(p["pixel"], (p["height"], p["width"]), strict=True)
    ]
    return found[0], found[1]


def counted(params: Params, **other: Any) -> int:
    rows, columns = axes(params, **other)
    return rows * columns


IDEAS = apart(
    counted,
    {
        "whole-kernel": lambda params: params["kernel"] ** 2,
        "forgot-padding": lambda params: counted(params, padding=0),
        "forgot-stride": lambda params: counted(params, stride=1) if params["stride"] > 1 else None,
        "always-padded": lambda params: counted(params, padding=params["kernel"] // 2),
        "added-axes": lambda params: sum(axes(params)),
        "counted-from-one": lambda params: counted(params, pixel=[max(x - 1, 0) for x in params["pixel"]]),
    },
)


def question(params: Params) -> Text:
    p = params
    row, column = p["pixel"]
    text = Text(
        "A picture {height} high and {width} wide goes through nn.Conv2d(1, 1, {kernel}, stride={stride}, "
        "padding={padding}). In how many windows does the pixel in row {row}, column {column} lie (both counted "
        "from 0)?",
        "높이 {height}, 너비 {width}인 이미지가 nn.Conv2d(1, 1, {kernel}, stride={stride}, "
        "padding={padding}) 층을 지나요. {row}행 {column}열의 픽셀은 몇 개의 창에 들어가나요? 행과 열은 0부터 세요.",
    )
    return fill(text, p, row=row, column=column)


def hints(params: Params) -> tuple[Text, Text, Text]:
    return (
        Text(
            "Count the windows along the rows and along the columns; each pair of them is a window.",
            "행 방향과 열 방향의 창을 따로 세세요. 둘을 짝지은 것이 창 하나예요.",
        ),
        Text(
            "window i reads i·s − p … i·s − p + k − 1", "i번째 창은 i·s − p … i·s − p + k − 1을 읽어요"
        ),
        fill(
            Text("Window 0 reads the rows from {first} to {last}.", "0번 창은 {first}행부터 {last}행까지 읽어요."),
            first=-params["padding"], last=params["kernel"] - 1 - params["padding"],
        ),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    p = params
    steps = []
    for axis, x, n, count in zip(AXES, p["pixel"], (p["height"], p["width"]), axes(p), strict=True):
        rows: list[tuple[Any, ...]] = []
        for i in range(min(shapes.conv_output_size(n, p["kernel"], p["stride"], p["padding"]), p["kernel"] + 1)):
            first = i * p["stride"] - p["padding"]
            rows.append((i, f"{first} … {first + p['kernel'] - 1}", "✓" if first <= x < first + p["kernel"] else ""))
        columns = (Text("window", "창"), Text("reads", "읽는 자리"), str(x))
        text = Text(
            "Along the {axis}s, {count} windows read {x}."
            if count != 1
            else "Along the {axis}s, one window reads {x}.",
            "{axis} 방향에서는 창 {count}개가 {x:을} 읽어요.",
        )
        steps.append(Step(fill(text, axis=axis, count=count, x=x), Table(columns, tuple(rows))))
    first, second = axes(p)
    text = Text("{a}·{b} = {n} in all.", "{a}·{b} = {n}개의 창이에요.")
    return (*steps, Step(fill(text, a=first, b=second, n=counted(p))))


FAMILY = Family(
    name="windows-that-see-a-pixel",
    version=1,
    title=Text("Windows that see a pixel", "픽셀이 들어가는 창의 수"),
    topic="shapes",
    levels=(1, 2, 3),
    generate=generate,
    reference=counted,
    question=question,
    answer=lambda params: Whole(),
    misconceptions=(
        Misconception(
            name="whole-kernel",
            source=Text("k·k windows for every pixel", "어느 픽셀이나 k·k개라는 생각"),
            answer=IDEAS["whole-kernel"],
            feedback=told(
                "Your answer, {given}, is what you get for a pixel far from the border, at stride 1. Near the border, "
                "or with a stride, fewer windows reach it.",
                "{given:은} 스트라이드가 1이고 가장자리에서 먼 픽셀이면 나오는 값이에요. 가장자리 근처이거나 "
                "스트라이드가 크면 더 적어요.",
            ),
            links=("padding-corner-without",),
            step=0,
        ),
        Misconception(
            name="forgot-padding",
            source=Text("no windows that reach over the border", "가장자리를 넘는 창을 빠뜨림"),
            answer=IDEAS["forgot-padding"],
            feedback=told(
                "Your answer, {given}, is what you get without padding. With padding={padding} windows begin before "
                "the border.",
                "{given:은} 패딩이 없으면 나오는 값이에요. padding={padding:이면} 가장자리 밖에서 시작하는 창이 "
                "있어요.",
            ),
            links=("padding-corner-with",),
            step=0,
        ),
        Misconception(
            name="forgot-stride",
            source=Text("moving one pixel at a time", "한 픽셀씩 움직인다는 생각"),
            answer=IDEAS["forgot-stride"],
            feedback=told(
                "Your answer, {given}, is what you get if windows move by 1. Here they move by {stride}.",
                "{given:은} 창이 1칸씩 움직이면 나오는 값이에요. 여기서는 {stride}칸씩 움직여요.",
            ),
            links=("padding-valid-stride",),
            step=0,
        ),
        Misconception(
            name="always-padded",
            source=Text("a border of zeros taken for granted", "패딩이 늘 있다는 생각"),
            answer=IDEAS["always-padded"],
            feedback=told(
                "Your answer, {given}, is what you get with padding. Here padding=0: no window begins before the "
                "picture.",
                "{given:은} 패딩이 있으면 나오는 값이에요. 여기서는 padding=0이라 이미지 밖에서 시작하는 창이 없어요.",
            ),
            links=("padding-corner-without",),
            step=0,
        ),
        Misconception(
            name="added-axes",
            source=Text("adding the windows of the two axes", "두 축의 창을 더함"),
            answer=IDEAS["added-axes"],
            feedback=told(
                "Your answer, {given}, is what you get if you add the windows along the two axes. They multiply.",
                "{given:은} 두 방향의 창을 더하면 나오는 값이에요. 곱해야 해요.",
            ),
            links=("padding-corner-equal",),
            step=2,
        ),
        Misconception(
            name="counted-from-one",
            source=Text("rows and columns counted from 1", "행과 열을 1부터 셈"),
            answer=IDEAS["counted-from-one"],
            feedback=told(
                "Your answer, {given}, is what you get if rows and columns are counted from 1. Row 0 is the first.",
                "{given:은} 행과 열을 1부터 세면 나오는 값이에요. 0행이 첫 행이에요.",
            ),
            links=("padding-corner-without",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("padding-corner-without", "padding-corner-with"),
)
