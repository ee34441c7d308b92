"""`quiz due` as a whole process on 10,000 unchanged cards, against importing argparse and sqlite3."""

from __future__ import annotations

import os
import tempfile

from quiz.study.health import rebuild_all
from tests.bench import children, homes
from tests.bench.table import Result, Row, interleaved, median

BOUND = 2.5


def measure(quick: bool) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        home = os.path.join(folder, "home")
        cards = 1_000 if quick else 10_000
        homes.build(home, cards=cards, met=cards // 2, reviews=5, due=cards // 50)
        with homes.opened(home) as collection:
            rebuild_all(collection)
        environment = children.environment(os.path.join(folder, "cache"), QUIZ_HOME=home)
        seconds = interleaved(
            {
                "quiz": children.runner(["-m", "quiz", "due"], environment),
                "other": children.runner(["-c", "import argparse, sqlite3"], environment),
            },
            10 if quick else 40,
        )
    row = Row(f"quiz due, {cards:,} cards", "median", median(seconds["quiz"]), median(seconds["other"]), BOUND)
    return Result([row], ["quiz due: the whole process, against `python -c 'import argparse, sqlite3'`."])
