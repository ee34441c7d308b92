"""Where one step of plain gradient descent leads."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import losses, optim
from quiz.engine.demonstrations.values import Table, Text
from quiz.engine.tensor import Array, Tensor
from quiz.exercises.answers import Answer, Blanks, Real
from quiz.exercises.chance import decimal, distinct, pick, wholes
from quiz.exercises.families.gradients.tape import gradients, remembered, tidy
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

EACH = Real(digits=3)
PAIR = Blanks(("w", "b"), (EACH, EACH))


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: the gradient is given. Level 2: L = a·(w − c)². Level 3: w and b of a line, MSE over three samples."""
    w = pick(rng, (-1, 1)) * decimal(rng, 0.5, 4)
    lr = pick(rng, (0.01, 0.02, 0.05, 0.1, 0.2))
    if level == 1:
        return {"w": w, "lr": lr, "gradient": pick(rng, (-1, 1)) * decimal(rng, 1, 9)}
    if level == 2:
        return {"w": w, "lr": lr, "a": pick(rng, (1, 2, 3)), "c": pick(rng, (-9, -8, -7, -6, 6, 7, 8, 9))}
    return {"w": w, "b": decimal(rng, -2, 2), "lr": lr, "x": distinct(rng, 3, 2, 6), "t": wholes(rng, 3, -9, 9)}


@remembered
def found(params: Params) -> Array:
    """The gradient, one number a parameter."""
    p = params
    if "gradient" in p:
        return np.array([p["gradient"]])
    if "c" in p:
        return np.array(gradients(lambda w: (w - p["c"]) ** 2 * p["a"], p["w"]))
    x, t = np.array(p["x"], np.float64), np.array(p["t"], np.float64)
    return np.array(gradients(lambda w, b: losses.mse(w * x + b, t), p["w"], p["b"]))


def start(params: Params) -> Array:
    return np.array([params["w"], params["b"]] if "b" in params else [params["w"]])


def answered(values: Array) -> Any:
    return float(values[0]) if values.size == 1 else tuple(map(float, values))


def moved(params: Params, gradient: Array, lr: float | None = None) -> Any:
    """One step of the engine's SGD along a gradient."""
    w = Tensor(start(params), requires_grad=True)
    w.grad = Tensor(np.array(gradient, np.float64))
    optim.SGD([w], lr=params["lr"] if lr is None else lr).step()
    return answered(w.data)


def reference(params: Params) -> Any:
    return moved(params, found(params))


def answer(params: Params) -> Answer:
    return PAIR if "b" in params else EACH


def forgot_input(params: Params) -> Any:
    """In a line: the bias' gradient for the weight as well."""
    return moved(params, np.full(2, found(params)[1])) if "b" in params else None


def question(params: Params) -> Text:
    if "gradient" in params:
        return fill(Text(
            "w = {w}, and after backward() w.grad = {gradient}. What is w after optimizer.step() of plain SGD with "
            "lr={lr}?",
            "w = {w}, backward() 뒤에 w.grad = {gradient:이에요}. lr={lr}인 기본 SGD로 optimizer.step()을 한 번 하면 "
            "w는 "
            "얼마인가요?",
        ), params)  # fmt: skip
    if "c" in params:
        square = fill(Text("{a}·(w − {c})²", "{a}·(w − {c})²"), params, c=f"({params['c']})" if params["c"] < 0 else
                      params["c"]).en.removeprefix("1·")  # fmt: skip
        return fill(Text(
            "The loss is L = {square}, w = {w}. What is w after one step of plain SGD with lr={lr}?",
            "손실은 L = {square}, w = {w:이에요}. lr={lr}인 기본 SGD로 한 번 갱신하면 w는 얼마인가요?",
        ), params, square=square)  # fmt: skip
    return fill(Text(
        "ŷ = w·x + b with w = {w}, b = {b}; x = {x}, targets {t}. The loss is the MSE. What are w and b after one step "
        "of plain SGD with lr={lr}?",
        "ŷ = w·x + b, w = {w}, b = {b}, x = {x}, 정답은 {t:이에요}. 손실은 MSE예요. lr={lr}인 기본 SGD로 한 번 "
        "갱신하면 "
        "w와 b는 얼마인가요?",
    ), params)  # fmt: skip


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = "w ← w − lr·g"
    if "c" in params:
        formula += f",  g = {2 * params['a']}·(w − c)"
    elif "b" in params:
        formula += ",  ∂L/∂w = Σ 2·e·x / n,  ∂L/∂b = Σ 2·e / n"
    g = tidy(found(params)[-1])
    step = Text("The gradient for b is {g}.", "b의 기울기는 {g:이에요}.") if "b" in params else Text(
        "The gradient is {g}.", "기울기는 {g:이에요}."
    )  # fmt: skip
    return (
        Text("Against the gradient, a part of it.", "기울기의 반대 방향으로, 그 일부만큼 가요."),
        Text(formula, formula),
        fill(step, g=g),
    )


