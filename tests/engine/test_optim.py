"""Optimisers against PyTorch's golden figures, and what must hold for any of them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.engine import EngineError, Tensor, losses, optim
from quiz.engine.optim.rules import State
from tests.engine import closeness

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parent / "golden" / "optim.json").read_text(encoding="utf-8"))
EVERY: list[Callable[[Any], optim.Optimizer]] = [
    lambda params: optim.SGD(params, 0.1),
    lambda params: optim.SGD(params, 0.1, momentum=0.9, weight_decay=0.1),
    lambda params: optim.SGD(params, 0.1, momentum=0.9, nesterov=True),
    lambda params: optim.Adam(params, 0.1, weight_decay=0.1),
    lambda params: optim.AdamW(params, 0.1),
]


def leaf(values: Any, dtype: Any = np.float64) -> Tensor:
    return Tensor(np.array(values, dtype), requires_grad=True)


@pytest.mark.parametrize("case", GOLDEN["optimizers"], ids=lambda case: f"{case['name']} {case['settings']}")
def test_golden_steps(case: dict[str, Any]) -> None:
    params = [leaf(one) for one in case["begin"]]
    optimizer = getattr(optim, case["name"])(params, **case["settings"])
    for gradients, after in zip(case["gradients"], case["after"], strict=True):
        for param, gradient in zip(params, gradients, strict=True):
            param.grad = gradient
        optimizer.step()
        for param, expected in zip(params, after, strict=True):
            # The sum of all steps on the way is at most the weights and as many steps of about 1.
            closeness.products(param.data, expected, np.abs(expected) + 1)


@pytest.mark.parametrize("make", EVERY)
def test_a_parameter_without_gradient_is_left_alone(make: Callable[[Any], optim.Optimizer]) -> None:
    still, moving, later = leaf([1.0, 2.0]), leaf([1.0, 2.0]), leaf([1.0, 2.0])
    optimizer = make([still, moving, later])
    moving.grad = [1.0, -1.0]
    optimizer.step()
    first = moving.data.copy()
    assert still.data.tolist() == later.data.tolist() == [1.0, 2.0]
    assert first.tolist() != [1.0, 2.0]
    # The state is each parameter's own: a first step is a first step, whenever it comes.
    moving.grad, later.grad = None, [1.0, -1.0]
    optimizer.step()
    assert moving.data.tolist() == first.tolist() == later.data.tolist()


@pytest.mark.parametrize("make", EVERY)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_step_writes_in_place_and_keeps_the_gradient(make: Callable[[Any], optim.Optimizer], dtype: Any) -> None:
    param = leaf([[1.0, -2.0], [3.0, 4.0]], dtype)
    array = param.data
    optimizer = make([param, leaf(5.0, dtype)])
    param.grad = np.array([[1, 2], [0, -1]], dtype)
    for _ in range(3):
        optimizer.step()
    assert param.data is array
    assert array.dtype == dtype
    assert param.grad is not None
    assert param.grad.data.tolist() == [[1, 2], [0, -1]]


def test_a_step_between_forward_and_backward_is_noticed() -> None:
    w = leaf([1.0, 2.0])
    loss = (w * w).sum()
    w.grad = [1.0, 1.0]
    optim.SGD([w], 0.1).step()
    with pytest.raises(EngineError, match="changed"):
        loss.backward()


def test_zero_grad() -> None:
    w, untouched = leaf([1.0, 2.0]), leaf([1.0])
    optimizer = optim.SGD([w, untouched], 0.1)
    w.grad = [3.0, 4.0]
    optimizer.zero_grad(set_to_none=False)
    assert w.grad is not None
    assert w.grad.data.tolist() == [0, 0]
    assert untouched.grad is None
    optimizer.zero_grad()
    assert w.grad is None


def test_forgotten_zero_grad_adds_the_gradient_at_the_moved_weights() -> None:
    """w², lr 0.1, from 1: g₁ = 2, then w = 0.8 and g₂ = 1.6."""
    w = leaf(1.0)
    optimizer = optim.SGD([w], 0.1)
    (w * w).backward()
    optimizer.step()
    assert w.item() == pytest.approx(0.8)
    (w * w).backward()
    assert w.grad is not None
    assert w.grad.item() == pytest.approx(2 + 1.6)
    optimizer.zero_grad()
    (w * w).backward()
    assert w.grad.item() == pytest.approx(1.6)


def test_a_step_may_raise_the_loss() -> None:
    """w², lr 1.1: the loss goes from 1 to 1.44."""
    w = leaf(1.0)
    (w * w).backward()
    optim.SGD([w], 1.1).step()
    assert (w * w).item() == pytest.approx(1.44)


def test_an_outlier_makes_a_fixed_rate_diverge() -> None:
    """y = 2x for x = 1, 2, 3, 10, lr 0.1: the mean of x² is 28.5, far beyond the 1/lr that w can bear."""
    x = np.array([1.0, 2.0, 3.0, 10.0])
    w = leaf(0.0)
    optimizer = optim.SGD([w], 0.1)
    seen = []
    for _ in range(5):
        optimizer.zero_grad()
        loss = losses.mse(w * x, 2 * x)
        loss.backward()
        optimizer.step()
        seen.append(loss.item())
    assert all(later > earlier * 20 for earlier, later in pairwise(seen))


@given(
    st.lists(st.floats(1e-3, 1e6), min_size=1, max_size=5),
    st.floats(1e-4, 1.0),
    st.floats(0, 0.999),
    st.floats(0.5, 0.999),
)
@settings(max_examples=50)
def test_adams_first_step_is_about_the_rate(sizes: list[float], lr: float, beta1: float, beta2: float) -> None:
    signs = (-1.0) ** np.arange(len(sizes))
    w = leaf(np.zeros(len(sizes)))
    w.grad = sizes * signs
    optim.Adam([w], lr, (beta1, beta2)).step()
    # lr·|g| / (|g| + ε): short of lr by 1e-5 of it at |g| = 1e-3.
    np.testing.assert_allclose(w.data, -lr * signs, rtol=2e-5)


def test_adams_first_step_is_smaller_where_the_gradient_is_not_far_above_epsilon() -> None:
    w = leaf([0.0, 0.0, 0.0])
    w.grad = [1e-8, 1e-9, 0.0]
    optim.Adam([w], 0.1).step()
    np.testing.assert_allclose(w.data, [-0.05, -0.1 / 11, 0])


def test_epsilon_before_the_bias_correction_is_a_larger_one_after_it() -> None:
    """√v + ε before it is √v̂ + ε/√(1 − β₂ᵗ) after it: at the first step 31.6 times as much, by β₂ = 0.999."""
    gradients = np.random.default_rng(0).normal(size=(5, 4)) * 1e-3
    before, after = leaf(np.zeros(4)), leaf(np.zeros(4))
    hat = optim.Adam([before], 0.1, eps=1e-3, epsilon_hat=True)
    for step, gradient in enumerate(gradients, 1):
        plain = optim.Adam([after], 0.1, eps=1e-3 / math.sqrt(1 - 0.999**step))
        plain.state = [State(one.steps, [mean.copy() for mean in one.means]) for one in hat.state]
        before.grad = after.grad = gradient
        hat.step()
        plain.step()
        closeness.products(before.data, after.data, np.abs(after.data) + 0.1)


def test_adam_is_indifferent_to_the_size_of_the_loss() -> None:
    ends = []
    for size in (1.0, 1000.0):
        w = leaf([1.0, -3.0])
        optimizer = optim.Adam([w], 0.1, eps=0)
        for _ in range(10):
            optimizer.zero_grad()
            (size * (w * w)).sum().backward()
            optimizer.step()
        ends.append(w.data)
    np.testing.assert_allclose(ends[0], ends[1], rtol=1e-12)


def test_decoupled_decay_shrinks_every_weight_alike() -> None:
    def shrunk(kind: Callable[..., optim.Optimizer]) -> Any:
        with_decay, without = leaf([1.0, 1.0]), leaf([1.0, 1.0])
        for w, decay in ((with_decay, 0.5), (without, 0.0)):
            w.grad = [100.0, 0.01]
            kind([w], 0.1, weight_decay=decay).step()
        return (without.data - with_decay.data).tolist()

    assert shrunk(optim.AdamW) == pytest.approx([0.05, 0.05])
    assert shrunk(optim.Adam) == pytest.approx([0, 0], abs=1e-6)  # Adam's first step is lr whatever is added to g


def test_nothing_is_allocated_but_the_state() -> None:
    """The same two arrays of room serve every parameter and every step."""
    params = [leaf(np.ones(50)), leaf(np.ones((5, 20))), leaf(np.ones(3), np.float32)]
    optimizer = optim.Adam(params)
    for param in params:
        param.grad = param.data.copy()
    optimizer.step()
    room = {dtype: [id(one) for one in pair] for dtype, pair in optimizer._room.items()}
    optimizer.step()
    assert room == {dtype: [id(one) for one in pair] for dtype, pair in optimizer._room.items()}
    assert {dtype: pair[0].size for dtype, pair in optimizer._room.items()} == {
        np.dtype(np.float64): 100,
        np.dtype(np.float32): 3,
    }


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda w: optim.SGD(w, 0.1), "SGD: params: got one Tensor"),
        (lambda w: optim.SGD([], 0.1), "SGD: params: got none"),
        (lambda w: optim.SGD(None), "SGD: params: got a NoneType"),  # type: ignore[arg-type]
        (lambda w: optim.Adam([w], betas=0.9), "Adam: betas: got 0.9"),  # type: ignore[arg-type]
        (lambda w: optim.SGD([w, w], 0.1), "a Tensor twice"),
        (lambda w: optim.SGD([w.data], 0.1), r"params\[0\]: got a ndarray"),
        (lambda w: optim.SGD([w, w * 2], 0.1), r"params\[1\]: got the result of an operation"),
        (lambda w: optim.SGD([Tensor([1, 2])], 0.1), "got dtype int"),
        (lambda w: optim.SGD([Tensor(np.broadcast_to(1.0, 3))], 0.1), "got read-only"),
        (lambda w: optim.SGD([w], -0.1), "SGD: lr: got -0.1; takes a number, at least 0"),
        (lambda w: optim.SGD([w], math.nan), "SGD: lr: got nan"),
        (lambda w: optim.SGD([w], 0.1, momentum=-1), "SGD: momentum"),
        (lambda w: optim.SGD([w], 0.1, weight_decay=-1), "SGD: weight_decay"),
        (lambda w: optim.SGD([w], 0.1, nesterov=True), "SGD: nesterov: got True with momentum 0.0"),
        (lambda w: optim.SGD([w], 0.1, 0.9, 0.1, nesterov=True), "SGD: nesterov"),
        (lambda w: optim.Adam([w], betas=(0.9, 1.0)), "Adam: betas: got"),
        (lambda w: optim.Adam([w], betas=(-0.1, 0.9)), "Adam: betas"),
        (lambda w: optim.AdamW([w], eps=-1), "AdamW: eps"),
    ],
)
def test_refused(make: Callable[[Tensor], object], says: str) -> None:
    with pytest.raises(EngineError, match=says):
        make(leaf([1.0, 2.0]))
