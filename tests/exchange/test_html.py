"""The page: one file that reaches for nothing, whatever the cards say. Seen in a browser by test_browser.py."""

from __future__ import annotations

import json
import re
from pathlib import Path

from quiz.exchange.html import page
from tests.exchange.helpers import home
from tests.study.helpers import DECK

EVIL = """
## evil
Q: </script><script>alert(1)</script> <!-- <img src=x onerror=alert(1)>
A: [x](javascript:alert(1)) &lt;b&gt;
"""


def cards(html: str) -> list[dict[str, str]]:
    found = re.search(r'<script type="application/json" id="cards">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    value: list[dict[str, str]] = json.loads(found.group(1))
    return value


def test_all_cards_are_in_it(tmp_path: Path) -> None:
    with home(tmp_path / "home") as collection:
        html = page(collection, (), ("ko", "en"))
    found = {card["id"]: card for card in cards(html)}
    assert set(found) == {
        "mse-name", "mae-definition", "conv-params", "padding-choice", "loop-order", "output-match", "pad-picture",
        "clear-gradients/clear", "clear-gradients/adds", "softmax-term", "softmax-term/reverse",
    }  # fmt: skip
    assert found["mse-name"]["q"] == "제곱 오차의 평균인 손실은?"
    assert found["clear-gradients/adds"]["q"] == (
        "backward는 <code>.grad</code>에 <strong>[…]</strong> 먼저 <code>zero_grad()</code>."
    )
    assert '<html lang="ko">' in html
    assert "인쇄용 카드" in html


def test_pictures_are_inside_and_maths_is_text(tmp_path: Path) -> None:
    with home(tmp_path / "home") as collection:
        (card,) = [one for one in cards(page(collection, (), ("en", "ko"))) if one["id"] == "pad-picture"]
    assert 'src="data:image/png;base64,iVBOR' in card["q"]
    assert "What is p here?" in card["q"]


def test_nothing_is_fetched_and_nothing_runs(tmp_path: Path) -> None:
    with home(tmp_path / "home", DECK + EVIL) as collection:
        html = page(collection, (), ("en", "ko"))
    assert re.findall(r"""(?:src|href)=["']?(?!data:)[a-z]+:""", html) == []
    assert "http" not in re.sub(r"http-equiv", "", html)
    assert html.count("<script") == 3
    (evil,) = [card for card in cards(html) if card["id"] == "evil"]
    assert "<script" not in evil["q"]
    assert "<img" not in evil["q"]
    assert "href" not in evil["a"]
