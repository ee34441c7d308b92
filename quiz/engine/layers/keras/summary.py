"""A model's layers as a table, in the form that `keras.Model.summary` prints in 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

# The width of each column's text.
WIDTHS = (31, 22, 13)


def table(name: str, rows: Iterable[Sequence[str]], trainable: int, frozen: int, itemsize: int) -> str:
    """The table: a row is a layer's name with its kind, its output shape, its number of parameters."""
    lines = [f'Model: "{name}"', _rule("┏┳┓", "━"), _cells(("Layer (type)", "Output Shape", "Param #"), "┃")]
    for number, row in enumerate(rows):
        lines.append(_rule("├┼┤", "─") if number else _rule("┡╇┩", "━"))
        lines.append(_row(row))
    lines.append(_rule("└┴┘", "─"))
    for label, count in (("Total", trainable + frozen), ("Trainable", trainable), ("Non-trainable", frozen)):
        lines.append(f" {label} params: {count:,} ({_bytes(count * itemsize)})")
    return "\n".join(lines)


def _row(row: Sequence[str]) -> str:
    """A layer's lines: what is too wide for its column goes on in the next line, a word that is too wide is cut off."""
    wrapped = [
        [
            line if len(line) <= width else line[: width - 1] + "…"
            for line in textwrap.wrap(text, width, break_long_words=False)
        ]
        for text, width in zip(row, WIDTHS, strict=True)
    ]
    height = max(map(len, wrapped))
    return "\n".join(
        _cells([part[line] if line < len(part) else "" for part in wrapped], "│") for line in range(height)
    )


def _cells(texts: Sequence[str], edge: str) -> str:
    name, shape, count = texts
    return edge + edge.join((f" {name:<{WIDTHS[0]}} ", f" {shape:<{WIDTHS[1]}} ", f" {count:>{WIDTHS[2]}} ")) + edge


def _rule(ends: str, line: str) -> str:
    return ends[0] + ends[1].join(line * (width + 2) for width in WIDTHS) + ends[2]


def _bytes(count: int) -> str:
    power = next((power for power in range(4) if count < 1024 ** (power + 1)), 3)
    return f"{count / 1024**power:.2f} {('B', 'KB', 'MB', 'GB')[power]}"
