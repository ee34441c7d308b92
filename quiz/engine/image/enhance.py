"""Blending, and the four enhancements that blend a picture with a degenerate version of itself.

All compute in float32 and drop the fraction, as Pillow does on x86-64. Where a compiler fuses multiplication and
addition (Pillow's builds for ARM), its result may be 1 higher or lower.
"""

from __future__ import annotations

import numpy as np

from quiz.engine.image.checks import Pixels, alike, channels, clipped, number, pixels
from quiz.engine.image.kernels import smooth
from quiz.engine.image.points import converted, grayscale


def blend(one: object, other: object, alpha: float) -> Pixels:
    """out = one + alpha · (other − one), in float32; the fraction is dropped, and the result cut to 0–255.

    `alpha` 0 gives `one`, 1 gives `other`, beyond them it extrapolates. Note the orientation: `composite(a, b, mask)`
    gives `a` where its mask is high. Same shapes. Source: `Image.blend`.
    """
    first, second = pixels("blend", one, "one"), pixels("blend", other, "other")
    alike("blend", first, second, "other")
    return _blend(first, second, np.float32(number("blend", "alpha", alpha)))


def _blend(one: Pixels, other: Pixels, alpha: np.float32) -> Pixels:
    start = one.astype(np.float32)
    moved = other.astype(np.float32)
    moved -= start
    with np.errstate(over="ignore"):  # an infinite one is cut to 0 or 255 like any other
        moved *= alpha
    moved += start
    return clipped(moved)


def _enhanced(operation: str, image: Pixels, degenerate: Pixels, factor: float) -> Pixels:
    """degenerate + factor · (image − degenerate); alpha is the image's."""
    result = _blend(degenerate, image, np.float32(number(operation, "factor", factor)))
    if image.ndim == 3 and image.shape[2] == 4:
        result[:, :, 3] = image[:, :, 3]
    return result


def brightness(image: object, factor: float) -> Pixels:
    """factor · value, cut to 0–255: a blend with black. 0 is black, 1 changes nothing; alpha is kept.

    Source: `ImageEnhance.Brightness`.
    """
    array = pixels("brightness", image)
    return _enhanced("brightness", array, np.zeros_like(array), factor)


def contrast(image: object, factor: float) -> Pixels:
    """A blend with one gray, mean + factor · (value − mean); mean = ⌊mean of the grayscale picture + 0.5⌋.

    0 is that gray, 1 changes nothing; alpha is kept. Source: `ImageEnhance.Contrast`.
    """
    array = pixels("contrast", image)
    gray = grayscale(array)
    mean = int(int(gray.sum(dtype=np.int64)) / gray.size + 0.5)
    return _enhanced("contrast", array, np.full_like(array, mean), factor)


def color(image: object, factor: float) -> Pixels:
    """A blend with the grayscale picture: 0 is gray, 1 changes nothing, 2 is vivid; alpha is kept.

    Source: `ImageEnhance.Color`.
    """
    array = pixels("color", image)
    gray = converted(grayscale(array), channels(array))
    return _enhanced("color", array, gray, factor)


def sharpness(image: object, factor: float) -> Pixels:
    """A blend with `smooth(image)`: 0 is smoothed, 1 changes nothing, 2 is sharpened; alpha is kept.

    Source: `ImageEnhance.Sharpness`.
    """
    array = pixels("sharpness", image)
    return _enhanced("sharpness", array, smooth(array), factor)
