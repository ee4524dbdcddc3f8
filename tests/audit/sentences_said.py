"""Sentences of numbers and formulas, each beside its opposite, with the table that a person reads in them; None: no claim says it.

Every relation, side, tail, unit and turn of phrase that the readers know stands here in a sentence; `test_said_words.py` counts them.
`guess`: the reader says that a part of the table is one.
"""

from __future__ import annotations

from itertools import product
from typing import Any

Row = tuple[str, dict[str, Any] | None]

STATISTICS: list[Row] = [
    *((f"{said} = 2.5, p {sign} .04{sides}",
       {"kind": "statistic", "value": "2.5", "p": "0.04", **table, **({} if sign == "=" else {"p_relation": sign}), **tails})
      for said, table in (
          ("t(20)", {"test": "t", "df": 20}), ("F(2, 20)", {"test": "F", "df": 2, "df2": 20}), ("z", {"test": "z"}),
          ("chi2(3)", {"test": "chi2", "df": 3}), ("chi^2(3)", {"test": "chi2", "df": 3}), ("chi-square(3)", {"test": "chi2", "df": 3}))
      for sign in ("=", "<", "<=", ">", ">=")
      for sides, tails in (("", {}), (", one-sided", {"sides": 1}), (", two-sided", {"sides": 2}), (" (one-tailed)", {"sides": 1}),
                           (" (two-tailed)", {"sides": 2}), (", Two tailed", {"sides": 2}),
                           (", 1-sided", {"sides": 1}), (", 2-tailed", {"sides": 2}), (", One sided", {"sides": 1}),
                           (", not one-sided", {}), (", not two-tailed", {}))),
    ("t(20) = 2.5, p < 5%", {"kind": "statistic", "test": "t", "value": "2.5", "df": 20, "p": "0.05", "p_relation": "<"}),
    *((f"{mean} 3.45, {sd} 1.2, {n} = 20", {"kind": "statistic", "test": "mean", "n": 20, "mean": "3.45", "sd": "1.2"})
      for mean, sd, n in (("M =", "SD =", "N"), ("mean =", "sd =", "n"), ("a mean of", "standard deviation of", "N"),
                          ("mean is", "standard deviation is", "n"))),
    ("M = 3.45, n = 20", {"kind": "statistic", "test": "mean", "n": 20, "mean": "3.45"}),
    ("M = 3.45, n = 20, D = 3", None),
]  # fmt: skip

_RUNS = {"kind": "proportion", "k": 99, "n": 100}
PROPORTIONS: list[Row] = [
    ("99 of 100 runs", _RUNS), ("99 out of 100 runs", _RUNS),
    *((f"3.2% {word} 1000{noun}", {"kind": "proportion", "rate": "0.032", "decimals": 3, "n": 1000})
      for word, noun in product(("of", "on", "over"), ("", " points", " samples", " examples", " images", " trials", " digits"))),
    *((f"99 of 100 runs: {at} {side} {ends} {by} 95% confidence", {**_RUNS, end: "0.97", "level": "0.95"})
      for (side, end), (ends, by), at in product((("least", "lower"), ("most", "upper")),
                                                 (("97%", "with"), ("97%,", "with"), ("0.97", "at"), ("97%", "at")), ("at", "At"))),
    *((f"99 of 100 runs (95% {word} {ends})", {**_RUNS, "lower": "0.95", "upper": "0.998", "level": "0.95"})
      for word, ends in product(("CI", "confidence interval", "interval"),
                                ("[0.95, 0.998]", "0.95 to 0.998", "0.95 - 0.998"))),
    *((f"99 of 100 runs (95% {method} CI 95.0% to 99.8%)",
       {**_RUNS, "lower": "0.950", "upper": "0.998", "level": "0.95", "method": method})
      for method in ("Wilson", "Wald", "Clopper-Pearson", "Jeffreys", "Agresti-Coull")),
]  # fmt: skip

