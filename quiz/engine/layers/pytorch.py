"""Layers and Sequential in PyTorch's habit, after `torch.nn`: same names, arguments, starting weights and text.

    model = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(1352, 10))
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    for x, y in data.batches(images, labels, size=64, rng=rng):
        optimizer.zero_grad()
        loss = losses.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()

Images are (n, channels, height, width). Starting weights and dropout are random: `rng` makes them repeatable; without
one they differ from run to run. Weights are float32. A class of your own: derive from `Module`, set layers and
Tensors as attributes, write `forward`.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, Self

import numpy as np

from quiz.engine import functional as F
from quiz.engine import init
from quiz.engine.errors import bad
from quiz.engine.functional.operands import number
from quiz.engine.randomness import generator
from quiz.engine.shapes.axes import pair, whole
from quiz.engine.tensor import Array, Tensor

Size = int | tuple[int, int]


class Module(ABC):
    """A layer or a model: its parameters are the Tensors among its attributes, and those of the Modules among them."""

    training = True

    @abstractmethod
    def forward(self, x: Any) -> Any:
        """What the layer does with its input."""

    def __call__(self, x: Any) -> Any:
        return self.forward(x)

    def children(self) -> Iterator[tuple[str, Module]]:
        """The layers directly inside, with their names."""
        return ((name, value) for name, value in vars(self).items() if isinstance(value, Module))

    def named_parameters(self, prefix: str = "") -> Iterator[tuple[str, Tensor]]:
        """All parameters with their names, such as "0.weight": its own first, then layer by layer."""
        yield from ((prefix + name, value) for name, value in vars(self).items() if isinstance(value, Tensor))
        for name, child in self.children():
            yield from child.named_parameters(f"{prefix}{name}.")

    def parameters(self) -> list[Tensor]:
        """All parameters, for an optimiser."""
        return [parameter for _, parameter in self.named_parameters()]

    def train(self, mode: bool = True) -> Self:
        """Dropout drops and batch norm uses the batch's own statistics; with False neither does."""
        self.training = mode
        for _, child in self.children():
            child.train(mode)
        return self

    def eval(self) -> Self:
        """`train(False)`: for prediction. Gradients are still recorded: that is `no_grad`'s matter."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Freeze (False) or free all parameters: a frozen one gets no gradient, and an optimiser leaves it alone.

        Its old gradient is dropped, which PyTorch keeps (and steps along once more, if it is not cleared). Batch norm
        still moves its running statistics in training: `eval()` stops that.
        """
        for parameter in self.parameters():
            parameter.requires_grad = requires_grad
            if not requires_grad:
                parameter.grad = None
        return self

    def zero_grad(self) -> None:
        """Set every parameter's `.grad` to None."""
        for parameter in self.parameters():
            parameter.grad = None

    def extra_repr(self) -> str:
        """What stands between the parentheses of the layer's text."""
        return ""

    def __repr__(self) -> str:
        lines = [f"  ({name}): {child!r}".replace("\n", "\n  ") for name, child in self.children()]
        inside = "\n" + "\n".join(lines) + "\n" if lines else self.extra_repr()
        return f"{type(self).__name__}({inside})"


class Sequential(Module):
    """Layers one after another: each takes what the one before returns. `model[i]`, `len(model)`, iteration."""

    def __init__(self, *layers: Module) -> None:
        for place, layer in enumerate(layers):
            if not isinstance(layer, Module):
                raise bad("Sequential", f"layers[{place}]", f"a {type(layer).__name__}", "a Module, such as Linear(…)")
        self.layers = layers

    def children(self) -> Iterator[tuple[str, Module]]:
        return ((str(place), layer) for place, layer in enumerate(self.layers))

    def forward(self, x: Any) -> Any:
        for layer in self.layers:
            x = layer(x)
        return x

    def __getitem__(self, place: int) -> Module:
        return self.layers[place]

    def __len__(self) -> int:
        return len(self.layers)

    def __iter__(self) -> Iterator[Module]:
        return iter(self.layers)


