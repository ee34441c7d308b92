"""Write flatten: of pictures, of channels in another order, of any run of axes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from quiz.engine import functional as F
from quiz.engine.demonstrations.values import Picture, Table, Text
from quiz.exercises.chance import pick
from quiz.exercises.code import Task, arguments
from quiz.exercises.families.code.writing import WRITE, Idea, alike, asked, drawn, lines, sliced, written, wrongs
from quiz.exercises.problem import Params, Settings, Step
from quiz.exercises.sandbox import Call

NAMES = ("x", "images", "batch")
ENDS = (("start", "end"), ("first", "last"))


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: pictures, row by row or column by column. Level 2: channels, in the same order or another. Level 3:
    from one axis to another."""
    params: dict[str, Any] = {"level": level, "x": pick(rng, NAMES)}
    if level == 1:
        return params | {"order": pick(rng, ("rows", "columns"))}
    if level == 2:
        return params | {"layout": pick(rng, ("NCHW", "NHWC")), "order": pick(rng, ("maps", "pixels"))}
    start, end = pick(rng, ENDS)
    return params | {"start": start, "end": end, "default": pick(rng, (0, 1))}


def signature(params: Params) -> str:
    if params["level"] == 3:
        return f"flatten({params['x']}, {params['start']}={params['default']}, {params['end']}=-1)"
    return f"flatten({params['x']})"


def turned(params: Params) -> tuple[int, ...]:
    """The axes in the order in which they are read; as they are, where nothing is to be turned."""
    if params["level"] == 1:
        return (0, 1, 2) if params["order"] == "rows" else (0, 2, 1)
    if params["order"] == "maps":
        return (0, 1, 2, 3) if params["layout"] == "NCHW" else (0, 3, 1, 2)
    return (0, 2, 3, 1) if params["layout"] == "NCHW" else (0, 1, 2, 3)


def code(
    params: Params, axes: Sequence[int] | None = None, *, rest: str | None = None, shape: str | None = None,
    end: str | None = None, start: str | None = None,
) -> str:  # fmt: skip
    """The function with the axes in another order, with another length or shape, from another axis or to another."""
    x, level = params["x"], params["level"]
    head = f"def {signature(params)}:"
    if level == 3:
        one, other = start or params["start"], end or f"{params['end']} % {x}.ndim"
        return lines(
            head, f"    a, b = {one}, {other}", f"    n = {rest or f'int(np.prod({x}.shape[a:b + 1]))'}",
            f"    return {x}.reshape(*{x}.shape[:a], n, *{x}.shape[b + 1:])",
        )  # fmt: skip
    axes = axes or turned(params)
    values = x if list(axes) == sorted(axes) else f"{x}.transpose{tuple(axes)}"
    count = " * ".join(f"{x}.shape[{axis}]" for axis in range(1, len(axes)))
    return lines(head, f"    return {values}.reshape({shape or f'len({x}), {rest or count}'})")


def reference(params: Params) -> Callable[..., Any]:
    if params["level"] < 3:
        return lambda x: F.flatten(np.ascontiguousarray(x.transpose(turned(params))))

    def flatten(x: Any, start: int = params["default"], end: int = -1) -> Any:
        """As the engine's, which goes up to the last axis; the axes behind `end` are then given back."""
        end = end % x.ndim
        merged = int(np.prod(x.shape[start : end + 1]))
        return F.flatten(x, start).reshape(*x.shape[:start], merged, *x.shape[end + 1 :])

    return flatten


def inputs(params: Params, rng: np.random.Generator) -> Sequence[Call]:
    level, calls = params["level"], []
    if level == 3:
        ways: tuple[tuple[int, ...], ...] = ((), (0,), (1,), (0, -2), (1, 2), (0, 1), (1, -2), (2, 2))
        for shape in ((2, 3, 2), (1, 2, 3, 2), (3, 1, 2, 2), (2, 0, 3), (0, 2, 3), (2, 2, 3, 1, 2)):
            x = np.arange(float(np.prod(shape))).reshape(shape)
            calls += [arguments(sliced(x) if len(way) % 2 else x, *way) for way in ways]
        return calls
    for size in ((2, 2, 3), (1, 2, 2), (3, 3, 2), (0, 2, 3), (2, 1, 4), (2, 4, 3)):
        count, height, width = size
        channels = int(rng.integers(2, 4))
        shape = size if level == 1 else (count, channels, height, width)
        if level == 2 and params["layout"] == "NHWC":
            shape = (*size, channels)
        x = np.arange(float(np.prod(shape))).reshape(shape)
        calls += [arguments(x), arguments(sliced(x)), arguments(np.asfortranarray(x).astype(np.float32))]
    return calls


