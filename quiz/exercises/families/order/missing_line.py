"""Which line is missing from this loop?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from quiz.engine.demonstrations.values import Curve, Table, Text
from quiz.exercises.answers import Words
from quiz.exercises.chance import pick, whole
from quiz.exercises.families.order.loops import curve, data, errors
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill

LINES = {
    "zero": "{opt}.zero_grad()",
    "forward": "y = {net}(x)",
    "loss": "loss = {fn}(y, t)",
    "backward": "loss.backward()",
    "step": "{opt}.step()",
}
SPELLINGS = {
    "zero": ("{opt}.zero_grad()", "{net}.zero_grad()", "{opt}.zero_grad(set_to_none=True)", "{opt}.zero_grad(True)",
             "{opt}.zero_grad(set_to_none=False)"),
    "forward": ("y = {net}(x)", "y = {net}.forward(x)"),
    "loss": ("loss = {fn}(y, t)",),
    "backward": ("loss.backward()",),
    "step": ("{opt}.step()",),
}  # fmt: skip
DOES = {
    "zero": Text("clears the gradients of the round before", "지난 바퀴의 기울기를 비워요"),
    "forward": Text("predicts", "예측해요"),
    "loss": Text("compares with the targets", "정답과 비교해요"),
    "backward": Text("fills the gradients", "기울기를 채워요"),
    "step": Text("moves the weights", "가중치를 옮겨요"),
}
SHOWS = {
    "zero": Text("old gradients stay and add up, so the weight swings past the optimum",
                 "지난 기울기가 남아 쌓여서 가중치가 최적값을 지나쳐 흔들려요"),
    "backward": Text("no gradient is ever there, so nothing moves", "기울기가 생기지 않아 아무것도 움직이지 않아요"),
    "step": Text("the gradients are there, but nothing moves", "기울기는 있지만 아무것도 움직이지 않아요"),
}  # fmt: skip
NAMES = (
    {"net": "model", "opt": "optimizer", "fn": "loss_fn"},
    {"net": "net", "opt": "opt", "fn": "criterion"},
    {"net": "network", "opt": "sgd", "fn": "mse"},
)
LEVELS = {1: ("backward", "step"), 2: ("zero",), 3: ("zero", "backward", "step")}


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: nothing moves. Level 2: it swings. Level 3: any of the three, without a curve."""
    return {**data(rng), "missing": pick(rng, LEVELS[level]), "names": whole(rng, 0, 2), "drawn": level < 3}


def named(params: Params, text: str) -> str:
    return text.format(**NAMES[params["names"]])


def spelt(params: Params, key: str) -> tuple[str, ...]:
    return tuple(named(params, text) for text in SPELLINGS[key])


def answer(params: Params) -> Words:
    others = tuple(spelt(params, key) for key in LINES if key != params["missing"])
    return Words(spelt(params, params["missing"]), others, code=True)


def reference(params: Params) -> str:
    return spelt(params, params["missing"])[0]


def taken(key: str) -> Callable[[Params], Any]:
    """That line, where another is missing."""
    return lambda params: None if params["missing"] == key else spelt(params, key)[0]


def chosen(en: str, ko: str) -> Callable[[Params, Any], Text]:
    """Feedback with the line that was given, which is there, and what the missing one would do."""

    def feedback(params: Params, given: Any) -> Text:
        return fill(
            Text(
                "Your answer, {given}, is what you get if " + en + ". That line is there already.",
                "{given} 줄은 " + ko + " 나오는 답이에요. 그 줄은 이미 있어요.",
            ),
            given=given,
        )  # fmt: skip

    return feedback


def question(params: Params) -> Text:
    kept = "\n".join(f"    {named(params, line)}" for key, line in LINES.items() if key != params["missing"])
    text = Text(
        "The body of this training loop lacks one line; gradients are to be cleared at the start of each round. With "
        "x = {x}, t = {slope}·x, lr = {lr} the MSE goes from {first} to {last}. Write the missing line.\n\n"
        "for x, t in loader:\n{kept}",
        "이 학습 루프에는 한 줄이 빠졌어요. 기울기는 바퀴를 시작할 때 비워야 해요. x = {x}, t = {slope}·x, "
        "lr = {lr:이면} MSE가 {first}에서 {last:으로} 바뀌어요. 빠진 줄을 쓰세요.\n\nfor x, t in loader:\n{kept}",
    )
    values = errors(params, fault=f"no-{params['missing']}")
    return fill(text, params, kept=kept, first=values[0], last=values[-1])


def picture(params: Params) -> Curve | None:
    return curve(params, f"no-{params['missing']}") if params["drawn"] else None


def hints(params: Params) -> tuple[Text, Text, Text]:
    return (
        Text("Does the weight move at all? Where does its gradient come from?",
             "가중치가 움직이나요? 기울기는 어디에서 오나요?"),
        Text("clear → predict → compare → gradients → step", "비우기 → 예측 → 비교 → 기울기 → 갱신"),
        fill(Text("Without it, {what}.", "그 줄이 없으면 {what}."), what=SHOWS[params["missing"]]),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    rows = tuple((named(params, line), DOES[key]) for key, line in LINES.items() if key != params["missing"])
    return (
        Step(
            Text("What the lines do that are there.", "있는 줄이 하는 일을 봐요."),
            Table((Text("line", "줄"), Text("what it does", "하는 일")), rows),
        ),
        Step(
            fill(
                Text("Missing is {line}, which {does}. Without it, {shows}.",
                     "빠진 줄은 {line:이에요}. {does}. 없으면 {shows}."),
                line=reference(params), does=DOES[params["missing"]], shows=SHOWS[params["missing"]],
            ),
            curve(params, f"no-{params['missing']}"),
        ),
    )  # fmt: skip


FAMILY = Family(
    name="missing-line",
    version=1,
    title=Text("The missing line of a loop", "루프에서 빠진 줄"),
    topic="order",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=answer,
    picture=picture,
    misconceptions=(
        Misconception(
            name="took-zero",
            source=Text("whatever goes wrong put down to old gradients", "무엇이든 지난 기울기 탓으로 봄"),
            answer=taken("zero"),
            feedback=chosen("you put it down to old gradients", "지난 기울기 탓으로 보면"),
            links=("train-zero-grad", "train-loop-roles"),
            step=0,
        ),
        Misconception(
            name="took-backward",
            source=Text("gradients thought to be missing", "기울기가 없다고 봄"),
            answer=taken("backward"),
            feedback=chosen("you miss the gradients", "기울기가 없다고 보면"),
            links=("train-backward-fills", "train-loop-roles"),
            step=0,
        ),
        Misconception(
            name="took-step",
            source=Text("the update thought to be missing", "갱신이 없다고 봄"),
            answer=taken("step"),
            feedback=chosen("you miss the update", "갱신이 없다고 보면"),
            links=("train-sgd-rule", "train-loop-roles"),
            step=0,
        ),
        Misconception(
            name="took-forward",
            source=Text("the prediction thought to be missing", "예측이 없다고 봄"),
            answer=taken("forward"),
            feedback=chosen("you miss the prediction", "예측이 없다고 보면"),
            links=("train-loop-roles",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("train-loop-order", "train-loop-roles"),
)