class Linear(Module):
    """x (…, in) → x Wᵀ + b (…, out); `weight` (out, in) and `bias` (out,) start uniform in ±1/√in."""

    def __init__(
        self, in_features: int, out_features: int, bias: bool = True, *, rng: np.random.Generator | None = None
    ) -> None:
        self.in_features = whole("Linear", "in_features", in_features)
        self.out_features = whole("Linear", "out_features", out_features)
        self.weight, self.bias = _started("Linear", (out_features, in_features), bias, rng)

    def forward(self, x: Any) -> Any:
        return F.linear(x, self.weight, self.bias)

    def extra_repr(self) -> str:
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"


class Conv2d(Module):
    """(n, in, h, w) → (n, out, h', w'); `weight` (out, in/groups, kh, kw) and `bias` start uniform in ±1/√fan_in.

    `padding` is an int, a pair (h, w), "valid", or "same", which PyTorch refuses with a stride: so does this.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Size,
        stride: Size = 1,
        padding: int | tuple[int, int] | str = 0,
        dilation: Size = 1,
        groups: int = 1,
        bias: bool = True,
        *,
        rng: np.random.Generator | None = None,
    ) -> None:
        self.in_channels = whole("Conv2d", "in_channels", in_channels)
        self.out_channels = whole("Conv2d", "out_channels", out_channels)
        self.groups = whole("Conv2d", "groups", groups)
        if in_channels % groups or out_channels % groups:
            raise bad("Conv2d", "groups", groups, f"a divisor of both {in_channels} and {out_channels} channels")
        self.kernel_size = pair("Conv2d", "kernel_size", kernel_size)
        self.stride = pair("Conv2d", "stride", stride)
        self.dilation = pair("Conv2d", "dilation", dilation)
        if padding == "same" and self.stride != (1, 1):
            raise bad(
                "Conv2d", "padding", f"'same' with stride {self.stride}", "'same' with stride 1 only; an int else"
            )
        self.padding = (padding, padding) if isinstance(padding, int) else padding
        shape = (out_channels, in_channels // groups, *self.kernel_size)
        self.weight, self.bias = _started("Conv2d", shape, bias, rng)

    def forward(self, x: Any) -> Any:
        return F.conv2d(
            x,
            self.weight,
            self.bias,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            groups=self.groups,
        )

    def extra_repr(self) -> str:
        parts = [
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}",
            f"padding={self.padding}" if self.padding != (0, 0) else "",
            f"dilation={self.dilation}" if self.dilation != (1, 1) else "",
            f"groups={self.groups}" if self.groups != 1 else "",
            "bias=False" if self.bias is None else "",
        ]
        return ", ".join(part for part in parts if part)


class BatchNorm(Module):
    """Each channel (axis 1) to mean 0 and variance 1, then times `weight` plus `bias`, which start at 1 and 0.

    In training the batch's own statistics are used, and the running ones move towards them by `momentum`; in
    evaluation the running ones are used.
    """

    axes: tuple[int, ...] = (2, 4)

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        self.num_features = whole(type(self).__name__, "num_features", num_features)
        self.eps, self.momentum = eps, momentum
        self.weight = Tensor(np.ones(num_features, np.float32), requires_grad=True)
        self.bias = Tensor(np.zeros(num_features, np.float32), requires_grad=True)
        self.running_mean: Array = np.zeros(num_features, np.float32)
        self.running_var: Array = np.ones(num_features, np.float32)

    def forward(self, x: Any) -> Any:
        if np.ndim(x) not in self.axes:
            name, takes = type(self).__name__, " or ".join(map(str, self.axes))
            raise bad(name, "x", f"shape {np.shape(x)}", f"{takes} axes, channels on axis 1")
        return F.batch_norm(
            x,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            training=self.training,
            momentum=self.momentum,
            epsilon=self.eps,
        )

    def extra_repr(self) -> str:
        settings = f"{self.num_features}, eps={self.eps}, momentum={self.momentum}"
        return f"{settings}, affine=True, bias=True, track_running_stats=True"


class BatchNorm1d(BatchNorm):
    __doc__ = f"For (n, features) or (n, channels, length). {BatchNorm.__doc__}"
    axes = (2, 3)


class BatchNorm2d(BatchNorm):
    __doc__ = f"For images (n, channels, h, w). {BatchNorm.__doc__}"
    axes = (4,)


class Dropout(Module):
    """In training each value is 0 with probability `p`, otherwise divided by 1 − p; in evaluation nothing happens."""

    def __init__(self, p: float = 0.5, *, rng: np.random.Generator | None = None) -> None:
        number("Dropout", "p", p, 0, 1, "a probability from 0 to 1")
        self.p = p
        self.rng = np.random.default_rng() if rng is None else generator("Dropout", rng)

    def forward(self, x: Any) -> Any:
        return F.dropout(x, self.p, training=self.training, rng=self.rng)

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace=False"


class _Pool2d(Module):
    def __init__(
        self, kernel_size: Size, stride: Size | None = None, padding: Size = 0, *, ceil_mode: bool = False
    ) -> None:
        self.kernel_size, self.stride, self.padding = kernel_size, kernel_size if stride is None else stride, padding
        self.ceil_mode = ceil_mode


class MaxPool2d(_Pool2d):
    """The largest value of each window; `stride` is the window's own size by default."""

    def __init__(
        self,
        kernel_size: Size,
        stride: Size | None = None,
        padding: Size = 0,
        dilation: Size = 1,
        *,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__(kernel_size, stride, padding, ceil_mode=ceil_mode)
        self.dilation = dilation

    def forward(self, x: Any) -> Any:
        return F.max_pool2d(
            x,
            self.kernel_size,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            ceil_mode=self.ceil_mode,
        )

    def extra_repr(self) -> str:
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, "
            f"dilation={self.dilation}, ceil_mode={self.ceil_mode}"
        )


