"""Which line is missing from this loop?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from quiz.engine import functional as F
from quiz.engine.demonstrations.values import Curve, Table, Text
from quiz.exercises.answers import Words
from quiz.exercises.chance import pick, whole
from quiz.exercises.families.order.loops import curve, data, errors, ran
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill

LINES = {
    "train": "{net}.train()",
    "zero": "{opt}.zero_grad()",
    "forward": "y = {net}(x)",
    "loss": "loss = {fn}(y, t)",
    "backward": "loss.backward()",
    "step": "{opt}.step()",
    "eval": "{net}.eval()",
}
INSIDE = ("zero", "forward", "loss", "backward", "step")  # of the loop
SPELLINGS = {
    "train": ("{net}.train()", "{net}.train(True)", "{net}.train(mode=True)"),
    "zero": ("{opt}.zero_grad()", "{net}.zero_grad()", "{opt}.zero_grad(set_to_none=True)", "{opt}.zero_grad(True)",
             "{opt}.zero_grad(set_to_none=False)"),
    "forward": ("y = {net}(x)", "y = {net}.forward(x)"),
    "loss": ("loss = {fn}(y, t)",),
    "backward": ("loss.backward()",),
    "step": ("{opt}.step()",),
    "eval": ("{net}.eval()", "{net}.train(False)", "{net}.train(mode=False)"),
}  # fmt: skip
DOES = {
    "train": Text("switches dropout on", "드롭아웃을 켜요"),
    "zero": Text("clears the gradients of the round before", "지난 바퀴의 기울기를 비워요"),
    "forward": Text("predicts", "예측해요"),
    "loss": Text("compares with the targets", "정답과 비교해요"),
    "backward": Text("fills the gradients", "기울기를 채워요"),
    "step": Text("moves the weights", "가중치를 옮겨요"),
    "eval": Text("switches dropout off", "드롭아웃을 꺼요"),
}
SHOWS = {
    "zero": Text("old gradients stay and add up, so the weight swings past the optimum",
                 "지난 기울기가 남아 쌓여서 가중치가 최적값을 지나쳐 흔들려요"),
    "backward": Text("no gradient is ever there, so nothing moves", "기울기가 생기지 않아 아무것도 움직이지 않아요"),
    "step": Text("the gradients are there, but nothing moves", "기울기는 있지만 아무것도 움직이지 않아요"),
    "eval": Text("dropout goes on while predicting, so the same input gives different outputs",
                 "예측할 때도 드롭아웃이 켜져 있어 같은 입력에 다른 출력이 나와요"),
}  # fmt: skip
NAMES = (
    {"net": "model", "opt": "optimizer", "fn": "loss_fn"},
    {"net": "net", "opt": "opt", "fn": "criterion"},
    {"net": "network", "opt": "sgd", "fn": "mse"},
)
LEVELS = {1: ("backward", "step"), 2: ("zero", "backward", "step"), 3: ("zero", "backward", "step", "eval")}
NEW = 10.0  # the input that is predicted after the training of level 3


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: nothing moves. Level 2: or it swings. Level 3: training and prediction, without a curve."""
    drawn = {**data(rng), "missing": pick(rng, LEVELS[level]), "names": whole(rng, 0, 2), "predicts": level == 3}
    return {**drawn, "seed": whole(rng, 0, 999)}


def named(params: Params, text: str) -> str:
    return text.format(**NAMES[params["names"]])


def spelt(params: Params, key: str) -> tuple[str, ...]:
    return tuple(named(params, text) for text in SPELLINGS[key])


def asked(params: Params) -> tuple[str, ...]:
    """The lines of the whole program that can be missing."""
    return tuple(LINES) if params["predicts"] else INSIDE


def answer(params: Params) -> Words:
    others = tuple(spelt(params, key) for key in asked(params) if key != params["missing"])
    return Words(spelt(params, params["missing"]), others, code=True)


def reference(params: Params) -> str:
    return spelt(params, params["missing"])[0]


def fault(params: Params, key: str = "") -> str:
    """The name of the fault of a training loop that lacks a line, by default the one that is missing."""
    return f"no-{key or params['missing']}"