TAILS: list[Row] = [
    *((f"P({law} {sign} 1.5) {bound}{after}", {"kind": "tail", **table, "side": side, "at": "1.5", "at_most": "0.05"})
      for law, after, table in (
          ("X", " for a standard normal X", {"distribution": "normal"}), ("Z", ", Z Standard Normal", {"distribution": "normal"}),
          ("N(0, 1)", "", {"distribution": "normal"}), ("N(0,1)", "", {"distribution": "normal"}),
          ("chi2_3", "", {"distribution": "chi2", "df": 3}), ("chi^2_{3}", "", {"distribution": "chi2", "df": 3}),
          ("chi2(3)", "", {"distribution": "chi2", "df": 3}))
      for sign, side in ((">", "upper"), (">=", "upper"), ("<", "lower"), ("<=", "lower"))
      for bound in ("<= 0.05", "< 0.05", "<= 5%", "<= .05")),
    *((f"P(X > 1.5) {bound} for a standard normal X", None)
      for bound in (">= 0.05", "> 0.05", "= 0.05", "<= 2 exp(-1.5)", "<= 1 - 0.9", "<= 0.1 + 0.1", "<= 5% + 1%")),
    ("P(X > 1.5) <= 0.05", None), ("P(|X| > 1.5) <= 0.05 for a standard normal X", None),
]  # fmt: skip

#: Every way to relate two numbers, by hand; "~" where it is only nearly so.
RELATIONS = {
    ">=": ">=", "<=": "<=", ">": ">", "<": "<", "~": "~", "=": "~", "about": "~", "approximately": "~",
    "is about": "~", "is approximately": "~",
    "is at least": ">=", "is at most": "<=", "above": ">", "below": "<", "more than": ">", "less than": "<", "at least": ">=",
    "at most": "<=", "exceeds": ">", "is above": ">", "is below": "<", "is more than": ">", "is less than": "<",
}  # fmt: skip
_AT = {"m": 100, "D": 400}
_HALVES = {"e_gen": ("generalizes", "at_most", "<"), "e_unif-alg": ("vacuous", "at_least", ">")}


def _half(name: str, meant: str) -> dict[str, Any]:
    kind, key, right = _HALVES[name]
    if meant == "~":
        return {"kind": "approx", "quantity": name, **_AT, "about": "0.02"}
    return {"kind": kind, **_AT, key: "0.02", **({} if meant[0] == right else {"expect": "REFUTED"})}


INSTANCES: list[Row] = [
    *((f"{name} {word} {value} at m = 100, D = 400", _half(name, meant))
      for name, (word, meant), value in product(_HALVES, RELATIONS.items(), ("0.02", "2%"))),
    *((f"e_gen <= 0.5 with {place}", {"kind": "generalizes", **table, "at_most": "0.5"})
      for place, table in (
          *((f"100 {noun} in dimension {d}400", _AT)
            for noun, d in product(("samples", "training samples", "examples", "points", "training points", "data points"), ("", "D = "))),
          ("m = 7, D = 20, delta = 5%, gamma = 1/2", {"m": 7, "D": 20, "delta": "0.05", "gamma": "1/2"}),
          ("m = 1,000, D = 4e5, delta = 0.1", {"m": 1000, "D": "4e5", "delta": "0.1"}))),
    ("e_gen(7, 0.1) <= 0.5 at D = 20", {"kind": "generalizes", "m": 7, "D": 20, "delta": "0.1", "at_most": "0.5"}),
    ("e_gen(7, 5%) <= 0.5 at D = 20", {"kind": "generalizes", "m": 7, "D": 20, "delta": "0.05", "at_most": "0.5"}),
    ("e_gen <= 0.5, epsilon = 0.1, m = 7, D = 20", {"kind": "generalizes", "m": 7, "D": 20, "at_most": "0.5"}),
    *((f"e_gen <= {much} at m = 7, D = 20", None)
      for much in ("2 exp(-m)", "0.1 epsilon", "0.1 delta", "1 - delta", "1 - 0.9", "1% + 1%", "2 m", "2 ln(2)", "2 log 2",
                   "2 sqrt(m)", "3 D", "2 gamma", "2(m)", "0.1 eps")),
    *((f"e_gen <= 0.5 at m = 7 {more}, D = 20", {"kind": "generalizes", "D": 20, "at_most": "0.5"})
      for more in ("m", "D", "ln(2)", "log 2", "sqrt(2)", "exp(2)", "epsilon", "eps", "delta", "gamma", "* 2", "^2", "+ 1", "- 1")),
    ("e_gen <= 0.5 at m = 7, D > 20", None), ("e_gen <= 0.5 at m = 7, D = 20 m", None),
]  # fmt: skip


