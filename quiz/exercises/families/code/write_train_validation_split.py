"""Write a split into training and validation part: of one array, of samples and labels in a given order, with scaling
that looks at the training part alone."""

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
SHARES = (0.125, 0.25, 0.375, 0.75)  # exact in binary: no rounding makes share · n another number


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: one array. Level 2: samples and labels, in a given order. Level 3: scaled by the training part."""
    params: dict[str, Any] = {"level": level, "x": pick(rng, NAMES)}
    if level == 3:
        return params | {"scale": pick(rng, ("standard", "minmax")), "validation_first": pick(rng, (False, True))}
    params["held"] = pick(rng, ("end", "beginning"))
    if level == 2:
        return params | {"pairs": pick(rng, (False, True))}
    return params | {"validation_first": pick(rng, (False, True))}


def signature(params: Params) -> str:
    x = params["x"]
    return (
        f"train_validation_split({x}, y, order, share)"
        if params["level"] == 2
        else (f"train_validation_split({x}, share)")
    )


MEASURES = {
    "standard": ("{of}.mean(axis=0)", "{of}.std(axis=0)"),
    "minmax": ("{of}.min(axis=0)", "{of}.max(axis=0) - {of}.min(axis=0)"),
}


def code(
    params: Params, *, held: str = "int(np.ceil(share * len({x})))", end: str | None = None, order: str = "order",
    labels: str = "y[{part}]", of: str = "train", own: bool = False, measures: tuple[str, str] | None = None,
    swap: bool = False, after: str | None = None,
) -> str:  # fmt: skip
    """The function with another rule: how many are held out, at which end, in which order, scaled by what."""
    x, level = params["x"], params["level"]
    last = (end or params.get("held", "end")) == "end"
    n = f"    n = {held.format(x=x)}"
    head = f"def {signature(params)}:"
    if level == 2:
        train, kept = (f"{order}[:len({x}) - n]", f"{order}[len({x}) - n:]") if last else (
            f"{order}[n:]", f"{order}[:n]")  # fmt: skip
        stay = (f":len({x}) - n", f"len({x}) - n:") if last else ("n:", ":n")
        ys = labels.format(part="train", stay=stay[0]), labels.format(part="kept", stay=stay[1])
        back = (f"({x}[train], {ys[0]}), ({x}[kept], {ys[1]})" if params["pairs"]
                else f"{x}[train], {x}[kept], {ys[0]}, {ys[1]}")  # fmt: skip
        return lines(head, n, f"    train, kept = {train}, {kept}", f"    return {back}")
    train, kept = (f"{x}[:len({x}) - n]", f"{x}[len({x}) - n:]") if last else (f"{x}[n:]", f"{x}[:n]")
    parts = ["train", "kept"]
    body: list[str | None] = [n, f"    train, kept = {train}, {kept}"]
    if level == 3:
        low, width = (one.format(of=of) for one in measures or MEASURES[params["scale"]])
        body += [f"    low, width = {low}, {width}"]
        parts = ["(train - low) / width", "(kept - low) / width"]
        if own:
            parts[1] = "(kept - {}) / ({})".format(*(one.format(of="kept") for one in MEASURES[params["scale"]]))
        if after:
            parts[1] = after.format(parts[1])
    first, second = parts[::-1] if params["validation_first"] != swap else parts
    return lines(head, *body, f"    return {first}, {second}")


def reference(params: Params) -> Callable[..., Any]:
    last = params.get("held", "end") == "end"

    def split(*arrays: Any, share: float) -> Any:
        """The engine holds out the end."""
        if last:
            return data.train_validation_split(*arrays, validation=share)
        turned = data.train_validation_split(*(array[::-1] for array in arrays), validation=share)
        return tuple(part[::-1] for part in turned)

    def ordered(x: Any, y: Any, order: Any, share: float) -> Any:
        x_train, x_kept, y_train, y_kept = split(x[order], y[order], share=share)
        return ((x_train, y_train), (x_kept, y_kept)) if params["pairs"] else (x_train, x_kept, y_train, y_kept)

    def single(x: Any, share: float) -> Any:
        train, kept = split(x, share=share)
        if params["level"] == 3 and params["scale"] == "standard":
            scaler = data.Standardizer.fit(train)
            train, kept = scaler.transform(train), scaler.transform(kept)
        elif params["level"] == 3:
            low, width = train.min(axis=0), np.ptp(train, axis=0)
            train, kept = (train - low) / width, (kept - low) / width
        return (kept, train) if params["validation_first"] else (train, kept)

    return ordered if params["level"] == 2 else single


def inputs(params: Params, rng: np.random.Generator) -> Sequence[Call]:
    level, calls = params["level"], []
    for place, n in enumerate((4, 5, 7, 8, 10, 13, 6)):
        share = SHARES[place % (4 if level < 3 else 3)]
        if level == 3:
            x = np.round(rng.normal(size=(n, 1 + place % 3)) * 3 + 5, 1)
            calls += [arguments(x, share), arguments(sliced(x), share)]
            continue
        x = np.arange(float(n)) if place % 2 else np.arange(2.0 * n).reshape(n, 2)
        if level == 1:
            calls += [arguments(x, share), arguments(sliced(x), share), arguments(x[::-1].astype(np.float32), share)]
            continue
        order = rng.permutation(n)
        y = rng.permutation(n) + 100
        calls += [arguments(x, y, order, share), arguments(sliced(x).astype(np.float32), y, order, share)]
    return calls


def fits(call: Call) -> bool:
    """Both parts have samples, and columns of the training part vary where they are scaled."""
    x, share = call.args[0], call.args[-1]
    held = int(np.ceil(share * len(x)))
    if not 0 < held < len(x):
        return False
    if len(call.args) == 4:
        return sorted(call.args[2]) == list(range(len(x)))
    return x.ndim == 1 or bool(np.all(np.ptp(x[: len(x) - held], axis=0) > 0))


def task(params: Params) -> Task:
    return Task("train_validation_split", reference(params), lambda rng: inputs(params, rng), wrongs(IDEAS, params),
                fits=fits)  # fmt: skip


def question(params: Params) -> Text:
    level = params["level"]
    last = params.get("held", "end") == "end"
    where = Text("last", "끝") if last else Text("first", "앞")
    held = Text("The {where} ⌈`share` · n⌉ of the n samples validate, the others train; each keeps its place. Neither "
                "part "
                "is ever empty.",
                "샘플 n개 중 {where} ⌈`share` · n⌉개는 검증, 나머지는 학습에 써요. 순서는 그대로이고 어느 쪽도 비지 "
                "않아요.")  # fmt: skip
    if level == 2:
        held = Text("`order` is a permutation of 0 … n − 1: samples and labels are taken in this order, and the "
                    "{where} "
                    "⌈`share` · n⌉ of it validate. Neither part is ever empty.",
                    "`order`는 0 … n − 1의 순열이에요. 샘플과 레이블을 이 순서로 놓고, {where} ⌈`share` · n⌉개는 "
                    "검증에 써요. 어느 쪽도 비지 않아요.")  # fmt: skip
        back = (Text("It returns two pairs: (training samples, their labels), (validation samples, their labels).",
                     "(학습 샘플, 그 레이블), (검증 샘플, 그 레이블) 순서로 두 쌍을 반환하세요.") if params["pairs"]
                else Text("It returns four arrays as scikit-learn does: samples for training, for validation, labels "
                          "for "
                          "training, for validation.",
                          "scikit-learn처럼 학습 샘플, 검증 샘플, 학습 레이블, 검증 레이블 순서로 네 배열을 "
                          "반환하세요."))  # fmt: skip
        given = Text("{x} are samples along the first axis, `y` their labels, (n,).",
                     "{x:은} 첫 축이 샘플인 배열, `y`는 레이블 (n,)이에요.")  # fmt: skip
        return asked(params, WRITE, given, held, back, head=signature(params), where=where)
    back = (Text("It returns the validation part, then the training part.", "검증 부분, 학습 부분 순서로 반환하세요.")
            if params["validation_first"]
            else Text("It returns the training part, then the validation part.",
                      "학습 부분, 검증 부분 순서로 반환하세요."))  # fmt: skip
    if level == 1:
        given = Text("{x} are samples along the first axis.", "{x:은} 첫 축이 샘플인 배열이에요.")
        return asked(params, WRITE, given, held, back, head=signature(params), where=where)
    scaled = {
        "standard": Text("Each column of both parts is standardised, (value − mean) / standard deviation (divided by "
                         "n), so that nothing leaks from the validation part. No column is constant.",
                         "검증 부분의 정보가 새지 않도록 두 부분의 열을 표준화하세요. (값 − 평균) / 표준편차"
                         "(n으로 나눔)이고, 값이 모두 같은 열은 없어요."),
        "minmax": Text("Each column of both parts is scaled, (value − minimum) / (maximum − minimum), so that the "
                       "training "
                       "part fills 0 to 1 and nothing leaks from the validation part. No column is constant.",
                       "검증 부분의 정보가 새지 않도록 두 부분의 열을 (값 − 최솟값) / (최댓값 − 최솟값)으로 바꿔, "
                       "학습 부분이 0~1이 되게 하세요. 값이 모두 같은 열은 없어요."),
    }[params["scale"]]  # fmt: skip
    given = Text("{x} is a table, (n samples, columns).", "{x:은} 표 (샘플 n개, 열)이에요.")
    return asked(params, WRITE, given, held, scaled, back, head=signature(params), where=where)


def hints(params: Params) -> tuple[Text, Text, Text]:
    x, level = params["x"], params["level"]
    body = [line.strip() for line in code(params).strip().split("\n")[1:]]
    if level == 3:
        return (
            Text("What may the scaling know? Only what training sees.",
                 "스케일링이 알아도 되는 건 학습에 쓰는 값뿐이에요."),
            alike("(v − mean_train) / std_train" if params["scale"] == "standard" else "(v − min_train) / (max_train − "
                  "min_train)"),
            alike(f"`{body[2]}`"),
        )  # fmt: skip
    if level == 2:
        return (
            Text("Split the order, not the arrays: the same indices then take samples and labels.",
                 "배열이 아니라 순서를 나누세요. 같은 인덱스로 샘플과 레이블을 꺼내면 돼요."),
            alike("held = ⌈share · n⌉"), alike(f"`{body[1]}`"),
        )  # fmt: skip
    return (
        Text("How many validate? A fraction of a sample counts as a whole one.",
             "검증에 몇 개를 쓸까요? 소수점 아래는 올려요."),
        alike("held = ⌈share · n⌉"), alike(f"`n = int(np.ceil(share * len({x})))`"),
    )  # fmt: skip


TRAINS, VALIDATES = Text("training", "학습"), Text("validation", "검증")


def solution(params: Params) -> tuple[Step, ...]:
    level = params["level"]
    last = params.get("held", "end") == "end"
    counted = Step(Text("Of 5 samples, a share of 0.25 is 1.25: rounded up, 2 validate and 3 train.",
                        "샘플 5개의 0.25는 1.25개예요. 올림하면 2개가 검증, 3개가 학습이에요."))  # fmt: skip
    order = [3, 0, 4, 1, 2] if level == 2 else [0, 1, 2, 3, 4]
    columns = (Text("place", "자리"), Text("sample", "샘플"), Text("part", "쓰임"))
    rows = tuple(
        (place, f"{params['x']}[{sample}]", VALIDATES if (place >= 3 if last else place < 2) else TRAINS)
        for place, sample in enumerate(order)
    )
    text = Text("The parts are two slices; where the second begins, the first ends.",
                "두 부분은 슬라이스 두 개예요. 하나가 끝나는 데서 다른 하나가 시작해요.")  # fmt: skip
    if level == 2:
        text = Text("Here the order is 3, 0, 4, 1, 2. Its slices pick samples and labels alike.",
                    "순서가 3, 0, 4, 1, 2일 때예요. 순서의 슬라이스로 샘플과 레이블을 똑같이 꺼내요.")  # fmt: skip
    steps = [counted, Step(text, Table(columns, rows))]
    if level == 3:
        train, kept = np.array([1.0, 3.0, 5.0]), np.array([7.0, 9.0])
        low, width = (train.mean(), train.std()) if params["scale"] == "standard" else (1.0, 4.0)
        rows3 = tuple(
            (part, float(value), round(float((value - low) / width), 4))
            for part, values in ((TRAINS, train), (VALIDATES, kept)) for value in values
        )  # fmt: skip
        scaled = Text("The training part's own numbers scale both; the validation part may go beyond.",
                      "학습 부분에서 구한 값으로 둘 다 바꿔요. 검증 부분은 범위를 벗어나도 돼요.")  # fmt: skip
        steps.append(Step(scaled, Table((columns[2], Text("value", "값"), Text("scaled", "바꾼 값")), rows3)))
    return tuple(steps)


def overall(params: Params) -> tuple[str, str]:
    """The measures over all columns at once."""
    low, width = MEASURES[params["scale"]]
    return low.replace("axis=0", ""), width.replace("axis=0", "")


IDEAS = (
    Idea(
        "rounded-down",
        lambda p: code(p, held="int(share * len({x}))"),
        Text("rounding down", "내림"),
        Text("Your function's values are what you get if the number of validation samples is rounded down.",
             "검증 샘플 수를 내림하면 나오는 값이에요."),
        ("train-validation-heldout",), 0,
    ),
    Idea(
        "share-trains",
        lambda p: code(p, held="len({x}) - int(np.ceil(share * len({x})))") if p["level"] == 1 else None,
        Text("the share for training", "비율을 학습에 씀"),
        Text("Your function's values are what you get if the share is that of the training part.",
             "비율만큼을 학습에 쓰면 나오는 값이에요."),
        ("train-validation-heldout",), 0,
    ),
    Idea(
        "other-end",
        lambda p: code(p, end="beginning" if p["held"] == "end" else "end") if p["level"] < 3 else None,
        Text("the other end validates", "반대쪽 끝을 검증에 씀"),
        Text("Your function's values are what you get if the samples at the other end validate.",
             "반대쪽 끝의 샘플을 검증에 쓰면 나오는 값이에요."),
        ("train-validation-heldout",), 1,
    ),
    Idea(
        "parts-swapped",
        lambda p: code(p, swap=True) if p["level"] == 1 else None,
        Text("the parts in the other order", "두 부분의 순서가 바뀜"),
        Text("Your function's values are what you get if the two parts are returned in the other order.",
             "두 부분을 바꿔 반환하면 나오는 값이에요."),
        ("train-validation-heldout",), 1,
    ),
    Idea(
        "order-ignored",
        lambda p: code(p, order=f"np.arange(len({p['x']}))") if p["level"] == 2 else None,
        Text("the order as it was", "순서를 쓰지 않음"),
        Text("Your function's values are what you get without the given order.",
             "주어진 순서를 쓰지 않으면 나오는 값이에요."),
        ("train-split-shuffle",), 1,
    ),
    Idea(
        "labels-stay",
        lambda p: code(p, labels="y[{stay}]") if p["level"] == 2 else None,
        Text("labels in their old order", "레이블은 옛 순서 그대로"),
        Text("Your function's values are what you get if the labels are not put in the order too: samples then carry "
             "labels of others.",
             "레이블을 같은 순서로 놓지 않으면 나오는 값이에요. 샘플이 남의 레이블을 갖게 돼요."),
        ("train-split-shuffle",), 1,
    ),
    Idea(
        "order-inverted",
        lambda p: code(p, order="np.argsort(order)") if p["level"] == 2 else None,
        Text("where samples go, not where they come from", "순서를 거꾸로 읽음"),
        Text("Your function's values are what you get if `order` says where each sample goes, not which one comes "
             "next.",
             "`order`를 샘플이 갈 자리로 읽으면 나오는 값이에요. 다음에 올 샘플의 번호예요."),
        ("train-split-shuffle",), 1,
    ),
    Idea(
        "leaked",
        lambda p: code(p, of=p["x"]) if p["level"] == 3 else None,
        Text("scaled by all samples", "모든 샘플로 스케일링"),
        Text("Your function's values are what you get if all samples are used for the scaling: validation leaks into "
             "training.",
             "모든 샘플로 기준을 구하면 나오는 값이에요. 검증 정보가 학습에 새어 들어가요."),
        ("train-leakage-scaler",), 2,
    ),
    Idea(
        "each-by-itself",
        lambda p: code(p, own=True) if p["level"] == 3 else None,
        Text("each part scaled by itself", "부분마다 따로 스케일링"),
        Text("Your function's values are what you get if the validation part is scaled by its own numbers: the same "
             "value "
             "then means something else in it.",
             "검증 부분을 그 부분의 값으로 바꾸면 나오는 값이에요. 같은 값이 다른 뜻이 돼 버려요."),
        ("norm-training-only",), 2,
    ),
    Idea(
        "sample-deviation",
        lambda p: code(p, measures=("{of}.mean(axis=0)", "{of}.std(axis=0, ddof=1)")) if p.get("scale") == "standard"
        else None,
        Text("divided by n − 1", "n − 1로 나눔"),
        Text("Your function's values are what you get if the deviation is divided by n − 1.",
             "표준편차를 n − 1로 나눠 구하면 나오는 값이에요."),
        ("norm-divisor",), 2,
    ),
    Idea(
        "whole-table",
        lambda p: code(p, measures=overall(p)) if p["level"] == 3 else None,
        Text("one scale for all columns", "모든 열을 한 기준으로"),
        Text("Your function's values are what you get if all columns share one scale. Each has its own.",
             "모든 열을 한 기준으로 바꾸면 나오는 값이에요. 열마다 기준이 달라요."),
        ("norm-each-feature",), 2,
    ),
    Idea(
        "clipped",
        lambda p: code(p, after="np.clip({}, 0, 1)") if p.get("scale") == "minmax" else None,
        Text("the validation part forced into 0 to 1", "검증 값을 0~1로 자름"),
        Text("Your function's values are what you get if the validation part is cut to 0 … 1. It may go beyond.",
             "검증 부분을 0~1로 자르면 나오는 값이에요. 벗어나도 괜찮아요."),
        ("norm-training-only",), 2,
    ),
)  # fmt: skip

FAMILY = written(
    "write-train-validation-split",
    Text("Write a training and validation split", "학습·검증 나누기 작성"),
    generate=generate,
    signature=signature,
    code=code,
    task=task,
    ideas=IDEAS,
    question=question,
    hints=hints,
    solution=solution,
    links=("train-validation-heldout", "train-leakage-scaler"),
)
