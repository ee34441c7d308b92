"""What each line of some notes is: a pair, a question, an item of a list, furniture of a blog."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from quiz.decks.lines import fences
from quiz.model.text import clean

_ARROW = r"(?:=>|⇒|→|➔|->|-->|==>)"
_PAIR = re.compile(rf"^(?P<left>.+?)\s*{_ARROW}\s*(?P<right>.+)$")
_CONTINUED = re.compile(rf"^{_ARROW}\s*(?P<right>.+)$")
_COLON = re.compile(
    r"^(?P<left>[^:：]{1,60}?)\s*[:：](?!//|:)\s+(?P<right>\S.*)$|^(?P<l2>[^:：\s]{1,40})[:：](?!//|:)(?P<r2>\S.*)$"
)
_DASH = re.compile(r"^(?P<left>[^-–—]{1,50}?)\s+[-–—]\s+(?P<right>\S.*)$")
_BULLET = re.compile(r"^(?P<mark>[-*+•·▪◦‣○●■□]|\(?\d{1,2}[.)]|[①-⑳]|[가-힣]\)|[a-z]\))\s+(?P<text>\S.*)$")
_NUMBER = re.compile(r"^\(?(\d{1,2})[.)]$|^[①-⑳]$")
_HEADING = re.compile(r"^#{1,6}\s+(?P<text>.+?)\s*#*$")
_ASKS = re.compile(
    r"(?:[?？]|이유|의미|효과|단점|장점|장단점|차이|차이점|방법|특징|역할|정의|개념|뜻|원리|순서|과정|단계|종류|구성|이란|란)"
    r"\s*[?？:：]?$"
)
_Q = re.compile(r"^(?:Q|질문|문)\s*\d*\s*[.:)]\s*(?P<text>\S.*)$", re.IGNORECASE)
_A = re.compile(r"^(?:A|답변?|정답)\s*\d*\s*[.:)]\s*(?P<text>\S.*)$", re.IGNORECASE)
_INLINE = re.compile(r"^(?P<question>.{2,120}?[?？])\s*(?P<answer>\S.*)$")
_API = re.compile(r"^(?:[-*•]\s*)?(?P<name>`?[A-Za-z_][\w.]*\([^()]*\)`?)\s*$")
_FORMULA = re.compile(r"^(?P<left>[^=<>!:]{1,40}?)\s*=\s*(?P<right>(?=.*[-+*/×·÷^√Σ∑²³])[^=]{3,80})$")
_TABLE_RULE = re.compile(r"^\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?$")
_DATED = re.compile(r"^\s*\[?.{0,80}\(\d+\)\s*\|\s*\d{4}[.\-/]\d{1,2}[.\-/]\d{1,2}\s*\|?\s*$")
_FURNITURE = (
    re.compile(r"카테고리의 (?:다른 )?글|의 다른 글|관련 ?글|이전 ?글|다음 ?글|최근 ?글|인기 ?글"),
    _DATED,
    re.compile(r"^\s*(?:-+\|)+-*\s*$"),
    re.compile(
        r"^(?:공감|댓글|좋아요|구독하기|공유하기|신고하기|목록|더보기|URL 복사|인쇄|스크랩|저작자표시|태그|Tags?)"
        r"\s*[:：]?\s*\d*$"
    ),
    re.compile(
        r"^(?:comments?|likes?|share|subscribe|read more|related posts?|previous|next|leave a (?:reply|comment)"
        r"|posted (?:by|on|in)\b.*|tagged\b.*|filed under\b.*)\s*[:(]?\s*\d*\)?$",
        re.IGNORECASE,
    ),
    re.compile(r"^(?:#[\w가-힣]+\s*){2,}$"),
    re.compile(r"^(?:\[?.*\]?\(?)?https?://\S+\)?$"),
    re.compile(r"^\d{4}[.\-/]\s?\d{1,2}[.\-/]\s?\d{1,2}\.?(?:\s+\d{1,2}:\d{2})?$"),
    re.compile(r"^[-=_*~·.\s]{3,}$"),
    re.compile(r"^(?:※|ⓒ|©|copyright\b|출처\s*[:：]|참고\s*[:：]|reference\b|source\s*:).*", re.IGNORECASE),
)
_QUOTES = "‘’“”'\"`"
LONGEST_TERM = 45  # characters
_TERM_WORDS = 7


class Kind(Enum):
    """What a line is."""

    BLANK = "blank"
    HEADING = "heading"
    FURNITURE = "furniture"
    CODE = "code"
    ROW = "row"  # of a table
    PAIR = "pair"  # term => meaning, term : meaning, term - meaning
    CONTINUED = "continued"  # => meaning
    QUESTION = "question"
    ASKED = "asked"  # a question and its answer on one line
    ANSWER = "answer"  # A. …
    API = "api"
    ITEM = "item"
    FORMULA = "formula"
    ASIDE = "aside"  # (…)
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was understood. `left` is the term or the question, `right` the meaning or the answer."""

    number: int
    kind: Kind
    text: str
    left: str = ""
    right: str = ""
    mark: str = ""  # of an item
    sign: str = ""  # what parts a pair: "=", ":" or "-"
    indent: int = 0


def lines(text: str) -> list[Line]:
    """The lines of some notes, from 1."""
    raw = clean(text).removeprefix("\ufeff").split("\n")
    inside, _ = fences(raw)
    found: list[Line] = []
    for at, line in enumerate(raw):
        if inside[at]:
            found.append(Line(at + 1, Kind.CODE, line))
        elif _rows(raw, at):
            found.append(Line(at + 1, Kind.ROW, line.strip()))
        else:
            found.append(_line(at + 1, line))
    return found


