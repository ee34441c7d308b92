# An operation on a Tensor is a Tensor, which a checker does not know of `ops`:
# mypy: disable-error-code="no-any-return"
"""The Tensor: an array that remembers how it was computed, so that `backward` can fill in gradients.

>>> x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
>>> y = (x * x).sum()
>>> y.backward()
>>> x.grad
Tensor([2., 4., 6.])

dtypes are NumPy's: float32 stays float32, a Python number does not widen it, float32 with float64 gives float64.
Integers and booleans are computed with as NumPy does, but never have a gradient. float16, longer floats and complex
numbers are refused.

In-place writes (`+=`, `-=`, `*=`, `/=`, `x[i] = …`) are recorded. Tensors that share memory (`x[0]`, `x.reshape(…)`,
`x.T`, `x.detach()`, a Tensor made from an array) see each other's writes, as arrays do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import numpy as np

from .errors import bad
from .history import History, array, check_history, floats
from .tape import Array, Gradient, Memory, Node, Saved, fingerprint, grad_enabled, no_grad

__all__ = ["Array", "Tensor", "Value", "array", "floats", "grad_enabled", "no_grad", "record", "tracked"]

Axis = int | Sequence[int] | None


class Tensor(History):
    """An array with a gradient: `.data` the array, `.grad` what `backward` added up (a Tensor, or None).

    `Tensor(data, requires_grad=False)`: `data` is anything that `np.asarray` takes; an array is shared, not copied.
    `requires_grad=True` asks for its gradient: only float32 and float64 can have one. Raises EngineError for other
    dtypes. Operators and methods are the operations of `ops`.
    """

    __slots__ = ()
    __array_ufunc__ = None  # so that `array + tensor` asks the Tensor

    @property
    def T(self) -> Tensor:
        """The axes in reverse."""
        return ops.transpose(self)

    def __len__(self) -> int:
        if not self.ndim:
            raise bad("len", "self", "a Tensor without axes", "one axis or more")
        return len(self._data)

    def __iter__(self) -> Iterator[Tensor]:
        return (self[i] for i in range(len(self)))

    def __iadd__(self, other: Any) -> Tensor:
        return self._write("+=", ops.add(self, other))

    def __isub__(self, other: Any) -> Tensor:
        return self._write("-=", ops.sub(self, other))

    def __imul__(self, other: Any) -> Tensor:
        return self._write("*=", ops.mul(self, other))

    def __itruediv__(self, other: Any) -> Tensor:
        return self._write("/=", ops.div(self, other))

    def __setitem__(self, index: Any, value: Any) -> None:
        ops.assign(self, index, value)

    # Operations: see ops

    def __getitem__(self, index: Any) -> Tensor:
        return ops.getitem(self, index)

    def __add__(self, other: Any) -> Tensor:
        return ops.add(self, other)

    def __radd__(self, other: Any) -> Tensor:
        return ops.add(other, self)

    def __sub__(self, other: Any) -> Tensor:
        return ops.sub(self, other)

    def __rsub__(self, other: Any) -> Tensor:
        return ops.sub(other, self)

    def __mul__(self, other: Any) -> Tensor:
        return ops.mul(self, other)

    def __rmul__(self, other: Any) -> Tensor:
        return ops.mul(other, self)

    def __truediv__(self, other: Any) -> Tensor:
        return ops.div(self, other)

    def __rtruediv__(self, other: Any) -> Tensor:
        return ops.div(other, self)

    def __pow__(self, other: Any) -> Tensor:
        return ops.pow(self, other)

    def __rpow__(self, other: Any) -> Tensor:
        return ops.pow(other, self)

    def __matmul__(self, other: Any) -> Tensor:
        return ops.matmul(self, other)

    def __rmatmul__(self, other: Any) -> Tensor:
        return ops.matmul(other, self)

    def __neg__(self) -> Tensor:
        return ops.neg(self)

    def __abs__(self) -> Tensor:
        return ops.abs(self)

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> Tensor:  # type: ignore[override]
        return ops.compare("==", self, other)

    def __ne__(self, other: object) -> Tensor:  # type: ignore[override]
        return ops.compare("!=", self, other)

    def __lt__(self, other: Any) -> Tensor:
        return ops.compare("<", self, other)

    def __le__(self, other: Any) -> Tensor:
        return ops.compare("<=", self, other)

    def __gt__(self, other: Any) -> Tensor:
        return ops.compare(">", self, other)

    def __ge__(self, other: Any) -> Tensor:
        return ops.compare(">=", self, other)

    def abs(self) -> Tensor:
        """`ops.abs`."""
        return ops.abs(self)

    def exp(self) -> Tensor:
        """`ops.exp`."""
        return ops.exp(self)

    def log(self) -> Tensor:
        """`ops.log`."""
        return ops.log(self)

    def sqrt(self) -> Tensor:
        """`ops.sqrt`."""
        return ops.sqrt(self)

    def clip(self, low: Any = None, high: Any = None) -> Tensor:
        """`ops.clip`."""
        return ops.clip(self, low, high)

    def sum(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """`ops.sum`."""
        return ops.sum(self, axis, keepdims)

    def mean(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """`ops.mean`."""
        return ops.mean(self, axis, keepdims)

    def var(self, axis: Axis = None, keepdims: bool = False, correction: float = 0) -> Tensor:
        """`ops.var`."""
        return ops.var(self, axis, keepdims, correction)

    def max(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """`ops.max`."""
        return ops.max(self, axis, keepdims)

    def min(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """`ops.min`."""
        return ops.min(self, axis, keepdims)

    def argmax(self, axis: int | None = None) -> Tensor:
        """`ops.argmax`."""
        return ops.argmax(self, axis)

    def argmin(self, axis: int | None = None) -> Tensor:
        """`ops.argmin`."""
        return ops.argmin(self, axis)

    def reshape(self, *shape: Any) -> Tensor:
        """`ops.reshape`."""
        return ops.reshape(self, shape[0] if len(shape) == 1 else shape)

    def transpose(self, *axes: Any) -> Tensor:
        """`ops.transpose`."""
        return ops.transpose(self, axes[0] if len(axes) == 1 else axes or None)

    def astype(self, dtype: Any) -> Tensor:
        """`ops.astype`."""
        return ops.astype(self, dtype)


Value = TypeVar("Value", bound=Tensor | Array)  # what a function of one Tensor takes and returns
Operand = TypeVar("Operand")


def tracked(x: object) -> bool:
    """Whether an operation on `x` will be asked for its gradient: an operand of which this is so needs `saved`."""
    return isinstance(x, Tensor) and x._requires_grad


def record(
    operation: str,
    value: Any,
    first: tuple[Operand, Gradient | None],
    *others: tuple[object, Gradient | None],
    saved: Sequence[object] = (),
) -> Operand:
    """Make an operation differentiable: its value, its operands as the caller passed them, their gradient functions.

    A gradient function takes the gradient of `value` (same shape and dtype; it must not write to it: it may be a
    read-only view) and returns that of its operand: in the operand's shape, or in one that the operand was broadcast
    to or is broadcast from; as a new array, the one it got or a view, never one that it keeps. None in place of a
    function: no gradient flows there. `saved`: the operands or arrays whose values the functions read. If they are
    changed before backward, it raises: any write through a Tensor is noticed, a raw NumPy write in arrays up to
    4 KiB always, in larger ones where it meets a sample of about 64 elements.

    No Tensor among the operands: `value` itself. Otherwise a Tensor; it remembers only operands that require a
    gradient, and nothing under no_grad.
    """
    tensors: list[Tensor] = []
    edges: list[tuple[Node | Tensor, Gradient]] = []
    for operand, gradient in (first, *others):
        if isinstance(operand, Tensor):
            tensors.append(operand)
            if operand._rebased != operand._memory.rebased:
                check_history(operation, operand)
            if operand._requires_grad and gradient is not None:
                edges.append((operand if operand._node is None else operand._node, gradient))
    if not tensors:
        return value
    data: Array = value if type(value) is np.ndarray else np.asarray(value)
    result: Any = object.__new__(Tensor)  # a checker takes the result to be what the first operand is
    result._data = data
    result._grad = None
    shares = _sharing(data, tensors)
    result._memory = memory = Memory() if shares is None else shares._memory
    result._rebased = memory.rebased
    result._requires_grad = False
    result._node = None
    if edges and grad_enabled():
        result._requires_grad = True
        result._node = Node(operation, data, edges, _saved(saved, (result, *tensors)) if saved else ())
        if shares is not None and shares._requires_grad and shares._node is None:
            memory.leaf = True
    return result


def _sharing(data: Array, tensors: Sequence[Tensor]) -> Tensor | None:
    """The Tensor of whose memory this array is, if any."""
    owner = data.base
    for tensor in tensors:
        other = tensor._data
        if other is data or other.base is data or (owner is not None and (other is owner or other.base is owner)):
            return tensor
    return None


def _saved(saved: Sequence[object], tensors: Sequence[Tensor]) -> list[Saved]:
    found = []
    for x in saved:
        owner = x if isinstance(x, Tensor) else _sharing(x, tensors) if isinstance(x, np.ndarray) else None
        memory = None if owner is None else owner._memory
        data = x._data if isinstance(x, Tensor) else x
        if isinstance(data, np.ndarray):  # what is not an array, such as a list, was copied into one
            found.append(Saved(data, memory, memory.version if memory else 0, fingerprint(data)))
    return found


from . import ops  # noqa: E402  the operations import this module
