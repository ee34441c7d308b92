"""Learner's code, tried in a sandbox."""

from __future__ import annotations

import textwrap

from quiz.exercises.sandbox import Call, Fault, Kind, Outcome, Sandbox

LONG = 20.0  # seconds, for what ends by itself
SHORT = 0.5  # for what does not


def function(body: str, before: str = "") -> str:
    """The source of a function `f` with this body."""
    return f"{textwrap.dedent(before)}\ndef f(*args):\n{textwrap.indent(textwrap.dedent(body), '    ')}\n"


def tried(sandbox: Sandbox, body: str, *args: object, seconds: float = LONG, before: str = "") -> Outcome:
    """What comes of a function with this body; and that the next answer works after it."""
    outcome = sandbox.run(function(body, before), "f", [Call(args)], seconds=seconds)
    after = sandbox.run("def g(x): return x + 1", "g", [Call((1,))], seconds=LONG)
    assert after.kind is Kind.RETURNED, after
    assert after.returned[0].value == 2
    return outcome


def refused(outcome: Outcome, *names: str) -> None:
    """The code was told no, by an error of Python's of one of these names."""
    assert outcome.kind is Kind.RETURNED
    failure = outcome.returned[0].failure
    assert outcome.returned[0].fault is Fault.ERROR
    assert failure is not None
    assert failure.name in (names or ("PermissionError",)), failure
