"""Every case of the ONNX backend test suite with one operation, where the engine has that: tests/…/onnx_table.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest

from quiz.engine import Tensor, functional, losses, ops, optim
from tests.engine import closeness
from tests.oracles.engine.onnx_cases import EXPANDED, Case, cases
from tests.oracles.engine.onnx_table import ABSENT, LEFT_OUT, ONLY_FIRST, OPERATIONS, ROUNDED

CASES = 2024  # in the suite
SEVERAL = 506  # of these have several operations, most of them a function of ONNX's written as other operations
RUN = 560  # of the others are run here


def known() -> list[Case]:
    """The cases whose operation the engine has."""
    return [case for case in cases().values() if case.operation in OPERATIONS]


def reasons(case: Case) -> list[str]:
    return [reason.why for reason in LEFT_OUT if reason.applies(case)]


def outputs(found: Any) -> tuple[Any, ...]:
    return found if isinstance(found, tuple) else (found,)


def check(case: Case, closely: bool = True) -> None:
    """Raises unless the engine gives what the suite expects: dtype, shape, the suite's tolerance, our closeness."""
    operation = OPERATIONS[case.operation]
    with np.errstate(all="ignore"):
        ours, magnitudes = outputs(operation.run(case)), outputs(operation.magnitude(case))
    expected = case.outputs[:1] if case.name in ONLY_FIRST else case.outputs
    for actual, wanted, magnitude in zip(ours, expected, magnitudes, strict=True):
        assert np.asarray(actual).dtype == wanted.dtype
        np.testing.assert_allclose(actual, wanted, rtol=case.rtol, atol=case.atol, strict=True)
        if not closely:
            continue
        if operation.closeness == "exact" or wanted.dtype.kind != "f":
            np.testing.assert_array_equal(actual, wanted)
        elif operation.closeness == "elementwise":
            closeness.elementwise(actual, wanted)
        else:
            closeness.products(actual, wanted, np.abs(magnitude))


def failures(chosen: Iterable[Case]) -> dict[str, str]:
    """The cases that fail, with the beginning of why."""
    found = {}
    for case in chosen:
        try:
            check(case, closely=case.name not in ROUNDED)
        except (AssertionError, ValueError) as error:  # EngineError is a ValueError
            found[case.name] = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
    return found


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_the_cases_of_an_operation(operation: str) -> None:
    chosen = [case for case in known() if case.operation == operation and not reasons(case)]
    assert chosen
    assert failures(chosen) == {}


def test_how_many_cases_are_run() -> None:
    assert len(cases()) == CASES
    assert sum(case.operation == "" for case in cases().values()) == SEVERAL
    assert sum(not reasons(case) for case in known()) == RUN


def test_every_operation_of_the_suite_is_run_or_named_as_absent() -> None:
    absent = " ".join(ABSENT.values()).split()
    assert Counter([*absent, *OPERATIONS]) == Counter({case.operation for case in cases().values()} - {""})


def test_what_is_named_as_absent_is_absent() -> None:
    rooms = (Tensor, functional, losses, ops, optim)
    names = {name.lower().replace("_", "") for room in rooms for name in dir(room)}
    assert [name for name in " ".join(ABSENT.values()).split() if name.lower() in names] == []
    assert {"conv2d", "relu", "crossentropy", "maximum", "adam", "reshape"} <= names


def test_an_expansion_repeats_a_case_that_stands_for_itself() -> None:
    expansions = [name for name in cases() if EXPANDED in name]
    assert len(expansions) > 400
    assert [name for name in expansions if cases()[name.split(EXPANDED)[0]].operation == ""] == []


@pytest.mark.parametrize("reason", LEFT_OUT, ids=lambda reason: reason.why)
def test_a_reason_to_leave_cases_out_still_holds(reason: Any) -> None:
    chosen = [case for case in known() if reason.applies(case)]
    assert len(chosen) == reason.cases
    assert [case.name for case in chosen if reasons(case) != [reason.why]] == []
    assert [case.name for case in chosen if case.name not in failures(chosen)] == []


@pytest.mark.parametrize("name", sorted(ONLY_FIRST))
def test_a_case_compared_in_part_has_more_outputs_than_the_engine(name: str) -> None:
    case = cases()[name]
    assert len(outputs(OPERATIONS[case.operation].run(case))) == 1 < len(case.outputs)


@pytest.mark.parametrize("name", ROUNDED)
def test_a_case_with_few_digits_is_no_nearer_than_these(name: str) -> None:
    with pytest.raises(AssertionError, match="apart"):
        check(cases()[name])
