"""Small maps worked on window by window: what convolving and pooling by hand share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from quiz.engine import functional as F
from quiz.engine.demonstrations.values import Label, Picture, Steps, Text
from quiz.engine.tensor import Array
from quiz.exercises.problem import Params, Step
from quiz.exercises.words import fill, products, rows

PIXEL, WEIGHT = Text("pixel", "픽셀"), Text("kernel", "커널")


def correlated(image: Any, kernel: Any, stride: int = 1, padding: Any = "valid") -> Array:
    """The output map of one channel under one kernel."""
    found: Array = F.conv2d(np.array(image)[None, None], np.array(kernel)[None, None], stride=stride, padding=padding)
    value: Array = found[0, 0]
    return value


def flipped(kernel: Any) -> Array:
    """Turned by half a turn, as mathematics convolves."""
    return np.array(kernel)[::-1, ::-1]


def transposed(kernel: Any) -> Array:
    return np.array(kernel).T


def grid(values: Any, caption: Label = "", mark: tuple[int, int, int, int] | None = None) -> Picture:
    """A small map whose numbers are shown."""
    array = np.array(values, np.float64)
    array.setflags(write=False)
    return Picture(array, caption, mark)


def places(size: tuple[int, ...], stride: int) -> Iterator[tuple[int, int, int, int]]:
    """Row and column of each output, with the top and the left of its window."""
    for row in range(size[0]):
        for column in range(size[1]):
            yield row, column, row * stride, column * stride


def shown(question: Text, params: Params, *names: tuple[str, Text]) -> Text:
    """A question with maps of the params below it."""
    en, ko = question.en, question.ko
    for name, label in names:
        en, ko = (f"{text}\n{words}:\n{rows(params[name])}" for text, words in ((en, label.en), (ko, label.ko)))
    return Text(en, ko)


IMAGE, KERNEL = Text("input", "입력"), Text("kernel", "커널")


def with_whole(steps: list[Step], found: Any) -> tuple[Step, ...]:
    """The steps, the last of which shows the whole map too: without it, the answer is not yet complete."""
    *before, last = steps
    parts = last.drawing.parts if isinstance(last.drawing, Steps) else (last.drawing,)
    whole = grid(found, Text("all of the output", "출력 전체"))
    return (*before, Step(last.text, Steps((*(part for part in parts if part is not None), whole))))


def sliding(padded: Any, kernel: Any, stride: int, bias: int = 0) -> tuple[Step, ...]:
    """The kernel at each place with its products, and the map at the end."""
    padded, weights = np.array(padded), np.array(kernel)
    height, width = weights.shape
    found = correlated(padded, weights, stride) + bias
    steps = []
    for row, column, top, left in places(found.shape, stride):
        window = padded[top : top + height, left : left + width]
        table = products(window.ravel(), weights.ravel(), (PIXEL, WEIGHT))
        words = Text("Row {row}, column {column} of the output: {value}.", "출력의 {row}행 {column}열: {value}.")
        if bias:
            words = Text(
                "Row {row}, column {column} of the output: the sum and the bias {bias} make {value}.",
                "출력의 {row}행 {column}열: 합에 편향 {bias:을} 더하면 {value:이에요}.",
            )
        text = fill(words, row=row + 1, column=column + 1, value=found[row, column], bias=bias)
        steps.append(Step(text, Steps((grid(padded, mark=(top, left, height, width)), table))))
    return with_whole(steps, found)


def pooling(image: Any, found: Any, size: int, stride: int, padding: int, words: Text) -> tuple[Step, ...]:
    """The window at each place with what becomes of it, and the map at the end."""
    pixels = np.array(image)
    steps = []
    for row, column, top, left in places(np.shape(found), stride):
        top, left = top - padding, left - padding
        window = pixels[max(top, 0) : top + size, max(left, 0) : left + size]
        text = fill(
            words, row=row + 1, column=column + 1, values=window.ravel(), count=window.size, area=size * size,
            value=found[row][column],
        )  # fmt: skip
        steps.append(Step(text, grid(pixels, mark=(top, left, size, size))))
    return with_whole(steps, found)
