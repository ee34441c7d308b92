"""Shapes, parameters and costs of layers, before any training."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from quiz.engine import functional as F
from quiz.engine import shapes
from quiz.engine.demonstrations.values import Cell, Table, Text
from quiz.engine.errors import EngineError

PARAMETERS = Text("parameters", "파라미터")
SHAPE = Text("shape", "형태")
DASH = "–"


def flatten_shapes(samples: int, height: int, width: int, units: int) -> Table:
    """What flatten does to a batch of gray pictures, and what a dense layer does without it."""
    x = np.zeros((samples, height, width), np.float32)
    flat = F.flatten(x)
    mixed = F.flatten(x, start_axis=0)
    after = F.linear(flat, np.zeros((units, flat.shape[-1]), np.float32))
    without = F.linear(x, np.zeros((units, width), np.float32))
    rows: tuple[tuple[Cell, ...], ...] = (
        (Text("input", "입력"), str(x.shape), 0),
        ("Flatten", str(flat.shape), 0),
        (
            Text("Flatten, Dense", "Flatten 다음 Dense"),
            str(after.shape),
            shapes.dense_parameters(height * width, units),
        ),
        (
            Text("Dense without Flatten", "Flatten 없이 Dense"),
            str(without.shape),
            shapes.dense_parameters(width, units),
        ),
        (Text("reshape of everything", "전부 한 줄로 reshape"), str(mixed.shape), 0),
    )
    return Table(
        (Text("operation", "연산"), SHAPE, PARAMETERS), rows,
        Text(
            "One vector a sample: the first axis counts the samples and stays. Without Flatten, Dense works on the "
            "last axis only.",
            "샘플마다 벡터 하나입니다. 첫 축은 샘플 수이므로 그대로 둡니다. Flatten이 없으면 Dense는 마지막 축에만 "
            "작용합니다.",
        ),
    )  # fmt: skip


def dense_and_convolution(size: int, channels: int, units: int, filters: int, kernel: int) -> Table:
    """A dense layer on the flattened picture against a convolution: parameters, multiply-adds, activations, bytes."""
    inputs = size * size * channels
    rows: list[tuple[Cell, ...]] = [
        (
            f"Dense({units})", shapes.dense_parameters(inputs, units), shapes.multiply_adds(inputs, units), units,
            shapes.memory(shapes.dense_parameters(inputs, units)), shapes.memory(units),
        )
    ]  # fmt: skip
    for padding in ("valid", "same"):
        output = (filters, *shapes.conv_output_shape(size, kernel, padding=padding))
        parameters = shapes.conv_parameters(channels, filters, kernel)
        rows.append((
            f"Conv({filters}, {kernel}×{kernel}, {padding})", parameters,
            shapes.multiply_adds(channels, filters, kernel, size, padding=padding), int(np.prod(output)),
            shapes.memory(parameters), shapes.memory(output),
        ))  # fmt: skip
    return Table(
        (
            Text("layer", "층"), PARAMETERS, Text("multiply-adds", "곱셈-덧셈"), Text("activations", "활성값"),
            Text("bytes of parameters", "파라미터 바이트"), Text("bytes of activations", "활성값 바이트"),
        ),
        tuple(rows),
        Text(
            "The dense layer's parameters grow with the picture; a convolution's do not, but it uses each of them at "
            "every place.",
            "완전연결층의 파라미터는 그림이 커지면 늘어납니다. 합성곱의 파라미터는 늘지 않지만 모든 위치에서 "
            "되풀이해 쓰입니다.",
        ),
    )  # fmt: skip


def sizes_through_a_stack(
    size: int, channels: int, filters: Sequence[int], kernel: int, padding: str, pool: int
) -> Table:
    """Convolution and pooling in turn: sizes, receptive field, parameters."""
    rows: list[tuple[Cell, ...]] = [(Text("input", "입력"), str((size, size, channels)), 1, 1, 0)]
    windows: list[shapes.Window] = []
    full, depth = size, channels
    note = Text(
        "A unit at the end sees {r}×{r} pixels of the input; neighbours look {j} pixels apart.",
        "마지막 한 칸은 입력의 {r}×{r}픽셀을 봅니다. 이웃한 칸이 보는 곳은 {j}픽셀 떨어져 있습니다.",
    )
    for count in filters:
        if (kernel > full and padding == "valid") or pool > shapes.conv_output_size(full, kernel, 1, padding):
            note = Text("The next layer no longer fits.", "다음 층은 더 들어가지 않습니다.")
            break
        parameters = shapes.conv_parameters(depth, count, kernel)
        windows.append(shapes.Window(kernel, 1, padding))
        full, depth = shapes.conv_output_size(full, kernel, 1, padding), count
        field = shapes.receptive_field(windows, size)
        name = f"Conv({count}, {kernel}×{kernel}, {padding})"
        rows.append((name, str((full, full, depth)), field.size, field.jump, parameters))
        windows.append(shapes.Window(pool, pool))
        full = shapes.pool_output_size(full, pool)
        field = shapes.receptive_field(windows, size)
        rows.append((f"Pool({pool}×{pool})", str((full, full, depth)), field.size, field.jump, 0))
    columns = (
        Text("layer", "층"), SHAPE, Text("receptive field", "수용 영역"), Text("jump", "간격"), PARAMETERS,
    )  # fmt: skip
    return Table(columns, tuple(rows), note.filled(r=rows[-1][2], j=rows[-1][3]))


def filters_and_parameters(channels: int, filters: Sequence[int], kernel: int) -> Table:
    """As many feature maps as filters; (kh·kw·c + 1) parameters for each."""
    image = np.zeros((1, channels, kernel + 1, kernel + 1), np.float32)
    rows: list[tuple[Cell, ...]] = []
    for count in filters:
        maps = F.conv2d(image, np.zeros((count, channels, kernel, kernel), np.float32))
        working = shapes.working.conv_parameters(channels, count, kernel)
        rows.append((count, maps.shape[1], working.value, str(working)))
    columns = (
        Text("filters", "필터"), Text("feature maps", "특징 맵"), PARAMETERS, "(kh·kw·c + 1)·filters",
    )  # fmt: skip
    return Table(columns, tuple(rows))


def padding_sizes(size: int, kernel: int, dilation: int) -> Table:
    """Sizes under valid, same and half padding at strides 1 to 3, and what "same" pads."""
    half = dilation * (kernel - 1) // 2
    rows: list[tuple[Cell, ...]] = []
    for stride in (1, 2, 3):
        before, after = shapes.pad_amounts(size, kernel, stride, "same", dilation)
        rows.append((
            stride, _size(size, kernel, stride, "valid", dilation), _size(size, kernel, stride, "same", dilation),
            f"{before} + {after}", _size(size, kernel, stride, half, dilation),
        ))  # fmt: skip
    columns = (
        Text("stride", "스트라이드"), "valid", "same", Text("same pads", "same의 패딩"), f"padding={half}",
    )  # fmt: skip
    note = Text(
        "valid: ⌊(n − d(k−1) − 1)/s⌋ + 1; same: ⌈n/s⌉, the odd pixel at the bottom and right; padding d(k−1)/2 keeps "
        "the size at stride 1 where that is whole.",
        "valid: ⌊(n − d(k−1) − 1)/s⌋ + 1. same: ⌈n/s⌉, 홀수면 남는 하나는 아래와 오른쪽. 패딩 d(k−1)/2가 정수이면 "
        "스트라이드 1에서 크기가 그대로입니다.",
    )
    return Table(columns, tuple(rows), note)


def _size(n: int, kernel: int, stride: int, padding: str | int, dilation: int) -> Cell:
    """The size, or a dash where the kernel does not fit."""
    try:
        return shapes.conv_output_size(n, kernel, stride, padding, dilation)
    except EngineError:
        return DASH


def input_shapes(height: int, width: int, channels: int, samples: int) -> Table:
    """What Keras makes of an input shape: it puts the batch's axis, None, in front."""
    weight = np.zeros((1, 1, channels, 1), np.float32)
    rows: list[tuple[Cell, ...]] = []
    for shape in ((height, width, channels), (samples, height, width, channels)):
        batch = np.zeros((samples, *shape), np.float32)
        try:
            F.conv2d(batch, weight, layout="NHWC")
            works: Text = Text("works", "됨")
        except EngineError:
            works = Text("refused: a convolution takes 4 axes", "거부: 합성곱은 축 4개를 받음")
        rows.append((str(shape), str((None, *shape)), batch.ndim, works))
    return Table(
        ("input_shape", Text("with the batch", "배치를 더하면"), Text("axes", "축"), "Conv2D"),
        tuple(rows),
        Text(
            "input_shape is the shape of one sample: (height, width, channels).",
            "input_shape는 샘플 하나의 형태입니다: (높이, 너비, 채널).",
        ),
    )
