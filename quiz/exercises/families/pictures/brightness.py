"""What ImageEnhance.Brightness makes of pixels."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import image
from quiz.engine.demonstrations.values import Picture, Text
from quiz.exercises.answers import Answer, Matrix, Row, Whole
from quiz.exercises.chance import pick, shuffled, whole
from quiz.exercises.families.pictures.pixels import (
    AFTER,
    BEFORE,
    PICTURE,
    bytes_of,
    cut,
    listed,
    pixel_by_pixel,
    shown,
    unless,
)
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: one gray pixel. Level 2: four of them, one too bright. Level 3: an RGB pixel."""
    factor = pick(rng, (0.5, 0.75, 1.25, 1.5) if level == 1 else (1.25, 1.5, 1.75, 2.0, 2.5))
    dark = [4 * whole(rng, 5, min(int(60 / factor), 50)) for _ in range(3)]
    bright = 4 * whole(rng, int(65 / factor) + 1, 63) if factor > 1 else 0
    values = dark[:1] if level == 1 else shuffled(rng, [*dark, bright] if level == 2 else [*dark[:2], bright])
    return {"values": [values[:2], values[2:]] if level == 2 else values, "factor": factor}


def answered(params: Params, values: Any) -> Any:
    found = listed(values)
    return found[0] if len(params["values"]) == 1 else found


def enhanced(params: Params, factor: float) -> Any:
    found = image.brightness(bytes_of(np.atleast_2d(params["values"])), factor)
    return answered(params, found.reshape(np.shape(params["values"])))


def reference(params: Params) -> Any:
    return enhanced(params, params["factor"])


def answer(params: Params) -> Answer:
    size = np.shape(params["values"])
    return Matrix((size[0], size[1])) if len(size) == 2 else Row(size[0]) if size[0] > 1 else Whole()


def product(params: Params) -> Any:
    return (np.array(params["values"]) * params["factor"]).astype(int)


def added(params: Params) -> Any:
    """The share of 255 that the factor goes beyond 1, added to every pixel."""
    return answered(params, cut(np.array(params["values"]) + 255 * (params["factor"] - 1)))


def toward_white(params: Params) -> Any:
    """A blend with white in place of black."""
    values = np.array(params["values"])
    blended = answered(params, cut(255 + params["factor"] * (values - 255.0)))
    return unless(blended, reference(params), added(params), enhanced(params, 1 / params["factor"]))


QUESTION = {
    1: Text(
        "What becomes of a gray pixel of value {values} under ImageEnhance.Brightness(im).enhance({factor})?",
        "값이 {values}인 회색 픽셀은 ImageEnhance.Brightness(im).enhance({factor})에서 얼마가 되나요?",
    ),
    4: Text(
        "What becomes of the picture under ImageEnhance.Brightness(im).enhance({factor})?",
        "이 이미지는 ImageEnhance.Brightness(im).enhance({factor})에서 어떻게 되나요?",
    ),
    3: Text(
        "What becomes of an RGB pixel ({values}) under ImageEnhance.Brightness(im).enhance({factor})?",
        "RGB 픽셀 ({values})에 ImageEnhance.Brightness(im).enhance({factor})를 쓰면 어떻게 되나요?",
    ),
}


def question(params: Params) -> Text:
    return fill(QUESTION[np.size(params["values"])], params)


def picture(params: Params) -> Picture | None:
    return shown(params["values"], PICTURE) if np.ndim(params["values"]) == 2 else None


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = "out = min(f · v, 255)"
    step = Text("The factor is f = {factor}.", "계수는 f = {factor:이에요}.")
    return (
        Text("The picture is blended with black.", "검은 화면과 섞는 거예요."),
        Text(formula, formula),
        fill(step, params),
    )


