"""Images against Pillow's results on file, and what must hold for any picture."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.engine import image
from quiz.engine.errors import EngineError
from tests.engine.golden.make_image_pictures import Pixels, decoded, digest, picture

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parent / "golden" / "image.json").read_text(encoding="utf-8"))
CASES: dict[str, list[dict[str, Any]]] = {}
for row in GOLDEN["cases"]:
    CASES.setdefault(row["operation"], []).append(row)

NOT_PILLOW = {"draw_text", "text_size", "split", "KERNELS"}
pictures = st.builds(picture, st.integers(1, 24), st.integers(1, 24), st.sampled_from([1, 3, 4]), st.integers(0, 2**20))


@pytest.mark.parametrize("operation", CASES)
def test_golden(operation: str) -> None:
    for case in CASES[operation]:
        result = getattr(image, operation)(*(decoded(argument) for argument in case["arguments"]))
        assert result.shape == tuple(case["shape"]), case["arguments"]
        assert result.dtype == (np.int64 if operation == "histogram" else np.uint8)
        if "pixels" in case:
            np.testing.assert_array_equal(result, case["pixels"])
        else:
            assert digest(result) == case["digest"], case["arguments"]


def test_every_public_operation_has_a_golden_case() -> None:
    assert set(image.__all__) - NOT_PILLOW == set(CASES)


# What the notes' facts say (blend's orientation, CONTOUR, Kernel's flip, pasting against compositing).


def test_blend_gives_the_second_picture_where_composite_gives_the_first() -> None:
    black, white = np.zeros((2, 2), np.uint8), np.full((2, 2), 255, np.uint8)
    assert image.blend(black, white, 0.25).tolist() == [[63, 63]] * 2  # 63.75, the fraction dropped
    assert image.composite(black, white, np.full((2, 2), 64, np.uint8)).tolist() == [[191, 191]] * 2


def test_contour_adds_255_and_clips() -> None:
    flat = np.full((4, 4), 90, np.uint8)
    assert image.contour(flat)[1:-1, 1:-1].tolist() == [[255, 255]] * 2
    flat[1, 1] = 80
    assert image.contour(flat)[1, 1] == 255 - 80  # 8 · 80 − 8 · 90 + 255
    assert image.contour(flat)[2, 2] == 255  # 8 · 90 − 7 · 90 − 80 + 255, cut
    assert image.edges(flat)[2, 2] == 10


def test_kernel_is_flipped_vertically_only_and_the_border_copied() -> None:
    values = picture(5, 6, 1)
    corner = np.zeros((3, 3))
    corner[0, 0] = 1
    shifted = {
        "pillow": values[2:, :-2],  # the first row meets the pixels below
        "correlation": values[:-2, :-2],
        "convolution": values[2:, 2:],
    }
    for orientation, expected in shifted.items():
        result = image.filter(values, corner, orientation=orientation)
        np.testing.assert_array_equal(result[1:-1, 1:-1], expected)
        border = np.ones(values.shape, np.bool_)
        border[1:-1, 1:-1] = False
        np.testing.assert_array_equal(result[border], values[border])


def test_a_sum_is_rounded_half_up_and_cut() -> None:
    values = np.array([[0, 0, 0], [1, 2, 0], [0, 0, 0]], np.uint8)
    halves = [[0, 0, 0], [1, 1, 0], [0, 0, 0]]
    assert image.filter(values, halves, scale=2)[1, 1] == 2  # 1.5
    assert image.filter(values, halves, scale=2, offset=-9)[1, 1] == 0
    assert image.filter(values, halves, scale=2, offset=300)[1, 1] == 255


def test_paste_mixes_alphas_where_alpha_composite_adds_them() -> None:
    below = np.array([[[200, 0, 0, 128]]], np.uint8)
    above = np.array([[[0, 0, 200, 128]]], np.uint8)
    assert image.alpha_composite(below, above).tolist() == [[[66, 0, 134, 192]]]
    assert image.paste(below, above, mask=above).tolist() == [[[100, 0, 100, 128]]]


# Properties.


@given(pictures)
@settings(max_examples=60, deadline=None)
def test_what_changes_nothing(values: Pixels) -> None:
    size = (values.shape[1], values.shape[0])
    zeros = np.zeros(values.shape[:2], np.uint8)
    same: list[Pixels] = [
        *(getattr(image, name)(values, 1) for name in ("brightness", "contrast", "color", "sharpness")),
        image.flip(image.flip(values)),
        image.mirror(image.mirror(values)),
        image.invert(image.invert(values)),
        image.rotate(image.rotate(values, 90), 270),
        image.rotate(values, 720),
        image.flip(image.mirror(image.rotate(values, 180))),
        image.crop(values, (0, 0, *size)),
        *(image.resize(values, size, method) for method in ("nearest", "box", "bilinear", "bicubic")),
        image.box_blur(values, 0),
        image.gaussian_blur(values, 0),
        image.median_filter(values, 1),
        image.min_filter(values, 1),
        image.posterize(values, 8),
        image.solarize(values, 256),
        image.point(values, range(256)),
        image.filter(values, [[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
        image.composite(values, image.invert(values), zeros + np.uint8(255)),
        image.composite(image.invert(values), values, zeros),
        image.blend(values, image.flip(values), 0),
        image.blend(image.flip(values), values, 1),
        image.paste(image.invert(values), values),
        image.paste(values, values, size),
        image.mask(values, zeros == 0),
        image.unsharp_mask(values, 3, 0, 0),
        image.draw_text(values, (0, -16), "outside"),
    ]
    for result in same:
        np.testing.assert_array_equal(result, values)
        assert result is not values
        assert not np.shares_memory(result, values)


@given(pictures, st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_order_and_sums(values: Pixels, half: int) -> None:
    size = 2 * half + 1
    low, middle, high = (filter_(values, size) for filter_ in (image.min_filter, image.median_filter, image.max_filter))
    assert np.all(low <= middle)
    assert np.all(middle <= high)
    np.testing.assert_array_equal(low, image.rank_filter(values, size, 0))
    np.testing.assert_array_equal(high, image.rank_filter(values, size, size * size - 1))
    counts = np.atleast_2d(image.histogram(values))
    assert counts.sum(axis=1).tolist() == [values.shape[0] * values.shape[1]] * len(counts)
    assert np.all(counts @ np.arange(256) == values.reshape(-1, len(counts)).sum(axis=0))
    np.testing.assert_array_equal(
        image.grayscale(image.convert(image.grayscale(values), "RGBA")), image.grayscale(values)
    )


@given(pictures, st.floats(0, 9, width=32))
@settings(max_examples=40, deadline=None)
def test_a_flat_picture_stays_flat(values: Pixels, radius: float) -> None:
    flat = np.empty_like(values)
    flat[...] = values[0, 0]
    if flat.ndim == 3 and flat.shape[2] == 4:
        flat[:, :, 3] = 255  # with less, multiplying and dividing by alpha rounds
    for result in (
        image.box_blur(flat, radius),
        image.gaussian_blur(flat, radius),
        image.smooth(flat),
        image.sharpen(flat),
        image.median_filter(flat),
        image.mode_filter(flat),
        image.equalize(flat[:1, :1]),
        image.autocontrast(flat),
        image.resize(flat, (flat.shape[1] * 2 + 1, max(1, flat.shape[0] // 2)), "bilinear"),
        image.reduce(flat, 3),
    ):
        np.testing.assert_array_equal(result, np.broadcast_to(flat[0, 0], result.shape))


def test_only_inputs_of_the_right_kind_change_nothing_in_place() -> None:
    values = picture(9, 9, 3)
    before = values.copy()
    values.setflags(write=False)
    image.draw_text(image.paste(image.equalize(values), values, (2, 2)), (0, 0), "A", (1, 2, 3))
    np.testing.assert_array_equal(values, before)


# Errors.

GRAY, RGB, RGBA = picture(6, 7, 1), picture(6, 7, 3), picture(6, 7, 4)
MISTAKES: list[tuple[Callable[[], Any], str]] = [
    (lambda: image.blur(GRAY.astype(np.float32)), r"blur: image: got float32 \(6, 7\); takes a uint8 array"),
    (lambda: image.invert(np.zeros((4, 4, 2), np.uint8)), r"invert: image: got uint8 \(4, 4, 2\)"),
    (lambda: image.grayscale(np.zeros((0, 4), np.uint8)), r"grayscale: image: got uint8 \(0, 4\)"),
    (lambda: image.flip([[1, 2], [3]]), "flip: image: got rows of different lengths"),
    (lambda: image.filter(GRAY, np.ones((4, 4))), r"filter: kernel: got float64 \(4, 4\); takes 3×3 or 5×5"),
    (lambda: image.filter(GRAY, [[1, np.nan, 1]] * 3), "filter: kernel: got"),
    (lambda: image.filter(GRAY, [["a"] * 3] * 3), "filter: kernel: got"),
    (lambda: image.filter(GRAY, [[-1, 0, 1]] * 3), "filter: scale: got none, and the kernel sums to 0"),
    (lambda: image.filter(GRAY, np.ones((3, 3)), scale=0), "filter: scale: got 0;"),
    (lambda: image.filter(GRAY, np.ones((3, 3)), offset=np.inf), "filter: offset: got inf"),
    (
        lambda: image.filter(GRAY, np.ones((3, 3)), orientation="up"),
        "filter: orientation: got 'up'; takes one of pillow",
    ),
    (lambda: image.blend(RGB, RGBA, 0.5), r"blend: other: got shape \(6, 7, 4\); takes the shape .* \(6, 7, 3\)"),
    (lambda: image.blend(RGB, RGB, "half"), "blend: alpha: got 'half'; takes a finite number"),  # type: ignore[arg-type]
    (lambda: image.brightness(RGB, float("nan")), "brightness: factor: got nan"),
    (lambda: image.composite(RGB, RGB, RGB), r"composite: mask: got uint8 \(6, 7, 3\); takes a bool or uint8 array"),
    (lambda: image.paste(RGB, RGB, (0, 0), GRAY[:3]), r"paste: mask: got uint8 \(3, 7\)"),
    (lambda: image.paste(RGB, RGB, (0.5, 0)), "paste: xy: got 0.5; takes an integer"),  # type: ignore[arg-type]
    (lambda: image.alpha_composite(RGB, RGBA), r"alpha_composite: below: got uint8 \(6, 7, 3\); takes an RGBA"),
    (lambda: image.mask(RGB, GRAY, (1, 2)), r"mask: fill: got \(1, 2\); takes 3 integers"),
    (lambda: image.put_alpha(RGB, 256), "put_alpha: alpha: got 256; takes an integer from 0 to 255"),
    (lambda: image.crop(RGB, (4, 0, 4, 2)), r"crop: box: got \(4, 0, 4, 2\); takes \(left"),
    (lambda: image.crop(RGB, (0, 0, 10**6, 10**6)), "crop: box: got 1000000 × 1000000 pixels; takes at most"),
    (lambda: image.rotate(RGB, 45), "rotate: angle: got 45; takes a multiple of 90"),
    (lambda: image.resize(RGB, (0, 4)), "resize: size: got 0; takes an integer from 1"),
    (lambda: image.resize(RGB, (10**6, 10**6)), "resize: size: got 1000000 × 1000000 pixels"),
    (lambda: image.resize(RGB, 4), "resize: size: got 4; takes 2 integers"),  # type: ignore[arg-type]
    (lambda: image.resize(RGB, (4, 4), "cubic"), "resize: method: got 'cubic'; takes nearest, box, bilinear"),
    (lambda: image.resize(RGB, (4, 4), box=(0, 0, 8, 6)), r"resize: box: got \(0, 0, 8, 6\); takes .* \(0, 0, 7, 6\)"),
    (lambda: image.reduce(RGB, 0), "reduce: factor: got 0"),
    (lambda: image.box_blur(RGB, -1), "box_blur: radius: got -1; takes a number from 0"),
    (lambda: image.gaussian_blur(RGB, (1, 2, 3)), "gaussian_blur: radius: got"),  # type: ignore[arg-type]
    (lambda: image.unsharp_mask(RGB, 1, 1.5), "unsharp_mask: percent: got 1.5"),  # type: ignore[arg-type]
    (lambda: image.median_filter(RGB, 4), "median_filter: size: got 4; takes an odd integer"),
    (lambda: image.rank_filter(RGB, 3, 9), "rank_filter: rank: got 9; takes an integer from 0 to 8"),
    (lambda: image.point(RGB, list(range(255))), r"point: table: got int64 \(255,\); takes 256 numbers"),
    (lambda: image.point(RGB, lambda value: np.inf if value == 3 else value), "point: table: got a value"),
    (lambda: image.convert(RGB, "CMYK"), "convert: mode: got 'CMYK'"),
    (lambda: image.convert(RGB, ["L"]), r"convert: mode: got \['L'\]"),  # type: ignore[arg-type]
    (lambda: image.resize(RGB, (2, 2), ["box"]), r"resize: method: got \['box'\]"),  # type: ignore[arg-type]
    (lambda: image.posterize(RGB, 9), "posterize: bits: got 9; takes an integer from 1 to 8"),
    (lambda: image.autocontrast(RGB, 101), "autocontrast: cutoff: got 101"),
    (lambda: image.histogram(RGB, GRAY[:2]), "histogram: mask: got"),
    (lambda: image.draw_text(RGB, (0, 0), "A", scale=0), "draw_text: scale: got 0"),
    (lambda: image.draw_text(RGB, (0, 0), b"A"), "draw_text: text: got b'A'; takes a str"),  # type: ignore[arg-type]
    (lambda: image.draw_text(RGB, (0, 0), "A", fill=-1), "draw_text: fill: got -1; takes an integer from 0 to 255"),
]


@pytest.mark.parametrize(("mistake", "message"), MISTAKES)
def test_mistakes_are_named(mistake: Callable[[], Any], message: str) -> None:
    with pytest.raises(EngineError, match=message):
        mistake()
