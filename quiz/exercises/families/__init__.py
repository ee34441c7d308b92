"""The families that come with the program, a folder for each topic, a file for each family.

A topic's `ROWS` name its families without importing them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A family in the catalogue: what can be known of it before its module, which needs NumPy, is imported."""

    name: str
    module: str
    levels: tuple[int, ...] = (1, 2, 3)
    settings: tuple[str, ...] = ()
