"""`quiz search`: what a list shows of a card."""

from __future__ import annotations

import json

from tests.cli.helpers import Inside, Quiz


def test_a_card_without_an_id_of_its_own(quiz: Quiz, inside: Inside) -> None:
    quiz.write("mine.md", "Q: zebra one\nA: a\n\n## named\nQ: zebra two\nA: b\n")
    done = inside("search", "zebra")
    assert (done.code, done.err) == (0, "")
    assert done.out == "(no id yet)  (mine)\n    zebra one\nnamed  (mine)\n    zebra two\n"
    assert inside("search", "zebra one", language="ko").out.startswith("(아직 id 없음)  (mine)\n")
    assert [card["id"] for card in json.loads(inside("search", "--json", "zebra").out)] == [None, "named"]
