"""Which line of this loop is wrong?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from quiz.engine.demonstrations.values import Curve, Table, Text
from quiz.exercises.answers import Choice
from quiz.exercises.chance import pick, whole
from quiz.exercises.families.order.loops import curve, data, errors
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill

LINES = {
    "zero": "{w}.grad = None",
    "forward": "y = {w} * x",
    "loss": "loss = ((y - t) ** 2).mean()",
    "backward": "loss.backward()",
    "step": "{w}.data -= lr * {w}.grad",
}
# The wrong line, in place of which one, and why it is wrong.
FAULTS: dict[str, tuple[str, str, Text]] = {
    "uphill": ("step", "{w}.data += lr * {w}.grad",
               Text("it moves along the gradient, uphill", "기울기를 따라 오르막으로 가요")),
    "no-rate": ("step", "{w}.data -= {w}.grad",
                Text("it takes the whole gradient as its step, without the learning rate, and overshoots",
                     "학습률 없이 기울기 전체만큼 움직여서 최적값을 지나쳐요")),
    "from-inputs": ("loss", "loss = ((y - x) ** 2).mean()",
                    Text("it compares with the inputs, not with the targets", "정답이 아니라 입력과 비교해요")),
    "no-square": ("loss", "loss = (y - t).mean()",
                  Text("without the square the loss has no minimum: it falls for ever",
                       "제곱이 없으면 손실에 최솟값이 없어서 끝없이 작아져요")),
    "zeroed-weights": ("zero", "{w}.data[...] = 0",
                       Text("it clears the weight, not its gradient", "기울기가 아니라 가중치를 비워요")),
    "from-outputs": ("backward", "y.sum().backward()",
                     Text("it starts from the outputs, so the targets never count",
                          "출력에서 시작하므로 정답이 쓰이지 않아요")),
    "added": ("forward", "y = {w} + x",
              Text("it adds where the model multiplies", "곱해야 하는데 더해요")),
}  # fmt: skip
LEVELS = {
    1: ("uphill", "no-square", "no-rate", "from-inputs"),
    2: ("zeroed-weights", "from-outputs", "added"),
    3: tuple(FAULTS),
}
NAMES = ("w", "weight", "theta")


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: the step or the loss. Level 2: any other line. Level 3: any, and without a curve."""
    return {**data(rng), "fault": pick(rng, LEVELS[level]), "name": whole(rng, 0, 2), "drawn": level < 3}


def place(key: str) -> int:
    return list(LINES).index(key)


def lines(params: Params) -> tuple[str, ...]:
    at, wrong, _ = FAULTS[params["fault"]]
    name = NAMES[params["name"]]
    return tuple((wrong if key == at else line).format(w=name) for key, line in LINES.items())


def reference(params: Params) -> int:
    return place(FAULTS[params["fault"]][0])


def taken(key: str) -> Callable[[Params], Any]:
    """That line chosen, where it is sound."""
    return lambda params: None if reference(params) == place(key) else place(key)


def chosen(en: str, ko: str) -> Callable[[Params, Any], Text]:
    """Feedback with the line that was chosen, and what it does."""

    def feedback(params: Params, given: Any) -> Text:
        return fill(
            Text(
                "Your answer, line {n}, is what you get if you suspect {line}. " + en,
                "{n}번 줄은 {line:을} 의심하면 나오는 답이에요. " + ko,
            ),
            n=int(given) + 1, line=f"`{lines(params)[int(given)]}`",
        )  # fmt: skip

    return feedback


def question(params: Params) -> Text:
    text = Text(
        "This loop is to fit y = {w}·x to x = {x}, t = {slope}·x (lr = {lr}, {w} starts at 0, {rounds} rounds). Each "
        "line below is one of its body, in order. One is wrong: which?",
        "이 루프는 x = {x}, t = {slope}·x에 y = {w}·x를 맞춰요(lr = {lr}, {w:은} 0에서 시작, {rounds}바퀴). 아래는 "
        "루프 안의 줄을 순서대로 적은 것이에요. 한 줄이 틀렸어요. 어느 줄인가요?",
    )
    return fill(text, params, w=NAMES[params["name"]], rounds=len(errors(params, fault=params["fault"])) - 1)


