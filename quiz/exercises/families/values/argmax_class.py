"""Which class do the logits name?"""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine.demonstrations.values import Table, Text
from quiz.engine.tensor import Array
from quiz.exercises.answers import Row, Whole
from quiz.exercises.chance import distinct
from quiz.exercises.families.values.maps import grid
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, rows, told


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: one sample. Level 2: three, a row each. Level 3: three samples, a column each."""
    count = 1 if level == 1 else 3
    sizes = [n / 10 if n % 10 else n / 10 + 0.05 for n in distinct(rng, 4 * count, 2, 60)]
    logits = [sizes[i : i + 4] for i in range(0, 4 * count, 4)]
    for row in logits:  # a large negative logit tempts
        row[row.index(max(row))] *= -1
    return {"logits": [list(column) for column in zip(*logits, strict=True)] if level == 3 else logits, "level": level}


def axis(params: Params) -> int:
    """The classes' axis."""
    return 0 if params["level"] == 3 else 1


def logits(params: Params) -> Array:
    return np.array(params["logits"])


def one(params: Params, values: Any) -> Any:
    """A single number for a single sample."""
    return values[0] if params["level"] == 1 else values


def reference(params: Params) -> Any:
    return one(params, logits(params).argmax(axis=axis(params)))


def by_magnitude(params: Params) -> Any:
    value = one(params, np.abs(logits(params)).argmax(axis=axis(params)))
    return None if np.array_equal(value, reference(params) + 1) else value


def question(params: Params) -> Text:
    if params["level"] == 1:
        return fill(Text(
            "A model gives one sample the logits {row}. Which class does argmax name? Classes count from 0.",
            "모델이 샘플 하나에 낸 로짓은 {row:이에요}. argmax가 고르는 클래스는 몇 번인가요? 클래스는 0부터 세요.",
        ), row=params["logits"][0])  # fmt: skip
    table = rows(params["logits"])
    samples = Text("row", "행") if axis(params) == 1 else Text("column", "열")
    text = fill(Text(
        "Logits of three samples, a {samples} for each. Which class does argmax name for each? Classes count from 0.",
        "샘플 세 개의 로짓이에요. 샘플마다 한 {samples:이에요}. argmax가 고르는 클래스는 각각 몇 번인가요? 클래스는 "
        "0부터 세요.",
    ), samples=samples)  # fmt: skip
    return Text(f"{text.en}\n{table}", f"{text.ko}\n{table}")


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = f"argmax(logits, axis={axis(params)})"
    top = float(logits(params).max(axis=axis(params))[0])
    return (
        Text("The place of the largest logit, not the logit.", "가장 큰 로짓이 아니라 그 위치예요."),
        Text(formula, formula),
        fill(
            Text("Of the first sample the largest logit is {top}.", "첫째 샘플에서 가장 큰 로짓은 {top:이에요}."),
            top=top,
        ),
    )


def solution(params: Params) -> tuple[Step, ...]:
    z = logits(params)
    mark = (0, 0, 1, z.shape[1]) if axis(params) == 1 else (0, 0, z.shape[0], 1)
    samples = z if axis(params) == 1 else z.T
    lines = tuple((number, float(row.max()), int(row.argmax())) for number, row in enumerate(samples, 1))
    return (
        Step(Text("The logits of the first sample:", "첫째 샘플의 로짓:"), grid(z, mark=mark)),
        Step(
            Text("Of each sample the largest, and its place from 0:", "샘플마다 가장 큰 값과 0부터 센 위치:"),
            Table((Text("sample", "샘플"), Text("largest", "최댓값"), Text("class", "클래스")), lines),
        ),
    )


FAMILY = Family(
    name="argmax-class",
    version=1,
    title=Text("The predicted class", "예측 클래스"),
    topic="values",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: Whole() if params["level"] == 1 else Row(3),
    misconceptions=(
        Misconception(
            name="from-one",
            source=Text("counting from 1", "1부터 셈"),
            answer=lambda params: reference(params) + 1,
            feedback=told(
                "Your answer, {given}, is what you get if classes count from 1. Here they count from 0.",
                "{given:은} 클래스를 1부터 세면 나오는 값이에요. 여기서는 0부터 세요.",
            ),
            links=("act-argmax",),
            step=1,
        ),
        Misconception(
            name="value",
            source=Text("max for argmax", "argmax를 max로 착각"),
            answer=lambda params: one(params, logits(params).max(axis=axis(params))),
            feedback=told(
                "Your answer, {given}, is what you get with max: the largest value. argmax gives its place.",
                "{given:은} max로 최댓값을 구하면 나오는 값이에요. argmax는 그 위치를 줘요.",
            ),
            links=("act-argmax",),
            step=1,
        ),
        Misconception(
            name="by-magnitude",
            source=Text("largest read as furthest from 0", "절댓값이 큰 값을 가장 큰 값으로 봄"),
            answer=by_magnitude,
            feedback=told(
                "Your answer, {given}, is what you get if the minus signs are overlooked. A negative logit is an "
                "unlikely class.",
                "{given:은} 음의 부호를 무시하면 나오는 값이에요. 음수 로짓은 확률이 낮은 클래스예요.",
            ),
            links=("act-argmax-logits",),
            step=1,
        ),
        Misconception(
            name="other-axis",
            source=Text("samples and classes swapped", "샘플 축과 클래스 축을 바꿈"),
            answer=lambda params: logits(params).argmax(axis=1 - axis(params)) if params["level"] > 1 else None,
            feedback=told(
                "Your answer, {given}, is what you get along axis {other}: a sample for each class.",
                "{given:은} {other}번 축을 따라 클래스마다 샘플을 고르면 나오는 값이에요.",
                lambda params: {"other": 1 - axis(params)},
            ),
            links=("act-softmax-axis",),
            step=0,
        ),
        Misconception(
            name="no-axis",
            source=Text("argmax without an axis", "축을 주지 않은 argmax"),
            answer=lambda params: [int(logits(params).argmax())] if params["level"] > 1 else None,
            feedback=told(
                "Your answer, {given}, is what you get without an axis: one place among all {count} values.",
                "{given:은} 축 없이 값 {count}개 전체에서 위치 하나를 찾으면 나오는 값이에요.",
                lambda params: {"count": logits(params).size},
            ),
            links=("act-argmax",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("act-argmax",),
)
