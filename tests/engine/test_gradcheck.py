"""The gradient checker finds a wrong gradient and says where."""

from __future__ import annotations

import numpy as np
import pytest

from quiz.engine import EngineError, Tensor, gradcheck, ops
from quiz.engine.tensor import Array, Value, array, record


def wrong(x: Value, scale: Value) -> Value:
    """x · scale, whose gradient for scale is off by 1 % at one element."""
    a, b = array(x), array(scale)
    slip = np.where(np.arange(a.size) == 2, 1.01, 1)
    return record("wrong", a * b, (x, lambda g: g * b), (scale, lambda g: g * a * slip))


def test_a_wrong_gradient_is_named_with_both_figures() -> None:
    with pytest.raises(EngineError) as raised:
        gradcheck.check(wrong, np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0]))
    weight = 1 + 0.5 * np.sin(3)
    text = str(raised.value)
    assert text.startswith("gradient of wrong for scale at [2]: backward says ")
    assert f"{3 * weight * 1.01:.12g}" in text
    assert f"the central difference {3 * weight:.6f}"[:-2] in text
    with pytest.raises(EngineError, match=r"gradient of wrong for y at \[2\]"):
        gradcheck.check(lambda x, y: wrong(x, y), np.ones(3), np.ones(3))


def test_a_right_gradient_gives_the_worst_element() -> None:
    worst = gradcheck.check(ops.mul, np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]))
    assert worst.operation == "mul"
    assert worst.argument in ("x", "y")
    assert len(worst.index) == 2
    assert worst.error < 1e-9
    assert gradcheck.check(lambda t: t.exp(), 0.5 * np.ones(())).operation == "exp"


def test_inputs_of_other_kinds_are_handed_on() -> None:
    labels = np.array([2, 0])
    gradcheck.check(lambda x, i, axis: x[np.arange(2), i].sum(axis), np.ones((2, 3), np.float32), labels, None)
    gradcheck.check(lambda x, low: x.clip(low), Tensor([0.5, 2.0]), 1.0)


def test_an_argument_that_gets_no_gradient_though_it_matters_is_found() -> None:
    def half(x: Tensor, y: Tensor) -> Tensor:
        return x * y.detach()

    with pytest.raises(EngineError, match=r"gradient of half for y at \[0\]: backward says 0,"):
        gradcheck.check(half, [1.0], [2.0])


def test_what_is_not_finite_is_never_right() -> None:
    with np.errstate(all="ignore"), pytest.raises(EngineError, match="backward says inf"):
        gradcheck.check(ops.sqrt, np.zeros(1))


def test_the_inputs_are_left_as_they_were() -> None:
    x: Array = np.array([1.0, 2.0])
    t = Tensor(x, requires_grad=True)
    gradcheck.check(ops.exp, t)
    assert x.tolist() == [1, 2]
    assert t.grad is None


def test_bad_input() -> None:
    with pytest.raises(EngineError, match="gradcheck: inputs: got 1, none of floats"):
        gradcheck.check(ops.exp, np.array([1, 2]))
    with pytest.raises(EngineError, match="gradcheck: function"):
        gradcheck.check(lambda x: x.data, np.ones(2))
    with pytest.raises(EngineError, match="gradcheck: function"):
        gradcheck.check(lambda x: x.detach(), np.ones(2))
    with pytest.raises(EngineError, match="gradcheck: function: got a int"):
        gradcheck.check(3, np.ones(2))  # type: ignore[arg-type]
    with pytest.raises(EngineError, match="gradcheck: step: got 0"):
        gradcheck.check(ops.exp, np.ones(2), step=0)
    with pytest.raises(EngineError, match="gradcheck: inputs: got no elements"):
        gradcheck.check(ops.exp, np.ones(0))
