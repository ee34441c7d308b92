"""How each size and count comes about, term by term.

Every function here has the name and the arguments of one in `shapes` and gives a `Working`: its terms, its formula
line by line with symbols and with numbers, and its value.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from quiz.engine.shapes import counts, fields, sizes
from quiz.engine.shapes.axes import pair


@dataclass(frozen=True, slots=True)
class Term:
    """One of the numbers that go in: the symbol that the formula has for it, and its value."""

    symbol: str
    value: int


@dataclass(frozen=True, slots=True)
class Line:
    """One equation: `symbol` = `formula` = `numbers` = `value`; str gives the last two."""

    symbol: str
    formula: str
    numbers: str
    value: int

    def __str__(self) -> str:
        return f"{self.numbers} = {self.value}"


@dataclass(frozen=True, slots=True)
class Working:
    """A value and how it comes about; str gives one equation a line, in numbers."""

    operation: str
    terms: tuple[Term, ...]
    lines: tuple[Line, ...]
    value: Any

    def __str__(self) -> str:
        return "\n".join(map(str, self.lines))


SIZE = "⌊({n} + {p1} + {p2} − {d}·({k} − 1) − 1) / {s}⌋ + 1"
CEILED = "⌈({n} + {p1} + {p2} − {d}·({k} − 1) − 1) / {s}⌉ + 1"
SYMBOLS = {"p1": "p₁", "p2": "p₂", "po": "pₒ", "f": "filters"}


def line(symbol: str, template: str, value: int, **terms: int) -> Line:
    """A line from a template with the terms' names in braces."""
    symbols = {name: SYMBOLS.get(name, name) for name in terms}
    return Line(symbol, template.format(**symbols), template.format(**terms), value)


def _working(operation: str, value: Any, lines: Sequence[Line], **terms: int) -> Working:
    return Working(
        operation, tuple(Term(SYMBOLS.get(name, name), term) for name, term in terms.items()), tuple(lines), value
    )


def pad_amounts(n: int, kernel: int, stride: int = 1, padding: Any = "same", dilation: int = 1) -> Working:
    before, after = sizes.pad_amounts(n, kernel, stride, padding, dilation)
    lines = _padding(n, kernel, stride, padding, dilation, before, after)
    return _working("pad_amounts", (before, after), lines, n=n, k=kernel, s=stride, d=dilation)


def conv_output_size(n: int, kernel: int, stride: int = 1, padding: Any = "valid", dilation: int = 1) -> Working:
    value = sizes.conv_output_size(n, kernel, stride, padding, dilation)
    p1, p2 = sizes.pad_amounts(n, kernel, stride, padding, dilation)
    terms = {"n": n, "p1": p1, "p2": p2, "d": dilation, "k": kernel, "s": stride}
    lines = _padding(n, kernel, stride, padding, dilation, p1, p2)
    return _working("conv_output_size", value, [*lines, line("n′", SIZE, value, **terms)], **terms)