class AvgPool2d(_Pool2d):
    """The mean of each window; `stride` is the window's own size by default. Padding counts as zeros, as in PyTorch."""

    def forward(self, x: Any) -> Any:
        return F.avg_pool2d(x, self.kernel_size, stride=self.stride, padding=self.padding, ceil_mode=self.ceil_mode)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class Flatten(Module):
    """(n, …) → (n, product): all axes from `start_dim` on become one."""

    def __init__(self, start_dim: int = 1) -> None:
        self.start_dim = start_dim

    def forward(self, x: Any) -> Any:
        return F.flatten(x, start_axis=self.start_dim)

    def extra_repr(self) -> str:
        return f"start_dim={self.start_dim}, end_dim=-1"


class ReLU(Module):
    """max(x, 0)."""

    def forward(self, x: Any) -> Any:
        return F.relu(x)


class LeakyReLU(Module):
    """x above 0, negative_slope · x below."""

    def __init__(self, negative_slope: float = 0.01) -> None:
        self.negative_slope = negative_slope

    def forward(self, x: Any) -> Any:
        return F.leaky_relu(x, self.negative_slope)

    def extra_repr(self) -> str:
        return f"negative_slope={self.negative_slope}"


class Sigmoid(Module):
    """1 / (1 + e⁻ˣ)."""

    def forward(self, x: Any) -> Any:
        return F.sigmoid(x)


class Tanh(Module):
    """(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)."""

    def forward(self, x: Any) -> Any:
        return F.tanh(x)


class Softmax(Module):
    """Probabilities along `dim`. Not before `losses.cross_entropy`, which takes logits."""

    def __init__(self, dim: int = -1) -> None:
        self.dim = dim

    def forward(self, x: Any) -> Any:
        return F.softmax(x, axis=self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


def _started(
    operation: str, shape: tuple[int, ...], bias: bool, rng: np.random.Generator | None
) -> tuple[Tensor, Tensor | None]:
    """A weight (He's uniform rule with slope √5) and a bias, both uniform in ±1/√fan_in, as PyTorch's layers start."""
    rng = np.random.default_rng() if rng is None else generator(operation, rng)
    weight = Tensor(init.he_uniform(shape, rng=rng, slope=math.sqrt(5)), requires_grad=True)
    if not bias:
        return weight, None
    bound = 1 / math.sqrt(init.fans(shape)[0])
    return weight, Tensor(init.uniform(shape[:1], -bound, bound, rng=rng), requires_grad=True)
