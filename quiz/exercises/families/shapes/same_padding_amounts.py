"""How many zeros does 'same' put before and after, as TensorFlow does it?"""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import shapes
from quiz.engine.demonstrations.values import Text
from quiz.exercises.answers import Row
from quiz.exercises.chance import pick, whole
from quiz.exercises.families.shapes.stacks import apart
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told, worked

AXES = (Text("height", "높이"), Text("width", "너비"))


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: stride 1 with an even kernel. Level 2: strides. Level 3: height and width, strides."""
    stride = 1 if level == 1 else pick(rng, (2, 3))
    kernel = pick(rng, (2, 4, 6, 8)) if level == 1 else pick(rng, (stride + 2, stride + 3, stride + 4))
    count = 2 if level == 3 else 1
    sizes: list[int] = []
    while len(sizes) < count:
        n = whole(rng, 10, 60)
        # With a stride, only a rest that is not the kernel's own gives another amount than stride 1 does.
        if level == 1 or sum(shapes.pad_amounts(n, kernel, stride)) not in (0, kernel - 1):
            sizes.append(n)
    return {"sizes": sizes, "kernel": kernel, "stride": stride}


def amounts(params: Params, **other: Any) -> tuple[int, ...]:
    """Before and after, for each axis."""
    p = {**params, **other}
    return tuple(amount for n in p["sizes"] for amount in shapes.pad_amounts(n, p["kernel"], p["stride"]))


def totals(params: Params) -> list[int]:
    return [sum(shapes.pad_amounts(n, params["kernel"], params["stride"])) for n in params["sizes"]]


def odd_before(params: Params) -> tuple[int, ...] | None:
    """The odd one in front."""
    if all(total % 2 == 0 for total in totals(params)):
        return None
    return tuple(amount for total in totals(params) for amount in (total - total // 2, total // 2))


def half_kernel(params: Params) -> tuple[int, ...]:
    """⌊k / 2⌋ on every side, as an odd kernel has it at stride 1."""
    return (params["kernel"] // 2,) * (2 * len(params["sizes"]))


def all_each_side(params: Params) -> tuple[int, ...]:
    """The whole of it on both sides."""
    return tuple(amount for total in totals(params) for amount in (total, total))


def all_behind(params: Params) -> tuple[int, ...]:
    """None before, all of it after."""
    return tuple(amount for total in totals(params) for amount in (0, total))


def one_each_side(params: Params) -> tuple[int, ...]:
    """padding=1, which is right for a 3×3 kernel at stride 1."""
    return (1,) * (2 * len(params["sizes"]))


IDEAS = apart(
    amounts,
    {
        "odd-before": odd_before,
        "half-kernel": half_kernel,
        "forgot-stride": lambda params: amounts(params, stride=1) if params["stride"] > 1 else None,
        "all-on-each-side": all_each_side,
        "all-behind": all_behind,
        "one-each-side": one_each_side,
    },
)


def question(params: Params) -> Text:
    if len(params["sizes"]) == 1:
        text = Text(
            "TensorFlow convolves an axis of {sizes} with a kernel of {kernel}, strides={stride}, padding='same'. How "
            "many zeros does it put before and after? Write both, as before, after.",
            "TensorFlow가 크기 {sizes}인 축을 커널 {kernel}, strides={stride}, padding='same'으로 합성곱해요. 앞과 "
            "뒤에 0을 몇 개씩 붙이나요? 앞, 뒤 순서로 쓰세요.",
        )
        return fill(text, params)
    text = Text(
        "TensorFlow convolves a picture {height} high and {width} wide with a {kernel}×{kernel} kernel, "
        "strides={stride}, padding='same'. How many rows and columns of zeros does it add? Write top, bottom, left, "
        "right.",
        "TensorFlow가 높이 {height}, 너비 {width}인 이미지를 커널 {kernel}×{kernel}, strides={stride}, "
        "padding='same'으로 "
        "합성곱해요. 0으로 된 행과 열을 몇 줄씩 붙이나요? 위, 아래, 왼쪽, 오른쪽 순서로 쓰세요.",
    )
    height, width = params["sizes"]
    return fill(text, params, height=height, width=width)


def hints(params: Params) -> tuple[Text, Text, Text]:
    n, stride = params["sizes"][0], params["stride"]
    formula = "p = max((⌈n / s⌉ − 1)·s + k − n, 0)"
    return (
        Text(
            "First find how much padding there is in all; then share it out, the odd one behind.",
            "먼저 모두 몇 개가 필요한지 구한 뒤 나누세요. 홀수이면 남는 하나는 뒤로 가요.",
        ),
        Text(f"{formula};  before ⌊p / 2⌋", f"{formula};  앞 ⌊p / 2⌋"),
        fill(
            Text("For {n} the output has ⌈{n} / {s}⌉ = {out} places.", "{n}에서 출력은 ⌈{n} / {s}⌉ = {out}자리예요."),
            n=n, s=stride, out=-(-n // stride),
        ),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    first = Text(
        "There are ⌈n / {stride}⌉ outputs, and the last window ends at (⌈n / {stride}⌉ − 1)·{stride} + {kernel}.",
        "스트라이드가 {stride:이면} 출력은 ⌈n / {stride}⌉개이고, 마지막 창은 "
        "(⌈n / {stride}⌉ − 1)·{stride} + {kernel}에서 끝나요.",
    )
    steps = [Step(fill(first, params))]
    for axis, n in zip(AXES, params["sizes"], strict=False):
        working = shapes.working.pad_amounts(n, params["kernel"], params["stride"])
        before, after = working.value
        text = Text(
            "The {axis}, {n}: {before} before and {after} after, {total} in all.",
            "{axis} {n}: 앞에 {before}개, 뒤에 {after}개, 모두 {total}개예요.",
        )
        label = axis if len(params["sizes"]) > 1 else Text("axis", "축")
        filled = fill(text, axis=label, n=n, before=before, after=after, total=before + after)
        steps.append(Step(filled, worked(working)))
    return tuple(steps)


FAMILY = Family(
    name="same-padding-amounts",
    version=1,
    title=Text("How much 'same' pads", "'same'의 패딩 양"),
    topic="shapes",
    levels=(1, 2, 3),
    generate=generate,
    reference=amounts,
    question=question,
    answer=lambda params: Row(2 * len(params["sizes"])),
    misconceptions=(
        Misconception(
            name="odd-before",
            source=Text("putting the odd pixel at the top and left", "남는 픽셀을 위와 왼쪽에 붙임"),
            answer=IDEAS["odd-before"],
            feedback=told(
                "Your answer, {given}, is what you get if the odd one goes in front. TensorFlow puts it behind: at the "
                "bottom and right.",
                "{given:은} 남는 하나를 앞에 붙이면 나오는 값이에요. TensorFlow는 뒤, 곧 아래와 오른쪽에 붙여요.",
            ),
            links=("padding-odd-pixel",),
            step=1,
        ),
        Misconception(
            name="half-kernel",
            source=Text("⌊k / 2⌋ on every side, as in PyTorch", "PyTorch처럼 양쪽에 ⌊k / 2⌋"),
            answer=IDEAS["half-kernel"],
            feedback=told(
                "Your answer, {given}, is what you get if each side has ⌊{kernel} / 2⌋. That is enough only for an odd "
                "kernel at stride 1.",
                "{given:은} 양쪽에 ⌊{kernel} / 2⌋개씩 붙이면 나오는 값이에요. 커널이 홀수이고 스트라이드가 1일 "
                "때만 맞아요.",
            ),
            links=("padding-general",),
            step=1,
        ),
        Misconception(
            name="forgot-stride",
            source=Text("the amounts of stride 1", "스트라이드 1의 양"),
            answer=IDEAS["forgot-stride"],
            feedback=told(
                "Your answer, {given}, is what you get at stride 1, where k − 1 zeros are needed. At stride {stride} "
                "the last window ends elsewhere.",
                "{given:은} 스트라이드가 1이면 나오는 값이에요. 그때는 0이 k − 1개 필요해요. 스트라이드가 "
                "{stride:이면} "
                "마지막 창이 끝나는 자리가 달라요.",
            ),
            links=("padding-same-stride",),
            step=1,
        ),
        Misconception(
            name="all-on-each-side",
            source=Text("the total taken for the amount on a side", "전체 양을 한쪽의 양으로 봄"),
            answer=IDEAS["all-on-each-side"],
            feedback=told(
                "Your answer, {given}, is what you get if the whole padding goes on both sides. It is shared between "
                "them.",
                "{given:은} 패딩 전체를 양쪽에 다 붙이면 나오는 값이에요. 전체를 둘로 나누어 붙여요.",
            ),
            links=("padding-same-promise",),
            step=1,
        ),
        Misconception(
            name="all-behind",
            source=Text("all of the padding behind", "모두 뒤에 붙임"),
            answer=IDEAS["all-behind"],
            feedback=told(
                "Your answer, {given}, is what you get if all of it goes behind. Only the odd one does.",
                "{given:은} 모두 뒤에 붙이면 나오는 값이에요. 뒤로 가는 것은 남는 하나뿐이에요.",
            ),
            links=("padding-odd-pixel",),
            step=1,
        ),
        Misconception(
            name="one-each-side",
            source=Text("'same' read as padding=1", "'same'을 padding=1로 봄"),
            answer=IDEAS["one-each-side"],
            feedback=told(
                "Your answer, {given}, is what you get with padding=1. That agrees with 'same' for a kernel of 3 at "
                "stride 1; here the kernel is {kernel}, the stride {stride}.",
                "{given:은} padding=1이면 나오는 값이에요. 커널 3, 스트라이드 1일 때 'same'과 같아요. 여기서는 커널이 "
                "{kernel}, 스트라이드가 {stride:이에요}.",
            ),
            links=("padding-one-framework",),
            step=1,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("padding-odd-pixel", "padding-same-formula"),
)
