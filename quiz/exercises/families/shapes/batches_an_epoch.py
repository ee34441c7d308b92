"""How many updates does training take?"""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import shapes
from quiz.engine.demonstrations.values import Text
from quiz.exercises.answers import Whole
from quiz.exercises.chance import pick, whole
from quiz.exercises.families.shapes.stacks import apart
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told, worked


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: an epoch. Level 2: several. Level 3: a part held out, and a last batch that may be dropped."""
    percent = pick(rng, (10, 20, 25)) if level == 3 else 0
    samples, batch = 1000, 64
    for _ in range(50):  # until a rest is left over
        samples, batch = 20 * whole(rng, 50, 300), pick(rng, (16, 32, 50, 64, 100, 128))
        if samples * (100 - percent) // 100 % batch:
            break
    return {
        "samples": samples,
        "batch": batch,
        "epochs": 1 if level == 1 else whole(rng, 3, 20),
        "percent": percent,
        "drop": level == 3 and pick(rng, (True, False)),
    }


def kept(params: Params) -> int:
    """What is trained with."""
    return int(params["samples"] * (100 - params["percent"]) // 100)


def counted(params: Params, **other: Any) -> int:
    p = {**params, **other}
    return int(shapes.batches_per_epoch(kept(p), p["batch"], p["drop"]) * p["epochs"])


def once(params: Params) -> int:
    """All epochs' samples in one row, cut into batches."""
    p = params
    return shapes.batches_per_epoch(kept(p) * p["epochs"], p["batch"], p["drop"])


IDEAS = apart(
    counted,
    {
        "forgot-rounding": lambda params: kept(params) / params["batch"] * params["epochs"],
        "across-epochs": lambda params: once(params) if params["epochs"] > 1 else None,
        "forgot-validation": lambda params: counted(params, percent=0) if params["percent"] else None,
    },
)


