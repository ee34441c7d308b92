"""An array with a history: what a Tensor is before it can compute (`tensor` adds the operations).

It knows its gradient, whether it needs one, and the operation that made it; `backward`, `detach` and writes in place
are here.
"""

from __future__ import annotations

from typing import Any, Self
from weakref import ref

import numpy as np

from .errors import EngineError, bad
from .tape import Array, Memory, Node, backward, grad_enabled

DTYPES = frozenset("?bBhHiIlLqQfd")


def array(x: Any, operation: str = "array", argument: str = "x") -> Array:
    """What an operand holds: `x.data` of a Tensor, otherwise `np.asarray(x)`.

    Raises EngineError, in the name of `operation` and `argument`, for what is not an array of numbers.
    """
    if isinstance(x, History):
        return x._data
    if type(x) is not np.ndarray:
        if isinstance(x, list | tuple) and any(isinstance(part, History) and part._requires_grad for part in x):
            raise bad(operation, argument, "a sequence of Tensors, which would lose their history", "a Tensor; stack()")
        try:
            x = np.asarray(x)
        except ValueError:
            raise bad(operation, argument, "rows of different lengths", "an array of numbers") from None
    data: Array = x
    if data.dtype.char not in DTYPES:
        raise bad(operation, argument, f"dtype {data.dtype}", "float32, float64, integers or booleans")
    return data


def floats(x: Any, operation: str = "array", argument: str = "x") -> Array:
    """`array(x)`, but integers and booleans as float64: NumPy would compute exp of int8 in float16."""
    data = array(x, operation, argument)
    return data if data.dtype.kind == "f" else data.astype(np.float64)


