"""What `due` counts is what a session asks: across limits, decks, siblings, prerequisites, suspended and buried."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from quiz.model.event import Rating
from quiz.model.progress import State
from quiz.study.collection import Collection
from quiz.study.counts import Counts
from tests.study.helpers import Clock, opened, write

CHOICES: tuple[tuple[str, ...], ...] = ((), ("a",), ("a/b",), ("ab",), ("a/b/c", "ab"))


def cards(prefix: str, count: int, random: Random) -> str:
    blocks = []
    for n in range(count):
        name = f"{prefix}-{n:02}"
        after = f"after: {prefix}-{random.randrange(n):02}\n" if n and random.random() < 0.3 else ""
        kind = random.randrange(3)
        if kind == 0:
            blocks.append(f"## {name}\n{after}Q: {n}?\nA: {n}.\n")
        elif kind == 1:
            blocks.append(f"## {name}\n{after}reversed: yes\nQ: term {n}\nA: meaning {n}\n")
        else:
            holes = " and ".join(f"{{{{h{hole}::{hole}}}}}" for hole in range(2 + random.randrange(3)))
            blocks.append(f"## {name}\n{after}C: {name} is {holes}.\n")
    return "\n".join(blocks)


def home(path: Path, random: Random, *, steps: str) -> None:
    for name, prefix in (("a.md", "a"), ("a/b.md", "b"), ("a/b/c.md", "c"), ("ab.md", "d")):
        write(path, cards(prefix, 14, random), name)
    (path / "config.toml").write_text(
        f"new_per_day = {random.randrange(3, 12)}\nreviews_per_day = {random.randrange(2, 9)}\n"
        f"learning_steps = {steps}\nlearn_ahead = '1d'\n"
    )


def asked(collection: Collection, decks: tuple[str, ...], clock: Clock) -> Counts:
    """How many of each kind a session shows that skips them all."""
    found = {State.NEW: 0, State.LEARNING: 0, State.REVIEW: 0, State.RELEARNING: 0}
    with collection.session(decks, clock) as session:
        while (prompt := session.next()) is not None:
            found[prompt.progress.state] += 1
            session.skip()
    return Counts(found[State.LEARNING] + found[State.RELEARNING], found[State.REVIEW], found[State.NEW])


def compare(collection: Collection, clock: Clock) -> None:
    known = collection.decks()
    for decks in CHOICES:
        if not all(deck in known for deck in decks):
            continue
        due = collection.due(decks=decks)
        counted = Counts(due.learning, due.review, due.new)
        with collection.session(decks, clock) as session:
            assert session.counts == counted
        assert asked(collection, decks, clock) == counted
        for one in due.decks:
            assert one.counts.review <= due.review
            assert one.counts.new <= due.new


@pytest.mark.parametrize("seed", range(8))
def test_the_counts_are_what_a_session_asks(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    home(tmp_path, random, steps=random.choice(["['1m', '10m']", "['1m', '1d']", "[]"]))
    clock = Clock()
    with opened(tmp_path, clock) as collection:
        assert len(collection.decks()) == 4
        compare(collection, clock)
        for _ in range(25):
            with collection.session(random.choice(CHOICES), clock) as session:
                for _ in range(random.randrange(1, 14)):
                    if session.next() is None:
                        break
                    clock.forward(seconds=random.randrange(1, 90))
                    what = random.random()
                    if what < 0.06:
                        session.suspend()
                    elif what < 0.12:
                        session.bury()
                    elif what < 0.18:
                        session.undo()
                    else:
                        session.answer(random.choice(list(Rating)))
            compare(collection, clock)
            clock.forward(hours=random.choice([1, 9, 24, 24, 48]))


def test_a_new_side_waits_while_the_other_is_due(tmp_path: Path) -> None:
    write(tmp_path, "## term\nreversed: yes\nQ: softmax\nA: A distribution.\n")
    clock = Clock()
    with opened(tmp_path, clock) as collection:
        with collection.session() as session:
            session.next()
            session.answer(Rating.EASY)
        clock.forward(days=60)  # the first side is due, the second still new
        due = collection.due()
        assert (due.learning, due.review, due.new) == (0, 1, 0)
        compare(collection, clock)


def test_a_side_left_in_learning_holds_the_other_back_on_later_days_too(tmp_path: Path) -> None:
    write(tmp_path, "## term\nreversed: yes\nQ: softmax\nA: A distribution.\n")
    clock = Clock()
    with opened(tmp_path, clock) as collection:
        with collection.session() as session:
            session.next()
            session.answer(Rating.AGAIN)
        clock.forward(days=3)
        due = collection.due()
        assert (due.learning, due.review, due.new) == (1, 0, 0)
        compare(collection, clock)


def test_a_card_of_many_parts_counts_once_and_hides_no_other(tmp_path: Path) -> None:
    """150 parts of two cards stand before the third card."""
    holes = " ".join(f"{{{{h{n}::{n}}}}}" for n in range(75))
    write(tmp_path, f"## one\nC: {holes}\n\n## two\nC: x {holes}\n\n## three\nQ: q?\nA: a.\n")
    clock = Clock()
    with opened(tmp_path, clock) as collection:
        assert collection.due().new == 3
        compare(collection, clock)


def test_limits_hold_for_the_day_and_not_for_a_session(tmp_path: Path) -> None:
    write(tmp_path, "".join(f"## c{n:02}\nQ: {n}?\nA: {n}.\n\n" for n in range(40)))
    (tmp_path / "config.toml").write_text("new_per_day = 6\nreviews_per_day = 9\n")
    clock = Clock()
    with opened(tmp_path, clock) as collection:
        for _ in range(5):
            with collection.session() as session:
                while session.next() is not None:
                    session.answer(Rating.EASY)
            clock.forward(days=1)
        clock.forward(days=400)
        done = 0
        for most in (4, 2, None):
            assert collection.due().review == 9 - done
            with collection.session(limit=most) as session:
                while (prompt := session.next()) is not None:
                    if prompt.progress.state is State.NEW:
                        session.skip()
                        continue
                    session.answer(Rating.EASY)
                    done += 1
        assert done == 9
        assert collection.due().review == 0
        assert collection.due(clock.now + timedelta(days=1)).review == 9


def test_a_day_of_a_deck_below_counts_against_the_same_limits(tmp_path: Path) -> None:
    write(tmp_path, "".join(f"## x{n:02}\nQ: {n}?\nA: {n}.\n\n" for n in range(8)), "x.md")
    write(tmp_path, "".join(f"## y{n:02}\nQ: {n}?\nA: {n}.\n\n" for n in range(8)), "x/y.md")
    clock = Clock()
    with opened(tmp_path, clock) as collection:
        with collection.session(["x/y"], limit=7) as session:
            while session.next() is not None:
                session.answer(Rating.EASY)
        due = collection.due()
        assert due.new == 3
        assert {deck.id: deck.counts.new for deck in due.decks} == {"x": 3, "x/y": 1}
        assert asked(collection, ("x",), clock).new == 3


def test_the_time_left_comes_to_follow_the_persons_own(tmp_path: Path) -> None:
    write(tmp_path, "".join(f"## c{n:03}\nQ: {n}?\nA: {n}.\n\n" for n in range(300)))
    (tmp_path / "config.toml").write_text("new_per_day = 1000\n", encoding="utf-8")
    clock = Clock()
    with opened(tmp_path, clock) as collection, collection.session() as session:
        before = collection.due()
        assert before.seconds == 300 * 2 * 12  # nothing is known yet: twelve seconds, twice for a new card
        for _ in range(200):
            session.next()
            session.answer(Rating.EASY, duration_ms=2000)
        after = collection.due()
        assert after.new == 100
        assert 100 * 2 * 2 < after.seconds < 100 * 2 * 4
