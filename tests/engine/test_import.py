"""What `import quiz.engine` loads, and the names it gives."""

from __future__ import annotations

import subprocess
import sys

import pytest

import quiz.engine


def loaded(code: str, before: str = "numpy, __future__, weakref") -> set[str]:
    """The modules that the code loads after those `before`."""
    prepare = f"import sys, functools, typing, {before}; before = set(sys.modules); "
    run = subprocess.run(
        [sys.executable, "-c", f"{prepare}{code}; print(*set(sys.modules) - before)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(run.stdout.split())


CORE = ["history", "ops", "ops.elementwise", "ops.products", "ops.reductions", "ops.shaping", "tape", "tensor"]


def test_the_engine_loads_nothing_but_its_errors_until_a_name_is_asked_for() -> None:
    assert loaded("import quiz.engine", "__future__") == {"quiz", "quiz.engine", "quiz.engine.errors"}


def test_the_tensor_loads_only_its_core() -> None:
    own = {"quiz", "quiz.engine", "quiz.engine.errors", *(f"quiz.engine.{name}" for name in CORE)}
    assert loaded("from quiz.engine import Tensor, no_grad") == own


def test_a_module_is_loaded_when_it_is_named() -> None:
    assert "quiz.engine.losses" in loaded("import quiz.engine; quiz.engine.losses.mse")
    assert "quiz.engine.optim" in loaded("from quiz.engine import Tensor, no_grad, functional as F, optim")


@pytest.mark.parametrize("first", ["ops", "tape", "history", "tensor", "ops.reductions", "gradcheck"])
def test_any_part_may_be_imported_first(first: str) -> None:
    assert f"quiz.engine.{first}" in loaded(f"import quiz.engine.{first}")


def test_every_name_is_there() -> None:
    assert dir(quiz.engine) == sorted(quiz.engine.__all__)
    for name in quiz.engine.__all__:
        assert getattr(quiz.engine, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'conv2d'"):
        quiz.engine.conv2d  # type: ignore[attr-defined]  # noqa: B018
