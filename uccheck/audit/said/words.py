"""Sentences of words read as tables: citations, attributions, inferences, statements of the ledger.

A ledger's entry is proposed only where the sentence has hardly a word that the entry has not, or has the words of the main question; else
the nearest entries are named and the choice is left to the reader.

Glossary
    Proposal  a table of a claim without id and says, and what a person has to check in it
    content   the words of a text that carry meaning, by their first letters
    negated   a word that turns the sentence round
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

Table = dict[str, Any]
NEGATION = re.compile(
    r"\b(not|never|nor|neither|cannot|unable|fail(?:s|ed)? to|hardly|false|wrong|untrue|incorrect)\b|n't\b", re.IGNORECASE
)
_FAILING = re.compile(
    r"\b(fail\w*|vacuous|inadequate|unable|cannot|loose|no(?=\s[\w\s-]*uniform[ -]convergence)|not (?:be )?(?:able|explain\w*))\b",
    re.IGNORECASE,
)
_STOP = frozenset({
    "a", "an", "and", "any", "all", "also", "although", "as", "at", "be", "because", "been", "being", "both", "but", "by", "can",
    "could", "do", "does", "did", "for", "from", "had", "has", "have", "how", "however", "in", "into", "is", "it", "its", "may",
    "might", "more", "most", "must", "no", "of", "on", "one", "only", "or", "our", "out", "over", "shall", "should", "so", "some",
    "such", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to", "two", "under", "very",
    "was", "we", "were", "what", "when", "where", "which", "while", "who", "why", "will", "with", "without", "would", "et", "al",
    "even", "new", "paper", "work", "result", "results", "authors", "above", "below", "between", "every", "each", "not", "used",
    "using",
})  # fmt: skip


@dataclass(frozen=True)
class Proposal:
    """A table of a claim without id, says, and what a person has to check in it."""

    table: Table
    remarks: tuple[str, ...] = ()


def content(text: str) -> dict[str, str]:
    """The words that carry meaning, by their first five letters."""
    lowered = text.lower().replace("generalis", "generaliz").replace("two-sided", "bothsided").replace("one-sided", "onesided")
    words = re.findall(r"[a-z][a-z]+", re.sub(r"\beps\b", "epsilon", lowered))
    return {w[:5]: w for w in words if len(w) > 2 and w not in _STOP}


def negated(text: str) -> str:
    """A word that turns the sentence round and that belongs to no failure of uniform convergence; "" if there is none."""
    found = NEGATION.search(_FAILING.sub(" ", text) if fails(text) else text)
    doubled = re.search(r"\b(?:not|never|n't)\s+(?:\w+\s+)?(?:fail\w*|vacuous|inadequate|unable|loose)", text, re.IGNORECASE)
    return doubled[0] if doubled else found[0] if found else ""


def lost_words(text: str, heard: str) -> list[str]:
    """The words of the text that carry meaning and do not occur in what was heard."""
    known = content(heard)
    return [word for stem, word in content(text).items() if stem not in known]


def fails(text: str) -> bool:
    """Whether uniform convergence is said to fail."""
    return bool(re.search(r"uniform[ -]convergence", text, re.IGNORECASE) and _FAILING.search(text))


def nearest(text: str, known: dict[str, str], most: int = 3) -> list[str]:
    """The entries that share most with the text, as "id (what it says)"."""
    wanted = set(content(text))
    shared = {i: len(wanted & set(content(f"{i} {says}"))) / (1 + len(content(says))) ** 0.5 for i, says in known.items()}
    best = sorted((i for i in known if shared[i] > 0), key=lambda i: -shared[i])[:most]
    return [f"{i} ({known[i]})" for i in best]


def alike(text: str, known: dict[str, str], besides: str = "") -> str:
    """The one entry that shares half of its own words and half of those of the text (`besides` apart); "" where there is none."""
    wanted = set(content(text)) - set(content(besides))
    scores = {}
    for i, says in known.items():
        own = set(content(says)) - set(content(besides))
        shared = len(wanted & own)
        if shared >= 2 and 2 * shared >= max(len(wanted), len(own)):
            scores[i] = shared / (len(wanted) + len(own))
    best = sorted(scores, key=lambda i: -scores[i])[:2]
    return best[0] if best and (len(best) == 1 or scores[best[0]] > scores[best[1]]) else ""


def same(text: str, known: dict[str, str], scopes: dict[str, str]) -> str:
    """The entry that has all but one word of the text and half of whose own words the text has; "" where there is none or more than one."""
    fitting = []
    for i, says in known.items():
        own, wanted = set(content(says)), set(content(text))
        if len(lost_words(text, f"{i} {says} {scopes[i]}")) <= 1 and 2 * len(own & wanted) >= max(len(own), 2):
            fitting.append(i)
    return fitting[0] if len(fitting) == 1 else ""


def bib(text: str) -> Proposal | None:
    """A BibTeX entry."""
    return Proposal({"kind": "citation", "bib": text.strip()}) if re.match(r"\s*@\w+\s*\{", text) else None


def citation(text: str) -> Proposal | None:
    """A paper named by number, DOI or title."""
    number = re.search(r"\b(\d{4}\.\d{4,5})\b", text)
    doi = re.search(r"\b(10\.\d{4,9}/[^\s,;]+)", text)
    year = re.search(r"\b((?:19|20)\d\d)\b", text.replace(number[0], "") if number else text)
    from uccheck.audit.deciders.literature.citation import literature

    title = _title(text, [p["title"] for p in literature()])
    venue = re.search(_VENUE, text)
    if title is not None and title.score < 97 and not (number or doi or year or venue):
        title = None  # a sentence that has words of a title is no reference
    if title is None and (number or doi):
        return _untitled(text, {**({"arxiv": number[1]} if number else {}), **({"doi": doi[1].rstrip(".")} if doi else {})}, year, venue)
    if title is None:
        return None
    table: Table = {"kind": "citation"}
    table |= {"arxiv": number[1]} if number else {}
    table |= {"doi": doi[1].rstrip(".")} if doi else {}
    table["title"] = text[title.start : title.end].strip('. ,"')
    people = _people(text[: title.start])
    table |= {"authors": people} if people else {}
    table |= {"year": int(year[1])} if year else {}
    table |= {"venue": venue[1]} if venue else {}
    pages = re.search(r"\b(?:pp?\.|pages?)\s*(\d+)\s*-+\s*(\d+)", text)
    table |= {"pages": f"{pages[1]}-{pages[2]}"} if pages else {}
    return Proposal(table, ("title and authors as the sentence writes them: check both",))


@dataclass(frozen=True)
class _Title:
    """Where a title of the registry stands in a text, and how near the two are (100: the same)."""

    start: int
    end: int
    score: float


def _title(text: str, titles: list[str]) -> _Title | None:
    """The longest title that the text has nearly: not the end of another one that is a title too."""
    folded = re.sub(r"[^a-z0-9]", " ", text.lower())
    found = []
    for title in titles:
        known = re.sub(r"[^a-z0-9]", " ", title.lower())
        at = fuzz.partial_ratio_alignment(known, folded, score_cutoff=85)
        if at is not None and (len(known) <= len(folded) or at.score >= 97):
            start = folded.rfind(" ", 0, at.dest_start + 1) + 1  # whole words
            end = folded.find(" ", max(at.dest_end - 1, 0))
            found.append((at.score >= 97, len(known), _Title(start, end if end >= 0 else len(text), at.score)))
    return max(found, key=lambda entry: entry[:2])[2] if found else None


def _untitled(text: str, named: Table, year: re.Match[str] | None, venue: re.Match[str] | None) -> Proposal | None:
    """A number or DOI with authors, year, venue, and a title in quotation marks; None where the sentence says more."""
    quoted = re.search(r"""(?:"|``|'')([^"`']{8,300}?)[.,]?(?:"|'')""", text)
    start = text.find(next(iter(named.values())))
    people = _people(text[: quoted.start() if quoted else start])
    table: Table = {"kind": "citation", **named, **({"title": quoted[1]} if quoted else {}), **({"authors": people} if people else {})}
    table |= {**({"year": int(year[1])} if year else {}), **({"venue": venue[1]} if venue else {})}
    spare = "arxiv doi https org abs pdf preprint conference proceedings advances neural information processing systems journal see cited"
    heard = f"{spare} {' '.join(map(str, table.values()))} {' '.join(people)}"
    remarks = ("the registry has no title like one of the sentence: check what is cited",)
    return None if len(lost_words(text, heard)) > 0 else Proposal(table, remarks)


_VENUE = r"\b(NeurIPS|NIPS|ICML|ICLR|COLT|ALT|UAI|AISTATS|JMLR|PNAS)\b"
#: What has a capital before a title or a number and is nobody's name.
_NO_NAME = (
    rf"{_VENUE}|https?://\S*|\barXiv\b:?|\b(?:See|In|Cf|The|As|By|From|Paper|Preprint)\b|"
    r"\b(?:Advances|Proceedings|Proc|Journal|Conference|Transactions|Neural|Information|Processing|Systems|Machine|Learning|Research)\b"
)


def _people(text: str) -> list[str]:
    """The names before the title, as they are written: between commas and "and", initials joined to the surname before them."""
    people: list[str] = []
    for part in re.split(r",|;|&|\band\b", re.sub(rf"\(?\b(19|20)\d\d[a-z]?\)?|et al\.?|{_NO_NAME}", " ", text)):
        name = re.search(r"(?:[A-Z][\w'.-]*\s*)+[.:\s(\"]*$", part)
        bare = name[0].strip(' .:("') if name else ""
        if re.fullmatch(r"(?:[A-Z]\.?[\s-]?)+", bare) and people:
            people[-1] = f"{people[-1]}, {bare}."
        elif re.search(r"[A-Z][\w'-]*[a-z]", bare):
            people.append(bare)
    return [*people, "et al."] if "et al" in text and people else people


_STATUS = (("prov", "proved"), ("measur", "measured"), ("observ", "measured"), ("conjectur", "conjectured"), ("argu", "argued"),
           ("show", "shown"), ("demonstrat", "shown"), ("illustrat", "shown"), ("report", "measured"))  # fmt: skip
#: The paper of the theorem, as a claim names it.
PAPER = "1902.04742"
VERB = r"\b((?:prov|show|demonstrat|observ|measur|conjectur|argu|illustrat|report|propos|find|found|establish|deriv|comput|introduc)\w*)\b"
_SETTINGS = (
    (r"hypersphere|adversarial sphere|\bspheres\b", "ReLU hypersphere"), (r"relu|\bsgd\b|stochastic gradient", "SGD-trained ReLU network"),
    (r"exponential activation", "exponential activation"), (r"linear regression", "linear regression"), (r"(?<!non-)\blinear\b", "linear"),
    (r"\bmnist\b", "MNIST"), (r"\bdeep\b", "deep networks"),
)  # fmt: skip


def attribution(text: str) -> Proposal | None:
    """Who found what, where the paper and a verb of finding are said."""
    verb = re.search(VERB, text)  # Measures, Found: with a capital they are words of a title
    people = re.search(r"([A-Z][\w-]+(?:(?:\s*[,&]\s*|\s+and\s+)[A-Z][\w-]+)*(?:\s+et al\.?)?)[ ,]*\(?\[?((?:19|20)\d\d)", text)
    alone = re.search(r"([A-Z][\w-]+ et al\.?)", text[: verb.start()] if verb else text)
    short = re.search(r"\bN\s*&\s*K\b|Nagarajan", text)
    if verb is None or not (people or short or alone):
        return None
    paper = f"{people[1]} {people[2]}" if people else alone[1] if alone else PAPER  # who stands before the verb found it
    table: Table = {"kind": "attribution", "paper": paper}
    finding, remarks = _finding(text, f"{paper} {verb[1]} Kolter")
    table |= {"finding": finding} if finding else {}
    table |= {"setting": s} if (s := _setting(text)) else {}
    table |= {"status": s} if (s := next((status for start, status in _STATUS if verb[1].lower().startswith(start)), "")) else {}
    table |= {"sidedness": s} if (s := _sidedness(text)) else {}
    table |= {"first": True} if re.search(r"\b(?:were|was|is|are) (?:the )?first\b|\bfirst to\b", text) else {}
    table |= {"only": True} if re.search(r"\bthe only\b", text) else {}
    return Proposal(table, remarks)


def _finding(text: str, besides: str) -> tuple[str, tuple[str, ...]]:
    """The finding of the ledger that the sentence names, or the nearest ones for the reader to choose from."""
    from uccheck.audit.deciders.literature.attribution import findings

    known = {f["id"]: f["says"] for f in findings()}
    if fails(text):
        return ("one-sided-fails" if _sidedness(text) == "one-sided" else "uniform-convergence-fails"), ()
    name = alike(text, known, besides)
    if name:
        return name, (f"the finding is: {known[name]}",)
    near = "; ".join(nearest(text, known)) or "none"
    return "", (f"no finding of the ledger is that sentence; put one in yourself if it is; nearest: {near}",)


def _setting(text: str) -> str:
    return next((name for pattern, name in _SETTINGS if re.search(pattern, text, re.IGNORECASE)), "")


def _sidedness(text: str) -> str:
    found = re.search(r"\b(one|two)-sided", text, re.IGNORECASE)
    return f"{found[1].lower()}-sided" if found else ""


def _of_side(text: str, known: dict[str, str]) -> dict[str, str]:
    """The entries named for the side that the text says, if there are any."""
    side = _sidedness(text)
    return {i: says for i, says in known.items() if side and i.startswith(side)} or known


def inference(text: str) -> Proposal | None:
    """If A, then B, where both are facts of the ledger."""
    found = re.search(r"\b(?:if|as soon as|whenever|once)\b(.+?)(?:,\s*|\bthen\b\s*)(.+)", text, re.IGNORECASE)
    joined = re.search(r"(.+?),\s*(?:so|hence|therefore|thus)\b(.+)", text, re.IGNORECASE)
    parts = found or joined
    if parts is None:
        return None
    from uccheck.audit.deciders.literature.inference import facts

    known = facts()
    ends = [alike(part, near) or alike(part, {name: name for name in near}) for part in parts.groups() if (near := _of_side(part, known))]
    if len(ends) < 2 or not all(ends):
        return None
    table = {"kind": "inference", "premises": ends[:1], "conclusion": ends[1], "rule": "implies" if found else "therefore"}
    return Proposal(table, tuple(f"{name} is: {known[name]}" for name in ends))


def statement(text: str) -> Proposal | None:
    """The main question where uniform convergence is said to fail, or a question of the ledger in nearly its words, with the scope said."""
    from uccheck.audit.deciders.literature.statement import questions

    asked = {q["id"]: q for q in questions()}
    scopes = {i: " ".join(v for c in q["case"] for v in c["under"].values()) for i, q in asked.items()}
    name = "uniform-convergence-vacuous" if fails(text) else same(text, {i: q["says"] for i, q in asked.items()}, scopes)
    turned = negated(text)
    if not name:
        return None
    under = {
        key: value
        for case in asked[name]["case"]
        for key, value in case["under"].items()
        if value != "any" and re.search(rf"(?<![\w.]){re.escape(value.lower())}(?![\w.])", text.lower())
    }
    if turned and not fails(text):
        return None
    table: Table = {"kind": "statement", "ref": name, **({} if turned else {"holds": True}), "under": under}
    doubt = (f"the sentence has {turned!a}: write holds = true or false yourself",) if turned else ()
    return Proposal(table, (*doubt, "a question of the ledger: check that it says what the sentence says"))
