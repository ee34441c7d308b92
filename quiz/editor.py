"""The person's own editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from shutil import which

from quiz.model.errors import QuizError

# Editors that take the line as `+12`; others are given the file alone.
_PLUS_LINE = {"vi", "vim", "nvim", "view", "nano", "emacs", "emacsclient", "micro", "joe", "kak", "mg", "ne", "pico"}
_FALLBACKS = ("notepad",) if sys.platform == "win32" else ("sensible-editor", "nano", "vim", "vi")


def command(environment: Mapping[str, str] = os.environ) -> list[str]:
    """The editor's words: `VISUAL`, else `EDITOR`, with arguments as a shell would read them, else one that is there.

    Raises QuizError where there is none, or where the quotes of the variable do not close.
    """
    for name in ("VISUAL", "EDITOR"):
        value = environment.get(name, "").strip()
        if not value:
            continue
        if os.path.isfile(value):  # a path with spaces that nobody quoted
            return [value]
        try:
            return shlex.split(value, posix=sys.platform != "win32")
        except ValueError as error:
            raise QuizError("{name} cannot be read as a command: {value}", name=name, value=value) from error
    for name in _FALLBACKS:
        found = which(name)
        if found:
            return [found]
    raise QuizError("There is no editor: set EDITOR to the command of yours.")


def edit(path: str, line: int = 0, environment: Mapping[str, str] = os.environ) -> None:
    """Open `path` in the editor, at `line` where the editor can, and wait until it is closed.

    Raises QuizError where the editor cannot be started or says that it failed.
    """
    words = command(environment)
    name = os.path.splitext(os.path.basename(words[0]))[0]
    place = [f"+{line}"] if line > 1 and name in _PLUS_LINE else []
    try:
        ended = subprocess.run([*words, *place, path], check=False).returncode
    except OSError as error:
        raise QuizError(
            "The editor {editor} could not be started ({reason}): set EDITOR to the command of yours.",
            editor=words[0],
            reason=error.strerror or str(error),
        ) from error
    if ended:
        raise QuizError("The editor {editor} ended with code {code}.", editor=words[0], code=ended)
