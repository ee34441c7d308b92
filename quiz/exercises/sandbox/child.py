"""One answer, in a forked child: walls itself off, waits for the learner's code, runs it, and ends.

The walls go up before there is anything to run, while nobody waits.
"""

from __future__ import annotations

import contextlib
import linecache
import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType, TracebackType
from typing import Any

import numpy as np

from quiz.exercises.sandbox import guard, landlock, limits, linux, seccomp, wire
from quiz.exercises.sandbox.kinds import RESULT, TREES, BadValue, Fault, Kind, TooLarge

FILE = "<your code>"
MODULE = "answer"
REQUEST, OUTPUT, ERRORS, RESULTS, NOTHING = range(5)  # the descriptors that a child has; the last until it is asked
_LONGEST_NAME = 100
_LONGEST_LINE = 200
_LONGEST_MESSAGE = 600
_LONGEST_TRACE = 6  # lines of the learner's code that are kept of a traceback


@dataclass(frozen=True, slots=True)
class Walls:
    """What is put around each child: what may be read, Landlock's set of rules (None without Landlock), and whether
    there is a filter."""

    folders: tuple[str, ...]
    landlock: int | None
    seccomp: bool

    def close(self, parent: int) -> None:
        """Put up those that can stand before the code is known. Raises OSError if one cannot be had."""
        if sys.platform == "linux":
            linux.end_with(parent)
            with contextlib.suppress(OSError):
                linux.renounce()
        if self.landlock is not None:
            landlock.restrict(self.landlock)
        if self.landlock is None or not self.seccomp:
            guard.stand(self.folders)


@dataclass(frozen=True, slots=True)
class Pipes:
    """The ends that a child gets, and an open /dev/null."""

    request: int
    results: int
    output: int
    nothing: int


@dataclass(slots=True)
class _Room:
    """How many bytes may still be sent: of arrays, and of JSON around them."""

    arrays: int
    trees: int


def wait(pipes: Pipes, walls: Walls, parent: int) -> None:
    """All that the child does; it returns only by ending the process."""
    tell = pipes.results
    try:
        os.setsid()
        try:
            has = limits.address_space()
            walls.close(parent)
            _only_these(pipes)
            tell = RESULTS
            lines = seccomp.packed(seccomp.program(os.uname().machine, os.getpid())) if walls.seccomp else b""
            request = wire.request(REQUEST)
            os.dup2(NOTHING, REQUEST)
            os.close(NOTHING)
            if request is not None:
                limits.take(request[0]["seconds"], request[0]["memory"], has)
                if walls.seccomp:
                    seccomp.install(lines)
        except Exception as error:  # whatever it is: without its walls, nothing is run
            _send(tell, wire.head({"unavailable": str(error)[:_LONGEST_MESSAGE]}))
        else:
            if request is not None:
                _answer(*request)
    finally:
        os._exit(0)


def _only_these(pipes: Pipes) -> None:
    """Four pipes and nothing else open, and signals as a new process has them."""
    first = NOTHING + 1
    kept = [os.dup(fd) for fd in (pipes.request, pipes.output, pipes.output, pipes.results, pipes.nothing)]
    while min(kept) < first:  # out of the way of the numbers they get
        kept = [os.dup(fd) for fd in kept]
    for number, fd in enumerate(kept):
        os.dup2(fd, number)
    os.closerange(first, os.sysconf("SC_OPEN_MAX"))
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    sys.stdin = os.fdopen(REQUEST, encoding="utf-8")
    sys.stdout = os.fdopen(OUTPUT, "w", encoding="utf-8", errors="replace", buffering=1)
    sys.stderr = os.fdopen(ERRORS, "w", encoding="utf-8", errors="replace", buffering=1)


def _send(target: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(target, rest) :]


def _tell(header: Mapping[str, Any]) -> None:
    _send(RESULTS, wire.head(header))


def _answer(header: Mapping[str, Any], payload: memoryview) -> None:
    """Run the code, then each call, and send a frame for each."""
    calls, origins = wire.unpack_owned(header["calls"], payload)
    function = _defined(header["source"], header["function"])
    if function is not None:
        room = _Room(RESULT, TREES)
        for args, kwargs in calls:
            _call(function, args, kwargs, origins, room)
    with contextlib.suppress(BaseException):  # the learner's own stdout may be anything
        sys.stdout.flush()
    os.closerange(REQUEST, NOTHING)  # at which the one who reads knows that this is all, before memory is given back


