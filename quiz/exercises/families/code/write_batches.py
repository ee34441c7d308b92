"""Write batches: of one array, of samples and labels, in a given order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from quiz.engine import data
from quiz.engine.demonstrations.values import Table, Text
from quiz.exercises.chance import pick
from quiz.exercises.code import Task, arguments
from quiz.exercises.families.code.writing import WRITE, Idea, alike, asked, lines, sliced, written, wrongs
from quiz.exercises.problem import Params, Settings, Step
from quiz.exercises.sandbox import Call

NAMES = ("x", "data", "samples")


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: one array, the last batch kept or dropped. Level 2: samples and labels. Level 3: in a given order."""
    params: dict[str, Any] = {"level": level, "x": pick(rng, NAMES)}
    if level == 1:
        return params | {"size": pick(rng, ("size", "batch_size")), "drop": pick(rng, (False, True))}
    return params | {"size": "size", "drop": pick(rng, (False, True)), "labels_first": pick(rng, (False, True))}


def signature(params: Params) -> str:
    x, size, level = params["x"], params["size"], params["level"]
    if level == 1:
        return f"batches({x}, {size})"
    order = ", order" if level == 3 else ""
    return f"batches({x}, y, {size}{order}, drop_last={params['drop']})"


def code(
    params: Params, *, drop: str | None = None, starts: str | None = None, order: str = "order", labels: str = "y",
    cut: str = "[i:i + {size}]", labels_cut: str | None = None,
) -> str:  # fmt: skip
    """The function with another rule: what is dropped, where batches start, how they are cut, in which order."""
    x, size, level = params["x"], params["size"], params["level"]
    head = f"def {signature(params)}:"
    if level == 1:
        stop = f"len({x}) - {size} + 1" if params["drop"] else f"len({x})"
        where = starts or f"range(0, {drop or stop}, {size})"
        return lines(head, f"    return [{x}{cut.format(size=size)} for i in {where.format(x=x, size=size)}]")
    before = f"    stop = len({x}) - size + 1 if drop_last else len({x})" if drop is None else f"    stop = {drop}"
    where = starts or "range(0, stop, size)"
    named = {x: x, "y": labels}
    if level == 3:
        named = {x: f"{x}[{order}]", "y": f"{labels}[{order}]" if labels_cut is None else labels}
    left, right = f"{named[x]}{cut}", f"{named['y']}{labels_cut or cut}"
    pair = f"{right}, {left}" if params["labels_first"] else f"{left}, {right}"
    return lines(
        head, before.format(x=x), f"    return [({pair.format(size='size')}) for i in {where.format(x=x, size='size')}]"
    )


def reference(params: Params) -> Callable[..., Any]:
    def batches(x: Any, size: int) -> Any:
        return tuple(data.batches(x, size=size, drop_last=params["drop"])) if len(x) else ()

    def pairs(x: Any, y: Any, size: int, order: Any = None, drop_last: bool = params["drop"]) -> Any:
        arrays = (x, y) if order is None else (x[order], y[order])
        both = data.batches(*arrays, size=size, drop_last=drop_last) if len(x) else ()
        return tuple(pair[::-1] if params["labels_first"] else pair for pair in both)

    if params["level"] == 1:
        return batches
    if params["level"] == 2:
        return lambda x, y, size, drop_last=params["drop"]: pairs(x, y, size, None, drop_last)
    return pairs


def inputs(params: Params, rng: np.random.Generator) -> Sequence[Call]:
    """Sizes that divide the number of samples, that do not, and that are larger than it; no sample at all."""
    level, calls = params["level"], []
    for place, (n, size) in enumerate(((5, 2), (4, 2), (3, 1), (2, 3), (7, 3), (10, 4), (6, 6), (0, 2), (9, 3))):
        x = np.arange(float(n)) if place % 2 else np.arange(2.0 * n).reshape(n, 2)
        if level == 1:
            calls += [arguments(x, size), arguments(sliced(x).astype(np.float32), size)]
            continue
        y = rng.permutation(n) + 100
        more = [rng.permutation(n)] if level == 3 else []
        calls += [arguments(x, y, size, *more), arguments(sliced(x), y, size, *more, drop_last=True),
                  arguments(x.astype(np.float32), y, size, *more, drop_last=False)]  # fmt: skip
    return calls


def fits(call: Call) -> bool:
    """The order, where there is one, is of all samples."""
    return len(call.args) < 4 or sorted(call.args[3]) == list(range(len(call.args[0])))


def task(params: Params) -> Task:
    return Task("batches", reference(params), lambda rng: inputs(params, rng), wrongs(IDEAS, params), fits=fits)


