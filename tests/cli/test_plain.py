"""`quiz study --plain`: a session line by line, by pipe and in dialogue."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.cli.helpers import Quiz

PAIR = "## first\nQ: one?\nA: eins\n\n## second\nQ: two?\nA: zwei\n"
KINDS = """\
## basic
source: N10
Q.en: What is $x$?
Q.ko: $x$는 무엇인가?
A.en: a letter
A.ko: 글자
Hint.en: Look at the alphabet.
Fix.en: The notes say number.

## typed
accept: mean squared error
Q: Which loss?
Wrong:
- mean error > It is not squared.

## number
answer: 320
Q: How many parameters?

## choice
Q: Which kernel?
Choices:
- [x] three
- [ ] five
  > It needs two.
- [x] drei

## order
Order:
1. alpha
2. beta
3. gamma

## match
Match:
- hot => cold
- up => down

## cloze
C: The sky is {{1::blue}}.
"""


def test_a_session_by_pipe_is_on_disk(quiz: Quiz) -> None:
    quiz.write("mine.md", PAIR)
    done = quiz("study", "--plain", "mine", stdin="\n\n\n4\nq\n")
    assert (done.code, done.err) == (0, "")
    assert "mine, 2 left.\none?\nEnter shows the answer: \neins\n" in done.out
    assert re.search(
        r"Rate it: 1 again 1m, 2 hard [\d.]+m, 3 good 10m, 4 easy \d+d \(Enter: 3\): \nNoted: good, again", done.out
    )
    assert re.search(r"2 answered in \d+ s, 2 of them new\.\n", done.out)
    assert [(card, rating) for card, rating, _ in quiz.events()] == [("first", 3), ("second", 4)]
    assert "\x1b" not in done.out


def test_the_end_of_input_anywhere_ends_cleanly(quiz: Quiz) -> None:
    quiz.write("mine.md", PAIR)
    for stdin, reviews in ((b"", 0), (b"\n", 0), (b"\n3", 1), (b"\n\n\n3\n\xff\n", 3)):
        done = quiz("study", "--plain", "mine", stdin=stdin)
        assert (done.code, done.err) == (0, ""), stdin
        assert len(quiz.events()) == reviews, stdin


def test_undo_skip_bury_suspend_flag_and_note(quiz: Quiz) -> None:
    quiz.write("mine.md", PAIR)
    stdin = "\n1\nu\n\nf 2\nm look again\n?\n3\nf\nf 9\nm\nh\n:b\nu\n:x\nu\ns\nq\n"
    done = quiz("study", "--plain", "mine", stdin=stdin)
    assert (done.code, done.err) == (0, "")
    for said in (
        "Noted: again", "Undone.", "Flag 2 set.", "Your note: look again", "n five more new cards today", "Noted: good",
        "A flag is a number", "Write the note behind", "This card has no hint.", "Put away until tomorrow.",
        "Suspended", "Skipped for this session.",
    ):  # fmt: skip
        assert said in done.out, said
    assert done.out.count("Undone.") == 3
    assert [rating for _, rating, _ in quiz.events()] == [1, 3]
    assert [len(quiz.events(kind)) for kind in ("undo", "flag", "note", "bury", "suspend")] == [3, 1, 1, 1, 1]
    again = quiz("study", "--plain", "mine", stdin="u\nq\n")
    assert "There is nothing to undo." in again.out


def test_a_skip_is_taken_back_and_what_stays_skipped_is_told(quiz: Quiz) -> None:
    quiz.write("mine.md", PAIR)
    done = quiz("study", "--plain", "mine", stdin="s\nu\n\n4\ns\nu\ns\n\n")
    assert (done.code, done.err) == (0, "")
    assert done.out.count("Undone.\n") == 1
    # The skip of the last card is offered back like anything else.
    assert done.out.count("That was the last card.") == 2
    assert done.out.endswith("1 skipped, still due.\nNothing else is due now.\n")
    assert [(card, rating) for card, rating, _ in quiz.events()] == [("first", 4)]
    assert quiz.events("undo") == []
    korean = quiz("study", "--plain", "mine", stdin="s\n\n", language="ko").out
    assert "건너뛴 카드 1장은 아직 남아 있습니다." in korean
    assert "skipped" not in quiz("study", "--plain", "mine", stdin="s\nu\nq\n").out.splitlines()[-1]


def test_suspending_and_burying_take_the_colon_everywhere(quiz: Quiz) -> None:
    quiz.write("mine.md", PAIR)
    done = quiz("study", "--plain", "mine", stdin="x\nb\nㅌ\n?\n\nX\nㅠ\n3\nq\n")
    assert (done.code, done.err) == (0, "")
    assert done.out.count("With a colon, please: :x\n") == 3
    assert done.out.count("With a colon, please: :b\n") == 2
    assert ":b puts away until tomorrow, :x suspends" in done.out
    assert [rating for _, rating, _ in quiz.events()] == [3]
    assert quiz.events("suspend") + quiz.events("bury") == []
    quiz("study", "--plain", "mine", stdin="\n:ㅌ\nq\n")
    assert [card for card, _, _ in quiz.events("suspend")] == ["second"]


def test_an_empty_answer_to_what_is_typed_or_chosen_suggests_nothing(quiz: Quiz) -> None:
    quiz.write("mine.md", "## typed\naccept: eins\nQ: one?\n\n## pick\nQ: two?\nChoices:\n- [x] zwei\n- [ ] drei\n")
    done = quiz("study", "--plain", "mine", stdin="\n\n2\n\n\n4\n:q\n")
    assert (done.code, done.err) == (0, "")
    assert done.out.count("Rate it: 1 again") == 4
    assert "(Enter:" not in done.out
    assert done.out.count("1, 2, 3 or 4, please.") == 2
    assert sorted(rating or 0 for _, rating, _ in quiz.events()) == [2, 4]


def test_a_broken_card_is_told_of_on_standard_error(quiz: Quiz) -> None:
    quiz.write("mine.md", f"{PAIR}\n## broken\ncolour: red\nQ: a\nA: b\n")
    done = quiz("study", "--plain", "mine", stdin="q\n")
    assert (done.code, done.err) == (0, "One card left out: `quiz check` names it.\n")
    assert "mine, 2 left." in done.out
    assert quiz("study", "--plain", "cnn", stdin="q\n").err == ""


def test_korean_with_the_jamo_of_the_same_keys(quiz: Quiz) -> None:
    quiz.write("mine.md", KINDS)
    done = quiz("study", "--plain", "mine", stdin="ㅗ\nㅣ\n\n３\n:ㅕ\nㄴ\n:ㄴ\n：ㅂ\n", language="ko")
    assert (done.code, done.err) == (0, "")
    assert "mine, 7장 남음.\nx는 무엇인가?\n" in done.out
    for said in (
        "힌트: Look at the alphabet.",
        "What is",
        "기록함: 알맞음",
        "되돌렸습니다.",
        "이번 학습에서는 건너뜁니다.",
    ):
        assert said in done.out, said
    assert quiz.events("undo") != []


def test_every_kind_is_asked_and_judged_in_words(quiz: Quiz) -> None:
    quiz.write("mine.md", KINDS)
    with quiz.talk("study", "--plain", "mine") as person:
        seen: dict[str, str] = {}
        said = person.hear()
        while len(seen) < 7:
            kind, answer = answer_to(said)
            if answer is None:
                break
            told = person.say(answer)
            seen[kind] = told
            said = person.say("3" if "Rate it" in told else "q")
        done = person.end(":q")
    assert (done.code, done.err) == (0, "")
    assert "Correction: The notes say number." in seen["basic"]
    assert "Source: N10" in seen["basic"]
    assert (
        "Nearly right: rate it yourself.\nCompared with your answer: mean squa[missing: r]ed error\n" in seen["typed"]
    )
    assert "(Enter:" not in seen["typed"].splitlines()[-1]
    for kind in ("number", "choice", "order", "match"):
        assert seen[kind].startswith("Right.\n"), kind
    assert "The sky is" in seen["cloze"]
    assert "blue" in seen["cloze"]
    answers = {card: json.loads(data).get("answer") for card, _, data in quiz.events()}
    assert answers["typed"] == "mean squaed error"
    assert answers["number"] == "320"


def answer_to(said: str) -> tuple[str, str | None]:
    """The kind that is asked, and a right answer by the numbers shown (a near miss where one types)."""
    shown = {text: number for number, text in re.findall(r"^(\d)\. (.+)$", said, re.MULTILINE)}
    if "alphabet" in said or "What is" in said:
        return "basic", ""
    if "Which loss" in said:
        return "typed", "mean squaed error"
    if "How many" in said:
        return "number", "320"
    if "Which kernel" in said:
        assert "More than one is right." in said
        return "choice", f"{shown['three']} {shown['drei']}"
    if "alpha" in said:
        return "order", " ".join(shown[text] for text in ("alpha", "beta", "gamma"))
    if "a. hot" in said:
        return "match", " ".join(shown[text] for text in ("cold", "down"))
    if "The sky" in said:
        assert "blue" not in said
        return "cloze", ""
    return "", None


def test_where_one_types_a_letter_is_an_answer(quiz: Quiz) -> None:
    quiz.write(
        "mine.md", "## letter\naccept: s\nQ: Which letter follows r?\n\n## unit\nanswer: 9.8 m/s\nQ: How fast?\n"
    )
    done = quiz("study", "--plain", "mine", stdin="s\n\n:h\nabout ten\n3\n1\n:s\n:q\n")
    assert (done.code, done.err) == (0, "")
    assert "Right.\ns\n" in done.out
    assert "Answer with a number" in done.out
    assert "Not right." in done.out
    assert [(card, rating) for card, rating, _ in quiz.events()] == [("letter", 3), ("unit", 1)]


def test_limit_and_a_last_undo(quiz: Quiz) -> None:
    quiz.write("mine.md", PAIR)
    done = quiz("study", "--plain", "mine", "--limit", "1", stdin="\n\nu\n\n2\n\n")
    assert done.code == 0
    assert done.out.count("That was the last card.") == 2
    assert "This was the end that you set" in done.out
    assert [rating for _, rating, _ in quiz.events()] == [3, 2]


def test_a_second_session_is_told_and_what_reads_still_works(quiz: Quiz) -> None:
    quiz.write("mine.md", PAIR)
    with quiz.talk("study", "--plain", "mine") as person:
        person.hear()
        second = quiz("study", "--plain", "mine", language="ko")
        assert (second.code, second.out) == (3, "")
        assert "학습이 이미 열려 있습니다" in second.err
        assert len(second.err.splitlines()) == 1
        rebuild = quiz("doctor", "--rebuild")
        assert (rebuild.code, len(rebuild.err.splitlines())) == (3, 1)
        assert quiz("due", "mine", "--prompt").out == "2 due\n"
        assert quiz("search", "zwei").out == "second  (mine)\n    two?\n"
        assert quiz("add", "--front", "three?", "--back", "drei").code == 0
        assert quiz("doctor").code == 0
        person.say("")
        done = person.end("3")
    assert (done.code, done.err) == (0, "")
    assert len(quiz.events()) == 1
    assert quiz("study", "--plain", "mine", stdin="q\n").code == 0


def test_an_interrupt_is_quiet_and_loses_nothing(quiz: Quiz) -> None:
    quiz.write("mine.md", PAIR)
    with quiz.talk("study", "--plain", "mine") as person:
        person.hear()
        person.say("")
        person.say("3")
        person.process.send_signal(signal.SIGINT)
        done = person.end()
    assert (done.code, done.err) == (130, "")
    assert len(quiz.events()) == 1


def test_an_answer_that_cannot_be_saved_stays_and_can_be_given_again(quiz: Quiz) -> None:
    quiz.write("mine.md", PAIR)
    with quiz.talk("study", "--plain", "mine") as person:
        person.hear()
        person.say("")
        with closing(sqlite3.connect(quiz.home / "quiz.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert person.say("4").startswith("Rate it")
            other.execute("ROLLBACK")
        assert person.say("4").startswith("Noted: easy")
        done = person.end("q")
    assert done.code == 0
    assert done.err.startswith("Another program is writing to ")
    assert [rating for _, rating, _ in quiz.events()] == [4]


def test_hints_count_before_the_answer_and_a_wrong_one_names_its_card(quiz: Quiz) -> None:
    quiz.write(
        "mine.md",
        "## typed\naccept: eins\nQ.en: one?\nQ.ko: 하나?\nHint: uno\nWrong:\n- zwei > That is two.\n  -> base\n\n"
        "## base\nQ: base?\nA: basis\n",
    )
    done = quiz("study", "--plain", "mine", stdin=":h\n:h\n:l\nzwei\nh\nl\n1\nq\n")
    assert (done.code, done.err) == (0, "")
    assert "Not right.\nThat is two.\neins\nSee also: base?\n\nbasis\n" in done.out
    assert done.out.count("Hint: uno") == 3
    assert done.out.count("하나?") == 1
    [(card, rating, data)] = quiz.events()
    assert (card, rating) == ("typed", 1)
    noted = json.loads(data)
    assert (noted["hints"], noted["answer"], noted["suggested"], noted["forward"]) == (2, "zwei", 1, "base")


def test_a_card_is_edited_on_the_way_and_a_fault_keeps_the_session(quiz: Quiz, tmp_path: Path) -> None:
    path = quiz.write("mine.md", PAIR)
    script = tmp_path / "an editor"
    script.write_text(f'#!/bin/sh\nsed "s/one?/uno?/" "$1" > "{tmp_path}/new" && cp "{tmp_path}/new" "$1"\n', "utf-8")
    script.chmod(0o755)
    done = quiz("study", "--plain", "mine", stdin="e\n\n3\nq\n", EDITOR=str(script))
    assert (done.code, done.err) == (0, "")
    assert "uno?" in path.read_text(encoding="utf-8")
    assert done.out.index("one?") < done.out.index("uno?") < done.out.index("Noted: good")
    done = quiz("study", "--plain", "mine", stdin="e\n\n3\nq\n", EDITOR="false")
    assert (done.code, done.err) == (0, "The editor false ended with code 1.\n")
    assert len(quiz.events()) == 2


def test_a_shipped_card_edited_without_a_change_leaves_no_copy(quiz: Quiz) -> None:
    done = quiz("study", "--plain", "cnn", stdin="e\n:e\n:q\n", EDITOR="true")
    assert (done.code, done.err) == (0, "")
    assert "Nothing is changed against the shipped card: your copy is removed.\n" in done.out
    assert [path.name for path in (quiz.home / "decks").rglob("*.md")] == []
