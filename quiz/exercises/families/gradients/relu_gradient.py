"""What passes back through a ReLU, and through a layer before it."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import functional as F
from quiz.engine.demonstrations.values import Table, Text
from quiz.engine.tensor import Array
from quiz.exercises.answers import Answer, Row
from quiz.exercises.chance import pick, shuffled, whole, wholes
from quiz.exercises.families.gradients.tape import gradients, remembered
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, rows, told


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: the slopes alone. Level 2: a gradient from above. Level 3: back through W as well."""
    if level < 3:
        signs = [(1, 1), (1, -1), (-1, 1), (-1, -1)] + ([] if level == 1 else [(0, 1)])
        pairs = shuffled(rng, signs)
        z = [sign * whole(rng, 2, 9) for sign, _ in pairs]
        return {"z": z, "g": [1] * len(z) if level == 1 else [sign * whole(rng, 2, 9) for _, sign in pairs]}
    x = [pick(rng, (-3, -2, 2, 3)) for _ in range(2)]
    weights = [[pick(rng, (-5, -4, -3, 1, 2, 6)) for _ in x] for _ in range(3)]
    wanted = shuffled(rng, (1, 1, -1))
    for row, sign in zip(weights, wanted, strict=True):
        if (row[0] * x[0] + row[1] * x[1]) * sign < 0:
            row[:] = [-weight for weight in row]
    return {"x": x, "weights": weights, "g": [pick(rng, (-1, 1)) * one for one in wholes(rng, 3, 2, 6)]}


def before(params: Params) -> Array:
    """z, what the ReLU gets."""
    if "z" in params:
        return np.array(params["z"], np.float64)
    return np.array(params["weights"], np.float64) @ np.array(params["x"], np.float64)


def back(params: Params, factors: Any) -> Any:
    """What the gradients at z, g times these factors, are for z or for x."""
    through = np.array(params["g"]) * factors
    return through @ np.array(params["weights"]) if "weights" in params else through


@remembered
def reference(params: Params) -> Array:
    g = np.array(params["g"], np.float64)
    if "z" in params:
        return gradients(lambda z: (F.relu(z) * g).sum(), params["z"])[0]
    weights = np.array(params["weights"], np.float64)
    return gradients(lambda x: (F.relu((x * weights).sum(axis=1)) * g).sum(), params["x"])[0]


def slopes(params: Params) -> Array:
    return (before(params) > 0).astype(np.float64)


def answer(params: Params) -> Answer:
    return Row(len(params.get("x", params["g"])))


def passed_all(params: Params) -> Any:
    return None if set(params["g"]) == {1} and "z" in params else back(params, 1.0)


def gated_by_gradient(params: Params) -> Any:
    """relu(g): the gate put on the gradient, z not looked at."""
    if "weights" in params or set(params["g"]) == {1}:
        return None
    return np.maximum(np.array(params["g"]), 0)


def at_zero(params: Params) -> Any:
    return back(params, (before(params) >= 0).astype(int)) if "z" in params and 0 in params["z"] else None


def question(params: Params) -> Text:
    if "weights" in params:
        text = Text(
            "y = relu(z), z = W·x with x = {x} and W =\n{matrix}\nThe gradient from above is ∂L/∂y = {g}. What is "
            "∂L/∂x?",
            "y = relu(z), z = W·x이고 x = {x}, W =\n{matrix}\n위에서 온 기울기는 ∂L/∂y = {g:이에요}. ∂L/∂x는 "
            "얼마인가요?",
        )
        return fill(text, params, matrix=rows(params["weights"]))
    if set(params["g"]) == {1}:
        return fill(
            Text("What is the slope of ReLU at each of z = {z}?", "z = {z}에서 ReLU의 기울기는 각각 얼마인가요?"),
            params,
        )
    return fill(Text(
        "y = relu(z) with z = {z}; the gradient from above is ∂L/∂y = {g}. What is ∂L/∂z?",
        "y = relu(z), z = {z}, 위에서 온 기울기는 ∂L/∂y = {g:이에요}. ∂L/∂z는 얼마인가요?",
    ), params)  # fmt: skip


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = "∂L/∂z = ∂L/∂y · [z > 0]"
    if "weights" in params:
        formula += ",  ∂L/∂x = Wᵀ · ∂L/∂z"
    step = Text("The first z is {z}: its slope is {slope}.", "첫째 z는 {z}, 기울기는 {slope:이에요}.")
    return (
        Text(
            "A ReLU lets a gradient pass or not; it does not change it.",
            "ReLU는 기울기를 그대로 보내거나 막을 뿐이에요.",
        ),
        Text(formula, formula),
        fill(step, z=float(before(params)[0]), slope=float(slopes(params)[0])),
    )


