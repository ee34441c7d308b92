"""The gradient of the cross-entropy for the logits: the probabilities, less 1 at the true class."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import functional as F
from quiz.engine import losses
from quiz.engine.demonstrations.values import Table, Text
from quiz.engine.tensor import Array
from quiz.exercises.answers import Answer, Matrix, Real, Row
from quiz.exercises.chance import decimals, distinct, whole
from quiz.exercises.families.gradients.tape import gradients, remembered, tidy
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

EACH = Real(digits=3)


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: the probabilities are given. Level 2: logits. Level 3: two samples, and the mean."""
    classes = 4 if level == 1 else 3
    if level == 1:
        cuts = sorted(distinct(rng, classes - 1, 1, 19))
        parts = [b - a for a, b in zip([0, *cuts], [*cuts, 20], strict=True)]
        return {"probabilities": [[part / 20 for part in parts]], "labels": [whole(rng, 0, classes - 1)]}
    samples = level - 1
    return {
        "logits": [decimals(rng, classes, -2, 3, 0 if level == 2 else 1) for _ in range(samples)],
        "labels": [whole(rng, 0, classes - 1) for _ in range(samples)],
    }


def logits(params: Params) -> Array:
    return np.array(params["logits"]) if "logits" in params else np.log(params["probabilities"])


def probabilities(params: Params) -> Array:
    return np.asarray(F.softmax(logits(params), 1))


@remembered
def gradient(params: Params, *, reduction: str = "mean", shift: int = 0) -> Array:
    x = logits(params)
    labels = (np.array(params["labels"]) + shift) % x.shape[1]
    return gradients(lambda logits: losses.cross_entropy(logits, labels, reduction=reduction), x)[0]


def answered(values: Array) -> Any:
    return values if len(values) > 1 else values[0]


def reference(params: Params) -> Any:
    return answered(gradient(params))


def answer(params: Params) -> Answer:
    samples, classes = logits(params).shape
    return Matrix((samples, classes), EACH) if samples > 1 else Row(classes, EACH)


def for_probabilities(params: Params) -> Any:
    """−1/p at the true class: the gradient before the softmax is gone through."""
    p = probabilities(params)
    labels = np.array(params["labels"])
    return answered(gradients(lambda q: losses.nll(q, labels), p)[0] / p)


def question(params: Params) -> Text:
    several = len(params["labels"]) > 1
    labels = [label + 1 for label in params["labels"]]
    if "probabilities" in params:
        text = Text(
            "Softmax made the probabilities {rows} of the logits x; the true class is number {label} (counted from 1). "
            "L is the cross-entropy. What is ∂L/∂x?",
            "로짓 x에서 소프트맥스가 확률 {rows:을} 만들었어요. 정답은 {label}번째 클래스예요(1부터 셈). L이 교차 "
            "엔트로피일 때 ∂L/∂x는 얼마인가요?",
        )
        return fill(text, rows=params["probabilities"][0], label=labels[0])
    if not several:
        text = Text(
            "The logits are x = {rows}; the true class is number {label} (counted from 1). L is the cross-entropy of "
            "softmax(x). What is ∂L/∂x?",
            "로짓은 x = {rows}, 정답은 {label}번째 클래스예요(1부터 셈). L이 softmax(x)의 교차 엔트로피일 때 ∂L/∂x는 "
            "얼마인가요?",
        )
        return fill(text, rows=params["logits"][0], label=labels[0])
    return fill(Text(
        "The logits of two samples are x = {rows}; the true classes are number {label} (counted from 1). L is the mean "
        "cross-entropy. What is ∂L/∂x, one row a sample?",
        "두 샘플의 로짓은 x = {rows}, 정답은 차례로 {label}번째 클래스예요(1부터 셈). L이 교차 엔트로피의 평균일 때 "
        "∂L/∂x는 얼마인가요? 샘플마다 한 행씩 쓰세요.",
    ), rows=params["logits"], label=labels)  # fmt: skip


def hints(params: Params) -> tuple[Text, Text, Text]:
    several = len(params["labels"]) > 1
    formula = "∂L/∂x = (softmax(x) − y) / n" if several else "∂L/∂x = softmax(x) − y"
    total = round(float(np.exp(logits(params)[0]).sum()), 4)
    step = Text("y is 1 at the true class and 0 elsewhere.", "y는 정답 클래스에서 1, 나머지에서 0이에요.")
    if "logits" in params:
        step = fill(Text("For the first row Σ eˣ = {total}.", "첫 행에서 Σ eˣ = {total:이에요}."), total=total)
    return (
        Text("Compare what softmax says with what it should say.", "소프트맥스의 값과 나와야 할 값을 비교하세요."),
        Text(formula, formula),
        step,
    )


