"""Against accidents, where the kernel walls nothing off: Python itself refuses what an answer has no need of.

A determined program gets around it; code that deletes a folder by mistake does not.
"""

from __future__ import annotations

import os
import sys
from typing import Any

_NEVER = {
    "os": (
        "chmod", "chown", "exec", "fork", "forkpty", "kill", "killpg", "link", "mkdir", "posix_spawn", "remove",
        "rename", "rmdir", "setxattr", "spawn", "symlink", "system", "truncate", "utime",
    ),
    "shutil": ("copyfile", "move", "rmtree"),
    "ctypes": ("dlopen", "dlsym", "cdata"),
    "socket": ("__new__", "getaddrinfo"),
    "subprocess": ("Popen",),
    "sqlite3": ("connect",),
}  # fmt: skip
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def stand(folders: tuple[str, ...]) -> None:
    """From now on raise PermissionError for writing, for reading outside `folders`, for programs and the network."""
    roots = tuple(os.path.realpath(folder) for folder in folders)
    never = frozenset(f"{module}.{name}" for module, names in _NEVER.items() for name in names)
    real, inside, refuse = os.path.realpath, os.path.commonpath, PermissionError

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event in never:
            raise refuse(f"{event} is not for code exercises")
        if event != "open" or isinstance(args[0], int):
            return
        if isinstance(args[2], int) and args[2] & _WRITES:
            raise refuse("code exercises may not write files")
        path = real(os.fsdecode(args[0]))
        if not any(inside((path, root)) == root for root in roots):
            raise refuse("code exercises may not read files")

    sys.addaudithook(hook)
