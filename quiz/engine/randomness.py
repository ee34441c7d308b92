"""Random numbers come from an `rng` that the caller gives, so that a result can be had again."""

from __future__ import annotations

import numpy as np

from quiz.engine.errors import bad


def generator(operation: str, rng: object) -> np.random.Generator:
    """`rng` itself. Raises EngineError for what is not a numpy.random.Generator, such as a seed."""
    if not isinstance(rng, np.random.Generator):
        raise bad(operation, "rng", f"a {type(rng).__name__}", "a numpy.random.Generator: default_rng(0), say")
    return rng
