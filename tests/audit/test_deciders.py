"""Every kind of claim: a true one, its false neighbours refuted (not merely undecided), and what stays open."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest

from tests.audit.asking import stated
from uccheck.audit.files import Malformed, parse_text
from uccheck.audit.kinds.models import KINDS
from uccheck.audit.worker import decide, decider


def word(body: str) -> str:
    return stated(body).word


def test_every_kind_has_its_module() -> None:
    assert len(KINDS) >= 20
    for kind in KINDS:
        assert callable(decider(kind))


TAIL = 'kind = "tail"\ndistribution = "{}"\nside = "{}"\nat = "{}"\nat_most = "{}"\n'


@pytest.mark.parametrize(
    ("distribution", "df", "side", "at", "at_most", "expected"),
    [
        ("normal", None, "upper", "1.96", "0.025", "CERTIFIED"),
        ("normal", None, "upper", "1.95", "0.025", "REFUTED"),
        ("normal", None, "lower", "-1.96", "0.025", "CERTIFIED"),
        ("normal", None, "lower", "-1.95", "0.025", "REFUTED"),
        ("normal", None, "upper", "40", "1e-300", "CERTIFIED"),
        ("normal", None, "upper", "0", "0.5", "PROVED"),
        ("normal", None, "upper", "0", "0.4999", "REFUTED"),
        ("chi2", 100, "upper", "120", "0.0845", "CERTIFIED"),
        ("chi2", 100, "upper", "120", "0.0844", "REFUTED"),
        ("chi2", 100, "lower", "80", "0.0715", "CERTIFIED"),
        ("chi2", 100, "lower", "80", "0.070", "REFUTED"),
        ("chi2", 2, "lower", "0", "0", "PROVED"),
        ("chi2", 2, "upper", "-1", "0.99", "REFUTED"),
        ("chi2", 400000, "upper", "404000", "1e-5", "CERTIFIED"),
    ],
)
def test_tails(distribution: str, df: int | None, side: str, at: str, at_most: str, expected: str) -> None:
    body = TAIL.format(distribution, side, at, at_most) + (f"df = {df}\n" if df else "")
    assert word(body) == expected


def test_tails_agree_with_scipy() -> None:
    from scipy import stats

    for df, at in ((5, 3.0), (50, 70.0), (1000, 900.0)):
        found = float(stats.chi2.sf(at, df))
        body = f"df = {df}\n" + TAIL
        assert word(body.format("chi2", "upper", at, f"{found * (1 + 1e-9):.15g}")) == "CERTIFIED"
        assert word(body.format("chi2", "upper", at, f"{found * (1 - 1e-9):.15g}")) == "REFUTED"


IDENTITY = 'kind = "identity"\nlhs = "{}"\nrhs = "{}"\nwhere = {{ {} }}'


@pytest.mark.parametrize(
    ("lhs", "rhs", "where", "expected"),
    [
        ("(a + b)**2", "a**2 + 2*a*b + b**2", 'a = "real", b = "real"', "PROVED"),
        ("(a + b)**2", "a**2 + a*b + b**2", 'a = "real", b = "real"', "REFUTED"),
        ("sqrt(x**2)", "x", 'x = "positive"', "PROVED"),
        ("sqrt(x**2)", "x", 'x = "real"', "REFUTED"),
        ("log(x*y)", "log(x) + log(y)", 'x = "positive", y = "positive"', "PROVED"),
        ("log(x + y)", "log(x) + log(y)", 'x = "positive", y = "positive"', "REFUTED"),
        ("Phi(x) + Q(x)", "1", 'x = "real"', "PROVED"),
        ("Phi(x) + Q(x)", "1.000001", 'x = "real"', "REFUTED"),
        ("(-1)**n * (-1)**n", "1", 'n = "integer"', "PROVED"),
        ("sqrt(b/D)**2 * m * D", "b*m", 'b = "positive", D = "positive", m = "positive integer"', "PROVED"),
        ("x/x", "1", 'x = "real"', "PROVED"),
        ("log(-1 - x**2)", "log(-1 - x**2)", 'x = "real"', "INCONCLUSIVE"),
        ("1/(x - x)", "1/(x - x)", 'x = "real"', "INCONCLUSIVE"),
        ("0.1 + 0.2", "0.3", "", "PROVED"),
    ],
)
def test_identities(lhs: str, rhs: str, where: str, expected: str) -> None:
    assert word(IDENTITY.format(lhs, rhs, where)) == expected


def test_a_refuted_identity_names_its_point_and_values() -> None:
    found = stated(IDENTITY.format("x**2", "x", 'x = "real"'))
    assert found.word == "REFUTED" and "false at x = " in found.detail and "lhs = " in found.detail


INEQUALITY = 'kind = "inequality"\nlhs = "{}"\nrelation = "{}"\nrhs = "{}"\nwhere = {{ x = ["0", "10"] }}'


@pytest.mark.parametrize(
    ("lhs", "relation", "rhs", "expected"),
    [
        ("Q(x)", "<=", "exp(-x**2/2)/2", "CERTIFIED"),
        ("Q(x)", "<", "exp(-x**2/2)/2", "REFUTED"),
        ("Q(x)", "<=", "exp(-x**2/2)/3", "REFUTED"),
        ("exp(x)", ">=", "1 + x", "CERTIFIED"),
        ("exp(x)", ">", "1 + x", "REFUTED"),
        ("exp(x)", ">", "1 + x - 1e-9", "CERTIFIED"),
        ("x", "==", "x + 1e-30", "REFUTED"),
        ("x", "==", "2*x/2", "CERTIFIED"),
        ("1 + x", "==", "exp(log(1 + x))", "CERTIFIED"),
        ("1/(x - 5)", ">", "-1e6", "INCONCLUSIVE"),
    ],
)
def test_inequalities(lhs: str, relation: str, rhs: str, expected: str) -> None:
    assert word(INEQUALITY.format(lhs, relation, rhs)) == expected


PROPORTION = 'kind = "proportion"\nn = {}\n{}'


@pytest.mark.parametrize(
    ("n", "rest", "expected", "says"),
    [
        (8192, "k = 150", "PROVED", "150 of 8192"),
        (100, "k = 101", "REFUTED", "more successes"),
        (8192, 'rate = "0.0183"\ndecimals = 4', "PROVED", "150 of 8192"),
        (100, 'rate = "0.0183"\ndecimals = 4', "REFUTED", "no count of 100"),
        (3000, 'rate = "0.98"\ndecimals = 2\nlower = "0.979"\nupper = "0.981"\nlevel = "0.999999"', "REFUTED", "one side"),
        (10**7, 'rate = "0.5"\ndecimals = 1\nlower = "0.4997"\nupper = "0.5003"\nlevel = "0.95"', "PROVED", "exact"),
        (8, 'rate = "0.12"\ndecimals = 2', "PROVED", "1 of 8"),
        (8, 'rate = "0.13"\ndecimals = 2', "PROVED", "1 of 8"),
        (3, 'rate = "0.66"\ndecimals = 2', "REFUTED", "cut off"),
        (100, 'k = 10\nlower = "0.0490"\nupper = "0.1762"\nlevel = "0.95"', "PROVED", "is the exact"),
        (100, 'k = 10\nlower = "0.04"\nupper = "0.2"\nlevel = "0.95"', "PROVED", "contains the exact"),
        (100, 'k = 10\nlower = "0.0412"\nupper = "0.1588"\nlevel = "0.95"', "INCONCLUSIVE", "Wald"),
        (100, 'k = 10\nlower = "0.0552"\nupper = "0.1744"\nlevel = "0.95"', "INCONCLUSIVE", "Wilson"),
        (100, 'k = 10\nlower = "0.0535"\nupper = "0.1761"\nlevel = "0.95"', "INCONCLUSIVE", "Agresti"),
        (100, 'k = 10\nlower = "0.0526"\nupper = "0.1701"\nlevel = "0.95"', "INCONCLUSIVE", "Jeffreys"),
        (100, 'k = 10\nlower = "0.0552"\nupper = "0.1744"\nlevel = "0.95"\nmethod = "Wilson"', "CERTIFIED", "agree with the Wilson"),
        (100, 'k = 10\nlower = "0.0552"\nupper = "0.1744"\nlevel = "0.95"\nmethod = "Wald"', "REFUTED", "differ from the Wald"),
        (100, 'k = 10\nlower = "0.0412"\nupper = "0.1588"\nlevel = "0.95"\nmethod = "Wald"', "CERTIFIED", "agree with the Wald"),
        (100, 'k = 10\nlower = "0.0412"\nupper = "0.1589"\nlevel = "0.95"\nmethod = "Wald"', "REFUTED", "differ from the Wald"),
        (100, 'k = 10\nlower = "0.0535"\nupper = "0.1761"\nlevel = "0.95"\nmethod = "Agresti-Coull"', "CERTIFIED", "agree with"),
        (100, 'k = 10\nlower = "0.0490"\nupper = "0.1762"\nlevel = "0.95"\nmethod = "Clopper-Pearson"', "CERTIFIED", "agree with"),
        (100, 'k = 10\nlower = "0.0526"\nupper = "0.1701"\nlevel = "0.95"\nmethod = "Jeffreys"', "MEASURED", "agree with"),
        (100, 'k = 10\nlower = "0.0526"\nupper = "0.1701"\nlevel = "0.95"\nmethod = "bootstrap"', "INCONCLUSIVE", "the data would"),
        (100, 'k = 10\nlower = "0.08"\nupper = "0.12"\nlevel = "0.95"', "REFUTED", "one side alone"),
        (100, 'k = 10\nlower = "0.0530"\nupper = "0.1750"\nlevel = "0.95"', "INCONCLUSIVE", "name of the method"),
        (100, 'k = 0\nlower = 0\nupper = "0.0363"\nlevel = "0.95"', "PROVED", "exact"),
        (100, 'k = 0\nlower = 0\nupper = "0.011"\nlevel = "0.95"', "REFUTED", "one side alone"),
        (
            8192,
            'rate = "0.0183"\ndecimals = 4\nlower = "0.0155"\nupper = "0.0215"\nlevel = "0.95"',
            "PROVED",
            "150/8192",
        ),
    ],
)
def test_proportions(n: int, rest: str, expected: str, says: str) -> None:
    found = stated(PROPORTION.format(n, rest))
    assert found.word == expected, found.detail
    assert says in found.detail


def test_the_undercoverage_of_a_known_approximation_is_real() -> None:
    from scipy import stats

    from uccheck.audit.deciders.numbers.approximate import undercoverage
    from uccheck.audit.deciders.numbers.intervals import clipped

    for name in ("Wald", "Wilson", "Agresti-Coull", "Jeffreys"):
        ends = [clipped(name, j, 50, Fraction(19, 20)) for j in range(51)]
        found = undercoverage(ends.__getitem__, 5, 50, Fraction(19, 20))
        assert found is not None
        p = float(found.p)
        covered = [k for k in range(51) if ends[k][0] <= p <= ends[k][1]]
        assert sum(stats.binom.pmf(covered, 50, p)) < 0.95


EXPONENT = 'kind = "exponent"\nx = [1, 2, 4, 8, 16]\ny = {}\nrelation = "{}"\nvalue = "{}"\nlevel = "0.95"'
ROOT = '["1.01", "1.40", "2.03", "2.80", "4.02"]'


@pytest.mark.parametrize(
    ("y", "relation", "value", "expected"),
    [
        (ROOT, ">=", "0.4", "CONFIRMED(0.95)"),
        (ROOT, "<=", "0.4", "REFUTED"),
        (ROOT, "==", "1", "REFUTED"),
        (ROOT, "==", "0.5", "INCONCLUSIVE"),
        (ROOT, ">", "0.5", "INCONCLUSIVE"),
        ("[1, 4, 16, 64, 256]\nerror = 0", ">", "1.999", "CONFIRMED(0.95)"),
        ("[1, 4, 16, 64, 256]\nerror = 0", "<", "2", "INCONCLUSIVE"),
        ("[1, 4, 16, 64, 256]", ">", "1.999", "INCONCLUSIVE"),
        ("[1, 4, 16, 64, 256]", ">", "1", "CONFIRMED(0.95)"),
    ],
)
def test_exponents(y: str, relation: str, value: str, expected: str) -> None:
    found = stated(EXPONENT.format(y, relation, value))
    assert found.word == expected, found.detail
    assert found.alpha == Fraction(1, 20)  # spent by looking, also where nothing was decided


CITATION = 'kind = "citation"\narxiv = "{}"\ntitle = "{}"\nauthors = {}\nyear = {}'
UC = "Uniform convergence may be unable to explain generalization in deep learning"
DISTANCE = "Generalization in deep networks: the role of distance from initialization"
NK = '["V. Nagarajan", "Kolter, J. Zico"]'


@pytest.mark.parametrize(
    ("arxiv", "title", "authors", "year", "expected"),
    [
        ("1902.04742", UC, NK, 2019, "MEASURED"),
        ("arXiv:1902.04742v4", UC.upper(), '["Nagarajan", "et al."]', 2019, "MEASURED"),
        ("1902.04742", DISTANCE, NK, 2019, "REFUTED"),
        ("1901.01672", UC, NK, 2019, "REFUTED"),
        ("1901.01672", DISTANCE, NK, 2017, "MEASURED"),
        ("1905.13344", UC, NK, 2019, "REFUTED"),
        ("1902.04742", UC, '["Zhang"]', 2019, "REFUTED"),
        ("1902.04742", UC, '["Nagarajan", "Kolter", "Zhang"]', 2019, "REFUTED"),
        ("1902.04742", UC, NK, 2018, "REFUTED"),
        ("2101.00001", UC, NK, 2019, "REFUTED"),
        ("2101.00001", "Another paper", NK, 2019, "OUT-OF-SCOPE"),
    ],
)
def test_citations(arxiv: str, title: str, authors: str, year: int, expected: str) -> None:
    assert word(CITATION.format(arxiv, title, authors, year)) == expected


def test_a_hard_claim_ends_in_time() -> None:
    start = time.monotonic()
    body = 'kind = "inequality"\nlhs = "x**2 + y**2 + z**2"\nrelation = ">="\nrhs = "x*y + y*z + z*x"\n'
    where = 'where = { x = ["-1", "1"], y = ["-1", "1"], z = ["-1", "1"] }'
    (item,) = parse_text(f'[[claim]]\nid = "c"\nsays = "s"\n{body}{where}\n', "c.toml")
    assert not isinstance(item, Malformed)
    assert decide(item.table, 2).word == "INCONCLUSIVE"
    assert time.monotonic() - start < 10
