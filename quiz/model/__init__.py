"""Cards, events, study days: frozen values without I/O and without a clock."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from quiz.model.card import Card as Card
    from quiz.model.event import Event as Event
    from quiz.model.event import Rating as Rating

_HOMES = {"Card": "card", "Event": "event", "Rating": "event"}


def __getattr__(name: str) -> object:
    """Import on first use: `quiz due` needs none of these names and must stay fast."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"quiz.model.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
