"""The families that come with the program, a folder for each topic, a file for each family.

A topic's `ROWS` name its families without importing them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """A family in the catalogue: what can be known of it before its module, which needs NumPy, is imported.

    `settings` are what a deck may narrow, with all allowed values.
    """

    name: str
    module: str
    levels: tuple[int, ...] = (1, 2, 3)
    settings: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
