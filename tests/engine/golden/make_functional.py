"""Makes functional.json beside it: what PyTorch says of some cases of the operations in `functional`.

Run with PyTorch installed: python -m tests.engine.golden.make_functional
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from quiz.engine.tensor import Array
from tests.engine.cases import Case
from tests.engine.golden.pytorch import case, write

KINKS = [0.0, -0.0, 1.0, -1.0, 20.0, -20.0, 40.0, -40.0, 0.5, -0.1, 1e-6, -3.0]


def activations(rng: np.random.Generator, dtype: str) -> Iterator[Case]:
    for name in ("sigmoid", "tanh", "relu", "leaky_relu", "softplus"):
        yield case(name, rng, {"x": np.array(KINKS, dtype)})
    yield case("leaky_relu", rng, {"x": np.array(KINKS, dtype)}, negative_slope=0.3)
    for name in ("softmax", "log_softmax"):
        yield case(name, rng, {"x": (rng.standard_normal((3, 5)) * 4).round(3).astype(dtype)})
        yield case(name, rng, {"x": (rng.standard_normal((2, 3, 2)) * 4).round(3).astype(dtype)}, axis=1)
        yield case(name, rng, {"x": np.array([[1000, 1001, 998.5], [-1e4, 3e4, 0]], dtype)})


def layers(rng: np.random.Generator, dtype: str) -> Iterator[Case]:
    def normal(*shape: int) -> Array:
        return rng.standard_normal(shape).round(3).astype(dtype)  # short in the file

    yield case("flatten", rng, {"x": normal(2, 2, 3, 2)})
    yield case("flatten", rng, {"x": normal(2, 2, 3)}, start_axis=-2)
    yield case("linear", rng, {"x": normal(4, 3), "weight": normal(2, 3), "bias": normal(2)})
    yield case("linear", rng, {"x": normal(2, 2, 3), "weight": normal(4, 3)})
    yield case("embedding", rng, {"labels": np.array([[0, 2], [2, 1]]), "table": normal(4, 3)})
    for mode in ("constant", "edge", "reflect", "wrap"):
        yield case("pad", rng, {"x": normal(1, 2, 3, 4)}, padding=((1, 0), (2, 1)), mode=mode)
    yield case("pad", rng, {"x": normal(1, 2, 3, 2)}, padding=(1, 2), value=-1.5, layout="NHWC")
    for shape, axis in (((4, 3), 1), ((2, 3, 2, 2), 1), ((2, 2, 3), -1)):
        affine = {"weight": normal(3), "bias": normal(3)}
        running = {"running_mean": normal(3), "running_variance": np.abs(normal(3)) + 1}
        for training in (True, False):
            operands = {"x": normal(*shape), **affine, **running}
            yield case("batch_norm", rng, operands, tuple(running), training=training, axis=axis, momentum=0.3)
    yield case("batch_norm", rng, {"x": normal(4, 2)}, training=True, epsilon=0.1)


def every(rng: np.random.Generator, dtype: str) -> Iterator[Case]:
    yield from activations(rng, dtype)
    yield from layers(rng, dtype)


def cases() -> Iterator[Case]:
    yield from every(np.random.default_rng(0), "float64")
    yield from islice(every(np.random.default_rng(1), "float32"), 0, None, 2)  # half, to keep the file small
    yield case("one_hot", np.random.default_rng(0), {"labels": np.array([[0, 3], [1, 1]])}, classes=4)


if __name__ == "__main__":
    write("functional.json", cases())