def question(params: Params) -> Text:
    level = params["level"]
    none = Text("No samples: no batches. The list may also be a generator.",
                "샘플이 없으면 배치도 없어요. 리스트 대신 제너레이터도 돼요.")  # fmt: skip
    if level == 1:
        rest = (Text("A last batch that would be smaller is left out.",
                     "다 차지 않는 마지막 배치는 버려요.") if params["drop"]
                else Text("The last batch may be smaller, but not empty.",
                          "마지막 배치는 더 작을 수 있지만 비어 있지는 않아요."))  # fmt: skip
        return asked(
            params, WRITE,
            Text("{x} are samples along the first axis, {size} is how many go into a batch, from 1.",
                 "{x:은} 첫 축이 샘플인 배열, {size:은} 배치에 들어가는 샘플 수(1 이상)예요."),
            Text("It returns a list of arrays: the batches of an epoch, in the order of the samples.",
                 "한 에포크의 배치를 샘플 순서대로 배열 리스트로 반환하세요."),
            rest, none, head=signature(params),
        )  # fmt: skip
    given = Text("{x} are samples along the first axis, `y` their labels, (n,), {size} is how many go into a batch, "
                 "from 1.",
                 "{x:은} 첫 축이 샘플인 배열, `y`는 레이블 (n,), {size:은} 배치에 들어가는 샘플 수(1 "
                 "이상)예요.")  # fmt: skip
    pair = (Text("It returns a list of pairs, (labels, samples) of each batch.",
                 "배치마다 (레이블, 샘플) 쌍을 담은 리스트를 반환하세요.") if params["labels_first"]
            else Text("It returns a list of pairs, (samples, labels) of each batch.",
                      "배치마다 (샘플, 레이블) 쌍을 담은 리스트를 반환하세요."))  # fmt: skip
    ordered = Text("`order` is a permutation of 0 … n − 1: the epoch takes samples and labels in this order.",
                   "`order`는 0 … n − 1의 순열이에요. 이 순서로 샘플과 레이블을 꺼내요.")  # fmt: skip
    dropped = Text("`drop_last`: whether a last batch that would be smaller is left out.",
                   "`drop_last`가 참이면 다 차지 않는 마지막 배치를 버려요.")  # fmt: skip
    points = [given, pair, *([ordered] if level == 3 else []), dropped, none]
    return asked(params, WRITE, *points, head=signature(params))


def hints(params: Params) -> tuple[Text, Text, Text]:
    x, size, level = params["x"], params["size"], params["level"]
    nudge = Text("Where does each batch start? A slice that goes too far is cut off by itself.",
                 "배치는 어디서 시작할까요? 끝을 넘는 슬라이스는 알아서 잘려요.")  # fmt: skip
    if level > 1:
        nudge = Text("Samples and labels are cut at the same places; only where the last batch may start depends on "
                     "`drop_last`.",
                     "샘플과 레이블을 같은 자리에서 자르세요. `drop_last`는 마지막 배치가 시작할 수 있는 자리만 "
                     "바꿔요.")  # fmt: skip
    line = f"{x}[i:i + {size}]" if level == 1 else f"stop = len({x}) - size + 1 if drop_last else len({x})"
    if level == 3:
        line = f"{x}[order][i:i + size]"
    dropped = "⌊n / b⌋" if params["drop"] else "⌈n / b⌉"
    return nudge, alike(dropped if level == 1 else "⌈n / b⌉, drop_last: ⌊n / b⌋"), alike(f"`{line}`")


def solution(params: Params) -> tuple[Step, ...]:
    level, x = params["level"], params["x"]
    order = [3, 0, 4, 1, 2] if level == 3 else [0, 1, 2, 3, 4]
    columns = (Text("start", "시작"), "slice", Text("samples", "샘플"))
    rows = tuple((i, f"[{i}:{i + 2}]", ", ".join(str(sample) for sample in order[i : i + 2])) for i in (0, 2, 4))
    steps = [Step(Text("5 samples, 2 a batch: the batches start at 0, 2 and 4; the last slice is cut off at the end.",
                       "샘플 5개를 2개씩: 배치는 0, 2, 4에서 시작하고 마지막 슬라이스는 끝에서 잘려요."),
                  Table(columns, rows))]  # fmt: skip
    if level == 3:
        steps.insert(0, Step(Text(f"First the order: {x}[order] and y[order], here 3, 0, 4, 1, 2.",
                                  f"먼저 순서대로 놓아요: {x}[order]와 y[order], 여기서는 3, 0, 4, 1, "
                                  f"2.")))  # fmt: skip
    dropping = Text("To drop the batch that is not full, no start may lie behind n − size: the range stops before "
                    "n − size + 1 = 4.",
                    "덜 찬 배치를 버리려면 시작이 n − size를 넘지 않아야 해요. range를 n − size + 1 = 4 앞에서 "
                    "멈춰요.")  # fmt: skip
    if level > 1 or params["drop"]:
        steps.append(Step(dropping))
    return tuple(steps)


