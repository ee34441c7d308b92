"""Black and white by a threshold."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import image
from quiz.engine.demonstrations.values import Picture, Text
from quiz.exercises.answers import Answer, Matrix
from quiz.exercises.chance import distinct, pick, shuffled, whole
from quiz.exercises.families.pictures.pixels import (
    AFTER,
    BEFORE,
    PICTURE,
    bytes_of,
    listed,
    pixel_by_pixel,
    shown,
    unless,
)
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

HALF = 127


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: six pixels. Level 2: one just at the threshold. Level 3: the threshold is the picture's mean."""
    if level == 3:
        mean = pick(rng, (whole(rng, 60, 95), whole(rng, 160, 195)))
        between = (HALF + mean) // 2 - mean  # one pixel stands between the mean and the middle of the scale
        away = whole(rng, 20, 50)
        values = [mean + between, mean - between, mean, mean, mean + away, mean - away]
        return {"values": split(shuffled(rng, values)), "level": mean, "own": True}
    at = whole(rng, 60, 200)
    below, above = distinct(rng, 3, 5, at - 5), distinct(rng, 2, at + 5, 250)
    last = at if level == 2 else whole(rng, at + 1, 254)
    return {"values": split(shuffled(rng, [*below, *above, last])), "level": at, "own": False}


def split(values: list[int]) -> list[list[int]]:
    return [values[:3], values[3:]]


def answer(params: Params) -> Answer:
    return Matrix((2, 3))


def cut_at(params: Params, level: float) -> Any:
    return listed(image.threshold(bytes_of(params["values"]), level))


def reference(params: Params) -> Any:
    return cut_at(params, params["level"])


def inverted(params: Params) -> Any:
    return listed(image.invert(image.threshold(bytes_of(params["values"]), params["level"])))


def kept(params: Params) -> Any:
    """What is above keeps its value."""
    values = np.array(params["values"])
    return np.where(values > params["level"], values, 0).tolist()


def question(params: Params) -> Text:
    if params["own"]:
        return Text(
            "The threshold is the picture's own mean: white (255) above it, black (0) else. What comes out?",
            "이미지의 평균을 문턱값으로 써서, 그보다 크면 흰색(255), 아니면 검은색(0)으로 바꿔요. 결과는 무엇인가요?",
        )
    return fill(Text(
        "`im.point(lambda v: 255 if v > {level} else 0)`: what comes out?",
        "`im.point(lambda v: 255 if v > {level} else 0)`의 결과는 무엇인가요?",
    ), params)  # fmt: skip


def picture(params: Params) -> Picture:
    return shown(params["values"], PICTURE)


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = "out = 255 if v > t else 0"
    first = params["values"][0][0]
    step = Text("The first pixel, {first}, is compared with {level}.", "첫 픽셀 {first:을} {level:과} 비교해요.")
    return (
        Text("Each pixel by itself: is it above?", "픽셀마다 따로, 문턱값보다 큰지 보세요."),
        Text(formula, formula),
        fill(step, params, first=first),
    )


def solution(params: Params) -> tuple[Step, ...]:
    values, after = params["values"], reference(params)
    above = (np.array(values) > params["level"]).astype(int)
    text = Text("The threshold is {level}.", "문턱값은 {level:이에요}.")
    if params["own"]:
        text = Text("The mean is {level}.", "평균은 {level:이에요}.")
    return (
        Step(fill(text, params), shown(values, PICTURE)),
        Step(
            Text(
                "255 where it is above, else 0; what is equal is not above.",
                "크면 255, 아니면 0이에요. 같으면 큰 게 아니에요.",
            ),
            pixel_by_pixel((BEFORE, "> t", AFTER), values, above, after),
        ),
    )


def numbers(params: Params) -> dict[str, object]:
    return {"white": int((np.array(reference(params)) == 255).sum())}


FAMILY = Family(
    name="threshold",
    version=1,
    title=Text("Threshold", "문턱값"),
    topic="pictures",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=answer,
    picture=picture,
    misconceptions=(
        Misconception(
            name="equal-counts",
            source=Text("≥ for >", ">를 ≥로 봄"),
            answer=lambda params: unless(cut_at(params, params["level"] - 1), reference(params)),
            feedback=told(
                "Your answer, {given}, is what you get if a pixel of just {level} is white. It is not above {level}.",
                "{given:은} 값이 딱 {level}인 픽셀을 희게 하면 나오는 값이에요. {level}보다 큰 게 아니에요.",
            ),
            links=("image-point",),
            step=1,
        ),
        Misconception(
            name="inverted",
            source=Text("black and white swapped", "흑백을 바꿈"),
            answer=inverted,
            feedback=told(
                "Your answer, {given}, is what you get if the bright pixels become black. The {white} above {level} "
                "become white.",
                "{given:은} 밝은 픽셀을 검게 하면 나오는 값이에요. {level}보다 큰 {white}개가 희어져요.",
                numbers,
            ),
            links=("image-point",),
            step=1,
        ),
        Misconception(
            name="ones",
            source=Text("1 for white", "흰색을 1로 봄"),
            answer=lambda params: (np.array(reference(params)) // 255).tolist(),
            feedback=told(
                "Your answer, {given}, is what you get from the comparison itself. White in eight bits is 255.",
                "{given:은} 비교한 결과를 그대로 쓰면 나오는 값이에요. 8비트에서 흰색은 255예요.",
            ),
            links=("image-point", "image-alpha-ends"),
            step=1,
        ),
        Misconception(
            name="kept",
            source=Text("bright pixels kept as they are", "밝은 픽셀을 그대로 둠"),
            answer=kept,
            feedback=told(
                "Your answer, {given}, is what you get if what is above {level} stays as it is. It becomes 255.",
                "{given:은} {level}보다 큰 값을 그대로 두면 나오는 값이에요. 255가 돼요.",
            ),
            links=("image-point",),
            step=1,
        ),
        Misconception(
            name="half",
            source=Text("the middle of the scale for the mean", "평균 대신 눈금의 가운데"),
            answer=lambda params: unless(cut_at(params, HALF), reference(params)) if params["own"] else None,
            feedback=told(
                "Your answer, {given}, is what you get with 127 as the threshold. The mean of this picture is {level}.",
                "{given:은} 127을 문턱값으로 쓰면 나오는 값이에요. 이 이미지의 평균은 {level:이에요}.",
            ),
            links=("image-contrast-value",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("image-threshold", "image-point"),
)
