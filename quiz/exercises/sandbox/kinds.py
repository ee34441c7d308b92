"""What both sides of the sandbox name alike; the warm process loads nothing else of the app for it."""

from __future__ import annotations

from enum import Enum

SECONDS = 2.0
MEMORY = 1 << 30  # bytes beyond what the warm process holds
OUTPUT = 1 << 18  # bytes printed before the code is stopped
RESULT = 1 << 24  # bytes of all arrays returned
TREES = 1 << 21  # bytes of JSON around them: much more of it would fill the app's memory when it is read
TOLD = 1 << 12  # and for each frame, so that a failure can be told in any case


class BadValue(ValueError):
    """A value that cannot travel: not an array, a number, a string, None, or a tuple, list or dict of these.

    The message says what it is, in words that are the same in every language: "set", "array(dtype=object)".
    """


class TooLarge(BadValue):
    """A value that could travel, were there less of it: "list > 2 MiB"."""


def trees(frames: int) -> int:
    """How many bytes of JSON an answer may send in so many frames."""
    return TREES + TOLD * frames


class Kind(Enum):
    """How the run ended."""

    RETURNED = "returned"  # every call has its `Returned`, be it a value or a failure
    SYNTAX = "syntax"
    ERROR = "error"  # before any call
    MISSING = "missing"  # no function of that name
    TIMEOUT = "timeout"
    MEMORY = "memory"  # before any call
    OUTPUT = "output"  # it printed too much
    KILLED = "killed"  # the process ended before it had answered, or sent what cannot be read
    UNAVAILABLE = "unavailable"  # the sandbox itself does not work here; `words` say why


class Fault(Enum):
    """What went wrong in one call."""

    ERROR = "error"
    MEMORY = "memory"
    BAD_VALUE = "bad value"  # it returned what is no array or number
