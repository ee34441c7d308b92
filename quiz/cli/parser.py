"""One command's arguments: argparse, in the user's language and by terminal cells."""

from __future__ import annotations

import argparse

from quiz.model.errors import QuizError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

    from quiz.language import Words

# What argparse itself says and asks gettext for; our catalogue answers instead.
ARGPARSE = (
    "usage: ",
    "positional arguments",
    "options",
    "argument %(argument_name)s: %(message)s",
    "expected one argument",
    "ignored explicit argument %r",
    "not allowed with argument %s",
    "the following arguments are required: %s",
    "unrecognized arguments: %s",
)


class Formatter(argparse.HelpFormatter):
    """Help wrapped by terminal cells."""

    screen = 80

    def __init__(self, prog: str) -> None:
        # argparse makes a formatter for each argument added, and would import shutil to find out the width.
        super().__init__(prog, max_help_position=26, width=max(self.screen - 2, 30))

    def _split_lines(self, text: str, width: int) -> list[str]:
        from quiz.cli.wrapping import wrap

        return wrap(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        from quiz.cli.wrapping import wrap

        lines = [line for paragraph in text.split("\n") for line in wrap(paragraph, width - len(indent)) or [""]]
        return "\n".join((indent + line).rstrip() for line in lines)


class Parser(argparse.ArgumentParser):
    """The parser of one command. A wrong argument raises QuizError."""

    def __init__(self, prog: str, description: str, words: Words) -> None:
        # argparse looks its texts up by these two names of its module; where a version has others, it speaks English.
        vars(argparse).update(_=words, ngettext=lambda one, many, n: words(one if n == 1 else many))
        super().__init__(
            prog=prog, description=description, formatter_class=Formatter, add_help=False, allow_abbrev=False
        )
        self.words = words
        self.add_argument("-h", "--help", action="help", help=words("show this help and stop"))

    def add_json(self, group: argparse._ActionsContainer | None = None) -> None:
        """Add `--json`, the same in every command that reports; to a `group` of options that exclude one another."""
        (group or self).add_argument("--json", action="store_true", help=self.words("write JSON, for other programs"))

    def add_decks(self) -> None:
        """Add `DECK…`, the same wherever decks are chosen."""
        self.add_argument(
            "decks",
            nargs="*",
            metavar="DECK",
            help=self.words("only these decks, by id, title or folder (default: all)"),
        )

    def format_help(self) -> str:
        from quiz.cli.wrapping import screen_width

        Formatter.screen = screen_width()
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        raise QuizError("{problem} (see `{command} --help`)", command=self.prog, problem=message)


def positive(words: Words) -> Callable[[str], int]:
    """The type of an argument that is a whole number above zero."""

    def convert(text: str) -> int:
        if text.isdecimal() and int(text[:10]) > 0:
            return int(text[:10])
        raise argparse.ArgumentTypeError(words("{text} is not a whole number above zero", text=repr(text)))

    return convert


def near(name: str, known: list[str]) -> str:
    """The one of `known` that `name` most likely means; "" where none is near."""
    from difflib import get_close_matches

    lower = {item.lower(): item for item in known}
    found = get_close_matches(name.lower(), lower, n=1, cutoff=0.6)
    return lower[found[0]] if found else ""
