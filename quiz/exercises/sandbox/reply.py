"""What the warm process replies, read into an Outcome. The child's part of it may be anything: code may forge it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quiz.engine.demonstrations.values import Text
from quiz.exercises.sandbox import wire
from quiz.exercises.sandbox.kinds import Fault, Kind, trees
from quiz.exercises.sandbox.values import Failure, Outcome, Returned
from quiz.model.text import clean, one_line

_SHOWN = 4000  # characters of what was printed
_LONGEST = 600  # characters of any other text
_MOST_LINES = 16  # of a traceback
_MOST_ARGUMENTS = 64
_OWN_HEADER = 1 << 10  # bytes of the warm process's own
_ENDS = {Kind.SYNTAX, Kind.ERROR, Kind.MISSING, Kind.MEMORY}
_FAULTS = {fault.value: fault for fault in Fault}
_NO_WALL = Text(
    "The process that runs your code could not be walled off, and so it was not run: {reason}.",
    "코드를 실행할 프로세스를 격리하지 못해 실행하지 않았어요: {reason}.",
)


def read(frame: bytes | bytearray, calls: int) -> Outcome:
    """The outcome of so many calls."""
    ((header, payload),) = wire.frames(memoryview(frame), _OWN_HEADER)
    result, output = payload[: header["result"]], payload[header["result"] :]
    printed = clean(bytes(output).decode("utf-8", "replace")[:_SHOWN])
    seconds = float(header["seconds"])
    sent: list[Returned] = []
    end: tuple[Kind, Failure | None, Text] | None = None
    garbled = False
    try:
        for part, data in wire.frames(result, trees(calls + 1)):
            if end is not None or len(sent) == calls:
                raise wire.Garbled("more than was asked for")
            end = _ended(part)
            if end is None:
                sent.append(_returned(part, data))
    except wire.Garbled:
        garbled = True
    if header["end"] == "timeout":
        kind, failure, words = Kind.TIMEOUT, None, Text("", "")
    elif header["end"] == "output":
        kind, failure, words = Kind.OUTPUT, None, Text("", "")
    elif garbled or header["end"] != "done":
        kind, failure, words = Kind.KILLED, None, Text("", "")
    elif end is not None:
        kind, failure, words = end
    else:
        kind, failure, words = Kind.RETURNED if len(sent) == calls else Kind.KILLED, None, Text("", "")
    return Outcome(kind, tuple(sent), failure, printed, seconds, words)


def _ended(part: Mapping[str, Any]) -> tuple[Kind, Failure | None, Text] | None:
    """How it ended before any call, if that is what the frame tells."""
    if isinstance(part.get("unavailable"), str):
        return Kind.UNAVAILABLE, None, _NO_WALL.filled(reason=one_line(part["unavailable"][:_LONGEST]))
    if "end" not in part:
        return None
    kind = next((kind for kind in _ENDS if kind.value == part["end"]), None)
    if kind is None:
        raise wire.Garbled("an end that is none of ours")
    return kind, _failure(part["failure"]) if "failure" in part else None, Text("", "")


def _returned(part: Mapping[str, Any], data: memoryview) -> Returned:
    if "value" in part:
        changed = part.get("changed")
        if not isinstance(changed, list) or len(changed) > _MOST_ARGUMENTS or not all(map(_places, changed)):
            raise wire.Garbled("arguments are named by numbers or strings")
        return Returned(wire.unpack(part["value"], data), changed=tuple(changed))
    name = part.get("fault")
    if isinstance(name, str) and name in _FAULTS:
        return Returned(fault=_FAULTS[name], failure=_failure(part.get("failure")))
    raise wire.Garbled("a frame that is none of ours")


def _places(argument: Any) -> bool:
    """Whether this can be an argument's position or name."""
    if type(argument) is int:
        return 0 <= argument < _MOST_ARGUMENTS
    return isinstance(argument, str) and argument.isidentifier() and len(argument) <= _LONGEST


def _failure(told: Any) -> Failure:
    match told:
        case {"name": str(name), "message": str(message), **rest}:
            trace = rest.get("trace", [])
            if isinstance(trace, list) and len(trace) <= _MOST_LINES and all(isinstance(line, str) for line in trace):
                lines = tuple(clean(line[:_LONGEST]) for line in trace)
                place = _whole(rest.get("line")), _whole(rest.get("column"))
                return Failure(one_line(name[:_LONGEST]), clean(message[:_LONGEST]), *place, lines)
    raise wire.Garbled("a failure that is none of ours")


def _whole(number: Any) -> int | None:
    if number is None or (type(number) is int and 0 <= number < 1 << 31):
        return number
    raise wire.Garbled("a place that is none of ours")
