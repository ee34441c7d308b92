"""Where SGD with momentum leads in a few steps."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import optim
from quiz.engine.demonstrations.values import Table, Text
from quiz.engine.tensor import Tensor
from quiz.exercises.answers import Real
from quiz.exercises.chance import decimal, pick
from quiz.exercises.families.gradients.tape import remembered, tidy
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

ANSWER = Real(digits=3)


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: two given gradients. Level 2: three. Level 3: two steps on L = a·w²."""
    params: dict[str, Any] = {
        "w": pick(rng, (-1, 1)) * decimal(rng, 1, 5),
        "lr": pick(rng, (0.05, 0.1, 0.2)),
        "momentum": pick(rng, (0.5, 0.8, 0.9)),
    }
    if level == 3:
        return {**params, "a": pick(rng, (1, 2)), "steps": 2}
    count = level + 1
    return {**params, "gradients": [pick(rng, (-1, 1)) * decimal(rng, 1, 6) for _ in range(count)], "steps": count}


@remembered
def run(params: Params, *, rate: float | None = None, uphill: bool = False, **how: Any) -> list[tuple[float, float]]:
    """Each step's gradient and the weight after it, by the engine's SGD; `how` goes over its momentum."""
    w = Tensor(np.array(params["w"]), requires_grad=True)
    optimizer = optim.SGD([w], **{"lr": rate or params["lr"], "momentum": params["momentum"], **how})
    found = []
    for step in range(params["steps"]):
        g = params["gradients"][step] if "gradients" in params else 2 * params["a"] * float(w.data)
        w.grad = Tensor(np.array(-g if uphill else g))
        optimizer.step()
        found.append((float(g), float(w.data)))
    return found


def reference(params: Params, **how: Any) -> float:
    return run(params, **how)[-1][1]


def averaged(params: Params) -> float:
    """b ← μ·b + (1 − μ)·g from 0, as Adam's mean has it."""
    w, b = params["w"], 0.0
    for step in range(params["steps"]):
        g = params["gradients"][step] if "gradients" in params else 2 * params["a"] * w
        b = params["momentum"] * b + (1 - params["momentum"]) * g
        w -= params["lr"] * b
    return float(w)


def question(params: Params) -> Text:
    rest = Text(
        "What is w after {steps} steps of SGD with lr={lr}, momentum={momentum} (as in PyTorch)?",
        "lr={lr}, momentum={momentum}인 SGD로(PyTorch 방식) {steps}번 갱신하면 w는 얼마인가요?",
    )
    if "gradients" in params:
        start = Text(
            "w = {w}; the gradients, step by step, are {gradients}. ", "w = {w}, 스텝마다 기울기는 {gradients:이에요}. "
        )
    else:
        start = Text("L = {square}, w = {w}. ", "L = {square}, w = {w:이에요}. ")
    square = "w²" if params.get("a") == 1 else f"{params.get('a')}·w²"
    return fill(Text(start.en + rest.en, start.ko + rest.ko), params, square=square)


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = "b ← μ·b + g,  w ← w − lr·b"
    if "a" in params:
        formula += f",  g = {2 * params['a']}·w"
    g = run(params)[0][0]
    return (
        Text("What came before goes on pushing.", "앞서 나온 기울기가 계속 밀어 줘요."),
        Text(formula, formula),
        fill(Text("At the first step b = g = {g}.", "첫 스텝에서 b = g = {g:이에요}."), g=tidy(g)),
    )


