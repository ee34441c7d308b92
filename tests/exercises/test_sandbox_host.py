"""The app's side: one warm process, started again when it has gone, and ended with the app."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from quiz.exercises.sandbox import BadValue, Call, Fault, Kind, Sandbox, host, shared

DOUBLE = "def f(x): return 2 * x"


def double(sandbox: Sandbox, value: object = 2) -> object:
    outcome = sandbox.run(DOUBLE, "f", [Call((value,))], seconds=20)
    assert outcome.kind is Kind.RETURNED, outcome
    return outcome.returned[0].value


def eventually(true: Callable[[], bool], seconds: float = 10.0, pause: float = 0.01) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def alive(process: int) -> bool:
    """Whether it runs; one that has ended and was not waited for does not."""
    command = ["ps", "-o", "stat=", "-p", str(process)]
    state = subprocess.run(command, stdout=subprocess.PIPE, check=False, encoding="ascii").stdout.strip()
    return state != "" and not state.startswith("Z")


def children(process: int) -> list[int]:
    """The processes that it has started, the one that lists them aside."""
    command = ["ps", "-A", "-o", "pid=,ppid="]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="ascii") as listing:
        rows = [row.split() for row in listing.communicate()[0].splitlines()]
    return [int(child) for child, parent in rows if parent == str(process) and child != str(listing.pid)]


def only_child(process: int) -> int:
    """The one child that it has, when it has had no other for a moment: one ends while the next is made ready."""
    seen: list[list[int]] = [[]]

    def settled() -> bool:
        seen.append(children(process))
        return len(seen[-1]) == 1 and seen[-1] == seen[-2]

    assert eventually(settled, pause=0.05)
    return seen[-1][0]


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    before = set(children(os.getpid()))
    yield
    assert eventually(lambda: set(children(os.getpid())) <= before)


def warm(sandbox: Sandbox) -> int:
    process = sandbox._process
    assert process is not None
    return process.pid


def test_values_go_there_and_come_back() -> None:
    with Sandbox() as sandbox:
        source = "def f(x, *, by): return x * by, x.dtype.name, x.flags.c_contiguous, by"
        x = np.arange(6, dtype=np.float32).reshape(2, 3).T
        outcome = sandbox.run(source, "f", [Call((x,), {"by": 2}), Call((x[:1],), {"by": True})], seconds=20)
    (value, name, contiguous, by), other = outcome.returned[0].value, outcome.returned[1].value
    np.testing.assert_array_equal(value, x * 2)
    assert value.dtype == np.float32
    assert (name, contiguous, by) == ("float32", False, 2)
    assert other[3] is True
    assert outcome.returned[0].changed == ()


def test_what_the_function_wrote_into_is_told() -> None:
    source = "def f(x, y, *, z):\n    y += 1\n    z['a'][0] = 5\n    return x"
    with Sandbox() as sandbox:
        call = Call((np.zeros(2), np.zeros(2)), {"z": {"a": np.zeros(1)}})
        assert sandbox.run(source, "f", [call], seconds=20).returned[0].changed == (1, "z")
    assert call.args[1].sum() == 0  # ours are not the ones that it got


def test_errors_are_cut_to_the_learners_own_lines() -> None:
    source = "import numpy as np\n\ndef inner(x):\n    return np.linalg.inv(x)\n\ndef f(x):\n    return inner(x)\n"
    with Sandbox() as sandbox:
        outcome = sandbox.run(source, "f", [Call((np.zeros((2, 2)),)), Call((np.eye(2),))], seconds=20)
        failed, fine = outcome.returned
        assert failed.fault is Fault.ERROR
        assert failed.failure is not None
        assert failed.failure.line == 4
        assert str(failed.failure) == (
            "line 7, in f\n    return inner(x)\n"
            "line 4, in inner\n    return np.linalg.inv(x)\n"
            "LinAlgError: Singular matrix"
        )
        assert fine.fault is None  # the other calls are made all the same
        early = sandbox.run("x = 1\ny = nothing", "f", [Call(())], seconds=20)
        assert early.kind is Kind.ERROR
        assert str(early.failure) == "line 2\n    y = nothing\nNameError: name 'nothing' is not defined"
        wrong = sandbox.run("def f(x)\n    return x", "f", [Call(())], seconds=20)
        assert wrong.kind is Kind.SYNTAX
        assert wrong.failure is not None
        assert wrong.failure.line == 1
        assert sandbox.run("x = 1\0", "f", [Call(())], seconds=20).kind is Kind.SYNTAX
        assert sandbox.run("f = 1", "f", [Call(())], seconds=20).kind is Kind.MISSING
        for deep in ("x = " + "-" * 90_000 + "1", "x = " + "(" * 9_000, "x = 1" + "+1" * 90_000):
            assert sandbox.run(deep, "f", [Call(())], seconds=20).kind in (Kind.ERROR, Kind.SYNTAX, Kind.MISSING)
        odd = "class E(Exception):\n    def __str__(self): raise self\ndef f(): raise E"
        failure = sandbox.run(odd, "f", [Call(())], seconds=20).returned[0].failure
        assert failure is not None
        assert (failure.name, failure.message) == ("E", "")


def test_numpy_warnings_are_shown_with_the_line() -> None:
    with Sandbox() as sandbox:
        source = "import numpy as np\ndef f(x):\n    print('한글')\n    return np.exp(x)"
        outcome = sandbox.run(source, "f", [Call((np.array([1000.0]),))], seconds=20)
    assert outcome.output.startswith("한글\n<your code>:4: RuntimeWarning: overflow")
    assert "return np.exp(x)" in outcome.output


def test_an_argument_that_cannot_travel() -> None:
    with Sandbox() as sandbox:
        with pytest.raises(BadValue):
            sandbox.run(DOUBLE, "f", [Call(({1},))])
        assert double(sandbox) == 4


def test_large_arrays_pass_through_both_pipes() -> None:
    x = np.random.default_rng(0).normal(size=(1000, 1000))
    with Sandbox() as sandbox:
        np.testing.assert_array_equal(double(sandbox, x), 2 * x)


def test_only_python_and_numpy_can_be_imported() -> None:
    with Sandbox() as sandbox:
        for module in ("pytest", "quiz.engine.functional"):
            outcome = sandbox.run(f"import {module}\ndef f(): pass", "f", [Call(())], seconds=20)
            assert outcome.kind is Kind.ERROR
            assert outcome.failure is not None
            assert outcome.failure.name in ("ModuleNotFoundError", "ImportError", "PermissionError")


def test_code_that_defines_classes() -> None:
    source = """
