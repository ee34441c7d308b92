"""Which shape have two arrays of different shapes when they are added?"""

from __future__ import annotations

import numpy as np

from quiz.engine.demonstrations.values import Cell, Table, Text
from quiz.engine.tensor import Tensor
from quiz.exercises.answers import Shape
from quiz.exercises.chance import distinct
from quiz.exercises.families.shapes.stacks import shown
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

_LONGEST = 9  # of an axis


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: a column and a row. Level 2: three axes. Level 3: an axis that is put in, as for all pairs."""
    first, second, third = distinct(rng, 3, 3, _LONGEST)
    if level == 1:
        return {"a": [first, 1], "b": [second], "new": False}
    if level == 2:
        return {"a": [first, 1, third], "b": [second, third], "new": False}
    return {"a": [first, third], "b": [second, third], "new": True}


def left(params: Params) -> tuple[int, ...]:
    """The shape of what stands before the plus."""
    a = tuple(params["a"])
    return (a[0], 1, *a[1:]) if params["new"] else a


def right(params: Params) -> tuple[int, ...]:
    return tuple(params["b"])


def reference(params: Params) -> tuple[int, ...]:
    total: tuple[int, ...] = (Tensor(np.zeros(left(params))) + Tensor(np.zeros(right(params)))).shape
    return total


def side_by_side(params: Params) -> tuple[int, ...]:
    """As if the second were put behind the first, along the axis of length 1."""
    a, b = left(params), right(params)
    return (a[0], a[1] + b[0], *a[2:])


def outer(params: Params) -> tuple[int, ...]:
    return (*left(params), *right(params))


def turned(params: Params) -> tuple[int, ...]:
    first, second, *rest = reference(params)
    return (second, first, *rest)


def expression(params: Params) -> str:
    return "a[:, None] + b" if params["new"] else "a + b"


def question(params: Params) -> Text:
    return fill(
        Text(
            "a has the shape {a}, b the shape {b}. What is the shape of {expression}?",
            "a의 모양은 {a}, b의 모양은 {b:이에요}. {expression}의 모양은 무엇인가요?",
        ),
        a=shown(params["a"]), b=shown(params["b"]), expression=expression(params),
    )  # fmt: skip


def hints(params: Params) -> tuple[Text, Text, Text]:
    return (
        Text(
            "Write the two shapes below each other, their right ends in line.",
            "두 모양을 오른쪽 끝을 맞추어 위아래로 적어 보세요.",
        ),
        Text(
            "n and n → n;  1 and n → n;  nothing and n → n",
            "n과 n → n,  1과 n → n,  없음과 n → n",
        ),
        fill(
            Text("The last axis comes out {n} long.", "마지막 축의 길이는 {n:이에요}."), n=reference(params)[-1]
        ),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    a, b, total = left(params), right(params), reference(params)
    blank = ("",) * (len(a) - len(b))
    names = tuple(Text(f"axis {place}", f"축 {place}") for place in range(len(a)))
    rows: tuple[tuple[Cell, ...], ...] = (("a[:, None]" if params["new"] else "a", *a), ("b", *blank, *b))
    aligned = Text(
        "Put the right ends in line. b lacks an axis in front.", "오른쪽 끝을 맞춰요. b에는 앞쪽 축이 없어요."
    )
    put_in = Text(
        "None puts an axis of length 1 in. Put the right ends in line: b lacks an axis in front.",
        "None은 길이가 1인 축을 끼워 넣어요. 오른쪽 끝을 맞추면 b에는 앞쪽 축이 없어요.",
    )
    return (
        Step(put_in if params["new"] else aligned, Table(("", *names), rows)),
        Step(
            fill(
                Text(
                    "An axis of length 1, or one that is missing, is stretched to the other's length: {total}.",
                    "길이가 1이거나 없는 축은 상대의 길이로 늘어나요: {total}.",
                ),
                total=shown(total),
            ),
            Table(("", *names), (*rows, ("=", *total))),
        ),
    )  # fmt: skip


FAMILY = Family(
    name="broadcast-shape",
    version=1,
    title=Text("Broadcasting two shapes", "두 모양의 브로드캐스팅"),
    topic="shapes",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: Shape(len(left(params))),
    misconceptions=(
        Misconception(
            name="first-decides",
            source=Text("the sum taken to have the first one's shape", "결과가 앞 배열의 모양을 따른다는 생각"),
            answer=left,
            feedback=told(
                "Your answer, {given}, is what you get if the sum has the shape of what stands first. Its axis of "
                "length 1 is stretched to {n}.",
                "{given:은} 결과가 앞에 쓴 것의 모양을 따른다고 보면 나오는 값이에요. 길이가 1인 축은 {n:으로} "
                "늘어나요.",
                lambda params: {"n": params["b"][0]},
            ),
            links=("fw-broadcast",),
            step=1,
        ),
        Misconception(
            name="second-decides",
            source=Text("the axis that b lacks left out", "b에 없는 축을 빠뜨림"),
            answer=right,
            feedback=told(
                "Your answer, {given}, is what you get if the sum has b's shape. a's first axis, {n} long, stays.",
                "{given:은} 결과가 b의 모양을 따른다고 보면 나오는 값이에요. 길이가 {n}인 a의 첫 축이 남아요.",
                lambda params: {"n": params["a"][0]},
            ),
            links=("fw-broadcast",),
            step=1,
        ),
        Misconception(
            name="put-together",
            source=Text("adding taken for concatenating", "더하기를 이어 붙이기로 봄"),
            answer=side_by_side,
            feedback=told(
                "Your answer, {given}, is what you get if b is put behind a, 1 + {n} long. Adding goes value by value: "
                "the 1 is stretched to {n}.",
                "{given:은} b를 a 뒤에 이어 붙여 길이를 1 + {n:으로} 보면 나오는 값이에요. 더하기는 값끼리 해요. 1이 "
                "{n:으로} 늘어나요.",
                lambda params: {"n": params["b"][0]},
            ),
            links=("fw-broadcast",),
            step=1,
        ),
        Misconception(
            name="every-axis-kept",
            source=Text("the axes of both, one after the other", "두 배열의 축을 모두 이어 씀"),
            answer=outer,
            feedback=told(
                "Your answer, {given}, is what you get if the axes of both are kept, one after the other. Axes that "
                "stand below each other become one.",
                "{given:은} 두 배열의 축을 모두 이어 쓰면 나오는 값이에요. 위아래로 맞는 축은 하나가 돼요.",
            ),
            links=("fw-broadcast",),
            step=1,
        ),
        Misconception(
            name="b-in-front",
            source=Text("the axis of b put in front", "b의 축을 앞에 둠"),
            answer=turned,
            feedback=told(
                "Your answer, {given}, is what you get if b's {n} comes first. Seen from the right, it stands below "
                "a's 1, behind a's {m}.",
                "{given:은} b의 {n:을} 맨 앞에 두면 나오는 값이에요. 오른쪽부터 맞추면 a의 {m} 다음, 1의 자리예요.",
                lambda params: {"n": params["b"][0], "m": params["a"][0]},
            ),
            links=("fw-broadcast",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("fw-broadcast",),
)
