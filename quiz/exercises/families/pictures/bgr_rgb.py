"""OpenCV's BGR where RGB is expected."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import image, video
from quiz.engine.demonstrations.values import Picture, Table, Text
from quiz.exercises.answers import Answer, Matrix, Real, Row
from quiz.exercises.chance import distinct, pick, whole
from quiz.exercises.families.pictures.pixels import bytes_of, listed, shown
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, said, told

GRAY = Real(absolute=1)


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: a pixel into RGB. Level 2: the gray that comes of BGR read as RGB. Level 3: the red of a frame."""
    if level == 2:  # far apart, so that every mistake shows in the gray
        low, green, high = whole(rng, 5, 30), whole(rng, 60, 90), whole(rng, 200, 250)
        return {"frame": [pick(rng, ([low, green, high], [high, green, low]))], "asked": "gray"}
    count = 4 if level == 3 else 1
    return {"frame": [distinct(rng, 3, 5, 250) for _ in range(count)], "asked": ("rgb", "gray", "red")[level - 1]}


def frame(params: Params) -> Any:
    """(h, w, 3), as OpenCV gives it."""
    pixels = bytes_of(params["frame"])
    return pixels.reshape(2, 2, 3) if len(pixels) == 4 else pixels[None]


def asked_of(params: Params, pixels: Any, channel: int = 0) -> Any:
    """What is asked, of pixels that are taken to be RGB."""
    if params["asked"] == "gray":
        return float(image.grayscale(pixels)[0, 0])
    return listed(pixels[:, :, channel]) if params["asked"] == "red" else listed(pixels[0, 0])


def reference(params: Params) -> Any:
    """Level 2 asks what comes of not converting; the others, of converting."""
    pixels = frame(params)
    return asked_of(params, pixels if params["asked"] == "gray" else video.bgr_to_rgb(pixels))


def not_converted(params: Params) -> Any:
    """The other of the two."""
    pixels = frame(params)
    return asked_of(params, video.bgr_to_rgb(pixels) if params["asked"] == "gray" else pixels)


def middle_first(params: Params) -> Any:
    """The channels moved round by one, the green in front."""
    return asked_of(params, np.roll(frame(params), -1, axis=2))


def inverted(params: Params) -> Any:
    pixels = frame(params)
    return asked_of(params, image.invert(pixels if params["asked"] == "gray" else video.bgr_to_rgb(pixels)))


def plain_mean(params: Params) -> float | None:
    return float(frame(params).mean()) if params["asked"] == "gray" else None


def answer(params: Params) -> Answer:
    return {"rgb": Row(3), "gray": GRAY, "red": Matrix((2, 2))}[params["asked"]]


QUESTION = {
    "rgb": Text(
        "A pixel of a frame from cv2.imread is {pixel}. What is it after cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)?",
        "cv2.imread로 읽은 프레임의 한 픽셀이 {pixel:이에요}. cv2.cvtColor(frame, cv2.COLOR_BGR2RGB) 뒤에는 어떻게 "
        "되나요?",
    ),
    "gray": Text(
        "A pixel of a frame from cv2.imread is {pixel}. Someone forgets to convert and gives the array to Pillow as "
        "RGB. Which gray does .convert('L') make of it (L = 0.299·R + 0.587·G + 0.114·B)?",
        "cv2.imread로 읽은 프레임의 한 픽셀이 {pixel:이에요}. 변환을 잊고 배열을 그대로 RGB로 Pillow에 넘겼어요. "
        ".convert('L')의 값은 얼마인가요(L = 0.299·R + 0.587·G + 0.114·B)?",
    ),
    "red": Text(
        "A 2×2 frame from cv2.imread holds, row by row, {pixel}. What is its red channel?",
        "cv2.imread로 읽은 2×2 프레임의 픽셀이 행 순서대로 {pixel:이에요}. 빨강 채널은 무엇인가요?",
    ),
}


