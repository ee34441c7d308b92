"""Which padding made this map?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from quiz.engine.demonstrations.values import Table, Text
from quiz.engine.tensor import Array
from quiz.exercises.answers import Choice
from quiz.exercises.chance import matrix, pick, shuffled
from quiz.exercises.families.values.maps import correlated, grid, shown
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill

# Rows and columns put on: (top and left, bottom and right), and with what.
PADDINGS: dict[str, tuple[tuple[int, int], str]] = {
    "none": ((0, 0), "constant"),
    "one": ((1, 1), "constant"),
    "two": ((2, 2), "constant"),
    "end": ((0, 1), "constant"),
    "edge": ((1, 1), "edge"),
    "reflect": ((1, 1), "reflect"),
}
NAMES = {
    "none": Text("no padding", "패딩 없음"),
    "one": Text("one zero on every side", "모든 쪽에 0을 하나씩"),
    "two": Text("two zeros on every side", "모든 쪽에 0을 둘씩"),
    "end": Text("one zero at the bottom and right", "아래와 오른쪽에 0을 하나씩"),
    "edge": Text("one copy of the border on every side", "모든 쪽에 가장자리 값을 하나씩 복사"),
    "reflect": Text("one pixel mirrored at the border on every side", "모든 쪽에 가장자리에서 한 칸씩 거울처럼 반사"),
}
LEVELS = {1: ("none", "one", "two"), 2: ("none", "one", "end", "two"), 3: ("one", "edge", "reflect")}


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: how much. Level 2: on which sides, at stride 2. Level 3: with what."""
    size = 4 if level == 2 else 3
    options = shuffled(rng, LEVELS[level])
    params: Params = {}
    for _ in range(100):
        params = {
            "image": matrix(rng, size, size, 1, 9), "kernel": matrix(rng, 3, 3, -1, 2),
            "stride": 2 if level == 2 else 1,
            "options": options, "made": pick(rng, options),
        }  # fmt: skip
        made = mapped(params, params["made"])
        if not any(np.array_equal(made, mapped(params, name)) for name in options if name != params["made"]):
            break
    return params


def padded(params: Params, name: str) -> Array:
    amounts, mode = PADDINGS[name]
    return np.pad(np.array(params["image"]), amounts, mode=mode)  # type: ignore[call-overload, no-any-return]


def mapped(params: Params, name: str) -> Array:
    """The output map under a padding."""
    return correlated(padded(params, name), params["kernel"], params["stride"])


def reference(params: Params) -> int:
    return int(params["options"].index(params["made"]))


def taken(name: str) -> Callable[[Params], Any]:
    """That padding chosen, where it is offered and not the right one."""
    return lambda params: (
        int(params["options"].index(name)) if name in params["options"] and name != params["made"] else None
    )


def chosen(en: str, ko: str) -> Callable[[Params, Any], Text]:
    """Feedback with what the chosen padding would have made."""

    def feedback(params: Params, given: Any) -> Text:
        would, stands = mapped(params, params["options"][int(given)]), mapped(params, params["made"])
        if would.shape != stands.shape:
            text = Text(
                " The map would be {would}; it is {stands}.", " 그러면 맵이 {would:이에요}. 여기서는 {stands:이에요}."
            )
            sizes = ("×".join(map(str, one.shape)) for one in (would, stands))
            more = fill(text, **dict(zip(("would", "stands"), sizes, strict=True)))
        else:
            row, column = np.argwhere(would != stands)[0].tolist()
            more = fill(
                Text(
                    " Row {row}, column {column} of the map would be {would}; it is {stands}.",
                    " 그러면 맵의 {row}행 {column}열이 {would:이에요}. 여기서는 {stands:이에요}.",
                ),
                row=row + 1, column=column + 1, would=int(would[row, column]), stands=int(stands[row, column]),
            )  # fmt: skip
        return Text(f"Your answer is what you get if {en}.{more.en}", f"{ko} 나오는 답이에요.{more.ko}")

    return feedback


