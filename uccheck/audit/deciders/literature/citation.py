"""`citation`: a paper named by arXiv number, DOI, title, authors or .bib entry, against the registry that ships with the kit.

What is written differently (hyphens, braces, initials, et al., British spelling, a missing subtitle) is the same; what is nearly the same
is INCONCLUSIVE with the registry's form; only what certainly differs is refuted. The order of the authors is part of a reference; given
names and initials are compared where the registry has them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from uccheck.audit.deciders.decision import Decision, decided, needs_scope, out_of_scope, undecided
from uccheck.audit.kinds.literature import Citation, entry_of
from uccheck.audit.said import names
from uccheck.core.verdict import Kind, Verdict

REGISTRY = "registry: uccheck/data/literature.toml"
Paper = dict[str, Any]
Complaint = tuple[bool, str]  # whether it certainly differs, and what


def decide(claim: Citation, deadline: float) -> Decision:
    """MEASURED (it agrees with the registry), REFUTED with the entry that differs, NEEDS SCOPE, or OUT-OF-SCOPE."""
    if claim.bib is not None:
        return decide(_from_bib(claim), deadline)
    by_identifier, by_title = _identified(claim), _titled(claim.title)
    if claim.arxiv is None and claim.doi is None and claim.title is None:
        return _by_authors(claim)
    if by_identifier is None and by_title is None:
        named = claim.arxiv or claim.doi or claim.title
        near = [p for p in literature() if claim.title and any(names.same_title(claim.title, t) is None for t in _titles(p))]
        if near:
            return undecided(f"the title is close to, and not, that of {shown(near[0])}; correct it, or name another paper")
        return out_of_scope(f"{named} is not in the registry of {len(literature())} papers")
    if by_identifier is None and (claim.arxiv or claim.doi):
        assert by_title is not None
        return _unidentified(claim, by_title)
    paper = by_identifier or by_title
    assert paper is not None
    if by_title is not paper and claim.title is not None:
        wrong = _wrong_title(claim, paper, by_title)
        if wrong is not None:
            return wrong
    found = _compared(claim, paper)
    version = _other_version(claim, paper) if found.verdict is Verdict.REFUTED and by_identifier is None else None
    return undecided(f"but for its title it is {shown(version)}; correct it, or name the other") if version else found


def _other_version(claim: Citation, paper: Paper) -> Paper | None:
    """Another paper of nearly this title with which all the rest agrees, such as what a journal printed again."""
    assert claim.title is not None  # the paper was found by it
    title = claim.title
    near = (p for p in literature() if p is not paper and any(names.same_title(title, t) is None for t in _titles(p)))
    return next((p for p in near if _compared(claim, p).verdict is Verdict.UPHELD), None)


@cache
def literature() -> tuple[Paper, ...]:
    """The registered papers."""
    text = files("uccheck").joinpath("data", "literature.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["paper"])


def by_authors(authors: list[str], year: int | None) -> list[Paper]:
    """The registered papers with these authors (a prefix, or et al.) and this year."""
    found = [p for p in literature() if _permuted(authors, p) or not any(sure for sure, _ in _authors(authors, p))]
    return [p for p in found if year is None or year in _years(p)]


def shown(paper: Paper) -> str:
    """Authors, title, number, year, venue."""
    venue = f", {paper['venue']}" if "venue" in paper else ""
    return f'{", ".join(paper["authors"])}, "{paper["title"]}", {_where(paper)}, {paper["year"]}{venue}'


def _identified(claim: Citation) -> Paper | None:
    number = names.arxiv_number(claim.arxiv or "") or (names.arxiv_number(claim.doi or "") if "arxiv" in (claim.doi or "").lower() else "")
    if number:
        return next((p for p in literature() if p["arxiv"] == number), None)
    wanted = names.doi(claim.doi) if claim.doi else None
    return next((p for p in literature() if wanted is not None and p.get("doi", "").lower() == wanted), None)


def _titled(title: str | None) -> Paper | None:
    if title is None:
        return None
    return next((p for p in literature() if any(names.same_title(title, t) is True for t in _titles(p))), None)


def _titles(paper: Paper) -> list[str]:
    return [paper["title"], *paper.get("titles", [])]


def _unidentified(claim: Citation, paper: Paper) -> Decision:
    given = claim.arxiv or claim.doi
    known = paper["arxiv"] if claim.arxiv else paper.get("doi", "")
    if not known:
        return undecided(f"the registry has that title without such a number: {shown(paper)}; {given} was not compared")
    return _refuted(f"that title is {_where(paper)}{', DOI ' + paper['doi'] if claim.doi else ''}, not {given}", paper)


def _wrong_title(claim: Citation, paper: Paper, other: Paper | None) -> Decision | None:
    """REFUTED if the number's paper certainly has another title, INCONCLUSIVE if it nearly has it; None if it has it."""
    assert claim.title is not None
    nearness = [names.same_title(claim.title, t) for t in _titles(paper)]
    if True in nearness:
        return None
    if other is None and None in nearness:
        return undecided(f'the title is close to, and not, "{paper["title"]}" ({_where(paper)}); correct it, or name another paper')
    also = f"; that title is {_where(other)}" if other is not None else ""
    note = f"; {paper['confused']}" if other is not None and "confused" in other and "confused" in paper else ""
    return _refuted(f'{claim.arxiv or claim.doi} is "{paper["title"]}"{also}{note}', paper)


