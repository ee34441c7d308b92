"""A seccomp filter: from the moment it stands, the kernel refuses every system call that is not on a short list.

The list is what Python and NumPy need in order to compute, to import modules and to write to pipes that are open.
Source: the kernel's documentation, "Seccomp BPF", and seccomp(2); numbers from asm/unistd.h of the two machines.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Sequence
from functools import cache

from quiz.exercises.sandbox.landlock import libc, no_new_privileges

_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# On x86-64 and on aarch64; None where there is no such call.
_CALLS: dict[str, tuple[int, int | None]] = {
    "read": (0, 63), "pread64": (17, 67), "readv": (19, 65), "write": (1, 64), "writev": (20, 66), "lseek": (8, 62),
    "close": (3, 57), "close_range": (436, 436), "dup": (32, 23), "dup2": (33, None), "dup3": (292, 24),
    "fstat": (5, 80), "newfstatat": (262, 79), "statx": (332, 291), "stat": (4, None), "lstat": (6, None),
    "access": (21, None), "faccessat": (269, 48), "faccessat2": (439, 439), "readlink": (89, None),
    "readlinkat": (267, 78), "getdents": (78, None), "getdents64": (217, 61), "getcwd": (79, 17),
    "poll": (7, None), "ppoll": (271, 73), "select": (23, None), "pselect6": (270, 72),
    "mmap": (9, 222), "mprotect": (10, 226), "munmap": (11, 215), "mremap": (25, 216),
    "brk": (12, 214), "membarrier": (324, 283), "futex": (202, 98), "set_robust_list": (273, 99), "rseq": (334, 293),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "sigaltstack": (131, 132),
    "sched_yield": (24, 124), "sched_getaffinity": (204, 123), "getcpu": (309, 168), "getrandom": (318, 278),
    "getpid": (39, 172), "gettid": (186, 178), "getppid": (110, 173), "getpgid": (121, 155), "getpgrp": (111, None),
    "getsid": (124, 156), "getuid": (102, 174), "geteuid": (107, 175), "getgid": (104, 176), "getegid": (108, 177),
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "clock_nanosleep": (230, 115), "nanosleep": (35, 101),
    "gettimeofday": (96, 169), "time": (201, None), "times": (100, 153), "getrusage": (98, 165),
    "getrlimit": (97, 163), "uname": (63, 160), "sysinfo": (99, 179), "restart_syscall": (219, 128),
    "exit": (60, 93), "exit_group": (231, 94),
}  # fmt: skip
_OPEN, _OPENAT, _IOCTL, _FCNTL = (2, None), (257, 56), (16, 29), (72, 25)
_PRLIMIT, _TGKILL, _MADVISE = (302, 261), (234, 131), (28, 233)
_NEWER = ((435, 435), (437, 437))  # clone3, openat2: "not there", and the C library takes the older call

_WRITES = 0o3 | 0o100 | 0o1000 | 0o2000  # O_WRONLY and O_RDWR, O_CREAT, O_TRUNC, O_APPEND
_CLOSE_ON_EXEC = (0x5450, 0x5451)  # FIONCLEX, FIOCLEX
_DESCRIPTORS = (0, 1, 2, 3, 1030)  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC
_ADVICE = (0, 1, 2, 3, 4, 8, 14, 15)  # up to DONTNEED, FREE, HUGEPAGE, NOHUGEPAGE; none that harms the page itself
_X32 = 0x40000000  # x86-64's second table of calls

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE = 0, 4  # offsets in struct seccomp_data
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
_SET_SECCOMP, _FILTER = 22, 2
_INSTRUCTION = struct.calcsize("=HBBI")

Instruction = tuple[int, int, int, int]  # code, jump if true, jump if false, operand


@cache
def available() -> bool:
    """Whether the kernel takes filters and the machine is one whose calls are known."""
    machine = os.uname()
    if machine.sysname != "Linux" or machine.machine not in _ARCHITECTURES or sys.maxsize < 1 << 32:
        return False
    # A filter that is not there at all is a bad address where filters are known, else a bad argument.
    libc().prctl(_SET_SECCOMP, *map(ctypes.c_ulong, (_FILTER, 0, 0, 0)))
    return ctypes.get_errno() == errno.EFAULT


def program(machine: str, process: int) -> list[Instruction]:
    """The filter for "x86_64" or "aarch64"; `process` may send signals to itself, and no one else to anyone."""
    column = list(_ARCHITECTURES).index(machine)
    lines: list[Instruction] = [
        _load(_ARCHITECTURE),
        (_EQUAL, 1, 0, _ARCHITECTURES[machine]),
        _give(KILL),
        _load(_NUMBER),
    ]
    if machine == "x86_64":
        lines += [(_AT_LEAST, 0, 1, _X32), _give(KILL)]
    for numbers in _CALLS.values():
        lines += _when(numbers[column], [_give(ALLOW)])
    for numbers, flags in ((_OPEN, 1), (_OPENAT, 2)):
        reads = [_load(_argument(flags)), (_ANY_BIT, 0, 1, _WRITES), _give(REFUSE | errno.EACCES), _give(ALLOW)]
        lines += _when(numbers[column], reads)
    lines += _when(_IOCTL[column], _one_of(1, _CLOSE_ON_EXEC, errno.ENOTTY))
    lines += _when(_FCNTL[column], _one_of(1, _DESCRIPTORS, errno.EPERM))
    lines += _when(_TGKILL[column], _one_of(0, (process,), errno.EPERM))
    lines += _when(_MADVISE[column], _one_of(2, _ADVICE, errno.EINVAL))
    # A limit may be read, with no new one given: its address is 0, in both halves.
    low, high = _argument(2), _argument(2) + 4
    refused = _give(REFUSE | errno.EPERM)
    read = [_load(low), (_EQUAL, 0, 2, 0), _load(high), (_EQUAL, 1, 0, 0), refused, _give(ALLOW)]
    lines += _when(_PRLIMIT[column], read)
    for numbers in _NEWER:
        lines += _when(numbers[column], [_give(REFUSE | errno.ENOSYS)])
    return [*lines, refused]


def packed(lines: Sequence[Instruction]) -> bytes:
    """The program as the kernel takes it."""
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def install(code: bytes) -> None:
    """Put a packed filter on this process, for good. Raises OSError where the kernel does not take it."""
    library = libc()
    no_new_privileges(library)
    held = ctypes.create_string_buffer(code)
    descriptor = struct.pack("@HP", len(code) // _INSTRUCTION, ctypes.addressof(held))
    if library.prctl(_SET_SECCOMP, ctypes.c_ulong(_FILTER), descriptor, *map(ctypes.c_ulong, (0, 0))) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"seccomp: {os.strerror(number)}")


def _load(offset: int) -> Instruction:
    return (_LOAD, 0, 0, offset)


def _give(action: int) -> Instruction:
    return (_RETURN, 0, 0, action)


def _argument(index: int) -> int:
    """The offset of the lower half of a call's argument; both machines are little-endian."""
    return 16 + 8 * index


def _when(number: int | None, lines: Sequence[Instruction]) -> list[Instruction]:
    """`lines`, which end in a return, if it is this call. They are entered with the number loaded, and left so."""
    return [] if number is None else [(_EQUAL, 0, len(lines), number), *lines]


def _one_of(index: int, values: Sequence[int], error: int) -> list[Instruction]:
    """Allow the call if the lower half of an argument is one of `values`."""
    left = len(values)
    tests: list[Instruction] = [(_EQUAL, left - place, 0, value) for place, value in enumerate(values)]
    return [_load(_argument(index)), *tests, _give(REFUSE | error), _give(ALLOW)]