def question(params: Params) -> Text:
    pixels = params["frame"]
    listed = said(pixels if len(pixels) > 1 else pixels[0])
    return fill(QUESTION[params["asked"]], pixel=f"[{listed}]")


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = "RGB = BGR[::-1]"
    if params["asked"] == "gray":
        formula = "R := B, B := R,  L = 0.299·R + 0.587·G + 0.114·B"
    return (
        Text("OpenCV puts blue first.", "OpenCV는 파랑을 맨 앞에 둬요."),
        Text(formula, formula),
        fill(Text("The green of the first pixel is {green}.", "첫 픽셀의 초록은 {green:이에요}."),
             green=params["frame"][0][1]),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    pixels = frame(params)
    columns = (Text("blue", "파랑"), Text("green", "초록"), Text("red", "빨강"))
    table = Table(columns, tuple(tuple(pixel) for pixel in params["frame"]))
    first = Step(Text("OpenCV's order is blue, green, red.", "OpenCV의 순서는 파랑, 초록, 빨강이에요."), table)
    drawn: Table | Picture
    if params["asked"] == "red":
        text, drawn = Text("Red stands last: frame[:, :, 2].", "빨강은 마지막이에요: frame[:, :, 2]."), shown(
            pixels[:, :, 2], columns[2]
        )  # fmt: skip
    elif params["asked"] == "gray":
        blue, green, red = params["frame"][0]
        text = fill(Text("Read as RGB, blue counts as red: L = {value}.",
            "RGB로 읽으면 파랑이 빨강으로 세어져 L = {value:이에요}."),
                    value=reference(params))  # fmt: skip
        drawn = Table(
            (Text("read as", "읽는 이름"), Text("value", "값"), Text("weight", "가중치")),
            (("R", blue, 0.299), ("G", green, 0.587), ("B", red, 0.114)),
        )
    else:
        text = Text("The other way round: red, green, blue.", "거꾸로 하면 빨강, 초록, 파랑이에요.")
        drawn = Table(("R", "G", "B"), (tuple(params["frame"][0][::-1]),))
    return first, Step(text, drawn)


def numbers(params: Params) -> dict[str, object]:
    blue, green, red = params["frame"][0]
    return {"blue": blue, "green": green, "red": red}


FAMILY = Family(
    name="bgr-rgb",
    version=1,
    title=Text("BGR and RGB", "BGR과 RGB"),
    topic="pictures",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=answer,
    misconceptions=(
        Misconception(
            name="wrong-order",
            source=Text("OpenCV's order taken for RGB, or the other way round", "OpenCV의 순서를 RGB와 혼동"),
            answer=not_converted,
            feedback=told(
                "Your answer, {given}, is what you get if red and blue are taken for each other. OpenCV has blue, "
                "{blue}, first and red, {red}, last; who reads this as RGB swaps them.",
                "{given:은} 빨강과 파랑을 바꾸어 보면 나오는 값이에요. OpenCV에서는 파랑({blue})이 처음, 빨강({red})이 "
                "마지막이에요. 이걸 RGB로 읽으면 둘이 바뀌어요.",
                numbers,
            ),
            links=("image-bgr", "image-bgr-shown"),
            step=0,
        ),
        Misconception(
            name="moved-round",
            source=Text("the channels moved round by one", "채널을 한 칸씩 밀어냄"),
            answer=middle_first,
            feedback=told(
                "Your answer, {given}, is what you get if green, {green}, comes first. Green stays in the middle.",
                "{given:은} 초록({green})이 맨 앞에 오면 나오는 값이에요. 초록은 가운데에 그대로 있어요.",
                numbers,
            ),
            links=("image-bgr",),
            step=1,
        ),
        Misconception(
            name="inverted",
            source=Text("inverting in place of reordering", "순서 대신 값을 뒤집음"),
            answer=inverted,
            feedback=told(
                "Your answer, {given}, is what you get if the values are inverted, 255 − v. Only their order is at "
                "stake: {blue}, {green}, {red} stay what they are.",
                "{given:은} 값을 255 − v로 뒤집으면 나오는 값이에요. 바뀌는 건 순서뿐이고 {blue}, {green}, {red}의 "
                "값은 "
                "그대로예요.",
                numbers,
            ),
            links=("image-bgr", "image-point"),
            step=1,
        ),
        Misconception(
            name="plain-mean",
            source=Text("the plain mean for the luma", "휘도 대신 단순 평균"),
            answer=plain_mean,
            feedback=told(
                "Your answer, {given}, is what you get from the plain mean of {blue}, {green}, {red}. The three weigh "
                "0.299, 0.587, 0.114.",
                "{given:은} {blue}, {green}, {red}의 단순 평균에서 나오는 값이에요. 가중치는 0.299, 0.587, 0.114예요.",
                numbers,
            ),
            links=("image-bgr-shown",),
            step=1,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("image-bgr", "image-bgr-shown"),
)
