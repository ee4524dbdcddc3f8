"""The tree of an end beside Coq: which term of the .v file, and which theorem of the library, does the work of each node.

Glossary
    Counterpart   a theorem of the library, the term of the file that is its instance, and the theorem that the file must then apply
    NONE          rules without a counterpart, each with the reason: their nodes stay CERTIFIED
    NodeRow       one node of a tree with its term, or why it has none
A node and its term need not be at the same numbers: Coq proves its own ends, from bounds of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from uccheck.certificates.tree import Node


@dataclass(frozen=True)
class Counterpart:
    """`term` of the file is `theorem` of the library `file` at an instance's numbers; `applied` is the theorem that uses it there."""

    theorem: str
    file: str
    term: str
    applied: str


def _by(theorem: str, file: str, **terms: str) -> tuple[Counterpart, ...]:
    """One theorem, its terms by the theorem that the file applies."""
    return tuple(Counterpart(theorem, file, term, applied) for applied, term in terms.items())


_VACUOUS = ("flip_eunif_ge", "sign_eunif_ge")
_LOSS = {"egen_le": "g_loss", "flip_eunif_ge": "v_loss", "sign_eunif_ge": "v_loss"}
_LONG = {"egen_le": "g_rare", "flip_eunif_ge": "v_rare", "sign_eunif_ge": "v_rare"}

#: What in Coq stands for a rule of the kit.
COUNTERPARTS: dict[str, tuple[Counterpart, ...]] = {
    "small-loss": _by("egen_le", "Certificate", egen_le="g_numbers"),
    "exceed-tail": _by("poploss_le", "Loss", **_LOSS),
    "chi2-upper-tail": _by("long_weights_rare", "Witness", **_LONG),
    "overfit-bound": _by("egen_ge", "Certificate", egen_ge="o_numbers"),
    "misfit-tail": _by("overfit_rare", "Upper", egen_ge="o_right"),
    "chi2-exceeds": _by("p_longE", "Witness", eunif_le_spread="u_rare", egen_ge="o_thin"),
    "spread": _by("eunif_le_spread", "Certificate", eunif_le_spread="u_floored"),
    "large-gamma": _by("eunif_le_drowned", "Certificate", eunif_le_drowned="d_numbers"),
    "diagonal": _by("egen_le_eunif", "Sanity", egen_le_drowned="d_numbers"),
    "theorem-a": _by("flip_eunif_ge", "Certificate", flip_eunif_ge="v_numbers"),
    "theorem-b": _by("flip_eunif_ge", "Certificate", flip_eunif_ge="v_numbers"),
    "theorem-signs": _by("sign_eunif_ge", "Certificate", sign_eunif_ge="v_numbers"),
    "swap-lemma": _by("swap_meets", "Transfer", flip_eunif_ge="v_meet"),
    "sign-lemma": _by("sign_meets", "Sign", sign_eunif_ge="v_meet"),
    "markov": _by("good_right", "Pairs", flip_eunif_ge="v_count"),
    "markov-signs": _by("good_right", "Pairs", sign_eunif_ge="v_count"),
    "one-flipped-tail": _by("flipped_mgf", "Coupling", flip_eunif_ge="v_flip"),
    "sco-uniform-half": _by("ball_half", "ConvexLearners", ball_certified="chance"),
    "sco-uniform-range": _by("ball_range", "ConvexLearners", ball_certified="chance"),
    "sco-descent": _by("descent_small", "ConvexLearners", descent_certified="box"),
    "sco-gd-diagonal": _by("descent_small", "ConvexLearners", descent_certified="box"),
    "sco-regularised": _by("regularised_small", "ConvexLearners", regularised_certified="box"),
    "sco-diagonal": _by("regularised_small", "ConvexLearners", regularised_certified="box")
    + _by("picker_fails", "ConvexLearners", picker_certified="blank"),
    "sco-erm-fails": _by("picker_fails", "ConvexLearners", picker_certified="blank"),
    "sign-chernoff": _by("flipped_mgf", "Coupling", sign_eunif_ge="v_flip"),
}
_OTHER = "Coq's certificates bound e_gen and e_unif-alg alone"
_HYPERCONTRACTIVE = "reverse hypercontractivity is not formalized"
#: Rules of the linear counterexample for which no term stands.
NONE: dict[str, str] = {
    "theorem-c": _HYPERCONTRACTIVE,
    "correlated-swap-lemma": _HYPERCONTRACTIVE,
    "theorem-simplex": "the simplex of k samples is not formalized: random signs serve every delta < 1",
    "overfit-wide": "the theorems on gamma >= s are those of a large gamma",
    "wide-margin": "the theorems on gamma >= s are those of a large gamma",
    "sco-uniform-lower": "Coq counts the samples with a constant coordinate alone",
    "sco-uniform-upper": "Coq counts the samples with a constant coordinate alone",
    "sco-bounded": "Coq bounds a learner by the box in which it stays",
    "sco-seen": "the minimiser where every coordinate is seen is not formalized",
    "aligned": "samples that point the same way are not formalized",
    **dict.fromkeys(
        (
            *("ball-flip", "ball-small", "basis-shattered", "by-surrogate-covers", "by-surrogate-small", "divergence-at-least"),
            *("divergence-at-most", "flip-closed", "flip-spread", "gibbs-every", "gibbs-join", "gibbs-sure", "gibbs-two-sided"),
            *("linear-class", "margin-overfit", "margin-small", "norm-at-least", "norm-at-most", "one-sided-covers", "one-sided-small"),
            *("own-covers", "own-small", "path-covers", "path-point", "path-ramp", "radius-above", "radius-below", "subset-tail"),
            *("surrogate-class", "zero-error-overfit", "zero-error-small"),
            *("interpolator-flip", "interpolator-generalizes", "interpolator-overfits", "interpolator-spread"),
            *("stability", "stability-at-least", "stability-at-most"),
        ),
        _OTHER,
    ),
}


