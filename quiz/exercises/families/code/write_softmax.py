"""Write softmax: of a vector, of rows or columns, along any axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from quiz.engine import functional as F
from quiz.engine.demonstrations.values import Table, Text
from quiz.exercises.chance import pick
from quiz.exercises.code import Task, arguments
from quiz.exercises.families.code.writing import WRITE, Idea, alike, asked, lines, sliced, written, wrongs
from quiz.exercises.problem import Params, Settings, Step
from quiz.exercises.sandbox import Call

NAMES = ("x", "z", "logits")
FORMULA = "softmax(z)ᵢ = e^zᵢ / Σⱼ e^zⱼ"


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: a vector, with a temperature or without. Level 2: rows or columns, large logits. Level 3: any axis."""
    if level == 1:
        return {"level": 1, "x": pick(rng, NAMES), "temperature": pick(rng, ("", "t", "temperature"))}
    axes = (0, 1) if level == 2 else (-1, 0, 1)
    return {"level": level, "x": pick(rng, NAMES), "axis": pick(rng, axes)}


def signature(params: Params) -> str:
    x, level = params["x"], params["level"]
    if level == 1 and params["temperature"]:
        return f"softmax({x}, {params['temperature']})"
    return f"softmax({x}, axis={params['axis']})" if level == 3 else f"softmax({x})"


def code(
    params: Params, *, axis: str | None = None, shift: str = "own", sum_axis: str = "own", given: str = "e / {total}",
    keep: str = ", keepdims=True", before: str | None = None,
) -> str:  # fmt: skip
    """The function by one rule or another. `axis`: along what; `shift`: own, all or none of the maxima."""
    x, level = params["x"], params["level"]
    if level == 1:
        hot = f"{x} / {params['temperature']}" if params["temperature"] else x
        body = given.format(total="e.sum()", hot=f"({hot})", x=x)
        return lines(f"def {signature(params)}:", f"    e = np.exp({before or hot})", f"    return {body}")
    along = axis or (str(params["axis"]) if level == 2 else "axis")
    maxima = {"own": f" - {x}.max(axis={along}{keep})", "all": f" - {x}.max()", "none": ""}[shift]
    total = f"e.sum(axis={along}{keep})" if sum_axis == "own" else "e.sum()"
    body = given.format(total=total)
    return lines(f"def {signature(params)}:", f"    e = np.exp({x}{maxima})", f"    return {body}")


def reference(params: Params) -> Callable[..., Any]:
    if params["level"] == 1:
        return lambda x, t=1.0: F.softmax(x / x.dtype.type(t))
    return lambda x, axis=params["axis"]: F.softmax(x, axis)


def inputs(params: Params, rng: np.random.Generator) -> Sequence[Call]:
    if params["level"] == 1:
        return vectors(rng, bool(params["temperature"]))
    if params["level"] == 2:
        calls = [arguments(np.array([[0.0, 1.0, 2.0], [1000.0, 1001.0, 1003.0]])), arguments(np.zeros((1, 1)))]
        calls.append(arguments(np.array([[0.0, 2000.0], [1.0, 2002.0]])))
        for rows, columns in ((1, 3), (3, 1), (2, 3), (3, 2), (3, 3), (5, 4)):
            x = 3 * rng.normal(size=(rows, columns))
            calls += [arguments(x), arguments(sliced(x)), arguments(np.asfortranarray(x).astype(np.float32, "K"))]
        return calls
    calls = [arguments(np.array([0.0, 1.0, 3.0]), axis=0), arguments(np.array([[0.0, 1.0], [1000.0, 1001.0]]), axis=1)]
    calls += [arguments(np.array([[0.0, 2000.0], [1.0, 2002.0]]), axis=0), arguments(np.zeros((0, 3)), axis=-1)]
    for shape in ((2, 3), (3, 2), (2, 3, 2), (3, 1, 2), (2, 2, 2, 3)):
        x = 3 * rng.normal(size=shape)
        calls.append(arguments(x))
        calls += [arguments(sliced(x), axis=axis) for axis in range(-2, len(shape))]
        calls.append(arguments(x.astype(np.float32), axis=len(shape) - 1))
    return calls


def vectors(rng: np.random.Generator, heated: bool) -> list[Call]:
    calls = [arguments(np.array([0.0, 1.0]), *([2.0] if heated else []))]
    for size in (1, 2, 2, 3, 3, 4, 6):
        x = 3 * rng.normal(size=size)
        more = [float(rng.choice([0.5, 2.0, 4.0]))] if heated else []
        calls += [arguments(x, *more), arguments(sliced(x), *more), arguments(x.astype(np.float32), *more)]
    return calls


def task(params: Params) -> Task:
    return Task("softmax", reference(params), lambda rng: inputs(params, rng), wrongs(IDEAS, params))


