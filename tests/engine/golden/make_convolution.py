"""Makes convolution.json beside it: what PyTorch says of some convolutions and transposed convolutions.

Run with PyTorch installed: python -m tests.engine.golden.make_convolution
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np

from quiz.engine.tensor import Array
from tests.engine.cases import Case
from tests.engine.golden.pytorch import case, write

# x (n, c, h, w), weight (filters, channels/groups, kh, kw), and how
CONVOLUTIONS: list[tuple[tuple[int, ...], tuple[int, ...], dict[str, Any]]] = [
    ((2, 2, 4, 4), (2, 2, 3, 3), {}),
    ((1, 2, 4, 5), (3, 2, 3, 2), {"padding": "same"}),
    ((1, 1, 5, 6), (2, 1, 3, 3), {"padding": "same", "stride": 2}),
    ((1, 2, 6, 5), (2, 2, 2, 3), {"padding": [1, 2], "stride": [2, 1], "dilation": [1, 2]}),
    ((1, 1, 5, 4), (2, 1, 3, 2), {"padding": [[0, 2], [1, 0]], "stride": [2, 3]}),
    ((1, 4, 3, 3), (6, 2, 2, 2), {"groups": 2, "padding": 1}),
    ((1, 3, 5, 5), (3, 1, 2, 3), {"groups": 3, "dilation": 2}),
    ((1, 2, 7, 7), (1, 2, 2, 2), {"stride": 4, "dilation": 3}),
    ((1, 3, 2, 2), (4, 3, 1, 1), {}),
]
# x (n, c, h, w), weight (c, filters/groups, kh, kw), and how
TRANSPOSES: list[tuple[tuple[int, ...], tuple[int, ...], dict[str, Any]]] = [
    ((2, 2, 3, 2), (2, 2, 3, 2), {}),
    ((1, 2, 3, 2), (2, 2, 3, 3), {"stride": 2, "padding": 1, "output_padding": 1}),
    ((1, 1, 3, 3), (1, 2, 3, 3), {"stride": 2, "padding": "same"}),
    ((1, 4, 2, 3), (4, 1, 2, 3), {"groups": 2, "stride": [1, 3], "padding": [[1, 0], [0, 2]], "dilation": [2, 1]}),
]


def cases(rng: np.random.Generator, dtype: str) -> Iterator[Case]:
    def normal(*shape: int) -> Array:
        return rng.standard_normal(shape).round(3).astype(dtype)  # short in the file

    for operation, found in (("conv2d", CONVOLUTIONS), ("conv_transpose2d", TRANSPOSES)):
        for number, (shape, kernel, how) in enumerate(found):
            operands = {"x": normal(*shape), "weight": normal(*kernel)}
            filters = kernel[0] if operation == "conv2d" else kernel[1] * how.get("groups", 1)
            if number % 2 == 0:
                operands["bias"] = normal(filters)
            yield case(operation, rng, operands, **how)
            last = {
                **operands,
                "x": np.ascontiguousarray(operands["x"].transpose(0, 2, 3, 1)),
                "weight": np.ascontiguousarray(operands["weight"].transpose(2, 3, 1, 0)),
            }
            if number % 3 == 1:
                yield case(operation, rng, last, **how, layout="NHWC")


def main() -> None:
    rng = np.random.default_rng(3)
    write("convolution.json", [*cases(rng, "float64"), *islice(cases(rng, "float32"), 0, None, 4)])


if __name__ == "__main__":
    main()
