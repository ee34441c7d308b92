"""Write a backward pass: through ReLU, through leaky ReLU, through a dense layer with ReLU."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from quiz.engine import Tensor
from quiz.engine import functional as F
from quiz.engine.demonstrations.values import Table, Text
from quiz.exercises.chance import pick
from quiz.exercises.code import Task, arguments
from quiz.exercises.families.code.writing import WRITE, Idea, alike, asked, lines, sliced, written, wrongs
from quiz.exercises.problem import Params, Settings, Step
from quiz.exercises.sandbox import Call

NAMES = (("x", "g"), ("z", "dy"), ("x", "grad"))
ORDERS = (("dx", "dw", "db"), ("dw", "db", "dx"), ("db", "dw", "dx"))


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: ReLU. Level 2: leaky ReLU. Level 3: a dense layer and ReLU."""
    x, g = pick(rng, NAMES[:2] if level == 3 else NAMES)
    params: dict[str, Any] = {"level": level, "x": x, "g": g}
    if level == 1:
        return params | {"gradient_first": pick(rng, (False, True))}
    if level == 2:
        return params | {"slope": pick(rng, (0.01, 0.1, 0.2))}
    return params | {"order": list(pick(rng, ORDERS)), "layout": pick(rng, ("in-out", "out-in"))}


def signature(params: Params) -> str:
    x, g, level = params["x"], params["g"], params["level"]
    if level == 3:
        return f"dense_relu_backward({x}, w, b, {g})"
    if level == 2:
        return f"leaky_relu_backward({x}, {g}, slope={params['slope']})"
    return f"relu_backward({g}, {x})" if params["gradient_first"] else f"relu_backward({x}, {g})"


def name(params: Params) -> str:
    return signature(params).split("(")[0]


def code(
    params: Params, *, rule: str | None = None, mask: str = "({out} > 0)", bias: str = "d.sum(axis=0)",
    weights: str | None = None, inward: str | None = None,
) -> str:  # fmt: skip
    """The function by another rule; at level 3 with another mask, or another of the three gradients."""
    x, g, level = params["x"], params["g"], params["level"]
    head = f"def {signature(params)}:"
    if level < 3:
        usual = "{g} * ({x} > 0)" if level == 1 else "{g} * np.where({x} > 0, 1, slope)"
        return lines(head, f"    return {(rule or usual).format(x=x, g=g)}")
    turned = params["layout"] == "out-in"
    found = {
        "dx": inward or ("d @ w" if turned else "d @ w.T"),
        "dw": (weights or ("d.T @ {x}" if turned else "{x}.T @ d")).format(x=x),
        "db": bias,
    }
    out = f"({x} @ w.T + b)" if turned else f"({x} @ w + b)"
    return lines(
        head, f"    d = {g} * {mask.format(out=out)}" if mask else f"    d = {g}",
        f"    return {', '.join(found[one] for one in params['order'])}",
    )  # fmt: skip


def reference(params: Params) -> Callable[..., Any]:
    def single(one: Any, other: Any, slope: float = 0.0) -> Any:
        x, g = (other, one) if params.get("gradient_first") else (one, other)
        tensor = Tensor(x, requires_grad=True)
        (F.relu(tensor) if params["level"] == 1 else F.leaky_relu(tensor, slope)).backward(g)
        assert tensor.grad is not None
        return tensor.grad.data

    def layer(x: Any, w: Any, b: Any, g: Any) -> Any:
        leaves = {f"d{one}": Tensor(array, requires_grad=True) for one, array in (("x", x), ("w", w), ("b", b))}
        weight = leaves["dw"] if params["layout"] == "out-in" else leaves["dw"].T
        F.relu(F.linear(leaves["dx"], weight, leaves["db"])).backward(g)
        return tuple(leaves[one].grad.data for one in params["order"])  # type: ignore[union-attr]

    return (
        layer
        if params["level"] == 3
        else (single if params["level"] == 1 else lambda x, g, slope=params["slope"]: single(x, g, slope))
    )


