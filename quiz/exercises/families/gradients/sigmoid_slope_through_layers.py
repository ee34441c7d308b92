"""What is left of a gradient behind several sigmoid layers."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import functional as F
from quiz.engine.demonstrations.values import Table, Text
from quiz.exercises.answers import Real
from quiz.exercises.chance import decimal, decimals, pick, whole
from quiz.exercises.families.gradients.tape import gradients, remembered
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

ANSWER = Real(relative=0.01)


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: layers that all get one z. Level 2: another z in each. Level 3: weights between them."""
    layers = whole(rng, 2, 10) if level == 1 else whole(rng, 2, 3)
    if level == 1:
        return {"z": [pick(rng, (0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5))] * layers, "w": [1.0] * layers}
    w = [pick(rng, (-1, 1)) * decimal(rng, 1.5, 4) if level == 3 else 1.0 for _ in range(layers)]
    return {"z": decimals(rng, layers, -3, 3), "w": w}


@remembered
def slopes(params: Params) -> Any:
    """σ′ at each z."""
    return gradients(lambda z: F.sigmoid(z).sum(), params["z"])[0]


def reference(params: Params) -> float:
    return float(np.prod(slopes(params) * params["w"]))


def with_values(params: Params) -> float:
    """σ(z) in place of its slope."""
    return float(np.prod(F.sigmoid(np.array(params["z"])) * params["w"]))


def with_tanh(params: Params) -> float:
    """1 − σ², the form of tanh's slope."""
    return float(np.prod((1 - F.sigmoid(np.array(params["z"])) ** 2) * params["w"]))


def added(params: Params) -> float:
    return float(np.sum(slopes(params) * params["w"]))


def last_alone(params: Params) -> float:
    return float(slopes(params)[-1] * params["w"][-1])


def weighted(params: Params) -> bool:
    return any(w != 1 for w in params["w"])


def question(params: Params) -> Text:
    z, layers = params["z"], len(params["z"])
    if weighted(params):
        return fill(Text(
            "On its way back a gradient goes through {layers} sigmoid layers of one unit each, h = σ(z), z = w·h′ (h′ "
            "is "
            "the layer's input). They had z = {z}, with the weights w = {w}. By what is the gradient multiplied, from "
            "the last output to the first input?",
            "기울기가 유닛 하나짜리 시그모이드 층 {layers}개를 거슬러 지나가요. h = σ(z), z = w·h′이고 h′는 그 층의 "
            "입력이에요. z = {z}, 가중치 w = {w}였어요. 마지막 출력에서 첫 입력까지 기울기에 얼마가 곱해지나요?",
        ), params, layers=layers)  # fmt: skip
    if len(set(z)) == 1:
        text = Text(
            "A gradient goes back through {layers} sigmoid layers; in each of them z was {one}. By what do the "
            "sigmoids' slopes together multiply it (weights of 1)?",
            "기울기가 시그모이드 층 {layers}개를 거슬러 지나가요. 층마다 z는 모두 {one:이에요}. 시그모이드의 기울기를 "
            "모두 "
            "곱하면 얼마인가요? 가중치는 1로 봐요.",
        )
        return fill(text, layers=layers, one=z[0])
    return fill(Text(
        "A gradient goes back through {layers} sigmoid layers, where z was {z}. By what do the sigmoids' slopes "
        "together multiply it (weights of 1)?",
        "기울기가 시그모이드 층 {layers}개를 거슬러 지나가요. z는 차례로 {z:이에요}. 시그모이드의 기울기를 모두 곱하면 "
        "얼마인가요? 가중치는 1로 봐요.",
    ), layers=layers, z=z)  # fmt: skip


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = "∏ w·σ′(z),  σ′ = σ·(1 − σ)" if weighted(params) else "∏ σ′(z),  σ′ = σ·(1 − σ)"
    sigma = round(float(F.sigmoid(np.array(params["z"][0]))), 6)
    return (
        Text("By the chain rule every layer multiplies.", "연쇄 법칙에 따라 층마다 곱해져요."),
        Text(formula, formula),
        fill(Text("In the first layer σ = {sigma}.", "첫 층에서 σ = {sigma:이에요}."), sigma=sigma),
    )


