"""Sizes and counts: the figures that the cards teach, torch's and ONNX Runtime's, and counting by hand."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.engine import shapes
from quiz.engine.errors import EngineError
from quiz.engine.shapes import Field, Window, Working, working

GOLDEN = json.loads((Path(__file__).parent / "golden" / "shapes.json").read_text(encoding="utf-8"))

SMALL = st.integers(1, 4)
PADDINGS = st.one_of(
    st.sampled_from(["valid", "same"]), st.integers(0, 4), st.tuples(st.integers(0, 4), st.integers(0, 4))
)


# The figures of the cards.


@pytest.mark.parametrize(("samples", "size", "batches"), [(60000, 32, 1875), (1000, 32, 32), (10, 32, 1), (64, 32, 2)])
def test_batches_an_epoch(samples: int, size: int, batches: int) -> None:
    assert shapes.batches_per_epoch(samples, size) == batches
    assert shapes.batches_per_epoch(samples, size, drop_last=True) == samples // size


def test_dense_against_convolution() -> None:
    assert shapes.dense_parameters(28 * 28, 128) == 100_480
    assert shapes.conv_parameters(1, 32, 3) == 320
    assert shapes.multiply_adds(28 * 28, 128) == 100_352
    assert shapes.multiply_adds(1, 32, 3, 28) == 194_688
    assert shapes.multiply_adds(1, 32, 3, 28, padding="same") == 225_792
    assert 32 * math.prod(shapes.conv_output_shape(28, 3)) == 21_632
    assert shapes.memory((32, *shapes.conv_output_shape(28, 3))) == 21_632 * 4
    assert shapes.memory(128) == 512


def test_parameters_of_filters() -> None:
    assert shapes.conv_parameters(3, 16, (3, 5)) == (3 * 5 * 3 + 1) * 16
    assert shapes.conv_parameters(3, 16, 3, bias=False) == 432
    assert shapes.conv_parameters(8, 16, 3, groups=4) == (3 * 3 * 2 + 1) * 16
    assert shapes.dense_parameters(10, 3, bias=False) == 30
    assert shapes.batch_norm_parameters(64) == 128
    assert shapes.batch_norm_parameters(64, running=True) == 256


def test_pooling_halves() -> None:
    assert shapes.pool_output_size(28, 2) == 14
    assert shapes.pool_output_size(5, 2) == 2
    assert shapes.pool_output_size(5, 2, ceil_mode=True) == 3
    assert shapes.pool_output_size(3, 2, padding=1, ceil_mode=True) == 2
    assert shapes.pool_output_size(4, 1, 3, ceil_mode=True) == 2
    assert shapes.pool_output_size(3, 1, 3, ceil_mode=True) == 1  # a second window would start behind the input
    assert shapes.pool_output_size(28, 3, 1, "same") == 28


def test_sizes_through_a_stack() -> None:
    stack = [Window(3), Window(2, 2), Window(3), Window(2, 2)]
    size = shapes.conv_output_size(28, 3)
    size = shapes.pool_output_size(size, 2)
    size = shapes.conv_output_size(size, 3)
    assert shapes.pool_output_size(size, 2) == 5
    assert shapes.receptive_field(stack) == Field(10, 4, 0)
    assert [(f.size, f.jump) for f in shapes.receptive_fields(stack)] == [(1, 1), (3, 1), (4, 2), (8, 2), (10, 4)]
    assert shapes.receptive_field([Window(3, padding=1)] * 3) == Field(7, 1, -3)
    assert shapes.receptive_field([(3, 2, "same"), (3, 1, "same")], n=8) == Field(7, 2, -2)


def test_valid_and_same() -> None:
    assert shapes.conv_output_size(28, 3) == 26
    assert shapes.conv_output_size(28, 1) == 28
    assert shapes.conv_output_size(28, 3, padding="same") == 28
    assert shapes.conv_output_size(28, 3, 2, "same") == 14
    assert shapes.conv_output_size(27, 3, 2, "same") == 14
    assert shapes.pad_amounts(28, 3) == (1, 1)
    assert shapes.pad_amounts(28, 4) == (1, 2)
    assert shapes.pad_amounts(8, 3, 2) == (0, 1)
    assert shapes.pad_amounts(7, 3, 2) == (1, 1)
    assert shapes.pad_amounts(8, 2, 3) == (0, 0)


def test_one_pixel_all_round_is_same_exactly_where_the_kernel_reaches_two_further() -> None:
    for kernel in range(1, 6):
        for stride in range(1, 4):
            for dilation in range(1, 4):
                agree = all(shapes.pad_amounts(n, kernel, stride, "same", dilation) == (1, 1) for n in range(4, 40))
                assert agree == (stride == 1 and dilation * (kernel - 1) == 2)
    # At stride 2 the sizes still agree, but other pixels are read.
    assert shapes.conv_output_size(8, 3, 2, "same") == shapes.conv_output_size(8, 3, 2, 1) == 4
    assert shapes.pad_amounts(8, 3, 2, "same") != shapes.pad_amounts(8, 3, 2, 1)


@pytest.mark.parametrize("kernel", [1, 3, 5, 7])
@pytest.mark.parametrize("dilation", [1, 2, 3])
def test_same_at_stride_1_is_half_of_what_the_kernel_reaches(kernel: int, dilation: int) -> None:
    half = dilation * (kernel - 1) // 2
    assert shapes.pad_amounts(30, kernel, 1, "same", dilation) == (half, half)


@pytest.mark.parametrize("n", [5, 6, 28])
def test_who_reads_a_pixel(n: int) -> None:
    assert shapes.windows_at((0, 0), n, 3) == 1
    assert shapes.windows_at((0, 0), n, 3, padding=1) == 4
    assert shapes.windows_at((2, 2), n, 3) == 9
    assert shapes.windows_at((2, 2), n, 3, padding=1) == 9
    assert shapes.windows_at((0, n - 1), n, 3) == 1
    assert shapes.windows_at((n - 1, 2), n, 3, padding="same") == 6
    assert shapes.windows_at(0, n, 3, padding=1) == 2


# Against other implementations.


@pytest.mark.parametrize("case", GOLDEN["conv"], ids=str)
def test_convolution_as_torch(case: list[Any]) -> None:
    n, kernel, stride, padding, dilation, size = case
    assert shapes.conv_output_size(n, kernel, stride, padding, dilation) == size


@pytest.mark.parametrize("case", GOLDEN["pool"], ids=str)
def test_pooling_as_torch(case: list[Any]) -> None:
    n, kernel, stride, padding, dilation, ceil_mode, size = case
    assert shapes.pool_output_size(n, kernel, stride, padding, dilation, ceil_mode) == size


@pytest.mark.parametrize("case", GOLDEN["transposed"], ids=str)
def test_transposed_convolution_as_torch(case: list[Any]) -> None:
    n, kernel, stride, padding, output_padding, dilation, size = case
    assert shapes.conv_transpose_output_size(n, kernel, stride, padding, output_padding, dilation) == size


@pytest.mark.parametrize("case", GOLDEN["same"], ids=str)
def test_same_as_onnx_runtime(case: list[int]) -> None:
    """The convolution of ones with ones: the size, and how many pixels its first and its last window read."""
    n, kernel, stride, dilation, size, first, last = case
    before, _ = shapes.pad_amounts(n, kernel, stride, "same", dilation)
    assert shapes.conv_output_size(n, kernel, stride, "same", dilation) == size
    for window, read in ((0, first), (size - 1, last)):
        places = [window * stride - before + j * dilation for j in range(kernel)]
        assert sum(0 <= place < n for place in places) == read


# Counting by hand.


@given(st.integers(1, 30), st.integers(1, 5), SMALL, PADDINGS, SMALL)
def test_a_size_counts_the_places_of_the_window(n: int, kernel: int, stride: int, padding: Any, dilation: int) -> None:
    before, after = shapes.pad_amounts(n, kernel, stride, padding, dilation)
    span = dilation * (kernel - 1)
    starts = [start for start in range(0, n + before + after, stride) if start + span < n + before + after]
    if not starts:
        with pytest.raises(EngineError, match="conv_output_size: kernel: got one that spans"):
            shapes.conv_output_size(n, kernel, stride, padding, dilation)
        return
    assert shapes.conv_output_size(n, kernel, stride, padding, dilation) == len(starts)
    if padding == "same":
        assert len(starts) == -(-n // stride)
        assert after - before in (0, 1)
    reads = [0] * n
    for start in starts:
        for j in range(kernel):
            if 0 <= start - before + j * dilation < n:
                reads[start - before + j * dilation] += 1
    assert [shapes.windows_at(pixel, n, kernel, stride, padding, dilation) for pixel in range(n)] == reads


@given(st.integers(1, 30), st.integers(1, 5), SMALL, st.integers(0, 3), st.integers(0, 3), SMALL)
def test_a_transposed_convolution_leads_back(
    n: int, kernel: int, stride: int, before: int, after: int, dilation: int
) -> None:
    """Every size that a convolution makes of n leads back to n by some output padding below the stride."""
    padding = (before, after)
    try:
        size = shapes.conv_output_size(n, kernel, stride, padding, dilation)
    except EngineError:
        return
    rest = n - ((size - 1) * stride - before - after + dilation * (kernel - 1) + 1)
    assert 0 <= rest < stride
    assert shapes.conv_transpose_output_size(size, kernel, stride, padding, rest, dilation) == n


@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(0, 2), st.integers(1, 2)), max_size=3),
    st.integers(100, 120),
)
@settings(max_examples=50)
def test_a_receptive_field_is_what_a_unit_depends_on(layers: list[tuple[int, int, int, int]], n: int) -> None:
    seen = [{pixel} for pixel in range(n)]
    for kernel, stride, padding, dilation in layers:
        size = shapes.conv_output_size(len(seen), kernel, stride, padding, dilation)
        places = [[i * stride - padding + j * dilation for j in range(kernel)] for i in range(size)]
        seen = [set().union(*(seen[p] for p in place if 0 <= p < len(seen))) for place in places]
    field = shapes.receptive_field(layers)
    for i, pixels in enumerate(seen):
        first = field.start + i * field.jump
        assert all(first <= pixel < first + field.size for pixel in pixels)
        if first >= 0 and first + field.size <= n and 0 < i < len(seen) - 1 and not any(p for _, _, p, _ in layers):
            assert {min(pixels), max(pixels)} == {first, first + field.size - 1}


def test_two_pairs() -> None:
    assert shapes.two_pairs("conv2d", "valid", (8, 9), 3) == ((0, 0), (0, 0))
    assert shapes.two_pairs("conv2d", "same", (8, 9), 3, 2) == ((0, 1), (1, 1))
    assert shapes.two_pairs("conv2d", 2, (8, 9), 3) == ((2, 2), (2, 2))
    assert shapes.two_pairs("conv2d", (1, 2), (8, 9), 3) == ((1, 1), (2, 2))
    assert shapes.two_pairs("conv2d", [[0, 1], [2, 3]], (8, 9), 3) == ((0, 1), (2, 3))
    assert shapes.two_pairs("conv2d", "same", (8, 9), (3, 2), (1, 2), (2, 1)) == ((2, 2), (0, 1))


# The working.


def evaluated(numbers: str) -> int:
    """What a line's numbers come to, by Python's own arithmetic."""
    code = numbers.replace("·", "*").replace("−", "-")
    code = re.sub(r"\|(\{[^}]*\})\|", r"len(\1)", code)
    for sign, name in (("⌊", "floor("), ("⌈", "ceil("), ("⌋", ")"), ("⌉", ")")):
        code = code.replace(sign, name)
    result = eval(code, {"floor": math.floor, "ceil": math.ceil, "max": max, "len": len})
    assert result == int(result)
    return int(result)


def consistent(work: Working, value: object) -> None:
    assert work.value == value
    for line in work.lines:
        assert evaluated(line.numbers) == line.value
        assert str(line) == f"{line.numbers} = {line.value}"
        assert line.formula != line.numbers
    assert str(work) == "\n".join(map(str, work.lines))


def test_the_working_reads_as_in_a_book() -> None:
    work = working.conv_output_size(28, 3, padding=1)
    assert str(work) == "⌊(28 + 1 + 1 − 1·(3 − 1) − 1) / 1⌋ + 1 = 28"
    assert work.lines[0].formula == "⌊(n + p₁ + p₂ − d·(k − 1) − 1) / s⌋ + 1"
    assert {term.symbol: term.value for term in work.terms} == {"n": 28, "p₁": 1, "p₂": 1, "d": 1, "k": 3, "s": 1}
    assert str(working.conv_parameters(1, 32, 3)) == "(3·3·1 + 1)·32 = 320"
    assert str(working.multiply_adds(1, 32, 3, 28)) == "26·26·32·3·3·1 = 194688"
    assert str(working.batches_per_epoch(1000, 32)) == "⌈1000 / 32⌉ = 32"
    assert str(working.windows_at((0, 0), 5, 3, padding=1)) == "|{0, 1}|·|{0, 1}| = 4"
    assert str(working.pad_amounts(8, 3, 2)).splitlines() == [
        "max((⌈8 / 2⌉ − 1)·2 + 1·(3 − 1) + 1 − 8, 0) = 1", "⌊1 / 2⌋ = 0", "1 − 0 = 1",
    ]  # fmt: skip


@given(st.integers(1, 30), st.integers(1, 5), SMALL, PADDINGS, SMALL, st.booleans())
def test_every_working_of_a_size_comes_to_its_value(
    n: int, kernel: int, stride: int, padding: Any, dilation: int, ceil_mode: bool
) -> None:
    each: dict[str, tuple[Any, ...]] = {
        "pad_amounts": (n, kernel, stride, padding, dilation),
        "conv_output_size": (n, kernel, stride, padding, dilation),
        "pool_output_size": (n, kernel, stride, padding, dilation, ceil_mode),
        "conv_transpose_output_size": (n, kernel, stride, padding, min(stride, 2) - 1, dilation),
        "windows_at": (n // 2, n, kernel, stride, padding, dilation),
    }
    for name, arguments in each.items():
        try:
            value = getattr(shapes, name)(*arguments)
        except EngineError:
            with pytest.raises(EngineError):
                getattr(working, name)(*arguments)
        else:
            consistent(getattr(working, name)(*arguments), value)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("dense_parameters", (784, 128)), ("dense_parameters", (784, 128, False)),
        ("conv_parameters", (4, 8, (3, 5), 2)), ("conv_parameters", (4, 8, 3, 1, False)),
        ("batch_norm_parameters", (64,)), ("batch_norm_parameters", (64, True)), ("multiply_adds", (784, 128)),
        ("multiply_adds", (3, 8, (3, 5), (20, 30))), ("memory", ((32, 26, 26), "float16")), ("memory", (10,)),
        ("batches_per_epoch", (1000, 32)), ("batches_per_epoch", (1000, 32, True)),
        ("receptive_field", ([(3, 2, 1), (3, 1, 0, 2), (2,)],)), ("receptive_field", ([(3, 2, "same"), (5,)], 20)),
        ("windows_at", ((1, 2), (6, 7), 3, 1, ((0, 1), (1, 0)))),
    ],
)  # fmt: skip
def test_every_working_of_a_count_comes_to_its_value(name: str, arguments: tuple[Any, ...]) -> None:
    consistent(getattr(working, name)(*arguments), getattr(shapes, name)(*arguments))


# What cannot be.


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: shapes.conv_output_size(2, 3), "conv_output_size: kernel: got one that spans 3; takes at most"),
        (lambda: shapes.conv_output_shape(8.0, 3), "conv_output_shape: size: got 8.0; takes an int of at least 1"),
        (lambda: shapes.conv_output_size(True, 3), "n: got True; takes an int"),
        (lambda: shapes.conv_output_size(8, 3, 0), "stride: got 0; takes an int of at least 1"),
        (lambda: shapes.conv_output_size(8, 3, padding=-1), "padding: got -1; takes an int of at least 0"),
        (lambda: shapes.conv_output_size(8, 3, padding="full"), 'padding: got \'full\'; takes "valid", "same"'),
        (lambda: shapes.conv_output_size(8, 3, padding=(1, 2, 3)), r"padding: got \(1, 2, 3\); takes"),
        (lambda: shapes.pool_output_size(8, 2, padding=2), r"pool_output_size: padding: got \(2, 2\); takes less than"),
        (lambda: shapes.pool_output_size(2, 3), "pool_output_size: kernel: got one that spans 3"),
        (lambda: shapes.conv_transpose_output_size(4, 3, 2, 1, 2), "output_padding: got 2; takes less than"),
        (lambda: shapes.conv_transpose_output_size(1, 3, 1, 2), r"padding: got \(2, 2\); takes less than the 3"),
        (lambda: shapes.conv_transpose_output_size(4, 3, padding="same"), "padding: got 'same'; takes \"valid\""),
        (lambda: shapes.conv_parameters(3, 8, 3, groups=2), "groups: got 2; takes a divisor of 3 channels"),
        (lambda: shapes.conv_parameters(3, 8, (3, 3, 3)), r"kernel: got \(3, 3, 3\); takes an int of at least 1"),
        (lambda: shapes.memory((2, 3), "float8"), "memory: dtype: got 'float8'; takes one of bool, int8"),
        (lambda: shapes.memory((2, -3)), "memory: shape: got -3; takes an int of at least 0"),
        (lambda: shapes.batches_per_epoch(10, 0), "batch_size: got 0; takes an int of at least 1"),
        (lambda: shapes.receptive_field([(3, 1, "same")]), "padding: got 'same'; takes that only with n"),
        (lambda: shapes.receptive_field(3), "receptive_field: layers: got 3"),  # type: ignore[arg-type]
        (lambda: shapes.receptive_field([3]), "layers: got 3; takes a Window"),
        (lambda: shapes.windows_at(5, 5, 3), "windows_at: pixel: got 5; takes 0 to 4"),
        (lambda: shapes.two_pairs("conv2d", ("same", 1), (8, 8), 3), "conv2d: padding: got"),
        (lambda: shapes.two_pairs("conv2d", "SAME", (8, 8), 3), "conv2d: padding: got 'SAME'"),
    ],
)
def test_bad_input_is_named(call: Any, message: str) -> None:
    with pytest.raises(EngineError, match=message):
        call()


def test_numpys_numbers_and_dtypes_count() -> None:
    size: Any = shapes.conv_output_size
    assert size(np.int64(28), np.int32(3)) == 26
    assert shapes.memory(np.zeros((2, 3)).shape, np.float64) == shapes.memory(6, np.dtype("float64")) == 48
    assert shapes.memory((), "int8") == 1
