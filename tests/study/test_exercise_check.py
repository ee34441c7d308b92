"""What `exercise:` sets is looked at where it is written; what a family does not take is not asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from quiz.exercises import registry
from quiz.model.errors import QuizError
from quiz.study.collection import Collection
from tests.study.drills import PRODUCTS, drill, install
from tests.study.helpers import Clock, opened, write

SET = replace(PRODUCTS, settings={"padding": ("valid", "same"), "stride": (1, 2), "bias": (True, False)})


@pytest.fixture
def families(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, SET, replace(PRODUCTS, name="plain"))


@pytest.mark.parametrize(
    ("call", "column", "told"),
    [
        ("products { padding = 'same', stride = [1, 2] }", 0, ""),
        ("products { levels = [1, 4] }", 22, "products has no level 4; it has 1, 2, 3"),
        ("products { pading = 'same' }", 22, "products has no setting pading; it has padding, stride, bias"),
        ("plain { stride = 1 }", 19, "plain has no settings, so none is called stride"),
        ("products { padding = ['same', 'full'] }", 22, 'products: padding: got "full"; takes "valid", "same"'),
        ("products { stride = 3, padding = 'same' }", 22, "products: stride: got 3; takes 1, 2"),
        ("products { padding = 'same', stride = [] }", 40, "products: stride: got []; takes 1, 2"),
        ("products { bias = 'no' }", 22, 'products: bias: got "no"; takes true, false'),
    ],
)
def test_levels_and_settings(tmp_path: Path, families: None, call: str, column: int, told: str) -> None:
    drill(tmp_path, f"drill: {call}")
    with opened(tmp_path, Clock()) as collection:
        problems = collection.problems()
        assert collection.due().new == (0 if told and "level 4" not in told else 1)
        assert [(problem.line, problem.column, problem.warning) for problem in problems] == (
            [(2, column, False)] if told else []
        )
        for problem in problems:
            assert str(problem).endswith(f"drill: {told}")


def test_settings_narrow_what_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []

    def generate(rng: object, level: int, settings: object) -> dict[str, int]:
        seen.append(settings)
        return {"a": 3, "b": 4}

    install(monkeypatch, replace(SET, generate=generate))
    drill(tmp_path, "drill: products { stride = 2, padding = ['same'] }")
    with opened(tmp_path, Clock()) as collection, collection.session() as session:
        session.next()
    assert seen == [{"padding": ("same",), "stride": (2,), "bias": (True, False)}]


def test_a_broken_entry_point_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, SET)
    monkeypatch.setattr(registry, "names", lambda: ("products", "theirs"))
    monkeypatch.setattr(registry, "broken", lambda: {"theirs = a:b": "ImportError: no\nmodule"})
    drill(tmp_path, "drill: theirs")
    with opened(tmp_path, Clock()) as collection:
        assert collection.due().new == 0
        (problem,) = collection.problems()
        assert str(problem).endswith("drill: the exercise theirs is broken: ImportError: no module")
        assert not problem.warning


def test_every_family_of_the_program_can_be_asked(tmp_path: Path) -> None:
    names = list(registry.families())
    drill(tmp_path, *(f"x-{name}: {name}" for name in names))
    (tmp_path / "config.toml").write_text("new_per_day = 999\nexercise_minutes = 1440\n")
    with opened(tmp_path, Clock()) as collection:
        assert collection.problems() == ()
        with collection.session() as session:
            asked = []
            while (prompt := session.next()) is not None:
                assert prompt.exercise is not None, (prompt.why, prompt.why_values)
                asked.append(prompt.exercise.family.name)
                while prompt.exercise is not None and prompt.exercise.stage != "rated":
                    assert session.solution()
                    prompt = session.onward()
                assert session.hint() is not None
                with pytest.raises(QuizError, match="to be rated"):
                    session.onward()
                session.skip()
    assert asked == names


def test_shipped_decks_have_no_problems(tmp_path: Path) -> None:
    with Collection.open(tmp_path, clock=Clock()) as collection:
        assert [str(problem) for problem in collection.problems()] == []
    write(tmp_path, "")
