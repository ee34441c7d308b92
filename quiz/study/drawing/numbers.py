"""Numbers with as many digits as tell."""

from __future__ import annotations

import math

from quiz.exercises.answers.base import shortest

DIGITS = 6  # that tell


def tidy(value: float, digits: int = DIGITS) -> str:
    """A number as the house shows numbers: "0.3" for 0.1 + 0.2, "1,792", "1e-5", "nan".

    What is only nearly whole has more digits: 0.99999994, the float32 below 1, is not 1.
    """
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}"
    if not math.isfinite(value):
        return str(value)
    if value.is_integer() and abs(value) < 1e15:
        return f"{int(value):,}"
    # Digits before the point all count.
    before = int(math.log10(abs(value))) + 1 if abs(value) < 1e15 else 0
    rounded = float(f"{value:.{max(digits, before)}g}")
    if rounded.is_integer() and before <= digits:
        rounded = float(f"{value:.{max(digits, 10)}g}")
    if rounded.is_integer() and abs(rounded) < 1e15:
        return f"{int(rounded):,}"
    return f"{rounded:,}" if 1000 <= abs(rounded) < 1e15 else shortest(rounded)