def question(params: Params) -> Text:
    level = params["level"]
    if level == 1:
        points = [
            Text("{x} is a vector of logits, (n,), n ≥ 1, none beyond ±50.",
                 "{x:은} 로짓 벡터 (n,)이고 n ≥ 1, 값은 ±50을 넘지 않아요."),
            Text("It returns the probabilities, (n,): softmax of the logits.",
                 "로짓의 소프트맥스인 확률 (n,)을 반환하세요."),
        ]  # fmt: skip
        if params["temperature"]:
            points.append(
                Text("The logits are first divided by the temperature {temperature}, a number above 0.",
                     "먼저 로짓을 온도 {temperature:으로} 나누세요. 온도는 0보다 큰 수예요.")
            )  # fmt: skip
        return asked(params, WRITE, *points, head=signature(params))
    large = Text("Logits may be large: 1000 must not overflow.",
                 "로짓이 1000처럼 커도 오버플로가 나면 안 돼요.")  # fmt: skip
    if level == 2:
        which = Text("row", "행") if params["axis"] == 1 else Text("column", "열")
        return asked(
            params, WRITE,
            Text("{x} is a matrix of logits, (rows, columns), at least 1×1.",
                 "{x:은} 로짓 행렬 (행, 열)이고 1×1 이상이에요."),
            Text("It returns a matrix of the same shape in which each {which} adds up to 1.",
                 "모양이 같고, {which}마다 더하면 1이 되는 행렬을 반환하세요."),
            large, head=signature(params), which=which,
        )  # fmt: skip
    return asked(
        params, WRITE,
        Text("{x} is an array of logits with any number of axes; `axis` is one of them, also counted from the end.",
             "{x:은} 축이 몇 개든 되는 로짓 배열이에요. `axis`는 그중 하나이고 음수면 끝에서부터 세요."),
        Text("It returns an array of the same shape that adds up to 1 along `axis`.",
             "모양이 같고, `axis`를 따라 더하면 1이 되는 배열을 반환하세요."),
        large,
        Text("An empty array of shape (0, 3) along its last axis gives an empty array of that shape.",
             "모양이 (0, 3)인 빈 배열은 마지막 축을 따라 계산하면 같은 모양의 빈 배열이 돼요."),
        head=signature(params),
    )  # fmt: skip


def hints(params: Params) -> tuple[Text, Text, Text]:
    if params["level"] == 1:
        nudge = Text("Exponentials first; then each one's share of their sum.",
                     "먼저 지수 함수를 씌우고, 합에서 차지하는 비율을 구하세요.")  # fmt: skip
        return nudge, alike(FORMULA), alike("`return e / e.sum()`")
    along = str(params["axis"]) if params["level"] == 2 else "axis"
    nudge = Text("Softmax stays the same if one number is subtracted from all logits that share a sum.",
                 "한 합을 나누는 로짓에서 같은 수를 빼도 소프트맥스는 그대로예요.")  # fmt: skip
    line = f"`e = np.exp({params['x']} - {params['x']}.max(axis={along}, keepdims=True))`"
    return nudge, alike("softmax(z)ᵢ = e^(zᵢ − m) / Σⱼ e^(zⱼ − m),  m = maxⱼ zⱼ"), alike(line)


def solution(params: Params) -> tuple[Step, ...]:
    z = np.array([1.0, 2.0, 4.0])
    heated = params["level"] == 1 and bool(params["temperature"])
    hot = z / 2 if heated else z
    shift = 0.0 if params["level"] == 1 else z.max()
    e, p = np.exp(hot - shift), F.softmax(hot)
    note = Text("temperature 2", "온도 2") if heated else ""
    name = "z / 2" if heated else "z"
    first = Table((name, "e^z" if not shift else "e^(z − 4)"),
                  tuple((float(a), round(float(b), 4)) for a, b in zip(hot, e, strict=True)), note)  # fmt: skip
    second = Table((name, "e", Text("share", "비율")), tuple(
        (float(a), round(float(b), 4), round(float(c), 4)) for a, b, c in zip(hot, e, p, strict=True)
    ), note)  # fmt: skip
    return (
        Step(Text("Take the exponentials. Subtracting the largest logit of each sum first keeps them from overflowing.",
                  "지수 함수를 씌워요. 합마다 가장 큰 로짓을 먼저 빼면 오버플로가 나지 않아요.")
             if shift else Text("Take the exponential of each logit.", "로짓마다 지수 함수를 씌워요."), first),
        Step(Text("Divide by their sum; `keepdims=True` lets it broadcast back.",
                  "합으로 나눠요. `keepdims=True`를 쓰면 합이 원래 모양으로 브로드캐스트돼요.")
             if shift else Text("Divide by their sum.", "합으로 나눠요."), second),
    )  # fmt: skip


