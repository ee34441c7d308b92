"""Packages against the real engine: what it takes in from us, what it gives back, and what it makes itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from anki.collection import Collection as Anki  # isort: skip
from anki.cards import Card as AnkiCard
from anki.collection import ExportAnkiPackageOptions, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.scheduler.v3 import CardAnswer

from quiz.exchange.anki.package import bring, send
from quiz.model.event import REVIEW
from quiz.scheduling import fsrs
from quiz.store import events, progress
from quiz.study.collection import Collection
from tests.exchange.helpers import empty, home, study
from tests.study.helpers import Clock

RATINGS = (CardAnswer.AGAIN, CardAnswer.HARD, CardAnswer.GOOD, CardAnswer.EASY)


@pytest.fixture
def anki(tmp_path: Path) -> Iterator[Anki]:
    (tmp_path / "anki").mkdir()
    collection = Anki(str(tmp_path / "anki" / "collection.anki2"))
    collection.set_config("fsrs", True)
    yield collection
    collection.close()


@pytest.fixture
def clock() -> Clock:
    """A clock that comes to the present after the days of `study`: the real engine asks no other."""
    return Clock(datetime.now().astimezone().replace(hour=10) - timedelta(days=60))


@pytest.fixture
def mine(tmp_path: Path, clock: Clock) -> Iterator[Collection]:
    with home(tmp_path / "home", clock=clock) as collection:
        yield collection


def studied(collection: Collection, clock: Clock) -> int:
    count = study(collection, clock, days=8)
    clock.now = datetime.now().astimezone()
    return count


def imported(anki: Anki, path: Path) -> Any:
    options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True, merge_notetypes=True)
    return anki.import_anki_package(ImportAnkiPackageRequest(package_path=str(path), options=options)).log


def exported(anki: Anki, path: Path, *, legacy: bool) -> Path:
    options = ExportAnkiPackageOptions(with_scheduling=True, with_media=True, with_deck_configs=True, legacy=legacy)
    anki.export_anki_package(out_path=str(path), options=options, limit=None)
    return path


def sent(collection: Collection, path: Path, *, with_progress: bool = True) -> Path:
    send(collection, str(path), (), languages=("en", "ko"), progress=with_progress)
    return path


def test_it_is_taken_in_without_a_complaint(anki: Anki, mine: Collection, tmp_path: Path) -> None:
    log = imported(anki, sent(mine, tmp_path / "x.apkg", with_progress=False))
    assert (len(log.new), len(log.conflicting), len(log.missing_notetype), len(log.missing_deck)) == (9, 0, 0, 0)
    assert (anki.note_count(), anki.card_count()) == (9, 11)
    assert "mine" in [deck.name for deck in anki.decks.all_names_and_ids()]
    (note,) = [anki.get_note(number) for number in anki.find_notes("tag:cnn")]
    assert note.tags == ["cnn", "two_words"]
    assert note["Question"].startswith("What is \\(p\\) here?")
    name = note["Question"].split('src="')[1].split('"')[0]
    assert (Path(anki.media.dir()) / name).read_bytes()[:4] == b"\x89PNG"
    assert anki.media.check().missing == []
    problems, sound = anki.fix_integrity()
    assert sound, problems


def test_every_card_shows_what_ours_says(anki: Anki, mine: Collection, tmp_path: Path) -> None:
    imported(anki, sent(mine, tmp_path / "x.apkg", with_progress=False))
    shown = {}
    for number in anki.find_cards(""):
        card = anki.get_card(number)
        shown[card.note()["Id"], card.ord] = (card.question(), card.answer())
    assert "before backward" in shown["clear-gradients", 0][0]
    assert "zero_grad()" not in shown["clear-gradients", 0][0].split("</style>")[1]
    assert "zero_grad()" in shown["clear-gradients", 0][1]
    assert "Turns logits" in shown["softmax-term", 1][0]
    assert "type" in shown["mse-name", 0][0]
    for question, answer in shown.values():
        assert "{{" not in question + answer
        assert "template" not in question.split("</style>")[1].lower()  # as in "the template has a problem"


def test_history_and_memory_arrive_as_they_are(anki: Anki, mine: Collection, clock: Clock, tmp_path: Path) -> None:
    count = studied(mine, clock)
    imported(anki, sent(mine, tmp_path / "x.apkg"))
    log = sorted(
        (event.at_ms, int(event.rating or 0), event.duration_ms)
        for event in events.every(mine.database.connection) if event.kind == REVIEW
    )  # fmt: skip
    assert [tuple(row) for row in anki.db.all("SELECT id, ease, time FROM revlog ORDER BY id")] == log
    assert len(log) == count
    today, options = mine.today(), mine.options()
    reviewed = 0
    for number in anki.find_cards("is:review"):
        card = anki.get_card(number)
        card_id = card.note()["Id"]
        if card.ord or card.type != 2:
            continue
        row = progress.get(mine.database.connection, card_id, "")
        if row.stability is None or row.difficulty is None or row.due_day is None or row.last_day is None:
            continue
        assert card.memory_state is not None
        assert card.memory_state.stability == pytest.approx(row.stability, rel=1e-3)
        assert card.memory_state.difficulty == pytest.approx(row.difficulty, rel=1e-3)
        assert card.due - anki.sched.today == row.due_day - today
        states = anki._backend.get_scheduling_states(card.id)
        elapsed = today - row.last_day
        after = fsrs.review(fsrs.Memory(row.stability, row.difficulty), 3, elapsed, options.weights)
        wanted = fsrs.interval(after.stability, options.desired_retention, options.weights)
        assert states.good.normal.review.memory_state.stability == pytest.approx(after.stability, rel=2e-3)
        assert states.good.normal.review.scheduled_days == pytest.approx(wanted, rel=0.3, abs=2)  # fuzz on their side
        reviewed += 1
    assert reviewed >= 2
    problems, sound = anki.fix_integrity()
    assert sound, problems


def test_again_updates_and_never_doubles(anki: Anki, mine: Collection, clock: Clock, tmp_path: Path) -> None:
    studied(mine, clock)
    imported(anki, sent(mine, tmp_path / "x.apkg"))
    before = (anki.note_count(), anki.card_count(), anki.db.scalar("SELECT count() FROM revlog"))
    deck = tmp_path / "home" / "decks" / "mine.md"
    deck.write_text(
        deck.read_text(encoding="utf-8").replace("Absolute errors.", "The absolute errors."), encoding="utf-8"
    )
    mine.refresh(anew=True)
    clock.now += timedelta(seconds=30)
    log = imported(anki, sent(mine, tmp_path / "y.apkg"))
    assert len(log.new) == 0
    assert (anki.note_count(), anki.card_count(), anki.db.scalar("SELECT count() FROM revlog")) == before
    (note,) = [anki.get_note(number) for number in anki.find_notes("Id:mae-definition")]
    assert note["Answer"] == "The absolute errors."


def reviewed(anki: Anki, count: int) -> int:
    """Answer some due cards in the real scheduler; how many there were."""
    deck = anki.decks.id_for_name("mine")
    assert deck is not None
    anki.decks.set_current(deck)
    for place in range(count):
        queued = anki.sched.get_queued_cards(fetch_limit=1)
        if not queued.cards:
            return place
        card = AnkiCard(anki, backend_card=queued.cards[0].card)
        card.start_timer()
        rating = RATINGS[(place + 2) % 4]
        anki.sched.answer_card(
            anki.sched.build_answer(card=card, states=queued.cards[0].states, rating=rating)
        )  # fmt: skip
    return count


@pytest.mark.parametrize("legacy", [True, False])
def test_the_phones_round_trip(anki: Anki, mine: Collection, clock: Clock, tmp_path: Path, legacy: bool) -> None:
    studied(mine, clock)
    imported(anki, sent(mine, tmp_path / "x.apkg"))
    known = {event.id for event in events.every(mine.database.connection)}
    last = max(event.at_ms for event in events.every(mine.database.connection))
    count = reviewed(anki, 4)
    assert count >= 3
    back = exported(anki, tmp_path / "back.apkg", legacy=legacy)
    clock.now = datetime.now().astimezone() + timedelta(seconds=5)
    decks = (tmp_path / "home" / "decks" / "mine.md").read_bytes()
    report = bring(mine, str(back))
    new = [event for event in events.every(mine.database.connection) if event.id not in known]
    arrived = sorted((event.at_ms, event.rating) for event in new if event.kind == REVIEW)
    theirs = anki.db.all("SELECT id, ease FROM revlog WHERE id > ? ORDER BY id", last)
    assert arrived == [tuple(row) for row in theirs]
    assert len(arrived) == count
    assert (report.added, report.changed) == ([], [])
    assert (tmp_path / "home" / "decks" / "mine.md").read_bytes() == decks
    parts = {(event.card, event.part) for event in new}
    for number in anki.find_cards("is:review -is:learn"):
        card = anki.get_card(number)
        key = (card.note()["Id"], "")
        if key in parts and card.ord == 0 and card.type == 2:
            row = progress.get(mine.database.connection, *key)
            assert row.due_day == mine.today() + card.due - anki.sched.today
            assert card.memory_state is not None
            assert card.memory_state.stability == pytest.approx(row.stability, rel=0.02)
    assert bring(mine, str(back)).events == 0


@pytest.mark.parametrize("legacy", [True, False])
def test_what_anki_makes_itself(anki: Anki, tmp_path: Path, legacy: bool) -> None:
    deck = anki.decks.id("Deep::Learning")
    for kind, fields in (
        ("Basic", ["What is <b>x</b>?", "A<br>B"]), ("Basic (and reversed card)", ["softmax", "소프트맥스"]),
        ("Basic (type in the answer)", ["Which loss?", "MSE"]), ("Cloze", ["{{c1::one}} and {{c2::two::hint}}", ""]),
    ):  # fmt: skip
        note = anki.new_note(anki.models.by_name(kind))
        note.fields = fields
        note.tags = ["from::anki"]
        anki.add_note(note, deck)
    path = exported(anki, tmp_path / "theirs.apkg", legacy=legacy)
    with empty(tmp_path / "other") as collection:
        report = bring(collection, str(path))
        assert (len(report.added), report.left) == (4, [])
        cards = [collection.card(card_id) for card_id in report.added]
        assert collection.problems() == ()
    kinds = [(card.kind.value, card.parts, card.deck, card.tags) for card in cards if card is not None]
    assert kinds == [
        ("basic", ("",), "Deep/Learning", ("from::anki",)),
        ("basic", ("", "reverse"), "Deep/Learning", ("from::anki",)),
        ("typed", ("",), "Deep/Learning", ("from::anki",)),
        ("cloze", ("1", "2"), "Deep/Learning", ("from::anki",)),
    ]  # fmt: skip


def test_a_whole_collection_comes_in_and_out_again(anki: Anki, tmp_path: Path) -> None:
    deck = anki.decks.id("big")
    kind = anki.models.by_name("Basic")
    for number in range(200):
        note = anki.new_note(kind)
        note.fields = [f"question {number}", f"answer {number}"]
        anki.add_note(note, deck)
    path = tmp_path / "all.colpkg"
    anki.export_collection_package(str(path), include_media=True, legacy=False)
    anki.reopen()
    with empty(tmp_path / "other") as collection:
        assert len(bring(collection, str(path)).added) == 200
        again = sent(collection, tmp_path / "again.apkg")
    other = Anki(str(tmp_path / "other.anki2"))
    try:
        assert len(imported(other, again).new) == 200
        fields = {tuple(other.get_note(number).fields[:2]) for number in other.find_notes("")}
        assert fields == {(f"question {number}", f"answer {number}") for number in range(200)}
    finally:
        other.close()
