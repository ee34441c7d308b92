"""Proposals for cards from the lines of some notes, each with the lines that it came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from quiz.decks.draft.lines import Kind, Line, asks, bare, is_term, korean, lines, numbered
from quiz.decks.maths import unicode
from quiz.model.card import Card, Option
from quiz.model.card import Kind as CardKind

_BOTH_WAYS = 60  # characters of a meaning that can be asked the other way round
_FEW = 3  # items that one answer may hold
_ORDERED = re.compile(r"순서|과정|단계|절차|\border\b|\bsteps?\b|\bstages?\b|\bprocedure\b", re.IGNORECASE)
_SENTENCE = re.compile(
    r"^(?P<left>[^,.;:]{2,40}?)(?:은|는|이란|란)\s+(?P<right>.{8,}(?:다|요|것|음|함|임|됨|법|과정|방법|함수|기법|값|연산)\.?)$"
)
_ENGLISH = re.compile(r"^(?:An?\s+|The\s+)?(?P<left>[\w /()-]{2,40}?)\s+(?:is|are|means|refers to)\s+(?P<right>.{8,})$")
_INNER = re.compile(r"\s+(?=\(?\d{1,2}[.)]\s)|\s+(?=[①-⑳]\s?)|\s+-\s+(?=\S{2,})")
_AND_SO_ON = re.compile(r"^(?:기타|그 ?외|그 밖|등등|etc|and so on|others?\b)", re.IGNORECASE)
_FOLLOWS = re.compile(r"다음과 같|아래와 같|\bas follows\b|\bthe following\b", re.IGNORECASE)
_BELOW = frozenset((Kind.QUESTION, Kind.API, Kind.PAIR, Kind.ASKED, Kind.HEADING, Kind.ROW, Kind.FORMULA, Kind.ITEM))
_NOT_TERMS = frozenset(("이것", "그것", "여기", "이는", "this", "it", "that", "there", "these", "they"))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A card without an id, and the lines `first` to `last` that it came from, word for word in `quote`."""

    card: Card
    first: int
    last: int
    quote: str
    term: str = ""

    @property
    def digest(self) -> str:
        """What stays while the lines say the same, wherever they stand."""
        return sha256(" ".join(self.quote.split()).encode()).hexdigest()[:10]


@dataclass(frozen=True, slots=True)
class Drafted:
    """All that was made of some notes. Every line with words is of a proposal, `dropped` with a reason, or `left`."""

    proposals: tuple[Proposal, ...]
    dropped: tuple[tuple[Line, str], ...]
    left: tuple[Line, ...]

    @property
    def coverage(self) -> float:
        """The share of lines with words that ended in a card or were dropped for a reason."""
        covered = {number for one in self.proposals for number in range(one.first, one.last + 1)}
        covered |= {line.number for line, _ in self.dropped}
        return len(covered) / (len(covered) + len(self.left)) if covered or self.left else 1.0


def draft(text: str) -> Drafted:
    """Read notes and propose cards."""
    found = lines(text)
    reader = _Reader(found)
    reader.read()
    covered = {number for one in reader.proposals for number in range(one.first, one.last + 1)}
    dropped = {line.number for line, _ in reader.dropped}
    left = [
        line for line in found
        if line.kind is not Kind.BLANK and line.number not in covered and line.number not in dropped
    ]  # fmt: skip
    return Drafted(tuple(reader.proposals), tuple(reader.dropped), tuple(left))


