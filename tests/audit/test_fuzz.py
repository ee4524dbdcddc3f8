"""Hostile claim files: whatever the text, reading it ends, names lines that exist, and raises nothing but misuse."""

from __future__ import annotations

import time
from collections.abc import Iterator

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from uccheck.audit import engine as audit
from uccheck.audit import files as claims
from uccheck.audit import process
from uccheck.audit.files import Malformed, Stated, parse_text
from uccheck.audit.kinds.models import KINDS
from uccheck.audit.reports import report as render
from uccheck.core.errors import InvalidParameter
from uccheck.expressions.grammar import parse

FRAGMENTS = st.sampled_from(
    [
        "[[claim]]\n", "```uccheck\n", "```\n", "~~~\n", "id = \"a\"\n", "says = \"b\"\n", "kind = \"event\"\n", "kind = \"tail\"\n",
        "kind = \"identity\"\n", "kind = \"inequality\"\n", "lhs = \"x\"\n", "rhs = \"x**2\"\n", "relation = \"<=\"\n", "m = 10\n",
        "D = 100\n", "value = \"0.5\"\n", "value = 0.5\n", "where = { x = \"real\" }\n", "where = { x = [0, 1] }\n", "n = 1\n", "k = 0\n",
        "\"\"\"\n", "'''", "=", "[", "]", "{", "}", "\"", "\\u0000", "\x00", "\r", "\t", ".", "1e999", "inf", "9" * 50, "> ```uccheck\n",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(FRAGMENTS, st.text(max_size=12)), max_size=30).map("".join)


@settings(max_examples=400, deadline=5000, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, st.sampled_from(["a.toml", "a.md"]))
def test_any_text_is_read_to_the_end(text: str, name: str) -> None:
    items = parse_text(text, name)
    assert items
    for item in items:
        assert isinstance(item, Stated | Malformed)
        assert 1 <= item.place.line <= text.count("\n") + 1
        if isinstance(item, Malformed):
            assert item.reason


@settings(max_examples=400, deadline=2000)
@given(st.text(alphabet="x0123456789.+-*/()eE, sqrtexplogabmin[]{}'\"=<>:\\_\n", max_size=120))
def test_any_formula_is_read_or_refused_in_one_line(text: str) -> None:
    try:
        parse(text, frozenset({"x"}))
    except InvalidParameter as refusal:
        assert "\n" not in str(refusal)


VALUES = st.one_of(
    st.integers(-(10**20), 10**20),
    st.booleans(),
    st.text(max_size=8),
    st.sampled_from(["0.5", "1/3", "1e400", "x", "x*x", "1/(x-x)", "exp(exp(exp(x)))", "real", "chi2", "upper", "<=", "all-flipped"]),
    st.lists(st.integers(-5, 5), max_size=3),
    st.dictionaries(st.sampled_from(["x", "y"]), st.sampled_from(["real", "integer"]), max_size=2),
)
FIELDS = st.sampled_from(sorted({field for model in KINDS.values() for field in model.model_fields} - {"id", "says", "kind"}))


@settings(max_examples=300, deadline=5000)
@given(st.sampled_from(sorted(KINDS)), st.dictionaries(FIELDS, VALUES, max_size=8))
def test_any_table_is_a_claim_or_is_malformed(kind: str, table: dict[str, object]) -> None:
    item = claims._claim({"id": "a", "says": "b", "kind": kind, **table}, [], "a.toml", 1)
    assert isinstance(item, Stated | Malformed)


BASE = {
    "tail": {"distribution": "chi2", "df": 3, "side": "upper", "at": "1", "at_most": "0.9"},
    "identity": {"lhs": "(x+1)**2", "rhs": "x**2 + 2*x + 1", "where": {"x": "real"}},
    "inequality": {"lhs": "exp(x)", "relation": ">=", "rhs": "1 + x", "where": {"x": [0, 1]}},
    "proportion": {"k": 3, "n": 10, "lower": "0.0667", "upper": "0.6525", "level": "0.95"},
    "exponent": {"x": [1, 2, 4], "y": [1, 2, 5], "relation": ">=", "value": "0.5", "level": "0.9"},
    "event": {"event": "one-flipped", "m": 3, "D": 30, "relation": ">=", "value": "0.5"},
    "vacuous": {"m": 3, "D": 300, "delta": "0.1", "at_least": "0.5"},
    "generalizes": {"m": 3, "D": 300, "delta": "0.1", "at_most": "0.5"},
    "suffices": {"D": "600*m*log(4/epsilon)", "delta": ["0.1", "0.2"], "m": [1, 3]},
    "necessary": {"D": "m", "delta": ["0.1", "0.2"], "m": [1, 3]},
    "threshold": {"m": 1, "delta": "0.25", "epsilon": "0.2", "relation": ">=", "value": 20},
    "approx": {"quantity": "e_unif-alg", "about": "0.5", "within": "0.4", "m": 3, "D": 300, "delta": "0.1"},
    "moment": {"of": "T", "what": "mean", "equals": "D"},
    "order": {"quantity": "squared-weight-norm", "order": "Theta", "of": "m"},
    "statistic": {"test": "mean", "n": 18, "mean": "3.44", "sd": "2.47"},
    "run": {"record": "kit:hypersphere-quick", "quantity": "partner-error", "relation": ">=", "value": "0.5"},
    "citation": {"arxiv": "1902.04742", "authors": ["Nagarajan", "Kolter"], "year": 2019},
    "attribution": {"paper": "1902.04742", "finding": "one-sided-works", "setting": "linear"},
    "inference": {"premises": ["class-fits-arbitrary-labels"], "conclusion": "class-wide-bound-vacuous"},
}


@st.composite
def variations(draw: st.DrawFn) -> dict[str, object]:
    """A good claim with one or two fields replaced by something else."""
    kind = draw(st.sampled_from(sorted(BASE)))
    table: dict[str, object] = {"id": "a", "says": draw(st.text(max_size=20)) or "s", "kind": kind, **BASE[kind]}
    for field in draw(st.lists(st.sampled_from(sorted(BASE[kind])), max_size=2)):
        table[field] = draw(VALUES)
    return table


@pytest.fixture(scope="module")
def worker() -> Iterator[process.Worker]:
    with process.Worker(5) as found:
        yield found


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=variations())
def test_any_claim_is_decided_in_time_without_a_fault(worker: process.Worker, table: dict[str, object]) -> None:
    item = claims._claim(table, [], "a.toml", 1)
    if isinstance(item, Malformed):
        return
    start = time.monotonic()
    found = audit._decide(item, worker, start + 1000, {}, None)
    assert time.monotonic() - start < 40
    assert "a library failed" not in found.detail and "ended early" not in found.detail, (table, found.detail)
    for format in ("text", "json", "md", "html", "sarif", "junit"):
        assert render.render([found], format, explain=True)


def test_the_schema_and_the_models_agree_on_good_claims() -> None:
    validator = jsonschema.Draft202012Validator(claims.schema())
    for kind, table in BASE.items():
        body = {"claim": [{"id": "a", "says": "s", "kind": kind, **table}]}
        assert validator.is_valid(body), kind
        assert not isinstance(claims._claim(body["claim"][0], [], "a.toml", 1), Malformed), kind
