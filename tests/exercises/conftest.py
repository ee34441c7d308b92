"""What of the exercises a system can be tested for, and the sandboxes for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from quiz.exercises.sandbox import Sandbox

# Code exercises need WSL there; that this is said is tested everywhere else.
collect_ignore_glob = ["test_sandbox*.py", "test_code*.py"] if sys.platform == "win32" else []


@pytest.fixture(scope="module", params=[True, False], ids=["walls", "guard"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """As this system has it, and as one has it that can wall nothing off."""
    with Sandbox(isolated=request.param) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def walled() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox
