"""How many multiply-adds does a dense network do?"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from quiz.engine import shapes
from quiz.engine.demonstrations.values import Text
from quiz.exercises.answers import Whole
from quiz.exercises.chance import distinct, pick, whole
from quiz.exercises.families.shapes.stacks import product, shown
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told, worked


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: one layer. Level 2: two, behind a flattened picture. Level 3: a batch of pictures."""
    shape = [whole(rng, 20, 300)] if level == 1 else [whole(rng, 8, 28), whole(rng, 8, 28), pick(rng, (3, 4))]
    units = [pick(rng, (12, 16, 32, 64))] if level == 1 else distinct(rng, 2, 4, 40)
    return {"shape": shape, "units": units, "batch": pick(rng, (16, 32, 64)) if level == 3 else 1}


def pairs(params: Params) -> list[tuple[int, int]]:
    """(inputs, outputs) of each layer."""
    sizes = [product(params["shape"]), *params["units"]]
    return list(pairwise(sizes))


def one(params: Params) -> int:
    """For one sample."""
    return sum(shapes.multiply_adds(n, m) for n, m in pairs(params))


def reference(params: Params) -> int:
    return int(params["batch"] * one(params))


def question(params: Params) -> Text:
    if len(params["shape"]) == 1:
        text = Text(
            "A vector of {n} values goes into Dense({units}). How many multiply-adds does the layer do (biases not "
            "counted)?",
            "값이 {n}개인 벡터가 Dense({units})에 들어가요. 이 층은 곱셈-덧셈을 몇 번 하나요? 편향은 세지 않아요.",
        )
    elif params["batch"] == 1:
        text = Text(
            "A picture of shape {shape} goes through Flatten(), Dense({m}), Dense({last}). How many multiply-adds is "
            "that (biases not counted)?",
            "모양이 {shape}인 이미지가 Flatten(), Dense({m}), Dense({last}) 층을 지나요. 곱셈-덧셈은 모두 몇 번인가요? "
            "편향은 "
            "세지 않아요.",
        )
    else:
        text = Text(
            "A batch of {batch} pictures, each of shape {shape}, goes through Flatten(), Dense({m}), "
            "Dense({last}). How "
            "many multiply-adds does the whole batch take (biases not counted)?",
            "모양이 {shape}인 이미지 {batch}장이 한 배치로 Flatten(), Dense({m}), Dense({last}) 층을 지나요. "
            "배치 전체의 곱셈-덧셈은 몇 번인가요? 편향은 세지 않아요.",
        )
    m, last = params["units"][0], params["units"][-1]
    return fill(text, params, n=params["shape"][0], m=m, last=last, shape=shown(params["shape"]))


