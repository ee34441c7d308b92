"""Changing deck files: ids for bare cards, cards appended, and a user's own version of a shipped card."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Container, Mapping, Sequence

from quiz.decks.files import Original, load, remove, save
from quiz.decks.lines import Source, fences
from quiz.decks.parse.blocks import Block, Prose, split
from quiz.decks.parse.deck import parse
from quiz.decks.parse.front import bounds
from quiz.decks.parse.ident import propose
from quiz.model.errors import QuizError
from quiz.model.text import clean, one_line

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # no i, l, o, 0, 1: they are read as one another
_ENDS = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
_WORDS = 4
_LABEL = re.compile(r"\{\{[A-Za-z0-9-]+::")


def tail() -> str:
    """A short random tail for an id."""
    return "".join(secrets.choice(_LETTERS) for _ in range(4))


def stamp(
    path: str, *, taken: Container[str], default_id: str | None = None, tail: Callable[[], str] = tail
) -> dict[str, str]:
    """Give each good bare card of a file an id, and return the new ids by provisional ones.

    Only lines "## id" are inserted, in one atomic write; without a bare card nothing is written. `taken` holds the ids
    of the collection. `default_id` is the deck's id where the file names none (default: the file's name); provisional
    ids depend on it. Raises QuizError.
    """
    original = load(path)
    if default_id is None:
        default_id = os.path.splitext(os.path.basename(path))[0]
    deck = parse(original.text, path, default_id=default_id)
    bare = {card.line: card.id for card in deck.cards if card.provisional}
    if not bare:
        return {}
    source = Source(original.text)
    _, blocks = _blocks(source)
    used = {block.id for block in blocks if block.id}
    minted: dict[str, str] = {}
    lines = _lines(original.text)
    for block in blocks:
        if block.line not in bare:
            continue
        new = _mint(block, used, taken, tail)
        used.add(new)
        minted[bare[block.line]] = new
        old = lines[block.line - 1]
        mark = "\ufeff" if block.line == 1 and old.startswith("\ufeff") else ""
        lines[block.line - 1] = f"{mark}## {new}{_end(old) or original.newline}{old.removeprefix(mark)}"
    save(original, "".join(lines))
    return minted


def append(path: str, card_text: str, *, tail: Callable[[], str] = tail) -> int:
    """Add a card's block at the end of a deck file, which is created where it is missing; return the card's line.

    A bare block gets an id where it would otherwise continue the card before it. Raises QuizError, also where a
    code fence of the file is never closed, which would swallow the card.
    """
    original = load(path, missing=True)
    _refuse_open_fence(original)
    block = clean(card_text).strip("\n")
    text, line = _joined(original, block)
    _, blocks = _blocks(Source(text))
    if not any(one.line == line for one in blocks):
        _, alone = _blocks(Source(block))
        if not alone:
            raise QuizError("A card needs at least a question: Q: …")
        used = {one.id for one in blocks if one.id}
        text, line = _joined(original, f"## {_mint(alone[0], used, (), tail)}\n{block}")
    save(original, text)
    return line


def card_text(path: str, card_id: str) -> str:
    """The source of a card, its heading included, with "\\n" between lines. Raises QuizError where it is not there."""
    original = load(path)
    source = Source(original.text)
    block = _find(source, card_id)
    if block is None:
        raise QuizError("There is no card {card} in {path}.", card=one_line(card_id), path=one_line(path))
    return "\n".join(source.lines[block.line - 1 : block.end - 1]).rstrip() + "\n"


def override(path: str, block: str, *, card_id: str, fingerprint: str, language: str = "") -> int:
    """Put a card's source (as `card_text` gives it) into a user's deck file, and return its line there.

    A card of that id in the file is replaced, else the block is appended; the front matter notes the fingerprint of
    the shipped card under [overrides], so that `check` can tell when that changes. Raises QuizError.
    """
    original = load(path, missing=True)
    _refuse_open_fence(original)
    noted = _noted(original, card_id, fingerprint, language)
    held = Original(path, noted, original.data)
    source = Source(noted)
    old = _find(source, card_id)
    text = clean(block).strip("\n")
    if old is None:
        whole, line = _joined(held, text)
    else:
        lines = _lines(noted)
        body = text.replace("\n", held.newline) + held.newline
        rest = lines[old.end - 1 :]
        whole, line = "".join([*lines[: old.line - 1], body, *([held.newline] if rest else []), *rest]), old.line
    found = parse(whole, path, default_id="deck")
    if found.overrides.get(card_id) != fingerprint:
        raise QuizError(
            "{path}: the front matter cannot be added to; give it a table [overrides] by hand", path=one_line(path)
        )
    save(original, whole)
    return line


def replaced(original: Original, blocks: Mapping[str, str]) -> str:
    """The file's text with the sources of cards, by id, in place of the ones they have there."""
    lines = _lines(original.text)
    for block in reversed(_blocks(Source(original.text))[1]):
        if block.id is not None and block.id in blocks:
            body = clean(blocks[block.id]).strip("\n").replace("\n", original.newline) + original.newline
            rest = lines[block.end - 1 :]
            lines[block.line - 1 :] = [body, *([original.newline] if any(line.strip() for line in rest) else []), *rest]
    return "".join(lines)


def source_of(original: Original, card_id: str) -> str:
    """The source of a card in a file that was read; "" where it is not there."""
    source = Source(original.text)
    block = _find(source, card_id)
    return "\n".join(source.lines[block.line - 1 : block.end - 1]).rstrip() + "\n" if block is not None else ""


