"""What a session says line by line: pure text."""

from __future__ import annotations

from quiz.language import Words
from quiz.model.event import Rating

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from quiz.study.judge import Judgement
    from quiz.study.prompt import Summary


def names(words: Words) -> dict[Rating, str]:
    """The ratings by name, in order."""
    return {
        Rating.AGAIN: words("again"),
        Rating.HARD: words("hard"),
        Rating.GOOD: words("good"),
        Rating.EASY: words("easy"),
    }


def verdict(judgement: Judgement, words: Words) -> list[str]:
    """The judgement in words; where the answer was typed, with what is missing and what is too much in brackets."""
    lines = {
        "right": [words("Right.")],
        "near": [words("Nearly right: rate it yourself.")],
        "wrong": [words("Not right.")],
    }.get(judgement.verdict, [])
    if judgement.verdict == "near" or (judgement.verdict == "wrong" and alike(judgement.diff)):
        lines.append(words("Compared with your answer: {text}", text=difference(judgement.diff, words)))
    if judgement.feedback:
        lines.append(judgement.feedback)
    return lines


def alike(diff: Sequence[tuple[str, str]]) -> bool:
    """Whether at most half of the letters differ: between strangers a comparison by letters is noise."""
    same, missing, extra = (sum(len(text) for op, text in diff if op == kind) for kind in ("same", "missing", "extra"))
    return 0 < max(missing, extra) <= same


def difference(diff: Sequence[tuple[str, str]], words: Words) -> str:
    """A character diff as one line of text: `mean squa[missing: r]ed`."""
    shown = {"same": "{text}", "missing": words("[missing: {text}]"), "extra": words("[too much: {text}]")}
    return "".join(shown[op].replace("{text}", text) for op, text in diff)


def helping(words: Words) -> list[str]:
    """What can be typed."""
    return [
        words("Enter shows the answer, or takes the suggested rating. 1 again, 2 hard, 3 good, 4 easy."),
        words("h hint, l other language, u undo, s skip, q quit, ? help."),
        words(":b puts away until tomorrow, :x suspends: these two take the colon everywhere."),
        words("n five more new cards today, e edits the card, f 3 sets flag 3 (0: none), m TEXT notes it."),
        words(
            "Where an answer is typed, a command begins with a colon (:h, :u, :q), so that a letter can be an answer."
        ),
    ]


def ending(summary: Summary, words: Words) -> list[str]:
    """The session in a few sentences."""
    if not summary.answered:
        lines = [words("Nothing was answered.")]
    else:
        lines = [
            words(
                "{count} answered in {time}, {new} of them new.",
                count=summary.answered,
                time=lasting(summary.seconds, words),
                new=summary.new,
            )
        ]
    if summary.reviews:
        lines.append(
            words("{recalled} of {reviews} reviews remembered.", recalled=summary.recalled, reviews=summary.reviews)
        )
    if summary.next_learning_seconds is not None:
        time = lasting(summary.next_learning_seconds, words)
        lines.append(words("The next learning step comes in {time}.", time=time))
    if summary.skipped:
        lines.append(words("{count} skipped, still due.", count=summary.skipped))
    if summary.ended_by == "done":
        lines.append(words("Nothing else is due now.") if summary.skipped else words("Nothing more is due now."))
    elif summary.ended_by in ("limit", "minutes"):
        lines.append(words("This was the end that you set; more may be due."))
    return lines


def lasting(seconds: float, words: Words) -> str:
    """A time in seconds where it is under a minute, else in minutes."""
    if round(seconds) < 60:
        return words("{count} s", count=max(1, round(seconds)))
    return words("{count} min", count=round(seconds / 60))
