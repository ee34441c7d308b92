"""Sequential in Keras' habit: `compile`, `fit`, `evaluate`, `predict`, `summary`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from quiz.engine import data, init, optim
from quiz.engine.errors import EngineError, bad
from quiz.engine.layers.keras import summary
from quiz.engine.layers.keras.base import Context, Layer, Shape, sample_shape
from quiz.engine.layers.keras.compiling import LOSSES, METRICS, OPTIMIZERS, Optimizer
from quiz.engine.randomness import generator
from quiz.engine.tensor import Array, Tensor, array, no_grad

Function = Callable[[Any, Any], Any]


@dataclass(frozen=True, slots=True)
class Input:
    """The shape of one sample, without the batch size: Input((28, 28, 1)). The first entry of a Sequential."""

    shape: Sequence[int]


@dataclass(slots=True)
class History:
    """What `fit` returns: `history["loss"]` has a figure an epoch, so have the metrics and the validation part's."""

    history: dict[str, list[float]] = field(default_factory=dict)

    @property
    def epoch(self) -> list[int]:
        return list(range(len(self.history.get("loss", []))))


@dataclass(frozen=True, slots=True)
class _Compiled:
    optimizer: Callable[[Sequence[Tensor]], optim.Optimizer]
    loss: Function
    metrics: dict[str, Function]


