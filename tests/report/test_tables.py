"""Tables, counts and sums of the front page, read back from its HTML: below each head stands what the head names."""

from __future__ import annotations

import html
import re
from collections import Counter
from fractions import Fraction
from pathlib import Path

from tests.audit.test_registry import counted
from tests.commands.said import number
from uccheck.report import collect as collecting
from uccheck.report.collect import Collected


def table(part: str) -> list[dict[str, str]]:
    """The rows of the first table of a part, each cell below its head, as plain text."""
    inside = re.findall(r"<table.*?</table>", part, re.DOTALL)[0]
    rows = [[plain(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in inside.split("<tr")[1:]]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:] if len(row) == len(rows[0])]


def plain(text: str) -> str:
    """Without tags, mathematics by its letters."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", text.replace("</badge>", " ").replace("<br>", " "))).strip())


def section(text: str, name: str) -> str:
    """The section of that anchor."""
    return text[text.index(f'<section id="{name}"') :].partition("</section>")[0]


def test_each_cell_of_the_phase_diagram_is_its_instance(text: str, found: Collected) -> None:
    rows = table(section(text, "phase"))
    assert [int(row["D/m"]) for row in rows] == list(collecting.RATIOS)
    for row in rows:
        for m in collecting.SIZES:
            one, shown = found.phase[m, int(row["D/m"])], row[f"m={m}"]
            word, _, ends = shown.partition(" ")
            assert word == one.word
            halves = {"gen": one.e_gen, "unif": one.e_unif_alg}
            upper = {"gen": word != "REFUTED", "unif": word == "REFUTED"}
            names = ["gen", "unif"] if word != "REFUTED" or one.e_gen.lower.value >= 0 else ["unif"]
            for name, part in zip(names, ends.split(", "), strict=True):
                relation, _, value = part.partition(" ")
                end = halves[name].upper.value if upper[name] else halves[name].lower.value
                assert relation == ("≤" if upper[name] else "≥")
                assert 0 <= (number(value) - end if upper[name] else end - number(value)) < Fraction(1, 1000)


def test_each_row_of_a_kept_run_is_its_cell(text: str, found: Collected) -> None:
    parts = re.split(r'<h3 id="run-', section(text, "experiments"))[1:]
    assert [part.partition('"')[0] for part in parts] == [run.name for run in found.runs]
    for part, run in zip(parts, found.runs, strict=True):
        for row, cell in zip(table(part), run.cells, strict=True):
            assert (row[run.vary], int(row["networks"])) == (cell.value, cell.replicates)
            for head, values in (("test error", cell.test), ("error on S'", cell.partner)):
                low, _, high = row[head].replace("%", "").partition(" to ")
                least, most = 100 * min(values), 100 * max(values)
                assert 0 <= least - Fraction(low) < Fraction(1, 10) and 0 <= Fraction(high or low) - most < Fraction(1, 10)
            above, below = (next(value for head, value in row.items() if side in head) for side in ("at most", "at least"))
            assert (above == "not bounded") == (cell.e_gen_upper == 1) and (below == "nothing certified") == (cell.e_unif_alg_lower == 0)
            if cell.e_gen_upper < 1:
                assert 0 <= number(above) - cell.e_gen_upper < Fraction(1, 1000)
            if cell.e_unif_alg_lower > 0:
                assert 0 <= cell.e_unif_alg_lower - number(below) < Fraction(1, 1000)
        said = plain(part.partition("</table>")[2])
        assert (f"CONFIRMED({float(1 - run.alpha)})" in said) == run.certifies == (f"{run.cells[0].replicates} networks a row" in said)
        assert f"control: S' {run.partner}" in part or run.partner == "projected"


def test_each_row_of_the_ledger_and_each_claim_has_its_own_word(text: str, found: Collected) -> None:
    rows = {row["statement"].split()[-1]: row for row in table(section(text, "ledger"))}
    for record in found.records:
        row = next(row for name, row in rows.items() if name.endswith(record.id))
        assert (row["verdict"], row["kind"], row["mutants refuted"]) == (record.word, record.kind, f"{record.refuted}/{record.mutants}")
    claims = re.findall(r'<details class="claim"><summary>(.*?)</summary>(.*?)</details>', section(text, "published"), re.DOTALL)
    for (head, body), one in zip(claims, found.published, strict=True):
        assert plain(head) == " ".join(f"{one.verdict} {one.id} {one.says}".split()) and plain(one.sentence) in plain(body)
    counts = Counter(one.verdict.split("(")[0] for one in found.published)
    head = plain(section(text, "published").partition("<details")[0])
    assert head.startswith("Published statements, audited ") and f"{len(found.published)} claims found in public" in head
    assert all(f"{count} {word}" in head for word, count in counts.items())
    page = (Path(__file__).parents[2] / "docs" / "audit.md").read_text(encoding="utf-8")
    assert counted(page, f"{len(found.published)} claims on twelve published sentences and on the rebuttals, ") == counts


def test_the_footer_adds_up_the_error_probabilities(text: str, found: Collected) -> None:
    said = plain(text[text.index("<footer>") :]).partition("spent: ")[2].rstrip(". ")
    spent = {what: Fraction(value) for what, _, value in (part.rpartition(" ") for part in said.split("; "))}
    pictures = {f"the raw counts of the picture {one.name}": 1 - Fraction(one.asked["level"]) for one in found.pictures}
    kept = {f"the kept record {run.name}": run.alpha for run in found.runs}
    rest = {"the statements": sum(record.alpha for record in found.records), "the simulation": Fraction(1, 100)}
    assert spent == pictures | kept | rest | {"published claims": sum(Fraction(one.alpha) for one in found.published)}
    assert spent["published claims"] > 0