def _chance(meant: str) -> dict[str, Any]:
    """`~` without a word is at least, as the remark says."""
    if meant == "~":
        return {"kind": "approx", "quantity": "all-flipped", **_AT, "about": "0.9"}
    return {"kind": "event", "event": "all-flipped", **_AT, "relation": meant, "value": "0.9"}


_PLACE = "for m = 100 and D = 400"
EVENTS: list[Row] = [
    *((f"All flipped points are misclassified with probability {word} 0.9 {_PLACE}", _chance(meant))
      for word, meant in RELATIONS.items()),
    *((f"The {noun} that {who} misclassified {word} 0.9 {_PLACE}", _chance(meant))
      for noun, who in (("probability", "every flipped point is"), ("chance", "all flipped points are"))
      for word, meant in RELATIONS.items() if word.startswith("is ")),
    *((f"With probability {share} {who} {_PLACE}", _chance(">="))
      for share, who in product(("at least 0.9", "0.9"), ("the flipped sample is misclassified", "the flipped set is misclassified",
                                "each flipped point is classified wrongly",
                                "the flipped points are misclassified completely", "misclassification of the flipped set is complete"))),
    (f"All flipped points are misclassified with probability of 0.9 {_PLACE}", _chance("~")),
    (f"The chance that all flipped points are misclassified is 0.9 {_PLACE}", _chance("~")),
    *((f"The {chances} that all flipped points are misclassified are {word} 0.9 {_PLACE}", _chance(meant))
      for chances in ("chances", "probabilities") for word, meant in (("at least", ">="), ("below", "<"))),
    (f"With probability below 90% all flipped points are misclassified {_PLACE}", {**_chance("<"), "value": "0.90"}),
    *((f"With probability at least {much} all flipped points are misclassified {_PLACE}", None)
      for much in ("1 - delta", "1 - 0.1", "2 exp(-m)", "90% - delta")),
    *((f"With probability at least 0.9 {who} flipped points are misclassified, and all training points are right {_PLACE}", None)
      for who in ("one of the", "some", "some of the", "any of all the", "few", "many", "most", "half of the", "half the", "no",
                  "none of the")),
    (f"All points are misclassified with probability at least 0.9 {_PLACE}", None),
    (f"The flipped points are misclassified with probability at least 0.9 {_PLACE}", None),
    (f"All flipped points are seen with probability at least 0.9 {_PLACE}", None),
]  # fmt: skip

_NEARLY = {word: {"about": 300} for word in ("about", "approximately", "roughly")}
THRESHOLDS: list[Row] = [
    *((f"The {least} at m = 100, delta = 5%, epsilon = 1/50 {verb} {word} 300.",
       {"kind": "threshold", "m": 100, "delta": "0.05", "epsilon": "1/50", **said})
      for least, verb in (("least D", "is"), ("smallest dimension", "is"), ("minimal D", "is"), ("least value of D", "is"),
                          ("threshold of D", "is"), ("least D", "is given as"), ("least D", "lies at a value of"),
                          ("least D", "="), ("least D", "is bounded as"))
      for word, said in {**_NEARLY, "at least": {"relation": ">=", "value": 300}, "at most": {"relation": "<=", "value": 300},
                         "": {"relation": "==", "value": 300}}.items()),
    *((f"The least D is there at {name} = 0.5.", None) for name in ("m", "n", "delta", "epsilon", "gamma")),
    ("It holds for at least D of 300.", None), ("At least D = 300 is there.", None),
    ("The threshold is 300.", None), ("The least D at m = 100 is 300 m.", None),
    ("The least D at m = 100 is at least 350,000 within 10%", None),
]  # fmt: skip

