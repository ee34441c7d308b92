"""ReLU of a few numbers, its leaky sister, and a dense layer with it."""

from __future__ import annotations

import numpy as np

from quiz.engine import functional as F
from quiz.engine.demonstrations.values import Table, Text
from quiz.engine.tensor import Array
from quiz.exercises.answers import Real, Row
from quiz.exercises.chance import matrix, pick, shuffled, whole, wholes
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, rows, told

EACH = Real(digits=3)


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: ReLU. Level 2: leaky ReLU. Level 3: a dense layer with ReLU."""
    if level < 3:
        signs = shuffled(rng, [1, 1, -1, -1])
        slope = 0.0 if level == 1 else pick(rng, (0.01, 0.05, 0.1, 0.2))
        return {"x": [sign * whole(rng, 2, 9) for sign in signs], "slope": slope}
    bias = [pick(rng, (-5, -4, -3, -2, 2, 3, 4, 5)) for _ in range(3)]
    return {"x": wholes(rng, 2, 1, 6), "weights": matrix(rng, 2, 3, -4, 4), "bias": bias, "slope": 0.0}


def before(params: Params, *, bias: bool = True) -> Array:
    """What goes into the activation."""
    x = np.array(params["x"], np.float64)
    if "weights" not in params:
        return x
    z: Array = x @ np.array(params["weights"], np.float64)
    return z + np.array(params["bias"]) if bias else z


def activated(z: Array, slope: float = 0.0) -> Array:
    return np.asarray(F.leaky_relu(z, slope) if slope else F.relu(z)) + 0.0


def reference(params: Params) -> Array:
    return activated(before(params), params["slope"])


def unless_said(params: Params, value: Array, *others: Array) -> Array | None:
    """A wrong answer, where it is not also the right one or another's."""
    return None if any(np.allclose(value, other) for other in (reference(params), *others)) else value


def forgot_bias(params: Params) -> Array | None:
    return unless_said(params, activated(before(params, bias=False))) if "weights" in params else None


def bias_after(params: Params) -> Array | None:
    """ReLU first, the bias then."""
    if "weights" not in params:
        return None
    without = activated(before(params, bias=False))
    return unless_said(params, without + np.array(params["bias"]), before(params), without)


def magnitude(params: Params) -> Array | None:
    return unless_said(params, np.abs(before(params)), before(params))


def unchanged(params: Params) -> Array | None:
    return unless_said(params, before(params))


def slopes(params: Params) -> Array | None:
    z = before(params)
    return unless_said(params, np.where(z > 0, 1.0, params["slope"]), z)


def negatives(params: Params) -> Array | None:
    """The other side kept."""
    z = before(params)
    return unless_said(params, np.minimum(z, 0.0), z)


def question(params: Params) -> Text:
    if "weights" in params:
        text = fill(Text(
            "A dense layer with ReLU: x = {x}, b = {bias}, and W, a row for each input:",
            "ReLU를 쓰는 완전연결층이에요. x = {x}, b = {bias}, W는 입력마다 한 행이에요.",
        ), params)  # fmt: skip
        weights = rows(params["weights"])
        return Text(
            f"{text.en}\n{weights}\nWhat is its output, ReLU(x·W + b)?",
            f"{text.ko}\n{weights}\n출력 ReLU(x·W + b)는 무엇인가요?",
        )
    if params["slope"]:
        return fill(Text(
            "What does leaky ReLU with negative_slope={slope} make of {x}?",
            "negative_slope={slope}인 leaky ReLU에 {x:을} 넣으면 무엇이 나오나요?",
        ), params)  # fmt: skip
    return fill(Text("What does ReLU make of {x}?", "ReLU에 {x:을} 넣으면 무엇이 나오나요?"), params)


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = "x > 0: x;  x ≤ 0: {slope}·x" if params["slope"] else "ReLU(x) = max(0, x)"
    z = before(params)[0]
    above = Text("{z} is above 0.", "{z:은} 0보다 커요.")
    below = Text("{z} is not above 0.", "{z:은} 0보다 크지 않아요.")
    return (
        Text("Look at each sign: what is above 0 stays as it is.", "부호를 보세요. 0보다 큰 값은 그대로예요."),
        fill(Text(formula, formula), params),
        fill(above if z > 0 else below, z=z),
    )


