"""The lines of a training loop, to be put in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from quiz.engine.demonstrations.values import Table, Text
from quiz.exercises.answers import Order
from quiz.exercises.chance import shuffled, whole
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill

LINES = {
    "train": "{model}.train()",
    "loop": "for {x}, {t} in loader:",
    "zero": "{optimizer}.zero_grad()",
    "forward": "y = {model}({x})",
    "loss": "loss = {loss}(y, {t})",
    "backward": "loss.backward()",
    "step": "{optimizer}.step()",
    "eval": "{model}.eval()",
    "no_grad": "with torch.no_grad():",
    "predict": "p = {model}({x}_new)",
}
DOES = {
    "train": Text("switches dropout and batch norm to training", "드롭아웃과 배치 정규화를 학습 방식으로 바꿔요"),
    "loop": Text("takes a batch", "배치를 하나 가져와요"),
    "zero": Text("clears the gradients", "기울기를 비워요"),
    "forward": Text("predicts", "예측해요"),
    "loss": Text("compares with the targets", "정답과 비교해요"),
    "backward": Text("computes the gradients", "기울기를 구해요"),
    "step": Text("moves the weights", "가중치를 옮겨요"),
    "eval": Text("switches to evaluation", "평가 방식으로 바꿔요"),
    "no_grad": Text("stops the recording", "기록을 멈춰요"),
    "predict": Text("predicts what is new", "새 데이터를 예측해요"),
}
ROUND = ["zero", "forward", "loss", "backward", "step"]
NAMES = (
    {"model": "model", "optimizer": "optimizer", "loss": "loss_fn", "x": "x", "t": "t"},
    {"model": "net", "optimizer": "opt", "loss": "criterion", "x": "images", "t": "labels"},
    {"model": "network", "optimizer": "sgd", "loss": "mse", "x": "inputs", "t": "targets"},
)


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: one round. Level 2: the loop's own line too. Level 3: from train() to a prediction."""
    right = [*([] if level < 3 else ["train"]), *([] if level == 1 else ["loop"]), *ROUND]
    right += ["eval", "no_grad", "predict"] if level == 3 else []
    return {"right": right, "shown": shuffled(rng, right), "names": whole(rng, 0, len(NAMES) - 1)}


def line(params: Params, key: str) -> str:
    return LINES[key].format(**NAMES[params["names"]])


def answer(params: Params) -> Order:
    return Order(tuple(line(params, key) for key in params["shown"]))


def places(params: Params, keys: list[str]) -> tuple[int, ...]:
    """Where the lines stand among those shown."""
    return tuple(params["shown"].index(key) for key in keys)


def reference(params: Params) -> tuple[int, ...]:
    return places(params, params["right"])


def swapped(one: str, other: str) -> Callable[[Params], Any]:
    """The right order but for two lines that change places; None where they are not both there."""

    def answered(params: Params) -> tuple[int, ...] | None:
        change = {one: other, other: one}
        if not {one, other} <= set(params["right"]):
            return None
        return places(params, [change.get(key, key) for key in params["right"]])

    return answered


def cleared_late(params: Params) -> tuple[int, ...]:
    """zero_grad() between backward() and step()."""
    keys = [key for key in params["right"] if key != "zero"]
    keys.insert(keys.index("step"), "zero")
    return places(params, keys)


def told_order(en: str, ko: str) -> Callable[[Params, Any], Text]:
    """Feedback with the learner's order as its numbers, and the lines by their own names."""

    def feedback(params: Params, given: Any) -> Text:
        lines = {key: line(params, key) for key in LINES}
        return fill(Text(en, ko), lines, given=answer(params).show(given))

    return feedback


def question(params: Params) -> Text:
    if len(params["right"]) == len(ROUND):
        return Text(
            "Put one round of this training loop in order. The gradients are to be cleared at its start.",
            "학습 루프 한 바퀴를 순서대로 놓으세요. 기울기는 바퀴를 시작할 때 비워요.",
        )
    if "train" in params["right"]:
        return Text(
            "Put in order (indents left out): training, each round of which starts by clearing the gradients, then a "
            "prediction. The mode is set before the loop or the `with` that it is for.",
            "순서대로 놓으세요(들여쓰기는 뺐어요). 먼저 학습하고, 바퀴마다 기울기를 비우며 시작해요. 그다음 예측해요. "
            "방식은 해당하는 루프나 `with`에 들어가기 전에 바꿔요.",
        )
    return Text(
        "Put this training loop in order (indents left out). Each round starts by clearing the gradients.",
        "학습 루프를 순서대로 놓으세요(들여쓰기는 뺐어요). 바퀴마다 기울기를 비우며 시작해요.",
    )


