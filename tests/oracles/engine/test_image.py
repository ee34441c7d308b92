"""Every image operation against Pillow, to the bit, on random pictures of random sizes in L, RGB and RGBA.

Pillow's sums in float32 (blending, kernels) are the same on every x86-64; a build that fuses multiplication and
addition (ARM) may differ by 1 there, and only there these tests allow it (`FUSED`).
"""

from __future__ import annotations

import platform
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import PIL
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import signal

from quiz.engine import image

MAKE = runpy.run_path(str(Path(__file__).parents[2] / "engine" / "golden" / "make_image.py"))
PILLOW: dict[str, Callable[..., Any]] = MAKE["PILLOW"]
ON_X86 = platform.machine().lower() in {"x86_64", "amd64"}
FLOATS = {"blend", "brightness", "contrast", "color", "sharpness", "filter", *image.KERNELS}
FUSED = frozenset() if ON_X86 else frozenset(FLOATS)

Draw = Callable[[Any], Any]
sizes = st.one_of(st.integers(1, 7), st.integers(1, 40), st.sampled_from([1, 2, 64, 127, 300]))
alphas = st.one_of(st.sampled_from([0, 1, 0.5, 1e-9, 1e9, -1e30, 2]), st.floats(-4, 5))
factors = st.integers(1, 9)
radii = st.one_of(st.integers(0, 5), st.floats(0, 20), st.floats(0, 900), st.sampled_from([1e-9, 0.5, 4096.5]))


