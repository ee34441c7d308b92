"""Files from outside that mean harm, or are broken: one sentence each, and everything is as it was."""

from __future__ import annotations

import json
import sqlite3
import struct
import zipfile
from pathlib import Path

import pytest
import zstandard

from quiz.exchange.anki import container
from quiz.exchange.formats import bring
from quiz.exchange.incoming import Report
from quiz.model.errors import QuizError
from quiz.study.collection import Collection
from tests.exchange.helpers import PNG, empty, files, home, package

NOTES = [("g1", 1, "", ["q <img src='p.png'>", "a"])]


def taken(collection: Collection, path: Path) -> Report:
    return bring(collection, str(path), progress=True, dry_run=False, update=False)


def refused(folder: Path, path: Path, said: str) -> None:
    """Importing ends in one sentence without a line end, and changes no file."""
    with home(folder) as collection:
        before = files(folder)
        with pytest.raises(QuizError, match=said) as told:
            taken(collection, path)
        assert "\n" not in str(told.value)
        assert files(folder) == before


def written(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def entries(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "no package"), (b"PK\x03\x04 and nothing", "no package"), (b"\x28\xb5\x2f\xfd" * 9, "no package"),
     (b"SQLite format 3\x00" + b"\x00" * 400, "no package")],
)  # fmt: skip
def test_no_package_at_all(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "x.apkg").write_bytes(data)
    refused(tmp_path / "home", tmp_path / "x.apkg", said)


def test_no_file(tmp_path: Path) -> None:
    refused(tmp_path / "home", tmp_path / "x.apkg", "no file")


def test_a_package_cut_at_every_thousandth_byte(tmp_path: Path) -> None:
    whole = package(tmp_path / "x.apkg", NOTES, media={"p.png": PNG}).read_bytes()
    with home(tmp_path / "home") as collection:
        before = files(tmp_path / "home")
        for end in range(0, len(whole), 1000):
            (tmp_path / "cut.apkg").write_bytes(whole[:end])
            with pytest.raises(QuizError):
                taken(collection, tmp_path / "cut.apkg")
        assert files(tmp_path / "home") == before


@pytest.mark.parametrize("at", range(0, 40_000, 3777))
def test_a_byte_of_the_database_changed(tmp_path: Path, at: int) -> None:
    parts = entries(package(tmp_path / "x.apkg", NOTES, media={"p.png": PNG}))
    database = bytearray(parts["collection.anki2"])
    place = at % len(database)
    database[place] ^= 0xFF
    path = written(tmp_path / "y.apkg", {**parts, "collection.anki2": bytes(database)})
    with home(tmp_path / "home") as collection:
        before = files(tmp_path / "home")
        try:
            taken(collection, path)
        except QuizError:
            assert files(tmp_path / "home") == before
        assert [problem for problem in collection.problems() if "picture" not in problem.message] == []


