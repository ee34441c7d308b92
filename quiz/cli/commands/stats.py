"""`quiz stats`: what is remembered, and which wrong ideas behind answers stay or fade."""

from __future__ import annotations

from contextlib import suppress

from quiz.cli.columns import table
from quiz.cli.console import say, say_json
from quiz.cli.parser import Parser
from quiz.cli.wrapping import screen_width, wrap
from quiz.language import Words
from quiz.model.text import one_line
from quiz.study.collection import Collection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from quiz.exercises.problem import Family
    from quiz.study.habit import Remembered
    from quiz.study.misconceptions import Misconceived


def parser(words: Words) -> Parser:
    made = Parser(
        "quiz stats",
        words("Shows what is remembered, how regularly you came, and which wrong ideas behind answers stay or fade."),
        words,
    )
    made.add_json()
    return made


def main(arguments: Sequence[str], words: Words) -> int:
    options = parser(words).parse_args(arguments)
    with Collection.open() as collection:
        language = collection.language
        remembered, found = collection.remembered(), collection.misconceptions()
        today = collection.today()
    if options.json:
        say_json(_json(remembered, found, today))
        return 0
    say("\n".join(_lines(remembered, found, Words(language))))
    return 0


def _json(remembered: Remembered, found: Sequence[Misconceived], today: int) -> dict[str, object]:
    return {
        "remembered": round(remembered.today, 1),
        "met": remembered.met,
        "days_in_a_row": remembered.run,
        "days_of_last_14": remembered.recent,
        "misconceptions": [
            {
                "family": one.family,
                "name": one.name,
                "trend": one.trend,
                "matches": one.matches,
                "attempts": one.attempts,
                "days_ago": max(0, today - one.last_seen),
                "recent": list(one.recent),
            }
            for one in found
        ],
    }


def _lines(remembered: Remembered, found: Sequence[Misconceived], words: Words) -> list[str]:
    rows = [
        (words("Remembered today"),
         words("{known} of {met} cards", known=round(remembered.today), met=remembered.met)),
        (words("Rhythm"), words("{count} of the last 14 days", count=remembered.recent)),
    ]  # fmt: skip
    lines = [*table(rows), ""]
    if not found:
        return [*lines, words("No wrong idea was found behind an answer to an exercise yet.")]
    lines.append(words("Wrong ideas behind your answers (● the attempts that match, the latest last):"))
    trends = {"live": words("staying"), "fading": words("fading")}
    heads = table(
        (trends[one.trend], one.name, words("{matches} of {attempts}", matches=one.matches, attempts=one.attempts),
         "".join("●" if matched else "○" for matched in one.recent))
        for one in found
    )  # fmt: skip
    for one, head in zip(found, heads, strict=True):
        lines.append(f"  {head}")
        lines += [f"      {line}" for line in wrap(_told(one, words.language), max(screen_width() - 6, 20))]
    return lines


def _told(one: Misconceived, language: str) -> str:
    """The exercise, and where the confusion comes from; the name alone where its family is gone."""
    from quiz.engine.demonstrations.values import in_language
    from quiz.exercises import registry

    with suppress(Exception):  # a package that is gone or broken
        family: Family = registry.families()[one.family]
        source = next((idea.source for idea in family.misconceptions if idea.name == one.name), "")
        texts = (in_language(family.title, language), in_language(source, language))
        return one_line(": ".join(text for text in texts if text))
    return one.family
