"""Write the accuracy: of labels, of what a model puts out, in the top k or balanced over classes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from quiz.engine import metrics
from quiz.engine.demonstrations.values import Table, Text
from quiz.exercises.chance import pick
from quiz.exercises.code import Task, arguments
from quiz.exercises.families.code.writing import WRITE, Idea, alike, asked, lines, sliced, written, wrongs
from quiz.exercises.problem import Params, Settings, Step
from quiz.exercises.sandbox import Call

NAMES = (("predicted", "truth"), ("y_pred", "y_true"), ("p", "y"))
OUTPUTS = (("logits", "labels"), ("z", "y"), ("scores", "labels"))
ARGUMENTS = {
    "classes": OUTPUTS,
    "top": OUTPUTS,
    "binary": (("p", "y"), ("probability", "y"), ("p", "truth")),
}


def generate(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Level 1: of labels, as a share or in percent. Level 2: of logits, or of one probability a sample. Level 3: in
    the top k, or balanced."""
    params: dict[str, Any] = {"level": level}
    if level == 1:
        params["percent"] = pick(rng, (False, True))
    else:
        params["kind"] = pick(rng, ("classes", "binary") if level == 2 else ("top", "balanced"))
    x, y = pick(rng, ARGUMENTS.get(params.get("kind", ""), NAMES))
    return params | {"x": x, "y": y}


def signature(params: Params) -> str:
    more = ", k" if params.get("kind") == "top" else ""
    return f"accuracy({params['x']}, {params['y']}{more})"


RULES = {
    "share": ("    return ({x} == {y}).mean()",),
    "percent": ("    return 100 * ({x} == {y}).mean()",),
    "classes": ("    return ({x}.argmax(axis=1) == {y}).mean()",),
    "binary": ("    return (({x}[:, 0] >= 0.5) == {y}).mean()",),
    "top": ("    best = np.argsort(-{x}, axis=1)[:, :k]", "    return (best == {y}[:, None]).any(axis=1).mean()"),
    "balanced": ("    recalls = [({x}[{y} == c] == c).mean() for c in np.unique({y})]", "    return np.mean(recalls)"),
}


def kind_of(params: Params) -> str:
    return str(params.get("kind") or ("percent" if params["percent"] else "share"))


def code(params: Params, *rules: str) -> str:
    """The function by these lines, or by the right ones."""
    named = {"x": params["x"], "y": params["y"]}
    body = (line.format(**named) for line in rules or RULES[kind_of(params)])
    return lines(f"def {signature(params)}:", *body)


def reference(params: Params) -> Callable[..., Any]:
    kind = kind_of(params)

    def accuracy(x: Any, y: Any, k: int = 1) -> Any:
        if kind == "percent":
            return 100 * metrics.accuracy(x, y)
        if kind == "top":
            ranks = (x > np.take_along_axis(x, y[:, None], axis=1)).sum(axis=1)
            return float(np.mean(ranks < k))
        if kind == "balanced":
            matrix = metrics.confusion_matrix(x, y, labels=np.union1d(x, y).tolist())
            counts = matrix.sum(axis=1)
            return float(np.mean(np.diag(matrix)[counts > 0] / counts[counts > 0]))
        labels = {"classes": lambda: x.argmax(axis=1), "binary": lambda: (x[:, 0] >= 0.5).astype(int)}
        return metrics.accuracy(labels.get(kind, lambda: x)(), y)

    return accuracy


