"""What the engine says of input that it cannot take."""

from __future__ import annotations


class EngineError(ValueError):
    """A mistake in what an operation was given, in one sentence."""


def bad(operation: str, argument: str, got: object, takes: str) -> EngineError:
    """The error for one argument: which operation, which argument, what it got, what it takes."""
    return EngineError(f"{operation}: {argument}: got {got}; takes {takes}")
