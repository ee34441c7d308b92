"""A session line by line: for pipes and screen readers. No colour, no cursor control, nothing told by layout alone."""

from __future__ import annotations

from typing import NamedTuple
from unicodedata import normalize

from quiz.cli.console import ask as read
from quiz.cli.console import complain, in_language, say
from quiz.cli.telling import ending, helping, names, verdict
from quiz.language import Words
from quiz.model.card import Kind
from quiz.model.errors import QuizError
from quiz.model.event import Rating
from quiz.model.text import one_line
from quiz.study import ask
from quiz.study.judge import Judgement, judge

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from quiz.study.collection import Collection
    from quiz.study.prompt import Prompt
    from quiz.study.session import Session

TYPED = (Kind.TYPED, Kind.NUMBER)
CHOSEN = (Kind.CHOICES, Kind.ORDER, Kind.MATCH)
# The letters are those of the app.
COMMANDS = {
    "h": "hint", "u": "undo", "s": "skip", "l": "language", "b": "bury", "x": "suspend", "f": "flag", "m": "note",
    "e": "edit", "n": "more", "q": "quit", "?": "help",
}  # fmt: skip
# What the same keys give while a Korean keyboard is on (two-set layout).
TWINS = dict(zip("ㅗㅕㄴㅣㅠㅌㄹㅡㄷㅜㅂ", "huslbxfmenq", strict=True))
ARGUED = ("flag", "note")
GUARDED = ("bury", "suspend")  # a letter alone, typed by a slip, must not take a card away
MORE_NEW = 5
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def command(line: str, *, bare: bool) -> tuple[str, str]:
    """The command that `line` gives and what follows it, or ("", "").

    With a colon (`:u`) it is a command everywhere; a letter alone only where `bare`, that is not where an answer is
    typed, since `s` can be an answer. A guarded one without its colon gives ("colon", its letter).
    """
    text = one_line(line)
    colon = text.startswith((":", "："))
    if colon:
        text = text[1:].strip()
    elif not bare:
        return "", ""
    letter, _, argument = text.partition(" ")
    letter = TWINS.get(letter, letter.lower())
    name = COMMANDS.get(letter, "")
    if name in GUARDED and not colon and not argument:
        return "colon", letter
    return (name, argument) if name and (not argument or name in ARGUED) else ("", "")


class Stop(Exception):
    """The person, or the end of the input, ends the session."""


class Answer(NamedTuple):
    """What was answered to a card, before it is rated."""

    given: str
    judgement: Judgement
    hints: int = 0
    seconds: float = 0.0


