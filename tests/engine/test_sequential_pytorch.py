"""PyTorch's habit: texts and training against PyTorch's golden figures, modes, freezing, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quiz.engine import EngineError, Tensor, data, losses, no_grad, optim
from quiz.engine.layers import pytorch as nn

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parent / "golden" / "sequential.json").read_text(encoding="utf-8"))


def rng() -> np.random.Generator:
    return np.random.default_rng(2)


def tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def built(model: Any) -> nn.Sequential:
    return nn.Sequential(
        *(
            getattr(nn, kind)(*map(tupled, given), **{name: tupled(value) for name, value in named.items()})
            for kind, given, named in model
        )
    )


@pytest.mark.parametrize("case", GOLDEN["texts"])
def test_golden_texts(case: dict[str, Any]) -> None:
    assert repr(built(case["model"])) == case["text"]


@pytest.mark.parametrize("run", GOLDEN["training"]["runs"], ids=lambda run: str(run["optimizer"]))
def test_golden_training(run: dict[str, Any]) -> None:
    """The five-line loop, from the same weights on the same batches: the losses and the weights agree."""
    case = GOLDEN["training"]
    x, y = np.array(case["x"]), np.array(case["y"])
    model = built(case["model"])
    for name, parameter in model.named_parameters():
        parameter.data = np.array(case["begin"][name])
    optimizer = getattr(optim, run["optimizer"])(model.parameters(), **run["settings"])
    seen = []
    for _ in range(2):
        for some, labels in data.batches(x, y, size=5):
            optimizer.zero_grad()
            loss = losses.cross_entropy(model(some), labels)
            loss.backward()
            optimizer.step()
            seen.append(loss.item())
    np.testing.assert_allclose(seen, run["losses"], rtol=1e-6)  # the running statistics are float32
    for name, parameter in model.named_parameters():
        np.testing.assert_allclose(parameter.data, run["end"][name], rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose(model.eval()(x).data, run["evaluated"], rtol=1e-5, atol=1e-6)


def test_names_of_parameters_and_layers() -> None:
    class Net(nn.Module):
        def __init__(self) -> None:
            self.scale = Tensor([2.0], requires_grad=True)
            self.body = nn.Sequential(nn.Linear(3, 2, rng=rng()), nn.ReLU())
            self.head = nn.Linear(2, 1, bias=False, rng=rng())

        def forward(self, x: Any) -> Any:
            return self.head(self.body(x)) * self.scale

    net = Net()
    names = ["scale", "body.0.weight", "body.0.bias", "head.weight"]
    assert [name for name, _ in net.named_parameters()] == names
    assert [parameter.size for parameter in net.parameters()] == [1, 6, 2, 2]
    net(np.ones((4, 3), np.float32)).sum().backward()
    assert all(parameter.grad is not None for parameter in net.parameters())
    net.zero_grad()
    assert all(parameter.grad is None for parameter in net.parameters())
    assert isinstance(net.body[0], nn.Linear)
    assert [type(layer).__name__ for layer in net.body] == ["Linear", "ReLU"]
    assert len(net.body) == 2


def test_starting_weights() -> None:
    linear, conv = nn.Linear(100, 50, rng=rng()), nn.Conv2d(4, 64, 5, rng=rng())
    for layer, fan_in in ((linear, 100), (conv, 100)):
        assert layer.weight.dtype == np.float32
        assert layer.weight.requires_grad
        assert layer.bias is not None
        for parameter in (layer.weight, layer.bias):
            assert 0.9 / np.sqrt(fan_in) < np.abs(parameter.data).max() <= 1 / np.sqrt(fan_in)
    assert np.array_equal(linear.weight.data, nn.Linear(100, 50, rng=rng()).weight.data)
    assert not np.array_equal(linear.weight.data, nn.Linear(100, 50).weight.data)


def test_training_and_evaluation() -> None:
    model = nn.Sequential(nn.BatchNorm1d(2), nn.Dropout(0.5, rng=rng()))
    norm = model[0]
    assert isinstance(norm, nn.BatchNorm1d)
    x = np.array([[1.0, 10.0], [3.0, 30.0]], np.float32)
    model(x)
    np.testing.assert_allclose(norm.running_mean, [0.2, 2])
    np.testing.assert_allclose(norm.running_var, [0.9 + 0.1 * 2, 0.9 + 0.1 * 200], rtol=1e-6)
    before = norm.running_mean.copy()
    evaluated = model.eval()(x)
    np.testing.assert_allclose(evaluated.data, (x - before) / np.sqrt(norm.running_var + 1e-5), rtol=1e-6)
    assert np.array_equal(norm.running_mean, before)
    # no_grad is another matter: dropout goes on dropping.
    model.train()
    with no_grad():
        assert np.count_nonzero(model(np.tile(x, (50, 1))).data == 0) > 50


def test_frozen_layers() -> None:
    model = nn.Sequential(nn.Linear(3, 4, rng=rng()), nn.ReLU(), nn.Linear(4, 2, rng=rng()))
    optimizer = optim.Adam(model.parameters(), 0.1)
    x, y = rng().normal(size=(8, 3)), rng().integers(0, 2, 8)
    losses.cross_entropy(model(x), y).backward()
    model[0].requires_grad_(False)
    before = [parameter.data.copy() for parameter in model.parameters()]
    losses.cross_entropy(model(x), y).backward()
    optimizer.step()
    moved = [not np.array_equal(one, p.data) for one, p in zip(before, model.parameters(), strict=True)]
    assert moved == [False, False, True, True]
    assert all(parameter.grad is None for parameter in model[0].parameters())
    model[0].requires_grad_()
    losses.cross_entropy(model(x), y).backward()
    assert all(parameter.grad is not None for parameter in model.parameters())


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: nn.Linear(0, 3), "Linear: in_features: got 0"),
        (lambda: nn.Linear(3, 2.5), "Linear: out_features: got 2.5"),  # type: ignore[arg-type]
        (lambda: nn.Conv2d(3, 8, 3, groups=2), "Conv2d: groups: got 2"),
        (lambda: nn.Conv2d(3, 8, 3, stride=2, padding="same"), r"Conv2d: padding: got 'same' with stride \(2, 2\)"),
        (lambda: nn.Linear(2, 2, rng=3), "Linear: rng: got a int"),  # type: ignore[arg-type]
        (lambda: nn.Dropout(-0.1), "Dropout: p: got -0.1"),
        (lambda: nn.Sequential(3), r"Sequential: layers\[0\]: got a int"),  # type: ignore[arg-type]
        (lambda: nn.BatchNorm2d(3)(np.ones((2, 3))), r"BatchNorm2d: x: got shape \(2, 3\); takes 4 axes"),
        (lambda: nn.Linear(3, 2)(np.ones((2, 4))), "linear: x: got shape"),
    ],
)
def test_refused(make: Callable[[], object], says: str) -> None:
    with pytest.raises(EngineError, match=says):
        make()
