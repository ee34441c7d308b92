"""Pictures: named, inside the deck's folder."""

from __future__ import annotations

import pytest

from quiz.decks.parse import parse


def pictures(text: str) -> tuple[str, ...]:
    deck = parse(text, "deck.md", default_id="deck")
    assert [str(problem) for problem in deck.problems] == []
    return deck.cards[0].pictures


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("![a](p.png)", "p.png"),
        ("![](img/p.png)", "img/p.png"),
        ("![a](./img/../p.png)", "p.png"),
        ('![a](p.png "title")', "p.png"),
        ("![a](<my p.png>)", "my p.png"),
        ("![a](my%20p.png)", "my p.png"),
        ("![a](p(1).png)", "p(1).png"),
        ("![가](그림.png)", "그림.png"),
    ],
)
def test_names(written: str, name: str) -> None:
    assert pictures(f"Q: {written}\nA: b\n") == (name,)


def test_each_once_from_all_fields() -> None:
    text = (
        "## k\nQ: ![a](1.png) ![b](2.png)\nChoices:\n- [x] ![c](3.png)\n  > ![d](4.png)\n- [ ] b\nFix: ![a](1.png)\n"
        "Hint: `![e](5.png)` \\![f](6.png)\n"
    )
    assert sorted(pictures(text)) == ["1.png", "2.png", "3.png", "4.png"]


@pytest.mark.parametrize(
    ("written", "column", "sentence"),
    [
        (
            "![a](/etc/passwd)",
            9,
            "a picture must be a file in the deck's folder, with a relative name, not /etc/passwd",
        ),
        ("![a](../p.png)", 9, "a picture must be a file in the deck's folder, with a relative name, not ../p.png"),
        (
            "![a](x/../../p.png)",
            9,
            "a picture must be a file in the deck's folder, with a relative name, not x/../../p.png",
        ),
        (
            "![a](%2e%2e/p.png)",
            9,
            "a picture must be a file in the deck's folder, with a relative name, not %2e%2e/p.png",
        ),
        (
            "![a](http://x/p.png)",
            9,
            "a picture must be a file in the deck's folder, with a relative name, not http://x/p.png",
        ),
        ("![a](C:\\p.png)", 9, "a picture must be a file in the deck's folder, with a relative name, not C:\\p.png"),
        ("![a](.)", 9, "a picture must be a file in the deck's folder, with a relative name, not ."),
        ("![a]()", 9, "this picture names no file"),
        ("![a](my p.png)", 9, "a picture's file with spaces stands in angle brackets: <my p.png>"),
    ],
)
def test_errors(written: str, column: int, sentence: str) -> None:
    deck = parse(f"Q: x\n  {written}\nA: b\n", "deck.md", default_id="deck")
    assert [str(problem) for problem in deck.problems] == [f"deck.md:2:{column - 1}: {sentence}"]
    assert deck.cards == ()
