"""The front page: only what this run or a kept record says, links and anchors alive, and what real Chromium makes of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.browser import Tab, browser
from tests.tools import NEEDS_CHROMIUM
from uccheck import __version__
from uccheck.answers.certify import certify
from uccheck.core.verdict import Verdict
from uccheck.counterexample.linear_halves import linear_halves
from uccheck.linear.setting import LinearSetting
from uccheck.report import experiments, front
from uccheck.report.collect import Collected
from uccheck.report.network import WIDTH, network
from uccheck.report.page import page
from uccheck.rules.catalogue import load


class Reader(HTMLParser):
    """Ids, and everything that an attribute leads to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.leads: list[str] = []
        self.tags: Counter[str] = Counter()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "xlink:href", "src", "action", "srcset", "poster", "data"):
                self.leads.append(value or "")


def test_links_lead_somewhere_on_the_page_and_ids_are_unique(text: str, found: Collected) -> None:
    read = Reader(text)
    assert [name for name, times in Counter(read.ids).items() if times > 1] == []
    inside = {lead[1:] for lead in read.leads if lead.startswith("#")}
    assert inside <= set(read.ids)
    assert set(found.names) | {f"g-{name}" for name in found.names} <= inside  # the ledger and the graph lead to every statement
    assert {lead for lead in read.leads if not lead.startswith("#")} == {"https://arxiv.org/abs/1902.04742", "data:,"}
    assert read.tags["script"] == read.tags["img"] == read.tags["iframe"] == 0
    assert re.findall(r"url\((?!#)[^)]*\)|@import", text) == []


def test_each_word_on_the_page_is_that_of_its_evidence(text: str, found: Collected) -> None:
    kernel, balls, simulation, training = found.verdicts
    certified = certify(front.M, front.D, front.DELTA, front.EPSILON)
    assert (balls.word, balls.trusts, balls.given) == (certified.word, certified.trusts, certified.given)
    assert kernel.word == front.NOT_ASKED and not kernel.trusts and "<=" not in kernel.says
    assert simulation.word == training.word == "CONFIRMED(0.99)"
    assert training.origin.startswith(front.RECORD) and simulation.origin == front.THIS_RUN
    for name, words in zip(("Kernel", "Balls", "Simulation", "Training"), (one.word for one in found.verdicts), strict=True):
        assert re.search(rf"<h3>{name} <span[^>]*>{re.escape(words)}</span>", text)
    assert sum(record.mutants for record in found.records) > 10
    assert f"{sum(record.refuted for record in found.records)} of {sum(record.mutants for record in found.records)} false" in text


def test_a_mutant_that_survives_is_on_the_page(found: Collected) -> None:
    first = replace(found.records[0], refuted=0, surviving=("a survivor",))
    shown = page(replace(found, records=(first, *found.records[1:])))
    assert "NOT REFUTED: a survivor" in shown and f">0/{first.mutants}<" in shown


def test_what_was_not_run_is_not_claimed(found: Collected) -> None:
    records = tuple(replace(record, refuted=0, mutants=0) for record in found.records)
    shown = page(replace(found, quick=True, records=records))
    assert "were not run for this page" in shown and shown.count(">not run<") == len(found.names) and "0/0" not in shown
    assert "none of their false neighbours" in shown and "not run: Coq" in shown and "no network was trained" in shown


def test_the_page_says_what_was_run_and_by_which_version(text: str, found: Collected) -> None:
    assert f"{len(found.records)} statements and {sum(record.mutants for record in found.records)} false neighbours" in text
    assert f"Written by <code>uccheck report</code> with uccheck {__version__}," in text


def test_a_run_that_bounds_one_half_says_which(text: str) -> None:
    """The notebook's plan has too few networks for e_gen: its test errors are measured and no more."""
    part = text[text.index('id="run-hypersphere-blog"') : text.index('id="run-null-unflipped"')]
    assert ">MEASURED<" in part and "not bounded" in part
    both = text[text.index('id="run-hypersphere-quick"') : text.index('id="run-hypersphere-blog"')]
    assert ">MEASURED<" not in both and "not bounded" not in both


def test_a_command_breaks_between_its_words_alone(text: str) -> None:
    assert '<span class="word">--epsilon</span> <span class="word">0.01</span>' in text


def test_the_kernel_speaks_only_over_a_library_that_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    from uccheck.certificates.kernel import library as coq_library
    from uccheck.certificates.kernel.library import Library

    refused = Library(folder="f", sha256="0" * 64, coq="Coq", axioms=(), faults=("an axiom too many",))
    monkeypatch.delenv("UCCHECK_COQ", raising=False)
    monkeypatch.setattr(coq_library, "kept_report", lambda folder: refused)
    said = front.by_kernel()
    assert said.word == front.NOT_ASKED and "an axiom too many" in said.says


