"""`citation`: arXiv number, title, authors and year against the registry of the literature that ships with the kit."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

from uccheck.audit.deciders.decision import Decision, decided, out_of_scope
from uccheck.audit.models import Citation
from uccheck.core.verdict import Kind, Verdict

REGISTRY = "registry: uccheck/data/literature.toml"


def decide(claim: Citation, deadline: float) -> Decision:
    """MEASURED (it agrees with the registry), REFUTED with the entry that differs, OUT-OF-SCOPE if neither is known."""
    del deadline
    number = re.sub(r"^arXiv:|v[0-9]+$", "", claim.arxiv)
    by_number = next((p for p in literature() if p["arxiv"] == number), None)
    by_title = next((p for p in literature() if _plain(p["title"]) == _plain(claim.title)), None)
    if by_number is None and by_title is None:
        return out_of_scope(f"neither arXiv {number} nor this title is in the registry of {len(literature())} papers")
    if by_number is None:
        assert by_title is not None
        return _refuted(f"that title is {_where(by_title)}, not arXiv {number}", by_title)
    if by_title is not by_number:
        other = f"; that title is {_where(by_title)}" if by_title is not None else ""
        both = by_title is not None and "confused" in by_title and "confused" in by_number
        note = f"; {by_number['confused']}" if both else ""
        return _refuted(f'arXiv {number} is "{by_number["title"]}"{other}{note}', by_number)
    wrong = [*_authors(claim, by_number), *_year(claim, by_number)]
    if wrong:
        return _refuted("; ".join(wrong), by_number)
    return decided(Verdict.UPHELD, Kind.MEASURED, f"agrees with the registry: {_whole(by_number)}", trusts=(REGISTRY,))


@cache
def literature() -> tuple[dict[str, Any], ...]:
    """The registered papers."""
    text = files("uccheck").joinpath("data", "literature.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["paper"])


def _refuted(detail: str, paper: dict[str, Any]) -> Decision:
    return decided(Verdict.REFUTED, Kind.EXACT, detail, trusts=(REGISTRY,), explain=(_whole(paper),))


def _authors(claim: Citation, paper: dict[str, Any]) -> list[str]:
    names = [_surname(a) for a in claim.authors]
    known = [_plain(a) for a in paper["authors"]]
    if names in (known, known[:1]) or (names[-1] in ("et al", "others") and names[:-1] == known[: len(names) - 1]):
        return []
    return [f"its authors are {', '.join(paper['authors'])}, not {', '.join(claim.authors)}"]


def _year(claim: Citation, paper: dict[str, Any]) -> list[str]:
    years = sorted({paper["year"], paper.get("venue_year", paper["year"])})
    if claim.year in years:
        return []
    return [f"its year is {' (arXiv) or '.join(map(str, years))}, not {claim.year}"]


def _surname(name: str) -> str:
    """The last word, or what stands before a comma; `et al.` stays."""
    plain = _plain(name.split(",")[0])
    return plain if plain in ("et al", "others") else (plain.split() or [""])[-1]


def _plain(text: str) -> str:
    """Lower-case ASCII letters and digits, single spaces."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", ascii_text))


def _where(paper: dict[str, Any]) -> str:
    return f"arXiv {paper['arxiv']}" if paper["arxiv"] else paper["where"]


def _whole(paper: dict[str, Any]) -> str:
    venue = f", {paper['venue']}" if "venue" in paper else ""
    return f'{", ".join(paper["authors"])}, "{paper["title"]}", {_where(paper)}, {paper["year"]}{venue}'
