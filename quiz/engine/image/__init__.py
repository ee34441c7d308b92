"""Pictures as uint8 arrays, with Pillow 13's results to the bit on x86-64.

Each module says where and why a build of Pillow for another processor may differ by 1: wherever it computes in
floating point (`enhance`, `kernels`, `blurs`, `scaling`). What is integers only is the same everywhere.

A picture is (height, width) for gray, (height, width, 3) for RGB, (height, width, 4) for RGBA. Sizes, corners and
boxes are given as Pillow takes them: (width, height), (x, y), (left, upper, right, lower). Every function returns a
new array and raises an EngineError for another dtype, shape or argument.
"""

from __future__ import annotations

from quiz.engine.image.blurs import box_blur, gaussian_blur, unsharp_mask
from quiz.engine.image.enhance import blend, brightness, color, contrast, sharpness
from quiz.engine.image.geometry import crop, flip, mirror, rotate
from quiz.engine.image.kernels import (
    KERNELS,
    blur,
    contour,
    detail,
    edge_enhance,
    edge_enhance_more,
    edges,
    emboss,
    filter,
    sharpen,
    smooth,
    smooth_more,
)
from quiz.engine.image.layers import alpha_composite, composite, mask, paste, put_alpha, split
from quiz.engine.image.points import (
    autocontrast,
    convert,
    equalize,
    grayscale,
    histogram,
    invert,
    point,
    posterize,
    solarize,
    threshold,
)
from quiz.engine.image.ranks import max_filter, median_filter, min_filter, mode_filter, rank_filter
from quiz.engine.image.scaling import reduce, resize
from quiz.engine.image.text import draw_text, text_size

__all__ = [
    "KERNELS",
    "alpha_composite",
    "autocontrast",
    "blend",
    "blur",
    "box_blur",
    "brightness",
    "color",
    "composite",
    "contour",
    "contrast",
    "convert",
    "crop",
    "detail",
    "draw_text",
    "edge_enhance",
    "edge_enhance_more",
    "edges",
    "emboss",
    "equalize",
    "filter",
    "flip",
    "gaussian_blur",
    "grayscale",
    "histogram",
    "invert",
    "mask",
    "max_filter",
    "median_filter",
    "min_filter",
    "mirror",
    "mode_filter",
    "paste",
    "point",
    "posterize",
    "put_alpha",
    "rank_filter",
    "reduce",
    "resize",
    "rotate",
    "sharpen",
    "sharpness",
    "smooth",
    "smooth_more",
    "solarize",
    "split",
    "text_size",
    "threshold",
    "unsharp_mask",
]
