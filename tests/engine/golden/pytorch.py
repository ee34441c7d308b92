"""What PyTorch says of a case: the operations of `functional` and `losses` under its names for them.

Read by the makers of the golden files and by the oracle tests; needs PyTorch.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

from quiz.engine.tensor import Array
from tests.engine.cases import Case, Outcome, encoded
from tests.engine.golden import pytorch_images


def _batch_norm(x: Any, running_mean: Any = None, running_variance: Any = None, **rest: Any) -> Any:
    axis = rest.pop("axis", 1)
    rest["eps"] = rest.pop("epsilon", 1e-5)
    return F.batch_norm(x.movedim(axis, 1), running_mean, running_variance, **rest).movedim(1, axis)


def _pad(x: Any, padding: Any, mode: str = "constant", value: float = 0, layout: str = "NCHW") -> Any:
    """From the last axis to the first, as `torch.nn.functional.pad` wants it."""
    vertical, horizontal = (
        (p, p) if isinstance(p, int) else p for p in (padding if np.iterable(padding) else [padding] * 2)
    )
    name = {"edge": "replicate", "wrap": "circular"}.get(mode, mode)
    x = x.movedim(-1, 1) if layout == "NHWC" else x
    y = F.pad(x, (*horizontal, *vertical), name, value if mode == "constant" else None)
    return y.movedim(1, -1) if layout == "NHWC" else y


def _last(function: Callable[..., Any]) -> Callable[..., Any]:
    """Along the last axis, for along others PyTorch adds up one by one, which loses digits over hundreds of classes."""
    return lambda x, axis=-1: function(x.movedim(axis, -1).contiguous(), -1).movedim(-1, axis)


def _binary_cross_entropy(prediction: Any, target: Any, from_logits: bool = False, **rest: Any) -> Any:
    loss = F.binary_cross_entropy_with_logits if from_logits else F.binary_cross_entropy
    return loss(prediction, target.to(prediction.dtype), **rest)


def _with_labels(loss: Callable[..., Any]) -> Callable[..., Any]:
    """PyTorch ignores −100 where nothing is said, and wants the weights in the prediction's dtype."""

    def called(prediction: Any, target: Any, ignore_index: int | None = None, weight: Any = None, **rest: Any) -> Any:
        weight = None if weight is None else weight.to(prediction.dtype)
        return loss(prediction, target, weight, ignore_index=-100 if ignore_index is None else ignore_index, **rest)

    return called


def _hinge(prediction: Any, target: Any, reduction: str = "mean") -> Any:
    losses = torch.relu(1 - target * prediction)
    return losses if reduction == "none" else getattr(losses, reduction)()


OPERATIONS: dict[str, Callable[..., Any]] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": lambda x, negative_slope=0.01: F.leaky_relu(x, negative_slope),
    "softplus": lambda x: F.softplus(x, threshold=80),  # PyTorch's own threshold of 20 is a loss in float64
    "softmax": _last(torch.softmax),
    "log_softmax": _last(torch.log_softmax),
    "flatten": lambda x, start_axis=1: torch.flatten(x, start_axis),
    "pad": _pad,
    "linear": lambda x, weight, bias=None: F.linear(x, weight, bias),
    "batch_norm": _batch_norm,
    "embedding": lambda labels, table: F.embedding(labels, table),
    "one_hot": lambda labels, classes: F.one_hot(labels, classes).float(),
    "mse": lambda prediction, target, **rest: F.mse_loss(prediction, target, **rest),
    "mae": lambda prediction, target, **rest: F.l1_loss(prediction, target, **rest),
    "rmse": lambda prediction, target: torch.sqrt(F.mse_loss(prediction, target)),
    "huber": lambda prediction, target, **rest: F.huber_loss(prediction, target, **rest),
    "nll": _with_labels(F.nll_loss),
    "cross_entropy": _with_labels(F.cross_entropy),
    "binary_cross_entropy": _binary_cross_entropy,
    "hinge": _hinge,
    **pytorch_images.OPERATIONS,
}


def outcome(case: Case) -> Outcome:
    """What PyTorch says."""
    operands = {name: torch.tensor(a) for name, a in case.operands.items()}
    for name in case.differentiable:
        operands[name].requires_grad_()
    y = OPERATIONS[case.operation](**operands, **case.arguments)
    if not case.differentiable:
        return Outcome(y.numpy(), {})
    y.backward(torch.tensor(case.gradient))
    gradients = {name: _array(operands[name].grad) for name in case.differentiable}
    return Outcome(_array(y), gradients, {name: _array(operands[name]) for name in case.plain})


def _array(tensor: Any) -> Array:
    return np.array(tensor.detach().numpy())


def case(
    operation: str, rng: np.random.Generator, operands: dict[str, Array], plain: tuple[str, ...] = (), **arguments: Any
) -> Case:
    """A case with a random gradient, of the shape that PyTorch says the output has."""
    value = OPERATIONS[operation](**{name: torch.tensor(a) for name, a in operands.items()}, **arguments)
    gradient = rng.standard_normal(tuple(value.shape)).round(3).astype(_array(value).dtype)
    return Case(operation, operands, arguments, gradient, plain)


def write(name: str, cases: Iterable[Case]) -> None:
    lines = ",\n".join(json.dumps(encoded(one, outcome(one))) for one in cases)
    text = f'{{"torch": {json.dumps(torch.__version__)}, "cases": [\n{lines}\n]}}\n'
    (Path(__file__).parent / name).write_text(text, encoding="utf-8")
