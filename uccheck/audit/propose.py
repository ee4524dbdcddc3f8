"""From a sentence to a formal claim: what the words and formulas seem to say, to be read back and edited by a person.

A proposal decides nothing. Patterns are tried from the most specific to the ledger's nearest statement; the first that fits is
proposed, and what the sentence leaves unsaid stays out of the table, so that the audit asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process, utils

from uccheck.audit.reading import ascii_text, formula

Table = dict[str, Any]
MDE = frozenset({"m", "delta", "epsilon"})
_NUM = r"([-+]?(?:\d+(?:,\d{3})*(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?)"


@dataclass(frozen=True)
class Proposal:
    """A table of a claim without id, says, and what a person has to check in it."""

    table: Table
    remarks: tuple[str, ...] = ()


def propose(text: str) -> Proposal | None:
    """The first reading that fits, or None."""
    plain = ascii_text(text)
    readers: tuple[Callable[[str], Proposal | None], ...] = (
        _bib, _statistic, _mean, _family, _order, _tail, _instance, _proportion, _attribution, _citation, _inequality, _statement,
    )  # fmt: skip
    return next((found for reader in readers if (found := reader(text if reader is _bib else plain)) is not None), None)


def as_toml(table: Table) -> str:
    """A [[claim]] table."""
    lines = ["[[claim]]"]
    for key, value in table.items():
        lines.append(f"{key} = {_value(value)}")
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, dict):
        inner = ", ".join(f"{k if re.fullmatch('[A-Za-z_-]+', k) else _value(k)} = {_value(v)}" for k, v in value.items())
        return f"{{ {inner} }}"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'


def _bib(text: str) -> Proposal | None:
    return Proposal({"kind": "citation", "bib": text.strip()}) if re.match(r"\s*@\w+\s*\{", text) else None


def _statistic(text: str) -> Proposal | None:
    degrees = rf"(?:\(\s*{_NUM}\s*(?:,\s*{_NUM})?\s*\))?"
    found = re.search(rf"\b(t|F|z|chi(?:\^?2|-square)?)\s*{degrees}\s*=\s*{_NUM}\s*[,;]?\s*p\s*(=|<|<=|>)\s*{_NUM}", text)
    if found is None:
        return None
    name = "chi2" if found[1].startswith("chi") else found[1]
    table: Table = {"kind": "statistic", "test": name, "value": _digits(found[4])}
    for field, value in (("df", found[2]), ("df2", found[3])):
        if value:
            table[field] = _number(value)
    table["p"] = _digits(found[6])
    if found[5] != "=":
        table["p_relation"] = found[5]
    sides = re.search(r"\b(one|two)[- ](?:sided|tailed)", text, re.IGNORECASE)
    if sides:
        table["sides"] = 1 if sides[1].lower() == "one" else 2
    return Proposal(table)


def _mean(text: str) -> Proposal | None:
    mean = re.search(rf"\b(?:M|mean)\s*(?:=|of|is)\s*{_NUM}", text)
    size = re.search(rf"\b[nN]\s*=\s*{_NUM}", text)
    sd = re.search(rf"\b(?:SD|sd|standard deviation)\s*(?:=|of|is)\s*{_NUM}", text)
    if mean is None or size is None or re.search(r"\bD\s*=", text):
        return None
    table: Table = {"kind": "statistic", "test": "mean", "n": _number(size[1]), "mean": _digits(mean[1])}
    if sd:
        table["sd"] = _digits(sd[1])
    return Proposal(table, ("for means of whole numbers only; `items` if each value averages several",))


def _family(text: str) -> Proposal | None:
    found = re.search(r"\bD\s*>=?\s*(.+)", text)
    if found is None or re.match(r"\s*\d[\d,]*\s*(?:$|[,.;]|and|at)", found[1]):
        return None
    D = formula(found[1], MDE)
    if D is None or not re.search(r"[mde]", re.sub(r"\*\*|log|sqrt|exp|max|min", "", D)):
        return None
    needed = re.search(r"\b(necessary|needed|required|requires?|must|only if)\b", text) and not re.search(r"suffic|enough", text)
    gen, unif = "e_gen" in text or "generali" in text.lower(), "e_unif-alg" in text or "uniform" in text.lower() or "vacuous" in text
    conclusion = "e_gen" if gen and not unif else "e_unif-alg" if unif and not gen else "both"
    delta = re.search(rf"delta\s*<=?\s*{_NUM}(?:\s*/\s*{_NUM})?", text)
    table: Table = {"kind": "necessary" if needed else "suffices", "D": D, "conclusion": conclusion}
    if delta is None:
        return Proposal(table, ('the sentence does not say for which delta: add delta = [0, "0.25"], or the audit asks for it',))
    top = f"{delta[1]}/{delta[2]}" if delta[2] else delta[1]
    return Proposal({**table, "delta": [0, top]})


def _order(text: str) -> Proposal | None:
    found = re.search(r"\b(O|Omega|Theta)~?\s*\((.+)\)", text)
    if found is None:
        return None
    inner = formula(found[2], MDE | {"D"})
    if inner is None:
        return None
    from uccheck.audit.deciders.order import quantities

    lowered = text.lower()
    if re.search(r"\bD\b|dimension", text):
        name = "dimension"
    elif "norm bound" in lowered or "norm-based" in lowered:
        name = "norm-bound-linear"
    elif "norm" in lowered:
        name = "squared-weight-norm"
    elif "one-sided" in lowered or "realizable" in lowered:
        name = "one-sided-deviation-of-consistent"
    elif "two-sided" in lowered or "deviation" in lowered or "uniform convergence" in lowered:
        name = "two-sided-deviation"
    else:
        return None
    known = ", ".join(q["id"] for q in quantities())
    table = {"kind": "order", "quantity": name, "order": found[1], "of": inner}
    return Proposal(table, (f"the quantity is a guess; known are {known}",))


def _tail(text: str) -> Proposal | None:
    found = re.search(rf"P\(\s*(?:chi\^?2|chi2)_?\(?\{{?{_NUM}\)?\}}?\s*([<>])=?\s*{_NUM}\s*\)\s*<=?\s*{_NUM}", text)
    if found is None:
        return None
    side = "upper" if found[2] == ">" else "lower"
    return Proposal({"kind": "tail", "distribution": "chi2", "df": _number(found[1]), "side": side, "at": found[3], "at_most": found[4]})


def _instance(text: str) -> Proposal | None:
    """e_unif-alg or e_gen against a number, with m, D, delta where they are said."""
    relations = "(>=|<=|>|<|~|=|is about|is approximately|is at least|is at most)"
    found = re.search(rf"(e_unif-alg|e_gen)\s*(?:\([^)]*\))?\s*{relations}\s*{_NUM}(\s*%)?", text)
    if found is None:
        return None
    said = {n: _said(text, n) for n in ("m", "D", "delta", "gamma")}
    value = _percent(found[3], found[4])
    relation = {"is at least": ">=", "is at most": "<=", ">": ">=", "<": "<="}.get(found[2], found[2])
    known = {n: v for n, v in said.items() if v is not None}
    fitting = {("e_unif-alg", ">="): ("vacuous", "at_least"), ("e_gen", "<="): ("generalizes", "at_most")}
    pair = fitting.get((found[1], relation))
    if pair is None or not {"m", "D", "delta"} <= set(known):
        table = {"kind": "approx", "quantity": found[1], "about": value, **known}
        return Proposal(table, ("what stays unsaid of m, D, delta, or the tolerance `within`, is asked for by the audit",))
    return Proposal({"kind": pair[0], **{n: known[n] for n in ("m", "D", "delta")}, pair[1]: value, **_only(known, "gamma")})


def _proportion(text: str) -> Proposal | None:
    count = re.search(rf"{_NUM}\s+(?:of|out of)\s+{_NUM}\b", text)
    rate = re.search(rf"{_NUM}\s*(%?)\s+(?:of|on|over)\s+{_NUM}\s*(?:points|samples|examples|images|trials|digits)?", text)
    named = "(?:(Wilson|Wald|Clopper-Pearson|Jeffreys|Agresti-Coull)\\s+)?(?:confidence interval|CI|interval)"
    level = re.search(rf"\(?\b{_NUM}\s*%\s*{named}", text)
    if count is None and rate is None:
        return None
    table: Table = {"kind": "proportion"}
    if rate is not None and rate[2]:
        value = _percent(rate[1], rate[2])
        table |= {"rate": value, "decimals": len(value.partition(".")[2]), "n": _number(rate[3])}
    elif count is not None and "." not in count[1]:
        table |= {"k": _number(count[1]), "n": _number(count[2])}
    else:
        return None
    if level is not None:
        ends = re.search(rf"{_NUM}\s*(%?)\s*(?:,|to|-)\s*{_NUM}\s*(%?)", text[level.end() :])
        if ends:
            percent = ends[4] or ends[2]
            table |= {"lower": _percent(ends[1], percent), "upper": _percent(ends[3], percent), "level": _percent(level[1], "%")}
            table |= {"method": level[2]} if level[2] else {}
    return Proposal(table)


def _citation(text: str) -> Proposal | None:
    number = re.search(r"\b(\d{4}\.\d{4,5})\b", text)
    doi = re.search(r"\b(10\.\d{4,9}/[^\s,;]+)", text)
    year = re.search(r"\b((?:19|20)\d\d)\b", text.replace(number[0], "") if number else text)
    from uccheck.audit.deciders.citation import literature

    title = process.extractOne(text, {i: p["title"] for i, p in enumerate(literature())}, scorer=fuzz.partial_ratio, score_cutoff=85)
    if number is None and doi is None and title is None:
        return None
    table: Table = {"kind": "citation"}
    table |= {"arxiv": number[1]} if number else {}
    table |= {"doi": doi[1].rstrip(".")} if doi else {}
    if title is not None:
        start = text.lower().find(title[0][:12].lower())
        table["title"] = text[start : start + len(title[0])].rstrip(". ,") if start >= 0 else title[0]
        people = _people(text[:start]) if start > 0 else []
        table |= {"authors": people} if people else {}
    table |= {"year": int(year[1])} if year else {}
    pages = re.search(r"\bpp?\.\s*(\d+)\s*-+\s*(\d+)", text)
    table |= {"pages": f"{pages[1]}-{pages[2]}"} if pages else {}
    return Proposal(table, ("title and authors as the sentence writes them: check both",))


def _people(text: str) -> list[str]:
    """Surnames before the title: words of at least three letters, or after initials."""
    cut = re.sub(r"\(?\b(19|20)\d\d[a-z]?\)?|et al\.?", " ", text)
    words = re.findall(r"[A-Z][A-Za-z'-]{1,}(?:-[A-Z][a-z]+)?", cut)
    people = [w for w in words if w not in ("In", "The", "And")]
    return [*people, "et al."] if "et al" in text and people else people


def _attribution(text: str) -> Proposal | None:
    verbs = r"\b(prov\w*|show\w*|demonstrat\w*|observ\w*|measur\w*|conjectur\w*|argu\w*|illustrat\w*|report\w*)\b"
    verb = re.search(verbs, text, re.IGNORECASE)
    people = re.search(r"([A-Z][\w-]+(?:\s*(?:,|&|and)\s*[A-Z][\w-]+)*(?:\s+et al\.?)?)[ ,]*\(?\[?((?:19|20)\d\d)", text)
    short = re.search(r"\bN\s*&\s*K\b|Nagarajan", text)
    if verb is None or (people is None and short is None):
        return None
    from uccheck.audit.deciders.attribution import findings

    paper = f"{people[1]} {people[2]}" if people else "1902.04742"
    failing = re.search(r"uniform[ -]convergence", text, re.IGNORECASE) and re.search(r"fail|vacuous|inadequate|unable|cannot|loose", text)
    side = "one-sided-fails" if _sidedness(text) == "one-sided" else "uniform-convergence-fails"
    name = side if failing else _nearest(text, {f["id"]: f["says"] for f in findings()})
    table: Table = {"kind": "attribution", "paper": paper, "finding": name}
    table |= {"setting": s} if (s := _setting(text)) else {}
    table["status"] = _status(verb[1].lower())
    table |= {"sidedness": s} if (s := _sidedness(text)) else {}
    table |= {"first": True} if re.search(r"\b(?:were|was|is|are) (?:the )?first\b|\bfirst to\b", text) else {}
    table |= {"only": True} if re.search(r"\bthe only\b", text) else {}
    return Proposal(table, ("the finding is the nearest of the ledger: check it against the sentence (uccheck statements --search)",))


def _status(verb: str) -> str:
    known = {"prov": "proved", "measur": "measured", "observ": "measured", "conjectur": "conjectured", "argu": "argued"}
    for start, status in known.items():
        if verb.startswith(start):
            return status
    return "shown"


def _setting(text: str) -> str:
    lowered = text.lower()
    for words, setting in (
        (("relu", "sgd", "stochastic gradient", "hypersphere", "sphere"), "ReLU hypersphere"), (("linear",), "linear"),
        (("mnist",), "MNIST"), (("deep", "neural"), "deep networks"),
    ):  # fmt: skip
        if any(w in lowered for w in words):
            return setting
    return ""


def _sidedness(text: str) -> str:
    found = re.search(r"\b(one|two)-sided", text, re.IGNORECASE)
    return f"{found[1].lower()}-sided" if found else ""


def _inequality(text: str) -> Proposal | None:
    found = re.search(r"(.{1,200}?)(<=|>=|<|>|=)(.{1,200})", text)
    if found is None:
        return None
    where = re.search(rf"for (?:all |every )?([a-z])\s*(>=|>)\s*{_NUM}|for ([a-z]) in \[{_NUM},\s*{_NUM}\]", text)
    name = (where[1] or where[4]) if where else "x"
    names = frozenset({name, "x", "a", "m", "D", "s", "b", "n", "k"})
    start = re.split(r"[:,]\s|that\s|satisfies\s", found[1])[-1]
    lhs, rhs = formula(start.strip(), names, whole=True), formula(found[3].strip(), names)
    if lhs is None or rhs is None:
        return None
    used = sorted(n for n in names if re.search(rf"\b{n}\b", f"{lhs} {rhs}"))
    if not used:
        return None  # two numbers, as in a list of reported ones
    if found[2] == "=":
        table: Table = {"kind": "identity", "lhs": lhs, "rhs": rhs, "where": dict.fromkeys(used, "positive")}
        return Proposal(table, ("the assumptions are a guess",))
    ends = [where[5], where[6]] if where and where[4] else [where[3] if where else "0", "inf"]
    domain = dict.fromkeys(used, ends)
    return Proposal({"kind": "inequality", "lhs": lhs, "relation": found[2], "rhs": rhs, "where": domain}, ("the domains are a guess",))


def _statement(text: str) -> Proposal | None:
    """The nearest question of the ledger, with the scope words that the sentence says."""
    from uccheck.audit.deciders.statement import questions

    name = _nearest(text, {q["id"]: f"{q['id']} {q['says']}" for q in questions()}, cutoff=45)
    if not name:
        return None
    question = next(q for q in questions() if q["id"] == name)
    under: dict[str, str] = {}
    for case in question["case"]:
        for key, value in case["under"].items():
            if value != "any" and re.search(rf"\b{re.escape(value.lower())}\b", text.lower()):
                under[key] = value
    holds = not re.search(r"\b(not|no longer|fails? to hold|false)\b", text)
    table = {"kind": "statement", "ref": name, "holds": holds, "under": under}
    return Proposal(table, ("the nearest statement of the ledger: check that it says what the sentence says",))


def _nearest(text: str, known: dict[str, str], cutoff: float = 0) -> str:
    found = process.extractOne(text, known, scorer=fuzz.token_set_ratio, processor=utils.default_process, score_cutoff=cutoff)
    return str(found[2]) if found else ""


def _said(text: str, name: str) -> int | str | None:
    found = re.search(rf"(?<![A-Za-z_]){name}\s*=\s*{_NUM}", text)
    return None if found is None else _number(found[1])


def _number(text: str) -> int | str:
    bare = text.replace(",", "").rstrip(".")
    return int(bare) if re.fullmatch(r"\d+", bare) else bare


def _digits(text: str) -> str:
    """The digits as printed: without commas, with a zero before the point of ".036"."""
    return re.sub(r"^([-+]?)\.", r"\g<1>0.", text.replace(",", ""))


def _percent(text: str, percent: str | None) -> str:
    bare = text.replace(",", "").rstrip(".")
    if not percent or not percent.strip():
        return bare
    from fractions import Fraction

    from uccheck.core.exact import as_written

    places = len(bare.partition(".")[2]) + 2
    exactly = as_written(Fraction(bare) / 100)
    whole, _, decimals = exactly.partition(".")
    return f"{whole}.{decimals.ljust(places, '0')}"


def _only(known: dict[str, Any], *names: str) -> dict[str, Any]:
    return {n: known[n] for n in names if n in known}
