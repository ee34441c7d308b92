"""Makes losses.json beside it: what PyTorch says of some cases of the losses.

Run with PyTorch installed: python -m tests.engine.golden.make_losses
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from quiz.engine.tensor import Array
from tests.engine.cases import Case
from tests.engine.golden.pytorch import case, write

REDUCTIONS = ("mean", "sum", "none")
SHAPES = (((3, 4), (3,)), ((2, 3, 2), (2, 2)), ((4,), ()))  # of predictions and of labels


def numbers(rng: np.random.Generator, dtype: str) -> Iterator[Case]:
    """Among the errors are 0 and ±1, where mae and huber have their kinks."""
    prediction = rng.standard_normal((3, 2)).round(3).astype(dtype)
    target = np.concatenate(
        [prediction[:1] - np.array([[0, 1]], dtype), rng.standard_normal((2, 2)).round(3).astype(dtype)]
    )
    operands = {"prediction": prediction, "target": target}
    yield case("rmse", rng, operands)
    for name in ("mse", "mae", "huber"):
        for reduction in REDUCTIONS:
            yield case(name, rng, operands, reduction=reduction)
    yield case("huber", rng, operands, delta=0.25)


def classes(rng: np.random.Generator, dtype: str) -> Iterator[Case]:
    for number, (shape, labels) in enumerate(SHAPES):
        x = (rng.standard_normal(shape) * 3).round(3).astype(dtype)
        c = shape[min(1, len(shape) - 1)]
        weight = {"weight": rng.uniform(0.2, 2, c).round(3).astype(dtype)}
        t = np.asarray(rng.integers(0, c, labels))
        plain = {"prediction": x, "target": t}
        for name in ("nll", "cross_entropy"):
            yield case(name, rng, plain, reduction=REDUCTIONS[number])
            for reduction in REDUCTIONS:
                ignored = int(t.flat[0]) if labels else None
                yield case(name, rng, plain | weight, ("weight",), ignore_index=ignored, reduction=reduction)
        for reduction in REDUCTIONS:
            ignored = int(t.flat[-1]) if labels else None
            arguments = {"ignore_index": ignored, "label_smoothing": 0.1, "reduction": reduction}
            yield case("cross_entropy", rng, plain | weight, ("weight",), **arguments)
        p = distributions(rng, shape).astype(dtype)
        yield case("cross_entropy", rng, {"prediction": x, "target": p} | weight, ("weight",), label_smoothing=0.2)
        yield case("cross_entropy", rng, {"prediction": x, "target": p}, reduction=REDUCTIONS[number - 1])


def two_classes(rng: np.random.Generator, dtype: str) -> Iterator[Case]:
    logits = np.array([[0, 30, -30], [100, -100, 1.25]], dtype)
    p = np.array([[0, 1, 0.5], [0.9375, 1e-6, 0.75]], dtype)
    target = np.array([[0, 1, 0], [0.5, 0.25, 1]], dtype)
    weight = {"weight": np.array([0.5, 2, 1], dtype)}
    for reduction in REDUCTIONS:
        made = {"prediction": logits, "target": target}
        yield case("binary_cross_entropy", rng, made, from_logits=True, reduction=reduction)
        yield case("binary_cross_entropy", rng, made | weight, ("weight",), from_logits=True, reduction=reduction)
        made = {"prediction": p, "target": target}
        yield case("binary_cross_entropy", rng, made, ("target",), reduction=reduction)
        yield case("binary_cross_entropy", rng, made | weight, ("target", "weight"), reduction=reduction)
        signs = np.array([[1, -1, 1], [1, -1, -1]], dtype)
        scores = np.array([[1, -1, 0], [0.5, 2, -3]], dtype)
        yield case("hinge", rng, {"prediction": scores, "target": signs}, ("target",), reduction=reduction)


def cases() -> Iterator[Case]:
    yield from every(np.random.default_rng(0), "float64")
    yield from islice(every(np.random.default_rng(1), "float32"), 0, None, 3)  # a third, to keep the file small


def every(rng: np.random.Generator, dtype: str) -> Iterator[Case]:
    yield from numbers(rng, dtype)
    yield from classes(rng, dtype)
    yield from two_classes(rng, dtype)


def distributions(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    p = rng.uniform(0.1, 1, shape)
    p /= p.sum(axis=min(1, len(shape) - 1), keepdims=True)
    return p.round(3)


if __name__ == "__main__":
    write("losses.json", cases())
