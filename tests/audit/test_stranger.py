"""Claims written from docs/audit.md alone that came back falsely upheld or falsely refuted; each with a neighbour that holds."""

from __future__ import annotations

import itertools
import json
import math
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.audit.asking import stated
from uccheck.audit.deciders.linear.defined import always
from uccheck.audit.deciders.literature import attribution
from uccheck.audit.deciders.numbers.run import decide as decide_run
from uccheck.audit.deciders.numbers.whole import STEPS, Budget, _next, exists, possible, scale_of
from uccheck.audit.kinds.linear import VARIABLES
from uccheck.audit.kinds.numbers import Run
from uccheck.audit.kinds.reading import formula
from uccheck.audit.runs.records import load
from uccheck.audit.said.propose import propose
from uccheck.expressions.grammar import parse


@pytest.mark.parametrize(
    ("ends", "method", "expected"),
    [
        (("0.10", "0.20"), None, "REFUTED"),  # the zero of "0.10" is a digit: not [0.05, 0.25]
        (("0.08", "0.24"), None, "PROVED"),
        (("0.10", "0.20"), "Wilson", "REFUTED"),
        (("0.09", "0.23"), "Wilson", "CERTIFIED"),
        (("0.1", "0.2"), "Wilson", "CERTIFIED"),  # one digit is what was printed
        (("0.1", "0.23"), "Wilson", "REFUTED"),  # the end with more digits sets the unit
    ],
)
def test_zeros_that_end_an_interval_are_digits(ends: tuple[str, str], method: str | None, expected: str) -> None:
    said = f'method = "{method}"' if method else ""
    found = stated(f'kind = "proportion"\nk = 15\nn = 100\nlower = "{ends[0]}"\nupper = "{ends[1]}"\nlevel = "0.95"\n{said}')
    assert found.word == expected, found.detail


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        ("1000*m*(log(-epsilon) - log(-epsilon**2)) + 1000*log(1/delta) + 1000*m", "suffices"),
        ("1000*m*(sqrt(log(1/epsilon) - 1)**2 + 5) + 1000*log(1/delta)", "suffices"),
        ("160*m*log(4/epsilon) + 75*log(1/delta) + 0*log(-m)", "suffices"),
        ("0.001*m*(log(-epsilon) - log(-epsilon**2))", "necessary"),
    ],
)
def test_a_formula_without_value_is_not_upheld(formula: str, kind: str) -> None:
    found = stated(f'kind = "{kind}"\nD = "{formula}"\ndelta = ["0.05", "0.25"]\nepsilon = [0, "0.1"]\n')
    assert found.word == "INCONCLUSIVE" and "a value everywhere" in found.detail


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("log(4/epsilon)", True), ("log(2*m)*log(1/delta)", True), ("max(log(m), log(1/epsilon))", True), ("sqrt(m*log(1/epsilon))", True),
        ("m/log(1/(delta*epsilon))", True), ("log(-epsilon)", False), ("log(log(m))", False), ("m/log(m)", False), ("sqrt(log(m))", True),
        ("log(log(1/epsilon))", True), ("log(epsilon)**0.5", False), ("1/log(1/epsilon**0)", False), ("1/log(1/(1*1))", False),
        ("m/(delta - epsilon)", False), ("sqrt(log(1/epsilon) - 1)", False), ("log(min(m, -1))", False),
    ],
)  # fmt: skip
def test_where_a_formula_has_a_value(formula: str, expected: bool) -> None:
    assert always(parse(formula, VARIABLES)) is expected


def test_equal_ends_of_a_range_are_one_value() -> None:
    found = stated('kind = "suffices"\nD = "2*m*log(1/epsilon)"\ndelta = ["0.05", "0.05"]\nepsilon = ["0.01", "0.01"]\n')
    assert found.word == "REFUTED" and "epsilon = 0.01" in found.detail


def mean(n: int, value: str, sd: str, more: str = "") -> str:
    return str(stated(f'kind = "statistic"\ntest = "mean"\nitems = 1\nn = {n}\nmean = "{value}"\nsd = "{sd}"\n{more}').word)


def test_grimmer_needs_an_example() -> None:
    assert mean(10, "1.5", "0.2") == "REFUTED"  # five 1s and five 2s are the least spread: 0.527
    assert mean(10, "1.5", "0.5") == "PROVED"
    assert mean(2, "0.0", "2.0") == "INCONCLUSIVE"  # a and -a deviate by 1.41 a with divisor n - 1, by a with n
    assert mean(2, "0.0", "2.4") == "REFUTED"
    assert mean(2, "0.0", "1.4") == "PROVED"
    assert mean(30, "1000", "300") == "PROVED"
    assert mean(100_000, "0.5", "0.5", "low = 0\nhigh = 1") == "PROVED"
    assert mean(500, "3.20", "1.10", "low = 1\nhigh = 5") == "PROVED"