from __future__ import annotations
from dataclasses import dataclass
@dataclass
class Pair:
    a: int
    b: int
def f(n): return Pair(n, 2).a
"""
    with Sandbox() as sandbox:
        assert sandbox.run(source, "f", [Call((1,))], seconds=20).returned[0].value == 1


def test_the_time_can_be_set_for_all_answers() -> None:
    with Sandbox(seconds=20) as sandbox:
        assert double(sandbox) == 4
        sandbox.seconds = 0.3
        outcome = sandbox.run("def f():\n    while True: pass", "f", [Call(())])
        assert (outcome.kind, outcome.seconds < 5) == (Kind.TIMEOUT, True)


def test_one_answer_leaves_nothing_for_the_next() -> None:
    with Sandbox() as sandbox:
        sandbox.run("import numpy as np\nnp.pi = 3\ndef f(): pass", "f", [Call(())], seconds=20)
        outcome = sandbox.run("import numpy as np\ndef f(): return np.pi", "f", [Call(())], seconds=20)
    assert outcome.returned[0].value == np.pi


def test_memory_and_output_can_be_set() -> None:
    source = "def f(n):\n    print('x' * n)\n    return len(b'x' * n)"
    calls = [Call((50_000_000,))]
    with Sandbox() as sandbox:
        assert sandbox.run(source, "f", calls, seconds=20, output=1000).kind is Kind.OUTPUT
        if sys.platform == "linux":  # macOS keeps no such limit
            returned = sandbox.run(source, "f", calls, seconds=20, memory=1 << 25).returned
            assert returned[0].fault is Fault.MEMORY


def test_a_warm_process_that_was_killed_is_started_again() -> None:
    with Sandbox() as sandbox:
        assert double(sandbox) == 4
        first = warm(sandbox)
        os.kill(first, signal.SIGKILL)
        assert eventually(lambda: not alive(first))
        assert double(sandbox) == 4
        assert warm(sandbox) != first


def test_a_warm_process_that_goes_in_the_middle() -> None:
    with Sandbox() as sandbox:
        double(sandbox)
        process = warm(sandbox)
        threading.Timer(0.3, os.kill, (process, signal.SIGKILL)).start()
        outcome = sandbox.run("def f():\n    while True: pass", "f", [Call(())], seconds=30)
        assert outcome.kind is Kind.UNAVAILABLE
        assert outcome.seconds == 0
        assert "Try once more" in outcome.words.en
        assert double(sandbox) == 4


def test_a_warm_process_that_is_stopped_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "GRACE", 0.2)
    with Sandbox() as sandbox:
        double(sandbox)
        os.kill(warm(sandbox), signal.SIGSTOP)
        outcome = sandbox.run(DOUBLE, "f", [Call((2,))], seconds=0.2)
        assert outcome.kind is Kind.UNAVAILABLE
        assert "did not reply" in outcome.words.en
        assert double(sandbox) == 4


def test_closing_ends_an_answer_under_way_and_all_processes() -> None:
    sandbox = Sandbox()
    double(sandbox)
    process = warm(sandbox)
    outcomes = []
    endless = "import time\ndef f(): time.sleep(100)"
    thread = threading.Thread(target=lambda: outcomes.append(sandbox.run(endless, "f", [Call(())], seconds=60)))
    thread.start()
    assert eventually(sandbox._lock.locked)
    child = only_child(process)
    sandbox.close()
    thread.join(10)
    assert [outcome.kind for outcome in outcomes] == [Kind.UNAVAILABLE]
    assert eventually(lambda: not alive(process) and not alive(child))
    sandbox.close()  # twice does no harm
    assert double(sandbox) == 4  # and it can be used again
    sandbox.close()


def test_a_child_that_waited_and_was_killed_is_not_the_learners_fault() -> None:
    with Sandbox() as sandbox:
        assert double(sandbox) == 4
        ready = only_child(warm(sandbox))
        os.kill(ready, signal.SIGKILL)
        assert eventually(lambda: not alive(ready))
        assert double(sandbox) == 4


APP = """
import sys, threading, time
from quiz.exercises.sandbox import Call, Sandbox
sandbox = Sandbox()
sandbox.run("def f(): pass", "f", [Call(())], seconds=20)
source = "import time\\ndef f(): time.sleep(100)"
threading.Thread(target=sandbox.run, args=(source, "f", [Call(())]), kwargs={"seconds": 60}, daemon=True).start()
print(sandbox._process.pid, flush=True)
time.sleep(100)
"""


def test_nothing_outlives_an_app_that_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", APP], stdout=subprocess.PIPE, encoding="ascii") as app:
        assert app.stdout is not None
        process = int(app.stdout.readline())
        child = only_child(process)
        app.kill()
    assert eventually(lambda: not alive(process) and not alive(child))


IDLE = """
import sys, time
from quiz.exercises.sandbox import shared
shared().start()
print(shared()._process.pid, flush=True)
if sys.argv[1] == "stays":
    time.sleep(100)