class Plain:
    """One session on standard input and output. `timer` gives seconds for how long an answer took."""

    def __init__(self, collection: Collection, session: Session, timer: Callable[[], float]) -> None:
        self.collection = collection
        self.session = session
        self.words = Words(collection.language)
        self.language = collection.language  # of the cards; `l` changes it
        self.titles = {deck: title for deck, (title, _) in collection.decks().items()}
        self.timer = timer
        self.started = 0.0
        self.hints = 0
        self.hinted = False

    def run(self) -> None:
        """Ask until nothing is left, the input ends or the person stops; raises QuizError where saving failed."""
        words = self.words
        say(words("Enter shows the answer. h hint, u undo, s skip, q quit, ? help; with a colon (:q) where you type."))
        try:
            while True:
                while (prompt := self.session.next()) is not None:
                    self.turn(prompt)
                if not self.once_more():
                    break
        except Stop:
            pass
        say()
        for line in ending(self.session.summary(), words):
            say(line)

    def once_more(self) -> bool:
        """After the last card: whether it was taken back."""
        if not self.session.can_undo:
            return False
        line = read(self.words("That was the last card. u takes it back, Enter ends: "))
        return line is not None and command(line, bare=True)[0] == "undo" and self.session.undo() is not None

    def turn(self, prompt: Prompt) -> None:
        """One card, until it is rated or left."""
        self.hints, self.hinted = 0, False
        self.started = self.timer()
        self.show(prompt)
        if not prompt.rateable:
            self.read_only(prompt)
            return
        if prompt.exercise is not None:
            from quiz.cli.drill import Drilled

            Drilled(self, prompt, prompt.exercise).run()
            return
        answer = self.answered(prompt)
        if answer is not None:
            self.reveal(prompt, answer.judgement)
            self.rate(prompt, answer)

    def show(self, prompt: Prompt) -> None:
        deck = prompt.card.deck
        title = one_line(in_language(self.titles.get(deck, {}), self.words.language) or deck)
        say()
        say(self.words("{deck}, {count} left.", deck=title, count=prompt.counts.total))
        say(ask.question(prompt, self.language))
        if ask.several(prompt, self.language):
            say(self.words("More than one is right."))
        for place, left in enumerate(ask.lefts(prompt, self.language)):
            say(f"{LETTERS[place % 26]}. {left}")
        for number, option in enumerate(ask.options(prompt, self.language), 1):
            say(f"{number}. {option}")

    def read_only(self, prompt: Prompt) -> None:
        """A card that can be read but not rated: its answer, the reason, and on to the next."""
        self.enter(self.words("Enter shows the answer: "))
        say(ask.answer(prompt, self.language))
        say(self.words(prompt.why, **prompt.why_values))
        self.enter(self.words("Enter goes on: "))
        self.session.skip()

    def enter(self, text: str) -> None:
        line = read(text)
        if line is None or command(line, bare=True)[0] == "quit":
            raise Stop

    def answered(self, prompt: Prompt) -> Answer | None:
        """What the person answered; None when the card was left instead."""
        kind = prompt.card.kind
        while True:
            line = read(self.invitation(prompt))
            if line is None:
                raise Stop
            name, argument = command(line, bare=kind not in TYPED)
            if name:
                if self.obey(name, argument, prompt):
                    return None
                continue
            response = line if kind in TYPED or kind in CHOSEN else ""
            judgement = judge(prompt, response, self.language, hints=self.hints)
            if judgement.verdict != "format":
                return Answer(line.strip(), judgement, self.hints, self.timer() - self.started)
            say(self.words(judgement.feedback))

    def invitation(self, prompt: Prompt) -> str:
        words, kind = self.words, prompt.card.kind
        if kind in TYPED:
            return words("Your answer (Enter alone shows it): ")
        if kind is Kind.CHOICES and ask.several(prompt, self.language):
            return words("The numbers of the right ones (Enter alone shows them): ")
        if kind is Kind.CHOICES:
            return words("The number of the right one (Enter alone shows it): ")
        if kind is Kind.ORDER:
            return words("The numbers in the right order, as 2 1 3 (Enter alone shows it): ")
        if kind is Kind.MATCH:
            return words("For a, b and so on the number that belongs to it, as 2 1 3 (Enter alone shows it): ")
        return words("Enter shows the answer: ")

    def reveal(self, prompt: Prompt, judgement: Judgement) -> None:
        for line in verdict(judgement, self.words):
            say(line)
        say(ask.answer(prompt, self.language))
        correction = ask.correction(prompt, self.language)
        if correction:
            say(self.words("Correction: {text}", text=correction))
        if prompt.card.source:
            say(self.words("Source: {text}", text=prompt.card.source))
        if prompt.note:
            say(self.words("Your note: {text}", text=prompt.note))
        linked = self.collection.card(judgement.link) if judgement.link else None
        if linked is not None:
            say(self.words("See also: {text}", text=ask.about(linked, self.language)))

    def rate(self, prompt: Prompt, answer: Answer) -> None:
        """Ask for a rating until one is on disk, or the card is left."""
        failure: QuizError | None = None
        while True:
            line = read(self.ratings(prompt, answer.judgement.suggested))
            name, argument = ("quit", "") if line is None else command(line, bare=True)
            if name == "quit" and failure is not None:
                raise failure
            if name:
                if self.obey(name, argument, prompt):
                    return
                if name == "language" and prompt.exercise is None:
                    self.reveal(prompt, answer.judgement)
                continue
            rating = chosen_rating(line or "", answer.judgement.suggested)
            if rating is None:
                say(self.words("1, 2, 3 or 4, please."))
                continue
            try:
                self.save(rating, answer)
                return
            except QuizError as error:
                failure = error
                complain(self.words(error.message, **error.values))

    def save(self, rating: Rating, answer: Answer) -> None:
        outcome = self.session.answer(
            rating,
            duration_ms=round(answer.seconds * 1000),
            response=answer.given or None,
            suggested=answer.judgement.suggested,
            hints=answer.hints,
            link=answer.judgement.link,
        )
        interval = ask.interval(outcome.interval, self.words.language)
        say(self.words("Noted: {rating}, again in {interval}.", rating=names(self.words)[rating], interval=interval))
        if outcome.leech:
            say(self.words("This card keeps being forgotten: reword it, or split it."))

    def ratings(self, prompt: Prompt, suggested: Rating | None) -> str:
        parts = [
            f"{rating:d} {name} {ask.interval(prompt.intervals[rating], self.words.language)}"
            for rating, name in names(self.words).items()
        ]
        line = ", ".join(parts)
        if suggested is None:
            return self.words("Rate it: {ratings}: ", ratings=line)
        return self.words("Rate it: {ratings} (Enter: {suggested}): ", ratings=line, suggested=int(suggested))

    def obey(self, name: str, argument: str, prompt: Prompt) -> bool:
        """Carry out a command, or say why it cannot be; True when the card on screen is left by it."""
        if name == "quit":
            raise Stop
        try:
            return self.carry_out(name, argument, prompt)
        except QuizError as error:
            complain(self.words(error.message, **error.values))
            return False

    def carry_out(self, name: str, argument: str, prompt: Prompt) -> bool:
        words = self.words
        if name == "help":
            for line in helping(words):
                say(line)
        elif name == "colon":
            say(words("With a colon, please: :{letter}", letter=argument))
        elif name == "hint":
            hint = ask.hint(prompt, self.language)
            self.hints += bool(hint) and not self.hinted
            self.hinted = True
            say(words("Hint: {text}", text=hint) if hint else words("This card has no hint."))
        elif name == "language":
            self.switch(prompt)
        elif name == "flag":
            self.flag(argument)
        elif name == "note":
            self.note(argument)
        elif name == "more":
            say(words("New cards added for today: {count}.", count=self.session.more_new(MORE_NEW)))
        else:
            return self.leave(name, prompt)
        return False

    def leave(self, name: str, prompt: Prompt) -> bool:
        """Commands after which another card is next."""
        words = self.words
        if name == "skip":
            self.session.skip()
            say(words("Skipped for this session."))
        elif name == "bury":
            self.session.bury()
            say(words("Put away until tomorrow."))
        elif name == "suspend":
            self.session.suspend()
            say(words("Suspended: it is not asked any more; u takes that back."))
        elif name == "edit":
            self.edit(prompt)
        elif self.session.undo() is None:
            say(words("There is nothing to undo."))
            return False
        else:
            say(words("Undone."))
        return True

    def edit(self, prompt: Prompt) -> None:
        from quiz.editor import edit

        path, line = self.session.edit_path()
        try:
            edit(path, line)
        finally:
            if self.collection.tidy_override(prompt.card.id):
                say(self.words("Nothing is changed against the shipped card: your copy is removed."))
        self.session.reload()

    def flag(self, argument: str) -> None:
        if argument not in tuple("01234567"):
            say(self.words("A flag is a number from 0 (none) to 7, as in: f 3"))
            return
        self.session.flag(int(argument))
        say(self.words("Flag {number} set.", number=argument))

    def note(self, argument: str) -> None:
        if not argument:
            say(self.words("Write the note behind the letter, as in: m compare with softmax"))
            return
        self.session.note(argument)
        say(self.words("Your note: {text}", text=argument))

    def switch(self, prompt: Prompt) -> None:
        """The same card in the next of its languages; before a typed answer or a cloze that helps as a hint does."""
        language = ask.other_language(prompt.card, self.language)
        if language == self.language:
            say(self.words("This card has one language only."))
            return
        self.language = language
        self.hints += prompt.card.kind in TYPED or prompt.card.kind is Kind.CLOZE
        self.show(prompt)


def chosen_rating(line: str, suggested: Rating | None) -> Rating | None:
    """The rating that a line gives: 1–4, or the suggested one where the line is empty."""
    text = normalize("NFKC", one_line(line))  # an input method may give full-width digits
    if not text:
        return suggested
    return Rating(int(text)) if text in ("1", "2", "3", "4") else None
