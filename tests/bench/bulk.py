"""What is done rarely and to everything: reading changed deck files, deriving all rows anew."""

from __future__ import annotations

import os
import tempfile
from time import perf_counter

from quiz.decks.parse import parse
from quiz.study.health import rebuild_all
from tests.bench import homes
from tests.bench.table import Result, Row


def measure(quick: bool) -> Result:
    cards, met = (1_000, 1_000) if quick else (10_000, 100_000)
    text = "\n".join(homes.card_text(number) for number in range(cards))
    begun = perf_counter()
    deck = parse(text, "deck.md", default_id="deck")
    parsing = perf_counter() - begun
    if len(deck.cards) != cards:
        raise RuntimeError(f"{len(deck.cards)} of {cards} cards were read: {deck.problems[:3]}")
    with tempfile.TemporaryDirectory() as folder:
        home = os.path.join(folder, "home")
        homes.build(home, cards=cards, met=met, reviews=5, due=met // 50)
        with homes.opened(home) as collection:
            begun = perf_counter()
            rebuild_all(collection)
            rebuilding = perf_counter() - begun
    return Result(
        [
            Row(f"parsing {cards:,} cards", "once", parsing, None),
            Row(f"rebuild of {5 * met:,} reviews", "once", rebuilding, None),
        ]
    )
