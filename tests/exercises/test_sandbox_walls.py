"""Each wall by itself: the filter's program on both machines, and what the kernel makes of a wall that stands alone."""

from __future__ import annotations

import errno
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from quiz.exercises.sandbox import Call, Fault, Kind, Sandbox, host, isolation, landlock, seccomp
from quiz.exercises.sandbox.system import described

PROCESS = 4321
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # linux/audit.h
# From asm/unistd.h: on x86-64, on aarch64.
READ, WRITE, MMAP, FUTEX, EXIT_GROUP, GETRANDOM = (0, 63), (1, 64), (9, 222), (202, 98), (231, 94), (318, 278)
FORBIDDEN = {
    "socket": (41, 198), "connect": (42, 203), "clone": (56, 220), "execve": (59, 221), "execveat": (322, 281),
    "kill": (62, 129), "tkill": (200, 130), "ptrace": (101, 117), "unlinkat": (263, 35), "renameat2": (316, 276),
    "mkdirat": (258, 34), "truncate": (76, 45), "ftruncate": (77, 46), "chmod": (268, 53), "mount": (165, 40),
    "bpf": (321, 280), "io_uring_setup": (425, 425), "memfd_create": (319, 279), "process_vm_writev": (311, 271),
    "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "setrlimit": (160, 164), "setitimer": (38, 103),
    "prctl": (157, 167), "seccomp": (317, 277), "unshare": (272, 97), "keyctl": (250, 219), "userfaultfd": (323, 282),
    "open_by_handle_at": (304, 265), "perf_event_open": (298, 241), "symlinkat": (266, 36), "shmget": (29, 194),
}  # fmt: skip
OPENAT, FCNTL, IOCTL, TGKILL, PRLIMIT, CLONE3 = (257, 56), (72, 25), (16, 29), (234, 131), (302, 261), (435, 435)
MADVISE = (28, 233)

machines = pytest.mark.parametrize("machine", ["x86_64", "aarch64"])


def given(machine: str, numbers: tuple[int, int], *args: int, architecture: int | None = None) -> int:
    """What the filter's program returns for a call, by the rules of classic BPF."""
    number = numbers[list(AUDIT).index(machine)]
    words = [number, AUDIT[machine] if architecture is None else architecture, 0, 0]
    for value in [*args, *([0] * (6 - len(args)))]:
        words += [value & 0xFFFFFFFF, value >> 32]
    return run(seccomp.program(machine, PROCESS), words)


