"""One picture over another through a mask."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import image
from quiz.engine.demonstrations.values import Steps, Text
from quiz.exercises.answers import Answer, Matrix, Whole
from quiz.exercises.chance import pick, shuffled, whole
from quiz.exercises.families.pictures.pixels import (
    AFTER,
    bytes_of,
    cut,
    listed,
    pixel_by_pixel,
    shown,
    side_by_side,
    unless,
)
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

LOGO, GROUND, MASK = Text("a", "a"), Text("b", "b"), Text("mask", "마스크")


def fives(rng: np.random.Generator, count: int, low: int, high: int) -> list[int]:
    """Multiples of 5, so that fifths of them are whole."""
    return [5 * whole(rng, low // 5, high // 5) for _ in range(count)]


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: one pixel. Level 2: four of them. Level 3: pasted off the corner of a larger picture."""
    a, b = ((150, 230), (20, 100)) if whole(rng, 0, 1) else ((20, 100), (150, 230))
    partial = 51 * pick(rng, (1, 2, 3, 4))
    if level == 1:
        return {"a": [fives(rng, 1, *a)], "b": [fives(rng, 1, *b)], "mask": [[partial]], "at": None}
    mask = shuffled(rng, [0, 255, partial, 51 * pick(rng, (1, 4))])
    params: dict[str, Any] = {"a": two(fives(rng, 4, *a)), "b": two(fives(rng, 4, *b)), "mask": two(mask), "at": None}
    if level == 3:
        ground = fives(rng, 9, *b)
        params |= {"b": [ground[:3], ground[3:6], ground[6:]], "at": pick(rng, ([1, 0], [0, 1]))}
    return params


def two(values: list[int]) -> list[list[int]]:
    return [values[:2], values[2:]]


def answered(values: Any) -> Any:
    found = listed(values)
    return found[0][0] if np.size(found) == 1 else found


def pasted(params: Params, mask: Any, at: Any = None) -> Any:
    """`a` over `b`, at its corner or at (x, y)."""
    x, y = at or params["at"] or (0, 0)
    given = None if mask is None else bytes_of(mask)
    return answered(image.paste(bytes_of(params["b"]), bytes_of(params["a"]), (x, y), given))


def reference(params: Params) -> Any:
    return pasted(params, params["mask"])


def answer(params: Params) -> Answer:
    size = np.shape(params["b"])
    return Matrix((size[0], size[1])) if size[0] > 1 else Whole()


def hard(params: Params) -> Any:
    """Anything but 0 lets all of a through."""
    return unless(pasted(params, np.where(np.array(params["mask"]) > 0, 255, 0)), pasted(params, None))


def added(params: Params) -> Any:
    """α·a + b."""
    total = np.array(params["b"])
    x, y = params["at"] or (0, 0)
    rows, columns = np.shape(params["a"])
    total[y : y + rows, x : x + columns] += np.array(params["a"]) * np.array(params["mask"]) // 255
    return unless(answered(cut(total)), pasted(params, None))


def question(params: Params) -> Text:
    if np.size(params["a"]) == 1:
        text = Text(
            "What does Image.composite(a, b, mask) give where a is {a}, b is {b} and the mask is {mask}?",
            "a가 {a}, b가 {b}, 마스크가 {mask}인 곳에서 Image.composite(a, b, mask)의 값은 얼마인가요?",
        )
        return fill(text, {name: params[name][0][0] for name in ("a", "b", "mask")})
    if params["at"] is None:
        return Text("What does Image.composite(a, b, mask) give?", "Image.composite(a, b, mask)의 결과는 무엇인가요?")
    text = Text("What is b after b.paste(a, ({x}, {y}), mask)?", "b.paste(a, ({x}, {y}), mask) 뒤에 b는 어떻게 되나요?")
    return fill(text, x=params["at"][0], y=params["at"][1])


def picture(params: Params) -> Steps | None:
    if np.size(params["a"]) == 1:
        return None
    return side_by_side((LOGO, params["a"]), (GROUND, params["b"]), (MASK, params["mask"]))


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = "α·a + (1 − α)·b,  α = mask / 255"
    step = Text("The first α is {mask} / 255 = {alpha}.", "첫째 α는 {mask} / 255 = {alpha:이에요}.")
    nudge = Text(
        "A mask says how much of the picture on top shows.", "마스크는 위에 놓는 이미지가 얼마나 보이는지 정해요."
    )
    if params["at"]:
        nudge = Text("(x, y): first the column, then the row.", "(x, y)는 열이 먼저, 행이 나중이에요.")
    first = params["mask"][0][0]
    return nudge, Text(formula, formula), fill(step, mask=first, alpha=first / 255)


