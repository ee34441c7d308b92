"""Checks across cards and files."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from quiz.decks.lint import Located, Misfit, check, effective
from quiz.decks.parse import Problem, read

QA = "Q: a\nA: b\n"


def located(folder: Path, files: Mapping[str, str], *, shipped: bool = False) -> list[Located]:
    found = []
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        deck = read(os.fspath(path), default_id=path.stem)
        assert [str(p) for p in deck.problems if not p.warning] == []
        found += [Located(card, os.fspath(path), shipped) for card in deck.cards]
    return found


def told(folder: Path, problems: list[Problem], *, warnings: bool = False) -> list[str]:
    return [str(p).replace(f"{folder}{os.sep}", "") for p in problems if p.warning is warnings]


def test_nothing_wrong(tmp_path: Path) -> None:
    assert check(located(tmp_path, {"a.md": f"## x\n{QA}\n## y\nafter: x\nlinks: x\n{QA}"})) == []


def test_an_id_twice_names_both_places(tmp_path: Path) -> None:
    cards = located(tmp_path, {"a.md": f"## x\n{QA}", "b.md": f"# B\n## x\n{QA}"})
    assert told(tmp_path, check(cards)) == ["b.md:2:4: x: this id is taken already: a.md:1:4"]
    assert effective(cards)["x"].path.endswith("a.md")


def test_a_users_card_over_a_shipped_one_is_meant(tmp_path: Path) -> None:
    shipped = located(tmp_path / "s", {"a.md": f"## x\n{QA}"}, shipped=True)
    own = located(tmp_path / "u", {"a.md": "## x\nQ: mine\nA: b\n"})
    assert check([*shipped, *own]) == []
    assert check([*own, *shipped]) == []
    assert effective([*shipped, *own])["x"].card.question == {"": "mine"}


def test_two_shipped_cards_of_one_id(tmp_path: Path) -> None:
    cards = located(tmp_path, {"a.md": f"## x\n{QA}", "b.md": f"## x\n{QA}"}, shipped=True)
    assert told(tmp_path, check(cards)) == ["b.md:1:4: x: this id is taken already: a.md:1:4"]


def test_cycles(tmp_path: Path) -> None:
    after = {"a": "b", "b": "ok, c", "c": "a", "ok": "free", "free": "x", "d": "e", "e": "d, a"}
    text = "".join(f"## {card}\nafter: {others}\n{QA}" for card, others in after.items()) + f"## x\n{QA}"
    assert told(tmp_path, check(located(tmp_path, {"a.md": text}))) == [
        "a.md:2:8: a: these cards wait for one another, so none is ever asked: a → b → c → a",
        "a.md:22:8: d: these cards wait for one another, so none is ever asked: d → e → d",
    ]


def test_a_long_chain_is_no_cycle(tmp_path: Path) -> None:
    text = "".join(f"## c{i}\nafter: c{i + 1}\n{QA}\n" for i in range(3000)) + f"## c3000\n{QA}"
    assert check(located(tmp_path, {"a.md": text})) == []


def test_unknown_targets(tmp_path: Path) -> None:
    text = (
        f"## padding\nafter: pading\n{QA}\n## y\nlinks: padding, zzz\n{QA}\n"
        "## z\naccept: q\nQ: q?\nWrong:\n- a > b\n  -> gone\n\n## w\nafter: broken\n" + QA
    )
    assert told(tmp_path, check(located(tmp_path, {"a.md": text}), broken={"broken"})) == [
        'a.md:2:8: padding: after names "pading", and there is no such card; do you mean "padding"?',
        'a.md:7:17: y: links names "zzz", and there is no such card',
        'a.md:16:6: z: -> names "gone", and there is no such card',
    ]


def test_missing_pictures(tmp_path: Path) -> None:
    (tmp_path / "img").mkdir()
    (tmp_path / "img" / "here.png").touch()
    cards = located(tmp_path, {"a.md": "## x\nQ: ![a](img/here.png) and ![b](img/gone.png)\nA: b\n"})
    assert told(tmp_path, check(cards)) == ["a.md:2:32: x: there is no picture img/gone.png"]
    assert check(cards, media=lambda path: path.endswith(("gone.png", "here.png"))) == []


def test_an_override_may_show_the_shipped_cards_picture(tmp_path: Path) -> None:
    shipped = located(tmp_path / "s", {"a.md": "## x\nQ: ![a](p.png)\nA: b\n"}, shipped=True)
    own = located(tmp_path / "u", {"a.md": "## x\nQ: mine ![a](p.png)\nA: b\n"})
    (tmp_path / "s" / "p.png").touch()
    assert check([*shipped, *own]) == []


def test_the_shipped_card_has_changed(tmp_path: Path) -> None:
    shipped = located(tmp_path / "s", {"a.md": "## x\nQ: new\nA: b\n"}, shipped=True)
    own = located(tmp_path / "u", {"a.md": "## x\nQ: mine\nA: b\n"})
    both = [*shipped, *own]
    assert told(tmp_path, check(both, overrides={"x": "1:old"}), warnings=True) == [
        f"u{os.sep}a.md:1:4: x: the shipped card has changed since you replaced it: s{os.sep}a.md:1"
    ]
    assert check(both, overrides={"x": shipped[0].card.fingerprint()}) == []
    assert check(shipped, overrides={"x": "1:old"}) == []


def test_reversed_on_a_question(tmp_path: Path) -> None:
    text = "## x\nreversed: yes\nQ: What is it?\nA: b\n\n## y\nreversed: yes\nQ: term\nA: meaning\n"
    assert told(tmp_path, check(located(tmp_path, {"a.md": text})), warnings=True) == [
        "a.md:2:1: x: reversed would ask for a question; it suits a term and its meaning"
    ]


@pytest.mark.parametrize(
    ("other", "warned"),
    [
        ("## mae\naccept: MAE | mean absolute error\nQ: q?\n", True),
        ("## mae\nQ: Which?\nA: MAE.\n", True),
        ("## mae\naccept: MSE | MAE\nQ: q?\n", False),
        ("## mae\naccept: L1\nQ: q?\n", False),
    ],
)
def test_another_cards_answer_accepted_beside_its_near_miss(tmp_path: Path, other: str, warned: bool) -> None:
    text = f"## mse\naccept: MSE | mean squared error | mae\nQ: q?\n\n{other}"
    expected = ['a.md:2:36: mse: "mae" is accepted beside "MSE", but is the answer of mae'] if warned else []
    assert told(tmp_path, check(located(tmp_path, {"a.md": text})), warnings=True) == expected


def test_what_this_version_cannot_run_yet(tmp_path: Path) -> None:
    cards = located(tmp_path, {"a.md": "## x\nexercise: conv { levels = [1] }\n"})
    assert told(tmp_path, check(cards), warnings=True) == [
        "a.md:2:1: x: the exercise conv waits: this version cannot run it"
    ]
    assert check(cards, families={"conv": lambda call: None}) == []


def test_demonstrations_that_are_not_there_and_parameters_that_do_not_fit(tmp_path: Path) -> None:
    def look(parameters: Mapping[str, object]) -> Misfit | None:
        return Misfit("{name}: not {got}", {"name": "size", "got": parameters["size"]}, "size") if parameters else None

    text = (
        f"## a\ntags: size, map\nshows: map {{ size = 0 }}\n{QA}\n## b\ntags: mop\nshows: mop\n{QA}\n"
        f"## c\nshows: other\n{QA}\n## d\nshows: map\n{QA}"
    )
    cards = located(tmp_path, {"a.md": text})
    assert told(tmp_path, check(cards, demonstrations={"map": look})) == [
        "a.md:3:14: a: size: not 0",
        'a.md:9:8: b: there is no demonstration "mop"; do you mean "map"?',
        'a.md:14:8: c: there is no demonstration "other"',
    ]
    assert check(cards) == []


def test_a_file_that_has_gone_still_gives_the_line(tmp_path: Path) -> None:
    cards = located(tmp_path, {"a.md": f"\n## x\nafter: zzz\n{QA}"})
    (tmp_path / "a.md").unlink()
    assert told(tmp_path, check(cards)) == ['a.md:2:1: x: after names "zzz", and there is no such card']
