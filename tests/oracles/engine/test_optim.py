"""Optimisers and schedules against PyTorch over random settings, over 20 steps each."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.engine import Tensor, optim
from quiz.engine.tensor import Array
from tests.engine import closeness

STEPS = 20
rates = st.floats(1e-4, 1.0)
shares = st.floats(0, 0.99)
decays = st.one_of(st.just(0.0), st.floats(0, 0.5))
dtypes = st.sampled_from([np.float32, np.float64])
seeds = st.integers(0, 2**32)


def gradients(rng: np.random.Generator, dtype: Any) -> list[Array | None]:
    """A gradient a step, of sizes from 1e-4 to 1e4; now and then none."""
    sizes = 10 ** rng.uniform(-4, 4, STEPS)
    return [None if rng.random() < 0.1 else (rng.normal(size=(3, 5)) * size).astype(dtype) for size in sizes]


def both(ours: optim.Optimizer, theirs: torch.optim.Optimizer, given: list[Array | None], reach: Any) -> None:
    """Both take the same gradients, and agree after every step; `reach` says how far the weights may have come."""
    (param,), (other,) = ours.params, theirs.param_groups[0]["params"]
    for gradient in given:
        param.grad = None if gradient is None else gradient.copy()
        other.grad = None if gradient is None else torch.tensor(gradient)
        if gradient is not None:
            reach.step(gradient)
        ours.step()
        theirs.step()
        expected = other.detach().numpy()
        assert param.dtype == expected.dtype
        closeness.products(param.data, expected, reach.w)


class Reach:
    """The update on absolute values, in float64: what rounding is measured by."""

    def __init__(self, w: Array, lr: float, decay: float) -> None:
        self.w = np.abs(w).astype(np.float64)
        self.lr, self.decay = lr, decay
        self.mean = np.zeros_like(self.w)


class SGDReach(Reach):
    def __init__(self, w: Array, lr: float, decay: float, momentum: float) -> None:
        super().__init__(w, lr, decay)
        self.momentum = momentum

    def step(self, gradient: Array) -> None:
        g = np.abs(gradient) + self.decay * self.w
        self.mean = self.momentum * self.mean + g
        self.w = self.w + self.lr * (g + self.mean)


class AdamReach(Reach):
    def __init__(self, w: Array, lr: float, decay: float, betas: tuple[float, float], eps: float, joined: bool) -> None:
        super().__init__(w, lr, decay)
        self.betas, self.eps, self.joined = betas, eps, joined
        self.square = np.zeros_like(self.w)
        self.steps = 0

    def step(self, gradient: Array) -> None:
        self.steps += 1
        beta1, beta2 = self.betas
        g = np.abs(gradient) + (self.decay * self.w if self.joined else 0)
        # The decay may take away from g; then the divisor is smaller, and the step as much larger.
        least = np.maximum(np.abs(gradient) - (self.decay * self.w if self.joined else 0), 0)
        self.mean = beta1 * self.mean + (1 - beta1) * g
        self.square = beta2 * self.square + (1 - beta2) * least**2
        root = np.sqrt(self.square / (1 - beta2**self.steps)) + self.eps
        self.w = self.w + 2 * self.lr * self.mean / (1 - beta1**self.steps) / root


@given(rates, shares, shares, st.booleans(), decays, dtypes, seeds)
@settings(max_examples=150, deadline=None)
def test_sgd(lr: float, momentum: float, dampening: float, nesterov: bool, decay: float, dtype: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    begin = rng.normal(size=(3, 5)).astype(dtype)
    nesterov = nesterov and momentum > 0
    rest: dict[str, Any] = {
        "momentum": momentum,
        "dampening": 0 if nesterov else dampening,
        "nesterov": nesterov,
        "weight_decay": decay,
    }
    param, other = Tensor(begin.copy(), requires_grad=True), torch.tensor(begin, requires_grad=True)
    both(
        optim.SGD([param], lr, **rest),
        torch.optim.SGD([other], lr, **rest),
        gradients(rng, dtype),
        SGDReach(begin, lr, decay, momentum),
    )


@pytest.mark.parametrize("name", ["Adam", "AdamW"])
@given(rates, shares, st.floats(0.5, 0.9999), st.sampled_from([1e-8, 1e-3, 1.0]), decays, dtypes, seeds)
@settings(max_examples=150, deadline=None)
def test_adam(
    name: str, lr: float, beta1: float, beta2: float, eps: float, decay: float, dtype: Any, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    begin = rng.normal(size=(3, 5)).astype(dtype)
    param, other = Tensor(begin.copy(), requires_grad=True), torch.tensor(begin, requires_grad=True)
    both(
        getattr(optim, name)([param], lr, (beta1, beta2), eps, decay),
        getattr(torch.optim, name)([other], lr, (beta1, beta2), eps, decay),
        gradients(rng, dtype),
        AdamReach(begin, lr, decay, (beta1, beta2), eps, name == "Adam"),
    )


@given(rates, shares, st.floats(0.5, 0.9999), st.sampled_from([1e-7, 1e-3, 1.0]), seeds)
@settings(max_examples=50, deadline=None)
def test_epsilon_hat_is_a_larger_epsilon_in_pytorch(
    lr: float, beta1: float, beta2: float, eps: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    begin = rng.normal(size=(3, 5))
    param, other = Tensor(begin.copy(), requires_grad=True), torch.tensor(begin, requires_grad=True)
    ours = optim.Adam([param], lr, (beta1, beta2), eps, epsilon_hat=True)
    theirs = torch.optim.Adam([other], lr, (beta1, beta2))
    reach = AdamReach(begin, lr, 0, (beta1, beta2), eps, True)
    for step in range(1, STEPS + 1):
        gradient = rng.normal(size=(3, 5))
        param.grad, other.grad = gradient, torch.tensor(gradient)
        theirs.param_groups[0]["eps"] = eps / math.sqrt(1 - beta2**step)
        reach.step(gradient)
        ours.step()
        theirs.step()
        closeness.products(param.data, other.detach().numpy(), reach.w)


SCHEDULES = st.one_of(
    st.tuples(
        st.just("StepLR"), st.fixed_dictionaries({"step_size": st.integers(1, 9), "gamma": st.floats(0.05, 1.5)})
    ),
    st.tuples(
        st.just("MultiStepLR"),
        st.fixed_dictionaries({"milestones": st.lists(st.integers(1, 25), max_size=5), "gamma": st.floats(0.05, 1.5)}),
    ),
    st.tuples(st.just("ExponentialLR"), st.fixed_dictionaries({"gamma": st.floats(0.05, 1.5)})),
    st.tuples(
        st.just("CosineAnnealingLR"),
        st.fixed_dictionaries({"T_max": st.integers(1, 30), "eta_min": st.floats(0, 0.5)}),
    ),
    st.tuples(
        st.just("LinearLR"),
        st.fixed_dictionaries(
            {
                "start_factor": st.floats(0.01, 1),
                "end_factor": st.floats(0.01, 1),
                "total_iters": st.integers(1, 30),
            }
        ),
    ),
)


def pair(lr: float) -> tuple[optim.Optimizer, torch.optim.Optimizer]:
    return (
        optim.SGD([Tensor(np.zeros(1), requires_grad=True)], lr),
        torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr),
    )


@given(SCHEDULES, rates)
@settings(max_examples=200, deadline=None)
def test_schedules(schedule: tuple[str, dict[str, Any]], lr: float) -> None:
    name, rest = schedule
    ours, theirs = pair(lr)
    mine, other = getattr(optim, name)(ours, **rest), getattr(torch.optim.lr_scheduler, name)(theirs, **rest)
    for _ in range(30):
        # PyTorch goes from rate to rate, which adds up roundings; a cosine's end is near 0 beside where it began.
        assert ours.lr == pytest.approx(theirs.param_groups[0]["lr"], rel=1e-10, abs=1e-13 * lr)
        theirs.step()
        mine.step()
        other.step()


@given(
    st.lists(st.floats(0.1, 5), min_size=1, max_size=30),
    st.fixed_dictionaries(
        {
            "mode": st.sampled_from(["min", "max"]),
            "factor": st.floats(0.1, 0.9),
            "patience": st.integers(0, 4),
            "threshold": st.floats(0, 0.3),
            "threshold_mode": st.sampled_from(["rel", "abs"]),
            "cooldown": st.integers(0, 4),
            "min_lr": st.floats(0, 0.05),
            "eps": st.sampled_from([1e-8, 0.01]),
        }
    ),
)
@settings(max_examples=200, deadline=None)
def test_plateaus(figures: list[float], rest: dict[str, Any]) -> None:
    ours, theirs = pair(0.5)
    mine, other = optim.ReduceLROnPlateau(ours, **rest), torch.optim.lr_scheduler.ReduceLROnPlateau(theirs, **rest)
    for figure in figures:
        mine.step(figure)
        other.step(figure)
        assert ours.lr == theirs.param_groups[0]["lr"]
