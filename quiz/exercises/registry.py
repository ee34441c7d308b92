"""Every exercise family by name: ours from the topics' rows, others from the entry points "quiz.exercises".

To name them and their levels loads no family and no NumPy. An entry point's name is its family's; it leads to a
`Family`. One that is broken, or that takes a name of ours, is told by `broken()` and is otherwise as if not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from quiz.exercises.families import Row, code, gradients, order, pictures, shapes, values

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from quiz.exercises.problem import Family

GROUP = "quiz.exercises"
ROWS: Mapping[str, Row] = {
    row.name: row for topic in (shapes, values, gradients, pictures, order, code) for row in topic.ROWS
}


def names() -> tuple[str, ...]:
    """The names of all families; one of an entry point is here even if it turns out to be broken."""
    return tuple(dict.fromkeys((*ROWS, *(point.name for point in _points()))))


def levels(name: str) -> tuple[int, ...]:
    """The levels of a family; raises KeyError for a name that is none."""
    return ROWS[name].levels if name in ROWS else _load(name).levels


def settings(name: str) -> Mapping[str, tuple[Any, ...]]:
    """What a deck may narrow, with all allowed values; raises KeyError for a name that is none."""
    return ROWS[name].settings if name in ROWS else _load(name).settings


class _Families(Mapping[str, "Family"]):
    """Families by name, each imported when it is first asked for."""

    def __init__(self, known: tuple[str, ...]) -> None:
        self._known = known

    def __getitem__(self, name: str) -> Family:
        if name not in self._known:
            raise KeyError(name)
        return _load(name)

    def __contains__(self, name: object) -> bool:
        return name in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


@cache
def families() -> Mapping[str, Family]:
    """All families that work, by name: ours are imported when asked for, other packages' at the first call."""
    return _Families((*ROWS, *_others()[0]))


def broken() -> Mapping[str, str]:
    """What is wrong with an entry point that gives no family, by "name = what it leads to"."""
    return _others()[1]


@cache
def _others() -> tuple[Mapping[str, Family], Mapping[str, str]]:
    """Other packages' families, and what is wrong with those that are none."""
    found: dict[str, Family] = {}
    faults: dict[str, str] = {}
    for point in _points():
        place = f"{point.name} = {point.value}"
        if point.name in ROWS or point.name in found:
            faults[place] = "the name is taken"
            continue
        try:
            found[point.name] = _checked(point)
        except (Exception, SystemExit) as error:  # another package's code may raise anything
            faults[place] = f"{type(error).__name__}: {error}"
    return found, faults


def _checked(point: EntryPoint) -> Family:
    from quiz.exercises.problem import Family

    family = point.load()
    if not isinstance(family, Family):
        raise TypeError(f"this is a {type(family).__name__}, not a Family")
    if family.name != point.name:
        raise ValueError(f"the family is named {family.name}")
    return family


@cache
def _load(name: str) -> Family:
    if name not in ROWS:
        return _others()[0][name]
    family: Family = import_module(ROWS[name].module).FAMILY
    return family


@cache
def _points() -> tuple[EntryPoint, ...]:
    from importlib.metadata import entry_points  # costs more than all of ours; only where it is asked for

    return tuple(entry_points(group=GROUP))
