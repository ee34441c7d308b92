"""A tape walked backward by hand: the gradient of a squared error in a small graph."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine.demonstrations.values import Table, Text
from quiz.exercises.answers import Answer, Blanks, Whole
from quiz.exercises.chance import pick
from quiz.exercises.families.gradients.tape import gradients, remembered
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

PAIR = Blanks(("∂L/∂w", "∂L/∂b"), (Whole(), Whole()))
FORMS = {"one": "L = (w·x − t)²", "bias": "L = (w·x + b − t)²", "twice": "L = (v·w·x + w − t)²"}


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: (w·x − t)². Level 2: a bias too. Level 3: the weight is used twice."""
    form = ("one", "bias", "twice")[level - 1]
    x = pick(rng, (-5, -4, -3, 3, 4, 5))
    w = pick(rng, [n for n in (-7, -6, -5, -4, -3, 3, 4, 5, 6, 7) if abs(n) != abs(x)])
    v = pick(rng, (-3, -2, 2, 3)) if form == "twice" else 1
    b = pick(rng, (-4, -3, -2, 2, 3, 4)) if form == "bias" else 0
    error = pick(rng, [n for n in (-6, -5, -4, -3, 3, 4, 5, 6) if n != x])  # else e² is e·x
    return {"form": form, "w": w, "x": x, "b": b, "v": v, "t": output(form, w, x, b, v) - error}


def output(form: str, w: Any, x: Any, b: Any, v: Any) -> Any:
    return v * w * x + w if form == "twice" else w * x + b


def error(params: Params) -> int:
    return int(output(params["form"], params["w"], params["x"], params["b"], params["v"]) - params["t"])


def answer(params: Params) -> Answer:
    return PAIR if params["form"] == "bias" else Whole()


@remembered
def found(params: Params) -> tuple[int, int]:
    """∂L/∂w and ∂L/∂b by the tape."""
    p = params
    w, b = gradients(lambda w, b: (output(p["form"], w, p["x"], b, p["v"]) - p["t"]) ** 2, p["w"], p["b"])
    return round(float(w)), round(float(b))


def answered(params: Params, w: int, b: int) -> Any:
    return (w, b) if params["form"] == "bias" else w


def reference(params: Params) -> Any:
    return answered(params, *found(params))


