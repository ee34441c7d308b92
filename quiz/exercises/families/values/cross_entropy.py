"""The cross-entropy of predicted probabilities, or of logits."""

from __future__ import annotations

import numpy as np

from quiz.engine import functional as F
from quiz.engine import losses
from quiz.engine.demonstrations.values import Cell, Table, Text
from quiz.engine.tensor import Array
from quiz.exercises.answers import Real
from quiz.exercises.chance import distinct, whole
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, rows, told

ANSWER = Real(digits=3)


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: one sample's probabilities. Level 2: several samples. Level 3: logits."""
    if level == 3:
        return {"logits": [[float(z) for z in distinct(rng, 3, -2, 3)]], "label": [whole(rng, 0, 2)]}
    count = 1 if level == 1 else whole(rng, 2, 3)
    given, labels = [], []
    for _ in range(count):
        low, high = sorted(distinct(rng, 2, 2, 18))
        given.append([n * 5 / 100 for n in (low, high - low, 20 - high)])
        labels.append(whole(rng, 0, 2))
    return {"probabilities": given, "label": labels}


def probabilities(params: Params) -> Array:
    return np.array(params["probabilities"]) if "probabilities" in params else np.asarray(F.softmax(params["logits"]))


def each(params: Params, p: Array | None = None) -> Array:
    """The loss of each sample."""
    logs = np.log(probabilities(params) if p is None else p)
    return np.asarray(losses.nll(logs, params["label"], reduction="none"))


def reference(params: Params) -> float:
    return float(each(params).mean())


def shares(params: Params) -> float | None:
    """Logits taken for probabilities, once divided by their sum."""
    if "logits" not in params:
        return None
    z = np.array(params["logits"])
    p = z / z.sum() if z.sum() else z
    return float(each(params, p)[0]) if (p > 0).all() else None


def question(params: Params) -> Text:
    if "logits" in params:
        return fill(Text(
            "The logits of a sample are {z}, its class is {label} (from 0). What is its cross-entropy?",
            "샘플의 로짓은 {z}, 클래스는 {label}번이에요(0부터 세요). 교차 엔트로피는 얼마인가요?",
        ), params, z=params["logits"][0])  # fmt: skip
    if len(params["label"]) == 1:
        return fill(Text(
            "Softmax gives the probabilities {p}, the class is {label} (from 0). What is the cross-entropy?",
            "소프트맥스가 낸 확률은 {p}, 클래스는 {label}번이에요(0부터 세요). 교차 엔트로피는 얼마인가요?",
        ), params, p=params["probabilities"][0])  # fmt: skip
    text = fill(Text(
        "What is the mean cross-entropy of these samples? Classes (from 0): {label}; probabilities, a row a sample:",
        "이 샘플들의 평균 교차 엔트로피는 얼마인가요? 클래스(0부터): {label}. 샘플마다 한 행인 확률:",
    ), params)  # fmt: skip
    table = rows(params["probabilities"])
    return Text(f"{text.en}\n{table}", f"{text.ko}\n{table}")


def hints(params: Params) -> tuple[Text, Text, Text]:
    first = probabilities(params)[0, params["label"][0]]
    step = Text("The first sample's p is {p}.", "첫째 샘플의 p는 {p:이에요}.")
    return (
        Text("Only the probability of the right class counts.", "정답 클래스의 확률만 중요해요."),
        Text("−ln p of the right class; ln is the natural logarithm", "정답 클래스의 −ln p, ln은 자연로그"),
        fill(step, p=round(float(first), 4)),
    )


def solution(params: Params) -> tuple[Step, ...]:
    p, lost = probabilities(params), each(params)
    lines: list[tuple[Cell, ...]] = [
        (label, round(float(row[label]), 4), round(float(loss), 4))
        for row, label, loss in zip(p, params["label"], lost, strict=True)
    ]
    columns = (Text("class", "클래스"), "p", "−ln p")
    text = Text("The probability of the right class, and its −ln:", "정답 클래스의 확률과 그 −ln 값:")
    last = Text("The mean over {n}: {loss}.", "샘플 {n}개의 평균: {loss}.")
    first = Step(fill(Text("The probabilities: {p}.", "확률: {p}."), p=np.round(p, 4)))
    if len(lost) == 1:
        return first, Step(text, Table(columns, tuple(lines)))
    return (
        first,
        Step(text, Table(columns, tuple(lines))),
        Step(fill(last, n=len(lost), loss=round(reference(params), 6))),
    )


