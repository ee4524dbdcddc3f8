"""`event`, `generalizes`, `vacuous`: the linear setting, both ways: an upheld claim and a refuted one each rest on an enclosure."""

from __future__ import annotations

from fractions import Fraction

from uccheck.audit.deciders.compare import compare, near, outward
from uccheck.audit.deciders.decision import Decision, decided, undecided
from uccheck.audit.deciders.linear_bounds import e_unif_alg_upper, large_gamma, ramp_error, upper_quantile
from uccheck.audit.deciders.tails import chi2
from uccheck.audit.kinds.linear import EventClaim, Generalizes, Vacuous
from uccheck.core.exact import as_written, decimal_above, decimal_below
from uccheck.core.verdict import Kind, Verdict
from uccheck.linear.setting import LinearSetting

FLINT = ("flint",)
LAW = "human: the exact law of the linear setting"


def decide(claim: EventClaim | Generalizes | Vacuous, deadline: float) -> Decision:
    """The decision on a claim about the linear setting."""
    del deadline
    setting = LinearSetting(claim.m, claim.D)
    if isinstance(claim, EventClaim):
        return _event(claim, setting)
    return _generalizes(claim, setting) if isinstance(claim, Generalizes) else _vacuous(claim, setting)


def _event(claim: EventClaim, setting: LinearSetting) -> Decision:
    from uccheck.linear.events import probability

    found = probability(claim.event, setting, epsilon=claim.epsilon, gamma=claim.gamma)
    lower, upper = Fraction(found.lower), Fraction(found.upper)
    verdict = compare(lower, upper, claim.relation, claim.value)
    shown = f"P({claim.event}) lies in {outward(lower, upper, 15)}"
    asked = f"{claim.relation} {as_written(claim.value)}"
    if verdict is Verdict.UNDECIDED:
        return undecided(f"{shown}, which does not decide {asked}; a value outside the enclosure would be decided")
    ending = f"so it is {asked}" if verdict is Verdict.UPHELD else f"which excludes {asked}"
    return decided(verdict, Kind.BALL, f"{shown}, {ending}", trusts=(*FLINT, LAW), explain=_setting(setting))


def _generalizes(claim: Generalizes, setting: LinearSetting) -> Decision:
    for attempt in (_population_small, _all_losses_large, _population_large):
        found = attempt(claim, setting)
        if found is not None:
            return found
    return undecided(
        f"neither e_gen <= {as_written(claim.at_most)} nor its opposite follows from L_D and the training margins at "
        "these parameters; a bound further from the true value, or gamma = 0, would be decided",
        explain=_setting(setting),
    )


def _population_small(claim: Generalizes, setting: LinearSetting) -> Decision | None:
    """e_gen <= at_most since already L_D <= at_most with probability >= 1 - delta (Lhat >= 0)."""
    t = upper_quantile(setting.D, claim.delta) if claim.gamma <= 2 * setting.s else None
    worst = ramp_error(setting, t, claim.gamma)[1] if t is not None else 1 - setting.s / max(claim.gamma, setting.s)
    if worst > claim.at_most:
        return None
    where = f"on {{T <= {_short(t)}}}, of probability at least 1 - delta," if t is not None else "always"
    detail = f"{where} L_D <= {decimal_above(worst, 12)}, so e_gen <= {as_written(claim.at_most)}"
    return decided(Verdict.UPHELD, Kind.BALL, detail, trusts=(*FLINT, LAW), explain=_setting(setting))


def _all_losses_large(claim: Generalizes, setting: LinearSetting) -> Decision | None:
    """The bound for large gamma holds for S = S' as well, hence for e_gen."""
    found = large_gamma(setting, claim.delta, claim.gamma)
    if found is None or found.value > claim.at_most:
        return None
    detail = f"e_gen <= {decimal_above(found.value, 12)} <= {as_written(claim.at_most)}: {found.argument}"
    return decided(Verdict.UPHELD, Kind.BALL, detail, trusts=(*FLINT, LAW), explain=_setting(setting))


