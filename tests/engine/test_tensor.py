"""The Tensor: accumulation, leaves, no_grad, detach, long chains, and what backward refuses."""

from __future__ import annotations

import copy
import pickle
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from quiz.engine import EngineError, Tensor, grad_enabled, no_grad
from quiz.engine.tensor import Array, array, floats, record


def leaf(data: Any = (1.0, 2.0, 3.0)) -> Tensor:
    return Tensor(np.array(data, float), requires_grad=True)


def grad(x: Tensor) -> Any:
    assert x.grad is not None
    return x.grad.data.tolist()


# What it is


def test_it_holds_an_array_without_copying_it() -> None:
    a = np.array([[1.0, 2.0], [3.0, 4.0]])
    x = Tensor(a)
    assert x.data is a
    assert x.numpy() is a
    assert (x.shape, x.ndim, x.size, str(x.dtype), len(x)) == ((2, 2), 2, 4, "float64", 2)
    assert (x.requires_grad, x.is_leaf, x.grad, x.operation) == (False, True, None, "")
    assert [row.data.tolist() for row in x] == [[1, 2], [3, 4]]
    assert np.asarray(x).tolist() == a.tolist()
    assert np.asarray(x, np.float32).dtype == np.float32
    assert Tensor(x).data is a


def test_one_element_is_a_number() -> None:
    assert Tensor([2.5]).item() == float(Tensor(2.5)) == 2.5
    assert int(Tensor(3)) == 3
    assert bool(Tensor(0.0)) is False
    for act in (Tensor.item, float, bool, int):
        with pytest.raises(EngineError, match=r"item: self: got shape \(2,\)"):
            act(Tensor([1.0, 2.0]))
    with pytest.raises(EngineError, match="len: self: got a Tensor without axes"):
        len(Tensor(1.0))


def test_its_text_tells_values_and_history() -> None:
    assert repr(Tensor([1.0, 2.0])) == "Tensor([1., 2.])"
    assert repr(leaf([1])) == "Tensor([1.], requires_grad=True)"
    assert repr(leaf([1]) * 2) == "Tensor([2.], operation='mul')"
    assert repr(Tensor(np.ones((2, 1), np.float32))) == "Tensor([[1.],\n        [1.]], dtype=float32)"


def test_only_floats_have_a_gradient() -> None:
    for data in ([1, 2], [True], np.ones(2, np.uint8)):
        with pytest.raises(EngineError, match=r"Tensor: requires_grad: got True with dtype \w+; takes float32"):
            Tensor(data, requires_grad=True)
        with pytest.raises(EngineError, match="requires_grad"):
            Tensor(data).requires_grad = True
    for refused in (np.ones(2, np.float16), np.ones(2, np.longdouble), [1j], ["a"], None, [[1.0], [1.0, 2.0]]):
        with pytest.raises(EngineError, match="Tensor: data"):
            Tensor(refused)
    with pytest.raises(EngineError, match="sequence of Tensors"):
        Tensor([leaf(), leaf()])


def test_the_data_may_be_replaced_by_what_fits() -> None:
    x = leaf()
    x.data = np.zeros(3)
    assert x.data.tolist() == [0, 0, 0]
    with pytest.raises(EngineError, match=r"Tensor: data: got shape \(2,\)"):
        x.data = np.zeros(2)
    with pytest.raises(EngineError, match="Tensor: data: got dtype int64"):
        x.data = np.zeros(3, int)


def test_the_gradient_may_be_set_to_what_fits() -> None:
    x = Tensor(np.ones(2, np.float32), requires_grad=True)
    x.grad = np.array([1.0, 2.0])
    (x * 2).sum().backward()
    assert grad(x) == [3, 4]
    x.grad = None
    with pytest.raises(EngineError, match=r"Tensor: grad: got shape \(3,\) of float32"):
        x.grad = np.ones(3)
    with pytest.raises(EngineError, match="of float64"):
        x.grad = Tensor([1.0, 2.0])


def test_arrays_and_floats() -> None:
    x = leaf()
    assert array(x) is x.data
    assert array([1, 2]).dtype.kind == "i"
    assert floats([1, 2]).dtype == floats(np.ones(1, bool)).dtype == np.float64
    assert floats(np.ones(1, np.float32)).dtype == np.float32


def test_it_can_be_copied_and_pickled_as_a_leaf() -> None:
    x = leaf()
    (x * x).sum().backward()
    for y in (copy.deepcopy(x), pickle.loads(pickle.dumps(x))):
        assert y.requires_grad
        assert (y.data.tolist(), grad(y)) == (x.data.tolist(), grad(x))
        y.data[0] = 9
        assert x.data[0] == 1


