"""What `.grad` holds, or where the weight is, when zero_grad() was forgotten."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quiz.engine import optim
from quiz.engine.demonstrations.values import Table, Text
from quiz.engine.tensor import Tensor
from quiz.exercises.answers import Real
from quiz.exercises.chance import pick, whole
from quiz.exercises.families.gradients.tape import remembered, tidy
from quiz.exercises.problem import Family, Misconception, Params, Settings, Step
from quiz.exercises.words import fill, told

ANSWER = Real(digits=3)


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: backward() alone. Level 2: a step between two of them. Level 3: the weight after three steps."""
    return {
        "a": whole(rng, 1, 2),
        "w": whole(rng, 2, 9) if level == 1 else pick(rng, (-5, -4, -3, -2, 2, 3, 4, 5)),
        "lr": 0.0 if level == 1 else pick(rng, (0.05, 0.1, 0.2)),
        "passes": whole(rng, 3, 4) if level == 1 else level,
        "asked": "w" if level == 3 else "grad",
    }


@dataclass(frozen=True, slots=True)
class Trace:
    """Of each pass: the weight before it, the gradient there, and what `.grad` holds; and the weight at the end."""

    weights: list[float]
    found: list[float]
    held: list[float]
    end: float


@remembered
def run(params: Params, *, clear: bool = False, a: float | None = None) -> Trace:
    """The loop on L = a·w², by the engine."""
    a = params["a"] if a is None else a
    w = Tensor(np.array(float(params["w"])), requires_grad=True)
    optimizer = optim.SGD([w], lr=params["lr"])
    weights, found, held = [], [], []
    for _ in range(params["passes"]):
        if clear:
            optimizer.zero_grad()
        before = 0.0 if w.grad is None else float(w.grad)
        weights.append(float(w.data))
        (w * w * a).backward()
        assert w.grad is not None
        held.append(float(w.grad))
        found.append(held[-1] - before)
        optimizer.step()
    return Trace(weights, found, held, float(w.data))


def asked(params: Params, trace: Trace) -> float:
    return trace.end if params["asked"] == "w" else trace.held[-1]


def reference(params: Params) -> float:
    return asked(params, run(params))


def not_moved(params: Params) -> float | None:
    """Every gradient taken as the first."""
    if not params["lr"]:
        return None
    first = run(params).found[0]
    n = params["passes"]
    return float(params["w"] - params["lr"] * first * n * (n + 1) / 2 if params["asked"] == "w" else n * first)


def averaged(params: Params) -> float | None:
    """The mean of the gradients so far in place of their sum."""
    if not params["lr"]:
        return None
    if params["asked"] == "grad":
        return float(reference(params) / params["passes"])
    w, total = float(params["w"]), 0.0
    for count in range(1, params["passes"] + 1):
        total += 2 * params["a"] * w
        w -= params["lr"] * total / count
    return w


def multiplied(params: Params) -> float | None:
    return None if params["lr"] else float(np.prod(run(params).found))


def question(params: Params) -> Text:
    a = "" if params["a"] == 1 else f"{params['a']} * "
    lines = [f"w = torch.tensor({params['w']}.0, requires_grad=True)"]
    if params["lr"]:
        lines.append(f"optimizer = torch.optim.SGD([w], lr={params['lr']})")
        lines += [f"for i in range({params['passes']}):", f"    loss = {a}w**2", "    loss.backward()"]
        if params["asked"] == "grad":
            lines.append("    print(w.grad)")
        lines.append("    optimizer.step()")
    else:
        lines += [f"for i in range({params['passes']}):", f"    ({a}w**2).backward()"]
    ask = Text("zero_grad() was forgotten. What is w at the end?", "zero_grad()를 빠뜨렸어요. 마지막에 w는 얼마인가요?")
    if params["asked"] == "grad":
        ask = (
            Text("zero_grad() was forgotten. What is printed last?",
                "zero_grad()를 빠뜨렸어요. 마지막에 출력되는 값은?")
            if params["lr"] else Text("What is w.grad at the end?", "마지막에 w.grad는 얼마인가요?")
        )  # fmt: skip
    code = "\n".join(lines)
    return Text(f"{ask.en}\n{code}", f"{ask.ko}\n{code}")


def hints(params: Params) -> tuple[Text, Text, Text]:
    formula = f".grad = g₁ + g₂ + …,  g = {2 * params['a']}·w"
    if params["lr"]:
        formula += f",  w ← w − {params['lr']}·.grad"
    trace = run(params)
    return (
        Text("backward() does not overwrite.", "backward()는 덮어쓰지 않아요."),
        Text(formula, formula),
        fill(Text("The first gradient is {g}.", "첫 기울기는 {g:이에요}."), g=tidy(trace.found[0])),
    )