class _Reader:
    """Goes through the lines once; each step takes some of them."""

    def __init__(self, found: Sequence[Line]) -> None:
        self._lines = found
        self._at = 0
        self._topic = ""
        self.proposals: list[Proposal] = []
        self.dropped: list[tuple[Line, str]] = []

    def read(self) -> None:
        steps: dict[Kind, Callable[[Line], None]] = {
            Kind.FURNITURE: lambda line: self._drop(line, "furniture of a blog"),
            Kind.HEADING: self._heading,
            Kind.QUESTION: self._question,
            Kind.ASKED: self._asked,
            Kind.API: self._api,
            Kind.PAIR: self._pair,
            Kind.FORMULA: self._formula,
            Kind.ROW: self._table,
            Kind.ITEM: self._item,
            Kind.TEXT: self._text,
            Kind.ASIDE: self._aside,
            Kind.CONTINUED: self._aside,
        }
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            if line.kind in steps:
                steps[line.kind](line)

    # --- helpers ----------------------------------------------------------------------------------------------------

    def _drop(self, line: Line, why: str) -> None:
        self.dropped.append((line, why))

    def _peek(self, ahead: int = 0) -> Line | None:
        """The line that comes next, over blank ones."""
        place = self._at
        while place < len(self._lines):
            if self._lines[place].kind is not Kind.BLANK:
                if not ahead:
                    return self._lines[place]
                ahead -= 1
            place += 1
        return None

    def _take(self, wanted: Callable[[Line], bool], *, over_blanks: bool = False) -> list[Line]:
        """The lines that follow and are wanted; a blank one ends them, unless what is wanted goes on behind it."""
        taken: list[Line] = []
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if line.kind is Kind.BLANK:
                following = self._peek()
                if not over_blanks or following is None or not wanted(following):
                    break
            elif not wanted(line):
                break
            else:
                taken.append(line)
            self._at += 1
        return taken

    def _propose(self, card: Card, of: Sequence[Line], term: str = "") -> None:
        first, last = of[0].number, of[-1].number
        quote = "\n".join(line.text for line in self._lines[first - 1 : last] if line.kind is not Kind.BLANK)
        tags = (self._topic,) if self._topic else ()
        self.proposals.append(Proposal(replace(card, tags=tags), first, last, quote, term))

    # --- steps ------------------------------------------------------------------------------------------------------

    def _heading(self, line: Line) -> None:
        self._topic = re.sub(r"[,#*`]", "", line.left).strip()[:40]
        following = self._peek()
        if following is not None and following.kind in (Kind.ITEM, Kind.CONTINUED) and is_term(line.left):
            self._term(line, line.left)
            return
        self._drop(line, "a heading, which becomes a tag")

    def _question(self, line: Line) -> None:
        def answers(one: Line) -> bool:
            return one.kind in (
                Kind.ITEM,
                Kind.CONTINUED,
                Kind.TEXT,
                Kind.ANSWER,
                Kind.CODE,
                Kind.ASIDE,
                Kind.FORMULA,
            ) or (one.kind is Kind.PAIR and one.sign == "=" and len(one.left.split()) > 2)

        self._answered(line, line.left, self._take(answers, over_blanks=self._item_next()))

    def _item_next(self) -> bool:
        following = self._peek()
        return following is not None and following.kind in (Kind.ITEM, Kind.CONTINUED, Kind.ANSWER)

    def _asked(self, line: Line) -> None:
        parts = [part.strip() for part in _INNER.split(line.right) if part.strip()]
        items = [_as_item(line.number, part) for part in parts] if len(parts) > 1 else []
        more = self._take(
            lambda one: one.kind in (Kind.CONTINUED, Kind.ASIDE) or (bool(items) and one.kind is Kind.ITEM)
        )
        if items:
            self._answered(line, line.left, [*items, *more], of=[line, *more])
        else:
            answer = "\n".join([line.right, *(one.right or one.text for one in more)])
            self._propose(_basic(line.left, answer), [line, *more])

    def _answered(self, line: Line, question: str, answers: list[Line], of: Sequence[Line] = ()) -> None:
        """A question with what answers it: one card for a few items, an order, or an item hidden at a time."""
        of = of or [line, *answers]
        if not answers:
            return
        items = [one for one in answers if one.kind is Kind.ITEM]
        rest = [one for one in answers if one.kind is not Kind.ITEM]
        ordered = len(items) >= 3 and all(numbered(one.mark) for one in items) and _ORDERED.search(question)
        if ordered and not rest:
            steps = tuple(_said(one) for one in items)
            self._propose(Card("", "", CardKind.ORDER, question={"": question}, order={"": steps}), of)
        elif len(items) > _FEW or (len(items) > 1 and all(one.left for one in items)):
            self._propose(_list(question, answers), of)
        elif len(items) > 1:
            body = "\n".join([*(_prose(rest)), *(f"- {_said(one)}" for one in items)])
            self._propose(_basic(question, body), of)
        else:
            commas = [part.strip() for part in re.split(r",\s+", answers[0].text.rstrip(", ")) if part.strip()]
            if len(answers) == 1 and len(commas) > _FEW and all(len(part) < 25 for part in commas):
                self._propose(_list(question, [Line(0, Kind.ITEM, part, "", part) for part in commas]), of)
            else:
                self._propose(_basic(question, "\n".join(_prose(answers))), of)

    def _api(self, line: Line) -> None:
        """A call with what it does: the name is typed."""
        listed = (Kind.ITEM, Kind.CONTINUED, Kind.ASIDE)
        told = self._take(lambda one: one.kind in listed) or self._take(lambda one: one.kind is Kind.TEXT)
        if not told:
            return
        name = line.left
        plain = name.split("(")[0]
        secret = re.compile(rf"(?:[A-Za-z_]\w*\.)*{re.escape(plain.rsplit('.', 1)[-1])}(?:\([^()]*\))?")
        told_of = [secret.sub("…()", _said(one)) for one in told]
        asked = "이 일을 하는 호출은?" if korean("".join(told_of)) else "Which call does this?"
        body = "\n".join(f"- {one}" for one in told_of[:4]) if len(told_of) > 1 else told_of[0]
        names = dict.fromkeys((name, re.sub(r"\(.*\)$", "()", name), plain))
        card = Card("", "", CardKind.TYPED, accept=tuple(names), question={"": f"{body}\n\n{asked}"})
        self._propose(card, [line, *told], name)

    def _pair(self, line: Line) -> None:
        following = self._peek() if self._at < len(self._lines) and self._lines[self._at].kind is Kind.PAIR else None
        if following is not None and self._alternatives(line, following):
            self._at += 1
            more = self._lines[self._at] if self._at < len(self._lines) else None
            if more is None or more.kind is not Kind.PAIR or more.sign != line.sign:
                self._choices(line, following)
                return
            self._at -= 1
        asides = self._take(lambda one: one.kind in (Kind.ASIDE, Kind.CONTINUED))
        self._propose(_definition(line, asides), [line, *asides], line.left)
        self._under(line)

    def _under(self, parent: Line) -> None:
        """The items below a term: each is asked with it."""
        for item in self._take(lambda one: one.kind in (Kind.ITEM, Kind.ASIDE)):
            if item.kind is Kind.ASIDE:
                self._aside(item)
            elif item.left:
                self._propose(_basic(f"{parent.left}: {item.left}", item.right), [item], item.left)
            else:
                self._propose(_hidden(f"{parent.left}: ", item.right), [item])

    @staticmethod
    def _alternatives(one: Line, other: Line) -> bool:
        """Whether two pairs set two things of one sort against each other."""
        alike = one.sign == other.sign and one.sign in ("=", "-")
        short = all(len(line.right) <= _BOTH_WAYS and len(line.left.split()) <= 3 for line in (one, other))
        both_latin = one.left.isascii() == other.left.isascii()
        return alike and short and both_latin and one.right != other.right

    def _choices(self, one: Line, other: Line) -> None:
        """A pair of alternatives as a choice, each line asked for by what it says."""
        for line, wrong in ((one, other), (other, one)):
            asked = f"{line.right} — 어느 쪽인가?" if korean(line.right) else f"{line.right}: which one?"
            options = (Option(line.left, right=True), Option(wrong.left, feedback=wrong.right))
            card = Card("", "", CardKind.CHOICES, question={"": asked}, choices={"": options})
            self._propose(card, [line], line.left)

    def _formula(self, line: Line) -> None:
        right = line.right.replace("{", "\\{").replace("}", "\\}")
        card = Card("", "", CardKind.CLOZE, cloze={"": f"{line.left} = {{{{1::{unicode(right)}}}}}"}, labels=("1",))
        self._propose(card, [line], line.left)

    def _table(self, line: Line) -> None:
        rows = [line, *self._take(lambda one: one.kind is Kind.ROW)]
        cells = [[cell.strip() for cell in row.text.strip("|").split("|")] for row in rows]
        head, body = cells[0], cells[2:]
        self._drop(rows[0], "the head of a table")
        if len(rows) > 1:
            self._drop(rows[1], "the head of a table")
        for row, values in zip(rows[2:], body, strict=True):
            told = [(name, value) for name, value in zip(head[1:], values[1:], strict=False) if value]
            if not values or not values[0] or not told:
                self._drop(row, "an empty row")
            elif len(told) == 1:
                self._propose(_basic(f"{values[0]}: {told[0][0]}?", told[0][1]), [row], values[0])
            else:
                hidden = "\n".join(
                    f"- {name}: {{{{{n}::{_masked(value)}}}}}" for n, (name, value) in enumerate(told, 1)
                )
                labels = tuple(str(n) for n in range(1, len(told) + 1))
                card = Card("", "", CardKind.CLOZE, cloze={"": f"{_masked(values[0])}\n\n{hidden}"}, labels=labels)
                self._propose(card, [row], values[0])

    def _item(self, line: Line) -> None:
        """An item of a list that nothing asks: a pair is a card; else it stays with the term before it."""
        if line.left:
            self._propose(_definition(line, []), [line], line.left)
        elif sentence := _sentence(line.right):
            self._propose(_basic(*sentence), [line], sentence[0])

    def _text(self, line: Line) -> None:
        following = self._peek()
        if _FOLLOWS.search(line.text):
            self._enumerated(line)
            return
        next_to = self._at < len(self._lines) and self._lines[self._at].kind is not Kind.BLANK
        heads = is_term(line.text) or line.text.endswith((":", "：", ".", "!"))
        if (
            following is not None
            and next_to
            and (following.kind is Kind.CONTINUED or (heads and following.kind in (Kind.ITEM, Kind.ASIDE)))
        ):
            self._term(line, bare(line.text.rstrip(":：!. ")))
            return
        sentence = _sentence(line.text)
        if sentence is not None:
            self._propose(_basic(*sentence), [line], sentence[0])
        elif following is not None and following.kind in _BELOW and is_term(line.text) and not _ends(line.text):
            self._topic = re.sub(r"[,#*`]", "", line.text).strip()
            self._drop(line, "a heading, which becomes a tag")

    def _enumerated(self, line: Line) -> None:
        """A sentence that announces a list, and the short lines below it."""
        listed = self._take(lambda one: one.kind is Kind.ITEM or (one.kind is Kind.TEXT and len(one.text) < 60))
        items = [one if one.kind is Kind.ITEM else _as_item(one.number, one.text) for one in listed]
        if items:
            self._answered(line, line.text.rstrip(":： "), items, of=[line, *listed])

    def _term(self, line: Line, term: str) -> None:
        """A term with what stands below it."""
        continued = self._take(lambda one: one.kind in (Kind.CONTINUED, Kind.ASIDE))
        items = [] if continued else self._take(lambda one: one.kind in (Kind.ITEM, Kind.CONTINUED, Kind.TEXT))
        asked = f"{term}?" if not asks(term) else term
        if continued:
            answer = "\n".join(one.right or one.text.strip("()") for one in continued)
            short = len(continued) == 1 and len(answer) <= _BOTH_WAYS and is_term(term)
            card = (
                Card("", "", reversed=short, question={"": term}, answer={"": answer})
                if short
                else _basic(asked, answer)
            )
            self._propose(card, [line, *continued], term)
        elif items:
            self._answered(line, asked, items)

    def _aside(self, line: Line) -> None:
        """Words in brackets, or behind an arrow, that go on with the card before them."""
        if not self.proposals or line.number - self.proposals[-1].last > 2:
            return
        before = self.proposals.pop()
        said = line.right or line.text
        card = before.card
        if card.kind is CardKind.CLOZE:
            card = replace(card, answer={"": said})
        else:
            told = card.answer.get("", "")
            card = replace(card, answer={"": f"{told}\n{said}" if told else said}, reversed=False)
        quote = f"{before.quote}\n{line.text}"
        self.proposals.append(Proposal(card, before.first, line.number, quote, before.term))


