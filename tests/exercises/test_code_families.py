"""Functions to write: solutions and wrong ideas of many variants, answers in other ways than ours, and edge cases."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import Any

import pytest

from quiz.exercises import registry
from quiz.exercises.code import Task, check
from quiz.exercises.code import function as made
from quiz.exercises.counterexamples import called
from quiz.exercises.families import code
from quiz.exercises.problem import Family, Params, Verdict
from quiz.exercises.sandbox import Call, Fault, Kind, Outcome, Returned, Sandbox
from quiz.exercises.separate import SEEDS_A_RUN

NAMES = sorted(row.name for row in code.ROWS)
every_family = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


def family_of(name: str) -> Family:
    return registry.families()[name]


def task_of(name: str) -> Callable[[Params], Task]:
    task: Callable[[Params], Task] = import_module(registry.ROWS[name].module).task
    return task


@cache
def variants(name: str, level: int) -> list[Params]:
    """All there are, as far as 40 seeds tell."""
    drawn = (family_of(name).draw(level, seed) for seed in range(40))
    return list({json.dumps(params, sort_keys=True): params for params in drawn}.values())


def here(source: str, function: str, calls: Sequence[Call]) -> Outcome:
    """Run a source of ours in this process, as if it had taken too long for anyone to wait for a smaller example."""
    returned = []
    for call in calls:
        try:
            returned.append(Returned(called(made(source, function), call)))
        except Exception:
            returned.append(Returned(None, Fault.ERROR))
    return Outcome(Kind.RETURNED, tuple(returned), seconds=1.0)


@every_family
def test_the_solution_is_right_and_each_wrong_idea_is_known(name: str) -> None:
    family, task = family_of(name), task_of(name)
    for level in family.levels:
        for params in variants(name, level)[:3]:  # `quiz check --exercises` proves the others
            assert check(family.reference(params), task(params), here).verdict is Verdict.RIGHT, params
            assert len(task(params).wrong) >= 3, params
            for wrong in task(params).wrong:
                result = check(wrong.code, task(params), here)
                assert (result.verdict, result.note) == (Verdict.DIAGNOSED, wrong.name), (params, wrong.name)


@every_family
def test_there_are_several_variants_but_not_more_than_a_check_can_run(name: str) -> None:
    for level in family_of(name).levels:
        assert 4 <= len(variants(name, level)) <= 500 // SEEDS_A_RUN


@every_family
def test_all_is_said_in_both_languages(name: str) -> None:
    family = family_of(name)
    for level in family.levels:
        for params in variants(name, level):
            signature = family.answer(params).tolerance.en.removeprefix("define ")
            question = family.question(params)
            assert f"`{signature}`" in question.en
            assert f"`{signature}`" in question.ko
            for wrong in task_of(name)(params).wrong:
                assert re.match(r"Your function's values are what you get ", wrong.feedback.en), wrong.name
                assert re.search(r"나오는 값이에요\.", wrong.feedback.ko), wrong.name
                for text in (wrong.source, wrong.feedback):
                    assert not re.search(r"[가-힣]", text.en), text.en
                    assert re.search(r"[가-힣]", text.ko), text.ko


@every_family
def test_what_the_editor_holds_at_first_and_what_is_no_python_are_no_attempt(name: str) -> None:
    family = family_of(name)
    params = family.draw(1, 0)
    right = family.reference(params)
    start = family.answer(params).start  # type: ignore[attr-defined]
    for text in (start, start.strip(), right.replace("def ", "def other_"), right.replace("return ", "return (")):
        assert family.grade(text, params).verdict is Verdict.FORMAT_ERROR
    broken = family.grade(right.replace("return ", "return )"), params)
    line = right[: right.index("return ")].count("\n") + 1
    assert f"Line {line}, " in broken.feedback.en
    assert f"{line}행 " in broken.feedback.ko


# Right answers that are not written as ours.
OTHERWISE: list[tuple[str, dict[str, Any], str]] = [
    ("write-softmax", {"level": 3, "x": "x", "axis": -1}, """