def inputs(params: Params, rng: np.random.Generator) -> Sequence[Call]:
    kind, calls = kind_of(params), []
    for place, n in enumerate((2, 1, 3, 4, 5, 8, 6, 9)):
        classes = (2, 3, 3, 4, 2, 3, 5, 4)[place]
        y = rng.integers(0, classes, n)
        if kind in ("share", "percent", "balanced"):
            x = np.where(rng.random(n) < 0.6, y, rng.integers(0, classes + place % 2, n))
            calls += [arguments(x, y), arguments(sliced(x), y)]
        elif kind == "binary":
            x = np.round(rng.random((n, 1)), 1)
            x[0] = 0.5
            calls += [arguments(x, y % 2), arguments(x.astype(np.float32), y % 2)]
        else:
            z = rng.permuted(np.tile(np.arange(classes) - 1.0, (n, 1)), axis=1) * 1.5
            more = [[int(rng.integers(1, classes + 1))] if kind == "top" else [] for _ in range(2)]
            calls += [arguments(z, y, *more[0]), arguments(sliced(z).astype(np.float32), y, *more[1])]
    return calls


def fits(params: Params, call: Call) -> bool:
    """Labels that are there, of no class that is not."""
    x, y = call.args[:2]
    if len(x) != len(y) or not len(y):
        return False
    if kind_of(params) == "binary":
        return bool(x.shape[1] == 1)
    if kind_of(params) not in ("classes", "top"):
        return True
    distinct = all(len(set(row)) == len(row) for row in x.tolist())
    return distinct and bool(y.max() < x.shape[1]) and (len(call.args) < 3 or call.args[2] <= x.shape[1])


def task(params: Params) -> Task:
    return Task("accuracy", reference(params), lambda rng: inputs(params, rng), wrongs(IDEAS, params),
                fits=lambda call: fits(params, call))  # fmt: skip


def question(params: Params) -> Text:
    labels = Text("{x} are the labels that a model gave, {y} the true ones: integers, (n,), n ≥ 1.",
                  "{x:은} 모델이 고른 레이블, {y:은} 정답이에요. 둘 다 정수 (n,)이고 n ≥ 1이에요.")  # fmt: skip
    share = Text("It returns the share of samples that are right, from 0 to 1.",
                 "맞은 샘플의 비율을 0~1로 반환하세요.")  # fmt: skip
    points = {
        "share": (labels, share),
        "percent": (labels, Text("It returns the percentage of samples that are right, from 0 to 100.",
                                 "맞은 샘플의 비율을 0~100의 퍼센트로 반환하세요.")),
        "classes": (
            Text("{x} are logits, (n, classes), with no two alike in a row; {y} are the true class numbers, (n,), n ≥ "
                 "1.",
                 "{x:은} 로짓 (n, 클래스)이고 한 행에 같은 값은 없어요. {y:은} 정답 클래스 번호 (n,)이고 n ≥ 1이에요."),
            Text("The class with the largest logit is the prediction.", "로짓이 가장 큰 클래스가 예측이에요."), share,
        ),
        "binary": (
            Text("{x} are probabilities of class 1, of shape (n, 1) as a model's last layer gives them; {y} are the "
                 "true "
                 "labels, 0 or 1, of shape (n,), n ≥ 1.",
                 "{x:은} 모델의 마지막 층이 내는 클래스 1의 확률로 모양이 (n, 1)이에요. {y:은} 정답 0 또는 1이고 "
                 "모양은 (n,), n ≥ 1이에요."),
            Text("A probability of 0.5 or more is the prediction 1.", "확률이 0.5 이상이면 예측은 1이에요."), share,
        ),
        "top": (
            Text("{x} are logits, (n, classes), with no two alike in a row; {y} are the true class numbers, (n,), n ≥ "
                 "1.",
                 "{x:은} 로짓 (n, 클래스)이고 한 행에 같은 값은 없어요. {y:은} 정답 클래스 번호 (n,)이고 n ≥ 1이에요."),
            Text("A sample is right if its class is among the `k` largest logits; 1 ≤ `k` ≤ classes.",
                 "정답 클래스가 로짓이 가장 큰 `k`개 안에 있으면 맞은 거예요. 1 ≤ `k` ≤ 클래스 수예요."), share,
        ),
        "balanced": (
            labels,
            Text("It returns the balanced accuracy: the mean, over the classes that occur in {y}, of the share of the "
                 "class' samples that were recognised.",
                 "균형 정확도를 반환하세요. {y}에 나오는 클래스마다 그 클래스의 샘플 중 맞힌 비율을 구해, 클래스에 "
                 "걸쳐 평균한 값이에요."),
        ),
    }[kind_of(params)]  # fmt: skip
    return asked(params, WRITE, *points, head=signature(params))


