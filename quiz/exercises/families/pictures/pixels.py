"""Small pictures: drawn, shown, and compared."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine.demonstrations.convolution import grid
from quiz.engine.demonstrations.values import Picture, Steps, Table, Text
from quiz.engine.image.checks import Pixels

BEFORE, AFTER = Text("before", "전"), Text("after", "후")
PICTURE = Text("the picture", "이미지")


def bytes_of(values: Any) -> Pixels:
    """Rows of whole numbers as a picture."""
    return np.array(values, np.uint8)


def listed(values: Any) -> Any:
    """A picture, or one pixel, as plain numbers."""
    return np.asarray(values).tolist()


def cut(values: Any) -> Any:
    """Cut to 0–255, the fraction dropped."""
    return np.clip(np.asarray(values, np.float64), 0, 255).astype(int).tolist()


def unless(value: Any, *taken: Any) -> Any:
    """The value, None where it is one of those that are taken: then the wrong idea does not show."""
    return None if any(np.array_equal(value, other) for other in taken) else value


def shown(values: Any, caption: Text, mark: tuple[int, int, int, int] | None = None) -> Picture:
    return grid(values, caption, mark)


def side_by_side(*pairs: tuple[Text, Any]) -> Steps:
    """Several small pictures with their captions."""
    return Steps(tuple(grid(values, caption) for caption, values in pairs))


def pixel_by_pixel(columns: tuple[Text | str, ...], *values: Any) -> Table:
    """Pixels in rows of a table, each with what becomes of it."""
    flat = [np.asarray(each).ravel().tolist() for each in values]
    return Table(columns, tuple(zip(*flat, strict=True)))
