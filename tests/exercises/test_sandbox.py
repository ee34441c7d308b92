"""What a learner's code may try, each really tried: the app lives, and the next answer works."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from quiz.exercises.sandbox import Call, Fault, Kind, Sandbox, isolation
from tests.exercises.trying import SHORT, refused, tried

ENDLESS = {
    "loop": "while True: pass",
    "sleep": "import time\ntime.sleep(1000)",
    "waiting for input that is open": "import select, os\nr, w = 0, 0\nselect.select([], [], [])",
    "inside C": "import re\nre.match('(a+)+$', 'a' * 60 + 'b')",
    "catching everything": "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    "deaf to signals": """
        import signal
        for number in range(1, 32):
            try: signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError): pass
        while True: pass
        """,
    "stopping itself": "import signal\nsignal.raise_signal(signal.SIGSTOP)",
    "after closing its output": "import os\nfor fd in range(3): os.close(fd)\nwhile True: pass",
}


@pytest.mark.parametrize("body", ENDLESS.values(), ids=ENDLESS.keys())
def test_what_does_not_end_is_ended(sandbox: Sandbox, body: str) -> None:
    outcome = tried(sandbox, body, seconds=SHORT)
    assert outcome.kind is Kind.TIMEOUT
    assert SHORT <= outcome.seconds < SHORT + 5


def test_the_calls_before_the_one_that_hangs_are_known(sandbox: Sandbox) -> None:
    source = "def f(x):\n    while x == 3: pass\n    return 10 * x"
    outcome = sandbox.run(source, "f", [Call((n,)) for n in range(5)], seconds=SHORT)
    assert outcome.kind is Kind.TIMEOUT
    assert [returned.value for returned in outcome.returned] == [0, 10, 20]


def test_code_that_hangs_before_any_call(sandbox: Sandbox) -> None:
    assert tried(sandbox, "pass", before="while True: pass", seconds=SHORT).kind is Kind.TIMEOUT


@pytest.mark.parametrize("body", ["import os\nos._exit(0)", "import os\nos._exit(3)", "import os\nos.abort()"])
def test_ending_the_process(sandbox: Sandbox, body: str) -> None:
    assert tried(sandbox, body).kind is Kind.KILLED


def test_sys_exit_is_an_error_like_any(sandbox: Sandbox) -> None:
    refused(tried(sandbox, "import sys\nsys.exit(0)"), "SystemExit")
    assert tried(sandbox, "pass", before="raise SystemExit").kind is Kind.ERROR


def test_a_fork_bomb(sandbox: Sandbox) -> None:
    bomb = """
        import os
        forked = 0
        for _ in range(8):
            try:
                os.fork()
                forked += 1
            except PermissionError:
                pass
        return forked
        """
    assert tried(sandbox, bomb).returned[0].value == 0


def test_starting_programs(sandbox: Sandbox, tmp_path: Path) -> None:
    proof = tmp_path / "proof"
    for body in (
        "import subprocess\nsubprocess.run(['touch', args[0]], check=True)",
        "import os\nos.execv('/bin/touch', ['touch', args[0]])",
        "import os\nos.posix_spawn('/bin/touch', ['touch', args[0]], {})",
    ):
        refused(tried(sandbox, body, str(proof)), "PermissionError", "BlockingIOError")
    tried(sandbox, "import os\nreturn os.system('touch ' + args[0])", str(proof))
    assert not proof.exists()


MEMORY = {
    "an array": "import numpy as np\nreturn np.ones(10 * 2**30 // 8).sum()",
    "a string": "return len(b'x' * (10 * 2**30))",
    "many small things": "items = [0]\nwhile True: items = items + items",
}


@pytest.mark.parametrize("body", MEMORY.values(), ids=MEMORY.keys())
def test_ten_gigabytes(walled: Sandbox, body: str) -> None:
    outcome = tried(walled, body)
    if sys.platform == "linux":  # macOS keeps no such limit
        assert outcome.returned[0].fault is Fault.MEMORY


def test_a_million_lines(sandbox: Sandbox) -> None:
    outcome = tried(sandbox, "for number in range(1_000_000): print(number)")
    assert outcome.kind is Kind.OUTPUT
    assert outcome.output.startswith("0\n1\n2\n")
    assert len(outcome.output) <= 4000


def test_deleting_the_home_folder(sandbox: Sandbox, tmp_path: Path) -> None:
    kept = tmp_path / "home" / "notes" / "all of them.md"
    kept.parent.mkdir(parents=True)
    kept.write_text("years", encoding="utf-8")
    home = str(tmp_path / "home")
    tried(sandbox, "import shutil\nshutil.rmtree(args[0], ignore_errors=True)", home)
    refused(tried(sandbox, "import shutil\nshutil.rmtree(args[0])", home))
    refused(tried(sandbox, "import os\nos.remove(args[0])", str(kept)))
    refused(tried(sandbox, "import os\nos.rename(args[0], args[0] + '2')", home))
    refused(tried(sandbox, "import os\nos.truncate(args[0], 0)", str(kept)))
    refused(tried(sandbox, "import pathlib\npathlib.Path(args[0]).write_text('')", str(kept)))
    refused(tried(sandbox, "import os\nos.open(args[0], os.O_RDWR)", str(kept)))
    refused(tried(sandbox, "import os\nos.mkdir(args[0] + '/new')", home))
    assert kept.read_text(encoding="utf-8") == "years"
    assert [path.name for path in tmp_path.rglob("*")] == ["home", "notes", "all of them.md"]


def test_reading_a_file(sandbox: Sandbox, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("7", encoding="utf-8")
    refused(tried(sandbox, "return open(args[0]).read()", str(secret)))
    refused(tried(sandbox, "import numpy as np\nreturn np.loadtxt(args[0])", str(secret)))
    refused(tried(sandbox, "import os\nreturn os.open('/etc/passwd', os.O_RDONLY)"))


def test_looking_into_other_processes(sandbox: Sandbox) -> None:
    for process in ("self", "{os.getppid()}", "1"):
        for name in ("mem", "maps", "environ", "fd/0"):
            refused(tried(sandbox, f"import os\nreturn os.open(f'/proc/{process}/{name}', os.O_RDONLY)"))


def test_the_libraries_can_be_read(sandbox: Sandbox) -> None:
    body = "import fractions, wave, numpy.polynomial\nreturn float(fractions.Fraction(1, 4))"
    assert tried(sandbox, body).returned[0].value == 0.25


def test_nothing_of_the_app_is_inherited(sandbox: Sandbox) -> None:
    body = """
        import os
        found = []
        for fd in range(1000):
            try: os.fstat(fd)
            except OSError: continue
            found.append(fd)
        return tuple(found), tuple(sorted(os.environ)), os.getsid(0) == os.getpid()
        """
    fds, names, leads = tried(sandbox, body).returned[0].value
    assert fds == (0, 1, 2, 3)
    assert not {"HOME", "PATH", "PYTEST_CURRENT_TEST", "USER"} & set(names)
    assert leads


def test_opening_a_socket(sandbox: Sandbox) -> None:
    refused(tried(sandbox, "import socket\nsocket.socket()"))
    refused(tried(sandbox, "import socket\nsocket.socket(socket.AF_UNIX)"))
    refused(
        tried(sandbox, "import urllib.request as r\nr.urlopen('http://127.0.0.1:9/')"), "URLError", "PermissionError"
    )


def test_killing_the_parent_and_others(sandbox: Sandbox) -> None:
    refused(tried(sandbox, "import os\nos.kill(os.getppid(), 9)"))
    refused(tried(sandbox, "import os\nos.killpg(os.getpgid(os.getppid()), 9)"))
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        refused(tried(sandbox, "import os\nos.kill(args[0], 9)", other.pid))
        assert other.poll() is None
        other.communicate(b"\n")
    assert other.returncode == 0


def test_changing_numpy_and_the_runner_reaches_no_one_else(sandbox: Sandbox) -> None:
    changes = """
        import builtins, sys
        import numpy as np
        np.allclose = np.array_equal = lambda *a, **k: True
        np.ndarray.__eq__
        builtins.isinstance = lambda *a: True
        for name, module in list(sys.modules.items()):
            if name.startswith("quiz"):
                for key in [key for key in vars(module) if not key.startswith("__")]:
                    setattr(module, key, None)
        """
    tried(sandbox, "return 1", before=changes)
    assert not np.allclose(1, 2)


def test_closing_standard_streams(sandbox: Sandbox) -> None:
    assert tried(sandbox, "import sys\nsys.stdin.close()\nreturn 1").returned[0].value == 1
    assert tried(sandbox, "import os\nfor fd in (0, 1, 2): os.close(fd)\nreturn 1").returned[0].value == 1
    assert tried(sandbox, "import sys\nsys.stdout = sys.stderr = None\nreturn 1").returned[0].value == 1
    refused(tried(sandbox, "return input()"), "EOFError")


def test_threads(sandbox: Sandbox) -> None:
    """Where they can be started at all, none lives on after the answer."""
    body = """
        import threading, time
        def work():
            while True: print("still here", flush=True); time.sleep(0.001)
        for _ in range(20): threading.Thread(target=work).start()
        return 1
        """
    outcome = tried(sandbox, body)
    if outcome.returned[0].fault is None:
        assert outcome.returned[0].value == 1
    else:
        refused(outcome, "RuntimeError")


def test_recursion(sandbox: Sandbox) -> None:
    outcome = tried(sandbox, "return g(1)", before="def g(n): return g(n + 1)")
    refused(outcome, "RecursionError")
    failure = outcome.returned[0].failure
    assert failure is not None
    assert len(failure.trace) <= 12
    deep = "import sys, functools\nsys.setrecursionlimit(10**9)\ng = lambda x: sorted([x], key=g)\nreturn g(1)"
    assert tried(sandbox, deep, seconds=3.0).kind in (Kind.KILLED, Kind.RETURNED, Kind.TIMEOUT)


BEYOND_PYTHON = {
    "fork": "libc.fork()",
    "socket": "libc.socket(2, 1, 0)",
    "kill": "libc.kill(os.getppid(), 9)",
    "kill a thread": "libc.tgkill(os.getppid(), os.getppid(), 9)",
    "ptrace": "libc.ptrace(16, os.getppid(), 0, 0)",
    "read the parent": "libc.process_vm_readv(os.getppid(), None, 0, None, 0, 0)",
    "unlink": "libc.unlink(args[0])",
    "create": "libc.creat(args[0] + b'2', 0o600)",
    "read": "libc.open(args[0], 0)",
    "write": "libc.open(args[0], 2)",
    "chmod": "libc.chmod(args[0], 0)",
    "exec": "libc.execv(b'/bin/true', None)",
    "a file without a name": "libc.memfd_create(b'x', 0)",
    "its limits": "libc.prlimit(0, 7, ctypes.create_string_buffer(16), None)",
    "the parent's limits": "libc.prlimit(os.getppid(), 7, ctypes.create_string_buffer(16), None)",
    "type into a terminal": "libc.ioctl(0, 0x5412, b'x')",
    "mount": "libc.mount(b'/', b'/mnt', None, 4096, None)",
    "chroot": "libc.chroot(b'/')",
    "io_uring": "libc.syscall(425, 8, ctypes.create_string_buffer(256))",
    "a process as a file": "libc.syscall(434, os.getppid(), 0)",
    "new walls": "libc.syscall(444, None, 0, 1)",
    "look at itself again": "libc.prctl(4, 1, 0, 0, 0)",
    "a page of the library": "libc.madvise(ctypes.addressof(libc.printf) & ~0xFFF, 4096, 100)",
    "timer": "libc.setitimer(0, ctypes.create_string_buffer(32), None)",
}


def test_what_goes_around_python_is_refused_by_the_kernel(walled: Sandbox, tmp_path: Path) -> None:
    """Calls of the C library, with no one in Python to say no."""
    kept = tmp_path / "kept"
    kept.write_text("kept", encoding="utf-8")
    before = "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)"
    done = {}
    for name, call in BEYOND_PYTHON.items() if isolation().full else ():
        body = f"args = [os.fsencode(arg) for arg in args]\nreturn {call}, ctypes.get_errno()"
        result, number = tried(walled, body, str(kept), before=before).returned[0].value
        if result != -1 or number not in (errno.EPERM, errno.EACCES, errno.ENOTTY, errno.EINVAL):
            done[name] = (result, os.strerror(number))
    assert done == {}
    assert kept.read_text(encoding="utf-8") == "kept"
    assert os.listdir(tmp_path) == ["kept"]
