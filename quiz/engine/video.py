"""Video as a run of frames: what changed from one to the next, what stands still, and the order of the channels.

Frames are uint8 arrays (height, width) or (height, width, 3); OpenCV gives them as BGR, Pillow and Matplotlib take RGB.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.image.checks import Pixels, alike, described, number, pixels

Background = np.ndarray[Any, np.dtype[np.float32]]


def _frame(operation: str, frame: object, argument: str) -> Pixels:
    array = pixels(operation, frame, argument)
    if array.ndim == 3 and array.shape[2] != 3:
        raise bad(operation, argument, described(array), "a uint8 array (height, width) or (height, width, 3)")
    return array


def frame_difference(one: object, other: object, threshold: float = 25) -> Pixels:
    """Where two frames differ: 255 where |one − other| > `threshold` in any channel, else 0; (h, w).

    Sources: OpenCV, `absdiff`, `threshold` (THRESH_BINARY); any channel counts.
    """
    first, second = _frame("frame_difference", one, "one"), _frame("frame_difference", other, "other")
    alike("frame_difference", first, second, "other")
    level = number("frame_difference", "threshold", threshold)
    # The distance of two bytes without leaving bytes: the larger minus the smaller.
    return _marked(np.maximum(first, second) - np.minimum(first, second), level)


def _marked(distance: np.ndarray[Any, Any], level: float) -> Pixels:
    moved = distance > level
    return np.where(moved.any(axis=2) if moved.ndim == 3 else moved, np.uint8(255), np.uint8(0))


def running_average(background: Background, frame: object, rate: float) -> Background:
    """background ← (1 − rate) · background + rate · frame, in float32; a new array.

    Source: OpenCV, `accumulateWeighted(frame, background, rate)`, which fuses multiplication and addition: its values
    may differ by 4e-5 a step, so a mask may differ where a distance lies just at the threshold.
    """
    array = _frame("running_average", frame, "frame")
    weight = _rate("running_average", rate)
    old = np.asarray(background)
    if old.shape != array.shape or old.dtype != np.float32:
        takes = f"a float32 array of the frame's shape, {array.shape}"
        raise bad("running_average", "background", described(old), takes)
    return old * (np.float32(1) - weight) + array.astype(np.float32) * weight


def _rate(operation: str, rate: float) -> np.float32:
    takes = "a number from 0 (never learns) to 1 (the last frame)"
    weight = number(operation, "rate", rate, takes)
    if not 0 <= weight <= 1:
        raise bad(operation, "rate", described(rate), takes)
    return np.float32(weight)


def background_subtraction(
    frames: Iterable[object], rate: float = 0.05, threshold: float = 25
) -> tuple[list[Pixels], Background]:
    """What moves: for each frame a mask (h, w), 255 where it differs from the background; and the last background.

    The background starts as the first frame. For each frame first the mask, |frame − background| > `threshold` in any
    channel, then background ← (1 − rate) · background + rate · frame. So the first mask is all 0, and what comes to
    rest melts into the background after about 1 / rate frames. Sources: OpenCV, `absdiff`, `threshold`
    (THRESH_BINARY) and `accumulateWeighted`, on float32.
    """
    _rate("background_subtraction", rate)
    level = number("background_subtraction", "threshold", threshold)
    if not isinstance(frames, Iterable):
        raise bad("background_subtraction", "frames", described(frames), "frames one after another, such as a list")
    masks: list[Pixels] = []
    background: Background | None = None
    for place, frame in enumerate(frames):
        array = _frame("background_subtraction", frame, f"frames[{place}]")
        if background is None:
            background = array.astype(np.float32)
        if array.shape != background.shape:
            takes = f"the shape of the first frame, {background.shape}"
            raise bad("background_subtraction", f"frames[{place}]", described(array), takes)
        masks.append(_marked(np.abs(array.astype(np.float32) - background), level))
        background = running_average(background, array, rate)
    if background is None:
        raise bad("background_subtraction", "frames", "none", "at least one frame")
    return masks, background


def _reversed(operation: str, frame: object) -> Pixels:
    array = pixels(operation, frame, "frame")
    if array.ndim != 3 or array.shape[2] != 3:
        raise bad(operation, "frame", described(array), "a uint8 array (height, width, 3)")
    return np.ascontiguousarray(array[:, :, ::-1])


def bgr_to_rgb(frame: object) -> Pixels:
    """The channels the other way round, as OpenCV's `cvtColor(frame, COLOR_BGR2RGB)`: blue and red change places."""
    return _reversed("bgr_to_rgb", frame)


def rgb_to_bgr(frame: object) -> Pixels:
    """The channels the other way round: the same change of places as `bgr_to_rgb`."""
    return _reversed("rgb_to_bgr", frame)
