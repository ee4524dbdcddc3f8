"""Sentences of numbers and formulas read as tables: statistics, proportions, tails, instances, families, orders, thresholds, inequalities.

A reader gives a Proposal, or None where the sentence is not of its form, or says something that its kind of claim cannot.
"""

from __future__ import annotations

import re

from uccheck.audit.kinds.reading import formula
from uccheck.audit.said.words import Proposal, Table

MDE = frozenset({"m", "delta", "epsilon"})
#: A number, or a ratio of two, read to its end: not the 1 of 1/2, nor the 2 of 2/m or 2^m.
NUM = (
    r"((?>[-+]?(?:\d+(?:,\d{3})*(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?"
    r"(?:\s*/\s*\d+(?!\d|\.\d|\s*(?:[*^(]|[mD]\b)|[A-Za-z]))?)(?!\s*[/*^]\s*[\w(]))"
)
#: How a formula goes on after what was read of it: 1 - delta, 2 exp(-m), 0.01 epsilon.
_ON = r"(?:\.?\d|\s*(?:[-+]\s*[\w(.]|[/*^]|(?:m|D|ln|log|sqrt|exp|eps(?:ilon)?|delta|gamma)\b)|\()"
_TIMES = {"is at least": ">=", "is at most": "<=", "above": ">", "below": "<", "more than": ">", "less than": "<",
          "at least": ">=", "at most": "<=", "exceeds": ">", "is above": ">", "is below": "<",
          "is more than": ">", "is less than": "<"}  # fmt: skip
_RELATIONS = f"(>=|<=|>|<|~|=|is about|is approximately|about|approximately|{'|'.join(_TIMES)})"


def statistic(text: str) -> Proposal | None:
    degrees = rf"(?:\(\s*{NUM}\s*(?:,\s*{NUM})?\s*\))?"
    found = re.search(rf"\b(t|F|z|chi(?:\^?2|-square)?)\s*{degrees}\s*=\s*{NUM}\s*[,;]?\s*p\s*(=|<=?|>=?)\s*{NUM}(\s*%)?", text)
    if found is None:
        return None
    name = "chi2" if found[1].startswith("chi") else found[1]
    table: Table = {"kind": "statistic", "test": name, "value": _digits(found[4])}
    for field, value in (("df", found[2]), ("df2", found[3])):
        if value:
            table[field] = _number(value)
    table["p"] = _percent(found[6], found[7]) if found[7] else _digits(found[6])
    if found[5] != "=":
        table["p_relation"] = found[5]
    sides = re.search(r"(?<!not )\b(one|two|1|2)[- ](?:sided|tailed)", text, re.IGNORECASE)
    if sides:
        table["sides"] = 1 if sides[1].lower() in ("one", "1") else 2
    return Proposal(table)


def mean(text: str) -> Proposal | None:
    average = re.search(rf"\b(?:M|mean)\s*(?:=|of|is)\s*{NUM}", text)
    size = re.search(rf"\b[nN]\s*=\s*{NUM}", text)
    sd = re.search(rf"\b(?:SD|sd|standard deviation)\s*(?:=|of|is)\s*{NUM}", text)
    if average is None or size is None or re.search(r"\bD\s*=", text):
        return None
    table: Table = {"kind": "statistic", "test": "mean", "n": _number(size[1]), "mean": _digits(average[1])}
    if sd:
        table["sd"] = _digits(sd[1])
    return Proposal(table, ("for means of whole numbers only; `items` if each value averages several",))


def proportion(text: str) -> Proposal | None:
    count = re.search(rf"{NUM}\s+(?:of|out of)\s+{NUM}\b", text)
    rate = re.search(rf"{NUM}\s*(%?)\s+(?:of|on|over)\s+{NUM}", text)
    named = "(?:(Wilson|Wald|Clopper-Pearson|Jeffreys|Agresti-Coull)\\s+)?(?:confidence interval|CI|interval)"
    level = re.search(rf"\(?\b{NUM}\s*%\s*{named}", text)
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
    limit = re.search(rf"\bat (least|most)\s+{NUM}\s*(%?),?\s+(?:with|at)\s+{NUM}\s*%\s+confidence", text, re.IGNORECASE)
    if limit is not None:
        end = "lower" if limit[1].lower() == "least" else "upper"
        return Proposal({**table, end: _percent(limit[2], limit[3]), "level": _percent(limit[4], "%")})
    if level is not None:
        ends = re.search(rf"{NUM}\s*(%?)\s*(?:,|to|-)\s*{NUM}\s*(%?)", text[level.end() :])
        if ends:
            percent = ends[4] or ends[2]
            table |= {"lower": _percent(ends[1], percent), "upper": _percent(ends[3], percent), "level": _percent(level[1], "%")}
            table |= {"method": level[2]} if level[2] else {}
    return Proposal(table)


