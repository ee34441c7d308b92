"""What comes back may be anything: too much, junk, or forged; the app stays as it is, and the next answer works."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from quiz.exercises.sandbox import Call, Fault, Kind, Sandbox, TooLarge
from tests.exercises.trying import LONG, function, refused, tried


def test_a_value_that_is_too_large(sandbox: Sandbox) -> None:
    outcome = tried(sandbox, "import numpy as np\nreturn np.zeros(64 * 2**20, dtype=np.uint8)")
    assert outcome.returned[0].fault is Fault.BAD_VALUE


MUCH = {
    "a nested list": "row = [1.5] * 1000\nreturn [row] * 1000",
    "a list of lists": "return [[[]] * 1000] * 1000",
    "a key of a dict": "return {'k' * 5_000_000: 1}",
    "a text": "return 'é' * 3_000_000",
}


@pytest.mark.parametrize("body", MUCH.values(), ids=MUCH.keys())
def test_too_much_around_the_arrays(sandbox: Sandbox, body: str) -> None:
    """It is told by name, and is no reason to call the process killed."""
    returned = tried(sandbox, body).returned[0]
    assert returned.fault is Fault.BAD_VALUE
    assert returned.failure is not None
    assert returned.failure.name == TooLarge.__name__
    assert returned.failure.message.endswith("> 2 MiB")


def test_what_is_too_much_once_does_not_stop_the_other_calls(sandbox: Sandbox) -> None:
    source = "def f(n): return [0.123456789] * n"
    outcome = sandbox.run(source, "f", [Call((n,)) for n in (9000,) * 20 + (1, 9000, 2)], seconds=LONG)
    assert outcome.kind is Kind.RETURNED
    assert [one.fault for one in outcome.returned[-4:]] == [Fault.BAD_VALUE, None, Fault.BAD_VALUE, None]
    errors = "class E" + "x" * 50_000 + "(Exception): pass\ndef f(n): raise E" + "x" * 50_000 + "('é' * 10**6)"
    outcome = sandbox.run(errors, "f", [Call((n,)) for n in range(2000)], seconds=LONG)
    assert outcome.kind is Kind.RETURNED
    failures = [one.failure for one in outcome.returned if one.failure is not None]
    assert len(failures) == 2000
    assert all(len(failure.name) <= 100 and len(str(failure)) < 3000 for failure in failures)


FORGED = {
    "many headers": """
        import os
        head = b'{"value":[' + b'[],' * 1_300_000 + b'[]],"changed":[]}'
        frame = len(head).to_bytes(4, "little") + bytes(8) + head
        for _ in range(40): os.write(3, frame)
        """,
    "many small headers": """
        import os
        head = b'{"value":[' + b'{"":0},' * 3000 + b'0],"changed":[]}'
        frame = len(head).to_bytes(4, "little") + bytes(8) + head
        for _ in range(4000): os.write(3, frame)
        """,
    "a header that is all there is": """
        import os
        head = b'[' + b'[],' * 20_000_000 + b'[]]'
        os.write(3, len(head).to_bytes(4, "little") + bytes(8) + head)
        """,
    "one that claims to be longer": """
        import os
        os.write(3, (2**32 - 1).to_bytes(4, "little") + (2**63).to_bytes(8, "little"))
        for _ in range(1000): os.write(3, bytes(1 << 16))
        """,
}


@pytest.mark.parametrize("body", FORGED.values(), ids=FORGED.keys())
def test_forged_frames_do_not_fill_the_apps_memory(sandbox: Sandbox, body: str) -> None:
    tracemalloc.start()
    try:
        calls = [Call((n,)) for n in range(100)]
        outcome = sandbox.run(function(body), "f", calls, seconds=LONG)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert outcome.kind is Kind.KILLED
    assert peak < 100 << 20


def test_junk_in_the_result_pipe(sandbox: Sandbox) -> None:
    for junk in ("b'junk' * 100", "b'\\0' * 12", "bytes([255]) * 64", "b'\\2\\0\\0\\0' + bytes(8) + b'{}'"):
        assert tried(sandbox, f"import os\nos.write(3, {junk})\nreturn 1").kind is Kind.KILLED
    endless = "import os\nwhile True: os.write(3, bytes(1 << 16))"
    assert tried(sandbox, endless).kind is Kind.KILLED
    assert tried(sandbox, "import os\nos.close(3)\nreturn 1").kind is Kind.KILLED


def test_a_pickle_in_the_result_pipe_is_only_junk(sandbox: Sandbox, tmp_path: Path) -> None:
    body = """
        import os, pickle
        class Bomb:
            def __reduce__(self): return (open, (args[0], "w"))
        data = pickle.dumps(Bomb())
        os.write(3, (2).to_bytes(4, "little") + len(data).to_bytes(8, "little") + b"{}" + data)
        """
    assert tried(sandbox, body, str(tmp_path / "proof")).kind is Kind.KILLED
    assert list(tmp_path.iterdir()) == []


def test_a_pickle_for_numpy_harms_no_one(sandbox: Sandbox, tmp_path: Path) -> None:
    """NumPy's own loading runs what a pickle says, in the child and behind its walls; here nothing is loaded."""
    before = """
        import io, os, pickle
        import numpy as np
        class Bomb:
            def __init__(self, path): self.path = path
            def __reduce__(self): return (open, (self.path, "w"))
        """
    load = "return np.load(io.BytesIO(pickle.dumps(Bomb(args[0]))), allow_pickle=True)"
    refused(tried(sandbox, load, str(tmp_path / "proof"), before=before), "UnpicklingError", "PermissionError")
    returned = tried(sandbox, "return np.array([Bomb(args[0])])", str(tmp_path / "proof"), before=before).returned[0]
    assert returned.fault is Fault.BAD_VALUE
    assert list(tmp_path.iterdir()) == []


def test_more_values_than_calls_are_none(sandbox: Sandbox) -> None:
    body = """
        import os, json
        head = json.dumps({"value": 5, "changed": []}).encode()
        os.write(3, len(head).to_bytes(4, "little") + bytes(8) + head)
        return 5
        """
    assert tried(sandbox, body).kind is Kind.KILLED
