"""Frames: difference, background, and the order of channels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.engine import video
from quiz.engine.errors import EngineError
from tests.engine.golden.make_image_pictures import Pixels, picture

frames = st.builds(picture, st.integers(1, 9), st.integers(1, 9), st.sampled_from([1, 3]), st.integers(0, 2**20))


def like(frame: Pixels, seed: int) -> Pixels:
    return picture(frame.shape[0], frame.shape[1], 1 if frame.ndim == 2 else 3, seed)


def moving(count: int) -> list[Pixels]:
    """A bright square of two pixels that moves one pixel to the right in each frame."""
    result = [np.full((4, count + 2), 50, np.uint8) for _ in range(count)]
    for place, frame in enumerate(result):
        frame[1:3, place : place + 2] = 200
    return result


@given(frames, st.integers(0, 255), st.integers(0, 2**20))
@settings(max_examples=60, deadline=None)
def test_difference_is_that_of_wide_integers(one: Pixels, threshold: int, seed: int) -> None:
    other = like(one, seed)
    far = np.abs(one.astype(int) - other.astype(int)) > threshold
    expected = np.where(far.any(axis=2) if far.ndim == 3 else far, 255, 0)
    result = video.frame_difference(one, other, threshold)
    np.testing.assert_array_equal(result, expected)
    np.testing.assert_array_equal(result, video.frame_difference(other, one, threshold))
    assert result.dtype == np.uint8
    assert not video.frame_difference(one, one, 0).any()


def test_difference_marks_where_the_square_left_and_came() -> None:
    first, second = moving(2)
    assert video.frame_difference(first, second).tolist() == [[0] * 4, [255, 0, 255, 0], [255, 0, 255, 0], [0] * 4]
    assert not video.frame_difference(first, second, 150).any()  # greater than, not equal
    assert video.frame_difference(first, second, 149).any()


@given(frames, st.floats(0, 1), st.integers(1, 6))
@settings(max_examples=60, deadline=None)
def test_background_follows_its_formula(first: Pixels, rate: float, count: int) -> None:
    run = [like(first, seed) for seed in range(count)]
    masks, background = video.background_subtraction([first, *run], rate, 30)
    expected = first.astype(np.float64)
    for frame in run:
        expected = (1 - rate) * expected + rate * frame
    assert background.dtype == np.float32
    # Each step rounds values of at most 255 a few times.
    np.testing.assert_allclose(background, expected, rtol=0, atol=255 * 4 * (count + 1) * 2.0**-24)
    assert len(masks) == count + 1
    assert not masks[0].any()
    assert all(mask.shape == first.shape[:2] and set(np.unique(mask)) <= {0, 255} for mask in masks)


def test_what_moves_is_marked_and_what_rests_melts_into_the_background() -> None:
    run = moving(6)
    masks, _ = video.background_subtraction(run, rate=0.05, threshold=25)
    assert masks[5][1, 5:7].tolist() == [255, 255]
    assert not masks[5][0].any()
    still, background = video.background_subtraction([run[0]] + [run[5]] * 80, rate=0.05)
    assert still[1].any()
    assert not still[80].any()
    np.testing.assert_allclose(background, run[5], atol=255 * 0.95**80)
    frozen, kept = video.background_subtraction([run[0]] + [run[5]] * 80, rate=0)
    assert frozen[80].any()
    np.testing.assert_array_equal(kept, run[0])


def test_the_last_frame_is_the_background_at_rate_1() -> None:
    run = moving(4)
    masks, background = video.background_subtraction(iter(run), rate=1)
    np.testing.assert_array_equal(background, run[-1])
    for place in range(1, 4):
        np.testing.assert_array_equal(masks[place], video.frame_difference(run[place - 1], run[place]))


@given(st.builds(picture, st.integers(1, 9), st.integers(1, 9), st.just(3), st.integers(0, 2**20)))
def test_channels_change_places(frame: Pixels) -> None:
    turned = video.bgr_to_rgb(frame)
    np.testing.assert_array_equal(turned[:, :, 0], frame[:, :, 2])
    np.testing.assert_array_equal(turned[:, :, 1], frame[:, :, 1])
    np.testing.assert_array_equal(video.rgb_to_bgr(turned), frame)
    assert not np.shares_memory(turned, frame)


GRAY, RGB, RGBA = picture(3, 4, 1), picture(3, 4, 3), picture(3, 4, 4)
MISTAKES: list[tuple[Callable[[], Any], str]] = [
    (lambda: video.frame_difference(RGB, GRAY), r"frame_difference: other: got shape \(3, 4\)"),
    (lambda: video.frame_difference(RGB / 255, RGB), r"frame_difference: one: got float64 \(3, 4, 3\); takes a uint8"),
    (lambda: video.frame_difference(RGBA, RGBA), r"frame_difference: one: got uint8 \(3, 4, 4\)"),
    (lambda: video.frame_difference(RGB, RGB, float("nan")), "frame_difference: threshold: got nan"),
    (lambda: video.background_subtraction([]), "background_subtraction: frames: got none; takes at least one frame"),
    (
        lambda: video.background_subtraction([RGB], rate=1.5),
        "background_subtraction: rate: got 1.5; takes a number from 0",
    ),
    (lambda: video.background_subtraction(3), "background_subtraction: frames: got 3"),  # type: ignore[arg-type]
    (lambda: video.background_subtraction([RGB, GRAY]), r"background_subtraction: frames\[1\]: got uint8 \(3, 4\)"),
    (lambda: video.running_average(RGB, RGB, 0.5), r"running_average: background: got uint8"),  # type: ignore[arg-type]
    (lambda: video.bgr_to_rgb(GRAY), r"bgr_to_rgb: frame: got uint8 \(3, 4\); takes .*3\)"),
    (lambda: video.rgb_to_bgr(RGBA), "rgb_to_bgr: frame"),
]


@pytest.mark.parametrize(("mistake", "message"), MISTAKES)
def test_mistakes_are_named(mistake: Callable[[], Any], message: str) -> None:
    with pytest.raises(EngineError, match=message):
        mistake()
