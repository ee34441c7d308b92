"""Adam's first two steps by hand."""

from __future__ import annotations

import numpy as np

from quiz.engine import optim
from quiz.engine.demonstrations.values import Table, Text
from quiz.engine.tensor import Tensor
from quiz.exercises.answers import Real
from quiz.exercises.chance import decimal, pick
from quiz.exercises.families.gradients.tape import remembered, tidy
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

ANSWER = Real(digits=4)


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: the first step. Level 2: two steps. Level 3: other β, which weigh the two gradients otherwise."""
    first = pick(rng, (-1, 1)) * decimal(rng, 2, 9)
    second = pick(rng, (-1, 1)) * decimal(rng, 0.5, 9)
    return {
        "w": pick(rng, (-1, 1)) * decimal(rng, 0.5, 3),
        "lr": pick(rng, (0.01, 0.05, 0.1)) if level == 1 else pick(rng, (0.05, 0.1, 0.2)),
        "betas": [pick(rng, (0.5, 0.8)), pick(rng, (0.8, 0.9, 0.99))] if level == 3 else [0.9, 0.999],
        "gradients": [first] if level == 1 else [first, second],
    }


@remembered
def reference(params: Params) -> float:
    w = Tensor(np.array(params["w"]), requires_grad=True)
    optimizer = optim.Adam([w], lr=params["lr"], betas=tuple(params["betas"]))
    return along(w, optimizer, params["gradients"])


def along(w: Tensor, optimizer: optim.Optimizer, gradients: list[float]) -> float:
    for g in gradients:
        w.grad = Tensor(np.array(g))
        optimizer.step()
    return float(w.data)


def as_sgd(params: Params) -> float:
    w = Tensor(np.array(params["w"]), requires_grad=True)
    return along(w, optim.SGD([w], lr=params["lr"]), params["gradients"])


def means(params: Params) -> list[dict[str, float]]:
    """Each step's m, v, their corrections, and the step."""
    (one, two), m, v, found = params["betas"], 0.0, 0.0, []
    for t, g in enumerate(params["gradients"], 1):
        m, v = one * m + (1 - one) * g, two * v + (1 - two) * g * g
        mean, square = m / (1 - one**t), v / (1 - two**t)
        found.append({"g": g, "m": m, "v": v, "mean": mean, "square": square,
                      "step": params["lr"] * mean / (square**0.5 + 1e-8)})  # fmt: skip
    return found


def uncorrected(params: Params) -> float:
    steps = (params["lr"] * one["m"] / (one["v"] ** 0.5 + 1e-8) for one in means(params))
    return float(params["w"] - sum(steps))


def without_root(params: Params) -> float:
    return float(params["w"] - sum(params["lr"] * one["mean"] / one["square"] for one in means(params)))


def always_lr(params: Params) -> float | None:
    """Each step taken for a first one: lr along the sign."""
    if len(params["gradients"]) == 1:
        return None
    return float(params["w"] - params["lr"] * sum(np.sign(params["gradients"])))


