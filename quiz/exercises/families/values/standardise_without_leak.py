"""Standardise a validation sample with what the training part shows."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine.data import Standardizer
from quiz.engine.demonstrations.values import Table, Text
from quiz.engine.tensor import Array
from quiz.exercises.answers import Answer, Real, Row
from quiz.exercises.chance import distinct, pick
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, rows, told

EACH = Real(digits=3)


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: one value. Level 2: two values. Level 3: a sample of two features of different size."""
    if level < 3:
        train = [[n] for n in distinct(rng, 4, 0, 20)]
        held = [[n] for n in distinct(rng, level, 22, 40)]
        return {"train": train, "validation": held}
    pairs = zip(distinct(rng, 4, 0, 12), distinct(rng, 4, 3, 30), strict=True)
    return {
        "train": [[a, 10 * b] for a, b in pairs],
        "validation": [[pick(rng, (-5, -4, 15, 18, 20)), pick(rng, (-40, -20, 350, 400))]],
    }


def train(params: Params) -> Array:
    return np.array(params["train"], np.float64)


def held(params: Params) -> Array:
    return np.array(params["validation"], np.float64)


def answered(values: Any) -> Any:
    flat = np.ravel(values)
    return float(flat[0]) if flat.size == 1 else flat


def answer(params: Params) -> Answer:
    count = held(params).size
    return EACH if count == 1 else Row(count, EACH)


def fitted(params: Params, x: Any) -> Any:
    """Standardised by the mean and the spread of `x`."""
    return answered(Standardizer.fit(x).transform(held(params)))


def leaked(params: Params) -> Any:
    return fitted(params, np.concatenate([train(params), held(params)]))


def by(params: Params, shift: Any, scale: Any) -> Any:
    return answered((held(params) - shift) / scale)


def smallest_to_largest(params: Params) -> Any:
    low, high = train(params).min(axis=0), train(params).max(axis=0)
    return by(params, low, high - low)


def own(params: Params) -> Any:
    return fitted(params, held(params)) if len(held(params)) > 1 else None


def all_columns(params: Params) -> Any:
    x = train(params)
    return by(params, x.mean(), x.std()) if x.shape[1] > 1 else None


def question(params: Params) -> Text:
    if len(params["train"][0]) > 1:
        text = fill(Text(
            "Standardise the validation sample {sample} as it is done without a leak (spread divided by n). The "
            "training samples, a row each:",
            "검증 샘플 {sample:을} 데이터 누수 없이 표준화하세요(표준편차는 n으로 나눠요). 학습 샘플은 한 행에 하나씩:",
        ), sample=params["validation"][0])  # fmt: skip
        table = rows(params["train"])
        return Text(f"{text.en}\n{table}", f"{text.ko}\n{table}")
    return fill(Text(
        "The training part holds {train}, the validation part {held}. Standardise the validation part without a leak "
        "(spread divided by n).",
        "학습 데이터는 {train}, 검증 데이터는 {held:이에요}. 검증 데이터를 누수 없이 표준화하세요(표준편차는 n으로 "
        "나눠요).",
    ), train=train(params).ravel(), held=held(params).ravel())  # fmt: skip


def hints(params: Params) -> tuple[Text, Text, Text]:
    mean = round(float(train(params)[:, 0].mean()), 4)
    return (
        Text("Which samples may the mean and the spread come from?", "평균과 표준편차는 어느 샘플에서 구해야 할까요?"),
        Text(
            "z = (x − mean) / √(Σ (xᵢ − mean)² / n), of the training part",
            "z = (x − 평균) / √(Σ (xᵢ − 평균)² / n), 학습 데이터에서",
        ),
        fill(
            Text("The training mean is {mean} (first feature).", "학습 데이터의 (첫째 특성) 평균은 {mean:이에요}."),
            mean=mean,
        ),
    )