class Sequential(Layer):
    """Layers one after another. The first entry may be `Input(shape)`, or the first layer may have an `input_shape`;
    otherwise the weights are made when the first data come.

    `rng` draws starting weights, the order of samples and dropout: with it, the same calls give the same numbers.
    Inputs and weights are of `dtype`. A Sequential may be a layer of another one, as in transfer learning. Called,
    it returns a Tensor that gradients flow through; `training` is False by default.
    """

    kind = "sequential"

    def __init__(
        self,
        layers: Sequence[Layer | Input] = (),
        *,
        rng: np.random.Generator | None = None,
        dtype: Any = np.float32,
        name: str | None = None,
    ) -> None:
        super().__init__(name=name)
        self.name = name or self.kind
        kind = init.float_type("Sequential", dtype)
        own = np.random.default_rng() if rng is None else generator("Sequential", rng)
        self._own = Context(np.dtype(kind), own)
        self.layers: list[Layer] = []
        self._compiled: _Compiled | None = None
        self._optimizer: optim.Optimizer | None = None
        if not isinstance(layers, Sequence):
            raise bad("Sequential", "layers", f"a {type(layers).__name__}", "a list of layers")
        for layer in layers:
            self.add(layer)

    def add(self, layer: Layer | Input) -> None:
        """One more layer at the end. Raises EngineError for an Input that is not the first entry, or a shape that
        does not fit what comes before."""
        if isinstance(layer, Input):
            if self.layers or self.input_shape is not None:
                raise bad("Sequential.add", "layer", "an Input after the first place", "a layer")
            self.input_shape = sample_shape("Input", layer.shape)
            return
        if not isinstance(layer, Layer):
            raise bad("Sequential.add", "layer", f"a {type(layer).__name__}", "a layer, such as Dense(10), or Input")
        if any(layer is other for other in self.layers):
            raise bad("Sequential.add", "layer", f"{layer.name} again", "each layer once")
        if not self.layers and self.input_shape is None:
            self.input_shape = layer.input_shape
        taken = {other.name for other in self.layers}
        if not layer.name or (isinstance(layer, Sequential) and layer.name in taken):
            layer.name = next(name for name in _numbered(layer.kind) if name not in taken)
        elif layer.name in taken:
            raise bad("Sequential.add", "layer", f"the name {layer.name!r} again", "a name for each layer")
        self.layers.append(layer)
        self._optimizer = None
        if self.input_shape is not None:
            self._build()

    def _build(self) -> None:
        if self.input_shape is not None:
            shape = self.input_shape
            for layer in self.layers:
                shape = layer.build(shape, self.context or self._own)
            self.context = self.context or self._own

    def build(self, shape: Shape, context: Context | None = None) -> Shape:
        """Make the weights for samples of this shape; the shape of one output."""
        if self.input_shape is None:
            self.input_shape = sample_shape("Sequential.build", shape)
        self.context = self.context or context
        after = self.output_shape(tuple(shape))
        self._build()
        return after

    def output_shape(self, shape: Shape) -> Shape:
        for layer in self.layers:
            shape = layer.output_shape(shape)
        return shape

    def __call__(self, x: Any, training: bool = False) -> Any:
        """The output for a batch (n, …), as a Tensor."""
        if not isinstance(x, Tensor):
            x = Tensor(array(x, "Sequential", "x").astype(self._own.dtype, copy=False))
        if x.ndim < 1 or not self.layers:
            raise bad("Sequential", "x", f"shape {x.shape} for {len(self.layers)} layers", "a batch (n, …), and layers")
        if self.context is None:
            self.build(x.shape[1:])
        if self.input_shape is not None and x.ndim != len(self.input_shape) + 1:
            takes = f"a batch of {self.input_shape}: shape (n, {', '.join(map(str, self.input_shape))})"
            raise bad("Sequential", "x", f"shape {x.shape}", takes)
        return self.call(x, training)

    def call(self, x: Any, training: bool) -> Any:
        for layer in self.layers:
            x = layer.call(x, training)
        return x

    # Weights

    @property
    def trainable(self) -> bool:
        """Whether training may change any weights; setting it sets it for all layers inside."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self._trainable = bool(value)
        for layer in self.layers:
            layer.trainable = value

    def parameters(self) -> list[Tensor]:
        return [weight for layer in self.layers for weight in layer.parameters()]

    def count_trainable(self) -> int:
        return sum(layer.count_trainable() for layer in self.layers)

    def _arrays(self) -> list[Array]:
        return [array for layer in self.layers for array in layer._arrays()]

    def get_layer(self, name: str) -> Layer:
        """The layer of that name. Raises EngineError where there is none."""
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise bad("get_layer", "name", repr(name), f"one of {', '.join(layer.name for layer in self.layers)}")

    def summary(self) -> str:
        """Layers, output shapes (None is the batch size) and numbers of parameters, as text to print."""
        rows = []
        shape = self.input_shape
        for layer in self.layers:
            shape = None if shape is None else layer.output_shape(shape)
            text = "?" if shape is None else f"({', '.join(['None', *map(str, shape)])})"
            count = "0 (unbuilt)" if shape is None else f"{layer.count_params():,}"
            rows.append((f"{layer.name} ({type(layer).__name__})", text, count))
        trainable = self.count_trainable()
        return summary.table(self.name, rows, trainable, self.count_params() - trainable, self._own.dtype.itemsize)

    # Training

    def compile(
        self,
        optimizer: str | Optimizer | Callable[[Sequence[Tensor]], optim.Optimizer],
        loss: str | Function,
        metrics: Sequence[str | Function] = (),
    ) -> None:
        """How to train: the optimiser (its state begins anew), the loss, and what else to report.

        `optimizer` is "sgd", "adam", "adamw", one of this package's settings, or a function from parameters to an
        optimiser. `loss` and each metric is a name that Keras has, or a function of (prediction, target), such as
        `losses.cross_entropy`, which takes logits. Raises EngineError for an unknown name.
        """
        if isinstance(optimizer, str):
            if optimizer not in OPTIMIZERS:
                raise bad("compile", "optimizer", repr(optimizer), f"one of {', '.join(OPTIMIZERS)}, or an optimizer")
            optimizer = OPTIMIZERS[optimizer]()
        chosen = {_name(metric): _known("metrics", metric, METRICS) for metric in metrics}
        over = optimizer.over if isinstance(optimizer, Optimizer) else optimizer
        self._compiled = _Compiled(over, _known("loss", loss, LOSSES), chosen)
        self._optimizer = None

    @property
    def optimizer(self) -> optim.Optimizer | None:
        """The optimiser, from the first `fit` on."""
        return self._optimizer

    def fit(
        self,
        x: Any,
        y: Any,
        *,
        epochs: int = 1,
        batch_size: int = 32,
        validation_split: float = 0.0,
        validation_data: tuple[Any, Any] | None = None,
        shuffle: bool = True,
        rng: np.random.Generator | None = None,
    ) -> History:
        """Train: `epochs` times over all samples, ⌈n / batch_size⌉ steps each; the figures of every epoch.

        `validation_split` keeps the last share of the data (not shuffled) for validation; `validation_data` is (x, y).
        Samples are shuffled anew each epoch, by `rng` or the model's own. Training figures are means over an epoch,
        while the weights move and dropout is on; validation figures are taken after it. Raises EngineError where the
        model is not compiled, or x and y have different lengths.
        """
        compiled = self._ready("fit")
        if epochs < 1:
            raise bad("fit", "epochs", epochs, "1 or more")
        if validation_data is not None and not (isinstance(validation_data, Sequence) and len(validation_data) == 2):
            raise bad("fit", "validation_data", f"a {type(validation_data).__name__}", "a pair (x, y)")
        x, y = self._numbers("fit", x), data.plain("fit", "y", y)
        if validation_split:
            if validation_data is not None or not 0 < validation_split < 1:
                raise bad("fit", "validation_split", validation_split, "a share of 0–1, and no validation_data with it")
            kept = math.floor(len(x) * (1 - validation_split))
            x, validation_data, y = x[:kept], (x[kept:], y[kept:]), y[:kept]
        source = (self._own.rng if rng is None else rng) if shuffle else None
        history: dict[str, list[float]] = {}
        for _ in range(epochs):
            figures = self._figures(data.batches(x, y, size=batch_size, rng=source), self._train_step, compiled)
            if validation_data is not None:
                after = self._evaluate("fit", *validation_data, batch_size)
                figures |= {f"val_{name}": figure for name, figure in after.items()}
            for name, figure in figures.items():
                history.setdefault(name, []).append(figure)
        return History(history)

    def evaluate(self, x: Any, y: Any, *, batch_size: int = 32) -> float | list[float]:
        """The loss over all samples; with metrics, [loss, metric, …]. Nothing is trained, nothing dropped."""
        figures = list(self._evaluate("evaluate", x, y, batch_size).values())
        return figures if len(figures) > 1 else figures[0]

    def predict(self, x: Any, *, batch_size: int = 32) -> Array:
        """The outputs for all samples, as an array: (n, …)."""
        with no_grad():
            return np.concatenate(
                [array(self(part)) for part in data.batches(self._numbers("predict", x), size=batch_size)]
            )

    def _evaluate(self, operation: str, x: Any, y: Any, batch_size: int) -> dict[str, float]:
        compiled = self._ready(operation)
        x, y = self._numbers(operation, x), data.plain(operation, "y", y)
        return self._figures(data.batches(x, y, size=batch_size), self._test_step, compiled)

    def _figures(
        self, batches: Iterator[Any], step: Callable[[Any, Any, _Compiled], tuple[Any, Any]], compiled: _Compiled
    ) -> dict[str, float]:
        """Loss and metrics, each the mean over batches, weighted by their samples."""
        sums = dict.fromkeys(["loss", *compiled.metrics], 0.0)
        count = 0
        for x, y in batches:
            output, loss = step(x, y, compiled)
            count += len(x)
            sums["loss"] += loss.item() * len(x)
            for name, metric in compiled.metrics.items():
                sums[name] += float(metric(output, y)) * len(x)
        return {name: total / count for name, total in sums.items()}

    def _train_step(self, x: Any, y: Any, compiled: _Compiled) -> tuple[Any, Any]:
        output = self(x, training=True)
        loss = compiled.loss(output, y)
        if self._optimizer is None and self.parameters():
            self._optimizer = compiled.optimizer(self.parameters())
        if self._optimizer is not None and loss.requires_grad:
            self._optimizer.zero_grad()
            loss.backward()
            self._optimizer.step()
        return output.detach(), loss

    def _test_step(self, x: Any, y: Any, compiled: _Compiled) -> tuple[Any, Any]:
        with no_grad():
            output = self(x)
            return output, compiled.loss(output, y)

    def _ready(self, operation: str) -> _Compiled:
        if self._compiled is None:
            raise EngineError(f"{operation}: the model is not compiled: call compile(optimizer, loss) first")
        return self._compiled

    def _numbers(self, operation: str, x: Any) -> Array:
        numbers = array(x, operation, "x")
        if numbers.ndim == 0:
            raise bad(operation, "x", "a single number", "samples, counted by the first axis")
        return numbers


def _numbered(kind: str) -> Iterator[str]:
    """kind, kind_1, kind_2, …"""
    yield kind
    number = 0
    while True:
        number += 1
        yield f"{kind}_{number}"


def _name(function: str | Function) -> str:
    return function if isinstance(function, str) else getattr(function, "__name__", "metric")


def _known(argument: str, given: str | Function, known: dict[str, Function]) -> Function:
    if not isinstance(given, str):
        return given
    if given not in known:
        raise bad("compile", argument, repr(given), f"one of {', '.join(known)}, or a function (prediction, target)")
    return known[given]