def solution(params: Params) -> tuple[Step, ...]:
    b, rows = 0.0, []
    for step, (g, w) in enumerate(run(params), 1):
        b = params["momentum"] * b + g
        rows.append((step, *tidy([g, b, params["lr"] * b, w])))
    columns = (Text("step", "스텝"), "g", "b", "lr·b", Text("w after", "후의 w"))
    text = Text("b keeps {momentum} of itself and takes the new gradient whole.",
                "b는 자신의 {momentum}배를 남기고 새 기울기를 그대로 더해요.")  # fmt: skip
    end = Text("So w = {w} in the end.", "그래서 마지막에 w = {w:이에요}.")
    first = Step(fill(text, params), Table(columns[:3], tuple(row[:3] for row in rows)))
    return first, Step(fill(end, w=tidy(reference(params))), Table(columns, tuple(rows)))


def numbers(params: Params) -> dict[str, object]:
    first, second = (g for g, _ in run(params)[:2])
    return {"first": tidy(first), "second": tidy(second), "b": tidy(params["momentum"] * first + second),
            "rest": tidy(1 - params["momentum"])}  # fmt: skip


FAMILY = Family(
    name="momentum-step",
    version=1,
    title=Text("Steps with momentum", "모멘텀이 있는 스텝"),
    topic="gradients",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: ANSWER,
    misconceptions=(
        Misconception(
            name="no-momentum",
            source=Text("plain SGD", "모멘텀을 쓰지 않음"),
            answer=lambda params: reference(params, momentum=0.0),
            feedback=told(
                "Your answer, {given}, is what you get from plain SGD. With momentum {momentum} the second step goes "
                "along b = {b}, not along {second}.",
                "{given:은} 모멘텀 없이 갱신하면 나오는 값이에요. 모멘텀이 {momentum:이면} 둘째 스텝은 {second:이} "
                "아니라 "
                "b = {b:을} 따라가요.",
                numbers,
            ),
            links=("optim-momentum-rule",),
            step=0,
        ),
        Misconception(
            name="averaged",
            source=Text("the new gradient weighed down, as in Adam", "Adam처럼 새 기울기를 줄여서 더함"),
            answer=averaged,
            feedback=told(
                "Your answer, {given}, is what you get if only {rest} of each gradient is taken. In SGD it is taken "
                "whole: first b = {first}, then {b}.",
                "{given:은} 기울기마다 {rest}배만 더하면 나오는 값이에요. SGD에서는 그대로 더해서 b는 {first}, 다음에 "
                "{b:이에요}.",
                numbers,
            ),
            links=("optim-momentum-rule",),
            step=0,
        ),
        Misconception(
            name="nesterov",
            source=Text("Nesterov's form", "네스테로프 모멘텀과 혼동"),
            answer=lambda params: reference(params, nesterov=True),
            feedback=told(
                "Your answer, {given}, is what you get with Nesterov's momentum, which looks ahead: g + {momentum}·b. "
                "Here the first step goes along {first} itself.",
                "{given:은} 앞을 내다보는 네스테로프 모멘텀 g + {momentum}·b를 쓰면 나오는 값이에요. 여기서 첫 스텝은 "
                "{first:을} 그대로 따라가요.",
                numbers,
            ),
            links=("optim-momentum-rule",),
            step=1,
        ),
        Misconception(
            name="uphill",
            source=Text("adding the step", "스텝을 더함"),
            answer=lambda params: reference(params, uphill=True),
            feedback=told(
                "Your answer, {given}, is what you get if lr·b is added. It is subtracted; the first gradient is "
                "{first}.",
                "{given:은} lr·b를 더하면 나오는 값이에요. 빼야 해요. 첫 기울기는 {first:이에요}.",
                numbers,
            ),
            links=("optim-momentum-rule",),
            step=1,
        ),
        Misconception(
            name="no-rate",
            source=Text("the learning rate left out", "학습률을 곱하지 않음"),
            answer=lambda params: reference(params, rate=1.0),
            feedback=told(
                "Your answer, {given}, is what you get without the learning rate {lr}.",
                "{given:은} 학습률 {lr:을} 곱하지 않으면 나오는 값이에요.",
            ),
            links=("foundations-rate-value",),
            step=1,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("optim-momentum-rule", "optim-momentum-number"),
)
