"""What every layer in Keras' habit has: a name, weights made once the input's shape is known, and `trainable`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.tensor import Array, Tensor

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What the model knows and its layers need: the dtype of the weights, and where random numbers come from."""

    dtype: np.dtype[Any]
    rng: np.random.Generator


class Layer:
    """A layer. Shapes are those of one sample: without the batch size, which `summary` shows as None."""

    kind = "layer"

    def __init__(self, *, input_shape: Sequence[int] | None = None, name: str | None = None) -> None:
        self.name = name or ""
        self.input_shape = None if input_shape is None else sample_shape(type(self).__name__, input_shape)
        self.context: Context | None = None
        self.weights: dict[str, Tensor] = {}
        self.statistics: dict[str, Array] = {}  # counted among the weights, but not trained (batch norm's)
        self._trainable = True

    # What a kind of layer says of itself

    def output_shape(self, shape: Shape) -> Shape:
        """The shape of one output, given that of one input. Raises EngineError for an input that does not fit."""
        return shape

    def make(self, shape: Shape, context: Context) -> None:
        """Make the weights for inputs of this shape."""

    def call(self, x: Any, training: bool) -> Any:
        """What the layer does with a batch."""
        return x

    # What all layers have

    def build(self, shape: Shape, context: Context) -> Shape:
        """Make the weights, once; the shape of one output."""
        after = self.output_shape(shape)
        if self.context is None:
            self.context = context
            self.make(shape, context)
            self.trainable = self._trainable
        return after

    @property
    def trainable(self) -> bool:
        """Whether training may change the weights. Set it to False to freeze the layer.

        A frozen layer's weights get no gradient, and count as non-trainable in the summary. It takes effect at once;
        Keras asks for another `compile`.
        """
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self._trainable = bool(value)
        for weight in self.weights.values():
            weight.requires_grad = self._trainable
            weight.grad = None

    def parameters(self) -> list[Tensor]:
        """The weights that can be trained, frozen or not."""
        return list(self.weights.values())

    def count_params(self) -> int:
        """How many numbers all weights hold, those that are not trained included."""
        return sum(array.size for array in self._arrays())

    def count_trainable(self) -> int:
        """How many numbers training may change."""
        return sum(weight.size for weight in self.weights.values()) if self.trainable else 0

    def get_weights(self) -> list[Array]:
        """Copies of all weights: kernel, bias; batch norm's gamma, beta, moving mean, moving variance."""
        return [array.copy() for array in self._arrays()]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Write weights, in the order of `get_weights`. Raises EngineError for other shapes."""
        arrays, given = self._arrays(), [np.asarray(one) for one in weights]
        if [one.shape for one in given] != [one.shape for one in arrays]:
            got, takes = [one.shape for one in given], [one.shape for one in arrays]
            raise bad(f"{type(self).__name__}.set_weights", "weights", f"shapes {got}", f"shapes {takes}")
        for array, one in zip(arrays, given, strict=True):
            array[...] = one
        for weight in self.weights.values():
            weight.data = weight.data  # the same array: this tells the tape that it was written to

    def _arrays(self) -> list[Array]:
        return [*(weight.data for weight in self.weights.values()), *self.statistics.values()]

    def add_weight(self, name: str, values: Array) -> None:
        """One more weight that can be trained."""
        self.weights[name] = Tensor(values, requires_grad=True)


def sample_shape(operation: str, shape: Sequence[int]) -> Shape:
    """A shape as a tuple of positive ints. Raises EngineError for anything else, None in it included."""
    taken = tuple(shape) if isinstance(shape, Sequence) else (shape,)
    if not all(isinstance(size, int | np.integer) and size >= 1 for size in taken):
        raise bad(operation, "input_shape", shape, "sizes of at least 1, without the batch size")
    return tuple(int(size) for size in taken)


def image_shape(operation: str, shape: Shape) -> Shape:
    """(height, width, channels). Raises EngineError for another number of axes, as with the batch size in front."""
    if len(shape) != 3:
        takes = "(height, width, channels), without the batch size"
        if len(shape) == 4:
            takes += ": it is added in front, as None, which would make this 5-D"
        raise bad(operation, "input_shape", shape, takes)
    return shape
