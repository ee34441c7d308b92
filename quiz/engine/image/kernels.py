"""3×3 and 5×5 kernels, and Pillow's named filters that are such kernels.

All compute in float32 in Pillow's order of summing, which on x86-64 gives its result to the bit. Where a compiler
fuses multiplication and addition (Pillow's builds for ARM) and the scale is no power of two, a sum that lies just at
a half may round the other way there, so that its result differs by 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.image.checks import Pixels, clipped, described, number, pixels, with_axis

Kernel = np.ndarray[Any, np.dtype[np.float32]]
LARGEST = 1e30  # beyond, sums would leave float32
ORIENTATIONS = ("pillow", "correlation", "convolution")


def filter(
    image: object, kernel: object, scale: float | None = None, offset: float = 0, *, orientation: str = "pillow"
) -> Pixels:
    """Each pixel becomes ⌊Σ kernel/scale · neighbours + offset + 0.5⌋, cut to 0–255, in every channel (alpha too).

    `kernel`: (3, 3) or (5, 5). `scale`: by default the sum of the kernel. The border, 1 or 2 pixels wide, is copied
    unchanged; a picture smaller than the kernel comes back as it is. `orientation`, for kernels that are not
    symmetric: "pillow" flips the kernel vertically only (its first row meets the pixels *below*), "correlation" does
    not flip (what deep learning calls a convolution), "convolution" flips both ways (the mathematical one).
    Raises EngineError for a kernel of another size and for a scale of 0. Source: `ImageFilter.Kernel`.
    """
    array = pixels("filter", image)
    if orientation not in ORIENTATIONS:
        raise bad("filter", "orientation", described(orientation), f"one of {', '.join(ORIENTATIONS)}")
    weights = _weights(kernel, scale)
    if orientation == "correlation":
        weights = weights[::-1]
    elif orientation == "convolution":
        weights = weights[:, ::-1]
    return _filtered(array, weights, np.float32(number("filter", "offset", offset)))


def _weights(kernel: object, scale: float | None) -> Kernel:
    takes = f"3×3 or 5×5 numbers, each at most {LARGEST:g} and so when divided by scale"
    try:
        values = np.asarray(kernel, np.float64)
    except (TypeError, ValueError):
        raise bad("filter", "kernel", described(kernel), takes) from None
    if values.shape not in {(3, 3), (5, 5)} or not np.all(np.abs(values) <= LARGEST):
        raise bad("filter", "kernel", described(values), takes)
    divisor = np.float32(number("filter", "scale", sum(values.ravel().tolist()) if scale is None else scale))
    if np.any(np.abs(values) > LARGEST * abs(float(divisor))) or divisor == 0:
        got = described(scale) if scale is not None else f"none, and the kernel sums to {float(divisor):g}"
        raise bad("filter", "scale", got, "a number other than 0 that is not too small for the kernel")
    return values.astype(np.float32) / divisor


def _filtered(array: Pixels, weights: Kernel, offset: np.float32) -> Pixels:
    """The first row of `weights` meets the row below. Row sums first, then their total: float32 is not associative."""
    size, margin = len(weights), len(weights) // 2
    height, width = array.shape[:2]
    result = array.copy()
    if height < size or width < size:
        return result
    planes = with_axis(array)
    inner = with_axis(result)[margin : height - margin, margin : width - margin]
    step = max(1, (1 << 16) // planes[0].size)  # rows at a time, so that the sums stay in the cache
    start = np.float32(float(offset) + 0.5)
    for top in range(0, height - size + 1, step):
        rows = planes[top : min(top + step, height - size + 1) + size - 1].astype(np.float32)
        count = len(rows) - size + 1
        total = np.full(inner[top : top + count].shape, start)
        for row, factors in enumerate(weights):
            line = rows[size - 1 - row : size - 1 - row + count]
            part = line[:, : width - size + 1] * factors[0]
            for column in range(1, size):
                part += line[:, column : width - size + 1 + column] * factors[column]
            total += part
        inner[top : top + count] = clipped(total)
    return result


def _ring(size: int, edge: float, inside: float, center: float) -> Kernel:
    """A square kernel: `edge` round the outside, `inside` within, `center` in the middle."""
    kernel = np.full((size, size), inside, np.float32)
    kernel[[0, -1], :] = kernel[:, [0, -1]] = edge
    kernel[size // 2, size // 2] = center
    return kernel


def _cross(edge: float, center: float) -> Kernel:
    return np.array([[0, edge, 0], [edge, center, edge], [0, edge, 0]], np.float32)


# Name: kernel, scale, offset; as `ImageFilter` has them. A kernel lies here as it is written there.
KERNELS: dict[str, tuple[Kernel, float, float]] = {
    "blur": (_ring(5, 1, 0, 0), 16, 0),
    "contour": (_ring(3, -1, -1, 8), 1, 255),
    "detail": (_cross(-1, 10), 6, 0),
    "edge_enhance": (_ring(3, -1, -1, 10), 2, 0),
    "edge_enhance_more": (_ring(3, -1, -1, 9), 1, 0),
    "edges": (_ring(3, -1, -1, 8), 1, 0),
    "emboss": (np.array([[-1, 0, 0], [0, 1, 0], [0, 0, 0]], np.float32), 1, 128),
    "sharpen": (_ring(3, -2, -2, 32), 16, 0),
    "smooth": (_ring(3, 1, 1, 5), 13, 0),
    "smooth_more": (_ring(5, 1, 5, 44), 100, 0),
}


def _named(name: str, image: object) -> Pixels:
    kernel, scale, offset = KERNELS[name]
    return _filtered(pixels(name, image), kernel / np.float32(scale), np.float32(offset))


def blur(image: object) -> Pixels:
    """The mean of the 16 outer pixels of the 5×5 window. `ImageFilter.BLUR`; see `box_blur` and `gaussian_blur`."""
    return _named("blur", image)


def contour(image: object) -> Pixels:
    """255 + 8·value − its eight neighbours, cut to 0–255: dark lines on white. `ImageFilter.CONTOUR`."""
    return _named("contour", image)


def detail(image: object) -> Pixels:
    """(10·value − its four neighbours) / 6. `ImageFilter.DETAIL`."""
    return _named("detail", image)


def edge_enhance(image: object) -> Pixels:
    """(10·value − its eight neighbours) / 2. `ImageFilter.EDGE_ENHANCE`."""
    return _named("edge_enhance", image)


def edge_enhance_more(image: object) -> Pixels:
    """9·value − its eight neighbours. `ImageFilter.EDGE_ENHANCE_MORE`."""
    return _named("edge_enhance_more", image)


def edges(image: object) -> Pixels:
    """8·value − its eight neighbours, cut to 0–255: light lines on black. `ImageFilter.FIND_EDGES`."""
    return _named("edges", image)


def emboss(image: object) -> Pixels:
    """128 + value − its lower left neighbour (the kernel is flipped vertically). `ImageFilter.EMBOSS`."""
    return _named("emboss", image)


def sharpen(image: object) -> Pixels:
    """(32·value − 2·its eight neighbours) / 16. `ImageFilter.SHARPEN`."""
    return _named("sharpen", image)


def smooth(image: object) -> Pixels:
    """(5·value + its eight neighbours) / 13. `ImageFilter.SMOOTH`."""
    return _named("smooth", image)


def smooth_more(image: object) -> Pixels:
    """(44·value + 5·its eight neighbours + the 16 beyond) / 100. `ImageFilter.SMOOTH_MORE`."""
    return _named("smooth_more", image)