def family(text: str) -> Proposal | None:
    """D >= formula, sufficient or necessary, over the ranges that are said."""
    asked_for = r"(?:(?:must|has to|needs to|should)\s+(?:be|exceed)\s*(?:at least)?|is at least|at least|exceeds)"
    equal = "|=" if re.search(r"suffic|enough", text) else ""
    found = re.search(rf"(?:\bD\s*(?:>=?|{asked_for}{equal})|\bdimension\s+(?:D\s+)?{asked_for})\s*(.+)", text)
    D = formula(found[1], MDE) if found else None
    if found is None or D is None or MDE.isdisjoint(re.findall("[a-z]+", D)):
        return None
    if re.search(r"\biff\b|if and only if|necessary and suffic|sufficient and necess", text):
        return None  # two claims
    follows = r"\b(?:impl(?:y|ies)|forces?|only if)\b"  # what stands behind it follows from what stands before
    enough = re.search(rf"suffic|enough|\b(?:if|when|whenever|once|with|for)\s+D\b|\b(?:D|dimension)\b.*{follows}", text)
    asked = re.search(r"\b(necessary|needed|required|requires?|must|has to|needs?)\b", text)
    needed = (asked or re.search(rf"{follows}\s+(?:that\s+)?(?:the\s+)?$", text[: found.start()])) and not re.search(r"suffic|enough", text)
    gen, unif = "e_gen" in text or "generali" in text.lower(), "e_unif-alg" in text or "uniform" in text.lower() or "vacuous" in text
    conclusion = "e_gen" if gen and not unif else "e_unif-alg" if unif and not gen else "both"
    reached = _reached(text)
    if reached is None:
        return None
    table: Table = {"kind": "necessary" if needed else "suffices", "D": D, "conclusion": conclusion, **_ranges(text), **reached}
    remarks = []
    if "delta" not in table:
        remarks.append('the sentence does not say for which delta: add delta = [0, "0.25"], or the audit asks for it')
    if not (gen or unif):
        remarks.append("the sentence does not say for what: conclusion = both is a guess")
    if not (enough or needed):
        remarks.append("the sentence does not say whether this suffices or is necessary: the kind is a guess")
    return Proposal(table, tuple(remarks))


def _reached(text: str) -> Table | None:
    """epsilon and delta as "e_gen(m, 0.05) <= 0.01" says them; None where no epsilon is that, or the other way round."""
    found: Table = {}
    for said in re.finditer(rf"(e_gen|e_unif-alg)\s*(?:\(([^()]*)\))?\s*{_RELATIONS}", text):
        gen, arguments, rest = said[1] == "e_gen", (said[2] or "").rpartition(",")[2].strip(), text[said.end() :]
        number = re.match(rf"\s*{NUM}(\s*%)?+(?!{_ON})", rest)
        free = re.match(rf"\s*(?:1\s*-\s*)?eps(?:ilon)?\b(?!{_ON})", rest)
        if _TIMES.get(said[3], said[3])[0] != ("<" if gen else ">") or not (number or (free and gen == ("-" not in free[0]))):
            return None
        if number:
            value = _percent(number[1], number[2])
            epsilon = value if gen else _rest_of_one(value)
            if found.setdefault("epsilon", [epsilon, epsilon]) != [epsilon, epsilon]:
                return None
        if delta := re.fullmatch(rf"{NUM}\s*(%?)", arguments):
            found["delta"] = [_percent(delta[1], delta[2])] * 2
    return found


def _ranges(text: str) -> Table:
    """What the sentence says of m, delta, epsilon themselves."""
    found: Table = {}
    for name, pattern in (("m", "<=?|>=?|="), ("delta", "<=?|="), ("epsilon", "<=?|=")):
        said = re.search(rf"(?<![A-Za-z_*/^\d-]){name}\s*({pattern})\s*{NUM}(?:\s*/\s*{NUM})?(?!{_ON})", text)
        if said is None:
            continue
        end = f"{_digits(said[2])}/{said[3]}" if said[3] else _number(said[2])
        if name == "m" and isinstance(end, int) and said[1] in "<>":
            end += 1 if said[1] == ">" else -1  # m > 10 is m >= 11
        least = {"=": end, "<": 1 if name == "m" else 0, ">": end}[said[1][0]]
        found[name] = [least, "inf" if said[1].startswith(">") else end]
    return found


