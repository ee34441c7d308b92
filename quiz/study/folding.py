"""What a typed answer is forgiven: case, spaces, and marks that carry no meaning where they stand."""

from __future__ import annotations

import re
import unicodedata

from quiz.model.text import clean

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}

_HYPHENS = "-‐‑‒–—"
_JOINTS = _HYPHENS + "/~·_"
_STOPS = ".,;:?!…、。"
_OPEN = {"(": ")", "[": "]", "{": "}"}
_QUOTES = {'"': '"', "'": "'", "`": "`", "“": "”", "‘": "’", "「": "」"}
_APOSTROPHES = "'’"

# A mark that stays is written as its twin, which is never forgiven: so folding twice changes nothing, and what is
# left when all twins are dropped tells whether two answers differ in marks alone.
_TWINS = dict(zip("/~·_.,;:?!…、。()[]{}\"'`“”‘’「」", "∕∼⋅‗․‚⁏∶⁇‼⋯‚․❨❩❲❳❴❵″′‵″″′′″″", strict=True))
_TWINS.update(dict.fromkeys(_HYPHENS, "−"))
_STAYED = frozenset(_TWINS.values())

_PIECE = re.compile(r"\s+|[^\W_]+|.", re.DOTALL)


def fold(text: str) -> str:
    """`text` without what an answer is forgiven.

    Case and spaces (but for one between two digits) go, and so do marks between and around words: hyphens, slashes,
    apostrophes, quotes, brackets, sentence punctuation. A word has two or more letters, or one of a script that has
    no single-letter signs, such as Hangul. Beside a single letter, a digit or another mark a mark has a meaning and
    stays: "1/x", "-log p", "n!", "[0, 1)". Signs such as "+", "#", "%" always stay: C is not C++.
    """
    text = _unquoted(clean(text).translate(FULL_WIDTH).casefold().strip())
    plain = "".join(text.split())
    if plain.isalpha() or (text == plain and text.isalnum()):
        return unicodedata.normalize("NFC", plain)
    pieces = _PIECE.findall(_unstopped(text))
    gone = _forgiven(pieces)
    kept = []
    for place, piece in enumerate(pieces):
        if place in gone:
            continue
        if piece.isspace():
            around = pieces[place - 1 : place] + pieces[place + 1 : place + 2]
            if len(around) == 2 and around[0][-1].isdigit() and around[1][0].isdigit():
                kept.append(" ")
        else:
            kept.append(_TWINS.get(piece, piece))
    return unicodedata.normalize("NFC", "".join(kept))


def bare(folded: str) -> str:
    """A folded text without the marks that stayed in it."""
    return "".join(character for character in folded if character != " " and character not in _STAYED)


def hyphenated(name: str) -> str:
    """A name with hyphens for its spaces, where that could not be read as a sign: "L2-loss", not "log-p"."""

    pieces = _PIECE.findall(clean(name).strip())
    for place in range(1, len(pieces) - 1):
        left, right = pieces[place - 1], pieces[place + 1]
        if pieces[place].isspace() and min(len(left), len(right)) > 1 and (_word(left) or _word(right)):
            pieces[place] = "-"
    return "".join(pieces)


def _word(piece: str) -> bool:
    letters = [character for character in piece if character.isalpha()]
    return len(letters) > 1 or any(unicodedata.category(letter) == "Lo" for letter in letters)


def _unquoted(text: str) -> str:
    """Without the quotes around all of it."""
    while len(text) > 2 and _QUOTES.get(text[0]) == text[-1]:
        inner = text[1:-1].strip()
        if not inner or text[0] in inner or text[-1] in inner:
            break
        text = inner
    return text


def _unstopped(text: str) -> str:
    """Without the punctuation at the end, where a word or a space stands before it; one full stop also
    goes behind any other name or number of more than one character ("L2", "3x3"), behind ")" and behind a quote."""
    end = text.rstrip(_STOPS)
    if not end or end == text:
        return text
    last = _PIECE.findall(end)[-1]
    full_stop = text[len(end) :] in (".", "。") and len(end) > 1 and (last.isalnum() or last in ")\"'`”’」")
    return end.rstrip() if last.isspace() or _word(last) or full_stop else text


def _forgiven(pieces: list[str]) -> set[int]:
    """The places of the marks that go."""
    solid = [place for place, piece in enumerate(pieces) if not piece.isspace()]
    gone: set[int] = set()

    def word(index: int) -> bool:
        return 0 <= index < len(solid) and _word(pieces[solid[index]])

    def side(index: int) -> bool:
        """A word, or nothing at all."""
        return not 0 <= index < len(solid) or word(index) or solid[index] in gone

    def spaced(index: int) -> bool:
        """Whether a space stands behind what is there."""
        return pieces[solid[index] + 1].isspace()

    pairs = _pairs([pieces[place] for place in solid])
    for begin, end in pairs:
        empty = end == begin + 1 and word(begin - 1) and solid[begin] == solid[begin - 1] + 1
        quotes = pieces[solid[begin]] in _QUOTES and word(begin + 1) and word(end - 1)
        if empty or quotes or (side(begin - 1) and word(begin + 1) and word(end - 1) and side(end + 1)):
            gone.update((solid[begin], solid[end]))
    for index, place in enumerate(solid):
        mark = pieces[place]
        before, after = index - 1, index + 1
        if mark == "_":
            while before >= 0 and pieces[solid[before]] == "_":
                before -= 1
            while after < len(solid) and pieces[solid[after]] == "_":
                after += 1
            forgiven = side(before) and side(after) and (word(before) or word(after))
        elif mark in _JOINTS:  # a dash behind a space is a minus
            forgiven = word(before) and word(after) and not (mark in _HYPHENS and pieces[place - 1].isspace())
        elif mark in _APOSTROPHES:
            attached = place > 0 and not pieces[place - 1].isspace() and word(before)
            forgiven = attached and after < len(solid) and pieces[solid[after]][0].isalpha()
        elif mark in _STOPS:
            forgiven = word(before) and word(after) and (mark in ",;、" or spaced(index))
        else:
            continue
        if forgiven:
            gone.add(place)
    return gone


def _pairs(marks: list[str]) -> list[tuple[int, int]]:
    """Where brackets open and close, and quotes that stand around something; the inner pair first."""
    found = []
    opened: list[tuple[str, int]] = []
    for place, mark in enumerate(marks):
        if opened and _closes(opened[-1][0], mark):
            found.append((opened.pop()[1], place))
        elif mark in _OPEN or (mark in _QUOTES and (place == 0 or not marks[place - 1][-1].isalnum())):
            opened.append((mark, place))
        elif mark in _OPEN.values():
            opened.clear()
    return found


def _closes(opening: str, mark: str) -> bool:
    return _OPEN.get(opening, _QUOTES.get(opening)) == mark