def _defined(source: str, name: str) -> Callable[..., Any] | None:
    """The learner's function; None after sending why there is none."""
    module = sys.modules[MODULE] = ModuleType(MODULE)
    names = module.__dict__
    names["np"] = np
    linecache.cache[FILE] = (len(source), None, source.splitlines(keepends=True), FILE)
    try:
        code = compile(source, FILE, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:  # ValueError: a null character
        line, column = (error.lineno, error.offset) if isinstance(error, SyntaxError) else (None, None)
        message = str(getattr(error, "msg", error))[:_LONGEST_MESSAGE]
        failure = {"name": type(error).__name__, "message": message, "line": line, "column": column}
        _tell({"end": Kind.SYNTAX.value, "failure": failure})
        return None
    except (MemoryError, RecursionError) as error:  # too much of it in one expression
        _tell({"end": Kind.ERROR.value, "failure": _failure(error)})
        return None
    try:
        exec(code, names)
    except MemoryError as error:
        _tell({"end": Kind.MEMORY.value, "failure": _failure(error)})
        return None
    except BaseException as error:
        _tell({"end": Kind.ERROR.value, "failure": _failure(error)})
        return None
    function = names.get(name)
    if not callable(function):
        _tell({"end": Kind.MISSING.value})
        return None
    return function  # type: ignore[no-any-return]


def _call(
    function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], origins: Mapping[int, Any], room: _Room
) -> None:
    """Call once and send what comes of it."""
    try:
        value = function(*args, **kwargs)
        tree, payload = wire.pack(value, arrays=room.arrays, trees=room.trees)
        head = wire.head({"value": tree, "changed": _changed(args, kwargs, origins)}, len(payload))
        if len(head) > room.trees:
            raise TooLarge(f"{type(value).__name__} > {TREES >> 20} MiB")
    except MemoryError as error:
        _fault(Fault.MEMORY, _failure(error), room)
    except BadValue as error:
        name, message = type(error).__name__, str(error)[:_LONGEST_MESSAGE]
        _fault(Fault.BAD_VALUE, {"name": name, "message": message}, room)
    except BaseException as error:
        _fault(Fault.ERROR, _failure(error), room)
    else:
        room.arrays -= len(payload)
        room.trees -= len(head)
        _send(RESULTS, head + payload)


def _fault(fault: Fault, failure: dict[str, Any], room: _Room) -> None:
    head = wire.head({"fault": fault.value, "failure": failure})
    if len(head) > room.trees:  # the rest is kept for what is as short as this
        short = {"name": failure["name"], "message": failure["message"][:_LONGEST_NAME]}
        head = wire.head({"fault": fault.value, "failure": short})
    else:
        room.trees -= len(head)
    _send(RESULTS, head)


def _changed(args: tuple[Any, ...], kwargs: dict[str, Any], origins: Mapping[int, Any]) -> list[int | str]:
    """The arguments that the function wrote into: positions, and names."""
    given: list[tuple[int | str, Any]] = [*enumerate(args), *kwargs.items()]
    return [place for place, argument in given if not wire.same(argument, origins)]


def _failure(error: BaseException) -> dict[str, Any]:
    """The error, with the lines of the traceback that are the learner's."""
    try:
        message = str(error)
    except BaseException:  # of a class that the learner wrote
        message = ""
    lines = _lines(error.__traceback__)
    return {
        "name": type(error).__name__[:_LONGEST_NAME],
        "message": message[:_LONGEST_MESSAGE],
        "line": lines[-1][0] if lines else None,
        "trace": [text for number, place in lines[-_LONGEST_TRACE:] for text in _shown(number, place)],
    }


def _lines(traceback: TracebackType | None) -> list[tuple[int, str]]:
    """(line, name of the function) for each frame of the learner's code, the innermost last."""
    found: list[tuple[int, str]] = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename == FILE:
            found.append((traceback.tb_lineno, code.co_name))
        traceback = traceback.tb_next
    return found


def _shown(number: int, place: str) -> list[str]:
    text = linecache.getline(FILE, number).strip()
    where = f"line {number}" if place == "<module>" else f"line {number}, in {place[:_LONGEST_NAME]}"
    return [where, *([f"    {text[:_LONGEST_LINE]}"] if text else [])]
