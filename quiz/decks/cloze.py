"""Clozes: `{{label::text}}` and `{{label::text :: hint}}`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quiz.decks.spans import Ranges, find_outside, formulas, within

_TOKEN = re.compile(r"\\[\\{}]|\{\{([A-Za-z0-9-]+)::|[{}]")
_BRACE = re.compile(r"\\([{}])")
_NEAR = re.compile(r"\{\{([^{}\n]{1,40}?)::")
_LABEL = re.compile(r"[A-Za-z0-9-]+")
_HINT = " :: "


@dataclass(frozen=True, slots=True)
class Blank:
    """One cloze, as offsets into the text: from `start` to `end`, what it hides between `inner` and `stop`."""

    label: str
    start: int
    inner: int
    stop: int
    end: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at an offset: a template and its values."""

    offset: int
    message: str
    values: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a cloze card's text; `label` is empty outside clozes."""

    text: str
    label: str = ""
    hint: str = ""


def scan(text: str) -> tuple[list[Blank], list[Fault]]:
    """All clozes of a text, code included, and what is wrong with them. A cloze ends where its braces balance."""
    blanks: list[Blank] = []
    faults: list[Fault] = []
    label, start, inner, depth, skip = "", 0, 0, 0, 0
    for match in _TOKEN.finditer(text):
        at, token = match.start(), match.group()
        if at < skip or token[0] == "\\":
            continue
        if not depth:
            if match.group(1):
                label, start, inner, depth = match.group(1), at, match.end(), 2
        elif match.group(1):
            faults.append(Fault(at, "a cloze must not stand within a cloze"))
            depth += 2
        elif token == "{":
            depth += 1
        elif depth > 2:
            depth -= 1
        elif text.startswith("}}", at):
            if not text[inner:at].strip():
                faults.append(Fault(start, "the cloze {label} hides nothing", (("label", label),)))
            blanks.append(Blank(label, start, inner, at, at + 2))
            depth, skip = 0, at + 2
        else:
            faults.append(Fault(at, "a lone brace in a cloze is written \\{{ or \\}} ({label})", (("label", label),)))
            depth = 0
    if depth:
        faults.append(Fault(start, "the cloze {label} is never closed", (("label", label),)))
    return blanks, faults


def near_misses(text: str) -> list[tuple[int, str]]:
    """What looks like a cloze, but has a label that is none, and so is text: offset and label."""
    return [(m.start(), m.group(1)) for m in _NEAR.finditer(text) if not _LABEL.fullmatch(m.group(1))]


def segments(text: str) -> list[Segment]:
    """A cloze card's text in stretches, in and between the clozes; `\\{` and `\\}` have become lone braces."""
    maths = formulas(text)
    blanks, _ = scan(text)
    found, done = [], 0
    for blank in blanks:
        if blank.start > done:
            found.append(Segment(_braces(text, done, blank.start, maths)))
        hidden = text[blank.inner : blank.stop]
        at = _hint(hidden)
        stop = blank.stop if at < 0 else blank.inner + at
        hint = "" if at < 0 else _braces(text, stop + len(_HINT), blank.stop, maths).strip()
        found.append(Segment(_braces(text, blank.inner, stop, maths), blank.label, hint))
        done = blank.end
    if done < len(text):
        found.append(Segment(_braces(text, done, len(text), maths)))
    return found


def _hint(hidden: str) -> int:
    """Where " :: " sets off the hint: the last one outside code; -1 where there is none."""
    at = find_outside(hidden, _HINT, last=True) if _HINT in hidden else -1
    return at if at > 0 and hidden[:at].strip() else -1


def _braces(text: str, begin: int, end: int, maths: Ranges) -> str:
    """Escaped braces made lone ones, but in formulas, where LaTeX reads them."""
    piece = text[begin:end]
    if "\\" not in piece:
        return piece
    return _BRACE.sub(lambda m: m.group() if within(maths, begin + m.start()) else m.group(1), piece)