def question(params: Params) -> Text:
    p = params
    if p["epochs"] == 1:
        text = Text(
            "{samples} samples, batches of {batch}; the last, smaller batch is used too. How many weight updates are "
            "there in one epoch?",
            "샘플 {samples}개를 {batch}개씩 배치로 나누고, 다 차지 않는 마지막 배치도 써요. 한 에포크에 가중치는 몇 번 "
            "갱신되나요?",
        )
    elif not p["percent"]:
        text = Text(
            "{samples} samples, batches of {batch}, {epochs} epochs; the last, smaller batch of an epoch is used too. "
            "How many weight updates are there in all?",
            "샘플 {samples}개를 {batch}개씩 배치로 나누어 {epochs}에포크 학습하고, 에포크마다 다 차지 않는 "
            "마지막 배치도 써요. 가중치는 모두 몇 번 갱신되나요?",
        )
    elif p["drop"]:
        text = Text(
            "Of {samples} samples, {percent}% are held out for validation. The rest is trained with in batches of "
            "{batch} for {epochs} epochs, with drop_last=True. How many weight updates are there in all?",
            "샘플 {samples}개 가운데 {percent}%를 검증용으로 떼어 놓아요. 나머지를 {batch}개씩 배치로 나누어 "
            "drop_last=True로 {epochs}에포크 학습해요. 가중치는 모두 몇 번 갱신되나요?",
        )
    else:
        text = Text(
            "Of {samples} samples, {percent}% are held out for validation. The rest is trained with in batches of "
            "{batch} for {epochs} epochs, smaller last batches included. How many weight updates are there in all?",
            "샘플 {samples}개 가운데 {percent}%를 검증용으로 떼어 놓아요. 나머지를 {batch}개씩 배치로 나누어, 다 "
            "차지 않는 "
            "마지막 배치까지 써서 {epochs}에포크 학습해요. 가중치는 모두 몇 번 갱신되나요?",
        )
    return fill(text, params)


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = "⌊n / b⌋ · epochs" if params["drop"] else "⌈n / b⌉ · epochs"
    return (
        Text("Each batch gives one update.", "배치 하나에 갱신이 한 번이에요."),
        Text(formula, formula.replace("epochs", "에포크 수")),
        fill(
            Text("An epoch goes through {n} samples, {batch} at a time.", "한 에포크에 샘플 {n}개를 {batch}개씩 써요."),
            params, n=kept(params),
        ),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    working = shapes.working.batches_per_epoch(kept(params), params["batch"], params["drop"])
    rest = kept(params) % params["batch"]
    dropped = Text(
        "{full} full batches; the {rest} samples left over are dropped.",
        "가득 찬 배치 {full}개이고, 남은 샘플 {rest}개는 버려요.",
    )
    used = Text("{full} full batches, and one of {rest}.", "가득 찬 배치 {full}개와, 샘플이 {rest}개인 배치 하나예요.")
    full = dropped if params["drop"] else used
    first = Step(fill(Text("An epoch trains with {n} samples.", "한 에포크에 샘플 {n}개로 학습해요."), n=kept(params)))
    batches = fill(full, full=kept(params) // params["batch"], rest=rest)
    if params["epochs"] == 1:  # the number of batches is the answer, for the last step
        once = Text("Each batch gives one update.", "배치마다 한 번 갱신해요.")
        return first, Step(batches), Step(once, worked(working))
    text = Text("Times {epochs} epochs: {total}.", "에포크 수 {epochs:을} 곱하면 {total:이에요}.")
    return first, Step(batches, worked(working)), Step(fill(text, params, total=counted(params)))


FAMILY = Family(
    name="batches-an-epoch",
    version=1,
    title=Text("Updates in an epoch", "에포크당 갱신 횟수"),
    topic="shapes",
    levels=(1, 2, 3),
    generate=generate,
    reference=counted,
    question=question,
    answer=lambda params: Whole(),
    misconceptions=(
        Misconception(
            name="rounded-down",
            source=Text("dropping the last batch", "마지막 배치를 버림"),
            answer=lambda params: None if params["drop"] else counted(params, drop=True),
            feedback=told(
                "Your answer, {given}, is what you get if the last batch is dropped. Here it is used: {rest} samples "
                "are left for it.",
                "{given:은} 마지막 배치를 버리면 나오는 값이에요. 여기서는 남은 샘플 {rest}개도 배치가 돼요.",
                lambda params: {"rest": kept(params) % params["batch"]},
            ),
            links=("train-updates-number",),
            step=1,
        ),
        Misconception(
            name="rounded-up",
            source=Text("overlooking drop_last", "drop_last를 지나침"),
            answer=lambda params: counted(params, drop=False) if params["drop"] else None,
            feedback=told(
                "Your answer, {given}, is what you get if the last batch of {rest} samples counts. drop_last=True "
                "leaves it out.",
                "{given:은} 샘플이 {rest}개인 마지막 배치까지 세면 나오는 값이에요. drop_last=True면 버려요.",
                lambda params: {"rest": kept(params) % params["batch"]},
            ),
            links=("train-updates-number",),
            step=1,
        ),
        Misconception(
            name="forgot-rounding",
            source=Text("keeping the fraction", "나머지를 그대로 둠"),
            answer=IDEAS["forgot-rounding"],
            feedback=told(
                "Your answer, {given}, is what you get if {n} / {batch} is not made a whole number before it counts.",
                "{given:은} {n} / {batch:을} 정수로 만들지 않고 세면 나오는 값이에요.",
                lambda params: {"n": kept(params)},
            ),
            links=("train-updates-number",),
            step=1,
        ),
        Misconception(
            name="samples-for-batches",
            source=Text("an update for each sample", "샘플마다 갱신한다는 생각"),
            answer=lambda params: kept(params) * params["epochs"],
            feedback=told(
                "Your answer, {given}, is what you get with an update for each sample. {batch} samples share one.",
                "{given:은} 샘플마다 갱신하면 나오는 값이에요. 샘플 {batch}개가 갱신 한 번을 함께 만들어요.",
            ),
            links=("train-batch",),
            step=1,
        ),
        Misconception(
            name="one-an-epoch",
            source=Text("an update for each epoch", "에포크마다 한 번 갱신한다는 생각"),
            answer=lambda params: params["epochs"],
            feedback=told(
                "Your answer, {given}, is what you get with one update an epoch. There is one for each batch.",
                "{given:은} 에포크마다 한 번 갱신하면 나오는 값이에요. 배치마다 한 번씩 갱신해요.",
            ),
            links=("train-batch",),
            step=1,
        ),
        Misconception(
            name="forgot-epochs",
            source=Text("counting one epoch", "한 에포크만 셈"),
            answer=lambda params: counted(params, epochs=1) if params["epochs"] > 1 else None,
            feedback=told(
                "Your answer, {given}, is what you get in one epoch. There are {epochs}.",
                "{given:은} 한 에포크만 세면 나오는 값이에요. {epochs}에포크를 학습해요.",
            ),
            links=("train-updates-number",),
            step=2,
        ),
        Misconception(
            name="across-epochs",
            source=Text("batches that run on into the next epoch", "배치가 다음 에포크로 이어진다는 생각"),
            answer=IDEAS["across-epochs"],
            feedback=told(
                "Your answer, {given}, is what you get if the samples of {epochs} epochs are put in one row and cut "
                "into batches. Every epoch starts with a batch of its own.",
                "{given:은} {epochs}에포크의 샘플을 한 줄로 이어 배치로 나누면 나오는 값이에요. 에포크마다 새 배치로 "
                "시작해요.",
            ),
            links=("train-updates-number",),
            step=2,
        ),
        Misconception(
            name="forgot-validation",
            source=Text("training with what was held out", "떼어 놓은 샘플로도 학습함"),
            answer=IDEAS["forgot-validation"],
            feedback=told(
                "Your answer, {given}, is what you get with all {samples} samples. {percent}% of them are held out.",
                "{given:은} 샘플 {samples}개를 모두 쓰면 나오는 값이에요. 그중 {percent}%는 떼어 놓았어요.",
            ),
            links=("train-validation-heldout",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("train-batch", "train-updates-number"),
)
