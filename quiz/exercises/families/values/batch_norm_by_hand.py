"""Batch normalisation of a few values, in training and in evaluation."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import functional as F
from quiz.engine.demonstrations.values import Table, Text
from quiz.engine.tensor import Array
from quiz.exercises.answers import Real, Row
from quiz.exercises.chance import decimal, distinct, pick, whole
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

EACH = Real(digits=2)


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: the batch's own mean and spread. Level 2: γ and β. Level 3: evaluation, by running statistics."""
    params: dict[str, Any] = {"x": distinct(rng, 3 if level == 1 else 4, -6, 12), "gamma": 1.0, "beta": 0.0}
    if level > 1:
        params |= {"gamma": pick(rng, (0.5, 1.5, 2.0, 3.0)), "beta": pick(rng, (-1, 1)) * decimal(rng, 0.5, 2.5)}
    if level == 3:
        params |= {"mean": whole(rng, -4, 9), "variance": pick(rng, (4, 9, 16))}
    return params


def normed(params: Params, **other: Any) -> Array:
    """The engine's batch norm with ε = 0, with something taken for something else."""
    p = {**params, **other}
    x = np.array(p["x"], np.float64)[:, None]
    one = {name: np.array([float(p[name])]) for name in ("gamma", "beta")}
    if "mean" not in p or p.get("training"):
        y = F.batch_norm(x, weight=one["gamma"], bias=one["beta"], training=True, epsilon=0)
    else:
        mean, variance = np.array([float(p["mean"])]), np.array([float(p["variance"])])
        y = F.batch_norm(x, mean, variance, one["gamma"], one["beta"], epsilon=0)
    return np.asarray(y)[:, 0]


def statistics(params: Params) -> tuple[float, float]:
    """The mean and the variance that count."""
    x = np.array(params["x"], np.float64)
    return (float(params["mean"]), float(params["variance"])) if "mean" in params else (float(x.mean()), float(x.var()))


def by(params: Params, shift: float, scale: float) -> Array:
    value: Array = (np.array(params["x"]) - shift) / scale * params["gamma"] + params["beta"]
    return value


def less_one(params: Params) -> Array | None:
    x = np.array(params["x"])
    return by(params, float(x.mean()), float(x.std(ddof=1))) if "mean" not in params else None


def by_variance(params: Params) -> Array:
    mean, variance = statistics(params)
    return by(params, mean, variance)


def exchanged(params: Params) -> Array | None:
    """γ added and β multiplied."""
    return normed(params, gamma=params["beta"], beta=params["gamma"]) if params["beta"] else None


def question(params: Params) -> Text:
    if "mean" in params:
        text = Text(
            "A batch norm layer in evaluation mode has running mean {mean}, running variance {variance}, γ = {gamma} "
            "and "
            "β = {beta}; ε is negligible. What does it make of the batch {x}?",
            "평가 모드인 배치 정규화 층의 이동 평균은 {mean}, 이동 분산은 {variance}, γ = {gamma}, β = {beta:이에요}. "
            "ε은 무시해요. "
            "배치 {x}의 출력은 무엇인가요?",
        )
    elif params["beta"]:
        text = Text(
            "A batch norm layer in training mode has γ = {gamma} and β = {beta}; ε is negligible. What does it make of "
            "the batch {x} (one channel)?",
            "학습 모드인 배치 정규화 층에서 γ = {gamma}, β = {beta:이에요}. ε은 무시해요. 채널 하나인 배치 {x}의 "
            "출력은 "
            "무엇인가요?",
        )
    else:
        text = Text(
            "A fresh batch norm layer (γ = 1, β = 0) in training mode; ε is negligible. What does it make of the batch "
            "{x} (one channel)?",
            "학습 모드인 새 배치 정규화 층이에요(γ = 1, β = 0). ε은 무시해요. 채널 하나인 배치 {x}의 출력은 "
            "무엇인가요?",
        )
    return fill(text, params)