FAMILY = Family(
    name="cross-entropy",
    version=1,
    title=Text("Cross-entropy", "교차 엔트로피"),
    topic="values",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: ANSWER,
    misconceptions=(
        Misconception(
            name="softmax-again",
            source=Text("probabilities taken for logits", "확률을 로짓으로 착각"),
            answer=lambda params: float(losses.cross_entropy(probabilities(params), params["label"])),
            feedback=told(
                "Your answer, {given}, is what you get if softmax is applied to the probabilities once more.",
                "{given:은} 확률에 소프트맥스를 한 번 더 쓰면 나오는 값이에요.",
            ),
            links=("class-cross-entropy-logits", "act-logit"),
            step=0,
        ),
        Misconception(
            name="base-two",
            source=Text("the logarithm to base 2", "밑이 2인 로그"),
            answer=lambda params: reference(params) / float(np.log(2)),
            feedback=told(
                "Your answer, {given}, is what you get with the logarithm to base 2. Frameworks take the natural one.",
                "{given:은} 밑이 2인 로그를 쓰면 나오는 값이에요. 프레임워크는 자연로그를 써요.",
            ),
            links=("class-cross-entropy",),
            step=1,
        ),
        Misconception(
            name="base-ten",
            source=Text("the logarithm to base 10", "밑이 10인 로그"),
            answer=lambda params: reference(params) / float(np.log(10)),
            feedback=told(
                "Your answer, {given}, is what you get with the logarithm to base 10. Frameworks take the natural one.",
                "{given:은} 밑이 10인 로그를 쓰면 나오는 값이에요. 프레임워크는 자연로그를 써요.",
            ),
            links=("class-cross-entropy",),
            step=1,
        ),
        Misconception(
            name="all-classes",
            source=Text("the wrong classes counted too", "모든 클래스를 더함"),
            answer=lambda params: float(-np.log(probabilities(params)).sum(axis=1).mean()),
            feedback=told(
                "Your answer, {given}, is what you get if −ln p is added up over all classes, not of class {label} "
                "alone.",
                "{given:은} 정답 클래스({label})만이 아니라 모든 클래스의 −ln p를 더하면 나오는 값이에요.",
            ),
            links=("class-cross-entropy",),
            step=1,
        ),
        Misconception(
            name="missing-probability",
            source=Text("1 − p for −ln p", "−ln p 대신 1 − p"),
            answer=lambda params: float((1 - np.exp(-each(params))).mean()),
            feedback=told(
                "Your answer, {given}, is what you get with 1 − p: without the logarithm.",
                "{given:은} 로그 없이 1 − p로 계산하면 나오는 값이에요.",
            ),
            links=("class-cross-entropy",),
            step=1,
        ),
        Misconception(
            name="forgot-mean",
            source=Text("the sum for the mean", "평균 대신 합"),
            answer=lambda params: float(each(params).sum()) if len(params["label"]) > 1 else None,
            feedback=told(
                "Your answer, {given}, is what you get if you add up and do not divide by the {n} samples.",
                "{given:은} 더하기만 하고 샘플 {n}개로 나누지 않으면 나오는 값이에요.",
                lambda params: {"n": len(params["label"])},
            ),
            links=("class-cross-entropy-batch",),
            step=2,
        ),
        Misconception(
            name="no-exponential",
            source=Text("shares of the logits themselves", "지수 함수 없이 나눔"),
            answer=shares,
            feedback=told(
                "Your answer, {given}, is what you get if the logits are divided by their sum, without exponentials.",
                "{given:은} 지수 함수 없이 로짓을 로짓의 합으로 나누면 나오는 값이에요.",
            ),
            links=("act-softmax-formula",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("class-cross-entropy", "class-cross-entropy-number"),
)