_ALL = {"kind": "suffices", "D": "64*m", "conclusion": "e_gen"}
_NEEDED = {**_ALL, "kind": "necessary"}
_GEN = {"epsilon": ["0.1", "0.1"]}
FAMILIES: list[Row] = [
    *((said, {**_ALL, **_GEN}) for said in (
        "D >= 64 m suffices for e_gen <= 0.1", "D > 64 m is sufficient for e_gen <= 0.1", "D >= 64 m is enough for e_gen <= 0.1",
        "D = 64 m suffices for e_gen <= 0.1", "For e_gen <= 0.1 it is enough that D = 64 m", "D >= 64 m implies e_gen <= 0.1",
        "D at least 64 m implies e_gen <= 0.1", "D >= 64 m forces e_gen <= 0.1", "D >= 64 m only if e_gen <= 0.1",
        "D is at least 64 m implies e_gen <= 0.1", "D exceeds 64 m only if e_gen <= 0.1", "Values of D >= 64 m imply e_gen <= 0.1",
        *(f"e_gen {relation} 0.1 {word} D >= 64 m" for word in ("if", "when", "whenever", "once", "with", "for")
          for relation in (w for w, meant in RELATIONS.items() if meant[0] == "<")),
        "This implies e_gen <= 0.1 for D >= 64 m", "The dimension exceeds 64 m implies e_gen <= 0.1")),
    *((said, {**_NEEDED, **_GEN}) for said in (
        "D >= 64 m is necessary for e_gen <= 0.1", "D >= 64 m is needed for e_gen <= 0.1", "D >= 64 m is required for e_gen <= 0.1",
        *(f"e_gen <= 0.1 {word} D >= 64 m" for word in ("requires", "require", "needs", "need", "forces", "force", "implies", "imply",
                                                        "implies that", "only if", "required")),
        *(f"{D} {must} {be} 64 m for e_gen <= 0.1" for D in ("D", "the dimension", "the dimension D")
          for must in ("must", "has to", "needs to") for be in ("be at least", "exceed", "be")),
        "e_gen <= 0.1 implies that the dimension is at least 64 m")),
    *((f"{said} 64 m suffices for {what}", {**_ALL, "conclusion": half})
      for said in ("D >=", "D at least", "D is at least", "D exceeds", "the dimension at least", "that the dimension D exceeds")
      for what, half in (("e_gen <= epsilon", "e_gen"), ("generalization", "e_gen"), ("generalisation", "e_gen"),
                         ("e_unif-alg >= 1 - epsilon", "e_unif-alg"), ("uniform convergence to be vacuous", "e_unif-alg"),
                         ("vacuous bounds", "e_unif-alg"), ("e_gen <= epsilon and e_unif-alg >= 1 - epsilon", "both"))),
    *((f"D >= 64 m suffices for e_gen <= epsilon{said}", {**_ALL, **ranges}) for said, ranges in (
        (", m >= 10", {"m": [10, "inf"]}), (", m > 10", {"m": [11, "inf"]}), (", m <= 10", {"m": [1, 10]}), (", m < 10", {"m": [1, 9]}),
        (", m = 10", {"m": [10, 10]}), (", delta <= 1/4", {"delta": [0, "1/4"]}), (", delta < .25", {"delta": [0, ".25"]}),
        (", delta = 0.2", {"delta": ["0.2", "0.2"]}), (", epsilon <= 0.2", {"epsilon": [0, "0.2"]}),
        (", epsilon < 0.2", {"epsilon": [0, "0.2"]}), (", epsilon = 0.2", {"epsilon": ["0.2", "0.2"]}))),
    *((f"{D} {should} 64 m for e_gen <= epsilon", {**_ALL, "guess": True}) for D in ("D", "the dimension")
      for should in ("should be", "should exceed", "should be at least")),
    *((f"D >= 64 m {enough}", {**_ALL, "conclusion": "both", "guess": True}) for enough in ("suffices", "is enough", "for theorems")),
    *((f"For e_gen <= 0.1 it {must} {enough} that D >= 64 m", {**_ALL, **_GEN}) for must in ("must", "has to", "needs to")
      for enough in ("suffice", "be enough")),
    *((f"D >= {D} suffices for e_gen <= 0.1", {**_ALL, **_GEN, "D": read}) for D, read in (
        ("64 m ln(1/epsilon)", "64*m*log(1/epsilon)"), ("ln(1/delta)", "log(1/delta)"), ("m + sqrt(m)", "m+sqrt(m)"))),
    *((f"D >= {D} suffices for e_gen <= 0.1", None) for D in ("400", "400 and more", "1e5", "sqrt(2)", "max(3, 4)", "ln 2, m >= 3,")),
    *((f"D >= 64 m suffices for e_gen <= epsilon, m >= 7 {more}", _ALL)
      for more in ("m", "D", "ln(2)", "log 2", "sqrt(2)", "exp(2)", "epsilon", "eps", "delta", "gamma", "* 2", "^2", "+ 1", "- 1")),
    ("D >= 64 m suffices for the failure of uniform bounds", {**_ALL, "conclusion": "e_unif-alg"}),
    *((f"e_gen(m, {delta}) <= {e} and e_unif-alg(m, {delta}) >= {rest} once D >= 64 m", {**_ALL, "conclusion": "both",
       "epsilon": [read, read], "delta": ["0.05", "0.05"]})
      for delta in ("0.05", "5%") for e, rest, read in (("0.1", "0.9", "0.1"), ("1/3", "2/3", "1/3"), ("1%", "99%", "0.01"))),
    *((f"{what} once D >= 64 m", None) for what in (
        *(f"e_gen {word} 0.1" for word, meant in RELATIONS.items() if meant[0] != "<"),
        *(f"e_gen {word} epsilon" for word, meant in RELATIONS.items() if meant[0] != "<"),
        *(f"e_unif-alg {word} 0.9" for word, meant in RELATIONS.items() if meant[0] != ">"),
        *(f"e_unif-alg {word} 1 - epsilon" for word, meant in RELATIONS.items() if meant[0] != ">"),
        "e_gen <= epsilon/2", "e_gen <= 2 epsilon", "e_gen <= 1 - epsilon", "e_unif-alg >= epsilon", "e_gen <= delta", "e_gen <= 0.1 delta",
        "e_gen <= 1 - 0.9", "e_unif-alg >= 1 - epsilon/2", "e_gen <= 0.1 and e_unif-alg >= 0.8", "e_gen <= 0.1 if and only if m > 1,",
        "e_gen <= 0.1 iff m > 1,")),
    ("D >= 64 m suffices for e_gen <= 10%", {**_ALL, "epsilon": ["0.10", "0.10"]}),
    ("e_gen <= 0.1 if and only if D >= 64 m", None), ("D >= 64 m is necessary and sufficient for e_gen <= 0.1", None),
    ("D >= 64 m is sufficient and necessary for e_gen <= 0.1", None), ("D <= 64 m suffices for e_gen <= 0.1", None),
]  # fmt: skip

