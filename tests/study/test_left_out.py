"""How many cards are broken, told without reading a deck file."""

from __future__ import annotations

from pathlib import Path

from tests.study.helpers import Clock, opened, write

BROKEN = """\
## good
Q: a?
A: b.

## bad
accept: x
answer: 3
after:
Q: c?

## worse
tolerance: -1
answer: 3
Q: d?

Q: bare?
"""


def test_each_broken_card_counts_once_and_by_deck(tmp_path: Path) -> None:
    write(tmp_path)
    with opened(tmp_path, Clock()) as collection:
        assert collection.left_out() == 0
        write(tmp_path, BROKEN, "one.md")
        write(tmp_path, "## lame\nQ: e?\nChoices:\n- [ ] no\n", "sub/two.md")
        collection.refresh()
        errors = {(p.path, p.card) for p in collection.problems() if p.card and not p.warning}
        assert len(errors) == 4
        assert collection.left_out() == 4
        assert collection.left_out(["one"]) == 3
        assert collection.left_out(["sub", "deck"]) == 1
        assert collection.left_out(["deck"]) == 0


def test_a_warning_leaves_no_card_out(tmp_path: Path) -> None:
    write(tmp_path, "## one\nafter: nowhere\nQ: a?\nA: b.\n")
    with opened(tmp_path, Clock()) as collection:
        assert collection.problems()
        assert collection.left_out() == 0


def test_a_deck_of_broken_cards_alone_can_still_be_asked_for(tmp_path: Path) -> None:
    write(tmp_path)
    write(tmp_path, "## lame\nQ: e?\nChoices:\n- [ ] no\n", "sub/two.md")
    with opened(tmp_path, Clock()) as collection:
        assert collection.decks()["sub/two"] == ({}, 0)
        assert [deck.id for deck in collection.due().decks] == ["deck", "sub/two"]
        with collection.session(["sub/two"]) as session:
            assert session.next() is None
