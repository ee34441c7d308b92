"""Every name that a shipped card accepts is right as people write it, and every mistake that it foresees is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from quiz import paths
from quiz.decks.parse import read
from quiz.model.card import Card, Kind, in_language
from quiz.model.progress import Progress
from quiz.study.folding import fold
from quiz.study.judge import judge
from quiz.study.prompt import Counts, Others, Prompt

CARDS = [
    card
    for path in sorted(Path(paths.content()).rglob("*.md"))
    for card in read(os.fspath(path), default_id=path.stem).cards
    if card.kind is Kind.TYPED
]
NAMES = {fold(name): card.id for card in CARDS for name in card.accept}


def prompt_of(card: Card) -> Prompt:
    return Prompt(card, "", Progress(card.id), "", {}, (), Counts(), "", others=Others(NAMES, card.id))


def as_written(name: str) -> set[str]:
    return {name, name.upper(), name.lower(), name.replace(" ", "  "), f" {name}", f"{name}.", f"`{name}`", f'"{name}"'}


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_accepted_and_foreseen(card: Card) -> None:
    prompt = prompt_of(card)
    for name in card.accept:
        written = as_written(name)
        if "(" not in name and " -" not in name:
            written |= {name.replace(" ", ""), name.replace(" ", "-"), name.replace("-", " "), name.replace("_", " ")}
        verdicts = {text: judge(prompt, text, "en").verdict for text in written}
        assert verdicts == dict.fromkeys(written, "right")
    for language in ("en", "ko"):
        for wrong in in_language(card.wrong, language) or ():
            for text in (wrong.answer, wrong.answer.upper(), wrong.answer.replace(" ", ""), f"{wrong.answer} ."):
                judged = judge(prompt, text, language)
                assert (judged.verdict, bool(judged.feedback)) == ("wrong", True)
