"""Pictures and frames: enhancing, filters, blending, channels, motion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from quiz.engine import image, video
from quiz.engine.demonstrations.values import Cell, Picture, Steps, Table, Text

Pixels = np.ndarray[Any, np.dtype[np.uint8]]

ENHANCERS: dict[str, Callable[[Any, float], Any]] = {
    "brightness": image.brightness,
    "contrast": image.contrast,
    "color": image.color,
    "sharpness": image.sharpness,
}
FILTERS: dict[str, Callable[[Any], Any]] = {
    "blur": image.blur,
    "box-blur": lambda picture: image.box_blur(picture, 2),
    "gaussian-blur": image.gaussian_blur,
    "contour": image.contour,
    "edges": image.edges,
    "emboss": image.emboss,
    "sharpen": image.sharpen,
    "smooth": image.smooth,
    "min": image.min_filter,
    "median": image.median_filter,
    "max": image.max_filter,
    "invert": image.invert,
    "grayscale": image.grayscale,
}
BEFORE = Text("before", "전")


def shown(pixels: Any, caption: Text | str = "") -> Picture:
    """A picture that nobody can write to."""
    array = np.array(pixels, np.uint8)
    array.flags.writeable = False
    return Picture(array, caption)


def scene(size: int) -> Pixels:
    """An RGB picture with something for every filter: a soft sky, a sharp disc, a bright square, fine stripes."""
    rows, columns = np.mgrid[0:size, 0:size]
    picture = np.stack([60 + rows * 120 // size, 90 + columns * 80 // size, 200 - rows * 100 // size], axis=2)
    disc = (rows - size * 0.35) ** 2 + (columns - size * 0.35) ** 2 < (size * 0.22) ** 2
    picture[disc] = (230, 190, 60)
    picture[size * 5 // 8 : size * 7 // 8, size * 5 // 8 : size * 7 // 8] = (190, 50, 60)
    picture[size * 5 // 8 : size * 7 // 8, size // 8 : size * 3 // 8 : 2] = (30, 70, 50)
    return picture.astype(np.uint8)


def picture_enhance(what: str, factor: float, size: int) -> Steps:
    """Brightness, contrast, colour or sharpness: a blend with a degenerate picture; factor 1 changes nothing."""
    before = scene(size)
    changed = ENHANCERS[what]
    return Steps(
        (
            shown(changed(before, 0.0), Text("factor 0: the degenerate picture", "계수 0: 퇴화한 그림")),
            shown(changed(before, 1.0), Text("factor 1: nothing changes", "계수 1: 그대로")),
            shown(changed(before, factor), Text("factor {f:g}", "계수 {f:g}").filled(f=factor)),
        )
    )


def picture_filter(filter: str, size: int) -> Steps:
    """A picture before and after a filter."""
    before = scene(size)
    return Steps((shown(before, BEFORE), shown(FILTERS[filter](before), filter)))


def median_and_blur(noise: float, size: int, seed: int) -> Steps:
    """Salt and pepper: a mean smears it, a median takes it away. A median is not a kernel."""
    before = image.grayscale(scene(size))
    rng = np.random.default_rng(seed)
    hit = rng.random(before.shape)
    noisy = np.where(hit < noise / 2, 0, np.where(hit > 1 - noise / 2, 255, before)).astype(np.uint8)
    blurred, median = image.box_blur(noisy, 1), image.median_filter(noisy)

    def apart(picture: Pixels) -> float:
        return float(np.abs(picture.astype(int) - before).mean())

    names = (Text("noisy", "잡음"), Text("mean of 3×3", "3×3 평균"), Text("median of 3×3", "3×3 중앙값"))
    found = (noisy, blurred, median)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (name, apart(picture)) for name, picture in zip(names, found, strict=True)
    )
    return Steps(
        (
            shown(before, BEFORE),
            *(shown(picture, name) for name, picture in zip(names, found, strict=True)),
            Table((Text("picture", "그림"), Text("mean distance from the original", "원본과의 평균 차이")), rows),
        )
    )


def kernel_orientation() -> Steps:
    """One unsymmetric kernel in three orientations: as frameworks, as mathematics, as Pillow."""
    picture = np.zeros((7, 7), np.uint8)
    picture[3, 3] = 10
    kernel = np.arange(1, 10).reshape(3, 3)
    label = {
        "correlation": Text("correlation: not flipped (frameworks)", "상관: 뒤집지 않음 (프레임워크)"),
        "convolution": Text("convolution: flipped both ways", "합성곱: 상하좌우로 뒤집음"),
        "pillow": Text("Pillow: flipped vertically", "Pillow: 위아래로만 뒤집음"),
    }
    return Steps(
        (
            Picture(_locked(picture[1:6, 1:6].astype(np.float64)), Text("a single bright pixel", "밝은 픽셀 하나")),
            Picture(_locked(kernel / 10), Text("kernel", "커널")),
            *(
                Picture(_locked(image.filter(picture, kernel, 10, orientation=way)[2:5, 2:5].astype(np.float64)), name)
                for way, name in label.items()
            ),
        )
    )


def _locked(array: Any) -> Any:
    array.flags.writeable = False
    return array


def blending(above: int, below: int, alpha: float, below_alpha: float) -> Table:
    """One pixel over another: composite, paste, blend, and alpha compositing over a translucent ground."""
    top, ground = (np.full((1, 1), value, np.uint8) for value in (above, below))
    opacity, other = round(255 * alpha), round(255 * below_alpha)
    mask = np.full((1, 1), opacity, np.uint8)
    over, under = image.put_alpha(top, opacity), image.put_alpha(ground, other)
    opaque = image.alpha_composite(image.put_alpha(ground, 255), over)
    translucent = image.alpha_composite(under, over)
    pasted = image.paste(under, over, (0, 0), mask)
    rows: tuple[tuple[Cell, ...], ...] = (
        ("α·a + (1 − α)·b", alpha * above + (1 - alpha) * below, ""),
        ("composite(a, b, α)", int(image.composite(top, ground, mask)[0, 0]), ""),
        ("blend(a, b, α)", int(image.blend(top, ground, alpha)[0, 0]), ""),
        ("blend(b, a, α)", int(image.blend(ground, top, alpha)[0, 0]), ""),
        (Text("alpha_composite, b opaque", "alpha_composite, 불투명한 b"), int(opaque[0, 0, 0]), int(opaque[0, 0, 3])),
        (
            Text("alpha_composite, b translucent", "alpha_composite, 반투명한 b"),
            int(translucent[0, 0, 0]),
            int(translucent[0, 0, 3]),
        ),
        (Text("paste, b translucent", "paste, 반투명한 b"), int(pasted[0, 0, 0]), int(pasted[0, 0, 3])),
    )
    return Table(
        (Text("operation", "연산"), Text("value", "값"), Text("alpha", "알파")), rows,
        Text(
            "blend goes the other way round: blend(a, b, α) is b where α is 1. Over a translucent ground, alpha "
            "compositing weighs by both alphas.",
            "blend는 순서가 반대입니다. blend(a, b, α)는 α가 1이면 b입니다. 반투명한 배경 위에서는 알파 합성이 두 "
            "알파를 모두 따집니다.",
        ),
    )  # fmt: skip


def bgr_and_rgb(size: int) -> Steps:
    """OpenCV's frames are BGR: shown as RGB, red and blue change places."""
    picture = scene(size)
    stored = video.rgb_to_bgr(picture)
    return Steps(
        (
            shown(picture, Text("right", "제대로")),
            shown(stored, Text("BGR bytes shown as RGB", "BGR 바이트를 RGB로 보면")),
            shown(video.bgr_to_rgb(stored), Text("after bgr_to_rgb", "bgr_to_rgb 뒤")),
        )
    )


def frame_difference(frames: int, size: int, threshold: float) -> Steps:
    """A square moves over a still scene: what two frames, and a running background, tell of it."""
    still = image.grayscale(scene(size))
    film = []
    for number in range(frames):
        frame = still.copy()
        left = size // 8 + number * max(1, size // (2 * frames))
        frame[size // 3 : size // 3 + size // 4, left : left + size // 4] = 255
        film.append(frame)
    masks, background = video.background_subtraction(film, 0.1, threshold)
    last = Text("frame {n}", "프레임 {n}")
    return Steps(
        (
            shown(film[-2], last.filled(n=frames - 1)),
            shown(film[-1], last.filled(n=frames)),
            shown(
                video.frame_difference(film[-2], film[-1], threshold),
                Text("difference of the two: edges in motion", "두 프레임의 차: 움직이는 가장자리"),
            ),
            shown(np.round(background), Text("running background", "이동 평균 배경")),
            shown(masks[-1], Text("against the background", "배경과의 차")),
        )
    )
