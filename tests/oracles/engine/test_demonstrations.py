"""What demonstrations show of training, against torch doing the same."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.engine.demonstrations import Curve, Table, demonstrations

small = st.floats(-3, 3)


def table(name: str, **given_: Any) -> Table:
    value = demonstrations()[name].show(**given_)
    assert isinstance(value, Table)
    return value


def scalar(value: float, requires_grad: bool = True) -> Any:
    return torch.tensor(value, dtype=torch.float64, requires_grad=requires_grad)


@given(small, small, small, small)
@settings(max_examples=50, deadline=None)
def test_backward_graph(x: float, weight: float, bias: float, target: float) -> None:
    w, b = scalar(weight), scalar(bias)
    loss = (torch.sigmoid(w * x + b) - target) ** 2
    loss.backward()
    shown = {row[0]: row[1:] for row in table("backward-graph", x=x, weight=weight, bias=bias, target=target).rows}
    assert shown["L = e²"][0] == pytest.approx(loss.item(), rel=1e-12, abs=1e-300)
    assert shown["w"][1] == pytest.approx(w.grad.item(), rel=1e-10, abs=1e-300)
    assert shown["b"][1] == pytest.approx(b.grad.item(), rel=1e-10, abs=1e-300)


@given(small, st.floats(0, 1), st.integers(1, 10))
@settings(max_examples=50, deadline=None)
def test_stale_gradients(start: float, lr: float, steps: int) -> None:
    shown = table("stale-gradients", start=start, lr=lr, steps=steps).rows
    for clear, columns in ((True, (1, 2)), (False, (3, 5))):
        w = scalar(start)
        optimizer = torch.optim.SGD([w], lr=lr)
        for row in shown:
            if clear:
                optimizer.zero_grad()
            (w * w).backward()
            found = (w.item(), w.grad.item())
            assert [row[column] for column in columns] == pytest.approx(found, rel=1e-9, abs=1e-12)
            optimizer.step()


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=12), st.floats(1e-6, 1))
@settings(max_examples=50, deadline=None)
def test_adam_step(gradients: list[float], lr: float) -> None:
    w = torch.zeros(len(gradients), dtype=torch.float64, requires_grad=True)
    w.grad = torch.tensor(gradients, dtype=torch.float64)
    torch.optim.Adam([w], lr=lr).step()
    moved = [row[2] for row in table("adam-step", gradients=gradients, lr=lr).rows]
    assert moved == pytest.approx(w.tolist(), rel=1e-9, abs=1e-300)


@given(st.floats(0.001, 0.99), small, st.integers(1, 30))
@settings(max_examples=50, deadline=None)
def test_mae_swing(lr: float, start: float, steps: int) -> None:
    value = demonstrations()["mae-swing"].show(lr=lr, start=start, steps=steps)
    assert isinstance(value, Curve)
    for loss, path in zip((torch.nn.L1Loss(), torch.nn.MSELoss()), value.series, strict=True):
        w = scalar(start)
        optimizer = torch.optim.SGD([w], lr=lr)
        for expected in path:
            assert w.item() == pytest.approx(expected, rel=1e-9, abs=1e-12)
            optimizer.zero_grad()
            loss(w, torch.zeros((), dtype=torch.float64)).backward()
            optimizer.step()


@given(st.integers(1, 20), st.floats(-4, 4), st.floats(-4, 4))
@settings(max_examples=50, deadline=None)
def test_vanishing_gradient(depth: int, weight: float, start: float) -> None:
    value = demonstrations()["vanishing-gradient"].show(depth=depth, weight=weight, start=start)
    assert isinstance(value, Curve)
    for function, series in ((torch.sigmoid, value.series[1]), (torch.relu, value.series[2])):
        x = scalar(start)
        y = x
        for expected in series:
            y = function(y * weight)
            (slope,) = torch.autograd.grad(y, x, retain_graph=True)
            assert slope.item() == pytest.approx(expected, rel=1e-9, abs=1e-300)
