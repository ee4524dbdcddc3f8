"""docs/audit.md: its outputs are printed here anew, its examples are read, its tables name every kind."""

from __future__ import annotations

import re
from pathlib import Path

from tests.forked import uccheck
from uccheck.audit import engine
from uccheck.audit.files import Stated, parse_text
from uccheck.audit.kinds.models import KINDS

ROOT = Path(__file__).resolve().parents[2]
NEWCOMER = [*["CERTIFIED"] * 3, "INCONCLUSIVE", *["REFUTED"] * 3, "CERTIFIED", "CERTIFIED", "MEASURED"]
TEXT = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")


def test_the_review_is_printed_as_the_document_shows_it() -> None:
    done = uccheck("audit", "examples/review.md", timeout=300)
    assert done.returncode == 1
    assert done.stdout.strip() in TEXT


def test_every_toml_block_is_a_claim() -> None:
    blocks = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    assert len(blocks) >= 3
    for i, block in enumerate(blocks):
        whole = block if "[[claim]]" in block else f'[[claim]]\nid = "d{i}"\nsays = "s"\n{block}'
        (item,) = parse_text(whole, "docs.toml")
        assert isinstance(item, Stated), item


def test_every_kind_is_in_the_table() -> None:
    rows = re.findall(r"^\| `([a-z]+)` \|", TEXT, re.MULTILINE)
    assert sorted(rows) == sorted(KINDS)


def test_the_numbers_of_thirty_statements_and_published_claims_are_those_of_the_tests() -> None:
    listed = (ROOT / "examples" / "statements.toml").read_text(encoding="utf-8")
    assert len({i.split(".")[0] for i in re.findall(r'^id = "(.*)"', listed, re.MULTILINE)}) == 30
    published = sum(f.read_text(encoding="utf-8").count("[[claim]]") for f in ROOT.glob("uccheck/data/claims/*.toml"))
    assert f"{published} claims on twelve published sentences" in TEXT


def test_the_review_that_was_written_from_the_page_alone() -> None:
    """All ten claims are read, and come out as the page says."""
    found = engine.audit_files([ROOT / "tests" / "audit" / "newcomer.md"], limit=90)
    words = [f.verdict for f in found]
    assert words == NEWCOMER, words
    assert '"1.6e5"' in found[3].detail and found[3].needs == ["rounding"]
    assert found[2].notes == []  # "All" is in the formal sentence too: every flipped training point
