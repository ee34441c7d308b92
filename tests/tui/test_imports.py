"""What a start loads: nothing heavy before the first frame, nor after it when no deck has changed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from quiz.study.collection import Collection
from tests.tui.helpers import Clock, write

START = """
import asyncio, sys
from quiz.tui.app import QuizApp

HEAVY = {"numpy", "pydantic", "sqlite_utils", "rapidfuzz", "pylatexenc", "markdown_it", "pygments", "anki", "fsrs"}

first = None
display = QuizApp._display

def watched(self, screen, renderable):
    global first
    display(self, screen, renderable)
    first = first or set(sys.modules)

QuizApp._display = watched

async def main():
    app = QuizApp(sys.argv[1])
    async with app.run_test() as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
    print("first:", *sorted((HEAVY | {"quiz.study.collection", "sqlite3"}) & first))
    print("home:", *sorted({"numpy", "pydantic", "sqlite_utils"} & set(sys.modules)))

asyncio.run(main())
"""


def test_a_start_with_unchanged_decks_loads_nothing_heavy(tmp_path: Path) -> None:
    write(tmp_path)
    Collection.open(tmp_path, clock=Clock()).close()
    run = subprocess.run(
        [sys.executable, "-c", START, str(tmp_path)],
        env={**os.environ, "LANG": "ko.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert run.stdout.splitlines() == ["first:", "home:"]
