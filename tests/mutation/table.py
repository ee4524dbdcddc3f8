"""The table of a run: mutants, killed, hung, equivalent, survivors; and the page that keeps the full run's."""

from __future__ import annotations

import platform
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version

from .operators import Mutant
from .rooms import ROOT, path_of

PAGE = ROOT / "docs" / "mutation.md"
_BEGIN, _END = "<!-- table: python -m tests.mutation --write -->", "<!-- end of table -->"


@dataclass(frozen=True)
class Result:
    """The fate of one mutant; `reason` where it is equivalent."""

    room: str
    mutant: Mutant
    fate: str
    reason: str


@dataclass(frozen=True)
class Report:
    """All results and the seconds that they took."""

    results: tuple[Result, ...]
    seconds: float

    @property
    def survivors(self) -> list[Mutant]:
        """Mutants that no test caught and no entry explains."""
        return [r.mutant for r in self.results if r.fate == "survived"]

    def rows(self) -> list[list[str]]:
        """One row a module and the sum."""
        modules = list(dict.fromkeys(r.mutant.module for r in self.results))
        counts = {module: Counter(r.fate for r in self.results if r.mutant.module == module) for module in modules}
        rows = [_row(module, count, _digest(module)) for module, count in counts.items()]
        return [*rows, _row("all", sum(counts.values(), Counter()), "")]

    def text(self) -> str:
        """The table as Markdown, survivors below it."""
        head = ["module", "mutants", "killed", "hung", "equivalent", "survivors", "text"]
        lines = [f"| {' | '.join(head)} |", f"| {' | '.join(['---'] + ['---:'] * 5 + ['---'])} |"]
        lines += [f"| {' | '.join(row)} |" for row in self.rows()]
        lines += ["", f"{self.seconds:.0f} s on one machine, Python {platform.python_version()}, {_versions()}."]
        if self.survivors:
            lines += ["", "Survivors:", "", *(f"- `{mutant}`" for mutant in self.survivors)]
        return "\n".join(lines)


def write(report: Report) -> None:
    """Put the table in the place of the kept one; the page's prose stays."""
    page = PAGE.read_text()
    head, rest = page.split(_BEGIN)
    _, tail = rest.split(_END)
    PAGE.write_text(f"{head}{_BEGIN}\n{report.text()}\n{_END}{tail}")


def _row(name: str, count: Counter[str], digest: str) -> list[str]:
    kinds = [count[kind] for kind in ("killed", "hung", "equivalent", "survived")]
    return [name, str(sum(kinds)), *map(str, kinds), digest]


def _digest(module: str) -> str:
    """The first digits of the SHA-256 of the text that was mutated."""
    return f"`{sha256(path_of(module).read_bytes()).hexdigest()[:8]}`"


def _versions() -> str:
    return ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "python-flint"))