def twice(params: Params) -> tuple[float, float]:
    """What the trained model says to the same input twice: the mean of sixteen units behind a dropout of a half."""
    units = ran(params, fault=fault(params))[1] * NEW * np.linspace(0.5, 1.5, 16)
    rng = np.random.default_rng(params["seed"])
    found = [float(F.dropout(units, 0.5, training=params["missing"] == "eval", rng=rng).mean()) for _ in range(2)]
    return round(found[0], 3), round(found[1], 3)


def taken(key: str) -> Callable[[Params], Any]:
    """That line, where another is missing."""

    def answered(params: Params) -> str | None:
        return None if params["missing"] == key or key not in asked(params) else spelt(params, key)[0]

    return answered


def without(params: Params, key: str) -> Text:
    """What one would see if that line were missing, by running the loop without it."""
    if key in ("forward", "loss"):
        return Text("Without it Python would stop: nothing would have that name.",
                    "그 줄이 없으면 그 이름이 없어 파이썬이 멈춰요.")  # fmt: skip
    if key == "train":
        return Text("A new model is in that mode anyway.", "새 모델은 원래 학습 방식이에요.")
    if key == "eval":
        return Text("Without it the same input would give different outputs.", "없으면 같은 입력에 다른 출력이 나와요.")
    missed, here = (errors(params, fault=fault(params, one))[-1] for one in (key, ""))
    return fill(
        Text("Without it the MSE would end at {missed}; here it ends at {here}.",
             "그 줄이 없으면 MSE가 {missed:으로} 끝나요. 여기서는 {here:으로} 끝나요."),
        missed=missed, here=here,
    ) if missed != here else fill(
        Text("Without it the MSE would end at {here} too, but it stands in the listing.",
             "그 줄이 없어도 MSE는 {here:으로} 끝나지만, 코드에 그 줄이 있어요."),
        here=here,
    )  # fmt: skip


def chosen(key: str, en: str, ko: str) -> Callable[[Params, Any], Text]:
    """Feedback with the line that was given, which is there, and what would be seen without it."""

    def feedback(params: Params, given: Any) -> Text:
        text = Text(
            "Your answer, {given}, is what you get if " + en + ". That line is there already. {without}",
            "{given} 줄은 " + ko + " 나오는 답이에요. 그 줄은 이미 있어요. {without}",
        )
        return fill(text, given=given, without=without(params, key))

    return feedback


def listing(params: Params) -> str:
    left = [key for key in asked(params) if key != params["missing"]]
    body = [f"    {named(params, LINES[key])}" for key in left if key in INSIDE]
    if not params["predicts"]:
        return "\n".join(["for x, t in loader:", *body])
    after = [named(params, LINES["eval"])] if "eval" in left else []
    predicts = ["with torch.no_grad():", f"    p = {named(params, '{net}')}(x_new)"]
    return "\n".join([named(params, LINES["train"]), "for x, t in loader:", *body, *after, *predicts])


def question(params: Params) -> Text:
    text = Text(
        "The body of this training loop lacks one line; gradients are to be cleared at the start of each round. With "
        "x = {x}, t = {slope}·x, lr = {lr} the MSE goes from {first} to {last}. Write the missing line.\n\n{code}",
        "이 학습 루프에는 한 줄이 빠졌어요. 기울기는 바퀴를 시작할 때 비워야 해요. x = {x}, t = {slope}·x, "
        "lr = {lr:이면} MSE가 {first}에서 {last:으로} 바뀌어요. 빠진 줄을 쓰세요.\n\n{code}",
    )
    if params["predicts"]:
        text = Text(
            "A model with dropout is trained, then predicts; one line is missing. Gradients are to be cleared at the "
            "start of each round. The MSE, measured without dropout, goes from {first} to {last}; the last line, run "
            "twice on one input, gives {p} and {q}. Write the missing line.\n\n{code}",
            "드롭아웃이 있는 모델을 학습한 뒤 예측해요. 한 줄이 빠졌어요. 기울기는 바퀴를 시작할 때 비워야 해요. "
            "드롭아웃 없이 잰 MSE는 {first}에서 {last:으로} 바뀌고, 마지막 줄을 같은 입력에 두 번 실행하면 {p}, {q:이} "
            "나와요. 빠진 줄을 쓰세요.\n\n{code}",
        )
    values = errors(params, fault=fault(params))
    p, q = twice(params) if params["predicts"] else (0, 0)
    return fill(text, params, code=listing(params), first=values[0], last=values[-1], p=p, q=q)