def hints(params: Params) -> tuple[Text, Text, Text]:
    kind, named = kind_of(params), {"x": params["x"], "y": params["y"]}
    nudge = {
        "binary": Text("Look at the shapes: (n, 1) == (n,) compares every sample with every label.",
                       "모양을 보세요. (n, 1) == (n,)은 모든 샘플을 모든 레이블과 비교해요."),
        "top": Text("Sort the classes of each row by their logits.", "행마다 클래스를 로짓 순으로 줄 세우세요."),
        "balanced": Text("Look at one class at a time: which samples are truly of it?",
                         "클래스를 하나씩 보세요. 정답이 그 클래스인 샘플은 어느 것일까요?"),
    }.get(kind, Text("The mean of True and False is the share of True.",
                     "참과 거짓의 평균은 참의 비율이에요."))  # fmt: skip
    formula = {"balanced": "Σ_c recall_c / #c", "top": "#(rank(y) ≤ k) / n", "percent": "100 · #(ŷ = y) / n"}
    lead = {
        "classes": "{x}.argmax(axis=1)",
        "binary": "{x}[:, 0] >= 0.5",
        "share": "{x} == {y}",
        "percent": "{x} == {y}",
    }
    line = lead.get(kind, RULES[kind][0].strip()).format(**named)
    return nudge, alike(formula.get(kind, "#(ŷ = y) / n")), alike(f"`{line}`")


def solution(params: Params) -> tuple[Step, ...]:
    kind = kind_of(params)
    right = Text("right", "맞음")
    if kind == "balanced":
        table = Table((Text("class", "클래스"), Text("samples", "샘플"), right, Text("share", "비율")),
                      ((0, 8, 8, 1.0), (1, 2, 1, 0.5)))  # fmt: skip
        return (
            Step(Text("For each class that occurs, count its samples and those of them that were recognised.",
                      "나오는 클래스마다 샘플 수와 맞힌 수를 세요."), table),
            Step(Text("The mean of the shares is 0.75. Plain accuracy would be 9 / 10: the rare class hardly counts "
                      "there.",
                      "비율의 평균은 0.75예요. 보통 정확도는 9 / 10이라 드문 클래스가 거의 드러나지 않아요.")),
        )  # fmt: skip
    if kind == "binary":
        table = Table(("p", Text("prediction", "예측"), Text("truth", "정답"), right),
                      ((0.9, 1, 1, True), (0.5, 1, 0, False), (0.2, 0, 0, True)))  # fmt: skip
        first = Text("Take the column as a vector, compare it with 0.5, and then with the labels.",
                     "열을 벡터로 꺼내 0.5와 비교하고, 그다음 레이블과 비교해요.")  # fmt: skip
        return Step(first, table), Step(Text("2 of 3 are right: 0.667.", "3개 중 2개가 맞아 0.667이에요."))
    if kind == "top":
        table = Table((Text("logits", "로짓"), Text("best two", "상위 둘"), Text("truth", "정답"), right),
                      (("1, 4, 3", "1, 2", 2, True), ("5, 0, 2", "0, 2", 1, False)))  # fmt: skip
        return (
            Step(Text("Order the classes by falling logits and keep k of them, here 2.",
                      "클래스를 로짓이 큰 순서로 놓고 k개, 여기서는 2개를 남겨요."), table),
            Step(Text("Is the true class among them? 1 of 2: 0.5.", "정답이 그 안에 있나요? 2개 중 1개라 0.5예요.")),
        )  # fmt: skip
    table = Table(
        (Text("prediction", "예측"), Text("truth", "정답"), right), ((2, 2, True), (0, 1, False), (1, 1, True))
    )
    first = Text("Compare label by label.", "레이블을 하나씩 비교해요.")
    if kind == "classes":
        first = Text("`argmax` along the classes gives each sample's label; compare it with the truth.",
                     "클래스를 따라 `argmax`를 하면 샘플마다 레이블이 나와요. 정답과 비교해요.")  # fmt: skip
    last = Text("2 of 3 are right: the mean of True, False, True is 0.667.",
                "3개 중 2개가 맞아요. 참, 거짓, 참의 평균은 0.667이에요.")  # fmt: skip
    if kind == "percent":
        last = Text("2 of 3 are right: 66.7 percent.", "3개 중 2개가 맞아 66.7퍼센트예요.")
    return Step(first, table), Step(last)


