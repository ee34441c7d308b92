"""What a card shows and what it answers, as text (Markdown) for every face; already clean, maths as Unicode."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from quiz.language import Words
from quiz.model.card import Card, Kind, in_language
from quiz.model.progress import Progress
from quiz.model.text import clean
from quiz.study.prompt import Counts, Interval, Prompt


def question(prompt: Prompt, language: str) -> str:
    """What is asked of this part of the card."""
    card = prompt.card
    if prompt.exercise is not None:
        text = prompt.exercise.family.question(prompt.exercise.params)
        return clean(text.ko if language == "ko" else text.en)
    if card.kind is Kind.CLOZE:
        return shown(cloze(in_language(card.cloze, language) or "", prompt.part, hidden=True))
    if prompt.part == "reverse":
        return shown(in_language(card.answer, language) or "")
    asked = in_language(card.question, language)
    if asked:
        return shown(asked)
    words = Words(language)
    if card.kind is Kind.ORDER:
        return words("Put these in the right order.")
    if card.kind is Kind.MATCH:
        return words("What belongs together?")
    return words("Which is right?")


_TERM_WORDS = 4
_ASKS = frozenset("?？\n")  # what holds one of these, or ends like a sentence, asks for itself
_ENDS = tuple(".。!！:：…")


def cue(prompt: Prompt, language: str) -> str:
    """What is asked where the question of a basic card is a bare term, which does not say it; else ""."""
    card = prompt.card
    term = (in_language(card.question, language) or "").strip()
    if card.kind is not Kind.BASIC or not 0 < len(re.sub(r"[(（].*?[)）]", "", term).split()) <= _TERM_WORDS:
        return ""
    if _ASKS & set(term) or term.endswith(_ENDS):
        return ""
    words = Words(language)
    return words("Which term is this?") if prompt.part == "reverse" else words("What is it?")


def answer(prompt: Prompt, language: str) -> str:
    """The right answer, with the card's explanation beneath where it has one."""
    card = prompt.card
    if card.kind is Kind.CLOZE:
        return shown(cloze(in_language(card.cloze, language) or "", prompt.part, hidden=False))
    if prompt.part == "reverse":
        return shown(in_language(card.question, language) or "")
    right = _right(card, language)
    told = in_language(card.answer, language) or ""
    return shown("\n\n".join(text for text in (right, told) if text))


def _right(card: Card, language: str) -> str:
    if card.kind is Kind.TYPED:
        return " = ".join(_verbatim(name) for name in _names(card.accept, language))
    if card.kind is Kind.NUMBER and card.number is not None:
        number = card.number
        tolerance = "" if number.tolerance in ("0", "") else f" ± {number.tolerance}{' %' if number.relative else ''}"
        return f"{number.value}{tolerance} {number.unit}".strip()
    if card.kind is Kind.CHOICES:
        return "\n".join(f"- {option.text}" for option in in_language(card.choices, language) or () if option.right)
    if card.kind is Kind.ORDER:
        return "\n".join(f"{place}. {item}" for place, item in enumerate(in_language(card.order, language) or (), 1))
    if card.kind is Kind.MATCH:
        return "\n".join(f"- {pair.left} → {pair.right}" for pair in in_language(card.match, language) or ())
    return ""


_MOST_NAMES = 3


def _names(accept: Sequence[str], language: str) -> list[str]:
    """The first accepted answer and a few others, those in the language's own letters before the rest.

    Of spellings that are judged alike the first is shown.
    """
    from quiz.study.judge import fold

    first: dict[str, str] = {}
    for name in accept:
        first.setdefault(fold(name), name)
    head, *others = first.values()
    others.sort(key=lambda name: any("가" <= letter <= "힣" for letter in name) != (language == "ko"))
    return [head, *others][:_MOST_NAMES]


def _verbatim(name: str) -> str:
    """A name as it is typed, where Markdown would read marks in it."""
    return f"`{name}`" if any(mark in name for mark in "_*\\<[") and "`" not in name else name