def task(params: Params) -> Task:
    return Task("flatten", reference(params), lambda rng: inputs(params, rng), wrongs(IDEAS, params))


EMPTY = Text("A batch of no samples, {empty}, gives shape {flat}.", "샘플이 없는 배치 {empty:은} 모양 {flat:이} 돼요.")


def question(params: Params) -> Text:
    level, rows = params["level"], params.get("order") in ("rows", "maps")
    if level == 1:
        order = (Text("row by row", "한 행씩 차례로") if rows
                 else Text("column by column", "한 열씩 차례로"))  # fmt: skip
        return asked(
            params, WRITE,
            Text("{x} is a batch of pictures, (n, height, width).", "{x:은} 이미지 배치 (n, 높이, 너비)예요."),
            Text("It returns (n, height · width): each picture as one vector, read {order}.",
                 "이미지마다 {order} 읽어 벡터 하나로 만들고, (n, 높이 · 너비)를 반환하세요."),
            EMPTY, head=signature(params), order=order, empty="(0, 2, 3)", flat="(0, 6)",
        )  # fmt: skip
    if level == 2:
        layout = {"NCHW": Text("(n, channels, height, width)", "(n, 채널, 높이, 너비)"),
                  "NHWC": Text("(n, height, width, channels)", "(n, 높이, 너비, 채널)")}[params["layout"]]  # fmt: skip
        order = (Text("map by map: all of the first channel, row by row, then the next channel",
                      "맵마다(첫 채널을 한 행씩 모두, 그다음 채널)") if rows
                 else Text("pixel by pixel: all channels of the first pixel, then those of the pixel to its right",
                           "픽셀마다(첫 픽셀의 모든 채널, 그다음 오른쪽 픽셀의 채널)"))  # fmt: skip
        empty, flat = ("(0, 3, 2, 2)", "(0, 12)") if params["layout"] == "NCHW" else ("(0, 2, 2, 3)", "(0, 12)")
        return asked(
            params, WRITE,
            Text("{x} is a batch, {layout}.", "{x:은} {layout} 배치예요."),
            Text("It returns one vector a sample, read {order}.", "샘플을 {order} 읽어 벡터 하나씩 반환하세요."),
            EMPTY, head=signature(params), layout=layout, order=order, empty=empty, flat=flat,
        )  # fmt: skip
    return asked(
        params, WRITE,
        Text("It returns {x} with the axes from {start} to {end}, both included, made into one; nothing changes its "
             "place.",
             "{start}번 축부터 {end}번 축까지(둘 다 포함) 하나로 합친 {x:을} 반환하세요. 값의 순서는 그대로예요."),
        Text("{start} counts from 0; {end} may be negative and then counts from the end.",
             "{start:은} 0부터 세고, {end:은} 음수면 끝에서부터 세요."),
        Text("Empty arrays too: {empty} from axis 1 on gives {flat}.",
             "빈 배열도 돼요. {empty:을} 1번 축부터 합치면 {flat:이} 돼요."),
        head=signature(params), empty="(0, 2, 3)", flat="(0, 6)",
    )  # fmt: skip


