"""Softmax of a few logits."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import functional as F
from quiz.engine.demonstrations.values import Cell, Table, Text
from quiz.engine.tensor import Array
from quiz.exercises.answers import Matrix, Real, Row
from quiz.exercises.chance import distinct, pick
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, rows, told

EACH = Real(digits=3)


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: two logits. Level 2: three. Level 3: several samples, along the axis that is asked for."""
    count, size = ((1, 2), (1, 3), (2, 3))[level - 1]
    drawn = [[float(z) for z in distinct(rng, size, -2, 3)] for _ in range(count)]
    return {"logits": drawn, "axis": 1 if level < 3 else pick(rng, settings["axis"])}


def logits(params: Params) -> Array:
    return np.array(params["logits"], np.float64)


def several(params: Params) -> bool:
    return len(params["logits"]) > 1


def shaped(params: Params, values: Any) -> Any:
    """A row for one sample, a matrix for several."""
    return values if several(params) else values[0]


def along(params: Params, axis: int | None = None) -> Array:
    return np.asarray(F.softmax(logits(params), params["axis"] if axis is None else axis))


def reference(params: Params) -> Any:
    return shaped(params, along(params))


def answer(params: Params) -> Row | Matrix:
    count, size = logits(params).shape
    return Row(size, EACH) if count == 1 else Matrix((count, size), EACH)


def shares(params: Params) -> Any:
    """Each logit over the sum of the logits."""
    z = logits(params)
    totals = z.sum(axis=params["axis"], keepdims=True)
    return None if (totals == 0).any() else shaped(params, z / totals)


def overall(params: Params) -> Any:
    flat = np.asarray(F.softmax(logits(params).ravel()))
    return flat.reshape(logits(params).shape) if several(params) else None


def below_largest(params: Params) -> Any:
    """e^(z − max), not divided; where the maxima are 0 that is e^z."""
    z = logits(params)
    largest = z.max(axis=params["axis"], keepdims=True)
    return shaped(params, np.exp(z - largest)) if largest.any() else None


def question(params: Params) -> Text:
    if not several(params):
        return fill(Text("What is the softmax of the logits {z}?", "로짓 {z}의 소프트맥스는 무엇인가요?"),
                    z=params["logits"][0])  # fmt: skip
    table = rows(params["logits"])
    return Text(
        f"What is softmax(logits, axis={params['axis']})? The logits:\n{table}",
        f"softmax(logits, axis={params['axis']})의 값은 무엇인가요? 로짓:\n{table}",
    )


