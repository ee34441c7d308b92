"""What sharpening makes of one pixel."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import image
from quiz.engine.demonstrations.values import Picture, Text
from quiz.engine.tensor import Array
from quiz.exercises.answers import Real
from quiz.exercises.chance import pick, whole
from quiz.exercises.families.pictures.pixels import PICTURE, bytes_of, shown, unless
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, products, rows, told

ANSWER = Real(absolute=1)
KERNELS = {
    "pillow": ([[-2, -2, -2], [-2, 32, -2], [-2, -2, -2]], 16),
    "cross": ([[0, -1, 0], [-1, 5, -1], [0, -1, 0]], 1),
    "soft": ([[0, -1, 0], [-1, 8, -1], [0, -1, 0]], 4),
}


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: Pillow's SHARPEN. Level 2: other weights. Level 3: a pixel off the middle of a larger picture."""
    size = 3 if level < 3 else 4
    at = [1, 1] if level < 3 else pick(rng, ([1, 2], [2, 1]))
    base = whole(rng, 70, 150)
    values = [[base + whole(rng, -24, 24) for _ in range(size)] for _ in range(size)]
    values[at[0]][at[1]] = base + pick(rng, (-1, 1)) * whole(rng, 16, 60)
    return {
        "values": values,
        "kernel": "pillow" if level == 1 else pick(rng, ("cross", "soft")) if level == 2 else pick(rng, tuple(KERNELS)),
        "at": at,
    }


def window(params: Params, at: list[int] | None = None) -> Array:
    row, column = at or params["at"]
    return np.array(params["values"])[row - 1 : row + 2, column - 1 : column + 2]


def weights(params: Params) -> Array:
    return np.array(KERNELS[params["kernel"]][0])


def scale(params: Params) -> int:
    return KERNELS[params["kernel"]][1]


def total(params: Params) -> int:
    return int((weights(params) * window(params)).sum())


def filtered(params: Params, kernel: Any, divisor: float | None = None, at: list[int] | None = None) -> float:
    row, column = at or params["at"]
    return float(image.filter(bytes_of(params["values"]), kernel, divisor or scale(params))[row, column])


def reference(params: Params) -> float:
    return filtered(params, weights(params))


def added(params: Params) -> Any:
    """The neighbours added in place of taken off."""
    return unless(filtered(params, np.abs(weights(params))), reference(params))


def uncut(params: Params) -> Any:
    value = total(params) / scale(params)
    return None if 0 <= value <= 255 else value


def summed(params: Params) -> Any:
    return float(total(params)) if scale(params) > 1 else None


def elsewhere(params: Params) -> Any:
    if params["at"] == [1, 1]:
        return None
    return filtered(params, weights(params), at=params["at"][::-1])


def question(params: Params) -> Text:
    row, column = params["at"]
    return fill(
        Text(
            "The picture is sharpened by a kernel with these weights, scale {scale}; the result is rounded and cut to "
            "0–255:\n{kernel}\nWhat becomes of the pixel in row {row}, column {column} (counted from 0)?",
            "이미지를 scale이 {scale}인 커널로 선명하게 해요. 결과는 반올림하고 0–255로 잘라요. 가중치는\n{kernel}\n"
            "{row}행 {column}열(0부터 셈)의 픽셀은 얼마가 되나요?",
        ),
        scale=scale(params), kernel=rows(weights(params)), row=row, column=column,
    )  # fmt: skip


def picture(params: Params) -> Picture:
    return shown(params["values"], PICTURE)


