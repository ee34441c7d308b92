"""The shipped decks of exercises: every family is there, behind the concepts that it rests on."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from quiz import paths
from quiz.decks.parse import read
from quiz.exercises import registry
from quiz.model.card import Card, Kind
from quiz.study.exercise_levels import settings_of

CARDS = {
    card.id: card
    for path in sorted(Path(paths.content()).rglob("*.md"))
    for card in read(os.fspath(path), default_id=path.stem).cards
}
EXERCISES = [card for card in CARDS.values() if card.kind is Kind.EXERCISE]


@cache
def before(card: str) -> frozenset[str]:
    """All cards that are passed before a card is introduced."""
    bases = CARDS[card].after
    return frozenset(bases).union(*map(before, bases))


def test_every_family_has_a_card_and_no_other() -> None:
    assert {card.exercise.name for card in EXERCISES if card.exercise} == set(registry.ROWS)


@pytest.mark.parametrize("card", EXERCISES, ids=lambda card: card.id)
def test_an_exercise_follows_concepts_and_has_a_name_in_both_languages(card: Card) -> None:
    assert any(CARDS[basis].kind is not Kind.EXERCISE for basis in before(card.id))
    assert set(card.question) == {"", "ko"}


@pytest.mark.parametrize("card", EXERCISES, ids=lambda card: card.id)
def test_what_a_card_sets_draws_at_each_of_its_levels(card: Card) -> None:
    call = card.exercise
    assert call is not None
    family, settings = registry.families()[call.name], settings_of(call)
    for level in call.levels or family.levels:
        params = family.draw(level, 0, settings)
        assert family.question(params).ko


def test_concepts_wait_for_no_exercise() -> None:
    waiting = [card.id for card in CARDS.values() if card.kind is not Kind.EXERCISE]
    assert [name for name in waiting if any(CARDS[basis].kind is Kind.EXERCISE for basis in before(name))] == []
