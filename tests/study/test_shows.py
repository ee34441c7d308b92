"""`shows:` in a collection: what its problems say, and that naming demonstrations loads no NumPy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from quiz.study.collection import Collection
from tests.study.helpers import Clock, opened, write

QA = "Q: a\nA: b\n"


def test_a_known_demonstration_is_no_problem_and_a_bad_one_is_asked_all_the_same(tmp_path: Path) -> None:
    write(tmp_path, f"## x\nshows: padding-sizes {{ kernel = 5 }}\n{QA}\n## y\nshows: blur {{ n = 1 }}\n{QA}")
    with opened(tmp_path, Clock()) as collection:
        (problem,) = collection.problems()
        assert (problem.card, problem.line, problem.column, problem.warning) == ("y", 7, 8, False)
        assert str(problem).endswith('there is no demonstration "blur"')
        assert collection.due(Clock()()).new == 2


def test_to_check_loads_no_numpy(tmp_path: Path) -> None:
    write(tmp_path, f"## x\nshows: padding-sizes {{ kernel = 0 }}\n{QA}")
    Collection.open(tmp_path).close()  # to read a deck anew may load what it likes
    code = (
        "import sys; from quiz.study.collection import Collection\n"
        "with Collection.open(sys.argv[1]) as collection: print(len(collection.problems()), 'numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout == "1 False\n"
