"""Which kernel made this picture of that one?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from quiz.engine.demonstrations.values import Steps, Table, Text
from quiz.engine.tensor import Array
from quiz.exercises.answers import Choice
from quiz.exercises.chance import pick, shuffled, whole
from quiz.exercises.families.pictures.pixels import AFTER, BEFORE, cut, side_by_side
from quiz.exercises.families.values.maps import correlated
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, rows

KERNELS: dict[str, tuple[list[list[int]], int]] = {  # weights and scale
    "blur": ([[1, 1, 1], [1, 1, 1], [1, 1, 1]], 9),
    "sharpen": ([[0, -1, 0], [-1, 5, -1], [0, -1, 0]], 1),
    "edges": ([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]], 1),
    "down": ([[-1, -1, -1], [0, 0, 0], [1, 1, 1]], 1),
    "up": ([[1, 1, 1], [0, 0, 0], [-1, -1, -1]], 1),
    "right": ([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]], 1),
    "left": ([[1, 0, -1], [1, 0, -1], [1, 0, -1]], 1),
}
NAMES = {
    "blur": Text("blur: the mean of the nine pixels", "블러: 아홉 픽셀의 평균"),
    "sharpen": Text("sharpen: five times the pixel, its four neighbours taken off",
                    "선명하게: 픽셀의 5배에서 네 이웃을 뺌"),
    "edges": Text("edges to all sides: eight times the pixel, all neighbours taken off",
                  "모든 방향의 경계: 픽셀의 8배에서 모든 이웃을 뺌"),
    "down": Text("brighter downward: the row below less the row above", "아래로 밝아지는 경계: 아랫줄에서 윗줄을 뺌"),
    "up": Text("brighter upward: the row above less the row below", "위로 밝아지는 경계: 윗줄에서 아랫줄을 뺌"),
    "right": Text("brighter to the right: the right column less the left one",
                  "오른쪽으로 밝아지는 경계: 오른쪽 열에서 왼쪽 열을 뺌"),
    "left": Text("brighter to the left: the left column less the right one",
                 "왼쪽으로 밝아지는 경계: 왼쪽 열에서 오른쪽 열을 뺌"),
}  # fmt: skip
TURNED = {"down": "up", "up": "down", "left": "right", "right": "left"}
TILTED = {"down": "right", "right": "down", "up": "left", "left": "up"}
LEVELS = {1: ("blur", "sharpen", "edges"), 2: ("sharpen", "edges", "down", "right"), 3: ("edges", *TURNED)}


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: blur, sharpen or edges. Level 2: edges to one side too. Level 3: to which side, of four."""
    options = shuffled(rng, LEVELS[level])
    made = pick(rng, [name for name in options if level < 3 or name in TURNED])
    while True:
        base, slope = whole(rng, 40, 90), [pick(rng, (-1, 1)) * whole(rng, 12, 22) for _ in range(2)]
        values = [[base + 30 + slope[0] * i + slope[1] * j + whole(rng, 0, 9) for j in range(4)] for i in range(4)]
        params = {"values": np.clip(values, 0, 255).tolist(), "options": options, "made": made}
        right = after(params, made)
        different = not any(np.array_equal(right, after(params, name)) for name in options if name != made)
        if different and np.count_nonzero(right) > 1:
            return params


def after(params: Params, name: str) -> Array:
    """What a kernel makes of the inner pixels."""
    kernel, scale = KERNELS[name]
    found: Array = np.array(cut(correlated(params["values"], np.array(kernel) / scale) + 1e-9))
    return found


def reference(params: Params) -> int:
    return int(params["options"].index(params["made"]))


def answer(params: Params) -> Choice:
    return Choice(tuple(NAMES[name] for name in params["options"]))


def taken(name: str) -> Callable[[Params], Any]:
    """That kernel chosen, where it is offered and not the right one, nor one that another wrong idea leads to."""

    def answered(params: Params) -> int | None:
        made = params["made"]
        if name in (made, TURNED.get(made), TILTED.get(made)) or name not in params["options"]:
            return None
        return int(params["options"].index(name))

    return answered


def instead(pairs: dict[str, str]) -> Callable[[Params], Any]:
    """The kernel that the right one is mistaken for."""

    def answered(params: Params) -> int | None:
        name = pairs.get(params["made"], "")
        return int(params["options"].index(name)) if name in params["options"] else None

    return answered


def chosen(en: str, ko: str) -> Callable[[Params, Any], Text]:
    """Feedback with a pixel at which the chosen kernel gives another value than the one that is there."""

    def feedback(params: Params, given: Any) -> Text:
        would, stands = after(params, params["options"][int(given)]), after(params, params["made"])
        row, column = np.argwhere(would != stands)[0].tolist()
        return fill(
            Text(
                "Your answer is what you get if " + en + ". The pixel in row {row}, column {column} of the second "
                "picture would be {would}; it is {stands}.",
                ko + " 나오는 답이에요. 그러면 둘째 이미지의 {row}행 {column}열 픽셀은 {would:이} 돼요. 여기서는 "
                "{stands:이에요}.",
            ),
            row=row + 1, column=column + 1, would=int(would[row, column]), stands=int(stands[row, column]),
        )  # fmt: skip

    return feedback


def question(params: Params) -> Text:
    return Text(
        "One of these kernels made the second picture of the inner pixels of the first. It lies on the picture as "
        "it is described, and results are cut to 0–255. Which one?",
        "아래 커널 가운데 하나가 첫째 이미지의 안쪽 픽셀에서 둘째 이미지를 만들었어요. 커널은 설명대로 얹고 결과는 "
        "0–255로 잘라요. 어느 커널인가요?",
    )


