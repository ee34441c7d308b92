"""One self-contained page: a list to fold, cards to print, and a quiz that needs no server."""

from __future__ import annotations

import base64
import json
import mimetypes
import os
from collections.abc import Sequence
from html import escape
from importlib import resources

from quiz.decks.cloze import segments
from quiz.decks.maths import unicode
from quiz.exchange import rendering
from quiz.exchange.exported import MOST_PICTURE_BYTES, Out, chosen
from quiz.exchange.faces import face, languages
from quiz.exchange.variants import variants
from quiz.language import Words
from quiz.model.card import Card, Kind, in_language
from quiz.study.collection import Collection

_VARIANTS = 2


def page(collection: Collection, decks: Sequence[str], wanted: Sequence[str]) -> str:
    """The page as text."""
    out = chosen(collection, decks)
    words = Words(wanted[0])
    titles = {deck: in_language(title, wanted[0]) or deck for deck, (title, _) in collection.decks().items()}
    cards = [row for one in out for row in _rows(one, wanted, titles)]
    data = _json(cards)
    names = {
        "list": words("List"), "cards": words("Cards to print"), "quiz": words("Quiz"),
        "show": words("Show the answer"),
        "knew": words("Knew it"), "missed": words("Did not"), "again": words("Again"), "open": words("Unfold all"),
        "close": words("Fold all"), "done": words("{right} of {all} known."), "more": words("Note"),
    }  # fmt: skip
    folder = resources.files("quiz.exchange").joinpath("page")
    template = folder.joinpath("page.html").read_text(encoding="utf-8")
    for name, value in (
        ("LANGUAGE", escape(wanted[0])),
        ("TITLE", escape(", ".join(dict.fromkeys(row["deck"] for row in cards))[:80] or "quiz")),
        ("STYLE", folder.joinpath("page.css").read_text(encoding="utf-8") + rendering.styles("main", "main.night")),
        ("SCRIPT", folder.joinpath("page.js").read_text(encoding="utf-8")),
        ("NAMES", _json(names)),
        ("CARDS", data),
    ):
        template = template.replace(f"%%{name}%%", value, 1)
    return template


def _json(value: object) -> str:
    """JSON inside a page: no text of a card ends the script or begins a comment."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _rows(one: Out, wanted: Sequence[str], titles: dict[str, str]) -> list[dict[str, str]]:
    card, spoken = one.card, languages(one.card, wanted)
    deck = titles.get(card.deck, card.deck)

    def made(text: str) -> str:
        return rendering.html(unicode(text), lambda name: _embedded(os.path.join(one.folder, *name.split("/"))))

    if card.kind is Kind.EXERCISE:
        return [
            {
                "id": f"{card.id}/{v.level}/{v.number}",
                "deck": deck,
                "q": f"<p>{escape(v.label)}</p>{v.question}",
                "a": v.answer,
                "n": "",
            }
            for v in variants(card, spoken[:1], _VARIANTS)
        ]
    if card.kind is Kind.CLOZE:
        return [_cloze(card, label, spoken[0], deck, made) for label in card.labels]
    told = face(card, spoken[0])
    options = "".join(f"<li>{made(option)}</li>" for option in told.options)
    question = made(told.question) + (f"<ul>{options}</ul>" if options else "")
    rows = [{"id": card.id, "deck": deck, "q": question, "a": made(told.answer), "n": made(told.note)}]
    if card.reversed:
        rows.append({"id": f"{card.id}/reverse", "deck": deck, "q": rows[0]["a"], "a": rows[0]["q"], "n": rows[0]["n"]})
    return rows


def _cloze(card: Card, label: str, language: str, deck: str, made: rendering.Rename) -> dict[str, str]:
    pieces = segments(in_language(card.cloze, language) or "")
    asked = "".join(f"**[{piece.hint or '…'}]**" if piece.label == label else piece.text for piece in pieces)
    answer = "".join(f"**{piece.text}**" if piece.label == label else piece.text for piece in pieces)
    more = in_language(card.answer, language) or ""
    return {"id": f"{card.id}/{label}", "deck": deck, "q": made(asked), "a": made(answer), "n": made(more)}


def _embedded(path: str) -> str:
    """A picture as a data address; "" where it is missing or no picture."""
    kind, _ = mimetypes.guess_type(path)
    if kind is None or not kind.startswith("image/") or not os.path.isfile(path):
        return ""
    if os.path.getsize(path) > MOST_PICTURE_BYTES:
        return ""
    with open(path, "rb") as file:
        return f"data:{kind};base64,{base64.b64encode(file.read()).decode('ascii')}"
