"""`attribution`: who proved or measured what, against the ledger of what was read (`data/attributions.toml`).

Upheld   (MEASURED) if a row that was read has the paper, the finding, and every word of the scope that the claim says.
Refuted  if something that was read contradicts the paper, the finding and the words said; [recalled] never refutes.
An absent row means "not read": OUT-OF-SCOPE or INCONCLUSIVE. A word that the finding needs and the claim leaves unsaid is NEEDS SCOPE.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from rapidfuzz import fuzz, process

from uccheck.audit.deciders.decision import Decision, decided, needs_scope, out_of_scope, undecided
from uccheck.audit.deciders.literature import citation
from uccheck.audit.kinds.literature import Attribution
from uccheck.audit.said import names
from uccheck.core.verdict import Evidence, Kind, Verdict, conjunction

Row = dict[str, Any]
LEDGER = "ledger: uccheck/data/attributions.toml"
WORDS = ("setting", "status", "sidedness", "quantifier")


def decide(claim: Attribution, deadline: float) -> Decision:
    """MEASURED, REFUTED, NEEDS SCOPE, INCONCLUSIVE or OUT-OF-SCOPE; of several papers, each must have found it."""
    del deadline
    if finding(claim.finding) is None:
        near = process.extractOne(claim.finding, [f["id"] for f in findings()], score_cutoff=50)
        meant = f"near it: {near[0]}; " if near else ""
        return out_of_scope(f"the ledger has no finding {claim.finding!a}; {meant}`uccheck statements` lists them")
    unknown = _unknown_setting(claim)
    if unknown:
        return out_of_scope(unknown)
    papers = [claim.paper] if isinstance(claim.paper, str) else claim.paper
    decisions = [_of_paper(claim, paper) for paper in papers]
    return decisions[0] if len(decisions) == 1 else _each(decisions)


def mistyped(said: str) -> str | None:
    """The finding that is meant by a name which is none, where all but a letter in eight agree."""
    if finding(said) is not None:
        return None
    near = process.extractOne(said, [f["id"] for f in findings()], scorer=fuzz.ratio, score_cutoff=88)
    return str(near[0]) if near else None


def _each(decisions: list[Decision]) -> Decision:
    """Kleene's conjunction, with the first that stands in the way."""
    verdict = conjunction(d.verdict for d in decisions)
    refuted = next((d for d in decisions if d.verdict is Verdict.REFUTED), None)
    open_ = next((d for d in decisions if d.needs), None) or next((d for d in decisions if d.verdict is Verdict.UNDECIDED), None)
    if verdict is not Verdict.UPHELD:
        return refuted or open_ or decisions[0]
    evidence: tuple[Evidence, ...] = tuple(e for d in decisions for e in d.evidence)
    return Decision(verdict=verdict, detail="; ".join(d.detail for d in decisions), evidence=evidence)


def _of_paper(claim: Attribution, named: str) -> Decision:
    keys = resolve(named)
    if not keys:
        other = [_titled(k) for k in resolve(re.sub(r"\b(19|20)[0-9]{2}[a-z]?\b", "", named))]
        years = f"; of other years: {', '.join(other)}" if other else ""
        return out_of_scope(f"{named} is not among the papers of the ledger{years}")
    if len(keys) > 1:
        having = [k for k in keys if any(_names(r, claim.finding) for r in results() if r["paper"] == k)]
        if len(having) != 1:
            return needs_scope(("paper",), f"{named} may be {', '.join(_titled(k) for k in keys)}")
        keys = having
    members = _ledger()["wider"].get(canonical(claim.setting)) if claim.setting is not None else None
    return _decide(claim, keys[0]) if members is None else _in_each(claim, keys[0], members)


def _in_each(claim: Attribution, paper: str, members: list[str]) -> Decision:
    """A setting that covers several: NEEDS SCOPE where one upholds the claim and one refutes it, else what decides it."""
    found = {s: _decide(claim.model_copy(update={"setting": s}), paper) for s in members}
    upheld, refuted = ([s for s, d in found.items() if d.verdict is v] for v in (Verdict.UPHELD, Verdict.REFUTED))
    if upheld and refuted:
        told = "; ".join(f"{'it holds' if s in upheld else 'it fails'} for {s} ({found[s].detail})" for s in (*upheld, *refuted))
        return needs_scope(("setting",), f"{claim.setting} may be {', '.join(members)}: {told}")
    asked = [s for s, d in found.items() if d.needs]
    return found[(upheld or refuted or asked or [s for s, d in found.items() if d.verdict is Verdict.UNDECIDED] or members)[0]]


