"""Suspended cards are listed, and come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from quiz.model.errors import QuizError
from quiz.model.event import Rating
from quiz.store import events
from quiz.study.collection import Collection
from quiz.study.rebuild import differences
from quiz.study.session import Session
from quiz.study.suspension import Suspended
from tests.study.helpers import Clock, opened, write


def suspend(session: Session, *names: str) -> None:
    """Suspend the cards of these names, answering the others."""
    missing = set(names)
    while missing and (prompt := session.next()) is not None:
        if prompt.card.id in missing:
            missing.remove(prompt.card.id)
            session.suspend()
        else:
            session.answer(Rating.EASY)
    assert not missing


def named(collection: Collection) -> list[tuple[str, str]]:
    return [(entry.card.id, entry.part) for entry in collection.suspended()]


def test_listed_in_deck_order_and_brought_back(tmp_path: Path) -> None:
    write(tmp_path)
    clock = Clock()
    with opened(tmp_path, clock) as collection:
        assert collection.suspended() == []
        with collection.session() as session:
            suspend(session, "clear-gradients", "conv-params", "mae-definition")
        cloze = collection.card("clear-gradients")
        assert cloze is not None
        assert named(collection) == [("mae-definition", ""), ("conv-params", ""), ("clear-gradients", cloze.parts[0])]
        assert collection.suspended()[-1] == Suspended(cloze, cloze.parts[0])
        clock.forward(minutes=5)
        collection.unsuspend("conv-params")
        collection.unsuspend("clear-gradients", cloze.parts[0])
        assert named(collection) == [("mae-definition", "")]
        assert differences(collection.database.connection, collection.options()) == []
        with collection.session() as session:
            left = set()
            while (prompt := session.next()) is not None:
                left.add(prompt.card.id)
                session.skip()
        assert {"conv-params", "clear-gradients"} <= left
        assert "mae-definition" not in left


def test_refused_where_it_is_not_suspended(tmp_path: Path) -> None:
    write(tmp_path)
    with opened(tmp_path, Clock()) as collection:
        with collection.session() as session:
            suspend(session, "conv-params")
        before = events.count(collection.database.connection)
        for card, part in (("mse-name", ""), ("conv-params", "x"), ("no-such-card", "")):
            with pytest.raises(QuizError, match=f"The card {card}.* is not suspended"):
                collection.unsuspend(card, part)
        assert events.count(collection.database.connection) == before


def test_a_card_that_left_the_decks_is_not_listed_and_returns_suspended(tmp_path: Path) -> None:
    path = write(tmp_path)
    text = path.read_text(encoding="utf-8")
    with opened(tmp_path, Clock()) as collection:
        with collection.session() as session:
            suspend(session, "conv-params")
        path.write_text("## other\nQ: a?\nA: b.\n", encoding="utf-8")
        collection.refresh()
        assert collection.suspended() == []
        path.write_text(text, encoding="utf-8")
        collection.refresh()
        assert named(collection) == [("conv-params", "")]


def test_also_where_the_clock_was_set_back(tmp_path: Path) -> None:
    write(tmp_path)
    clock = Clock()
    with opened(tmp_path, clock) as collection:
        with collection.session() as session:
            suspend(session, "conv-params")
        clock.forward(days=-3)
        collection.unsuspend("conv-params")
        assert collection.suspended() == []
        assert differences(collection.database.connection, collection.options()) == []


def test_a_sitting_that_is_open_elsewhere_asks_it_again(tmp_path: Path) -> None:
    write(tmp_path)
    clock = Clock()
    with opened(tmp_path, clock) as collection, collection.session() as session:
        suspend(session, "conv-params")
        with opened(tmp_path, clock) as other:
            other.unsuspend("conv-params")
        asked = []
        while (prompt := session.next()) is not None:
            asked.append(prompt.card.id)
            session.answer(Rating.EASY)
        assert "conv-params" in asked
        assert differences(collection.database.connection, collection.options()) == []
