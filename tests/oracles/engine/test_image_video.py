"""Video against OpenCV: masks and channels to the bit, running averages to its rounding."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.engine import video

STEP = 4e-5  # two units in the last place of a float32 below 256: OpenCV fuses multiplication and addition


@st.composite
def frames(draw: st.DrawFn) -> Any:
    """Some frames of one size, gray or BGR."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    depth = draw(st.sampled_from([(), (3,)]))
    shape = (draw(st.integers(2, 9)), draw(st.integers(1, 40)), draw(st.integers(1, 40)), *depth)
    return rng.integers(0, 256, shape, dtype=np.uint8)


@settings(max_examples=200, deadline=None)
@given(frames(), st.integers(0, 255))
def test_difference(run: Any, level: int) -> None:
    one, other = run[:2]
    marked = cv2.threshold(cv2.absdiff(one, other), level, 255, cv2.THRESH_BINARY)[1].reshape(one.shape)
    expected = marked if marked.ndim == 2 else marked.max(axis=2)
    np.testing.assert_array_equal(video.frame_difference(one, other, level), expected)


@settings(max_examples=200, deadline=None)
@given(frames(), st.floats(0, 1))
def test_background(run: Any, rate: float) -> None:
    expected = run[0].astype(np.float32)
    for frame in run:
        cv2.accumulateWeighted(frame, expected, rate)
    _, background = video.background_subtraction(run, rate)
    np.testing.assert_allclose(background, expected, rtol=0, atol=STEP * len(run))


@settings(max_examples=50, deadline=None)
@given(frames().filter(lambda run: run.ndim == 4))
def test_channels(run: Any) -> None:
    np.testing.assert_array_equal(video.bgr_to_rgb(run[0]), cv2.cvtColor(run[0], cv2.COLOR_BGR2RGB))
