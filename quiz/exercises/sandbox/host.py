"""The app's side: starts the warm process, asks it, and reads with suspicion what comes back."""

from __future__ import annotations

import atexit
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from functools import cache
from types import TracebackType

from quiz.engine.demonstrations.values import Text
from quiz.exercises.sandbox.kinds import MEMORY, OUTPUT, SECONDS, Kind
from quiz.exercises.sandbox.system import NEEDS_WSL
from quiz.exercises.sandbox.values import Call, Outcome

STARTING = 30.0  # seconds that the warm process has to load NumPy
GRACE = 5.0  # seconds beyond the code's own that a reply may take
_START = (
    "import json, sys; libraries = list(sys.path); more, isolated = json.loads(sys.argv[1]); sys.path += more; "
    "from quiz.exercises.sandbox.warm import main; main(libraries, isolated)"
)
_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
# The loader's own settings may be what makes Python start at all; nothing else of the app's environment is passed on.
_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
_ENVIRONMENT = {
    **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"),
    "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",
    "LC_ALL": "C.UTF-8",
}
_GONE = Text(
    "The process that runs your code has ended. Try once more.", "코드를 실행하는 프로세스가 끝났어요. 다시 해 보세요."
)
_SILENT = Text(
    "The process that runs your code did not reply. Try once more.",
    "코드를 실행하는 프로세스가 응답하지 않았어요. 다시 해 보세요.",
)
_NO_START = Text("The process that runs your code did not start.", "코드를 실행하는 프로세스를 시작하지 못했어요.")


class Sandbox:
    """A warm process, started at once by `start` and anew whenever it has gone. One answer at a time; thread-safe.

    `seconds` is what an answer has where `run` does not say. With `isolated=False` it does without Landlock and
    seccomp, as on a system that has neither.
    """

    def __init__(self, *, seconds: float = SECONDS, isolated: bool = True) -> None:
        self.seconds = seconds
        self._isolated = isolated
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._fresh = True

    def __enter__(self) -> Sandbox:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def start(self) -> None:
        """Begin to load NumPy in the warm process, if it does not run; returns at once."""
        if sys.platform == "win32" or not self._lock.acquire(blocking=False):
            return  # with the lock taken, it runs
        try:
            self._running()
        except OSError:  # `run` tries again, and says so
            pass
        finally:
            self._lock.release()

    def close(self) -> None:
        """End the warm process, and the child with it; a `run` under way in another thread comes back at once.

        A later `run` starts anew.
        """
        process = self._process
        if process is not None:
            process.terminate()
        with self._lock:
            process, self._process = self._process, None
            if process is not None:
                _end(process)

    def run(
        self,
        source: str,
        function: str,
        calls: Sequence[Call],
        *,
        seconds: float | None = None,
        memory: int = MEMORY,
        output: int = OUTPUT,
    ) -> Outcome:
        """Run `source`, then `function` from it with each of the calls. Raises BadValue for an argument of a call
        that cannot travel, and nothing else."""
        if sys.platform == "win32":
            return Outcome(Kind.UNAVAILABLE, words=NEEDS_WSL)
        from quiz.exercises.sandbox import reply, wire  # NumPy is not wanted before the first answer

        seconds = self.seconds if seconds is None else seconds
        tree, payload = wire.pack([(list(call.args), dict(call.kwargs)) for call in calls])
        limits = {"seconds": seconds, "memory": memory, "output": output}
        asked = {"source": source, "function": function, "calls": tree, **limits}
        with self._lock:
            try:
                process = self._running()
            except OSError:
                return Outcome(Kind.UNAVAILABLE, words=_NO_START)
            deadline = time.monotonic() + seconds + GRACE + (STARTING if self._fresh else 0)
            answer, words = _talk(process, wire.frame(asked, payload), deadline)
            if answer is None:
                fresh, self._process = self._fresh, None
                _end(process)
                return Outcome(Kind.UNAVAILABLE, words=_NO_START if fresh else words)
            self._fresh = False
        return reply.read(answer, len(calls))

    def _running(self) -> subprocess.Popen[bytes]:
        process = self._process
        if process is not None and process.poll() is None:
            return process
        if process is not None:
            _end(process)
        self._process, self._fresh = _spawn(self._isolated), True
        return self._process


@cache
def shared() -> Sandbox:
    """The sandbox of this program, ended with it."""
    sandbox = Sandbox()
    atexit.register(sandbox.close)
    return sandbox


def _spawn(isolated: bool) -> subprocess.Popen[bytes]:
    path = [folder for folder in dict.fromkeys((_ROOT, *sys.path)) if os.path.isabs(folder)]  # no other `quiz`
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-X", "utf8", "-c", _START, json.dumps([path, isolated])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=_environment(os.environ),
        start_new_session=True,  # the terminal's Ctrl+C is not for it
        bufsize=0,
    )
    for pipe in (process.stdin, process.stdout):
        assert pipe is not None
        os.set_blocking(pipe.fileno(), False)
    return process


def _environment(ours: Mapping[str, str]) -> dict[str, str]:
    return {**{name: ours[name] for name in _KEPT if name in ours}, **_ENVIRONMENT}


def _end(process: subprocess.Popen[bytes]) -> None:
    """It ends when its input does; where it cannot, it is killed."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    try:
        process.wait(0.5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _talk(process: subprocess.Popen[bytes], request: bytes, deadline: float) -> tuple[bytearray | None, Text]:
    """Send a request and read the one frame that comes back: (the frame, "") or (None, why)."""
    from quiz.exercises.sandbox import wire

    assert process.stdin is not None
    assert process.stdout is not None
    rest, reply, length = memoryview(request), bytearray(), wire.HEAD.size
    with selectors.DefaultSelector() as selector:
        try:
            selector.register(process.stdin, selectors.EVENT_WRITE)
            selector.register(process.stdout, selectors.EVENT_READ)
            while len(reply) < length:
                ready = selector.select(max(0.0, deadline - time.monotonic()))
                if not ready:
                    return None, _SILENT
                for key, _ in ready:
                    if key.fileobj is process.stdin:
                        rest = rest[os.write(key.fd, rest[: 1 << 16]) :]
                        if not rest:
                            selector.unregister(process.stdin)
                        continue
                    chunk = os.read(key.fd, 1 << 20)
                    if not chunk:
                        return None, _GONE
                    reply += chunk
                    if len(reply) >= wire.HEAD.size:
                        length = wire.HEAD.size + sum(wire.HEAD.unpack_from(reply))
        except OSError:  # a broken pipe
            return None, _GONE
    return reply, Text("", "")