def _population_large(claim: Generalizes, setting: LinearSetting) -> Decision | None:
    """e_gen > at_most since L_D > at_most while Lhat = 0 with probability > delta."""
    from uccheck.linear.events import probability

    t = _exceeding(claim, setting)
    if t is None:
        return None
    margin = Fraction(probability("training-margin", setting, gamma=claim.gamma).lower)
    large = chi2(setting.D, "upper", t)[0]
    both = large - (1 - margin)
    if both <= claim.delta:
        return None
    detail = (
        f"with probability at least {decimal_below(both, 9)} > delta the training loss is 0 and "
        f"L_D > {as_written(claim.at_most)}, so e_gen > {as_written(claim.at_most)}"
    )
    return decided(Verdict.REFUTED, Kind.BALL, detail, trusts=(*FLINT, LAW), explain=_setting(setting))


def _exceeding(claim: Generalizes, setting: LinearSetting) -> Fraction | None:
    """A t such that L_D > at_most for all T > t; 0 where it always is. Only for gamma <= 2s, where L_D increases in T."""
    if claim.gamma > 2 * setting.s:
        return Fraction(0) if claim.at_most < Fraction(1, 2) else None
    low, high = Fraction(0), Fraction(64 * setting.D)
    if ramp_error(setting, high, claim.gamma)[0] <= claim.at_most:
        return None
    for _ in range(60):
        middle = (low + high) / 2
        if ramp_error(setting, middle, claim.gamma)[0] > claim.at_most:
            high = middle
        else:
            low = middle
    return high


def _vacuous(claim: Vacuous, setting: LinearSetting) -> Decision:
    bounds = e_unif_alg_upper(setting, claim.delta, claim.gamma)
    asked = as_written(claim.at_least)
    for bound in bounds:
        if bound.value < claim.at_least:
            detail = f"e_unif-alg <= {decimal_above(bound.value, 12)} < {asked}: {bound.argument}"
            return decided(Verdict.REFUTED, Kind.BALL, detail, trusts=(*FLINT, LAW), explain=_setting(setting))
    certificate = _certified(claim)
    if certificate is not None:
        return certificate
    best = f"; the least upper bound found is {decimal_above(bounds[0].value, 6)}" if bounds else ""
    return undecided(
        f"no theorem certifies e_unif-alg >= {asked} at these parameters, and no upper bound excludes it{best}; "
        "a larger D (see `uccheck threshold`) would decide it, or a smaller value",
        explain=_setting(setting),
    )


def _certified(claim: Vacuous) -> Decision | None:
    """e_unif-alg >= at_least by theorem A, B or C; trivially so for 0."""
    from uccheck.answers.finders import best_bound
    from uccheck.answers.instance import Instance

    if claim.at_least == 0:
        return decided(Verdict.UPHELD, Kind.EXACT, "e_unif-alg >= 0 by definition")
    if claim.at_least == 1:
        return None
    instance = Instance.of(claim.m, claim.D, claim.delta, 1 - claim.at_least, claim.gamma)
    bound = best_bound(instance)
    if bound is None or bound.value < claim.at_least:
        return None
    detail = f"e_unif-alg >= {decimal_below(bound.value, 12)} >= {as_written(claim.at_least)} by theorem {bound.theorem}"
    step = "; ".join(f"{key}: {near(value, 9) if isinstance(value, Fraction) else value}" for key, value in bound.step.items())
    return decided(Verdict.UPHELD, Kind.BALL, detail, trusts=bound.trusts, explain=(*_setting(instance.setting), step))


def _setting(setting: LinearSetting) -> tuple[str, ...]:
    return (f"linear setting: m = {setting.m}, D = {setting.D}, s = {as_written(setting.s)}, b = {as_written(setting.b)}",)


def _short(x: Fraction | None) -> str:
    return "" if x is None else format(float(x), ".6g")