def _compared(claim: Citation, paper: Paper) -> Decision:
    complaints = [*_authors(claim.authors or [], paper), *_year(claim, paper), *_venue(claim, paper), *_doi(claim, paper)]
    certain = [text for sure, text in complaints if sure and "read" in paper]
    if certain:
        return _refuted("; ".join(certain), paper)
    editions = paper.get("pages", [])
    if claim.pages is not None and editions:
        fitting = [e for e in editions if names.pages(e["pages"]) == names.pages(claim.pages)]
        told = "; ".join(f"{e['pages']} in {e['edition']}" for e in editions)
        if fitting and len(editions) > 1:
            return needs_scope(("edition of the proceedings",), f"the rest agrees with {shown(paper)}; pages: {told}")
        if not fitting:
            complaints.append((False, f"pages {claim.pages} are none of those known: {told}"))
    if complaints:
        return undecided(f"{'; '.join(text for _, text in complaints)}; the registry has {shown(paper)}")
    unread = [f"pages {claim.pages}"] if claim.pages is not None and not editions else []
    if "given" not in paper and any(names.given_names(a, k) for a, k in zip(claim.authors or [], paper["authors"], strict=False)):
        unread.append("given names")
    left = f"; {' and '.join(unread)} were not compared" if unread else ""
    return decided(Verdict.UPHELD, Kind.MEASURED, f"agrees with the registry: {shown(paper)}{left}", trusts=_sources(paper))


def _by_authors(claim: Citation) -> Decision:
    found = by_authors(claim.authors or [], claim.year)
    if not found:
        return out_of_scope(f"the registry has no paper of {', '.join(claim.authors or [])} ({claim.year or 'any year'})")
    if len(found) > 1:
        return needs_scope(("title",), f"several papers fit: {'; '.join(shown(p) for p in found)}")
    return _compared(claim, found[0])


def _refuted(detail: str, paper: Paper) -> Decision:
    return decided(Verdict.REFUTED, Kind.EXACT, detail, trusts=_sources(paper), explain=(shown(paper),))


def _sources(paper: Paper) -> tuple[str, ...]:
    return (REGISTRY, f"cited: {paper['read']}") if "read" in paper else (REGISTRY,)


def _authors(written: list[str], paper: Paper) -> Iterator[Complaint]:
    if not written:
        return
    known = paper["authors"]
    if len(known) != len(written) == len(paper.get("other_authors", [])):
        elsewhere = paper["other_authors"]
        if all(names.same_name(a, k) for a, k in zip(written, elsewhere, strict=True)):
            yield False, f"its authors are {', '.join(known)}; {', '.join(elsewhere)} may be those of another version"
            return
    others = names.is_others(written[-1])
    people = written[:-1] if others else written
    same = [names.same_name(a, k) for a, k in zip(people, known, strict=False)]
    listed = f"its authors are {', '.join(known)}, not {', '.join(written)}"
    if _permuted(written, paper):
        yield True, f"its authors are {', '.join(known)}, in this order, not {', '.join(written)}"
    elif len(people) > len(known) or False in same:
        yield True, listed
    elif None in same:
        yield False, f"the registry spells its authors {', '.join(known)}"
    elif len(people) < len(known) and not others and len(people) > 1:
        yield False, f"its authors are {', '.join(known)}: some are left out without et al."
    yield from _given_names(people, paper)


