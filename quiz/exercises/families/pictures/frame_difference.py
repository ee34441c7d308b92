"""What has changed from one frame to the next."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import image, video
from quiz.engine.demonstrations.values import Steps, Text
from quiz.exercises.answers import Answer, Matrix
from quiz.exercises.chance import pick, shuffled, whole
from quiz.exercises.families.pictures.pixels import bytes_of, listed, pixel_by_pixel, side_by_side, unless
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

FIRST, SECOND = Text("first frame", "첫 프레임"), Text("second frame", "둘째 프레임")


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: four pixels, one brighter and one darker. Level 2: one just at the threshold. Level 3: six pixels."""
    t = pick(rng, (15, 20, 25, 30))
    changes = [whole(rng, t + 5, 70), -whole(rng, t + 5, 70), -whole(rng, 1, t - 5)]
    changes.append(0 if level == 1 else pick(rng, (-1, 1)) * t)
    if level == 3:
        changes += [whole(rng, t + 1, 70), whole(rng, 1, t - 1)]
    changes = shuffled(rng, changes)
    first = [whole(rng, 80, 170) for _ in changes]
    half = len(changes) // 2
    second = [value + change for value, change in zip(first, changes, strict=True)]
    return {"first": [first[:half], first[half:]], "second": [second[:half], second[half:]], "threshold": t}


def answer(params: Params) -> Answer:
    return Matrix((2, len(params["first"][0])))


def marked(params: Params, threshold: float) -> Any:
    return listed(video.frame_difference(bytes_of(params["first"]), bytes_of(params["second"]), threshold))


def reference(params: Params) -> Any:
    return marked(params, params["threshold"])


def changes(params: Params) -> Any:
    return np.array(params["second"]) - np.array(params["first"])


def brighter_alone(params: Params) -> Any:
    return np.where(changes(params) > params["threshold"], 255, 0).tolist()


def wrapped(params: Params) -> Any:
    """The difference in uint8, where −1 is 255."""
    difference = bytes_of(params["second"]) - bytes_of(params["first"])
    return np.where(difference > params["threshold"], 255, 0).tolist()


def inverted(params: Params) -> Any:
    return listed(image.invert(bytes_of(reference(params))))


def question(params: Params) -> Text:
    return fill(Text(
        "Two frames: what is their difference mask, 255 where |second − first| > {threshold}, else 0?",
        "두 프레임의 차분 마스크는 무엇인가요? |둘째 − 첫째| > {threshold}인 곳은 255, 나머지는 0이에요.",
    ), params)  # fmt: skip


def picture(params: Params) -> Steps:
    return side_by_side((FIRST, params["first"]), (SECOND, params["second"]))


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = "255 if |b − a| > t else 0"
    return (
        Text("Darker has changed as much as brighter.", "어두워진 것도 밝아진 것만큼 바뀐 거예요."),
        Text(formula, formula),
        fill(
            Text("The first pixel has changed by {change}.", "첫 픽셀은 {change}만큼 바뀌었어요."),
            change=int(changes(params)[0, 0]),
        ),
    )


def solution(params: Params) -> tuple[Step, ...]:
    change = changes(params)
    columns = (FIRST, SECOND, "b − a", "|b − a|")
    values = (params["first"], params["second"], change, np.abs(change))
    text = Text("255 where it is above {threshold}.", "{threshold}보다 큰 곳이 255예요.")
    return (
        Step(Text("Take the distances.", "차이의 크기를 구해요."), pixel_by_pixel(columns, *values)),
        Step(fill(text, params), pixel_by_pixel(("|b − a|", Text("mask", "마스크")), values[3], reference(params))),
    )


def numbers(params: Params) -> dict[str, object]:
    change = changes(params)
    darkest = int(change.min())
    small = int(next(c for c in change.ravel() if -params["threshold"] < c < 0))
    return {"darkest": darkest, "size": -darkest, "small": small, "wrapped": small % 256}


FAMILY = Family(
    name="frame-difference",
    version=1,
    title=Text("Frame difference", "프레임 차분"),
    topic="pictures",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=answer,
    picture=picture,
    misconceptions=(
        Misconception(
            name="brighter-alone",
            source=Text("the sign of the difference kept", "차이의 부호를 그대로 둠"),
            answer=brighter_alone,
            feedback=told(
                "Your answer, {given}, is what you get if only brighter pixels count. One has changed by {darkest}; "
                "its "
                "distance is {size}.",
                "{given:은} 밝아진 픽셀만 세면 나오는 값이에요. {darkest}만큼 바뀐 픽셀도 차이의 크기가 {size:이에요}.",
                numbers,
            ),
            links=("image-frame-difference",),
            step=0,
        ),
        Misconception(
            name="wrapped",
            source=Text("a difference taken in uint8", "uint8로 뺄셈함"),
            answer=lambda params: unless(wrapped(params), reference(params)),
            feedback=told(
                "Your answer, {given}, is what you get if uint8 values are subtracted as they are: {small} becomes "
                "{wrapped}.",
                "{given:은} uint8 값을 그대로 빼면 나오는 값이에요. {small:이} {wrapped:으로} 돌아가요.",
                numbers,
            ),
            links=("image-difference-uint8",),
            step=0,
        ),
        Misconception(
            name="equal-counts",
            source=Text("≥ for >", ">를 ≥로 봄"),
            answer=lambda params: unless(marked(params, params["threshold"] - 1), reference(params)),
            feedback=told(
                "Your answer, {given}, is what you get if a change of just {threshold} counts. It has to be larger.",
                "{given:은} 차이가 딱 {threshold}인 픽셀도 세면 나오는 값이에요. 그보다 커야 해요.",
            ),
            links=("image-frame-difference",),
            step=1,
        ),
        Misconception(
            name="inverted",
            source=Text("black and white swapped", "흑백을 바꿈"),
            answer=inverted,
            feedback=told(
                "Your answer, {given}, is what you get if what stands still is white. White is what changed by more "
                "than "
                "{threshold}.",
                "{given:은} 멈춘 곳을 희게 하면 나오는 값이에요. {threshold}보다 크게 바뀐 곳이 희어요.",
            ),
            links=("image-frame-difference", "image-difference-parked"),
            step=1,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("image-frame-difference", "image-difference-uint8"),
)
