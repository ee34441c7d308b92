"""The warm process: loads NumPy, keeps a child ready, and hands it the next answer.

It is started as `python -I -S -c START folder…` with the app's import path, and speaks frames (wire.py): one request
in, one reply out. The child is forked and walled off while nobody waits. It ends when its input does, and takes the
child along. It never reads what a child sends, only counts it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import select
import signal
import sys
import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from quiz.exercises.sandbox import landlock, linux, seccomp, wire
from quiz.exercises.sandbox.child import Pipes, Walls, wait
from quiz.exercises.sandbox.kinds import RESULT, trees

REQUESTS = 0
_CHUNK = 1 << 16
# What answers may import, loaded while nobody waits.
_LATER = ("numpy.random", "numpy.linalg", "numpy.fft", "numpy.lib.stride_tricks", "random", "typing", "dataclasses")


@dataclass(frozen=True, slots=True)
class _Child:
    """A child that waits for its answer, and our ends of its pipes."""

    process: int
    request: int
    results: int
    output: int

    def ended(self) -> bool:
        return os.waitpid(self.process, os.WNOHANG)[0] != 0

    def close(self) -> None:
        for end in (self.request, self.results, self.output):
            with contextlib.suppress(OSError):
                os.close(end)

    def end(self) -> None:
        """End it, and whatever it has started, where nothing keeps it from starting something."""
        with contextlib.suppress(OSError):
            os.killpg(self.process, signal.SIGKILL)
        with contextlib.suppress(OSError):  # it may not be the head of a group yet
            os.kill(self.process, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.waitpid(self.process, 0)
        self.close()


def main(libraries: list[str], isolated: bool) -> None:
    if sys.platform == "linux":
        linux.hide()
    replies = os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 1)  # what an import may print is no reply
    folders = (*libraries, *np.__path__, os.path.dirname(np.__path__[0]) + "/numpy.libs")
    sys.path[:] = libraries  # what an answer can import: Python's own, and what is loaded
    version = landlock.abi() if isolated else 0
    rules = landlock.ruleset(folders, version) if version else None
    walls = Walls(folders, rules, isolated and seccomp.available())
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit())  # by way of every `finally`
    later = iter(_LATER)
    ready: _Child | None = None
    try:
        while True:
            while not _waiting() and (module := next(later, None)):
                importlib.import_module(module)
            if ready is None and not _waiting():
                ready = _fork(walls, nothing)
            request = wire.request(REQUESTS)
            if request is None:
                return
            # Behind the walls, the system's libraries that these need are out of reach.
            for module in _LATER:
                if module not in sys.modules and module.rpartition(".")[2] in request[0]["source"]:
                    importlib.import_module(module)
                    if ready is not None:
                        ready.end()
                        ready = None
            if ready is not None and ready.ended():
                ready.close()
                ready = None
            child, ready = ready or _fork(walls, nothing), None
            try:
                _reply(replies, child, *request)
                ready = _fork(walls, nothing)  # while the memory of the one before is given back
            finally:
                child.end()
    finally:
        if ready is not None:
            ready.end()


def _waiting() -> bool:
    """Whether there is a request, or the app has gone."""
    return bool(select.select([REQUESTS], [], [], 0)[0])


def _fork(walls: Walls, nothing: int) -> _Child:
    gc.freeze()  # so that a child need not copy what it only looks at
    asked, ask = os.pipe()
    results, tell = os.pipe()
    output, write = os.pipe()
    parent = os.getpid()
    process = os.fork()
    if process == 0:
        wait(Pipes(asked, tell, write, nothing), walls, parent)
    for end in (asked, tell, write):
        os.close(end)
    return _Child(process, ask, results, output)


def _reply(replies: int, child: _Child, header: dict[str, Any], payload: memoryview) -> None:
    """Have one answer run, and pass on how it ended, what it sent and what it printed."""
    frames = len(header["calls"]) + 1
    most = {child.results: RESULT + trees(frames) + wire.HEAD.size * frames, child.output: header["output"]}
    held = {child.results: bytearray(), child.output: bytearray()}
    begun = time.monotonic()
    with contextlib.suppress(BrokenPipeError):  # it could not put up its walls, and has said so
        _write(child.request, wire.head(header, len(payload)))
        _write(child.request, payload)
    end = _watch(held, most, begun + header["seconds"])
    seconds = time.monotonic() - begun
    if end == "too much":
        end = "output" if len(held[child.output]) > most[child.output] else "result"
    result, output = held[child.results], held[child.output][: most[child.output]]
    reply = {"end": end, "seconds": seconds, "result": len(result)}
    _write(replies, wire.head(reply, len(result) + len(output)))
    _write(replies, result)
    _write(replies, output)


def _write(target: int, data: bytes | bytearray | memoryview) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(target, rest) :]


def _watch(held: dict[int, bytearray], most: dict[int, int], deadline: float) -> str:
    """Read what the child writes until it has closed both pipes, or until it is enough.

    Their end is all that counts: whether the answer is whole, its frames tell, and the child is ended in any case.
    """
    open_ends = set(held)
    while open_ends:
        left = deadline - time.monotonic()
        if left <= 0:
            return "timeout"
        for end in select.select([*open_ends, REQUESTS], [], [], left)[0]:
            if end == REQUESTS:  # nothing can be asked before the reply: the app is gone
                return "gone"
            chunk = os.read(end, _CHUNK)
            held[end] += chunk
            if len(held[end]) > most[end]:
                return "too much"
            if not chunk:
                open_ends.discard(end)
    return "done"


if __name__ == "__main__":
    sys.exit("this is started by quiz.exercises.sandbox.host")