ORDERS: list[Row] = [
    *((f"{what} is {order}(m)", {"kind": "order", "quantity": name, "order": order.strip("~"), "of": "m"})
      for order in ("O", "Omega", "Theta", "O~")
      for what, name in (
          ("The least D", "dimension"), ("The dimension", "dimension"),
          ("The norm bound of the linear example", "norm-bound-linear"),
          ("In the linear example the norm-based bound", "norm-bound-linear"),
          ("Norm bounds of linear models", "norm-bound-linear"),
          ("In the linear example the norm bound", "norm-bound-linear"), ("In linear models norm-based bounds", "norm-bound-linear"),
          ("The norm-based bound of the linear example", "norm-bound-linear"),
           ("The squared norm", "squared-weight-norm"),
          ("The squared weight norm", "squared-weight-norm"), ("The norm squared", "squared-weight-norm"), ("|w|^2", "squared-weight-norm"),
          *((f"The {side} {thing}", "one-sided-deviation-of-consistent")
            for side in ("one-sided", "realizable") for thing in ("VC bound", "deviation", "risk", "rate at zero training error")),
          *((f"The two-sided {thing} bound", "two-sided-deviation")
            for thing in ("VC", "deviation", "distribution-free", "D-independent")),
          ("The two-sided deviation of a class of VC dimension d", "two-sided-deviation"))),
    *((f"The least D is O({of})", {"kind": "order", "quantity": "dimension", "order": "O", "of": read})
      for of, read in (("m ln(1/epsilon)", "m*log(1/epsilon)"), ("ln(1/delta)", "log(1/delta)"))),
    ("It suffices that D = Omega(m)", {"kind": "order", "quantity": "dimension", "order": "O", "of": "m"}),
    ("D = Omega(m) is enough", {"kind": "order", "quantity": "dimension", "order": "O", "of": "m"}),
    ("It suffices that D = O(m)", None), ("D = Theta(m) is enough", None), ("The weather is O(m)", None),
    *((f"{said} the dimension is O(m)", {"kind": "order", "quantity": "dimension", "order": "O", "of": "m", "vary": vary})
      for said, vary in (
          ("For fixed delta", ["m", "epsilon"]), ("For any fixed delta", ["m", "epsilon"]), ("For each constant delta", ["m", "epsilon"]),
          ("For every fixed delta and epsilon", ["m"]), ("For constant m, delta", ["epsilon"]), ("With m fixed", ["epsilon", "delta"]),
          ("With epsilon and m constant", ["delta"]))),
]  # fmt: skip

