"""Front matter."""

from __future__ import annotations

import pytest

from quiz.decks.parse import Deck, parse

QA = "Q: a\nA: b\n"


def read(front: str) -> Deck:
    return parse(f"+++\n{front}\n+++\n{QA}", "deck.md", default_id="file", default_language="en")


def test_everything() -> None:
    deck = read(
        'id = "til/cnn"\nlanguage = "ko"\ntitle = { en = "CNN", ko = "합성곱" }\ntags = ["dl"]\n'
        '[options]\nnew = 5\n[overrides]\n"padding-1" = "1:abc"'
    )
    assert deck.problems == ()
    assert (deck.id, deck.language, deck.tags) == ("til/cnn", "ko", ("dl",))
    assert (deck.title, deck.options) == ({"en": "CNN", "ko": "합성곱"}, {"new": 5})
    assert deck.overrides == {"padding-1": "1:abc"}
    assert (deck.cards[0].deck, deck.cards[0].tags) == ("til/cnn", ("dl",))


def test_without_it_the_defaults_serve() -> None:
    deck = parse(QA, "deck.md", default_id="file", default_language="ko")
    assert (deck.id, deck.language, deck.title) == ("file", "ko", {})


def test_one_title_for_all_languages() -> None:
    assert read('title = "CNN"').title == {"": "CNN"}


def test_a_cards_own_tags_come_behind_the_decks() -> None:
    text = '+++\ntags = ["a", "b"]\n+++\n## k\ntags: c, a\n' + QA
    assert parse(text, "deck.md", default_id="d").cards[0].tags == ("a", "b", "c")


@pytest.mark.parametrize(
    ("front", "sentence"),
    [
        ('x = 1\nid = "a"', '2:1: there is no "x" here; there are id, language, title, tags, options, overrides'),
        ('\nlangage = "ko"', '3:1: there is no "langage" here; do you mean "language"?'),
        ('id = "a b"', '2:1: "a b" is not a deck\'s id: letters, digits, "-" and ".", and "/" between'),
        ('id = "../x"', '2:1: "../x" is not a deck\'s id: letters, digits, "-" and ".", and "/" between'),
        ("id = 3", "2:1: id must be text in quotes"),
        ('language = "korean"', '2:1: "korean" is not the code of a language, such as ko or en'),
        ("title = { ko = 3 }", "2:11: title.ko must be text in quotes"),
        ('title = { korean = "x" }', '2:1: "korean" is not the code of a language, such as ko or en'),
        ('tags = "x"', "2:1: tags must be a list in square brackets"),
        ("tags = [1]", "2:1: tags must be text in quotes"),
        ("options = 3", "2:1: options must be a table"),
        ("[overrides]\nk = 1", "3:1: overrides.k must be text in quotes"),
        (
            "[options]\nx = 2024-01-01",
            "2:2: a parameter must be text, a number, true or false, a list or a table of these",
        ),
    ],
)
def test_errors_leave_the_cards_standing(front: str, sentence: str) -> None:
    deck = read(front)
    assert [str(problem) for problem in deck.problems] == [f"deck.md:{sentence}"]
    assert len(deck.cards) == 1
    assert deck.id == "file"


def test_no_toml() -> None:
    deck = read('id = "a"\nlanguage = ')
    (problem,) = deck.problems
    assert str(problem).startswith("deck.md:3:12: this is not TOML: ")


def test_never_closed() -> None:
    deck = parse('+++\nid = "a"\n\n## k\n' + QA, "deck.md", default_id="file")
    assert [str(problem) for problem in deck.problems] == [
        "deck.md:1:1: the front matter is never closed: a line +++ is missing"
    ]
    assert [(card.id, card.line) for card in deck.cards] == [("k", 4)]


def test_another_tools_front_matter_is_pointed_out() -> None:
    deck = parse("---\ntitle: x\n---\n" + QA, "deck.md", default_id="file")
    assert [(str(problem), problem.warning) for problem in deck.problems] == [
        ("deck.md:1:1: this is text; front matter is TOML between two lines +++", True)
    ]