def solution(params: Params) -> tuple[Step, ...]:
    z, slope = before(params), slopes(params)
    at_z = np.array(params["g"]) * slope
    columns = ("z", "[z > 0]", "∂L/∂y", "∂L/∂z")
    lines = tuple((float(a), int(b), float(c), float(d))
                  for a, b, c, d in zip(z, slope, params["g"], at_z, strict=True))  # fmt: skip
    whole = Table(columns, lines)
    table = whole if "weights" in params else Table(columns[:1], tuple(line[:1] for line in lines))
    first = Step(Text("What is above 0 lets its gradient pass; at 0 and below the slope is 0.",
                      "0보다 큰 곳은 기울기를 그대로 보내고, 0 이하에서는 기울기가 0이에요."), table)  # fmt: skip
    if "weights" not in params:
        return first, Step(fill(Text("So it is {all}.", "따라서 {all:이에요}."), all=reference(params)), whole)
    products = Table(
        ("∂L/∂z", "W", "∂L/∂z · W"),
        tuple((float(d), ", ".join(map(str, row)), ", ".join(f"{d * weight:g}" for weight in row))
              for d, row in zip(at_z, params["weights"], strict=True)),
    )  # fmt: skip
    text = Text("Back through W, each row times its gradient, added up: {all}.",
                "W를 거슬러, 행마다 기울기를 곱해 더하면 {all:이에요}.")  # fmt: skip
    return first, Step(fill(text, all=reference(params)), products)


def numbers(params: Params) -> dict[str, object]:
    z = before(params)
    closed = z[z < 0]
    return {"z": z, "closed": closed, "count": int(closed.size)}


FAMILY = Family(
    name="relu-gradient",
    version=1,
    title=Text("Gradient through a ReLU", "ReLU를 지나는 기울기"),
    topic="gradients",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=answer,
    misconceptions=(
        Misconception(
            name="passed-all",
            source=Text("a ReLU that lets everything through", "모두 통과한다는 생각"),
            answer=passed_all,
            feedback=told(
                "Your answer, {given}, is what you get if every gradient passes. Where z is below 0 ({closed}) none "
                "does.",
                "{given:은} 기울기가 모두 통과하면 나오는 값이에요. z가 0보다 작은 곳({closed})에서는 막혀요.",
                numbers,
            ),
            links=("cnn-relu-slope",),
            step=0,
        ),
        Misconception(
            name="value-for-slope",
            source=Text("ReLU's value for its slope", "ReLU의 기울기 대신 값"),
            answer=lambda params: back(params, np.maximum(before(params), 0)),
            feedback=told(
                "Your answer, {given}, is what you get if you multiply by relu(z). Above 0 the slope is 1, for z = {z} "
                "as for any other.",
                "{given:은} relu(z)를 곱하면 나오는 값이에요. z = {z} 가운데 0보다 큰 곳의 기울기는 언제나 1이에요.",
                numbers,
            ),
            links=("cnn-relu-slope", "cnn-relu-value"),
            step=0,
        ),
        Misconception(
            name="turned-round",
            source=Text("the gate the wrong way round", "막는 쪽을 거꾸로 봄"),
            answer=lambda params: back(params, (before(params) < 0).astype(int)),
            feedback=told(
                "Your answer, {given}, is what you get if the gradient passes where z is below 0 ({closed}). It passes "
                "where z is above.",
                "{given:은} z가 0보다 작은 곳({closed})에서 기울기가 통과하면 나오는 값이에요. 0보다 큰 곳에서 "
                "통과해요.",
                numbers,
            ),
            links=("cnn-relu-slope",),
            step=0,
        ),
        Misconception(
            name="as-absolute",
            source=Text("the slope of |z|", "|z|의 기울기와 혼동"),
            answer=lambda params: back(params, np.sign(before(params)).astype(int)),
            feedback=told(
                "Your answer, {given}, is what you get with a slope of −1 below 0, as |z| has. ReLU is flat there: 0.",
                "{given:은} |z|처럼 0보다 작은 곳의 기울기를 −1로 보면 나오는 값이에요. ReLU는 그곳에서 평평해서 "
                "0이에요.",
            ),
            links=("cnn-relu-slope",),
            step=0,
        ),
        Misconception(
            name="gated-by-gradient",
            source=Text("ReLU applied to the gradient", "기울기에 ReLU를 씌움"),
            answer=gated_by_gradient,
            feedback=told(
                "Your answer, {given}, is what you get if ReLU is applied to the gradient {g}. What decides is z.",
                "{given:은} 기울기 {g}에 ReLU를 씌우면 나오는 값이에요. 통과하는지는 z가 정해요.",
            ),
            links=("cnn-relu-slope",),
            step=0,
        ),
        Misconception(
            name="passes-at-zero",
            source=Text("a slope of 1 at 0", "z = 0에서 기울기를 1로 봄"),
            answer=at_zero,
            feedback=told(
                "Your answer, {given}, is what you get with a slope of 1 at z = 0. Frameworks take 0 there.",
                "{given:은} z = 0에서 기울기를 1로 보면 나오는 값이에요. 프레임워크는 그곳에서 0을 써요.",
            ),
            links=("cnn-relu-slope",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("cnn-relu-backward", "train-linear-backward"),
)
