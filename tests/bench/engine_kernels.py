"""Convolution and max pooling in float32, against PyTorch on one thread and the matrix product of the same size.

Each side takes its turn with a few calls in a row, as loops of a program do. A first call after another library's may
pay for memory that the other has just handed back to the system, which would be measured as if it were its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from quiz.engine import Tensor
from quiz.engine import functional as F
from quiz.engine.tensor import Array
from tests.bench.table import Row, interleaved, median

BACKWARD_BOUND = 1.6
POOLING_BOUND = 1.0
POOLED = (32, 16, 28, 28)
CALLS = 5  # in a turn


@dataclass(frozen=True, slots=True)
class Layer:
    """A convolution: batch × channels → filters × size², a square kernel, its stride and padding; the two bounds."""

    batch: int
    channels: int
    filters: int
    size: int
    kernel: int
    stride: int
    padding: int
    torch_bound: float
    product_bound: float

    def __str__(self) -> str:
        shape = f"{self.batch}×{self.channels}→{self.filters}×{self.size}² k{self.kernel}"
        return shape if self.stride == 1 else f"{shape} s{self.stride}"


LAYERS = (
    Layer(32, 3, 16, 28, 3, 1, 1, 1.35, 1.7),
    Layer(8, 64, 64, 56, 3, 1, 1, 1.1, 1.1),
    Layer(1, 3, 64, 224, 7, 2, 3, 1.4, 1.35),
)


def rows(quick: bool) -> list[Row]:
    """The caller has set one thread."""
    torch.set_num_threads(1)
    rounds = 3 if quick else 31
    return [row for layer in LAYERS for row in convolution(layer, rounds)] + [pooling(rounds)]


def convolution(layer: Layer, rounds: int) -> list[Row]:
    rng = np.random.default_rng(0)
    x = rng.standard_normal((layer.batch, layer.channels, layer.size, layer.size), dtype=np.float32)
    weight = rng.standard_normal((layer.filters, layer.channels, layer.kernel, layer.kernel), dtype=np.float32)
    how: dict[str, Any] = {"stride": layer.stride, "padding": layer.padding}
    g = rng.standard_normal(F.conv2d(x, weight, **how).shape, dtype=np.float32)
    sums = layer.channels * layer.kernel**2
    matrix = weight.reshape(layer.filters, sums)
    columns = rng.standard_normal((sums, g.size // layer.filters), dtype=np.float32)
    their_x, their_weight = torch.from_numpy(x), torch.from_numpy(weight)
    forward = turns(
        {
            "quiz": lambda: F.conv2d(x, weight, **how),
            "torch": lambda: torch.nn.functional.conv2d(their_x, their_weight, **how),
            "product": lambda: np.matmul(matrix, columns),
        },
        rounds,
    )
    back = turns(backward(x, weight, g, how), rounds)
    name, ours = f"conv2d {layer}", forward["quiz"]
    return [
        Row(f"{name} / torch", "median", ours, forward["torch"], layer.torch_bound),
        Row(f"{name} / matmul", "median", ours, forward["product"], layer.product_bound),
        Row(f"backward {layer} / torch", "median", back["quiz"], back["torch"], BACKWARD_BOUND),
    ]


def backward(x: Array, weight: Array, g: Array, how: dict[str, Any]) -> dict[str, Callable[[], object]]:
    """The gradients for image and kernel, of a graph that is kept."""
    ours = Tensor(x, requires_grad=True), Tensor(weight, requires_grad=True)
    theirs = torch.tensor(x, requires_grad=True), torch.tensor(weight, requires_grad=True)
    y, their_y, their_g = F.conv2d(*ours, **how), torch.nn.functional.conv2d(*theirs, **how), torch.tensor(g)

    def quiz() -> None:
        for operand in ours:
            operand.zero_grad()
        y.backward(g, retain_graph=True)

    def pytorch() -> None:
        for operand in theirs:
            operand.grad = None
        their_y.backward(their_g, retain_graph=True)

    return {"quiz": quiz, "torch": pytorch}


def pooling(rounds: int) -> Row:
    x = np.random.default_rng(0).standard_normal(POOLED, dtype=np.float32)
    their_x = torch.from_numpy(x)
    seconds = turns(
        {"quiz": lambda: F.max_pool2d(x, 2), "torch": lambda: torch.nn.functional.max_pool2d(their_x, 2)}, rounds
    )
    name = f"max pooling 2×2, {POOLED[0]}×{POOLED[1]}×{POOLED[2]}² / torch"
    return Row(name, "median", seconds["quiz"], seconds["torch"], POOLING_BOUND)


def turns(sides: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The seconds of one call, the median of all turns."""

    def turn(work: Callable[[], object]) -> Callable[[], None]:
        def calls() -> None:
            for _ in range(CALLS):
                work()

        return calls

    found = interleaved({name: turn(work) for name, work in sides.items()}, rounds)
    return {name: median(seconds) / CALLS for name, seconds in found.items()}
