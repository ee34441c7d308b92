"""Measure, print the table, and exit with 1 when a ratio is over its bound.

python -m tests.bench [--quick] [ROW…]

Rows: due, frame, answers, reopen, bulk, engine, exercises, sandbox, exchange; all where none is named.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

from tests.bench.table import HEAD, LeftOut, Result, shown

ROWS = ("due", "frame", "answers", "reopen", "bulk", "engine", "exercises", "sandbox", "exchange")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="How fast, as ratios; 1 when over.")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"one of {', '.join(ROWS)} (default: all)")
    parser.add_argument("--quick", action="store_true", help="a tenth of the size: a smoke test, not a measurement")
    options = parser.parse_args()
    unknown = [name for name in options.rows if name not in ROWS]
    if unknown:
        parser.error(f"there is no row {unknown[0]}; there are {', '.join(ROWS)}")
    over = False
    notes: list[str] = []
    print(HEAD, flush=True)
    for name in options.rows or ROWS:
        try:
            result: Result = import_module(f"tests.bench.{name}").measure(options.quick)
        except LeftOut as reason:
            notes.append(f"{name}: left out, {reason}.")
            continue
        for row in result.rows:
            print(shown(row), flush=True)
            over = over or row.over
        notes.extend(result.notes)
    print("", *notes, sep="\n")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