def options(prompt: Prompt, language: str) -> tuple[str, ...]:
    """The choices, the items of an order or the right sides of a match, as arranged for this prompt."""
    card = prompt.card
    items: Sequence[str] = ()
    if card.kind is Kind.CHOICES:
        items = [option.text for option in in_language(card.choices, language) or ()]
    elif card.kind is Kind.ORDER:
        items = in_language(card.order, language) or ()
    elif card.kind is Kind.MATCH:
        items = [pair.right for pair in in_language(card.match, language) or ()]
    return tuple(shown(items[index]) for index in prompt.arrangement if index < len(items))


def lefts(prompt: Prompt, language: str) -> tuple[str, ...]:
    """The left sides of a match, in the card's order."""
    return tuple(shown(pair.left) for pair in in_language(prompt.card.match, language) or ())


def several(prompt: Prompt, language: str) -> bool:
    """Whether more than one choice is right, which the question then must say."""
    return sum(option.right for option in in_language(prompt.card.choices, language) or ()) > 1


def hint(prompt: Prompt, language: str) -> str:
    """The card's hint, or ""."""
    return shown(in_language(prompt.card.hint, language) or "")


def correction(prompt: Prompt, language: str) -> str:
    """What the card sets right in its source, or ""."""
    return shown(in_language(prompt.card.fix, language) or "")


def other_language(card: Card, language: str) -> str:
    """The next language of the card after `language`, or `language` where it has no other."""
    known = card.languages
    texts: tuple[Mapping[str, object], ...] = (
        card.question, card.answer, card.cloze, card.choices, card.order, card.match,
    )  # fmt: skip
    if language not in known:
        known = (*known, language) if len(known) > 1 or any("" in text for text in texts) else (language,)
    elif any("" in text and len(text) > 1 for text in texts):  # the text without a language is one too
        known = (*known, "en" if "en" not in known else "")
    return known[(known.index(language) + 1) % len(known)]


def cloze(text: str, label: str, *, hidden: bool) -> str:
    """A cloze text with the blanks of `label` hidden or filled in, in brackets; the other blanks are plain text.

    Brackets rather than bold: CommonMark does not see the end of bold between a mark and a Korean letter.
    """
    from quiz.decks.cloze import segments

    pieces = []
    for segment in segments(text):
        if segment.label != label or not label:
            pieces.append(segment.text)
        elif hidden:
            pieces.append(f"[{segment.hint or '…'}]")
        else:
            pieces.append(f"[{segment.text}]")
    return "".join(pieces).replace("](", "]\u2060(")  # a blank is not a link


def reading(card: Card, part: str) -> Prompt:
    """A part of a card that is only read, not rated."""
    return Prompt(card, part, Progress(card.id, part), "", {}, (), Counts(), "")


def about(card: Card, language: str) -> str:
    """A card that is only read: its question and its answer; a cloze is its text, filled in."""
    prompt = reading(card, card.parts[0] if card.parts else "")
    asked = "" if card.kind is Kind.CLOZE else question(prompt, language)
    return "\n\n".join(text for text in (asked, answer(prompt, language)) if text)


def shown(text: str) -> str:
    """`text` made safe, with its formulas as Unicode."""
    text = clean(text)
    if "$" in text:
        from quiz.decks.maths import unicode

        return unicode(text)
    return text


def interval(value: Interval, language: str) -> str:
    """A short name of an interval: "10m", "3d", "2.1mo", "1.4y"."""
    words = Words(language)
    if value.days == 0:
        seconds = value.seconds
        if seconds < 60:
            return words("{n}s", n=seconds)
        if seconds < 3600:
            return words("{n}m", n=_short(seconds / 60))
        if seconds < 86400:
            return words("{n}h", n=_short(seconds / 3600))
        return words("{n}d", n=_short(seconds / 86400))
    if value.days < 30:
        return words("{n}d", n=value.days)
    if value.days < 365:
        return words("{n}mo", n=_short(value.days / 30.4))
    return words("{n}y", n=_short(value.days / 365))


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