def test_a_zip_bomb_is_stopped_whatever_size_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MOST_COLLECTION", 1_000_000)
    path = written(tmp_path / "x.apkg", {"collection.anki2": b"\0" * 5_000_000})
    raw = bytearray(path.read_bytes())
    at = raw.rfind(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<I", 10)  # the size that the directory gives
    path.write_bytes(bytes(raw))
    refused(tmp_path / "home", path, "more than|no package")
    honest = written(tmp_path / "y.apkg", {"collection.anki2": b"\0" * 5_000_000})
    refused(tmp_path / "home2", honest, "more than")


def test_a_zstd_bomb_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MOST_COLLECTION", 1_000_000)
    bomb = zstandard.ZstdCompressor().compress(b"\0" * 50_000_000)
    assert len(bomb) < 10_000
    refused(tmp_path / "home", written(tmp_path / "x.apkg", {"collection.anki21b": bomb}), "more than")


def test_broken_zstd(tmp_path: Path) -> None:
    bomb = zstandard.ZstdCompressor().compress(b"abc" * 10_000)
    refused(tmp_path / "home", written(tmp_path / "x.apkg", {"collection.anki21b": bomb[:-9]}), "no package")


def test_too_many_entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MOST_ENTRIES", 100)
    refused(tmp_path / "home", written(tmp_path / "x.apkg", {str(n): b"" for n in range(101)}), "101 entries")


@pytest.mark.parametrize("name", ["../x.png", "/etc/x.png", "a/../../x.png", "..\\x.png", "C:\\x.png", "x.md", ".."])
def test_a_medium_that_would_leave_its_folder(tmp_path: Path, name: str) -> None:
    notes = [("g1", 1, "", [f"q <img src='{name}'>", f'a <img src="{name}">'])]
    path = package(tmp_path / "x.apkg", notes, media={name: PNG})
    with home(tmp_path / "home") as collection:
        report = taken(collection, path)
        assert len(report.added) == 1
        assert report.media == 0
    found = {file.name for file in tmp_path.rglob("*") if file.is_file()}
    assert "x.png" not in found
    assert found <= {"x.apkg", "x.db", "mine.md", "pad map.png", "Learning.md", "quiz.db", "quiz.db-wal", "quiz.db-shm"}


def test_an_entry_that_is_a_link(tmp_path: Path) -> None:
    parts = entries(package(tmp_path / "x.apkg", NOTES, media={"p.png": PNG}))
    with zipfile.ZipFile(tmp_path / "y.apkg", "w") as archive:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = (0o120777 if name == "0" else 0o100644) << 16
            archive.writestr(info, b"/etc/passwd" if name == "0" else data)
    with home(tmp_path / "home") as collection:
        taken(collection, tmp_path / "y.apkg")
    (picture,) = (tmp_path / "home").rglob("p.png")
    assert not picture.is_symlink()
    assert picture.read_bytes() == b"/etc/passwd"  # the words, not the file


def sabotaged(path: Path, script: str) -> Path:
    """A package whose database was changed by a script."""
    parts = entries(package(path.with_name("sound.apkg"), NOTES))
    database = path.with_suffix(".db")
    database.write_bytes(parts["collection.anki2"])
    connection = sqlite3.connect(database)
    connection.executescript(script)
    connection.commit()
    connection.close()
    return written(path, {**parts, "collection.anki2": database.read_bytes()})


def test_a_view_that_never_ends(tmp_path: Path) -> None:
    script = """
        ALTER TABLE notes RENAME TO kept;
        CREATE VIEW notes AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
            SELECT i AS id, i AS guid, 1 AS mid, '' AS tags, '' AS flds FROM n;
    """
    refused(tmp_path / "home", sabotaged(tmp_path / "x.apkg", script), "no package")


def test_triggers_and_virtual_tables_do_nothing(tmp_path: Path) -> None:
    script = """
        CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM cards; END;
        CREATE TABLE likeness (x);
        CREATE VIRTUAL TABLE v USING fts5(x);
    """
    with home(tmp_path / "home") as collection:
        assert len(taken(collection, sabotaged(tmp_path / "x.apkg", script)).added) == 1


@pytest.mark.parametrize(
    "script",
    ["UPDATE col SET models = '[]'", "UPDATE col SET models = '{\"1\": 5}'", "UPDATE col SET models = 'x'",
     "DELETE FROM col", "DROP TABLE cards", "UPDATE col SET decks = 'null'", "UPDATE notes SET flds = x'ff00ff'",
     "UPDATE notes SET mid = 'x'", "UPDATE cards SET due = 'x', data = '[1'", "UPDATE col SET crt = 'x'",
     "UPDATE col SET models = '" + "[" * 5000 + "'", "UPDATE cards SET nid = 1e300"],
)  # fmt: skip
def test_nonsense_in_the_database(tmp_path: Path, script: str) -> None:
    with home(tmp_path / "home") as collection:
        before = files(tmp_path / "home")
        try:
            report = taken(collection, sabotaged(tmp_path / "x.apkg", script))
        except QuizError as error:
            said = str(error)
            assert files(tmp_path / "home") == before
        else:
            said = ""
            assert len(report.added) + len(report.left) <= 2
        assert "\n" not in said
        assert collection.problems() == ()


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>said", "said<img src=x onerror=alert(1)>", "<a href='javascript:alert(1)'>said</a>",
     "said\x1b]0;x\x07\x1b[31m", "said\0", "<style>*{display:none}</style>said", "said\u202e", "## said\nQ: said",
     "said ```\nunclosed", "<svg onload=alert(1)>x</svg>said", "<div>" * 3000 + "said", "said {{c1::x}} {{",
     "said ==="],
)  # fmt: skip
def test_what_a_field_says_is_harmless(tmp_path: Path, text: str) -> None:
    path = package(tmp_path / "x.apkg", [("g1", 1, "", [text, text]), ("g2", 1, "", ["next", "card"])])
    with home(tmp_path / "home") as collection:
        report = taken(collection, path)
        assert len(report.added) == 2
        assert collection.problems() == ()
        card = collection.card(report.added[0])
        assert card is not None
        shown = card.question[""] + card.answer[""]
        assert "said" in shown
        assert "alert" not in shown
        assert "\x1b" not in shown


