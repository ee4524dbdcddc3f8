"""Quantities that are defined by sets of samples: bounds from above by a likely set, from below by samples that are not rare.

Glossary
    OnSet    e <= v: a set of samples, its chance, and the gaps of its samples
    Often    v <= e: samples with a gap of at least v, and their chance; for what is about single samples
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from uccheck.quantities.applied import Applied
from uccheck.quantities.outcomes import Fact
from uccheck.rules.algebra.residues import is_zero, sign_of
from uccheck.rules.claim import Relation, le, lt
from uccheck.rules.derivation import Context, Rule, StepResult
from uccheck.rules.sets import SETS
from uccheck.rules.steps.hypotheses import supplied
from uccheck.rules.steps.means import Inside, Line, OfFacts, cases_of


@dataclass(frozen=True)
class _OfMembers(OfFacts):
    """About the samples that satisfy `members`, with a limit of their `chance` shown at every `outcome`."""

    members: tuple[Relation, ...]
    chance: Any
    outcome: Mapping[Any, Any]
    facts: tuple[Fact, ...] = ()
    lines: tuple[Line, ...] = ()
    by: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class OnSet(_OfMembers):
    """e <= v for a quantity of `sets`: the samples that satisfy `members` have chance at least 1 - delta, and there its gaps are at most v.

    `chance` is an upper limit, shown outcome by outcome, of the chance to be outside; `chance` <= delta must be known.
    """

    def prove(self, step: Relation, context: Context) -> StepResult:
        """The quantity's own arguments say which gaps and which delta are meant."""
        made, value = (step.lhs, step.rhs) if step.relation == "<=" else (step.rhs, step.lhs)
        if step.relation not in ("<=", ">=") or not isinstance(made, Applied) or made.about.name not in SETS:
            return StepResult(False, detail="the step is no upper bound of a quantity that ranges over sets of samples")
        *setting, delta = made.args
        meant, inside = SETS[made.about.name], Inside(self, context, step)
        gaps = [(inside.plain(gap.value), tuple(inside.relation(one) for one in gap.when)) for gap in meant.gaps(*setting)]
        if any(len(set(self.outcome) & one.slack.free_symbols) > 1 for one in self.members):
            return StepResult(False, detail="a member is told by more than one random variable, which may be those of two samples")
        allowed = sign_of(delta, context.where) is not None
        if inside.unknown or not allowed or not self._likely(delta, inside, context):
            return StepResult(False, detail="the set is not known to have probability at least 1 - delta")
        if missing := [need for need in meant.needs(*setting) if not supplied(need, context)]:
            return StepResult(False, detail=f"the definition needs the hypothesis {missing[0].lhs} <= {missing[0].rhs}")
        for gap, when in gaps:
            within = inside.known(self.members + when)
            if not any(inside.shows(rule, le(gap, value), within) for rule in self.by):
                return StepResult(False, detail=f"{gap} <= {value} is not shown on the set")
        return inside.proved(meant.sentence)

    def _likely(self, delta: Any, inside: Inside, context: Context) -> bool:
        """P(outside) <= chance, outcome by outcome, and chance <= delta as it stands."""
        if self.chance == 0:
            return not self.members
        cases = cases_of(self.chance, self.members, self.outcome, inside)
        held = cases is not None and all(inside.settled(case, value - int(not all(case[r] for r in self.members))) for case, value in cases)
        return held and not inside.unknown and any(is_zero(slack - delta + self.chance) for slack, _ in context.claim.hypotheses)


@dataclass(frozen=True)
class Often(_OfMembers):
    """v <= e for a quantity of `sets` about single samples: those with `members` have more than the chance delta, each a gap >= v.

    `chance` is a lower limit, shown outcome by outcome, of the chance of `members`; delta < `chance` must be known. `which` is the gap.
    """

    which: int = 0

    def prove(self, step: Relation, context: Context) -> StepResult:
        """The quantity's own arguments say which gap and which delta are meant."""
        value, made = (step.lhs, step.rhs) if step.relation == "<=" else (step.rhs, step.lhs)
        name = made.about.name if isinstance(made, Applied) else ""
        if step.relation not in ("<=", ">=") or name not in SETS or not SETS[name].alone:
            return StepResult(False, detail="the step is no lower bound of a quantity that is about single samples")
        *setting, delta = made.args
        meant, inside = SETS[name], Inside(self, context, step)
        if self.which not in range(len(meant.gaps(*setting))):
            return StepResult(False, detail=f"the quantity has no gap number {self.which}")
        gap = meant.gaps(*setting)[self.which]
        shown = inside.plain(gap.value)
        if inside.unknown or gap.when or not self._likely(delta, inside, context):
            return StepResult(False, detail="the samples are not known to have more than the chance delta")
        within = inside.known(self.members)
        if not any(inside.shows(rule, le(value, shown), within) for rule in self.by):
            return StepResult(False, detail=f"{value} <= {shown} is not shown on these samples")
        return inside.proved(meant.sentence)

    def _likely(self, delta: Any, inside: Inside, context: Context) -> bool:
        """chance <= P(members), outcome by outcome, and delta < chance as it stands."""
        cases = cases_of(self.chance, self.members, self.outcome, inside)
        held = cases is not None and all(inside.settled(case, int(all(case[r] for r in self.members)) - value) for case, value in cases)
        return held and not inside.unknown and supplied(lt(delta, self.chance), context)