def hints(params: Params) -> tuple[Text, Text, Text]:
    mean, variance = statistics(params)
    kept = Text("In evaluation the layer uses what it kept.", "평가 모드에서는 층이 저장해 둔 값을 써요.")
    own = Text("In training the batch's own mean and spread count.", "학습 모드에서는 배치 자신의 평균과 분산을 써요.")
    return (
        kept if "mean" in params else own,
        Text("y = γ · (x − μ) / √σ² + β", "y = γ · (x − μ) / √σ² + β"),
        fill(Text("μ is {mean}, σ² is {variance}.", "μ의 값은 {mean}, σ²의 값은 {variance:이에요}."),
             mean=round(mean, 4), variance=round(variance, 4)),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    mean, variance = statistics(params)
    x, y = np.array(params["x"], np.float64), normed(params)
    hat = (x - mean) / np.sqrt(variance)
    lines = tuple(tuple(round(float(cell), 4) for cell in line) for line in zip(x, x - mean, hat, y, strict=True))
    first = Text("μ = {mean}, σ² = {variance}, so σ = {spread}.", "μ = {mean}, σ² = {variance}, 그래서 σ = {spread}.")
    return (
        Step(fill(first, mean=round(mean, 4), variance=round(variance, 4), spread=round(float(np.sqrt(variance)), 4))),
        Step(fill(Text("The mean off, over σ; then times {gamma}, plus {beta}.",
                       "평균을 빼고 σ로 나눈 뒤, {gamma:을} 곱하고 {beta:을} 더해요."), params),
             Table(("x", "x − μ", "x̂", "y"), lines)),
    )  # fmt: skip


FAMILY = Family(
    name="batch-norm-by-hand",
    version=1,
    title=Text("Batch normalisation by hand", "손으로 하는 배치 정규화"),
    topic="values",
    levels=(1, 2, 3),
    generate=generate,
    reference=normed,
    question=question,
    answer=lambda params: Row(len(params["x"]), EACH),
    misconceptions=(
        Misconception(
            name="divided-by-n-less-one",
            source=Text("n − 1 for n", "n 대신 n − 1"),
            answer=less_one,
            feedback=told(
                "Your answer, {given}, is what you get if the variance is divided by {less}. In training batch norm "
                "divides by all {n}.",
                "{given:은} 분산을 {less:으로} 나눠 구하면 나오는 값이에요. 학습할 때 배치 정규화는 {n:으로} 나눠요.",
                lambda params: {"n": len(params["x"]), "less": len(params["x"]) - 1},
            ),
            links=("norm-batch-formula",),
            step=0,
        ),
        Misconception(
            name="variance",
            source=Text("the variance for the spread", "표준편차 대신 분산"),
            answer=by_variance,
            feedback=told(
                "Your answer, {given}, is what you get if you divide by the variance, without the root.",
                "{given:은} 제곱근을 씌우지 않고 분산으로 나누면 나오는 값이에요.",
            ),
            links=("norm-batch-formula",),
            step=0,
        ),
        Misconception(
            name="mean-kept",
            source=Text("the mean not taken off", "평균을 빼지 않음"),
            answer=lambda params: (
                by(params, 0, float(np.sqrt(statistics(params)[1]))) if statistics(params)[0] else None
            ),
            feedback=told(
                "Your answer, {given}, is what you get if the mean is not taken off first.",
                "{given:은} 평균을 먼저 빼지 않으면 나오는 값이에요.",
            ),
            links=("norm-batch-formula",),
            step=1,
        ),
        Misconception(
            name="forgot-scale-and-shift",
            source=Text("γ and β left out", "γ와 β를 빠뜨림"),
            answer=lambda params: normed(params, gamma=1.0, beta=0.0) if params["beta"] else None,
            feedback=told(
                "Your answer, {given}, is what you get without γ = {gamma} and β = {beta}.",
                "{given:은} γ = {gamma}, β = {beta:을} 쓰지 않으면 나오는 값이에요.",
            ),
            links=("norm-batch-formula",),
            step=1,
        ),
        Misconception(
            name="exchanged",
            source=Text("γ and β exchanged", "γ와 β를 바꿈"),
            answer=exchanged,
            feedback=told(
                "Your answer, {given}, is what you get if you multiply by β = {beta} and add γ = {gamma}.",
                "{given:은} β = {beta:을} 곱하고 γ = {gamma:을} 더하면 나오는 값이에요.",
            ),
            links=("norm-batch-formula",),
            step=1,
        ),
        Misconception(
            name="batch-statistics",
            source=Text("the batch's own statistics in evaluation", "평가 모드에서 배치의 통계량"),
            answer=lambda params: normed(params, training=True) if "mean" in params else None,
            feedback=told(
                "Your answer, {given}, is what you get with the batch's own mean and variance, as in training.",
                "{given:은} 학습 모드처럼 배치 자신의 평균과 분산을 쓰면 나오는 값이에요.",
            ),
            links=("norm-batch-evaluation", "train-eval"),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("norm-batch-formula", "norm-batch-number"),
)
