"""The sigmoid of a number, of a neuron's sum, and the way back."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from quiz.engine import functional as F
from quiz.engine.demonstrations.values import Curve, Text, floats
from quiz.exercises.answers import Real
from quiz.exercises.chance import decimal, decimals, pick
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, products, told

ANSWER = Real(digits=3)


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: a number. Level 2: a neuron with two inputs. Level 3: from the probability back to the logit."""
    if level == 1:
        return {"x": pick(rng, (-1, 1)) * decimal(rng, 0.5, 2.8)}
    if level == 3:
        return {"p": pick(rng, [n for n in range(5, 96) if abs(n - 50) > 6]) / 100}
    return {
        "inputs": decimals(rng, 2, 1, 2),
        "weights": [pick(rng, (-1, 1)) * decimal(rng, 0.2, 0.9) for _ in range(2)],
        "bias": pick(rng, (-1, 1)) * decimal(rng, 0.3, 0.8),
    }


def logit(params: Params, *, bias: bool = True) -> float:
    """What goes into the sigmoid."""
    if "x" in params:
        return float(params["x"])
    total = sum(w * x for w, x in zip(params["weights"], params["inputs"], strict=True))
    return round(float(total + (params["bias"] if bias else 0)), 6)


def sigma(x: float) -> float:
    return float(F.sigmoid(np.array(x)))


def reference(params: Params) -> float:
    return math.log(params["p"] / (1 - params["p"])) if "p" in params else sigma(logit(params))


Wrong = Callable[[Params], float | None]


def forward(wrong: Callable[[float], float]) -> Wrong:
    """A wrong way from the logit to the probability."""
    return lambda params: None if "p" in params else wrong(logit(params))


def backward(wrong: Callable[[float], float]) -> Wrong:
    """A wrong way from the probability to the logit."""
    return lambda params: wrong(params["p"]) if "p" in params else None


def question(params: Params) -> Text:
    if "p" in params:
        return fill(Text("The sigmoid of a logit is {p}. What is the logit?",
                         "어떤 로짓의 시그모이드 값이 {p:이에요}. 로짓은 얼마인가요?"), params)  # fmt: skip
    if "x" in params:
        return fill(Text("What is the sigmoid of {x}?", "{x}의 시그모이드 값은 얼마인가요?"), params)
    return fill(Text(
        "A neuron with a sigmoid has the inputs {inputs}, the weights {weights} and the bias {bias}. What is its "
        "output?",
        "시그모이드를 쓰는 뉴런의 입력은 {inputs}, 가중치는 {weights}, 편향은 {bias:이에요}. 출력은 얼마인가요?",
    ), params)  # fmt: skip


def hints(params: Params) -> tuple[Text, Text, Text]:
    if "p" in params:
        return (
            Text("Is it above 0 or below? 0.5 belongs to 0.", "0보다 클까요, 작을까요? 0.5가 0에 해당해요."),
            Text("x = ln(p / (1 − p))", "x = ln(p / (1 − p))"),
            fill(Text("1 − p is {q}.", "1 − p의 값은 {q:이에요}."), q=round(1 - params["p"], 2)),
        )
    x = logit(params)
    return (
        Text("A positive number gives more than 0.5, a negative one less.", "양수는 0.5보다 커지고 음수는 작아져요."),
        Text("σ(x) = 1 / (1 + e^(−x))", "σ(x) = 1 / (1 + e^(−x))"),
        fill(Text("e^({minus}) is about {power}.", "e^({minus})의 값은 약 {power:이에요}."),
             minus=-x, power=round(math.exp(-x), 4)),
    )  # fmt: skip


def curve(note: Text) -> Curve:
    x = np.linspace(-6, 6, 49)
    return Curve(floats(x), (floats(F.sigmoid(x)),), ("σ(x)",), "x", "σ(x)", note)


def solution(params: Params) -> tuple[Step, ...]:
    y = round(reference(params), 4)
    if "p" in params:
        odds = round(params["p"] / (1 - params["p"]), 4)
        text = Text("p / (1 − p) = {p} / {q} = {odds}.", "p / (1 − p) = {p} / {q} = {odds}.")
        last = fill(Text("Its logarithm: ln {odds} = {y}.", "로그를 씌우면 ln {odds} = {y}."), odds=odds, y=y)
        return (
            Step(fill(text, params, q=round(1 - params["p"], 2), odds=odds)),
            Step(last, curve(fill(Text("σ({y}) = {p}", "σ({y}) = {p}"), params, y=y))),
        )
    x = logit(params)
    first = Step(fill(Text("The sigmoid is taken of {x}.", "시그모이드에 넣을 값은 {x:이에요}."), x=x))
    if "weights" in params:
        first = Step(
            fill(Text("The sum of products and the bias {bias}: {x}.", "곱의 합에 편향 {bias:을} 더하면 {x:이에요}."),
                 params, x=x),
            products(params["weights"], params["inputs"], (Text("weight", "가중치"), Text("input", "입력"))),
        )  # fmt: skip
    formula = "1 / (1 + e^({minus})) = 1 / (1 + {power}) = {y}"
    text = fill(Text(formula, formula), minus=-x, power=round(math.exp(-x), 4), y=y)
    return first, Step(text, curve(fill(Text("σ({x}) = {y}", "σ({x}) = {y}"), x=x, y=y)))


