"""Names of papers, people, places and numbers as they are written in the wild, brought to one form.

Glossary
    plain      lower-case ASCII words, without braces, TeX, hyphens and accents, in American spelling.
    same_name  whether a written author is this surname: True, False, or None where the spelling or the order leaves it open.
    venue      the short name of a venue: "Advances in Neural Information Processing Systems 32" is neurips.
"""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz import fuzz

from uccheck.core.exact import exact

_TEX = re.compile(r"\\[\"'`^~=.uvHcdbt]\s*|\\[a-zA-Z]+\s*")
_BRITISH = (
    (re.compile(r"is(e|ed|er|es|ing|ation|ations)\b"), r"iz\1"),
    (re.compile(r"ys(e|ed|er|es|ing)\b"), r"yz\1"),
    (re.compile(r"(?<=[a-z]{2})our(s|al|ed|ing)?\b"), r"or\1"),
    (re.compile(r"ll(ed|ing|er)\b"), r"l\1"),
    (re.compile(r"\bcentre"), "center"),
)
_SPECIAL = str.maketrans({"ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i"})
OTHERS = ("et al", "others", "and others", "u a", "etal")

_VENUES = (
    ("neurips", r"neural information processing|neurips|\bnips\b"),
    ("icml", r"\bicml\b|international conference on machine learning"),
    ("iclr", r"\biclr\b|learning representations"),
    ("jmlr", r"\bjmlr\b|journal of machine learning research"),
    ("cacm", r"\bcacm\b|communications of the acm|commun acm"),
    ("pnas", r"\bpnas\b|national academy of sciences"),
    ("colt", r"\bcolt\b|conference on learning theory"),
    ("alt", r"\balt\b|algorithmic learning theory"),
    ("uai", r"\buai\b|uncertainty in artificial"),
    ("aistats", r"\baistats\b|artificial intelligence and statistics"),
    ("arxiv", r"\barxiv\b|\bcorr\b|preprint"),
    ("thesis", r"thesis|dissertation|carnegie mellon"),
)

CONFERENCES = ("neurips", "icml", "iclr", "colt", "alt", "uai", "aistats")


def plain(text: str) -> str:
    """One form for titles and names: words of lower-case ASCII letters and digits, single spaces, American spelling."""
    bare = _TEX.sub("", text).translate(_SPECIAL).replace("{", "").replace("}", "").replace("'", "").replace("\u2019", "")
    spaced = re.sub(r"[-\u2010-\u2015]+", " ", bare)
    words = re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKD", spaced).encode("ascii", "ignore").decode().lower())
    joined = " ".join(words)
    for pattern, american in _BRITISH:
        joined = pattern.sub(american, joined)
    return joined


def same_title(written: str, known: str) -> bool | None:
    """True if equal, or equal up to the subtitle; None if nearly so; False otherwise."""
    a, b = plain(written), plain(known)
    if a.replace(" ", "") == b.replace(" ", ""):
        return True
    head = plain(re.split(r":\s|\?\s|\s[-\u2013\u2014]\s", known)[0])
    if a == head and len(head.split()) >= 3:
        return True
    return None if fuzz.ratio(a, b) >= 80 or (len(a.split()) >= 4 and b.startswith(a)) else False


def is_others(name: str) -> bool:
    """Whether a written author is "et al." or the like."""
    return plain(name) in OTHERS


def same_name(written: str, surname: str) -> bool | None:
    """Whether `written`, with initials or forenames on either side, is a person of this surname."""
    tokens, known = plain(written).split(), plain(surname).split()
    if not tokens:
        return False
    if "," in written:
        tokens = plain(written.split(",")[0]).split() or tokens
        if "".join(tokens) == "".join(known):
            return True
    if any("".join(t[i:]) == "".join(known) for t in (tokens, _without_initials(written, tokens)) for i in range(len(t))):
        return True
    if " ".join(known) in " ".join(tokens) or fuzz.ratio("".join(tokens[-len(known) :]), "".join(known)) >= 80:
        return None
    return False


