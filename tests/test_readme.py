"""What the README says can be typed, can be: each `quiz …` in it is run, on a home of its own."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from quiz.cli.main import COMMANDS, main
from tests.cli.helpers import environment

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
# Lines that install and open the app or run these tests; the check from a fresh clone runs them.
INSTALLS = re.compile(r"python3 -m venv \.venv && \.venv/bin/pip install ")


def lines() -> list[str]:
    """Every shell line with a `quiz …` in it: those of code blocks, and those in running text between backticks."""
    found = []
    for language, block in re.findall(r"^```(\w*)\n(.*?)^```", README, re.MULTILINE | re.DOTALL):
        if language in ("sh", "bash", "console", "shell", ""):
            found += [line.split("  #")[0].removeprefix("$ ").strip() for line in block.splitlines() if line.strip()]
    prose = re.sub(r"^```.*?^```", "", README, flags=re.MULTILINE | re.DOTALL)
    found += [
        span.replace("\n", " ") for span in re.findall(r"`([^`]+)`", prose) if re.search(r"(^|\| )quiz(?= |$)", span)
    ]
    return list(dict.fromkeys(line for line in found if not INSTALLS.match(line)))


def words(line: str) -> list[str]:
    """The arguments of the `quiz` in a line."""
    parts = shlex.split(line)
    return parts[parts.index("quiz") + 1 :]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a home, and with `quiz` and an editor to call."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "home" / "decks").mkdir(parents=True)
    (folder / "home" / "decks" / "mine.md").write_text("## CARD\nQ: a\nA: b\n", encoding="utf-8")
    (folder / "til.md").write_text("stride => how far the kernel moves at each step\n", encoding="utf-8")
    (folder / "notes").mkdir()
    (folder / "notes" / "monday.md").write_text("padding : zeros around the input\n", encoding="utf-8")
    (folder / "cards.csv").write_text("What is a batch?,Samples that are taken together.\n", encoding="utf-8")
    scripts = {
        "quiz": f'exec {shlex.quote(sys.executable)} -m quiz "$@"',
        "editor": 'if grep -q "^A: $" "$1"; then printf "Q: c\\nA: d\\n" > "$1"; fi',
    }
    for name, script in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return folder


def test_the_readmes_python_prints_what_it_says() -> None:
    pairs = re.findall(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert len(pairs) == len(re.findall("^```python$", README, re.MULTILINE)) == 1
    for code, output in pairs:
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
        assert (done.stdout, done.stderr) == (output, "")


def test_the_readme_shows_the_commands() -> None:
    assert len(lines()) > 10
    named = {arguments[0] for line in lines() if (arguments := words(line))}
    assert named >= set(COMMANDS)
    assert all("quiz" in shlex.split(line) for line in lines())


@pytest.mark.parametrize("line", lines())
def test_a_line_of_the_readme(line: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = words(line)
    if arguments and not arguments[0].startswith("-"):
        assert arguments[0] in COMMANDS
        assert main([arguments[0], "--help"]) == 0
        assert arguments[0] in capsys.readouterr().out
    kept = environment(home / "home", "en")
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env={**kept, "PATH": f"{home}:{kept['PATH']}", "EDITOR": str(home / "editor")},
        cwd=home,
        timeout=60,
        check=False,
    )
    opens_the_app = (arguments[:1] in ([], ["study"]) and "--plain" not in arguments) or "--review" in arguments
    if opens_the_app:
        assert done.returncode == 2
        assert done.stderr.startswith(b"quiz: The app needs a terminal")
    else:
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout != b""