@pytest.mark.parametrize("scale", [None, (0, 3), (-1, 2), (0, 1), (1, 2), (-2, 1), (1, 0)])
def test_whole_numbers_against_enumeration(scale: tuple[int, int] | None) -> None:
    values = range(-5, 6) if scale is None else range(scale[0], scale[1] + 1)
    for n in (1, 2, 3, 4):
        known = {(sum(x), sum(v * v for v in x)) for x in itertools.combinations_with_replacement(values, n)}
        for total in range(-4, 9):
            for squares in range(25):  # within 25 no number beyond -4..4 takes part
                assert exists((n, total, squares), scale, Budget()) is ((total, squares) in known), (n, total, squares)


@pytest.mark.parametrize("scale", [None, (0, 3), (-2, 1), (2, 2)])
def test_the_next_states_are_those_that_one_value_may_leave(scale: tuple[int, int] | None) -> None:
    """Each once, as long as the budget lasts; no value is tried beyond the largest distance from the mean that n numbers allow."""
    for n, total, squares in itertools.product((1, 2, 3, 4), range(-5, 9), range(25)):
        state = (n, total, squares)
        if not possible(state, scale):
            continue
        wanted = [(n - 1, total - x, squares - x * x) for x in range(-30, 31) if scale is None or scale[0] <= x <= scale[1]]
        budget = Budget()
        assert sorted(_next(state, scale, budget)) == sorted(rest for rest in wanted if n > 1 and possible(rest, scale)), state
        spread = (squares - Fraction(total * total, n)) * Fraction(n - 1, n)
        tried = 2 * (math.isqrt(int(spread)) + 1)
        assert STEPS - budget.left == tried
        short = Budget(3)
        assert len(list(_next(state, scale, short))) <= 3 and short.left == max(0, 3 - tried)


def test_a_scale_is_the_whole_numbers_of_an_interval() -> None:
    assert scale_of(Fraction(1, 2), Fraction(7, 2)) == (1, 3) and scale_of(Fraction(-1, 2), Fraction(2)) == (0, 2)
    assert scale_of(None, Fraction(1)) is scale_of(Fraction(1), None) is scale_of(None, None) is None


def test_the_search_for_whole_numbers_ends() -> None:
    start = time.monotonic()
    assert exists((3, 0, 2 * (4**12 * 7)), None, Budget(1000)) is None
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    ("body", "expected", "needs"),
    [
        ('test = "z"\nvalue = "-1.88"\np = "0.97"\nsides = 1', "INCONCLUSIVE", ("direction",)),
        ('test = "z"\nvalue = "-1.88"\np = "0.97"', "INCONCLUSIVE", ("direction",)),
        ('test = "z"\nvalue = "-1.88"\np = "0.03"\nsides = 1', "MEASURED", ()),
        ('test = "z"\nvalue = "-1.88"\np = "0.50"\nsides = 1', "REFUTED", ()),
        ('test = "z"\nvalue = "-1.88"\np = "0.97"\nsides = 2', "REFUTED", ()),
        ('test = "F"\nvalue = "3.37"\ndf = 10\ndf2 = 12\np = "0.050"\nsides = 2', "INCONCLUSIVE", ("sides",)),
        ('test = "F"\nvalue = "3.37"\ndf = 10\ndf2 = 12\np = "0.025"\nsides = 2', "MEASURED", ()),
        ('test = "F"\nvalue = "3.37"\ndf = 10\ndf2 = 12\np = "0.100"\nsides = 2', "REFUTED", ()),
    ],
)
def test_tails_in_the_other_direction(body: str, expected: str, needs: tuple[str, ...]) -> None:
    found = stated(f'kind = "statistic"\n{body}')
    assert (found.word, found.needs) == (expected, needs), found.detail


@pytest.mark.parametrize(
    ("doi", "expected"),
    [
        ("10.48550/arXiv.1902.04742", "MEASURED"),
        ("https://doi.org/10.48550/arXiv.1902.04742", "MEASURED"),
        ("10.48550/arXiv.1912.04265", "REFUTED"),
        ("10.1073/pnas.1903070116", "REFUTED"),  # Belkin et al.
        ("10.1000/xyz", "INCONCLUSIVE"),
    ],
)
def test_a_doi_beside_a_number_is_compared(doi: str, expected: str) -> None:
    found = stated(f'kind = "citation"\narxiv = "1902.04742"\ndoi = "{doi}"')
    assert found.word == expected, found.detail


def only(a: dict[str, Any], finding: str, *papers: str) -> str:
    named = ", ".join(f'"{paper}"' for paper in papers)
    return stated(f'kind = "attribution"\nfinding = "{finding}"\nstatus = "{a["status"]}"\npaper = [{named}]\nonly = true\n').detail