def forgot_two(params: Params) -> Any:
    w, b = found(params)
    return answered(params, w // 2, b // 2)


def flipped(params: Params) -> Any:
    w, b = found(params)
    return answered(params, -w, -b)


def forgot_inner(params: Params) -> Any:
    """2e for the weight as well."""
    outer = 2 * error(params)
    return answered(params, outer, outer)


def own_value(params: Params) -> Any:
    """∂(w·x)/∂w taken as w."""
    p, outer = params, 2 * error(params)
    return answered(p, outer * (p["v"] * p["w"] + 1 if p["form"] == "twice" else p["w"]), outer)


def one_path(params: Params) -> int | None:
    """The path through v·w·x alone."""
    return 2 * error(params) * params["v"] * params["x"] if params["form"] == "twice" else None


def question(params: Params) -> Text:
    names = {"one": "w = {w}, x = {x}, t = {t}", "bias": "w = {w}, x = {x}, b = {b}, t = {t}",
             "twice": "w = {w}, x = {x}, v = {v}, t = {t}"}[params["form"]]  # fmt: skip
    asked = "∂L/∂w, ∂L/∂b" if params["form"] == "bias" else "∂L/∂w"
    return fill(Text(
        f"{{formula}} with {names}. After `L.backward()`, what is {{asked}}?",
        f"{{formula}}, {names}. `L.backward()` 뒤에 {{asked}}의 값은 얼마인가요?",
    ), params, formula=FORMS[params["form"]], asked=asked)  # fmt: skip


def hints(params: Params) -> tuple[Text, Text, Text]:
    inner = {"one": "∂e/∂w = x", "bias": "∂e/∂w = x, ∂e/∂b = 1", "twice": "∂e/∂w = v·x + 1"}[params["form"]]
    formula = f"∂L/∂w = 2·e · ∂e/∂w,  {inner}"
    nudge = Text("Start at the loss and multiply the local derivatives.", "손실에서 시작해 국소 도함수를 곱해 가세요.")
    if params["form"] == "twice":
        nudge = Text("w reaches the loss by two ways: what they bring is added.",
                     "w가 손실에 이르는 길은 둘이에요. 두 길의 기울기를 더하세요.")  # fmt: skip
    step = Text("What stands in the brackets: e = {e}.", "괄호 안의 값: e = {e}.")
    return nudge, Text(formula, formula), fill(step, e=error(params))


def solution(params: Params) -> tuple[Step, ...]:
    p, e = params, error(params)
    w, b = found(params)
    forward = Table((Text("node", "노드"), Text("value", "값")), (("e", e), ("L = e²", e * e)))
    rows: list[tuple[Any, ...]] = [("L", 1, "1"), ("e", 2 * e, "2·e")]
    if p["form"] == "twice":
        rows += [("w (v·w·x)", 2 * e * p["v"] * p["x"], "2·e·v·x"), ("w (+ w)", 2 * e, "2·e"),
                 ("w", w, Text("both added", "둘을 더함"))]  # fmt: skip
    else:
        rows += [("w", w, "2·e·x")] + ([("b", b, "2·e")] if p["form"] == "bias" else [])
    backward = Table((Text("node", "노드"), "∂L/∂·", Text("how", "어떻게")), tuple(rows))
    text = Text("Forward: e = {e}, L = {loss}.", "순전파: e = {e}, L = {loss}.")
    return (
        Step(fill(text, e=e, loss=e * e), forward),
        Step(Text("Backward: each line times one local derivative.", "역전파: 줄마다 국소 도함수를 하나씩 곱해요."),
             backward),
    )  # fmt: skip


def numbers(params: Params) -> dict[str, object]:
    return {"e": error(params), "outer": 2 * error(params), "loss": error(params) ** 2}


FAMILY = Family(
    name="backward-small-graph",
    version=1,
    title=Text("Backward through a small graph", "작은 그래프의 역전파"),
    topic="gradients",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=answer,
    misconceptions=(
        Misconception(
            name="forgot-inner",
            source=Text("the inner derivative left out", "안쪽 도함수를 빠뜨림"),
            answer=forgot_inner,
            feedback=told(
                "Your answer, {given}, is what you get if you stop at 2·e = {outer}. The inner derivative for w is "
                "missing; it contains x = {x}.",
                "{given:은} 2·e = {outer}에서 멈추면 나오는 값이에요. w에 대한 안쪽 도함수를 곱해야 해요. x = {x}가 "
                "들어가요.",
                numbers,
            ),
            links=("train-chain-rule", "foundations-chain-rule-value"),
            step=1,
        ),
        Misconception(
            name="forgot-two",
            source=Text("the 2 of the square left out", "제곱에서 나오는 2를 빠뜨림"),
            answer=forgot_two,
            feedback=told(
                "Your answer, {given}, is what you get if the slope of e² is e = {e}. It is 2·e = {outer}.",
                "{given:은} e²의 기울기를 e = {e:으로} 보면 나오는 값이에요. 2·e = {outer:이에요}.",
                numbers,
            ),
            links=("train-chain-rule",),
            step=1,
        ),
        Misconception(
            name="own-value",
            source=Text("the weight in place of its partner in the product", "곱의 상대 대신 가중치 자신을 곱함"),
            answer=own_value,
            feedback=told(
                "Your answer, {given}, is what you get if you multiply by w = {w}. The derivative of w·x for w is "
                "x = {x}.",
                "{given:은} w = {w:을} 곱하면 나오는 값이에요. w·x를 w로 미분하면 x = {x:이에요}.",
            ),
            links=("train-chain-rule", "foundations-chain-rule"),
            step=1,
        ),
        Misconception(
            name="flipped",
            source=Text("the error taken the other way round", "오차의 부호를 바꿈"),
            answer=flipped,
            feedback=told(
                "Your answer, {given}, is what you get if e is target − output. Here e = {e}.",
                "{given:은} e를 정답 − 출력으로 보면 나오는 값이에요. 여기서는 e = {e:이에요}.",
                numbers,
            ),
            links=("train-chain-rule",),
            step=0,
        ),
        Misconception(
            name="the-loss",
            source=Text("the loss for its gradient", "기울기 대신 손실의 값"),
            answer=lambda params: None if params["form"] == "bias" else error(params) ** 2,
            feedback=told(
                "Your answer, {given}, is what you get if you take the loss itself, e² = {loss}.",
                "{given:은} 손실 e² = {loss:을} 그대로 쓰면 나오는 값이에요.",
                numbers,
            ),
            links=("train-backward-fills",),
            step=0,
        ),
        Misconception(
            name="one-path",
            source=Text("one of two paths", "두 길 중 하나만 봄"),
            answer=one_path,
            feedback=told(
                "Your answer, {given}, is what you get along v·w·x alone. w is added once more by itself: {outer} "
                "joins.",
                "{given:은} v·w·x 쪽 길만 보면 나오는 값이에요. w는 한 번 더 더해지므로 {outer:을} 더해야 해요.",
                numbers,
            ),
            links=("train-reverse-mode",),
            step=1,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("train-chain-rule", "train-reverse-mode"),
)