def _rows(raw: list[str], at: int) -> bool:
    """Whether a line belongs to a table that has a rule below its head, and is no blog's list of links."""
    if "|" not in raw[at]:
        return False
    begin = at
    while begin > 0 and "|" in raw[begin - 1]:
        begin -= 1
    rule = begin + 1 < len(raw) and _TABLE_RULE.match(raw[begin + 1].strip())
    dated = any(_DATED.match(line) for line in raw[begin : begin + 4])
    return bool(rule) and not dated


def _line(number: int, raw: str) -> Line:
    text = raw.strip()
    indent = len(raw) - len(raw.lstrip())
    if not text:
        return Line(number, Kind.BLANK, "")
    if any(pattern.search(text) for pattern in _FURNITURE):
        return Line(number, Kind.FURNITURE, text)
    if match := _HEADING.match(text):
        heading = match["text"]
        asked = asks(heading)
        return Line(number, Kind.QUESTION if asked else Kind.HEADING, text, question(heading) if asked else heading)
    if match := _API.match(text):
        return Line(number, Kind.API, text, match["name"].strip("`"))
    if match := _CONTINUED.match(text):
        return Line(number, Kind.CONTINUED, text, "", match["right"])
    if match := _A.match(text):
        return Line(number, Kind.ANSWER, text, "", match["text"])
    if match := _Q.match(text):
        return _asked(number, text, match["text"])
    if match := _BULLET.match(text):
        return _item(number, text, match["mark"], match["text"], indent)
    if text.startswith(("(", "（")) and text.endswith((")", "）")):
        return Line(number, Kind.ASIDE, text)
    parted = None if text.endswith(("?", "？")) else pair(text)
    if parted is None and asks(text):
        return Line(number, Kind.QUESTION, text, question(text))
    if (match := _INLINE.match(text)) and len(match["answer"]) > 3:
        return Line(number, Kind.ASKED, text, question(match["question"]), match["answer"])
    match = _FORMULA.match(text)
    if match and not _PAIR.match(text) and len(match["left"].split()) <= 4:
        return Line(number, Kind.FORMULA, text, match["left"].strip(), match["right"].strip())
    if parted is not None:
        left, right, sign = parted
        if asks(left):
            return Line(number, Kind.ASKED, text, question(left), right)
        return Line(number, Kind.PAIR, text, left, right, sign=sign)
    return Line(number, Kind.TEXT, text)


def _asked(number: int, text: str, rest: str) -> Line:
    inline = _INLINE.match(rest)
    if inline and len(inline["answer"]) > 3:
        return Line(number, Kind.ASKED, text, question(inline["question"]), inline["answer"])
    return Line(number, Kind.QUESTION, text, question(rest))


def _item(number: int, text: str, mark: str, rest: str, indent: int) -> Line:
    if match := _API.match(rest):
        return Line(number, Kind.API, text, match["name"].strip("`"))
    if rest.endswith(("?", "？")):
        return Line(number, Kind.QUESTION, text, question(rest))
    left, right, sign = pair(rest) or ("", rest, "")
    return Line(number, Kind.ITEM, text, left, right, mark, sign, indent)


def pair(text: str) -> tuple[str, str, str] | None:
    """Term, meaning and the sign between them, the first that can be one; None where a line is no pair."""
    found = []
    if match := _PAIR.match(text):
        found.append((match["left"].strip(), match["right"].strip(), "="))
    if match := _COLON.match(text):
        left, right = (match["left"] or match["l2"] or "").strip(), (match["right"] or match["r2"] or "").strip()
        if not left.isdecimal():  # a time
            found.append((left, right, ":"))
    if match := _DASH.match(text):
        found.append((match["left"].strip(), match["right"].strip(), "-"))
    for left, right, sign in sorted(found, key=lambda one: len(one[0])):
        if right and is_term(left) and not left.isdecimal():
            return bare(left), right, sign
    return None


def is_term(text: str) -> bool:
    """Whether words can be a term: few of them, and no sentence."""
    if not text or len(text) > LONGEST_TERM or len(text.split()) > _TERM_WORDS:
        return False
    return not text.endswith((".", "다", "요", "니다", ",", "고", "며", "면")) or text.endswith(("…", "etc."))


def bare(term: str) -> str:
    """A term without the quotes or stars around it."""
    term = re.sub(r"^\*\*(.+)\*\*$", r"\1", term.strip())
    while len(term) > 2 and term[0] in _QUOTES and term[-1] in _QUOTES:
        term = term[1:-1].strip()
    return term


def asks(text: str) -> bool:
    """Whether a line asks: it ends so, or with the words that head an explanation in Korean notes."""
    if text.endswith(("?", "？")):
        return True
    if len(text) > 60 or text.endswith((".", "다", "요")):
        return False
    return bool(_ASKS.search(text)) and len(text.split()) >= 2


def question(text: str) -> str:
    """A question as a card asks it."""
    text = re.sub(r"\s*[:：]$", "", text.strip())
    text = re.sub(r"^\*\*(.+?)\*\*$", r"\1", text)
    return text if text.endswith(("?", "？")) else text + "?"


def numbered(mark: str) -> bool:
    return _NUMBER.match(mark) is not None


def korean(text: str) -> bool:
    return any("가" <= letter <= "힣" for letter in text)