def _basic(question: str, answer: str) -> Card:
    return Card("", "", question={"": question}, answer={"": answer})


def _definition(line: Line, asides: Sequence[Line]) -> Card:
    """A term and its meaning; both ways where the meaning is short enough to call for the term."""
    answer = "\n".join([line.right, *(one.right or one.text for one in asides)])
    short = not asides and len(line.right) <= _BOTH_WAYS and len(line.left) >= 2
    return Card("", "", reversed=short, question={"": line.left}, answer={"": answer})


def _list(question: str, answers: Sequence[Line]) -> Card:
    """A list as one text in which an item at a time is hidden: several small cards."""
    made, number = [], 0
    for one in answers:
        if one.kind is not Kind.ITEM:
            made.append(_masked(one.right or one.text))
            continue
        if _AND_SO_ON.match(one.right):
            made.append(f"- {_masked(one.right)}")
            continue
        number += 1
        hidden = f"{{{{{number}::{_masked(one.right)}}}}}"
        made.append(f"- {_masked(one.left)}: {hidden}" if one.left else f"- {hidden}")
    labels = tuple(str(n) for n in range(1, number + 1))
    return Card("", "", CardKind.CLOZE, cloze={"": f"{_masked(question)}\n\n" + "\n".join(made)}, labels=labels)


