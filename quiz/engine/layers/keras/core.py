"""The layers: dense, convolution, pooling, flatten, dropout, batch norm, activation. Images are (n, h, w, channels)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from quiz.engine import functional as F
from quiz.engine import init, shapes
from quiz.engine.errors import bad
from quiz.engine.functional.operands import number
from quiz.engine.layers.keras.base import Context, Layer, Shape, image_shape
from quiz.engine.shapes.axes import pair, whole
from quiz.engine.tensor import Array

Size = int | tuple[int, int]

ACTIVATIONS: dict[str, Callable[[Any], Any]] = {
    "linear": lambda x: x,
    "relu": F.relu,
    "leaky_relu": lambda x: F.leaky_relu(x, 0.2),
    "sigmoid": F.sigmoid,
    "softmax": F.softmax,
    "softplus": F.softplus,
    "tanh": F.tanh,
}

# Keras' normal rules draw from a normal distribution cut off at two standard deviations.
INITIALIZERS: dict[str, Callable[[Shape, Context], Array]] = {
    "glorot_uniform": lambda shape, context: init.glorot_uniform(
        shape, rng=context.rng, layout="NHWC", dtype=context.dtype
    ),
    "glorot_normal": lambda shape, context: init.glorot_normal(
        shape, rng=context.rng, layout="NHWC", truncated=True, dtype=context.dtype
    ),
    "he_uniform": lambda shape, context: init.he_uniform(shape, rng=context.rng, layout="NHWC", dtype=context.dtype),
    "he_normal": lambda shape, context: init.he_normal(
        shape, rng=context.rng, layout="NHWC", truncated=True, dtype=context.dtype
    ),
    "zeros": lambda shape, context: np.zeros(shape, context.dtype),
}


class Activation(Layer):
    """An activation as a layer of its own: "relu", "sigmoid", "softmax", … (None: "linear", which changes nothing)."""

    kind = "activation"

    def __init__(
        self, activation: str | None, *, input_shape: Sequence[int] | None = None, name: str | None = None
    ) -> None:
        super().__init__(input_shape=input_shape, name=name)
        self.activation = _named("Activation", "activation", activation or "linear", ACTIVATIONS)

    def call(self, x: Any, training: bool) -> Any:
        return self.activation(x)


class Dense(Layer):
    """activation(x · kernel + bias) along the last axis: (…, in) → (…, units); kernel (in, units), bias (units,).

    A picture that was not flattened is taken too: each of its rows is then a sample's last axis. The kernel starts
    by Glorot's uniform rule, the bias at 0.
    """

    kind = "dense"

    def __init__(
        self,
        units: int,
        activation: str | None = None,
        use_bias: bool = True,
        kernel_initializer: str = "glorot_uniform",
        *,
        input_shape: Sequence[int] | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(input_shape=input_shape, name=name)
        self.units = whole("Dense", "units", units)
        self.activation = _named("Dense", "activation", activation or "linear", ACTIVATIONS)
        self.initializer = _named("Dense", "kernel_initializer", kernel_initializer, INITIALIZERS)
        self.use_bias = use_bias

    def output_shape(self, shape: Shape) -> Shape:
        if not shape:
            raise bad("Dense", "input_shape", shape, "one axis or more beside the batch's")
        return (*shape[:-1], self.units)

    def make(self, shape: Shape, context: Context) -> None:
        self.add_weight("kernel", self.initializer((shape[-1], self.units), context))
        if self.use_bias:
            self.add_weight("bias", np.zeros(self.units, context.dtype))

    def call(self, x: Any, training: bool) -> Any:
        return self.activation(F.linear(x, self.weights["kernel"].T, self.weights.get("bias")))


class Conv2D(Layer):
    """activation(convolution + bias): (h, w, channels) → (h', w', filters); kernel (kh, kw, channels, filters).

    `padding` is "valid" or "same" (TensorFlow's rule, with any stride). The kernel starts by Glorot's uniform rule,
    the bias at 0.
    """

    kind = "conv2d"

    def __init__(
        self,
        filters: int,
        kernel_size: Size,
        strides: Size = 1,
        padding: str = "valid",
        dilation_rate: Size = 1,
        groups: int = 1,
        activation: str | None = None,
        use_bias: bool = True,
        kernel_initializer: str = "glorot_uniform",
        *,
        input_shape: Sequence[int] | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(input_shape=input_shape, name=name)
        if self.input_shape is not None:
            image_shape("Conv2D", self.input_shape)
        self.filters = whole("Conv2D", "filters", filters)
        self.kernel_size = pair("Conv2D", "kernel_size", kernel_size)
        self.strides = pair("Conv2D", "strides", strides)
        self.padding = _padding("Conv2D", padding)
        self.dilation_rate = pair("Conv2D", "dilation_rate", dilation_rate)
        self.groups = whole("Conv2D", "groups", groups)
        self.activation = _named("Conv2D", "activation", activation or "linear", ACTIVATIONS)
        self.initializer = _named("Conv2D", "kernel_initializer", kernel_initializer, INITIALIZERS)
        self.use_bias = use_bias

    def output_shape(self, shape: Shape) -> Shape:
        height, width, channels = image_shape("Conv2D", shape)
        if channels % self.groups or self.filters % self.groups:
            takes = f"a divisor of both {channels} channels and {self.filters} filters"
            raise bad("Conv2D", "groups", self.groups, takes)
        rows, columns = (
            shapes.conv_output_size(size, kernel, stride, self.padding, dilation)
            for size, kernel, stride, dilation in zip(
                (height, width), self.kernel_size, self.strides, self.dilation_rate, strict=True
            )
        )
        return rows, columns, self.filters

    def make(self, shape: Shape, context: Context) -> None:
        self.add_weight("kernel", self.initializer((*self.kernel_size, shape[2] // self.groups, self.filters), context))
        if self.use_bias:
            self.add_weight("bias", np.zeros(self.filters, context.dtype))

    def call(self, x: Any, training: bool) -> Any:
        return self.activation(
            F.conv2d(
                x,
                self.weights["kernel"],
                self.weights.get("bias"),
                stride=self.strides,
                padding=self.padding,
                dilation=self.dilation_rate,
                groups=self.groups,
                layout="NHWC",
            )
        )


class _Pooling2D(Layer):
    def __init__(
        self,
        pool_size: Size = 2,
        strides: Size | None = None,
        padding: str = "valid",
        *,
        input_shape: Sequence[int] | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(input_shape=input_shape, name=name)
        operation = type(self).__name__
        self.pool_size = pair(operation, "pool_size", pool_size)
        self.strides = self.pool_size if strides is None else pair(operation, "strides", strides)
        self.padding = _padding(operation, padding)

    def output_shape(self, shape: Shape) -> Shape:
        height, width, channels = image_shape(type(self).__name__, shape)
        rows, columns = (
            shapes.pool_output_size(size, window, stride, self.padding)
            for size, window, stride in zip((height, width), self.pool_size, self.strides, strict=True)
        )
        return rows, columns, channels


class MaxPooling2D(_Pooling2D):
    """The largest value of each window; `strides` is the window's own size by default."""

    kind = "max_pooling2d"

    def call(self, x: Any, training: bool) -> Any:
        return F.max_pool2d(x, self.pool_size, stride=self.strides, padding=self.padding, layout="NHWC")


class AveragePooling2D(_Pooling2D):
    """The mean of each window; `strides` is the window's own size by default. Padding is not counted, as in Keras."""

    kind = "average_pooling2d"

    def call(self, x: Any, training: bool) -> Any:
        return F.avg_pool2d(
            x, self.pool_size, stride=self.strides, padding=self.padding, count_include_pad=False, layout="NHWC"
        )


class GlobalAveragePooling2D(Layer):
    """The mean of each channel: (h, w, channels) → (channels,)."""

    kind = "global_average_pooling2d"

    def output_shape(self, shape: Shape) -> Shape:
        return image_shape("GlobalAveragePooling2D", shape)[2:]

    def call(self, x: Any, training: bool) -> Any:
        return F.flatten(F.global_avg_pool2d(x, layout="NHWC"))


class Flatten(Layer):
    """One vector a sample: (h, w, c) → (h·w·c,)."""

    kind = "flatten"

    def output_shape(self, shape: Shape) -> Shape:
        return (math.prod(shape),)

    def call(self, x: Any, training: bool) -> Any:
        return F.flatten(x)


class Dropout(Layer):
    """In training each value is 0 with probability `rate`, else divided by 1 − rate; in prediction nothing happens.

    `rng` draws what is dropped; the model's by default.
    """

    kind = "dropout"

    def __init__(
        self,
        rate: float,
        *,
        rng: np.random.Generator | None = None,
        input_shape: Sequence[int] | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(input_shape=input_shape, name=name)
        self.rate, self.rng = number("Dropout", "rate", rate, 0, 1, "a probability from 0 to 1"), rng

    def call(self, x: Any, training: bool) -> Any:
        rng = self.rng if self.rng is not None or self.context is None else self.context.rng
        return F.dropout(x, self.rate, training=training, rng=rng)


class BatchNormalization(Layer):
    """Each channel (last axis) to mean 0 and variance 1, times gamma plus beta, which start at 1 and 0.

    In training the batch's own statistics are used, and the moving ones go m ← momentum · m + (1 − momentum) · batch
    (the variance divided by n, not n − 1 as PyTorch's); in prediction the moving ones are used. Frozen, it uses the
    moving ones in training too, and they stay: so Keras does since version 2.
    """

    kind = "batch_normalization"

    def __init__(
        self,
        momentum: float = 0.99,
        epsilon: float = 1e-3,
        *,
        input_shape: Sequence[int] | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(input_shape=input_shape, name=name)
        self.momentum = number("BatchNormalization", "momentum", momentum, 0, 1, "a number from 0 to 1")
        self.epsilon = epsilon

    def output_shape(self, shape: Shape) -> Shape:
        if not shape:
            raise bad("BatchNormalization", "input_shape", shape, "one axis or more beside the batch's")
        return shape

    def make(self, shape: Shape, context: Context) -> None:
        channels = shape[-1]
        self.add_weight("gamma", np.ones(channels, context.dtype))
        self.add_weight("beta", np.zeros(channels, context.dtype))
        self.statistics = {
            "moving_mean": np.zeros(channels, context.dtype),
            "moving_variance": np.ones(channels, context.dtype),
        }

    def call(self, x: Any, training: bool) -> Any:
        gamma, beta = self.weights["gamma"], self.weights["beta"]
        mean, variance = self.statistics.values()
        if not (training and self.trainable):
            return F.batch_norm(x, mean, variance, gamma, beta, epsilon=self.epsilon, axis=-1)
        # With momentum 1 the running statistics become the batch's own: the variance divided by n − 1, here by n.
        seen, spread = np.zeros_like(mean), np.zeros_like(variance)
        y = F.batch_norm(x, seen, spread, gamma, beta, training=True, momentum=1.0, epsilon=self.epsilon, axis=-1)
        count = x.size // len(mean)
        mean += (1 - self.momentum) * (seen - mean)
        variance += (1 - self.momentum) * (spread * ((count - 1) / count) - variance)
        return y


def _padding(operation: str, padding: str) -> str:
    if padding not in ("valid", "same"):
        raise bad(operation, "padding", repr(padding), "'valid' or 'same'; Keras has no padding by a number")
    return padding


def _named(operation: str, argument: str, name: str, known: dict[str, Any]) -> Any:
    if name not in known:
        raise bad(operation, argument, repr(name), f"one of {', '.join(sorted(known))}")
    return known[name]
