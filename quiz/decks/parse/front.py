"""The front matter of a deck file: TOML between two lines `+++` at its beginning."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quiz.decks.grammar import field_token, is_heading
from quiz.decks.parse.problem import Report

_FENCE = "+++"
_KEY = re.compile(r"""["']([^"']*)["']\s*[=.\]]|([\w-]+)\s*[=.\]]""")


@dataclass(frozen=True, slots=True)
class Front:
    """What the front matter says; `start` is the index of the first line behind it."""

    start: int = 0
    id: str = ""
    language: str = ""
    title: dict[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    overrides: dict[str, str] = field(default_factory=dict)


def bounds(lines: Sequence[str]) -> tuple[int, int] | None:
    """Indices of the two lines `+++`; None without front matter, the same index twice where it is never closed."""
    if not lines or lines[0].rstrip() != _FENCE:
        return None
    return 0, next((index for index in range(1, len(lines)) if lines[index].rstrip() == _FENCE), 0)


def front(report: Report) -> Front:
    """Read the front matter; what is wrong with it is reported, and the cards behind it still work."""
    lines = report.source.lines
    found = bounds(lines)
    if found is None:
        return Front()
    _, end = found
    if not end:
        report.error(1, 0, "the front matter is never closed: a line +++ is missing")
        grammar = (i for i in range(1, len(lines)) if is_heading(lines[i]) or field_token(lines[i]))
        return Front(start=next(grammar, len(lines)))
    return _read(lines[1:end], end + 1, report)


def _read(lines: Sequence[str], start: int, report: Report) -> Front:
    from quiz.decks import schema

    text = "\n".join(lines)
    try:
        raw = schema.read_toml(text)
    except schema.Refused as refused:
        before = text[: refused.offset].split("\n")
        report.error(len(before) + 1, len(before[-1]), refused.message, **refused.values)
        return Front(start=start)
    model, faults = schema.front(raw)
    keys = _keys(lines) if faults else {}
    for fault in faults:
        line, index = _locate(keys, fault.where)
        report.error(line, index, fault.message, **fault.values)
    if model is None:
        return Front(start=start)
    return Front(start, model.id, model.language, model.title, model.tags, model.options, model.overrides)


def _keys(lines: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
    """Where words stand that may be keys: index of the line behind the opening one, and index within."""
    keys: dict[str, list[tuple[int, int]]] = {}
    for index, line in enumerate(lines):
        for match in _KEY.finditer(line):
            keys.setdefault(match.group(1) or match.group(2), []).append((index, match.start()))
    return keys


def _locate(keys: Mapping[str, Sequence[tuple[int, int]]], where: Sequence[str | int]) -> tuple[int, int]:
    """Line (from 1, of the file) and index of the innermost key of `where` that is found; else the top."""
    place = (0, 0)
    for part in where:
        found = keys.get(part, ()) if isinstance(part, str) else ()
        at = bisect_left(found, place)
        if at == len(found):
            break
        place = found[at]
    return place[0] + 2, place[1]
