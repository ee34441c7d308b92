"""One pixel of a blurred picture."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import image
from quiz.engine.demonstrations.values import Picture, Text
from quiz.engine.tensor import Array
from quiz.exercises.answers import Real
from quiz.exercises.chance import matrix, pick, shuffled, whole
from quiz.exercises.families.pictures.pixels import PICTURE, bytes_of, shown
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, products, rows, told

ANSWER = Real(absolute=1)
KERNELS = {
    "mean": [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
    "gauss": [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
    "smooth": [[1, 1, 1], [1, 5, 1], [1, 1, 1]],
}


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: the mean of nine pixels. Level 2: weighted. Level 3: a pixel off the middle of a larger picture."""
    size = 3 if level < 3 else 4
    row, column = (1, 1) if level < 3 else pick(rng, ((1, 2), (2, 1)))
    values = matrix(rng, size, size, 0, 15)
    # A bright pixel and three of its neighbours on dark ground: mean and median are far apart.
    around = [(row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j]
    if level == 3:  # none of them in the window with row and column swapped
        around = [(y, x) for y, x in around if max(abs(y - column), abs(x - row)) > 1]
    for y, x in shuffled(rng, around)[:3]:
        values[y][x] = whole(rng, 120, 200)
    values[row][column] = whole(rng, 215, 255)
    return {"values": values, "kernel": "mean" if level == 1 else pick(rng, ("gauss", "smooth")), "at": [row, column]}


def window(params: Params, at: list[int] | None = None) -> Array:
    row, column = at or params["at"]
    return np.array(params["values"])[row - 1 : row + 2, column - 1 : column + 2]


def weights(params: Params) -> Array:
    return np.array(KERNELS[params["kernel"]])


def filtered(params: Params, kernel: Any, at: list[int] | None = None) -> float:
    row, column = at or params["at"]
    return float(image.filter(bytes_of(params["values"]), kernel)[row, column])


def reference(params: Params) -> float:
    return filtered(params, weights(params))


def without_center(params: Params) -> float:
    kernel = weights(params)
    kernel[1, 1] = 0
    return filtered(params, kernel)


def question(params: Params) -> Text:
    if params["kernel"] == "mean":
        return Text(
            "The picture is blurred by a 3×3 mean. What becomes of the pixel in the middle?",
            "이 이미지를 3×3 평균으로 흐리게 해요. 가운데 픽셀은 얼마가 되나요?",
        )
    row, column = params["at"]
    return fill(Text(
        "The picture goes through ImageFilter.Kernel with these weights, scale {scale}:\n{kernel}\nWhat becomes of the "
        "pixel in row {row}, column {column} (counted from 0)?",
        "이 이미지를 scale이 {scale}인 ImageFilter.Kernel에 통과시켜요. 가중치는\n{kernel}\n{row}행 {column}열(0부터 "
        "셈)의 "
        "픽셀은 얼마가 되나요?",
    ), scale=int(weights(params).sum()), kernel=rows(weights(params)), row=row, column=column)  # fmt: skip


def picture(params: Params) -> Picture:
    return shown(params["values"], PICTURE)


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = "Σ k·v / Σ k"
    return (
        Text("The pixel itself counts too, and the weights share 1.", "그 픽셀도 세고, 가중치는 합쳐서 1이에요."),
        Text(formula, formula),
        fill(
            Text("The weights add up to {scale}.", "가중치를 더하면 {scale:이에요}."), scale=int(weights(params).sum())
        ),
    )


def solution(params: Params) -> tuple[Step, ...]:
    row, column = params["at"]
    scale, total = int(weights(params).sum()), int((weights(params) * window(params)).sum())
    end = Text("Divide: {total} / {scale}, rounded {value}.", "나누면 {total} / {scale}, 반올림해서 {value:이에요}.")
    return (
        Step(
            Text("The window round the pixel.", "픽셀 둘레의 창을 봐요."),
            shown(params["values"], PICTURE, (row - 1, column - 1, 3, 3)),
        ),
        Step(
            fill(Text("Multiply and add up: {total}.", "곱해서 더하면 {total:이에요}."), total=total),
            products(
                weights(params).ravel(), window(params).ravel(), (Text("weight", "가중치"), Text("pixel", "픽셀"))
            ),
        ),
        Step(fill(end, total=total, scale=scale, value=reference(params))),
    )


def numbers(params: Params) -> dict[str, object]:
    total = int((weights(params) * window(params)).sum())
    row, column = params["at"]
    return {"total": total, "scale": int(weights(params).sum()), "center": int(window(params)[1, 1]), "row": row,
            "column": column, "weight": int(weights(params)[1, 1])}  # fmt: skip


FAMILY = Family(
    name="blur-pixel",
    version=1,
    title=Text("A blurred pixel", "흐려진 픽셀"),
    topic="pictures",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: ANSWER,
    picture=picture,
    misconceptions=(
        Misconception(
            name="not-scaled",
            source=Text("the sum for the mean", "평균 대신 합"),
            answer=lambda params: float((weights(params) * window(params)).sum()),
            feedback=told(
                "Your answer, {given}, is what you get if the sum is not divided by the weights' sum, {scale}.",
                "{given:은} 합을 가중치의 합 {scale:으로} 나누지 않으면 나오는 값이에요.",
                numbers,
            ),
            links=("image-blur-sum",),
            step=2,
        ),
        Misconception(
            name="without-center",
            source=Text("the neighbours alone", "이웃만 셈"),
            answer=without_center,
            feedback=told(
                "Your answer, {given}, is what you get from the eight neighbours alone. The pixel itself, {center}, "
                "counts with weight {weight}.",
                "{given:은} 이웃 여덟 개만 쓰면 나오는 값이에요. 픽셀 자신({center})도 가중치 {weight:으로} 들어가요.",
                numbers,
            ),
            links=("image-blur-sum", "image-filter-kernel"),
            step=1,
        ),
        Misconception(
            name="median",
            source=Text("the median for the mean", "평균 대신 중앙값"),
            answer=lambda params: float(image.median_filter(bytes_of(window(params)))[1, 1]),
            feedback=told(
                "Your answer, {given}, is what you get from the median. A blur adds up, weighted; the sum is {total}.",
                "{given:은} 중앙값에서 나오는 값이에요. 블러는 가중치를 곱해 더해요. 합은 {total:이에요}.",
                numbers,
            ),
            links=("image-filter-kernel", "image-median-specks"),
            step=1,
        ),
        Misconception(
            name="unweighted",
            source=Text("all weights taken as 1", "가중치를 모두 1로 봄"),
            answer=lambda params: filtered(params, KERNELS["mean"]) if params["kernel"] != "mean" else None,
            feedback=told(
                "Your answer, {given}, is what you get if all nine pixels count alike. The middle weighs {weight} of "
                "{scale}.",
                "{given:은} 아홉 픽셀을 똑같이 세면 나오는 값이에요. 가운데의 비율은 {weight}/{scale:이에요}.",
                numbers,
            ),
            links=("image-blur-sum",),
            step=1,
        ),
        Misconception(
            name="column-first",
            source=Text("row and column swapped", "행과 열을 바꿈"),
            answer=lambda params: (
                filtered(params, weights(params), params["at"][::-1]) if params["at"] != [1, 1] else None
            ),
            feedback=told(
                "Your answer, {given}, is what you get at row {column}, column {row}. Asked is row {row}, column "
                "{column}.",
                "{given:은} {column}행 {row}열에서 나오는 값이에요. 묻는 곳은 {row}행 {column}열이에요.",
                numbers,
            ),
            links=("image-pixel-order",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("image-blur-sum", "image-filter-kernel"),
)
