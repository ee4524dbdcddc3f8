"""Tables for papers: one row an instance, each end rounded outward, as Markdown, LaTeX or records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from uccheck.answers.certify import Outcome, certify
from uccheck.answers.tables.layout import Layout, as_csv, as_markdown, as_text
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, as_written, decimal_above, decimal_below, positive_integer

_HEAD = ("m", "D", "delta", "epsilon", "e_gen at least", "e_gen at most", "e_unif-alg at least", "e_unif-alg at most", "verdict")
_SHORT = ("m", "D", "delta", "eps", "gen >=", "gen <=", "unif >=", "unif <=", "verdict")
#: The two brackets each over its ends, so that the table fits between the margins of a page.
_TEX = (
    r" & & & & \multicolumn{2}{c}{$\epsilon_{\mathrm{gen}}$} & \multicolumn{2}{c}{$\epsilon_{\mathrm{unif\text{-}alg}}$} & \\",
    r"\cmidrule(lr){5-6} \cmidrule(lr){7-8}",
    r"$m$ & $D$ & $\delta$ & $\epsilon$ & $\ge$ & $\le$ & $\ge$ & $\le$ & verdict \\",
)


@dataclass(frozen=True)
class Table:
    """Rows of certified brackets; `given` and `trusts` belong in the caption."""

    rows: tuple[Outcome, ...]
    digits: int = 4

    @property
    def given(self) -> tuple[str, ...]:
        """The sentences taken from people and papers by any row."""
        return tuple(sorted({sentence for row in self.rows for sentence in row.given}))

    def cells(self) -> list[tuple[str, ...]]:
        """The rows as texts, ends rounded outward."""
        return [self._cells(row) for row in self.rows]

    def _cells(self, row: Outcome) -> tuple[str, ...]:
        a = row.answer.setting
        ends = [
            text
            for bracket in (row.e_gen, row.e_unif_alg)
            for text in (decimal_below(bracket.lower.value, self.digits), decimal_above(bracket.upper.value, self.digits))
        ]
        return (str(a.m), str(a.D), as_written(a.delta), as_written(row.epsilon), *ends, row.word)

    def written(self, layout: Layout) -> str:
        """The table as text, CSV, LaTeX or Markdown."""
        if layout is Layout.latex:
            return self.latex()
        if layout is Layout.markdown:
            return self.markdown()
        return as_csv(_HEAD, self.cells()) if layout is Layout.csv else as_text(_SHORT, self.cells())

    def markdown(self) -> str:
        """A Markdown table."""
        return as_markdown(_HEAD, self.cells(), words=1)

    def latex(self) -> str:
        """A LaTeX tabular in the style of booktabs."""
        body = "\n".join("  " + " & ".join(line) + r" \\" for line in self.cells())
        lines = [r"\begin{tabular}{@{}rrrrrrrrl@{}}", r"  \toprule", *(f"  {line}" for line in _TEX), r"  \midrule"]
        return "\n".join([*lines, body, r"  \bottomrule", r"\end{tabular}"]) + "\n"

    def __repr__(self) -> str:
        return f"<table of {len(self.rows)} instances>"

    def _repr_markdown_(self) -> str:
        return self.markdown()


def table(instances: Iterable[tuple[Exact, Exact, Exact, Exact]], *, gamma: Exact = 0, theorem: str = "auto", digits: int = 4) -> Table:
    """The certified brackets of instances (m, D, delta, epsilon).

    Raises: InvalidParameter as `certify` does, for an instance that is not four numbers, and for digits outside 1..50.
    """
    asked = [_instance(numbers) for numbers in _rows(instances)]
    kept = positive_integer(digits, "digits", 50)
    return Table(tuple(certify(*numbers, gamma=gamma, theorem=theorem) for numbers in asked), kept)


def _rows(instances: object) -> Iterable[object]:
    if isinstance(instances, Iterable) and not isinstance(instances, str | bytes):
        return instances
    raise InvalidParameter(f"the instances are a list of (m, D, delta, epsilon), got {instances!r:.80}")


def _instance(numbers: object) -> tuple[Exact, Exact, Exact, Exact]:
    found = tuple(numbers) if isinstance(numbers, Iterable) and not isinstance(numbers, str | bytes) else ()
    if len(found) != 4:
        raise InvalidParameter(f"an instance is (m, D, delta, epsilon), got {numbers!r:.80}")
    return (found[0], found[1], found[2], found[3])