def _decide(claim: Attribution, paper: str) -> Decision:
    against = next((c for c in contradictions() if c["paper"] == paper and c["finding"] == claim.finding and _said(claim, c)), None)
    if against is not None and not _recalled(against):
        trusts = (LEDGER, f"cited: {against['read']}")
        return decided(Verdict.REFUTED, Kind.MEASURED, f"{_titled(paper)}: {against['because']}", trusts=trusts)
    rows = [r for r in results() if r["paper"] == paper and _names(r, claim.finding)]
    if not rows:
        return out_of_scope(f"nothing was read of {_titled(paper)} that has or contradicts this finding; read of it: {_read_of(paper)}")
    fitting = [r for r in rows if _fits(claim, r)]
    missing = _missing(claim, rows)
    if missing:
        return needs_scope(missing, f"{_answers(claim, paper, rows)}; {_to_add(missing, rows)}")
    if not fitting:
        return undecided(f"read of {_titled(paper)}: {_told(rows)}; nothing that was read has the words of the claim, or contradicts them")
    sound = [r for r in fitting if not _recalled(r)]
    if not sound:
        return undecided(f"only from memory: {_told(fitting)}; reading the paper would decide it")
    return _others(claim, paper, sound)


def _others(claim: Attribution, paper: str, sound: list[Row]) -> Decision:
    """`only` and `first` against the other papers of the ledger, which is not the whole literature."""
    year = _year(paper)
    named = {k for n in ([claim.paper] if isinstance(claim.paper, str) else claim.paper) for k in resolve(n)} | {paper}
    alike = [r for r in results() if r["paper"] not in named and _names(r, claim.finding) and _fits(claim, r) and not _recalled(r)]
    rivals = [r for r in alike if claim.only or (claim.first and _year(r["paper"]) < year)]
    if rivals:
        trusts = (LEDGER, f"cited: {rivals[0]['read']}")
        return decided(Verdict.REFUTED, Kind.MEASURED, f"{_titled(rivals[0]['paper'])} found it too: {rivals[0]['result']}", trusts=trusts)
    if claim.only or claim.first:
        size = len({r["paper"] for r in results()})
        return undecided(f"no other paper of the ledger found it; the ledger has {size} papers and is not the literature")
    row = sound[0]
    detail = f"{_titled(paper)}: {row['result']} [{row['setting']}, {row['status']}{_side(row)}]"
    return decided(Verdict.UPHELD, Kind.MEASURED, detail, trusts=(LEDGER, f"cited: {row['read']}"))


def resolve(named: str) -> list[str]:
    """The keys of the papers that a name may mean: an arXiv number, a title, or authors with a year."""
    number = names.arxiv_number(named)
    known = list(dict.fromkeys(r["paper"] for r in (*results(), *contradictions())))
    if number:
        return [number] if number in known else []
    by_title = [p for p in citation.literature() if any(names.same_title(named, t) is True for t in [p["title"], *p.get("titles", [])])]
    found = by_title or list(_by_authors(named))
    keys = [p["arxiv"] or p["title"] for p in found]
    return [k for k in keys if k in known]


def _by_authors(named: str) -> Iterator[Row]:
    words = names.plain(named).split()
    year = next((int(w[:4]) for w in words if w[:4].isdigit() and len(w) in (4, 5)), None)
    people = [w for w in words if not w[:4].isdigit() and w not in ("and", "et", "al", "arxiv", "the")]
    for paper in citation.literature():
        authors = [names.plain(a).replace(" ", "") for a in paper["authors"]]
        years = {paper["year"], paper.get("venue_year", paper["year"])}
        joined = "".join(people)
        mentioned = [a for a in authors if a in joined]
        fits = authors[0] in joined and len("".join(mentioned)) == len(joined)
        if fits and (year is None or year in years):
            yield paper


def _said(claim: Attribution, row: Row) -> bool:
    """Whether the claim says every word that a contradiction speaks of; "shown" is proved or measured, and says neither."""
    if "status" in row and claim.status == "shown":
        return False
    if "outside" in row and (claim.setting is None or canonical(claim.setting) in row["outside"]):
        return False
    plain = all(_same(word, _word(claim, word), row[word]) for word in WORDS if word in row)
    return plain and all(k in claim.under and names.same_word(claim.under[k], v) for k, v in row.get("under", {}).items())


def _fits(claim: Attribution, row: Row) -> bool:
    """Whether no word of the claim differs from the row's."""
    plain = all(_word(claim, w) is None or (w in row and _same(w, _word(claim, w), row[w])) for w in WORDS)
    return plain and all(row.get("under", {}).get(k) == v for k, v in claim.under.items())


