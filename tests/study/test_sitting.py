"""A sitting as a person lives it: over 4 a.m., with undo, skip, edits and additions in its midst."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from quiz.decks.stamp import append
from quiz.model.card import Kind
from quiz.model.errors import QuizError
from quiz.model.event import Rating
from quiz.model.progress import State
from quiz.store import events, progress
from quiz.study.collection import Collection
from quiz.study.prompt import Interval, Prompt
from quiz.study.rebuild import differences
from quiz.study.session import Session
from tests.study.helpers import DECK, SEOUL, Clock, opened, write


def plain(*names: str) -> str:
    return "".join(f"## {name}\nQ: {name}?\nA: {name}.\n\n" for name in names)


def asked(session: Session) -> Prompt:
    prompt = session.next()
    assert prompt is not None
    return prompt


def rest(session: Session, rating: Rating = Rating.EASY) -> list[str]:
    """The cards asked from now on, each answered."""
    found = []
    while (prompt := session.next()) is not None:
        found.append(prompt.card.id)
        session.answer(rating)
    return found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def collection(tmp_path: Path, clock: Clock) -> Iterator[Collection]:
    write(tmp_path)
    with opened(tmp_path, clock) as one:
        yield one


# --- learn-ahead --------------------------------------------------------------------------------------------------


def test_a_sitting_ends_where_the_next_step_is_beyond_the_learn_ahead(tmp_path: Path, clock: Clock) -> None:
    write(tmp_path, plain("one", "two"))
    (tmp_path / "config.toml").write_text("learning_steps = ['1m', '30m']\nlearn_ahead = '5m'\n")
    with opened(tmp_path, clock) as collection, collection.session() as session:
        asked(session)
        session.answer(Rating.AGAIN)
        asked(session)
        session.answer(Rating.GOOD)
        assert asked(session).card.id == "one"  # due in a minute: within the learn-ahead
        session.answer(Rating.GOOD)
        assert session.next() is None
        summary = session.summary()
        assert summary.ended_by == "done"
        assert summary.next_learning_seconds == 1800
        clock.forward(minutes=24)
        assert session.next() is None
        clock.forward(minutes=1)
        assert asked(session).progress.state is State.LEARNING


def test_a_sitting_of_nothing_but_again_goes_on_with_all_cards_in_turn(tmp_path: Path, clock: Clock) -> None:
    write(tmp_path, plain("one", "two", "three"))
    with opened(tmp_path, clock) as collection, collection.session() as session:
        shown = []
        for _ in range(9):
            shown.append(asked(session).card.id)
            clock.forward(seconds=7)
            session.answer(Rating.AGAIN)
        assert shown == ["one", "two", "three"] * 3


# --- 4 a.m. -------------------------------------------------------------------------------------------------------


def test_a_card_shown_before_four_and_answered_after_counts_for_the_new_day(tmp_path: Path) -> None:
    write(tmp_path, plain(*(f"c{n:02}" for n in range(30))))
    clock = Clock(datetime(2026, 3, 3, 3, 59, tzinfo=SEOUL))
    with opened(tmp_path, clock) as collection, collection.session() as session:
        for _ in range(3):
            asked(session)
            session.answer(Rating.EASY)
        prompt = asked(session)
        clock.forward(minutes=2)
        assert session.next() is prompt
        outcome = session.answer(Rating.EASY)
        assert outcome.progress.first_day == collection.today() == collection.today(clock.now)
        assert len(rest(session)) == 9  # ten a day, of which one is met
        assert differences(collection.database.connection, collection.options()) == []


def test_undo_after_the_day_has_turned_shows_the_intervals_of_the_new_day(tmp_path: Path) -> None:
    write(tmp_path, plain("one"))
    clock = Clock()
    with opened(tmp_path, clock) as collection, collection.session() as session:
        asked(session)
        session.answer(Rating.EASY)
        clock.forward(days=30)
        asked(session)
        session.answer(Rating.GOOD)
        clock.forward(days=30)
        prompt = session.undo()
        assert prompt is not None
        assert prompt.progress.reps == 1
        again = session.answer(Rating.GOOD)
        assert again.interval == prompt.intervals[Rating.GOOD]
        assert again.progress.last_day == collection.today()
        assert differences(collection.database.connection, collection.options()) == []


# --- undo, flags, notes -------------------------------------------------------------------------------------------


def test_a_flag_or_a_note_leaves_the_question_as_it_is_and_so_does_its_undo(
    collection: Collection, clock: Clock
) -> None:
    with collection.session() as session:
        while asked(session).card.kind is not Kind.CHOICES:
            session.skip()
        before = asked(session)
        clock.forward(seconds=90)
        steps: list[Callable[[], Prompt | None]] = [
            lambda: session.flag(2), lambda: session.note("외우기"), session.undo, session.undo,
        ]  # fmt: skip
        for step in steps:
            now = step()
            assert now is not None
            assert now is session.next()
            assert (now.event_id, now.arrangement, now.intervals) == (
                before.event_id, before.arrangement, before.intervals,
            )  # fmt: skip
        assert (asked(session).progress.flag, asked(session).note) == (0, "")
        assert session.answer(Rating.EASY).interval == before.intervals[Rating.EASY]
        row = list(events.every(collection.database.connection))[-1]
        assert row.id == before.event_id


def test_undo_of_a_note_gives_the_note_before(collection: Collection) -> None:
    with collection.session() as session:
        asked(session)
        session.note("first")
        session.note("second")
        prompt = session.undo()
        assert prompt is not None
        assert prompt.note == "first"
    with collection.session() as session:
        assert asked(session).note == "first"


def test_undo_of_an_answer_after_a_flag_on_the_next_card(collection: Collection) -> None:
    with collection.session() as session:
        first = asked(session)
        session.answer(Rating.GOOD)
        second = asked(session)
        session.flag(4)
        assert session.undo() is not None
        assert asked(session).card.id == second.card.id
        assert session.undo() is not None
        assert asked(session).card.id == first.card.id
        session.answer(Rating.EASY)
        assert asked(session).card.id == second.card.id


def test_undo_of_an_answer_withdraws_the_card_that_it_brought_forward(collection: Collection, clock: Clock) -> None:
    (note := Path(collection.home) / "config.toml").write_text("new_per_day = 1\n")
    assert note.exists()
    with opened(Path(collection.home), clock) as narrow, narrow.session() as session:
        asked(session)
        session.answer(Rating.AGAIN, response="MAE", link="mae-definition")
        session.undo()
        session.answer(Rating.EASY, response="MSE")
        clock.forward(minutes=6)
        assert session.next() is None
        assert narrow.due().learning == 0


def test_after_undo_the_same_mistake_brings_its_card_forward_again(collection: Collection, clock: Clock) -> None:
    with collection.session() as session:
        asked(session)
        session.answer(Rating.AGAIN, response="MAE", link="mae-definition")
        session.undo()
        session.answer(Rating.AGAIN, response="MAE", link="mae-definition")
        last = list(events.every(collection.database.connection))[-1]
        assert last.details()["forward"] == "mae-definition"


# --- skip, suspend, bury ------------------------------------------------------------------------------------------


def test_a_skipped_card_does_not_come_back_in_this_sitting(tmp_path: Path, clock: Clock) -> None:
    write(tmp_path, DECK)
    with opened(tmp_path, clock) as collection, collection.session() as session:
        wrong = asked(session)
        assert wrong.card.id == "mse-name"
        session.answer(Rating.AGAIN, link="mae-definition")
        clock.forward(minutes=6)
        seen = []
        while (prompt := session.next()) is not None:
            seen.append((prompt.card.id, prompt.part))
            session.skip()
            session.reload()
            write(tmp_path, plain("extra"), f"extra{len(seen)}.md" if len(seen) < 3 else "extra3.md")
            clock.forward(minutes=6)
            assert len(seen) < 20
        assert len(seen) == len(set(seen))
        assert len({card for card, _ in seen}) == len(seen)  # nor does another part of a skipped card come instead
        assert ("mae-definition", "") in seen


@pytest.mark.parametrize("act", ["suspend", "bury", "skip"])
def test_a_card_brought_forward_and_put_away_stays_away(tmp_path: Path, clock: Clock, act: str) -> None:
    write(tmp_path)
    with opened(tmp_path, clock) as collection, collection.session() as session:
        asked(session)
        session.answer(Rating.AGAIN, link="mae-definition")
        clock.forward(minutes=6)
        while asked(session).card.id != "mae-definition":
            session.answer(Rating.EASY)
        getattr(session, act)()
        session.reload()
        clock.forward(minutes=6)
        assert "mae-definition" not in rest(session)


def test_a_mistake_does_not_bring_a_skipped_card_back(tmp_path: Path, clock: Clock) -> None:
    write(tmp_path)
    with opened(tmp_path, clock) as collection, collection.session() as session:
        prompt = asked(session)
        while prompt.card.id != "mae-definition":
            session.answer(Rating.EASY)
            prompt = asked(session)
        session.skip()
        asked(session)
        session.answer(Rating.AGAIN, link="mae-definition")
        clock.forward(minutes=6)
        assert "mae-definition" not in rest(session)


def test_undo_after_a_skip_asks_that_card_again_and_writes_nothing(collection: Collection, clock: Clock) -> None:
    with collection.session() as session:
        first = asked(session)
        assert not session.can_undo
        session.answer(Rating.EASY)
        skipped = asked(session)
        left = session.counts
        session.skip()
        third = asked(session)
        assert session.summary().skipped == 1
        before = events.count(collection.database.connection)
        again = session.undo()
        assert again is not None
        assert (again.card.id, session.counts) == (skipped.card.id, left)
        assert events.count(collection.database.connection) == before
        summary = session.summary()
        assert (summary.skipped, summary.undone, summary.answered, session.done) == (0, 0, 1, 1)
        session.answer(Rating.EASY)
        assert asked(session).card.id == third.card.id  # the one that was being asked comes next
        session.undo()
        back = session.undo()
        assert back is not None
        assert back.card.id == first.card.id
        assert (session.summary().undone, session.can_undo) == (2, False)
        assert rest(session)[:3] == [first.card.id, skipped.card.id, third.card.id]


def test_undo_of_the_last_skip_and_after_a_reload(collection: Collection, clock: Clock) -> None:
    with collection.session() as session:
        skipped = []
        while (prompt := session.next()) is not None:
            skipped.append(prompt.card.id)
            session.skip()
        assert session.summary().skipped == len(skipped)
        session.reload()
        assert session.next() is None
        for name in reversed(skipped):
            again = session.undo()
            assert again is not None
            assert again.card.id == name
        assert session.undo() is None
        assert session.summary().skipped == 0
        assert sorted(rest(session)) == sorted(skipped)


def test_a_skipped_card_that_went_or_was_put_away_is_not_counted(tmp_path: Path, clock: Clock) -> None:
    write(tmp_path, plain("one", "two", "three"))
    with opened(tmp_path, clock) as collection, collection.session() as session:
        for _ in range(2):
            asked(session)
            session.skip()
        assert session.summary().skipped == 2
        write(tmp_path, plain("two", "three"))
        session.reload()
        assert session.summary().skipped == 1


# --- edits in the midst of a sitting ------------------------------------------------------------------------------


def test_reload_asks_the_edited_card_first_even_where_a_step_is_due(tmp_path: Path, clock: Clock) -> None:
    write(tmp_path, plain("one", "two"))
    with opened(tmp_path, clock) as collection, collection.session() as session:
        asked(session)
        session.answer(Rating.AGAIN)
        assert asked(session).card.id == "two"
        clock.forward(minutes=5)
        write(tmp_path, plain("one", "two").replace("two?", "two, edited?"))
        session.reload()
        prompt = asked(session)
        assert (prompt.card.id, prompt.card.question[""]) == ("two", "two, edited?")


def test_reload_after_the_card_asked_was_deleted_or_renamed(tmp_path: Path, clock: Clock) -> None:
    path = write(tmp_path, plain("one", "two", "three"))
    with opened(tmp_path, clock) as collection, collection.session() as session:
        asked(session)
        write(tmp_path, plain("two", "three"))
        session.reload()
        assert asked(session).card.id == "two"
        write(tmp_path, plain("two-b", "three"))
        session.reload()
        assert asked(session).card.id == "two-b"
        path.unlink()
        session.reload()
        assert session.next() is None
        assert session.counts.total == 0
        with pytest.raises(QuizError, match="No card"):
            session.answer(Rating.GOOD)


def test_reload_after_the_card_changed_its_kind_or_its_parts(tmp_path: Path, clock: Clock) -> None:
    write(tmp_path, "## one\nQ: a?\nA: b.\n")
    with opened(tmp_path, clock) as collection, collection.session() as session:
        asked(session)
        write(tmp_path, "## one\nQ: a?\nChoices:\n- [x] b\n- [ ] c\n- [ ] d\n")
        session.reload()
        prompt = asked(session)
        assert (prompt.card.kind, prompt.part, sorted(prompt.arrangement)) == (Kind.CHOICES, "", [0, 1, 2])
        write(tmp_path, "## one\nC: {{x::b}} and {{y::c}}\n")
        session.reload()
        prompt = asked(session)
        assert (prompt.card.kind, prompt.part) == (Kind.CLOZE, "x")
        session.answer(Rating.EASY)
        assert session.next() is None  # the other part waits for another day
        assert differences(collection.database.connection, collection.options()) == []


def test_a_reload_lets_in_no_more_than_the_day_allows(tmp_path: Path, clock: Clock) -> None:
    write(tmp_path, plain(*(f"c{n:02}" for n in range(30))))
    with opened(tmp_path, clock) as collection, collection.session() as session:
        met = set()
        while (prompt := session.next()) is not None:
            session.reload()
            assert asked(session).card.id == prompt.card.id
            met.add(prompt.card.id)
            assert session.counts.new == 11 - len(met)
            session.answer(Rating.EASY)
        assert len(met) == 10


def test_a_reload_keeps_the_other_parts_of_the_card_asked_apart(tmp_path: Path, clock: Clock) -> None:
    write(tmp_path, "## term\nreversed: yes\nQ: softmax\nA: A distribution.\n\n" + plain("other"))
    with opened(tmp_path, clock) as collection, collection.session() as session:
        assert asked(session).card.id == "term"
        session.reload()
        assert rest(session) == ["term", "other"]


def test_a_card_added_by_another_program_is_asked_in_this_sitting(tmp_path: Path, clock: Clock) -> None:
    """`quiz add` touches the deck file alone, not the database."""
    write(tmp_path, plain("one"))
    with opened(tmp_path, clock) as collection, collection.session() as session:
        asked(session)
        append(str(tmp_path / "decks" / "inbox.md"), "## added\nQ: new?\nA: yes.\n")
        session.answer(Rating.EASY)
        assert rest(session) == ["added"]


def test_a_bare_card_added_meanwhile_gets_its_id_and_can_be_rated(tmp_path: Path, clock: Clock) -> None:
    write(tmp_path, plain("one"))
    with opened(tmp_path, clock) as collection, collection.session() as session:
        asked(session)
        path = write(tmp_path, "Q: bare?\nA: yes.\n", "inbox.md")
        session.answer(Rating.EASY)
        prompt = asked(session)
        assert prompt.rateable
        assert not prompt.card.provisional
        session.answer(Rating.EASY)
        assert f"## {prompt.card.id}\n" in path.read_text(encoding="utf-8")


def test_an_edited_prerequisite_and_an_edited_name_are_taken_in(tmp_path: Path, clock: Clock) -> None:
    write(tmp_path)
    with opened(tmp_path, clock) as collection, collection.session() as session:
        assert asked(session).others == frozenset()
        write(tmp_path, "## mae-name\naccept: MAE\nQ: Which loss averages absolute errors?\n", "b.md")
        with opened(tmp_path, clock):
            pass  # another program takes the file in
        session.reload()
        assert asked(session).others == {"mae"}


# --- more new cards -----------------------------------------------------------------------------------------------


def test_more_new_cards_again_and_again(tmp_path: Path, clock: Clock) -> None:
    write(tmp_path, plain(*(f"c{n:03}" for n in range(260))))
    with opened(tmp_path, clock) as collection, collection.session() as session:
        assert len(rest(session)) == 10
        assert session.more_new(150) == 150
        assert len(rest(session)) == 150
        for _ in range(20):
            assert session.more_new(5) == 5
        assert session.more_new(5) == 0
        assert len(rest(session)) == 100
    with opened(tmp_path, clock) as collection, collection.session() as session:
        assert session.next() is None


def test_more_new_gives_no_card_before_what_it_rests_on(tmp_path: Path, clock: Clock) -> None:
    chain = "".join(f"## c{n}\n{f'after: c{n - 1}' if n else 'tags: first'}\nQ: {n}?\nA: {n}.\n\n" for n in range(4))
    write(tmp_path, chain)
    with opened(tmp_path, clock) as collection, collection.session() as session:
        for newest in range(4):
            assert session.more_new(10) == 0
            assert [card for card in rest(session, Rating.GOOD) if card == f"c{newest}"] == [f"c{newest}"] * 2
            assert session.more_new(10) == 0
            clock.forward(days=5)
            while (prompt := session.next()) is not None and prompt.progress.state is not State.NEW:
                session.answer(Rating.GOOD)  # passed, on a later day than the first: the next one may come
            assert (prompt.card.id if prompt else "") == (f"c{newest + 1}" if newest < 3 else "")
        assert all(row.passed for row in progress.every(collection.database.connection))


def test_more_new_cards_let_in_stay_in_after_a_reload(tmp_path: Path, clock: Clock) -> None:
    write(tmp_path, plain(*(f"c{n:02}" for n in range(30))))
    with opened(tmp_path, clock) as collection, collection.session() as session:
        rest(session)
        assert session.more_new(5) == 5
        session.reload()
        assert session.counts.new == 5
        assert len(rest(session)) == 5


def test_the_counts_go_down_by_one_a_card(tmp_path: Path, clock: Clock) -> None:
    write(tmp_path, plain(*(f"c{n}" for n in range(4))))
    with opened(tmp_path, clock) as collection, collection.session() as session:
        for left in (4, 3, 2, 1):
            assert asked(session).counts.new == session.counts.new == left
            session.answer(Rating.EASY)
        assert session.next() is None
        assert session.counts.total == 0


def test_again_brings_the_interval_that_was_shown(tmp_path: Path, clock: Clock) -> None:
    write(tmp_path, plain("one"))
    with opened(tmp_path, clock) as collection, collection.session() as session:
        prompt = asked(session)
        clock.forward(seconds=40)
        outcome = session.answer(Rating.AGAIN)
        assert outcome.interval == prompt.intervals[Rating.AGAIN] == Interval(seconds=60)
        assert outcome.progress.state is State.LEARNING
