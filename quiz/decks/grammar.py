"""The words of the grammar: fields, header keys, and how a line begins."""

from __future__ import annotations

import re

FIELDS = ("Q", "A", "C", "Choices", "Order", "Match", "Wrong", "Hint", "Fix")
LISTS = ("Choices", "Order", "Match", "Wrong")  # fields made of items
HEADERS = ("tags", "source", "after", "links", "reversed", "accept", "answer", "also", "exercise", "shows")
KOREAN = {"문": "Q", "답": "A"}
LANGUAGE = r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"

_FIELD = re.compile(rf"({'|'.join((*FIELDS, *KOREAN))})(?:\.({LANGUAGE}))?:[ \t]*")
_FIRST = frozenset("QACOMWHF문답")


def field_token(line: str) -> tuple[str, str, int] | None:
    """Name, language and length of the field token that begins a line (the blanks behind it counted)."""
    if line[:1] not in _FIRST:
        return None
    match = _FIELD.match(line)
    if not match:
        return None
    name = match.group(1)
    return KOREAN.get(name, name), (match.group(2) or "").lower(), match.end()


def is_heading(line: str) -> bool:
    """Whether a line begins a card: "##", then a blank or nothing."""
    return line.startswith("##") and (len(line) == 2 or line[2] in " \t")
