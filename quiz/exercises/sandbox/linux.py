"""What a Linux process may ask for itself: to end with its parent, to have no privileges, not to be looked into."""

from __future__ import annotations

import ctypes
import os
import struct

from quiz.exercises.sandbox.landlock import checked, libc

_PARENT_DIES, _DUMPABLE = 1, 4  # of prctl
_KILL = 9
_CAPABILITIES = 0x20080522  # the version of capset's form
_FIRST_TO_GO = b"1000"


def hide() -> None:
    """Let no process of the same user look into this one or its children, and let the kernel end them first where
    memory is short: before the app."""
    try:
        with open("/proc/self/oom_score_adj", "wb", buffering=0) as file:
            file.write(_FIRST_TO_GO)
    except OSError:  # no /proc here
        pass
    prctl(_DUMPABLE, 0)


def end_with(parent: int) -> None:
    """Be killed when the parent ends. Raises OSError if it already has."""
    prctl(_PARENT_DIES, _KILL)
    if os.getppid() != parent:
        raise OSError("the warm process is gone")


def renounce() -> None:
    """Give up what the superuser may do beyond others; who has nothing to give up loses nothing."""
    checked(libc().capset(struct.pack("=Ii", _CAPABILITIES, 0), bytes(24)), "capset")


def prctl(option: int, value: int) -> None:
    checked(libc().prctl(option, *map(ctypes.c_ulong, (value, 0, 0, 0))), "prctl")
