"""Write one-hot labels: of a vector, of any shape, smoothed and with labels to leave out."""

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


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: a vector of labels. Level 2: labels of any shape. Level 3: smoothed, with some left out."""
    params: dict[str, Any] = {"level": level, "labels": pick(rng, ("labels", "y", "t"))}
    if level == 1:
        return params | {"dtype": pick(rng, ("float32", "float64", "uint8", "bool"))}
    if level == 2:
        return params | {"axis": pick(rng, ("last", "first")), "dtype": pick(rng, ("float32", "float64"))}
    return params | {"ignored": pick(rng, (-1, -100)), "share": pick(rng, ("all", "others"))}


def signature(params: Params) -> str:
    more = ", epsilon" if params["level"] == 3 else ""
    return f"one_hot({params['labels']}, classes{more})"


def code(
    params: Params, *, labels: str | None = None, classes: str = "classes", one: str = "1", end: str = "",
    keep: bool = True, share: str | None = None, blank: str = " * kept", rows: str = "",
) -> str:  # fmt: skip
    """The function from other labels, with other classes, or with another number than 1; at level 3 smoothed in
    another way."""
    y, level = params["labels"], params["level"]
    head = f"def {signature(params)}:"
    taken = labels or y
    if level < 3:
        first = level == 2 and params["axis"] == "first"
        axis = f"np.arange({classes}).reshape(-1, *[1] * {y}.ndim)" if first else f"np.arange({classes})"
        whose = taken if first else f"({taken})[..., None]" if taken != y else f"{y}[..., None]"
        made = f"({whose} == {axis}).astype(np.{params['dtype']})"
        return lines(head, f"    return {made}{end}" if one == "1" else f"    return {made} * {one}{end}")
    spread = {
        "all": "(1 - epsilon) * one + epsilon / classes",
        "others": "(1 - epsilon) * one + epsilon / (classes - 1) * (1 - one)",
    }[share or params["share"]] if share != "none" else "one + epsilon / classes"  # fmt: skip
    return lines(
        head, f"    kept = ({y} != {params['ignored']})[:, None]",
        f"    one = np.eye(classes)[{'np.where(kept[:, 0], ' + y + ', 0)' if keep else y}]{rows}",
        f"    return ({spread}){blank}",
    )  # fmt: skip


def reference(params: Params) -> Callable[..., Any]:
    def plain(labels: Any, classes: int) -> Any:
        made = F.one_hot(labels, classes, dtype=np.dtype(params["dtype"] if params["dtype"] != "bool" else "uint8"))
        made = np.moveaxis(made, -1, 0) if params.get("axis") == "first" else made
        return made.astype(params["dtype"])

    def smooth(labels: Any, classes: int, epsilon: float) -> Any:
        kept = labels != params["ignored"]
        one = F.one_hot(np.where(kept, labels, 0), classes, dtype=np.float64)
        others = classes if params["share"] == "all" else (classes - 1)
        rest = 1.0 if params["share"] == "all" else 1 - one
        return np.where(kept[:, None], (1 - epsilon) * one + epsilon / others * rest, 0.0)

    return smooth if params["level"] == 3 else plain


def inputs(params: Params, rng: np.random.Generator) -> Sequence[Call]:
    """With the last class missing, no label at all, and labels of small integers."""
    level, calls = params["level"], []
    for place, classes in enumerate((2, 3, 4, 3, 5, 4)):
        shape: tuple[int, ...] = (int(rng.integers(1, 5)),)
        if level == 2:
            shape = ((3,), (2, 3), (1, 2, 2), (2, 1), (3, 2), (2, 2, 3))[place]
        labels = rng.integers(0, max(1, classes - place % 2), shape)
        if level == 3:
            labels = np.where(rng.random(shape) < 0.4, params["ignored"], labels)
            epsilon = float(rng.choice([0.1, 0.2]))
            calls += [arguments(labels, classes, epsilon), arguments(sliced(labels), classes, epsilon)]
            continue
        calls += [arguments(labels, classes), arguments(sliced(labels), classes),
                  arguments(labels.astype(np.uint8), classes)]  # fmt: skip
    if level == 3:
        return [*calls, arguments(np.array([1, params["ignored"], 0]), 2, 0.1), arguments(np.array([2, 0]), 3, 0.0)]
    return [*calls, arguments(np.zeros((0,) if level == 1 else (0, 2), int), 3)]


def task(params: Params) -> Task:
    return Task("one_hot", reference(params), lambda rng: inputs(params, rng), wrongs(IDEAS, params),
                dtype=params["level"] < 3)  # fmt: skip


def question(params: Params) -> Text:
    level = params["level"]
    missing = Text("`classes` is their number; a class that no label names gets its place too.",
                   "`classes`는 클래스 수예요. 레이블에 없는 클래스도 자리가 있어요.")  # fmt: skip
    if level == 3:
        spread = (Text("Label smoothing: each row is (1 − `epsilon`) · one-hot + `epsilon` / `classes`.",
                       "레이블 스무딩: 각 행은 (1 − `epsilon`) · 원-핫 + `epsilon` / `classes`예요.")
                  if params["share"] == "all"
                  else Text("Label smoothing: the label's class gets 1 − `epsilon`; the others share `epsilon` "
                            "equally. "
                            "`classes` is 2 or more.",
                            "레이블 스무딩: 레이블의 클래스는 1 − `epsilon`, 나머지 클래스는 `epsilon`을 똑같이 나눠 "
                            "가져요. `classes`는 2 이상이에요."))  # fmt: skip
        return asked(
            params, WRITE,
            Text("{labels} are integers, (n,), from 0 to `classes` − 1 or {ignored}. It returns floats, (n, "
                 "`classes`).",
                 "{labels:은} 0부터 `classes` − 1까지의 정수 또는 {ignored}인 (n,)이에요. 실수 배열 (n, `classes`)를 "
                 "반환하세요."),
            spread,
            Text("A label {ignored} is to be left out: its row is all 0.",
                 "레이블 {ignored:은} 무시해요. 그 행은 모두 0이에요."),
            head=signature(params),
        )  # fmt: skip
    if level == 1:
        return asked(
            params, WRITE,
            Text("{labels} are integers, (n,), from 0 to `classes` − 1; they may be uint8, and n may be 0.",
                 "{labels:은} 0부터 `classes` − 1까지의 정수 (n,)이에요. uint8일 수도 있고 n이 0일 수도 있어요."),
            Text("It returns (n, `classes`): 1 at the label's place in each row, 0 elsewhere.",
                 "(n, `classes`)를 반환하세요. 행마다 레이블 자리는 1, 나머지는 0이에요."),
            missing, Text("The dtype is {dtype}.", "dtype은 {dtype:이에요}."), head=signature(params),
        )  # fmt: skip
    where = (Text("The axis of classes comes last: (…, `classes`).", "클래스 축은 맨 뒤예요: (…, `classes`).")
             if params["axis"] == "last"
             else Text("The axis of classes comes first: (`classes`, …).",
                       "클래스 축은 맨 앞이에요: (`classes`, …)."))  # fmt: skip
    return asked(
        params, WRITE,
        Text("{labels} are integers of any shape, from 0 to `classes` − 1; there may be none.",
             "{labels:은} 모양이 자유로운, 0부터 `classes` − 1까지의 정수예요. 비어 있을 수도 있어요."),
        Text("It returns 1 at each label's place, 0 elsewhere.", "레이블 자리는 1, 나머지는 0인 배열을 반환하세요."),
        where, missing, Text("The dtype is {dtype}.", "dtype은 {dtype:이에요}."), head=signature(params),
    )  # fmt: skip


def hints(params: Params) -> tuple[Text, Text, Text]:
    y, level = params["labels"], params["level"]
    if level == 3:
        formula = "(1 − ε)·y + ε / k" if params["share"] == "all" else "(1 − ε)·y + ε / (k − 1)·(1 − y)"
        return (
            Text("Give a label to be left out some harmless class first, and blank its row at the end.",
                 "무시할 레이블에 우선 아무 클래스나 주고, 그 행은 마지막에 지우세요."),
            alike(formula), alike(f"`kept = ({y} != {params['ignored']})[:, None]`"),
        )  # fmt: skip
    line = f"`{y}[..., None] == np.arange(classes)`"
    if level == 2 and params["axis"] == "first":
        line = f"`{y} == np.arange(classes).reshape(-1, *[1] * {y}.ndim)`"
    return (
        Text("Compare each label with all class numbers at once.", "레이블마다 모든 클래스 번호와 한 번에 비교하세요."),
        alike("y[i, k] = 1 (k = label i), 0 (k ≠ label i)"), alike(line),
    )  # fmt: skip


def solution(params: Params) -> tuple[Step, ...]:
    columns = (Text("label", "레이블"), "0", "1", "2")
    plain = Table(columns, ((2, 0, 0, 1), (0, 1, 0, 0), (1, 0, 1, 0)))
    first = Step(Text("Each label is compared with the class numbers 0, 1, 2: where they are equal stands 1.",
                      "레이블마다 클래스 번호 0, 1, 2와 비교해, 같은 자리에 1을 둬요."), plain)  # fmt: skip
    if params["level"] < 3:
        where = Text("An axis of length 1 on the labels, and the class numbers broadcast against it: that is where the "
                     "classes end up.",
                     "레이블에 길이 1인 축을 더하면 클래스 번호가 거기에 브로드캐스트돼요. 그 자리가 클래스 "
                     "축이에요.")  # fmt: skip
        if params.get("axis") == "first":
            where = Text("Class numbers as (classes, 1, …, 1) broadcast against the labels: the classes come first.",
                         "클래스 번호를 (classes, 1, …, 1) 모양으로 두면 레이블과 브로드캐스트되고 클래스가 맨 앞에 "
                         "와요.")  # fmt: skip
        return first, Step(where)
    low = 0.1 if params["share"] == "all" else 0.15
    high = 0.8 if params["share"] == "all" else 0.7
    smoothed = Table(columns, ((2, low, low, high), (0, high, low, low), (params["ignored"], 0, 0, 0)))
    return first, Step(
        Text("With epsilon = 0.3 the 1 gives some of itself away; a label to be left out keeps nothing.",
             "epsilon = 0.3이면 1의 일부를 나눠 줘요. 무시할 레이블의 행은 모두 0이에요."), smoothed,
    )  # fmt: skip


IDEAS = (
    Idea(
        "largest-label",
        lambda p: code(p, classes=f"({p['labels']}.max() + 1)") if p["level"] < 3 else None,
        Text("as many classes as the largest label tells", "가장 큰 레이블로 클래스 수를 셈"),
        Text("Your function's values are what you get if the largest label tells how many classes there are. The last "
             "ones may be missing.",
             "가장 큰 레이블로 클래스 수를 세면 나오는 값이에요. 마지막 클래스가 없을 수도 있어요."),
        ("class-cross-entropy",), 1,
    ),
    Idea(
        "counted-from-one",
        lambda p: code(p, labels=f"{p['labels']}.astype(int) - 1") if p["level"] < 3 else None,
        Text("labels counted from 1", "레이블을 1부터 셈"),
        Text("Your function's values are what you get if labels count from 1. They count from 0.",
             "레이블을 1부터 세면 나오는 값이에요. 0부터 세요."),
        ("class-cross-entropy",), 0,
    ),
    Idea(
        "label-for-one",
        lambda p: code(p, one=f"({p['labels']}[..., None] + 0 * np.arange(1)).astype(np.{p['dtype']})")
        if p["level"] == 1 else None,
        Text("the label in place of 1", "1 대신 레이블 값"),
        Text("Your function's values are what you get if the label itself stands at its place. It is 1.",
             "자리에 레이블 값을 두면 나오는 값이에요. 1을 둬야 해요."),
        ("class-cross-entropy",), 0,
    ),
    Idea(
        "other-axis",
        lambda p: code({**p, "axis": "first" if p.get("axis", "last") == "last" else "last", "level": 2})
        if p["level"] < 3 else None,
        Text("classes along the other axis", "클래스 축이 반대쪽"),
        Text("Your function's values are what you get with the classes along another axis.",
             "클래스를 다른 축에 두면 나오는 값이에요."),
        ("class-cross-entropy-batch",), 1,
    ),
    Idea(
        "from-the-end",
        lambda p: code(p, keep=False, blank="") if p["level"] == 3 and p["ignored"] == -1 else None,
        Text("index −1 is the last class", "−1은 마지막 클래스"),
        Text("Your function's values are what you get if −1 is used as an index: it names the last class.",
             "−1을 인덱스로 쓰면 나오는 값이에요. 마지막 클래스를 가리키게 돼요."),
        ("class-cross-entropy-batch",), 1,
    ),
    Idea(
        "blank-not-empty",
        lambda p: code(p, blank="") if p["level"] == 3 else None,
        Text("a class for labels to be left out", "무시할 레이블에도 클래스를 줌"),
        Text("Your function's values are what you get if a label to be left out counts as class 0.",
             "무시할 레이블을 0번 클래스로 세면 나오는 값이에요."),
        ("class-cross-entropy-batch",), 1,
    ),
    Idea(
        "blank-smoothed",
        lambda p: code(p, blank="", rows=" * kept") if p["level"] == 3 else None,
        Text("labels to be left out smoothed as well", "무시할 레이블까지 스무딩"),
        Text("Your function's values are what you get if the row of a label to be left out still gets its share of ε.",
             "무시할 레이블의 행에도 ε을 나눠 주면 나오는 값이에요."),
        ("class-cross-entropy-batch",), 1,
    ),
    Idea(
        "not-taken-away",
        lambda p: code(p, share="none") if p["level"] == 3 and p["share"] == "all" else None,
        Text("given, but not taken away", "더하기만 하고 빼지 않음"),
        Text("Your function's values are what you get if ε / k is added and nothing taken from the 1: rows add up to "
             "more than 1.",
             "1에서 빼지 않고 ε / k를 더하기만 하면 나오는 값이에요. 행의 합이 1을 넘어요."),
        ("class-cross-entropy",), 1,
    ),
    Idea(
        "other-spread",
        lambda p: code(p, share="others" if p["share"] == "all" else "all") if p["level"] == 3 else None,
        Text("shared by other classes", "다른 클래스끼리 나눔"),
        Text("Your function's values are what you get if ε is shared in the other way: by the classes besides the "
             "label's, "
             "or by all.",
             "ε을 다른 방식으로 나누면 나오는 값이에요. 레이블을 뺀 클래스끼리, 또는 모든 클래스가 나누는 차이예요."),
        ("class-cross-entropy",), 1,
    ),
)  # fmt: skip

FAMILY = written(
    "write-one-hot",
    Text("Write one-hot labels", "원-핫 레이블 작성"),
    generate=generate,
    signature=signature,
    code=code,
    task=task,
    ideas=IDEAS,
    question=question,
    hints=hints,
    solution=solution,
    links=("class-cross-entropy", "class-cross-entropy-batch"),
)
