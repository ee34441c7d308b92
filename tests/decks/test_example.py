"""One card of each kind, as the description of the format gives them."""

from __future__ import annotations

from quiz.decks.parse import parse
from quiz.model.card import Call, Card, Kind, Number, Option, Pair, Wrong

EXAMPLE = """\
Q: Which array library does PyTorch's API resemble?
A: NumPy.

## softmax-term
reversed: yes
Q: softmax
Q.ko: 소프트맥스
A: Turns k logits into k probabilities that sum to 1.
A.ko: logit k개를 합이 1인 확률 k개로 바꾼다.

## clear-gradients
C: {{clear::`zero_grad()` :: before backward}}, since `backward()` {{adds::adds}} to `.grad`.
C.ko: `backward()`는 `.grad`에 {{adds::더하므로}} 먼저 {{clear::`zero_grad()`}}.

## loss-name
accept: MSE | mean squared error | 평균제곱오차
Q: Which loss averages squared errors?
Wrong:
- MAE > It averages absolute values.
  -> mae-definition

## conv-params
answer: 320
Q: Parameters of 32 filters, 3×3, one input channel, with bias?

## padding-choice
source: til-cnn N27
Q: Which kernel makes PyTorch's `padding=1` equal `same` at every size (stride and dilation 1)?
Choices:
- [x] 3×3
- [ ] 5×5
  > It needs 2.
  -> padding-general
Fix: The notes give one pixel for every kernel.

## loop-order
also: 2 1 3 4 | 2 3 1 4
Order:
1. `opt.zero_grad()`
2. `y = model(x)`
3. `loss = f(y, t)`
4. `loss.backward()`

## output-match
Match:
- `softmax` => one class of many
- `sigmoid` => yes or no

## conv-size-drill
after: padding-choice
exercise: conv-output-size { levels = [1, 2], padding = ["valid", "same"] }

## padding-picture
shows: padding-sizes { kernel = 5 }
Q: What is $p$ here, for `k = 5`, stride 1? ![map with border](img/pad.png)
A: $p = (k-1)/2 = 2$
"""


def cards() -> dict[str, Card]:
    deck = parse(EXAMPLE, "deck.md", default_id="example")
    assert deck.problems == ()
    return {card.id: card for card in deck.cards}


def test_every_card_is_there_in_order() -> None:
    ids = list(cards())
    assert ids[0].startswith("~")
    assert ids[1:] == [
        "softmax-term", "clear-gradients", "loss-name", "conv-params", "padding-choice", "loop-order", "output-match",
        "conv-size-drill", "padding-picture",
    ]  # fmt: skip


def test_basic() -> None:
    card = cards()["softmax-term"]
    assert (card.kind, card.reversed, card.line) == (Kind.BASIC, True, 4)
    assert card.question == {"": "softmax", "ko": "소프트맥스"}
    assert card.answer["ko"] == "logit k개를 합이 1인 확률 k개로 바꾼다."
    assert card.parts == ("", "reverse")


def test_cloze() -> None:
    card = cards()["clear-gradients"]
    assert (card.kind, card.labels, card.parts) == (Kind.CLOZE, ("clear", "adds"), ("clear", "adds"))
    assert card.cloze["ko"].startswith("`backward()`는")


def test_typed() -> None:
    card = cards()["loss-name"]
    assert (card.kind, card.accept) == (Kind.TYPED, ("MSE", "mean squared error", "평균제곱오차"))
    assert card.wrong == {"": (Wrong("MAE", "It averages absolute values.", "mae-definition"),)}


def test_number() -> None:
    card = cards()["conv-params"]
    assert (card.kind, card.number) == (Kind.NUMBER, Number("320"))


def test_choices() -> None:
    card = cards()["padding-choice"]
    assert (card.kind, card.source) == (Kind.CHOICES, "til-cnn N27")
    assert card.choices == {"": (Option("3×3", True), Option("5×5", False, "It needs 2.", "padding-general"))}
    assert card.fix == {"": "The notes give one pixel for every kernel."}


def test_order() -> None:
    card = cards()["loop-order"]
    assert (card.kind, card.also) == (Kind.ORDER, ((2, 1, 3, 4), (2, 3, 1, 4)))
    assert card.order[""][0] == "`opt.zero_grad()`"
    assert len(card.order[""]) == 4


def test_match() -> None:
    card = cards()["output-match"]
    assert card.kind is Kind.MATCH
    assert card.match == {"": (Pair("`softmax`", "one class of many"), Pair("`sigmoid`", "yes or no"))}


def test_exercise() -> None:
    card = cards()["conv-size-drill"]
    assert (card.kind, card.after) == (Kind.EXERCISE, ("padding-choice",))
    assert card.exercise == Call("conv-output-size", {"padding": ["valid", "same"]}, (1, 2))
    assert card.parts == ("level-1", "level-2")


def test_shown_and_pictured() -> None:
    card = cards()["padding-picture"]
    assert (card.kind, card.pictures) == (Kind.BASIC, ("img/pad.png",))
    assert card.shows == Call("padding-sizes", {"kernel": 5})


def test_cards_survive_the_store() -> None:
    for card in cards().values():
        assert Card.load(card.dump()) == card