def softmax(x, axis=-1):
    from numpy import exp, swapaxes
    moved = swapaxes(np.array(x, dtype=float), axis, -1)
    out = np.empty(moved.shape)
    for index in np.ndindex(moved.shape[:-1]):
        row = moved[index]
        powers = [exp(z - max(row)) for z in row]
        out[index] = [power / sum(powers) for power in powers]
    return swapaxes(out, axis, -1)
"""),
    ("write-mse", {"level": 3, "prediction": "p", "target": "y", "first": "prediction", "reduction": "mean",
                   "gradient_first": True}, """
def mse(p, y):
    total, gradient = 0, np.zeros_like(p)
    for index, value in np.ndenumerate(p):
        error = value - y[index]
        total += error ** 2
        gradient[index] = error / p.size * 2
    return gradient, total / p.size
"""),
    ("write-cross-entropy", {"level": 3, "x": "z", "y": "y", "extra": "ignored"}, """
def cross_entropy(z, y):
    losses = []
    for row, label in zip(z.astype(float), y):
        if label == -100:
            continue
        m = row.max()
        losses.append(m + np.log(sum(np.exp(row - m))) - row[label])
    return sum(losses) / len(losses)
"""),
    ("write-accuracy", {"level": 3, "x": "z", "y": "y", "kind": "top"}, """
def accuracy(z, y, k):
    right = 0
    for row, label in zip(z.tolist(), y.tolist()):
        right += row[label] in sorted(row, reverse=True)[:k]
    return right / len(y)
"""),
    ("write-one-hot", {"level": 2, "labels": "y", "axis": "first", "dtype": "float32"}, """
def one_hot(y, classes):
    out = np.zeros((classes, *y.shape), "float32")
    for index in np.ndindex(y.shape):
        out[(y[index], *index)] = 1
    return out
"""),
    ("write-flatten", {"level": 2, "x": "x", "layout": "NHWC", "order": "maps"}, """
def flatten(x):
    n, h, w, c = x.shape
    out = np.empty((n, c * h * w), x.dtype)
    for channel in range(c):
        for row in range(h):
            begin = channel * h * w + row * w
            out[:, begin:begin + w] = x[:, row, :, channel]
    return out
"""),
    ("write-conv2d", {"level": 3, "image": "x", "kernel": "weight", "pair": True, "layout": "CHW"}, """
def conv2d(x, weight, stride=(1, 1), padding=(0, 0)):
    (f, c, kh, kw), (sh, sw), (ph, pw) = weight.shape, stride, padding
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    h, w = (x.shape[2] - kh) // sh + 1, (x.shape[3] - kw) // sw + 1
    out = np.empty((len(x), f, h, w))
    for row in range(h):
        for column in range(w):
            window = x[:, None, :, row * sh:row * sh + kh, column * sw:column * sw + kw]
            out[:, :, row, column] = (window * weight).sum((2, 3, 4))
    return out
"""),
    ("write-same-padding", {"level": 2, "extra": "before", "n": "n", "k": "k", "s": "s"}, """
def same_padding(n, k, s):
    rest = n % s
    total = k - (rest if rest else s)
    if total < 0:
        return 0, 0
    return (total + 1) // 2, total // 2
"""),
    ("write-max-pool", {"level": 3, "x": "x", "size": "size", "layout": "HWC", "pair": False}, """
