"""Layers one after another, as Keras calls them: their shapes and parameters. A layer is a dict, so that it is JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from quiz.engine import shapes
from quiz.engine.demonstrations.values import Table, Text

Layer = Mapping[str, Any]
Answering = Callable[[Mapping[str, Any]], Any]
Sizes = tuple[int, ...]
T = TypeVar("T")

AFTER = Text("after", "지난 층")
OUTPUT = Text("output", "출력")
PARAMETERS = Text("parameters", "파라미터")


def conv(filters: int, kernel: int = 3, padding: str = "valid", stride: int = 1) -> dict[str, Any]:
    return {"kind": "conv", "filters": filters, "kernel": kernel, "stride": stride, "padding": padding}


def pool(size: int = 2) -> dict[str, Any]:
    return {"kind": "pool", "size": size}


def dense(units: int) -> dict[str, Any]:
    return {"kind": "dense", "units": units}


def flatten() -> dict[str, Any]:
    return {"kind": "flatten"}


def called(layer: Layer) -> str:
    """The layer as one writes it in Keras."""
    kind = layer["kind"]
    if kind == "conv":
        stride = f", strides={layer['stride']}" if layer["stride"] > 1 else ""
        return f"Conv2D({layer['filters']}, {layer['kernel']}{stride}, padding='{layer['padding']}')"
    if kind == "pool":
        return f"MaxPooling2D({layer['size']})"
    return f"Dense({layer['units']})" if kind == "dense" else "Flatten()"


def after(layer: Layer, shape: Sequence[int]) -> Sizes:
    """The shape of one sample behind the layer, channels last."""
    kind = layer["kind"]
    if kind == "conv":
        rows, columns = shapes.conv_output_shape(shape[:2], layer["kernel"], layer["stride"], layer["padding"])
        return rows, columns, layer["filters"]
    if kind == "pool":
        return (*(shapes.pool_output_size(n, layer["size"]) for n in shape[:2]), shape[2])
    return (*shape[:-1], layer["units"]) if kind == "dense" else (product(shape),)


def parameters(layer: Layer, shape: Sequence[int], bias: bool = True) -> int:
    """The weights and biases of a layer that gets a sample of this shape."""
    if layer["kind"] == "conv":
        return shapes.conv_parameters(shape[2], layer["filters"], layer["kernel"], bias=bias)
    return shapes.dense_parameters(shape[-1], layer["units"], bias) if layer["kind"] == "dense" else 0


def through(layers: Sequence[Layer], shape: Sequence[int]) -> list[Sizes]:
    """The input's shape, then the shape behind each layer."""
    found: list[Sizes] = [tuple(shape)]
    for layer in layers:
        found.append(after(layer, found[-1]))
    return found


def total(layers: Sequence[Layer], shape: Sequence[int], bias: bool = True) -> int:
    """All parameters of the stack."""
    return sum(parameters(layer, n, bias) for layer, n in zip(layers, through(layers, shape)[:-1], strict=True))


def unless(value: T, *taken: Any) -> T | None:
    """The value, None where it is one of those that are taken: then the wrong idea does not show."""
    return None if value in taken else value


def apart(truth: Answering, ideas: Mapping[str, Answering]) -> dict[str, Answering]:
    """The wrong ideas, each silent where it gives the truth or what another gives: what fits several names none."""

    def answering(name: str) -> Answering:
        def answer(params: Mapping[str, Any]) -> Any:
            values = {other: idea(params) for other, idea in ideas.items()}
            value = values.pop(name)
            return unless(value, truth(params), *values.values())

        return answer

    return {name: answering(name) for name in ideas}


def product(shape: Sequence[int]) -> int:
    found = 1
    for n in shape:
        found *= n
    return found


def listing(layers: Sequence[Layer]) -> str:
    """The layers, one a line."""
    return "\n".join(f"  {called(layer)}" for layer in layers)


def without(layers: Sequence[Layer], kind: str) -> list[Layer]:
    return [layer for layer in layers if layer["kind"] != kind]


def padded(layers: Sequence[Layer], padding: str) -> list[Layer]:
    """The layers with another padding in all convolutions."""
    return [{**layer, "padding": padding} if layer["kind"] == "conv" else layer for layer in layers]


def trace(layers: Sequence[Layer], shape: Sequence[int], counted: bool = False) -> Table:
    """The shape behind each layer, and with `counted` its parameters."""
    found = through(layers, shape)
    rows: list[tuple[Any, ...]] = [(Text("input", "입력"), shown(shape))]
    rows += [(called(layer), shown(n)) for layer, n in zip(layers, found[1:], strict=True)]
    if not counted:
        return Table((AFTER, OUTPUT), tuple(rows))
    counts = [0, *(parameters(layer, n) for layer, n in zip(layers, found[:-1], strict=True))]
    return Table((AFTER, OUTPUT, PARAMETERS), tuple((*row, n) for row, n in zip(rows, counts, strict=True)))


def shown(shape: Sequence[int]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
