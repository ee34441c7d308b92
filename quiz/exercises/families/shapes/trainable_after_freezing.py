"""How many parameters are trained after the base is frozen?"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from quiz.engine import shapes
from quiz.engine.demonstrations.values import Table, Text
from quiz.exercises.answers import Whole
from quiz.exercises.chance import pick, whole
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: a dense head. Level 2: two dense layers. Level 3: the base's last convolution thawed, batch norm too."""
    channels, features = pick(rng, (16, 24, 32)), pick(rng, (48, 64, 96, 128))
    return {
        "early": whole(rng, 50, 900) * 1000 + whole(rng, 1, 999),
        "channels": channels,
        "features": features,
        "hidden": pick(rng, (16, 20, 40)) if level > 1 else 0,
        "classes": whole(rng, 2, 12),
        "thawed": level == 3,
    }


def head(params: Params, bias: bool = True) -> int:
    sizes = [n for n in (params["features"], params["hidden"], params["classes"]) if n]
    return sum(shapes.dense_parameters(n, m, bias) for n, m in pairwise(sizes))


def last_conv(params: Params, bias: bool = True) -> int:
    return shapes.conv_parameters(params["channels"], params["features"], 3, bias=bias)


def norm(params: Params, running: bool) -> int:
    return shapes.batch_norm_parameters(params["features"], running)


def base(params: Params) -> int:
    """All of the base, moving statistics included."""
    return int(params["early"] + last_conv(params) + norm(params, running=True))


def thawed(params: Params, running: bool = False) -> int:
    return last_conv(params) + norm(params, running) if params["thawed"] else 0


def reference(params: Params) -> int:
    return head(params) + thawed(params)


def without_bias(params: Params) -> int:
    return head(params, bias=False) + (last_conv(params, bias=False) + norm(params, False) if params["thawed"] else 0)


def listed(params: Params, counted: bool) -> Table:
    """The model's layers, and with `counted` how many parameters of each are trained."""
    p = params
    rows: list[tuple[Any, ...]] = [
        (Text("base: earlier layers", "베이스: 앞쪽 층"), p["early"], 0),
        (f"Conv2D({p['features']}, 3)", last_conv(p), last_conv(p) if p["thawed"] else 0),
        ("BatchNormalization", norm(p, True), norm(p, False) if p["thawed"] else 0),
        ("GlobalAveragePooling2D", 0, 0),
    ]
    sizes = [n for n in (p["features"], p["hidden"], p["classes"]) if n]
    for n, m in pairwise(sizes):
        count = shapes.dense_parameters(n, m)
        rows.append((Text(f"head: Dense({m})", f"헤드: Dense({m})"), count if counted else "?", count))
    columns = (Text("layer", "층"), Text("parameters", "파라미터"), Text("trainable", "학습되는 수"))
    if counted:
        return Table(columns, tuple(rows))
    return Table(columns[:2], tuple(row[:2] for row in rows))


def question(params: Params) -> Text:
    if params["thawed"]:
        text = Text(
            "A pretrained base ends in a Conv2D that reads {channels} channels and BatchNormalization, and gives "
            "{features} "
            "features; a new head follows. All of the base is frozen but that Conv2D and BatchNormalization. How many "
            "parameters are trainable in Keras?",
            "사전 학습된 베이스는 입력 채널이 {channels}개인 Conv2D와 BatchNormalization으로 끝나 특징 {features}개를 "
            "내고, 새 헤드가 이어져요. 그 Conv2D와 BatchNormalization만 빼고 베이스를 모두 동결했어요. Keras에서 "
            "학습되는 "
            "파라미터는 몇 개인가요?",
        )
    else:
        text = Text(
            "A pretrained base gives {features} features; a new head follows. The whole base is frozen. How many "
            "parameters are trainable?",
            "사전 학습된 베이스가 특징 {features}개를 내고, 새 헤드가 이어져요. 베이스 전체를 동결했어요. 학습되는 "
            "파라미터는 몇 개인가요?",
        )
    return fill(text, params)


