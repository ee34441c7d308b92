"""Makes fsrs.json beside it: what py-fsrs and fsrs-rs say of some random histories.

Run with the extra `oracles` installed: python tests/scheduling/golden/make_fsrs.py
py-fsrs computes in double precision, fsrs-rs in single. py-fsrs does not cap stability at 36,500 days, so its figures
end where it passes that.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

from quiz.scheduling import fsrs

History = list[tuple[int, int]]  # (rating, elapsed days)
Memories = list[tuple[float, float]]  # (stability, difficulty)

CAP = fsrs.MAX_STABILITY


def near_weights(rng: random.Random) -> tuple[float, ...]:
    """Weights as a fit might give them: the defaults, each some 30 % off."""
    return fsrs.clipped([w * math.exp(rng.gauss(0, 0.3)) for w in fsrs.DEFAULT_WEIGHTS])


def any_weights(rng: random.Random) -> tuple[float, ...]:
    """Weights anywhere within their bounds."""
    return tuple(rng.uniform(low, high) for low, high in fsrs.BOUNDS)


def history(rng: random.Random, length: int) -> History:
    """Ratings at random; gaps from none at all to more than a decade."""
    reviews: History = [(rng.choice([1, 2, 3, 3, 3, 4]), 0)]
    while len(reviews) < length:
        gap = rng.choice([0, 0, 1, 1, 2, rng.randrange(1, 30), rng.randrange(1, 400), rng.randrange(1, 5000)])
        reviews.append((rng.choice([1, 2, 3, 3, 3, 4]), gap))
    return reviews


def by_py_fsrs(reviews: History, weights: Sequence[float]) -> Memories:
    """The memory after each review, by py-fsrs; shorter than `reviews` where its stability passes the cap."""
    py = import_module("fsrs")
    scheduler = py.Scheduler(parameters=weights, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card, at = py.Card(), datetime(2020, 1, 1, tzinfo=UTC)
    memories: Memories = []
    for rating, days in reviews:
        at += timedelta(days=days)
        card, _ = scheduler.review_card(card, py.Rating(rating), at)
        if card.stability > CAP:
            break
        memories.append((card.stability, card.difficulty))
    return memories


def by_fsrs_rs(reviews: History, weights: Sequence[float]) -> Memories:
    """The memory after each review, by fsrs-rs."""
    rs = import_module("fsrs_rs_python")
    item = rs.FSRSItem([rs.FSRSReview(rating, days) for rating, days in reviews])
    states = rs.FSRS(list(weights)).historical_memory_states(item)
    return [(state.stability, state.difficulty) for state in states]


def days_by_py_fsrs(stability: float, retention: float, weights: Sequence[float]) -> int:
    """The interval by py-fsrs, in whole days."""
    py = import_module("fsrs")
    scheduler = py.Scheduler(parameters=weights, desired_retention=retention)
    return int(scheduler._next_interval(stability=stability))


def days_by_fsrs_rs(stability: float, retention: float, weights: Sequence[float]) -> float:
    """The interval by fsrs-rs, in days and parts of a day."""
    return float(import_module("fsrs_rs_python").FSRS(list(weights)).next_interval(stability, retention, 3))


def cases() -> dict[str, list[dict[str, object]]]:
    """What goes into the file. Weights are null where they are the defaults."""
    rng = random.Random(20260101)
    histories: list[dict[str, object]] = []
    intervals: list[dict[str, object]] = []
    for number in range(36):
        weights = None if number % 3 else [round(w, 4) for w in near_weights(rng)]
        reviews = [(rating, 0) for rating in (1, 2, 3, 4, 3, 1)] if number == 1 else history(rng, rng.randrange(2, 16))
        used = weights or fsrs.DEFAULT_WEIGHTS
        histories.append(
            {
                "weights": weights,
                "reviews": reviews,
                "py-fsrs": [[float(f"{value:.12g}") for value in pair] for pair in by_py_fsrs(reviews, used)],
                "fsrs-rs": [[float(f"{value:.9g}") for value in pair] for pair in by_fsrs_rs(reviews, used)],
            }
        )
    for _ in range(40):
        stability = float(f"{math.exp(rng.uniform(math.log(0.01), math.log(3000))):.6g}")
        retention = round(rng.uniform(0.7, 0.97), 2)
        used = fsrs.DEFAULT_WEIGHTS
        py, rs = days_by_py_fsrs(stability, retention, used), days_by_fsrs_rs(stability, retention, used)
        intervals.append({"stability": stability, "retention": retention, "py-fsrs": py, "fsrs-rs": round(rs, 3)})
    return {"histories": histories, "intervals": intervals}


def main() -> None:
    """Write the file: one case a line."""
    made = cases()
    parts = [f'"{name}": [\n' + ",\n".join(json.dumps(case) for case in group) + "\n]" for name, group in made.items()]
    Path(__file__).with_name("fsrs.json").write_text("{" + ",\n".join(parts) + "}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
