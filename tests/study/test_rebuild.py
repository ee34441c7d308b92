"""After any history the derived tables are those that a rebuild gives."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from quiz.model import event as kinds
from quiz.model.day import StudyDay, milliseconds, offset_minutes
from quiz.model.errors import QuizError
from quiz.model.event import Event, Rating, canonical, event_id
from quiz.model.progress import Progress
from quiz.scheduling.fsrs import DEFAULT_WEIGHTS
from quiz.store import events, progress
from quiz.study.collection import Collection
from quiz.study.health import rebuild_all
from quiz.study.rebuild import differences, put_part, rebuild, same
from quiz.study.session import Session
from tests.study.helpers import Clock

BLOCKS = {
    "basic": "## basic\nQ: a?\nA: b.\n",
    "basic, edited": "## basic\ntags: new\nQ: a, then?\nA: b!\n",
    "two-sided": "## two-sided\nreversed: yes\nQ: term\nA: meaning\n",
    "one-sided": "## two-sided\nQ: term\nA: meaning\n",
    "cloze": "## cloze\nC: {{x::a}} {{y::b}} {{z::c}}\n",
    "cloze, fewer": "## cloze\nC: {{z::c}} {{x::a}}\n",
    "cloze, now basic": "## cloze\nQ: a?\nA: b.\n",
    "above": "## above\nafter: basic\nQ: c?\nA: d.\n",
    "above all": "## above\nafter: basic, cloze\nQ: c?\nA: d.\n",
    "shipped": "## shipped-one\nQ: mine?\nA: yes.\n",
    "shipped, apart": "## shipped-one\nreversed: yes\nQ: mine\nA: yes\n",
    "typed": "## typed\naccept: MSE | mean\nQ: which?\n",
    "bare": "Q: bare?\nA: yes.\n",
}
SHIPPED = "## shipped-one\nQ: theirs?\nA: no.\n\n## shipped-two\nafter: shipped-one\nC: {{a::1}} {{b::2}}\n"
FILES = ("a.md", "b.md", "sub/c.md")
PARTS = [
    ("basic", ""), ("two-sided", ""), ("two-sided", "reverse"), ("cloze", "x"), ("cloze", "z"), ("typed", ""),
    ("shipped-one", ""), ("shipped-two", "a"), ("nowhere", ""),
]  # fmt: skip
FOREIGN = (
    kinds.REVIEW, kinds.REVIEW, kinds.UNDO, kinds.SUSPEND, kinds.UNSUSPEND, kinds.BURY, kinds.UNBURY, kinds.FLAG,
    kinds.RESET, kinds.DUE, kinds.MEMORY, kinds.NOTE, "of-the-future",
)  # fmt: skip
CONFIGS = (
    "",
    "learning_steps = []\nrelearning_steps = []\n",
    "learning_steps = ['1m', '1d']\nnew_per_day = 3\nreviews_per_day = 4\n",
    "rollover = 0\nmaximum_interval = 30\nlearn_ahead = '1s'\n",
)


class Histories(RuleBasedStateMachine):
    """A home, a sitting on it, another program beside it and another device."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp(prefix="quiz-"))
        self.clock = Clock()
        self.number = 0
        (self.home / "content").mkdir()
        self.put("content/shipped.md", SHIPPED)

    def put(self, name: str, text: str) -> None:
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.number += 1
        os.utime(path, ns=(self.number * 10**9, self.number * 10**9))  # old: an unchanged file is not read again

    def open(self) -> Collection:
        return Collection.open(self.home, content=self.home / "content", clock=self.clock)

    @initialize(config=st.sampled_from(CONFIGS))
    def begin(self, config: str) -> None:
        (self.home / "config.toml").write_text(config)
        for name, blocks in (("a.md", ("basic", "two-sided", "cloze")), ("b.md", ("above", "typed", "bare"))):
            self.put(f"decks/{name}", "\n".join(BLOCKS[block] for block in blocks))
        self.collection = self.open()
        self.other = self.open()
        self.session: Session = self.collection.session()

    # --- the learner ------------------------------------------------------------------------------------------------

    @rule(rating=st.sampled_from(Rating), times=st.integers(1, 5), seconds=st.integers(0, 700))
    def answer(self, rating: Rating, times: int, seconds: int) -> None:
        for _ in range(times):
            prompt = self.session.next()
            if prompt is None:
                break
            self.clock.forward(seconds=seconds)
            link = "basic" if seconds % 3 else ""
            outcome = self.session.answer(rating, duration_ms=seconds * 100, response="가\u1100\u1161", link=link)
            assert outcome.progress.card == prompt.card.id

    @rule(times=st.integers(1, 6))
    def undo(self, times: int) -> None:
        for _ in range(times):
            self.session.undo()

    @rule(act=st.sampled_from(["skip", "suspend", "bury"]))
    def put_away(self, act: str) -> None:
        if self.session.next() is not None:
            getattr(self.session, act)()

    @rule(number=st.integers(0, 7), text=st.sampled_from(["", "외우기", "x" * 99]))
    def mark(self, number: int, text: str) -> None:
        prompt = self.session.next()
        if prompt is not None:
            for marked in (self.session.flag(number), self.session.note(text)):
                assert marked is not None
                assert (marked.event_id, marked.intervals) == (prompt.event_id, prompt.intervals)

    @rule(count=st.integers(0, 4))
    def more_new(self, count: int) -> None:
        assert 0 <= self.session.more_new(count) <= count

    @rule()
    def another_sitting(self) -> None:
        self.session.close()
        self.session = self.collection.session()

    @rule(deck=st.sampled_from(["a", "b", "sub"]))
    def a_sitting_on_one_deck(self, deck: str) -> None:
        assume(any(name == deck or name.startswith(f"{deck}/") for name in self.collection.decks()))
        self.session.close()
        self.session = self.collection.session([deck])

    # --- time -------------------------------------------------------------------------------------------------------

    @rule(hours=st.sampled_from([1, 7, 20, 24, 48, 24 * 7, 24 * 40, -1, -30, -24 * 20]))
    def time_passes_or_the_clock_is_set(self, hours: int) -> None:
        self.clock.forward(hours=hours)

    @rule(minutes=st.sampled_from([-600, -300, 0, 60, 120, 330, 540, 840]))
    def travel(self, minutes: int) -> None:
        """To another zone, or into daylight saving."""
        self.clock.now = self.clock.now.astimezone(timezone(timedelta(minutes=minutes)))

    # --- the decks --------------------------------------------------------------------------------------------------

    @rule(
        name=st.sampled_from(FILES),
        blocks=st.lists(st.sampled_from(sorted(BLOCKS)), max_size=5, unique=True),
        seen_by=st.sampled_from(["session", "collection", "other", "nobody yet"]),
    )
    def edit(self, name: str, blocks: list[str], seen_by: str) -> None:
        self.put(f"decks/{name}", "\n".join(BLOCKS[block] for block in blocks))
        self.seen(seen_by)

    @rule(name=st.sampled_from(FILES), seen_by=st.sampled_from(["session", "collection", "other", "nobody yet"]))
    def remove(self, name: str, seen_by: str) -> None:
        (self.home / "decks" / name).unlink(missing_ok=True)
        self.seen(seen_by)

    @rule(there=st.booleans())
    def the_shipped_deck_goes_and_comes(self, there: bool) -> None:
        if there:
            self.put("content/shipped.md", SHIPPED)
        else:
            (self.home / "content" / "shipped.md").unlink(missing_ok=True)
        self.seen("other")

    @rule()
    def open_for_editing(self) -> None:
        prompt = self.session.next()
        if prompt is None:
            return
        try:
            path, line = self.session.edit_path()
        except QuizError:
            assert self.collection.card(prompt.card.id) is None
        else:
            assert Path(path).read_text(encoding="utf-8").split("\n")[line - 1] == f"## {prompt.card.id}"
        self.session.reload()

    def seen(self, by: str) -> None:
        if by == "session":
            self.session.reload()
        elif by != "nobody yet":
            (self.collection if by == "collection" else self.other).refresh()

    # --- another device ---------------------------------------------------------------------------------------------

    @rule(
        of=st.lists(
            st.tuples(
                st.sampled_from(PARTS), st.sampled_from(FOREIGN), st.integers(-7200, 7200), st.integers(0, 10**6)
            ),
            min_size=1,
            max_size=6,
        )
    )
    def events_arrive(self, of: list[tuple[tuple[str, str], str, int, int]]) -> None:
        """In any order, also before and after what this device wrote; then what they touch is derived anew."""
        with self.other.database.transaction() as connection:
            for (card, part), kind, minutes, chance in of:
                events.append(connection, [self.foreign(card, part, kind, minutes, chance)])
            for card, part in {key for key, *_ in of}:
                put_part(connection, card, part, self.other.options())
        if events.renamed(self.other.database.connection):  # an undo may have given a name back
            rebuild(self.other.database, self.other.options())

    @rule(
        kind=st.sampled_from([kinds.ALIAS, kinds.WEIGHTS, kinds.UNDO]),
        minutes=st.integers(-60 * 24 * 5, 60 * 24 * 5),
        chance=st.integers(0, 10**6),
    )
    def an_event_for_many_cards_arrives(self, kind: str, minutes: int, chance: int) -> None:
        """A name or weights, or an undo of such: everything is derived anew."""
        card = "" if kind == kinds.WEIGHTS else ("nowhere", "typed")[chance // 4 % 2]
        with self.other.database.transaction() as connection:
            events.append(connection, [self.foreign(card, "", kind, minutes, chance)])
        rebuild(self.other.database, self.other.options())

    def foreign(self, card: str, part: str, kind: str, minutes: int, chance: int) -> Event:
        at = self.clock.now + timedelta(minutes=minutes)
        known = events.chain(self.other.database.connection, card, part)
        target = known[chance % len(known)].id if known and chance % 5 else f"{chance:032x}"
        day = StudyDay.of(at)
        data: dict[str, dict[str, object]] = {
            kinds.REVIEW: {
                "state": 2, "step": 0, "due": day + chance % 50, "retention": "0.9",
                "previous": known[-1].id if known and chance % 2 else "",
            },
            kinds.UNDO: {"target": target},
            kinds.FLAG: {"flag": chance % 9},
            kinds.DUE: {"day": day + chance % 9},
            kinds.MEMORY: {"stability": "12.5", "difficulty": "5.25", "last_day": int(day) - 3},
            kinds.NOTE: {"text": "from afar"},
            kinds.ALIAS: {"to": PARTS[chance % 4][0]},
            kinds.WEIGHTS: {
                "weights": [str(round(weight * (1 + chance % 3 / 50), 4)) for weight in DEFAULT_WEIGHTS],
                "reschedule": chance % 2 == 0,
            },
        }  # fmt: skip
        self.number += 1
        rating = 1 + chance % 4 if kind == kinds.REVIEW else None
        text = canonical(data.get(kind, {}))
        return Event(
            event_id(milliseconds(at), self.number.to_bytes(10, "big")), f"device{chance % 2}", self.number,
            milliseconds(at), offset_minutes(at), int(day), kind, card, part, rating, None, text,
        )  # fmt: skip

    # --- what holds -------------------------------------------------------------------------------------------------

    def rows(self) -> dict[tuple[str, str], tuple[Progress, str, int]]:
        connection = self.other.database.connection
        places = progress.places(connection)
        return {
            (row.card, row.part): (row, *places.get((row.card, row.part), ("", 0)))
            for row in progress.every(connection)
        }

    @invariant()
    def what_is_derived_agrees_with_a_replay(self) -> None:
        assert differences(self.other.database.connection, self.other.options()) == []

    @invariant()
    def what_is_asked_stands_as_it_is_shown(self) -> None:
        prompt = self.session.next()
        if prompt is not None:
            assert self.session.counts.total >= 1
        else:
            assert self.session.summary().ended_by == "done"

    @precondition(lambda self: self.number % 7 == 0)
    @rule()
    def doctor(self) -> None:
        self.session.close()
        self.rebuilt()
        self.session = self.collection.session()

    def rebuilt(self) -> None:
        self.other.refresh()
        before = self.rows()
        bases = self.other.database.connection.execute("SELECT * FROM prerequisite").fetchall()
        assert rebuild_all(self.other) == len(before)
        after = self.rows()
        assert before.keys() == after.keys()
        for key, (row, *place) in after.items():
            assert same(before[key][0], row)
            assert [*before[key][1:]] == place
        assert self.other.database.connection.execute("SELECT * FROM prerequisite").fetchall() == bases

    def teardown(self) -> None:
        try:
            if hasattr(self, "session"):
                self.session.close()
                self.rebuilt()
                self.collection.close()
                self.other.close()
        finally:
            shutil.rmtree(self.home)


Histories.TestCase.settings = settings(
    max_examples=30,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    print_blob=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
TestHistories = Histories.TestCase


def test_daylight_saving_and_the_study_day() -> None:
    """The day turns at 4 by the wall, whatever the offset: 3:59 before and after the change are one day apart."""
    winter, summer = timezone(timedelta(hours=1)), timezone(timedelta(hours=2))
    before = StudyDay.of(datetime(2026, 3, 29, 3, 59, tzinfo=summer))
    after = StudyDay.of(datetime(2026, 3, 29, 4, 0, tzinfo=summer))
    assert after - before == 1
    assert StudyDay.of(datetime(2026, 3, 29, 1, 59, tzinfo=winter)) == before
