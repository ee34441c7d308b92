"""`quiz decks`: the list, `stamp`, `edit`; `suspended` and `unsuspend`."""

from __future__ import annotations

import json
from pathlib import Path

from quiz.decks.parse import read
from tests.cli.helpers import Inside, Quiz
from tests.cli.test_add import editor

BARE = "Q: eins?\nA: one\n\nQ: zwei?\nA: two\n"


def test_the_list(quiz: Quiz, inside: Inside) -> None:
    quiz.write("mine.md", '+++\n[title]\nko = "한국어 덱"\n+++\n' + BARE)
    listed = {deck["id"]: deck for deck in json.loads(inside("decks", "--json").out)}
    assert listed["mine"] == {"id": "mine", "title": "한국어 덱", "cards": 2, "due": 2}
    assert len(listed) > 5
    done = inside("decks", language="ko")
    assert (done.code, done.err) == (0, "")
    heading, *lines = done.out.splitlines()
    assert heading.split() == ["아이디", "제목", "카드", "할", "것"]
    assert [line.split() for line in lines if line.startswith("mine")] == [["mine", "한국어", "덱", "2", "2"]]
    assert lines[-1] == f"내 덱은 {quiz.home}/decks에 있습니다."


def test_stamp_once(quiz: Quiz, inside: Inside, tmp_path: Path) -> None:
    path = quiz.write("mine.md", BARE)
    done = inside("decks", "stamp")
    assert (done.code, done.err) == (0, "")
    *given, count = done.out.splitlines()
    assert count == "Cards given an id: 2."
    ids = [card.id for card in read(str(path), default_id="mine").cards]
    assert [line.rsplit(": ", 1)[1] for line in given] == ids
    text = path.read_text(encoding="utf-8")
    assert text.replace(f"## {ids[0]}\n", "").replace(f"## {ids[1]}\n", "") == BARE
    assert inside("decks", "stamp", "mine").out == "Cards given an id: 0.\n"
    assert path.read_text(encoding="utf-8") == text
    (path.parent / "latin.md").write_bytes(b"Q: caf\xe9\nA: b\n")
    quiz.write("more.md", "Q: drei?\nA: three\n")
    done = inside("decks", "stamp")
    assert (done.code, len(done.err.splitlines())) == (2, 1)
    assert "latin.md:1:7" in done.err
    assert done.out.endswith("Cards given an id: 1.\n")
    other = tmp_path / "elsewhere.md"
    other.write_text(BARE, encoding="utf-8")
    assert "Cards given an id: 2." in inside("decks", "stamp", str(other)).out
    for name, said in (("mien", "There is no deck or file mien"), ("cnn", "shipped")):
        done = inside("decks", "stamp", name)
        assert (done.code, done.out) == (2, "")
        assert said in done.err


def test_edit_a_card_of_ones_own_and_find_it_broken(quiz: Quiz, tmp_path: Path) -> None:
    path = quiz.write("mine.md", "## one\nQ: a\nA: b\n\n## two\nQ: c\nA: d\n")
    script = editor(tmp_path, 'sed "s/^A: d/A: new/" "$file" > "$file.new" && mv "$file.new" "$file"')
    done = quiz("decks", "edit", "two", EDITOR=script)
    assert (done.code, done.out, done.err) == (0, "The card is right.\n", "")
    assert "A: new" in path.read_text(encoding="utf-8")
    spoil = editor(tmp_path, 'sed "s/^Q: c/colour: red/" "$file" > "$file.new" && mv "$file.new" "$file"')
    done = quiz("decks", "edit", "two", EDITOR=spoil)
    assert (done.code, done.err) == (1, "")
    assert f"{path.name}:6:1: two: " in done.out
    assert done.out.endswith("The card has errors.\n")
    # A card that cannot be read is still found, so that it can be put right.
    repair = editor(tmp_path, 'sed "s/^colour: red/Q: c/" "$file" > "$file.new" && mv "$file.new" "$file"')
    assert quiz("decks", "edit", "two", EDITOR=repair).out == "The card is right.\n"
    done = quiz("decks", "edit", "two", EDITOR=editor(tmp_path, 'printf "## three\nQ: e\nA: f\n" > "$file"'))
    assert (done.code, done.out) == (1, "No card has the id two now.\n")


def test_edit_a_shipped_card_makes_a_copy_of_ones_own(quiz: Quiz, tmp_path: Path) -> None:
    [deck, *_] = json.loads(quiz("decks", "--json").out)
    [card, *_] = json.loads(quiz("search", "--json", "a").out)
    change = 'echo "Hint: think" >> "$file"'
    done = quiz("decks", "edit", card["id"], EDITOR=editor(tmp_path, change))
    assert (done.code, done.err) == (0, "")
    first, last = done.out.splitlines()
    copy = quiz.home / "decks" / f"{card['deck']}.md"
    assert first == f"This card is shipped with the program: your own copy in {copy} takes its place."
    assert last == "The card is right."
    found = read(str(copy), default_id="x")
    assert [one.id for one in found.cards] == [card["id"]]
    assert list(found.overrides) == [card["id"]]
    again = quiz("decks", "edit", card["id"], EDITOR="true")
    assert again.out == "The card is right.\n"
    assert deck["id"] in {one["id"] for one in json.loads(quiz("decks", "--json").out)}