"""


@pytest.mark.parametrize("how", ["stays", "ends"])
def test_nothing_outlives_an_app_that_asked_nothing(how: str) -> None:
    """Killed, or come to its end without closing anything."""
    with subprocess.Popen([sys.executable, "-c", IDLE, how], stdout=subprocess.PIPE, encoding="ascii") as app:
        assert app.stdout is not None
        process = int(app.stdout.readline())
        waiting: list[int] = []
        if how == "stays":
            waiting = [only_child(process)]
            app.kill()
    assert eventually(lambda: not alive(process) and not any(map(alive, waiting)))


def test_answers_from_several_threads_take_turns() -> None:
    found: list[object] = []
    with Sandbox() as sandbox:
        threads = [threading.Thread(target=lambda n=n: found.append(double(sandbox, n))) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert sorted(found, key=str) == sorted((2 * n for n in range(8)), key=str)


def test_starting_is_no_waiting() -> None:
    sandbox = Sandbox()
    sandbox.start()
    process = warm(sandbox)
    sandbox.start()
    assert warm(sandbox) == process
    sandbox.close()
    assert not alive(process)


def test_python_that_cannot_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    for executable in ("/no/such/python", "/bin/false"):
        monkeypatch.setattr(sys, "executable", executable)
        with Sandbox() as sandbox:
            outcome = sandbox.run(DOUBLE, "f", [Call((2,))])
        assert outcome.kind is Kind.UNAVAILABLE
        assert "did not start" in outcome.words.en


def test_a_wall_that_cannot_be_had_stops_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    breaking = "from quiz.exercises.sandbox import limits; limits.resource = limits.signal = None; main(libraries"
    broken = host._START.replace("main(libraries", breaking)
    monkeypatch.setattr(host, "_START", broken)
    with Sandbox() as sandbox:
        outcome = sandbox.run("def f(): return 1", "f", [Call(())], seconds=20)
    assert outcome.kind is Kind.UNAVAILABLE
    assert "was not run" in outcome.words.en
    assert outcome.returned == ()


WINDOWS = """
import sys
for name in ("resource", "fcntl", "pwd", "grp", "termios"):
    sys.modules[name] = None