@dataclass(frozen=True)
class NodeRow:
    """One node: `term` of the .v file and its `theorem`, or `why` there is none and the node stays CERTIFIED."""

    depth: int
    rule: str
    term: str = ""
    theorem: str = ""
    why: str = ""

    @property
    def said(self) -> str:
        """The row as a terminal is told it."""
        mark = "  " * self.depth + self.rule
        return f"{mark} = {self.term}, by {self.theorem}" if self.term else f"{mark}: no counterpart, stays CERTIFIED: {self.why}"


def node_rows(node: Node, text: str, depth: int = 0) -> Iterator[NodeRow]:
    """The nodes of a tree from the root down, each with its term in the .v file `text` (empty: Coq accepted no file)."""
    yield _row(node.rule, text, depth)
    if balls := tuple(dict.fromkeys(quantity[0] for quantity in node.bounds)):
        yield NodeRow(depth + 1, ", ".join(balls), why="enclosed by balls; Coq's terms have bounds of their own")
    for premise in node.premises:
        yield from node_rows(premise, text, depth + 1)


def _row(rule: str, text: str, depth: int) -> NodeRow:
    for found in COUNTERPARTS.get(rule, ()):
        if re.search(rf"exact \({found.applied} ", text) and re.search(rf"^Lemma {found.term}1 ", text, re.MULTILINE):
            return NodeRow(depth, rule, f"{found.term}1", f"{found.file}.{found.theorem}")
    if not text:
        return NodeRow(depth, rule, why="Coq accepted no file")
    ways = " or ".join(dict.fromkeys(found.applied for found in COUNTERPARTS.get(rule, ())))
    return NodeRow(depth, rule, why=NONE.get(rule) or f"the file does not apply {ways}")


def unmatched(nodes: Iterable[Node], text: str) -> tuple[str, ...]:
    """The rules of trees that no term of the file stands for: their nodes stay CERTIFIED."""
    rows = (row for node in nodes for row in node_rows(node, text))
    return tuple(dict.fromkeys(row.rule for row in rows if row.rule in COUNTERPARTS.keys() | NONE.keys() and not row.term))
