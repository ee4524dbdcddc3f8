"""A sentence in words or TeX, read for the formulas in it: the same text in ASCII, and formulas in the grammar of claims.

Glossary
    ascii_text  TeX and Unicode mathematics in ASCII: \\epsilon and the Greek letter become epsilon, \\ge becomes >=.
    formula     "64 m ln(1/eps)" as 64*m*log(1/epsilon): products that are written by juxtaposition get their star.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

from uccheck.core.errors import InvalidParameter
from uccheck.expressions.grammar import FUNCTIONS, parse

_SIGNS = str.maketrans(
    {
        "≥": " >= ", "⩾": " >= ", "≤": " <= ", "⩽": " <= ", "·": "*", "×": "*", "⋅": "*", "−": "-", "–": "-",
        "\u2010": "-", "\u2011": "-", "≈": " ~ ", "∼": " ~ ",
        "ε": "epsilon", "ϵ": "epsilon", "δ": "delta", "γ": "gamma", "Ω": "Omega", "Θ": "Theta", "√": "sqrt", "∞": "inf", "χ": "chi",
        "π": "pi", "σ": "sigma", "μ": "mu", "ρ": "rho", "Φ": "Phi", "ϕ": "phi", "φ": "phi", "“": '"', "”": '"',
        "’": "'", "‘": "'", "⁄": "/", "≠": " != ", "≪": " << ", "≫": " >> ", "—": ", ", "…": "...", "‰": " per mille",
        "⌈": " ceil ", "⌊": " floor ", "⌉": " ", "⌋": " ",
    }
)  # fmt: skip
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+", strict=True))
_WORDS = {"eps": "epsilon", "varepsilon": "epsilon", "ln": "log", "dim": "D", "n": "m"}
#: Functions that people write and the grammar has not; `lg` is the logarithm to base 2 of some and to base 10 of others.
_UNREAD = frozenset(("lg", "lb", "ld", "floor", "ceil", "arctan", "arcsin", "arccos"))
#: TeX that only sets; every other macro that the reader of TeX does not know is read as its name, so that nothing is left out unseen.
_SETTING = frozenset(
    ("displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "left", "right", "middle", "mathop", "boldsymbol", "bm", "nonumber",
     "notag", "label", "allowbreak", "relax")
) | {f"{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")}  # fmt: skip
_TOKEN = re.compile(r"\s*(\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|[A-Za-z_]+|\*\*|[-+*/^(),])")


def ascii_text(text: str) -> str:
    """The text in ASCII; TeX is read by pylatexenc."""
    if "\\" in text or "$" in text:
        text = _from_tex(text)
    raised = re.sub(f"[{''.join(_RAISED)}]+", lambda run: f"^{_exponent(run[0])}", text)
    spread = unicodedata.normalize("NFKD", raised.translate(_SIGNS)).translate(_SIGNS)
    shown = "".join(c if c.isascii() else "" if unicodedata.combining(c) else " ? " for c in spread)  # a sign unread is no sign left out
    shown = re.sub(r"e(?:psilon)?_?\{?\(?unif[-_ ]?alg\)?\}?", "e_unif-alg", shown)
    shown = re.sub(r"(?<![A-Za-z])(?:epsilon|e)_?\{?\(?gen\)?\}?", "e_gen", shown)
    return " ".join(shown.split())


def _exponent(raised: str) -> str:
    """The digits of a raised number, in brackets where they have a sign."""
    plain = "".join(_RAISED[c] for c in raised)
    return plain if plain.isdigit() else f"({plain})"


def _unknown_macro(node: Any) -> str:
    """What stands for a macro that the reader of TeX does not know."""
    name = str(node.macroname)
    return " P" if name == "Pr" else "" if name in _SETTING or not name.isalpha() else f" {name} "


@cache
def _macros() -> Any:
    """What the reader of TeX knows, and how it reads the rest."""
    from pylatexenc.latex2text import MacroTextSpec, get_default_latex_context_db

    known = get_default_latex_context_db()
    known.set_unknown_macro_spec(MacroTextSpec("", simplify_repl=_unknown_macro))
    return known


def _from_tex(text: str) -> str:
    from pylatexenc.latex2text import LatexNodes2Text

    spaced = re.sub(r"\\[dt]?frac\s*(\d)\s*(\d)", r"\\frac{\1}{\2}", text)
    for _ in range(text.count("frac")):  # the innermost first; the brackets keep \log\frac{1}{x} a logarithm of the quotient
        spaced = re.sub(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"((\1)/(\2))", spaced, count=1)
    spaced = re.sub(r"(?<![A-Za-z\\])e\s*\^\s*\{([^{}]*)\}", r"\\exp(\1)", spaced)
    spaced = re.sub(r"\\(ln|log|exp|sqrt)\b", r" \1 ", spaced)
    spaced = re.sub(r"\\(?:text|mathrm|operatorname|mathtt)\s*\{([^{}]*)\}", r"\1", spaced)
    spaced = re.sub(r"\\text(?![A-Za-z])", "", spaced)
    try:
        return str(LatexNodes2Text(_macros(), math_mode="text", keep_braced_groups=False).latex_to_text(spaced))
    except Exception as problem:  # the reader of TeX has no error type of its own for what it cannot read
        mend = "write the formula in words, as in 64 m ln(1/epsilon)"
        raise InvalidParameter(f"the TeX cannot be read ({type(problem).__name__}); {mend}") from None


def formula(text: str, variables: frozenset[str], *, whole: bool = False) -> str | None:
    """The formula at the beginning of the text (or all of it) in the grammar of claims; None if there is none, or if it goes on unread."""
    text = re.sub(r"(?<![A-Za-z_])(?!sqrt\d|ln\d|(?<=\d)[eE]\d)([A-Za-z]+)(?=\d)", r"\1_", text)  # log2 x, m2: a base, a power, no factor
    tokens = _tokens(text)
    if whole and "".join(tokens) != "".join(text.split()):
        return None  # something of it is no part of a formula, such as a relation
    for end in range(len(tokens), 0, -1):
        if end < len(tokens) and (whole or _goes_on(tokens[end], variables)):
            continue
        written = _joined(tokens[:end], variables)
        if written is None:
            continue
        try:
            parse(written, variables)
        except InvalidParameter:
            continue
        return written
    return None


def _goes_on(token: str, variables: frozenset[str]) -> bool:
    """Whether a formula before this token was not read to its end: by it, by a function that the grammar has not, by an index, by mlog."""
    known = [name for name in (*variables, *FUNCTIONS, *_WORDS, *_UNREAD) if name in _UNREAD or _name(name, variables) is not None]
    whole = re.fullmatch(f"(?:{'|'.join(sorted(known, key=len, reverse=True))})+(?:_.*)?", token)
    return token not in (")", ",") and (_name(token, variables) is not None or whole is not None)


def _tokens(text: str) -> list[str]:
    found, position = [], 0
    while (match := _TOKEN.match(text, position)) is not None:
        found.append(match[1])
        position = match.end()
    return found


def _quotients(tokens: list[str]) -> list[str]:
    """log 1/x without brackets is the logarithm of 1/x; what log 1/(x y) means is not guessed."""
    out = list(tokens)
    for i in range(len(out) - 3, 0, -1):
        function = _WORDS.get(out[i - 1], out[i - 1]) in FUNCTIONS
        if function and out[i][0].isdigit() and out[i + 1] == "/":
            if out[i + 2] == "(":
                return []
            out[i : i + 3] = ["(", *out[i : i + 3], ")"]
    return out


def _joined(tokens: list[str], variables: frozenset[str]) -> str | None:
    """Tokens with the stars that juxtaposition leaves out; None at a word that is neither variable nor function."""
    tokens = _quotients(tokens)
    out: list[str] = []
    waiting = 0  # brackets opened for a function whose argument is a single atom: ln m
    for i, raw in enumerate(tokens):
        token = "**" if raw == "^" else _name(raw, variables)
        if token is None:
            return None
        atom = token[0].isalnum() or token == "("
        if atom and out and (out[-1][-1].isalnum() or out[-1] == ")") and out[-1] not in FUNCTIONS:
            out.append("*")
        out.append(token)
        if token in FUNCTIONS and i + 1 < len(tokens) and tokens[i + 1] != "(":
            out.append("(")
            waiting += 1
        elif waiting and token not in FUNCTIONS and token[0].isalnum():
            out += [")"] * waiting
            waiting = 0
    return "".join(out)


def _name(token: str, variables: frozenset[str]) -> str | None:
    if not token[0].isalpha():
        return token
    if token in variables or token in FUNCTIONS or token == "pi":
        return token
    word = _WORDS.get(token)
    return word if word in variables or word in FUNCTIONS else None
