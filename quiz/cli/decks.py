"""Which decks the words of a command line mean, and whether they are whole."""

from __future__ import annotations

from quiz.model.errors import QuizError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from quiz.language import Words


def chosen(titles: Mapping[str, Mapping[str, str]], names: Sequence[str]) -> list[str]:
    """The ids of the decks that `names` mean: each an id, a folder of ids or a title.

    `titles` holds the decks there are, with their titles by language. Raises QuizError for a name that means none,
    with the nearest one.
    """
    found: list[str] = []
    for name in names:
        wanted = name.strip("/")
        ids = [
            deck
            for deck, title in titles.items()
            if deck == wanted or deck.startswith(f"{wanted}/") or name in title.values()
        ]
        if not ids:
            raise _unknown(titles, name)
        found += [deck for deck in ids if deck not in found]
    return found


def incomplete(count: int, words: Words) -> str:
    """The line that says how many cards are left out for their errors."""
    if count == 1:
        return words("One card left out: `quiz check` names it.")
    return words("{count} cards left out: `quiz check` names them.", count=count)


def _unknown(titles: Mapping[str, Mapping[str, str]], name: str) -> QuizError:
    from quiz.cli.parser import near

    proposal = near(name, list(titles))
    if proposal:
        return QuizError("There is no deck {name}: did you mean {proposal}?", name=name, proposal=proposal)
    return QuizError("There is no deck {name}: `quiz decks` lists them.", name=name)
