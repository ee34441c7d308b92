"""The app in a real pseudo-terminal: what reaches it, the editor, and how it leaves."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from quiz.study.collection import Collection
from tests.tui.helpers import BASICS, Clock, write
from tests.tui.test_inert import DECK

RUN = """
import sys
import quiz.paths
quiz.paths.content = lambda: "none"
from quiz.tui.app import QuizApp
app = QuizApp(sys.argv[1], start="study")
app.run()
sys.exit(app.return_code or 0)
"""


@dataclass
class Terminal:
    """A terminal of 80×24 with the app in it."""

    child: subprocess.Popen[bytes]
    master: int
    seen: bytearray = field(default_factory=bytearray)

    def read(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if not select.select([self.master], [], [], left)[0]:
                return
            try:
                self.seen += os.read(self.master, 65536)
            except OSError:  # the other side has gone
                return

    def wait_for(self, text: str, seconds: float = 20) -> None:
        until = time.monotonic() + seconds
        while text.encode() not in self.seen:
            assert time.monotonic() < until, self.seen[-2000:]
            self.read(0.1)

    def press(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def exit_code(self, seconds: float = 10) -> int:
        """The exit code; the output is read on, so that the app can write its farewell."""
        until = time.monotonic() + seconds
        while self.child.poll() is None:
            assert time.monotonic() < until, "the app does not end"
            self.read(0.05)
        self.read(0.2)
        return self.child.returncode


def start(home: Path, **environment: str) -> Terminal:
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "VISUAL", "NO_COLOR"))}
    child = subprocess.Popen(
        [sys.executable, "-c", RUN, str(home)],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=home,
        env={**kept, "LANG": "en.UTF-8", "TERM": "xterm-256color", "COLORTERM": "truecolor", **environment},
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(slave)
    return Terminal(child, master)


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    """Terminals that are put away at the end, whatever happened."""
    opened: list[Terminal] = []
    yield opened
    for terminal in opened:
        if terminal.child.poll() is None:
            terminal.child.kill()
            terminal.child.wait()
        if terminal.master >= 0:
            os.close(terminal.master)


def test_no_escape_of_a_card_reaches_the_terminal(tmp_path: Path, terminals: list[Terminal]) -> None:
    write(tmp_path, DECK)
    terminal = start(tmp_path)
    terminals.append(terminal)
    terminal.wait_for("list[int]")
    terminal.press("h")
    terminal.press(" ")
    terminal.wait_for("Correction")
    for key in ("3", "1", "1", "1", "2", "\r", "1", "\r"):
        terminal.press(key)
        terminal.read(0.3)
    terminal.child.send_signal(signal.SIGTERM)
    assert terminal.exit_code() == 128 + signal.SIGTERM
    for payload in (b"\x1b]52", b"\x1b[2J", b"\x9b", "\x9b31m".encode(), b"cXVpeg==\x07", "\u202e".encode()):
        assert payload not in terminal.seen


def test_answers_are_saved_and_the_terminal_is_given_back_on_sigterm(tmp_path: Path, terminals: list[Terminal]) -> None:
    write(tmp_path)
    terminal = start(tmp_path)
    terminals.append(terminal)
    terminal.wait_for("stride")
    terminal.press(" 3")
    terminal.wait_for("Which loss")
    terminal.child.send_signal(signal.SIGTERM)
    assert terminal.exit_code() == 128 + signal.SIGTERM
    assert terminal.seen.rstrip().endswith(b"\x1b[?1004l") or b"\x1b[?1049l" in terminal.seen[-400:]
    assert reviews(tmp_path) == 1


def test_a_terminal_closed_in_mid_card_ends_the_app_and_loses_nothing(
    tmp_path: Path, terminals: list[Terminal]
) -> None:
    write(tmp_path)
    terminal = start(tmp_path)
    terminals.append(terminal)
    terminal.wait_for("stride")
    terminal.press(" 3")
    terminal.wait_for("Which loss")
    os.close(terminal.master)
    terminal.master = -1
    assert terminal.child.wait(timeout=10) == 128 + signal.SIGHUP
    assert reviews(tmp_path) == 1


def test_the_card_is_edited_and_the_session_carries_on(tmp_path: Path, terminals: list[Terminal]) -> None:
    path = write(tmp_path)
    folder = tmp_path / "my editor"
    folder.mkdir()
    editor = folder / "edit.sh"
    editor.write_text(
        '#!/bin/sh\necho "EDITOR HAS THE SCREEN $1"\nsed -i "s/stride of 2/STEP of 2/; s/\\*\\*//g" "$2"\n'
    )
    editor.chmod(0o755)
    terminal = start(tmp_path, EDITOR=f"'{editor}' --wait")
    terminals.append(terminal)
    terminal.wait_for("stride")
    path.write_text(BASICS.replace("**stride** of 2", "stride of 2"), encoding="utf-8")
    terminal.press("e")
    terminal.wait_for("EDITOR HAS THE SCREEN --wait")
    terminal.wait_for("STEP")
    terminal.press(" 3")
    terminal.wait_for("Which loss")
    terminal.press("\x1b")
    terminal.read(0.5)
    terminal.press("q")
    terminal.read(0.5)
    terminal.press("\r")
    assert terminal.exit_code() == 0
    assert reviews(tmp_path) == 1


def test_no_color_sends_no_colour(tmp_path: Path, terminals: list[Terminal]) -> None:
    write(tmp_path)
    terminal = start(tmp_path, NO_COLOR="1")
    terminals.append(terminal)
    terminal.wait_for("stride")
    terminal.press(" ")
    terminal.wait_for("halved")
    terminal.press("q")
    assert terminal.exit_code() == 0
    import re

    codes = {code for run in re.findall(rb"\x1b\[([\d;]*)m", bytes(terminal.seen)) for code in run.split(b";") if code}
    assert not any(code in (b"38", b"48") or 30 <= int(code) <= 37 or 40 <= int(code) <= 47 for code in codes)


def reviews(home: Path) -> int:
    """How many reviews are in the log."""
    with Collection.open(home, content=home / "none", clock=Clock()) as collection:
        found = collection.database.connection.execute("SELECT count(*) FROM event WHERE kind = 'review'").fetchone()
    return int(found[0])
