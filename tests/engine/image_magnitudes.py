"""How large the terms are that convolution and pooling add up: what the rounding of their results is measured by."""

from __future__ import annotations

import numpy as np

from quiz.engine import functional as F
from tests.engine.cases import Case, Outcome, run


def magnitude(case: Case) -> Outcome:
    """The same operation on absolute values, in float64; a maximum only adds up gradients."""
    operands = {name: a.astype(np.float64) for name, a in case.operands.items()}
    if "max" not in case.operation:
        operands = {name: np.abs(a) for name, a in operands.items()}
    gradient = np.abs(case.gradient.astype(np.float64))
    outcome = run(getattr(F, case.operation), Case(case.operation, operands, case.arguments, gradient, case.plain))
    return Outcome(np.abs(outcome.value), outcome.gradients)
