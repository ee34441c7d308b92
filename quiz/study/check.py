"""Every problem of every deck, those within a file and those between files."""

from __future__ import annotations

import json
import os
import sqlite3

from quiz.decks.lint import Located, check
from quiz.decks.parse import Problem
from quiz.store import cards, deckfiles
from quiz.study import exercise_check, files, shows


def problems(connection: sqlite3.Connection, roots: files.Roots) -> tuple[Problem, ...]:
    """All problems, by file and place."""
    known = deckfiles.files(connection)
    shown = {key: _shown(roots, key) for key in known}
    found = [Problem(path=shown[key], **fault) for key, file in known.items() for fault in json.loads(file.problems)]
    overrides: dict[str, str] = {}
    for file in known.values():
        overrides.update(json.loads(file.overrides))
    located = [
        Located(stored.card, shown[stored.key], stored.key.startswith("shipped/")) for stored in cards.every(connection)
    ]
    broken = {problem.card for problem in found if problem.card and not problem.warning}
    found.extend(
        check(located, overrides=overrides, broken=broken, families=exercise_check.ALL, demonstrations=shows.ALL)
    )
    return tuple(sorted(found, key=lambda problem: (problem.path, problem.line, problem.column)))


def _shown(roots: files.Roots, key: str) -> str:
    """The path as a person would name it: relative to where they are, where that is shorter."""
    path = roots.path(key)
    near = os.path.relpath(path)
    return near if len(near) < len(path) else path
