"""Fifty kills -9 at random moments: what was acknowledged is there, and what is there is whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from quiz.store import events
from quiz.study.health import examine
from quiz.study.rebuild import differences
from tests.study.helpers import Clock, opened, write

KILLS = 50
_CHILD = """
import sys
print("begun", flush=True)
import os
from datetime import datetime, timedelta, timezone
from random import Random
from quiz.model.event import Rating
from quiz.study.collection import Collection

home, seed = sys.argv[1], int(sys.argv[2])
random = Random(seed)
now = datetime(2026, 3, 2, 9, 0, tzinfo=timezone(timedelta(hours=9))) + timedelta(days=2 * seed)
deck = os.path.join(home, "decks", "deck.md")

def clock():
    global now
    now += timedelta(seconds=random.randrange(1, 20))
    return now

with Collection.open(home, content=home + "/none", clock=clock) as collection, collection.session() as session:
    connection = collection.database.connection
    print("ready", flush=True)
    while True:
        prompt = session.next()
        if prompt is None:
            now += timedelta(hours=20)
            continue
        what = random.random()
        if what < 0.12:
            session.undo()
        elif what < 0.2:
            session.suspend()
        elif what < 0.25:
            session.note("a note of some length " * random.randrange(1, 40))
        elif what < 0.28:
            with open(deck, "a", encoding="utf-8") as file:
                file.write(f"\\n## added-{seed}-{random.randrange(10**9)}\\nQ: {random.random()}?\\nA: b.\\n")
            session.reload()
        else:
            session.answer(random.choice(list(Rating)), duration_ms=random.randrange(9000))
        row = connection.execute("SELECT id FROM event ORDER BY rowid DESC LIMIT 1").fetchone()
        if row:
            print(row[0], flush=True)
"""


def killed(home: Path, seed: int, after: float, *, counted_from: int) -> list[str]:
    """Run the child, kill it `after` seconds (counted from its start, 0, or from its first or second line), and return
    the ids that it acknowledged."""
    with subprocess.Popen([sys.executable, "-c", _CHILD, str(home), str(seed)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        first = b"".join(child.stdout.readline() for _ in range(counted_from))
        time.sleep(after)
        assert child.poll() is None, "the child ended by itself"
        child.send_signal(signal.SIGKILL)
        lines = (first + child.stdout.read()).split(b"\n")
    return [line.decode() for line in lines[:-1] if line not in (b"begun", b"ready")]  # the last line may be cut


def test_no_kill_loses_an_acknowledged_event(tmp_path: Path) -> None:
    random = Random(20260302)
    cards = "".join(f"## c{n:02}\nreversed: yes\nQ: q{n}\nA: a{n}.\n\n" for n in range(40))
    write(tmp_path, "## basis\nQ: a?\nA: b.\n\n## above\nafter: basis\nC: {{x::c}} {{y::d}}\n\n" + cards)
    (tmp_path / "config.toml").write_text("new_per_day = 30\n")
    acknowledged: set[str] = set()
    productive = 0
    for number in range(KILLS):
        # Mostly in the midst of studying, also of starting, opening, migrating and reading the decks.
        counted_from = (0, 1, 2, 2, 2)[number % 5]
        acks = killed(tmp_path, number, random.uniform(0.0, 0.15), counted_from=counted_from)
        productive += bool(acks)
        acknowledged.update(acks)
        with opened(tmp_path, Clock()) as collection:
            connection = collection.database.connection
            known = {row[0] for row in connection.execute("SELECT id FROM event")}
            assert acknowledged <= known
            assert differences(connection, collection.options()) == []
            assert events.gaps(connection) == []
            if number % 10 == 9:
                assert [finding for finding in examine(collection) if not finding.well] == []
    assert productive >= KILLS // 4
    assert len(acknowledged) > 2 * KILLS
    assert not [name for name in os.listdir(tmp_path / "decks") if name.startswith(".quiz-")]
