"""What exercises draw, as lines of text: every number told, nothing by shape or colour alone."""

from __future__ import annotations

from quiz.cli.columns import table
from quiz.engine.demonstrations.values import Cell, Curve, Picture, Table, Value, in_language
from quiz.model.text import one_line

_POINTS = 12  # of a curve
_WIDEST = 16  # columns of a picture whose numbers are told


def drawn(value: Value | None, language: str) -> list[str]:
    """The lines of a drawing; none where there is none."""
    if value is None:
        return []
    if isinstance(value, Table):
        rows = [value.columns, *value.rows]
        return [*table([[shown(cell, language) for cell in row] for row in rows]), *_note(value.note, language)]
    if isinstance(value, Curve):
        return _curve(value, language)
    if isinstance(value, Picture):
        return _picture(value, language)
    return [line for part in value.parts for line in drawn(part, language)]


def shown(cell: Cell, language: str) -> str:
    """One cell: numbers with six digits that tell."""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, int | float):
        return f"{cell:.6g}" if isinstance(cell, float) else str(cell)
    return one_line(in_language(cell, language))


def _curve(curve: Curve, language: str) -> list[str]:
    """A curve as points of it, the first and the last among them."""
    count = len(curve.x)
    places = sorted({round(i * (count - 1) / max(1, _POINTS - 1)) for i in range(min(count, _POINTS))})
    head = [in_language(label, language) for label in (curve.x_axis, *curve.labels)]
    rows = [[shown(float(values[place]), language) for values in (curve.x, *curve.series)] for place in places]
    return [one_line(in_language(curve.y_axis, language)), *table([head, *rows]), *_note(curve.note, language)]


def _picture(picture: Picture, language: str) -> list[str]:
    """The caption, and the numbers of a small picture: a colour is red/green/blue."""
    array = picture.array
    lines = _note(picture.caption, language)
    if array.shape[1] > _WIDEST:
        return [*lines, " × ".join(map(str, array.shape))]
    rows = [
        ["/".join(map(str, cell)) if isinstance(cell, list) else shown(cell, language) for cell in row]
        for row in array.tolist()
    ]
    return [*lines, *table(rows, right=range(array.shape[1]))]


def _note(label: object, language: str) -> list[str]:
    text = one_line(in_language(label, language)) if label else ""  # type: ignore[arg-type]
    return [text] if text else []
