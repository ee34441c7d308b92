"""The tape: which operation made a value, from what, and the walk back over it (reverse-mode differentiation).

A `Node` is one recorded operation. It keeps its inputs that need a gradient, each with the function that turns the
gradient of the output into the gradient of that input. `backward` walks from the result to the leaves, an operation
only after everything that used its output, and multiplies by the chain rule on the way.

Source: Baydin et al., "Automatic Differentiation in Machine Learning: a Survey" (2018), section 3.2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, Self, TypeVar
from weakref import ref

import numpy as np

from .errors import EngineError, bad

if TYPE_CHECKING:
    from .history import History

Array = np.ndarray[Any, np.dtype[Any]]
Gradient = Callable[[Array], Array]
P = ParamSpec("P")
R = TypeVar("R")

_no_grad_depth: ContextVar[int] = ContextVar("no_grad_depth", default=0)


class no_grad:
    """Within it nothing is recorded: results do not require a gradient, and less memory is held.

    `with no_grad(): …`, or a decorator: `@no_grad()` or `@no_grad`. It nests, and holds for the thread (or the
    asynchronous task) that entered it only. It does not switch dropout or batch norm to evaluation.
    """

    def __new__(cls, function: Callable[..., Any] | None = None) -> Self:
        self = super().__new__(cls)
        return self if function is None else self(function)  # type: ignore[return-value]  # `@no_grad` without brackets

    def __enter__(self) -> None:
        _no_grad_depth.set(_no_grad_depth.get() + 1)

    def __exit__(self, *_: object) -> None:
        _no_grad_depth.set(_no_grad_depth.get() - 1)

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        code = getattr(function, "__code__", None)
        if code is not None and code.co_flags & 0x2A0:  # a generator, a coroutine, an asynchronous generator
            raise bad("no_grad", "function", f"{function.__qualname__}, which yields or awaits", "a plain function")

        @wraps(function)
        def without(*args: P.args, **kwargs: P.kwargs) -> R:
            with self:
                return function(*args, **kwargs)

        return without


def grad_enabled() -> bool:
    """Whether operations are recorded here and now."""
    return not _no_grad_depth.get()


class Memory:
    """What Tensors that share memory know together: how often it was written, and by whom."""

    __slots__ = ("leaf", "rebased", "version")

    def __init__(self) -> None:
        self.version = 0  # writes through a Tensor
        self.rebased = 0  # those among them that were recorded: the other Tensors' histories no longer tell the truth
        self.leaf = False  # whether a view of a leaf that requires a gradient was taken


class Saved(NamedTuple):
    """An array that a gradient function will read, and what it looked like in the forward pass."""

    array: Array
    memory: Memory | None
    version: int
    print: bytes

    @property
    def changed(self) -> bool:
        if self.memory is not None and self.memory.version != self.version:
            return True
        return fingerprint(self.array) != self.print


class Node:
    """One recorded operation: its inputs that need a gradient, each with its gradient function."""

    __slots__ = ("dtype", "inputs", "operation", "retained", "saved", "shape")

    def __init__(
        self, operation: str, value: Array, inputs: Sequence[tuple[Node | History, Gradient]], saved: Sequence[Saved]
    ) -> None:
        self.operation = operation
        self.shape = value.shape
        self.dtype = value.dtype
        self.inputs: Sequence[tuple[Node | History, Gradient]] | None = inputs  # None once backward has used them
        self.saved: Sequence[Saved] = saved
        self.retained: ref[History] | None = None  # the Tensor that asked for this gradient with retain_grad()


WHOLE = 4096  # bytes up to which a fingerprint is the array itself
SAMPLES = 64  # elements that stand for a larger array
LONG = 4096  # terms up to which BLAS's own sum of float32 is exact enough


def fingerprint(array: Array) -> bytes:
    """The bytes of a small array, of a large one about 64 elements at an odd distance, so that no column is missed."""
    if array.nbytes <= WHOLE:
        return array.tobytes()
    if not array.flags.c_contiguous:
        array = array.T
    if array.flags.c_contiguous:
        return array.reshape(-1)[:: array.size // SAMPLES | 1].tobytes()
    each = round(SAMPLES ** (1 / array.ndim)) + 1
    return array[tuple(slice(None, None, -(-size // each)) for size in array.shape)].tobytes()


def total(a: Array, axes: tuple[int, ...], keepdims: bool = False) -> Any:
    """The sum over some axes. float32 is added up in float64 where NumPy would add one after the other.

    NumPy adds in pairs, whose rounding errors hardly grow, only along the last axis. Over ten thousand rows its error
    is 4e-6 of the sum.
    """
    if a.dtype != np.float32:
        return a.sum(axis=axes, keepdims=keepdims)
    last = a.ndim
    while a.flags.c_contiguous and last - 1 in axes:
        last -= 1
    inner = tuple(range(last, a.ndim))  # these lie one after the other in memory
    if len(inner) == len(axes):
        return a.sum(axis=axes, keepdims=keepdims)
    rows = a.sum(axis=inner, keepdims=True) if inner else a
    return rows.sum(axis=axes, keepdims=keepdims, dtype=np.float64).astype(a.dtype)


def added_at(shape: tuple[int, ...], index: Any, gradient: Array) -> Array:
    """Zeros of a shape, and the gradient added where the index says, as often as it does: float32 in float64."""
    result = np.zeros(shape, np.float64)
    np.add.at(result, index, gradient.astype(np.float64, copy=False))
    return result.astype(gradient.dtype, copy=False)


def product(a: Array, b: Array) -> Array:
    """a @ b, where long sums of float32 are cut: BLAS adds some hundred terms at a time one after the other.

    Its error passes 1e-6 of the sum of absolute values beyond some ten thousand terms; the parts are added in float64.
    """
    k = a.shape[-1]
    if k <= LONG or a.dtype != np.float32 or b.dtype != np.float32:
        value: Array = np.matmul(a, b)
        return value
    cuts = [slice(start, start + LONG) for start in range(0, k, LONG)]
    parts = (np.matmul(a[..., cut], b[cut] if b.ndim == 1 else b[..., cut, :]) for cut in cuts)
    long: Array = np.asarray(next(parts), np.float64)
    for part in parts:
        long = long + part
    return long.astype(np.float32)


def unbroadcast(gradient: Array, shape: tuple[int, ...]) -> Array:
    """The gradient of an operand of this shape that was broadcast: summed over the axes along which it was repeated.

    A gradient smaller than the operand is repeated instead. Raises ValueError if neither fits.
    """
    if gradient.shape == shape:
        return gradient
    if gradient.ndim > len(shape):
        gradient = np.asarray(total(gradient, tuple(range(gradient.ndim - len(shape)))))
    gradient = gradient.reshape((1,) * (len(shape) - gradient.ndim) + gradient.shape)
    ones = tuple(axis for axis, size in enumerate(shape) if size == 1 != gradient.shape[axis])
    return np.broadcast_to(total(gradient, ones, keepdims=True) if ones else gradient, shape)


def backward(root: Node, gradient: Array, retain_graph: bool = False) -> dict[History, Array]:
    """The gradient of every leaf below `root`, in arrays of their own, given the gradient of `root`.

    Nothing is changed if an array that is needed was changed, or if the graph was used before.
    """
    uses = _uses(root)
    gradients: dict[Node, Array] = {root: gradient}
    leaves: dict[History, Array] = {}
    ready = [root]
    while ready:
        node = ready.pop()
        g = gradients.pop(node)
        if node.retained is not None and (tensor := node.retained()) is not None:
            tensor._accumulate(g.copy())
        for source, function in node.inputs or ():
            part = _fitted(function(g), source, node.operation)
            if not isinstance(source, Node):
                known = leaves.get(source)
                leaves[source] = _own(part, g) if known is None else np.add(known, part, out=known)
                continue
            known = gradients.get(source)  # never written to: it may be the gradient of other nodes too
            gradients[source] = part if known is None else np.asarray(known + part)
            uses[source] -= 1
            if not uses[source]:
                ready.append(source)
        if not retain_graph:
            node.inputs, node.saved = None, ()
    return leaves


def _own(part: Array, g: Array) -> Array:
    """`part` itself, or a copy if it is g, or a view of g or of something that cannot be written to."""
    base = part.base
    if part is g or (base is not None and (base is g or base is g.base or not part.flags.writeable)):
        return part.copy()
    return part


def _uses(root: Node) -> dict[Node, int]:
    """How often each node below `root` was used by the others. Raises EngineError for what backward cannot use."""
    uses: dict[Node, int] = {}
    stack = [root]
    while stack:
        node = stack.pop()
        if node.inputs is None:
            raise EngineError(
                f"backward: the graph of {node.operation} was freed by an earlier backward; "
                "call that one with retain_graph=True, or compute the result again"
            )
        for saved in node.saved:
            if saved.changed:
                raise EngineError(
                    f"backward of {node.operation}: an array of shape {saved.array.shape} that it needs was changed "
                    "in place after the forward pass; change a copy, or change it after backward"
                )
        for source, _ in node.inputs:
            if isinstance(source, Node):
                if source not in uses:
                    uses[source] = 0
                    stack.append(source)
                uses[source] += 1
    return uses


def _fitted(gradient: Array, source: Node | History, operation: str) -> Array:
    """The gradient in the shape and dtype of what it belongs to."""
    if type(gradient) is not np.ndarray:
        gradient = np.asarray(gradient)
    if gradient.shape != source.shape:
        try:
            gradient = unbroadcast(gradient, source.shape)
        except ValueError:
            raise bad(f"backward of {operation}", "gradient", f"shape {gradient.shape}", f"{source.shape}") from None
    return gradient if gradient.dtype == source.dtype else gradient.astype(source.dtype)
