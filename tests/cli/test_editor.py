"""Which command opens the person's editor."""

from __future__ import annotations

from pathlib import Path

import pytest

from quiz.editor import command, edit
from quiz.model.errors import QuizError


def test_visual_before_editor_with_arguments_and_quotes(tmp_path: Path) -> None:
    assert command({"VISUAL": "code --wait", "EDITOR": "vi"}) == ["code", "--wait"]
    assert command({"VISUAL": "  ", "EDITOR": "'my editor' -n \"a b\""}) == ["my editor", "-n", "a b"]
    unquoted = tmp_path / "my editor"
    unquoted.write_text("", encoding="utf-8")
    assert command({"EDITOR": str(unquoted)}) == [str(unquoted)]


def test_what_is_no_command_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(QuizError, match="EDITOR"):
        command({"EDITOR": "vi 'open"})
    monkeypatch.setenv("PATH", "")
    with pytest.raises(QuizError, match="There is no editor"):
        command({})


def test_the_line_goes_to_editors_that_take_it(tmp_path: Path) -> None:
    for name, expected in (("vim", "+7 "), ("other", "")):
        script = tmp_path / name
        script.write_text('#!/bin/sh\necho "$*" > "$(dirname "$0")/seen"\n', encoding="utf-8")
        script.chmod(0o755)
        edit("file.md", 7, {"EDITOR": str(script)})
        assert (tmp_path / "seen").read_text(encoding="utf-8") == f"{expected}file.md\n"
