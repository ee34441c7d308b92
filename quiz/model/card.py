"""A card as it is asked, whatever file it came from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any, TypeVar


class Kind(StrEnum):
    """What a card asks for."""

    BASIC = "basic"
    CLOZE = "cloze"
    CHOICES = "choices"
    ORDER = "order"
    MATCH = "match"
    TYPED = "typed"  # `accept`
    NUMBER = "number"  # `answer`
    EXERCISE = "exercise"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose; `link` is the card that choosing it brings forward."""

    text: str
    right: bool = False
    feedback: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things that belong together."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """A foreseen wrong answer with its feedback; `link` is the card that giving it brings forward."""

    answer: str
    feedback: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A numeric answer: decimals as text, so that nothing is rounded on the way."""

    value: str
    tolerance: str = "0"
    relative: bool = False  # tolerance in percent of the value
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A named exercise or demonstration with its parameters; `levels` is None where the card leaves them open."""

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    levels: tuple[int, ...] | None = None


T = TypeVar("T")
Localized = Mapping[str, T]  # by language code; "" serves all languages
Text = Mapping[str, str]


def in_language(texts: Mapping[str, T], language: str) -> T | None:
    """The entry in `language`, else the one that serves all, else any; None where there is none."""
    if language in texts:
        return texts[language]
    if "" in texts:
        return texts[""]
    return next(iter(texts.values()), None)


@dataclass(frozen=True, slots=True)
class Card:
    """A card. Progress hangs on `(id, part)` for each of `parts`.

    `labels` are a cloze's, in order of first appearance. `line` is where the card begins in its file (from 1).
    An id that begins with "~" is provisional: the card has none in its file yet and can be read, not rated.
    """

    id: str
    deck: str
    kind: Kind = Kind.BASIC
    line: int = 0
    tags: tuple[str, ...] = ()
    source: str = ""
    after: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    reversed: bool = False
    accept: tuple[str, ...] = ()
    number: Number | None = None
    also: tuple[tuple[int, ...], ...] = ()
    exercise: Call | None = None
    shows: Call | None = None
    question: Text = field(default_factory=dict)
    answer: Text = field(default_factory=dict)
    cloze: Text = field(default_factory=dict)
    labels: tuple[str, ...] = ()
    choices: Localized[tuple[Option, ...]] = field(default_factory=dict)
    order: Localized[tuple[str, ...]] = field(default_factory=dict)
    match: Localized[tuple[Pair, ...]] = field(default_factory=dict)
    wrong: Localized[tuple[Wrong, ...]] = field(default_factory=dict)
    hint: Text = field(default_factory=dict)
    fix: Text = field(default_factory=dict)
    pictures: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """What is asked and scheduled apart; none for an exercise whose levels its family decides."""
        if self.kind is Kind.CLOZE:
            return self.labels
        if self.kind is Kind.EXERCISE:
            levels = self.exercise.levels if self.exercise else None
            return tuple(f"level-{level}" for level in levels or ())
        return ("", "reverse") if self.reversed else ("",)

    @property
    def provisional(self) -> bool:
        return self.id.startswith("~")

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages named by any field, sorted; empty where every field serves all."""
        texts: tuple[Mapping[str, object], ...] = (
            self.question, self.answer, self.cloze, self.choices, self.order, self.match,
        )  # fmt: skip
        return tuple(sorted({language for text in texts for language in text if language}))

    def dump(self) -> str:
        """The card as JSON, defaults left out, for the store."""
        values = ((name, getattr(self, name)) for name in _NAMES)
        return _JSON.encode({name: value for name, value in values if name not in _BLANK or value != _BLANK[name]})

    @classmethod
    def load(cls, text: str) -> Card:
        """The card that `dump` wrote."""
        return _load(json.loads(text))

    def fingerprint(self) -> str:
        """A versioned digest of what the card says, wherever it stands: it tells that a card was edited."""
        said = {name: value for name, value in json.loads(self.dump()).items() if name not in ("id", "deck", "line")}
        digest = hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
        return f"1:{digest[:24]}"


_NAMES = tuple(f.name for f in fields(Card))
_KNOWN = frozenset(_NAMES)
_BLANK: Mapping[str, object] = {name: getattr(Card(id="", deck=""), name) for name in _NAMES[2:]}
_JSON = json.JSONEncoder(
    ensure_ascii=False,
    separators=(",", ":"),
    default=lambda value: asdict(value) if isinstance(value, (Option, Pair, Wrong, Number, Call)) else str(value),
)


def _load(raw: dict[str, Any]) -> Card:
    raw["kind"] = Kind(raw.get("kind", Kind.BASIC))
    for name in ("tags", "after", "links", "accept", "labels", "pictures"):
        if name in raw:
            raw[name] = tuple(raw[name])
    if "also" in raw:
        raw["also"] = tuple(tuple(order) for order in raw["also"])
    if raw.get("number"):
        raw["number"] = Number(**raw["number"])
    for name in ("exercise", "shows"):
        if raw.get(name):
            call = raw[name]
            levels = call.get("levels")
            raw[name] = Call(call["name"], call.get("parameters", {}), None if levels is None else tuple(levels))
    if "order" in raw:
        raw["order"] = {language: tuple(items) for language, items in raw["order"].items()}
    for name, of in (("choices", Option), ("match", Pair), ("wrong", Wrong)):
        if name in raw:
            raw[name] = {language: tuple(of(**item) for item in items) for language, items in raw[name].items()}
    return Card(**{name: value for name, value in raw.items() if name in _KNOWN})
