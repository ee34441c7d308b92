"""Write a convolution: of one channel, of several with filters, of a batch with stride and padding."""

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
from quiz.exercises.words import products

NAMES = (("x", "weight"), ("image", "kernel"), ("image", "weight"))
FORMULA = "out[y, x] = Σᵢ Σⱼ kernel[i, j] · image[y + i, x + j]"
SHAPES = {
    "CHW": ("(channels, height, width)", "(filters, channels, kernel height, kernel width)"),
    "HWC": ("(height, width, channels)", "(kernel height, kernel width, channels, filters)"),
}
SHAPES_KO = {
    "CHW": ("(채널, 높이, 너비)", "(필터, 채널, 커널 높이, 커널 너비)"),
    "HWC": ("(높이, 너비, 채널)", "(커널 높이, 커널 너비, 채널, 필터)"),
}


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: one channel. Level 2: channels and filters. Level 3: a batch, with stride and padding."""
    image, kernel = pick(rng, NAMES)
    params: dict[str, Any] = {"level": level, "image": image, "kernel": kernel}
    if level < 3:
        params["bias"] = pick(rng, (False, True))
    else:
        params["pair"] = pick(rng, (False, True))
    if level > 1:
        params["layout"] = pick(rng, ("CHW", "HWC"))
    return params


def signature(params: Params) -> str:
    names = f"{params['image']}, {params['kernel']}"
    if params["level"] == 3:
        return f"conv2d({names}, " + ("stride=(1, 1), padding=(0, 0))" if params["pair"] else "stride=1, padding=0)")
    return f"conv2d({names}, bias)" if params["bias"] else f"conv2d({names})"


def code(
    params: Params, *, before: str | None = None, one: str = " + 1", end: str | None = None,
    step: tuple[str, str] | None = None, edge: tuple[str, str] | None = None,
) -> str:  # fmt: skip
    """The function: `before` is a line put first, `one` ends the size, `end` is what is returned, `step` is by how
    much the kernel moves, `edge` what is padded."""
    x, k, level, first = params["image"], params["kernel"], params["level"], params.get("layout", "") == "CHW"
    bias = " + bias[:, None, None]" if first else " + bias"
    returned = end or ("out" + (bias if params.get("bias") else ""))
    head = [f"def {signature(params)}:", before and f"    {before}"]
    loops = ["    for i in range(kh):", "        for j in range(kw):"]
    if level == 1:
        return lines(
            *head, f"    kh, kw = {k}.shape", f"    h, w = {x}.shape[0] - kh{one}, {x}.shape[1] - kw{one}",
            "    out = np.zeros((h, w))", *loops,
            f"            out += {k}[i, j] * {x}[i:i + h, j:j + w]", f"    return {returned}",
        )  # fmt: skip
    kernel = "f, _, kh, kw" if first else "kh, kw, _, f"
    if level == 2:
        sizes = f"{x}.shape[1] - kh{one}, {x}.shape[2] - kw{one}" if first else (
            f"{x}.shape[0] - kh{one}, {x}.shape[1] - kw{one}")  # fmt: skip
        add = (f"np.einsum('fc,chw->fhw', {k}[:, :, i, j], {x}[:, i:i + h, j:j + w])" if first
               else f"{x}[i:i + h, j:j + w] @ {k}[i, j]")  # fmt: skip
        shape = "(f, h, w)" if first else "(h, w, f)"
        return lines(*head, f"    {kernel} = {k}.shape", f"    h, w = {sizes}", f"    out = np.zeros({shape})", *loops,
                     f"            out += {add}", f"    return {returned}")  # fmt: skip
    pair = params["pair"]
    rows, columns = edge or (("(padding[0], padding[0])", "(padding[1], padding[1])") if pair
                             else ("(padding, padding)",) * 2)  # fmt: skip
    down, right = step or (("stride[0]", "stride[1]") if pair else ("stride", "stride"))
    widths = f"(0, 0), (0, 0), {rows}, {columns}" if first else f"(0, 0), {rows}, {columns}, (0, 0)"
    height, width = ("x.shape[2]", "x.shape[3]") if first else ("x.shape[1]", "x.shape[2]")
    part = "i:i + down * h:down, j:j + right * w:right"
    add = (f"np.einsum('fc,nchw->nfhw', {k}[:, :, i, j], x[:, :, {part}])" if first
           else f"x[:, {part}] @ {k}[i, j]")  # fmt: skip
    return lines(
        *head, f"    {kernel} = {k}.shape", f"    x = np.pad({x}, ({widths}))", f"    down, right = {down}, {right}",
        f"    h = ({height} - kh) // down + 1", f"    w = ({width} - kw) // right + 1",
        f"    out = np.zeros({'(len(x), f, h, w)' if first else '(len(x), h, w, f)'})", *loops,
        f"            out += {add}", f"    return {returned}",
    )  # fmt: skip


def reference(params: Params) -> Callable[..., Any]:
    layout = f"N{params.get('layout', 'CHW')}"
    if params["level"] == 1:
        return lambda x, k, bias=0.0: F.conv2d(x[None, None], k[None, None], np.array([bias], x.dtype))[0, 0]
    if params["level"] == 2:
        return lambda x, k, bias=None: F.conv2d(x[None], k, bias, layout=layout)[0]
    return lambda x, k, stride=1, padding=0: F.conv2d(x, k, stride=stride, padding=padding, layout=layout)


def whole_numbers(rng: np.random.Generator, *shape: int) -> Any:
    return rng.integers(-4, 5, shape).astype(float)


def inputs(params: Params, rng: np.random.Generator) -> Sequence[Call]:
    level, calls = params["level"], []
    sizes = ((2, 2, 1, 1), (3, 3, 2, 2), (4, 3, 2, 1), (3, 5, 1, 3), (5, 4, 3, 2), (3, 2, 3, 2), (6, 7, 3, 3))
    if level == 1:
        for h, w, kh, kw in sizes:
            x, k = whole_numbers(rng, h, w), whole_numbers(rng, kh, kw)
            bias = [float(rng.integers(1, 5))] if params["bias"] else []
            calls += [arguments(x, k, *bias), arguments(np.asfortranarray(x), sliced(k), *bias),
                      arguments(x.astype(np.float32), k.astype(np.float32), *bias)]  # fmt: skip
        return calls
    first = params["layout"] == "CHW"
    for (h, w, kh, kw), (c, f) in zip(
        ((1, 1, 1, 1), *sizes), ((2, 1), (1, 1), (2, 1), (1, 2), (3, 2), (2, 3), (4, 2), (2, 2)), strict=True
    ):
        k = whole_numbers(rng, f, c, kh, kw)
        if level == 2:
            x = whole_numbers(rng, c, h, w)
            x, k = (x, k) if first else (np.moveaxis(x, 0, -1), k.transpose(2, 3, 1, 0))
            bias = [whole_numbers(rng, f) + 5] if params["bias"] else []
            calls += [arguments(np.ascontiguousarray(x), k, *bias), arguments(sliced(x), k, *bias)]
            continue
        x = whole_numbers(rng, 2 if kh == 3 else 1, c, h, w)
        x, k = (x, k) if first else (np.moveaxis(x, 1, -1), k.transpose(2, 3, 1, 0))
        down, right, top, left = rng.permutation(3)[:2].tolist() + rng.permutation(3)[:2].tolist()
        moves: dict[str, Any] = {"stride": down + 1, "padding": top}
        if params["pair"]:
            moves = {"stride": (down + 1, right + 1), "padding": (top, left)}
        calls += [arguments(x, k), arguments(sliced(x), k, stride=moves["stride"]), arguments(x, k, **moves),
                  arguments(x.astype(np.float32), k.astype(np.float32), padding=moves["padding"])]  # fmt: skip
    return calls


def task(params: Params) -> Task:
    return Task("conv2d", reference(params), lambda rng: inputs(params, rng), wrongs(IDEAS, params))


def question(params: Params) -> Text:
    level = params["level"]
    frameworks = Text("As in frameworks the kernel is not flipped.", "프레임워크처럼 커널을 뒤집지 않아요.")
    valid = Text("No padding ('valid'), stride 1; the kernel, 1×1 or larger, fits into the image.",
                 "패딩은 없고('valid') 스트라이드는 1이에요. 커널은 1×1 이상이고 이미지 안에 들어가요.")  # fmt: skip
    if level == 1:
        points = [
            Text("{image} is an image of one channel, (height, width); {kernel} is (kernel height, kernel width), not "
                 "always square. It returns the feature map.",
                 "{image:은} 채널이 하나인 이미지 (높이, 너비), {kernel:은} (커널 높이, 커널 너비)이고 정사각형이 "
                 "아닐 수도 있어요. 특징 맵을 반환하세요."),
            valid, frameworks,
        ]  # fmt: skip
        if params["bias"]:
            points.append(Text("The number `bias` is added to each value.", "모든 값에 수 `bias`를 더하세요."))
        return asked(params, WRITE, *points, head=signature(params))
    (image, kernel), (image_ko, kernel_ko) = SHAPES[params["layout"]], SHAPES_KO[params["layout"]]
    if level == 3:
        image, image_ko = image.replace("(", "(n, "), image_ko.replace("(", "(n, ")
    shapes = Text(f"{{image}} is {image}, {{kernel}} is {kernel}. The result is laid out as the image, with filters as "
                  "channels.",
                  f"{{image:은}} {image_ko}, {{kernel:은}} {kernel_ko}예요. 결과는 이미지와 같은 순서이고 채널 자리에 "
                  "필터가 와요.")  # fmt: skip
    if level == 2:
        bias = Text("`bias`, (filters,), is added to each filter's map.", "필터마다 `bias` (필터,)의 값을 더하세요.")
        return asked(params, WRITE, shapes, valid, frameworks, *([bias] if params["bias"] else []),
                     head=signature(params))  # fmt: skip
    moves = Text("The kernel moves by `stride`; `padding` zeros go round each image, on all four sides.",
                 "커널은 `stride`만큼 움직이고, 이미지의 네 변에 0을 `padding`만큼 둘러요.")  # fmt: skip
    if params["pair"]:
        moves = Text("`stride` is (down, right), by which the kernel moves; `padding` is how many zeros go (above and "
                     "below, left and right).",
                     "`stride`는 커널이 움직이는 (아래로, 오른쪽으로) 칸 수, `padding`은 0을 두르는 (위아래, 좌우) "
                     "칸 수예요.")  # fmt: skip
    rest = Text("Where the kernel does not fit any more there is no output.",
                "커널이 더 들어가지 않는 곳에는 출력이 없어요.")  # fmt: skip
    return asked(params, WRITE, shapes, moves, rest, frameworks, head=signature(params))


def hints(params: Params) -> tuple[Text, Text, Text]:
    level = params["level"]
    nudge = Text("Each number of the kernel is multiplied by a shifted part of the image; add these parts up.",
                 "커널의 수 하나하나가 이미지의 밀린 조각에 곱해져요. 그 조각들을 더하세요.")  # fmt: skip
    formula = FORMULA
    if level == 2:
        formula = "out[f, y, x] = Σ_c Σᵢ Σⱼ kernel[f, c, i, j] · image[c, y + i, x + j]"
    if level == 3:
        formula = "size = ⌊(n + 2p − k) / s⌋ + 1;  out[y, x] = Σᵢ Σⱼ kernel[i, j] · padded[s·y + i, s·x + j]"
    line = next(line for line in code(params).split("\n") if "out +=" in line)
    return nudge, alike(formula), alike(f"`{line.strip()}`")


def solution(params: Params) -> tuple[Step, ...]:
    image = np.array([[1.0, 2.0, 0.0], [3.0, 1.0, 1.0], [0.0, 2.0, 4.0]])
    kernel = np.array([[1.0, 0.0], [2.0, -1.0]])
    out = F.conv2d(image[None, None], kernel[None, None])[0, 0]
    level = params["level"]
    here = Steps((
        Picture(drawn(image), Text("image", "이미지"), (0, 0, 2, 2)),
        products(image[:2, :2].ravel(), kernel.ravel(), (Text("image", "이미지"), Text("kernel", "커널"))),
    ))  # fmt: skip
    steps = [
        Step(Text("Lay the kernel on the upper left corner, multiply what lies on each other, and add up.",
                  "커널을 왼쪽 위 구석에 놓고, 겹친 수끼리 곱해 모두 더해요."), here),
        Step(Text("Move on one pixel at a time: along each axis there are n − k + 1 places. Instead of a loop over the "
                  "places, loop over the kernel: each of its numbers is multiplied by a part of the image of the "
                  "output's size.",
                  "한 픽셀씩 움직이면 축마다 놓을 자리가 n − k + 1곳이에요. 자리를 도는 대신 커널을 돌면, "
                  "커널의 수마다 출력 크기만 한 이미지 조각을 한 번에 곱할 수 있어요."),
             Picture(drawn(out), Text("feature map", "특징 맵"))),
    ]  # fmt: skip
    if level > 1:
        steps.append(Step(
            Text("Each filter sums over all channels; every filter gives one map.",
                 "필터는 모든 채널에 걸쳐 더하고, 필터마다 맵이 하나 나와요.")
        ))  # fmt: skip
    if level == 3:
        steps.append(Step(
            Text("Pad first; then only every s-th place counts, so each part of the image is taken with a step: "
                 "`i:i + s * h:s`.",
                 "먼저 패딩해요. 그다음 s칸마다 한 자리만 세니 이미지 조각도 s칸씩 건너뛰며 가져와요: "
                 "`i:i + s * h:s`.")
        ))  # fmt: skip
    return tuple(steps)


def swapped(name: str) -> tuple[str, str]:
    return f"({name}[1], {name}[1])", f"({name}[0], {name}[0])"


def flipped(params: Params) -> str:
    k = params["kernel"]
    turned = f"{k}[..., ::-1, ::-1]" if params.get("layout") == "CHW" else f"{k}[::-1, ::-1]"
    return code(params, before=f"{k} = {turned}")


def one_channel(params: Params, how: str) -> str | None:
    """Only the first channel is looked at, or the mean is taken over channels."""
    if params["level"] == 1:
        return None
    x, k, first = params["image"], params["kernel"], params["layout"] == "CHW"
    batch = ":, " if params["level"] == 3 else ""
    if how == "first":
        image = f"{x}[{batch}:1]" if first else f"{x}[..., :1]"
        return code(params, before=f"{x}, {k} = {image}, {k}[{':, :1' if first else ':, :, :1'}]")
    return code(params, before=f"{k} = {k} / {k}.shape[{1 if first else 2}]")


def padded(params: Params) -> str | None:
    """As 'same' does it."""
    if params["level"] == 3:
        return None
    x, k = params["image"], params["kernel"]
    axes = {"": (0, 1), "CHW": (2, 3), "HWC": (0, 1)}[params.get("layout", "")]
    widths = [f"(({k}.shape[{axis}] - 1) // 2, {k}.shape[{axis}] // 2)" for axis in axes]
    around = {"": "{}, {}", "CHW": "(0, 0), {}, {}", "HWC": "{}, {}, (0, 0)"}[params.get("layout", "")]
    return code(params, before=f"{x} = np.pad({x}, ({around.format(*widths)}))")


IDEAS = (
    Idea(
        "flipped",
        flipped,
        Text("the convolution of mathematics", "수학의 합성곱"),
        Text("Your function's values are what you get if the kernel is flipped, as in mathematics. Frameworks do not.",
             "수학에서처럼 커널을 뒤집으면 나오는 값이에요. 프레임워크는 뒤집지 않아요."),
        ("cnn-cross-correlation",), 0,
    ),
    Idea(
        "one-place-less",
        lambda p: code(p, one="") if p["level"] < 3 else None,
        Text("n − k places", "자리를 n − k곳으로 셈"),
        Text("Your function's values are what you get with n − k places along each axis: the first place counts too, "
             "n − k + 1.",
             "축마다 자리를 n − k곳으로 세면 나오는 값이에요. 첫 자리까지 세어 n − k + 1곳이에요."),
        ("padding-valid-formula",), 1,
    ),
    Idea(
        "padded",
        padded,
        Text("'same' for 'valid'", "'valid'를 'same'으로 착각"),
        Text("Your function's values are what you get if the border is padded so that the size stays, as 'same' does.",
             "'same'처럼 크기가 그대로이도록 패딩하면 나오는 값이에요."),
        ("padding-valid-term",), 1,
    ),
    Idea(
        "forgot-bias",
        lambda p: code(p, end="out") if p.get("bias") else None,
        Text("no bias", "편향을 빠뜨림"),
        Text("Your function's values are what you get without the bias.", "편향을 더하지 않으면 나오는 값이에요."),
        ("foundations-bias",), 0,
    ),
    Idea(
        "bias-each-product",
        lambda p: code(p, end="out + bias * kh * kw") if p.get("bias") and p["level"] == 1 else None,
        Text("the bias with each product", "곱마다 편향을 더함"),
        Text("Your function's values are what you get if the bias is added to every product, not once to their sum.",
             "곱마다 편향을 더하면 나오는 값이에요. 합에 한 번만 더해야 해요."),
        ("foundations-bias",), 0,
    ),
    Idea(
        "first-channel",
        lambda p: one_channel(p, "first"),
        Text("the first channel alone", "첫 채널만 계산"),
        Text("Your function's values are what you get from the first channel alone. A filter sums over all of them.",
             "첫 채널만 계산하면 나오는 값이에요. 필터는 모든 채널에 걸쳐 더해요."),
        ("cnn-filter-depth",), 2,
    ),
    Idea(
        "mean-of-channels",
        lambda p: one_channel(p, "mean"),
        Text("the mean over channels", "채널을 평균"),
        Text("Your function's values are what you get if the channels are averaged. A filter adds them up.",
             "채널을 평균하면 나오는 값이에요. 필터는 채널을 더해요."),
        ("cnn-filter-depth",), 2,
    ),
    Idea(
        "ignored-stride",
        lambda p: code(p, step=("1", "1")) if p["level"] == 3 else None,
        Text("one pixel at a time", "한 픽셀씩 움직임"),
        Text("Your function's values are what you get if the kernel moves by 1 whatever `stride` says.",
             "`stride`와 상관없이 한 칸씩 움직이면 나오는 값이에요."),
        ("padding-valid-stride",), 3,
    ),
    Idea(
        "ignored-padding",
        lambda p: code(p, edge=("(0, 0)", "(0, 0)")) if p["level"] == 3 else None,
        Text("no padding", "패딩을 빠뜨림"),
        Text("Your function's values are what you get if nothing is padded.", "패딩하지 않으면 나오는 값이에요."),
        ("padding-zero-term",), 3,
    ),
    Idea(
        "swapped-padding",
        lambda p: code(p, edge=swapped("padding")) if p.get("pair") else None,
        Text("padding as (width, height)", "패딩을 (좌우, 위아래)로 봄"),
        Text("Your function's values are what you get if `padding` is read as (left and right, above and below).",
             "`padding`을 (좌우, 위아래)로 읽으면 나오는 값이에요."),
        ("cnn-kernel-size-order",), 3,
    ),
    Idea(
        "swapped-stride",
        lambda p: code(p, step=("stride[1]", "stride[0]")) if p.get("pair") else None,
        Text("stride as (right, down)", "스트라이드를 (오른쪽, 아래)로 봄"),
        Text("Your function's values are what you get if `stride` is read as (right, down).",
             "`stride`를 (오른쪽, 아래로)로 읽으면 나오는 값이에요."),
        ("cnn-kernel-size-order",), 3,
    ),
)  # fmt: skip

FAMILY = written(
    "write-conv2d",
    Text("Write a convolution", "합성곱 작성"),
    generate=generate,
    signature=signature,
    code=code,
    task=task,
    ideas=IDEAS,
    question=question,
    hints=hints,
    solution=solution,
    links=("cnn-cross-correlation-value", "padding-valid-formula"),
)
