"""What Pillow gives for deterministic pictures: writes image.json. `PILLOW` also serves the oracle tests.

Each function of `PILLOW` takes the arguments of its namesake in `quiz.engine.image` and returns Pillow's result as an
array. Run it from the top folder: python -m tests.engine.golden.make_image
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import PIL
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from tests.engine.golden.make_image_pictures import Pixels, decoded, digest

TARGET = Path(__file__).with_name("image.json")


def shown(array: Any) -> Image.Image:
    return Image.fromarray(array)


def filtered(name: str) -> Callable[[Pixels], Any]:
    return lambda image: shown(image).filter(getattr(ImageFilter, name))


def enhanced(name: str) -> Callable[..., Any]:
    return lambda image, factor: getattr(ImageEnhance, name)(shown(image)).enhance(factor)


def colors_only(function: Callable[..., Image.Image]) -> Callable[..., Any]:
    """Pillow's ImageOps take no alpha: it is taken off before and put back after."""

    def apply(image: Pixels, *arguments: Any) -> Any:
        if image.ndim == 2 or image.shape[2] == 3:
            return function(shown(image), *arguments)
        result = function(shown(image).convert("RGB"), *arguments)
        result.putalpha(shown(image[:, :, 3].copy()))
        return result

    return apply


def as_mask(mask: Pixels) -> Image.Image:
    return shown(mask.astype(np.uint8) * 255 if mask.dtype == np.bool_ else mask)


def paste(image: Pixels, source: Pixels, xy: tuple[int, int] = (0, 0), mask: Any = None) -> Image.Image:
    result = shown(image).copy()
    result.paste(shown(source), xy, None if mask is None else as_mask(mask))
    return result


def mask(image: Pixels, mask: Pixels, fill: Any = 0) -> Image.Image:
    picture = shown(image)
    one = (fill,) * len(picture.getbands()) if isinstance(fill, int) else fill
    return Image.composite(picture, Image.new(picture.mode, picture.size, one), as_mask(mask))


def put_alpha(image: Pixels, alpha: Any) -> Image.Image:
    result = shown(image).convert("RGBA")
    result.putalpha(alpha if isinstance(alpha, int) else as_mask(alpha))
    return result


def point(image: Pixels, table: Any) -> Image.Image:
    picture = shown(image)
    if callable(table):
        return picture.point(table)
    rows = np.asarray(table)
    return picture.point((list(table) * len(picture.getbands())) if rows.ndim == 1 else rows.ravel().tolist())


def histogram(image: Pixels, mask: Any = None) -> Any:
    picture = shown(image)
    counts = picture.histogram(None if mask is None else as_mask(mask))
    return np.array(counts) if image.ndim == 2 else np.reshape(counts, (len(picture.getbands()), 256))


def kernel(image: Pixels, kernel: Any, scale: float | None = None, offset: float = 0) -> Image.Image:
    size, values = len(kernel), [value for row in kernel for value in row]
    return shown(image).filter(ImageFilter.Kernel((size, size), values, scale, offset))


def resize(image: Pixels, size: tuple[int, int], method: str = "bicubic", box: Any = None) -> Image.Image:
    return shown(image).resize(size, Image.Resampling[method.upper()], box)


NAMED = ("BLUR", "CONTOUR", "DETAIL", "EDGE_ENHANCE", "EDGE_ENHANCE_MORE", "EMBOSS", "SHARPEN", "SMOOTH", "SMOOTH_MORE")
PILLOW: dict[str, Callable[..., Any]] = {
    **{name.lower(): filtered(name) for name in NAMED},
    **{name.lower(): enhanced(name) for name in ("Brightness", "Contrast", "Color", "Sharpness")},
    **{name: colors_only(getattr(ImageOps, name)) for name in ("invert", "posterize", "solarize")},
    **{name: colors_only(getattr(ImageOps, name)) for name in ("autocontrast", "equalize")},
    "threshold": colors_only(lambda picture, level=127: picture.point(lambda value: 255 if value > level else 0)),
    "edges": filtered("FIND_EDGES"),
    "filter": kernel,
    "convert": lambda image, mode: shown(image).convert(mode),
    "grayscale": lambda image: ImageOps.grayscale(shown(image)),
    "point": point,
    "histogram": histogram,
    "blend": lambda one, other, alpha: Image.blend(shown(one), shown(other), alpha),
    "composite": lambda one, other, mask: Image.composite(shown(one), shown(other), as_mask(mask)),
    "mask": mask,
    "paste": paste,
    "put_alpha": put_alpha,
    "alpha_composite": lambda below, above: Image.alpha_composite(shown(below), shown(above)),
    "crop": lambda image, box: shown(image).crop(box),
    "flip": lambda image: ImageOps.flip(shown(image)),
    "mirror": lambda image: ImageOps.mirror(shown(image)),
    "rotate": lambda image, angle: shown(image).rotate(angle, expand=True),
    "resize": resize,
    "reduce": lambda image, factor: shown(image).reduce(factor),
    "box_blur": lambda image, radius: shown(image).filter(ImageFilter.BoxBlur(radius)),
    "gaussian_blur": lambda image, radius=2: shown(image).filter(ImageFilter.GaussianBlur(radius)),
    "unsharp_mask": lambda image, *values: shown(image).filter(ImageFilter.UnsharpMask(*values)),
    "rank_filter": lambda image, size, rank: shown(image).filter(ImageFilter.RankFilter(size, rank)),
    "median_filter": lambda image, size=3: shown(image).filter(ImageFilter.MedianFilter(size)),
    "min_filter": lambda image, size=3: shown(image).filter(ImageFilter.MinFilter(size)),
    "max_filter": lambda image, size=3: shown(image).filter(ImageFilter.MaxFilter(size)),
    "mode_filter": lambda image, size=3: shown(image).filter(ImageFilter.ModeFilter(size)),
}