def hints(params: Params) -> tuple[Text, Text, Text]:
    z = logits(params)[0] if params["axis"] == 1 else logits(params)[:, 0]
    formula = "softmax(z)ᵢ = e^zᵢ / Σⱼ e^zⱼ"
    return (
        Text("Exponentials first; then each one's share of their sum.",
             "먼저 지수 함수를 씌우고, 합에서 차지하는 비율을 구하세요."),
        Text(formula, formula),
        fill(Text("For {z} the exponentials add up to {total}.", "{z}에서 지수 함수 값의 합은 {total:이에요}."),
             z=z, total=round(float(np.exp(z).sum()), 4)),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    z, p = logits(params), along(params)
    which = Text("row", "행")
    if params["axis"] == 0:
        z, p, which = z.T, p.T, Text("column", "열")
    words = Text("{which} {number}: exponentials, their sum, shares.", "{number}번째 {which}: 지수 함수 값, 합, 비율.")
    if not several(params):
        words = Text("The exponentials, their sum, and each one's share of it.",
                     "지수 함수 값과 그 합, 그리고 합에 대한 비율이에요.")  # fmt: skip
    first = Text("Take the exponential of each logit.", "로짓마다 지수 함수 값을 구해요.")
    pairs = tuple((float(a), round(float(np.exp(a)), 4)) for a in np.ravel(z))
    steps = [Step(first, Table(("z", "e^z"), pairs))]
    for number, (row, share) in enumerate(zip(z, p, strict=True), 1):
        powers = np.exp(row)
        lines: list[tuple[Cell, ...]] = [
            (float(a), round(float(b), 4), round(float(c), 4)) for a, b, c in zip(row, powers, share, strict=True)
        ]
        lines.append(("Σ", round(float(powers.sum()), 4), 1))
        steps.append(Step(fill(words, which=which, number=number), Table(("z", "e^z", "softmax"), tuple(lines))))
    return tuple(steps)


FAMILY = Family(
    name="softmax",
    version=1,
    title=Text("Softmax", "소프트맥스"),
    topic="values",
    levels=(1, 2, 3),
    settings={"axis": (0, 1)},
    generate=generate,
    reference=reference,
    question=question,
    answer=answer,
    misconceptions=(
        Misconception(
            name="no-exponential",
            source=Text("shares of the logits themselves", "지수 함수 없이 나눔"),
            answer=shares,
            feedback=told(
                "Your answer, {given}, is what you get if each logit is divided by the sum of the logits, without "
                "the exponential.",
                "{given:은} 지수 함수 없이 로짓을 로짓의 합으로 나누면 나오는 값이에요.",
            ),
            links=("act-softmax-formula",),
            step=1,
        ),
        Misconception(
            name="not-divided",
            source=Text("exponentials without their sum", "합으로 나누지 않음"),
            answer=lambda params: shaped(params, np.exp(logits(params))),
            feedback=told(
                "Your answer, {given}, is what you get for e^z alone. Divided by their sum they add up to 1.",
                "{given:은} e^z만 구하면 나오는 값이에요. 합으로 나눠야 모두 더해서 1이 돼요.",
            ),
            links=("act-softmax-formula",),
            step=1,
        ),
        Misconception(
            name="sigmoids",
            source=Text("a sigmoid of each logit", "로짓마다 시그모이드"),
            answer=lambda params: shaped(params, np.asarray(F.sigmoid(logits(params)))),
            feedback=told(
                "Your answer, {given}, is what you get with the sigmoid of each logit. They do not add up to 1.",
                "{given:은} 로짓마다 시그모이드를 쓰면 나오는 값이에요. 더해도 1이 되지 않아요.",
            ),
            links=("act-softmax-sigmoid",),
            step=1,
        ),
        Misconception(
            name="largest-is-one",
            source=Text("dividing by the largest exponential", "가장 큰 값으로 나눔"),
            answer=below_largest,
            feedback=told(
                "Your answer, {given}, is what you get if the maximum is subtracted and the sum is then forgotten.",
                "{given:은} 최댓값을 뺀 뒤 합으로 나누지 않으면 나오는 값이에요.",
            ),
            links=("act-softmax-maximum",),
            step=1,
        ),
        Misconception(
            name="other-axis",
            source=Text("the other axis", "다른 축"),
            answer=lambda params: along(params, 1 - params["axis"]) if several(params) else None,
            feedback=told(
                "Your answer, {given}, is what you get along axis {other}. Asked is axis {axis}.",
                "{given:은} {other}번 축을 따라 계산하면 나오는 값이에요. 여기서는 {axis}번 축이에요.",
                lambda params: {"other": 1 - params["axis"]},
            ),
            links=("act-softmax-axis",),
            step=1,
        ),
        Misconception(
            name="over-all",
            source=Text("one sum for all samples", "모든 샘플을 한꺼번에 더함"),
            answer=overall,
            feedback=told(
                "Your answer, {given}, is what you get if all {count} values share one sum.",
                "{given:은} 값 {count}개를 모두 한 합으로 나누면 나오는 값이에요.",
                lambda params: {"count": logits(params).size},
            ),
            links=("act-softmax-axis",),
            step=1,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("act-softmax-formula", "act-softmax"),
)