def hints(params: Params) -> tuple[Text, Text, Text]:
    center = int(weights(params)[1, 1] * window(params)[1, 1])
    return (
        Text(
            "The pixel counts many times over, and its neighbours are taken off.",
            "픽셀 자신은 여러 배로 세고 이웃은 빼요.",
        ),
        Text("Σ k·v / scale", "Σ k·v / scale"),
        fill(
            Text("The pixel itself adds {k} · {v} = {n}.", "픽셀 자신은 {k} · {v} = {n:을} 더해요."),
            k=int(weights(params)[1, 1]), v=int(window(params)[1, 1]), n=center,
        ),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    row, column = params["at"]
    names = (Text("weight", "가중치"), Text("pixel", "픽셀"))
    end = Text(
        "Multiply, add up and divide: {total} / {scale}, which gives {value}.",
        "곱해서 더하고 나누면 {total} / {scale}, 결과는 {value:이에요}.",
    )
    if uncut(params) is not None:
        end = Text(
            "Multiply, add up and divide: {total} / {scale} lies outside of 0–255 and is cut to {value}.",
            "곱해서 더하고 나누면 {total} / {scale}, 0–255를 벗어나므로 {value:으로} 잘려요.",
        )
    return (
        Step(
            Text("The window round the pixel.", "픽셀 둘레의 창을 봐요."),
            shown(params["values"], PICTURE, (row - 1, column - 1, 3, 3)),
        ),
        Step(
            fill(end, total=total(params), scale=scale(params), value=reference(params)),
            products(weights(params).ravel(), window(params).ravel(), names),
        ),
    )


def numbers(params: Params) -> dict[str, object]:
    row, column = params["at"]
    return {"total": total(params), "scale": scale(params), "row": row, "column": column,
            "weight": int(weights(params)[1, 1]), "center": int(window(params)[1, 1])}  # fmt: skip


FAMILY = Family(
    name="sharpen-pixel",
    version=1,
    title=Text("A sharpened pixel", "선명해진 픽셀"),
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
            source=Text("the scale left out", "scale을 빠뜨림"),
            answer=summed,
            feedback=told(
                "Your answer, {given}, is what you get if the sum is not divided by the scale, {scale}.",
                "{given:은} 합을 scale {scale:으로} 나누지 않으면 나오는 값이에요.",
                numbers,
            ),
            links=("image-sharpen-flat",),
            step=1,
        ),
        Misconception(
            name="not-cut",
            source=Text("the value left outside of 0–255", "0–255를 벗어난 값을 그대로 둠"),
            answer=uncut,
            feedback=told(
                "Your answer, {given}, is what you get before the cut. Eight bits hold 0 to 255.",
                "{given:은} 자르기 전에 나오는 값이에요. 8비트에는 0부터 255까지만 들어가요.",
            ),
            links=("image-brightness-clip",),
            step=1,
        ),
        Misconception(
            name="neighbours-added",
            source=Text("the neighbours added, as in a blur", "블러처럼 이웃을 더함"),
            answer=added,
            feedback=told(
                "Your answer, {given}, is what you get if the neighbours are added. Their weights are negative: "
                "they are taken off.",
                "{given:은} 이웃을 더하면 나오는 값이에요. 이웃의 가중치는 음수라서 빼야 해요.",
            ),
            links=("image-kernel-kinds", "image-sharpen-flat"),
            step=1,
        ),
        Misconception(
            name="pixel-alone",
            source=Text("the neighbours left out", "이웃을 빠뜨림"),
            answer=lambda params: unless(
                float(weights(params)[1, 1] * window(params)[1, 1] / scale(params)), reference(params), uncut(params)
            ),
            feedback=told(
                "Your answer, {given}, is what you get from the pixel alone, {weight} · {center} / {scale}. The "
                "neighbours take some of it off.",
                "{given:은} 픽셀 자신만 {weight} · {center} / {scale:으로} 계산하면 나오는 값이에요. 이웃이 "
                "그만큼을 덜어 내요.",
                numbers,
            ),
            links=("image-sharpen-flat",),
            step=1,
        ),
        Misconception(
            name="blurred",
            source=Text("a blur in place of sharpening", "선명하게 하는 대신 흐리게 함"),
            answer=lambda params: unless(filtered(params, np.ones((3, 3)), 9), reference(params)),
            feedback=told(
                "Your answer, {given}, is what you get from the mean of the nine pixels, which blurs.",
                "{given:은} 아홉 픽셀의 평균에서 나오는 값이에요. 그러면 흐려져요.",
            ),
            links=("image-kernel-kinds", "image-blur-sum"),
            step=1,
        ),
        Misconception(
            name="column-first",
            source=Text("row and column swapped", "행과 열을 바꿈"),
            answer=elsewhere,
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
    links=("image-sharpen-flat", "image-kernel-kinds"),
)
