"""Numbers whose rounding hides everything, complaints all at once, and reports of which nothing unread is pasted."""

from __future__ import annotations

import pytest

from tests.audit.asking import decided
from uccheck.audit.engine import findings
from uccheck.audit.files import Malformed, parse_text
from uccheck.audit.reports.report import render
from uccheck.audit.said.propose import propose


def reason(body: str) -> str:
    """What is said of a claim that cannot be read."""
    (item,) = parse_text(f'[[claim]]\nid = "c"\nsays = "s"\n{body}\n', "f.toml")
    return item.reason if isinstance(item, Malformed) else ""


INTERVAL = 'kind = "proportion"\nk = 10\nn = 100\nlevel = "0.95"\n'


@pytest.mark.parametrize(
    "body",
    [
        INTERVAL + "lower = 0\nupper = 0",  # the exact one is [0.049, 0.176]: within half a unit of 0
        INTERVAL + 'upper = "0"',
        'kind = "statistic"\ntest = "z"\nvalue = "1.00"\np = "0"',
    ],
)
def test_a_whole_number_says_nothing_between_0_and_1(body: str) -> None:
    assert "known to half a unit" in reason(body)


@pytest.mark.parametrize(
    "body",
    [
        INTERVAL + 'lower = 0\nupper = "0.18"',  # the other end has the digits
        'kind = "statistic"\ntest = "z"\nvalue = "6.00"\np = "0.000"',
        'kind = "statistic"\ntest = "z"\nvalue = "6.00"\np = 1\np_relation = "<"',
    ],
)
def test_a_whole_number_with_digits_elsewhere_is_read(body: str) -> None:
    assert reason(body) == ""


def test_an_interval_of_zeros_is_not_upheld() -> None:
    found = decided("proportion", k=10, n=100, lower="0.00", upper="0.00", level="0.95")
    assert found.word == "REFUTED", found.detail


def test_every_complaint_of_a_claim_is_said_at_once() -> None:
    test = reason('kind = "statistic"\ntest = "F"\nvalue = "-1.0"')
    assert all(f'field "{name}"' in test for name in ("df", "df2", "p", "value"))
    run = reason('kind = "run"\nrecord = "kit:x"\nquantity = "ratio"\nvalue = 1')
    assert all(f'field "{name}"' in run for name in ("relation", "of", "between"))
    sides = reason('kind = "inequality"\nlhs = "x+"\nrelation = "<"\nrhs = "y"\nwhere = { x = [0, 1] }')
    assert 'line 5, field "lhs"' in sides and 'line 7, field "rhs"' in sides


def test_lengths_keys_and_findings_are_named_plainly() -> None:
    short = reason('kind = "exponent"\nx = [1, 2]\ny = ["1.0", "2.0"]\nrelation = ">"\nvalue = 0\nlevel = "0.95"')
    assert 'field "x": 2 values; write at least 3' in short and "validation" not in short
    keys = reason('kind = "tail"\ncolour = 1\nshape = 2')
    assert "'colour'" in keys and "'shape'" in keys and keys.count(" knows ") == 1
    mistyped = reason('kind = "attribution"\npaper = "1902.04742"\nfinding = "uniform-convergance-fails"')
    assert "did you mean 'uniform-convergence-fails'?" in mistyped
    assert reason('kind = "attribution"\npaper = "1902.04742"\nfinding = "cats-are-liquid"') == ""  # out of scope, and no misprint


@pytest.mark.parametrize("sign", ["\u2264", "\u2265", "<=", "\u2260"])
def test_a_relation_in_a_formula_is_named_and_never_left_out(sign: str) -> None:
    said = reason(f'kind = "inequality"\nlhs = "x {sign} 3"\nrelation = "<="\nrhs = "x"\nwhere = {{ x = [0, 1] }}')
    assert "field `relation`" in said and "did you mean" not in said


def test_a_variable_with_the_name_of_a_function_is_not_the_function() -> None:
    assert decided("inequality", lhs="Q(Q)", relation="<", rhs="1/2", where={"Q": ["> 0", "inf"]}).word == "CERTIFIED"


def test_the_value_of_a_parameter_is_not_the_least_dimension() -> None:
    assert propose("The least D at m=1000, delta=0.05, epsilon=0.01 is about 348k") is None
    found = propose("At m = 1000, delta = 0.05, epsilon = 0.01 the least D is 347729.")
    assert found is not None and found.table["value"] == 347729


def test_the_pasted_text_has_no_unread_claim_and_no_cut_sentence() -> None:
    unread = '[[claim]]\nid = "no"\nsays = "s"\nkind = "tail"\n'
    text = (
        unread
        + '[[claim]]\nid = "yes"\nsays = "s"\nkind = "event"\nevent = "all-flipped"\nm = 10\nD = 9000\nrelation = ">="\nvalue = "0.5"\n'
    )
    found = list(findings(parse_text(text, "f.toml")))
    pasted = render(found, "md")
    assert "**no: INVALID" not in pasted and "is missing" not in pasted and "Left out, for they cannot be read: no." in pasted
    assert "**yes: CERTIFIED.**" in pasted and "<details>" in pasted and " .." not in pasted
    trusts = [f.trusts[0] for f in found if f.trusts]
    assert trusts and all(trust.split("`")[0] in pasted for trust in trusts)
