"""What a large input does to gradient descent: how far a step goes, and which learning rate still converges."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from quiz.engine import losses, optim
from quiz.engine.demonstrations.values import Curve, Table, Text
from quiz.engine.tensor import Array, Tensor
from quiz.exercises.answers import Real
from quiz.exercises.chance import decimal, distinct, pick, whole
from quiz.exercises.families.gradients.tape import gradients, remembered, tidy
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

WEIGHT = Real(digits=3)
RATE = Real(digits=4)
_DRAWN = 6  # steps of the curve


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: one step. Level 2: two steps. Level 3: the learning rate beyond which the steps diverge."""
    x = [*sorted(distinct(rng, 3, 1, 4)), whole(rng, 8, 12)]
    slope = pick(rng, (-3, -2, 2, 3, 4))
    if level == 3:
        return {"x": x, "slope": slope, "lr": 0.0, "steps": 0}
    return {"x": x, "slope": slope, "lr": decimal(rng, 0.02, 0.12, 2), "steps": level}


@lru_cache(maxsize=64)
def line(x: tuple[int, ...], slope: int) -> tuple[float, float]:
    """dL/dw at w = 0, and how much it grows a unit of w: the loss is a parabola, so that is the same everywhere."""
    inputs = np.array(x, np.float64)
    [zero], [one] = (gradients(lambda w: losses.mse(w * inputs, slope * inputs), start) for start in (0.0, 1.0))
    return float(zero), float(one - zero)


def slope_at(params: Params, w: float) -> float:
    zero, growth = line(tuple(params["x"]), params["slope"])
    return zero + growth * w


def curvature(params: Params) -> float:
    return line(tuple(params["x"]), params["slope"])[1]


@remembered
def path(
    params: Params, *, scale: float = 1.0, rate: float | None = None, steps: int | None = None
) -> tuple[float, ...]:
    """The weights from 0 on, one after each step of the engine's SGD; `scale` is that of a wrong gradient."""
    weight = Tensor(np.zeros(()), requires_grad=True)
    optimizer = optim.SGD([weight], lr=params["lr"] if rate is None else rate)
    found = [0.0]
    for _ in range(params["steps"] if steps is None else steps):
        weight.grad = Tensor(np.array(slope_at(params, found[-1]) * scale))
        optimizer.step()
        found.append(float(weight.data))
    return tuple(found)


def reference(params: Params) -> float:
    return path(params)[-1] if params["steps"] else 2 / curvature(params)


def scaled(params: Params, scale: float) -> float:
    """The answer with a gradient that is wrong by a factor."""
    return path(params, scale=scale)[-1] if params["steps"] else reference(params) / scale


def without_large(params: Params) -> float | None:
    return reference({**params, "x": params["x"][:-1]})


def square_of_mean(params: Params) -> float:
    """With (mean of x)² in place of the mean of x²."""
    x = np.array(params["x"], np.float64)
    return scaled(params, float(x.mean() ** 2 / (x**2).mean()))


def same_gradient(params: Params) -> float | None:
    """In two steps: the first one's gradient twice."""
    return 2 * path(params)[1] if params["steps"] == 2 else None


def numbers(params: Params) -> dict[str, Any]:
    x = np.array(params["x"], np.float64)
    first = slope_at(params, 0.0)
    return {
        "square": tidy((x**2).mean()),
        "large": params["x"][-1],
        "first": tidy(first),
        "second": tidy(slope_at(params, path(params)[1])) if params["steps"] == 2 else first,
        "best": reference(params) / 2,
        "n": len(x),
    }


def question(params: Params) -> Text:
    if not params["steps"]:
        text = Text(
            "Model y = w·x; data x = {x}, targets {slope}·x; the loss is the MSE over all samples. Gradient descent "
            "starts at w = 0. Up to which learning rate does it converge?",
            "모델 y = w·x, 데이터 x = {x}, 정답 {slope}·x, 손실은 모든 샘플의 MSE예요. w = 0에서 경사 하강을 시작해요. "
            "학습률이 얼마보다 작아야 수렴하나요?",
        )
    elif params["steps"] == 1:
        text = Text(
            "Model y = w·x; data x = {x}, targets {slope}·x; the loss is the MSE over all samples; learning rate {lr}. "
            "From w = 0, what is w after one step of gradient descent?",
            "모델 y = w·x, 데이터 x = {x}, 정답 {slope}·x, 손실은 모든 샘플의 MSE, 학습률은 {lr:이에요}. w = 0에서 "
            "경사 하강을 한 번 하면 w는 얼마인가요?",
        )
    else:
        text = Text(
            "Model y = w·x; data x = {x}, targets {slope}·x; the loss is the MSE over all samples; learning rate {lr}. "
            "From w = 0, what is w after two steps of gradient descent?",
            "모델 y = w·x, 데이터 x = {x}, 정답 {slope}·x, 손실은 모든 샘플의 MSE, 학습률은 {lr:이에요}. w = 0에서 "
            "경사 하강을 두 번 하면 w는 얼마인가요?",
        )
    return fill(text, params, slope=f"({params['slope']})" if params["slope"] < 0 else params["slope"])