# Gradients


def test_gradients_add_up_until_they_are_cleared() -> None:
    x = leaf()
    (x * 2).sum().backward()
    first = x.grad
    (x * 3).sum().backward()
    assert grad(x) == [5, 5, 5]
    assert x.grad is first  # the same Tensor, as in PyTorch
    assert first is not None
    assert not first.requires_grad
    x.zero_grad()
    assert x.grad is None
    (x * 3).sum().backward()
    assert grad(x) == [3, 3, 3]


def test_gradients_never_share_memory() -> None:
    x, y = leaf(), leaf()
    weights = np.ones(3)
    (x + y).backward(weights)
    (x + y.reshape(3)).backward(weights)
    x.sum().backward()
    assert (grad(x), grad(y), weights.tolist()) == ([3, 3, 3], [2, 2, 2], [1, 1, 1])


def test_a_tensor_that_is_used_often_gets_the_sum() -> None:
    x = leaf([3])
    y = x * x
    z = y * y + y + x
    z.backward()
    assert grad(x) == [4 * 27 + 6 + 1]
    w = leaf([2])
    (w + w + w + w * w * w).backward()
    assert grad(w) == [3 + 12]


def test_backward_of_a_leaf_and_of_an_array_with_a_gradient() -> None:
    x = leaf([1])
    x.backward()
    assert grad(x) == [1]
    y = leaf()
    (y * y).backward([1, 10, 100])
    assert grad(y) == [2, 40, 600]
    z = Tensor(np.ones(2, np.float32), requires_grad=True)
    (z * 2).backward(Tensor([1.0, 2.0]))
    assert z.grad is not None
    assert str(z.grad.dtype) == "float32"


def test_only_leaves_keep_their_gradient_unless_asked() -> None:
    x = leaf()
    y = x * 2
    z = y * 3
    y.retain_grad()
    x.retain_grad()
    z.retain_grad()
    z.sum().backward()
    assert (grad(x), grad(y), grad(z)) == ([6, 6, 6], [3, 3, 3], [1, 1, 1])
    quiet = x * 2
    quiet.sum().backward()
    assert quiet.grad is None
    assert not quiet.is_leaf
    with pytest.raises(EngineError, match="retain_grad: self"):
        Tensor([1.0]).retain_grad()


def test_only_what_requires_a_gradient_gets_one() -> None:
    x, y = leaf(), Tensor([1.0, 2.0, 3.0])
    asked: list[Array] = []

    def ask(g: Array) -> Array:
        asked.append(g)
        return g

    z: Any = record("double", x.data * 2, (x, lambda g: g * 2), (y, ask))
    z.sum().backward()
    assert asked == []
    assert y.grad is None
    assert (y * 2).requires_grad is False
    x.requires_grad = False
    assert (x * y).requires_grad is False
    with pytest.raises(EngineError, match="requires_grad: got False on a result of mul"):
        (leaf() * 2).requires_grad = False


def test_detach_stops_the_gradient_and_shares_the_memory() -> None:
    x = leaf()
    y = x * 2
    cut = y.detach()
    assert cut.data is y.data
    assert (cut.requires_grad, cut.is_leaf) == (False, True)
    (y * cut).sum().backward()
    assert grad(x) == [4, 8, 12]


def test_a_second_backward_needs_the_graph() -> None:
    x = leaf()
    y = (x * x).sum()
    y.backward(retain_graph=True)
    y.backward()
    assert grad(x) == [4, 8, 12]
    with pytest.raises(EngineError, match=r"the graph of sum was freed by an earlier backward.*retain_graph=True"):
        y.backward()
    shared = x * x
    shared.sum().backward()
    with pytest.raises(EngineError, match="the graph of mul was freed"):
        (shared * 2).sum().backward()
    assert grad(x) == [6, 12, 18]  # what failed has added nothing


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: leaf().backward(), r"backward: gradient: got None for shape \(3,\)"),
        (lambda: (leaf() * 2).backward(), r"backward: gradient: got None for shape \(3,\)"),
        (lambda: (leaf() * 2).backward(np.ones(2)), r"backward: gradient: got shape \(2,\); takes .* \(3,\)"),
        (lambda: leaf().sum().backward([1.0]), r"backward: gradient: got shape \(1,\); takes .* \(\)"),
        (lambda: Tensor([1.0]).backward(), "backward: self: got a Tensor that requires no gradient"),
        (lambda: (leaf() * 2).sum().backward("1"), "backward: gradient: got dtype <U1"),
    ],
)
def test_backward_refuses(act: Callable[[], None], message: str) -> None:
    with pytest.raises(EngineError, match=message):
        act()