def hints(params: Params) -> tuple[Text, Text, Text]:
    n, m = pairs(params)[0]
    return (
        Text("Each weight is multiplied once for a sample.", "샘플 하나에 가중치마다 한 번씩 곱해요."),
        Text("n·m for each layer, for each sample", "샘플마다, 층마다 n·m"),
        fill(
            Text("The first layer: {n} inputs, {m} units.", "첫 층은 입력 {n}개, 유닛 {m}개예요."), n=n, m=m
        ),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    steps = []
    for n, m in pairs(params):
        text = Text(
            "Dense({m}): each of {m} units multiplies {n} values by its weights and adds them up.",
            "Dense({m}): 유닛 {m}개가 값 {n}개에 가중치를 곱해 더해요.",
        )
        steps.append(Step(fill(text, n=n, m=m), worked(shapes.working.multiply_adds(n, m))))
    if len(steps) == 1:
        text = Text("So {n} times {m}: {total}.", "그래서 {n} 곱하기 {m}, {total}번이에요.")
        (n, m), last = pairs(params)[0], steps[0].drawing
        return Step(steps[0].text), Step(fill(text, n=n, m=m, total=reference(params)), last)
    if params["batch"] == 1:
        text = Text("Together: {total}.", "모두 더하면 {total}번이에요.")
        return (*steps, Step(fill(text, total=reference(params))))
    text = Text(
        "{one} for a sample; for a batch of {batch}: {total}.",
        "샘플 하나에 {one}번이고, 샘플이 {batch}개이면 {total}번이에요.",
    )
    steps.append(Step(fill(text, params, one=one(params), total=reference(params))))
    return tuple(steps)


FAMILY = Family(
    name="dense-multiply-adds",
    version=1,
    title=Text("Multiply-adds of dense layers", "완전연결층의 곱셈-덧셈 수"),
    topic="shapes",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: Whole(),
    misconceptions=(
        Misconception(
            name="parameters",
            source=Text("counting parameters", "파라미터를 셈"),
            answer=lambda params: params["batch"] * sum(shapes.dense_parameters(n, m) for n, m in pairs(params)),
            feedback=told(
                "Your answer, {given}, is what you get with the biases counted. A bias is added, not multiplied.",
                "{given:은} 편향까지 세면 나오는 값이에요. 편향은 곱하지 않고 더하기만 해요.",
            ),
            links=("flat-dense-parameters",),
            step=0,
        ),
        Misconception(
            name="doubled",
            source=Text("a multiplication and an addition counted as two", "곱셈과 덧셈을 둘로 셈"),
            answer=lambda params: 2 * reference(params),
            feedback=told(
                "Your answer, {given}, is what you get if multiplication and addition count as two. A multiply-add is "
                "both together.",
                "{given:은} 곱셈과 덧셈을 따로 세면 나오는 값이에요. 곱셈-덧셈은 둘을 합쳐 한 번이에요.",
            ),
            links=("flat-multiply-adds-compare",),
            step=0,
        ),
        Misconception(
            name="added",
            source=Text("adding inputs and units", "입력과 유닛을 더함"),
            answer=lambda params: params["batch"] * sum(n + m for n, m in pairs(params)),
            feedback=told(
                "Your answer, {given}, is what you get if you add inputs and units. Every unit reads every input.",
                "{given:은} 입력 수와 유닛 수를 더하면 나오는 값이에요. 모든 유닛이 모든 입력을 읽어요.",
            ),
            links=("foundations-dense-parameters",),
            step=0,
        ),
        Misconception(
            name="forgot-channels",
            source=Text("flattening the pixels alone", "픽셀만 펼침"),
            answer=lambda params: (
                reference({**params, "shape": params["shape"][:2]}) if len(params["shape"]) > 1 else None
            ),
            feedback=told(
                "Your answer, {given}, is what you get if the vector has {pixels} values. Each pixel has {c} channels.",
                "{given:은} 벡터에 값이 {pixels}개라고 보면 나오는 값이에요. 픽셀마다 채널이 {c}개 있어요.",
                lambda params: {"pixels": product(params["shape"][:2]), "c": params["shape"][-1]},
            ),
            links=("flat-length",),
            step=0,
        ),
        Misconception(
            name="multiplied-layers",
            source=Text("multiplying through all layers", "모든 층을 한꺼번에 곱함"),
            answer=lambda params: (
                params["batch"] * product([product(params["shape"]), *params["units"]])
                if len(params["units"]) > 1 else None
            ),
            feedback=told(
                "Your answer, {given}, is what you get if all the sizes are multiplied. Each layer has its own "
                "product, "
                "and they add up.",
                "{given:은} 크기를 모두 곱하면 나오는 값이에요. 층마다 따로 곱한 뒤 더해야 해요.",
            ),
            links=("foundations-dense-parameters",),
            step=1,
        ),
        Misconception(
            name="forgot-batch",
            source=Text("counting one sample", "샘플 하나만 셈"),
            answer=lambda params: one(params) if params["batch"] > 1 else None,
            feedback=told(
                "Your answer, {given}, is what you get for one picture. The batch has {batch}.",
                "{given:은} 이미지 한 장만 세면 나오는 값이에요. 배치에는 {batch}장이 있어요.",
            ),
            links=("train-batch",),
            step=1,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("flat-dense-multiply-adds", "flat-multiply-add-flops"),
)  # fmt: skip
