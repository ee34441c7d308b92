"""Values of a deck file checked by pydantic: header lines, front matter, calls of exercises and demonstrations.

This module imports pydantic, which costs more than a whole `quiz due`: import it only where a file is parsed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, InstanceOf, StrictStr, ValidationError
from pydantic_core import ErrorDetails

from quiz.decks.parse.ident import is_deck_id, is_id, is_language, nearest, propose
from quiz.model.card import Call, Number
from quiz.model.text import clean, one_line

_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?"
_ANSWER = re.compile(
    rf"({_NUMBER})(?:\s*(?:\+-|\+/-|±)\s*({_NUMBER})(?:\s*(%))?)?(?:(%)|\s+(?!\+-|\+/-|±)(\S.*))?", re.ASCII
)
_CALL = re.compile(r"([^\s{]+)\s*(\{.*)?", re.DOTALL)
_TOML_PLACE = re.compile(r" *\(at (?:line (\d+), column (\d+)|end of document)\)$")
_LARGEST = 308  # exponents beyond are no quantity that anyone types


class Refused(ValueError):
    """A value that is not accepted: a template with its values, `offset` characters into the value."""

    def __init__(self, message: str, offset: int = 0, /, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.values = values


@dataclass(frozen=True, slots=True)
class Fault:
    """A `Refused` with the path to the value: a key, then indices or keys within."""

    where: tuple[str | int, ...]
    message: str
    values: Mapping[str, object]
    offset: int = 0


def _card_id(text: str) -> str:
    if is_id(text):
        return text
    near = propose(text)
    if near:
        raise Refused(
            '"{text}" is not a card\'s id: letters, digits, "-" and "." only; try "{near}"', text=text, near=near
        )
    raise Refused('"{text}" is not a card\'s id: letters, digits, "-" and "." only', text=text)


def _item(text: str) -> str:
    if not text:
        raise Refused("an item of this list is empty")
    return text


def _yes_or_no(text: object) -> bool:
    known = {"yes": True, "true": True, "no": False, "false": False}
    if isinstance(text, str) and text.lower() in known:
        return known[text.lower()]
    raise Refused('this must be "yes" or "no", not "{text}"', text=str(text))


def number(text: object) -> Number:
    """`number [+- tolerance | +- n %] [unit]`. Raises Refused."""
    written = str(text).replace("−", "-")
    match = _ANSWER.fullmatch(written)
    if not match:
        raise Refused('"{text}" is not a number such as 320, 0.5 +- 0.01, 9.8 +- 2 % or 3 px', text=str(text))
    value, tolerance, percent, attached, unit = match.groups()
    for digits in (value, tolerance or "0"):
        if abs(Decimal(digits).adjusted()) > _LARGEST:
            raise Refused("this number is beyond all measure")
    if tolerance is not None and Decimal(tolerance) < 0:
        raise Refused("the tolerance must not be negative")
    return Number(value.removeprefix("+"), (tolerance or "0").removeprefix("+"), bool(percent), attached or unit or "")


def _order(text: object) -> tuple[int, ...]:
    words = str(text).split()
    if not words or not all(word.isascii() and word.isdecimal() and len(word) < 5 for word in words):
        raise Refused('"{text}" is not an order of numbers such as 2 1 3', text=str(text))
    return tuple(int(word) for word in words)


def call(text: object) -> Call:
    """`name`, or `name { TOML inline table }`. Raises Refused."""
    written = str(text)
    match = _CALL.fullmatch(written)
    if not match:
        raise Refused("this must be a name, or a name with parameters: name {{ key = value }} ({text})", text=written)
    name, table = match.groups()
    if not is_id(name):
        raise Refused('"{text}" is not a name: letters, digits, "-" and "." only', text=name)
    return Call(name, _table(table, match.start(2)) if table else {})


def _exercise(text: object) -> Call:
    """A call whose `levels`, where given, are the parts of the card."""
    plain = call(text)
    parameters = dict(plain.parameters)
    if "levels" not in parameters:
        return plain
    levels = parameters.pop("levels")
    offset = max(0, str(text).find("levels"))
    if not isinstance(levels, list) or not levels:
        raise Refused("levels must be a list of whole numbers from 1, such as [1, 2, 3]", offset)
    if not all(type(level) is int and level > 0 for level in levels):
        raise Refused("levels must be whole numbers from 1", offset)
    if len(set(levels)) < len(levels):
        raise Refused("levels must not name a level twice", offset)
    return Call(plain.name, parameters, tuple(levels))


def _table(text: str, start: int) -> dict[str, Any]:
    """A TOML inline table that begins `start` characters into the value."""
    head = "x = "
    value = read_toml(head + text, start - len(head), len(head))["x"]
    return {clean(key): _json(item, start) for key, item in value.items()}


def read_toml(text: str, start: int = 0, head: int = 0) -> dict[str, Any]:
    """TOML read; `Refused.offset` is where it went wrong, moved by `start`, and not before `head`."""
    import tomllib

    try:
        return tomllib.loads(text)
    except RecursionError:
        raise Refused("this TOML is nested too deep", start + head) from None
    except ValueError as error:
        raise _toml_fault(text, start, head, str(error)) from None


def _toml_fault(text: str, start: int, head: int, told: str) -> Refused:
    match = _TOML_PLACE.search(told)
    offset = len(text)
    if match and match.group(1):
        lines = text.split("\n")
        offset = sum(len(line) + 1 for line in lines[: int(match.group(1)) - 1]) + int(match.group(2)) - 1
    reason = one_line(told[: match.start()] if match else told)
    return Refused("this is not TOML: {reason}", start + max(head, offset), reason=reason)


def _json(value: object, offset: int, depth: int = 0) -> Any:
    """A TOML value with its texts cleaned; what JSON has no form for is refused."""
    if depth > 20:
        raise Refused("this TOML is nested too deep", offset)
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) < 2**63):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, list):
        return [_json(item, offset, depth + 1) for item in value]
    if isinstance(value, dict):
        return {clean(key): _json(item, offset, depth + 1) for key, item in value.items()}
    raise Refused("a parameter must be text, a number, true or false, a list or a table of these", offset)


CardId = Annotated[StrictStr, AfterValidator(_item), AfterValidator(_card_id)]
Item = Annotated[StrictStr, AfterValidator(_item)]


class Header(BaseModel):
    """The header lines of a card, lists already taken apart."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tags: tuple[Item, ...] = ()
    source: StrictStr = ""
    after: tuple[CardId, ...] = ()
    links: tuple[CardId, ...] = ()
    reversed: Annotated[bool, BeforeValidator(_yes_or_no)] = False
    accept: tuple[Item, ...] = ()
    answer: Annotated[InstanceOf[Number] | None, BeforeValidator(number)] = None
    also: tuple[Annotated[tuple[int, ...], BeforeValidator(_order)], ...] = ()
    exercise: Annotated[InstanceOf[Call] | None, BeforeValidator(_exercise)] = None
    shows: Annotated[InstanceOf[Call] | None, BeforeValidator(call)] = None


