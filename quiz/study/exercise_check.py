"""What cards may set of exercise families, for the check of decks and for taking them in.

The catalogue knows that of our own families; one of another package is loaded for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from quiz.decks.lint import Misfit
from quiz.model.card import Call
from quiz.model.text import one_line
from quiz.study.exercise_levels import settings_of


def misfit(call: Call) -> Misfit | None:
    """Why a family that is there does not take the levels and settings of a call; None where it does."""
    from quiz.exercises import registry

    try:
        known, allowed = registry.levels(call.name), registry.settings(call.name)
    except KeyError:  # an entry point that is broken
        why = next((fault for place, fault in registry.broken().items() if place.startswith(f"{call.name} = ")), "")
        return Misfit("the exercise {name} is broken: {error}", {"name": call.name, "error": one_line(why)}, call.name)
    for level in call.levels or ():
        if level not in known:
            return Misfit(
                "{name} has no level {level}; it has {levels}",
                {"name": call.name, "level": level, "levels": ", ".join(map(str, known))}, "levels",
            )  # fmt: skip
    settings = settings_of(call)
    for name in settings:
        if name not in allowed:
            if not allowed:
                return Misfit("{name} has no settings, so none is called {key}", {"name": call.name, "key": name}, name)
            return Misfit(
                "{name} has no setting {key}; it has {settings}",
                {"name": call.name, "key": name, "settings": ", ".join(allowed)}, name,
            )  # fmt: skip
    for name, values in settings.items():
        wrong = [value for value in values if value not in allowed[name]]
        if wrong or not values:
            return Misfit(
                "{name}: {key}: got {got}; takes {values}",
                {
                    "name": call.name, "key": name, "got": ", ".join(map(_shown, wrong)) or "[]",
                    "values": ", ".join(map(_shown, allowed[name])),
                }, name,
            )  # fmt: skip
    return None


def _shown(value: object) -> str:
    """A value as TOML writes it, nearly."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)


class Families(Mapping[str, Callable[[Call], "Misfit | None"]]):
    """By name what a family says of a call. Nothing is loaded before it is asked."""

    def __getitem__(self, name: str) -> Callable[[Call], Misfit | None]:
        if name not in self:
            raise KeyError(name)
        return misfit

    def __contains__(self, name: object) -> bool:
        from quiz.exercises import registry

        return name in registry.names()

    def __iter__(self) -> Iterator[str]:
        from quiz.exercises import registry

        return iter(registry.names())

    def __len__(self) -> int:
        from quiz.exercises import registry

        return len(registry.names())


ALL = Families()
