"""The command as a person runs it: child processes on a home of their own."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol

SECONDS = 60  # how long a child may take, however busy the machine is


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


class Inside(Protocol):
    """Runs `quiz` in the test's own process."""

    def __call__(self, *arguments: str, language: str = "en", **extra: str) -> Done: ...


def environment(home: Path, language: str) -> dict[str, str]:
    """The test's own environment without the choices of the person who runs it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "COV"))}
    for name in ("VISUAL", "EDITOR", "NO_COLOR", "LANGUAGE", "COLUMNS"):
        kept.pop(name, None)
    # The locale's encoding must not matter, so it is one that cannot write Korean.
    return {**kept, "QUIZ_HOME": str(home), "LANG": f"{language}.UTF-8", "TZ": "UTC", "PYTHONIOENCODING": "ascii"}


class Quiz:
    """Runs `quiz` on one home: `quiz("due", "--json", language="ko")`."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, *arguments: str, stdin: str | bytes = b"", language: str = "en", **extra: str) -> Done:
        ended = subprocess.run(
            [sys.executable, "-m", "quiz", *arguments],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            env={**environment(self.home, language), **extra},
            timeout=SECONDS,
            check=False,
        )
        return Done(ended.returncode, ended.stdout.decode("utf-8"), ended.stderr.decode("utf-8"))

    def talk(self, *arguments: str, language: str = "en") -> Dialogue:
        """Start a command to talk with."""
        return Dialogue([sys.executable, "-m", "quiz", *arguments], environment(self.home, language))

    def write(self, name: str, text: str) -> Path:
        """Write a deck file, dated back so that its time alone tells that it has not changed since."""
        return self.settings(text, f"decks/{name}")

    def settings(self, text: str, name: str = "config.toml") -> Path:
        """Write the settings, or another file of the home, likewise dated back."""
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (1_700_000_000, 1_700_000_000))
        return path

    def events(self, kind: str = "review") -> list[tuple[str, int | None, str]]:
        """Card, rating and data of the events of a kind, as they are on disk."""
        with closing(sqlite3.connect(self.home / "quiz.db")) as connection:
            return connection.execute(
                "SELECT card, rating, data FROM event WHERE kind = ? ORDER BY seq", (kind,)
            ).fetchall()


class Dialogue:
    """A running command: what it says until it waits for a line, and what it is told."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.stdin, self.stdout = self.process.stdin, self.process.stdout
        os.set_blocking(self.stdout.fileno(), False)

    def __enter__(self) -> Dialogue:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.communicate()

    def hear(self, prompt: str = r": $") -> str:
        """All that is said until `prompt` (a regular expression) is met."""
        said = b""
        end = time.monotonic() + SECONDS
        while not re.search(prompt, said.decode("utf-8", "ignore")):
            piece = self.stdout.read()
            if piece:
                said += piece
            elif piece == b"":
                raise AssertionError(f"the command ended after: {said.decode()}")
            elif time.monotonic() > end:
                raise AssertionError(f"the command waits after: {said.decode()}")
            else:
                time.sleep(0.005)
        return said.decode("utf-8")

    def say(self, line: str, prompt: str = r": $") -> str:
        """Send a line and hear what follows."""
        self.stdin.write(line.encode() + b"\n")
        self.stdin.flush()
        return self.hear(prompt).lstrip("\n")

    def end(self, line: str | None = None) -> Done:
        """Send a last line, close the input and wait for the end."""
        os.set_blocking(self.stdout.fileno(), True)
        out, err = self.process.communicate(None if line is None else line.encode() + b"\n", timeout=SECONDS)
        return Done(self.process.returncode, out.decode("utf-8"), err.decode("utf-8"))
