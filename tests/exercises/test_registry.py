"""The catalogue: names without NumPy, families when they are asked for, other packages' through entry points."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from quiz.exercises import registry
from quiz.exercises.families import code, gradients, order, pictures, shapes, values


def run(code: str, *paths: Path) -> str:
    """What the code prints in a process of its own, with further folders to import from."""
    extend = "".join(f"sys.path.insert(0, {str(path)!r}); " for path in paths)
    prepare = f"import sys; {extend}"
    done = subprocess.run([sys.executable, "-c", prepare + code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_every_row_agrees_with_its_family() -> None:
    for name, row in registry.ROWS.items():
        family = registry.families()[name]
        assert (family.name, family.levels, dict(family.settings)) == (name, row.levels, row.settings)
        assert f".families.{family.topic}." in row.module
        assert registry.levels(name) == family.levels
        assert registry.settings(name) == family.settings


def test_every_file_of_a_family_has_its_row_and_no_name_is_given_twice() -> None:
    folder = Path(registry.__file__).parent / "families"
    files = {path.stem for path in folder.glob("*/*.py") if "\nFAMILY = " in path.read_text(encoding="utf-8")}
    rows = [row for topic in (shapes, values, gradients, pictures, order, code) for row in topic.ROWS]
    assert {row.module.rsplit(".", 1)[1] for row in rows} == files
    assert len({row.name for row in rows}) == len(rows)


def test_names_and_levels_load_no_numpy_and_no_family() -> None:
    code = (
        "from quiz.exercises import registry; registry.names(), registry.ROWS; "
        "registry.levels('mse'), tuple(registry.settings('conv-output-size')); 'mse' in registry.families(); "
        "print(sorted(m for m in sys.modules if m == 'numpy' or m.startswith('quiz.exercises.') and m.count('.') > 3 "
        "or m == 'quiz.exercises.problem'))"
    )
    assert run(code) == "[]"


def test_a_family_is_loaded_alone() -> None:
    code = (
        "from quiz.exercises import registry; registry.families()['mse']; "
        "print([m for m in sys.modules if m.startswith('quiz.exercises.families.') and m.count('.') > 3])"
    )
    assert run(code) == "['quiz.exercises.families.values.mse']"


def test_an_unknown_name_is_a_key_error() -> None:
    assert "no-such" not in registry.families()
    for ask in (registry.families().__getitem__, registry.levels, registry.settings):
        with pytest.raises(KeyError):
            ask("no-such")


def install(folder: Path, name: str, entry_points: str, module: str) -> None:
    """A small package as an installer leaves it: a module, and its `dist-info` with the entry points."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[quiz.exercises]\n{entry_points}", encoding="utf-8")
    (folder / f"{name}.py").write_text(module, encoding="utf-8")


DOUBLING = """
from quiz.engine.demonstrations.values import Text
from quiz.exercises.answers import Whole
from quiz.exercises.chance import whole
from quiz.exercises.problem import Family, Misconception, Step
from quiz.exercises.words import fill, told

SOME = Text("some words", "어떤 말")
DOUBLE = Family(
    name="double", version=1, title=Text("Doubling", "두 배"), topic="plugin", levels=(1, 2),
    generate=lambda rng, level, settings: {"n": whole(rng, 3, 9 * level)},
    reference=lambda params: 2 * params["n"],
    question=lambda params: fill(Text("Twice {n}?", "{n}의 두 배는?"), params),
    answer=lambda params: Whole(),
    misconceptions=(
        Misconception("squared", SOME, lambda p: p["n"] ** 2, told("{given} is {n}².", "{given:은} {n}²이에요.")),
        Misconception("plus-two", SOME, lambda p: p["n"] + 2, told("{given} is {n} + 2.", "{given:은} {n} + 2예요.")),
        Misconception("halved", SOME, lambda p: p["n"] / 2, told("{given} is {n} / 2.", "{given:은} {n} / 2예요.")),
    ),
    hints=lambda params: (SOME, SOME, SOME),
    solution=lambda params: (Step(SOME),),
)
"""


def test_another_package_adds_a_family(tmp_path: Path) -> None:
    install(tmp_path, "doubling", "double = doubling:DOUBLE\n", DOUBLING)
    code = (
        "from quiz.exercises import registry; print('double' in registry.names(), 'numpy' in sys.modules); "
        "family = registry.families()['double']; params = family.draw(2, 7); "
        "result = family.grade(str(params['n'] ** 2), params); "
        "print(registry.levels('double'), tuple(registry.settings('double')), result.verdict.name, result.note, "
        "dict(registry.broken()), 'mse' in registry.families(), len(registry.families()) == len(registry.names()))"
    )
    assert run(code, tmp_path).splitlines() == ["True False", "(1, 2) () DIAGNOSED squared {} True True"]


def test_a_broken_package_is_named_and_does_no_harm(tmp_path: Path) -> None:
    points = "broken = broken:FAMILY\nmissing = nowhere:FAMILY\nnumber = broken:NUMBER\nmse = broken:NUMBER\n"
    install(tmp_path / "a", "broken", f"{points}exits = leaving:FAMILY\n", "NUMBER = 7\n")
    install(tmp_path / "b", "leaving", "", "raise SystemExit(3)\n")
    install(tmp_path / "c", "doubling", "double = doubling:DOUBLE\nother = doubling:DOUBLE\n", DOUBLING)
    install(tmp_path / "d", "again", "double = broken:NUMBER\n", "")
    code = (
        "from quiz.exercises import registry; families = registry.families(); "
        "[families[name] for name in ('double', 'mse')]; "
        "print(sorted(set(families) - set(registry.ROWS)), families['mse'].topic); "
        "print(*(f'{place}: {fault}' for place, fault in sorted(registry.broken().items())), sep=chr(10))"
    )
    lines = run(code, *(tmp_path / name for name in "dcba")).splitlines()
    assert lines == [
        "['double'] values",
        "broken = broken:FAMILY: AttributeError: module 'broken' has no attribute 'FAMILY'",
        "double = broken:NUMBER: the name is taken",
        "exits = leaving:FAMILY: SystemExit: 3",
        "missing = nowhere:FAMILY: ModuleNotFoundError: No module named 'nowhere'",
        "mse = broken:NUMBER: the name is taken",
        "number = broken:NUMBER: TypeError: this is a int, not a Family",
        "other = doubling:DOUBLE: ValueError: the family is named double",
    ]
