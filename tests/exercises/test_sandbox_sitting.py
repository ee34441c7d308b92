"""Code exercises in a sitting: their time, their warm process, and what is said of a system without walls."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from quiz.exercises import code
from quiz.exercises.answers import Code
from quiz.exercises.code import Task, arguments
from quiz.exercises.problem import Params, Settings, Verdict
from quiz.exercises.sandbox import Kind, isolation, landlock, seccomp, shared
from quiz.model.event import Rating
from quiz.study.session import Session
from tests.exercises.making import family, idea
from tests.study.drills import PRODUCTS, drill, install, rated, shown
from tests.study.helpers import Clock, opened, write

RIGHT = "def double(x):\n    return 2 * x\n"
ENDLESS = "def double(x):\n    while True: pass\n"
TASK = Task("double", lambda x: 2 * x, lambda rng: [arguments(rng.normal(size=3)) for _ in range(5)])
CARD = "## card\nQ: a?\nA: b.\n"


def nothing(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    return {}


DOUBLE = replace(
    family(
        Code("double", "def double(x)"),
        lambda params: RIGHT,
        [idea("once", lambda params: RIGHT.replace("2", "1"))],
        judge=code.judge(lambda params: TASK),
        generate=nothing,
    ),
    name="double",
    levels=(1,),
)
TRIPLE = replace(DOUBLE, name="triple")


@pytest.fixture(autouse=True)
def families(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, DOUBLE, TRIPLE, PRODUCTS)


@pytest.fixture
def unwalled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlock, "abi", lambda: 0)
    monkeypatch.setattr(seccomp, "available", lambda: False)


def process() -> int | None:
    """The warm process of this program, if there is one."""
    found = shared()._process
    return found.pid if found is not None and found.poll() is None else None


def loaded() -> None:
    for thread in threading.enumerate():
        if thread.name == "quiz-exercises":
            thread.join()


def on_to(session: Session, name: str) -> None:
    while shown(session).card.id != name:
        session.skip()


def test_code_is_graded_and_what_does_not_end_keeps_to_the_setting(tmp_path: Path) -> None:
    drill(tmp_path, "code: double", "other: triple")
    (tmp_path / "config.toml").write_text("code_timeout = 1\n")
    with opened(tmp_path, Clock()) as collection, collection.session() as session:
        on_to(session, "code")
        rated(session)
        begun = time.monotonic()
        graded = session.submit(ENDLESS)
        assert (graded.result.verdict, graded.result.note) == (Verdict.WRONG, Kind.TIMEOUT.value)
        assert "1.0 s" in graded.result.feedback.en
        assert time.monotonic() - begun < 10
        session.answer(Rating.AGAIN)
        on_to(session, "other")
        rated(session)
        graded = session.submit(RIGHT)
        assert (graded.result.verdict, graded.suggested) == (Verdict.RIGHT, Rating.GOOD)


def test_the_time_is_two_seconds_unless_set(tmp_path: Path) -> None:
    drill(tmp_path, "code: double")
    with opened(tmp_path, Clock()) as collection, collection.session() as session:
        shared().seconds = 77
        shown(session)
        assert shared().seconds == 2


def test_the_warm_process_starts_with_the_card_before_and_ends_with_the_sitting(tmp_path: Path) -> None:
    write(tmp_path, CARD, "a.md")
    drill(tmp_path, "code: double")
    assert process() is None
    with opened(tmp_path, Clock()) as collection:
        with collection.session() as session:
            assert shown(session).card.id == "card"
            loaded()
            ready = process()
            assert ready is not None
            session.answer(Rating.EASY)
            rated(session)
            assert session.submit(RIGHT).result.verdict is Verdict.RIGHT
            assert process() == ready
        assert process() is None
        with pytest.raises(ProcessLookupError):
            os.kill(ready, 0)


def test_a_sitting_that_ends_while_it_loads_leaves_no_process(tmp_path: Path) -> None:
    write(tmp_path, CARD, "a.md")
    drill(tmp_path, "code: double")
    with opened(tmp_path, Clock()) as collection:
        for _ in range(3):
            session = collection.session()
            shown(session)
            session.close()
            loaded()
            assert process() is None


def test_an_exercise_without_code_starts_no_process(tmp_path: Path) -> None:
    write(tmp_path, CARD, "a.md")
    drill(tmp_path, "drill: products")
    with opened(tmp_path, Clock()) as collection, collection.session() as session:
        shown(session)
        loaded()
        on_to(session, "drill")
        assert shown(session).caution is None
        assert process() is None


def test_a_code_exercise_after_another_is_made_ready_too(tmp_path: Path) -> None:
    drill(tmp_path, "drill: products", "code: double")
    with opened(tmp_path, Clock()) as collection, collection.session() as session:
        assert shown(session).card.id == "drill"
        loaded()
        assert process() is not None


def test_what_is_missing_is_said_once_a_sitting(tmp_path: Path, unwalled: None) -> None:
    drill(tmp_path, "code: double", "other: triple")
    with opened(tmp_path, Clock()) as collection:
        for _ in range(2):
            with collection.session() as session:
                on_to(session, "code")
                caution = shown(session).caution
                assert caution is not None
                assert caution == isolation().words
                assert "does not wall your code off" in caution.en
                assert "격리할 수 없어요" in caution.ko
                session.onward()
                assert shown(session).caution == caution  # as long as it is the same question
                on_to(session, "other")
                assert shown(session).caution is None
                session.undo()
                assert shown(session).caution is None


def test_windows_is_told_that_it_needs_wsl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drill(tmp_path, "code: double")
    with opened(tmp_path, Clock()) as collection, collection.session() as session:
        monkeypatch.setattr(sys, "platform", "win32")
        caution = shown(session).caution
        assert caution is not None
        assert "WSL" in caution.en
        rated(session)
        graded = session.submit(RIGHT)
        assert (graded.result.verdict, graded.result.feedback) == (Verdict.FORMAT_ERROR, caution)
        assert process() is None


def test_a_system_with_all_walls_says_nothing(tmp_path: Path) -> None:
    drill(tmp_path, "code: double")
    with opened(tmp_path, Clock()) as collection, collection.session() as session:
        assert (shown(session).caution is None) == isolation().full


LIGHT = """
import sys
from quiz.study.collection import Collection
collection = Collection.open(sys.argv[1], content=sys.argv[1] + "/none")
with collection.session() as session:
    prompt = session.next()
    print(prompt.exercise.family.name, "numpy" in sys.modules, "quiz.exercises.sandbox" in sys.modules)
"""


def test_an_exercise_without_code_loads_no_sandbox(tmp_path: Path) -> None:
    drill(tmp_path, "drill: mse { levels = [1] }")
    command = [sys.executable, "-c", LIGHT, str(tmp_path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, encoding="utf-8")
    assert done.stdout.split() == ["mse", "True", "False"]