def _deck_id(text: str) -> str:
    if not is_deck_id(text):
        raise Refused('"{text}" is not a deck\'s id: letters, digits, "-" and ".", and "/" between', text=text)
    return text


def _code(text: str) -> str:
    if not is_language(text):
        raise Refused('"{text}" is not the code of a language, such as ko or en', text=text)
    return text.lower()


def _title(value: object) -> object:
    return {"": value} if isinstance(value, str) else value


def _titles(value: dict[str, str]) -> dict[str, str]:
    for code in value:
        if code:
            _code(code)
    return {code.lower(): text for code, text in value.items()}


def _options(value: dict[str, object]) -> dict[str, Any]:
    return {clean(key): _json(item, 0) for key, item in value.items()}


Line = Annotated[StrictStr, AfterValidator(one_line)]
Code = Annotated[StrictStr, AfterValidator(_code)]


class Front(BaseModel):
    """The front matter of a deck file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[StrictStr, AfterValidator(_deck_id)] = ""
    language: Code = ""
    title: Annotated[dict[StrictStr, Line], BeforeValidator(_title), AfterValidator(_titles)] = {}
    tags: tuple[Annotated[Line, AfterValidator(_item)], ...] = ()
    options: Annotated[dict[StrictStr, Any], AfterValidator(_options)] = {}
    overrides: dict[CardId, StrictStr] = {}


def header(raw: Mapping[str, object]) -> tuple[Header | None, list[Fault]]:
    """The header values checked: the model, or everything that is wrong with them."""
    try:
        return Header.model_validate(raw), []
    except ValidationError as error:
        return None, [_fault(details, Header) for details in error.errors()]


def front(raw: Mapping[str, object]) -> tuple[Front | None, list[Fault]]:
    """The front matter checked: the model, or everything that is wrong with it."""
    try:
        return Front.model_validate(raw), []
    except ValidationError as error:
        return None, [_fault(details, Front) for details in error.errors()]


def _fault(details: ErrorDetails, model: type[BaseModel]) -> Fault:
    where = tuple(part for part in details["loc"] if part != "[key]")
    key = str(where[0]) if where else ""
    refused = details.get("ctx", {}).get("error")
    if isinstance(refused, Refused):
        return Fault(where, refused.message, refused.values, refused.offset)
    if details["type"] == "extra_forbidden":
        near = nearest(key, model.model_fields)
        if near:
            return Fault(where, 'there is no "{key}" here; do you mean "{near}"?', {"key": key, "near": near})
        keys = ", ".join(model.model_fields)
        return Fault(where, 'there is no "{key}" here; there are {keys}', {"key": key, "keys": keys})
    if details["type"] == "string_type":
        whole = ".".join(part for part in where if isinstance(part, str))
        return Fault(where, "{key} must be text in quotes", {"key": whole})
    if details["type"] in ("tuple_type", "list_type"):
        return Fault(where, "{key} must be a list in square brackets", {"key": key})
    if details["type"] == "dict_type":
        return Fault(where, "{key} must be a table", {"key": key})
    return Fault(where, "{key} is not right: {reason}", {"key": key, "reason": details["msg"]})