def max_pool(x, size, stride, padding):
    n, height, width, c = x.shape
    h, w = ((length + 2 * padding - size) // stride + 1 for length in (height, width))
    out = np.empty((n, h, w, c))
    for i in range(h):
        for j in range(w):
            top, left = i * stride - padding, j * stride - padding
            window = x[:, max(top, 0):top + size, max(left, 0):left + size]
            out[:, i, j] = window.max(axis=(1, 2))
    return out
"""),
    ("write-relu-backward", {"level": 3, "x": "x", "g": "g", "order": ["db", "dw", "dx"], "layout": "out-in"}, """
def dense_relu_backward(x, w, b, g):
    db, dw, dx = np.zeros_like(b), np.zeros_like(w), np.zeros_like(x)
    for sample in range(len(x)):
        for out in range(len(w)):
            if x[sample] @ w[out] + b[out] > 0:
                db[out] += g[sample, out]
                dw[out] += g[sample, out] * x[sample]
                dx[sample] += g[sample, out] * w[out]
    return db, dw, dx
"""),
    ("write-sgd-step", {"level": 3, "w": "w", "g": "g", "nesterov": True, "velocity_first": False}, """
def sgd_step(w, g, v, lr, momentum):
    w = w.copy()
    v = v * momentum
    v += g
    w -= lr * g
    w -= lr * momentum * v
    return [w, v]
"""),
    ("write-batches", {"level": 3, "x": "x", "size": "size", "drop": False, "labels_first": True}, """
def batches(x, y, size, order, drop_last=False):
    rest = list(order)
    while rest and not (drop_last and len(rest) < size):
        batch, rest = rest[:size], rest[size:]
        yield y[batch], x[batch]
"""),
    ("write-train-validation-split", {"level": 2, "x": "x", "held": "beginning", "pairs": True}, """
def train_validation_split(x, y, order, share):
    import math
    n = math.ceil(share * len(x))
    validation, train = np.split(order, [n])
    return [(x[part], y[part]) for part in (train, validation)]
"""),
    ("write-k-fold", {"level": 2, "n": "n", "k": "k", "larger": "first", "validation_first": False}, """
def k_fold(n, k):
    return [(np.setdiff1d(np.arange(n), fold), fold) for fold in np.array_split(np.arange(n), k)]
"""),
    ("write-alpha-composite", {"level": 2, "above": "fg", "below": "bg", "below_first": True, "color": True}, """
def alpha_composite(bg, fg, mask):
    alpha = mask / 255
    mixed = [alpha * fg[..., c] + (1 - alpha) * bg[..., c] for c in range(3)]
    return np.floor(np.stack(mixed, -1) + 0.5).astype("uint8")
"""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "params", "source"), OTHERWISE, ids=[name for name, _, _ in OTHERWISE])
def test_a_right_answer_in_another_way(sandbox: Sandbox, name: str, params: Params, source: str) -> None:
    result = check(source, task_of(name)(params), sandbox.run)
    assert result.verdict is Verdict.RIGHT, result.feedback.en


def test_every_family_has_a_right_answer_in_another_way() -> None:
    assert [name for name in NAMES if name not in {name for name, _, _ in OTHERWISE}] == []


SGD = {"level": 1, "w": "w", "g": "g", "rate_first": False}
POOL = {"level": 3, "x": "x", "size": "size", "layout": "CHW", "pair": False}

# What goes wrong: an answer, what it is called, and what is said of it.
FAILING: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("write-softmax", {"level": 2, "x": "z", "axis": 1},
     "def softmax(z):\n    return np.exp(z) / np.exp(z).sum(1, keepdims=True)", "no-shift",
     "softmax([[0, 2000], [1, 2002]]) gave [[0, nan], [0, nan]], expected [[0, 1], [0, 1]]."),
    ("write-softmax", {"level": 3, "x": "z", "axis": -1},
     "def softmax(z, axis=-1):\n    e = np.exp(z - np.max(z))\n    return e / e.sum(axis, keepdims=True)",
     "one-maximum",
     "0 / 0 is left"),
    ("write-sgd-step", SGD, "def sgd_step(w, g, lr):\n    w -= lr * g\n    return w", "changed-input",
     "sgd_step([2], [-2], 0.1) gave the right value, but it wrote into its input (argument 1)."),
    ("write-sgd-step", SGD, "def sgd_step(w, g, lr):\n    w -= lr * g", "no-return", "Is `return` missing?"),
    ("write-sgd-step", SGD, "def sgd_step(w, g, lr):\n    return w + g * lr", "uphill", "the loss grows"),
    ("write-one-hot", {"level": 1, "labels": "y", "dtype": "uint8"},
     "def one_hot(y, classes):\n    return np.eye(classes)[y]", "dtype", "The dtype is float64, not uint8."),
    ("write-one-hot", {"level": 1, "labels": "y", "dtype": "float64"},
     "def one_hot(y, classes):\n    return np.eye(y.max() + 1)[y]", "largest-label", "may be missing"),
    ("write-flatten", {"level": 1, "x": "x", "order": "rows"},
     "def flatten(x):\n    return x.ravel('K').reshape(len(x), x.shape[1] * x.shape[2])", "value", "float32"),
    ("write-flatten", {"level": 1, "x": "x", "order": "rows"},
     "def flatten(x):\n    return x.reshape(x.shape[0], -1)", "minus-one", "an empty array of shape (0, 2, 3)"),
    ("write-max-pool", POOL,
     """
def max_pool(x, size, stride, padding):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].max((4, 5))
""", "zero-padding", "the border wins"),
    ("write-conv2d", {"level": 1, "image": "x", "kernel": "weight", "bias": False},
     """
