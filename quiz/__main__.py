"""The command `quiz`, also as `python -m quiz`."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run the command line and return its exit code."""
    from quiz.cli.main import main as run

    code = run(sys.argv[1:])
    if sys.argv[1:2] == ["due"]:
        # All is written and closed; taking the interpreter apart would be a tenth of what this command may cost.
        os._exit(code)
    return code


if __name__ == "__main__":
    sys.exit(main())