def test_the_kernel_prints_its_own_numbers_and_trusts(monkeypatch: pytest.MonkeyPatch) -> None:
    from uccheck.certificates.kernel import instance as coq
    from uccheck.certificates.kernel import library as coq_library
    from uccheck.certificates.kernel.instance import KernelResult
    from uccheck.certificates.kernel.library import Library

    passed = Library(folder="f", sha256="0" * 64, coq="Coq", axioms=("an axiom",), faults=())
    accepted = KernelResult(verdict=Verdict.UPHELD, detail="", e_gen=Fraction(1, 100), e_unif_alg=Fraction(97, 100), trusts=passed.trusts)
    monkeypatch.delenv("UCCHECK_COQ", raising=False)
    monkeypatch.setattr(coq_library, "kept_report", lambda folder: passed)
    monkeypatch.setattr(coq, "kernel_certificate", lambda *numbers, **more: accepted)
    said = front.by_kernel()
    assert said.word == "PROVED" and said.trusts == passed.trusts and "e_unif-alg >= 0.97`" in said.says
    monkeypatch.setattr(coq, "kernel_certificate", lambda *numbers, **more: KernelResult(verdict=Verdict.UNDECIDED, detail="time is up"))
    assert (front.by_kernel().word, front.by_kernel().says) == ("INCONCLUSIVE", "time is up")


def test_the_simulation_agrees_with_the_certificate_and_can_be_inconclusive(monkeypatch: pytest.MonkeyPatch) -> None:
    setting = LinearSetting(*front.SMALL)
    halves = linear_halves(setting, delta=front.DELTA, alpha=front.SIMULATED, seed=8).halves
    certified = certify(*front.SMALL, front.DELTA, "0.01")
    assert halves.e_gen_upper is not None
    assert certified.e_gen.lower.value <= halves.e_gen_upper < certified.e_gen.upper.value + Fraction(1, 1000)
    assert certified.e_unif_alg.lower.value - Fraction(1, 1000) < halves.e_unif_alg_lower <= certified.e_unif_alg.upper.value
    monkeypatch.setattr(front, "SMALL", (20, 1))
    assert front.by_simulation().word == "INCONCLUSIVE"


def test_kept_runs_certify_what_their_own_programs_say() -> None:
    pytest.importorskip("torch")
    from torch_bridge.growth.kept import kept_run

    for name in ("hypersphere-quick", "hypersphere-blog"):
        ours = experiments.kept_run(name)
        theirs = kept_run(Path(__file__).parents[2] / "docs" / "data" / name)
        assert [cell.e_unif_alg_lower for cell in ours.cells] == [each.value for each in theirs.found]
        assert [cell.e_gen_upper for cell in ours.cells] == [each.halves.e_gen_upper or 1 for each in theirs.found]
        assert [cell.reached for cell in ours.cells] == [each.reached for each in theirs.found]
    assert not any(experiments.kept_run(name).certifies for name in ("null-unflipped", "null-independent"))


def test_replicates_after_the_first_look_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "hypersphere-quick"
    first, body = experiments.kept_run(name), dict(experiments.shipped()[name])
    least = max(int(body["asked"]["replicates"]), *(int(run["replicate"]) + 1 for run in body["records"]))
    more = [run | {"replicate": run["replicate"] + least, "partner_errors": 0} for run in body["records"]]
    monkeypatch.setattr(experiments, "shipped", lambda: {name: body | {"records": [*body["records"], *more]}})
    assert experiments.kept_run(name) == first
    monkeypatch.setattr(experiments, "shipped", lambda: {name: body | {"records": more[:0]}})
    assert not experiments.kept_run(name).certifies


def test_who_bounds_by_samples_names_the_sentence_on_the_partner_s_law(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "SMALL", (20, 400))
    for found in (front.by_simulation(), front.by_training(experiments.kept_run("hypersphere-quick"))):
        assert any(one.startswith("human: ") and "law of the sample" in one for one in found.given), found.by


def test_a_run_without_its_margin_certifies_nothing() -> None:
    run = {"stop": "epochs", "partner_errors": 10, "partner_points": 10, "test_errors": 0, "test_points": 99, "train_errors": 0}
    assert experiments._gap(run, Fraction(1, 100)) == -1 and experiments._excess(run, Fraction(1, 100)) == 1


