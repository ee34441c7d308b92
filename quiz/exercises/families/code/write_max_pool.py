"""Write max pooling: of one channel, with a stride and channels, of a batch with padding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from quiz.engine import functional as F
from quiz.engine.demonstrations.values import Picture, Steps, Text
from quiz.exercises.chance import pick
from quiz.exercises.code import Task, arguments
from quiz.exercises.families.code.writing import WRITE, Idea, alike, asked, drawn, lines, sliced, written, wrongs
from quiz.exercises.problem import Params, Settings, Step
from quiz.exercises.sandbox import Call

NAMES = ("x", "image", "fmap")


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: one channel, windows side by side. Level 2: channels, a stride. Level 3: a batch, with padding."""
    params: dict[str, Any] = {"level": level, "x": pick(rng, NAMES)}
    if level == 1:
        return params | {"size": pick(rng, ("size", "k", "pool_size"))}
    params |= {"size": "size", "layout": pick(rng, ("CHW", "HWC"))}
    return params | ({"default": pick(rng, (True, False))} if level == 2 else {"pair": pick(rng, (True, False))})


def signature(params: Params) -> str:
    x, size, level = params["x"], params["size"], params["level"]
    if level == 1:
        return f"max_pool({x}, {size})"
    if level == 2:
        return f"max_pool({x}, size, stride=None)" if params["default"] else f"max_pool({x}, size, stride)"
    return f"max_pool({x}, size, stride, padding)"


def simple(params: Params, line: str, *before: str) -> str:
    """Level 1: what is returned, with x and k for the names."""
    return lines(f"def {signature(params)}:", *before, f"    return {line.format(x=params['x'], k=params['size'])}")


TILES = "{x}[:h * {k}, :w * {k}].reshape(h, {k}, w, {k})"
COUNTED = "    h, w = {x}.shape[0] // {k}, {x}.shape[1] // {k}"


def code(
    params: Params, *, reduce: str = "max", stride: str | None = None, fill: str = "-np.inf", pad: bool = True,
    swap: bool = False, end: str = "out",
) -> str:  # fmt: skip
    """The function by another reduction of the windows, another stride, with something else than −∞ in the padding."""
    x, level, first = params["x"], params["level"], params.get("layout") == "CHW"
    if level == 1:
        counted = COUNTED.format(x=x, k=params["size"])
        return simple(params, f"{TILES}.{reduce}(axis=(1, 3))", counted)
    rows = 1 if first else 0
    head: list[str | None] = [f"def {signature(params)}:"]
    sizes, axes = "size, size", ("c, h, w" if first else "h, w, c")
    if level == 2:
        if stride is None and params["default"]:
            head.append("    stride = size if stride is None else stride")
        step = stride or "stride"
        values, channels = x, f"{x}.shape[{0 if first else 2}]"
        lead = ""
    else:
        rows, lead, step = rows + 1, ":, ", stride or "stride"
        if params["pair"]:
            sizes = "size[1], size[0]" if swap else "size"
        edge = "(padding, padding), (padding, padding)"
        widths = f"(0, 0), (0, 0), {edge}" if first else f"(0, 0), {edge}, (0, 0)"
        head.append(f"    x = np.pad({x}, ({widths}), constant_values={fill})" if pad else f"    x = {x}")
        values, channels, axes = "x", f"x.shape[{1 if first else 3}]", f"len(x), {axes}"
    part = f"i:i + {step} * h:{step}, j:j + {step} * w:{step}"
    piece = f"{values}[{lead}{':, ' if first else ''}{part}]"
    return lines(
        *head, f"    kh, kw = {sizes}", f"    h = ({values}.shape[{rows}] - kh) // {step} + 1",
        f"    w = ({values}.shape[{rows + 1}] - kw) // {step} + 1", f"    c = {channels}",
        f"    out = np.full(({axes}), {'-np.inf' if reduce == 'max' else 0})", "    for i in range(kh):",
        "        for j in range(kw):",
        f"            out = {'np.maximum(out, ' + piece + ')' if reduce == 'max' else 'out + ' + piece}",
        f"    return {end if reduce == 'max' else 'out / (kh * kw)'}",
    )  # fmt: skip


