"""The binary cross-entropy of probabilities, or of a logit."""

from __future__ import annotations

import numpy as np

from quiz.engine import functional as F
from quiz.engine import losses
from quiz.engine.demonstrations.values import Cell, Table, Text
from quiz.engine.tensor import Array
from quiz.exercises.answers import Real
from quiz.exercises.chance import pick, shuffled, whole
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

ANSWER = Real(digits=3)


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: one sample. Level 2: several. Level 3: logits."""
    count = 1 if level == 1 else whole(rng, 2, 4)
    target = (
        [pick(rng, (0, 1))] if level == 1 else shuffled(rng, [0, 1, *(pick(rng, (0, 1)) for _ in range(count - 2))])
    )
    if level == 3:
        return {"logits": [pick(rng, (-1, 1)) * whole(rng, 4, 30) / 10 for _ in target], "target": target}
    return {"p": [pick(rng, [n for n in range(8, 93) if abs(n - 50) > 4]) / 100 for _ in target], "target": target}


def probabilities(params: Params) -> Array:
    return np.array(params["p"]) if "p" in params else np.asarray(F.sigmoid(np.array(params["logits"])))


def loss(p: Array, target: Array) -> float:
    return float(losses.binary_cross_entropy(p, target))


def targets(params: Params) -> Array:
    return np.array(params["target"], np.float64)


def reference(params: Params) -> float:
    return loss(probabilities(params), targets(params))


def one_side(params: Params) -> float | None:
    """−t ln p alone."""
    t = targets(params)
    return float(-(t * np.log(probabilities(params))).mean()) if (t == 0).any() else None


def question(params: Params) -> Text:
    if "logits" in params:
        text = Text(
            "A network with one output gives the logits {logits}; the targets are {target}. What is the mean binary "
            "cross-entropy?",
            "출력이 하나인 신경망의 로짓은 {logits}, 정답은 {target:이에요}. 이진 교차 엔트로피의 평균은 얼마인가요?",
        )
    elif len(params["p"]) == 1:
        text = Text(
            "A network gives class 1 the probability {p}; the target is {target}. What is the binary cross-entropy?",
            "신경망이 클래스 1에 준 확률은 {p}, 정답은 {target:이에요}. 이진 교차 엔트로피는 얼마인가요?",
        )
    else:
        text = Text(
            "A network gives class 1 the probabilities {p}; the targets are {target}. What is the mean binary "
            "cross-entropy?",
            "신경망이 클래스 1에 준 확률은 {p}, 정답은 {target:이에요}. 이진 교차 엔트로피의 평균은 얼마인가요?",
        )
    return fill(text, params)


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = "−[t·ln p + (1 − t)·ln(1 − p)]"
    formula = f"p = σ(z);  {formula}" if "logits" in params else formula
    one = Text("The first target is 1: only ln p counts.", "첫째 정답이 1이니 ln p만 남아요.")
    zero = Text("The first target is 0: only ln(1 − p) counts.", "첫째 정답이 0이니 ln(1 − p)만 남아요.")
    return (
        Text("How probable was what came true?", "실제로 일어난 일에 준 확률은 얼마인가요?"),
        Text(formula, formula),
        one if params["target"][0] else zero,
    )


def solution(params: Params) -> tuple[Step, ...]:
    p, t = probabilities(params), targets(params)
    right = np.where(t == 1, p, 1 - p)
    lines: list[tuple[Cell, ...]] = [
        (int(label), round(float(a), 4), round(float(b), 4), round(float(-np.log(b)), 4))
        for label, a, b in zip(t, p, right, strict=True)
    ]
    columns = (Text("target", "정답"), "p", Text("p of the target", "정답의 확률"), "−ln")
    if len(lines) == 1:
        return (
            Step(
                Text("How probable did the model call the target?", "모델은 정답을 얼마나 확률 높게 봤나요?"),
                Table(columns[:3], (lines[0][:3],)),
            ),
            Step(Text("Of that, −ln:", "그 확률의 −ln 값:"), Table(columns, tuple(lines))),
        )
    text = Text("The mean over {n}: {loss}.", "{n}개의 평균: {loss}.")
    return (
        Step(
            Text("The probability of each target, and its −ln:", "정답마다 그 확률과 −ln 값:"),
            Table(columns, tuple(lines)),
        ),
        Step(fill(text, n=len(lines), loss=round(reference(params), 6))),
    )


FAMILY = Family(
    name="binary-cross-entropy",
    version=1,
    title=Text("Binary cross-entropy", "이진 교차 엔트로피"),
    topic="values",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: ANSWER,
    misconceptions=(
        Misconception(
            name="one-side",
            source=Text("the formula's second half left out", "식의 뒷부분을 빠뜨림"),
            answer=one_side,
            feedback=told(
                "Your answer, {given}, is what you get with −t·ln p alone. Where the target is 0, −ln(1 − p) counts.",
                "{given:은} −t·ln p만 쓰면 나오는 값이에요. 정답이 0이면 −ln(1 − p)를 세요.",
            ),
            links=("class-binary-cross-entropy",),
            step=0,
        ),
        Misconception(
            name="targets-swapped",
            source=Text("0 and 1 swapped", "0과 1을 바꿈"),
            answer=lambda params: loss(probabilities(params), 1 - targets(params)),
            feedback=told(
                "Your answer, {given}, is what you get if the targets {target} are read the other way round: p is the "
                "probability of class 1.",
                "{given:은} 정답({target})을 반대로 읽으면 나오는 값이에요. p는 클래스 1의 확률이에요.",
            ),
            links=("class-binary-cross-entropy",),
            step=0,
        ),
        Misconception(
            name="base-ten",
            source=Text("the logarithm to base 10", "밑이 10인 로그"),
            answer=lambda params: reference(params) / float(np.log(10)),
            feedback=told(
                "Your answer, {given}, is what you get with the logarithm to base 10. Frameworks take the natural one.",
                "{given:은} 밑이 10인 로그를 쓰면 나오는 값이에요. 프레임워크는 자연로그를 써요.",
            ),
            links=("class-binary-cross-entropy",),
            step=0,
        ),
        Misconception(
            name="squared",
            source=Text("the squared error of the probability", "확률의 제곱 오차"),
            answer=lambda params: float(losses.mse(probabilities(params), targets(params))),
            feedback=told(
                "Your answer, {given}, is what you get for the MSE of the probabilities.",
                "{given:은} 확률의 MSE를 구하면 나오는 값이에요.",
            ),
            links=("loss-mse",),
            step=0,
        ),
        Misconception(
            name="sigmoid-again",
            source=Text("probabilities taken for logits", "확률을 로짓으로 착각"),
            answer=lambda params: loss(np.asarray(F.sigmoid(probabilities(params))), targets(params)),
            feedback=told(
                "Your answer, {given}, is what you get if the probabilities go through a sigmoid once more.",
                "{given:은} 확률에 시그모이드를 한 번 더 쓰면 나오는 값이에요.",
            ),
            links=("act-logit", "act-sigmoid"),
            step=0,
        ),
        Misconception(
            name="forgot-mean",
            source=Text("the sum for the mean", "평균 대신 합"),
            answer=lambda params: reference(params) * len(params["target"]) if len(params["target"]) > 1 else None,
            feedback=told(
                "Your answer, {given}, is what you get if you add up and do not divide by the {n} samples.",
                "{given:은} 더하기만 하고 샘플 {n}개로 나누지 않으면 나오는 값이에요.",
                lambda params: {"n": len(params["target"])},
            ),
            links=("class-cross-entropy-batch",),
            step=1,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("class-binary-cross-entropy", "class-binary-cross-entropy-number"),
)
