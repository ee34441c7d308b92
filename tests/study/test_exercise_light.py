"""An ordinary card loads no exercise; the first exercise is made ready while the card before it is read."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from quiz.model.event import Rating
from tests.study.drills import drill, rated
from tests.study.helpers import Clock, opened, write

LOADED = "'numpy' in sys.modules, 'quiz.exercises.problem' in sys.modules, 'quiz.exercises.registry' in sys.modules"
CARDS = "".join(f"## card-{n:02}\nQ: {n}?\nA: {n}.\n\n" for n in range(14))


def run(home: Path, code: str) -> str:
    head = "import sys; from quiz.study.collection import Collection; from quiz.model.event import Rating\n"
    opening = "collection = Collection.open(sys.argv[1], content=sys.argv[1] + '/none')\n"
    done = subprocess.run(
        [sys.executable, "-c", head + opening + code, str(home)], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_cards_alone_load_no_exercise(tmp_path: Path) -> None:
    write(tmp_path, CARDS + "## drill\nexercise: mse\n")
    run(tmp_path, "")  # to take decks in may load what it likes
    code = (
        "collection.due(); session = collection.session()\n"
        "for _ in range(6): session.next(); session.answer(Rating.EASY)\n"
        f"session.next(); print({LOADED})"
    )
    assert run(tmp_path, code) == "False False False"


def test_the_first_exercise_is_made_ready_while_the_card_before_it_is_read(tmp_path: Path) -> None:
    write(tmp_path, "## card\nQ: a?\nA: b.\n", "a.md")
    drill(tmp_path, "drill: mse")
    run(tmp_path, "")
    code = (
        "import threading; session = collection.session(); print(session.next().card.id)\n"
        "for one in threading.enumerate():\n"
        "    if one.name == 'quiz-exercises': one.join()\n"
        f"print({LOADED}, 'quiz.exercises.families.values.mse' in sys.modules)"
    )
    assert run(tmp_path, code) == "card\nTrue True True True"


def test_it_is_made_ready_once(tmp_path: Path) -> None:
    write(tmp_path, "## card\nQ: a?\nA: b.\n", "a.md")
    drill(tmp_path, "drill: mse", "other: mse")
    with opened(tmp_path, Clock()) as collection, collection.session() as session:
        session.next()
        for thread in threading.enumerate():
            if thread.name == "quiz-exercises":
                thread.join()
        for _ in range(2):
            session.skip()
            session.next()
            assert [one.name for one in threading.enumerate() if one.name == "quiz-exercises"] == []


def test_an_exercise_costs_the_cards_after_it_no_query(tmp_path: Path) -> None:
    write(tmp_path, CARDS, "z.md")
    drill(tmp_path, "drill: mse")
    (tmp_path / "config.toml").write_text("new_per_day = 50\n")
    clock = Clock()

    counted: list[int] = []
    drilled: list[int] = []
    with opened(tmp_path, clock) as collection, collection.session() as session:
        connection = collection.database.connection
        while (prompt := session.next()) is not None:
            if prompt.exercise is not None:
                rated(session)
                session.submit("1e9")
                drilled.append(len(counted))
                session.answer(Rating.EASY)
                continue
            seen: list[str] = []
            connection.set_trace_callback(seen.append)
            session.answer(Rating.EASY)
            connection.set_trace_callback(None)
            counted.append(len(seen))
    assert drilled == [1]
    assert len(set(counted)) == 1  # as many before the exercise as after it
