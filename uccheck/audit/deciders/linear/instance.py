"""`event`, `generalizes`, `vacuous`: the linear setting, both ways, from the enclosures and from the answer object."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from uccheck.audit.deciders.compare import compare, telling
from uccheck.audit.deciders.decision import Decision, decided, undecided
from uccheck.audit.deciders.linear import few_dimensions
from uccheck.audit.kinds.linear import EventClaim, Generalizes, Vacuous
from uccheck.core.exact import as_written
from uccheck.core.verdict import Kind, Verdict
from uccheck.linear.setting import BY_LAWS, LinearSetting

if TYPE_CHECKING:
    from uccheck.answers.answer import Answer, Half


def decide(claim: EventClaim | Generalizes | Vacuous, deadline: float) -> Decision:
    """The decision on a claim about the linear setting."""
    del deadline
    if isinstance(claim, EventClaim):
        return _event(claim, LinearSetting(claim.m, claim.D))
    from uccheck.answers.answer import answer

    goal = claim.at_least if isinstance(claim, Vacuous) else None
    found = answer(claim.m, claim.D, claim.delta, gamma=claim.gamma, goal=goal)
    if isinstance(claim, Generalizes):
        return _in_few_dimensions(claim) or _half(found, found.generalizes(claim.at_most), "e_gen", "<=", claim.at_most)
    return _half(found, found.vacuous(claim.at_least), "e_unif-alg", ">=", claim.at_least)


def _in_few_dimensions(claim: Generalizes) -> Decision | None:
    """e_gen <= at_most where m is far above D/at_most^2: the training error is then as large as the test error."""
    if claim.gamma != 0 or claim.m * claim.at_most * abs(claim.at_most) < claim.D:
        return None
    shown = few_dimensions.generalizes(claim.m, claim.D, claim.delta, claim.at_most)
    told = f"e_gen <= {as_written(claim.at_most)}: {shown}"
    return None if shown is None else decided(Verdict.UPHELD, Kind.BALL, told, trusts=few_dimensions.TRUSTS)


def _event(claim: EventClaim, setting: LinearSetting) -> Decision:
    from uccheck.certificates.language import rests_on
    from uccheck.linear.events import probability

    found = probability(claim.event, setting, epsilon=claim.epsilon, gamma=claim.gamma)
    verdict = compare(found.lower, found.upper, claim.relation, claim.value)
    shown = f"P({claim.event}) lies in [{', '.join(telling(found.lower, found.upper, claim.relation, claim.value, 15))}]"
    asked = f"{claim.relation} {as_written(claim.value)}"
    if verdict is Verdict.UNDECIDED:
        return undecided(f"{shown}, which does not decide {asked}; a value outside the enclosure would be decided")
    ending = f"so it is {asked}" if verdict is Verdict.UPHELD else f"which excludes {asked}"
    trusts, given = rests_on(*BY_LAWS[claim.event])
    where = f"linear setting: m = {setting.m}, D = {setting.D}, s = {as_written(setting.s)}, b = {as_written(setting.b)}"
    return decided(verdict, Kind.BALL, f"{shown}, {ending}", trusts=(*trusts, *given), explain=(where,))


def _half(found: Answer, half: Half, name: str, relation: str, value: Fraction) -> Decision:
    """The decision on one inequality, with the bracket it was read from."""
    from uccheck.answers.outcome import called

    bracket = found.e_gen if name == "e_gen" else found.e_unif_alg
    lower, upper = telling(bracket.lower.value, bracket.upper.value, relation, value)
    asked = f"{name} {relation} {as_written(value)}"
    known = f"{lower} <= {name} <= {upper}"
    if half.verdict is Verdict.UNDECIDED:
        said = f"{known} does not decide {asked}; a value outside the bracket would be decided, or another D (`uccheck threshold`)"
        return undecided(said, explain=tuple(dict.fromkeys(found.work.notes)))
    if half.end.report is None:
        return decided(half.verdict, Kind.EXACT, f"{asked} by the definition of {name}: {_range(half.end.value, name)}")
    ending = f"so {asked}" if half.verdict is Verdict.UPHELD else f"which excludes {asked}"
    detail = f"{known}, {ending}; by {half.end.rule}: {called(half.end.rule)}"
    trusts = (*half.end.report.trusts, *half.end.report.given)
    return decided(half.verdict, Kind.BALL, detail, trusts=trusts, explain=(half.end.report.sentence,))


def _range(value: Fraction, name: str) -> str:
    return f"{name} >= {value}" if value <= 0 else f"{name} <= {value}"
