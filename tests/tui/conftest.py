from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.helpers import Theatre, theatre, write


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Theatre:
    """A theatre on a home with the tests' own deck."""
    made = theatre(tmp_path, monkeypatch)
    write(tmp_path)
    return made
