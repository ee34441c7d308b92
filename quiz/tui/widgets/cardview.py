"""The middle of the study screen: question, lines to answer with, and all that the answer brings."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from quiz.language import Words
from quiz.model.card import Kind, in_language
from quiz.model.text import one_line
from quiz.study import ask
from quiz.study.judge import NEAR, RIGHT, WRONG, Judgement
from quiz.tui.turn import Turn, picker
from quiz.tui.widgets.lines import Plain
from quiz.tui.widgets.match import Match
from quiz.tui.widgets.order import Order
from quiz.tui.widgets.picker import Picker
from quiz.tui.widgets.prose import Prose
from quiz.tui.widgets.typed import marked


class CardView(VerticalScroll, can_focus=True):
    """Draws a turn. It takes the focus itself where the card has nothing to type or pick."""

    turn: Turn | None = None

    def compose(self) -> ComposeResult:
        yield Prose(id="question")
        yield Plain(id="cue")
        yield Prose(id="hint", classes="aside")
        yield Plain(id="verdict")
        yield Prose(id="answer")
        yield Prose(id="feedback", classes="aside")
        yield Prose(id="linked", classes="aside")
        yield Prose(id="correction", classes="aside")
        yield Prose(id="note", classes="aside")
        yield Plain(id="source")

    @property
    def picker(self) -> Picker | None:
        return next(iter(self.query(Picker)), None)

    async def begin(self, turn: Turn, words: Words) -> None:
        """Show a card that has not been answered."""
        await self.query(Picker).remove()
        self.turn = turn
        made = picker(turn, words("your answer"))
        if made is not None:
            await self.mount(made, after="#hint")
        self.draw(words)
        self.scroll_home(animate=False)

    def translate(self, words: Words) -> None:
        """The same card in the language of the turn; what is picked stays."""
        turn, shown = self.turn, self.picker
        if turn is not None and shown is not None:
            options = ask.options(turn.prompt, turn.language)
            if isinstance(shown, Match):
                shown.translate_sides(ask.lefts(turn.prompt, turn.language), options)
            else:
                shown.translate(options)
        self.draw(words)

    def settle(self, words: Words) -> None:
        """The card is answered: show what the answer brings."""
        turn, shown = self.turn, self.picker
        if turn is None or turn.judgement is None:
            return
        if isinstance(shown, Order):
            shown.close(right=turn.judgement.verdict == RIGHT)
        elif shown is not None:
            shown.close()
        self.draw(words)
        self.call_after_refresh(self._to_answer)

    def _to_answer(self) -> None:
        """Scroll so far down that the answer begins in sight; a picker shows the right ones in place."""
        first = self.query_one("#verdict" if self.query_one("#verdict").display else "#answer")
        if self.picker is None and first.display:
            self.scroll_to_widget(first, animate=False)

    def draw(self, words: Words) -> None:
        turn = self.turn
        if turn is None:
            return
        prompt, language, judgement = turn.prompt, turn.language, turn.judgement
        answered = judgement is not None
        details = answered and turn.details
        self._prose("question", ask.question(prompt, language))
        self.query_one("#cue", Plain).show(Content.styled(ask.cue(prompt, language), "$quiz-muted"))
        self._prose("hint", ask.hint(prompt, language) if turn.hint_shown else "", words("Hint"))
        given = Content("") if self.picker else _given(judgement, words)
        said = [line for line in (_verdict(judgement, words), given) if line]
        self.query_one("#verdict", Plain).show(Content("\n").join(said))
        self._prose("answer", _answer(turn) if answered else "")
        self._prose("feedback", judgement.feedback if judgement else "")
        self._prose("linked", ask.about(turn.linked, language) if turn.linked else "", words("See also"))
        self._prose("correction", ask.correction(prompt, language) if details else "", words("Correction"))
        self._prose("note", prompt.note if answered else "", words("Your note"))
        self.query_one("#source", Plain).show(_source(turn, words) if details or turn.source_early else Content(""))

    def _prose(self, name: str, text: str, label: str = "") -> None:
        self.query_one(f"#{name}", Prose).show(text, label)


def _answer(turn: Turn) -> str:
    """The answer; of choices, which show the right ones in place, only what is told beside them."""
    card = turn.prompt.card
    if card.kind is Kind.CHOICES:
        return ask.shown(in_language(card.answer, turn.language) or "")
    return ask.answer(turn.prompt, turn.language)


def _verdict(judgement: Judgement | None, words: Words) -> Content:
    if judgement is None:
        return Content("")
    if judgement.verdict == RIGHT:
        return Content.styled(f"✓ {words('Right')}", "bold $quiz-good")
    if judgement.verdict == NEAR:
        return Content.styled(f"≈ {words('Nearly right: rate it yourself')}", "bold $quiz-hard")
    if judgement.verdict == WRONG:
        return Content.styled(f"✗ {words('Not right')}", "bold $quiz-again")
    return Content("")


def _given(judgement: Judgement | None, words: Words) -> Content:
    """What was typed, with its slips marked where it is near enough for that to help."""
    if judgement is None or not judgement.given:
        return Content("")
    same = sum(len(text) for op, text in judgement.diff if op == "same")
    given = Content(one_line(judgement.given))
    if 2 * same >= len(judgement.given):
        given = marked(judgement.diff)
    return Content.styled(f"{words('You wrote')}: ", "$quiz-muted") + given


def _source(turn: Turn, words: Words) -> Content:
    card = turn.prompt.card
    parts = [f"{words('Source')}: {card.source}"] if card.source else []
    parts += [" ".join(f"#{tag}" for tag in card.tags)] if card.tags else []
    return Content.styled(one_line(" · ".join([*parts, card.id])), "$quiz-muted")
