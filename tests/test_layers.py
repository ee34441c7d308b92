"""The house: imports point down only, and the rooms on the way of `quiz due` stay light."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "quiz"

BASE = {"model"}
RULES = {"model", "scheduling", "engine"}
STORES = RULES | {"store", "decks", "exercises"}
ROOT = {"paths", "config", "language"}
USE = STORES | {"exchange", "sync", "study", "editor"} | ROOT

# What each room may import of ours, itself aside. The store, decks and exercises do not know each other; nor do
# scheduling and the engine; nothing knows the faces but the command line, which opens the app.
ALLOWED: dict[str, set[str]] = {
    "model": set(),
    "engine": set(),
    "scheduling": BASE,
    "store": BASE | {"scheduling"},
    "decks": BASE | {"scheduling"},
    "exercises": RULES,
    "study": STORES | ROOT,
    "exchange": STORES | ROOT | {"study"},
    "sync": STORES | ROOT | {"study"},
    "tui": USE,
    "cli": USE | {"tui"},
    "paths": BASE,
    "config": BASE,
    "language": BASE,
    "editor": BASE | ROOT,
    "__main__": USE | {"cli", "tui"},
    "__init__": set(),
}

# Third-party packages that a room may import at all; a room that is not named may import any.
OUTSIDE: dict[str, set[str]] = {
    "model": set(),
    "engine": {"numpy"},
    "scheduling": {"numpy"},
    "paths": {"platformdirs"},
    "config": {"pydantic"},
    "language": set(),
}


def rooms() -> Iterator[tuple[Path, str]]:
    """Every module with its room: the folder below `quiz`, or a file of the top."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path, path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path, code: str | None = None) -> Iterator[tuple[int, str]]:
    """(line, full name) of every import anywhere in the file, under TYPE_CHECKING and in functions too."""
    package = ("quiz", *path.relative_to(PACKAGE).parent.parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8") if code is None else code, str(path))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = [*package[: len(package) - node.level + 1]] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{source}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("import_module", "__import__"):
            yield from ((node.lineno, str(arg.value)) for arg in node.args if isinstance(arg, ast.Constant))


def ours(name: str) -> str:
    """The room that an import leads to; "" where it leads out of the house."""
    parts = name.split(".")
    if parts[0] != "quiz":
        return ""
    return parts[1] if len(parts) > 1 and parts[1] in known() else "__init__"


@cache
def known() -> frozenset[str]:
    """The names of the rooms."""
    return frozenset(room for _, room in rooms())


def test_every_room_has_its_place() -> None:
    assert {room for _, room in rooms()} <= set(ALLOWED)


def test_no_arrow_points_up_or_between_rooms_that_do_not_know_each_other() -> None:
    wrong = []
    for path, room in rooms():
        for line, name in imports(path):
            to = ours(name)
            if to and to not in (room, "__init__") and to not in ALLOWED[room]:
                wrong.append(f"{path.relative_to(PACKAGE.parent)}:{line}: {room} must not import {name}")
    assert wrong == []


def test_what_rooms_take_from_outside() -> None:
    wrong = []
    for path, room in rooms():
        for line, name in imports(path):
            top = name.split(".")[0]
            allowed = top == "quiz" or top in sys.stdlib_module_names or room not in OUTSIDE or top in OUTSIDE[room]
            if not allowed:
                wrong.append(f"{path.relative_to(PACKAGE.parent)}:{line}: {room} must not import {name}")
    assert wrong == []


def test_the_walk_sees_every_kind_of_import() -> None:
    code = """
import quiz.study
from quiz import tui as t
def f():
    from ..store import events
    from . import fsrs
    import_module("quiz.cli.main")
"""
    seen = [name for _, name in imports(PACKAGE / "scheduling" / "x.py", code)]
    assert sorted(seen) == ["quiz.cli.main", "quiz.scheduling.fsrs", "quiz.store.events", "quiz.study", "quiz.tui"]


LIGHT = [
    "quiz", "quiz.model", "quiz.model.card", "quiz.model.day", "quiz.model.errors", "quiz.model.event",
    "quiz.model.progress", "quiz.model.text", "quiz.paths", "quiz.language", "quiz.config", "quiz.scheduling.fsrs",
    "quiz.scheduling.states", "quiz.scheduling.queue", "quiz.scheduling.replay",
]  # fmt: skip


@pytest.mark.parametrize("module", LIGHT)
def test_light_modules_load_nothing_third_party(module: str) -> None:
    code = (
        f"import sys; before = set(sys.modules); import {module}; "
        "print(*sorted({name.split('.')[0] for name in set(sys.modules) - before}))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert "quiz" in loaded
    assert loaded - sys.stdlib_module_names - {"quiz"} == set()


HEAVY = {"textual", "numpy", "pydantic", "sqlite_utils", "platformdirs", "tomllib", "pathlib", "argparse", "sqlite3"}


def test_the_lightest_modules_load_no_heavy_part_of_the_standard_library_either() -> None:
    modules = [
        "quiz.model",
        "quiz.model.day",
        "quiz.model.errors",
        "quiz.model.progress",
        "quiz.paths",
        "quiz.language",
    ]
    code = f"import sys; before = set(sys.modules); import {', '.join(modules)}; print(*set(sys.modules) - before)"
    run = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    assert HEAVY & {name.split(".")[0] for name in run.stdout.split()} == set()