def solution(params: Params) -> tuple[Step, ...]:
    trace = run(params)
    columns = (Text("pass", "번째"), "w", Text("gradient there", "그곳의 기울기"), ".grad")
    rows = tuple((i + 1, *tidy(values)) for i, values in
                 enumerate(zip(trace.weights, trace.found, trace.held, strict=True)))  # fmt: skip
    text = Text(
        "Each backward() adds its gradient to what .grad holds.", "backward()는 .grad에 있던 값에 기울기를 더해요."
    )
    end = Text("So the answer is {value}.", "따라서 답은 {value:이에요}.")
    if params["asked"] == "w":
        end = Text("The last step takes w to {value}.", "마지막 스텝 뒤에 w는 {value:이에요}.")
    return Step(text, Table(columns, rows[:-1])), Step(fill(end, value=tidy(reference(params))), Table(columns, rows))


def numbers(params: Params) -> dict[str, object]:
    trace = run(params)
    return {"first": tidy(trace.found[0]), "last": tidy(trace.found[-1]), "moved": tidy(trace.weights[-1]),
            "held": tidy(trace.held[-1])}  # fmt: skip


FAMILY = Family(
    name="stale-gradients",
    version=1,
    title=Text("Without zero_grad()", "zero_grad()가 없을 때"),
    topic="gradients",
    levels=(1, 2, 3),
    generate=generate,
    reference=reference,
    question=question,
    answer=lambda params: ANSWER,
    misconceptions=(
        Misconception(
            name="overwritten",
            source=Text("backward() thought to overwrite", "backward()가 덮어쓴다는 생각"),
            answer=lambda params: asked(params, run(params, clear=True)),
            feedback=told(
                "Your answer, {given}, is what you get if every backward() starts anew. It adds: in the end .grad "
                "holds "
                "{held}.",
                "{given:은} backward()가 매번 새로 시작하면 나오는 값이에요. 더하므로 .grad는 마지막에 {held:이에요}.",
                numbers,
            ),
            links=("train-backward-adds", "train-zero-grad"),
            step=0,
        ),
        Misconception(
            name="not-moved",
            source=Text("the same gradient again and again", "기울기가 계속 같다는 생각"),
            answer=not_moved,
            feedback=told(
                "Your answer, {given}, is what you get if every gradient is the first one, {first}. But w has moved: "
                "at "
                "w = {moved} it is {last}.",
                "{given:은} 기울기가 계속 {first:이라}고 보면 나오는 값이에요. w가 움직여서 w = {moved}에서는 "
                "{last:이에요}.",
                numbers,
            ),
            links=("train-forgotten-moved",),
            step=0,
        ),
        Misconception(
            name="averaged",
            source=Text("averaging for adding", "더하지 않고 평균함"),
            answer=averaged,
            feedback=told(
                "Your answer, {given}, is what you get if the gradients are averaged. They are added: .grad = {held} "
                "in "
                "the end.",
                "{given:은} 기울기를 평균하면 나오는 값이에요. 평균하지 않고 더해서 마지막에 .grad = {held:이에요}.",
                numbers,
            ),
            links=("train-backward-adds",),
            step=0,
        ),
        Misconception(
            name="multiplied",
            source=Text("multiplying for adding", "더하지 않고 곱함"),
            answer=multiplied,
            feedback=told(
                "Your answer, {given}, is what you get if {first} is multiplied {passes} times. Gradients are added.",
                "{given:은} {first:을} {passes}번 곱하면 나오는 값이에요. 기울기는 더해요.",
                numbers,
            ),
            links=("train-forgotten-same",),
            step=0,
        ),
        Misconception(
            name="forgot-two",
            source=Text("the gradient of w² taken as w", "w²의 기울기를 w로 봄"),
            answer=lambda params: asked(params, run(params, a=params["a"] / 2)),
            feedback=told(
                "Your answer, {given}, is what you get if the gradient of w² is w. It is 2w; the first gradient is "
                "{first}.",
                "{given:은} w²의 기울기를 w로 보면 나오는 값이에요. 2w이므로 첫 기울기는 {first:이에요}.",
                numbers,
            ),
            links=("train-forgotten-same",),
            step=0,
        ),
    ),
    hints=hints,
    solution=solution,
    links=("train-backward-adds", "train-zero-grad"),
)