def solution(params: Params) -> tuple[Step, ...]:
    x, y = params["at"] or (0, 0)
    a, mask = np.array(params["a"]), np.array(params["mask"])
    rows, columns = a.shape
    below = np.array(params["b"])[y : y + rows, x : x + columns]
    covered = np.atleast_2d(reference(params))[y : y + rows, x : x + columns]
    return (
        Step(
            Text("a lies on the marked pixels of b.", "a는 b에서 표시한 픽셀 위에 놓여요."),
            shown(params["b"], GROUND, (y, x, rows, columns)),
        ),
        Step(
            Text("Mix by α = mask / 255, pixel by pixel.", "픽셀마다 α = 마스크 / 255로 섞어요."),
            pixel_by_pixel(("a", "b", "α", AFTER), a, below, mask / 255, covered),
        ),
    )


def numbers(params: Params) -> dict[str, object]:
    partial = next(m for row in params["mask"] for m in row if 0 < m < 255)
    x, y = params["at"] or (0, 0)
    return {"m": partial, "alpha": partial / 255, "x": x, "y": y}


FAMILY = Family(
    name="mask-paste",
    version=1,
    title=Text("Pasting through a mask", "마스크로 붙여넣기"),
    topic="pictures",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=answer,
    picture=picture,
    misconceptions=(
        Misconception(
            name="swapped",
            source=Text("the mask as the weight of the ground", "마스크를 아래 이미지의 비율로 봄"),
            answer=lambda params: pasted(params, 255 - np.array(params["mask"])),
            feedback=told(
                "Your answer, {given}, is what you get if the mask weighs b. A mask of {m} gives a the weight {alpha}.",
                "{given:은} 마스크를 b의 비율로 보면 나오는 값이에요. 마스크가 {m:이면} a의 비율이 {alpha:이에요}.",
                numbers,
            ),
            links=("image-mask-formula", "image-blend-order"),
            step=1,
        ),
        Misconception(
            name="no-mask",
            source=Text("the mask left out", "마스크를 쓰지 않음"),
            answer=lambda params: pasted(params, None),
            feedback=told(
                "Your answer, {given}, is what you get without the mask: a covers all. Where the mask is {m}, only "
                "{alpha} of a shows.",
                "{given:은} 마스크 없이 a로 모두 덮으면 나오는 값이에요. 마스크가 {m}인 곳에서는 a가 {alpha}만 보여요.",
                numbers,
            ),
            links=("image-mask-term", "image-paste-mask"),
            step=1,
        ),
        Misconception(
            name="all-or-nothing",
            source=Text("a mask of yes and no", "마스크를 전부 아니면 없음으로 봄"),
            answer=hard,
            feedback=told(
                "Your answer, {given}, is what you get if any mask above 0 lets all of a through. {m} is a weight of "
                "{alpha}.",
                "{given:은} 마스크가 0보다 크면 a를 모두 보이게 할 때 나오는 값이에요. {m:은} 비율 {alpha:이에요}.",
                numbers,
            ),
            links=("image-mask-term",),
            step=1,
        ),
        Misconception(
            name="ground-kept",
            source=Text("the ground not faded", "아래 이미지를 줄이지 않음"),
            answer=added,
            feedback=told(
                "Your answer, {given}, is what you get from α·a + b. Where α is {alpha}, b fades by as much.",
                "{given:은} α·a + b로 계산하면 나오는 값이에요. α가 {alpha}인 곳에서는 b도 그만큼 옅어져요.",
                numbers,
            ),
            links=("image-mask-formula",),
            step=1,
        ),
        Misconception(
            name="row-first",
            source=Text("(row, column) for (x, y)", "(x, y)를 (행, 열)로 봄"),
            answer=lambda params: pasted(params, params["mask"], params["at"][::-1]) if params["at"] else None,
            feedback=told(
                "Your answer, {given}, is what you get if ({x}, {y}) is read as row {x}, column {y}. Pillow takes "
                "(x, y): column {x}, row {y}.",
                "{given:은} 좌표 ({x}, {y})에서 앞을 행, 뒤를 열로 읽으면 나오는 값이에요. "
                "Pillow의 (x, y)는 {x}열 {y}행이에요.",
                numbers,
            ),
            links=("image-pixel-order",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("image-mask-formula", "image-composite-value"),
)
