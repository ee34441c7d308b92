"""Write the padding of 'same': its amounts at stride 1, at any stride, and the padded image."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from quiz.engine import shapes
from quiz.engine.demonstrations.values import Picture, Text
from quiz.exercises.chance import pick
from quiz.exercises.code import Task, arguments
from quiz.exercises.families.code.writing import WRITE, Idea, alike, asked, drawn, lines, sliced, written, wrongs
from quiz.exercises.problem import Params, Settings, Step
from quiz.exercises.sandbox import Call
from quiz.exercises.words import worked

NAMES = (("n", "k", "s"), ("size", "kernel", "stride"), ("length", "window", "step"))
LAYOUTS = {
    "HW": ("(height, width)", "(높이, 너비)"),
    "HWC": ("(height, width, channels)", "(높이, 너비, 채널)"),
    "CHW": ("(channels, height, width)", "(채널, 높이, 너비)"),
}


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: stride 1. Level 2: any stride. Level 3: an image to be padded."""
    params: dict[str, Any] = {"level": level, "extra": pick(rng, ("after", "before"))}
    if level == 3:
        return params | {"x": pick(rng, ("x", "image")), "layout": pick(rng, tuple(LAYOUTS))}
    n, k, s = pick(rng, NAMES)
    return params | {"n": n, "k": k, "s": s}


def signature(params: Params) -> str:
    if params["level"] == 3:
        return f"same_padding({params['x']}, kernel, stride)"
    names = [params["n"], params["k"], params["s"]]
    return f"same_padding({', '.join(names[: params['level'] + 1])})"


TOTAL = "max((-(-{n} // {s}) - 1) * {s} + {k} - {n}, 0)"


def code(
    params: Params, *, total: str | None = None, extra: str | None = None, halves: tuple[str, str] | None = None,
    swap: bool = False, mode: str = "",
) -> str:  # fmt: skip
    """The function with another total, another side for the odd pixel, other halves, or other numbers in the border."""
    level, after = params["level"], (extra or params["extra"]) == "after"
    head = f"def {signature(params)}:"
    both = halves or (("total // 2", "total - total // 2") if after else ("total - total // 2", "total // 2"))
    if level < 3:
        names = {name: params[name] for name in ("n", "k", "s")}
        rule = total or ("{k} - 1" if level == 1 else TOTAL)
        return lines(head, f"    total = {rule.format(**names)}", f"    return {both[0]}, {both[1]}")
    x, layout = params["x"], params["layout"]
    rows = 1 if layout == "CHW" else 0
    ks = "kernel[1], kernel[0]" if swap else "kernel"
    amounts = {"HW": "pads", "HWC": "[*pads, (0, 0)]", "CHW": "[(0, 0), *pads]"}[layout]
    return lines(
        head, "    pads = []", f"    for n, k in zip({x}.shape[{rows}:{rows + 2}], ({ks})):" if swap else
        f"    for n, k in zip({x}.shape[{rows}:{rows + 2}], {ks}):",
        f"        total = {(total or TOTAL).format(n='n', k='k', s='stride')}",
        f"        pads.append(({both[0]}, {both[1]}))", f"    return np.pad({x}, {amounts}{mode})",
    )  # fmt: skip


def reference(params: Params) -> Callable[..., Any]:
    def amounts(n: int, k: int, s: int = 1) -> tuple[int, int]:
        pair = shapes.pad_amounts(n, k, s, "same")
        before, after = pair if params["extra"] == "after" else pair[::-1]
        return before, after

    def padded(x: Any, kernel: Any, stride: int) -> Any:
        rows = 1 if params["layout"] == "CHW" else 0
        pads = [(0, 0)] * x.ndim
        for axis in (0, 1):
            pads[rows + axis] = amounts(x.shape[rows + axis], kernel[axis], stride)
        return np.pad(x, pads)

    return padded if params["level"] == 3 else amounts


def inputs(params: Params, rng: np.random.Generator) -> Sequence[Call]:
    level = params["level"]
    if level == 1:
        return [arguments(n, k) for n, k in ((5, 3), (5, 2), (1, 1), (8, 4), (28, 5), (2, 6), (7, 7), (10, 1), (3, 8))]
    if level == 2:
        sizes = ((5, 3, 1), (6, 3, 2), (5, 3, 2), (7, 2, 2), (8, 4, 3), (6, 2, 4), (10, 1, 3), (28, 5, 2), (2, 1, 5),
                 (9, 6, 4), (1, 1, 1), (224, 7, 2))  # fmt: skip
        return [arguments(*size) for size in sizes]
    calls = []
    for h, w, kh, kw, stride in ((2, 2, 2, 2, 1), (3, 4, 3, 2, 1), (4, 3, 1, 3, 2), (5, 6, 2, 4, 2), (3, 3, 1, 1, 3),
                                 (4, 5, 5, 3, 3), (1, 1, 3, 3, 1)):  # fmt: skip
        x = rng.integers(1, 10, (h, w)).astype(float)
        if params["layout"] != "HW":
            x = np.stack([x + 10 * channel for channel in range(int(rng.integers(1, 4)))], 0)
            x = np.ascontiguousarray(np.moveaxis(x, 0, -1)) if params["layout"] == "HWC" else x
        calls += [arguments(x, (kh, kw), stride), arguments(sliced(x).astype(np.float32), (kh, kw), stride)]
    return calls


