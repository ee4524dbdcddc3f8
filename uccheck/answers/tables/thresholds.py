"""A table of thresholds for a paper: for every m, delta and epsilon the least D that `threshold` finds, each cell certified.

Glossary
    ThresholdCell   one (m, delta, epsilon): the threshold found, or None where no D of the search's range is certified
    shown least  the next smaller D is shown to fail; otherwise the D is the least that the search found
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from uccheck.answers.answer import MAX_D
from uccheck.answers.tables.layout import Layout, as_csv, as_markdown, as_text
from uccheck.answers.threshold import Threshold, asked_question, threshold
from uccheck.core.errors import InvalidParameter, NothingFound
from uccheck.core.exact import Exact, as_written, decimal_above, decimal_below
from uccheck.core.verdict import Verdict, union_of_trusts

MOST_CELLS = 1000
_TEX_MARKS = {"*": r"\ast", "+": r"\dagger", "-": "--"}


@dataclass(frozen=True)
class ThresholdCell:
    """The least D found at one (m, delta, epsilon), or None."""

    m: int
    delta: Fraction
    epsilon: Fraction
    found: Threshold | None

    @property
    def least(self) -> bool:
        """Whether D - 1 is shown to fail."""
        return self.found is not None and self.found.below is Verdict.UPHELD

    @property
    def cites(self) -> bool:
        """Whether the certificate cites a lemma that the kit does not prove."""
        return self.found is not None and any(one.startswith("cited:") for one in self.found.outcome.given)

    def record(self) -> dict[str, Any]:
        """The cell as JSON data and as a row of CSV; ends rounded outward."""
        place = {"m": self.m, "delta": as_written(self.delta), "epsilon": as_written(self.epsilon)}
        if self.found is None:
            return {**place, **dict.fromkeys(("D", "theorem", "e_gen_upper", "e_unif_alg_lower", "D_elementary")), "shown_least": False}
        outcome = self.found.outcome
        ends = {"e_gen_upper": decimal_above(outcome.e_gen_upper, 12), "e_unif_alg_lower": decimal_below(outcome.e_unif_alg_lower, 12)}
        found = {"D": self.found.D, "theorem": self.found.theorem, **ends, "D_elementary": self.found.elementary}
        return {**place, **found, "shown_least": self.least}


@dataclass(frozen=True)
class ThresholdTable:
    """Cells in rows by m and columns by (delta, epsilon)."""

    cells: tuple[ThresholdCell, ...]

    @property
    def trusts(self) -> tuple[str, ...]:
        """What the certificates of all cells trust."""
        return union_of_trusts(found.outcome.trusts for found in self._thresholds)

    @property
    def given(self) -> tuple[str, ...]:
        """The sentences taken from people and papers by any cell."""
        return union_of_trusts(found.outcome.given for found in self._thresholds)

    @property
    def _thresholds(self) -> list[Threshold]:
        return [cell.found for cell in self.cells if cell.found is not None]

    @property
    def rows(self) -> dict[int, list[ThresholdCell]]:
        """The cells of each m, in the order of the columns."""
        return {m: [cell for cell in self.cells if cell.m == m] for m in dict.fromkeys(cell.m for cell in self.cells)}

    @property
    def columns(self) -> list[tuple[Fraction, Fraction]]:
        """The pairs (delta, epsilon)."""
        return list(dict.fromkeys((cell.delta, cell.epsilon) for cell in self.cells))

    def written(self, layout: Layout) -> str:
        """The table as text, CSV, LaTeX or Markdown, ending in a newline."""
        return {Layout.text: self._text, Layout.csv: self._csv, Layout.latex: self._latex, Layout.markdown: self._markdown}[layout]()

    def notes(self, layout: Layout) -> list[str]:
        """What the marks of this layout mean; only those that occur."""
        star, plus, dash = (_TEX_MARKS[mark] if layout is Layout.latex else mark for mark in "*+-")
        searched = [cell for cell in self.cells if cell.found is not None]
        said = ["least D found by the search; certified there by `certify`"]
        if any(cell.least for cell in searched):
            said.append("D - 1 is shown to fail" + (" where there is no star" if any(not cell.least for cell in searched) else ""))
        if any(not cell.least for cell in searched):
            said.append(f"{star}: D - 1 is neither certified nor shown to fail")
        if any(cell.cites for cell in searched):
            said.append(f"{plus}: the certificate cites a lemma; the least D without it is D_elementary of --format csv")
        if len(searched) < len(self.cells):
            said.append(f"{dash}: no D up to {MAX_D} is certified")
        return said

    def _csv(self) -> str:
        records = [cell.record() for cell in self.cells]
        return as_csv(list(records[0]), [list(record.values()) for record in records])

    def _text(self) -> str:
        """One row a cell: any number of columns stays within 80 characters."""
        place = [(str(cell.m), as_written(cell.delta), as_written(cell.epsilon)) for cell in self.cells]
        found = [(_plain(cell), "" if cell.found is None else cell.found.theorem or "") for cell in self.cells]
        return as_text(("m", "delta", "epsilon", "D", "theorem"), [(*at, *what) for at, what in zip(place, found, strict=True)])

    def _markdown(self) -> str:
        head = ["m", *(f"delta = {as_written(d)}, epsilon = {as_written(e)}" for d, e in self.columns)]
        return as_markdown(head, [[str(m), *map(_plain, cells)] for m, cells in self.rows.items()])

    def _latex(self) -> str:
        r"""A tabular in the style of booktabs: \usepackage{booktabs}."""
        lines = [rf"\begin{{tabular}}{{@{{}}r{'r' * len(self.columns)}@{{}}}}", r"  \toprule", *self._latex_head(), r"  \midrule"]
        lines += ["  " + " & ".join([_grouped(m), *map(_tex, cells)]) + r" \\" for m, cells in self.rows.items()]
        return "\n".join([*lines, r"  \bottomrule", r"\end{tabular}"]) + "\n"

    def _latex_head(self) -> list[str]:
        """The deltas over their epsilons, a rule under each."""
        wide = {delta: [e for d, e in self.columns if d == delta] for delta, _ in self.columns}
        over, rules, start = [""], [], 2
        for delta, below in wide.items():
            over.append(rf"\multicolumn{{{len(below)}}}{{c}}{{$\delta = {as_written(delta)}$}}")
            rules.append(rf"\cmidrule(lr){{{start}-{start + len(below) - 1}}}")
            start += len(below)
        under = ["$m$", *(rf"$\epsilon = {as_written(e)}$" for _, e in self.columns)]
        return ["  " + " & ".join(over) + r" \\", "  " + " ".join(rules), "  " + " & ".join(under) + r" \\"]


def threshold_table(
    sizes: Sequence[Exact],
    deltas: Sequence[Exact],
    epsilons: Sequence[Exact],
    *,
    theorem: str = "auto",
    gamma: Exact = 0,
    s: Exact = 4,
    b: Exact = 32,
    executor: Executor | None = None,
    notice: Callable[[str], None] = lambda text: None,
) -> ThresholdTable:
    """The threshold of every m, delta and epsilon, in this process or over an executor.

    Guarantee: every D shown is that of a certificate that the checker confirmed.
    Raises: InvalidParameter for a number outside its domain, before anything is searched, and for more than MOST_CELLS cells.
    """
    grid = [(m, delta, epsilon) for m in sizes for delta in deltas for epsilon in epsilons]
    if not 0 < len(grid) <= MOST_CELLS:
        raise InvalidParameter(f"the table would have {len(grid)} cells: give an m, a delta and an epsilon, and at most {MOST_CELLS} cells")
    asked = [asked_question(m, 1, delta, epsilon, theorem, gamma, s, b) for m, delta, epsilon in grid]
    places = [(int(one.setting.m), one.setting.delta, one.epsilon) for one in asked]
    if len(set(places)) < len(places):
        m, *rest = next(place for place in places if places.count(place) > 1)
        delta, epsilon = map(as_written, rest)
        raise InvalidParameter(f"m = {m}, delta = {delta}, epsilon = {epsilon} is asked for twice: give it once")
    search = partial(_searched, theorem=theorem, gamma=gamma, s=s, b=b)
    cells = []
    for cell in map(search, places) if executor is None else executor.map(search, places):
        cells.append(cell)
        notice(f"{len(cells)} of {len(places)} cells")
    return ThresholdTable(tuple(cells))


def _searched(place: tuple[int, Fraction, Fraction], **more: Any) -> ThresholdCell:
    """The threshold, or None where the search ends without one: the numbers themselves were found valid before."""
    m, delta, epsilon = place
    try:
        found = threshold(m, delta, epsilon, **more)
    except NothingFound:
        return ThresholdCell(m, delta, epsilon, None)
    return ThresholdCell(m, delta, epsilon, found if found.outcome.verdict is Verdict.UPHELD else None)


def _marks(cell: ThresholdCell) -> str:
    return ("" if cell.least else "*") + ("+" if cell.cites else "")


def _plain(cell: ThresholdCell) -> str:
    return "-" if cell.found is None else f"{cell.found.D}{_marks(cell)}"


def _tex(cell: ThresholdCell) -> str:
    """D with thin commas; the marks hang over the edge, so that the digits stay aligned."""
    if cell.found is None:
        return _TEX_MARKS["-"]
    marks = " ".join(_TEX_MARKS[mark] for mark in _marks(cell))
    return _grouped(cell.found.D) + (rf"\rlap{{$^{{{marks}}}$}}" if marks else "")


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", "{,}")