def _given_names(people: list[str], paper: Paper) -> Iterator[Complaint]:
    """Given names and initials where the registry has them: no initial in common is another person, another spelling may be the same."""
    for written, surname, given in zip(people, paper["authors"], paper.get("given", []), strict=False):
        said = names.given_names(written, surname)
        same = names.same_given(said, given) if said else True
        if same is not True:
            yield same is False, f"it has {given} {surname} where {written} is cited"


def _permuted(written: list[str], paper: Paper) -> bool:
    """Whether these are all its authors, certainly, in another order."""
    known, differing = paper["authors"], len(written) == len(paper["authors"])
    if not differing or all(names.same_name(a, k) for a, k in zip(written, known, strict=True)):
        return False
    return all(any(names.same_name(a, k) for a in written) for k in known)


def _years(paper: Paper) -> list[int]:
    return sorted({paper["year"], paper.get("venue_year", paper["year"])})


def _year(claim: Citation, paper: Paper) -> Iterator[Complaint]:
    years = _years(paper)
    if claim.year is not None and claim.year not in years:
        certain = claim.year < years[0] or claim.year > years[-1] + 2
        yield certain, f"its year is {' (arXiv) or '.join(map(str, years))}, not {claim.year}"


def _venue(claim: Citation, paper: Paper) -> Iterator[Complaint]:
    if claim.venue is None or "venue" not in paper:
        return
    given, known = names.venue(claim.venue), names.venue(paper["venue"])
    if given == "arxiv":
        return
    said, year = names.venue_year(claim.venue), names.venue_year(paper["venue"])
    apart = said is not None and year is not None and said != year
    if given == known and not apart:
        return
    read = given is not None and known is not None and "venue" not in paper.get("recalled", [])
    yield read and (given != known or _other_meeting(claim.venue, given)), f"its venue is {paper['venue']}, not {claim.venue}"


def _other_meeting(written: str, name: str | None) -> bool:
    """Whether another year is another meeting: volumes and journals may carry the year in which they were printed."""
    return name in names.CONFERENCES and "advances" not in written.lower() and "proceedings" not in written.lower()


def _doi(claim: Citation, paper: Paper) -> Iterator[Complaint]:
    """A DOI that stands beside a number or a title: a paper has one of its venue and one of arXiv, perhaps more."""
    if claim.doi is None:
        return
    given, number = names.doi(claim.doi), names.arxiv_number(claim.doi) if "arxiv" in claim.doi.lower() else ""
    if number == paper["arxiv"] != "" or given == paper.get("doi", "").lower():
        return
    other = _identified(claim.model_copy(update={"arxiv": None}))
    if other is not None or number:
        yield True, f"the DOI {claim.doi} is that of {_where(other) if other is not None else 'arXiv ' + number}"
    else:
        known = f"the registry knows its DOI as {paper['doi']}" if "doi" in paper else "the registry has no DOI of it"
        yield False, f"{known}; {claim.doi} was not compared"


def _from_bib(claim: Citation) -> Citation:
    """The claim with the fields of its .bib entry."""
    entry = entry_of(claim.bib or "")
    text = " ".join(entry.values())
    number = names.arxiv_number(entry.get("eprint", "")) or _number_in(text)
    year = re.search(r"\b(?:19|20)[0-9]{2}", entry.get("year", ""))
    fields = {
        "arxiv": number or None, "doi": entry.get("doi") or None, "title": entry.get("title") or None,
        "authors": _people(entry.get("author", "")) or None, "year": int(year[0]) if year else None,
        "venue": entry.get("booktitle") or entry.get("journal") or None, "pages": entry.get("pages") or None,
    }  # fmt: skip
    return claim.model_copy(update={**fields, "bib": None})


def _number_in(text: str) -> str:
    found = re.search(r"arxiv[.: /a-z]*([0-9]{4}\.[0-9]{4,5})", text, re.IGNORECASE)
    return found[1] if found else ""


def _people(text: str) -> list[str]:
    return [name.strip() for name in re.split(r"\s+and\s+", text) if name.strip()]


def _where(paper: Paper) -> str:
    return f"arXiv {paper['arxiv']}" if paper["arxiv"] else paper.get("where", "without arXiv number")
