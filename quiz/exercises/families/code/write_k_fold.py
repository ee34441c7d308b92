"""Write k-fold cross-validation: the folds, the pairs of training and validation, in a given order."""

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

NAMES = (("n", "k"), ("count", "folds"), ("size", "k"))


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: the folds. Level 2: pairs of training and validation. Level 3: in a given order."""
    n, k = ("order", "k") if level == 3 else pick(rng, NAMES)
    params: dict[str, Any] = {"level": level, "n": n, "k": k, "larger": pick(rng, ("first", "last"))}
    return params if level == 1 else params | {"validation_first": pick(rng, (False, True))}


def signature(params: Params) -> str:
    return f"k_fold({params['n']}, {params['k']})"


SIZES = {
    "first": "[n // k + (i < n % k) for i in range(k)]",
    "last": "[n // k + (i >= k - n % k) for i in range(k)]",
}


def code(
    params: Params, *, sizes: str | None = None, fold: str = "{order}[end - size:end]",
    train: str = "np.concatenate([{order}[:end - size], {order}[end:]])", order: str | None = None, swap: bool = False,
) -> str:  # fmt: skip
    """The function with other sizes, other folds, another training part, or in another order."""
    level = params["level"]
    whole = order or ("order" if level == 3 else "every")
    head: list[str | None] = [f"def {signature(params)}:"]
    if level == 3:
        head.append("    n = len(order)" if order is None else f"    n, moved = len(order), {order}")
        whole = "order" if order is None else "moved"
    else:
        head += [None] if (params["n"], params["k"]) == ("n", "k") else [f"    n, k = {params['n']}, {params['k']}"]
        head.append("    every = np.arange(n)")
    kept = fold.format(order=whole)
    pair = (train.format(order=whole), kept)
    made = kept
    if level > 1:
        made = f"({', '.join(pair[::-1] if params['validation_first'] != swap else pair)})"
    return lines(
        *head, f"    sizes = {sizes or SIZES[params['larger']]}", "    found, end = [], 0",
        "    for i, size in enumerate(sizes):" if "[i::" in made else "    for size in sizes:", "        end += size",
        f"        found.append({made})", "    return found",
    )  # fmt: skip


def reference(params: Params) -> Callable[..., Any]:
    def pairs(n: int, k: int) -> list[tuple[Any, Any]]:
        """The engine's larger folds come first; mirrored, they come last."""
        found = data.k_fold(n, k)
        if params["larger"] == "first":
            return found
        return [(n - 1 - train[::-1], n - 1 - kept[::-1]) for train, kept in found[::-1]]

    def k_fold(n: Any, k: int) -> Any:
        if params["level"] == 1:
            return tuple(kept for _, kept in pairs(n, k))
        order = n if params["level"] == 3 else np.arange(n)
        found = [(order[train], order[kept]) for train, kept in pairs(len(order), k)]
        return tuple(pair[::-1] if params["validation_first"] else pair for pair in found)

    return k_fold


def inputs(params: Params, rng: np.random.Generator) -> Sequence[Call]:
    sizes = ((5, 2), (4, 2), (3, 3), (5, 3), (7, 3), (10, 4), (8, 5), (11, 3), (6, 3), (9, 2))
    if params["level"] < 3:
        return [arguments(n, k) for n, k in sizes]
    orders = [(rng.permutation(n), k) for n, k in sizes]
    return [arguments(turned, k) for order, k in orders for turned in (order, sliced(order))]


def fits(call: Call) -> bool:
    """An order is of all samples, and no fold is empty."""
    order, k = call.args
    return isinstance(order, int) or (sorted(order) == list(range(len(order))) and 2 <= k <= len(order))


def task(params: Params) -> Task:
    return Task("k_fold", reference(params), lambda rng: inputs(params, rng), wrongs(IDEAS, params), fits=fits)


