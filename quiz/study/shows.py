"""What cards may set of the engine's demonstrations (`shows:`), for the check of decks. Loads no NumPy."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from quiz.decks.lint import Demonstrations, Misfit
from quiz.engine.demonstrations import Demonstration, ParameterError, demonstrations


def misfit(demonstration: Demonstration, parameters: Mapping[str, Any]) -> Misfit | None:
    """Why the demonstration does not take these parameters; None where it does."""
    try:
        demonstration.settings(parameters)
    except ParameterError as error:
        return Misfit(error.message, error.values, error.parameter)
    return None


ALL: Demonstrations = {name: partial(misfit, one) for name, one in demonstrations().items()}