def picture(params: Params) -> Curve | None:
    return curve(params, params["fault"]) if params["drawn"] else None


def hints(params: Params) -> tuple[Text, Text, Text]:
    values = errors(params, fault=params["fault"])
    return (
        Text("Say of each line what it should do.", "줄마다 무엇을 해야 하는지 말해 보세요."),
        Text("clear → predict → squared error → gradients → against them",
             "비우기 → 예측 → 제곱 오차 → 기울기 → 그 반대로"),
        fill(
            Text(
                "The error goes from {first} to {second} in the first round.",
                "첫 바퀴에서 오차가 {first}에서 {second:으로} 바뀌어요."
            ),
            first=values[0], second=values[1],
        ),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    at, _, why = FAULTS[params["fault"]]
    should = tuple(line.format(w=NAMES[params["name"]]) for line in LINES.values())
    return (
        Step(
            Text("What each line of a sound loop says.", "바른 루프의 줄들이에요."),
            Table(("", Text("sound", "바른 줄")), tuple(enumerate(should, 1))),
        ),
        Step(
            fill(
                Text("Line {n} is wrong: {why}.", "{n}번 줄이 틀렸어요. {why}."), n=place(at) + 1, why=why
            ),
            curve(params, params["fault"]),
        ),
    )  # fmt: skip


FAMILY = Family(
    name="wrong-line",
    version=2,
    title=Text("The wrong line of a loop", "루프의 틀린 줄"),
    topic="order",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: Choice(lines(params)),
    picture=picture,
    misconceptions=(
        Misconception(
            name="took-zero",
            source=Text("clearing taken for needless", "비우기가 필요 없다는 생각"),
            answer=taken("zero"),
            feedback=chosen(
                "It clears the gradient, without which the next round would add to it.",
                "기울기를 비우는 줄이에요. 없으면 다음 바퀴에서 기울기가 더해져요.",
            ),
            links=("train-zero-grad",),
            step=0,
        ),
        Misconception(
            name="took-forward",
            source=Text("the model suspected", "모델을 의심함"),
            answer=taken("forward"),
            feedback=chosen("It is the model that is to be fitted.", "맞추려는 모델 그대로예요."),
            links=("train-loop-roles",),
            step=0,
        ),
        Misconception(
            name="took-loss",
            source=Text("the loss suspected where the error shows", "오차가 보이는 곳이라 손실을 의심함"),
            answer=taken("loss"),
            feedback=chosen(
                "It is the MSE: the trouble shows in the loss, but its cause is elsewhere.",
                "MSE 그대로예요. 문제가 손실에서 보일 뿐 원인은 다른 줄에 있어요.",
            ),
            links=("loss-mse",),
            step=0,
        ),
        Misconception(
            name="took-backward",
            source=Text("the gradients suspected", "기울기를 의심함"),
            answer=taken("backward"),
            feedback=chosen(
                "It starts from the loss, as it must; the gradients are right for what they are given.",
                "손실에서 시작하니 맞아요. 주어진 것의 기울기는 바르게 구해요.",
            ),
            links=("train-backward-fills",),
            step=0,
        ),
        Misconception(
            name="took-step",
            source=Text(
                "the line that moves the weight suspected, where the symptom is", "증상이 나타나는 갱신 줄을 의심함"
            ),
            answer=taken("step"),
            feedback=chosen(
                "It goes against the gradient, as it must: what it is given is wrong.",
                "기울기의 반대로 가니 맞아요. 받은 값이 틀린 거예요.",
            ),
            links=("train-sgd-rule",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("train-loop-roles", "train-sgd-rule"),
)