def _same(word: str, said: str | None, known: str) -> bool:
    if said is None:
        return False
    if word == "status" and said == "shown":
        return known in ("proved", "measured")
    if word == "setting":
        return known == "any" or canonical(said) == known
    return names.same_word(said, known)


def _missing(claim: Attribution, rows: list[Row]) -> tuple[str, ...]:
    known = finding(claim.finding)
    assert known is not None
    unsaid = [w for w in known.get("needs", []) if (_word(claim, w) if w in WORDS else claim.under.get(w)) is None]
    if claim.status == "shown" and len({r["status"] for r in rows}) > 1 and "status" in known.get("needs", []):
        unsaid.append("status")
    return tuple(unsaid)


def _answers(claim: Attribution, paper: str, rows: list[Row]) -> str:
    """What is known for each value of the words left open."""
    against = [c for c in contradictions() if c["paper"] == paper and c["finding"] == claim.finding and not _recalled(c)]
    said = [f"it fails for {', '.join(_values(c)) or 'this paper'} ({c['because']})" for c in against[:2]]
    return "; ".join([f"read of {_titled(paper)}: {_told(rows)}", *said])


def _values(row: Row) -> list[str]:
    return [row[w] for w in WORDS if w in row] + [f"{k} = {v}" for k, v in row.get("under", {}).items()]


def _to_add(missing: tuple[str, ...], rows: list[Row]) -> str:
    """The line of TOML that says what is missing, with the words of what was read."""
    lines = []
    for name in missing:
        known = list(dict.fromkeys(str(r[name] if name in r else r.get("under", {}).get(name, "..")) for r in rows))
        word = " or ".join(f'"{k}"' for k in known[:4])
        lines.append(f"{name} = {word}" if name in WORDS else f"under = {{ {name} = {word} }}")
    return f"to be added: {', '.join(lines)}, or another word"


def _word(claim: Attribution, word: str) -> str | None:
    return getattr(claim, word, None)


def _told(rows: list[Row]) -> str:
    return "; ".join(f"{r['setting']}, {r['status']}{_side(r)}" for r in rows[:6])


def _side(row: Row) -> str:
    return f", {row['sidedness']}" if row.get("sidedness") else ""


def _read_of(paper: str) -> str:
    return "; ".join(dict.fromkeys(f for r in results() if r["paper"] == paper for f in r["findings"])) or "nothing"


def _names(row: Row, wanted: str) -> bool:
    return wanted in row["findings"]


def _recalled(row: Row) -> bool:
    return "[recalled]" in row["read"] or row["read"].startswith("second hand")


def _titled(key: str) -> str:
    paper = next((p for p in citation.literature() if key in (p["arxiv"], p["title"])), None)
    if paper is None:
        return key
    more = " et al." if len(paper["authors"]) > 2 else ""
    return f"{', '.join(paper['authors'][:2])}{more} {paper['year']} ({key})"


def _year(key: str) -> int:
    return next((int(p["year"]) for p in citation.literature() if key in (p["arxiv"], p["title"])), 9999)


def _unknown_setting(claim: Attribution) -> str:
    if claim.setting is None:
        return ""
    known = list(dict.fromkeys((*(r["setting"] for r in results()), *_ledger()["wider"])))
    if canonical(claim.setting) in known:
        return ""
    near = process.extractOne(claim.setting, known, score_cutoff=55)
    meant = f"near it: {near[0]}; " if near else ""
    return f"the ledger knows no setting {claim.setting!a}; {meant}it knows {' | '.join(known)}"


def canonical(setting: str) -> str:
    """The ledger's name of a setting."""
    wanted = names.plain(setting)
    for name, others in _ledger()["aliases"].items():
        if wanted in (names.plain(name), *(names.plain(o) for o in others)):
            return str(name)
    return next((str(r["setting"]) for r in results() if names.plain(r["setting"]) == wanted), setting)


@cache
def _ledger() -> dict[str, Any]:
    text = files("uccheck").joinpath("data", "attributions.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def results() -> list[Row]:
    """What was read of each paper."""
    return list(_ledger()["result"])


def contradictions() -> list[Row]:
    """What was read that contradicts an attribution."""
    return list(_ledger()["contradiction"])


def findings() -> list[Row]:
    """The findings that a claim may name."""
    return list(_ledger()["finding"])


def finding(name: str) -> Row | None:
    """One of them."""
    return next((f for f in findings() if f["id"] == name), None)
