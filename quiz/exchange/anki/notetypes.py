"""The note types of an exported package: fields, templates and style, all with ids that never change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from quiz.exchange.rendering import styles

BASIC, REVERSED, TYPED, CHOICE, CLOZE, EXERCISE = "Basic", "Reversed", "Typed", "Choice", "Cloze", "Exercise"
_SHARED = ("Hint", "Note", "Source", "Id")
FIELDS = {
    BASIC: ("Question", "Answer", "Question 2", "Answer 2", *_SHARED),
    REVERSED: ("Question", "Answer", "Question 2", "Answer 2", *_SHARED),
    TYPED: ("Question", "Answer", "Question 2", "Also", *_SHARED),
    CHOICE: ("Question", "Options", "Answer", "Question 2", "Options 2", "Answer 2", *_SHARED),
    CLOZE: ("Text", "Text 2", "More", *_SHARED),
    EXERCISE: ("Question", "Answer", "Question 2", "Answer 2", "Variant", *_SHARED),
}
_HINT = '{{#Hint}}<div class="hint">{{hint:Hint}}</div>{{/Hint}}'
_TOLD = '{{#Note}}<div class="note">{{Note}}</div>{{/Note}}{{#Source}}<div class="source">{{Source}}</div>{{/Source}}'
_OPTIONS = '{{#Options}}<div class="options">{{Options}}</div>{{/Options}}'


def _second(*fields: str) -> str:
    """What stands in the other language, folded away where the card says it twice."""
    first = fields[0]
    body = "".join("{{%s}}" % field for field in fields)  # noqa: UP031
    return f"{{{{#{first}}}}}<details><summary>↔</summary>{body}</details>{{{{/{first}}}}}"


def _answered(*parts: str) -> str:
    return "".join(["{{FrontSide}}", '<hr id="answer">', *parts, _TOLD])


_TEMPLATES = {
    BASIC: [("Card 1", "{{Question}}" + _second("Question 2") + _HINT, _answered("{{Answer}}", _second("Answer 2")))],
    REVERSED: [
        ("Card 1", "{{Question}}" + _second("Question 2") + _HINT, _answered("{{Answer}}", _second("Answer 2"))),
        ("Card 2", "{{Answer}}" + _second("Answer 2"), _answered("{{Question}}", _second("Question 2"))),
    ],
    TYPED: [
        (
            "Card 1",
            "{{Question}}" + _second("Question 2") + _HINT + "<p>{{type:Answer}}</p>",
            _answered("{{Answer}}", "{{#Also}}<p>{{Also}}</p>{{/Also}}"),
        )
    ],
    CHOICE: [
        (
            "Card 1",
            "{{Question}}" + _OPTIONS + _second("Question 2", "Options 2") + _HINT,
            _answered("{{Answer}}", _second("Answer 2")),
        )
    ],
    CLOZE: [
        (
            "Cloze",
            "{{cloze:Text}}" + "{{#Text 2}}<hr>{{cloze:Text 2}}{{/Text 2}}" + _HINT,
            "{{cloze:Text}}" + "{{#Text 2}}<hr>{{cloze:Text 2}}{{/Text 2}}" + "{{#More}}<hr>{{More}}{{/More}}" + _TOLD,
        )
    ],
    EXERCISE: [
        (
            "Card 1",
            '<div class="source">{{Variant}}</div>{{Question}}' + _second("Question 2"),
            _answered("{{Answer}}", _second("Answer 2")),
        )
    ],
}
_STYLE = """\
.card { font-family: system-ui, "Apple SD Gothic Neo", "Noto Sans KR", sans-serif; font-size: 20px; line-height: 1.5;
  max-width: 40em; margin: 0 auto; padding: 0 0.6em; text-align: left; word-break: keep-all; overflow-wrap: anywhere;
  color: #1d2330; background: #fbfbf8; }
.card.nightMode { color: #e4e6ea; background: #1e2127; }
.card img { max-width: 100%; height: auto; }
.card table { border-collapse: collapse; }
.card th, .card td { border: 1px solid #9aa3b2; padding: 0.15em 0.6em; }
.card pre { overflow-x: auto; padding: 0.5em 0.7em; border-radius: 6px; background: #eceff3; font-size: 0.8em; }
.card.nightMode pre { background: #15171c; }
.card code { font-family: ui-monospace, "D2Coding", monospace; }
.cloze { font-weight: bold; color: #1a63c4; }
.nightMode .cloze { color: #78b0f5; }
.options { margin-top: 0.8em; }
.hint, .note, .source, details { font-size: 0.85em; margin-top: 0.8em; }
.source { color: #78808d; }
"""


@dataclass(frozen=True, slots=True)
class NoteType:
    """A note type as a package names it; `id` stays the same for ever, so that imports update and never double."""

    name: str

    @property
    def id(self) -> int:
        return stable(f"notetype {self.name}")

    @property
    def fields(self) -> tuple[str, ...]:
        return FIELDS[self.name]

    def model(self, deck: int, seconds: int) -> dict[str, Any]:
        """The note type as schema 11 holds it."""
        templates = [
            {"name": name, "ord": place, "qfmt": question, "afmt": answer, "did": None, "bqfmt": "", "bafmt": ""}
            for place, (name, question, answer) in enumerate(_TEMPLATES[self.name])
        ]
        fields = [
            {"name": name, "ord": place, "font": "Arial", "size": 20, "rtl": False, "sticky": False, "media": []}
            for place, name in enumerate(self.fields)
        ]
        return {
            "id": self.id, "name": f"quiz {self.name}", "type": int(self.name == CLOZE), "mod": seconds, "usn": -1,
            "sortf": 0, "did": deck, "tmpls": templates, "flds": fields, "css": style(), "latexPre": "",
            "latexPost": "", "req": [[place, "any", [0]] for place in range(len(templates))], "tags": [], "vers": [],
        }  # fmt: skip


@lru_cache(maxsize=1)
def style() -> str:
    return _STYLE + styles(".card", ".card.nightMode")


def stable(name: str) -> int:
    """A number for a name, the same on every machine and day: milliseconds of years that are past or far off."""
    return 1_000_000_000_000 + int.from_bytes(blake2b(name.encode(), digest_size=5).digest(), "big")
