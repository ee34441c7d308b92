"""Formulas as Unicode."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.decks.maths import formula, unicode


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        ("x^2", "x²"), ("w_i", "wᵢ"), ("w_{ij}^2", "wᵢⱼ²"), ("c_{out}", "cₒᵤₜ"), ("10^{-3}", "10⁻³"),
        ("0.25^{10}", "0.25¹⁰"),
        ("y_{pred}", "y_pred"), ("e^{-x^2}", "e^(-x²)"), (r"x^{n\times m}", "x^(n × m)"), (r"W^\top x", "Wᵀ x"),
        (r"\frac{1}{2}", "1/2"), (r"\frac{k-1}{2}", "(k-1)/2"), (r"\dfrac{a}{b+1}", "a/(b+1)"), (r"\frac12", "1/2"),
        (r"\frac{1}{n}\sum_{i=1}^n e_i^2", "(1/n)∑ᵢ₌₁ⁿ eᵢ²"), (r"\frac{\partial L}{\partial w}", "∂L/∂w"),
        (r"\sqrt{2}", "√2"), (r"\sqrt{x+1}", "√(x+1)"), (r"\sqrt[3]{x}", "∛x"),
        (r"\sigma(x) = \frac{1}{1+e^{-x}}", "σ(x) = 1/(1+e⁻ˣ)"), (r"w \leftarrow w - \eta \nabla L", "w ← w - η∇L"),
        (r"-\sum_i y_i\log p_i", "-∑ᵢ yᵢ log pᵢ"), (r"\left\lfloor \frac{n}{s} \right\rfloor + 1", "⌊n/s ⌋ + 1"),
        (r"\hat{y}", "ŷ"), (r"\mathbb{R}^{n}", "ℝⁿ"), (r"\text{softmax}(z)_i", "softmax(z)ᵢ"), (r"\|x\|_2", "‖x‖₂"),
        ("p = (k-1)/2 = 2", "p = (k-1)/2 = 2"), (r"5\%", "5%"), ("5 % 3", "5 % 3"), ("a*b*c", "a∗b∗c"),
        ("한글^2", "한글²"),
        (r"\operatorname{argmax}_i z_i", "argmaxᵢ zᵢ"), (r"\{a\}", "{a}"),
    ],
)  # fmt: skip
def test_formulas(latex: str, text: str) -> None:
    assert formula(latex) == text
    assert unicode(f"so ${latex}$.") == f"so {text}."


@pytest.mark.parametrize(
    "latex",
    [r"\frac{", "}", "a_", r"\unknown{x}", r"\input{/etc/passwd}", "x" * 2000, "{" * 500 + "}" * 500, r"\sqrt[2"],
)
def test_what_has_no_form_stays(latex: str) -> None:
    assert formula(latex) == ""
    assert unicode(f"so ${latex}$.") == f"so ${latex}$."


@pytest.mark.parametrize(
    "text",
    [
        "costs $5 and $6", "US$5,US$6", "$ x^2$", "$x^2 $", "$x^2$3", "`$x^2$`", "```\n$x^2$\n```", "``a ` $x^2$``",
        "$x\ny$", "$$x^2$$", "$", "$$", "$6 and `x$`",
    ],
)  # fmt: skip
def test_what_is_no_formula(text: str) -> None:
    assert unicode(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\$5 and $x^2$", "$5 and x²"),
        (r"\$x^2\$", "$x^2$"),
        (r"`\$` and \$", r"`\$` and $"),
        ("$x^2$ and $y_i$", "x² and yᵢ"),
        ("`a` $x^2$ `b`", "`a` x² `b`"),
        ("($x^2$)", "(x²)"),
        ("$x^2$는", "x²는"),
    ],
)
def test_dollars(text: str, expected: str) -> None:
    assert unicode(text) == expected


@given(st.text(alphabet="$\\{}^_`x1 \nfrac~", max_size=60))
def test_never_raises(text: str) -> None:
    assert isinstance(unicode(text), str)


@given(st.text(alphabet=st.characters(exclude_characters="$"), max_size=60))
def test_text_without_dollars_is_untouched(text: str) -> None:
    assert unicode(text) == text
    assert unicode(f"```\n{text.replace('`', '').replace(chr(13), '')}\n```") == (
        f"```\n{text.replace('`', '').replace(chr(13), '')}\n```"
    )
