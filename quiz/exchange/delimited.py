"""CSV and TSV with the headers that Anki reads and writes (docs.ankiweb.net, "Text Files")."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from quiz.exchange import rendering
from quiz.exchange.anki.incoming import WITHOUT_GUID, Taken, taken
from quiz.exchange.anki.notes import GUID
from quiz.exchange.anki.tables import Card as Row
from quiz.exchange.anki.tables import Contents, Note, NoteType, Template
from quiz.exchange.exported import chosen
from quiz.exchange.faces import face, languages
from quiz.exchange.incoming import Incoming, Left, Report, apply
from quiz.exchange.variants import variants
from quiz.model.card import Card, Kind, in_language
from quiz.model.errors import QuizError
from quiz.model.text import clean, one_line
from quiz.study.collection import Collection

_SEPARATORS = {
    "comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":", ",": ",", ";": ";",
    "\\t": "\t", "|": "|", ":": ":",
}  # fmt: skip
_NAMES = {",": "Comma", "\t": "Tab"}
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet take a field for a formula
_MOST_FIELD = 16 * 1024 * 1024
_MOST_FILE = 512 * 1024 * 1024
_VARIANTS = 3
_COLUMN = re.compile(r"(guid|notetype|deck|tags) column", re.IGNORECASE)
BASIC, REVERSED, TYPED, CLOZE = "Basic", "Basic (and reversed card)", "Basic (type in the answer)", "Cloze"
_TYPES = {
    BASIC: NoteType(BASIC, False, ("Front", "Back"), (Template("1", "{{Front}}", "{{Back}}"),)),
    REVERSED: NoteType(
        REVERSED, False, ("Front", "Back"),
        (Template("1", "{{Front}}", "{{Back}}"), Template("2", "{{Back}}", "{{Front}}")),
    ),
    TYPED: NoteType(TYPED, False, ("Front", "Back"), (Template("1", "{{Front}}{{type:Back}}", "{{Back}}"),)),
    CLOZE: NoteType(
        CLOZE, True, ("Text", "Back Extra"), (Template("1", "{{cloze:Text}}", "{{cloze:Text}}{{Back Extra}}"),)
    ),
}  # fmt: skip


def inert(text: str) -> str:
    """A field that no spreadsheet runs: an apostrophe before what would begin a formula, or before such a one."""
    return f"'{text}" if text.startswith(_ACTIVE) or re.match(r"'+[=+\-@\t\r]", text) else text


def whole(text: str) -> str:
    """What `inert` was given."""
    return text[1:] if re.match(r"'+[=+\-@\t\r]", text) else text


def lines(collection: Collection, decks: Sequence[str], wanted: Sequence[str], separator: str) -> Iterator[str]:
    """The lines of an export: headers, then a note a row with its fields as HTML."""
    out = chosen(collection, decks)
    yield f"#separator:{_NAMES[separator]}\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n"
    yield "#tags column:6\n"
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator, lineterminator="\n")
    for one in out:
        for row in _rows(one.card, wanted):
            writer.writerow([inert(value) for value in row])
    yield buffer.getvalue()


def _rows(card: Card, wanted: Sequence[str]) -> Iterator[tuple[str, ...]]:
    spoken = languages(card, wanted)
    tags = " ".join(tag.replace(" ", "_") for tag in card.tags)
    deck = card.deck.replace("/", "::")
    if card.kind is Kind.EXERCISE:
        for one in variants(card, spoken[:1], _VARIANTS):
            guid = f"{GUID}{card.id}/level-{one.level}/{one.number}"
            yield guid, BASIC, deck, one.question, one.answer, f"{tags} exercise".strip()
        return
    if card.kind is Kind.CLOZE:
        numbers = {label: place for place, label in enumerate(card.labels, 1)}
        text = rendering.cloze(in_language(card.cloze, spoken[0]) or "", numbers)
        more = rendering.html(in_language(card.answer, spoken[0]) or "")
        yield GUID + card.id, CLOZE, deck, text, more, tags
        return
    told = face(card, spoken[0])
    options = "".join(f"<li>{rendering.html(option)}</li>" for option in told.options)
    question = rendering.html(told.question) + (f"<ul>{options}</ul>" if options else "")
    kind = REVERSED if card.reversed else TYPED if card.kind is Kind.TYPED else BASIC
    answer = rendering.html(card.accept[0]) if card.kind is Kind.TYPED else rendering.html(told.answer)
    yield GUID + card.id, kind, deck, question, answer, tags


@dataclass(slots=True)
class _Head:
    """What the header lines say; columns count from 1."""

    separator: str = ""
    html: bool = False
    notetype: str = ""
    deck: str = ""
    tags: tuple[str, ...] = ()
    columns: dict[str, int] = field(default_factory=dict)


def bring(
    collection: Collection, path: str, *, progress: bool = True, dry_run: bool = False, update: bool = False
) -> Report:
    """Import a table. Raises QuizError; decks and log are then as they were."""
    text = read(path)
    head, body = _headers(text)
    separator = head.separator or ("\t" if path.lower().endswith(".tsv") else _sniffed(body))
    deck = head.deck or os.path.splitext(os.path.basename(path))[0]
    incoming = Incoming()
    csv.field_size_limit(_MOST_FIELD)
    notes: list[tuple[Note, str]] = []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(body, newline=""), delimiter=separator), 1):
            if any(value.strip() for value in row):
                _note(number, [whole(value) for value in row], head, deck, notes, incoming)
    except csv.Error as error:
        raise QuizError(
            "{path}: this is no table ({reason}).", path=one_line(path), reason=one_line(str(error))
        ) from error
    found = _taken(notes, {card.id: card for card in map(collection.card, _named(notes)) if card is not None})
    incoming.cards = found.cards
    incoming.left += found.left
    incoming.notes = len(notes)
    return apply(collection, incoming, dry_run=dry_run, update=update)


def read(path: str) -> str:
    """The text of a file from outside. Raises QuizError."""
    try:
        if os.path.getsize(path) > _MOST_FILE:
            raise QuizError(
                "{path} is too big: {most} MiB is the limit.", path=one_line(path), most=_MOST_FILE // 2**20
            )
        with open(path, "rb") as file:
            raw = file.read()
    except OSError as error:
        raise QuizError(
            "{path} cannot be read ({reason}).", path=one_line(path), reason=error.strerror or "?"
        ) from error
    try:
        return raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig").replace("\0", "")
    except UnicodeDecodeError as error:
        raise QuizError("{path} is not UTF-8 text.", path=one_line(path)) from error


def _named(notes: Sequence[tuple[Note, str]]) -> list[str]:
    """The ids of cards of ours among the notes."""
    return [note.guid.removeprefix(GUID) for note, _ in notes if note.guid.startswith(GUID)]


def _headers(text: str) -> tuple[_Head, str]:
    head = _Head()
    rest = text
    while rest.startswith("#"):
        line, _, rest = rest.partition("\n")
        key, colon, value = line[1:].partition(":")
        name, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if name == "separator":
            head.separator = _SEPARATORS.get(value.lower(), value[:1] or ",")
        elif name == "html":
            head.html = value.lower() == "true"
        elif name == "notetype":
            head.notetype = value
        elif name == "deck":
            head.deck = value
        elif name == "tags":
            head.tags = tuple(value.split())
        elif (match := _COLUMN.fullmatch(name)) and value.isdecimal():
            head.columns[match.group(1).lower()] = int(value)
    return head, rest


def _sniffed(body: str) -> str:
    """The separator of which the first lines have most; a tab before the others, a comma where there is none."""
    head = body[:4096]
    most = max("\t;,|", key=lambda sign: (head.count(sign), sign == "\t"))
    return most if most in head else ","


def _note(
    number: int, row: list[str], head: _Head, deck: str, notes: list[tuple[Note, str]], incoming: Incoming
) -> None:
    def column(name: str) -> str:
        place = head.columns.get(name, 0)
        return row[place - 1].strip() if 0 < place <= len(row) else ""

    special = set(head.columns.values())
    values = [value for place, value in enumerate(row, 1) if place not in special]
    if not values or not values[0].strip():
        incoming.left.append(Left(f"line {number}", "its first field is empty"))
        return
    if not head.html:
        values = [_escaped(value) for value in values]
    guid = clean(column("guid")) or WITHOUT_GUID + sha256(values[0].strip().encode("utf-8", "replace")).hexdigest()[:16]
    name = column("notetype") or head.notetype
    kind = next((one for one in (REVERSED, TYPED, CLOZE, BASIC) if one.lower() == name.lower()), "")
    if not kind:
        kind = CLOZE if re.search(r"\{\{c\d+::", values[0]) else BASIC
    if kind != CLOZE and len(values) > 2:
        values = [values[0], "<br>".join(value for value in values[1:] if value.strip())]
    tags = tuple(column("tags").split()) or head.tags
    where = column("deck") or deck
    number_of = list(_TYPES).index(kind)
    notes.append((Note(len(notes) + 1, guid, number_of, tags, tuple(values[:2])), where))


def _escaped(text: str) -> str:
    from html import escape

    return escape(text, quote=False).replace("\n", "<br>")


def _taken(notes: Sequence[tuple[Note, str]], known: Mapping[str, Card]) -> Taken:
    """The rows as if they came from a package: one reader for both."""
    decks = {name: place for place, name in enumerate(dict.fromkeys(where for _, where in notes), 1)}
    types: Mapping[int, NoteType] = dict(enumerate(_TYPES.values()))
    cards: list[Row] = []
    for note, where in notes:
        kind = types[note.type]
        numbers = sorted({int(n) for n in re.findall(r"\{\{c(\d{1,3})::", note.values[0])}) if kind.cloze else ()
        for place in [n - 1 for n in numbers] or range(len(kind.templates)):
            cards.append(Row(len(cards) + 1, note.id, decks[where], place, 0, 0, 0, 0, 0, 0, 0, {}))
    listed = tuple(note for note, _ in notes)
    return taken(Contents(0, types, {place: name for name, place in decks.items()}, listed, tuple(cards), ()), known)
