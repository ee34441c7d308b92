"""What the command line says of itself, and of faults; loaded only when there is something to say."""

from __future__ import annotations

from quiz.cli.columns import pad
from quiz.cli.parser import near
from quiz.cli.wrapping import screen_width, wrap
from quiz.model.errors import QuizError
from quiz.paths import database, home

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from quiz.language import Words


def summaries(words: Words) -> dict[str, str]:
    """What each command does, in a few words."""
    return {
        "study": words("ask the cards that are due"),
        "due": words("count what is due"),
        "search": words("find cards by their words"),
        "stats": words("show what is remembered, and which wrong ideas stay or fade"),
        "add": words("add cards to the inbox deck"),
        "draft": words("propose cards from study notes"),
        "import": words("take in cards and history from Anki, tables, Markdown, JSON Lines"),
        "export": words("write decks for Anki, spreadsheets, paper and the web"),
        "check": words("find what is wrong in deck files"),
        "decks": words("list decks; give cards ids, edit one, bring suspended ones back"),
        "doctor": words("check the database, or derive it anew from its log"),
    }


def unknown(name: str, commands: Sequence[str]) -> QuizError:
    """What to say of a first word that is no command."""
    if name.startswith("-"):
        return QuizError("There is no option {name} here: `quiz --help` lists the commands.", name=name)
    proposal = near(name, list(commands))
    if proposal:
        return QuizError("There is no command {name}: did you mean `quiz {proposal}`?", name=name, proposal=proposal)
    return QuizError("There is no command {name}: `quiz --help` lists them.", name=name)


def overview(words: Words) -> list[str]:
    """The lines of `quiz --help`."""
    width = min(screen_width(), 100)
    lines = [words("usage: ") + "quiz [COMMAND] [--help] [--version]", ""]
    lines += wrap(words("Study notes as cards, asked on the day they are about to be forgotten."), width)
    lines += wrap(words("`quiz` alone opens the app."), width)
    lines.append("")
    for name, summary in summaries(words).items():
        first, *more = wrap(summary, width - 12)
        lines += [f"  {pad(name, 8)}  {first}", *(" " * 12 + line for line in more)]
    lines.append("")
    lines += wrap(words("`quiz COMMAND --help` explains a command."), width)
    lines += wrap(words("Environment: QUIZ_HOME (where the data is), LANG (the language), NO_COLOR, EDITOR."), width)
    lines += wrap(
        words("Exit codes: 0 done, 1 the answer is no, 2 wrong usage or input, 3 busy or newer database."), width
    )
    return [*lines, words("Data: {home}", home=home())]


def fault(error: Exception) -> QuizError | None:
    """A fault of the system or of the database as a sentence; None for anything else, which is a fault of ours."""
    import sqlite3

    if isinstance(error, sqlite3.Error):
        from quiz.store.database import explain

        return explain(error, database(home()))
    if not isinstance(error, OSError):
        return None
    reason = error.strerror or type(error).__name__
    if error.filename is None:
        return QuizError("Reading or writing failed: {reason}.", reason=reason)
    return QuizError("{path} could not be read or written: {reason}.", path=error.filename, reason=reason)
