"""Write a step of gradient descent: plain, with weight decay or clipping, with momentum."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from quiz.engine import Tensor, optim
from quiz.engine.demonstrations.values import Table, Text
from quiz.exercises.chance import pick
from quiz.exercises.code import Task, arguments
from quiz.exercises.families.code.writing import WRITE, Idea, alike, asked, lines, sliced, written, wrongs
from quiz.exercises.problem import Params, Settings, Step
from quiz.exercises.sandbox import Call

NAMES = (("w", "g"), ("weights", "grads"), ("theta", "dtheta"))


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: the plain step. Level 2: with weight decay, or with the gradient clipped. Level 3: with momentum."""
    w, g = pick(rng, NAMES)
    params: dict[str, Any] = {"level": level, "w": w, "g": g}
    if level == 3:
        return params | {"nesterov": pick(rng, (False, True)), "velocity_first": pick(rng, (False, True))}
    params["rate_first"] = pick(rng, (False, True))
    return params | ({"extra": pick(rng, ("decay", "max_norm"))} if level == 2 else {})


def signature(params: Params) -> str:
    w, g = params["w"], params["g"]
    if params["level"] == 3:
        return f"sgd_step({w}, {g}, v, lr, momentum)"
    names = f"{w}, lr, {g}" if params["rate_first"] else f"{w}, {g}, lr"
    return f"sgd_step({names}, {params['extra']})" if params["level"] == 2 else f"sgd_step({names})"


def code(params: Params, *, moved: str | None = None, gradient: str | None = None, velocity: str | None = None) -> str:
    """The function with another rule: what is returned for w, what stands for the gradient or the velocity."""
    w, g, level = params["w"], params["g"], params["level"]
    head = f"def {signature(params)}:"
    if level == 3:
        rule = f"{w} - lr * ({g} + momentum * v)" if params["nesterov"] else f"{w} - lr * v"
        new = (moved or rule).format(w=w, g=g)
        both = f"v, {new}" if params["velocity_first"] else f"{new}, v"
        started = velocity or "momentum * v + {g}"
        return lines(head, "    old = v" if "old" in both else None,
                     f"    v = {started.format(w=w, g=g)}", f"    return {both}")  # fmt: skip
    whole = (moved or "{w} - lr * {g}").format(w=w, g=g)
    if level == 1:
        return lines(head, f"    return {whole}")
    if params["extra"] == "decay":
        changed = [f"    {g} = {(gradient or '{g} + decay * {w}').format(w=w, g=g)}"]
    else:
        clipped = "{g} * (max_norm / norm) if norm > max_norm else {g}"
        changed = [f"    norm = np.sqrt(({g} ** 2).sum())",
                   f"    {g} = {(gradient or clipped).format(g=g)}"]  # fmt: skip
    return lines(head, *changed, f"    return {whole}")


def reference(params: Params) -> Callable[..., Any]:
    def stepped(w: Any, g: Any, lr: float, **how: Any) -> Any:
        tensor = Tensor(w.copy(), requires_grad=True)
        tensor.grad = Tensor(g)
        optim.SGD([tensor], lr, **how).step()
        return tensor.data

    def plain(w: Any, one: Any, other: Any, extra: float = 0.0) -> Any:
        g, lr = (other, one) if params["rate_first"] else (one, other)
        if params.get("extra") == "max_norm":
            norm = float(np.sqrt(np.sum(np.square(g, dtype=np.float64))))
            return stepped(w, g * g.dtype.type(extra / norm) if norm > extra else g, lr)
        return stepped(w, g, lr, weight_decay=extra)

    def rolling(w: Any, g: Any, v: Any, lr: float, momentum: float) -> Any:
        """A first step at rate 0 makes `v` the velocity."""
        tensor = Tensor(w.copy(), requires_grad=True)
        optimizer = optim.SGD([tensor], 0.0, momentum=momentum, nesterov=params["nesterov"])
        for optimizer.lr, gradient in ((0.0, v), (lr, g)):
            tensor.grad = Tensor(gradient)
            optimizer.step()
        both = (tensor.data, optimizer.state[0].means[0])
        return both[::-1] if params["velocity_first"] else both

    return rolling if params["level"] == 3 else plain


