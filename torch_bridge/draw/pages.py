"""`python -m torch_bridge.draw.pages DOCS`: every table and figure of the pages, regenerated from the records kept beside them.

A page has blocks `<!-- begin: KIND ARGUMENTS -->` .. `<!-- end -->`; what stands between them is written by this module, and
`--check` says which block or figure is not what the records give.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from torch_bridge.draw import blocks
from torch_bridge.draw.growth import plot
from torch_bridge.draw.pictures import draw_all
from torch_bridge.growth.kept import kept_growth, kept_run
from torch_bridge.growth.report import authors_curves
from torch_bridge.growth.samples import split_sentence
from torch_bridge.growth.summary import growths
from uccheck.core.errors import InvalidFile
from uccheck.core.files import write_bytes

PAGES = ("torch_bridge.md", "bounds.md")
KINDS: dict[str, Callable[..., list[str]]] = {
    kind.__name__: kind
    for kind in (
        blocks.catalogue,
        blocks.hypersphere,
        blocks.paper,
        blocks.control,
        blocks.biases,
        blocks.level,
        blocks.published,
        blocks.poster,
        blocks.exponents,
        blocks.sentences,
        blocks.memorized,
    )
}
#: Runs that have pictures, by their kind.
DRAWN = ("hypersphere-quick", "hypersphere-blog")
PLOTTED = ("bounds-hypersphere-blog", "bounds-mnist-quick", "bounds-mnist-poster")

#: How many of a block's arguments are kept runs, None for all of them; the other kinds show no run by itself.
SHOWN: dict[str, int | None] = {"control": None, "biases": None, "sentences": None}
SHOWN |= dict.fromkeys(("hypersphere", "paper", "published", "exponents", "memorized"), 1)
#: Kinds whose run may be absent: they say so.
ABSENT = ("paper",)

_BLOCK = re.compile(r"(<!-- begin: ([^\n]*) -->\n).*?(<!-- end -->)", re.DOTALL)


def regenerated(page: str, data: Path) -> str:
    """The page with every block written anew.

    Raises: InvalidFile for a block of an unknown kind.
    """
    return _BLOCK.sub(lambda found: f"{found[1]}{_written(found[2], data)}\n{found[3]}", page)


def pictures(data: Path, into: Path) -> list[Path]:
    """Draw every picture of the kept runs; their paths."""
    into.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    for name in DRAWN:
        run = kept_run(data / name)
        paths += draw_all(run.plan, run.records, run.found, data / name, stem=into / name)
    for name in PLOTTED:
        plan, records, asked = kept_growth(data / name)
        rule = f"fixed {float(plan.stop_margin):g}"
        title = split_sentence(plan)
        found = growths(records, asked["level"], asked["interval"])
        paths += plot(found, rule, into / name, title, theirs=authors_curves(plan))
    return paths


def misplaced(folder: Path) -> list[str]:
    """Kept runs that no table shows, and tables of runs that are not kept."""
    blocks_ = [found[2].split() for page in PAGES for found in _BLOCK.finditer((folder / page).read_text(encoding="utf-8"))]
    shown = {name: kind for kind, *names in blocks_ if kind in SHOWN for name in names[: SHOWN[kind]]}
    kept = {path.name for path in (folder / "data").iterdir() if path.is_dir()}
    unkept = sorted(name for name, kind in shown.items() if name not in kept and kind not in ABSENT)
    wrong = [f"data/{name}: no table shows it" for name in sorted(kept - set(shown))]
    return wrong + [f"data/{name} is shown and not kept" for name in unkept]


def main(arguments: list[str]) -> int:
    """Write pages and figures, or with `--check` only say which pages drifted; the exit status."""
    folder = Path(next((a for a in arguments if not a.startswith("-")), "docs"))
    drifted = []
    for name in PAGES:
        page = folder / name
        old = page.read_text(encoding="utf-8")
        new = regenerated(old, folder / "data")
        if new != old:
            drifted.append(name)
            if "--check" not in arguments:
                write_bytes(page, new.encode())
    if "--check" not in arguments:
        pictures(folder / "data", folder / "figures")
        return 0
    wrong = [f"{name}: a table is not what its records give" for name in drifted] + misplaced(folder)
    print("\n".join(wrong) or "every table is what its records give")
    return 1 if wrong else 0


def _written(block: str, data: Path) -> str:
    kind, *arguments = block.split()
    if kind not in KINDS:
        raise InvalidFile(f"a block of kind {kind!r} in a page: choose one of {', '.join(KINDS)}")
    return "\n".join(KINDS[kind](data, *arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