def question(params: Params) -> Text:
    level = params["level"]
    larger = (Text("Where the folds cannot be equal, the first folds have one sample more.",
                   "나누어떨어지지 않으면 앞쪽 폴드에 샘플이 하나씩 더 있어요.") if params["larger"] == "first"
              else Text("Where the folds cannot be equal, the last folds have one sample more.",
                        "나누어떨어지지 않으면 뒤쪽 폴드에 샘플이 하나씩 더 있어요."))  # fmt: skip
    given = Text("{n} is the number of samples, {k} that of the folds, from 2 to {n}.",
                 "{n:은} 샘플 수, {k:은} 폴드 수이고 2 이상 {n} 이하예요.")  # fmt: skip
    if level == 1:
        wanted = Text("It returns a list of {k} arrays of indices: runs of neighbours that hold 0 … {n} − 1, each "
                      "once, as "
                      "evenly as can be.",
                      "0 … {n} − 1을 한 번씩, 이웃한 것끼리 되도록 고르게 나눠 담은 인덱스 배열 {k}개의 리스트를 "
                      "반환하세요.")  # fmt: skip
        return asked(params, WRITE, given, wanted, larger, head=signature(params))
    pair = (Text("(validation indices, training indices)", "(검증 인덱스, 학습 인덱스)") if params["validation_first"]
            else Text("(training indices, validation indices)", "(학습 인덱스, 검증 인덱스)"))  # fmt: skip
    each = Text("It returns a list of {k} pairs of arrays, {pair}: each fold validates once, all others train, their "
                "order kept.",
                "{pair} 배열 쌍 {k}개의 리스트를 반환하세요. 폴드마다 한 번씩 검증에 쓰고, 나머지는 순서대로 모두 "
                "학습에 써요.")  # fmt: skip
    runs = Text("The folds are runs of neighbours, as even as can be.", "폴드는 이웃한 것끼리 되도록 고르게 나눠요.")
    if level == 3:
        given = Text("{n} is a permutation of 0 … n − 1, the samples in the order in which they are dealt out; {k} is "
                     "the "
                     "number of folds, from 2 to n.",
                     "{n:은} 0 … n − 1의 순열이고 샘플을 나누는 순서예요. {k:은} 폴드 수이고 2 이상 n "
                     "이하예요.")  # fmt: skip
        runs = Text(
            "The folds are runs of {n}, as even as can be.", "폴드는 {n:을} 순서대로 되도록 고르게 나눈 거예요."
        )
    return asked(params, WRITE, given, runs, larger, each, head=signature(params), pair=pair)


def hints(params: Params) -> tuple[Text, Text, Text]:
    nudge = Text("How many samples has each fold? The remainder gives one more to some.",
                 "폴드마다 샘플이 몇 개일까요? 나머지만큼의 폴드가 하나씩 더 가져가요.")  # fmt: skip
    line = SIZES[params["larger"]]
    if params["level"] > 1:
        nudge = Text("What trains is everything but the run that validates: what lies before it and behind it.",
                     "학습에 쓰는 건 검증하는 부분의 앞과 뒤 전부예요.")  # fmt: skip
        line = "np.concatenate([every[:begin], every[end:]])"
    return nudge, alike("n % k × (n // k + 1),  (k − n % k) × (n // k)"), alike(f"`{line}`")


def solution(params: Params) -> tuple[Step, ...]:
    order = [3, 0, 6, 1, 5, 2, 4] if params["level"] == 3 else list(range(7))
    sizes = [3, 2, 2] if params["larger"] == "first" else [2, 2, 3]
    rows, end = [], 0
    for number, size in enumerate(sizes, 1):
        end += size
        kept, train = order[end - size : end], order[: end - size] + order[end:]
        rows.append((number, size, ", ".join(map(str, kept)), ", ".join(map(str, train))))
    columns = (Text("fold", "폴드"), Text("size", "크기"), Text("validates", "검증"), Text("trains", "학습"))
    count = Text("7 samples in 3 folds: 7 // 3 = 2 each, and 7 % 3 = 1 fold has one more.",
                 "샘플 7개를 3폴드로: 7 // 3 = 2개씩이고, 7 % 3 = 1개 폴드가 하나 더 가져요.")  # fmt: skip
    walk = Text("Walk along the sizes: each run validates, what lies before and behind it trains.",
                "크기대로 차례로 나가요. 그 구간이 검증, 앞뒤가 학습이에요.")  # fmt: skip
    width = 3 if params["level"] == 1 else 4
    return Step(count), Step(walk, Table(columns[:width], tuple(row[:width] for row in rows)))


