"""Curves plotted in characters: braille in colour, else a mark for each series."""

from __future__ import annotations

from rich.cells import cell_len

from quiz.engine.demonstrations.values import Curve, Table, Text
from quiz.study.drawing.scales import Scale, drawable, scale
from quiz.study.drawing.spans import Line, Span, cut, joined, label, pad, toned, width_of, wrap
from quiz.study.drawing.tables import table

MARKS = "ox+*#@%&"  # one cell wide in every terminal, which ● and ▲ are not
_COLOURS = 4
_WIDEST = 100  # cells of a plot
_TOLD = 12  # points that are told, and those where a series is smallest and largest
# The bit of each dot of a braille character, [row][column].
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_LOG = Text("log scale", "로그 눈금")
_LOST = Text("{lost} of {all} points cannot be drawn", "점 {all}개 중 {lost}개는 그릴 수 없어요")

Dots = dict[tuple[int, int], dict[int, int]]  # (row, column) of a cell → series → bits of its dots


def curve(value: Curve, language: str, width: int, colour: bool) -> list[Line]:
    """The plot with its axes, the legend and the note."""
    width = min(width, _WIDEST)
    title = label(value.y_axis, language)
    if value.log:
        title = f"{title} ({label(_LOG, language)})"
    height = max(8, min(16, width // 5))
    ys = [number for series in value.series for number in series]
    y = scale(ys, max(4, height // 3), log=value.log, outward=True)
    names = [cut(name, width // 2) for name in y.labels()] if y else []
    gutter = max(map(cell_len, names), default=0)
    columns = width - gutter - 2
    x = scale(value.x, max(2, columns // 12))
    lines = toned(title, "muted", width)
    if x is not None and y is not None:
        braille = colour and len(value.series) <= _COLOURS
        dots = _traced(value, x, y, height, columns, braille)
        at = {round((1 - (y.place(tick) or 0)) * (height - 1)): name for tick, name in zip(y.ticks, names, strict=True)}
        for row, spans in enumerate(_shown(dots, len(value.series), height, columns, braille, colour)):
            axis = pad(at.get(row, ""), gutter, right=True) + (" ┤" if row in at else " │")
            lines.append(joined([(axis, "muted"), *spans]))
        lines += _below(x, gutter, columns)
    below = label(value.x_axis, language)
    lines += [((" " * ((width - cell_len(text)) // 2) + text, "muted"),) for text in wrap(below, width)]
    return [*lines, *_legend(value, language, width, colour), *toned(label(value.note, language), "muted", width)]


def points(value: Curve, language: str, width: int) -> list[Line]:
    """A curve as a table of some of its points: the ends and the extremes are among them."""
    count = len(value.x)
    places = {round(i * (count - 1) / max(1, _TOLD - 1)) for i in range(min(count, _TOLD))}
    for series in value.series:
        kept = [i for i, number in enumerate(series) if drawable(number, False)]
        if kept:
            places |= {min(kept, key=series.__getitem__), max(kept, key=series.__getitem__)}
    rows = tuple((value.x[i], *(series[i] for series in value.series)) for i in sorted(places))
    told = Table((value.x_axis, *value.labels), rows, value.note)
    return [*toned(label(value.y_axis, language), "muted", width), *table(told, language, width, rule=False)]


def _traced(value: Curve, x: Scale, y: Scale, height: int, columns: int, braille: bool) -> Dots:
    """The cells that each series goes through. What cannot be drawn leaves a gap."""
    across, down = (2, 4) if braille else (1, 1)
    wide, tall = columns * across - 1, height * down - 1
    dots: Dots = {}
    for number, series in enumerate(value.series):
        last: tuple[int, int] | None = None
        for abscissa, ordinate in zip(value.x, series, strict=True):
            right, up = x.place(abscissa), y.place(ordinate)
            if right is None or up is None:
                last = None
                continue
            at = round((1 - up) * tall), round(right * wide)
            start = last or at
            steps = max(1, abs(at[0] - start[0]), abs(at[1] - start[1]))
            for step in range(steps + 1):
                row, column = (a + round((b - a) * step / steps) for a, b in zip(start, at, strict=True))
                bits = dots.setdefault((row // down, column // across), {})
                bits[number] = bits.get(number, 0) | _DOTS[row % down][column % across]
            last = at
    return dots


def _shown(dots: Dots, count: int, height: int, columns: int, braille: bool, colour: bool) -> list[list[Span]]:
    """The rows of the plot. Where series run in the same cells, they take turns to be seen."""
    marked = _marked(dots, count) if braille and count > 1 else {}
    rows: list[list[Span]] = []
    for row in range(height):
        spans: list[Span] = []
        for column in range(columns):
            here = dots.get((row, column))
            if not here:
                spans.append((" ", ""))
                continue
            series = marked.get((row, column), sorted(here)[column % len(here)])
            text = MARKS[series % len(MARKS)]
            if braille and (row, column) not in marked:
                bits = 0
                for each in here.values():
                    bits |= each
                text = chr(0x2800 | bits)
            spans.append((text, _tone(series) if colour else ""))
        rows.append(spans)
    return rows


def _marked(dots: Dots, count: int) -> dict[tuple[int, int], int]:
    """Three cells of each series that bear its mark, so that it is not told by colour alone."""
    marked: dict[tuple[int, int], int] = {}
    for series in range(count):
        cells = sorted((place for place, here in dots.items() if series in here), key=lambda place: place[1])
        for third in range(3):
            if cells:
                marked[cells[int((third + (series + 1) / (count + 1)) / 3 * len(cells))]] = series
    return marked


def _below(x: Scale, gutter: int, columns: int) -> list[Line]:
    """The x axis with its ticks and their labels, those left out that would run into each other."""
    axis = ["─"] * columns
    texts: list[str] = []
    end = 0  # of the labels so far
    for tick, name in zip(x.ticks, x.labels(), strict=True):
        column = round((x.place(tick) or 0) * (columns - 1))
        start = min(gutter + 2 + column - cell_len(name) // 2, gutter + 2 + columns - cell_len(name))
        if start >= end + bool(texts) and start >= 0:
            texts.append(" " * (start - end) + name)
            end = start + cell_len(name)
            axis[column] = "┬"
    below = [(("".join(texts), "muted"),)] if texts else []
    return [((" " * gutter + " └" + "".join(axis), "muted"),), *below]


def _tone(series: int) -> str:
    return f"series-{series % _COLOURS + 1}"


def _legend(value: Curve, language: str, width: int, colour: bool) -> list[Line]:
    """The series with their marks, and how many of their points are not there."""
    lines: list[Line] = []
    line: list[Span] = []
    alone = len(value.series) == 1
    for number, (name, series) in enumerate(zip(value.labels, value.series, strict=True)):
        text = label(name, language)
        lost = sum(not (drawable(a, False) and drawable(b, value.log)) for a, b in zip(value.x, series, strict=True))
        if lost:
            told = label(_LOST.filled(lost=lost, all=len(series)), language)
            text = f"{text} ({told})" if text else told
        elif alone and text in ("", label(value.y_axis, language)):
            continue
        entry = text if alone and colour else f"{MARKS[number % len(MARKS)]} {text}".rstrip()
        tone = _tone(number) if colour else ""
        if line and width_of(joined(line)) + 3 + cell_len(entry) <= width:
            line += [("   ", ""), (entry, tone)]
            continue
        if line:
            lines.append(joined(line))
        *folded, (line_,) = toned(entry, tone, width)
        lines += folded
        line = [line_]
    return [*lines, joined(line)] if line else lines
