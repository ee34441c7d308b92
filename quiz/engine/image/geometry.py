"""Crop, flip, mirror, and turns by right angles: pixels move, none changes."""

from __future__ import annotations

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.image.checks import FAR, Pixels, described, pixels, room, whole, wholes


def crop(image: object, box: tuple[int, int, int, int]) -> Pixels:
    """The rectangle `box` = (left, upper, right, lower), right and lower excluded; beyond the edges it is 0.

    Raises EngineError for an empty box. Source: `Image.crop`.
    """
    array = pixels("crop", image)
    left, upper, right, lower = wholes("crop", "box", box, 4, -FAR, FAR)
    if right <= left or lower <= upper:
        raise bad("crop", "box", described(box), "(left, upper, right, lower) with left < right and upper < lower")
    room("crop", "box", right - left, lower - upper)
    result = np.zeros((lower - upper, right - left, *array.shape[2:]), np.uint8)
    inside = array[max(0, upper) : max(0, lower), max(0, left) : max(0, right)]
    y, x = min(max(0, -upper), lower - upper), min(max(0, -left), right - left)
    if inside.size:
        result[y : y + inside.shape[0], x : x + inside.shape[1]] = inside
    return result


def flip(image: object) -> Pixels:
    """Upside down: the first row becomes the last. Source: `ImageOps.flip`."""
    return pixels("flip", image)[::-1].copy()


def mirror(image: object) -> Pixels:
    """Left and right change places. Source: `ImageOps.mirror`."""
    return pixels("mirror", image)[:, ::-1].copy()


def rotate(image: object, angle: int) -> Pixels:
    """Turned counterclockwise by `angle` degrees, a multiple of 90; at 90 and 270 height and width change places.

    Source: `Image.rotate(angle, expand=True)`.
    """
    array = pixels("rotate", image)
    turns, rest = divmod(whole("rotate", "angle", angle, -FAR, FAR), 90)
    if rest:
        raise bad("rotate", "angle", described(angle), "a multiple of 90 degrees")
    return np.rot90(array, turns % 4).copy()
