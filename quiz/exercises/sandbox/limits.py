"""Limits that a process takes on itself: time, memory, files, processes."""

from __future__ import annotations

import math
import resource
import signal

OPEN_FILES = 32
_SPARE = 1.0  # seconds that the last resorts leave to the one who watches the clock


def take(seconds: float, memory: int, has: int) -> None:
    """Never more than this, nor any way back: the hard limits are lowered too.

    `memory` is in bytes beyond the `has` that the process holds; where the system does not say how much that is, or
    does not keep such a limit, as macOS does not, there is none.
    """
    time = math.ceil(seconds + _SPARE)
    _set(resource.RLIMIT_CPU, time)
    _set(resource.RLIMIT_FSIZE, 0)
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_NPROC, 0)  # the superuser is not held by it
    _set(resource.RLIMIT_NOFILE, OPEN_FILES)
    if has:
        _set(resource.RLIMIT_AS, has + memory)
    signal.setitimer(signal.ITIMER_REAL, seconds + _SPARE)  # should nobody be left to watch the clock


def _set(limit: int, value: int) -> None:
    hard = resource.getrlimit(limit)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (value, value))


def address_space() -> int:
    """Bytes of address space that this process has; 0 where there is no /proc to tell."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0
