"""From start to first frame in a terminal of 80×24, against a minimal Textual app with the same widgets.

The first frame is there when the first character that is neither a blank nor part of an escape sequence has arrived
on the alternate screen: the same on both sides.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence

from quiz.study.collection import Collection
from tests.bench import children
from tests.bench.table import LeftOut, Result, Row, interleaved, median

BOUND = 1.3
_ESCAPES = re.compile(
    rb"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[ -/]*[0-Z\\^-~])"
    rb"|\x1b(\[[0-?]*[ -/]*|[]PX^_][^\x07\x1b]*)?$"  # one that has not arrived as a whole
    rb"|[\x00-\x20]"
)
_SCREEN = b"\x1b[?1049h"


def drawn(output: bytes) -> bool:
    """Whether something to read is on the alternate screen."""
    _, begun, screen = output.partition(_SCREEN)
    return bool(begun) and bool(_ESCAPES.sub(b"", screen))


def first_frame(arguments: Sequence[str], environment: Mapping[str, str]) -> Callable[[], None]:
    """Runs `python` with `arguments` in a pseudo-terminal until its first frame, then kills it."""
    import fcntl
    import pty
    import struct
    import termios

    def run() -> None:
        child, terminal = pty.fork()
        if child == 0:
            os.execve(sys.executable, [sys.executable, *arguments], dict(environment))
        try:
            fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            output = b""
            while not drawn(output):
                try:
                    output += os.read(terminal, 65536)
                except OSError as error:  # the other end is closed
                    raise RuntimeError(f"it ended before its first frame: {output!r}") from error
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(terminal)

    return run


def measure(quick: bool) -> Result:
    if sys.platform == "win32":
        raise LeftOut("there is no pseudo-terminal here")
    with tempfile.TemporaryDirectory() as folder:
        home = os.path.join(folder, "home")
        Collection.open(home).close()
        environment = children.environment(
            os.path.join(folder, "cache"), QUIZ_HOME=home, TERM="xterm-256color", COLUMNS="80", LINES="24"
        )
        seconds = interleaved(
            {
                "quiz": first_frame(["-m", "quiz"], environment),
                "other": first_frame(["-m", "tests.bench.minimal_app"], environment),
            },
            5 if quick else 20,
        )
    return Result(
        [Row("start to first frame", "median", median(seconds["quiz"]), median(seconds["other"]), BOUND)],
        ["first frame: the first character to read on the alternate screen of a pseudo-terminal of 80×24."],
    )