def solution(params: Params) -> tuple[Step, ...]:
    z, y = before(params), reference(params)
    steps = []
    if "weights" not in params:
        signs = tuple((float(value), "+" if value > 0 else "−" if value < 0 else "0") for value in z)
        text = Text("Only the sign of each value decides.", "값마다 부호만 보면 돼요.")
        steps.append(Step(text, Table((Text("in", "입력"), Text("sign", "부호")), signs)))
    if "weights" in params:
        without = before(params, bias=False)
        sums = tuple(zip(map(float, without), map(float, params["bias"]), map(float, z), strict=True))
        text = Text("First x·W, a sum of products for each column, then the bias.",
                    "먼저 열마다 곱을 더해 x·W를 구하고 편향을 더해요.")  # fmt: skip
        steps.append(Step(text, Table(("x·W", "b", "z"), sums)))
    words = Text("What is above 0 passes, the rest becomes 0.", "0보다 큰 값은 통과하고 나머지는 0이 돼요.")
    if params["slope"]:
        words = fill(Text("What is above 0 passes, the rest is multiplied by {slope}.",
                          "0보다 큰 값은 통과하고 나머지에는 {slope:을} 곱해요."), params)  # fmt: skip
    values = tuple((float(a), round(float(b), 6)) for a, b in zip(z, y, strict=True))
    steps.append(Step(words, Table((Text("in", "입력"), Text("out", "출력")), values)))
    return tuple(steps)


FAMILY = Family(
    name="relu",
    version=1,
    title=Text("ReLU", "ReLU 함수"),
    topic="values",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: Row(len(before(params)), EACH),
    misconceptions=(
        Misconception(
            name="magnitude",
            source=Text("the absolute value for ReLU", "ReLU를 절댓값으로 착각"),
            answer=magnitude,
            feedback=told(
                "Your answer, {given}, is what you get if you drop the minus signs: that is the absolute value.",
                "{given:은} 음수의 부호를 떼면 나오는 값이에요. 그건 절댓값이에요.",
            ),
            links=("cnn-relu-value",),
            step=1,
        ),
        Misconception(
            name="unchanged",
            source=Text("no activation at all", "활성화를 빠뜨림"),
            answer=unchanged,
            feedback=told(
                "Your answer, {given}, is what you get without an activation: negative values went through.",
                "{given:은} 활성화 함수 없이 음수를 그대로 두면 나오는 값이에요.",
            ),
            links=("cnn-relu-value",),
            step=1,
        ),
        Misconception(
            name="slope",
            source=Text("the slope for the value", "값 대신 기울기"),
            answer=slopes,
            feedback=told(
                "Your answer, {given}, is what you get if you take the slope of ReLU, not its value.",
                "{given:은} ReLU의 값이 아니라 기울기를 구하면 나오는 값이에요.",
            ),
            links=("cnn-relu-slope",),
            step=1,
        ),
        Misconception(
            name="negatives-kept",
            source=Text("min for max", "max 대신 min"),
            answer=negatives,
            feedback=told(
                "Your answer, {given}, is what you get if the negative values pass and the others become 0.",
                "{given:은} 음수를 통과시키고 나머지를 0으로 만들면 나오는 값이에요.",
            ),
            links=("cnn-relu-value",),
            step=1,
        ),
        Misconception(
            name="not-leaky",
            source=Text("plain ReLU for the leaky one", "leaky ReLU를 ReLU로 착각"),
            answer=lambda params: activated(before(params)) if params["slope"] else None,
            feedback=told(
                "Your answer, {given}, is what you get with plain ReLU. The leaky one multiplies what is below 0 by "
                "{slope}.",
                "{given:은} 보통 ReLU를 쓰면 나오는 값이에요. leaky ReLU는 음수에 {slope:을} 곱해요.",
            ),
            links=("cnn-relu-slope",),
            step=1,
        ),
        Misconception(
            name="forgot-bias",
            source=Text("leaving out the bias", "편향을 빠뜨림"),
            answer=forgot_bias,
            feedback=told(
                "Your answer, {given}, is what you get without the bias, {bias}.",
                "{given:은} 편향({bias})을 더하지 않으면 나오는 값이에요.",
            ),
            links=("foundations-bias",),
            step=0,
        ),
        Misconception(
            name="bias-after",
            source=Text("the activation before the bias", "편향보다 활성화를 먼저"),
            answer=bias_after,
            feedback=told(
                "Your answer, {given}, is what you get if ReLU comes before the bias, {bias}, is added.",
                "{given:은} 편향({bias})을 더하기 전에 ReLU를 쓰면 나오는 값이에요.",
            ),
            links=("foundations-neuron-value",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("cnn-relu-value",),
)