def pool_output_size(
    n: int,
    kernel: int,
    stride: int | None = None,
    padding: Any = "valid",
    dilation: int = 1,
    ceil_mode: bool = False,
) -> Working:
    value = sizes.pool_output_size(n, kernel, stride, padding, dilation, ceil_mode)
    step = kernel if stride is None else stride
    p1, p2 = sizes.pad_amounts(n, kernel, step, padding, dilation)
    terms = {"n": n, "p1": p1, "p2": p2, "d": dilation, "k": kernel, "s": step}
    lines = _padding(n, kernel, step, padding, dilation, p1, p2)
    full = value
    if ceil_mode:
        full = -(-(n + p1 + p2 - dilation * (kernel - 1) - 1) // step) + 1
    lines.append(line("n′", CEILED if ceil_mode else SIZE, full, **terms))
    if full != value:  # the window that ceil mode would add starts behind the input
        lines.append(line("n″", "{full} − 1", value, full=full))
    return _working("pool_output_size", value, lines, **terms)


def conv_transpose_output_size(
    n: int, kernel: int, stride: int = 1, padding: Any = 0, output_padding: int = 0, dilation: int = 1
) -> Working:
    value = sizes.conv_transpose_output_size(n, kernel, stride, padding, output_padding, dilation)
    p1, p2 = sizes.pad_amounts(n, kernel, stride, padding, dilation)
    terms = {"n": n, "s": stride, "p1": p1, "p2": p2, "d": dilation, "k": kernel, "po": output_padding}
    formula = "({n} − 1)·{s} − {p1} − {p2} + {d}·({k} − 1) + {po} + 1"
    return _working("conv_transpose_output_size", value, [line("n′", formula, value, **terms)], **terms)


def dense_parameters(inputs: int, outputs: int, bias: bool = True) -> Working:
    value = counts.dense_parameters(inputs, outputs, bias)
    terms = {"inputs": inputs, "outputs": outputs}
    formula = "{inputs}·{outputs}" + (" + {outputs}" if bias else "")
    return _working("dense_parameters", value, [line("parameters", formula, value, **terms)], **terms)


def conv_parameters(channels: int, filters: int, kernel: Any, groups: int = 1, bias: bool = True) -> Working:
    value = counts.conv_parameters(channels, filters, kernel, groups, bias)
    kh, kw = pair("conv_parameters", "kernel", kernel)
    terms = {"kh": kh, "kw": kw, "c": channels, "g": groups, "f": filters}
    formula = "({kh}·{kw}·" + ("{c}" if groups == 1 else "{c}/{g}") + (" + 1" if bias else "") + ")·{f}"
    return _working("conv_parameters", value, [line("parameters", formula, value, **terms)], **terms)


def batch_norm_parameters(channels: int, running: bool = False) -> Working:
    value = counts.batch_norm_parameters(channels, running)
    formula = ("4" if running else "2") + "·{c}"
    return _working("batch_norm_parameters", value, [line("parameters", formula, value, c=channels)], c=channels)


def multiply_adds(
    channels: int,
    filters: int,
    kernel: Any = 1,
    size: Any = 1,
    *,
    stride: Any = 1,
    padding: Any = "valid",
    dilation: Any = 1,
    groups: int = 1,
) -> Working:
    value = counts.multiply_adds(
        channels, filters, kernel, size, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    h, w = counts.conv_output_shape(size, kernel, stride, padding, dilation)
    kh, kw = pair("multiply_adds", "kernel", kernel)
    terms = {"h": h, "w": w, "f": filters, "kh": kh, "kw": kw, "c": channels, "g": groups}
    formula = "{h}·{w}·{f}·{kh}·{kw}·" + ("{c}" if groups == 1 else "{c}/{g}")
    return _working("multiply_adds", value, [line("multiply-adds", formula, value, **terms)], **terms)


def memory(shape: Any, dtype: Any = "float32") -> Working:
    value = counts.memory(shape, dtype)
    each = counts.bytes_of(dtype)
    dimensions = tuple(shape) if isinstance(shape, Sequence) else (shape,)
    terms = {f"n{i}": int(n) for i, n in enumerate(dimensions)} | {"bytes": each}
    formula = "·".join(f"{{{name}}}" for name in terms)
    return _working("memory", value, [line("bytes", formula, value, **terms)], **terms)


def batches_per_epoch(samples: int, batch_size: int, drop_last: bool = False) -> Working:
    value = counts.batches_per_epoch(samples, batch_size, drop_last)
    formula = "⌊{n} / {b}⌋" if drop_last else "⌈{n} / {b}⌉"
    terms = {"n": samples, "b": batch_size}
    return _working("batches_per_epoch", value, [line("batches", formula, value, **terms)], **terms)


def receptive_field(layers: Sequence[Any], n: int | None = None) -> Working:
    """Three lines a layer: the size, the start and the jump after it."""
    found = fields.receptive_fields(layers, n)
    windows = [fields.as_window(layer) for layer in layers]
    lines = []
    for window, last, now in zip(windows, found[:-1], found[1:], strict=True):
        before = (last.start - now.start) // last.jump
        lines += [
            line(
                "r", "{r} + {d}·({k} − 1)·{j}", now.size, r=last.size, d=window.dilation, k=window.kernel, j=last.jump
            ),
            line("start", "{start} − {p1}·{j}", now.start, start=last.start, p1=before, j=last.jump),
            line("j", "{j}·{s}", now.jump, j=last.jump, s=window.stride),
        ]
    return _working("receptive_field", found[-1], lines)


def windows_at(pixel: Any, n: Any, kernel: Any, stride: Any = 1, padding: Any = "valid", dilation: Any = 1) -> Working:
    """The windows of each axis that read the pixel, by their indices; their numbers multiply."""
    found = [fields.windows_with(*axis) for axis in fields.by_axis(pixel, n, kernel, stride, padding, dilation)]
    value = math.prod(len(windows) for windows in found)
    numbers = "·".join("|{" + ", ".join(map(str, windows)) + "}|" for windows in found)
    formula = "·".join("|{i : i·s − p₁ + j·d = x, 0 ≤ j < k}|" for _ in found)
    return _working("windows_at", value, [Line("windows", formula, numbers, value)])


def _padding(n: int, k: int, s: int, padding: Any, d: int, before: int, after: int) -> list[Line]:
    """Where the padding comes from, if it must be worked out."""
    if padding != "same":
        return []
    total = before + after
    rule = "max((⌈{n} / {s}⌉ − 1)·{s} + {d}·({k} − 1) + 1 − {n}, 0)"
    return [
        line("p", rule, total, n=n, s=s, d=d, k=k),
        line("p₁", "⌊{p} / 2⌋", before, p=total),
        line("p₂", "{p} − {p1}", after, p=total, p1=before),
    ]
