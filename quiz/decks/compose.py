"""From cards to the text of a deck file: what `parse` reads back as the same cards."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from quiz.decks.grammar import field_token, is_heading
from quiz.decks.lines import fences
from quiz.model.card import Call, Card, Kind, Number, Option, Pair, Wrong
from quiz.model.text import clean, one_line

_SIDES = ((">", "＞"), ("->", "→"))  # a further line of an item that begins so would be its feedback or its link


def front(
    *, deck: str = "", language: str = "", title: Mapping[str, str] | None = None, tags: Sequence[str] = ()
) -> str:
    """The front matter of a deck file; "" where there is nothing to say."""
    lines = [f"id = {_quoted(deck)}"] if deck else []
    if language:
        lines.append(f"language = {_quoted(language)}")
    if title:
        pairs = ", ".join(f"{_quoted(code)} = {_quoted(one_line(text))}" for code, text in title.items())
        lines.append(f"title = {_quoted(one_line(title['']))}" if list(title) == [""] else f"title = {{ {pairs} }}")
    if tags:
        lines.append(f"tags = [{', '.join(map(_quoted, tags))}]")
    return "\n".join(["+++", *lines, "+++", "", ""]) if lines else ""


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's."""
    return json.dumps(clean(text), ensure_ascii=False)


def compose(card: Card, *, without: Iterable[str] = ()) -> str:
    """The source of a card, its heading included, ending in a newline; `without` are tags that its deck gives it.

    A fence that is never closed is closed, so that it does not swallow what follows.
    """
    lines = [] if card.provisional else [f"## {card.id}"]
    lines += _headers(card, frozenset(without))
    for name, texts in (("Q", card.question), ("C", card.cloze), ("A", card.answer)):
        for language, text in texts.items():
            lines += _field(name, language, text)
    lines += _items("Choices", card.choices)
    lines += _items("Order", card.order)
    lines += _items("Match", card.match)
    lines += _items("Wrong", card.wrong)
    for name, texts in (("Hint", card.hint), ("Fix", card.fix)):
        for language, text in texts.items():
            lines += _field(name, language, text)
    return "\n".join(lines) + "\n"


def _items(name: str, listed: Mapping[str, Sequence[Option | Pair | Wrong | str]]) -> list[str]:
    lines = []
    for language, items in listed.items():
        lines.append(f"{_token(name, language)}:")
        for number, item in enumerate(items, 1):
            lines += _item(item, number)
    return lines


def _token(name: str, language: str) -> str:
    return f"{name}.{language}" if language else name


def _headers(card: Card, without: frozenset[str]) -> list[str]:
    accept = " | ".join(one_line(name) for name in card.accept)
    also = " | ".join(" ".join(map(str, order)) for order in card.also)
    values = {
        "tags": ", ".join(_listed(tag) for tag in card.tags if tag not in without),
        "source": one_line(card.source),
        "after": ", ".join(card.after),
        "links": ", ".join(card.links),
        "reversed": "yes" if card.reversed else "",
        "accept": accept if card.kind is Kind.TYPED else "",
        "answer": _number(card.number) if card.number else "",
        "also": also,
        "exercise": _call(card.exercise) if card.exercise else "",
        "shows": _call(card.shows) if card.shows else "",
    }
    return [f"{key}: {value}" for key, value in values.items() if value]


def _listed(tag: str) -> str:
    return one_line(tag).replace(",", ";")


def _number(number: Number) -> str:
    tolerance = "" if number.tolerance == "0" else f" +- {number.tolerance}{' %' if number.relative else ''}"
    return f"{number.value}{tolerance}{f' {number.unit}' if number.unit else ''}"


def _call(call: Call) -> str:
    parameters = dict(call.parameters)
    if call.levels is not None:
        parameters = {"levels": list(call.levels), **parameters}
    return f"{call.name} {_toml(parameters)}" if parameters else call.name


def _toml(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(str(key))} = {_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _key(key: str) -> str:
    plain = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
    return key if plain else _quoted(key)


def _field(name: str, language: str, text: str) -> list[str]:
    """The lines of a text: behind the colon where it is one line, else below it, grammar masked by a backslash."""
    token, lines = _token(name, language), _closed(clean(text).strip("\n").rstrip().split("\n"))
    if len(lines) == 1 and not lines[0].startswith((" ", "\t", "```", "~~~")):
        return [f"{token}: {lines[0]}".rstrip()]
    inside, _ = fences(lines)
    masked = (
        f"\\{line}" if not fenced and (is_heading(line) or field_token(line)) else line
        for line, fenced in zip(lines, inside, strict=True)
    )
    return [f"{token}:", *masked]


def _closed(lines: list[str]) -> list[str]:
    """The lines, with an end for a code fence that has none."""
    _, unclosed = fences(lines)
    if not unclosed:
        return lines
    opening = lines[min(unclosed)].lstrip()
    mark = opening[0]
    return [*lines, mark * (len(opening) - len(opening.lstrip(mark)))]


def _item(item: Option | Pair | Wrong | str, number: int) -> list[str]:
    if isinstance(item, str):
        return _bulleted(f"{number}. ", item)
    if isinstance(item, Pair):
        return _bulleted("- ", f"{one_line(item.left)} => {one_line(item.right)}")
    bullet = f"- [{'x' if item.right else ' '}] " if isinstance(item, Option) else "- "
    lines = _bulleted(bullet, item.text if isinstance(item, Option) else item.answer)
    lines += [f"  > {line}".rstrip() for line in clean(item.feedback).split("\n") if line.strip()]
    return [*lines, f"  -> {item.link}"] if item.link else lines


def _bulleted(bullet: str, text: str) -> list[str]:
    first, *others = _closed(clean(text).strip().split("\n"))
    return [bullet + first, *(f"  {_masked(line)}".rstrip() for line in others)]


def _masked(line: str) -> str:
    """A further line of an item, which must not be read as its feedback."""
    for sign, instead in _SIDES:
        if line.lstrip().startswith(sign):
            return line.replace(sign, instead, 1)
    return line
