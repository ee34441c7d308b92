"""One sitting at a time on a home, however the one before it ended."""

from __future__ import annotations

import gc
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from quiz.model.errors import BusyError, QuizError
from quiz.model.event import Rating
from quiz.store.mark import SessionMark
from quiz.study.health import rebuild_all
from tests.study.helpers import Clock, opened, write

_CHILD = """
import sys
from quiz.study.collection import Collection
collection = Collection.open(sys.argv[1], content=sys.argv[1] + "/none")
session = collection.session()
session.next()
print("open", flush=True)
sys.stdin.read()
"""


def test_another_process_is_told_and_the_mark_is_free_once_it_is_killed(tmp_path: Path) -> None:
    write(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with opened(tmp_path, Clock()) as collection:
            with pytest.raises(BusyError) as caught:
                collection.session()
            assert caught.value.code == 3
            assert str(tmp_path) in str(caught.value)
            with pytest.raises(BusyError):
                rebuild_all(collection)
            assert collection.due().new == 8  # reading goes on
            other.send_signal(signal.SIGKILL)
            other.wait()
            with collection.session() as session:
                assert session.next() is not None


def test_closing_the_collection_ends_its_sitting(tmp_path: Path) -> None:
    write(tmp_path)
    collection = opened(tmp_path, Clock())
    session = collection.session()
    session.next()
    session.answer(Rating.GOOD)
    collection.close()
    with opened(tmp_path, Clock()) as again, again.session() as other:
        assert other.next() is not None
    with pytest.raises(QuizError):
        session.next()
    session.close()


def test_a_closed_sitting_writes_nothing_any_more(tmp_path: Path) -> None:
    write(tmp_path)
    with opened(tmp_path, Clock()) as collection:
        session = collection.session()
        session.next()
        session.close()
        with collection.session() as other:
            other.next()
            for act in (lambda: session.answer(Rating.GOOD), session.suspend, lambda: session.note("x")):
                with pytest.raises(QuizError):
                    act()
            other.answer(Rating.GOOD)
        session.close()


def test_a_sitting_that_could_not_begin_leaves_no_mark(tmp_path: Path) -> None:
    write(tmp_path)
    with opened(tmp_path, Clock()) as collection:
        connection = collection.database.connection
        connection.execute("ALTER TABLE progress RENAME TO away")
        with pytest.raises(QuizError):
            collection.session()
        connection.execute("ALTER TABLE away RENAME TO progress")
        with collection.session() as session:
            assert session.next() is not None


def test_sittings_one_after_the_other(tmp_path: Path) -> None:
    write(tmp_path)
    with opened(tmp_path, Clock()) as collection:
        for _ in range(20):
            with collection.session() as session:
                assert session.next() is not None
    gc.collect()


def test_homes_do_not_know_each_other(tmp_path: Path) -> None:
    marks = [SessionMark.take(str(tmp_path))]
    (tmp_path / "other").mkdir()
    marks.append(SessionMark.take(str(tmp_path / "other")))
    with pytest.raises(BusyError):
        SessionMark.take(str(tmp_path))
    for mark in marks:
        mark.release()
        mark.release()


def test_a_mark_that_cannot_be_taken_is_told(tmp_path: Path) -> None:
    with pytest.raises(QuizError, match="cannot be opened"):
        SessionMark.take(str(tmp_path / "nowhere"))
    (tmp_path / "session.lock").write_bytes(b"something else" * 100)
    write(tmp_path)
    with opened(tmp_path, Clock()) as collection, pytest.raises(QuizError, match=r"session\.lock"):
        collection.session()