def hints(params: Params) -> tuple[Text, Text, Text]:
    if params["steps"]:
        nudge = Text(
            "The gradient is twice the mean of x², times how far w is from the optimum.",
            "기울기는 x²의 평균의 두 배에, w가 최적값에서 떨어진 만큼을 곱한 값이에요.",
        )
        formula = Text("g = 2 · mean(x²) · (w − w*),  w ← w − lr·g", "g = 2 · x²의 평균 · (w − w*),  w ← w − lr·g")
    else:
        nudge = Text(
            "Each step multiplies the distance from the optimum by the same factor. Which factors make it shrink?",
            "스텝마다 최적값까지의 거리에 같은 수를 곱하게 돼요. 어떤 수를 곱해야 거리가 줄어들까요?",
        )
        formula = Text("|1 − lr · 2 · mean(x²)| < 1", "|1 − lr · 2 · x²의 평균| < 1")
    step = fill(Text("The mean of x² is {square}.", "x²의 평균은 {square:이에요}."), numbers(params))
    return nudge, formula, step


def squares(params: Params) -> Table:
    x: Array = np.array(params["x"], np.float64)
    rows = tuple((value, value**2) for value in params["x"])
    return Table(("x", "x²"), (*rows, (Text("mean", "평균"), tidy((x**2).mean()))))


def solution(params: Params) -> tuple[Step, ...]:
    twice = tidy(curvature(params))
    first = Step(
        fill(
            Text(
                "The slope is 2 · mean(x²) · (w − {slope}) = {twice} · (w − {slope}): most of it is the {large}'s.",
                "기울기는 2 · x²의 평균 · (w − {slope}) = {twice} · (w − {slope})인데, 대부분이 {large}에서 와요.",
            ),
            params, twice=twice, large=params["x"][-1],
            slope=f"({params['slope']})" if params["slope"] < 0 else params["slope"],
        ),
        squares(params),
    )  # fmt: skip
    if params["steps"]:
        weights = path(params)
        rows = tuple(
            (place, tidy(w), tidy(slope_at(params, w)), tidy(after))
            for place, (w, after) in enumerate(pairwise(weights), 1)
        )
        table = Table((Text("step", "스텝"), "w", "g", "w − lr·g"), rows)
        return first, Step(Text("Step by step:", "한 스텝씩 계산해요."), table)
    bound = reference(params)
    inside, beyond = (path(params, rate=bound * share, steps=_DRAWN) for share in (0.9, 1.1))
    curve = Curve(
        tuple(map(float, range(_DRAWN + 1))),
        (inside, beyond),
        (Text("0.9 of the bound", "한계의 0.9배"), Text("1.1 of it", "한계의 1.1배")),
        Text("step", "스텝"),
        "w",
    )
    return (
        first,
        Step(
            fill(
                Text(
                    "A step multiplies w's distance from the optimum by 1 − lr · {twice}. Beyond the bound this lies "
                    "under −1: w jumps over the optimum, farther each time.",
                    "한 스텝마다 최적값까지의 거리에 1 − lr · {twice:이} 곱해져요. 한계를 넘으면 이 수가 −1보다 "
                    "작아서, w가 최적값을 건너뛰며 점점 멀어져요.",
                ),
                twice=twice,
            ),
            curve,
        ),
        Step(
            fill(
                Text("So lr < 2 / {twice} = {bound}.", "그래서 lr < 2 / {twice} = {bound:이에요}."),
                twice=twice, bound=tidy(bound),
            )
        ),
    )  # fmt: skip


