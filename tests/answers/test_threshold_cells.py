"""What the table of thresholds writes, mark by mark: a search that answers at once gives cells of every kind."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from uccheck.answers.tables import thresholds as module
from uccheck.answers.tables.layout import Layout
from uccheck.answers.tables.thresholds import MOST_CELLS, ThresholdTable, threshold_table
from uccheck.core.errors import InvalidParameter, NothingFound
from uccheck.core.verdict import Verdict

LEMMA = "cited: a lemma"


def found(D: int, *, least: bool = True, cites: bool = False, theorem: str | None = "B", verdict: Verdict = Verdict.UPHELD) -> Any:
    """What `threshold` gives, as far as a table reads it."""
    outcome = SimpleNamespace(
        given=("human: a definition", *([LEMMA] if cites else [])),
        trusts=(f"program {D}", "flint"),
        e_gen_upper=Fraction(1, 3),
        e_unif_alg_lower=Fraction(2, 3),
        verdict=verdict,
    )
    below = Verdict.UPHELD if least else Verdict.UNDECIDED
    return SimpleNamespace(D=D, theorem=theorem, below=below, elementary=D + 1 if cites else None, outcome=outcome)


#: By (m, delta, epsilon): a least D, one that is not shown least, one that cites, one that does both, and two that were not found.
CELLS = {
    (10, "0.05", "0.1"): found(700),
    (10, "0.05", "1/3"): found(1234567, least=False, theorem=None),
    (10, "0.4", "0.1"): found(8, cites=True, theorem="C"),
    (10, "0.4", "1/3"): found(9000, least=False, cites=True),
    (2000, "0.05", "0.1"): None,
    (2000, "0.05", "1/3"): found(5, verdict=Verdict.UNDECIDED),
    (2000, "0.4", "0.1"): found(6),
    (2000, "0.4", "1/3"): found(7),
}
KEYED = {(m, Fraction(delta), Fraction(epsilon)): cell for (m, delta, epsilon), cell in CELLS.items()}


@pytest.fixture(name="asked", autouse=True)
def fixture_asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """The searches that were made; one that is not in the list ends without a threshold."""
    asked = list[tuple[Any, ...]]()

    def threshold(m: int, delta: Fraction, epsilon: Fraction, **more: Any) -> Any:
        asked.append((m, delta, epsilon, more))
        if (one := KEYED.get((m, delta, epsilon))) is None:
            raise NothingFound("no D is certified")
        return one

    monkeypatch.setattr(module, "threshold", threshold)
    return asked


def whole() -> ThresholdTable:
    return threshold_table(["10", 2000], ["0.05", "0.4"], ["0.1", "1/3"])


def one(cell: Any) -> ThresholdTable:
    """The table of one cell."""
    return ThresholdTable((module.ThresholdCell(10, Fraction(1, 20), Fraction(1, 10), cell),))


def test_every_cell_is_searched_once_with_what_was_asked(asked: list[tuple[Any, ...]]) -> None:
    more = {"theorem": "B", "gamma": "0.5", "s": 3, "b": 20}
    made = threshold_table([10, 2000], ["0.05", "0.4"], ["0.1", "1/3"], **more)  # type: ignore[arg-type]
    assert asked == [(*place, more) for place in KEYED]
    assert [(cell.m, cell.delta, cell.epsilon) for cell in made.cells] == list(KEYED)
    kept = [None if each is None or each.outcome.verdict is not Verdict.UPHELD else each for each in KEYED.values()]
    assert [cell.found for cell in made.cells] == kept and kept.count(None) == 2


def test_an_executor_is_given_all_searches_and_each_cell_is_announced(asked: list[tuple[Any, ...]]) -> None:
    class Executor:
        def map(self, search: Callable[[Any], Any], places: Iterable[Any]) -> list[Any]:
            given.extend(places)
            return [search(place) for place in given]

    given, said = list[Any](), list[str]()
    made = threshold_table([10], ["0.05"], ["0.1", "1/3"], executor=Executor(), notice=said.append)  # type: ignore[arg-type]
    assert given == list(KEYED)[:2] == [place[:3] for place in asked] and said == ["1 of 2 cells", "2 of 2 cells"]
    assert made.cells == threshold_table([10], ["0.05"], ["0.1", "1/3"]).cells


def test_text_is_a_row_for_each_cell() -> None:
    assert whole().written(Layout.text) == "\n".join(
        [
            "   m  delta  epsilon         D  theorem",
            "  10   0.05      0.1       700        B",
            "  10   0.05      1/3  1234567*         ",
            "  10    0.4      0.1        8+        C",
            "  10    0.4      1/3    9000*+        B",
            "2000   0.05      0.1         -         ",
            "2000   0.05      1/3         -         ",
            "2000    0.4      0.1         6        B",
            "2000    0.4      1/3         7        B",
            "",
        ]
    )


def test_markdown_and_latex_have_a_row_for_each_m_and_a_column_for_each_pair() -> None:
    assert whole().written(Layout.markdown).splitlines() == [
        "| m | delta = 0.05, epsilon = 0.1 | delta = 0.05, epsilon = 1/3 | delta = 0.4, epsilon = 0.1 | delta = 0.4, epsilon = 1/3 |",
        "| ---: | ---: | ---: | ---: | ---: |",
        "| 10 | 700 | 1234567* | 8+ | 9000*+ |",
        "| 2000 | - | - | 6 | 7 |",
    ]
    assert whole().written(Layout.latex).splitlines() == [
        r"\begin{tabular}{@{}rrrrr@{}}",
        r"  \toprule",
        r"   & \multicolumn{2}{c}{$\delta = 0.05$} & \multicolumn{2}{c}{$\delta = 0.4$} \\",
        r"  \cmidrule(lr){2-3} \cmidrule(lr){4-5}",
        r"  $m$ & $\epsilon = 0.1$ & $\epsilon = 1/3$ & $\epsilon = 0.1$ & $\epsilon = 1/3$ \\",
        r"  \midrule",
        r"  10 & 700 & 1{,}234{,}567\rlap{$^{\ast}$} & 8\rlap{$^{\dagger}$} & 9{,}000\rlap{$^{\ast \dagger}$} \\",
        r"  2{,}000 & -- & -- & 6 & 7 \\",
        r"  \bottomrule",
        r"\end{tabular}",
    ]


def test_in_latex_each_delta_stands_over_its_epsilons() -> None:
    (over, rules, _) = threshold_table([10], ["0.05"], ["0.1", "1/3", "0.4"]).written(Layout.latex).splitlines()[2:5]
    assert over == r"   & \multicolumn{3}{c}{$\delta = 0.05$} \\" and rules == r"  \cmidrule(lr){2-4}"
    (over, rules, _) = threshold_table([10], ["0.05", "0.4", "0.2"], ["0.1"]).written(Layout.latex).splitlines()[2:5]
    assert over == "   & " + " & ".join(rf"\multicolumn{{1}}{{c}}{{$\delta = {delta}$}}" for delta in ("0.05", "0.4", "0.2")) + r" \\"
    assert rules == r"  \cmidrule(lr){2-2} \cmidrule(lr){3-3} \cmidrule(lr){4-4}"


def test_a_record_rounds_outward_and_says_what_is_not_known() -> None:
    rows = list(csv.DictReader(io.StringIO(whole().written(Layout.csv))))
    ends = {"e_gen_upper": "0.333333333334", "e_unif_alg_lower": "0.666666666666"}
    head = {"m": "10", "delta": "0.05", "epsilon": "1/3"}
    assert rows[1] == {**head, "D": "1234567", "theorem": "", **ends, "D_elementary": "", "shown_least": "False"}
    assert rows[2] == {
        "m": "10",
        "delta": "0.4",
        "epsilon": "0.1",
        "D": "8",
        "theorem": "C",
        **ends,
        "D_elementary": "9",
        "shown_least": "True",
    }
    nothing = dict.fromkeys(("D", "theorem", *ends, "D_elementary"), "")
    assert rows[5] == {"m": "2000", "delta": "0.05", "epsilon": "1/3", **nothing, "shown_least": "False"} and len(rows) == 8


SAID = "least D found by the search; certified there by `certify`"
FAILS, NEITHER = "D - 1 is shown to fail", "D - 1 is neither certified nor shown to fail"
CITES = "the certificate cites a lemma; the least D without it is D_elementary of --format csv"


@pytest.mark.parametrize(
    ("cells", "notes"),
    [
        ([found(5)], [FAILS]),
        ([found(5, least=False)], [f"*: {NEITHER}"]),
        ([found(5), found(5, least=False)], [f"{FAILS} where there is no star", f"*: {NEITHER}"]),
        ([found(5), found(6), found(5, cites=True)], [FAILS, f"+: {CITES}"]),
        ([found(5, cites=True)], [FAILS, f"+: {CITES}"]),
        ([None], [f"-: no D up to {module.MAX_D} is certified"]),
        ([found(5), None], [FAILS, f"-: no D up to {module.MAX_D} is certified"]),
    ],
)
def test_a_note_stands_for_each_mark_that_occurs_and_no_other(cells: list[Any], notes: list[str]) -> None:
    made = ThresholdTable(tuple(each for cell in cells for each in one(cell).cells))
    for layout in Layout:
        star, plus = (r"\ast", r"\dagger") if layout is Layout.latex else ("*", "+")
        marked = {"*": star, "+": plus, "-": "--" if layout is Layout.latex else "-"}
        assert made.notes(layout) == [SAID, *(marked.get(note[0], note[0]) + note[1:] for note in notes)]


def test_what_is_trusted_and_given_is_that_of_the_cells_that_were_found() -> None:
    made = whole()
    assert {*made.trusts} == {"flint", *(f"program {D}" for D in (700, 1234567, 8, 9000, 6, 7))}
    assert {*made.given} == {"human: a definition", LEMMA} and one(None).trusts == one(None).given == ()


def test_a_table_has_at_least_one_cell_and_not_too_many(asked: list[tuple[Any, ...]]) -> None:
    epsilons = [Fraction(1, j) for j in range(2, MOST_CELLS // 10 + 2)]
    assert len(threshold_table(range(10, 20), ["0.05"], epsilons).cells) == len(asked) == MOST_CELLS
    for sizes, deltas in ((range(10, 20), ["0.05"]), ([], ["0.05"]), ([10], [])):
        with pytest.raises(InvalidParameter, match=f"would have {len(sizes) * len(deltas) * (len(epsilons) + 1)} cells"):
            threshold_table(sizes, deltas, [*epsilons, Fraction(1, 1000)])
    assert len(asked) == MOST_CELLS


def test_what_is_asked_for_twice_is_named(asked: list[tuple[Any, ...]]) -> None:
    with pytest.raises(InvalidParameter, match=r"m = 20, delta = 0\.05, epsilon = 0\.1 is asked for twice"):
        threshold_table([10, 20, "20"], ["0.05"], ["0.1"])
    assert not asked


@pytest.mark.parametrize(
    ("deltas", "epsilons"), [(["0.6", "0.9"], ["0.1"]), (["0.05"], ["0.9", "0.6"]), (["0.6", "1"], ["0.1"]), (["0.05"], ["0.5", "1"])]
)
def test_any_share_below_one_may_be_asked_for(deltas: list[str], epsilons: list[str], asked: list[tuple[Any, ...]]) -> None:
    if "1" in deltas + epsilons:
        with pytest.raises(InvalidParameter):
            threshold_table([10], deltas, epsilons)
        assert not asked
    else:
        threshold_table([10], deltas, epsilons)
        assert [place[1:3] for place in asked] == [(Fraction(d), Fraction(e)) for d in deltas for e in epsilons]
