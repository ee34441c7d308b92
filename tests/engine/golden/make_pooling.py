"""Makes pooling.json beside it: what PyTorch says of some poolings, ties, NaN and windows in ceil mode among them.

Run with PyTorch installed: python -m tests.engine.golden.make_pooling
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np

from quiz.engine.tensor import Array
from tests.engine.cases import Case
from tests.engine.golden.pytorch import case, write

WINDOWS: list[dict[str, Any]] = [
    {"kernel_size": 2},
    {"kernel_size": 3, "stride": 2, "padding": 1},
    {"kernel_size": [2, 3], "stride": [2, 1], "padding": [1, 0]},
    {"kernel_size": 2, "ceil_mode": True},
    {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True},
]


def cases(rng: np.random.Generator, dtype: str) -> Iterator[Case]:
    def normal(*shape: int) -> Array:
        return rng.standard_normal(shape).round(3).astype(dtype)  # short in the file

    for how in WINDOWS:
        yield case("max_pool2d", rng, {"x": normal(1, 2, 5, 4)}, **how)
        yield case("max_pool2d", rng, {"x": normal(1, 5, 4, 2)}, **how, layout="NHWC")
        yield case("max_pool2d", rng, {"x": rng.integers(0, 3, (1, 2, 5, 4)).astype(dtype)}, **how)  # ties
        yield case("avg_pool2d", rng, {"x": normal(1, 2, 5, 4)}, **how)
        yield case("avg_pool2d", rng, {"x": normal(1, 5, 4, 2)}, **how, layout="NHWC", count_include_pad=False)
    yield case("max_pool2d", rng, {"x": normal(1, 2, 6, 7)}, kernel_size=2, dilation=[2, 3], stride=1, padding=1)
    yield case("max_pool2d", rng, {"x": normal(1, 2, 4, 4)}, kernel_size=3, padding=[[0, 2], [1, 0]])
    for keepdims in (False, True):
        yield case("global_avg_pool2d", rng, {"x": normal(2, 3, 2, 4)}, keepdims=keepdims)
        ties = rng.integers(0, 3, (2, 3, 2, 4)).astype(dtype)
        yield case("global_max_pool2d", rng, {"x": ties}, keepdims=keepdims)


def main() -> None:
    rng = np.random.default_rng(4)
    write("pooling.json", [*cases(rng, "float64"), *islice(cases(rng, "float32"), 0, None, 4)])


if __name__ == "__main__":
    main()