def only(*levels: int) -> Callable[[Params, str], str | None]:
    """The source at these levels alone."""
    return lambda params, source: source if params["level"] in levels else None


def other_axis(params: Params) -> str | None:
    if params["level"] == 1:
        return None
    return code(params, axis=str(1 - params["axis"]) if params["level"] == 2 else "-1")


IDEAS = (
    Idea(
        "no-exponential",
        lambda p: code(p, given="{hot} / {hot}.sum()") if p["level"] == 1 else None,
        Text("shares of the logits themselves", "지수 함수 없이 나눔"),
        Text("Your function's values are what you get if each logit is divided by the sum of the logits, without the "
             "exponential.",
             "로짓을 지수 함수 없이 로짓의 합으로 나누면 나오는 값이에요."),
        ("act-softmax-formula",), 0,
    ),
    Idea(
        "not-divided",
        lambda p: code(p, given="e"),
        Text("exponentials without their sum", "합으로 나누지 않음"),
        Text("Your function's values are what you get if the exponentials are not divided by their sum.",
             "지수 함수 값을 합으로 나누지 않으면 나오는 값이에요."),
        ("act-softmax-formula",), 1,
    ),
    Idea(
        "sigmoids",
        lambda p: code(p, given="1 / (1 + 1 / e)") if p["level"] == 1 else None,
        Text("a sigmoid of each logit", "로짓마다 시그모이드"),
        Text("Your function's values are what you get with the sigmoid of each logit. They do not add up to 1.",
             "로짓마다 시그모이드를 쓰면 나오는 값이에요. 더해도 1이 되지 않아요."),
        ("act-softmax-sigmoid",), 1,
    ),
    Idea(
        "multiplied-temperature",
        lambda p: code(p, before=f"{p['x']} * {p['temperature']}") if p["level"] == 1 and p["temperature"] else None,
        Text("the logits times the temperature", "온도를 곱함"),
        Text("Your function's values are what you get if the logits are multiplied by the temperature. They are "
             "divided by it.",
             "로짓에 온도를 곱하면 나오는 값이에요. 온도로 나눠야 해요."),
        ("act-softmax-formula",), 0,
    ),
    Idea(
        "no-shift",
        lambda p: code(p, shift="none") if p["level"] > 1 else None,
        Text("e^z of large logits", "큰 로짓에 그대로 지수 함수"),
        Text("Your function's values are what you get if the maximum is not subtracted: e^1000 overflows, and "
             "∞ / ∞ is NaN.",
             "최댓값을 빼지 않으면 나오는 값이에요. e^1000은 오버플로이고 ∞ / ∞는 NaN이에요."),
        ("act-softmax-naive",), 0,
    ),
    Idea(
        "one-maximum",
        lambda p: code(p, shift="all") if p["level"] > 1 else None,
        Text("one maximum for all sums", "전체의 최댓값을 뺌"),
        Text("Your function's values are what you get if the maximum of the whole array is subtracted: where all "
             "logits of a sum lie far below it, 0 / 0 is left.",
             "배열 전체의 최댓값을 빼면 나오는 값이에요. 로짓이 모두 그보다 한참 작은 곳에는 0 / 0이 남아요."),
        ("act-softmax-maximum",), 0,
    ),
    Idea(
        "over-all",
        lambda p: code(p, sum_axis="all") if p["level"] > 1 else None,
        Text("one sum for the whole array", "모두를 한 합으로 나눔"),
        Text("Your function's values are what you get if all numbers of the array share one sum.",
             "배열의 모든 값을 한 합으로 나누면 나오는 값이에요."),
        ("act-softmax-axis",), 1,
    ),
    Idea(
        "other-axis",
        other_axis,
        Text("along another axis", "다른 축을 따라 계산"),
        Text("Your function's values are what you get along another axis than the one asked for.",
             "요구한 축이 아닌 다른 축을 따라 계산하면 나오는 값이에요."),
        ("act-softmax-axis",), 1,
    ),
    Idea(
        "no-keepdims",
        lambda p: code(p, keep="") if p["level"] == 2 and p["axis"] == 1 else None,
        Text("sums that broadcast along the wrong axis", "합의 축이 사라져 엉뚱하게 브로드캐스트됨"),
        Text("Your function's values are what you get if maxima and sums lose their axis: a row of them then goes over "
             "the columns, or does not fit.",
             "최댓값과 합의 축이 사라지면 나오는 값이에요. 열 방향으로 잘못 맞춰지거나 모양이 맞지 않아요."),
        ("fw-broadcast",), 1,
    ),
)  # fmt: skip

FAMILY = written(
    "write-softmax",
    Text("Write softmax", "소프트맥스 작성"),
    generate=generate,
    signature=signature,
    code=code,
    task=task,
    ideas=IDEAS,
    question=question,
    hints=hints,
    solution=solution,
    links=("act-softmax-formula", "act-softmax-axis"),
)
