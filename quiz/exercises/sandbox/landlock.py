"""Landlock: a Linux process gives up, for good, what it may do with files (Linux 5.13 and newer).

Source: the kernel's documentation, "Landlock: unprivileged access control", and landlock(7).
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from functools import cache

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # on every architecture
_VERSION = 1  # flag: tell the ABI's number
_PATH_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_FILES = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}  # since which ABI, all file rights
_TCP = 0b11  # bind and connect, since ABI 4
_SCOPES = 0b11  # abstract Unix sockets and signals of others, since ABI 6
_NO_NEW_PRIVILEGES = 38


@cache
def libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def abi() -> int:
    """The number of the kernel's Landlock interface, 0 where there is none."""
    if os.uname().sysname != "Linux":
        return 0
    return max(0, int(libc().syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint(_VERSION))))


def ruleset(places: Iterable[str], version: int) -> int:
    """A descriptor that stands for: only read what is in `places`; no other file, no writing, no TCP, no signal to
    others. Raises OSError where the kernel does not make one.
    """
    library = libc()
    attributes = struct.pack("=Q", _FILES[max(since for since in _FILES if since <= version)])
    if version >= 4:
        attributes += struct.pack("=Q", _TCP)
    if version >= 6:
        attributes += struct.pack("=Q", _SCOPES)
    size = ctypes.c_size_t(len(attributes))
    made = checked(library.syscall(_CREATE, attributes, size, ctypes.c_uint(0)), "landlock_create_ruleset")
    try:
        for place in places:
            _allow(library, made, place)
    except BaseException:
        os.close(made)
        raise
    return made


def restrict(ruleset: int) -> None:
    """From now on hold to this. A pipe or file that is open already stays so. Raises OSError."""
    library = libc()
    no_new_privileges(library)
    checked(library.syscall(_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint(0)), "landlock_restrict_self")


def _allow(library: ctypes.CDLL, ruleset: int, path: str) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, PermissionError):  # Python names some that need not be there
        return
    try:
        folder = stat.S_ISDIR(os.fstat(place).st_mode)  # of a file, such as a zip of modules, nothing can be listed
        rule = struct.pack("=Qi", _READ_FILE | _READ_DIR if folder else _READ_FILE, place)
        arguments = (ctypes.c_int(ruleset), ctypes.c_int(_PATH_BENEATH), rule, ctypes.c_uint(0))
        checked(library.syscall(_ADD, *arguments), "landlock_add_rule")
    finally:
        os.close(place)


def no_new_privileges(library: ctypes.CDLL) -> None:
    checked(library.prctl(_NO_NEW_PRIVILEGES, *map(ctypes.c_ulong, (1, 0, 0, 0))), "no_new_privs")


def checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result
