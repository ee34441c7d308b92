"""What goes to the sandbox and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from quiz.engine.demonstrations.values import Text
from quiz.exercises.sandbox.kinds import Fault, Kind


@dataclass(frozen=True, slots=True)
class Call:
    """The arguments of one call."""

    args: tuple[Any, ...]
    kwargs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failure:
    """The learner's own error: its name and message, the line in their code, and their lines of the traceback."""

    name: str
    message: str
    line: int | None = None
    column: int | None = None
    trace: tuple[str, ...] = ()

    def __str__(self) -> str:
        last = f"{self.name}: {self.message}" if self.message else self.name
        return "\n".join((*self.trace, last))


@dataclass(frozen=True, slots=True)
class Returned:
    """What one call gave: a value (lists and tuples are tuples), or a fault with its failure.

    `changed` are the arguments that the function wrote into: positions, and names of keyword arguments.
    """

    value: Any = None
    fault: Fault | None = None
    failure: Failure | None = None
    changed: tuple[int | str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that is known after a run. `returned` has the calls that came back, in order, also where others did not."""

    kind: Kind
    returned: tuple[Returned, ...] = ()
    failure: Failure | None = None
    output: str = ""
    seconds: float = 0.0
    words: Text = field(default=Text("", ""))
