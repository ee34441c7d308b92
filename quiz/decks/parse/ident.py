"""Names in a deck: ids of cards and decks, language codes, and the nearest of the names that exist."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from quiz.decks.grammar import LANGUAGE

_LANGUAGE = re.compile(LANGUAGE)
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")


def is_id(text: str) -> bool:
    """Letters of any script (with their marks), digits, "-" and "."; a letter or a digit first."""
    if _PLAIN.fullmatch(text):
        return True
    return bool(text) and _begins(text[0]) and all(_allowed(character) for character in text)


def is_deck_id(text: str) -> bool:
    """Ids joined by "/"."""
    return all(is_id(part) for part in text.split("/"))


def is_language(text: str) -> bool:
    return _LANGUAGE.fullmatch(text) is not None


def propose(text: str, words: int = 0) -> str:
    """An id made of `text` (of its first `words` words, where given); "" where nothing of it can stand in one."""
    kept = "".join(character if _allowed(character) else " " for character in text)
    parts = [part.strip("-.") for part in kept.split()]
    parts = [part.lstrip("".join(c for c in part if not _begins(c))) for part in parts if part]
    parts = [part for part in parts if part]
    return "-".join(parts[:words] if words else parts)


def nearest(word: str, names: Iterable[str]) -> str:
    """The name that `word` was most likely meant to be; "" where none is near."""
    from difflib import get_close_matches

    by_lower = {name.lower(): name for name in names}
    found = get_close_matches(word.strip().lower(), list(by_lower), n=1, cutoff=0.6)
    return by_lower[found[0]] if found else ""


def one_edit(a: str, b: str) -> bool:
    """Whether one insertion, deletion, substitution or swap of neighbours leads from `a` to `b` (and they differ)."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    if len(a) > len(b):
        a, b = b, a
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return a[at:] == b[at + 1 :]
    swapped = a[at : at + 2] == b[at : at + 2][::-1] and a[at + 2 :] == b[at + 2 :]
    return a[at + 1 :] == b[at + 1 :] or swapped


def _begins(character: str) -> bool:
    return character.isalpha() or character.isdecimal()


def _allowed(character: str) -> bool:
    return character in "-." or _begins(character) or unicodedata.category(character).startswith("M")
