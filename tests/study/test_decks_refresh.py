"""Deck files and the store in step: what did not change is not read, and what did is never missed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from quiz.decks import parse
from quiz.model.event import Rating
from quiz.store import progress
from quiz.study import files
from quiz.study.collection import Collection
from quiz.study.rebuild import differences
from tests.study.helpers import Clock, opened, write

OLD = 5 * 10**17  # a time long past


def block(name: str, question: str = "q?", answer: str = "a.") -> str:
    return f"## {name}\nQ: {question}\nA: {answer}\n\n"


def put(home: Path, name: str, text: str, mtime_ns: int = OLD) -> Path:
    path = write(home, text, name)
    os.utime(path, ns=(mtime_ns, mtime_ns))
    return path


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are parsed."""
    seen: list[str] = []
    real = parse.read

    def spy(path: str, *, default_id: str) -> parse.Deck:
        seen.append(os.path.basename(path))
        return real(path, default_id=default_id)

    monkeypatch.setattr(parse, "read", spy)
    return seen


def questions(collection: Collection, *ids: str) -> list[str]:
    cards = [collection.card(card_id) for card_id in ids]
    return [card.question[""] if card else "" for card in cards]


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    content = tmp_path / "content"
    content.mkdir()
    (content / "ours.md").write_text(block("one", "theirs") + block("two", "theirs"), encoding="utf-8")
    return content


def with_content(home: Path, content: Path) -> Collection:
    return Collection.open(home, content=content, clock=Clock())


# --- nothing changed ----------------------------------------------------------------------------------------------


def test_unchanged_files_are_not_parsed_again(tmp_path: Path, read: list[str]) -> None:
    for number in range(5):
        put(tmp_path, f"d{number}.md", block(f"c{number}"))
    with opened(tmp_path, Clock()) as collection:
        assert sorted(read) == [f"d{number}.md" for number in range(5)]
        before = collection.database.connection.total_changes
        assert not collection.refresh()
        assert collection.database.connection.total_changes == before
    with opened(tmp_path, Clock()) as collection:
        assert collection.database.connection.total_changes == 0
    assert len(read) == 5


def test_nothing_heavy_is_imported_where_nothing_changed(tmp_path: Path) -> None:
    put(tmp_path, "deck.md", "".join(block(f"c{number}") for number in range(50)))
    (tmp_path / "config.toml").write_text("new_per_day = 5\n")
    os.utime(tmp_path / "config.toml", ns=(OLD, OLD))
    code = (
        "import sys, json\nfrom quiz.study.collection import Collection\n"
        "with Collection.open(sys.argv[1], content=sys.argv[1] + '/none') as collection: due = collection.due()\n"
        "print(json.dumps([due.new, sorted(sys.modules)]))"
    )
    loaded = []
    for _ in range(2):
        ran = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
        )
        new, modules = json.loads(ran.stdout)
        assert new == 5
        loaded.append(set(modules))
    assert "quiz.decks.parse" in loaded[0]
    heavy = {
        "quiz.decks", "quiz.decks.parse", "quiz.study.session", "quiz.scheduling", "numpy", "pydantic", "sqlite_utils",
        "textual", "platformdirs", "tomllib", "pathlib", "hashlib",
    }  # fmt: skip
    assert not heavy & loaded[1]


def test_a_touched_file_with_the_same_content_is_not_parsed(tmp_path: Path, read: list[str]) -> None:
    put(tmp_path, "deck.md", block("one"))
    with opened(tmp_path, Clock()) as collection:
        put(tmp_path, "deck.md", block("one"), OLD + 10**10)
        assert not collection.refresh()
        before = collection.database.connection.total_changes
        assert not collection.refresh()  # its new time is known now
        assert collection.database.connection.total_changes == before
    assert read == ["deck.md"]


# --- something changed --------------------------------------------------------------------------------------------


def test_two_edits_within_one_tick_and_of_one_size_are_seen(tmp_path: Path) -> None:
    tick = time.time_ns()
    with opened(tmp_path, Clock()) as collection:
        for number in range(6):
            put(tmp_path, "deck.md", block("one", f"version {number}"), tick)
            assert collection.refresh()
            assert questions(collection, "one") == [f"version {number}"]
            assert not collection.refresh()


