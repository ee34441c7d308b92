"""Putting one picture over another: masks, pasting, compositing, alpha."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.image.checks import (
    FAR,
    Pixels,
    alike,
    channels,
    described,
    mask_of,
    over_255,
    pixels,
    whole,
    wholes,
    with_axis,
)
from quiz.engine.image.points import converted


def _mixed(below: Pixels, above: Pixels, mask: Pixels) -> Pixels:
    """round((above · mask + below · (255 − mask)) / 255), all channels alike; exact in 16 bits."""
    weight = mask.astype(np.uint16)
    if above.ndim == 3:
        weight = weight[:, :, None]
    return over_255(above * weight + below * (np.uint16(255) - weight)).astype(np.uint8)


def composite(one: object, other: object, mask: object) -> Pixels:
    """`one` where the mask is 255, `other` where it is 0: round((one · m + other · (255 − m)) / 255), alpha too.

    The mask: (h, w) uint8 or bool, or RGBA, whose alpha counts. Note the orientation against `blend`, where a high
    alpha gives the *second* picture. Same shapes. Source: `Image.composite`.
    """
    first, second = pixels("composite", one, "one"), pixels("composite", other, "other")
    alike("composite", first, second, "other")
    return _mixed(second, first, mask_of("composite", mask, first.shape[:2]))


def mask(image: object, mask: object, fill: Any = 0) -> Pixels:
    """The picture where the mask is 255, `fill` (a value, or one a channel) where it is 0: `composite` over `fill`."""
    array = pixels("mask", image)
    weights = mask_of("mask", mask, array.shape[:2])
    return _mixed(filled("mask", array, fill), array, weights)


def filled(operation: str, array: Pixels, fill: Any) -> Pixels:
    """A picture of the shape of `array`, all of it the color `fill`."""
    result = np.empty_like(array)
    result[...] = ink(operation, fill, channels(array))
    return result


def ink(operation: str, fill: Any, count: int) -> Any:
    """A color: one integer 0–255 for all channels, or as many as there are channels."""
    if count > 1 and isinstance(fill, (tuple, list, np.ndarray)):
        return np.array(wholes(operation, "fill", fill, count, 0, 255), np.uint8)
    return np.uint8(whole(operation, "fill", fill, 0, 255))


def put_alpha(image: object, alpha: object) -> Pixels:
    """RGBA with this alpha: (h, w) uint8 or bool, or one integer 0–255. Source: `Image.putalpha`."""
    array = pixels("put_alpha", image)
    result = converted(array, 4)
    if np.asarray(alpha).ndim == 0:
        result[:, :, 3] = whole("put_alpha", "alpha", alpha, 0, 255)
    else:
        result[:, :, 3] = mask_of("put_alpha", alpha, array.shape[:2], "alpha")
    return result


def paste(image: object, source: object, xy: tuple[int, int] = (0, 0), mask: object = None) -> Pixels:
    """A copy of `image` with `source` on it, its upper left corner at `xy` = (x, y); what lies outside is cut off.

    `source` is converted to the channels of `image`. With a mask (of the source's size, see `composite`) the two are
    mixed by it, round((source · m + image · (255 − m)) / 255), *their alphas as well*: pasting something translucent
    with itself as mask over something translucent is not `alpha_composite`. Source: `Image.paste`.
    """
    array, above = pixels("paste", image), pixels("paste", source, "source")
    x, y = wholes("paste", "xy", xy, 2, -FAR, FAR)
    weights = None if mask is None else mask_of("paste", mask, above.shape[:2])
    above = converted(above, channels(array))
    result = array.copy()
    (height, width), (rows, columns) = array.shape[:2], above.shape[:2]
    from_y, from_x = (
        slice(max(0, -y), max(0, min(rows, height - y))),
        slice(max(0, -x), max(0, min(columns, width - x))),
    )
    below = result[max(0, y) : max(0, y + rows), max(0, x) : max(0, x + columns)]
    above = above[from_y, from_x]
    if below.size:
        below[...] = above if weights is None else _mixed(below, above, weights[from_y, from_x])
    return result


def alpha_composite(below: object, above: object) -> Pixels:
    """`above` over `below`, both RGBA of one size, by their own alphas (Porter and Duff's "over", 1984).

    a = aₐ + a_b · (1 − aₐ); color = (colorₐ · aₐ + color_b · a_b · (1 − aₐ)) / a, in integers with 7 extra bits:
    A = 255·aₐ + a_b·(255 − aₐ), p = ⌊aₐ · 255² · 128 / A⌋, q = 255 · 128 − p, color = round((p·colorₐ + q·color_b)
    / 255 / 128), a = round(A / 255). Where aₐ = 0, `below` is copied. Source: `Image.alpha_composite`.
    """
    under, over = pixels("alpha_composite", below, "below"), pixels("alpha_composite", above, "above")
    for argument, array in (("below", under), ("above", over)):
        if channels(array) != 4:
            raise bad("alpha_composite", argument, described(array), "an RGBA array (height, width, 4)")
    alike("alpha_composite", under, over, "above")
    low, high = under.astype(np.uint32), over.astype(np.uint32)
    alpha = high[:, :, 3:]
    total = alpha * 255 + low[:, :, 3:] * (255 - alpha)
    p = alpha * (255 * 255 * 128) // np.maximum(total, 1)
    t = high[:, :, :3] * p + low[:, :, :3] * (255 * 128 - p) + (0x80 << 7)
    result = np.empty_like(under)
    result[:, :, :3] = (((t >> 8) + t) >> 8) >> 7
    result[:, :, 3:] = over_255(total)
    return np.where(alpha == 0, under, result)


def split(image: object) -> tuple[Pixels, ...]:
    """The channels, each (h, w). Source: `Image.split`."""
    planes = with_axis(pixels("split", image))
    return tuple(planes[:, :, channel].copy() for channel in range(planes.shape[2]))
