"""Anki's card templates, rendered for what they show (docs.ankiweb.net, "Card Templates")."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_TAG = re.compile(r"\{\{([#^/]?)\s*([^{}]*?)\s*\}\}")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_RULE = re.compile(r"^(?:\s|<br\s*/?>)*<hr[^>]*>", re.IGNORECASE)
_CLOZE = re.compile(r"\{\{c(\d+)::(.*?)(?:::(.*?))?\}\}", re.DOTALL)
_FURIGANA = re.compile(r" ?([^ >]+?)\[(.+?)\]")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a card as HTML; `typed` is the field that is to be typed in, "" for none."""

    html: str
    typed: str = ""


def render(template: str, values: Mapping[str, str], *, front: str = "", number: int = 0, answer: bool = False) -> Side:
    """A template filled: `front` stands for {{FrontSide}}, `number` is the cloze that is asked for."""
    pieces: list[str] = []
    shown: list[bool] = [True]
    typed = ""
    done = 0
    template = _COMMENT.sub("", template)
    for match in _TAG.finditer(template):
        if all(shown):
            pieces.append(template[done : match.start()])
        done = match.end()
        sign, name = match.groups()
        if sign in ("#", "^"):
            full = bool(_filled(values, name, number))
            shown.append(full == (sign == "#"))
        elif sign == "/":
            if len(shown) > 1:
                shown.pop()
        elif all(shown):
            text, asked = _field(name, values, front, number, answer)
            pieces.append(text)
            typed = typed or asked
    if all(shown):
        pieces.append(template[done:])
    return Side("".join(pieces), typed)


def back(template: str, values: Mapping[str, str]) -> Side:
    """An answer side without the question that it repeats, and without the rule between them."""
    side = render(template, values, answer=True)
    return Side(_RULE.sub("", side.html), side.typed)


def _filled(values: Mapping[str, str], name: str, number: int) -> str:
    if re.fullmatch(r"c\d+", name):
        return "x" if int(name[1:]) == number else ""
    return re.sub(r"<(?!img|hr)[^>]*>|&nbsp;|\s", "", values.get(name, ""))


def _field(name: str, values: Mapping[str, str], front: str, number: int, answer: bool) -> tuple[str, str]:
    *filters, field = [part.strip() for part in name.split(":")]
    if field == "FrontSide":
        return front, ""
    text = values.get(field, "")
    typed = ""
    for one in reversed(filters):
        if one == "type":
            typed, text = field, text if answer else ""
        elif one == "text":
            text = re.sub(r"<[^>]*>", "", text)
        elif one in ("furigana", "kanji", "kana"):
            kept = {"furigana": r"\1(\2)", "kanji": r"\1", "kana": r"\2"}[one]
            text = _FURIGANA.sub(kept, text)
        elif one == "cloze":
            text = _CLOZE.sub(lambda match: match.group(2) if answer or int(match.group(1)) != number else "[…]", text)
        elif one.startswith("tts"):
            text = ""
    return text, typed