def given_names(written: str, surname: str) -> list[str]:
    """The given names or initials beside the surname, as plain words: Bengio, Y. / Samy Bengio / Kolter JZ; [] where there are none."""
    last = plain(surname).split()
    if "," in written:
        return plain(written.partition(",")[2]).split()
    trailing = re.search(r"((?:\s+(?:[A-Z]\.?-?){1,3})+)$", written.strip())
    if trailing and plain(written.strip()[: trailing.start()]).split()[-len(last) :] == last:
        return list(plain(trailing[1]).replace(" ", ""))
    words = plain(written).split()
    return words[: len(words) - len(last)] if words[-len(last) :] == last else []


def same_given(written: list[str], given: str) -> bool | None:
    """Whether these given names are those: False if no initial is shared (Y. for Samy), None if spelled otherwise (Vivek for Vaishnavh)."""
    known, first = plain(given).split(), written[0]
    if any(k.startswith(first) or first.startswith(k) or fuzz.ratio(first, k) >= 60 for k in known):
        return True
    return False if {w[0] for w in written}.isdisjoint(k[0] for k in known) else None


def _without_initials(written: str, tokens: list[str]) -> list[str]:
    """The tokens before the capitals at the end, as in "Nagarajan V", "Kolter J. Z." or "Kolter JZ"."""
    found = re.search(r"(?:\s+(?:[A-Z]\.?-?){1,3})+$", written.strip())
    return plain(written.strip()[: found.start()]).split() if found else tokens


#: Words of a scope that mean the same; the first of each group is the ledgers' own.
_SAME = (
    ("two-sided", "two sided", "2-sided", "absolute difference"),
    ("one-sided", "one sided", "1-sided"),
    ("some distributions", "exists", "there exists", "some settings", "certain settings", "some setting", "existential"),
    ("every setting", "every distribution", "all settings", "all distributions", "for all", "always", "universal"),
    ("0-1", "0-1 loss", "zero-one", "zero-one loss", "01"),
    ("hypersphere", "ReLU hypersphere", "adversarial spheres", "spheres"),
    ("linear", "linear model", "linear example", "linear classifier", "linear N&K"),
    ("outputs", "outputs of the learner", "outputs of the algorithm", "algorithm-dependent"),
)


def same_word(said: str, known: str) -> bool:
    """Whether two words of a scope mean the same: equal as numbers, up to spelling with the same numbers and relations, or in one group."""
    try:
        return exact(said, "a value") == exact(known, "a value")
    except ValueError:
        a, b = plain(said), plain(known)
        if a == b:
            return _marks(said) == _marks(known)
        groups = [{plain(w) for w in group} for group in _SAME]
        return any(a in group and b in group for group in groups)


def _marks(text: str) -> list[str]:
    """Numbers and relations, in order: what `plain` cannot tell apart (delta < 1/2 and delta >= 1/2, 1.2 and 1/2)."""
    ascii_only = text.replace("\u2264", "<=").replace("\u2265", ">=").replace("==", "=")
    return re.findall(r"(?:(?<![\w.)])-)?[0-9]+(?:[./][0-9]+)*|[<>]=?|[=+*/^]", ascii_only)


def venue_year(text: str) -> int | None:
    """The year in the name of a venue: ICML 2020, NeurIPS'19; None where there is none."""
    found = re.search(r"\b(?:19|20)[0-9]{2}\b", text) or re.search(r"(?<=['\u2019])[0-9]{2}\b", text)
    return None if found is None else int(found[0]) % 100 + 2000 if len(found[0]) == 2 else int(found[0])


def venue(text: str) -> str | None:
    """The short name of a venue, or None where it is not one of those known here."""
    lowered = plain(re.sub(r"['\u2019]", " ", text))
    return next((name for name, pattern in _VENUES if re.search(pattern, lowered)), None)


def arxiv_number(text: str) -> str:
    """1902.04742, from an identifier, an address, or an arXiv DOI."""
    found = re.search(r"([0-9]{4}\.[0-9]{4,5})(v[0-9]+)?$", text)
    return found[1] if found else ""


def doi(text: str) -> str:
    """The bare lower-case DOI."""
    return re.sub(r"^(https?://(dx\.)?doi\.org/|doi:)", "", text.strip(), flags=re.IGNORECASE).lower()


def pages(text: str) -> str:
    """11615-11626, with one hyphen and a full last page."""
    first, _, last = re.sub(r"[-\u2013]+", "-", text).partition("-")
    return f"{first}-{first[: len(first) - len(last)] + last}" if last else first
