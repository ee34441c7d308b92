"""The settings: `config.toml` in the home, all of it optional."""

from __future__ import annotations

from typing import NamedTuple

from quiz.model.errors import QuizError
from quiz.model.text import one_line


class Settings(NamedTuple):
    """What a person can set. Steps and `learn_ahead` are seconds; `rollover` is the hour at which a study day turns."""

    language: str = ""  # "" follows LANG
    new_per_day: int = 10
    reviews_per_day: int = 200
    desired_retention: float = 0.9
    learning_steps: tuple[int, ...] = (60, 600)
    relearning_steps: tuple[int, ...] = (600,)
    learn_ahead: int = 1200
    maximum_interval: int = 36500
    rollover: int = 4
    theme: str = "quiz-dark"


def load(text: str, path: str) -> Settings:
    """The settings that `text`, a TOML document from `path`, states; what it leaves out is as by default.

    Durations are seconds or text such as "90s", "10m", "1h". Raises QuizError, which names every wrong entry.
    """
    # Imported here: a start with unchanged settings needs none of these.
    import tomllib
    from typing import Annotated

    from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

    seconds = Annotated[int, BeforeValidator(_seconds), Field(ge=1, le=86400)]

    class Form(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)

        language: Annotated[str, StringConstraints(pattern=r"^([a-z]{2,3})?$")] = ""
        new_per_day: Annotated[int, Field(ge=0, le=10_000)] = 10
        reviews_per_day: Annotated[int, Field(ge=0, le=100_000)] = 200
        desired_retention: Annotated[float, Field(ge=0.7, le=0.99)] = 0.9
        learning_steps: Annotated[tuple[seconds, ...], Field(strict=False, max_length=10)] = (60, 600)
        relearning_steps: Annotated[tuple[seconds, ...], Field(strict=False, max_length=10)] = (600,)
        learn_ahead: seconds = 1200
        maximum_interval: Annotated[int, Field(ge=1, le=36500)] = 36500
        rollover: Annotated[int, Field(ge=0, le=23)] = 4
        theme: str = "quiz-dark"

    try:
        form = Form.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise QuizError("{path}: this is not TOML: {error}", path=path, error=one_line(str(error))) from error
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors(include_url=False)
        )
        raise QuizError("{path}: {faults}", path=path, faults=one_line(faults)) from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, brackets without an end
        raise QuizError("{path}: this is not TOML: {error}", path=path, error=one_line(str(error))) from error
    return Settings(**form.model_dump())


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def _seconds(value: object) -> object:
    """ "10m" as 600; what is no such text is left to the validation."""
    if isinstance(value, str) and value[-1:] in _UNITS and value[:-1].strip().isdecimal():
        return int(value[:-1]) * _UNITS[value[-1]]
    return value