def question(params: Params) -> Text:
    beta = "" if params["betas"] == [0.9, 0.999] else ", betas=({}, {})".format(*params["betas"])
    if len(params["gradients"]) == 1:
        text = Text(
            "w = {w}, its gradient is {gradients}. What is w after the first step of Adam with lr={lr}{beta}?",
            "w = {w}, 기울기는 {gradients:이에요}. lr={lr}{beta}인 Adam의 첫 스텝 뒤에 w는 얼마인가요?",
        )
    else:
        text = Text(
            "w = {w}; the gradients of the first two steps are {gradients}. What is w after both steps of Adam with "
            "lr={lr}{beta} (β₁ = {one}, β₂ = {two}; ε is negligible)?",
            "w = {w}, 처음 두 스텝의 기울기는 {gradients:이에요}. lr={lr}{beta}인 Adam(β₁ = {one}, β₂ = {two}, ε은 "
            "무시)의 "
            "두 스텝 뒤에 w는 얼마인가요?",
        )
    one, two = params["betas"]
    return fill(text, params, beta=beta, one=one, two=two)


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = "m ← β₁m + (1 − β₁)g,  v ← β₂v + (1 − β₂)g²,  w ← w − lr · m/(1 − β₁ᵗ) / √(v/(1 − β₂ᵗ))"
    first = means(params)[0]
    return (
        Text("The gradient is divided by its own size.", "기울기를 자신의 크기로 나눠요."),
        Text(formula, formula),
        fill(Text("At the first step m = {m}, v = {v}.", "첫 스텝에서 m = {m}, v = {v:이에요}."),
             m=tidy(first["m"]), v=tidy(first["v"])),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    found = means(params)
    at = Text("step", "스텝")
    rows = [(t, *tidy([one["g"], one["m"], one["v"]])) for t, one in enumerate(found, 1)]
    corrected = [(t, *tidy([one["mean"], one["square"], one["step"]])) for t, one in enumerate(found, 1)]
    end = Text("Subtract the steps from w = {w}: {value}.", "w = {w}에서 스텝을 빼면 {value:이에요}.")
    return (
        Step(Text("The running means of g and g².",
            "g와 g²의 이동 평균을 구해요."), Table((at, "g", "m", "v"), tuple(rows))),
        Step(Text("Corrected for their start at 0; the step is lr·m̂/√v̂.",
            "0에서 시작한 편향을 보정하면 스텝은 lr·m̂/√v̂예요."),
             Table((at, "m̂", "v̂", "lr·m̂/√v̂"), tuple(corrected))),
        Step(fill(end, w=params["w"], value=tidy(reference(params)))),
    )  # fmt: skip


def numbers(params: Params) -> dict[str, object]:
    found = means(params)
    return {"first": tidy(found[0]["g"]), "step": tidy(found[0]["step"]), "last": tidy(found[-1]["step"]),
            "m": tidy(found[0]["m"]), "mean": tidy(found[0]["mean"])}  # fmt: skip


FAMILY = Family(
    name="adam-two-steps",
    version=1,
    title=Text("Adam's first steps", "Adam의 첫 스텝들"),
    topic="gradients",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: ANSWER,
    misconceptions=(
        Misconception(
            name="plain-sgd",
            source=Text("SGD's step", "SGD의 스텝과 혼동"),
            answer=as_sgd,
            feedback=told(
                "Your answer, {given}, is what you get from plain SGD. Adam divides by the gradient's size: its first "
                "step is {step}, whatever the size of {first}.",
                "{given:은} 기본 SGD로 갱신하면 나오는 값이에요. Adam은 기울기의 크기로 나누므로 {first}의 크기와 "
                "상관없이 "
                "첫 스텝은 {step:이에요}.",
                numbers,
            ),
            links=("train-adam-first", "train-sgd-rule"),
            step=1,
        ),
        Misconception(
            name="no-correction",
            source=Text("the bias correction left out", "편향 보정을 빠뜨림"),
            answer=uncorrected,
            feedback=told(
                "Your answer, {given}, is what you get without the bias correction. At the first step m = {m} is made "
                "up "
                "to {mean}.",
                "{given:은} 편향 보정을 하지 않으면 나오는 값이에요. 첫 스텝에서 m = {m:을} 보정하면 {mean:이에요}.",
                numbers,
            ),
            links=("optim-adam-step", "train-adam-first"),
            step=1,
        ),
        Misconception(
            name="no-root",
            source=Text("the root left out", "제곱근을 빠뜨림"),
            answer=without_root,
            feedback=told(
                "Your answer, {given}, is what you get if you divide by v̂, not by its root. The first step would be "
                "lr·g/g²; it is {step}.",
                "{given:은} 제곱근 없이 v̂로 나누면 나오는 값이에요. 그러면 첫 스텝이 lr·g/g²이 돼요. 실제로는 "
                "{step:이에요}.",
                numbers,
            ),
            links=("optim-adam-step", "train-adam-first"),
            step=1,
        ),
        Misconception(
            name="uphill",
            source=Text("adding the steps", "스텝을 더함"),
            answer=lambda params: 2 * params["w"] - reference(params),
            feedback=told(
                "Your answer, {given}, is what you get if the steps are added to w = {w}. They are subtracted.",
                "{given:은} 스텝을 w = {w}에 더하면 나오는 값이에요. 빼야 해요.",
            ),
            links=("train-sgd-rule",),
            step=2,
        ),
        Misconception(
            name="always-lr",
            source=Text("each step thought as long as the first", "모든 스텝이 첫 스텝과 같다는 생각"),
            answer=always_lr,
            feedback=told(
                "Your answer, {given}, is what you get if both steps are lr = {lr} long. Only the first is; the means "
                "remember {first}, and the second step is {last}.",
                "{given:은} 두 스텝이 모두 lr = {lr}만큼이라고 보면 나오는 값이에요. 첫 스텝만 그래요. 이동 평균이 "
                "{first:을} 기억해서 둘째 스텝은 {last:이에요}.",
                numbers,
            ),
            links=("optim-adam-step", "train-adam-first"),
            step=1,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("optim-adam-step", "train-adam-first"),
)