def _hidden(before: str, text: str) -> Card:
    return Card("", "", CardKind.CLOZE, cloze={"": f"{_masked(before)}{{{{1::{_masked(text)}}}}}"}, labels=("1",))


def _masked(text: str) -> str:
    """Words in which a brace hides nothing."""
    return re.sub(r"(?<!\\)([{}])", r"\\\1", text)


def _said(line: Line) -> str:
    if line.kind is Kind.ITEM and line.left:
        return f"{line.left}: {line.right}"
    return line.right or line.text


def _prose(answers: Sequence[Line]) -> list[str]:
    """What answers, as lines of a text."""
    return [line.text if line.kind in (Kind.CODE, Kind.PAIR, Kind.FORMULA) else _said(line) for line in answers]


def _as_item(number: int, part: str) -> Line:
    """A part of a line as an item of its own."""
    from quiz.decks.draft.lines import pair

    match = re.match(r"^(\(?\d{1,2}[.)]|[①-⑳]|-)\s*(.*)$", part, re.DOTALL)
    mark, said = (match.group(1), match.group(2)) if match else ("-", part)
    left, right, sign = pair(said) or ("", said, "")
    return Line(number, Kind.ITEM, part, left, right, mark, sign)


def _sentence(text: str) -> tuple[str, str] | None:
    """Question and answer of a sentence that says what something is; None where it says no such thing."""
    match = _SENTENCE.match(text) or _ENGLISH.match(text)
    if match is None:
        return None
    term = bare(match["left"])
    if not is_term(term) or term.lower() in _NOT_TERMS:
        return None
    return (f"{term}?" if korean(text) else f"What is {term}?"), text


def _ends(text: str) -> bool:
    """Whether words end like a sentence."""
    return text.endswith((".", "다", "요", "!", ",", "음", "함", "임"))