def reference(params: Params) -> Callable[..., Any]:
    layout = f"N{params.get('layout', 'CHW')}"
    if params["level"] == 1:
        return lambda x, k: F.max_pool2d(x[None, None], k)[0, 0]
    if params["level"] == 2:
        return lambda x, size, stride=None: F.max_pool2d(x[None], size, stride=stride, layout=layout)[0]
    return lambda x, size, stride, padding: F.max_pool2d(x, size, stride=stride, padding=padding, layout=layout)


def inputs(params: Params, rng: np.random.Generator) -> Sequence[Call]:
    """Values below 0, equal ones, and maps that the windows do not cover."""
    level, calls = params["level"], []
    for h, w, k in ((2, 2, 2), (2, 2, 1), (4, 6, 2), (3, 5, 2), (7, 4, 3), (5, 6, 2), (6, 7, 3)):
        if level == 1:
            x = rng.integers(-9, 5, (h, w)).astype(float)
            calls += [arguments(x, k), arguments(sliced(x), k), arguments(x.astype(np.float32), k)]
            continue
        batch = (2 if k == 3 else 1,) if level == 3 else ()
        x = rng.integers(-9, 1, (*batch, 1 if h == 2 else int(rng.integers(1, 4)), h, w)).astype(float)
        x = np.ascontiguousarray(np.moveaxis(x, -3, -1)) if params["layout"] == "HWC" else x
        if level == 2:
            stride = int(rng.integers(1, 4))
            calls += [arguments(x, k, *([] if params["default"] else [k])), arguments(x, k, stride),
                      arguments(sliced(x), k, 1), arguments(x.astype(np.float32), k, stride)]  # fmt: skip
            continue
        sizes: Any = (k, max(1, k - 1)) if params["pair"] else k
        for stride, padding in ((1, 0), (2, k // 2), (k, k // 2), (2, 0)):
            if not params["pair"] or padding <= min(sizes) // 2:
                calls.append(arguments(sliced(x) if stride == 1 else x, sizes, stride, padding))
    return calls


def task(params: Params) -> Task:
    return Task("max_pool", reference(params), lambda rng: inputs(params, rng), wrongs(IDEAS, params))


APART = Text("The windows are {size}×{size}, `stride` apart.",
             "창은 {size}×{size}이고 `stride`칸씩 떨어져 있어요.")  # fmt: skip


def question(params: Params) -> Text:
    level = params["level"]
    rest = Text("Rows and columns that fill no whole window are left out.", "창을 다 채우지 못하는 행과 열은 버려요.")
    if level == 1:
        return asked(
            params, WRITE,
            Text("{x} is a map (height, width), with values below 0 too; {size} is a whole number from 1, no larger "
                 "than either.",
                 "{x:은} (높이, 너비) 맵이고 음수도 있어요. {size:은} 1 이상이고 높이와 너비를 넘지 않는 정수예요."),
            Text("It returns the largest value of each {size}×{size} window; the windows lie side by side.",
                 "{size}×{size} 창마다 가장 큰 값을 반환하세요. 창은 겹치지 않고 나란히 놓여요."),
            rest, head=signature(params),
        )  # fmt: skip
    axes = {"CHW": ("(channels, height, width)", "(채널, 높이, 너비)"),
            "HWC": ("(height, width, channels)", "(높이, 너비, 채널)")}[params["layout"]]  # fmt: skip
    if level == 2:
        moved = APART
        if params["default"]:
            moved = Text(f"{APART.en} Without a stride they lie side by side.",
                         f"{APART.ko} 스트라이드가 없으면 나란히 놓여요.")  # fmt: skip
        return asked(
            params, WRITE,
            Text(f"{{x}} is {axes[0]}, with values below 0 too. The result has the same axes.",
                 f"{{x:은}} {axes[1]}이고 음수도 있어요. 결과도 축의 순서가 같아요."),
            moved, Text("Each channel is pooled by itself.", "채널마다 따로 풀링해요."), rest, head=signature(params),
        )  # fmt: skip
    window = Text("{size} is (height, width) of a window, `stride` the number of pixels from one to the next, down and "
                  "right.",
                  "{size:은} 창의 (높이, 너비), `stride`는 아래와 오른쪽으로 다음 창까지의 칸 수예요.")  # fmt: skip
    if not params["pair"]:
        window = APART
    return asked(
        params, WRITE,
        Text(f"{{x}} is a batch of maps, {axes[0].replace('(', '(n, ')}. All values may be below 0.",
             f"{{x:은}} 맵 배치 {axes[1].replace('(', '(n, ')}예요. 값이 모두 음수일 수도 있어요."),
        window,
        Text("Each map is padded on all four sides by `padding`, at most half a window; padding never is the maximum.",
             "맵의 네 변을 `padding`만큼 패딩해요. 창의 절반을 넘지 않고, 패딩이 최댓값이 되는 일은 없어요."),
        rest, head=signature(params),
    )  # fmt: skip


def hints(params: Params) -> tuple[Text, Text, Text]:
    level = params["level"]
    if level == 1:
        return (
            Text("Cut off what fills no window, then give each window axes of its own.",
                 "창을 못 채우는 부분을 자르고, 창마다 축을 따로 주세요."),
            alike("(h·k, w·k) → (h, k, w, k) → max → (h, w)"),
            alike(f"`.reshape(h, {params['size']}, w, {params['size']}).max(axis=(1, 3))`"),
        )  # fmt: skip
    nudge = Text("The maximum of a window is the maximum of k·k shifted parts of the map.",
                 "창의 최댓값은 밀린 조각 k·k개의 최댓값이에요.")  # fmt: skip
    if level == 3:
        nudge = Text("What is smaller than every number? Only that may be padded.",
                     "어떤 수보다도 작은 것은 무엇일까요? 그것으로만 패딩할 수 있어요.")  # fmt: skip
    line = next(line for line in code(params).split("\n") if ("np.pad" if level == 3 else "out = np.max") in line)
    return (
        nudge,
        alike("size = ⌊(n + 2p − k) / s⌋ + 1" if level == 3 else "size = ⌊(n − k) / s⌋ + 1"),
        alike(f"`{line.strip()}`"),
    )


def solution(params: Params) -> tuple[Step, ...]:
    level, map_ = params["level"], Text("map", "맵")
    x = np.array([[-1.0, -3.0, 2.0, 0.0], [-2.0, -5.0, 1.0, 4.0], [3.0, -1.0, -4.0, -2.0], [0.0, 6.0, -7.0, -3.0]])
    out = F.max_pool2d(x[None, None], 2)[0, 0]
    steps = [
        Step(Text("The first window holds −1, −3, −2 and −5; its maximum is −1.",
                  "첫 창에는 −1, −3, −2, −5가 있고 최댓값은 −1이에요."), Picture(drawn(x), map_, (0, 0, 2, 2))),
        Step(Text("Side by side, the 2×2 windows give these maxima.", "2×2 창을 나란히 놓으면 최댓값은 이래요."),
             Picture(drawn(out))),
    ]  # fmt: skip
    if level > 1:
        close = F.max_pool2d(x[None, None], 2, stride=1)[0, 0]
        steps.append(Step(
            Text("With stride 1 they overlap: ⌊(4 − 2) / 1⌋ + 1 = 3 places along each axis.",
                 "스트라이드가 1이면 겹쳐요. 축마다 ⌊(4 − 2) / 1⌋ + 1 = 3곳이에요."), Picture(drawn(close)),
        ))  # fmt: skip
    if level == 3:
        corner, low = x[:2, :2], np.pad(x[:2, :2], 1, constant_values=-np.inf)
        steps.append(Step(
            Text("Padding is −∞: with zeros, the corner window would answer 0 where the truth is −1.",
                 "패딩은 −∞예요. 0으로 채우면 구석 창의 답이 −1이 아니라 0이 돼요."),
            Steps((Picture(drawn(corner), map_), Picture(drawn(low), Text("padded", "패딩한 맵"), (0, 0, 2, 2)))),
        ))  # fmt: skip
    return tuple(steps)


def kept_rest(params: Params) -> str | None:
    """With windows that the border cuts."""
    if params["level"] > 1:
        return None
    piece = "{x}[i * {k}:(i + 1) * {k}, j * {k}:(j + 1) * {k}].max()"
    return simple(params, f"np.array([[{piece} for j in range(w)] for i in range(h)])",
                  "    h, w = (-(-n // {k}) for n in {x}.shape)".format(x=params["x"], k=params["size"]))  # fmt: skip


def one_apart(params: Params) -> str:
    if params["level"] > 1:
        return code(params, stride="1")
    window = "np.lib.stride_tricks.sliding_window_view({x}, ({k}, {k}))"
    return simple(params, f"{window}.max(axis=(2, 3))")


def magnitude(params: Params) -> str | None:
    if params["level"] > 1:
        return None
    return code(params).replace(f"{params['x']}[:h", f"np.abs({params['x']})[:h")


IDEAS = (
    Idea(
        "average",
        lambda p: code(p, reduce="mean", pad=True, fill="0"),
        Text("average for max pooling", "평균 풀링과 착각"),
        Text("Your function's values are what you get from the mean of each window: average pooling.",
             "창마다 평균을 내면 나오는 값이에요. 그건 평균 풀링이에요."),
        ("cnn-pooling-kinds",), 0,
    ),
    Idea(
        "stride-one",
        one_apart,
        Text("windows that move by 1", "창이 한 칸씩 움직인다는 생각"),
        Text("Your function's values are what you get if the windows are 1 apart.",
             "창을 한 칸씩 옮기면 나오는 값이에요."),
        ("cnn-pooling-stride",), 1,
    ),
    Idea(
        "kept-rest",
        kept_rest,
        Text("windows that are not full", "덜 찬 창도 셈"),
        Text("Your function's values are what you get if windows that the border cuts count too.",
             "가장자리에서 잘린 창도 세면 나오는 값이에요."),
        ("cnn-pooling-size",), 1,
    ),
    Idea(
        "largest-magnitude",
        magnitude,
        Text("the largest magnitude", "절댓값이 가장 큰 수"),
        Text("Your function's values are what you get from magnitudes: −5 then beats 3.",
             "절댓값으로 비교하면 나오는 값이에요. −5가 3을 이겨 버려요."),
        ("cnn-pooling-kinds",), 0,
    ),
    Idea(
        "ignored-stride",
        lambda p: code(p, stride="kh") if p["level"] > 1 else None,
        Text("windows side by side in any case", "언제나 나란히 놓음"),
        Text("Your function's values are what you get if the windows lie side by side whatever `stride` says.",
             "`stride`와 상관없이 창을 나란히 놓으면 나오는 값이에요."),
        ("cnn-pooling-stride",), 2,
    ),
    Idea(
        "over-channels",
        lambda p: code(p, end=f"out.max(axis={0 if p['layout'] == 'CHW' else 2}, keepdims=True) + 0 * out")
        if p["level"] == 2 else None,
        Text("one maximum for all channels", "채널을 가로질러 최댓값"),
        Text("Your function's values are what you get if the maximum goes over all channels.",
             "모든 채널에 걸쳐 최댓값을 고르면 나오는 값이에요."),
        ("cnn-pooling-channels",), 0,
    ),
    Idea(
        "zero-padding",
        lambda p: code(p, fill="0") if p["level"] == 3 else None,
        Text("zeros as padding", "0으로 패딩"),
        Text("Your function's values are what you get if zeros are padded: where all values are below 0, the border "
             "wins.",
             "0으로 패딩하면 나오는 값이에요. 값이 모두 음수이면 패딩이 최댓값이 돼 버려요."),
        ("cnn-pooling-padding",), 3,
    ),
    Idea(
        "ignored-padding",
        lambda p: code(p, pad=False) if p["level"] == 3 else None,
        Text("no padding", "패딩을 빠뜨림"),
        Text("Your function's values are what you get if nothing is padded.", "패딩하지 않으면 나오는 값이에요."),
        ("cnn-pooling-padding",), 3,
    ),
    Idea(
        "swapped-size",
        lambda p: code(p, swap=True) if p.get("pair") else None,
        Text("the size as (width, height)", "크기를 (너비, 높이)로 봄"),
        Text("Your function's values are what you get if `size` is read as (width, height).",
             "`size`를 (너비, 높이)로 읽으면 나오는 값이에요."),
        ("cnn-kernel-size-order",), 2,
    ),
)  # fmt: skip

FAMILY = written(
    "write-max-pool",
    Text("Write max pooling", "최대 풀링 작성"),
    generate=generate,
    signature=signature,
    code=code,
    task=task,
    ideas=IDEAS,
    question=question,
    hints=hints,
    solution=solution,
    links=("cnn-pooling-term", "cnn-pooling-size"),
)
