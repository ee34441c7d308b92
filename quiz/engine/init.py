"""Starting weights: random numbers whose spread keeps signals the same size from layer to layer.

`fans` reads how many inputs and outputs one unit has from a weight's shape; He's and Glorot's rules derive the spread
from them. Every function takes the shape, draws from `rng` and returns an array; the same generator in the same state
gives the same weights.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.randomness import generator
from quiz.engine.shapes.axes import whole
from quiz.engine.tensor import Array

# A normal distribution cut off at two standard deviations has this standard deviation, as a share of the uncut one's.
_CUT = 0.87962566103423978


def fans(shape: Sequence[int], layout: str = "NCHW") -> tuple[int, int]:
    """(fan_in, fan_out): how many numbers feed one output, and how many outputs one input feeds.

    "NCHW" (PyTorch): dense (out, in); convolution (filters, channels, kh, kw): fan_in = channels·kh·kw,
    fan_out = filters·kh·kw. "NHWC" (Keras): dense (in, out); convolution (kh, kw, channels, filters), the same
    products. With groups, `channels` is what the weight holds: the channels of one group. Raises EngineError for
    fewer than two axes. Source: torch.nn.init, keras.initializers.VarianceScaling.
    """
    if layout not in ("NCHW", "NHWC"):
        raise bad("fans", "layout", repr(layout), "'NCHW' or 'NHWC'")
    shape = _sizes("fans", shape)
    if len(shape) < 2 or min(shape) < 1:
        raise bad("fans", "shape", shape, "two axes or more, each at least 1: a bias has no fans")
    if layout == "NCHW":
        units, inputs, window = shape[0], shape[1], math.prod(shape[2:])
    else:
        units, inputs, window = shape[-1], shape[-2], math.prod(shape[:-2])
    return inputs * window, units * window


def gain(slope: float = 0.0) -> float:
    """√(2 / (1 + slope²)): what makes up for a leaky ReLU of that slope; √2 for ReLU. Source: He et al. 2015."""
    return math.sqrt(2.0 / (1.0 + slope**2))


def normal(
    shape: Sequence[int],
    mean: float = 0.0,
    std: float = 1.0,
    *,
    rng: np.random.Generator,
    truncated: bool = False,
    dtype: Any = np.float32,
) -> Array:
    """Normal numbers of that mean and standard deviation.

    `truncated` draws again whatever lies beyond two standard deviations of the uncut distribution, which is widened
    so that `std` still holds: what Keras' `he_normal` and `glorot_normal` do; PyTorch's do not. Raises EngineError
    for a negative `std` or a dtype other than float32 and float64.
    """
    if not std >= 0:
        raise bad("normal", "std", std, "0 or more")
    kind = float_type("normal", dtype)
    rng = generator("normal", rng)
    drawn = rng.standard_normal(_sizes("normal", shape), dtype=kind)
    if truncated:
        beyond = np.abs(drawn) > 2
        while count := np.count_nonzero(beyond):
            drawn[beyond] = rng.standard_normal(count, dtype=kind)
            beyond = np.abs(drawn) > 2
        std /= _CUT
    return drawn * kind(std) + kind(mean)


def uniform(
    shape: Sequence[int], low: float = 0.0, high: float = 1.0, *, rng: np.random.Generator, dtype: Any = np.float32
) -> Array:
    """Numbers spread evenly over low … high. Raises EngineError where `high` is below `low`, and for another dtype."""
    if not high >= low:
        raise bad("uniform", "high", high, f"at least low, which is {low}")
    kind = float_type("uniform", dtype)
    return generator("uniform", rng).random(_sizes("uniform", shape), dtype=kind) * kind(high - low) + kind(low)


def he_normal(
    shape: Sequence[int],
    *,
    rng: np.random.Generator,
    slope: float = 0.0,
    mode: str = "fan_in",
    layout: str = "NCHW",
    truncated: bool = False,
    dtype: Any = np.float32,
) -> Array:
    """Normal, mean 0, std = √(2 / (1 + slope²)) / √fan, for layers followed by ReLU (or leaky ReLU of that slope).

    `mode` is "fan_in" (forward signals keep their size) or "fan_out" (gradients do). Source: He et al. 2015;
    torch.nn.init.kaiming_normal_.
    """
    std = gain(slope) / math.sqrt(_fan("he_normal", shape, mode, layout))
    return normal(shape, 0.0, std, rng=rng, truncated=truncated, dtype=dtype)


def he_uniform(
    shape: Sequence[int],
    *,
    rng: np.random.Generator,
    slope: float = 0.0,
    mode: str = "fan_in",
    layout: str = "NCHW",
    dtype: Any = np.float32,
) -> Array:
    """Uniform in ±√3 · √(2 / (1 + slope²)) / √fan: `he_normal`'s spread, evenly.

    PyTorch's own layers start with slope √5, which makes the bound 1/√fan_in. Source: torch.nn.init.kaiming_uniform_.
    """
    bound = math.sqrt(3.0) * gain(slope) / math.sqrt(_fan("he_uniform", shape, mode, layout))
    return uniform(shape, -bound, bound, rng=rng, dtype=dtype)


def glorot_normal(
    shape: Sequence[int],
    *,
    rng: np.random.Generator,
    gain: float = 1.0,
    layout: str = "NCHW",
    truncated: bool = False,
    dtype: Any = np.float32,
) -> Array:
    """Normal, mean 0, std = gain · √(2 / (fan_in + fan_out)), for layers followed by tanh or sigmoid.

    Also called Xavier. Source: Glorot & Bengio 2010; torch.nn.init.xavier_normal_.
    """
    std = gain * math.sqrt(2.0 / sum(fans(shape, layout)))
    return normal(shape, 0.0, std, rng=rng, truncated=truncated, dtype=dtype)


def glorot_uniform(
    shape: Sequence[int],
    *,
    rng: np.random.Generator,
    gain: float = 1.0,
    layout: str = "NCHW",
    dtype: Any = np.float32,
) -> Array:
    """Uniform in ±gain · √(6 / (fan_in + fan_out)): Keras' default. Source: Glorot & Bengio 2010, eq. 16."""
    bound = gain * math.sqrt(6.0 / sum(fans(shape, layout)))
    return uniform(shape, -bound, bound, rng=rng, dtype=dtype)


def _fan(operation: str, shape: Sequence[int], mode: str, layout: str) -> int:
    if mode not in ("fan_in", "fan_out"):
        raise bad(operation, "mode", repr(mode), "'fan_in' or 'fan_out'")
    return fans(shape, layout)[mode == "fan_out"]


def _sizes(operation: str, shape: Any) -> tuple[int, ...]:
    if isinstance(shape, str) or not isinstance(shape, Sequence):
        raise bad(operation, "shape", repr(shape), "a tuple of sizes, such as (128, 784)")
    return tuple(whole(operation, "shape", size, 0) for size in shape)


def float_type(operation: str, dtype: Any) -> type[np.float32] | type[np.float64]:
    """NumPy's type of a dtype. Raises EngineError for any but float32 and float64."""
    try:
        given = np.dtype(dtype)
    except TypeError:
        raise bad(operation, "dtype", repr(dtype), "float32 or float64") from None
    for kind in (np.float32, np.float64):
        if given == kind:
            return kind
    raise bad(operation, "dtype", given, "float32 or float64")