def picture(params: Params) -> Curve | None:
    return None if params["predicts"] else curve(params, fault(params))


def hints(params: Params) -> tuple[Text, Text, Text]:
    nudge = Text("Does the weight move at all? Where does its gradient come from?",
                 "가중치가 움직이나요? 기울기는 어디에서 오나요?")  # fmt: skip
    order = Text("clear → predict → compare → gradients → step", "비우기 → 예측 → 비교 → 기울기 → 갱신")
    if params["predicts"]:
        nudge = Text("Which of the two goes wrong: the training or the prediction?",
                     "학습과 예측 가운데 어느 쪽이 잘못됐나요?")  # fmt: skip
        order = Text("training mode: clear → predict → compare → gradients → step;  evaluation mode: predict",
                     "학습 방식: 비우기 → 예측 → 비교 → 기울기 → 갱신,  평가 방식: 예측")  # fmt: skip
    what = fill(Text("Without it, {what}.", "그 줄이 없으면 {what}."), what=SHOWS[params["missing"]])
    return nudge, order, what


def solution(params: Params) -> tuple[Step, ...]:
    rows = tuple((named(params, LINES[key]), DOES[key]) for key in asked(params) if key != params["missing"])
    last = Text("Missing is {line}, which {does}. Without it, {shows}.",
                "빠진 줄은 {line:이에요}. {does}. 없으면 {shows}.")  # fmt: skip
    does, shows = DOES[params["missing"]], SHOWS[params["missing"]]
    return (
        Step(
            Text("What the lines do that are there.", "있는 줄이 하는 일을 봐요."),
            Table((Text("line", "줄"), Text("what it does", "하는 일")), rows),
        ),
        Step(fill(last, line=reference(params), does=does, shows=shows), curve(params, fault(params))),
    )


def _took(key: str, source: Text, en: str, ko: str, *links: str) -> Misconception:
    return Misconception(f"took-{key}", source, taken(key), chosen(key, en, ko), links, 0)


FAMILY = Family(
    name="missing-line",
    version=2,
    title=Text("The missing line of a loop", "루프에서 빠진 줄"),
    topic="order",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=answer,
    picture=picture,
    misconceptions=(
        _took("zero", Text("whatever goes wrong put down to old gradients", "무엇이든 지난 기울기 탓으로 봄"),
              "you put it down to old gradients", "지난 기울기 탓으로 보면", "train-zero-grad", "train-loop-roles"),
        _took("backward", Text("gradients thought to be missing", "기울기가 없다고 봄"),
              "you miss the gradients", "기울기가 없다고 보면", "train-backward-fills", "train-loop-roles"),
        _took("step", Text("the update thought to be missing", "갱신이 없다고 봄"),
              "you miss the update", "갱신이 없다고 보면", "train-sgd-rule", "train-loop-roles"),
        _took("forward", Text("the prediction thought to be missing", "예측이 없다고 봄"),
              "you miss the prediction", "예측이 없다고 보면", "train-loop-roles"),
        _took("loss", Text("the comparison thought to be missing", "정답과의 비교가 없다고 봄"),
              "you miss the comparison with the targets", "정답과의 비교가 없다고 보면", "train-loop-roles"),
        _took("train", Text("training mode thought to be missing", "학습 방식이 아니라고 봄"),
              "you miss the training mode", "학습 방식으로 바꾸지 않았다고 보면", "train-eval"),
        _took("eval", Text("dropout suspected where training fails", "학습이 안 되는 것을 드롭아웃 탓으로 봄"),
              "you put it down to dropout", "드롭아웃 탓으로 보면", "train-eval"),
    ),
    hints=hints,
    solution=solution,
    links=("train-loop-order", "train-loop-roles"),
)  # fmt: skip
