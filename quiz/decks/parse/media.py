"""The pictures that a card shows: names inside the deck's folder, nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from quiz.decks.parse.blocks import Prose
from quiz.decks.parse.problem import Report
from quiz.decks.spans import pictures


def collect(proses: Sequence[Prose], report: Report) -> tuple[str, ...]:
    """The pictures' files in order of first appearance, relative to the deck's folder, with "/" between folders."""
    found: dict[str, None] = {}
    for prose in proses:
        for picture in pictures(prose.text):
            place = prose.place(picture.start)
            if not picture.file:
                report.error(*place, "this picture names no file")
            elif picture.spaced:
                report.error(
                    *place, "a picture's file with spaces stands in angle brackets: <{file}>", file=picture.file
                )
            elif name := inside(picture.file):
                found[name] = None
            else:
                report.error(
                    *place, "a picture must be a file in the deck's folder, with a relative name, not {file}",
                    file=picture.file,
                )  # fmt: skip
    return tuple(found)


def inside(file: str) -> str:
    """The name of a picture, %-escapes resolved, relative to the deck's folder; "" where it leads out of it."""
    from posixpath import normpath
    from urllib.parse import unquote

    name = unquote(file)
    if name.startswith("/") or any(c in name for c in "\\:\0\n"):
        return ""
    name = normpath(name)
    return "" if name in (".", "..") or name.startswith("../") else name