def solution(params: Params) -> tuple[Step, ...]:
    raw, after = product(params), reference(params)
    columns = (BEFORE, "f · v")
    if np.max(raw) <= 255:  # else the first step would give the answer
        return (
            Step(fill(Text("Each value is to be multiplied by {factor}.", "값마다 {factor:을} 곱해야 해요."), params)),
            Step(
                Text("Nothing is beyond 255, so nothing is cut off.", "255를 넘는 값이 없어 자르지 않아요."),
                pixel_by_pixel((*columns, AFTER), params["values"], raw, after),
            ),
        )
    return (
        Step(
            fill(Text("Multiply each value by {factor}.", "값마다 {factor:을} 곱해요."), params),
            pixel_by_pixel(columns, params["values"], raw),
        ),
        Step(
            Text("What is beyond 255 is cut off there.", "255를 넘으면 255로 잘라요."),
            pixel_by_pixel((*columns, AFTER), params["values"], raw, after),
        ),
    )


def numbers(params: Params) -> dict[str, object]:
    first = np.ravel(params["values"])[0]
    largest = int(np.max(product(params)))
    return {"first": int(first), "product": int(first * params["factor"]), "largest": largest, "wrapped": largest % 256}


FAMILY = Family(
    name="brightness",
    version=1,
    title=Text("Brightness", "밝기"),
    topic="pictures",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=answer,
    picture=picture,
    misconceptions=(
        Misconception(
            name="added",
            source=Text("adding in place of multiplying", "곱하지 않고 더함"),
            answer=added,
            feedback=told(
                "Your answer, {given}, is what you get if the same amount is added everywhere. The factor multiplies: "
                "{first} · {factor} = {product}.",
                "{given:은} 모든 곳에 같은 값을 더하면 나오는 값이에요. 계수는 곱해요. {first} · {factor} = {product}.",
                numbers,
            ),
            links=("image-brightness-value",),
            step=0,
        ),
        Misconception(
            name="not-cut",
            source=Text("beyond eight bits", "8비트 범위를 넘음"),
            answer=lambda params: unless(answered(params, product(params)), reference(params)),
            feedback=told(
                "Your answer, {given}, is what you get without cutting: {largest} does not fit into eight bits, which "
                "end at 255.",
                "{given:은} 자르지 않으면 나오는 값이에요. 8비트는 255까지라서 {largest:은} 들어가지 않아요.",
                numbers,
            ),
            links=("image-brightness-clip",),
            step=1,
        ),
        Misconception(
            name="wrapped",
            source=Text("starting again at 0, as NumPy's uint8 does", "NumPy의 uint8처럼 0부터 다시 셈"),
            answer=lambda params: unless(answered(params, product(params) % 256), reference(params)),
            feedback=told(
                "Your answer, {given}, is what you get if {largest} goes round to {wrapped}, as in NumPy's uint8. "
                "Pillow "
                "cuts at 255.",
                "{given:은} NumPy의 uint8처럼 {largest:이} {wrapped:으로} 돌아가면 나오는 값이에요. Pillow는 255에서 "
                "잘라요.",
                numbers,
            ),
            links=("image-brightness-clip",),
            step=1,
        ),
        Misconception(
            name="other-way",
            source=Text("dividing by the factor", "계수로 나눔"),
            answer=lambda params: unless(enhanced(params, 1 / params["factor"]), added(params)),
            feedback=told(
                "Your answer, {given}, is what you get if you divide by {factor}. Above 1 a factor makes brighter.",
                "{given:은} {factor:으로} 나누면 나오는 값이에요. 계수가 1보다 크면 밝아져요.",
            ),
            links=("image-enhance-formula",),
            step=0,
        ),
        Misconception(
            name="toward-white",
            source=Text("blending with white", "흰 화면과 섞음"),
            answer=toward_white,
            feedback=told(
                "Your answer, {given}, is what you get if the picture is blended with white. Factor 0 gives black "
                "here.",
                "{given:은} 흰 화면과 섞으면 나오는 값이에요. 여기서는 계수가 0일 때 검은색이에요.",
            ),
            links=("image-enhance-zero",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("image-brightness-value", "image-brightness-clip"),
)
