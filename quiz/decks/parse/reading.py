"""Deck files from the disk. Whatever is wrong with a file is a problem with a sentence, never an exception."""

from __future__ import annotations

import os
import stat

from quiz.decks.lines import split
from quiz.decks.parse.deck import Deck, parse
from quiz.decks.parse.problem import Problem, shown
from quiz.model.text import one_line

MAX_BYTES = 16 * 1024 * 1024


class Unreadable(Exception):
    """A file that cannot be read as text; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read(path: str, *, default_id: str, default_language: str = "") -> Deck:
    """The deck in a file. A file that cannot be read makes a deck without cards and with one problem."""
    try:
        text = read_text(path)
    except Unreadable as error:
        return Deck(default_id, language=default_language, problems=(error.problem,))
    return parse(text, path, default_id=default_id, default_language=default_language)


def read_text(path: str) -> str:
    """The text of a deck file, line ends and byte order mark as they are. Raises Unreadable.

    A file above MAX_BYTES is not read, nor is anything but a regular file (a pipe would never end).
    """
    return decode(read_bytes(path), path)


def read_bytes(path: str) -> bytes:
    """The bytes of a deck file. Raises Unreadable."""
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise Unreadable(_problem(path, "this is a folder, not a deck file"))
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable(_problem(path, "this is not a regular file"))
        if status.st_size > MAX_BYTES:
            raise Unreadable(_too_big(path, status.st_size))
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise Unreadable(_problem(path, "there is no such file")) from None
    except PermissionError:
        raise Unreadable(_problem(path, "the file may not be read; change its permissions")) from None
    except (OSError, ValueError) as error:
        reason = one_line(getattr(error, "strerror", None) or str(error))
        raise Unreadable(_problem(path, "the file cannot be read: {reason}", reason=reason)) from None
    if len(data) > MAX_BYTES:
        raise Unreadable(_too_big(path, len(data)))
    return data


def decode(data: bytes, path: str) -> str:
    """The text of `data`. Raises Unreadable with the place of the first byte that is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = split(data[: error.start].decode("utf-8").removeprefix("\ufeff"))
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            problem = _problem(path, "the file is in UTF-16; save it as UTF-8")
        else:
            problem = Problem(
                path, len(before), len(before[-1]) + 1, "",
                "the file is not UTF-8: byte {byte} at offset {offset}; save it as UTF-8",
                {"byte": f"0x{data[error.start]:02x}", "offset": error.start},
            )  # fmt: skip
        raise Unreadable(problem) from None


def _too_big(path: str, size: int) -> Problem:
    return _problem(
        path, "the file is too big for a deck: {size} MiB, and {limit} MiB is the limit; split it",
        size=f"{size / 2**20:.1f}", limit=MAX_BYTES // 2**20,
    )  # fmt: skip


def _problem(path: str, message: str, **values: object) -> Problem:
    return Problem(path, 0, 0, "", message, {name: shown(value) for name, value in values.items()})