FAMILY = Family(
    name="large-input-step",
    version=1,
    title=Text("Gradient descent with one large input", "큰 입력이 하나 있을 때의 경사 하강"),
    topic="gradients",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: WEIGHT if params["steps"] else RATE,
    misconceptions=(
        Misconception(
            name="forgot-two",
            source=Text("the 2 of the square left out", "제곱에서 나오는 2를 빠뜨림"),
            answer=lambda params: scaled(params, 0.5),
            feedback=told(
                "Your answer, {given}, is what you get with half the gradient. The square's derivative has a factor 2: "
                "at w = 0 the gradient is {first}.",
                "{given:은} 기울기를 절반으로 보면 나오는 값이에요. 제곱을 미분하면 2가 나와서 w = 0의 기울기는 "
                "{first:이에요}.",
                numbers,
            ),
            links=("loss-mse-gradient", "loss-large-input-step"),
            step=0,
        ),
        Misconception(
            name="sum-for-mean",
            source=Text("the sum for the mean", "평균 대신 합"),
            answer=lambda params: scaled(params, float(len(params["x"]))),
            feedback=told(
                "Your answer, {given}, is what you get if the {n} samples' gradients are added up. The MSE takes their "
                "mean: at w = 0 it is {first}.",
                "{given:은} 샘플 {n}개의 기울기를 더하면 나오는 값이에요. MSE는 평균이므로 w = 0의 기울기는 "
                "{first:이에요}.",
                numbers,
            ),
            links=("loss-mse-gradient",),
            step=0,
        ),
        Misconception(
            name="without-the-large",
            source=Text("the large input taken to weigh like the others", "큰 입력도 다른 입력만큼만 셈"),
            answer=without_large,
            feedback=told(
                "Your answer, {given}, is what you get if x = {large} is left out. It weighs most: the mean of x² over "
                "all {n} samples is {square}.",
                "{given:은} x = {large:을} 빼고 계산하면 나오는 값이에요. 가장 크게 작용하는 샘플이에요. {n}개 모두의 "
                "x² 평균은 {square:이에요}.",
                numbers,
            ),
            links=("loss-large-input-step", "loss-outlier-swamps"),
            step=0,
        ),
        Misconception(
            name="square-of-the-mean",
            source=Text("squaring the mean of x", "x의 평균을 제곱함"),
            answer=square_of_mean,
            feedback=told(
                "Your answer, {given}, is what you get if the mean of x is squared. Square first, then take the mean: "
                "{square}.",
                "{given:은} x의 평균을 구해 제곱하면 나오는 값이에요. 먼저 제곱한 뒤 평균해요: {square}.",
                numbers,
            ),
            links=("loss-large-input-step",),
            step=0,
        ),
        Misconception(
            name="uphill",
            source=Text("adding the step", "스텝을 더함"),
            answer=lambda params: scaled(params, -1.0) if params["steps"] else None,
            feedback=told(
                "Your answer, {given}, is what you get if lr·g is added. Downhill is against the gradient: subtract "
                "it.",
                "{given:은} lr·g를 더하면 나오는 값이에요. 기울기의 반대 방향이 내리막이므로 빼야 해요.",
            ),
            links=("train-sgd-rule",),
            step=1,
        ),
        Misconception(
            name="same-gradient",
            source=Text("the first step's gradient used again", "첫 스텝의 기울기를 다시 씀"),
            answer=same_gradient,
            feedback=told(
                "Your answer, {given}, is what you get if both steps use the gradient {first}. At the moved weight it "
                "is {second}.",
                "{given:은} 두 스텝 모두 기울기를 {first:으로} 계산하면 나오는 값이에요. 옮겨 간 곳에서는 "
                "{second:이에요}.",
                numbers,
            ),
            links=("loss-large-input-diverges",),
            step=1,
        ),
        Misconception(
            name="straight-to-the-optimum",
            source=Text("the rate that lands on the optimum", "최적값에 바로 닿는 학습률"),
            answer=lambda params: None if params["steps"] else reference(params) / 2,
            feedback=told(
                "Your answer, {given}, is what you get if one step lands on the optimum. Up to twice that, the steps "
                "overshoot but still close in.",
                "{given:은} 한 스텝에 최적값에 닿게 하면 나오는 값이에요. 그 두 배까지는 지나치더라도 점점 가까워져요.",
            ),
            links=("loss-large-input-diverges", "train-overshoot"),
            step=1,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("loss-large-input-step", "loss-large-input-diverges"),
)