def solution(params: Params) -> tuple[Step, ...]:
    x = train(params)
    columns = tuple(zip(
        range(1, x.shape[1] + 1), map(float, np.round(x.mean(axis=0), 4)), map(float, np.round(x.std(axis=0), 4)),
        strict=True,
    ))  # fmt: skip
    names = (Text("feature", "특성"), Text("mean", "평균"), Text("spread", "표준편차"))
    scaled = np.ravel(fitted(params, x))
    places = np.tile(np.arange(x.shape[1]), len(held(params)))
    lines = tuple(
        (float(v), round(float(v - x.mean(axis=0)[i]), 4), round(float(z), 4))
        for v, i, z in zip(held(params).ravel(), places, scaled, strict=True)
    )
    return (
        Step(Text("Mean and spread of the training part alone:",
            "학습 데이터에서만 구한 평균과 표준편차:"), Table(names, columns)),
        Step(Text("The mean off, over the spread:", "평균을 빼고 표준편차로 나눠요."),
             Table(("x", Text("x − mean", "x − 평균"), "z"), lines)),
    )  # fmt: skip


FAMILY = Family(
    name="standardise-without-leak",
    version=1,
    title=Text("Standardising without a leak", "누수 없는 표준화"),
    topic="values",
    levels=(1, 2, 3),
    generate=generate,
    reference=lambda params: fitted(params, train(params)),
    question=question,
    answer=answer,
    misconceptions=(
        Misconception(
            name="leaked",
            source=Text("mean and spread of all samples", "모든 샘플의 평균과 표준편차"),
            answer=leaked,
            feedback=told(
                "Your answer, {given}, is what you get if mean and spread come from all {n} samples: the validation "
                "part leaks.",
                "{given:은} 샘플 {n}개 모두에서 평균과 표준편차를 구하면 나오는 값이에요. 검증 데이터가 새어 들어가요.",
                lambda params: {"n": len(params["train"]) + len(params["validation"])},
            ),
            links=("train-leakage-scaler", "train-leakage"),
            step=0,
        ),
        Misconception(
            name="own-statistics",
            source=Text("mean and spread of the validation part", "검증 데이터의 평균과 표준편차"),
            answer=own,
            feedback=told(
                "Your answer, {given}, is what you get if the validation part is standardised by itself.",
                "{given:은} 검증 데이터를 제 평균과 표준편차로 표준화하면 나오는 값이에요.",
            ),
            links=("train-leakage-scaler",),
            step=0,
        ),
        Misconception(
            name="divided-by-n-less-one",
            source=Text("n − 1 for n", "n 대신 n − 1"),
            answer=lambda params: by(params, train(params).mean(axis=0), train(params).std(axis=0, ddof=1)),
            feedback=told(
                "Your answer, {given}, is what you get if the spread is divided by {less}, not by {n}.",
                "{given:은} 표준편차를 {n:이} 아니라 {less:으로} 나눠 구하면 나오는 값이에요.",
                lambda params: {"n": len(params["train"]), "less": len(params["train"]) - 1},
            ),
            links=("train-leakage-scaler",),
            step=0,
        ),
        Misconception(
            name="variance",
            source=Text("the variance for the spread", "표준편차 대신 분산"),
            answer=lambda params: by(params, train(params).mean(axis=0), train(params).var(axis=0)),
            feedback=told(
                "Your answer, {given}, is what you get if you divide by the variance, without the root.",
                "{given:은} 제곱근을 씌우지 않고 분산으로 나누면 나오는 값이에요.",
            ),
            links=("train-leakage-scaler",),
            step=1,
        ),
        Misconception(
            name="min-max",
            source=Text("min-max scaling", "최소-최대 스케일링"),
            answer=smallest_to_largest,
            feedback=told(
                "Your answer, {given}, is what you get with min-max scaling of the training part.",
                "{given:은} 학습 데이터로 최소-최대 스케일링을 하면 나오는 값이에요.",
            ),
            links=("train-leakage-scaler",),
            step=0,
        ),
        Misconception(
            name="all-columns",
            source=Text("one mean for all features", "모든 특성에 평균 하나"),
            answer=all_columns,
            feedback=told(
                "Your answer, {given}, is what you get with one mean and spread for both features.",
                "{given:은} 두 특성을 한 평균과 표준편차로 표준화하면 나오는 값이에요.",
            ),
            links=("train-leakage-scaler",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("norm-training-only", "norm-standardise-number"),
)
