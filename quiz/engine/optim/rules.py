"""Optimisers: they move parameters along their gradients.

    optimizer = SGD(model.parameters(), lr=0.1)
    optimizer.zero_grad()       # forget the gradients of the step before: backward adds to them
    loss.backward()             # fills `.grad`
    optimizer.step()            # moves the parameters: w ← w − lr·g

The updates are PyTorch's, number for number. A parameter whose `.grad` is None is left alone, its state too.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.tensor import Array, Tensor


@dataclass(slots=True)
class State:
    """What an optimiser keeps of one parameter: how many steps it took, and its running means."""

    steps: int = 0
    means: list[Array] = field(default_factory=list)


class Optimizer(ABC):
    """What all optimisers share: the parameters, the learning rate, and what is kept of each parameter."""

    def __init__(self, params: Iterable[Tensor], lr: float, weight_decay: float) -> None:
        self.name = type(self).__name__
        if isinstance(params, Tensor):
            raise bad(self.name, "params", "one Tensor", "a list of Tensors, or model.parameters()")
        if not isinstance(params, Iterable):
            raise bad(self.name, "params", f"a {type(params).__name__}", "a list of Tensors, or model.parameters()")
        self.params = list(params)
        if not self.params:
            raise bad(self.name, "params", "none", "at least one Tensor")
        for place, param in enumerate(self.params):
            if not isinstance(param, Tensor):
                raise bad(self.name, f"params[{place}]", f"a {type(param).__name__}", "a Tensor")
            if not param.is_leaf or param.dtype.kind != "f" or not param.data.flags.writeable:
                kind = "read-only" if param.is_leaf else "the result of an operation"
                kind = f"dtype {param.dtype}" if param.dtype.kind != "f" else kind
                raise bad(self.name, f"params[{place}]", kind, "a leaf of float32 or float64 that can be written to")
        if len({id(param) for param in self.params}) < len(self.params):
            raise bad(self.name, "params", "a Tensor twice", "each Tensor once")
        self.lr = at_least_0(self.name, "lr", lr)
        self.initial_lr: float | None = None  # what schedules count from, set by the first of them
        self.weight_decay = at_least_0(self.name, "weight_decay", weight_decay)
        self.state = [State() for _ in self.params]
        # Room for what a step computes on its way, so that it allocates nothing: two arrays a dtype, as large as the
        # largest parameter.
        self._room: dict[np.dtype[np.generic], tuple[Array, Array]] = {}

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients: `.grad` becomes None, or zeros where it was not None and `set_to_none` is False."""
        for param in self.params:
            if set_to_none or param.grad is None:
                param.grad = None
            else:
                param.grad = np.zeros_like(param.data)

    def step(self) -> None:
        """Move every parameter that has a gradient, in place."""
        for param, state in zip(self.params, self.state, strict=True):
            if param.grad is not None:
                state.steps += 1
                w = param.data
                self._move(w, param.grad.data.astype(w.dtype, copy=False), state, *self._scratch(w))
                param.data = w  # the same array: this tells the tape that it was written to

    @abstractmethod
    def _move(self, w: Array, g: Array, state: State, one: Array, two: Array) -> None:
        """One parameter's update, written into `w`. `g` must stay as it is; `one` and `two` are room of its shape."""

    def _decayed(self, w: Array, g: Array, room: Array) -> Array:
        """g + weight_decay·w: the gradient of the loss plus weight_decay/2 · Σw²."""
        if self.weight_decay == 0:
            return g
        np.multiply(w, self.weight_decay, out=room)
        room += g
        return room

    def _scratch(self, w: Array) -> tuple[Array, Array]:
        if w.dtype not in self._room:
            size = max(param.size for param in self.params if param.dtype == w.dtype)
            self._room[w.dtype] = (np.empty(size, w.dtype), np.empty(size, w.dtype))
        one, two = self._room[w.dtype]
        return one[: w.size].reshape(w.shape), two[: w.size].reshape(w.shape)