def conv2d(x, weight):
    h, w = weight.shape
    shape = x.shape[0] - h + 1, x.shape[1] - w + 1
    strides = (x.shape[1] * x.itemsize, x.itemsize) * 2
    return np.einsum("ijkl,kl", np.lib.stride_tricks.as_strided(x, shape + weight.shape, strides), weight)
""", "transposed", "It is the transpose"),
    ("write-mse", {"level": 2, "prediction": "p", "target": "y", "first": "prediction", "reduction": "mean"},
     "def mse(p, y):\n    return np.mean((p - y) ** 2)", "wraps-round", "3 − 5 is 254"),
    ("write-alpha-composite", {"level": 3, "above": "fg", "below": "bg", "below_first": False, "premultiplied": False},
     """
def alpha_composite(fg, bg):
    a, b = fg[..., 3:], bg[..., 3:]
    total = a + b - a * b
    color = (a * fg[..., :3] + (1 - a) * b * bg[..., :3]) / total
    return np.concatenate([color, total], -1)
""", "value", "nan"),
    ("write-accuracy", {"level": 2, "x": "p", "y": "y", "kind": "binary"},
     "def accuracy(p, y):\n    return np.mean((p >= 0.5) == y)", "everything-with-everything", "every label"),
    ("write-batches", {"level": 1, "x": "x", "size": "size", "drop": False},
     "def batches(x, size):\n    return [x[i:i + size] for i in range(0, len(x) + 1, size)]", "extra-batch", "empty"),
    ("write-train-validation-split", {"level": 3, "x": "x", "scale": "standard", "validation_first": False},
     """
def train_validation_split(x, share):
    x = (x - x.mean(0)) / x.std(0)
    n = len(x) - int(np.ceil(share * len(x)))
    return x[:n], x[n:]
""", "leaked", "leaks into training"),
    ("write-k-fold", {"level": 1, "n": "n", "k": "k", "larger": "first"},
     "def k_fold(n, k):\n    return [np.arange(i, n, k) for i in range(k)]", "dealt-out", "one by one"),
    ("write-same-padding", {"level": 1, "extra": "after", "n": "n", "k": "k", "s": "s"},
     "def same_padding(n, k):\n    return k // 2, k // 2", "half-the-kernel",
     "same_padding(5, 2) gave (1, 1), expected (0, 1)."),
    ("write-cross-entropy", {"level": 2, "x": "z", "y": "y", "reduction": "mean"},
     """
def cross_entropy(z, y):
    p = np.exp(z - z.max(1, keepdims=True))
    return -np.log(p / p.sum(1, keepdims=True))[np.arange(len(y)), y].mean()
""", "logarithm-of-softmax", "gave inf"),
    ("write-relu-backward", {"level": 1, "x": "x", "g": "g", "gradient_first": False},
     "def relu_backward(x, g):\n    g = g.copy()\n    g[x < 0] = 0\n    return g", "passes-at-zero", "at exactly 0"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "params", "source", "note", "said"), FAILING, ids=[f"{name}-{note}" for name, _, _, note, _ in FAILING]
)
def test_what_goes_wrong_is_shown_on_a_small_example(
    sandbox: Sandbox, name: str, params: Params, source: str, note: str, said: str
) -> None:
    result = check(source, task_of(name)(params), sandbox.run)
    known = {misconception.name for misconception in family_of(name).misconceptions}
    assert (result.verdict, result.note) == (Verdict.DIAGNOSED if note in known else Verdict.WRONG, note)
    assert said in result.feedback.en
    assert len(result.feedback.en) < 600
    assert "�" not in result.feedback.ko
    assert re.search(r"[가-힣]", result.feedback.ko)


def test_each_family_has_an_answer_that_goes_wrong() -> None:
    assert [name for name in NAMES if name not in {name for name, *_ in FAILING}] == []