def task(params: Params) -> Task:
    return Task("same_padding", reference(params), lambda rng: inputs(params, rng), wrongs(IDEAS, params))


def question(params: Params) -> Text:
    level, after = params["level"], params["extra"] == "after"
    odd = (Text("Where their number is odd, the extra one comes after (at the end), as in TensorFlow.",
                "개수가 홀수면 TensorFlow처럼 남는 하나를 뒤에 둬요.") if after
           else Text("Where their number is odd, the extra one comes before (at the beginning), as with ONNX's "
                     "SAME_LOWER.",
                     "개수가 홀수면 ONNX의 SAME_LOWER처럼 남는 하나를 앞에 둬요."))  # fmt: skip
    if level == 3:
        axes = LAYOUTS[params["layout"]]
        return asked(
            params, WRITE,
            Text(f"{{x}} is an image {axes[0]}; `kernel` is (height, width), `stride` a whole number for both axes.",
                 f"{{x:은}} 이미지 {axes[1]}, `kernel`은 (높이, 너비), `stride`는 두 축에 쓰는 정수예요."),
            Text("It returns the image with as few zeros round it as give outputs of ⌈height / `stride`⌉ by ⌈width / "
                 "`stride`⌉: padding='same'.",
                 "출력이 ⌈높이 / `stride`⌉ × ⌈너비 / `stride`⌉가 되도록 0을 가장 적게 두른 이미지를 반환하세요. "
                 "padding='same'이에요."),
            odd, head=signature(params),
        )  # fmt: skip
    given = Text("{n} is the length of an axis, {k} that of the kernel, both from 1; the stride is 1.",
                 "{n:은} 축의 길이, {k:은} 커널의 길이이고 둘 다 1 이상이에요. 스트라이드는 1이에요.")  # fmt: skip
    wanted = Text("It returns (before, after): how many zeros go before and after so that the output has length {n}.",
                  "출력의 길이가 {n:이} 되도록 앞과 뒤에 둘 0의 개수를 (앞, 뒤)로 반환하세요.")  # fmt: skip
    if level == 2:
        given = Text("{n} is the length of an axis, {k} that of the kernel, {s} the stride, all from 1.",
                     "{n:은} 축의 길이, {k:은} 커널의 길이, {s:은} 스트라이드이고 모두 1 이상이에요.")  # fmt: skip
        wanted = Text("It returns (before, after): the fewest zeros before and after that give an output of length "
                      "⌈{n} / {s}⌉; never fewer than 0.",
                      "출력의 길이가 ⌈{n} / {s}⌉가 되도록 앞과 뒤에 둘 0의 가장 적은 개수를 (앞, 뒤)로 "
                      "반환하세요. 0보다 작을 수는 없어요.")  # fmt: skip
    return asked(params, WRITE, given, wanted, odd, head=signature(params))


def hints(params: Params) -> tuple[Text, Text, Text]:
    level = params["level"]
    nudge = Text("Without padding, by how many is the output shorter?", "패딩이 없으면 출력이 몇 칸 짧아질까요?")
    formula = "total = k − 1"
    if level > 1:
        nudge = Text("Where does the last window begin, and where does it end?",
                     "마지막 창은 어디서 시작해 어디서 끝날까요?")  # fmt: skip
        formula = "total = max((⌈n / s⌉ − 1)·s + k − n, 0)"
    line = next(line.strip() for line in code(params).split("\n") if "total = " in line)
    return nudge, alike(formula), alike(f"`{line}`" if level > 1 else "`total // 2, total - total // 2`")


def solution(params: Params) -> tuple[Step, ...]:
    level, after = params["level"], params["extra"] == "after"
    stride = 1 if level == 1 else 2
    steps = [Step(
        Text(f"Take n = 6, k = {4 if level == 1 else 5}, s = {stride}, and d = 1 (no dilation). So many zeros are "
             f"missing:",
             f"n = 6, k = {4 if level == 1 else 5}, s = {stride}, d = 1(dilation 없음)일 때 모자라는 0의 개수예요."),
        worked(shapes.working.pad_amounts(6, 4 if level == 1 else 5, stride, "same")),
    )]  # fmt: skip
    half = Text("Half of them, rounded down, comes before, the rest after." if after
                else "Half of them, rounded down, comes after, the rest before.",
                "절반(내림)을 앞에, 나머지를 뒤에 둬요." if after else "절반(내림)을 뒤에, 나머지를 앞에 "
                                                        "둬요.")  # fmt: skip
    steps.append(Step(half))
    if level == 3:
        pads = (1, 2) if after else (2, 1)
        image = np.pad(np.arange(1.0, 10.0).reshape(3, 3), (pads, pads))
        steps.append(Step(
            Text("Height and width are worked out by themselves; here 3×3 under a 4×4 kernel at stride 1.",
                 "높이와 너비는 따로 계산해요. 3×3에 4×4 커널, 스트라이드 1이면 이래요."),
            Picture(drawn(image), Text("padded", "패딩한 이미지"), (0, 0, 4, 4)),
        ))  # fmt: skip
    return tuple(steps)


