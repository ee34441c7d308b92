"""Random small models in PyTorch's habit, trained by the same loop in both from the same weights: the losses agree."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.engine import data, losses, optim
from quiz.engine.layers import pytorch as nn

Spec = tuple[str, list[Any], dict[str, Any]]

OPTIMIZERS: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {"lr": 0.05}),
    ("SGD", {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.01}),
    ("SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True}),
    ("Adam", {"lr": 0.01}),
    ("AdamW", {"lr": 0.01}),
]
activations: st.SearchStrategy[Spec] = st.sampled_from(
    [("ReLU", [], {}), ("Tanh", [], {}), ("Sigmoid", [], {}), ("LeakyReLU", [0.2], {})]
)


@st.composite
def models(draw: st.DrawFn) -> list[Spec]:
    """Convolution, norm or not, activation, pooling or not; flatten and dense are added where the size is known."""
    channels = 2
    found: list[Spec] = []
    for _ in range(draw(st.integers(1, 2))):
        groups = draw(st.sampled_from([1, 2]))
        filters = 2 * draw(st.integers(1, 3))
        kernel = draw(st.sampled_from([1, 2, 3, (3, 1)]))
        rest: dict[str, Any] = {
            "stride": draw(st.integers(1, 2)),
            "padding": draw(st.integers(0, 1)),
            "groups": groups,
            "bias": draw(st.booleans()),
        }
        found.append(("Conv2d", [channels, filters, kernel], rest))
        if draw(st.booleans()):
            found.append(("BatchNorm2d", [filters], {"momentum": draw(st.floats(0.05, 0.5))}))
        found.append(draw(activations))
        pool = draw(st.sampled_from([None, "MaxPool2d", "AvgPool2d"]))
        if pool:
            found.append((pool, [2], {"stride": draw(st.integers(1, 2))}))
        channels = filters
    return found


def built(library: Any, model: list[Spec]) -> Any:
    return library.Sequential(*(getattr(library, kind)(*given, **rest) for kind, given, rest in model))


@given(models(), st.sampled_from(OPTIMIZERS), st.booleans(), st.integers(0, 2**32))
@settings(max_examples=100, deadline=None)
def test_the_five_line_loop(model: list[Spec], optimizer: tuple[str, dict[str, Any]], frozen: bool, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(12, 2, 29, 27)), rng.integers(0, 3, 12)
    with torch.no_grad():
        flat = built(torch.nn, model).double()(torch.tensor(x)).flatten(1).shape[1]
    model = [*model, ("Flatten", [], {}), ("Linear", [flat, 3], {})]
    ours, theirs = built(nn, model), built(torch.nn, model).double()
    for parameter, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        parameter.data = rng.normal(0, 0.4, parameter.shape)
        other.data = torch.tensor(parameter.data.copy())
    if frozen:
        ours[0].requires_grad_(False)
        theirs[0].requires_grad_(False)
    kind, rest = optimizer
    mine, other = (
        getattr(optim, kind)(ours.parameters(), **rest),
        getattr(torch.optim, kind)(theirs.parameters(), **rest),
    )
    for some, labels in data.batches(x, y, size=4):
        mine.zero_grad()
        loss = losses.cross_entropy(ours(some), labels)
        loss.backward()
        mine.step()
        other.zero_grad()
        expected = torch.nn.functional.cross_entropy(theirs(torch.tensor(some)), torch.tensor(labels))
        expected.backward()
        other.step()
        # Three steps, each on the weights of the one before: rounding grows, most where batch norm divides by little
        # or Adam by a gradient near its ε.
        assert loss.item() == pytest.approx(expected.item(), rel=1e-6)
    for parameter, weight in zip(ours.parameters(), theirs.parameters(), strict=True):
        assert (parameter.grad is None) == (weight.grad is None)
        # A bias before batch norm has no say: its gradient is rounding, from which Adam makes steps of any direction.
        told = slice(None) if weight.grad is None else (weight.grad.abs() > 1e-7).numpy()
        np.testing.assert_allclose(parameter.data[told], weight.detach().numpy()[told], rtol=1e-5, atol=1e-6)
    ours.eval()
    theirs.eval()
    expected = theirs(torch.tensor(x)).detach().numpy()
    np.testing.assert_allclose(ours(x).data, expected, rtol=1e-4, atol=1e-5)  # running statistics are float32 here