def inputs(params: Params, rng: np.random.Generator) -> Sequence[Call]:
    level, calls = params["level"], []
    for place, shape in enumerate(((2,), (1,), (3,), (2, 3), (4, 2), (2, 2, 2), (5,))):
        w, g, v = (np.round(3 * rng.normal(size=shape), 1) for _ in range(3))
        lr = float(rng.choice([0.1, 0.5, 0.01]))
        v = np.zeros(shape) if place == 1 else v
        more = [float(rng.choice([0.1, 0.5]))] if level == 2 else []
        if level == 2 and params["extra"] == "max_norm":
            more = [float(rng.choice([1.0, 2.0]))] if place % 2 else [50.0]
            g = np.zeros(shape) if place == 6 else g + 1
        for one, other, third in (
            (w, g, v), (sliced(w), sliced(g), v), tuple(array.astype(np.float32) for array in (w, g, v)),
        ):  # fmt: skip
            if level == 3:
                calls.append(arguments(one, other, third, lr, float(rng.choice([0.5, 0.9]))))
            else:
                calls.append(arguments(one, *((lr, other) if params["rate_first"] else (other, lr)), *more))
    return calls


def task(params: Params) -> Task:
    return Task("sgd_step", reference(params), lambda rng: inputs(params, rng), wrongs(IDEAS, params))


def question(params: Params) -> Text:
    level = params["level"]
    given = Text("{w} are weights of any shape, {g} the gradient of the loss for them, `lr` the learning rate.",
                 "{w:은} 모양이 자유로운 가중치, {g:은} 가중치에 대한 손실의 기울기, `lr`은 학습률이에요.")  # fmt: skip
    if level == 1:
        wanted = Text("It returns the weights after one step of gradient descent, as a new array.",
                      "경사 하강법으로 한 걸음 움직인 가중치를 새 배열로 반환하세요.")  # fmt: skip
        return asked(params, WRITE, given, wanted, head=signature(params))
    if level == 2:
        rule = {
            "decay": Text("Weight decay as in torch.optim.SGD: `decay` · {w} is added to the gradient first. It "
                          "returns the new weights.",
                          "torch.optim.SGD처럼 가중치 감쇠를 해요. 먼저 기울기에 `decay` · {w:을} 더하세요. "
                          "새 가중치를 반환하세요."),
            "max_norm": Text("Where the gradient's length √Σg² is above `max_norm`, the gradient is first shortened to "
                             "that length, its direction kept; it may be all zeros. It returns the new weights.",
                             "기울기의 길이 √Σg²이 `max_norm`보다 크면 방향은 두고 길이만 `max_norm`으로 줄이세요. "
                             "기울기가 모두 0일 수도 있어요. 새 가중치를 반환하세요."),
        }[params["extra"]]  # fmt: skip
        return asked(params, WRITE, given, rule, head=signature(params))
    rule = Text("`v` is the velocity so far, of the same shape: v ← momentum · v + gradient, then w ← w − lr · v.",
                "`v`는 지금까지의 속도이고 모양이 같아요. v ← momentum · v + 기울기, "
                "그다음 w ← w − lr · v.")  # fmt: skip
    if params["nesterov"]:
        rule = Text("Nesterov's momentum as in PyTorch: `v` is the velocity so far; v ← momentum · v + gradient, then "
                    "w ← w − lr · (gradient + momentum · v) with the new v.",
                    "PyTorch의 네스테로프 모멘텀이에요. `v`는 지금까지의 속도예요. v ← momentum · v + 기울기, 그다음 "
                    "새 v로 w ← w − lr · (기울기 + momentum · v).")  # fmt: skip
    order = (Text("It returns two arrays: the new velocity, then the new weights.",
                  "새 속도, 새 가중치 순서로 두 배열을 반환하세요.") if params["velocity_first"]
             else Text("It returns two arrays: the new weights, then the new velocity.",
                       "새 가중치, 새 속도 순서로 두 배열을 반환하세요."))  # fmt: skip
    return asked(params, WRITE, given, rule, order, head=signature(params))