def order(text: str) -> Proposal | None:
    """A quantity of the ledger of orders, named by a word of the sentence, is O, Omega or Theta of a formula."""
    found = re.search(r"\b(O|Omega|Theta)~?\s*\((.+)\)", text)
    inner = formula(found[2], MDE | {"D"}) if found else None
    name = next((name for name, pattern in _QUANTITIES if re.search(pattern, text, re.IGNORECASE)), None)
    if found is None or inner is None or name is None:
        return None
    from uccheck.audit.deciders.linear.order import quantity

    known, which = quantity(name) or {}, found[1]
    remarks: tuple[str, ...] = (f"{name} is {known.get('says', '')}",)
    if name == "dimension" and re.search(r"suffic|enough", text):
        if which != "Omega":
            return None  # what suffices is asked for from below
        which, remarks = "O", (*remarks, f"D = Omega({inner}) suffices: the least D is O of it")
    table: Table = {"kind": "order", "quantity": name, "order": which, "of": inner}
    named = r"((?: (?:m|delta|epsilon)(?:,| and)?)+)"
    held = re.search(rf"\b(?:for (?:any |each |every )?(?:fixed|constant)|with){named}(?: (?:fixed|constant)\b)?", text, re.IGNORECASE)
    if held and re.search("fixed|constant", held[0]):
        table["vary"] = [n for n in ("m", "epsilon", "delta") if not re.search(rf"\b{n}\b", held[1])]
    return Proposal(table, remarks)


_QUANTITIES = (
    ("dimension", r"(?-i:\bD\b(?!-))|(?<!VC )\bdimension(?!-)"),
    ("norm-bound-linear", r"norm(?:-based)? bounds?\b.*\blinear\b|\blinear\b.*\bnorm(?:-based)? bounds?\b"),
    ("squared-weight-norm", r"squared (?:weight )?norm|norm squared|\|w\|\^2"),
    ("one-sided-deviation-of-consistent", r"(?=.*one-sided|.*realizable)(?=.*(?:VC|deviation|risk|zero training error))"),
    ("two-sided-deviation", r"(?=.*two-sided)(?=.*(?:VC|deviation|distribution-free|D-independent))"),
)


def tail(text: str) -> Proposal | None:
    """P(chi2_k > a) <= p, P(X > a) <= p for a standard normal X; the other direction is no claim of this kind."""
    chance = re.search(
        rf"P\(\s*(?:(chi\^?2)_?\(?\{{?{NUM}\)?\}}?|[A-Z]|N\(0, ?1\))\s*([<>])=?\s*{NUM}\s*\)\s*<=?\s*{NUM}(\s*%)?+(?!{_ON})", text
    )
    if chance is None or not (chance[1] or "N(0" in text or re.search(r"standard normal", text, re.IGNORECASE)):
        return None
    which: Table = {"distribution": "chi2", "df": _number(chance[2])} if chance[1] else {"distribution": "normal"}
    side = "upper" if chance[3] == ">" else "lower"
    return Proposal({"kind": "tail", **which, "side": side, "at": _digits(chance[4]), "at_most": _percent(_digits(chance[5]), chance[6])})


def instance(text: str) -> Proposal | None:
    """e_unif-alg or e_gen against a number, with m, D, delta where they are said."""
    found = re.search(rf"(e_unif-alg|e_gen)\s*(?:\(([^()]*)\))?\s*{_RELATIONS}\s*{NUM}(\s*%)?+", text)
    if found is None or re.search(r"\bD\s*[<>]", text) or re.match(_ON, text[found.end() :]):
        return None  # a range of D is no instance, nor is 1 - epsilon a number
    known = _place(text)
    if "D" not in known and re.search(r"\bD\s*=", text):  # D = 400 m is a family of instances
        return None
    for name, said in zip(("m", "delta"), (found[2] or "").split(","), strict=False):
        if number := re.fullmatch(rf"\s*{NUM}\s*(%?)\s*", said):
            known.setdefault(name, _percent(number[1], "%") if number[2] else _number(number[1]))
    value, relation = _percent(found[4], found[5]), _TIMES.get(found[3], found[3])
    if relation[0] not in "<>":
        return Proposal({"kind": "approx", "quantity": found[1], "about": value, **known}, (_ASKED,))
    kind, field = {"e_unif-alg": ("vacuous", "at_least"), "e_gen": ("generalizes", "at_most")}[found[1]]
    if relation[0] != (">" if kind == "vacuous" else "<"):
        told = f"no kind says {found[1]} {relation} {value}: this is its opposite (but for the number itself), expected to be REFUTED"
        return Proposal({"kind": kind, **known, field: value, "expect": "REFUTED"}, (told,))
    return Proposal({"kind": kind, **known, field: value})


_ASKED = "what stays unsaid of m, D, delta, or the tolerance `within`, is asked for by the audit"


