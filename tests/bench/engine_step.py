"""One training step of a two-convolution MNIST network, n = 64, float32: against PyTorch and HIPS autograd.

The network and the batch size are those that PyTorch's MNIST example had for years, dropout left out: convolution 5×5
with 10 filters, pooling 2×2, ReLU, convolution 5×5 with 20 filters, pooling, ReLU, dense 50, ReLU, dense 10. A step is
zero_grad, forward, cross-entropy, backward, and SGD with momentum. All three start from the same weights on the same
batch, and their losses over the first steps must agree before anything is measured. autograd has no convolution but
`autograd.scipy.signal.convolve`, which its own MNIST example uses too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from quiz.engine import losses, optim
from quiz.engine.layers import pytorch as nn
from tests.bench.table import Row, interleaved, median

TORCH_BOUND = 1.0
AUTOGRAD_BOUND = 0.15
RATE, MOMENTUM = 0.01, 0.9
Step = Callable[[], float]


def rows(quick: bool) -> list[Row]:
    rng = np.random.default_rng(0)
    x = rng.random((64, 1, 28, 28), dtype=np.float32)
    y = rng.integers(0, 10, 64)
    model = network(nn, rng=rng)
    weights = [parameter.data.copy() for parameter in model.parameters()]
    sides = {
        "quiz": ours(model, x, y),
        "torch": torch_step(weights, x, y),
        "autograd": autograd_step(weights, x, y),
    }
    first = [[step() for _ in range(3)] for step in sides.values()]
    np.testing.assert_allclose(first[1:], [first[0]] * 2, rtol=1e-4)
    fast = interleaved({name: _call(sides[name]) for name in ("quiz", "torch")}, 10 if quick else 101)
    slow = interleaved({name: _call(sides[name]) for name in ("quiz", "autograd")}, 2 if quick else 9)
    name = "MNIST training step, n = 64"
    return [
        Row(f"{name} / torch", "median", median(fast["quiz"]), median(fast["torch"]), TORCH_BOUND),
        Row(f"{name} / autograd", "median", median(slow["quiz"]), median(slow["autograd"]), AUTOGRAD_BOUND),
    ]


def network(library: Any, **random: Any) -> Any:
    """The same in `torch.nn` and in ours, which takes `rng` for its weights."""
    return library.Sequential(
        library.Conv2d(1, 10, 5, **random),
        library.MaxPool2d(2),
        library.ReLU(),
        library.Conv2d(10, 20, 5, **random),
        library.MaxPool2d(2),
        library.ReLU(),
        library.Flatten(),
        library.Linear(320, 50, **random),
        library.ReLU(),
        library.Linear(50, 10, **random),
    )


def _call(step: Step) -> Callable[[], None]:
    def call() -> None:
        step()

    return call


def ours(model: nn.Sequential, x: Any, y: Any) -> Step:
    optimizer = optim.SGD(model.parameters(), RATE, MOMENTUM)

    def step() -> float:
        optimizer.zero_grad()
        loss = losses.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        return float(loss.item())

    return step


def torch_step(weights: Sequence[Any], x: Any, y: Any) -> Step:
    import torch

    model = network(torch.nn)
    with torch.no_grad():
        for parameter, weight in zip(model.parameters(), weights, strict=True):
            parameter.copy_(torch.from_numpy(weight))
    optimizer = torch.optim.SGD(model.parameters(), RATE, MOMENTUM)
    images, labels = torch.from_numpy(x), torch.from_numpy(y)

    def step() -> float:
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
        return float(loss.item())

    return step


def autograd_step(weights: Sequence[Any], x: Any, y: Any) -> Step:
    """Kernels are (channels, filters, h, w) and turned round: this is a convolution, not a cross-correlation."""
    import autograd.numpy as anp
    from autograd import value_and_grad
    from autograd.scipy.signal import convolve

    params = [
        np.ascontiguousarray(one.swapaxes(0, 1)[:, :, ::-1, ::-1]) if one.ndim == 4 else one.copy() for one in weights
    ]
    one_hot = np.eye(10, dtype=np.float32)[y]

    def convolved(images: Any, kernel: Any, bias: Any) -> Any:
        out = convolve(images, kernel, axes=([2, 3], [2, 3]), dot_axes=([1], [0]), mode="valid")
        out = out + bias.reshape((1, -1, 1, 1))
        n, filters, height, width = out.shape
        return anp.maximum(anp.max(out.reshape((n, filters, height // 2, 2, width // 2, 2)), axis=(3, 5)), 0)

    def loss(params: Sequence[Any]) -> Any:
        kernel1, bias1, kernel2, bias2, weight3, bias3, weight4, bias4 = params
        features = convolved(convolved(x, kernel1, bias1), kernel2, bias2).reshape((len(x), -1))
        hidden = anp.maximum(anp.dot(features, weight3.T) + bias3, 0)
        logits = anp.dot(hidden, weight4.T) + bias4
        top = anp.max(logits, axis=1, keepdims=True)
        logs = logits - top - anp.log(anp.sum(anp.exp(logits - top), axis=1, keepdims=True))
        return -anp.sum(logs * one_hot) / len(x)

    gradient = value_and_grad(loss)
    sums = [np.zeros_like(one) for one in params]

    def step() -> float:
        value, slopes = gradient(params)
        for param, total, slope in zip(params, sums, slopes, strict=True):
            total *= MOMENTUM
            total += slope
            param -= RATE * total
        return float(value)

    return step
