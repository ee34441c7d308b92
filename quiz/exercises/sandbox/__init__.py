"""Where the learner's code runs: in a process of its own, walled off as far as the system can.

>>> from quiz.exercises.sandbox import Call, Sandbox
>>> with Sandbox() as sandbox:
...     outcome = sandbox.run("def double(x): return 2 * x", "double", [Call((3,))])
>>> outcome.returned[0].value
6

The app spawns one warm process (warm.py), which loads NumPy once and keeps a forked child ready for the next answer
(child.py). The child takes limits on itself (limits.py) and, on Linux, Landlock (landlock.py), a seccomp filter
(seccomp.py) and what else a process can do without (linux.py); elsewhere a guard in Python keeps it from accidents
(guard.py). What the function returns comes back as plain bytes (wire.py), read by the app with suspicion (reply.py),
and graded there: nothing that the learner's code can reach knows the right answer. What the kernel still tells it of
files outside, that they exist and how long they are, it can give to nobody but the learner.

Linux has all of it, macOS the limits (but not the one on memory, which its kernel does not keep) and the guard. Windows
has none: there code exercises need WSL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quiz.exercises.sandbox.host import Sandbox, shared
    from quiz.exercises.sandbox.kinds import BadValue, Fault, Kind, TooLarge
    from quiz.exercises.sandbox.system import Isolation, isolation
    from quiz.exercises.sandbox.values import Call, Failure, Outcome, Returned

__all__ = [
    "BadValue",
    "Call",
    "Failure",
    "Fault",
    "Isolation",
    "Kind",
    "Outcome",
    "Returned",
    "Sandbox",
    "TooLarge",
    "isolation",
    "shared",
]

_HOMES = {
    "host": ("Sandbox", "shared"),
    "system": ("Isolation", "isolation"),
    "kinds": ("BadValue", "Fault", "Kind", "TooLarge"),
    "values": ("Call", "Failure", "Outcome", "Returned"),
}

if not TYPE_CHECKING:  # a checker knows the names by the import above; this would make it believe any

    def __getattr__(name: str) -> Any:
        """Each name is loaded when it is first asked for: the warm process has no use for most of them."""
        for module, names in _HOMES.items():
            if name in names:
                from importlib import import_module

                return getattr(import_module(f"{__name__}.{module}"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