_ENDS = {"x in [0, 1]": ["0", "1"], "x in (0, 1)": ["> 0", "< 1"], "x in (0, 1]": ["> 0", "1"], "x in [0, 1)": ["0", "< 1"],
         "x in [0, inf)": ["0", "inf"], "x in (0, infty)": ["> 0", "inf"], "0 <= x <= 1": ["0", "1"], "0 < x <= 1": ["> 0", "1"],
         "0 <= x < 1": ["0", "< 1"], "0 < x < 1": ["> 0", "< 1"], "x >= 0": ["0", "inf"], "x > 0": ["> 0", "inf"], "x <= 0": ["-inf", "0"],
         "x < 0": ["-inf", "< 0"], "x in (-inf, 0)": ["-inf", "< 0"],
         "x in (-infty, 0]": ["-inf", "0"], "x in (-inf, inf)": ["-inf", "inf"]}  # fmt: skip
INEQUALITIES: list[Row] = [
    *((f"exp(x) {sign} 1 + x for {every}{where}", {"kind": "inequality", "lhs": "exp(x)", "relation": sign, "rhs": "1+x",
                                                      "where": {"x": ends}})
      for sign in ("<=", ">=", "<", ">")
      for every, (where, ends) in (*product(("", "all ", "every ", "any "), _ENDS.items()),
                                   *product(("each ",), _ENDS.items()),
                                   *product(("real ", "all real ", "any real "), [("x", ["-inf", "inf"]), ("x > 0", ["> 0", "inf"])]),
                                   *product(("all ", "every ", "any ", "each "), [("x", ["-inf", "inf"])]),
                                   *product(("real ", "all real ", "every real "), list(_ENDS.items())[:6]))
      if not (every == "real " and where != "x")),
    *((f"{start} exp(x) > x for x > 0", {"kind": "inequality", "lhs": "exp(x)", "relation": ">", "rhs": "x",
                                      "where": {"x": ["> 0", "inf"]}})
      for start in ("It is known that", "We have", "The function has", "Everybody satisfies", "In the tail", "Here:", "Then,")),
    ("(a + b)^2 = a^2 + 2 a b + b^2", {"kind": "identity", "lhs": "(a+b)**2", "rhs": "a**2+2*a*b+b**2",
                                       "where": {"a": "positive", "b": "positive"}, "guess": True}),
    ("x^2 = x*x for all real x", {"kind": "identity", "lhs": "x**2", "rhs": "x*x", "where": {"x": "real"}, "guess": True}),
    *((f"D <= 64 m is {word}", None) for word in ("sufficient", "enough", "necessary", "needed", "required")),
    *((f"exp(x) > x{said}", {"kind": "inequality", "lhs": "exp(x)", "relation": ">", "rhs": "x", "where": {"x": ["-inf", "inf"]},
                             "guess": True}) for said in ("", " for all x in A", " for real x in A", " for every x in A", " for some x")),
    ("exp(a x) >= 1 for all x >= 0", {"kind": "inequality", "lhs": "exp(a*x)", "relation": ">=", "rhs": "1", "guess": True,
                                      "where": {"a": ["0", "inf"], "x": ["0", "inf"]}}),
    ("m = 1000", None), ("1 < 2", None),
]  # fmt: skip
ALL = [*STATISTICS, *PROPORTIONS, *TAILS, *INSTANCES, *EVENTS, *THRESHOLDS, *FAMILIES, *ORDERS, *INEQUALITIES]
