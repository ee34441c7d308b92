"""Opening a home of 10,000 unchanged cards, against opening its database alone."""

from __future__ import annotations

import os
import tempfile

from quiz import paths
from quiz.store.database import Database
from tests.bench import homes
from tests.bench.table import Result, Row, interleaved, median


def measure(quick: bool) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        home = os.path.join(folder, "home")
        cards = 1_000 if quick else 10_000
        homes.build(home, cards=cards, met=0, reviews=0, due=0)
        path = paths.database(home)

        def whole() -> None:
            homes.opened(home).close()

        def alone() -> None:
            database = Database.open(path)
            database.connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            database.close()

        seconds = interleaved({"quiz": whole, "other": alone}, 50 if quick else 200)
    row = Row(f"Collection.open, {cards:,} cards", "median", median(seconds["quiz"]), median(seconds["other"]))
    return Result([row], ["Collection.open: all deck files unchanged, against opening the database alone."])