def test_a_change_between_the_look_and_the_reading_is_seen_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "deck.md", block("one", "first"))
    real = parse.read

    def slow(path: str, *, default_id: str) -> parse.Deck:
        deck = real(path, default_id=default_id)
        put(tmp_path, "deck.md", block("one", "later"), OLD + 10**10)
        return deck

    with monkeypatch.context() as patched:
        patched.setattr(parse, "read", slow)
        collection = opened(tmp_path, Clock())
    with collection:
        collection.refresh()
        assert questions(collection, "one") == ["later"]


def test_a_file_taken_in_by_another_program_in_between_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.md", block("one"))
    with opened(tmp_path, Clock()) as collection, opened(tmp_path, Clock()) as other:
        real = files.found

        def interrupted(roots: files.Roots) -> Iterator[tuple[str, str, int, int]]:
            rows = list(real(roots))
            monkeypatch.setattr(files, "found", real)
            put(tmp_path, "b.md", block("two"))
            other.refresh()
            return iter(rows)

        monkeypatch.setattr(files, "found", interrupted)
        collection.refresh()
        assert questions(collection, "two") == ["q?"]


def test_deleted_renamed_and_moved_files(tmp_path: Path) -> None:
    put(tmp_path, "a.md", block("one") + block("two"))
    with opened(tmp_path, Clock()) as collection:
        connection = collection.database.connection
        with collection.session() as session:
            session.next()
            learned = session.answer(Rating.EASY).progress
        places = [("b.md", "b"), ("folder/b.md", "folder/b"), ("folder/deeper/c.md", "folder/deeper/c")]
        last = tmp_path / "decks" / "a.md"
        for name, deck in places:
            path = tmp_path / "decks" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            last.rename(path)
            last = path
            assert collection.refresh()
            assert list(collection.decks()) == [deck]
            assert progress.get(connection, "one", "") == learned
            assert progress.places(connection) == {("one", ""): (deck, 0), ("two", ""): (deck, 1)}
        last.unlink()
        assert collection.refresh()
        assert collection.decks() == {}
        assert collection.card("one") is None
        assert progress.get(connection, "one", "") == learned
        assert differences(connection, collection.options()) == []


def test_a_card_moved_from_file_to_file_in_one_go(tmp_path: Path) -> None:
    put(tmp_path, "a.md", block("one") + block("two"))
    put(tmp_path, "b.md", block("three"))
    with opened(tmp_path, Clock()) as collection:
        put(tmp_path, "a.md", block("two"), OLD + 1)
        put(tmp_path, "b.md", block("three") + block("one", "moved"), OLD + 1)
        collection.refresh()
        assert questions(collection, "one", "two", "three") == ["moved", "q?", "q?"]
        assert differences(collection.database.connection, collection.options()) == []


# --- one id, several cards ----------------------------------------------------------------------------------------


def test_a_users_card_takes_the_place_of_a_shipped_one_and_gives_it_back(tmp_path: Path, shipped: Path) -> None:
    with with_content(tmp_path, shipped) as collection:
        assert questions(collection, "one", "two") == ["theirs", "theirs"]
        path = put(tmp_path, "mine.md", block("one", "mine"))
        collection.refresh()
        assert questions(collection, "one", "two") == ["mine", "theirs"]
        assert {deck: cards for deck, (_, cards) in collection.decks().items()} == {"mine": 1, "ours": 1}
        assert collection.due().new == 2
        assert [problem for problem in collection.problems() if not problem.warning] == []
        path.unlink()
        collection.refresh()
        assert questions(collection, "one", "two") == ["theirs", "theirs"]
        assert {deck: cards for deck, (_, cards) in collection.decks().items()} == {"ours": 2}
        assert differences(collection.database.connection, collection.options()) == []


def test_opening_a_shipped_card_for_editing_makes_the_users_own(tmp_path: Path, shipped: Path) -> None:
    with with_content(tmp_path, shipped) as collection, collection.session() as session:
        assert session.next() is not None
        path, line = session.edit_path()
        assert path == str(tmp_path / "decks" / "ours.md")
        lines = Path(path).read_text(encoding="utf-8").split("\n")
        assert lines[line - 1] == "## one"
        Path(path).write_text("\n".join(lines).replace("theirs", "mine"), encoding="utf-8")
        session.reload()
        prompt = session.next()
        assert prompt is not None
        assert (prompt.card.id, prompt.card.question[""], prompt.path) == ("one", "mine", path)
        assert session.edit_path()[0] == path
        assert collection.problems() == ()
        (shipped / "ours.md").write_text(block("one", "theirs, better") + block("two"), encoding="utf-8")
        collection.refresh()
        (problem,) = collection.problems()
        assert problem.warning
        assert problem.card == "one"
        session.answer(Rating.GOOD)


