"""From the arguments to one command: only the module and the parser of the command called are made."""

from __future__ import annotations

import os
import sys
from importlib import import_module

from quiz.cli import console
from quiz.language import Words, preferred
from quiz.model.errors import QuizError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = ("study", "due", "search", "stats", "add", "draft", "import", "export", "check", "decks", "doctor")
MODULES = {"import": "import_"}  # where a command's name is a word of Python
ENDED_BY_INTERRUPT = 130  # 128 + SIGINT, as shells count
ENDED_BY_PIPE = 141  # 128 + SIGPIPE


def main(arguments: Sequence[str]) -> int:
    """Run one command and return the exit code: 0 done, 1 the answer is no, 2 wrong usage, 3 busy or newer."""
    console.prepare()
    words = Words(preferred())
    try:
        code = _run(list(arguments), words)
        if sys.stdout is not None:
            sys.stdout.flush()
    except QuizError as error:
        code = _tell(words(error.message, **error.values), error.code)
    except KeyboardInterrupt:
        code = ENDED_BY_INTERRUPT
    except BrokenPipeError:
        code = ENDED_BY_PIPE
    except SystemExit as stop:  # after `--help`
        code = stop.code if isinstance(stop.code, int) else 0
    except Exception as error:
        from quiz.cli.usage import fault

        known = fault(error)
        if known is None:
            raise
        code = _tell(words(known.message, **known.values), known.code)
    return _closed(code)


def _run(arguments: list[str], words: Words) -> int:
    name, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if not name:
        return _app()
    if name in ("-h", "--help"):
        from quiz.cli.usage import overview

        console.say("\n".join(overview(words)))
        return 0
    if name in ("-V", "--version"):
        from quiz import __version__

        console.say(f"quiz {__version__}")
        return 0
    if name not in COMMANDS:
        from quiz.cli.usage import unknown

        raise unknown(name, COMMANDS)
    command = import_module(f"quiz.cli.commands.{MODULES.get(name, name)}")
    return int(command.main(rest, words))


def _app() -> int:
    from quiz.cli.commands.study import open_app

    return open_app(start="home")


def _tell(sentence: str, code: int) -> int:
    """Say what went wrong, in one line that names the program."""
    try:
        console.complain(f"quiz: {sentence}")
    except OSError:  # standard error is gone too
        return code
    return code


def _closed(code: int) -> int:
    """Flush for the last time here: what fails at the interpreter's end would be printed as a traceback."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        return code or ENDED_BY_PIPE
    return code
