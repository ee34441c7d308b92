"""Writes in place: recorded through a Tensor, noticed behind its back, refused where they would make history untrue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from quiz.engine import EngineError, Tensor, no_grad, ops


def leaf(data: Any = (1.0, 2.0, 3.0)) -> Tensor:
    return Tensor(np.array(data, float), requires_grad=True)


def grad(x: Tensor) -> Any:
    assert x.grad is not None
    return x.grad.data.tolist()


def test_results_may_be_changed_in_place() -> None:
    x, w = leaf(), leaf()
    y = x * 2
    same, memory = y, y.data
    y += w
    y -= 1
    y *= 3
    y /= 2
    assert y is same
    assert y.data is memory
    assert y.data.tolist() == [3, 7.5, 12]
    y.sum().backward()
    assert (grad(x), grad(w)) == ([3, 3, 3], [1.5, 1.5, 1.5])


def test_a_plain_tensor_becomes_a_result_when_one_is_added_to_it() -> None:
    x, total = leaf(), Tensor(0.0)
    for part in x:
        total += part * part
    assert total.requires_grad
    total.backward()
    assert grad(x) == [2, 4, 6]


def test_assignment_is_recorded() -> None:
    x, v = leaf(), leaf([5])
    y = x * 2
    y[1] = v * 3
    y[2:] = 7
    y[np.array([True, False, False])] = -1.0
    assert y.data.tolist() == [-1, 15, 7]
    (y * y).sum().backward()
    assert (grad(x), grad(v)) == ([0, 0, 0], [90])
    buffer = Tensor(np.zeros((2, 3)))
    buffer[0] = x
    buffer[1, [0, 2]] = x[:2]
    (buffer * [[1, 2, 3], [4, 5, 6]]).sum().backward()
    assert grad(x) == [1 + 4, 2 + 6, 3]


@pytest.mark.parametrize("index", [0, (0, 1), slice(1, None), (slice(None), 0), ([0, 1], [1, 1]), ...])
def test_an_element_may_be_changed_in_place(index: Any) -> None:
    x = leaf([[1, 2], [3, 4]])
    y = x * 2
    y[index] *= 3
    y[index] += 1
    plain = x.data * 2
    plain[index] *= 3
    plain[index] += 1
    assert y.data.tolist() == plain.tolist()
    y.sum().backward()
    slopes = np.full((2, 2), 2.0)
    slopes[index] *= 3
    assert grad(x) == slopes.tolist()


def test_the_gradient_that_was_asked_for_is_that_of_the_last_value() -> None:
    x = leaf()
    y = x * 2
    y.retain_grad()
    y *= 5
    y.sum().backward()
    assert (grad(y), grad(x)) == ([1, 1, 1], [10, 10, 10])


def test_a_leaf_may_be_changed_under_no_grad_only() -> None:
    w = leaf()
    writes: list[Callable[[], object]] = [
        lambda: w.__iadd__(1),
        lambda: w.__setitem__(0, 1.0),
        lambda: w[1:].__imul__(2),
        lambda: w.reshape(3, 1).__setitem__(0, 1.0),
    ]
    for write in writes:
        with pytest.raises(EngineError, match=r"a leaf that requires a gradient.*under no_grad only"):
            write()
    assert w.data.tolist() == [1, 2, 3]
    with no_grad():
        w -= 1
        w[0] = 9
        w[1:] *= 2
    assert w.data.tolist() == [9, 2, 4]
    assert w.requires_grad
    assert w.is_leaf
    (w * w).sum().backward()
    assert grad(w) == [18, 4, 8]


READERS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "mul": lambda x, w: x * w,
    "div": lambda x, w: x / w,
    "pow": lambda x, w: x**w,
    "matmul": lambda x, w: x @ w,
    "log": lambda x, w: w.log(),
    "abs": lambda x, w: abs(w),
    "maximum": ops.maximum,
    "max": lambda x, w: w.max(axis=0),
}


@pytest.mark.parametrize("size", [3, 100_000])
@pytest.mark.parametrize("name", READERS)
def test_a_saved_operand_that_was_changed_is_noticed(name: str, size: int) -> None:
    def write(w: Tensor) -> None:
        w[size - 1] = 4.0

    def add(w: Tensor) -> None:
        w += 1

    def view(w: Tensor) -> None:
        part = w[1:2]
        part *= 7

    def data(w: Tensor) -> None:
        w.data += 1

    def raw(w: Tensor) -> None:
        w.data[:] = w.data * 1.5

    def detached(w: Tensor) -> None:
        cut = w.detach()
        cut[0] = 5.0

    for change in (write, add, view, data, raw, detached):
        x, w = leaf(np.linspace(1, 2, size)), leaf(np.linspace(1, 2, size))
        y = READERS[name](x, w)
        with no_grad():
            change(w)
        with pytest.raises(EngineError, match=rf"backward of {name}: an array of shape \({size},\) .* changed"):
            y.sum().backward()
        assert x.grad is None
        assert w.grad is None


def test_a_saved_result_that_was_changed_is_noticed() -> None:
    for act in (Tensor.exp, Tensor.sqrt):
        x = leaf()
        y = act(x)
        y += 1
        with pytest.raises(EngineError, match="changed in place"):
            y.sum().backward()
        z = act(x)
        z.data[0] = 3
        with pytest.raises(EngineError, match="changed in place"):
            z.sum().backward()


def test_a_changed_index_is_noticed() -> None:
    x, index = leaf(), np.array([0, 0, 1])
    y = x[index]
    index[0] = 2
    with pytest.raises(EngineError, match="backward of index"):
        y.sum().backward()


def test_what_no_gradient_reads_may_be_changed() -> None:
    x, w = leaf(), Tensor([2.0, 2.0, 2.0])
    y = x * w + x
    with no_grad():
        x -= 1  # an optimiser's step: the gradient of x reads w only
    y.sum().backward()
    assert grad(x) == [3, 3, 3]
    a, b = leaf(), leaf()
    z = (a + b - 1).sum()
    with no_grad():
        a *= 0
    z.backward()
    assert grad(b) == [1, 1, 1]
    c = leaf()
    z = (c * c).sum()
    c.data = np.zeros(3)  # another array: the one that was saved is as it was
    z.backward()
    assert grad(c) == [2, 4, 6]


def test_a_view_of_what_was_changed_since_is_refused() -> None:
    x = leaf()
    y = x * 2
    part = y[:2]
    y *= 3
    with pytest.raises(EngineError, match=r"mul: an operand of shape \(2,\) shares memory .* changed in place since"):
        part * 2
    with pytest.raises(EngineError, match="backward: an operand"):
        part.backward([1, 1])
    y = x * 2
    part = y[:2]
    part *= 3
    with pytest.raises(EngineError, match=r"sum: an operand of shape \(3,\)"):
        y.sum()
    with pytest.raises(EngineError, match=r"assign: an operand of shape \(3,\)"):
        y[2] = 0.0
    assert y.data.tolist() == [6, 12, 6]
    with no_grad():
        assert y.sum().item() == 24  # values are as they are
    part.sum().backward()
    assert grad(x) == [6, 6, 0]


def test_what_was_detached_may_be_used_whatever_happens_to_the_rest() -> None:
    y = leaf() * 2
    seen = y.detach()
    y += 1
    assert (seen * 1).data.tolist() == [3, 5, 7]


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda y: y.__iadd__(np.ones((2, 3))), r"\+=: other: got a result of shape \(2, 3\); takes .* \(3,\)"),
        (lambda y: y.__imul__(np.ones(2)), r"mul: operands: got shape \(3,\)"),
        (lambda y: Tensor([1, 2]).__iadd__(0.5), r"\+=: other: got dtype float64; takes what fits into int64"),
        (lambda y: Tensor(np.broadcast_to(1.0, 3)).__iadd__(1), r"\+=: self: got a read-only array"),
        (lambda y: y.__setitem__(0, [1.0, 2.0]), r"assign: value: got shape \(2,\); takes what broadcasts to \(\)"),
        (lambda y: y.__setitem__(5, 1.0), r"assign: index: got 5; takes an index into shape \(3,\)"),
        (lambda y: y.__setitem__("a", 1.0), "assign: index: got 'a'"),
        (lambda y: y.__setitem__(0, "a"), "assign: value: got dtype <U1"),
        (lambda y: Tensor([1, 2]).__setitem__(0, 0.5), "assign: value: got dtype float64; takes what fits into int64"),
        (lambda y: Tensor(np.broadcast_to(1.0, 3)).__setitem__(0, 1), "assign: self: got a read-only array"),
    ],
)
def test_writes_that_do_not_fit(act: Callable[[Tensor], object], message: str) -> None:
    y = leaf() * 2
    with pytest.raises(EngineError, match=message):
        act(y)
    assert y.data.tolist() == [2, 4, 6]
    y.sum().backward()  # the refused write left its history whole


def test_a_narrower_tensor_stays_so_in_place() -> None:
    x = Tensor(np.ones(2, np.float32), requires_grad=True)
    y = x * 2
    y += np.ones(2)
    assert str(y.dtype) == "float32"
    y.sum().backward()
    assert grad(x) == [2, 2]