def run(program: Sequence[seccomp.Instruction], words: Sequence[int]) -> int:
    at = loaded = 0
    while True:
        code, yes, no, operand = program[at]
        at += 1
        if code == 0x06:
            return operand
        if code == 0x20:
            loaded = words[operand // 4]
        else:
            true = {0x15: loaded == operand, 0x35: loaded >= operand, 0x45: bool(loaded & operand)}[code]
            at += yes if true else no


def refusal(number: int) -> int:
    return seccomp.REFUSE | number


@machines
def test_computing_is_allowed_and_all_else_refused(machine: str) -> None:
    for numbers in (READ, WRITE, MMAP, FUTEX, EXIT_GROUP, GETRANDOM):
        assert given(machine, numbers) == seccomp.ALLOW
    found = {name: given(machine, numbers) for name, numbers in FORBIDDEN.items()}
    assert found == dict.fromkeys(FORBIDDEN, refusal(errno.EPERM))
    assert given(machine, (1000, 1000)) == refusal(errno.EPERM)
    assert given(machine, CLONE3) == refusal(errno.ENOSYS)  # the C library takes the older call then


@machines
def test_another_machines_calls_end_the_process(machine: str) -> None:
    i386, x32 = 0x40000003, 0x40000000
    assert given(machine, READ, architecture=i386) == seccomp.KILL
    if machine == "x86_64":
        assert given(machine, (x32 + 1, 0)) == seccomp.KILL
    assert given(machine, (x32 + 1, x32 + 1)) != seccomp.ALLOW


@machines
def test_files_are_opened_for_reading_alone(machine: str) -> None:
    cloexec, directory = 0o2000000, 0o200000
    for flags in (0, cloexec, directory | cloexec):
        assert given(machine, OPENAT, 5, 99, flags) == seccomp.ALLOW
    for flags in (1, 2, 0o100, 0o1000, 0o2000, cloexec | 2, 0o20200002, 3):
        assert given(machine, OPENAT, 5, 99, flags) == refusal(errno.EACCES)


def test_the_older_open_too() -> None:
    assert given("x86_64", (2, 0), 99, 0) == seccomp.ALLOW
    assert given("x86_64", (2, 0), 99, 1) == refusal(errno.EACCES)


@machines
def test_calls_that_depend_on_what_they_are_given(machine: str) -> None:
    duplicate, set_owner, close_on_exec, type_into_terminal = 0, 8, 0x5451, 0x5412
    assert given(machine, FCNTL, 1, duplicate) == seccomp.ALLOW
    assert given(machine, FCNTL, 1, set_owner) == refusal(errno.EPERM)
    assert given(machine, IOCTL, 1, close_on_exec) == seccomp.ALLOW
    assert given(machine, IOCTL, 1, type_into_terminal) == refusal(errno.ENOTTY)
    assert given(machine, TGKILL, PROCESS, PROCESS, 6) == seccomp.ALLOW
    assert given(machine, TGKILL, PROCESS + 1, PROCESS + 1, 6) == refusal(errno.EPERM)
    assert given(machine, PRLIMIT, 0, 7, 0, 4096) == seccomp.ALLOW
    for new in (1, 4096, 1 << 32, 0x7FFF00000000):
        assert given(machine, PRLIMIT, 0, 7, new, 0) == refusal(errno.EPERM)


@machines
def test_advice_that_harms_a_page_is_refused(machine: str) -> None:
    """The superuser may call a page of a library broken: for every process that has it loaded."""
    needed, poison, offline = 4, 100, 101
    assert given(machine, MADVISE, 0x7F0000000000, 4096, needed) == seccomp.ALLOW
    for advice in (poison, offline):
        assert given(machine, MADVISE, 0x7F0000000000, 4096, advice) == refusal(errno.EINVAL)


@machines
def test_every_jump_stays_in_the_program(machine: str) -> None:
    program = seccomp.program(machine, PROCESS)
    assert len(program) < 4096
    for at, (code, yes, no, _) in enumerate(program):
        assert max(yes, no) < 256
        assert at + 1 + max(yes, no) < len(program) or code == 0x06


ALONE = """
import os, socket, sys
from quiz.exercises.sandbox import landlock, seccomp
folder, outside, wall = sys.argv[1:]
pipe = os.pipe()
if wall == "landlock":
    landlock.restrict(landlock.ruleset([folder, folder + "/not there"], landlock.abi()))
else:
    seccomp.install(seccomp.packed(seccomp.program(os.uname().machine, os.getpid())))
def told(attempt):
    try:
        attempt()
        return "done"
    except PermissionError:
        return "refused"
results = [
    told(lambda: open(folder + "/inside").read()),
    told(lambda: os.listdir(folder)),
    told(lambda: open(outside).read()),
    told(lambda: open(folder + "/inside", "a")),
    told(lambda: os.remove(folder + "/inside")),
    told(lambda: os.mkdir(folder + "/new")),
    told(lambda: os.kill(os.getppid(), 0)),
    told(socket.socket),
    told(lambda: os.write(pipe[1], b"x")),
]
print(*results)
"""


@pytest.mark.parametrize(
    ("wall", "expected"),
    [
        ("landlock", "done done refused refused refused refused {kill} done done"),
        ("seccomp", "done done done refused refused refused refused refused done"),
    ],
)
def test_a_wall_alone(tmp_path: Path, wall: str, expected: str) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    folder.mkdir()
    for path in (folder / "inside", outside):
        path.write_text("text", encoding="utf-8")
    has = isolation()
    if not (has.landlock if wall == "landlock" else has.seccomp):
        assert not has.full
        return
    if wall == "landlock":
        expected = expected.format(kill="refused" if landlock.abi() >= 6 else "done")
    command = [sys.executable, "-c", ALONE, str(folder), str(outside), wall]
    child = subprocess.run(command, stdout=subprocess.PIPE, check=True, encoding="utf-8")
    assert child.stdout.split() == expected.split()


FILES = """
import os, sys
from quiz.exercises.sandbox import landlock
file, beside, folder = sys.argv[1:]
landlock.restrict(landlock.ruleset([file, file + "/none", folder, "/proc/none"], landlock.abi()))
print(open(file).read(), os.listdir(folder))
try:
    open(beside)
except PermissionError:
    print("refused")
"""


def test_a_file_among_the_folders(tmp_path: Path) -> None:
    """Python's path names a zip of its modules, which may be there."""
    file, beside, folder = tmp_path / "python311.zip", tmp_path / "beside", tmp_path / "folder"
    file.write_text("zip", encoding="utf-8")
    beside.write_text("text", encoding="utf-8")
    folder.mkdir()
    if isolation().landlock:
        command = [sys.executable, "-c", FILES, str(file), str(beside), str(folder)]
        child = subprocess.run(command, stdout=subprocess.PIPE, check=True, encoding="utf-8")
        assert child.stdout.split() == ["zip", "[]", "refused"]


HIDDEN = """
import ctypes, os
from quiz.exercises.sandbox import linux, landlock
linux.hide()
print(open("/proc/self/oom_score_adj").read().strip(), landlock.libc().prctl(3, 0, 0, 0, 0))
linux.renounce()
status = dict(line.split(":", 1) for line in open("/proc/self/status").read().splitlines())
print(*(int(status[name], 16) for name in ("CapEff", "CapPrm", "CapInh")))
try:
    linux.end_with(os.getpid())
except OSError:
    print("alone")
"""


def test_what_a_process_asks_for_itself() -> None:
    if sys.platform == "linux":
        child = subprocess.run([sys.executable, "-c", HIDDEN], stdout=subprocess.PIPE, check=True, encoding="utf-8")
        assert child.stdout.split() == ["1000", "0", "0", "0", "0", "alone"]


SHARED = """
import sys
import numpy
from importlib import import_module
from quiz.exercises.sandbox import warm
for name in warm._LATER:
    import_module(name)
print([line for line in open("/proc/self/maps") if line.split()[1].startswith("rw") and line.split()[1][3] == "s"])
"""


def test_no_memory_is_shared_with_the_children() -> None:
    """What one answer writes into memory, another cannot find."""
    if sys.platform == "linux":
        child = subprocess.run([sys.executable, "-c", SHARED], stdout=subprocess.PIPE, check=True, encoding="utf-8")
        assert child.stdout.strip() == "[]"


LACKS = {
    "landlock": "landlock.abi = lambda: 0",
    "seccomp": "seccomp.available = lambda: False",
    "both": "landlock.abi, seccomp.available = lambda: 0, lambda: False",
}


@pytest.mark.parametrize("lacks", LACKS.values(), ids=LACKS.keys())
def test_a_system_that_lacks_a_wall(lacks: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What is left still runs answers, refuses what they have no need of, and keeps the time."""
    before = f"from quiz.exercises.sandbox import landlock, seccomp; {lacks}; main(libraries"
    monkeypatch.setattr(host, "_START", host._START.replace("main(libraries", before))
    secret = tmp_path / "secret"
    secret.write_text("7", encoding="utf-8")
    source = """
import os, socket
def f(n, path):
    return [lambda: 42, lambda: open(path).read(), lambda: open(path, "w"), lambda: os.remove(path), os.fork,
            lambda: os.kill(os.getppid(), 9), socket.socket][n]()
"""
    with Sandbox() as sandbox:
        outcome = sandbox.run(source, "f", [Call((n, str(secret))) for n in range(7)], seconds=20)
        assert outcome.kind is Kind.RETURNED, outcome
        assert outcome.returned[0].value == 42
        assert [one.fault for one in outcome.returned[1:]] == [Fault.ERROR] * 6
        endless = sandbox.run("def f():\n    while True: pass", "f", [Call(())], seconds=0.3)
        assert (endless.kind, endless.seconds < 5) == (Kind.TIMEOUT, True)
    assert secret.read_text(encoding="utf-8") == "7"


@pytest.mark.parametrize("files", [True, False])
@pytest.mark.parametrize("filtered", [True, False])
def test_what_is_said_of_a_system(files: bool, filtered: bool) -> None:
    found = described(files, filtered)
    assert found.full == (files and filtered)
    assert found.limits
    for words in (found.words.en, found.words.ko):
        assert ("Landlock" in words) == (filtered and not files)
        assert ("seccomp" in words) == (files and not filtered)
    assert ("only code that you have read" in found.words.en) == (not found.full)


def test_numpy_is_whole_behind_the_walls() -> None:
    """The parts of NumPy that answers use, on one thread, with what they load late."""
    source = """
import numpy as np
def f(x):
    q, r = np.linalg.qr(x @ x.T + np.eye(len(x)))
    w = np.lib.stride_tricks.sliding_window_view(x, (2, 2))
    z = np.fft.fft2(x)
    return q @ r, np.einsum("ijkl->ij", w), z, np.sort(x, 0), np.random.default_rng(3).normal(size=3), np.pad(x, 1)
"""
    x = np.random.default_rng(1).normal(size=(40, 40))
    with Sandbox() as sandbox:
        outcome = sandbox.run(source, "f", [Call((x,))], seconds=20)
    assert outcome.kind is Kind.RETURNED, outcome
    product, sums, waves, ordered, drawn, padded = outcome.returned[0].value
    np.testing.assert_allclose(product, x @ x.T + np.eye(40), atol=1e-12)
    np.testing.assert_allclose(sums, x[:-1, :-1] + x[1:, :-1] + x[:-1, 1:] + x[1:, 1:], atol=1e-12)
    np.testing.assert_allclose(waves, np.fft.fft2(x), atol=1e-9)
    np.testing.assert_array_equal(ordered, np.sort(x, 0))
    np.testing.assert_array_equal(drawn, np.random.default_rng(3).normal(size=3))
    np.testing.assert_array_equal(padded, np.pad(x, 1))
