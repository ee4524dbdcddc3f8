"""What reports of every format say: the count of the claims, what their error rates add up to, formulas, the version."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import cache
from importlib.metadata import version

from uccheck.audit.engine import Finding, alpha_total


def summary(found: list[Finding]) -> str:
    """One line: how many claims, how many of each verdict, the total error rate."""
    counts = Counter(f.verdict.split("(")[0] for f in found)
    parts = ", ".join(f"{n} {word}" for word, n in counts.most_common())
    claims = f"{len(found)} claim" + ("s" if len(found) != 1 else "")
    expected = sum(1 for f in found if f.expect and f.as_expected)
    against = sum(1 for f in found if f.expect and not f.as_expected)
    told = f"; {expected} as expected, {against} not" if expected or against else ""
    return f"{claims}: {parts}; total alpha {float(alpha_total(found)):g}{told}"


def warnings(found: list[Finding]) -> list[str]:
    """What the total error rate means where it is large."""
    total = alpha_total(found)
    if total >= 1:
        return [f"the error rates add up to {float(total):g}: taken together, the statistical verdicts above carry no confidence"]
    if total > Fraction(1, 10):
        together = f"all statistical verdicts together hold with confidence {float(1 - total):g} only"
        return [f"the error rates add up to {float(total):g}: {together}"]
    return []


def tex_of(f: Finding) -> str:
    """The TeX of the claim of a finding, or ""."""
    from uccheck.audit.kinds.models import adapter
    from uccheck.audit.reports import tex

    return tex.formula(adapter().validate_python(f.table)) if f.table else ""


@cache
def kit_version() -> str:
    """The installed version."""
    return version("uccheck")