@st.composite
def pixels(draw: st.DrawFn, height: int | None = None, width: int | None = None, channels: int | None = None) -> Any:
    """Noise, two values, one value, or a slope: rounding and clipping show in different ones."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    depth = draw(st.sampled_from([1, 3, 4])) if channels is None else channels
    rows, columns = height or draw(sizes), width or draw(sizes)
    shape = (rows, columns) if depth == 1 else (rows, columns, depth)
    kind = draw(st.sampled_from(["noise", "few", "flat", "slope"]))
    if kind == "noise":
        return rng.integers(0, 256, shape, dtype=np.uint8)
    if kind == "few":
        return rng.choice(rng.integers(0, 256, 3, dtype=np.uint8), shape)
    if kind == "flat":
        return np.full(shape, rng.integers(0, 256), np.uint8)
    return np.linspace(0, 255, int(np.prod(shape))).astype(np.uint8).reshape(shape)


def like(draw: Draw, array: Any, channels: int | None = None) -> Any:
    depth = channels or (1 if array.ndim == 2 else array.shape[2])
    return draw(pixels(array.shape[0], array.shape[1], depth))


def a_mask(draw: Draw, array: Any) -> Any:
    kind = draw(st.sampled_from(["L", "RGBA", "bool"]))
    gray = like(draw, array, 4 if kind == "RGBA" else 1)
    return gray > 100 if kind == "bool" else gray


def a_kernel(draw: Draw, array: Any) -> tuple[Any, ...]:
    size = draw(st.sampled_from([3, 5]))
    weight = draw(
        st.sampled_from([st.integers(-9, 9), st.floats(-9, 9), st.floats(-1e5, 1e5), st.sampled_from([0, 0.1])])
    )
    kernel = draw(st.lists(st.lists(weight, min_size=size, max_size=size), min_size=size, max_size=size))
    total = np.float32(sum(value for row in kernel for value in row))
    scales = st.floats(-50, 50).filter(lambda scale: abs(scale) > 1e-3)
    scale = draw(scales) if abs(total) < 1e-3 else draw(st.one_of(st.none(), scales))
    return kernel, scale, draw(st.one_of(st.just(0), st.floats(-300, 300)))


def a_box(draw: Draw, array: Any) -> Any:
    height, width = array.shape[:2]
    if draw(st.booleans()):
        x, y = (
            sorted(draw(st.tuples(*[st.integers(0, n)] * 2).filter(lambda p: p[0] != p[1]))) for n in (width, height)
        )
    else:
        x, y = (
            sorted(draw(st.tuples(*[st.floats(0, n, width=32)] * 2).filter(lambda p: abs(p[0] - p[1]) > 0.01)))
            for n in (width, height)
        )
    return x[0], y[0], x[1], y[1]


def a_resize(draw: Draw, array: Any) -> tuple[Any, ...]:
    method = draw(st.sampled_from(["nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"]))
    size = (array.shape[1], array.shape[0]) if draw(st.integers(0, 9)) == 0 else (draw(sizes), draw(sizes))
    return size, method, draw(st.none()) if draw(st.booleans()) else a_box(draw, array)


def a_crop(draw: Draw, array: Any) -> tuple[Any, ...]:
    left, top = draw(st.integers(-60, 80)), draw(st.integers(-60, 80))
    return ((left, top, left + draw(st.integers(1, 90)), top + draw(st.integers(1, 90))),)


def a_paste(draw: Draw, array: Any) -> tuple[Any, ...]:
    source = draw(pixels())
    mask = None if draw(st.booleans()) else a_mask(draw, source)
    return source, (draw(st.integers(-50, 50)), draw(st.integers(-50, 50))), mask


def a_table(draw: Draw, array: Any) -> tuple[Any, ...]:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rows = 1 if array.ndim == 2 else array.shape[2]
    if draw(st.booleans()):
        return (rng.integers(-50, 300, 256).tolist(),)
    if draw(st.booleans()):
        return (rng.integers(0, 256, (rows, 256)).tolist() if rows > 1 else rng.integers(0, 256, 256).tolist(),)
    slope, start = draw(st.floats(-3, 3)), draw(st.floats(-300, 300))
    return (lambda value: value * slope + start,)


def odd(draw: Draw, array: Any) -> tuple[Any, ...]:
    return (draw(st.sampled_from([1, 3, 3, 5, 7])),)


def a_rank(draw: Draw, array: Any) -> tuple[Any, ...]:
    size = draw(st.sampled_from([1, 3, 5, 17]))
    return size, draw(st.integers(0, size * size - 1))


def a_pair(values: Any) -> Callable[[Draw, Any], tuple[Any, ...]]:
    """One value for both directions or two."""
    return lambda draw, array: (draw(st.one_of(values, st.tuples(values, values))),)


def drawn(*strategies: Any) -> Callable[[Draw, Any], tuple[Any, ...]]:
    return lambda draw, array: tuple(draw(strategy) for strategy in strategies)


ARGUMENTS: dict[str, Callable[[Draw, Any], tuple[Any, ...]]] = {
    **dict.fromkeys(("brightness", "contrast", "color", "sharpness"), drawn(alphas)),
    **dict.fromkeys(("median_filter", "min_filter", "max_filter"), odd),
    "mode_filter": drawn(st.integers(1, 6)),
    "rank_filter": a_rank,
    "filter": a_kernel,
    "convert": drawn(st.sampled_from(["L", "RGB", "RGBA"])),
    "posterize": drawn(st.integers(1, 8)),
    "solarize": drawn(st.integers(0, 256)),
    "threshold": drawn(st.one_of(st.integers(-1, 256), st.floats(-1, 256))),
    "autocontrast": a_pair(st.one_of(st.just(0), st.floats(0, 100))),
    "point": a_table,
    "histogram": lambda draw, array: (None if draw(st.booleans()) else like(draw, array, 1),),
    "blend": lambda draw, array: (like(draw, array), draw(alphas)),
    "composite": lambda draw, array: (like(draw, array), a_mask(draw, array)),
    "mask": lambda draw, array: (a_mask(draw, array), draw(st.integers(0, 255))),
    "paste": a_paste,
    "put_alpha": lambda draw, array: (draw(st.integers(0, 255)) if draw(st.booleans()) else like(draw, array, 1),),
    "alpha_composite": lambda draw, array: (like(draw, array, 4),),
    "crop": a_crop,
    "rotate": drawn(st.integers(-8, 8).map(lambda turns: 90 * turns)),
    "resize": a_resize,
    "reduce": a_pair(factors),
    "box_blur": a_pair(radii),
    "gaussian_blur": a_pair(radii),
    "unsharp_mask": drawn(radii, st.integers(-500, 500), st.integers(0, 40)),
}


@pytest.mark.parametrize("operation", PILLOW)
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_as_pillow(operation: str, data: st.DataObject) -> None:
    array = data.draw(pixels(channels=4 if operation == "alpha_composite" else None))
    arguments = ARGUMENTS[operation](data.draw, array) if operation in ARGUMENTS else ()
    expected = np.asarray(PILLOW[operation](array, *arguments))
    actual = getattr(image, operation)(array, *arguments)
    assert actual.shape == expected.shape
    if operation in FUSED:
        assert np.max(np.abs(actual.astype(np.int16) - expected)) <= 1
    else:
        np.testing.assert_array_equal(actual, expected)


def test_all_operations_are_covered() -> None:
    assert set(image.__all__) == set(PILLOW) | {"draw_text", "text_size", "split", "KERNELS"}
    assert PIL.__version__.split(".")[0] == "13"


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("method", ["box", "bilinear", "bicubic", "lanczos"])
@pytest.mark.parametrize(
    ("shape", "size"),
    [((1000, 3), (2, 1)), ((3, 1000), (1, 2)), ((1, 1), (700, 1)), ((2, 999), (999, 2)), ((500, 90), (71, 33))],
)
def test_great_ratios(shape: tuple[int, int], size: tuple[int, int], method: str, channels: int) -> None:
    array = np.random.default_rng(4).integers(0, 256, (*shape, channels)[: 2 if channels == 1 else 3], dtype=np.uint8)
    np.testing.assert_array_equal(image.resize(array, size, method), np.asarray(PILLOW["resize"](array, size, method)))


def test_all_alphas_of_two_pixels() -> None:
    """Alpha compositing and pasting for every pair of alphas and some colors."""
    alpha = np.arange(256, dtype=np.uint8)
    for one, other in ((0, 255), (255, 0), (17, 200), (128, 127)):
        below, above = np.full((256, 256, 4), one, np.uint8), np.full((256, 256, 4), other, np.uint8)
        below[:, :, 3], above[:, :, 3] = alpha[:, None], alpha[None, :]
        for operation, arguments in (("alpha_composite", ()), ("paste", ((0, 0), above))):
            expected = np.asarray(PILLOW[operation](below, above, *arguments))
            np.testing.assert_array_equal(getattr(image, operation)(below, above, *arguments), expected)


def test_every_gray_of_a_color_cube() -> None:
    levels = np.arange(0, 256, 3, dtype=np.uint8)
    cube = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), axis=-1).reshape(len(levels), -1, 3)
    np.testing.assert_array_equal(image.grayscale(cube), np.asarray(PILLOW["grayscale"](cube)))
    expected = [(r * 19595 + g * 38470 + b * 7471 + 32768) >> 16 for r, g, b in cube[7].tolist()]
    assert image.grayscale(cube)[7].tolist() == expected


def test_reduce_and_box_differ_by_at_most_one_where_blocks_fit() -> None:
    array = np.random.default_rng(5).integers(0, 256, (60, 84, 3), dtype=np.uint8)
    for factor in (2, 3, 4, 6):
        reduced = image.reduce(array, factor).astype(int)
        resized = image.resize(array, (84 // factor, 60 // factor), "box").astype(int)
        assert np.max(np.abs(reduced - resized)) == 1


@pytest.mark.parametrize("orientation", ["correlation", "convolution"])
def test_orientation_against_scipy(orientation: str) -> None:
    rng = np.random.default_rng(6)
    array, kernel = rng.integers(0, 256, (20, 31), dtype=np.uint8), rng.integers(-5, 6, (3, 3))
    function = signal.correlate2d if orientation == "correlation" else signal.convolve2d
    expected = np.clip(function(array.astype(float), kernel, mode="valid") / 8 + 100 + 0.5, 0, 255).astype(np.uint8)
    actual = image.filter(array, kernel, 8, 100, orientation=orientation)
    np.testing.assert_array_equal(actual[1:-1, 1:-1], expected)