FAMILY = Family(
    name="sigmoid",
    version=1,
    title=Text("Sigmoid", "시그모이드"),
    topic="values",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: ANSWER,
    misconceptions=(
        Misconception(
            name="wrong-sign",
            source=Text("e^x for e^(−x)", "e^(−x) 대신 e^x를 씀"),
            answer=forward(lambda x: sigma(-x)),
            feedback=told(
                "Your answer, {given}, is what you get with 1 / (1 + e^x): the exponent's minus sign is missing.",
                "{given:은} 1 / (1 + e^x)로 계산하면 나오는 값이에요. 지수의 음의 부호가 빠졌어요.",
            ),
            links=("act-sigmoid",),
            step=1,
        ),
        Misconception(
            name="slope",
            source=Text("the slope for the value", "값 대신 기울기"),
            answer=forward(lambda x: sigma(x) * (1 - sigma(x))),
            feedback=told(
                "Your answer, {given}, is what you get for the slope, σ(x)·(1 − σ(x)).",
                "{given:은} 기울기 σ(x)·(1 − σ(x))를 구하면 나오는 값이에요.",
            ),
            links=("act-sigmoid-slope",),
            step=1,
        ),
        Misconception(
            name="forgot-one",
            source=Text("leaving out the 1 in the denominator", "분모의 1을 빠뜨림"),
            answer=forward(math.exp),
            feedback=told(
                "Your answer, {given}, is what you get without the 1 below the line: 1 / e^(−x).",
                "{given:은} 분모의 1을 빼고 1 / e^(−x)로 계산하면 나오는 값이에요.",
            ),
            links=("act-sigmoid",),
            step=1,
        ),
        Misconception(
            name="tanh",
            source=Text("tanh for the sigmoid", "시그모이드를 tanh로 착각"),
            answer=forward(math.tanh),
            feedback=told(
                "Your answer, {given}, is what you get with tanh, which runs from −1 to 1.",
                "{given:은} tanh를 쓰면 나오는 값이에요. tanh의 범위는 −1에서 1까지예요.",
            ),
            links=("act-sigmoid",),
            step=1,
        ),
        Misconception(
            name="forgot-bias",
            source=Text("leaving out the bias", "편향을 빠뜨림"),
            answer=lambda params: sigma(logit(params, bias=False)) if "bias" in params else None,
            feedback=told(
                "Your answer, {given}, is what you get without the bias, {bias}.",
                "{given:은} 편향 {bias:을} 더하지 않으면 나오는 값이에요.",
            ),
            links=("foundations-bias",),
            step=0,
        ),
        Misconception(
            name="odds",
            source=Text("the odds for their logarithm", "로그를 씌우지 않은 승산"),
            answer=backward(lambda p: p / (1 - p)),
            feedback=told(
                "Your answer, {given}, is what you get for the odds, p / (1 − p); the logit is their logarithm.",
                "{given:은} 승산 p / (1 − p)를 구하면 나오는 값이에요. 로짓은 그 로그예요.",
            ),
            links=("act-logit",),
            step=1,
        ),
        Misconception(
            name="log-of-p",
            source=Text("the logarithm of the probability alone", "확률에만 로그를 씌움"),
            answer=backward(math.log),
            feedback=told(
                "Your answer, {given}, is what you get for ln {p}; the logit also divides by 1 − p.",
                "{given:은} ln {p:을} 구하면 나오는 값이에요. 로짓은 1 − p로도 나눠요.",
            ),
            links=("act-logit",),
            step=0,
        ),
        Misconception(
            name="base-ten",
            source=Text("the logarithm to base 10", "밑이 10인 로그"),
            answer=backward(lambda p: math.log10(p / (1 - p))),
            feedback=told(
                "Your answer, {given}, is what you get with the logarithm to base 10. Here it is the natural one.",
                "{given:은} 밑이 10인 로그를 쓰면 나오는 값이에요. 여기서는 자연로그를 써요.",
            ),
            links=("act-logit",),
            step=1,
        ),
        Misconception(
            name="sigmoid-again",
            source=Text("the sigmoid for its inverse", "역함수 대신 시그모이드"),
            answer=backward(sigma),
            feedback=told(
                "Your answer, {given}, is what you get for σ({p}). Asked is the number whose σ is {p}.",
                "{given:은} σ({p})의 값을 구하면 나오는 값이에요. σ에 넣었을 때 {p:이} 되는 수를 찾아야 해요.",
            ),
            links=("act-logit",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("act-sigmoid",),
)