def hints(params: Params) -> tuple[Text, Text, Text]:
    level, x = params["level"], params["x"]
    line = alike(f"`{code(params).strip().splitlines()[-1].strip()}`")
    if level == 3:
        return (
            Text("The axes before and behind stay; only the length of the merged one has to be found.",
                 "앞뒤의 축은 그대로예요. 합친 축의 길이만 구하면 돼요."),
            alike(f"n = d_{params['start']} · … · d_{params['end']}"), alike(f"`n = int(np.prod({x}.shape[a:b + 1]))`"),
        )  # fmt: skip
    nudge = Text("−1 cannot be worked out for an empty batch: give the length yourself.",
                 "빈 배치에서는 −1을 계산할 수 없어요. 길이를 직접 주세요.")  # fmt: skip
    if list(turned(params)) != sorted(turned(params)):
        nudge = Text("`reshape` reads the last axis fastest: put the axes in the order of reading first.",
                     "`reshape`는 마지막 축을 가장 빨리 읽어요. 먼저 읽을 순서대로 축을 놓으세요.")  # fmt: skip
    formula = "(n, h, w) → (n, h·w)" if level == 1 else "(n, …) → (n, h·w·c)"
    return nudge, alike(formula), line


def solution(params: Params) -> tuple[Step, ...]:
    level = params["level"]
    if level == 3:
        return (
            Step(Text("Shape (2, 3, 4, 5), from axis 1 to axis 2: 3 · 4 = 12.",
                      "모양 (2, 3, 4, 5)에서 1번 축부터 2번 축까지: 3 · 4 = 12."),
                 Table((Text("axes", "축"), Text("lengths", "길이")), (
                     (Text("before", "앞"), "(2,)"), (Text("merged", "합친 축"), "3 · 4 = 12"),
                     (Text("behind", "뒤"), "(5,)"), (Text("together", "모두"), "(2, 12, 5)"),
                 ))),
            Step(Text("A negative end counts from the end: `end % ndim`. The slice then goes to `end + 1`, for the end "
                      "is included.",
                      "음수 끝은 끝에서부터 세니 `end % ndim`으로 바꿔요. 끝도 포함하므로 슬라이스는 "
                      "`end + 1`까지예요.")),
        )  # fmt: skip
    length = Step(
        Text("The number of samples stays; the length is the product of the other axes, which holds for an empty batch "
             "too.",
             "샘플 수는 그대로예요. 길이는 나머지 축의 곱이고, 빈 배치에서도 구할 수 있어요.")
    )  # fmt: skip
    if level == 2:
        return *channels(params), length
    picture = np.arange(1.0, 7.0).reshape(2, 3)
    down = level == 1 and params["order"] == "columns"
    read = picture.T if down else picture
    second = Text("Read row by row, as `reshape` does, it becomes one vector.",
                  "`reshape`처럼 한 행씩 읽으면 벡터 하나가 돼요.")  # fmt: skip
    if down:
        second = Text("Read column by column: turn the picture, then read row by row.",
                      "한 열씩 읽으려면 이미지를 전치한 뒤 한 행씩 읽어요.")  # fmt: skip
    return (
        Step(Text("One picture of the batch.", "배치의 이미지 하나예요."), Picture(drawn(picture))),
        Step(second, Picture(drawn(read.reshape(1, -1)))),
        length,
    )


def channels(params: Params) -> tuple[Step, ...]:
    """How a picture of two pixels and two channels is read."""
    maps = params["order"] == "maps"
    places = [(pixel, channel) if not maps else (channel, pixel) for pixel in (0, 1) for channel in (0, 1)]
    rows = tuple((place, *(pair[::-1] if maps else pair)) for place, pair in enumerate(sorted(places)))
    axes = turned(params)
    text = Text(f"Axes in the order of reading, the fastest last: {axes}. Then `reshape` reads them so.",
                f"읽을 순서대로, 가장 빨리 바뀌는 축을 마지막에 둬요: {axes}. 그러면 `reshape`가 그대로 "
                "읽어요.")  # fmt: skip
    if list(axes) == sorted(axes):
        text = Text("The axes already lie in the order of reading, the fastest last: `reshape` reads them so.",
                    "축이 이미 읽을 순서대로 놓여 있어요. `reshape`는 마지막 축을 가장 빨리 읽어요.")  # fmt: skip
    drawing = Table((Text("place", "자리"), Text("pixel", "픽셀"), Text("channel", "채널")), rows)
    first = Text("Two pixels with two channels each, in the order that is asked for.",
                 "픽셀 두 개에 채널이 두 개씩일 때, 요구한 순서예요.")  # fmt: skip
    return Step(first, drawing), Step(text)