def test_a_gradient_function_that_is_wrong_is_named() -> None:
    x = leaf()
    y = record("odd", x.data * 2, (x, lambda g: np.ones(2)))
    with pytest.raises(EngineError, match=r"backward of odd: gradient: got shape \(2,\); takes \(3,\)"):
        y.sum().backward()


def test_record_sums_what_was_broadcast_and_repeats_what_was_reduced() -> None:
    x = leaf(np.ones((2, 1)))
    record("wide", np.ones((3, 2, 4)), (x, lambda g: g * 2)).sum().backward()
    assert grad(x) == [[24], [24]]
    y = leaf(np.ones((2, 3)))
    record("narrow", np.ones(3), (y, lambda g: g)).backward([1, 2, 3])
    assert grad(y) == [[1, 2, 3], [1, 2, 3]]
    assert record("plain", np.ones(2), ([1, 2], None)).tolist() == [1, 1]  # type: ignore[attr-defined]


# no_grad


def test_no_grad_records_nothing() -> None:
    x = leaf()
    with no_grad():
        assert not grad_enabled()
        y = x * 2
        with no_grad():
            assert not (x * 2).requires_grad
        assert not (x * 2).requires_grad  # still inside the outer one
    assert grad_enabled()
    assert (y.requires_grad, y.is_leaf) == (False, True)
    assert (x * 2).requires_grad
    with pytest.raises(RuntimeError, match="within"), no_grad():
        raise RuntimeError("within")
    assert grad_enabled()


def test_no_grad_decorates() -> None:
    @no_grad()
    def predict(x: Tensor, by: float = 2) -> Tensor:
        """Twice."""
        return x * by

    bare: Any = no_grad(lambda x: predict(x, by=3))  # `@no_grad` without brackets
    assert not predict(leaf()).requires_grad
    assert not bare(leaf()).requires_grad
    assert (predict.__name__, predict.__doc__) == ("predict", "Twice.")
    assert grad_enabled()

    def numbers() -> Iterator[int]:
        yield 1

    with pytest.raises(EngineError, match=r"no_grad: function: got .*numbers"):
        no_grad()(numbers)


def test_no_grad_holds_for_its_thread_alone() -> None:
    inside, seen = threading.Barrier(2), []

    def look() -> None:
        inside.wait()
        seen.append(((leaf() * 2).requires_grad, grad_enabled()))
        inside.wait()

    thread = threading.Thread(target=look)
    thread.start()
    with no_grad():
        inside.wait()
        inside.wait()
        assert not grad_enabled()
    thread.join()
    assert seen == [(True, True)]


def test_one_decorated_function_in_many_threads() -> None:
    barrier = threading.Barrier(4)

    @no_grad()
    def predict(x: Tensor) -> bool:
        barrier.wait()
        return (x * 2).requires_grad

    def work(_: int) -> tuple[bool, bool]:
        return predict(leaf()), grad_enabled()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(8))) == [(False, True)] * 8


# Long chains


def test_ten_thousand_operations_in_a_chain() -> None:
    x = leaf([1])
    y = x
    for _ in range(10_000):
        y = y + 1
    y.backward()
    assert (y.item(), grad(x)) == (10_001, [1])


def test_a_wide_graph_of_diamonds_takes_one_step_an_operation() -> None:
    x = leaf([1])
    y = x
    for _ in range(60):  # 2⁶⁰ paths
        y = y + y
    y.backward()
    assert grad(x) == [2.0**60]


@pytest.mark.parametrize("through", ["add", "mul", "index"])
def test_a_long_chain_is_thrown_away_without_recursion(through: str) -> None:
    steps: dict[str, Callable[[Tensor], Tensor]] = {
        "add": lambda y: y + 1,
        "mul": lambda y: y * 1.0,
        "index": lambda y: y[:],
    }

    def build() -> None:
        y = leaf()
        for _ in range(20_000):
            y = steps[through](y)
        del y
        done.append(through)

    done: list[str] = []
    size = threading.stack_size(256 * 1024)  # so that recursion would overflow it for certain
    try:
        thread = threading.Thread(target=build)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(size)
    assert done == [through]


def test_no_cycle_keeps_a_graph_alive() -> None:
    import gc
    import weakref

    gc.disable()
    try:
        x = leaf()
        y = (x.exp() * x + x[0]).sum()
        y.retain_grad()
        watch = weakref.ref(y)
        del y
        assert watch() is None
    finally:
        gc.enable()
