"""Small experiments that show what is true, for a card's `shows:` or on their own.

>>> from quiz.engine.demonstrations import demonstrations
>>> demonstrations()["outlier-share"].show(errors=[1, 1, 1, 10])
Table(…)

Each is pure: the same parameters give the same frozen value, computed by the engine. To name them loads no NumPy; a
demonstration's own module is imported when it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping

from quiz.engine.demonstrations.catalogue import ALL, Demonstration
from quiz.engine.demonstrations.parameters import MESSAGES, Choice, Number, Parameter, ParameterError, Several, Whole
from quiz.engine.demonstrations.values import (
    Cell,
    Curve,
    Label,
    Picture,
    Steps,
    Table,
    Text,
    Value,
    in_language,
)

__all__ = [
    "MESSAGES",
    "Cell",
    "Choice",
    "Curve",
    "Demonstration",
    "Label",
    "Number",
    "Parameter",
    "ParameterError",
    "Picture",
    "Several",
    "Steps",
    "Table",
    "Text",
    "Value",
    "Whole",
    "demonstrations",
    "in_language",
]


def demonstrations() -> Mapping[str, Demonstration]:
    """Every demonstration by name."""
    return ALL