def solution(params: Params) -> tuple[Step, ...]:
    x, p, g = logits(params), probabilities(params), gradient(params)
    n, classes = x.shape
    y = np.asarray(F.one_hot(np.array(params["labels"]), classes))
    at = Text("sample, class", "샘플, 클래스")
    places = [f"{i + 1}, {j + 1}" for i in range(n) for j in range(classes)]
    first = Table((at, "softmax(x)", "y"), tuple(zip(places, tidy(p.ravel()), tidy(y.ravel()), strict=True)))
    second = Table((at, "softmax(x) − y", "∂L/∂x"),
                   tuple(zip(places, tidy((p - y).ravel()), tidy(g.ravel()), strict=True)))  # fmt: skip
    text = Text("Subtract; then the mean divides by the {n} samples.", "빼고, 평균이므로 샘플 수 {n:으로} 나눠요.")
    if n == 1:
        text = Text("Subtract: below 0 only at the true class.", "빼요. 정답 클래스에서만 0보다 작아요.")
    return (
        Step(Text("The probabilities, and what they should be.", "확률과, 나와야 할 값이에요."), first),
        Step(fill(text, n=n), second),
    )


def numbers(params: Params) -> dict[str, object]:
    p, label = probabilities(params)[0], params["labels"][0]
    return {"label": label + 1, "p": round(float(p[label]), 4), "less": round(float(p[label]) - 1, 4),
            "n": len(params["labels"])}  # fmt: skip


FAMILY = Family(
    name="cross-entropy-gradient",
    version=1,
    title=Text("Gradient of the cross-entropy", "교차 엔트로피의 기울기"),
    topic="gradients",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=answer,
    misconceptions=(
        Misconception(
            name="probabilities",
            source=Text("the probabilities themselves", "확률을 그대로 씀"),
            answer=lambda params: answered(probabilities(params) / len(params["labels"])),
            feedback=told(
                "Your answer, {given}, is what you get if nothing is subtracted. At the true class, number {label}, it "
                "is {p} − 1 = {less}.",
                "{given:은} 아무것도 빼지 않으면 나오는 값이에요. 정답인 {label}번째에서는 {p} − 1 = {less:이에요}.",
                numbers,
            ),
            links=("cnn-softmax-slope", "act-softmax"),
            step=1,
        ),
        Misconception(
            name="flipped",
            source=Text("target − prediction", "정답 − 예측으로 뺌"),
            answer=lambda params: answered(-gradient(params)),
            feedback=told(
                "Your answer, {given}, is what you get the other way round, y − softmax(x). A larger logit of the true "
                "class lowers the loss: {less} there.",
                "{given:은} 거꾸로 y − softmax(x)를 하면 나오는 값이에요. 정답의 로짓이 커지면 손실이 줄어드니 그곳은 "
                "{less:이에요}.",
                numbers,
            ),
            links=("cnn-softmax-slope",),
            step=1,
        ),
        Misconception(
            name="for-the-probabilities",
            source=Text("the gradient for p, not for the logits", "로짓이 아니라 확률에 대한 기울기"),
            answer=for_probabilities,
            feedback=told(
                "Your answer, {given}, is what you get for the probabilities, −1/p at the true class (p = {p}). "
                "Through "
                "the softmax it becomes p − 1.",
                "{given:은} 확률에 대해 미분한 −1/p(p = {p})에서 나오는 값이에요. 소프트맥스까지 지나면 p − 1이 돼요.",
                numbers,
            ),
            links=("cnn-softmax-slope", "train-chain-rule"),
            step=1,
        ),
        Misconception(
            name="next-class",
            source=Text("counting the classes from the wrong end", "클래스 번호를 하나 밀려서 셈"),
            answer=lambda params: answered(gradient(params, shift=1)),
            feedback=told(
                "Your answer, {given}, is what you get if 1 is subtracted one class later. The true class of the first "
                "sample is number {label}.",
                "{given:은} 한 칸 뒤의 클래스에서 1을 빼면 나오는 값이에요. 첫 샘플의 정답은 {label}번째예요.",
                numbers,
            ),
            links=("cnn-softmax-slope",),
            step=0,
        ),
        Misconception(
            name="forgot-mean",
            source=Text("the sum for the mean", "평균 대신 합"),
            answer=lambda params: gradient(params, reduction="sum") if len(params["labels"]) > 1 else None,
            feedback=told(
                "Your answer, {given}, is what you get if the losses are added. The mean divides by the {n} samples.",
                "{given:은} 손실을 더하면 나오는 값이에요. 평균이므로 샘플 수 {n:으로} 나눠야 해요.",
                numbers,
            ),
            links=("loss-mse-gradient",),
            step=1,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("class-cross-entropy-gradient", "class-cross-entropy-gradient-number"),
)
