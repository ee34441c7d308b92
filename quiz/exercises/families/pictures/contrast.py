"""What ImageEnhance.Contrast makes of pixels."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import image
from quiz.engine.demonstrations.values import Picture, Text
from quiz.exercises.answers import Answer, Matrix, Whole
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
    """Level 1: the mean is given, one pixel is asked. Level 2: four pixels. Level 3: six, and some to be cut."""
    mean = 4 * pick(rng, (whole(rng, 20, 28), whole(rng, 36, 42)))
    largest = min(mean, 255 - mean) // 4 - 1
    low, high = (2, largest // 3) if level < 3 else (largest // 2 + 2, largest)
    away: list[int] = []
    for _ in range(level):
        amount = 4 * whole(rng, low, high)
        away += [amount, -amount]
    values = [mean + amount for amount in shuffled(rng, away)]
    rows = [values] if level == 1 else [values[:level], values[level:]]
    factor = pick(rng, (2.0, 2.5) if level == 3 else (0.25, 0.75, 1.25, 1.5, 2.0))
    return {"values": rows, "factor": factor, "mean": mean}


def answered(params: Params, values: Any) -> Any:
    """One pixel of two, or all."""
    found = listed(values)
    return found[0][0] if len(params["values"]) == 1 else found


def reference(params: Params) -> Any:
    return answered(params, image.contrast(bytes_of(params["values"]), params["factor"]))


def answer(params: Params) -> Answer:
    size = np.shape(params["values"])
    return Matrix((size[0], size[1])) if size[0] > 1 else Whole()


def moved(params: Params, middle: float, factor: float) -> Any:
    """middle + factor · (v − middle)."""
    return middle + factor * (np.array(params["values"], np.float64) - middle)


def about(params: Params, middle: float, factor: float) -> Any:
    return unless(answered(params, cut(moved(params, middle, factor))), reference(params))


def not_cut(params: Params) -> Any:
    return unless(answered(params, moved(params, params["mean"], params["factor"]).astype(int)), reference(params))


def without_mean(params: Params) -> Any:
    """The mean taken off and not put back."""
    return answered(params, (moved(params, params["mean"], params["factor"]) - params["mean"]).astype(int))


def question(params: Params) -> Text:
    if len(params["values"]) == 1:
        text = Text(
            "A gray picture has mean brightness {mean}. What becomes of a pixel of value {value} under "
            "ImageEnhance.Contrast(im).enhance({factor})?",
            "평균 밝기가 {mean}인 흑백 이미지가 있어요. 값이 {value}인 픽셀은 "
            "ImageEnhance.Contrast(im).enhance({factor})에서 얼마가 되나요?",
        )
        return fill(text, params, value=params["values"][0][0])
    return fill(Text(
        "What becomes of the whole gray picture under ImageEnhance.Contrast(im).enhance({factor})?",
        "이 흑백 이미지 전체는 ImageEnhance.Contrast(im).enhance({factor})에서 어떻게 되나요?",
    ), params)  # fmt: skip


def picture(params: Params) -> Picture | None:
    return shown(params["values"], PICTURE) if len(params["values"]) > 1 else None


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = "out = m + f · (v − m)"
    return (
        Text("Values move away from the mean, or toward it.", "값이 평균에서 멀어지거나 평균 쪽으로 가요."),
        Text(f"{formula},  m: mean", f"{formula},  m: 평균"),
        fill(Text("The mean is m = {mean}.", "평균은 m = {mean:이에요}."), params),
    )


def solution(params: Params) -> tuple[Step, ...]:
    values = np.array(params["values"])
    asked = slice(0, 1) if len(values) == 1 else slice(None)
    distance = values - params["mean"]
    after = image.contrast(bytes_of(values), params["factor"])
    raw = moved(params, params["mean"], params["factor"])
    return (
        Step(
            fill(Text("Take the distances from the mean, {mean}.", "평균 {mean}에서 떨어진 거리를 구해요."), params),
            pixel_by_pixel((BEFORE, "v − m"), values[:, asked], distance[:, asked]),
        ),
        Step(
            fill(
                Text(
                    "Multiply them by {factor}, put the mean back, cut to 0–255.",
                    "{factor:을} 곱하고 평균을 다시 더한 뒤 0–255로 잘라요.",
                ),
                params,
            ),
            pixel_by_pixel(("v − m", "m + f · (v − m)", AFTER), distance[:, asked], raw[:, asked], after[:, asked]),
        ),
    )


def numbers(params: Params) -> dict[str, object]:
    first = params["values"][0][0]
    distance = first - params["mean"]
    return {"first": first, "distance": distance, "moved": params["factor"] * distance}


FAMILY = Family(
    name="contrast",
    version=1,
    title=Text("Contrast", "대비"),
    topic="pictures",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=answer,
    picture=picture,
    misconceptions=(
        Misconception(
            name="brightness",
            source=Text("brightness for contrast", "대비와 밝기를 혼동"),
            answer=lambda params: about(params, 0, params["factor"]),
            feedback=told(
                "Your answer, {given}, is what you get if each value itself is multiplied, as for brightness. Here the "
                "distance from the mean is: {first} − {mean} = {distance}.",
                "{given:은} 밝기처럼 값 자체에 곱하면 나오는 값이에요. 여기서는 평균과의 거리에 곱해요. "
                "{first} − {mean} = {distance}.",
                numbers,
            ),
            links=("image-contrast-value", "image-enhance-zero"),
            step=0,
        ),
        Misconception(
            name="about-128",
            source=Text("the middle of the scale for the mean", "평균 대신 눈금의 가운데"),
            answer=lambda params: about(params, 128, params["factor"]),
            feedback=told(
                "Your answer, {given}, is what you get if values move about 128. They move about the picture's own "
                "mean, "
                "{mean}.",
                "{given:은} 128을 중심으로 움직이면 나오는 값이에요. 이미지의 평균 {mean:이} 중심이에요.",
            ),
            links=("image-enhance-zero",),
            step=0,
        ),
        Misconception(
            name="blended-backward",
            source=Text("the weights of the blend swapped", "섞는 비율을 거꾸로 봄"),
            answer=lambda params: about(params, params["mean"], 1 - params["factor"]),
            feedback=told(
                "Your answer, {given}, is what you get if {factor} is the weight of the mean, not of the picture. A "
                "factor of 1 changes nothing.",
                "{given:은} {factor:을} 이미지가 아니라 평균의 비율로 보면 나오는 값이에요. 계수가 1이면 그대로예요.",
            ),
            links=("image-enhance-formula",),
            step=1,
        ),
        Misconception(
            name="mean-not-put-back",
            source=Text("the mean taken off and not put back", "평균을 빼고 다시 더하지 않음"),
            answer=without_mean,
            feedback=told(
                "Your answer, {given}, is what you get if the mean is not put back: {factor} · {distance} = {moved} is "
                "the new distance from {mean}.",
                "{given:은} 평균을 다시 더하지 않으면 나오는 값이에요. {factor} · {distance} = {moved:은} 평균 "
                "{mean:과}의 "
                "새 거리예요.",
                numbers,
            ),
            links=("image-contrast-value",),
            step=1,
        ),
        Misconception(
            name="not-cut",
            source=Text("beyond eight bits", "8비트 범위를 넘음"),
            answer=not_cut,
            feedback=told(
                "Your answer, {given}, is what you get without cutting to 0–255.",
                "{given:은} 0–255로 자르지 않으면 나오는 값이에요.",
            ),
            links=("image-brightness-clip",),
            step=1,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("image-contrast-value", "image-enhance-formula"),
)
