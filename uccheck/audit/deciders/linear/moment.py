"""`moment`: means and variances in the linear setting, as formulas in m, D, s, b; equality by algebra.

With sigma^2 = b/D, T ~ chi2_D (mean D, variance 2D) independent of zeta (iid standard normal), E (zeta_1 - zbar)^2 = 1 - 1/m:
    training margin   s + sigma^2 (T + sqrt(mT)(zeta_1 - zbar))      flipped margin   s - sigma^2 (T + sqrt(mT)(zeta_1 - zbar))
    both have variance sigma^4 (2D + m D (1 - 1/m)) = b^2 (m + 1)/D.
    fresh margin      normal given T, with mean s and variance sigma^4 m T; |w2|^2 = sigma^2 m T; |w1|^2 = s m.

"A flipped point has mean margin -28" speaks of s = 4 and b = 32: of s and b, the one that the claim's formula lacks and the moment has is
taken at the paper's value, and the formal sentence says so.
"""

from __future__ import annotations

import functools
import re
from dataclasses import replace

from rapidfuzz import process

from uccheck.audit.deciders.decision import Decision, out_of_scope
from uccheck.audit.kinds.formulas import Identity
from uccheck.audit.kinds.linear import Moment
from uccheck.core.verdict import Verdict

LAW = "human: the exact law of the linear setting"
KNOWN = {
    "training margin": ("s + b", "b**2*(m + 1)/D"),
    "flipped margin": ("s - b", "b**2*(m + 1)/D"),
    "fresh margin": ("s", "b**2*m/D"),
    "T": ("D", "2*D"),
    "|w1|^2": ("s*m", "0"),
    "|w2|^2": ("b*m", "2*b**2*m**2/D"),
    "|w|^2": ("(s + b)*m", "2*b**2*m**2/D"),
}
_WHERE = {"m": "positive integer", "D": "positive integer", "s": "positive", "b": "positive"}
PAPER = {"s": 4, "b": 32}


def at_paper(claim: Moment) -> dict[str, int]:
    """Those of s and b that the moment has and the claim's formula lacks, at the paper's values."""
    known = KNOWN.get(claim.of, ("", ""))[claim.what == "variance"]
    return {n: v for n, v in PAPER.items() if _has(known, n) and not _has(claim.equals, n)}


def _has(formula: str, name: str) -> bool:
    return re.search(rf"\b{name}\b", formula) is not None


def decide(claim: Moment, deadline: float) -> Decision:
    """CERTIFIED or REFUTED against the exact law; OUT-OF-SCOPE for a variable that is not listed."""
    from uccheck.audit.deciders.formulas.identity import decide as identity

    if claim.of not in KNOWN:
        near = process.extractOne(claim.of, list(KNOWN), score_cutoff=40)
        meant = f"; did you mean {near[0]!a}?" if near else "."
        return out_of_scope(f"no moments of {claim.of!a} are known here{meant} Known: {', '.join(KNOWN)}")
    known = KNOWN[claim.of][claim.what == "variance"]
    fixed = at_paper(claim)
    here = functools.reduce(lambda text, item: re.sub(rf"\b{item[0]}\b", f"{item[1]}", text), fixed.items(), known)
    where = {n: a for n, a in _WHERE.items() if n not in fixed}
    found = identity(
        Identity.model_construct(id=claim.id, says=claim.says, kind="identity", lhs=claim.equals, rhs=here, where=where), deadline
    )
    if found.verdict is Verdict.UNDECIDED:
        return found
    verb = "is" if found.verdict is Verdict.UPHELD else "is not"
    at = f", at {', '.join(f'{n} = {v}' for n, v in fixed.items())}: {here}" if fixed else ""
    detail = f"the {claim.what} of {claim.of} is {known}{at}; {claim.equals} {verb} that ({found.detail})"
    evidence = tuple(replace(e, trusts=(*e.trusts, LAW)) for e in found.evidence)
    return replace(found, detail=detail, evidence=evidence)
