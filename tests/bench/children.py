"""Child processes to measure: the running interpreter, with compiled modules kept, as they are after a first use."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def environment(cache: str, **more: str) -> Mapping[str, str]:
    """This process's environment without what slows a child down; compiled modules are kept in the folder `cache`."""
    left_out = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return {**kept, "PYTHONPYCACHEPREFIX": cache, "PYTHONPATH": _ROOT, **more}


def runner(arguments: Sequence[str], environment: Mapping[str, str]) -> Callable[[], None]:
    """Runs `python` with `arguments` to its end, its output thrown away."""

    def run() -> None:
        subprocess.run([sys.executable, *arguments], env=environment, stdout=subprocess.DEVNULL, check=True)

    return run
