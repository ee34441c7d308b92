"""Faults: one sentence, the answer still on the screen, and a way on."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from quiz.study.collection import Collection
from quiz.tui.screens.fault import FaultScreen
from quiz.tui.screens.home import HomeScreen
from quiz.tui.screens.note import NoteText
from quiz.tui.screens.study import StudyScreen
from tests.tui.helpers import Clock, Stage, Theatre


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Another program writes to the database and takes its time."""
    other = sqlite3.connect(home / "quiz.db", isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        yield
    finally:
        other.close()


async def impatient(face: Stage) -> None:
    await face.app.desk.ask(lambda collection: collection.database.connection.execute("PRAGMA busy_timeout = 20"))


def test_a_locked_database_loses_no_answer(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await impatient(face)
        await face.press("space")
        with locked(stage.home):
            await face.press("3")
            text = face.text()
            assert "✗ Another program is writing" in text
            assert "about halved" in text  # the card is still there
            await face.press("r")
            assert "Another program is writing" in face.text()
        await face.press("r")
        assert "Which loss" in face.text()
        assert "Another program" not in face.text()
        assert await face.app.desk.study(lambda session: session.done) == 1

    stage.play(scene, start="study")


def test_a_write_that_waits_is_told(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await face.press("space")
        with locked(stage.home):
            face.app.simulate_key("3")
            for _ in range(100):
                await asyncio.sleep(0.02)
                if "saving…" in face.text():
                    break
            assert "saving…" in face.text()
            assert "about halved" in face.text()
        await face.until("Which loss")
        assert "saving…" not in face.text()
        await face.press("escape", "f")
        with locked(stage.home):
            face.app.simulate_key("2")
            for _ in range(100):
                await asyncio.sleep(0.02)
                if "saving…" in face.text():
                    break
            assert "saving…" in face.text()
        await face.until("Flag 2 set.")

    stage.play(scene, start="study")


@pytest.mark.parametrize("key", ["s", "x", "b", "u"])
def test_other_actions_on_a_locked_database(stage: Theatre, key: str) -> None:
    async def scene(face: Stage) -> None:
        await impatient(face)
        await face.press("space", "3", "escape", "s")
        with locked(stage.home):
            await face.press(key)
            assert face.app.is_running
        await face.press("r")
        assert "Another program" not in face.text()

    stage.play(scene, start="study")


def test_a_full_disk_keeps_the_answer(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        connection = await face.app.desk.ask(lambda collection: collection.database.connection)
        await face.press("space")
        pages = await face.app.desk.ask(lambda _: connection.execute("PRAGMA page_count").fetchone()[0])
        await face.app.desk.ask(lambda _: connection.execute(f"PRAGMA max_page_count = {pages}"))
        await face.press("m")
        face.app.screen.query_one(NoteText).text = "x" * 50_000
        await face.press("ctrl+s")
        assert "disk is full" in face.text()
        assert "about halved" in face.text()
        await face.app.desk.ask(lambda _: connection.execute("PRAGMA max_page_count = 100000"))
        await face.press("r", "3")
        assert await face.app.desk.study(lambda session: session.done) == 1

    stage.play(scene, start="study")


def test_a_damaged_database_is_told_and_left_with_its_exit_code(stage: Theatre) -> None:
    (stage.home / "quiz.db").write_bytes(b"no database at all, but long enough to be read as one" * 100)

    async def scene(face: Stage) -> None:
        assert isinstance(face.app.screen, FaultScreen)
        assert "damaged" in face.text()
        await face.press("r")
        assert "damaged" in face.text()
        await face.press("q")

    assert stage.play(scene).return_code == 2


def test_a_newer_database_is_told(stage: Theatre) -> None:
    Collection.open(stage.home, clock=Clock()).close()
    newer = sqlite3.connect(stage.home / "quiz.db")
    newer.execute("PRAGMA user_version = 999")
    newer.commit()
    newer.close()

    async def scene(face: Stage) -> None:
        assert "update quiz" in " ".join(face.text().split())
        await face.press("q")

    assert stage.play(scene).return_code == 3


def test_a_second_session_is_told(stage: Theatre) -> None:
    with Collection.open(stage.home, clock=Clock()) as collection, collection.session():

        async def study(face: Stage) -> None:
            assert isinstance(face.app.screen, FaultScreen)
            assert "already open" in face.text()
            await face.press("q")

        assert stage.play(study, start="study").return_code == 3

        async def home(face: Stage) -> None:
            await face.press("enter")
            assert isinstance(face.app.screen, StudyScreen)
            assert "already open" in face.text()
            assert "opening" not in face.text()
            assert face.text().splitlines()[-1].split() == ["r", "Try", "again", "q", "End"]
            await face.press("r", "u", "n", "space")
            assert "already open" in face.text()
            await face.press("q")
            assert isinstance(face.app.screen, HomeScreen)

        assert stage.play(home).return_code is None

    other = Collection.open(stage.home, clock=Clock())
    session = other.session()

    async def closed(face: Stage) -> None:
        await face.press("enter")
        assert "already open" in face.text()
        session.close()
        other.close()
        await face.press("r")
        assert "What does a stride" in face.text()
        assert "already open" not in face.text()

    stage.play(closed)


def test_an_unknown_deck_is_told(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        assert "no deck nowhere" in face.text()
        await face.press("q")

    assert stage.play(scene, start="study", decks=("nowhere",)).return_code == 2


def test_without_an_editor_to_open_the_file_is_named(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await face.press("e")  # the pilot's terminal cannot be handed over
        assert "cnn.md" in face.text()

    stage.play(scene, start="study")
