"""A reference engine for neural networks in NumPy: arrays that know their gradients, and what one trains with them.

>>> from quiz.engine import Tensor, no_grad, functional as F, optim, shapes, losses, image, data

Each name is loaded when it is first asked for: to list the demonstrations, or to count sizes, NumPy is not needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import EngineError

if TYPE_CHECKING:
    from . import (
        data,
        demonstrations,
        functional,
        gradcheck,
        image,
        init,
        layers,
        losses,
        metrics,
        ops,
        optim,
        shapes,
        video,
    )
    from .tensor import Tensor, grad_enabled, no_grad

__all__ = [
    "EngineError",
    "Tensor",
    "data",
    "demonstrations",
    "functional",
    "grad_enabled",
    "gradcheck",
    "image",
    "init",
    "layers",
    "losses",
    "metrics",
    "no_grad",
    "ops",
    "optim",
    "shapes",
    "video",
]

if not TYPE_CHECKING:  # a checker knows the modules by the import above; this would make it believe any name

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        if name in ("Tensor", "grad_enabled", "no_grad"):
            return globals().setdefault(name, getattr(import_module(f"{__name__}.tensor"), name))
        return import_module(f"{__name__}.{name}")

    def __dir__() -> list[str]:
        return __all__