def question(params: Params) -> Text:
    text = fill(
        Text(
            "A kernel slid over the padded input with stride {stride} and made this map. Which padding was it?",
            "패딩한 입력 위에서 커널을 스트라이드 {stride:으로} 움직여 아래 맵을 만들었어요. 어떤 패딩이었나요?",
        ),
        params,
    )
    values = {**params, "map": mapped(params, params["made"])}
    return shown(text, values, ("image", Text("input", "입력")), ("kernel", Text("kernel", "커널")),
                 ("map", Text("map", "맵")))  # fmt: skip


def hints(params: Params) -> tuple[Text, Text, Text]:
    name = params["options"][0]
    size = "×".join(map(str, mapped(params, name).shape))
    return (
        Text("First compare sizes, then a corner.", "먼저 크기를, 그다음 귀퉁이를 견주어 보세요."),
        Text("⌊(n + padding − k) / s⌋ + 1", "⌊(n + 패딩 − k) / s⌋ + 1"),
        fill(
            Text("With the first option the map would be {size}.", "첫째 보기라면 맵이 {size:이에요}."), size=size
        ),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    rows = []
    for name in params["options"]:
        found = mapped(params, name)
        rows.append((NAMES[name], "×".join(map(str, found.shape)), int(found[0, 0]), int(found[-1, -1])))
    columns = (
        Text("padding", "패딩"), Text("size", "크기"), Text("upper left", "왼쪽 위"), Text("lower right", "오른쪽 아래")
    )  # fmt: skip
    return (
        Step(
            Text("What each padding would make: size and two corners.", "패딩마다 맵의 크기와 두 귀퉁이를 구해요."),
            Table(columns, tuple(rows)),
        ),
        Step(
            fill(
                Text("Only one makes this map: {name}.", "이 맵이 나오는 것은 하나예요: {name}."),
                name=NAMES[params["made"]],
            ),
            grid(padded(params, params["made"]), Text("the padded input", "패딩한 입력")),
        ),
    )


FAMILY = Family(
    name="which-padding",
    version=2,
    title=Text("Which padding made this map?", "어떤 패딩이 만든 맵인가요?"),
    topic="order",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: Choice(tuple(NAMES[name] for name in params["options"])),
    misconceptions=(
        Misconception(
            name="took-none",
            source=Text("a map taken for that of valid", "valid의 맵으로 봄"),
            answer=taken("none"),
            feedback=chosen("nothing is put round the input", "입력 둘레에 아무것도 붙이지 않으면"),
            links=("padding-valid-formula",),
            step=0,
        ),
        Misconception(
            name="took-one",
            source=Text("padding taken to be a ring of zeros always", "패딩은 늘 0 한 겹이라는 생각"),
            answer=taken("one"),
            feedback=chosen("a ring of zeros is put round the input", "입력 둘레에 0을 한 겹 두르면"),
            links=("padding-zero-term", "padding-same-promise"),
            step=0,
        ),
        Misconception(
            name="took-two",
            source=Text("a ring too many", "한 겹을 더 셈"),
            answer=taken("two"),
            feedback=chosen("two rings of zeros are put round the input", "입력 둘레에 0을 두 겹 두르면"),
            links=("padding-valid-formula",),
            step=0,
        ),
        Misconception(
            name="took-end",
            source=Text("TensorFlow's side for the odd zero", "홀수 개일 때 TensorFlow가 붙이는 쪽"),
            answer=taken("end"),
            feedback=chosen("the odd zero goes to the bottom and right", "남는 0을 아래와 오른쪽에 붙이면"),
            links=("padding-odd-pixel",),
            step=0,
        ),
        Misconception(
            name="took-edge",
            source=Text("copies of the border for another filling", "채우는 값을 가장자리 복사로 봄"),
            answer=taken("edge"),
            feedback=chosen("the border is copied outward", "가장자리 값을 바깥으로 복사하면"),
            links=("padding-zero-term",),
            step=0,
        ),
        Misconception(
            name="took-reflect",
            source=Text("a mirror image for another filling", "채우는 값을 반사로 봄"),
            answer=taken("reflect"),
            feedback=chosen("the picture is mirrored at its border", "이미지를 가장자리에서 반사하면"),
            links=("padding-zero-term",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("padding-valid-formula", "padding-odd-pixel"),
)