def inputs(params: Params, rng: np.random.Generator) -> Sequence[Call]:
    """Values above, below and exactly 0."""
    level, calls = params["level"], []
    for place, shape in enumerate(((2,), (4,), (3,), (2, 3), (3, 2), (2, 2, 2), (5, 1))):
        if level == 3:
            n, wide, narrow = ((1, 2, 2), (2, 3, 2), (3, 2, 1), (2, 1, 3), (4, 3, 3), (3, 3, 2), (2, 4, 3))[place]
            x, w, b, g = (rng.integers(-3, 4, size).astype(float)
                          for size in ((n, wide), (wide, narrow), (narrow,), (n, narrow)))  # fmt: skip
            w = np.ascontiguousarray(w.T) if params["layout"] == "out-in" else w
            calls += [arguments(x, w, b, g), arguments(sliced(x), np.asfortranarray(w), b, sliced(g)),
                      arguments(*(array.astype(np.float32) for array in (x, w, b, g)))]  # fmt: skip
            continue
        x, g = (rng.integers(-3, 4, shape).astype(float) for _ in range(2))
        x.flat[0] = 0
        g.flat[0] = 2.0 if place % 2 else -1.0
        for one, other in ((x, g), (sliced(x), sliced(g)), (x.astype(np.float32), g.astype(np.float32))):
            pair = (other, one) if params.get("gradient_first") else (one, other)
            calls.append(arguments(*pair, **({"slope": 0.5} if level == 2 and place % 2 else {})))
    return calls


def task(params: Params) -> Task:
    return Task(name(params), reference(params), lambda rng: inputs(params, rng), wrongs(IDEAS, params))


def question(params: Params) -> Text:
    level = params["level"]
    if level < 3:
        layer, at_zero = (
            Text("ReLU", "ReLU"),
            Text("At {x} = 0 the slope is 0.", "{x} = 0에서 기울기는 0이에요."),
        )
        if level == 2:
            layer = Text("leaky ReLU ({x} above 0, else `slope` · {x})", "leaky ReLU(0보다 크면 {x}, 아니면 "
                         "`slope` · {x})")  # fmt: skip
            at_zero = Text("At {x} = 0 its slope is `slope`, as in PyTorch.",
                           "{x} = 0에서 기울기는 PyTorch처럼 `slope`예요.")  # fmt: skip
        return asked(
            params, WRITE,
            Text(f"{{x}} went into {layer.en}; {{g}}, of the same shape, is the gradient of the loss for what "
                 "came out.",
                 f"{{x:은}} {layer.ko}의 입력, 모양이 같은 {{g:은}} 출력에 대한 손실의 기울기예요."),
            Text("It returns the gradient for {x}.", "{x}에 대한 기울기를 반환하세요."), at_zero,
            head=signature(params),
        )  # fmt: skip
    turned = params["layout"] == "out-in"
    forward = "y = relu({x} @ w.T + b)" if turned else "y = relu({x} @ w + b)"
    shapes = "(outputs, inputs)" if turned else "(inputs, outputs)"
    shapes_ko = "(출력, 입력)" if turned else "(입력, 출력)"
    order = ", ".join(one if one != "dx" else f"d{params['x']}" for one in params["order"])
    return asked(
        params, WRITE,
        Text(f"Forward it was {forward}: {{x}} (n, inputs), `w` {shapes}, `b` (outputs,). {{g}} is the gradient of the "
             "loss for y, (n, outputs).",
             f"순전파는 {forward}예요. {{x}} (n, 입력), `w` {shapes_ko}, `b` (출력,)이고, {{g:은}} y에 대한 손실의 "
             "기울기 (n, 출력)이에요."),
        Text(f"It returns the gradients {order}, in this order, each of the shape of what it is for. Nothing is "
             f"divided "
             "by n.",
             f"기울기 {order:s}를 이 순서로, 각각 대상과 같은 모양으로 반환하세요. n으로 나누지 않아요."),
        Text("Where ReLU got exactly 0 its slope is 0.", "ReLU의 입력이 정확히 0이면 기울기는 0이에요."),
        head=signature(params),
    )  # fmt: skip