def test_the_graph_has_every_statement_apart_from_its_fellows() -> None:
    uses = {name: statement.uses for name, statement in load().items()}
    sections = [
        (str(n), [name for name, one in load().items() if one.section == n]) for n in sorted({one.section for one in load().values()})
    ]
    drawn = network(sections, uses)
    assert sorted(box.id for box in drawn.boxes) == sorted(uses)
    for box in drawn.boxes:
        assert box.x >= -1e-6 and box.x + box.width <= WIDTH + 1e-6
        fellows = [other for other in drawn.boxes if other != box and other.y == box.y]
        assert all(other.x >= box.x + box.width or other.x + other.width <= box.x for other in fellows)
        assert any(band.top < box.y < band.bottom for band in drawn.bands)
    assert {arrow.used for arrow in drawn.arrows} <= set(uses) and all(arrow.used in uses[arrow.user] for arrow in drawn.arrows)


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def path(text: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "report.html"
    file.write_text(text, encoding="utf-8")
    return file


def loaded(tab: Tab, path: Path, **more: Any) -> list[str]:
    """What Chromium complains of, or asks the network for, while the page loads."""
    tab.complaints.clear()
    tab.requests.clear()
    tab.open(path, **more)
    return tab.complaints + [address for address in tab.requests if not address.startswith(("file:", "data:"))]


OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CONTRASTS = """(() => {
  const linear = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number).map(linear);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    if (c.startsWith('rgb(')) return c;
    if (c.startsWith('color(srgb')) return 'rgb(' + c.match(/[\\d.]+/g).slice(0, 3).map(v => 255 * v).join() + ')'; }
    return 'rgb(255,255,255)'; };
  const low = [];
  const words = 'p, li, a, .badge, td, th, summary, .quiet, .from, h1, h2, h3, h4, figcaption, code, .evidence';
  for (const e of document.querySelectorAll(words)) {
    const a = light(getComputedStyle(e).color), b = light(behind(e)), ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push(e.tagName + '.' + e.className + ' ' + ratio.toFixed(2));
  }
  return [...new Set(low)];
})()"""


@NEEDS_CHROMIUM
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_chromium_has_nothing_to_complain_of(tab: Tab, path: Path, width: int, dark: bool) -> None:
    assert loaded(tab, path, width=width, dark=dark) == []
    assert tab.value(OVERFLOW) == 0
    assert tab.value(CONTRASTS) == []
    paper = tab.value("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(20, 23, 27)") == dark
    tab.value("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert tab.value(OVERFLOW) == 0


@NEEDS_CHROMIUM
def test_the_keyboard_reaches_everything(tab: Tab, path: Path) -> None:
    loaded(tab, path)
    tab.key("Tab")
    assert tab.value("document.activeElement.className") == "skip"
    assert tab.value("document.activeElement.getBoundingClientRect().left") >= 0
    tab.key("Enter")
    assert tab.value("location.hash") == "#verdict"
    tab.value("document.querySelector('.card summary').focus()")
    tab.key("Enter")
    assert tab.value("document.querySelector('.card details').open") is True
    assert tab.value("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert tab.value("[...document.querySelectorAll('.scroll')].every(e => e.tabIndex === 0 || e.querySelector('a'))") is True


@NEEDS_CHROMIUM
def test_the_tests_of_the_page_can_fail(tab: Tab, path: Path, tmp_path: Path) -> None:
    """Wide content, pale letters and a script that fails are seen."""
    broken = tmp_path / "broken.html"
    text = path.read_text().replace("script-src", "").replace("default-src 'none'; ", "")
    worse = '<div style="width: 2000px">wide</div><p style="color: #ccc; background: #fff">pale</p><script>nothing.there()</script></main>'
    broken.write_text(text.replace("</main>", worse))
    assert any("ReferenceError" in said for said in loaded(tab, broken, width=390))
    assert tab.value(OVERFLOW) > 0
    assert any(said.startswith("P.") for said in tab.value(CONTRASTS))
    policed = tmp_path / "policed.html"
    policed.write_text(path.read_text().replace("</main>", "<script>1</script></main>"))
    assert any("Content Security Policy" in said for said in loaded(tab, policed))


def test_every_verdict_is_one_of_the_words(found: Collected) -> None:
    words = {"PROVED", "CERTIFIED", "ARGUED", "REFUTED", "INCONCLUSIVE"}
    assert {record.word for record in found.records} <= words
    assert all(isinstance(outcome.verdict, Verdict) for outcome in found.phase.values())
