"""Writing deck files: whole or not at all, and never over somebody else's change."""

from __future__ import annotations

import os
import stat
import tempfile
from dataclasses import dataclass

from quiz.decks.parse.reading import Unreadable, decode, read_bytes
from quiz.model.errors import QuizError
from quiz.model.text import one_line


@dataclass(frozen=True, slots=True)
class Original:
    """A deck file as it was read: its text with line ends and byte order mark, and its bytes to compare with."""

    path: str
    text: str
    data: bytes | None  # None: there was no file

    @property
    def newline(self) -> str:
        """The line end of the file: that of its first line, "\\n" for a file without one."""
        at = self.text.find("\n")
        if at < 0:
            return "\r" if "\r" in self.text else "\n"
        return "\r\n" if self.text[at - 1 : at] == "\r" else "\n"


def load(path: str, *, missing: bool = False) -> Original:
    """Read a file that is going to be changed; with `missing` there need not be one. Raises QuizError."""
    if missing and not os.path.lexists(path):
        return Original(path, "", None)
    try:
        data = read_bytes(path)
        return Original(path, decode(data, path), data)
    except Unreadable as error:
        problem = error.problem
        raise QuizError("{place}: " + problem.message, place=problem.place, **problem.values) from None


def save(original: Original, text: str) -> None:
    """Put `text` in the place of the original, keeping its mode; folders are made as needed.

    Written to a file beside it, flushed to the disk, then renamed. Raises QuizError where that cannot be done, and
    where the file has changed since it was read; the original is then untouched.
    """
    path = os.path.realpath(original.path)
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        _replace(path, text.encode("utf-8"), original)
    except OSError as error:
        reason = one_line(error.strerror or str(error))
        raise QuizError(
            "{path} cannot be written ({reason}); nothing was changed", path=one_line(original.path), reason=reason
        ) from None


def remove(original: Original) -> None:
    """Delete the file that was read, and the link that led to it. Raises QuizError where that cannot be done, and where
    the file has changed since."""
    path = os.path.realpath(original.path)
    try:
        if _now(path) != original.data:
            raise _changed(original)
        os.unlink(path)
        if os.path.lexists(original.path):
            os.unlink(original.path)
        _flush_folder(os.path.dirname(path))
    except OSError as error:
        reason = one_line(error.strerror or str(error))
        raise QuizError(
            "{path} cannot be removed ({reason}); nothing was changed", path=one_line(original.path), reason=reason
        ) from None


def _changed(original: Original) -> QuizError:
    return QuizError("{path} was changed by another program just now; try again", path=one_line(original.path))


def _replace(path: str, data: bytes, original: Original) -> None:
    mode = 0o644
    if original.data is not None:
        os.close(os.open(path, os.O_RDWR))  # a file that says read-only stays as it is
        mode = stat.S_IMODE(os.stat(path).st_mode)
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".quiz-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.chmod(temporary, mode)
            os.fsync(file.fileno())
        if _now(path) != original.data:
            raise _changed(original)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    _flush_folder(os.path.dirname(path))


def _now(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _flush_folder(folder: str) -> None:
    """Make the renaming itself lasting, where the system lets a folder be opened for that."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
