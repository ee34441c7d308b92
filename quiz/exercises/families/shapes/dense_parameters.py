"""How many parameters has a dense layer?"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from quiz.engine import shapes
from quiz.engine.demonstrations.values import Text
from quiz.exercises.answers import Whole
from quiz.exercises.chance import pick, whole
from quiz.exercises.families.shapes.stacks import product, shown
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told, worked


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: a vector. Level 2: a flattened picture. Level 3: two layers behind each other."""
    shape = [whole(rng, 20, 400)] if level == 1 else [whole(rng, 12, 40), whole(rng, 12, 40), pick(rng, (3, 4))]
    return {"shape": shape, "units": [pick(rng, (12, 16, 32, 64, 100, 128))] + [whole(rng, 3, 10)] * (level == 3)}


def pairs(params: Params) -> list[tuple[int, int]]:
    """(inputs, outputs) of each layer."""
    sizes = [product(params["shape"]), *params["units"]]
    return list(pairwise(sizes))


def reference(params: Params) -> int:
    return sum(shapes.dense_parameters(n, m) for n, m in pairs(params))


def weights(params: Params) -> int:
    return sum(shapes.dense_parameters(n, m, bias=False) for n, m in pairs(params))


def pixels_only(params: Params) -> int | None:
    """The channels of the picture left out."""
    if len(params["shape"]) == 1:
        return None
    return reference({**params, "shape": params["shape"][:2]})


def unflattened(params: Params) -> int | None:
    """What Keras makes without Flatten: a layer on the last axis."""
    if len(params["shape"]) == 1:
        return None
    return reference({**params, "shape": params["shape"][2:]})


def question(params: Params) -> Text:
    if len(params["shape"]) == 1:
        text = Text(
            "A vector of {n} values goes into Dense({m}). How many parameters has the layer?",
            "값이 {n}개인 벡터가 Dense({m})에 들어가요. 이 층의 파라미터는 몇 개인가요?",
        )
    elif len(params["units"]) == 1:
        text = Text(
            "A picture of shape {shape} (height, width, channels) goes through Flatten() into Dense({m}). How many "
            "parameters has the Dense layer?",
            "모양이 {shape}(높이, 너비, 채널)인 이미지가 Flatten()을 지나 Dense({m})에 들어가요. Dense 층의 파라미터는 "
            "몇 개인가요?",
        )
    else:
        text = Text(
            "A picture of shape {shape} (height, width, channels) goes through Flatten(), Dense({m}), Dense({last}). "
            "How many parameters are there in all?",
            "모양이 {shape}(높이, 너비, 채널)인 이미지가 Flatten(), Dense({m}), Dense({last}) 층을 차례로 지나요. "
            "파라미터는 "
            "모두 몇 개인가요?",
        )
    units = params["units"]
    return fill(text, n=params["shape"][0], m=units[0], last=units[-1], shape=shown(params["shape"]))


def hints(params: Params) -> tuple[Text, Text, Text]:
    n, m = pairs(params)[0]
    formula = "n·m + m"
    return (
        Text(
            "Each unit has a weight for every input, and something more.",
            "유닛마다 입력 하나에 가중치가 하나씩 있고, 하나가 더 있어요.",
        ),
        Text(f"{formula} (n inputs, m units)", f"{formula} (입력 n개, 유닛 m개)"),
        fill(
            Text("One unit of the first layer reads {n} values; there are {m} units.",
                 "첫 층의 유닛 하나는 값 {n}개를 읽고, 유닛은 {m}개예요."),
            n=n, m=m,
        ),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    first = Text(
        "Every unit has a weight for each of its inputs, and one bias.",
        "유닛마다 입력 하나에 가중치가 하나씩 있고, 편향이 하나 있어요.",
    )
    steps = [Step(first)]
    for n, m in pairs(params):
        text = Text(
            "Dense({m}): {n} weights and 1 bias for each of {m} units.",
            "Dense({m}): 유닛 {m}개마다 가중치 {n}개와 편향 1개가 있어요.",
        )
        steps.append(Step(fill(text, n=n, m=m), worked(shapes.working.dense_parameters(n, m))))
    if len(steps) > 2:
        text = Text("Together: {total}.", "모두 더하면 {total:이에요}.")
        steps.append(Step(fill(text, total=reference(params))))
    return tuple(steps)


FAMILY = Family(
    name="dense-parameters",
    version=1,
    title=Text("Parameters of a dense layer", "완전연결층의 파라미터 수"),
    topic="shapes",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: Whole(),
    misconceptions=(
        Misconception(
            name="forgot-bias",
            source=Text("counting the weights alone", "가중치만 셈"),
            answer=weights,
            feedback=told(
                "Your answer, {given}, is what you get without the biases: one for each unit.",
                "{given:은} 편향을 빼면 나오는 값이에요. 편향은 유닛마다 하나씩 있어요.",
            ),
            links=("foundations-dense-parameters",),
            step=1,
        ),
        Misconception(
            name="bias-per-input",
            source=Text("a bias for each input", "입력마다 편향이 있다는 생각"),
            answer=lambda params: weights(params) + sum(n for n, _ in pairs(params)),
            feedback=told(
                "Your answer, {given}, is what you get with one bias for each input. A bias belongs to a unit.",
                "{given:은} 입력마다 편향을 하나씩 두면 나오는 값이에요. 편향은 유닛의 것이에요.",
            ),
            links=("foundations-bias",),
            step=1,
        ),
        Misconception(
            name="one-bias",
            source=Text("one bias for a whole layer", "층마다 편향이 하나라는 생각"),
            answer=lambda params: weights(params) + len(params["units"]),
            feedback=told(
                "Your answer, {given}, is what you get with one bias for a whole layer. Each unit has its own.",
                "{given:은} 층 전체에 편향을 하나만 두면 나오는 값이에요. 유닛마다 편향이 따로 있어요.",
            ),
            links=("foundations-bias",),
            step=1,
        ),
        Misconception(
            name="added",
            source=Text("adding inputs and units", "입력과 유닛을 더함"),
            answer=lambda params: sum(n + m for n, m in pairs(params)),
            feedback=told(
                "Your answer, {given}, is what you get if you add inputs and units. Every unit has a weight for every "
                "input, so they multiply.",
                "{given:은} 입력 수와 유닛 수를 더하면 나오는 값이에요. 모든 유닛이 모든 입력에 가중치를 가지므로 "
                "곱해야 해요.",
            ),
            links=("foundations-dense-parameters",),
            step=1,
        ),
        Misconception(
            name="forgot-channels",
            source=Text("flattening the pixels alone", "픽셀만 펼침"),
            answer=pixels_only,
            feedback=told(
                "Your answer, {given}, is what you get if the vector has {pixels} values. Each pixel has {c} channels.",
                "{given:은} 벡터에 값이 {pixels}개라고 보면 나오는 값이에요. 픽셀마다 채널이 {c}개 있어요.",
                lambda params: {"pixels": product(params["shape"][:2]), "c": params["shape"][-1]},
            ),
            links=("flat-length",),
            step=1,
        ),
        Misconception(
            name="without-flatten",
            source=Text("Dense on the channels alone", "채널에만 Dense를 적용"),
            answer=unflattened,
            feedback=told(
                "Your answer, {given}, is what you get without Flatten: then Dense reads the last axis alone, {c} "
                "values.",
                "{given:은} Flatten이 없으면 나오는 값이에요. 그러면 Dense는 마지막 축의 값 {c}개만 읽어요.",
                lambda params: {"c": params["shape"][-1]},
            ),
            links=("flat-dense-without",),
            step=1,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("foundations-dense-parameters", "flat-parameters"),
)