def test_a_shipped_card_that_was_not_changed_leaves_no_copy(quiz: Quiz, tmp_path: Path) -> None:
    [card, *others] = json.loads(quiz("search", "--json", "a").out)
    copy = quiz.home / "decks" / f"{card['deck']}.md"
    said = "Nothing is changed against the shipped card: your copy is removed."
    done = quiz("decks", "edit", card["id"], EDITOR=editor(tmp_path, 'echo "$file" > "$(dirname "$0")/seen"'))
    assert (done.code, done.err, done.out.splitlines()[1:]) == (0, "", [said])
    assert (tmp_path / "my editors" / "seen").read_text(encoding="utf-8") == f"{copy}\n"
    assert not copy.exists()
    done = quiz("decks", "edit", card["id"], EDITOR="false", language="ko")
    assert (done.code, len(done.err.splitlines())) == (2, 1)
    assert done.out.endswith("제공된 카드와 달라진 것이 없어 내 사본을 지웠습니다.\n")
    assert not copy.exists()
    # A copy that was changed stays when the card beside it is only looked at.
    other = next(one for one in others if one["deck"] == card["deck"])
    quiz("decks", "edit", card["id"], EDITOR=editor(tmp_path, 'echo "Hint: think" >> "$file"'))
    assert quiz("decks", "edit", other["id"], EDITOR="true").out.endswith(f"{said}\n")
    assert [one.id for one in read(str(copy), default_id="x").cards] == [card["id"]]
    assert quiz("check").code == 0


def test_suspended_cards_are_listed_and_come_back(quiz: Quiz, inside: Inside) -> None:
    quiz.write("mine.md", "## one\nQ: eins?\nA: one\n\n## cloze\nC: {{1::Rain}} falls {{2::down}}, {{3::mostly}}.\n")
    done = inside("decks", "suspended")
    assert (done.code, done.out, done.err) == (0, "No card is suspended.\n", "")
    assert (inside("decks", "suspended", "--json").code, inside("decks", "suspended", "--json").out) == (0, "[]\n")
    assert inside("due", "mine", "--prompt").out == "2 due\n"  # siblings wait for one another
    assert quiz("study", "--plain", "mine", stdin=":x\n:x\n:x\n:x\n\n").code == 0
    assert inside("due", "mine", "--prompt").out == "0 due\n"
    done = inside("decks", "suspended")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[:2] == ["one  (mine)", "    eins?"]
    assert lines[2:-1:2] == ["cloze 1  (mine)", "cloze 2  (mine)", "cloze 3  (mine)"]
    listed = json.loads(inside("decks", "suspended", "--json").out)
    assert [(one["id"], one["part"], one["deck"]) for one in listed] == [
        ("one", "", "mine"), ("cloze", "1", "mine"), ("cloze", "2", "mine"), ("cloze", "3", "mine"),
    ]  # fmt: skip
    done = inside("decks", "unsuspend", "cloze", "2")
    assert (done.code, done.out, done.err) == (0, "Asked again: cloze 2\n", "")
    done = inside("decks", "unsuspend", "cloze", "2")
    assert (done.code, done.out) == (1, "cloze 2 is not suspended: `quiz decks suspended` lists what is.\n")
    done = inside("decks", "unsuspend", "cloze", language="ko")
    assert (done.code, done.out) == (0, "다시 묻습니다: cloze 1\n다시 묻습니다: cloze 3\n")
    assert inside("decks", "unsuspend", "one").code == 0
    for card in ("one", "cloze", "nowhere"):
        assert inside("decks", "unsuspend", card).code == 1
    assert inside("due", "mine", "--prompt").out == "2 due\n"
    assert len(quiz.events("unsuspend")) == 4


def test_help_of_what_decks_can_do_in_both_languages(inside: Inside) -> None:
    for action in ("stamp", "edit", "suspended", "unsuspend"):
        assert f"quiz decks {action}" in inside("decks", "--help").out
        assert f"quiz decks {action}" in inside("decks", "--help", language="ko").out
        assert inside("decks", action, "--help").out.startswith(f"usage: quiz decks {action}")
        korean = inside("decks", action, "--help", language="ko").out
        assert korean.startswith(f"사용법: quiz decks {action}")
        assert "종료 코드" in korean or action in ("stamp", "edit", "suspended")


def test_a_card_that_is_nowhere(quiz: Quiz) -> None:
    done = quiz("decks", "edit", "no-such-card", EDITOR="true")
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert "no-such-card" in done.err
