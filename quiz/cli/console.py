"""Lines in and out: UTF-8 whatever the locale says, and never a control sequence from outside text."""

from __future__ import annotations

import sys

from quiz.model.text import clean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def prepare() -> None:
    """Make the three standard streams speak UTF-8; what cannot be written or read becomes a question mark."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def say(text: str = "") -> None:
    """Print a line."""
    print(clean(text))


def complain(text: str) -> None:
    """Print a line on standard error."""
    print(clean(text), file=sys.stderr)


def say_json(value: object) -> None:
    """Print a value as JSON, its texts cleaned."""
    import json

    print(json.dumps(_cleaned(value), ensure_ascii=False, indent=2))


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(str(key)): _cleaned(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_cleaned(item) for item in value]
    return value


def ask(prompt: str) -> str | None:
    """Print `prompt` and return the line that comes back, cleaned; None at the end of input."""
    if sys.stdin is None:
        return None
    if sys.stdout is not None:
        sys.stdout.write(clean(prompt))
        sys.stdout.flush()
    line = sys.stdin.readline()
    if sys.stdout is not None and not (sys.stdin.isatty() and line):
        sys.stdout.write("\n")  # nobody's Enter has ended the line
    return clean(line).rstrip("\n") if line else None


def own_id(card: str) -> str | None:
    """A card's id; None for a provisional one, which stands in no file and changes with the card's text."""
    return None if card.startswith("~") else card


def interactive() -> bool:
    """Whether a person sits at all ends: Textual draws on standard error."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def in_language(texts: Mapping[str, str], language: str) -> str:
    """The text in `language`, else the one that serves all, else any; "" where there is none."""
    return texts.get(language) or texts.get("") or next(iter(texts.values()), "")