def of(kinds: str, *rules: str) -> Callable[[Params], str | None]:
    """Another rule for some kinds."""
    return lambda params: code(params, *rules) if kind_of(params) in kinds.split() else None


IDEAS = (
    Idea(
        "count",
        of("share percent classes", "    return int((({x}.argmax(axis=1) if {x}.ndim > 1 else {x}) == {y}).sum())"),
        Text("the number in place of the share", "비율 대신 개수"),
        Text("Your function's values are what you get if the samples that are right are counted, not divided by n.",
             "맞은 샘플을 세기만 하고 n으로 나누지 않으면 나오는 값이에요."),
        ("class-accuracy",), 1,
    ),
    Idea(
        "errors",
        lambda p: code(p, "    return ({x} != {y}).mean()" if kind_of(p) == "share"
                       else "    return 100 * ({x} != {y}).mean()") if p["level"] == 1 else None,
        Text("the share that is wrong", "틀린 비율"),
        Text("Your function's values are what you get for the share that is wrong.",
             "틀린 샘플의 비율을 구하면 나오는 값이에요."),
        ("class-accuracy",), 0,
    ),
    Idea(
        "other-unit",
        lambda p: code(p, *RULES["share" if p["percent"] else "percent"]) if p["level"] == 1 else None,
        Text("percent and share mixed up", "퍼센트와 비율을 혼동"),
        Text("Your function's values are what you get with percent and share mixed up: they differ by a factor of 100.",
             "퍼센트와 비율을 혼동하면 나오는 값이에요. 100배 차이가 나요."),
        ("class-accuracy",), 1,
    ),
    Idea(
        "along-samples",
        of("classes", "    return ({x}.argmax(axis=0)[{y} % {x}.shape[1]] == np.arange(len({y}))).mean()"),
        Text("argmax along the samples", "샘플을 따라 argmax"),
        Text("Your function's values are what you get if the largest logit is looked for along the samples: for each "
             "class its best sample.",
             "샘플을 따라 가장 큰 로짓을 찾으면 나오는 값이에요. 클래스마다 샘플을 고르게 돼요."),
        ("act-argmax",), 0,
    ),
    Idea(
        "smallest",
        of("classes", "    return ({x}.argmin(axis=1) == {y}).mean()"),
        Text("the smallest logit", "가장 작은 로짓"),
        Text("Your function's values are what you get if the smallest logit is the prediction.",
             "가장 작은 로짓을 예측으로 보면 나오는 값이에요."),
        ("act-argmax-logits",), 0,
    ),
    Idea(
        "everything-with-everything",
        of("binary", "    return (({x} >= 0.5) == {y}).mean()"),
        Text("(n, 1) against (n,)", "(n, 1)과 (n,)의 비교"),
        Text("Your function's values are what you get if (n, 1) is compared with (n,): broadcasting compares every "
             "prediction with every label.",
             "(n, 1)과 (n,)을 비교하면 나오는 값이에요. 브로드캐스팅으로 모든 예측을 모든 레이블과 비교해요."),
        ("fw-broadcast",), 0,
    ),
    Idea(
        "above-half",
        of("binary", "    return (({x}[:, 0] > 0.5) == {y}).mean()"),
        Text("0.5 itself as class 0", "0.5를 클래스 0으로 봄"),
        Text("Your function's values are what you get if exactly 0.5 counts as class 0.",
             "정확히 0.5를 클래스 0으로 보면 나오는 값이에요."),
        ("class-threshold",), 0,
    ),
    Idea(
        "logit-threshold",
        of("binary", "    return (({x}[:, 0] >= 0) == {y}).mean()"),
        Text("the threshold of logits", "로짓의 문턱값"),
        Text("Your function's values are what you get with the threshold 0, which is for logits: every probability is "
             "above it.",
             "로짓의 문턱값인 0을 쓰면 나오는 값이에요. 확률은 모두 그보다 커요."),
        ("class-threshold",), 0,
    ),
    Idea(
        "best-alone",
        of("top", *RULES["classes"]),
        Text("the best class alone", "가장 큰 것 하나만 봄"),
        Text("Your function's values are what you get if only the largest logit counts, whatever `k` is.",
             "`k`와 상관없이 가장 큰 로짓만 보면 나오는 값이에요."),
        ("act-argmax",), 1,
    ),
    Idea(
        "worst-k",
        of("top", "    best = np.argsort({x}, axis=1)[:, :k]", RULES["top"][1]),
        Text("sorted upward", "작은 순으로 정렬"),
        Text("Your function's values are what you get from the k smallest logits: `argsort` sorts upward.",
             "가장 작은 k개를 보면 나오는 값이에요. `argsort`는 작은 것부터 정렬해요."),
        ("act-argmax-logits",), 0,
    ),
    Idea(
        "k-th-alone",
        of("top", "    best = np.argsort(-{x}, axis=1)[:, k - 1:k]", RULES["top"][1]),
        Text("the k-th class alone", "k번째만 봄"),
        Text("Your function's values are what you get if only the k-th largest logit counts.",
             "k번째로 큰 로짓만 보면 나오는 값이에요."),
        ("act-argmax",), 1,
    ),
    Idea(
        "plain",
        of("balanced", *RULES["share"]),
        Text("plain accuracy", "보통 정확도"),
        Text("Your function's values are what you get from plain accuracy, in which frequent classes weigh more.",
             "보통 정확도를 구하면 나오는 값이에요. 흔한 클래스가 더 크게 세어져요."),
        ("class-accuracy-rare",), 1,
    ),
    Idea(
        "precisions",
        of("balanced", "    kept = [({y}[{x} == c] == c).mean() for c in np.unique({x})]", "    return np.mean(kept)"),
        Text("precision for recall", "재현율 대신 정밀도"),
        Text("Your function's values are what you get from precisions: of those called a class, the share that is of "
             "it.",
             "정밀도로 구하면 나오는 값이에요. 그 클래스로 예측한 것 중 맞은 비율이에요."),
        ("class-recall",), 0,
    ),
    Idea(
        "absent-classes",
        of("balanced", "    every = np.union1d({x}, {y})",
           "    return sum((({x} == c) & ({y} == c)).sum() / max(({y} == c).sum(), 1) for c in every) / len(every)"),
        Text("classes that do not occur", "나오지 않는 클래스까지 셈"),
        Text("Your function's values are what you get if classes that were predicted but do not occur count as 0.",
             "예측에만 있고 정답에는 없는 클래스를 0으로 세면 나오는 값이에요."),
        ("class-recall",), 1,
    ),
)  # fmt: skip

FAMILY = written(
    "write-accuracy",
    Text("Write the accuracy", "정확도 작성"),
    generate=generate,
    signature=signature,
    code=code,
    task=task,
    ideas=IDEAS,
    question=question,
    hints=hints,
    solution=solution,
    links=("class-accuracy", "act-argmax"),
)