sys.platform = "win32"
import numpy as np
from quiz.exercises import code
from quiz.exercises.sandbox import Call, Kind, Sandbox, host, isolation, kinds, reply, shared, system, values, wire
shared().start()
assert shared()._process is None
with Sandbox() as sandbox:
    outcome = sandbox.run("def f(x): return x", "f", [Call((2,))])
assert (outcome.kind, isolation().limits, isolation().full) == (Kind.UNAVAILABLE, False, False)
task = code.Task("f", lambda x: x, lambda rng: [code.arguments(1.0)])
result = code.judge(lambda params: task)("def f(x): return x", {})
print(result.verdict.name, outcome.words == isolation().words == result.feedback, outcome.words.en, outcome.words.ko)
"""


def test_windows_says_that_it_needs_wsl() -> None:
    """With all of it imported where the system's own modules are missing."""
    child = subprocess.run([sys.executable, "-c", WINDOWS], stdout=subprocess.PIPE, check=True, encoding="utf-8")
    assert child.stdout.startswith("FORMAT_ERROR True Code exercises need WSL")
    assert "WSL이 필요해요" in child.stdout


def test_the_programs_own_sandbox_is_one() -> None:
    assert shared() is shared()
    assert double(shared()) == 4
    shared().close()


def test_the_app_loads_no_numpy_to_start_it() -> None:
    code = (
        "import sys; from quiz.exercises.sandbox import Sandbox, isolation; isolation(); "
        "sandbox = Sandbox(); sandbox.start(); sandbox.close(); print('numpy' in sys.modules)"
    )
    child = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True, encoding="ascii")
    assert child.stdout.strip() == "False"


def test_the_first_answer_may_use_what_is_loaded_late() -> None:
    source = "import numpy as np\ndef f(): return np.random.default_rng(3).normal(size=2), np.fft.fft(np.ones(2))"
    with Sandbox() as sandbox:
        drawn, waves = sandbox.run(source, "f", [Call(())], seconds=20).returned[0].value
    np.testing.assert_array_equal(drawn, np.random.default_rng(3).normal(size=2))
    np.testing.assert_array_equal(waves, [2, 0])


def test_another_module_of_the_same_name_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "quiz.py").write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with Sandbox() as sandbox:
        assert double(sandbox) == 4
