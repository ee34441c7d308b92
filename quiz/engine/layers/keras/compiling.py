"""What `compile` takes by name: optimisers, losses and metrics as Keras calls them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from quiz.engine import losses, metrics, optim
from quiz.engine.errors import bad
from quiz.engine.tensor import Array, Tensor, array

EPSILON = 1e-7  # Keras' `backend.epsilon()`: how near to 0 and 1 a probability may come in a loss


class Optimizer(ABC):
    """An optimiser's settings; the model gives it the parameters."""

    @abstractmethod
    def over(self, parameters: Sequence[Tensor]) -> optim.Optimizer:
        """The optimiser for these parameters."""


@dataclass(frozen=True)
class SGD(Optimizer):
    """w ← w − learning_rate · g, with momentum as `optim.SGD`'s (Keras' is the same while the rate does not change)."""

    learning_rate: float = 0.01
    momentum: float = 0.0
    nesterov: bool = False

    def over(self, parameters: Sequence[Tensor]) -> optim.Optimizer:
        return optim.SGD(parameters, self.learning_rate, self.momentum, nesterov=self.nesterov)


@dataclass(frozen=True)
class Adam(Optimizer):
    """`optim.Adam` with ε = 1e-7, added before the bias correction, as Keras does."""

    learning_rate: float = 0.001
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7

    def over(self, parameters: Sequence[Tensor]) -> optim.Optimizer:
        betas = (self.beta_1, self.beta_2)
        return optim.Adam(parameters, self.learning_rate, betas, self.epsilon, epsilon_hat=True)


@dataclass(frozen=True)
class AdamW(Optimizer):
    """`optim.AdamW` with ε = 1e-7, added before the bias correction, and Keras' weight decay of 0.004."""

    learning_rate: float = 0.001
    weight_decay: float = 0.004
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7

    def over(self, parameters: Sequence[Tensor]) -> optim.Optimizer:
        betas = (self.beta_1, self.beta_2)
        return optim.AdamW(parameters, self.learning_rate, betas, self.epsilon, self.weight_decay, epsilon_hat=True)


OPTIMIZERS: dict[str, Callable[[], Optimizer]] = {"sgd": SGD, "adam": Adam, "adamw": AdamW}


def binary_crossentropy(prediction: Any, target: Any) -> Any:
    """−t ln p − (1 − t) ln(1 − p) for probabilities p, kept within ε … 1 − ε."""
    prediction, target = _alike("binary_crossentropy", prediction, target)
    return losses.binary_cross_entropy(prediction.clip(EPSILON, 1 - EPSILON), target)


def categorical_crossentropy(prediction: Any, target: Any) -> Any:
    """−Σₖ tₖ ln pₖ for probabilities p (last axis, kept within ε … 1 − ε) and one-hot rows t."""
    prediction, target = _alike("categorical_crossentropy", prediction, target)
    return -(_log(prediction) * target).sum(axis=-1).mean()


def sparse_categorical_crossentropy(prediction: Any, target: Any) -> Any:
    """−ln p at the label's place, for probabilities p (last axis, kept within ε … 1 − ε) and integer labels."""
    if target.ndim == prediction.ndim and target.shape[-1] == 1:
        target = target[..., 0]
    if target.shape != prediction.shape[:-1]:
        takes = f"integer labels of shape {prediction.shape[:-1]}; one-hot rows go with 'categorical_crossentropy'"
        raise bad("sparse_categorical_crossentropy", "target", f"shape {target.shape}", takes)
    logs = _log(prediction).reshape(-1, prediction.shape[-1])
    return losses.nll(logs, target.reshape(-1).astype(np.int64))


def mean_squared_error(prediction: Any, target: Any) -> Any:
    """The mean of (p − t)²."""
    return losses.mse(*_alike("mean_squared_error", prediction, target))


def mean_absolute_error(prediction: Any, target: Any) -> Any:
    """The mean of |p − t|."""
    return losses.mae(*_alike("mean_absolute_error", prediction, target))


LOSSES: dict[str, Callable[[Any, Any], Any]] = {
    "binary_crossentropy": binary_crossentropy,
    "categorical_crossentropy": categorical_crossentropy,
    "mae": mean_absolute_error,
    "mean_absolute_error": mean_absolute_error,
    "mean_squared_error": mean_squared_error,
    "mse": mean_squared_error,
    "sparse_categorical_crossentropy": sparse_categorical_crossentropy,
}


def accuracy(prediction: Any, target: Any) -> float:
    """The share of right classes. One output: above 0.5 is class 1; several: the largest, against labels or one-hot."""
    p, t = array(prediction), array(target)
    if p.shape[-1] == 1:
        return metrics.accuracy(p > 0.5, t.reshape(p.shape) > 0.5)
    labels = t.argmax(axis=-1) if t.shape == p.shape else t[..., 0] if t.ndim == p.ndim else t
    return metrics.accuracy(p.argmax(axis=-1), labels)


METRICS: dict[str, Callable[[Any, Any], Any]] = {
    "accuracy": accuracy,
    "mae": mean_absolute_error,
    "mean_absolute_error": mean_absolute_error,
    "mean_squared_error": mean_squared_error,
    "mse": mean_squared_error,
}


def _log(prediction: Any) -> Any:
    """ln p, the probabilities first made to sum to 1 and kept within ε … 1 − ε."""
    return (prediction / prediction.sum(axis=-1, keepdims=True)).clip(EPSILON, 1 - EPSILON).log()


def _alike(operation: str, prediction: Any, target: Array) -> tuple[Any, Array]:
    """Both in one shape and dtype; a target (n,) beside a prediction (n, 1) becomes (n, 1)."""
    if target.shape == prediction.shape[:-1] and prediction.shape[-1] == 1:
        target = target[..., None]
    if target.shape != prediction.shape:
        raise bad(operation, "target", f"shape {target.shape}", f"the prediction's shape, {prediction.shape}")
    return prediction, target.astype(prediction.dtype)