def at(*levels: int, **change: Any) -> Callable[[Params], str | None]:
    return lambda params: code(params, **change) if params["level"] in levels else None


IDEAS = (
    Idea(
        "other-side",
        lambda p: code(p, extra="before" if p["extra"] == "after" else "after"),
        Text("the odd pixel on the other side", "남는 하나를 반대쪽에 둠"),
        Text("Your function's values are what you get if the odd zero goes to the other side.",
             "남는 0 하나를 반대쪽에 두면 나오는 값이에요."),
        ("padding-odd-pixel",), 1,
    ),
    Idea(
        "half-the-kernel",
        lambda p: code(p, halves=(f"{p['k']} // 2", f"{p['k']} // 2")) if p["level"] == 1 else None,
        Text("half the kernel on both sides", "양쪽에 커널의 절반"),
        Text("Your function's values are what you get from k // 2 on both sides: one too many for an even kernel.",
             "양쪽에 k // 2씩 두면 나오는 값이에요. 짝수 커널에서는 하나가 많아요."),
        ("padding-general",), 1,
    ),
    Idea(
        "rounded-both",
        lambda p: code(p, halves=("total // 2", "total // 2")) if p["level"] < 3 else None,
        Text("half rounded down on both sides", "양쪽 모두 내림"),
        Text("Your function's values are what you get if half is rounded down on both sides: an odd zero is lost.",
             "양쪽 모두 절반을 내림하면 나오는 값이에요. 홀수일 때 0 하나가 사라져요."),
        ("padding-odd-pixel",), 1,
    ),
    Idea(
        "all-on-each-side",
        lambda p: code(p, halves=("total", "total")) if p["level"] == 1 else None,
        Text("all of it on each side", "양쪽에 전부"),
        Text("Your function's values are what you get if each side gets k − 1. Both together get that many.",
             "양쪽에 k − 1씩 두면 나오는 값이에요. 둘을 합쳐 k − 1이에요."),
        ("padding-general",), 1,
    ),
    Idea(
        "stride-ignored",
        at(2, 3, total="{k} - 1"),
        Text("k − 1 at every stride", "스트라이드와 상관없이 k − 1"),
        Text("Your function's values are what you get if k − 1 zeros are added at every stride.",
             "스트라이드와 상관없이 0을 k − 1개 두면 나오는 값이에요."),
        ("padding-same-stride",), 0,
    ),
    Idea(
        "rounded-down-size",
        at(2, 3, total="max(({n} // {s} - 1) * {s} + {k} - {n}, 0)"),
        Text("the output rounded down", "출력 길이를 내림"),
        Text("Your function's values are what you get for an output of ⌊n / s⌋. 'same' rounds up.",
             "출력을 ⌊n / s⌋로 보면 나오는 값이에요. 'same'은 올림해요."),
        ("padding-same-formula",), 0,
    ),
    Idea(
        "below-zero",
        at(2, total="(-(-{n} // {s}) - 1) * {s} + {k} - {n}"),
        Text("amounts below 0", "0보다 작은 패딩"),
        Text("Your function's values are what you get if the total may fall below 0, as it does where the stride is "
             "larger than the kernel.",
             "합이 0보다 작아져도 그대로 두면 나오는 값이에요. 스트라이드가 커널보다 크면 그래요."),
        ("padding-same-formula",), 0,
    ),
    Idea(
        "swapped-kernel",
        at(3, swap=True),
        Text("the kernel as (width, height)", "커널을 (너비, 높이)로 봄"),
        Text("Your function's values are what you get if `kernel` is read as (width, height).",
             "`kernel`을 (너비, 높이)로 읽으면 나오는 값이에요."),
        ("cnn-kernel-size-order",), 2,
    ),
    Idea(
        "copied-border",
        at(3, mode=", mode='edge'"),
        Text("the border repeated", "가장자리를 복사함"),
        Text("Your function's values are what you get if the border is repeated. Zeros are padded.",
             "가장자리 값을 복사하면 나오는 값이에요. 0을 둘러야 해요."),
        ("padding-zero-term",), 2,
    ),
)  # fmt: skip

FAMILY = written(
    "write-same-padding",
    Text("Write the padding of 'same'", "'same' 패딩 작성"),
    generate=generate,
    signature=signature,
    code=code,
    task=task,
    ideas=IDEAS,
    question=question,
    hints=hints,
    solution=solution,
    links=("padding-same-formula", "padding-odd-pixel"),
)