def hints(params: Params) -> tuple[Text, Text, Text]:
    x, level = params["x"], params["level"]
    body = [line.strip() for line in code(params).strip().split("\n")[1:]]
    if level == 3:
        turned = params["layout"] == "out-in"
        formula = "d = g ⊙ [z > 0];  dx = d·w, dw = dᵀ·x, db = Σ_n d" if turned else (
            "d = g ⊙ [z > 0];  dx = d·wᵀ, dw = xᵀ·d, db = Σ_n d")  # fmt: skip
        return (
            Text("First through ReLU; the shapes then say which product is which.",
                 "먼저 ReLU를 거슬러 가세요. 어떤 곱인지는 모양이 알려 줘요."),
            alike(formula), alike(f"`{body[0]}`"),
        )  # fmt: skip
    return (
        Text("It is the sign of the input that lets the gradient pass, not its own.",
             "기울기가 지나갈지는 기울기가 아니라 입력의 부호가 정해요."),
        alike("dx = g · relu'(x)" if level == 1 else "dx = g · 1 (x > 0),  g · slope (x ≤ 0)"),
        alike("`np.where(" + x + " > 0, 1, slope)`" if level == 2 else f"`({x} > 0)`"),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    level = params["level"]
    if level < 3:
        slope = 0.0 if level == 1 else params["slope"]
        values = ((3.0, 2.0), (-1.0, 4.0), (0.0, 5.0), (2.0, -1.0))
        rows = tuple((x, g, 1.0 if x > 0 else slope, round(g * (1.0 if x > 0 else slope), 4)) for x, g in values)
        columns = (params["x"], params["g"], Text("slope", "기울기"), Text("result", "결과"))
        return (
            Step(Text("The slope at each input: 1 above 0; the gradient is multiplied by it.",
                      "입력마다 기울기를 구해요. 0보다 크면 1이고, 받은 기울기에 곱해요."), Table(columns, rows)),
        )  # fmt: skip
    shapes = Table((Text("gradient", "기울기"), Text("product", "곱"), Text("shape", "모양")), (
        ("dx", "d @ w" if params["layout"] == "out-in" else "d @ w.T", Text("(n, inputs)", "(n, 입력)")),
        ("dw", "d.T @ x" if params["layout"] == "out-in" else "x.T @ d",
         Text("(outputs, inputs)", "(출력, 입력)") if params["layout"] == "out-in"
         else Text("(inputs, outputs)", "(입력, 출력)")),
        ("db", "d.sum(axis=0)", Text("(outputs,)", "(출력,)")),
    ))  # fmt: skip
    return (
        Step(Text("Through ReLU first: where its input was not above 0, nothing passes.",
                  "먼저 ReLU를 거슬러 가요. 입력이 0보다 크지 않았던 곳은 아무것도 지나가지 않아요."),
             Table((f"x @ {'w.T' if params['layout'] == 'out-in' else 'w'} + b", "g",
                    "d"), ((2.0, 3.0, 3.0), (-1.0, 4.0, 0.0)))),
        Step(Text("Then through the dense layer. The bias went to every sample, so its gradient is the sum over them.",
                  "그다음 완전연결층이에요. 편향은 모든 샘플에 더해졌으니 기울기는 샘플에 걸친 합이에요."), shapes),
    )  # fmt: skip


def at(*levels: int, **change: Any) -> Callable[[Params], str | None]:
    return lambda params: code(params, **change) if params["level"] in levels else None


IDEAS = (
    Idea(
        "gradients-own-sign",
        lambda p: code(p, rule="{g} * ({g} > 0)" if p["level"] == 1 else "{g} * np.where({g} > 0, 1, slope)")
        if p["level"] < 3 else None,
        Text("the gradient's own sign", "기울기 자신의 부호를 봄"),
        Text("Your function's values are what you get if the sign of the gradient decides. It is the input's.",
             "기울기의 부호로 정하면 나오는 값이에요. 입력의 부호를 봐야 해요."),
        ("cnn-relu-backward",), 0,
    ),
    Idea(
        "slope-alone",
        lambda p: code(p, rule="1.0 * ({x} > 0)" if p["level"] == 1 else "np.where({x} > 0, 1, slope)")
        if p["level"] < 3 else None,
        Text("the slope without the gradient", "받은 기울기를 곱하지 않음"),
        Text("Your function's values are what you get if the slope is not multiplied by the gradient that comes in.",
             "받은 기울기를 곱하지 않고 기울기만 구하면 나오는 값이에요."),
        ("train-chain-rule",), 0,
    ),
    Idea(
        "passes-at-zero",
        lambda p: code(p, rule="{g} * ({x} >= 0)" if p["level"] == 1 else "{g} * np.where({x} >= 0, 1, slope)")
        if p["level"] < 3 else None,
        Text("slope 1 at 0", "0에서 기울기 1"),
        Text("Your function's values are what you get with slope 1 at exactly 0.",
             "정확히 0에서 기울기를 1로 보면 나오는 값이에요."),
        ("cnn-relu-slope",), 0,
    ),
    Idea(
        "forward-for-backward",
        at(1, rule="np.maximum({x}, 0) * {g}"),
        Text("the output for the slope", "기울기 대신 출력을 곱함"),
        Text("Your function's values are what you get if the gradient is multiplied by relu's output.",
             "기울기에 relu의 출력을 곱하면 나오는 값이에요."),
        ("cnn-relu-slope",), 0,
    ),
    Idea(
        "nothing-below",
        at(2, rule="{g} * ({x} > 0)"),
        Text("plain ReLU", "보통 ReLU로 착각"),
        Text("Your function's values are what you get with plain ReLU, which passes nothing below 0.",
             "0 아래로 아무것도 보내지 않는 보통 ReLU로 계산하면 나오는 값이에요."),
        ("cnn-leaky-relu",), 0,
    ),
    Idea(
        "slope-everywhere",
        at(2, rule="slope * {g}"),
        Text("the slope above 0 as well", "0보다 커도 slope를 곱함"),
        Text("Your function's values are what you get if everything is multiplied by `slope`.",
             "모두 `slope`를 곱하면 나오는 값이에요."),
        ("cnn-leaky-relu",), 0,
    ),
    Idea(
        "relu-forgotten",
        at(3, mask=""),
        Text("no way back through ReLU", "ReLU를 거슬러 가지 않음"),
        Text("Your function's values are what you get if ReLU is left out on the way back.",
             "역전파에서 ReLU를 빠뜨리면 나오는 값이에요."),
        ("cnn-relu-backward",), 0,
    ),
    Idea(
        "mean-bias",
        at(3, bias="d.mean(axis=0)"),
        Text("the mean over samples", "샘플 평균"),
        Text("Your function's values are what you get if the bias' gradient is the mean over samples. It is the sum.",
             "편향의 기울기를 샘플 평균으로 구하면 나오는 값이에요. 합이에요."),
        ("train-linear-backward",), 1,
    ),
    Idea(
        "one-bias",
        at(3, bias="d"),
        Text("a bias for each sample", "샘플마다 편향"),
        Text("Your function's values are what you get if the bias' gradient is not summed over the samples.",
             "편향의 기울기를 샘플에 걸쳐 더하지 않으면 나오는 값이에요."),
        ("train-linear-backward",), 1,
    ),
    Idea(
        "unmasked-weights",
        lambda p: code(p, weights="{g}.T @ {{x}}".format(g=p["g"]) if p["layout"] == "out-in"
                       else "{{x}}.T @ {g}".format(g=p["g"])) if p["level"] == 3 else None,
        Text("the weights' gradient before ReLU", "가중치에는 ReLU 전 기울기를 씀"),
        Text("Your function's values are what you get if the weights' gradient is computed from y's, without ReLU.",
             "가중치의 기울기를 ReLU를 거치지 않은 기울기로 구하면 나오는 값이에요."),
        ("cnn-relu-backward",), 1,
    ),
)  # fmt: skip

FAMILY = written(
    "write-relu-backward",
    Text("Write a backward pass", "역전파 작성"),
    generate=generate,
    signature=signature,
    code=code,
    task=task,
    ideas=IDEAS,
    question=question,
    hints=hints,
    solution=solution,
    links=("cnn-relu-backward", "train-linear-backward"),
)