def _place(text: str) -> Table:
    """m, D, delta, gamma as they are said: m = 1000, 1000 samples, in dimension 400000."""
    known = {n: v for n in ("m", "D", "delta", "gamma") if (v := _said(text, n)) is not None}
    samples = re.search(rf"{NUM}\s+(?:training )?(?:samples|examples|points|data points)\b", text)
    dimension = re.search(rf"\bdimension\s+(?:D\s*=\s*)?{NUM}", text)
    if samples and "m" not in known and (count := _number(samples[1])):
        known["m"] = count
    if dimension and "D" not in known:
        known["D"] = _number(dimension[1])
    return {n: known[n] for n in ("m", "D", "delta", "gamma") if n in known}


def event(text: str) -> Proposal | None:
    """The flipped sample is misclassified completely with a probability."""
    if not re.search(r"\bflipped\b", text) or not re.search(r"misclassif|wrong", text):
        return None
    if re.search(r"\b(?:one|some|any|no|none|few|many|most|half)\s+(?:of\s+)?(?:(?:all|the)\s+)*flipped", text, re.IGNORECASE):
        return None  # not the whole sample
    said = rf"{_RELATIONS}?\s*{NUM}(\s*%)?+"
    chance = re.search(rf"probability\s*(?:of\s*)?{said}", text) or re.search(
        rf"\b(?:probabilit(?:y|ies)|chances?)\b.{{0,120}}?\b(?:is|are)\s+{said}", text
    )
    complete = re.search(r"\b(all|every|each|complete(?:ly)?|the flipped (?:set|sample) is)\b", text, re.IGNORECASE)
    if chance is None or complete is None or re.match(_ON, text[chance.end() :]):
        return None
    relation = _TIMES.get(chance[1] or "", chance[1] or "")
    place = {n: v for n, v in _place(text).items() if n in ("m", "D")}
    value = _percent(chance[2], chance[3])
    if relation not in (">=", "<=", ">", "<"):
        if chance[1] is None and re.search(rf"\b[Ww]ith probability\s+{NUM}", text):
            doubt = ("`with probability p` is read as at least p",)
            return Proposal({"kind": "event", "event": "all-flipped", **place, "relation": ">=", "value": value}, doubt)
        doubt = ("a probability without `at least` is read as about",)
        return Proposal({"kind": "approx", "quantity": "all-flipped", "about": value, **place}, doubt)
    return Proposal({"kind": "event", "event": "all-flipped", **place, "relation": relation, "value": value})


def threshold(text: str) -> Proposal | None:
    """The least D is about, at least or at most a number."""
    about = "about|approximately|roughly|at least|at most"
    words = r"(?:(?<!at )\b(?:least|smallest|minimal)\s(?:[a-z]+\sof\s)?(?:D|dimension)\b|\bthreshold\b).*?(?:\b(?:is|of|as)\b|=)"
    unplaced = re.sub(rf"(?<![A-Za-z_])(m|n|delta|epsilon|gamma)\s*=\s*{NUM}", r"\1 _", text)  # the value of a parameter is not the least D
    found = re.search(rf"{words}\s*(?:({about})\s+)?{NUM}\s*(?:$|[.,;](?!\d))", unplaced)  # not the 350 of 350,000 within 10%
    if found is None or not re.search(r"\bD\b|\bdimension", text):
        return None
    place = {n: v for n in ("m", "delta", "epsilon") if (v := _said(text, n)) is not None}
    relation = _TIMES.get(found[1] or "")
    said: Table = {"relation": relation, "value": _number(found[2])} if relation else {"about": _number(found[2])}
    if found[1] is None:
        said = {"relation": "==", "value": _number(found[2])}
    return Proposal({"kind": "threshold", **place, **said}, ("the threshold of both halves together",))


def _said(text: str, name: str) -> int | str | None:
    found = re.search(rf"(?<![A-Za-z_]){name}\s*=\s*{NUM}(?:\s*(%)|\s*/\s*(\d+))?", text)
    if found is None or re.match(_ON, text[found.end() :]):  # 512 m is no number
        return None
    return _percent(found[1], "%") if found[2] else f"{_digits(found[1])}/{found[3]}" if found[3] else _number(found[1])


def _number(text: str) -> int | str:
    bare = text.replace(",", "").rstrip(".")
    return int(bare) if re.fullmatch(r"\d+", bare) else bare


def _digits(text: str) -> str:
    """The digits as printed: without commas, with a zero before the point of ".036"."""
    return re.sub(r"^([-+]?)\.", r"\g<1>0.", text.replace(",", ""))


def _rest_of_one(text: str) -> str:
    from fractions import Fraction

    from uccheck.core.exact import as_written

    return as_written(1 - Fraction(text.replace(" ", "")))


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
