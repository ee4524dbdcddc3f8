"""Files that mean harm: a cache edited by hand, a report over its own claims, lines without end, texts that become markup."""

from __future__ import annotations

import json
import sqlite3
import time
from pathlib import Path

import pytest

from uccheck.audit import engine
from uccheck.audit import files as claims
from uccheck.audit.cache import Cache
from uccheck.audit.deciders.numbers.run import decide as decide_run
from uccheck.audit.kinds.numbers import Run
from uccheck.audit.reports.markdown import escaped
from uccheck.cli import main
from uccheck.core.errors import InvalidFile

CLAIM = '[[claim]]\nid = "{}"\nsays = "s"\nkind = "tail"\ndistribution = "normal"\nside = "upper"\nat = "3"\nat_most = "{}"\n'
FALSE = CLAIM.format("a", "1e-9")


def decided(cache: Path) -> list[tuple[str, tuple[str, ...]]]:
    with Cache(cache) as kept:
        return [(f.verdict, tuple(f.trusts)) for f in engine.findings(claims.parse_text(FALSE, "c.toml"), cache=kept)]


def test_a_cache_that_a_hand_edited_is_not_believed(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert decided(cache) == [("REFUTED", ("flint",))]
    assert decided(cache) == [("REFUTED", ("flint", "the cache of kept decisions"))]  # what is taken from it says so
    edits = sqlite3.connect(cache)
    (kept,) = edits.execute("SELECT answer FROM kept").fetchone()
    for answer in (kept.replace("REFUTED", "CERTIFIED"), "{}", "[]", "no JSON", "3", b"\xff"):
        edits.execute("UPDATE kept SET answer = ?", (answer,))
        edits.commit()
        assert decided(cache) == [("REFUTED", ("flint",))]


def test_the_sentence_of_a_kept_decision_is_the_claims_own(tmp_path: Path) -> None:
    from uccheck.audit.cache import _seal

    decided(tmp_path / "cache")
    edits = sqlite3.connect(tmp_path / "cache")
    key, answer = edits.execute("SELECT key, answer FROM kept").fetchone()
    forged = json.dumps(json.loads(answer) | {"sentence": "1 = 1"})
    edits.execute("UPDATE kept SET answer = ?, seal = ?", (forged, _seal(key, forged)))
    edits.commit()
    with Cache(tmp_path / "cache") as kept:
        (found,) = engine.findings(claims.parse_text(FALSE, "c.toml"), cache=kept)
    assert found.sentence == "P(N(0, 1) > 3) <= 1e-9"


def test_another_database_is_no_cache(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "other")
    other.execute("CREATE TABLE kept (a INTEGER)")
    other.commit()
    with pytest.raises(InvalidFile, match="as a cache"):
        Cache(tmp_path / "other")


def test_a_report_does_not_replace_what_it_reads(tmp_path: Path) -> None:
    path = tmp_path / "claims.toml"
    path.write_text(FALSE)
    for arguments in ([str(path), "-o", str(path)], [str(tmp_path), "-o", str(path)]):
        with pytest.raises(SystemExit) as found:
            main(["audit", *arguments])
        assert found.value.code == 2 and path.read_text() == FALSE


def test_a_line_that_is_too_long_costs_its_own_claim() -> None:
    text = CLAIM.format("a", "0.01") + CLAIM.format("b", "0.01").replace('"s"', f'"{"x" * 20_000}"') + CLAIM.format("c", "0.01")
    items = claims.parse_text(text, "claims.toml")
    assert [type(item) for item in items] == [claims.Stated, claims.Malformed, claims.Stated]
    assert isinstance(items[1], claims.Malformed) and items[1].id == "b" and "line 11: it has more than" in items[1].reason
    prose = f"{'word ' * 4000}\n\n```uccheck\n{CLAIM.format('a', '0.01')}```\n"
    assert [type(item) for item in claims.parse_text(prose, "review.md")] == [claims.Stated]


@pytest.mark.parametrize("id", ["a ", " a", "\u0430", "a\u200b", "a\nb", ""])
def test_an_id_is_seen_as_it_is(id: str) -> None:
    (item,) = claims.parse_text(FALSE.replace('"a"', json.dumps(id)), "claims.toml")
    assert isinstance(item, claims.Malformed)


@pytest.mark.parametrize("bib", ["no entry", "@article{a, title={x}, title={y}}", "@article{a,}@article{b,}", "@article{" + "{" * 15])
def test_a_bib_that_is_no_entry_is_invalid(bib: str) -> None:
    (item,) = claims.parse_text(f'[[claim]]\nid = "a"\nsays = "s"\nkind = "citation"\nbib = "{bib}"\n', "claims.toml")
    assert isinstance(item, claims.Malformed) and 'field "bib"' in item.reason


def test_what_a_page_would_act_on_stays_text() -> None:
    assert escaped("@everyone see <b>*x*</b>") == r"@<!-- -->everyone see \<b\>\*x\*\</b\>"


def test_a_setting_that_is_unsaid_is_not_printed() -> None:
    from uccheck.audit.reports.report import render

    (item,) = claims.parse_text(FALSE + 'speaks_of = "spheres"\n', "claims.toml")
    text = render(list(engine.findings([item])), "md", explain=False)
    assert "Speaks of: spheres." in text and "Decided on" not in text


def test_many_runs_are_grouped_once() -> None:
    claim = Run(id="c", says="s", kind="run", record="r.jsonl", quantity="test-error", relation="<=", value=1)
    runs = [{"cell": str(i % 7), "test_errors": 1, "test_points": 2} for i in range(60_000)]
    start = time.monotonic()
    found = decide_run(claim, start + 60, {"record": {"parameters": {}, "records": runs}})
    assert found.word == "MEASURED" and time.monotonic() - start < 10


def test_a_message_of_sarif_holds_no_link() -> None:
    from uccheck.audit.reports.report import render

    body = 'kind = "attribution"\npaper = "[click](https://example.org)"\nfinding = "key-lemma"\n'
    (item,) = claims.parse_text(f'[[claim]]\nid = "a"\nsays = "s"\n{body}', "claims.toml")
    log = json.loads(render(list(engine.findings([item])), "sarif", explain=False))
    text = log["runs"][0]["results"][0]["message"]["text"]
    assert "[click] (https://example.org)" in text and "](" not in text


@pytest.mark.parametrize(
    "value", ["0x" + "f" * 4000, "[0x" + "f" * 4000 + "]", "{ a = 0x" + "f" * 4000 + " }", "9" * 5000, "-0x" + "f" * 4000]
)
@pytest.mark.parametrize("field", ["m", "says", "id", "kind", "expect", "nothing"])
def test_a_number_of_thousands_of_digits_is_invalid(field: str, value: str) -> None:
    fields = {"id": '"a"', "says": '"s"', "kind": '"vacuous"', "m": "1", "D": "1", "delta": '"0.1"', "at_least": "0"} | {field: value}
    items = claims.parse_text("[[claim]]\n" + "".join(f"{k} = {v}\n" for k, v in fields.items()), "claims.toml")
    assert items and all(isinstance(item, claims.Malformed) for item in items)


def test_a_sentence_of_signs_is_short_when_written_out() -> None:
    from uccheck.audit.said.propose import propose
    from uccheck.core.errors import InvalidParameter

    with pytest.raises(InvalidParameter, match="signs are written out"):
        propose("\u00bd" * 4000)