def without(original: Original, card_id: str) -> str:
    """The file's text without a card, and without the empty line before it."""
    lines = _lines(original.text)
    block = _find(Source(original.text), card_id)
    if block is None:
        return original.text
    before, after = lines[: block.line - 1], lines[block.end - 1 :]
    if not any(line.strip() for line in after):
        while before and not before[-1].strip():
            before.pop()
    return "".join([*before, *after])


def withdraw(path: str, card_id: str) -> bool:
    """Take back an `override`: the card's source and its entry under [overrides], and the file where nothing else is
    in it. False, with nothing changed, where no such entry stands in the file. Raises QuizError.
    """
    original = load(path)
    lines = _lines(original.text)
    found, block = bounds(Source(original.text).lines), _find(Source(original.text), card_id)
    table = _table(lines, found[1]) if found else None
    if found is None or block is None or table is None:
        return False
    begin, after = table
    entries = _entries(lines, begin, after, card_id)
    if not entries:
        return False
    end = found[1]
    body = [*lines[end + 1 : block.line - 1], *lines[block.end - 1 :]]
    if block.end > len(lines) and body and not body[-1].strip():
        body.pop()  # the empty line that `override` put before it
    head = [line for index, line in enumerate(lines[1:end], 1) if index not in entries]
    if not any(line.strip() for index, line in enumerate(lines[begin + 1 : after], begin + 1) if index not in entries):
        head = [line for index, line in enumerate(lines[1:end], 1) if not begin <= index < after]
    if any(line.strip() for line in head):
        save(original, "".join([lines[0], *head, lines[end], *body]))
    elif any(line.strip() for line in body):
        text = "".join(body[1:] if not body[0].strip() else body)
        save(original, ("\ufeff" if original.text.startswith("\ufeff") else "") + text)
    else:
        remove(original)
    return True


def _table(lines: Sequence[str], end: int) -> tuple[int, int] | None:
    """Index of the line [overrides] of the front matter, which ends at `end`, and of the one behind its table."""
    table = next((i for i in range(1, end) if lines[i].split("#")[0].strip() == "[overrides]"), None)
    if table is None:
        return None
    return table, next((i for i in range(table + 1, end) if lines[i].lstrip().startswith("[")), end)


def _entries(lines: Sequence[str], table: int, after: int, card_id: str) -> list[int]:
    return [i for i in range(table + 1, after) if lines[i].split("=")[0].strip().strip("\"'") == card_id]


def _noted(original: Original, card_id: str, fingerprint: str, language: str) -> str:
    """The file's text with the fingerprint in its front matter."""
    newline = original.newline
    note = f'"{card_id}" = "{fingerprint}"{newline}'
    lines = _lines(original.text)
    found = bounds(Source(original.text).lines)
    if found is None:
        mark = "\ufeff" if original.text.startswith("\ufeff") else ""
        head = [f'language = "{language}"{newline}'] if language else []
        front = ["+++" + newline, *head, "[overrides]" + newline, note, "+++" + newline, newline]
        return mark + "".join(front) + original.text.removeprefix("\ufeff")
    end = found[1]
    table = _table(lines, end)
    if table is None:
        lines[end:end] = ["[overrides]" + newline, note]
        return "".join(lines)
    for index in reversed(_entries(lines, *table, card_id)):
        del lines[index]
    lines.insert(table[0] + 1, note)
    return "".join(lines)


def _blocks(source: Source) -> tuple[int, list[Block]]:
    """Where the cards begin, and their blocks."""
    found = bounds(source.lines)
    start = found[1] + 1 if found and found[1] else 0
    return start, split(source, start)[1]


def _find(source: Source, card_id: str) -> Block | None:
    return next((block for block in _blocks(source)[1] if block.id == card_id), None)


def _lines(text: str) -> list[str]:
    """The lines with their ends; one more, empty, behind a last line end, as `parse.lines.split` counts."""
    return _ENDS.split(text)


def _end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]


def _joined(original: Original, block: str) -> tuple[str, int]:
    """The file's text with a block behind it, an empty line between, and the block's first line."""
    newline = original.newline
    text = original.text
    if text.removeprefix("\ufeff"):
        text = text if _end(text) else text + newline
        if _lines(text)[-2].strip():
            text += newline
    line = len(_lines(text))
    return text + block.replace("\n", newline) + newline, line


def _refuse_open_fence(original: Original) -> None:
    lines = Source(original.text).lines
    found = bounds(lines)
    _, unclosed = fences(lines, found[1] + 1 if found and found[1] else 0)
    if unclosed:
        raise QuizError(
            "{path}:{line}: this code fence is never closed and would swallow the new card; close it first",
            path=one_line(original.path), line=min(unclosed) + 1,
        )  # fmt: skip


def _mint(block: Block, used: Container[str], taken: Container[str], tail: Callable[[], str]) -> str:
    """An id from the first words of the question and a random tail, free in the file and the collection."""
    asked = next((one for one in block.fields if one.name in ("Q", "C")), block.fields[0])
    text = _LABEL.sub("", Prose(asked.pieces).text)
    words = propose(text, _WORDS)[:40].strip("-.").lower() or "card"
    while True:
        new = f"{words}-{tail()}"
        if new not in used and new not in taken:
            return new