class History:
    """The state of a Tensor: array, gradient, whether one is required, operation, and what it knows of its memory."""

    __slots__ = ("__weakref__", "_data", "_grad", "_memory", "_node", "_rebased", "_requires_grad")

    def __init__(self, data: Any, requires_grad: bool = False) -> None:
        self._data = array(data, "Tensor", "data")
        self._memory: Memory = data._memory if isinstance(data, History) else Memory()
        self._grad: Any = None
        self._node: Node | None = None
        self._rebased: int | None = None  # None: it has no history that a recorded write could make untrue
        self._requires_grad = False
        if requires_grad:
            self.requires_grad = True

    # What it is

    @property
    def data(self) -> Array:
        """The array itself. To write to it is to write behind the tape's back; assigning another one is not."""
        return self._data

    @data.setter
    def data(self, value: Any) -> None:
        value = array(value, "Tensor", "data")
        if value is self._data:  # what `x.data -= …` ends with
            self._memory.version += 1
            return
        if value.shape != self.shape:
            raise bad("Tensor", "data", f"shape {value.shape}", f"the shape that it has, {self.shape}")
        if self._requires_grad and value.dtype.kind != "f":
            raise bad("Tensor", "data", f"dtype {value.dtype}", "float32 or float64, since it requires a gradient")
        self._data, self._memory, self._rebased = value, Memory(), None

    @property
    def grad(self) -> Self | None:
        """The sum of the gradients of every `backward` since `zero_grad`; None before the first."""
        grad: Self | None = self._grad
        return grad

    @grad.setter
    def grad(self, value: Any) -> None:
        if value is not None:
            if not isinstance(value, History):
                value = type(self)(array(value, "Tensor", "grad").astype(self.dtype))
            if (value.shape, value.dtype) != (self.shape, self.dtype):
                got = f"shape {value.shape} of {value.dtype}"
                raise bad("Tensor", "grad", got, f"that of the data, {self.shape} of {self.dtype}")
        self._grad = value

    @property
    def requires_grad(self) -> bool:
        """Whether `backward` computes its gradient; may be set on leaves (to freeze one, say)."""
        return self._requires_grad

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        if value and self._data.dtype.kind != "f":
            raise bad("Tensor", "requires_grad", f"True with dtype {self._data.dtype}", "float32 or float64 for that")
        if not value and self._node is not None:
            raise bad("Tensor", "requires_grad", f"False on a result of {self._node.operation}", "a leaf; use detach()")
        self._requires_grad = bool(value)

    @property
    def is_leaf(self) -> bool:
        """Whether no recorded operation made it."""
        return self._node is None

    @property
    def operation(self) -> str:
        """The name of the operation that made it; "" for a leaf."""
        return "" if self._node is None else self._node.operation

    @property
    def shape(self) -> tuple[int, ...]:
        shape: tuple[int, ...] = self._data.shape
        return shape

    @property
    def ndim(self) -> int:
        return self._data.ndim

    @property
    def size(self) -> int:
        return self._data.size

    @property
    def dtype(self) -> np.dtype[Any]:
        return self._data.dtype

    def item(self) -> Any:
        """Its one element as a Python number. Raises EngineError for another size."""
        if self._data.size != 1:
            raise bad("item", "self", f"shape {self.shape}", "a Tensor of one element")
        return self._data.item()

    def numpy(self) -> Array:
        """The array itself, without history."""
        return self._data

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.array(self._data, dtype=dtype, copy=copy)

    def __bool__(self) -> bool:
        return bool(self.item())

    def __float__(self) -> float:
        return float(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __repr__(self) -> str:
        text = repr(self._data).replace("array(", "Tensor(", 1).replace("\n", "\n ")
        history = f"operation={self.operation!r}" if self._node else "requires_grad=True"
        return f"{text[:-1]}, {history})" if self._requires_grad else text

    # Gradients

    def backward(self, gradient: Any = None, retain_graph: bool = False) -> None:
        """Add to `.grad` of every leaf that requires one: the gradient of this Tensor's sum, weighted by `gradient`.

        `gradient` (1 for a single element) has this Tensor's shape. The graph is freed unless `retain_graph`.
        Raises EngineError for a Tensor that requires no gradient, for more than one element without `gradient`, for
        a second call, and for an array that was changed in place since; then no `.grad` changes.
        """
        if not self._requires_grad:
            raise bad("backward", "self", "a Tensor that requires no gradient", "a result of one that does")
        check_history("backward", self)
        if gradient is None:
            if self._data.size != 1:
                raise bad("backward", "gradient", f"None for shape {self.shape}", "a gradient of that shape, or a sum")
            gradient = 1
        elif array(gradient, "backward", "gradient").shape != self.shape:
            raise bad("backward", "gradient", f"shape {array(gradient).shape}", f"the Tensor's shape, {self.shape}")
        g = np.full(self.shape, array(gradient), self.dtype)
        if self._node is None:
            self._accumulate(g)
            return
        with np.errstate(all="ignore"):  # an infinite slope, such as that of sqrt at 0, is an answer
            leaves = backward(self._node, g, retain_graph)
        for leaf, part in leaves.items():
            leaf._accumulate(part)

    def _accumulate(self, part: Array) -> None:
        if self._grad is None:
            self._grad = type(self)(part)
        else:
            self._grad._data += part
            self._grad._memory.version += 1

    def zero_grad(self) -> None:
        """Forget the gradient: `.grad` is None again."""
        self._grad = None

    def retain_grad(self) -> None:
        """Keep `.grad` of this result too, which otherwise only leaves have."""
        if not self._requires_grad:
            raise bad("retain_grad", "self", "a Tensor that requires no gradient", "one that does")
        if self._node is not None:
            self._node.retained = ref(self)

    def detach(self) -> Self:
        """The same memory without history: no gradient flows through it."""
        return type(self)(self)

    # In-place writes

    def _write(self, operation: str, result: History) -> Self:
        """Put `result`, the value and history of an operation on this Tensor, in the place of its own."""
        if not np.can_cast(result.dtype, self.dtype, "same_kind"):
            raise bad(operation, "other", f"dtype {result.dtype}", f"what fits into {self.dtype} in place")
        if result.shape != self.shape:
            raise bad(operation, "other", f"a result of shape {result.shape}", f"what keeps the shape {self.shape}")
        self._check_writable(operation)
        if result._data is not self._data:
            np.copyto(self._data, result._data, "same_kind")
        self._memory.version += 1
        if result._node is not None:
            if self._node is not None:
                result._node.retained, self._node.retained = self._node.retained, None
            self._node, self._requires_grad = result._node, True
            self._memory.rebased += 1
            self._rebased = self._memory.rebased
        return self

    def _hand_over(self, whole: History) -> None:
        """Before `whole[i] = self`, the end of `whole[i] += …`: the write to this part of it was no one else's."""
        if self._rebased is not None and whole._rebased == self._rebased - 1:
            whole._rebased = self._rebased

    def _check_writable(self, operation: str) -> None:
        if self._requires_grad and grad_enabled() and (self._node is None or self._memory.leaf):
            raise bad(operation, "self", "a leaf that requires a gradient (or a view of one)", "it under no_grad only")
        if not self._data.flags.writeable:
            raise bad(operation, "self", "a read-only array", "one that may be written to")


def check_history(operation: str, x: History) -> None:
    """Raise EngineError if the memory of `x` was written by a recorded operation on another Tensor."""
    if x._rebased is not None and x._rebased != x._memory.rebased and grad_enabled():
        raise EngineError(
            f"{operation}: an operand of shape {x.shape} shares memory with a Tensor that was changed in place since, "
            "so its history no longer tells how it came about; take it anew, or change a copy"
        )
