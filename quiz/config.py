"""The settings: `config.toml` in the home, all of it optional."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from quiz.model.errors import QuizError
from quiz.model.text import one_line


class Settings(NamedTuple):
    """What a person can set. Steps and `learn_ahead` are seconds; `rollover` is the hour at which a study day turns;
    `exercise_minutes` is how long exercises may take in a day, `code_timeout` how many seconds written code may run."""

    language: str = ""  # "" follows LANG
    new_per_day: int = 10
    reviews_per_day: int = 200
    exercise_minutes: int = 20
    code_timeout: int = 2
    desired_retention: float = 0.9
    learning_steps: tuple[int, ...] = (60, 600)
    relearning_steps: tuple[int, ...] = (600,)
    learn_ahead: int = 1200
    maximum_interval: int = 36500
    rollover: int = 4
    theme: str = "quiz-dark"


# The least and the greatest value of what is counted.
_WHOLE = {
    "new_per_day": (0, 10_000),
    "reviews_per_day": (0, 100_000),
    "exercise_minutes": (0, 1_440),
    "code_timeout": (1, 60),
    "maximum_interval": (1, 36_500),
    "rollover": (0, 23),
}
_RETENTION = (0.7, 0.99)


Words = Callable[..., str]  # `language.Words`: an English sentence and its values as text


def english(sentence: str, **values: object) -> str:
    return sentence.format(**values)


def load(text: str, path: str, words: Words = english) -> Settings:
    """The settings that `text`, a TOML document from `path`, states; what it leaves out is as by default.

    Durations are seconds or text such as "90s", "10m", "1h". Raises QuizError, which names every wrong entry in the
    language of `words`.
    """
    # Imported here: a start with unchanged settings needs none of these.
    import tomllib
    from typing import Annotated

    from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

    def within(key: str) -> object:
        return Field(ge=_WHOLE[key][0], le=_WHOLE[key][1])

    seconds = Annotated[int, BeforeValidator(_seconds), Field(ge=1, le=86400)]

    class Form(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)

        language: Annotated[str, StringConstraints(pattern=r"^([a-z]{2,3})?$")] = ""
        new_per_day: Annotated[int, within("new_per_day")] = 10
        reviews_per_day: Annotated[int, within("reviews_per_day")] = 200
        exercise_minutes: Annotated[int, within("exercise_minutes")] = 20
        code_timeout: Annotated[int, within("code_timeout")] = 2
        desired_retention: Annotated[float, Field(ge=_RETENTION[0], le=_RETENTION[1])] = 0.9
        learning_steps: Annotated[tuple[seconds, ...], Field(strict=False, max_length=10)] = (60, 600)
        relearning_steps: Annotated[tuple[seconds, ...], Field(strict=False, max_length=10)] = (600,)
        learn_ahead: seconds = 1200
        maximum_interval: Annotated[int, within("maximum_interval")] = 36500
        rollover: Annotated[int, within("rollover")] = 4
        theme: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]+$")] = "quiz-dark"

    try:
        form = Form.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise QuizError("{path}: this is not TOML: {error}", path=path, error=one_line(str(error))) from error
    except ValidationError as error:
        keys = dict.fromkeys(str(fault["loc"][0]) for fault in error.errors(include_url=False, include_context=False))
        faults = "; ".join(_fault(key, words) for key in keys)
        raise QuizError("{path}: {faults}", path=path, faults=one_line(faults)) from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, brackets without an end
        raise QuizError("{path}: this is not TOML: {error}", path=path, error=one_line(str(error))) from error
    return Settings(**form.model_dump())


def _fault(key: str, words: Words) -> str:
    """What a key takes, or that there is none of that name."""
    if key == "learn_ahead":
        return words('{key}: a duration such as 90, "90s", "10m" or "1h", a day at most', key=key)
    if key in ("learning_steps", "relearning_steps"):
        return words('{key}: up to ten durations, each a day at most, such as [90, "10m", "1h"]', key=key)
    if key in _WHOLE:
        low, high = _WHOLE[key]
        return words("{key}: a whole number from {low} to {high}", key=key, low=low, high=high)
    if key == "desired_retention":
        return words("{key}: a number from {low} to {high}", key=key, low=_RETENTION[0], high=_RETENTION[1])
    if key == "language":
        return words('{key}: the code of a language, such as "en" or "ko"', key=key)
    if key == "theme":
        return words('{key}: text of letters, digits and "-"', key=key)
    from difflib import get_close_matches

    name = one_line(key)
    if near := get_close_matches(name, Settings._fields, 1):
        return words("there is no setting {key}; did you mean {near}?", key=name, near=near[0])
    return words("there is no setting {key}; there are: {names}", key=name, names=", ".join(Settings._fields))


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def _seconds(value: object) -> object:
    """ "10m" as 600; what is no such text is left to the validation."""
    if isinstance(value, str) and value[-1:] in _UNITS and value[:-1].strip().isdecimal():
        return int(value[:-1]) * _UNITS[value[-1]]
    return value