def test_a_field_of_ten_megabytes(tmp_path: Path) -> None:
    path = package(tmp_path / "x.apkg", [("g1", 1, "", ["q" * 10_000_000, "a"]), ("g2", 1, "", ["next", "card"])])
    with home(tmp_path / "home") as collection:
        report = taken(collection, path)
        assert (len(report.added), [one.why for one in report.left]) == (
            1, ["one of its fields is too long to be read by anybody"],
        )  # fmt: skip


def test_a_deck_that_names_a_path(tmp_path: Path) -> None:
    for number, deck in enumerate(
        ["../../etc", "/abs", "a::..::b", "", "::", "con\x1b[31m", "x" * 500, "한글 덱::하나"]
    ):
        path = package(tmp_path / f"{number}.apkg", [(f"g{number}", 1, "", ["q", "a"])], deck=deck)
        with empty(tmp_path / f"home{number}") as collection:
            (file,) = taken(collection, path).files
            assert Path(file).resolve().is_relative_to((tmp_path / f"home{number}" / "decks").resolve())
            assert collection.problems() == ()


@pytest.mark.parametrize(
    "text",
    ["", "\n", "[]\n", "{}\n", '{"format": "quiz"}\n', '{"format": "quiz", "version": 99}\n',
     '{"format": "quiz", "version": 1}\n[', '{"format": "quiz", "version": 1}\n' + "[" * 100_000],
)  # fmt: skip
def test_json_lines_that_are_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.jsonl").write_text(text)
    if text.strip():
        refused(tmp_path / "home", tmp_path / "x.jsonl", r"x\.jsonl")
    else:
        with home(tmp_path / "home") as collection:
            assert taken(collection, tmp_path / "x.jsonl").added == []


@pytest.mark.parametrize(
    "card",
    [5, {}, {"id": "a"}, {"id": "../a", "deck": "d", "question": {"": "q"}, "answer": {"": "a"}},
     {"id": "a", "deck": "../d", "question": {"": "q"}, "answer": {"": "a"}},
     {"id": "a b", "deck": "d", "question": {"": "q"}, "answer": {"": "a"}},
     {"id": "a", "deck": "d", "kind": "exercise", "exercise": {"name": "x\ny"}},
     {"id": "a", "deck": "d", "question": {"en\nQ": "q"}, "answer": {"": "a"}},
     {"id": "a", "deck": "d", "question": {"": 5}, "answer": {"": ["a"]}},
     {"id": "a", "deck": "d", "question": {"": "q ![x](../../x.png)"}, "answer": {"": "a"}}],
)  # fmt: skip
def test_a_card_in_json_that_no_deck_could_hold(tmp_path: Path, card: object) -> None:
    good = {"id": "good", "deck": "d", "question": {"": "q"}, "answer": {"": "a"}}
    lines = [{"format": "quiz", "version": 1}, {"card": card}, {"card": good}]
    (tmp_path / "x.jsonl").write_text("\n".join(map(json.dumps, lines)))
    with home(tmp_path / "home") as collection:
        report = taken(collection, tmp_path / "x.jsonl")
        assert report.added == ["good"]
        assert len(report.left) == 1
        assert collection.problems() == ()
    outside = [file for file in tmp_path.rglob("*.md") if not file.is_relative_to(tmp_path / "home" / "decks")]
    assert outside == []


def test_events_of_json_with_a_wrong_checksum(tmp_path: Path) -> None:
    row = ["0" * 32, "d" * 16, 1, 5, 0, 0, "review", "good", "", 3, 10, "{}"]
    lines = [{"format": "quiz", "version": 1}, {"event": row, "checksum": 1}, {"event": row[:-1], "checksum": 1}]
    (tmp_path / "x.jsonl").write_text("\n".join(map(json.dumps, lines)))
    with home(tmp_path / "home") as collection:
        report = taken(collection, tmp_path / "x.jsonl")
        assert (report.events, len(report.left)) == (0, 2)


@pytest.mark.parametrize("name", ["x.csv", "x.tsv", "x.md", "x.txt"])
@pytest.mark.parametrize(
    "data", [b"\xff\xfe\xfa", b"\x80abc", b"\x00" * 100, b"a" * 100_000, b'"' * 1001, b"\xed\xa0\x80"]
)
def test_bytes_that_are_no_text(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with home(tmp_path / "home") as collection:
        said = ""
        try:
            taken(collection, tmp_path / name)
        except QuizError as error:
            said = str(error)
        assert "\n" not in said
        assert collection.problems() == ()


def test_a_form_that_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_bytes(b"PK")
    refused(tmp_path / "home", tmp_path / "x.docx", "how its name ends")
