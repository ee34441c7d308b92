"""Tables, JSON Lines and Markdown, out and in."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.exchange.delimited import inert, whole
from quiz.exchange.formats import bring, send
from quiz.exchange.incoming import Report
from quiz.exchange.markdown import pieces
from quiz.model.card import Card, Kind
from quiz.model.errors import QuizError
from quiz.store import cards as stored_cards
from quiz.store import events, progress
from quiz.study.collection import Collection
from tests.exchange.helpers import empty, files, home, study
from tests.study.helpers import DECK, Clock

BOTH = ("en", "ko")


def taken(collection: Collection, path: Path, *, update: bool = False, dry_run: bool = False) -> Report:
    return bring(collection, str(path), progress=True, dry_run=dry_run, update=update)


def sent(collection: Collection, path: Path, *, progress: bool = False) -> Path:
    send(collection, str(path), (), languages=BOTH, progress=progress, dry_run=False)
    return path


def cards_of(collection: Collection) -> dict[str, Card]:
    return {one.card.id: one.card for one in stored_cards.every(collection.database.connection)}


def without_place(card: Card) -> dict[str, object]:
    said: dict[str, object] = json.loads(card.dump())
    return {name: value for name, value in said.items() if name not in ("line", "deck")}


@pytest.mark.parametrize("suffix", [".jsonl", ".md"])
def test_nothing_is_lost(tmp_path: Path, suffix: str) -> None:
    with home(tmp_path / "home") as collection:
        path = sent(collection, tmp_path / f"mine{suffix}")
        wanted = {name: without_place(card) for name, card in cards_of(collection).items()}
        again = taken(collection, path)
        assert (again.added, again.changed, again.unchanged) == ([], [], 9)
    (tmp_path / "img").mkdir()
    if suffix == ".md":  # its pictures lie beside it
        (tmp_path / "img" / "pad map.png").write_bytes((tmp_path / "home/decks/img/pad map.png").read_bytes())
    with empty(tmp_path / "other") as other:
        report = taken(other, path)
        assert (len(report.added), report.media, report.left) == (9, 1, [])
        assert {name: without_place(card) for name, card in cards_of(other).items()} == wanted
        assert other.problems() == ()


def test_json_lines_carry_the_log(tmp_path: Path) -> None:
    clock = Clock()
    with home(tmp_path / "home", clock=clock) as collection:
        study(collection, clock)
        path = sent(collection, tmp_path / "mine.jsonl", progress=True)
        log = [(event.columns(), event.checksum) for event in events.every(collection.database.connection)]
        rows = {(row.card, row.part): row for row in progress.every(collection.database.connection) if row.reps}
    with empty(tmp_path / "other", clock=clock) as other:
        twice = path.read_text(encoding="utf-8")
        path.write_text(twice + twice.split("\n", 1)[1], encoding="utf-8")
        assert taken(other, path).events == len(log)
        assert [(event.columns(), event.checksum) for event in events.every(other.database.connection)] == log
        assert {(row.card, row.part): row for row in progress.every(other.database.connection) if row.reps} == rows
        assert taken(other, path).events == 0


@pytest.mark.parametrize(("suffix", "separator"), [(".csv", ","), (".tsv", "\t")])
def test_a_table_says_what_anki_reads(tmp_path: Path, suffix: str, separator: str) -> None:
    with home(tmp_path / "home") as collection:
        path = sent(collection, tmp_path / f"mine{suffix}")
        again = taken(collection, path)
        assert (again.added, again.changed) == ([], [])
    lines = path.read_text(encoding="utf-8").splitlines()
    name = "Comma" if suffix == ".csv" else "Tab"
    assert lines[:6] == [
        f"#separator:{name}", "#html:true", "#guid column:1", "#notetype column:2", "#deck column:3", "#tags column:6",
    ]  # fmt: skip
    rows = {row[0]: row for row in csv.reader(lines[6:], delimiter=separator)}
    assert rows["quiz:softmax-term"][1:] == [
        "Basic (and reversed card)", "mine", "softmax", "Turns logits into probabilities.", "",
    ]  # fmt: skip
    assert rows["quiz:clear-gradients"][1] == "Cloze"
    assert rows["quiz:pad-picture"][5] == "cnn two_words"
    with empty(tmp_path / "other") as other:
        report = taken(other, path)
        assert len(report.added) == 9
        card = cards_of(other)["softmax-term"]
        assert (card.reversed, card.deck) == (True, "mine")
        assert other.problems() == ()


FIELD = st.text(st.characters(codec="utf-8"), max_size=20)


@given(st.one_of(FIELD, st.sampled_from(["=cmd|' /C calc'!A0", "'=x", "''=x", "@x", "+1", "-1", "\t=1", "'", "'a"])))
def test_a_formula_comes_out_inert_and_comes_back_whole(text: str) -> None:
    shown = inert(text)
    assert not shown.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert whole(shown) == text


def test_a_formula_in_a_card(tmp_path: Path) -> None:
    deck = "## evil\nQ: =cmd|' /C calc'!A0\nA: -1 + 2\n"
    with home(tmp_path / "home", deck) as collection:
        path = sent(collection, tmp_path / "x.csv")
    (row,) = list(csv.reader(path.read_text(encoding="utf-8").splitlines()[6:]))
    assert row[3].startswith("'=cmd")
    assert row[4].startswith("'-1")
    with empty(tmp_path / "other") as other:
        taken(other, path)
        card = cards_of(other)["evil"]
    assert (card.question, card.answer) == ({"": "=cmd|' /C calc'!A0"}, {"": "-1 + 2"})


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("a.csv", "q1,a1\nq2,a2\n", [("q1", "a1"), ("q2", "a2")]),
        ("a.csv", "q1;a1;b1\n", [("q1", "a1  \nb1")]),
        ("a.tsv", "q1\ta, 1\n", [("q1", "a, 1")]),
        ("a.txt", "#separator:pipe\n#deck:Other\nq1|a1\n", [("q1", "a1")]),
        ("a.csv", '"q ""1""\nmore","a <b>1</b>"\n', [('q "1"  \nmore', "a \\<b>1\\</b>")]),
        ("a.csv", "#html:true\n\"q <b>1</b>\",a\n", [("q **1**", "a")]),
        ("a.csv", "\ufeffq1,a1\r\nq2,a2\r\n", [("q1", "a1"), ("q2", "a2")]),
    ],
)  # fmt: skip
def test_tables_of_others(tmp_path: Path, name: str, text: str, wanted: list[tuple[str, str]]) -> None:
    (tmp_path / name).write_bytes(text.encode())
    with empty(tmp_path / "home") as collection:
        report = taken(collection, tmp_path / name)
        found = [(card.question[""], card.answer[""]) for card in map(cards_of(collection).get, report.added) if card]
        assert found == wanted
        assert taken(collection, tmp_path / name).added == []
        assert collection.problems() == ()


def test_a_row_without_a_front_is_listed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("q1,a1\n,a2\n")
    with empty(tmp_path / "home") as collection:
        report = taken(collection, tmp_path / "a.csv")
        assert [(one.what, one.why) for one in report.left] == [("line 2", "its first field is empty")]


def shown(text: str) -> list[tuple[int, str, str]]:
    return [
        (piece.line, piece.card.question.get("") or piece.card.cloze[""], piece.card.answer.get("", ""))
        for piece in pieces(text)
    ]


def test_hashcards() -> None:
    text = "Q: What is x?\nA: A letter,\nin Latin.\n---\n\nC: The [capital] of France is [Paris](x) or [Lyon].\n"
    assert shown(text) == [
        (1, "What is x?", "A letter,\nin Latin."),
        (6, "The {{1::capital}} of France is [Paris](x) or {{2::Lyon}}.", ""),
    ]


def test_obsidian() -> None:
    text = """---
