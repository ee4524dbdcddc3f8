"""Domains that leave an end out, and ranges that hold both: what is true there and not at the end, and what is false inside."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest

from tests.audit.asking import stated
from uccheck.audit.deciders.formulas.open_ends import _pieces
from uccheck.audit.files import Malformed, parse_text
from uccheck.audit.kinds.formulas import Beyond, Inequality


def word(lhs: str, relation: str, rhs: str, where: str) -> str:
    return stated(f'kind = "inequality"\nlhs = "{lhs}"\nrelation = "{relation}"\nrhs = "{rhs}"\nwhere = {{ {where} }}').word


@pytest.mark.parametrize(
    ("lhs", "relation", "rhs", "where", "expected"),
    [
        ("log(1+t)", "<=", "t", 't = ["> -1", "inf"]', "CERTIFIED"),
        ("log(1+t)", "<", "t", 't = ["> -1", "inf"]', "REFUTED"),  # t = 0
        ("log(1+t)", "<", "t", 't = ["> 0", "inf"]', "CERTIFIED"),
        ("log(1+t)", "<", "0.999999*t", 't = ["> 0", "inf"]', "REFUTED"),
        ("x*log(x)", ">=", "x-1", 'x = ["> 0", "inf"]', "CERTIFIED"),
        ("x", "<", "1", 'x = [0, "< 1"]', "CERTIFIED"),
        ("x", "<", "1", "x = [0, 1]", "REFUTED"),
        ("x", "<", "0.999999", 'x = [0, "< 1"]', "REFUTED"),
        ("x", "<", "0.9999999999999999999", 'x = [0, "< 1"]', "INCONCLUSIVE"),  # false beyond 1e-19 of the end: no word is better
        ("1/x", ">", "1", 'x = ["> 0", "< 1"]', "CERTIFIED"),
        ("1/(x*(1-x))", ">=", "4", 'x = ["> 0", "< 1"]', "CERTIFIED"),
        ("1/(x*(1-x))", ">", "4", 'x = ["> 0", "< 1"]', "REFUTED"),
        ("exp(x)", ">", "0", 'x = ["-inf", "< 0"]', "CERTIFIED"),
        ("x*y", "<", "0.9", 'x = [0, "< 1"], y = [0, 1]', "REFUTED"),
    ],
)
def test_an_end_left_out(lhs: str, relation: str, rhs: str, where: str, expected: str) -> None:
    assert word(lhs, relation, rhs, where) == expected


@pytest.mark.parametrize(
    ("low", "high"), [(Beyond(0), "inf"), (Beyond(0), Fraction(3)), (Fraction(0), Beyond(3)), (Beyond(-1), Beyond(3)), ("-inf", Beyond(2))]
)
def test_the_pieces_cover_the_domain(low: Fraction | str, high: Fraction | str) -> None:
    """The ray u >= c of x = a + 1/u is what lies between a and a + 1/c: together with the closed piece there is no gap."""
    claim = Inequality.model_construct(id="c", says="s", kind="inequality", lhs="x", relation="<", rhs="9", where={"x": [low, high]})
    reached = []
    for piece in _pieces(claim):
        first, last = piece.where["x"]
        if piece.lhs == "x":
            reached.append((first, last))
            continue
        end, sign = (low, 1) if "+1/x" in piece.lhs else (high, -1)
        assert isinstance(end, Fraction) and isinstance(first, Fraction) and last == "inf"
        reached.append(tuple(sorted((Fraction(end), end + sign / first))))
    ordered = sorted(reached, key=lambda ends: (ends[0] != "-inf", Fraction(0 if isinstance(ends[0], str) else ends[0])))
    assert all(a[1] == b[0] for a, b in itertools.pairwise(ordered))
    assert (ordered[0][0], ordered[-1][1]) == (low, high)


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ('x = ["< 0", 1]', "for the first"), ('x = [0, "> 1"]', "for the first"), ('x = ["> 1", 1]', "left out"),
        ('x = ["> x", 1]', "not a number"), ('x = [">= 0", 1]', "relation"),
    ],
)  # fmt: skip
def test_an_end_that_says_nothing(where: str, told: str) -> None:
    text = f'[[claim]]\nid = "c"\nsays = "s"\nkind = "inequality"\nlhs = "x"\nrelation = "<"\nrhs = "2"\nwhere = {{ {where} }}\n'
    (item,) = parse_text(text, "c.toml")
    assert isinstance(item, Malformed) and told in item.reason, item


@pytest.mark.parametrize(
    ("epsilon", "expected"),
    [('[0, "0.1"]', "REFUTED"), ('[0, "0.09"]', "INCONCLUSIVE"), ('["0.1", "0.2"]', "REFUTED"), ('["0.1001", "0.2"]', "INCONCLUSIVE")],
)
def test_both_ends_of_a_range_are_in_it(epsilon: str, expected: str) -> None:
    """A formula that asks for nothing at epsilon = 0.1 alone, and for enough elsewhere (no polynomial, so that no theorem is seen)."""
    D = "1e5*m*(epsilon - 0.1)**2*(log(4/epsilon) + log(1/delta))*1e9"
    found = stated(f'kind = "suffices"\nD = "{D}"\ndelta = ["0.05", "0.05"]\nepsilon = {epsilon}\nm = [1, 5]')
    assert found.word == expected, found.detail


def test_a_range_is_printed_with_its_ends() -> None:
    from uccheck.audit.kinds.models import adapter
    from uccheck.audit.sentences import sentence

    table = {"id": "c", "says": "s", "kind": "suffices", "D": "m", "delta": ["1/8", "1/4"], "epsilon": [0, "1/10"]}
    formal = sentence(adapter().validate_python(table))
    assert "delta in [0.125, 0.25]" in formal and "epsilon in (0, 0.1]" in formal
    assert "epsilon in (0, 1)" in sentence(adapter().validate_python({**table, "epsilon": [0, 1]}))


def test_a_witness_is_as_ordinary_as_the_ranges_allow() -> None:
    """Where delta = 0.001 does, no 1e-9 is printed; where the ranges have nothing else, it is."""
    body = 'kind = "suffices"\nD = "64*m*log(1/epsilon)"\ndelta = [0, "{}"]\nepsilon = [0, "{}"]'
    plain, tiny = stated(body.format("0.25", "0.1")), stated(body.format("1e-6", "1e-6"))
    assert plain.word == tiny.word == "REFUTED"
    assert "e-" not in plain.detail.split("D =")[0] and "e-" in tiny.detail.split("D =")[0]