def other_order(params: Params) -> str | None:
    """Read in the order that is not asked for."""
    if params["level"] == 3:
        return None
    other = {"rows": "columns", "columns": "rows", "maps": "pixels", "pixels": "maps"}[params["order"]]
    return code(params, turned({**params, "order": other}))


def swapped(params: Params) -> str | None:
    """Channels where they belong, height and width in the other order."""
    if params["level"] != 2:
        return None
    height, width = (2, 3) if params["layout"] == "NCHW" else (1, 2)
    change = {height: width, width: height}
    return code(params, [change.get(axis, axis) for axis in turned(params)])


IDEAS = (
    Idea(
        "whole-batch",
        lambda p: code(p, shape="-1") if p["level"] < 3 else None,
        Text("the batch flattened as well", "배치까지 펼침"),
        Text("Your function's values are what you get if the samples are strung together too. Each keeps its row.",
             "샘플까지 한 줄로 이으면 나오는 값이에요. 샘플마다 한 행이 남아야 해요."),
        ("flat-shape",), 0,
    ),
    Idea(
        "other-order",
        other_order,
        Text("another order of reading", "다른 순서로 읽음"),
        Text("Your function's values are what you get in the other order of reading.",
             "다른 순서로 읽으면 나오는 값이에요."),
        ("flat-invertible",), 1,
    ),
    Idea(
        "minus-one",
        lambda p: code(p, rest="-1"),
        Text("−1 for an empty batch", "빈 배치에 −1"),
        Text("Your function's values are what you get with −1 for the length: of an empty batch it cannot be worked "
             "out.",
             "길이를 −1로 두면 나오는 값이에요. 빈 배치에서는 길이를 계산할 수 없어요."),
        ("flat-length",), 1,
    ),
    Idea(
        "samples-last",
        lambda p: code(p).rstrip() + ".T\n" if p["level"] == 1 else None,
        Text("one column a sample", "샘플마다 한 열"),
        Text("Your function's values are what you get with one column for each sample. It is one row each.",
             "샘플을 열로 놓으면 나오는 값이에요. 샘플은 행이에요."),
        ("flat-shape",), 0,
    ),
    Idea(
        "height-width-swapped",
        swapped,
        Text("pictures on their side", "이미지를 눕혀 읽음"),
        Text("Your function's values are what you get if each picture is read column by column.",
             "이미지를 한 열씩 읽으면 나오는 값이에요."),
        ("flat-invertible",), 1,
    ),
    Idea(
        "end-excluded",
        lambda p: code(p, end=f"{p['end']} % {p['x']}.ndim - 1") if p["level"] == 3 else None,
        Text("the end left out, as in a slice", "슬라이스처럼 끝을 뺌"),
        Text("Your function's values are what you get if the last axis of the run is left out, as slices do.",
             "슬라이스처럼 마지막 축을 빼면 나오는 값이에요."),
        ("flat-length",), 1,
    ),
    Idea(
        "to-the-last",
        lambda p: code(p, end=f"{p['x']}.ndim - 1") if p["level"] == 3 else None,
        Text("always up to the last axis", "언제나 마지막 축까지"),
        Text("Your function's values are what you get if everything up to the last axis is merged.",
             "언제나 마지막 축까지 합치면 나오는 값이에요."),
        ("flat-length",), 0,
    ),
    Idea(
        "from-the-default",
        lambda p: code(p, start=str(p["default"])) if p["level"] == 3 else None,
        Text("always from the same axis", "언제나 같은 축부터"),
        Text("Your function's values are what you get if the first axis of the run is always the default one.",
             "시작 축을 언제나 기본값으로 두면 나오는 값이에요."),
        ("flat-length",), 0,
    ),
)  # fmt: skip

FAMILY = written(
    "write-flatten",
    Text("Write flatten", "펼치기(flatten) 작성"),
    generate=generate,
    signature=signature,
    code=code,
    task=task,
    ideas=IDEAS,
    question=question,
    hints=hints,
    solution=solution,
    links=("flat-shape", "flat-length"),
)
