"""What holds for every test."""

from __future__ import annotations

import os
import tempfile

import pytest
from hypothesis import HealthCheck, settings

# A machine that stalls for a moment is no fault of what is tested.
settings.register_profile("quiz", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("quiz")


def pytest_configure(config: pytest.Config) -> None:
    """Keep bytecode for this run where none is written: the tests start some hundred programs, which share it."""
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", "") and not hasattr(config, "workerinput"):
        kept = tempfile.TemporaryDirectory(prefix="quiz-bytecode-")
        os.environ["PYTHONPYCACHEPREFIX"] = kept.name
        config.add_cleanup(kept.cleanup)


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: a part of the tests waits, for a child process or for a screen."""
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2
