"""Demonstrations on grids, sizes and pictures against what is true: figures by hand, or by counting."""

from __future__ import annotations

import numpy as np
import pytest

from quiz.engine.demonstrations import Picture, Steps, demonstrations
from tests.engine.showing import cells, curve, in_english, pictures, table

# Convolution


def test_a_kernel_slides_over_every_place() -> None:
    value = demonstrations()["kernel-sliding"].show(size=6, kernel="outline")
    assert isinstance(value, Steps)
    image, kernel, *places, result = value.parts
    assert isinstance(image, Picture)
    assert isinstance(kernel, Picture)
    assert isinstance(result, Picture)
    assert len(places) == 16
    for place, found in zip(places, result.array.flat, strict=True):
        assert isinstance(place, Picture)
        assert place.mark is not None
        top, left, height, width = place.mark
        window = image.array[top : top + height, left : left + width]
        assert (window * kernel.array).sum() == pytest.approx(found)
        assert str(place.caption).endswith(f"= {found:.3g}".replace("-", "−"))


def test_frameworks_do_not_flip_the_kernel() -> None:
    image, kernel, correlation, convolution = pictures("kernel-flip", kernel="diagonal")
    assert correlation[0, 0] == pytest.approx((image[:3, :3] * kernel).sum())
    assert convolution[0, 0] == pytest.approx((image[:3, :3] * kernel[::-1, ::-1]).sum())
    assert not np.array_equal(correlation, convolution)


def test_max_and_average_of_the_same_windows() -> None:
    image, largest, mean = pictures("max-and-average-pooling", size=6, kernel=2)
    windows = image.reshape(3, 2, 3, 2)
    np.testing.assert_array_equal(largest, windows.max(axis=(1, 3)))
    np.testing.assert_allclose(mean, windows.mean(axis=(1, 3)))


def test_padding_1_and_same_have_one_size_and_two_results_at_stride_2() -> None:
    one, same = table("padding-one-and-same", size=8, stride=2).rows
    assert one[3] == same[3] == 4
    assert (same[1], same[2]) == (0, 1)
    image, left, right = pictures("padding-one-and-same", size=8, stride=2)
    assert left.shape == right.shape == (4, 4)
    assert left[0, 0] == image[:2, :2].sum()
    assert right[0, 0] == image[:3, :3].sum()
    _, left, right = pictures("padding-one-and-same", size=8, stride=1)
    np.testing.assert_array_equal(left, right)


@pytest.mark.parametrize("size", [5, 8])
def test_who_reads_a_corner_pixel(size: int) -> None:
    bare, padded = pictures("corner-pixel", size=size)
    assert (bare[0, 0], padded[0, 0]) == (1, 4)
    assert bare[2, 2] == padded[2, 2] == 9
    assert bare.sum() == 9 * (size - 2) ** 2


def test_a_random_kernel_learns() -> None:
    start, learnt, goal = pictures("kernel-learning")
    assert np.abs(learnt - goal).max() < 0.05 < np.abs(start - goal).max()
    (loss,) = curve("kernel-learning").series
    assert loss[-1] < loss[0] / 100


def test_equal_kernels_stay_equal() -> None:
    same, random = curve("symmetry-breaking").series
    assert set(same) == {0}
    assert min(random) > 0.05


# Sizes


def test_flatten_keeps_the_samples_apart() -> None:
    shapes = {in_english(row[0]): row[1:] for row in table("flatten-shapes").rows}
    assert shapes["Flatten"][0] == "(2, 784)"
    assert shapes["Flatten, Dense"] == ("(2, 4)", 784 * 4 + 4)
    assert shapes["Dense without Flatten"] == ("(2, 28, 4)", 28 * 4 + 4)


def test_dense_against_convolution() -> None:
    dense, valid, same = (row[1:] for row in table("dense-and-convolution").rows)
    assert dense[:3] == (100_480, 100_352, 128)
    assert valid[:3] == (320, 194_688, 21_632)
    assert same[:2] == (320, 225_792)
    assert dense[3:] == (401_920, 512)


def test_sizes_and_receptive_field_through_a_stack() -> None:
    rows = table("sizes-through-a-stack").rows
    assert [row[1:4] for row in rows] == [
        ("(28, 28, 1)", 1, 1), ("(26, 26, 32)", 3, 1), ("(13, 13, 32)", 4, 2), ("(11, 11, 64)", 8, 2),
        ("(5, 5, 64)", 10, 4),
    ]  # fmt: skip
    stopped = table("sizes-through-a-stack", size=8, filters=[8, 8, 8])
    assert in_english(stopped.note) == "The next layer no longer fits."


def test_as_many_maps_as_filters() -> None:
    assert table("filters-and-parameters", channels=1, filters=[32]).rows == ((32, 32, 320, "(3·3·1 + 1)·32 = 320"),)


def test_sizes_by_padding_and_stride() -> None:
    assert [row[1:] for row in table("padding-sizes", size=28, kernel=5).rows] == [
        (24, 28, "2 + 2", 28), (12, 14, "1 + 2", 14), (8, 10, "2 + 2", 10),
    ]  # fmt: skip
    assert cells(table("padding-sizes", size=27), 2) == [27, 14, 9]
    assert cells(table("padding-sizes", size=2, kernel=5), 1) == ["–", "–", "–"]


def test_a_batch_in_input_shape_makes_five_axes() -> None:
    right, wrong = table("input-shapes").rows
    assert right[:3] == ("(28, 28, 1)", "(None, 28, 28, 1)", 4)
    assert wrong[:3] == ("(4, 28, 28, 1)", "(None, 4, 28, 28, 1)", 5)
    assert in_english(right[3]) == "works"
    assert in_english(wrong[3]).startswith("refused")


# Pictures


def test_factor_1_changes_nothing() -> None:
    from quiz.engine.demonstrations.pictures import scene

    for what in ("brightness", "contrast", "color", "sharpness"):
        degenerate, unchanged, changed = pictures("picture-enhance", what=what, factor=1.8)
        np.testing.assert_array_equal(unchanged, scene(64))
        assert not np.array_equal(degenerate, unchanged)
        assert not np.array_equal(changed, unchanged)
    assert not pictures("picture-enhance", what="brightness")[0].any()


def test_filters_do_what_they_say() -> None:
    before, edges = pictures("picture-filter", filter="edges")
    _, contour = pictures("picture-filter", filter="contour")
    inner = (slice(1, -1), slice(1, -1))
    np.testing.assert_array_equal(edges[0], before[0])  # the border is copied
    # Both cut the same sum to 0–255, contour after adding 255: one is light where the other cannot be dark.
    assert np.all((edges[inner] == 0) | (contour[inner] == 255))
    _, gray = pictures("picture-filter", filter="grayscale")
    assert gray.ndim == 2


def test_a_median_takes_salt_and_pepper_away() -> None:
    noisy, mean, median = cells(table("median-and-blur"), 1)
    assert median < mean < noisy


def test_three_orientations_of_a_kernel() -> None:
    bright, kernel, correlation, convolution, pillow = pictures("kernel-orientation")
    assert bright.sum() == 10
    # A single pixel's answer is the kernel seen from the pixel: turned by 180°, unless it is flipped before.
    np.testing.assert_allclose(convolution, kernel * 10)
    np.testing.assert_allclose(correlation, kernel[::-1, ::-1] * 10)
    np.testing.assert_allclose(pillow, kernel[:, ::-1] * 10)


def test_blend_goes_the_other_way_round() -> None:
    shown = {in_english(row[0]): row[1:] for row in table("blending").rows}
    assert shown["α·a + (1 − α)·b"][0] == 125
    assert shown["composite(a, b, α)"][0] == shown["blend(b, a, α)"][0] == 125
    assert shown["blend(a, b, α)"][0] == 175
    assert shown["alpha_composite, b opaque"] == (125, 255)
    alpha, below = 64 / 255, 128 / 255
    over = alpha + below * (1 - alpha)
    color, opacity = shown["alpha_composite, b translucent"]
    assert color == pytest.approx((200 * alpha + 100 * below * (1 - alpha)) / over, abs=1)
    assert opacity == pytest.approx(255 * over, abs=1)
    assert shown["paste, b translucent"] != (color, opacity)


def test_bgr_swaps_red_and_blue() -> None:
    right, swapped, back = pictures("bgr-and-rgb")
    np.testing.assert_array_equal(swapped, right[:, :, ::-1])
    np.testing.assert_array_equal(back, right)


def test_a_difference_marks_what_moves() -> None:
    before, after, difference, _, against = pictures("frame-difference")
    np.testing.assert_array_equal(difference == 255, np.abs(before.astype(int) - after) > 25)
    assert 0 < (difference == 255).sum() < (against == 255).sum()