def at(*levels: int, **change: Any) -> Callable[[Params], str | None]:
    return lambda params: code(params, **change) if params["level"] in levels else None


IDEAS = (
    Idea(
        "remainder-lost",
        at(1, sizes="[n // k] * k"),
        Text("the remainder dropped", "나머지를 버림"),
        Text("Your function's values are what you get if every fold has n // k samples: the remainder never validates.",
             "폴드마다 n // k개만 두면 나오는 값이에요. 나머지 샘플은 한 번도 검증하지 않아요."),
        ("train-kfold-uneven",), 0,
    ),
    Idea(
        "remainder-in-one",
        lambda p: code(p, sizes="[n // k] * (k - 1) + [n // k + n % k]" if p["larger"] == "last"
                       else "[n // k + n % k] + [n // k] * (k - 1)"),
        Text("the whole remainder in one fold", "나머지를 한 폴드에 몰아넣음"),
        Text("Your function's values are what you get if one fold takes the whole remainder.",
             "한 폴드가 나머지를 모두 가져가면 나오는 값이에요."),
        ("train-kfold-uneven",), 0,
    ),
    Idea(
        "larger-elsewhere",
        lambda p: code(p, sizes=SIZES["last" if p["larger"] == "first" else "first"]),
        Text("larger folds at the other end", "큰 폴드가 반대쪽"),
        Text("Your function's values are what you get with the larger folds at the other end.",
             "큰 폴드를 반대쪽에 두면 나오는 값이에요."),
        ("train-kfold-uneven",), 0,
    ),
    Idea(
        "dealt-out",
        at(1, fold="every[i::k]"),
        Text("dealt out one by one", "하나씩 돌려 나눔"),
        Text("Your function's values are what you get if samples are dealt out one by one. Folds are runs of "
             "neighbours here.",
             "샘플을 하나씩 돌려 나누면 나오는 값이에요. 여기서는 이웃한 것끼리예요."),
        ("train-kfold",), 1,
    ),
    Idea(
        "trains-on-all",
        at(2, 3, train="{order}"),
        Text("training on the validation part too", "검증 부분까지 학습"),
        Text("Your function's values are what you get if every sample trains, those that validate as well: they leak.",
             "검증하는 샘플까지 모두 학습에 쓰면 나오는 값이에요. 정보가 새요."),
        ("train-leakage",), 1,
    ),
    Idea(
        "past-alone",
        at(2, train="{order}[:end - size]"),
        Text("training on what lies before alone", "앞부분만 학습"),
        Text("Your function's values are what you get if only samples before the fold train.",
             "폴드 앞의 샘플만 학습에 쓰면 나오는 값이에요."),
        ("train-kfold",), 1,
    ),
    Idea(
        "parts-swapped",
        at(2, swap=True),
        Text("the parts in the other order", "두 부분의 순서가 바뀜"),
        Text("Your function's values are what you get if training and validation change places in each pair.",
             "쌍에서 학습과 검증의 자리를 바꾸면 나오는 값이에요."),
        ("train-kfold",), 1,
    ),
    Idea(
        "order-ignored",
        at(3, order="np.arange(len(order))"),
        Text("the order as it was", "순서를 쓰지 않음"),
        Text("Your function's values are what you get without the given order.",
             "주어진 순서를 쓰지 않으면 나오는 값이에요."),
        ("train-split-shuffle",), 1,
    ),
    Idea(
        "order-inverted",
        at(3, order="np.argsort(order)"),
        Text("where samples go, not where they come from", "순서를 거꾸로 읽음"),
        Text("Your function's values are what you get if `order` says where each sample goes, not which comes next.",
             "`order`를 샘플이 갈 자리로 읽으면 나오는 값이에요. 다음에 올 샘플의 번호예요."),
        ("train-split-shuffle",), 1,
    ),
)  # fmt: skip

FAMILY = written(
    "write-k-fold",
    Text("Write k-fold cross-validation", "k-폴드 교차 검증 작성"),
    generate=generate,
    signature=signature,
    code=code,
    task=task,
    ideas=IDEAS,
    question=question,
    hints=hints,
    solution=solution,
    links=("train-kfold", "train-kfold-uneven"),
)