def solution(params: Params) -> tuple[Step, ...]:
    g, before = found(params), start(params)
    after = before - params["lr"] * g
    names = ("w", "b")[: g.size]
    table = Table(
        ("", Text("before", "전"), "g", "lr·g", Text("after", "후")),
        tuple(zip(names, tidy(before), tidy(g), tidy(params["lr"] * g), tidy(after), strict=True)),
    )
    first = Table(("", "g"), tuple(zip(names, tidy(g), strict=True)))
    return (
        Step(Text("Take the gradient.", "기울기를 구해요."), first),
        Step(Text("Move against it, lr times its size.", "그 반대 방향으로 lr배만큼 옮겨요."), table),
    )


def numbers(params: Params) -> dict[str, object]:
    g = found(params)
    return {"g": tidy(g[0]), "move": tidy(params["lr"] * g[0]), "n": len(params.get("x", ()))}


FAMILY = Family(
    name="sgd-step",
    version=1,
    title=Text("One step of SGD", "SGD 한 스텝"),
    topic="gradients",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=answer,
    misconceptions=(
        Misconception(
            name="uphill",
            source=Text("adding the step", "스텝을 더함"),
            answer=lambda params: moved(params, -found(params)),
            feedback=told(
                "Your answer, {given}, is what you get if you add lr·g = {move}. Downhill is against the gradient: "
                "subtract it.",
                "{given:은} lr·g = {move:을} 더하면 나오는 값이에요. 기울기의 반대 방향이 내리막이므로 빼야 해요.",
                numbers,
            ),
            links=("train-sgd-rule",),
            step=1,
        ),
        Misconception(
            name="no-rate",
            source=Text("the whole gradient as the step", "기울기 전체를 스텝으로 씀"),
            answer=lambda params: moved(params, found(params), 1.0),
            feedback=told(
                "Your answer, {given}, is what you get without the learning rate: the step is {lr} · {g}.",
                "{given:은} 학습률을 곱하지 않으면 나오는 값이에요. 스텝은 {lr} · {g:이에요}.",
                numbers,
            ),
            links=("train-sgd-rule", "foundations-rate-value"),
            step=1,
        ),
        Misconception(
            name="step-for-weight",
            source=Text("the step for the new weight", "새 가중치 대신 스텝"),
            answer=lambda params: answered(-params["lr"] * found(params)),
            feedback=told(
                "Your answer, {given}, is what you get if −lr·g replaces the weight. It is added to w = {w}.",
                "{given:은} 가중치를 −lr·g로 바꾸면 나오는 값이에요. w = {w}에서 그만큼 옮겨야 해요.",
            ),
            links=("train-sgd-rule",),
            step=1,
        ),
        Misconception(
            name="forgot-two",
            source=Text("the 2 of the square left out", "제곱에서 나오는 2를 빠뜨림"),
            answer=lambda params: None if "gradient" in params else moved(params, found(params) / 2),
            feedback=told(
                "Your answer, {given}, is what you get with half the gradient: the square's slope has a factor 2. For "
                "w "
                "it is {g}.",
                "{given:은} 기울기를 절반으로 보면 나오는 값이에요. 제곱을 미분하면 2가 나와서 w의 기울기는 "
                "{g:이에요}.",
                numbers,
            ),
            links=("train-sgd-number", "loss-mse-gradient"),
            step=0,
        ),
        Misconception(
            name="forgot-mean",
            source=Text("the sum for the mean", "평균 대신 합"),
            answer=lambda params: moved(params, found(params) * len(params["x"])) if "b" in params else None,
            feedback=told(
                "Your answer, {given}, is what you get if the {n} samples' gradients are added up. The MSE takes their "
                "mean: {g} for w.",
                "{given:은} 샘플 {n}개의 기울기를 더하면 나오는 값이에요. MSE는 평균이라 w의 기울기는 {g:이에요}.",
                numbers,
            ),
            links=("loss-mse-gradient",),
            step=0,
        ),
        Misconception(
            name="forgot-input",
            source=Text("the inner derivative left out", "안쪽 도함수를 빠뜨림"),
            answer=forgot_input,
            feedback=told(
                "Your answer, {given}, is what you get if w's gradient is b's. Each error is multiplied by its x "
                "first: "
                "{g}.",
                "{given:은} w의 기울기를 b의 기울기와 같게 보면 나오는 값이에요. 오차마다 x를 곱해야 해서 {g:이에요}.",
                numbers,
            ),
            links=("train-chain-rule",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("train-sgd-rule", "train-sgd-number"),
)