def solution(params: Params) -> tuple[Step, ...]:
    sigma = F.sigmoid(np.array(params["z"]))
    found = slopes(params)
    values = Table(("z", "σ(z)", "σ′ = σ·(1 − σ)"),
                   tuple((z, round(float(s), 6), round(float(d), 6))
                         for z, s, d in zip(params["z"], sigma, found, strict=True)))  # fmt: skip
    factors = found * params["w"]
    rows = tuple((index + 1, w, round(float(d), 6), float(f"{product:.6g}")) for index, (w, d, product) in
                 enumerate(zip(params["w"], found, np.cumprod(factors), strict=True)))  # fmt: skip
    product = Table((Text("layer", "층"), "w", "σ′", Text("product so far", "여기까지의 곱")), rows)
    text = Text("Multiply them: {product}.", "모두 곱하면 {product:이에요}.")
    return (
        Step(Text("Take the slope in each layer.", "층마다 기울기를 구해요."), values),
        Step(fill(text, product=float(f"{reference(params):.6g}")), product),
    )


def largest(params: Params) -> dict[str, object]:
    return {"layers": len(params["z"]), "slope": round(float(slopes(params)[0]), 6)}


FAMILY = Family(
    name="sigmoid-slope-through-layers",
    version=1,
    title=Text("A gradient through sigmoid layers", "시그모이드 층을 지나는 기울기"),
    topic="gradients",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: ANSWER,
    misconceptions=(
        Misconception(
            name="value-for-slope",
            source=Text("σ itself for its slope", "σ의 기울기 대신 값"),
            answer=with_values,
            feedback=told(
                "Your answer, {given}, is what you get if you multiply the values σ(z). In the first layer the slope "
                "is "
                "{slope}.",
                "{given:은} 기울기가 아니라 값 σ(z)를 곱하면 나오는 값이에요. 첫 층의 기울기는 {slope:이에요}.",
                largest,
            ),
            links=("act-sigmoid-slope",),
            step=0,
        ),
        Misconception(
            name="tanh-slope",
            source=Text("the slope of tanh for that of σ", "tanh의 기울기와 혼동"),
            answer=with_tanh,
            feedback=told(
                "Your answer, {given}, is what you get with 1 − σ², the form of tanh's slope. σ's is σ·(1 − σ): "
                "{slope} "
                "in the first layer.",
                "{given:은} tanh의 기울기처럼 1 − σ²을 쓰면 나오는 값이에요. σ의 기울기는 σ·(1 − σ)이고 첫 층에서는 "
                "{slope:이에요}.",
                largest,
            ),
            links=("act-sigmoid-slope", "cnn-sigmoid-slope"),
            step=0,
        ),
        Misconception(
            name="added",
            source=Text("adding along the chain", "곱하지 않고 더함"),
            answer=added,
            feedback=told(
                "Your answer, {given}, is what you get if you add what the {layers} layers contribute. Along a chain "
                "slopes multiply.",
                "{given:은} 층 {layers}개의 기울기를 더하면 나오는 값이에요. 이어진 층에서는 곱해요.",
                largest,
            ),
            links=("act-vanishing-gradient", "foundations-chain-rule"),
            step=1,
        ),
        Misconception(
            name="one-layer",
            source=Text("only the last layer", "마지막 층만 봄"),
            answer=last_alone,
            feedback=told(
                "Your answer, {given}, is what you get from the last layer alone; there are {layers} to go through.",
                "{given:은} 마지막 층만 보면 나오는 값이에요. 지나갈 층은 {layers}개예요.",
                largest,
            ),
            links=("act-sigmoid-ten-layers",),
            step=1,
        ),
        Misconception(
            name="forgot-weights",
            source=Text("the slopes alone, without the weights", "가중치를 곱하지 않음"),
            answer=lambda params: float(np.prod(slopes(params))) if weighted(params) else None,
            feedback=told(
                "Your answer, {given}, is what you get without the weights {w}: they multiply too.",
                "{given:은} 가중치 {w:을} 곱하지 않으면 나오는 값이에요.",
            ),
            links=("act-vanishing-gradient",),
            step=1,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("act-sigmoid-slope", "act-vanishing-gradient"),
)
