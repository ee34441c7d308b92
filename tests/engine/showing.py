"""What a demonstration shows, taken apart for tests."""

from __future__ import annotations

from typing import Any

from quiz.engine.demonstrations import Curve, Picture, Steps, Table, Text, demonstrations


def table(name: str, **given: Any) -> Table:
    """The first table that a demonstration shows."""
    value = demonstrations()[name].show(**given)
    parts = value.parts if isinstance(value, Steps) else (value,)
    return next(part for part in parts if isinstance(part, Table))


def curve(name: str, **given: Any) -> Curve:
    value = demonstrations()[name].show(**given)
    parts = value.parts if isinstance(value, Steps) else (value,)
    return next(part for part in parts if isinstance(part, Curve))


def pictures(name: str, **given: Any) -> list[Any]:
    """The arrays of the pictures that a demonstration shows."""
    value = demonstrations()[name].show(**given)
    assert isinstance(value, Steps)
    return [part.array for part in value.parts if isinstance(part, Picture)]


def cells(shown: Table, column: int) -> list[Any]:
    return [row[column] for row in shown.rows]


def in_english(label: object) -> str:
    return label.en if isinstance(label, Text) else str(label)