def hints(params: Params) -> tuple[Text, Text, Text]:
    more = params["thawed"]
    first = params["hidden"] or params["classes"]
    return (
        Text("Count only what is not frozen.", "동결하지 않은 것만 세세요."),
        Text(
            "Dense: (n + 1)·units" + (";  Conv2D: (k·k·c + 1)·filters;  batch norm: γ and β" if more else ""),
            "Dense: (n + 1)·유닛 수" + (";  Conv2D: (k·k·c + 1)·필터 수;  배치 정규화: γ와 β" if more else ""),
        ),
        fill(
            Text("The first layer of the head reads {features} features into {m} units.",
                 "헤드의 첫 층은 특징 {features}개를 유닛 {m}개로 읽어요."),
            params, m=first,
        ),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    frozen = Text("All of the base is frozen.", "베이스는 모두 동결돼요.")
    partly = Text(
        "Of the base, the last convolution and γ and β of its batch norm are trained; the moving mean and variance are "
        "not, they are statistics.",
        "베이스에서는 마지막 합성곱과 배치 정규화의 γ, β를 학습해요. 이동 평균과 분산은 통계값이라 학습하지 않아요.",
    )
    sizes = [n for n in (params["features"], params["hidden"], params["classes"]) if n]
    terms = " + ".join(f"({n} + 1)·{m}" for n, m in pairwise(sizes))
    last = Text("So {n} are trained.", "그래서 {n}개를 학습해요.")
    return (
        Step(partly if params["thawed"] else frozen),
        Step(fill(Text("The head has {terms}.", "헤드에는 {terms}개 있어요."), terms=terms)),
        Step(fill(last, n=reference(params)), listed(params, counted=True)),
    )


FAMILY = Family(
    name="trainable-after-freezing",
    version=1,
    title=Text("Trainable after freezing", "동결한 뒤 학습되는 파라미터"),
    topic="shapes",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    picture=lambda params: listed(params, counted=False),
    answer=lambda params: Whole(),
    misconceptions=(
        Misconception(
            name="all",
            source=Text("counting the frozen ones too", "동결한 것까지 셈"),
            answer=lambda params: base(params) + head(params),
            feedback=told(
                "Your answer, {given}, is what you get if every parameter of the model counts. The frozen ones are "
                "there, but not trained.",
                "{given:은} 모델의 파라미터를 모두 세면 나오는 값이에요. 동결한 것은 있기만 하고 학습되지 않아요.",
            ),
            links=("transfer-frozen-term",),
            step=0,
        ),
        Misconception(
            name="frozen",
            source=Text("counting the frozen ones alone", "동결한 것만 셈"),
            answer=lambda params: base(params) - thawed(params),
            feedback=told(
                "Your answer, {given}, is what you get if you count what is not trained.",
                "{given:은} 학습되지 않는 것을 세면 나오는 값이에요.",
            ),
            links=("transfer-frozen-term",),
            step=0,
        ),
        Misconception(
            name="forgot-biases",
            source=Text("counting the weights alone", "가중치만 셈"),
            answer=without_bias,
            feedback=told(
                "Your answer, {given}, is what you get without the biases. They are trained too.",
                "{given:은} 편향을 빼면 나오는 값이에요. 편향도 학습돼요.",
            ),
            links=("transfer-trainable-head",),
            step=1,
        ),
        Misconception(
            name="last-layer",
            source=Text("the last layer alone", "마지막 층만 셈"),
            answer=lambda params: (
                shapes.dense_parameters(params["hidden"], params["classes"]) if params["hidden"] else None
            ),
            feedback=told(
                "Your answer, {given}, is what you get if only Dense({classes}) is trained. All layers of the head "
                "are.",
                "{given:은} Dense({classes})만 학습한다고 보면 나오는 값이에요. 헤드의 모든 층을 학습해요.",
            ),
            links=("transfer-trainable-head",),
            step=1,
        ),
        Misconception(
            name="head-alone",
            source=Text("the thawed layers forgotten", "동결을 푼 층을 빠뜨림"),
            answer=lambda params: head(params) if params["thawed"] else None,
            feedback=told(
                "Your answer, {given}, is what you get if only the head is trained. The thawed layers of the base are "
                "trained as well.",
                "{given:은} 헤드만 학습하면 나오는 값이에요. 베이스에서 동결을 푼 층도 학습해요.",
            ),
            links=("transfer-trainable-part", "transfer-fine-tuning-term"),
            step=0,
        ),
        Misconception(
            name="moving-statistics",
            source=Text("all four numbers of batch norm counted", "배치 정규화의 네 수를 모두 셈"),
            answer=lambda params: head(params) + thawed(params, running=True) if params["thawed"] else None,
            feedback=told(
                "Your answer, {given}, is what you get if batch norm's moving mean and variance count. They are "
                "followed, not trained: 2·{features} are, not 4·{features}.",
                "{given:은} 배치 정규화의 이동 평균과 분산까지 세면 나오는 값이에요. 학습되는 것은 "
                "4·{features}개가 아니라 "
                "2·{features}개예요.",
            ),
            links=("transfer-batch-norm",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("transfer-trainable-head", "transfer-frozen-term"),
)