def picture(params: Params) -> Steps:
    return side_by_side((BEFORE, params["values"]), (AFTER, after(params, params["made"])))


def hints(params: Params) -> tuple[Text, Text, Text]:
    window = np.array(params["values"])[:3, :3]
    return (
        Text(
            "Are the new values near the old ones, or near 0?",
            "새 값이 원래 값에 가까운가요, 아니면 0에 가까운가요?",
        ),
        Text(
            "Weights that add up to 1 keep the brightness, weights that add up to 0 leave differences only.",
            "가중치의 합이 1이면 밝기가 남고, 0이면 차이만 남아요.",
        ),
        fill(
            Text(
                "In the upper left window the rows add up to {rows}, the columns to {columns}.",
                "왼쪽 위 창에서 행의 합은 {rows}, 열의 합은 {columns:이에요}.",
            ),
            rows=window.sum(axis=1).tolist(), columns=window.sum(axis=0).tolist(),
        ),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    kernel, scale = KERNELS[params["made"]]
    table = Table(
        (Text("kernel", "커널"), Text("upper left pixel", "왼쪽 위 픽셀")),
        tuple((NAMES[name], int(after(params, name)[0, 0])) for name in params["options"]),
    )
    end = fill(
        Text(
            "Only one agrees everywhere: {name}.\n{kernel}\nscale {scale}",
            "모든 픽셀이 맞는 것은 하나예요. {name}.\n{kernel}\nscale {scale}",
        ),
        name=NAMES[params["made"]], kernel=rows(kernel), scale=scale,
    )  # fmt: skip
    return (
        Step(Text("Try each kernel on the upper left window.", "왼쪽 위 창에 커널을 하나씩 얹어 봐요."), table),
        Step(end, side_by_side((BEFORE, params["values"]), (AFTER, after(params, params["made"])))),
    )


FAMILY = Family(
    name="which-kernel",
    version=1,
    title=Text("Which kernel made this?", "어느 커널이 만들었나요?"),
    topic="pictures",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=answer,
    picture=picture,
    misconceptions=(
        Misconception(
            name="took-blur",
            source=Text("a blur seen where values differ more", "값의 차이가 커졌는데 블러로 봄"),
            answer=taken("blur"),
            feedback=chosen(
                "you take it for a blur, which brings neighbours together", "이웃끼리 비슷해지는 블러로 보면"
            ),
            links=("image-kernel-kinds", "image-blur-sum"),
            step=0,
        ),
        Misconception(
            name="took-sharpen",
            source=Text("sharpening, which keeps the brightness, for edges or a blur", "밝기를 남기는 선명화와 혼동"),
            answer=taken("sharpen"),
            feedback=chosen(
                "you take it for sharpening, which keeps the brightness and widens differences",
                "밝기는 그대로 두고 차이를 키우는 선명화로 보면",
            ),
            links=("image-kernel-kinds", "image-sharpen-flat"),
            step=0,
        ),
        Misconception(
            name="took-edges",
            source=Text("differences to all sides for those to one", "한 방향의 차이를 모든 방향으로 봄"),
            answer=taken("edges"),
            feedback=chosen(
                "you take it for edges to all sides, which is near 0 on an even slope",
                "고르게 변하는 곳에서 0에 가까워지는, 모든 방향의 경계로 보면",
            ),
            links=("image-edges-flat", "image-kernel-kinds"),
            step=0,
        ),
        Misconception(
            name="rows-for-columns",
            source=Text("differences of rows for differences of columns", "행의 차이와 열의 차이를 혼동"),
            answer=instead(TILTED),
            feedback=chosen("you take rows for columns", "행과 열을 바꿔 보면"),
            links=("image-filter-kernel", "image-pixel-order"),
            step=0,
        ),
        Misconception(
            name="turned",
            source=Text("the side that is taken off", "빼는 쪽을 반대로 봄"),
            answer=instead(TURNED),
            feedback=chosen("you take off the wrong side", "빼는 쪽을 반대로 보면"),
            links=("image-filter-kernel", "cnn-cross-correlation"),
            step=0,
        ),
        Misconception(
            name="took-down",
            source=Text("differences of rows for another kernel", "다른 커널을 행의 차이로 봄"),
            answer=taken("down"),
            feedback=chosen("you take it for the row below less the row above", "아랫줄에서 윗줄을 뺀 것으로 보면"),
            links=("image-kernel-kinds",),
            step=0,
        ),
        Misconception(
            name="took-right",
            source=Text("differences of columns for another kernel", "다른 커널을 열의 차이로 봄"),
            answer=taken("right"),
            feedback=chosen(
                "you take it for the right column less the left one", "오른쪽 열에서 왼쪽 열을 뺀 것으로 보면"
            ),
            links=("image-kernel-kinds",),
            step=0,
        ),
        Misconception(
            name="took-up-or-left",
            source=Text("the mirror image of rows for columns", "행과 열을 바꾸고 방향도 반대로 봄"),
            answer=lambda params: next(
                (
                    index
                    for index, name in enumerate(params["options"])
                    if name in ("up", "left", "down", "right")
                    and len(params["options"]) == 5
                    and name not in (params["made"], TURNED[params["made"]], TILTED[params["made"]])
                    and name not in ("down", "right")
                ),
                None,
            ),
            feedback=chosen(
                "you take rows for columns and the wrong side off", "행과 열을 바꾸고 빼는 쪽도 반대로 보면"
            ),
            links=("image-filter-kernel",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("image-kernel-kinds", "image-filter-kernel"),
)