SOBEL = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
UNEVEN = [[0.5, -1.25, 3, 0, 1], [2, 7, -0.1, 1, 1], [0, 0, 9, -4, 2], [1, 1.5, 1, 1, 1], [-3, 0, 0, 2, 0.7]]
SIZES = [[19, 13], [40, 9], [9, 40], [3, 2], [37, 23], [1, 1]]
# Arguments after the picture; an operation without a row is called with the picture alone.
ARGUMENTS: dict[str, list[list[Any]]] = {
    **{name: [[0], [0.35], [1], [1.7], [-0.8]] for name in ("brightness", "contrast", "color", "sharpness")},
    "posterize": [[1], [3]],
    "solarize": [[128], [60]],
    "autocontrast": [[], [5], [[2, 20]]],
    "threshold": [[], [0], [200.5]],
    "convert": [["L"], ["RGB"], ["RGBA"]],
    "point": [[[255 - value // 2 for value in range(256)]]],
    "filter": [[SOBEL, 1, 128], [UNEVEN], [UNEVEN, -3.3, 40.25]],
    "crop": [[[2, 3, 9, 8]], [[-5, -2, 60, 4]], [[30, 30, 33, 31]]],
    "rotate": [[90], [180], [270], [-90], [0]],
    "resize": [[size, method] for size in SIZES for method in ("nearest", "box", "bilinear")]
    + [[[15, 11], method] for method in ("hamming", "bicubic", "lanczos")]
    + [[[10, 30], "bilinear", [1.5, 2.25, 30, 20.75]], [[8, 4], "box", [3, 5, 11, 9]]],
    "reduce": [[2], [3], [[5, 2]], [4]],
    "box_blur": [[1], [2.6], [[0, 3.25]], [60]],
    "gaussian_blur": [[], [0.4], [[3.5, 1]]],
    "unsharp_mask": [[], [1.5, 80, 0], [4, -60, 20]],
    "rank_filter": [[3, 2], [5, 20]],
    **{name: [[], [5]] for name in ("median_filter", "min_filter", "max_filter", "mode_filter")},
}


def cases() -> list[dict[str, Any]]:
    result: list[dict[str, Any]] = []

    def add(operation: str, *arguments: Any) -> None:
        value = np.asarray(PILLOW[operation](*(decoded(argument) for argument in arguments)))
        case = {"operation": operation, "arguments": list(arguments), "shape": list(value.shape)}
        small = value.size <= 25
        result.append(case | ({"pixels": value.tolist()} if small else {"digest": digest(value)}))

    for channels in (1, 3, 4):
        one, other = ({"picture": [23, 37, channels, seed]} for seed in (1, 2))
        weights, matte = {"picture": [23, 37, 1, 3]}, {"picture": [23, 37, 4, 4]}
        sticker, alpha = {"picture": [9, 11, channels, 5]}, {"picture": [9, 11, 4, 6]}
        for name in PILLOW:
            if name not in {"blend", "composite", "mask", "paste", "put_alpha", "alpha_composite"}:
                for arguments in ARGUMENTS.get(name, [[]]):
                    add(name, one, *arguments)
        for alpha_value in (0, 0.3, 1, 1.5, -0.7):
            add("blend", one, other, alpha_value)
        for weight in (weights, matte):
            add("composite", one, other, weight)
            add("mask", one, weight)
        add("put_alpha", one, weights)
        add("put_alpha", one, 77)
        for place in ([0, 0], [30, 18], [-4, -5], [50, 2]):
            add("paste", one, sticker, place)
            add("paste", one, sticker, place, alpha)
        add("paste", one, alpha, [3, 4], alpha)
        add("smooth", {"picture": [4, 5, channels, 7]})
        add("smooth_more", {"picture": [5, 4, channels, 7]})
    add("alpha_composite", {"picture": [23, 37, 4, 1]}, {"picture": [23, 37, 4, 2]})
    for name in ("smooth", "contour", "emboss", "edges", "gaussian_blur", "median_filter", "equalize"):
        add(name, {"picture": [5, 5, 1, 8]})
    add("resize", {"picture": [7, 9, 1, 9]}, [4, 3], "bilinear")
    add("resize", {"picture": [3, 3, 1, 9]}, [5, 5], "bicubic")
    return result


if __name__ == "__main__":
    rows = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases())
    TARGET.write_text(f'{{"Pillow": "{PIL.__version__}", "cases": [\n{rows}\n]}}\n', encoding="utf-8")