tags: x
---
# Heading
one::two
three:::four <!--SR:!2023-01-01,3,250-->

long question
of two lines
?
its answer

both
??
ways

The ==hidden== word and `==code==`.

```
a::b
```
"""
    found = pieces(text)
    assert shown(text) == [
        (5, "one", "two"), (6, "three", "four"), (8, "long question\nof two lines", "its answer"), (13, "both", "ways"),
        (17, "The {{1::hidden}} word and `==code==`.", ""),
    ]  # fmt: skip
    assert [piece.card.reversed for piece in found] == [False, True, False, True, False]
    assert found[-1].card.kind is Kind.CLOZE


def test_tables_and_mochi() -> None:
    assert shown("| front | back |\n|---|---|\n| a | b \\| c |\n| d | e |\n") == [(3, "a", "b | c"), (4, "d", "e")]
    assert shown("# What is x?\n---\nA letter.\n\n# And y?\n---\nAnother.\n") == [
        (1, "What is x?", "A letter."), (5, "And y?", "Another."),
    ]  # fmt: skip


def test_markdown_of_others_becomes_a_deck(tmp_path: Path) -> None:
    (tmp_path / "my notes.md").write_text("one::two\n\nthree:::four\n", encoding="utf-8")
    with empty(tmp_path / "home") as collection:
        report = taken(collection, tmp_path / "my notes.md")
        assert len(report.added) == 2
        assert {card.deck for card in cards_of(collection).values()} == {"my-notes"}
        assert taken(collection, tmp_path / "my notes.md").added == []
        (tmp_path / "none.md").write_text("Nothing to ask here.\n")
        assert [one.why for one in taken(collection, tmp_path / "none.md").left] == [
            "there is no card in any form that is known here"
        ]


@given(
    st.lists(
        st.sampled_from(
            ["a::b", "Q: x", "A: y", "?", "---", "", "```", "==x==", "| a | b |", "|--|--|", "C: [x]", "# h"]
        ),
        max_size=9,
    )
)
def test_any_markdown_is_read(lines: list[str]) -> None:
    for piece in pieces("\n".join(lines)):
        assert piece.card.question or piece.card.cloze


@pytest.mark.parametrize("suffix", [".csv", ".md", ".html"])
def test_progress_where_it_cannot_go(tmp_path: Path, suffix: str) -> None:
    with home(tmp_path / "home") as collection, pytest.raises(QuizError, match="cannot hold progress"):
        send(collection, str(tmp_path / f"x{suffix}"), (), languages=BOTH, progress=True, dry_run=False)


@pytest.mark.parametrize("suffix", [".csv", ".md", ".html", ".jsonl", ".apkg"])
def test_a_dry_run_writes_nothing(tmp_path: Path, suffix: str) -> None:
    with home(tmp_path / "home") as collection:
        path = tmp_path / f"x{suffix}"
        assert send(collection, str(path), (), languages=BOTH, progress=False, dry_run=True).notes == 9
        assert not path.exists()
        sent(collection, path)
        if suffix != ".html":
            before = files(tmp_path / "home")
            taken(collection, path, dry_run=True)
            assert files(tmp_path / "home") == before


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    with home(tmp_path / "home") as collection:
        for suffix in (".csv", ".apkg"):
            with pytest.raises(QuizError, match="cannot be written"):
                sent(collection, tmp_path / "none" / f"x{suffix}")


def test_the_chosen_decks_alone(tmp_path: Path) -> None:
    with home(tmp_path / "home") as collection:
        (tmp_path / "home" / "decks" / "other.md").write_text("## a\nQ: q\nA: a\n")
        collection.refresh()
        send(collection, str(tmp_path / "x.md"), ("other",), languages=BOTH, progress=False, dry_run=False)
        assert (tmp_path / "x.md").read_text() == '+++\nid = "other"\n+++\n\n## a\nQ: q\nA: a\n'
        with pytest.raises(QuizError, match="no deck none"):
            send(collection, str(tmp_path / "x.md"), ("none",), languages=BOTH, progress=False, dry_run=False)
    assert "## mse-name" in DECK