def other_rest(params: Params) -> str:
    """The last batch dropped where it is to be kept, and kept where it is to be dropped."""
    if params["level"] > 1:
        return code(params, drop="len({x}) if drop_last else len({x}) - size + 1")
    return code(params, drop=f"len({params['x']})" if params["drop"] else f"len({params['x']}) - {params['size']} + 1")


def shares(params: Params) -> str | None:
    """`size` taken for the number of batches."""
    if params["level"] > 1:
        return None
    x, size = params["x"], params["size"]
    return lines(f"def {signature(params)}:", f"    return np.array_split({x}, {size})")


IDEAS = (
    Idea(
        "other-last-batch",
        other_rest,
        Text("dropping and keeping mixed up", "버리기와 남기기를 혼동"),
        Text("Your function's values are what you get if a last batch that is not full is kept where it should be "
             "dropped, and dropped where it should be kept.",
             "덜 찬 마지막 배치를 버려야 할 때 남기고 남겨야 할 때 버리면 나오는 값이에요."),
        ("train-batch",),
    ),
    Idea(
        "always-kept",
        lambda p: code(p, drop="len({x})") if p["level"] > 1 else None,
        Text("`drop_last` ignored", "`drop_last`를 보지 않음"),
        Text("Your function's values are what you get if the last batch is always kept.",
             "마지막 배치를 언제나 남기면 나오는 값이에요."),
        ("train-batch",),
    ),
    Idea(
        "number-of-batches",
        shares,
        Text("so many batches, not so many samples", "배치 수로 착각"),
        Text("Your function's values are what you get if the size is taken for the number of batches.",
             "배치 크기를 배치의 개수로 보면 나오는 값이에요."),
        ("train-batch",), 0,
    ),
    Idea(
        "every-other",
        lambda p: code(p, starts="range(len({x}) // {size} if len({x}) > {size} else 1)", cut="[i::{size}]")
        if p["level"] == 1 else None,
        Text("every size-th sample", "건너뛰며 꺼냄"),
        Text("Your function's values are what you get if a batch takes samples at a distance, not neighbours.",
             "이웃한 샘플이 아니라 건너뛰며 꺼내면 나오는 값이에요."),
        ("train-batch",), 0,
    ),
    Idea(
        "extra-batch",
        lambda p: code(p, starts="range(0, len({x}) + 1, {size})") if p["level"] == 1 and not p["drop"] else None,
        Text("an empty batch at the end", "끝에 빈 배치"),
        Text("Your function's values are what you get if one more batch starts at the very end: where the size divides "
             "n, it is empty.",
             "맨 끝에서도 배치를 시작하면 나오는 값이에요. 나누어떨어질 때 빈 배치가 생겨요."),
        ("train-updates-number",), 0,
    ),
    Idea(
        "labels-uncut",
        lambda p: code(p, labels_cut="[:]" if p["level"] == 2 else "[order]") if p["level"] > 1 else None,
        Text("all labels with each batch", "배치마다 레이블 전체"),
        Text("Your function's values are what you get if the labels are not cut into batches.",
             "레이블을 배치로 자르지 않으면 나오는 값이에요."),
        ("train-batch",),
    ),
    Idea(
        "order-ignored",
        lambda p: code(p, order=":") if p["level"] == 3 else None,
        Text("the order as it was", "순서를 쓰지 않음"),
        Text("Your function's values are what you get without the given order.",
             "주어진 순서를 쓰지 않으면 나오는 값이에요."),
        ("train-split-shuffle",), 0,
    ),
    Idea(
        "labels-stay",
        lambda p: code(p, labels_cut="[i:i + {size}]") if p["level"] == 3 else None,
        Text("labels in their old order", "레이블은 옛 순서 그대로"),
        Text("Your function's values are what you get if the labels are not put in the order too: samples then carry "
             "labels of others.",
             "레이블을 같은 순서로 놓지 않으면 나오는 값이에요. 샘플이 남의 레이블을 갖게 돼요."),
        ("train-split-shuffle",), 0,
    ),
    Idea(
        "order-inverted",
        lambda p: code(p, order="np.argsort(order)") if p["level"] == 3 else None,
        Text("where samples go, not where they come from", "순서를 거꾸로 읽음"),
        Text("Your function's values are what you get if `order` says where each sample goes, not which comes next.",
             "`order`를 샘플이 갈 자리로 읽으면 나오는 값이에요. 다음에 올 샘플의 번호예요."),
        ("train-split-shuffle",), 0,
    ),
)  # fmt: skip

FAMILY = written(
    "write-batches",
    Text("Write batches", "배치 나누기 작성"),
    generate=generate,
    signature=signature,
    code=code,
    task=task,
    ideas=IDEAS,
    question=question,
    hints=hints,
    solution=solution,
    links=("train-batch", "train-updates-number"),
)