class SGD(Optimizer):
    """Stochastic gradient descent: w ← w − lr·g, with momentum a running sum in place of g.

    g ← g + weight_decay·w;  b ← g at the first step, then momentum·b + (1 − dampening)·g;
    w ← w − lr·b, or with `nesterov` w ← w − lr·(g + momentum·b).

    Raises EngineError for a negative lr, momentum or weight_decay, and for Nesterov without momentum or with
    dampening. Source: torch.optim.SGD; Sutskever et al. 2013, whose lr multiplies g before it enters the sum (as
    Keras'): the same while lr does not change.
    """

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float = 1e-3,
        momentum: float = 0.0,
        dampening: float = 0.0,
        nesterov: bool = False,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(params, lr, weight_decay)
        self.momentum = at_least_0(self.name, "momentum", momentum)
        self.dampening = float(dampening)
        self.nesterov = nesterov
        if nesterov and (momentum == 0 or dampening != 0):
            got = f"True with momentum {momentum} and dampening {dampening}"
            raise bad(self.name, "nesterov", got, "True with a momentum above 0 and no dampening")

    def _move(self, w: Array, g: Array, state: State, one: Array, two: Array) -> None:
        g = self._decayed(w, g, one)
        if self.momentum != 0:
            if not state.means:
                state.means.append(g.copy())
                b = state.means[0]
            else:
                b = state.means[0]
                b *= self.momentum
                b += np.multiply(g, 1 - self.dampening, out=two)
            if self.nesterov:
                np.multiply(b, self.momentum, out=two)
                two += g
                g = two
            else:
                g = b
        w -= np.multiply(g, self.lr, out=two)


class Adam(Optimizer):
    """Steps of about lr in each coordinate: the mean gradient over the root of the mean squared gradient.

    m ← β₁m + (1 − β₁)g;  v ← β₂v + (1 − β₂)g²;  m̂ = m / (1 − β₁ᵗ);  v̂ = v / (1 − β₂ᵗ), which make up for the
    means' start at 0;  w ← w − lr · m̂ / (√v̂ + ε). At the first step m̂ = g and √v̂ = |g|: each coordinate moves by
    lr·|g| / (|g| + ε), whatever the size of g.

    `epsilon_hat` puts ε before the bias correction: w ← w − lr · √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε), Kingma & Ba's
    "more efficient order" and what TensorFlow and Keras do; the same as ε / √(1 − β₂ᵗ) after it. `weight_decay` adds
    weight_decay·w to g; AdamW keeps it apart. Raises EngineError for a negative lr, eps or weight_decay and for
    betas outside 0 ≤ β < 1. Source: Kingma & Ba 2015, algorithm 1; torch.optim.Adam.
    """

    decoupled = False

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        *,
        epsilon_hat: bool = False,
    ) -> None:
        super().__init__(params, lr, weight_decay)
        if not (
            isinstance(betas, Sequence)
            and len(betas) == 2
            and all(isinstance(beta, int | float | np.number) and 0 <= beta < 1 for beta in betas)
        ):
            raise bad(self.name, "betas", repr(betas), "two numbers, each at least 0 and below 1")
        self.betas = (float(betas[0]), float(betas[1]))
        self.eps = at_least_0(self.name, "eps", eps)
        self.epsilon_hat = epsilon_hat

    def _move(self, w: Array, g: Array, state: State, one: Array, two: Array) -> None:
        if self.decoupled:
            w *= 1 - self.lr * self.weight_decay
        else:
            g = self._decayed(w, g, one)
        if not state.means:
            state.means += [np.zeros_like(w), np.zeros_like(w)]
        m, v = state.means
        beta1, beta2 = self.betas
        m += np.multiply(np.subtract(g, m, out=two), 1 - beta1, out=two)
        v *= beta2
        np.multiply(g, g, out=two)
        two *= 1 - beta2
        v += two
        correction1, correction2 = 1 - beta1**state.steps, math.sqrt(1 - beta2**state.steps)
        # lr · m̂ / (√v̂ + ε), its two corrections drawn together into one number a step: over √v + ε' below.
        np.sqrt(v, out=two)
        two += self.eps if self.epsilon_hat else self.eps * correction2
        np.divide(m, two, out=two)
        two *= self.lr * correction2 / correction1
        w -= two


class AdamW(Adam):
    """Adam with weight decay kept out of the means: w ← (1 − lr·weight_decay)·w, then Adam's step.

    Every weight shrinks by the same share; in Adam, where the decay is part of g, a weight with large gradients shrinks
    less. Arguments and errors as Adam's. Source: Loshchilov & Hutter 2019; torch.optim.AdamW.
    """

    decoupled = True

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        *,
        epsilon_hat: bool = False,
    ) -> None:
        super().__init__(params, lr, betas, eps, weight_decay, epsilon_hat=epsilon_hat)


def at_least_0(operation: str, argument: str, got: float) -> float:
    """`got` as a float. Raises EngineError for what is no number, or below 0."""
    if not (isinstance(got, int | float | np.number) and got >= 0):
        raise bad(operation, argument, repr(got), "a number, at least 0")
    return float(got)
