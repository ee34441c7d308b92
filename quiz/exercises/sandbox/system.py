"""What this system has to wall the learner's code off with."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from quiz.engine.demonstrations.values import Text

_FULL = Text(
    "Your code runs apart: it can read Python and NumPy and nothing else, write nothing, reach no network, start no "
    "program, and its time and memory are limited.",
    "코드는 따로 격리해서 실행해요. 파이썬과 NumPy 말고는 읽을 수 없고, 파일 쓰기, 네트워크, 다른 프로그램 실행은 "
    "막혀 있으며, 시간과 메모리에도 제한이 있어요.",
)
_PART = Text(
    "This system walls your code off only in part: {missing} is missing. Its time and memory are limited all the "
    "same. Run only code that you have read.",
    "이 시스템에서는 코드를 일부만 격리할 수 있어요({missing} 없음). 시간과 메모리 제한은 그대로 있어요. 직접 읽어 본 "
    "코드만 실행하세요.",
)
_NONE = Text(
    "This system does not wall your code off: it has limits of time, and mistakes such as deleting a file are "
    "stopped, but not code that means harm. Run only code that you have read.",
    "이 시스템에서는 코드를 격리할 수 없어요. 시간 제한이 있고 파일 삭제 같은 실수는 막지만, 해를 끼치려고 만든 코드는 "
    "막지 못해요. 직접 읽어 본 코드만 실행하세요.",
)
NEEDS_WSL = Text(
    "Code exercises need WSL on Windows; all other exercises work as they are.",
    "Windows에서 코드 문제를 풀려면 WSL이 필요해요. 다른 문제는 그대로 풀 수 있어요.",
)


@dataclass(frozen=True, slots=True)
class Isolation:
    """Which walls there are. `words` say it to the learner; `full` if nothing needs to be said."""

    landlock: bool
    seccomp: bool
    limits: bool
    words: Text

    @property
    def full(self) -> bool:
        return self.landlock and self.seccomp and self.limits


def isolation() -> Isolation:
    """What this system has."""
    if sys.platform == "win32":
        return Isolation(False, False, False, NEEDS_WSL)
    from quiz.exercises.sandbox import landlock, seccomp  # not on Windows

    return described(landlock.abi() > 0, seccomp.available())


def described(landlock: bool, seccomp: bool) -> Isolation:
    """A system with limits, and with these."""
    if landlock and seccomp:
        words = _FULL
    elif landlock or seccomp:
        words = _PART.filled(missing="seccomp" if landlock else "Landlock")
    else:
        words = _NONE
    return Isolation(landlock, seccomp, True, words)