def hints(params: Params) -> tuple[Text, Text, Text]:
    body = [line.strip() for line in code(params).strip().split("\n")[1:]]
    if params["level"] == 3:
        nudge = Text("The velocity first: the step is taken with the new one.",
                     "속도가 먼저예요. 새 속도로 움직여요.")  # fmt: skip
        formula = "v ← μ·v + g;  w ← w − η·(g + μ·v)" if params["nesterov"] else "v ← μ·v + g;  w ← w − η·v"
        return nudge, alike(formula), alike(f"`{body[0]}`")
    if params["level"] == 2:
        nudge = Text("Change the gradient first; the step itself stays the plain one.",
                     "기울기를 먼저 바꾸세요. 걸음 자체는 그대로예요.")  # fmt: skip
        formula = "g ← g + λ·w;  w ← w − η·g" if params["extra"] == "decay" else "g ← g · min(1, c / ‖g‖);  w ← w − η·g"
        return nudge, alike(formula), alike(f"`{body[0]}`")
    return (
        Text("The gradient points uphill, so the step goes the other way.",
             "기울기는 오르막을 가리키니 반대쪽으로 움직여요."),
        alike("w ← w − η·∂L/∂w"), alike(f"`{body[-1]}`"),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    level = params["level"]
    w, g, v, lr = np.array([1.0, -2.0]), np.array([3.0, 4.0]), np.array([2.0, 0.0]), 0.1
    if level == 3:
        new = 0.5 * v + g
        step = lr * (g + 0.5 * new) if params["nesterov"] else lr * new
        last = "lr · (g + 0.5 · v)" if params["nesterov"] else "lr · v"
        return (
            Step(Text("The new velocity, with momentum 0.5: half of the old one, and the gradient.",
                      "모멘텀 0.5인 새 속도: 옛 속도의 절반에 기울기를 더해요."),
                 table(("v", "g", "0.5 · v + g"), v, g, new)),
            Step(Text("The step with the new velocity, at lr = 0.1.", "lr = 0.1에서 새 속도로 움직여요."),
                 table(("w", last, "w'"), w, step, w - step)),
        )  # fmt: skip
    steps = []
    if level == 2 and params["extra"] == "decay":
        steps.append(Step(Text("Weight decay 0.5 pulls each weight toward 0: g + 0.5 · w.",
                               "가중치 감쇠 0.5는 가중치를 0으로 끌어당겨요: g + 0.5 · w."),
                          table(("w", "g", "g + 0.5 · w"), w, g, g + 0.5 * w)))  # fmt: skip
        g = g + 0.5 * w
    elif level == 2:
        steps.append(Step(Text("√(3² + 4²) = 5 is above max_norm = 2: the gradient times 2 / 5 has length 2.",
                               "√(3² + 4²) = 5는 max_norm = 2보다 커요. 기울기에 2 / 5를 곱하면 길이가 2예요."),
                          table(("g", "2 / 5 · g"), g, 0.4 * g)))  # fmt: skip
        g = 0.4 * g
    steps.append(Step(Text("A step against the gradient, lr = 0.1 of it.",
                           "기울기의 lr = 0.1배만큼 반대쪽으로 움직여요."),
                      table(("w", "g", "w − 0.1 · g"), w, g, w - lr * g)))  # fmt: skip
    return tuple(steps)


def table(columns: tuple[str, ...], *values: Any) -> Table:
    return Table(columns, tuple(tuple(round(float(value), 6) for value in row) for row in zip(*values, strict=True)))


def at(level: int, extra: str = "", **change: str) -> Callable[[Params], str | None]:
    """A change of the rule at one level, of one kind."""
    return lambda params: (
        code(params, **change) if params["level"] == level and extra in ("", params.get("extra")) else None
    )


IDEAS = (
    Idea(
        "uphill",
        lambda p: code(p, moved="{w} + lr * v" if p["level"] == 3 else "{w} + lr * {g}"),
        Text("a step along the gradient", "기울기 방향으로 움직임"),
        Text("Your function's values are what you get if the step goes along the gradient: the loss grows.",
             "기울기 방향으로 움직이면 나오는 값이에요. 손실이 커져요."),
        ("train-sgd-rule",),
    ),
    Idea(
        "no-rate",
        at(1, moved="{w} - {g}"),
        Text("no learning rate", "학습률을 빠뜨림"),
        Text("Your function's values are what you get if the whole gradient is subtracted, without the learning rate.",
             "학습률 없이 기울기를 그대로 빼면 나오는 값이에요."),
        ("train-sgd-rule",), 0,
    ),
    Idea(
        "rate-for-both",
        at(1, moved="lr * ({w} - {g})"),
        Text("the rate for the weights as well", "가중치에도 학습률을 곱함"),
        Text("Your function's values are what you get if the learning rate multiplies the weights too.",
             "가중치에도 학습률을 곱하면 나오는 값이에요."),
        ("train-sgd-rule",), 0,
    ),
    Idea(
        "sign-alone",
        at(1, moved="{w} - lr * np.sign({g})"),
        Text("the gradient's sign alone", "기울기의 부호만 봄"),
        Text("Your function's values are what you get if each step has length lr, whatever the gradient's size.",
             "기울기의 크기와 상관없이 lr만큼 움직이면 나오는 값이에요."),
        ("train-sgd-number",), 0,
    ),
    Idea(
        "decay-without-rate",
        at(2, "decay", gradient="{g}", moved="{w} - lr * {g} - decay * {w}"),
        Text("decay that the rate does not scale", "감쇠에 학습률을 곱하지 않음"),
        Text("Your function's values are what you get if the decay is not multiplied by the learning rate.",
             "감쇠에 학습률을 곱하지 않으면 나오는 값이에요."),
        ("train-sgd-rule",), 0,
    ),
    Idea(
        "decay-grows",
        at(2, "decay", gradient="{g} - decay * {w}"),
        Text("decay with the other sign", "감쇠의 부호를 뒤집음"),
        Text("Your function's values are what you get if decay · w is subtracted from the gradient: weights then grow.",
             "기울기에서 decay · w를 빼면 나오는 값이에요. 그러면 가중치가 커져요."),
        ("train-sgd-rule",), 0,
    ),
    Idea(
        "decay-ignored",
        at(2, "decay", gradient="{g}"),
        Text("no decay", "감쇠를 빠뜨림"),
        Text("Your function's values are what you get without weight decay.",
             "가중치 감쇠 없이 움직이면 나오는 값이에요."),
        ("train-sgd-rule",), 0,
    ),
    Idea(
        "each-clipped",
        at(2, "max_norm", gradient="np.clip({g}, -max_norm, max_norm)"),
        Text("each value clipped by itself", "값마다 따로 자름"),
        Text("Your function's values are what you get if each value of the gradient is clipped: its direction changes.",
             "기울기의 값을 하나씩 자르면 나오는 값이에요. 방향이 바뀌어요."),
        ("train-sgd-rule",), 0,
    ),
    Idea(
        "always-scaled",
        at(2, "max_norm", gradient="{g} * (max_norm / norm)"),
        Text("short gradients made longer", "짧은 기울기까지 늘림"),
        Text("Your function's values are what you get if short gradients are stretched to `max_norm` as well.",
             "짧은 기울기까지 `max_norm`으로 늘리면 나오는 값이에요."),
        ("train-sgd-rule",), 0,
    ),
    Idea(
        "not-clipped",
        at(2, "max_norm", gradient="{g}"),
        Text("no clipping", "줄이지 않음"),
        Text("Your function's values are what you get if the gradient is never shortened.",
             "기울기를 줄이지 않으면 나오는 값이에요."),
        ("train-sgd-rule",), 0,
    ),
    Idea(
        "old-velocity",
        at(3, moved="{w} - lr * old"),
        Text("the step before the velocity", "속도를 바꾸기 전에 움직임"),
        Text("Your function's values are what you get if the step is taken with the old velocity.",
             "옛 속도로 움직이면 나오는 값이에요."),
        ("optim-momentum-rule",), 1,
    ),
    Idea(
        "averaged",
        at(3, velocity="momentum * v + (1 - momentum) * {g}"),
        Text("a running mean, as Adam's", "Adam처럼 이동 평균"),
        Text("Your function's values are what you get if the gradient is weighted by 1 − momentum, as in a running "
             "mean.",
             "이동 평균처럼 기울기에 1 − momentum을 곱하면 나오는 값이에요."),
        ("optim-momentum-rule",), 0,
    ),
    Idea(
        "no-momentum",
        at(3, moved="{w} - lr * {g}"),
        Text("a plain step", "모멘텀 없이 움직임"),
        Text("Your function's values are what you get if the weights move by the gradient alone.",
             "기울기만으로 움직이면 나오는 값이에요."),
        ("optim-momentum",), 1,
    ),
    Idea(
        "plain-for-nesterov",
        lambda p: code(p, moved="{w} - lr * v") if p.get("nesterov") else None,
        Text("plain momentum for Nesterov's", "네스테로프 대신 보통 모멘텀"),
        Text("Your function's values are what you get with plain momentum. Nesterov's looks one step further: "
             "g + momentum · v.",
             "보통 모멘텀으로 움직이면 나오는 값이에요. 네스테로프는 한 걸음 앞을 봐요: g + momentum · v."),
        ("optim-momentum-rule",), 1,
    ),
)  # fmt: skip

FAMILY = written(
    "write-sgd-step",
    Text("Write a step of SGD", "SGD 한 걸음 작성"),
    generate=generate,
    signature=signature,
    code=code,
    task=task,
    ideas=IDEAS,
    question=question,
    hints=hints,
    solution=solution,
    links=("train-sgd-rule", "optim-momentum-rule"),
)
