"""Packages of Anki: out of one home into another, and the other programs' notes as cards of ours."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from quiz.exchange.anki.package import bring, send
from quiz.exchange.anki.packing import Packed
from quiz.model.card import Kind
from quiz.model.event import RESET, REVIEW
from quiz.store import events, progress
from quiz.study.collection import Collection
from tests.exchange.helpers import PNG, empty, files, home, package, study
from tests.study.helpers import Clock

LANGUAGES = ("en", "ko")


def sent(collection: Collection, path: Path, *, with_progress: bool = False) -> Packed:
    return send(collection, str(path), (), languages=LANGUAGES, progress=with_progress)


def unpacked(path: Path, folder: Path) -> sqlite3.Connection:
    with zipfile.ZipFile(path) as archive:
        archive.extract("collection.anki2", folder)
    return sqlite3.connect(folder / "collection.anki2")


def test_what_is_in_a_package(tmp_path: Path) -> None:
    with home(tmp_path / "home") as collection:
        packed = sent(collection, tmp_path / "x.apkg")
    assert (packed.notes, packed.cards, packed.reviews, packed.media, packed.missing) == (9, 11, 0, 1, [])
    with unpacked(tmp_path / "x.apkg", tmp_path) as connection:
        fields = {guid: values.split("\x1f") for guid, values in connection.execute("SELECT guid, flds FROM notes")}
        kinds = {
            key: model["name"]
            for key, model in json.loads(connection.execute("SELECT models FROM col").fetchone()[0]).items()
        }
        conf = json.loads(connection.execute("SELECT conf FROM col").fetchone()[0])
    assert conf["schedVer"] == 2
    assert sorted(kinds.values()) == ["quiz Basic", "quiz Choice", "quiz Cloze", "quiz Reversed", "quiz Typed"]
    question, answer, *_ = fields["quiz:pad-picture"]
    assert question.startswith('What is \\(p\\) here? <img src="quiz-pad-map-')
    assert answer == "\\(p = (k-1)/2\\) and <code>x &lt; 1</code>"
    assert fields["quiz:clear-gradients"][0] == (
        "{{c1::<code>zero_grad()</code>::before backward}} since backward {{c2::adds}} to <code>.grad</code>."
    )
    assert fields["quiz:mse-name"][:3] == [
        "Which loss averages squared errors?", "MSE", "제곱 오차의 평균인 손실은?",
    ]  # fmt: skip
    assert "<li>5×5</li>" in fields["quiz:padding-choice"][1]


def test_a_package_is_the_same_every_time(tmp_path: Path) -> None:
    with home(tmp_path / "home") as collection:
        sent(collection, tmp_path / "x.apkg")
        sent(collection, tmp_path / "y.apkg")
    found = []
    for name in ("x", "y"):
        (tmp_path / name).mkdir()
        with unpacked(tmp_path / f"{name}.apkg", tmp_path / name) as connection:
            found.append((connection.execute("SELECT id, guid, mid FROM notes").fetchall(),
                          connection.execute("SELECT id, nid, did, ord FROM cards").fetchall()))  # fmt: skip
    assert found[0] == found[1]
    assert len({number for number, _, _ in found[0][0]}) == 9


def test_progress_goes_along_row_for_row(tmp_path: Path) -> None:
    clock = Clock()
    with home(tmp_path / "home", clock=clock) as collection:
        count = study(collection, clock)
        packed = sent(collection, tmp_path / "x.apkg", with_progress=True)
        log = [event for event in events.every(collection.database.connection) if event.kind == REVIEW]
        rows = {(row.card, row.part): row for row in progress.every(collection.database.connection)}
    assert packed.reviews == count == len(log)
    with unpacked(tmp_path / "x.apkg", tmp_path) as connection:
        found = connection.execute("SELECT id, ease, time FROM revlog ORDER BY id").fetchall()
        cards = connection.execute(
            "SELECT n.guid, c.ord, c.type, c.due, c.ivl, c.data FROM cards c JOIN notes n ON n.id = c.nid"
        ).fetchall()
        crt = connection.execute("SELECT crt FROM col").fetchone()[0]
    wanted = sorted((event.at_ms, int(event.rating or 0), event.duration_ms) for event in log)
    assert [tuple(row) for row in found] == wanted
    zero = (crt + 9 * 3600 - 4 * 3600) // 86_400
    reviewed = 0
    for guid, ord_, kind, due, interval, data in cards:
        row = rows.get((guid.removeprefix("quiz:"), ""))
        if kind == 2 and ord_ == 0 and row is not None and row.last_day is not None and row.due_day is not None:
            memory = json.loads(data)
            assert (due + zero, interval) == (row.due_day, max(1, row.due_day - row.last_day))
            assert memory["s"] == pytest.approx(row.stability, abs=1e-4)
            assert memory["d"] == pytest.approx(row.difficulty, abs=1e-3)
            reviewed += 1
    assert reviewed > 2


def test_a_package_of_ours_changes_nothing_at_home(tmp_path: Path) -> None:
    clock = Clock()
    with home(tmp_path / "home", clock=clock) as collection:
        study(collection, clock)
        sent(collection, tmp_path / "x.apkg", with_progress=True)
        before, log = files(tmp_path / "home"), events.count(collection.database.connection)
        report = bring(collection, str(tmp_path / "x.apkg"))
        assert (report.added, report.changed, report.events, report.left) == ([], [], 0, [])
        assert (files(tmp_path / "home"), events.count(collection.database.connection)) == (before, log)


def test_into_an_empty_home_and_again(tmp_path: Path) -> None:
    clock = Clock()
    with home(tmp_path / "home", clock=clock) as collection:
        count = study(collection, clock)
        sent(collection, tmp_path / "x.apkg", with_progress=True)
        rows = {(row.card, row.part): row for row in progress.every(collection.database.connection)}
    with empty(tmp_path / "other", clock=clock) as other:
        planned = bring(other, str(tmp_path / "x.apkg"), dry_run=True)
        assert files(tmp_path / "other") == {}
        report = bring(other, str(tmp_path / "x.apkg"))
        assert planned.added == report.added
        assert len(report.added) == 9
        assert (report.events, report.media, report.left) == (count, 1, [])
        assert (tmp_path / "other" / "decks" / "mine.media").is_dir()
        assert other.problems() == ()
        for row in progress.every(other.database.connection):
            mine = rows.get((row.card, row.part))
            if mine is not None and row.reps:
                assert (row.reps, row.last_ms, row.due_day) == (mine.reps, mine.last_ms, mine.due_day)
                assert row.stability == pytest.approx(mine.stability, rel=1e-4)
        again = bring(other, str(tmp_path / "x.apkg"))
        assert (again.added, again.changed, again.events, again.files) == ([], [], 0, [])


def test_basic_reversed_typed_and_cloze_notes(tmp_path: Path) -> None:
    types = {
        "1": ("Basic", 0, ["Front", "Back"], [("{{Front}}", "{{FrontSide}}\n\n<hr id=answer>\n\n{{Back}}")]),
        "2": ("Both ways", 0, ["Front", "Back"], [("{{Front}}", "{{FrontSide}}<hr>{{Back}}"),
                                               ("{{Back}}", "{{FrontSide}}<hr>{{Front}}")]),
        "3": ("Typed", 0, ["Front", "Back"], [("{{Front}}\n{{type:Back}}", "{{Front}}<hr>{{type:Back}}")]),
        "4": ("Cloze", 1, ["Text", "Extra"], [("{{cloze:Text}}", "{{cloze:Text}}<br>{{Extra}}")]),
        "5": ("Conditional", 0, ["A", "B"], [("{{#B}}{{A}}?{{/B}}{{^B}}none{{/B}}", "{{hint:B}}")]),
    }  # fmt: skip
    notes = [
        ("g1", 1, "a b::c", ["What is <b>x</b>?", "A &lt;tag&gt;<br>and <img src='pic one.png'>"]),
        ("g2", 2, "", ["softmax", "소프트맥스"]),
        ("g3", 3, "", ["Which loss?", "MSE"]),
        ("g4", 4, "", ["{{c1::zero_grad()::before}} since {{c2::it {adds}}}", "more"]),
        ("g5", 5, "", ["a", "b"]),
    ]  # fmt: skip
    path = package(tmp_path / "x.apkg", notes, types=types, media={"pic one.png": PNG})
    with empty(tmp_path / "home") as collection:
        report = bring(collection, str(path))
        assert (len(report.added), report.left) == (5, [])
        cards = [collection.card(card_id) for card_id in report.added]
        assert collection.problems() == ()
    basic, both, typed, cloze, conditional = (card for card in cards if card is not None)
    assert basic.question == {"": "What is **x**?"}
    assert basic.answer == {"": "A \\<tag>  \nand ![](Learning.media/pic%20one.png)"}
    assert (basic.tags, basic.deck) == (("a", "b::c"), "Deep/Learning")
    assert (tmp_path / "home" / "decks" / "Deep" / "Learning.media" / "pic one.png").read_bytes() == PNG
    assert (both.reversed, both.question, both.answer) == (True, {"": "softmax"}, {"": "소프트맥스"})
    assert (typed.kind, typed.accept) == (Kind.TYPED, ("MSE",))
    assert cloze.labels == ("1", "2")
    assert cloze.cloze == {"": "{{1::zero_grad() :: before}} since {{2::it \\{adds}}\\}"}
    assert cloze.answer == {"": "more"}
    assert conditional.question == {"": "a?"}


def test_what_cannot_be_shown_is_listed(tmp_path: Path) -> None:
    types = {"1": ("Script", 0, ["A"], [("<script>document.write('{{A}}')</script>", "{{A}}")]),
             "2": ("Sound", 0, ["A", "B"], [("{{A}}", "{{B}}")])}  # fmt: skip
    notes = [("g1", 1, "", ["hidden"]), ("g2", 2, "", ["said", "[sound:x.mp3] words"])]
    with empty(tmp_path / "home") as collection:
        report = bring(collection, str(package(tmp_path / "x.apkg", notes, types=types)))
        assert len(report.added) == 1
        assert {(one.what, one.why) for one in report.left} == {
            ("hidden", "its question is made by a script, which is not run"), ("x.mp3", "sounds are not played here"),
        }  # fmt: skip


def test_history_suspension_flags_and_memory(tmp_path: Path) -> None:
    clock = Clock()
    now = int(clock.now.timestamp())
    begun = now - 100 * 86_400
    notes = [(f"g{n}", 1, "", [f"q{n}", f"a{n}"]) for n in range(4)]
    cards: list[dict[str, Any]] = [
        {"type": 2, "queue": 2, "due": 103, "ivl": 8},
        {"type": 2, "queue": -1, "due": 110, "ivl": 20, "data": json.dumps({"s": 21.5, "d": 4.5})},
        {"type": 0, "flags": 3},
        {"type": 2, "queue": 2, "due": 120, "ivl": 10},
    ]
    day = 86_400_000
    last = now * 1000 - 5 * day
    reviews = [
        (last - 8 * day, 1, 0, 3, -600, 0, 0, 4000, 0), (last - 8 * day + 600_000, 1, 0, 3, 8, -600, 0, 3000, 0),
        (last, 1, 0, 3, 8, 8, 0, 2500, 1),
        (last + 7, 4, 0, 3, 10, 1, 0, 2000, 1), (last + 1000, 4, 0, 0, 0, 10, 0, 0, 4),  # forgotten
    ]  # fmt: skip
    path = package(tmp_path / "x.apkg", notes, cards=cards, reviews=reviews, begun=begun)
    with empty(tmp_path / "home", clock=clock) as collection:
        report = bring(collection, str(path))
        connection = collection.database.connection
        first, second, third, fourth = (progress.get(connection, card_id, "") for card_id in report.added)
        today = collection.today()
        assert (first.reps, first.due_day, first.last_ms) == (3, today + 3, last)
        assert (second.suspended, second.stability, second.difficulty) == (True, 21.5, 4.5)
        assert second.due_day == today + 10
        assert third.flag == 3
        assert (fourth.reps, len([e for e in events.every(connection) if e.kind == RESET])) == (0, 1)
        assert bring(collection, str(path)).events == 0
        assert bring(collection, str(path), progress=False).events == 0


@pytest.mark.parametrize(("had", "has"), [("", "desired_retention = 0.93\n"), ("# mine\nnew_per_day = 3\n", None),
                                          ("desired_retention = 0.8\n", "desired_retention = 0.8\n")])  # fmt: skip
def test_the_desired_retention_comes_along_where_none_is_set(tmp_path: Path, had: str, has: str | None) -> None:
    path = package(tmp_path / "x.apkg", [("g", 1, "", ["q", "a"])], retention=0.93)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "config.toml").write_text(had)
    with empty(tmp_path / "home") as collection:
        bring(collection, str(path))
    wanted = has if has is not None else f"desired_retention = 0.93\n{had}"
    assert (tmp_path / "home" / "config.toml").read_text() == wanted
    with empty(tmp_path / "home") as collection:
        assert collection.settings.desired_retention in (0.93, 0.8)


def test_no_progress_leaves_the_history(tmp_path: Path) -> None:
    reviews = [(1_700_000_000_000, 1, 0, 3, 8, 8, 0, 2500, 1)]
    path = package(tmp_path / "x.apkg", [("g", 1, "", ["q", "a"])], reviews=reviews)
    with empty(tmp_path / "home") as collection:
        assert bring(collection, str(path), progress=False).events == 0
        assert events.count(collection.database.connection) == 0


def test_a_changed_note_is_told_and_with_update_taken(tmp_path: Path) -> None:
    with empty(tmp_path / "home") as collection:
        bring(collection, str(package(tmp_path / "x.apkg", [("g", 1, "", ["q", "a"]), ("h", 1, "", ["r", "b"])])))
        changed = package(tmp_path / "y.apkg", [("g", 1, "", ["q", "another"]), ("h", 1, "", ["r", "b"])])
        report = bring(collection, str(changed))
        assert (len(report.changed), report.unchanged) == (1, 1)
        (card_id,) = report.changed
        card = collection.card(card_id)
        assert card is not None
        assert card.answer == {"": "a"}
        bring(collection, str(changed), update=True)
        card = collection.card(card_id)
        assert card is not None
        assert card.answer == {"": "another"}
        assert collection.problems() == ()


def test_a_deck_of_ones_own_is_never_written_into(tmp_path: Path) -> None:
    with home(tmp_path / "home") as collection:
        before = (tmp_path / "home" / "decks" / "mine.md").read_bytes()
        path = package(tmp_path / "x.apkg", [("g", 1, "", ["q", "a"])], deck="mine")
        report = bring(collection, str(path))
        assert [Path(file).name for file in report.files] == ["mine-2.md"]
        assert (tmp_path / "home" / "decks" / "mine.md").read_bytes() == before
        more = package(tmp_path / "y.apkg", [("g", 1, "", ["q", "a"]), ("h", 1, "", ["r", "b"])], deck="mine")
        assert [Path(file).name for file in bring(collection, str(more)).files] == ["mine-2.md"]


def test_a_fault_in_the_middle_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = [("g", 1, "", ["q", "a <img src=p.png>"])]
    reviews = [(1_700_000_000_000, 1, 0, 3, 8, 8, 0, 2500, 1)]
    path = package(tmp_path / "x.apkg", notes, media={"p.png": PNG}, reviews=reviews)
    with home(tmp_path / "home") as collection:
        before = files(tmp_path / "home")

        def full(*_: object) -> None:
            raise sqlite3.OperationalError("database or disk is full")

        monkeypatch.setattr("quiz.exchange.arriving.events.append_many", full)
        with pytest.raises(Exception, match="full"):
            bring(collection, str(path))
        assert files(tmp_path / "home") == before
        assert events.count(collection.database.connection) == 0


def test_a_clock_that_is_behind(tmp_path: Path) -> None:
    clock = Clock()
    ahead = int((clock.now + timedelta(days=300)).timestamp() * 1000)
    path = package(tmp_path / "x.apkg", [("g", 1, "", ["q", "a"])], reviews=[(ahead, 1, 0, 3, 8, 8, 0, 2500, 1)])
    with empty(tmp_path / "home", clock=clock) as collection:
        assert bring(collection, str(path)).events == 1
        assert max(event.at_ms for event in events.every(collection.database.connection)) <= ahead