def test_only_two_papers_do_not_refute_each_other() -> None:
    """Where a second paper refutes that only the first found something, it no longer does when both are named; a third still may."""
    pairs = [(a, b) for a, b in itertools.combinations(attribution.results(), 2) if a["paper"] != b["paper"]]
    common = ((a, b["paper"], f) for a, b in pairs for f in sorted({*a["findings"]} & {*b["findings"]}) if a["status"] == b["status"])
    refuted = ((a, b, f) for a, b, f in common if f"({b}) found it too" in only(a, f, a["paper"]))
    seen = list(itertools.islice(refuted, 3))
    assert len(seen) == 3
    for a, b, finding in seen:
        both = only(a, finding, a["paper"], b)
        assert f"({b}) found it too" not in both and f"({a['paper']}) found it too" not in both


RUN = {
    "cell": "1", "replicate": 0, "seed": 1, "stop": "reached", "test_errors": 1, "test_points": 1000, "partner_errors": 900,
    "partner_points": 1000,
}  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [{"test_errors": 2000}, {"test_errors": -1}, {"test_errors": "abc"}, {"test_errors": 0.5}, {"test_points": 0}, {"test_errors": 1e999}],
)
def test_impossible_counts_are_no_runs(changed: dict[str, object], tmp_path: Path) -> None:
    found = from_record([RUN | changed], tmp_path)
    assert found.word == "INCONCLUSIVE" and "no record of runs" in found.detail


def test_one_run_written_many_times_is_one_run(tmp_path: Path) -> None:
    assert "twice" in from_record([RUN] * 200, tmp_path).detail
    assert from_record([RUN | {"replicate": i} for i in range(200)], tmp_path).word == "CONFIRMED(0.95)"


def from_record(runs: list[dict[str, Any]], folder: Path) -> Any:
    (folder / "records.jsonl").write_text("\n".join(map(json.dumps, runs)), encoding="utf-8")
    claim = Run(
        id="c", says="s", kind="run", record="records.jsonl", quantity="e_unif-alg", relation=">=", value="0.5", delta="0.05", level="0.95"
    )
    return decide_run(claim, 0.0, {"record": load("records.jsonl", folder)})


def test_zeros_that_end_y_may_be_rounding() -> None:
    body = 'kind = "exponent"\nx = [1, 2, 4, 8, 16]\ny = {}\nrelation = ">="\nvalue = "0.9"\nlevel = "0.95"'
    assert stated(body.format("[10000, 20000, 40000, 80000, 160000]")).needs == ("error",)
    assert stated(body.format("[10001, 20001, 40001, 80001, 160001]")).word == "CONFIRMED(0.95)"
    assert stated(body.format('["1.0000e4", "2.0000e4", "4.0000e4", "8.0000e4", "1.6000e5"]')).word == "CONFIRMED(0.95)"
    assert stated(body.format("[10000, 20000, 40000, 80000, 160000]\nerror = 0")).word == "CONFIRMED(0.95)"


@pytest.mark.parametrize("text", ["m*log(1)*log(1/epsilon)", "m*log(1/2)"])
def test_the_logarithm_of_one_is_no_order(text: str) -> None:
    found = stated(f'kind = "order"\nquantity = "dimension"\norder = "O"\nof = "{text}"\nvary = ["m"]')
    assert found.word == "INCONCLUSIVE", found.detail


@pytest.mark.parametrize(
    ("sentence", "field", "expected"),
    [
        (r"$D \ge 64\,m\log\frac{1}{\epsilon}$ is necessary", "D", "64*m*log((1)/(epsilon))"),
        (r"$D \ge 64 m \ln\dfrac{1}{\frac{\epsilon}{2}}$ suffices", "D", "64*m*log((1)/(((epsilon)/(2))))"),
        ("D >= 64 m log 1/eps suffices", "D", "64*m*log(1/epsilon)"),
        ("F(2, 45) = 3.21, p < .05", "p", "0.05"),
        ("t(28) = 2.20, p = .036", "p", "0.036"),
        ("Nagarajan and Kolter were the first to show that uniform convergence fails", "first", True),
        ("Nagarajan and Kolter show that uniform convergence fails in the first layer", "first", None),
    ],
)
def test_a_proposal_says_what_the_sentence_says(sentence: str, field: str, expected: object) -> None:
    found = propose(sentence)
    assert found is not None
    assert found.table.get(field) == expected


@pytest.mark.parametrize("text", ["m log^2 m", "64 m log(1/eps) + C sqrt(m)", "m log 1/(eps delta)", "m^"])
def test_a_formula_that_goes_on_unread_is_no_formula(text: str) -> None:
    assert formula(text, VARIABLES) is None


def test_two_numbers_are_no_identity() -> None:
    assert propose("r(2, 45) = 3.21") is None