@pytest.mark.parametrize("order", [("a.md", "b.md"), ("b.md", "a.md")])
def test_of_two_cards_with_one_id_the_first_by_path_is_asked_and_both_are_named(
    tmp_path: Path, order: tuple[str, str]
) -> None:
    with opened(tmp_path, Clock()) as collection:
        for name in order:
            put(tmp_path, name, block("other-" + name[0]) + block("one", name))
            collection.refresh()
        assert questions(collection, "one") == ["a.md"]
        said = [str(problem) for problem in collection.problems() if not problem.warning]
        assert len(said) == 1
        for name in order:
            assert f"{name}:5" in said[0]
        (tmp_path / "decks" / "a.md").unlink()
        collection.refresh()
        assert questions(collection, "one") == ["b.md"]
        assert differences(collection.database.connection, collection.options()) == []


def test_of_two_cards_with_one_id_in_one_file_the_first_is_asked(tmp_path: Path) -> None:
    put(tmp_path, "a.md", block("one", "first") + block("two") + block("one", "second"))
    with opened(tmp_path, Clock()) as collection:
        assert questions(collection, "one") == ["first"]
        (problem,) = collection.problems()
        assert "taken already" in problem.message
        assert progress.places(collection.database.connection) == {("one", ""): ("a", 0), ("two", ""): ("a", 1)}


# --- odd names and links ------------------------------------------------------------------------------------------


def test_names_in_decomposed_form(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "신경망/기초.md")
    path = put(tmp_path, name, block("one"))
    with opened(tmp_path, Clock()) as collection:
        assert list(collection.decks()) == ["신경망/기초"]
        for asked in ("신경망", "신경망/기초", unicodedata.normalize("NFD", "신경망")):
            with collection.session([asked]) as session:
                prompt = session.next()
                assert prompt is not None
                assert prompt.path == str(path)
                assert session.edit_path() == (str(path), 1)
            assert collection.due(decks=[asked]).new == 1


@pytest.mark.parametrize(
    "name", [b"bad-\xff.md", b"bad-\xfe.md", b"\x1b]52;c;x\x07.md", b"line\nbreak.md", b"[b]x[\xef\xbc\x8fb].md"]
)
def test_odd_names_are_read_and_shown_clean(tmp_path: Path, name: bytes) -> None:
    folder = os.fsencode(tmp_path / "decks")
    os.makedirs(folder, exist_ok=True)
    for one, card in ((name, "one"), (b"bad-\xfd.md", "two")):
        with open(os.path.join(folder, one), "wb") as file:
            file.write(block(card).encode())
    with opened(tmp_path, Clock()) as collection:
        assert questions(collection, "one", "two") == ["q?", "q?"]
        assert all(deck.isprintable() for deck in collection.decks())
        assert len(collection.decks()) == 2
        collection.problems()
        with collection.session() as session:
            assert session.next() is not None
            session.answer(Rating.GOOD)
        assert not collection.refresh()


def test_links_to_files_and_folders(tmp_path: Path) -> None:
    put(tmp_path, "a.md", block("one"))
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "far.md").write_text(block("far"), encoding="utf-8")
    decks = tmp_path / "decks"
    (decks / "linked").symlink_to(tmp_path / "elsewhere")
    (decks / "file.md").symlink_to(tmp_path / "elsewhere" / "far.md")
    (decks / "loop").symlink_to(decks)
    (tmp_path / "elsewhere" / "back").symlink_to(decks)
    (tmp_path / "elsewhere" / "self").symlink_to(tmp_path / "elsewhere")
    (decks / "nowhere.md").symlink_to(tmp_path / "missing.md")
    (decks / "circle.md").symlink_to(decks / "circle.md")
    (decks / "circle").symlink_to(decks / "circle")
    with opened(tmp_path, Clock()) as collection:
        assert list(collection.decks()) == ["a", "file"]  # the same card twice: the first by path
        said = sorted(str(problem) for problem in collection.problems() if not problem.warning)
        assert [line for line in said if "nowhere.md" in line and "no such file" in line]
        assert [line for line in said if "circle.md" in line]
        assert [line for line in said if "linked/far.md" in line and "taken already" in line]
        assert [line for line in said if "decks/circle:" in line]
        assert len(said) == 4
        before = collection.database.connection.total_changes
        assert not collection.refresh()  # what cannot be read is tried again, and nothing is written
        assert collection.database.connection.total_changes == before
        (tmp_path / "missing.md").write_text(block("found"), encoding="utf-8")
        assert collection.refresh()
        assert questions(collection, "found") == ["q?"]


def test_what_is_no_deck_file_is_left_alone(tmp_path: Path) -> None:
    put(tmp_path, "a.md", block("one"))
    put(tmp_path, ".hidden.md", block("hidden"))
    put(tmp_path, ".git/x.md", block("git"))
    put(tmp_path, "a.media/x.md", block("media"))
    put(tmp_path, "readme.txt", block("text"))
    os.mkfifo(tmp_path / "decks" / "pipe.md")
    with opened(tmp_path, Clock()) as collection:
        assert list(collection.decks()) == ["a"]
        (problem,) = collection.problems()
        assert "pipe.md" in str(problem)


@pytest.mark.parametrize("content", [b"", b"\xff\xfeQ\0", b"\x00" * 10, b"+++\n", b"```\n", b"## \n", b"Q:"])
def test_a_file_that_is_wrong_is_named_and_the_others_work(tmp_path: Path, content: bytes) -> None:
    put(tmp_path, "a.md", block("one"))
    (tmp_path / "decks" / "wrong.md").write_bytes(content)
    with opened(tmp_path, Clock()) as collection:
        assert questions(collection, "one") == ["q?"]
        assert any("wrong.md" in str(problem) for problem in collection.problems())


def test_a_file_of_fifty_megabytes_is_not_read(tmp_path: Path) -> None:
    put(tmp_path, "a.md", block("one"))
    with open(tmp_path / "decks" / "big.md", "wb") as file:
        file.truncate(50 * 2**20)
    begun = time.perf_counter()
    with opened(tmp_path, Clock()) as collection:
        assert time.perf_counter() - begun < 1.0
        assert any("too big" in str(problem) for problem in collection.problems())
        assert questions(collection, "one") == ["q?"]


# --- how much is written ------------------------------------------------------------------------------------------


def test_one_edit_among_ten_thousand_cards_writes_what_changed(tmp_path: Path) -> None:
    text = "".join(block(f"c{number:05}", f"question {number}") for number in range(10_000))
    put(tmp_path, "deck.md", text)
    with opened(tmp_path, Clock()) as collection:
        connection = collection.database.connection
        put(tmp_path, "deck.md", text.replace("question 5000\n", "question 5000, edited\n"), OLD + 1)
        before = connection.total_changes
        assert collection.refresh()
        assert connection.total_changes - before < 30
        assert questions(collection, "c05000", "c05001") == ["question 5000, edited", "question 5001"]
        assert [card.id for card in collection.search("edited")] == ["c05000"]
        index = "SELECT count(*) FROM card_text_docsize"
        assert connection.execute(index).fetchone()[0] == 10_000


def test_a_line_more_moves_the_cards_behind_it_and_leaves_the_index_alone(tmp_path: Path) -> None:
    text = "".join(block(f"c{number:05}", f"question {number}") for number in range(300))
    put(tmp_path, "deck.md", text)
    with opened(tmp_path, Clock()) as collection:
        put(tmp_path, "deck.md", text.replace("question 100\n", "question 100\nand more\n"), OLD + 1)
        size = "SELECT sum(length(block)) FROM card_text_data"
        connection = collection.database.connection
        before = connection.execute(size).fetchone()[0]
        assert collection.refresh()
        assert connection.execute(size).fetchone()[0] < before * 1.2
        card = collection.card("c00299")
        assert card is not None
        assert text.replace("question 100\n", "question 100\nand more\n").split("\n")[card.line - 1] == "## c00299"
        assert [card.id for card in collection.search("question 299")] == ["c00299"]