def hints(params: Params) -> tuple[Text, Text, Text]:
    first = Text("The first line is {first}.", "첫 줄은 {first:이에요}.")
    return (
        Text("Each line uses what one before it has made.", "줄마다 앞줄에서 만든 것을 써요."),
        Text("clear → predict → compare → gradients → step", "비우기 → 예측 → 비교 → 기울기 → 갱신"),
        fill(first, first=f"`{line(params, params['right'][0])}`"),
    )


def solution(params: Params) -> tuple[Step, ...]:
    columns = ("", Text("line", "줄"), Text("what it does", "하는 일"))
    shown, right = (
        Table(columns, tuple((params["shown"].index(key) + 1, line(params, key), DOES[key]) for key in keys))
        for keys in (params["shown"], params["right"])
    )
    by_number = answer(params).show(reference(params))
    text = Text("By their numbers: {numbers}.", "번호로는 {numbers:이에요}.")
    return (
        Step(Text("What each line does.", "줄마다 하는 일을 봐요."), shown),
        Step(fill(text, numbers=by_number), right),
    )


FAMILY = Family(
    name="training-loop-order",
    version=1,
    title=Text("The order of a training loop", "학습 루프의 순서"),
    topic="order",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=answer,
    misconceptions=(
        Misconception(
            name="step-before-backward",
            source=Text("moving before the gradients are there", "기울기를 구하기 전에 갱신함"),
            answer=swapped("step", "backward"),
            feedback=told_order(
                "Your order, {given}, is what you get if {step} comes before {backward}: then there is no gradient "
                "yet.",
                "{given} 순서는 {backward}보다 {step:을} 먼저 하면 나오는 순서예요. 그때는 기울기가 아직 없어요.",
            ),
            links=("train-loop-roles", "train-backward-fills"),
            step=0,
        ),
        Misconception(
            name="cleared-too-late",
            source=Text("clearing what has just been computed", "방금 구한 기울기를 비움"),
            answer=cleared_late,
            feedback=told_order(
                "Your order, {given}, is what you get if {zero} stands between {backward} and {step}: the step finds "
                "nothing.",
                "{given} 순서는 {zero:을} {backward:과} {step} 사이에 두면 나오는 순서예요. 갱신할 기울기가 없어져요.",
            ),
            links=("train-zero-grad", "train-loop-order"),
            step=0,
        ),
        Misconception(
            name="backward-before-loss",
            source=Text("gradients of a loss that is not there", "손실을 구하기 전에 역전파함"),
            answer=swapped("loss", "backward"),
            feedback=told_order(
                "Your order, {given}, is what you get if {backward} comes before the line that computes the loss.",
                "{given} 순서는 손실을 계산하는 줄보다 {backward:을} 먼저 하면 나오는 순서예요.",
            ),
            links=("train-backward", "train-loop-order"),
            step=0,
        ),
        Misconception(
            name="cleared-once",
            source=Text("clearing once, before the loop", "루프에 들어가기 전에 한 번만 비움"),
            answer=swapped("loop", "zero"),
            feedback=told_order(
                "Your order, {given}, is what you get if {zero} stands before the loop: from the second batch on, "
                "gradients pile up.",
                "{given} 순서는 {zero:을} 루프 앞에 두면 나오는 순서예요. 둘째 배치부터 기울기가 쌓여요.",
            ),
            links=("train-backward-adds",),
            step=0,
        ),
        Misconception(
            name="modes-swapped",
            source=Text("train() and eval() swapped", "train()과 eval()을 바꿈"),
            answer=swapped("train", "eval"),
            feedback=told_order(
                "Your order, {given}, is what you get if {train} and {eval} change places: then dropout is off in "
                "training and on in prediction.",
                "{given} 순서는 {train:과} {eval:을} 바꾸면 나오는 순서예요. 학습할 때 드롭아웃이 꺼지고 예측할 때 "
                "켜져요.",
            ),
            links=("train-eval",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("train-loop-order", "train-loop-roles"),
)
